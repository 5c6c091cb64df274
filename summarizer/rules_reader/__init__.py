"""The reader that needs no model, in stages: lexicon → tagging → syntax → extractors → answer."""

from summarizer.rules_reader.answer.reader import BuiltinReader

__all__ = ["BuiltinReader"]
