"""The answer for an article, as a model would give it."""
