"""The built-in reader: an answerer that needs no model."""

from summarizer.rules_reader.answerer import BuiltinAnswerer

__all__ = ["BuiltinAnswerer"]
