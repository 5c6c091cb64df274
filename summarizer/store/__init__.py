"""Articles, what was read out of them, and their stories in one database: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

from summarizer.store.article_records import Put, Stored
from summarizer.store.changes import Change
from summarizer.store.database import default_place
from summarizer.store.edits import Edit
from summarizer.store.store import Forgotten, FoundQuote, Hit, KeptFailure, Spending, Store
from summarizer.store.story_records import Revision, StoryLine
from summarizer.store.updating import Update

__all__ = [
    "Change",
    "Edit",
    "Forgotten",
    "FoundQuote",
    "Hit",
    "KeptFailure",
    "Put",
    "Revision",
    "Spending",
    "Store",
    "Stored",
    "StoryLine",
    "Update",
    "default_place",
]
