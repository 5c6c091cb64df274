"""Events, stances and quotes of news articles, tied to their words and merged across sources."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from summarizer.versions import __version__

if TYPE_CHECKING:
    from summarizer.api import AsyncSummarizer, Summarizer
    from summarizer.errors import (
        AccessError,
        AnswerError,
        BudgetError,
        ContextError,
        EndpointError,
        FieldError,
        FilterError,
        MissingError,
        ModelError,
        RateLimitError,
        ReadError,
        RecordingError,
        RefusalError,
        StoreError,
        SummarizerError,
        TruncatedError,
        UndoneError,
        UnknownError,
        UsageError,
    )
    from summarizer.schema import Article, ArticleReading, ArticleSummary, Story
    from summarizer.session import Failure
    from summarizer.sources import read, read_article
    from summarizer.store import Store
    from summarizer.stories import merge

__all__ = [
    "AccessError",
    "AnswerError",
    "Article",
    "ArticleReading",
    "ArticleSummary",
    "AsyncSummarizer",
    "BudgetError",
    "ContextError",
    "EndpointError",
    "Failure",
    "FieldError",
    "FilterError",
    "MissingError",
    "ModelError",
    "RateLimitError",
    "ReadError",
    "RecordingError",
    "RefusalError",
    "Store",
    "StoreError",
    "Story",
    "Summarizer",
    "SummarizerError",
    "TruncatedError",
    "UndoneError",
    "UnknownError",
    "UsageError",
    "__version__",
    "merge",
    "read",
    "read_article",
]

_HOMES = {
    "merge": "stories",
    "read": "sources",
    "read_article": "sources",
    "Article": "schema",
    "ArticleReading": "schema",
    "ArticleSummary": "schema",
    "Store": "store",
    "Story": "schema",
    "AsyncSummarizer": "api",
    "Failure": "session",
    "Summarizer": "api",
}


def __getattr__(name: str) -> object:
    """A public name, from its module (PEP 562): what nobody uses is not loaded."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
