"""What all that comes out is made of: records, and evidence in an article's text."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EntityKind = Literal["person", "organization", "country", "place", "group", "work", "other"]
EventStatus = Literal["occurred", "ongoing", "planned", "proposed", "refused", "cancelled", "alleged", "possible"]
Position = Literal["supports", "opposes", "conditional", "neutral"]
StanceVerb = Literal[
    "supports",
    "opposes",
    "rejects",
    "accepts",
    "urges",
    "doubts",
    "criticizes",
    "accuses",
    "defends",
    "conditional",
    "undecided",
]
Basis = Literal["said", "did", "reported"]
QuoteKind = Literal["direct", "indirect", "mixed"]
Disowned = Literal["denied", "doubted", "not_said"]

PART_JOINT = " … "
"""What stands between the parts of a quote in its `text`."""


class Record(BaseModel):
    """A frozen, strict object without unknown keys."""

    # Validators are built when a class is first used: half of the time that importing this module would take.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, serialize_by_alias=True, defer_build=True)


class Evidence(Record):
    """A stretch of an article's text: `exact` is always `text[start:end]`."""

    start: int = Field(ge=0, description="first code point")
    end: int = Field(ge=0, description="one past the last code point")
    exact: str
    prefix: str = Field(description="up to 32 code points before, to find the place again in a changed text")
    suffix: str = Field(description="up to 32 code points after")

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Evidence:
        """The evidence `text[start:end]` with its surroundings."""
        return cls(
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - 32) : start],
            suffix=text[end : end + 32],
        )


class SourcedEvidence(Evidence):
    """Evidence, and the article that it stands in."""

    article: str

    @classmethod
    def of(cls, article: str, evidence: Evidence) -> SourcedEvidence:
        """`evidence` as evidence of the article with this id."""
        return cls(article=article, **{name: getattr(evidence, name) for name in Evidence.model_fields})
