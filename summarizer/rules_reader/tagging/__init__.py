"""The sentences of an article as tagged tokens, with their time expressions."""
