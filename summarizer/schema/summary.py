"""What one article says, and how the answer came about."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from summarizer.schema.article import ArticleInfo
from summarizer.schema.base import Basis, EntityKind, EventStatus, Evidence, Position, QuoteKind, Record

DroppedKind = Literal["entity", "event", "stance", "quote", "gist", "credit"]


class Entity(Record):
    """Somebody or something that acts, speaks, is acted on or is a target."""

    id: str
    name: str = Field(description="the fullest that the article gives")
    kind: EntityKind = Field(description="a work is a law, a report, a letter, a treaty")
    role: str | None = Field(default=None, description="as the article states it")
    affiliation: str | None = Field(default=None, description="id of the entity that it speaks or acts for")


class Time(Record):
    """When an event is: the article's own words, and the date that they mean."""

    expression: str | None = Field(default=None, description="the time words of the article")
    edtf: str | None = Field(default=None, description="EDTF; none for durations and vague times")
    evidence: Evidence | None = Field(default=None, description="where the time words stand")


class Event(Record):
    """Something that happens, or is to happen, at some time."""

    id: str
    description: str = Field(description="one clause, subject first, no dates")
    trigger: Evidence = Field(description="the word or words that name it")
    participants: tuple[str, ...] = Field(default=(), description="entity ids")
    places: tuple[str, ...] = Field(default=(), description="entity ids")
    time: Time | None = None
    status: EventStatus
    attributed_to: str | None = Field(default=None, description="id of the entity that the article has it from")
    evidence: tuple[Evidence, ...]


class Stance(Record):
    """Where somebody stands on a proposal, an act, a person or a party."""

    id: str
    holder: str = Field(description="entity id")
    target: str = Field(description="an affirmative proposition or a thing")
    about: str | None = Field(default=None, description="id of the event or entity that the target is")
    position: Position
    basis: Basis
    evidence: tuple[Evidence, ...]


class Quote(Record):
    """One attribution: what was said, cut from the article, and who is said to have said it."""

    id: str
    speakers: tuple[str, ...] = Field(default=(), description="entity ids; none if unsaid")
    on_behalf_of: str | None = Field(default=None, description="entity id, when a spokesman visibly relays somebody")
    via: tuple[str, ...] = Field(default=(), description="entity ids of what carried it, outermost last")
    cue: Evidence | None = Field(default=None, description="the reporting words")
    told: str | None = Field(default=None, description="outlet, agency or audience it was said to")
    kind: QuoteKind = Field(description="computed from the quotation marks")
    text: str = Field(description="cut from the article; parts are joined by “ … ”")
    evidence: tuple[Evidence, ...] = Field(description="the content; the parts around a “he said” are several spans")


class Dropped(Record):
    """An item of the model's answer, or a part of one, that could not be tied to the article."""

    kind: DroppedKind
    reason: str = Field(description="why; “left out” when only a part of the item is lost")
    item: dict[str, JsonValue] = Field(description="the item as the model gave it")


class Run(Record):
    """How an answer came about, and what it cost."""

    model: str
    prompt: str = Field(description="hash of the prompt's text")
    schema_: str = Field(alias="schema", description="hash of the answer's JSON Schema")
    key: str = Field(
        description="hash of all that can change the answer: text, date, prompt, schema, model, parameters"
    )
    requests: int = Field(description="HTTP requests sent, transport retries included")
    re_asks: int = Field(description="requests because an answer or an item was refused")
    input_tokens: int = Field(description="over all requests, as the endpoint counts them")
    output_tokens: int
    cached: bool = Field(description="taken from the cache: the figures are those of the run that paid")


class ArticleReading(Record):
    """What one article says, every item tied to its words."""

    article: ArticleInfo
    fingerprint: str = Field(description="sketch of the text by which near-duplicates are recognised")
    gist: str
    credits: tuple[str, ...] = Field(default=(), description="agencies and outlets whose reporting it says it carries")
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    stances: tuple[Stance, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class ArticleSummary(ArticleReading):
    """An `ArticleReading` and how it came about."""

    run: Run

    @property
    def reading(self) -> ArticleReading:
        """What the article says, without what depends on the run (cost, cache)."""
        return ArticleReading(**{name: getattr(self, name) for name in ArticleReading.model_fields})
