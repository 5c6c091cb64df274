"""Events, stances and quotes of news articles, tied to their words and merged across sources."""

from summarizer.errors import (
    AccessError,
    AnswerError,
    ContextError,
    EndpointError,
    FilterError,
    ModelError,
    ReadError,
    RecordingError,
    RefusalError,
    SummarizerError,
    TruncatedError,
    UsageError,
)
from summarizer.merging import merge
from summarizer.reading import read, read_article
from summarizer.schema import Article, ArticleReading, ArticleSummary, Story
from summarizer.summarize import AsyncSummarizer, Failure, Summarizer

__all__ = [
    "AccessError",
    "AnswerError",
    "Article",
    "ArticleReading",
    "ArticleSummary",
    "AsyncSummarizer",
    "ContextError",
    "EndpointError",
    "Failure",
    "FilterError",
    "ModelError",
    "ReadError",
    "RecordingError",
    "RefusalError",
    "Story",
    "Summarizer",
    "SummarizerError",
    "TruncatedError",
    "UsageError",
    "merge",
    "read",
    "read_article",
]
