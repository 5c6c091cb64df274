"""What comes out: articles, their summaries, and the stories that several summaries make.

Everything here is frozen, strict and closed (no unknown keys), and points into the article's text: an
`Evidence` is a W3C Web Annotation text position with its text quote, counted in Unicode code points.
Dates are EDTF (ISO 8601-2), languages BCP-47. Ids are local to their object, except those of articles
and stories.
"""

from __future__ import annotations

from summarizer.schema.article import Article, ArticleInfo, Published
from summarizer.schema.base import (
    Basis,
    EntityKind,
    EventStatus,
    Evidence,
    Position,
    QuoteKind,
    Record,
    SourcedEvidence,
)
from summarizer.schema.story import (
    Corroboration,
    Difference,
    DifferenceKind,
    Gist,
    GistSentence,
    Mark,
    MarkKind,
    Mention,
    Merged,
    Origin,
    OriginKind,
    QuoteVariant,
    RefusedSentence,
    Side,
    Story,
    StoryEntity,
    StoryEvent,
    StoryPosition,
    StoryQuote,
    StoryStance,
    Value,
    Variation,
)
from summarizer.schema.summary import (
    ArticleReading,
    ArticleSummary,
    Dropped,
    DroppedKind,
    Entity,
    Event,
    Quote,
    Run,
    Stance,
    Time,
)

__all__ = [
    "Article",
    "ArticleInfo",
    "ArticleReading",
    "ArticleSummary",
    "Basis",
    "Corroboration",
    "Difference",
    "DifferenceKind",
    "Dropped",
    "DroppedKind",
    "Entity",
    "EntityKind",
    "Event",
    "EventStatus",
    "Evidence",
    "Gist",
    "GistSentence",
    "Mark",
    "MarkKind",
    "Mention",
    "Merged",
    "Origin",
    "OriginKind",
    "Position",
    "Published",
    "Quote",
    "QuoteKind",
    "QuoteVariant",
    "Record",
    "RefusedSentence",
    "Run",
    "Side",
    "SourcedEvidence",
    "Stance",
    "Story",
    "StoryEntity",
    "StoryEvent",
    "StoryPosition",
    "StoryQuote",
    "StoryStance",
    "Time",
    "Value",
    "Variation",
]
