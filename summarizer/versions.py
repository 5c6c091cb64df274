"""The program's version, and numbers that are raised by hand when the same input gives another result.

What is kept under an older number is made anew from the answers that were paid for. A change of a comment, a name or
the speed raises nothing. `tests/test_versions.py` fails when pinned results change and their number does not.
"""

from __future__ import annotations

__version__ = "0.2.0"

READING = 6
"""Raised when an article and its answer give another `ArticleReading`: numbering, grounding, dates, schema."""

STORIES = 10
"""Raised when the same readings give other stories: grouping, merging, checks, schema."""
