"""What is taken out of tagged sentences: entities, quotes, events, stances, credits, a gist."""
