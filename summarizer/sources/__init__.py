"""Whatever a user has → `Article`: files, folders, globs, stdin and addresses; text, HTML and JSON."""

from __future__ import annotations

from summarizer.sources.article_fields import Defaults, Failed, Found
from summarizer.sources.paths import nothing_there
from summarizer.sources.reader import article_from_json, article_from_page, read, read_article

__all__ = [
    "Defaults",
    "Failed",
    "Found",
    "article_from_json",
    "article_from_page",
    "nothing_there",
    "read",
    "read_article",
]
