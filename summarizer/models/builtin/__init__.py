"""The built-in reader: an answerer that needs no model."""

from summarizer.models.builtin.answerer import BuiltinAnswerer

__all__ = ["BuiltinAnswerer"]
