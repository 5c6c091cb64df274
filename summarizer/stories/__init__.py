"""Summaries of several articles → stories."""
