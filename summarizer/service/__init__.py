"""`summarizer serve`: articles in as they appear, stories out as they change, over HTTP and in the browser."""
