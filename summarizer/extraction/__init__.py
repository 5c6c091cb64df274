"""One article → what it says: who is asked, what an answer is, and what of it the article bears out."""
