"""What one article says, and how the answer came about."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, JsonValue

from summarizer.schema.article import ArticleInfo
from summarizer.schema.base import (
    Basis,
    Disowned,
    EntityKind,
    EventStatus,
    Evidence,
    Position,
    QuoteKind,
    Record,
    StanceVerb,
)

DroppedKind = Literal["entity", "event", "stance", "quote", "gist", "credit", "figure", "fact", "translation"]


def _translation(description: str) -> Any:
    """A field that is there only where a language for the desk was asked for and the article is in another one."""
    return Field(default=None, exclude_if=lambda value: value is None, description=description)


class Entity(Record):
    """Somebody or something that acts, speaks, is acted on or is a target."""

    id: str
    name: str = Field(description="the fullest that the article gives")
    kind: EntityKind = Field(description="a work is a law, a report, a letter, a treaty")
    role: str | None = Field(default=None, description="as the article states it")
    affiliation: str | None = Field(default=None, description="id of the entity that it speaks or acts for")
    translation: str | None = _translation("its name in the language of `translated_into`, where that has another one")


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
    status: EventStatus = Field(
        description="refused: called for or offered, and turned down or left unheeded; possible: could or may happen"
    )
    attributed_to: str | None = Field(default=None, description="id of the entity that the article has it from")
    refused_by: tuple[str, ...] = Field(default=(), description="entity ids: who turned it down or left it unheeded")
    denied_by: tuple[str, ...] = Field(default=(), description="entity ids: who says that it is not so")
    time_of_call: Time | None = Field(
        default=None, description="when it was called for, offered, announced or promised, beside when it is to happen"
    )
    reason: tuple[Evidence, ...] = Field(default=(), description="why, or on what condition, in the article's words")
    background: bool = Field(default=False, description="it was before the story, or stands beside it")
    translation: str | None = _translation("of the description, by the model")
    evidence: tuple[Evidence, ...]


class Stance(Record):
    """Where somebody stands on a proposal, an act, a person or a party."""

    id: str
    holder: str = Field(description="entity id")
    target: str = Field(description="an affirmative proposition or a thing")
    about: str | None = Field(default=None, description="id of the event or entity that the target is")
    position: Position
    verb: StanceVerb | None = Field(default=None, description="what the holder does, as weak or strong as it is told")
    basis: Basis
    reason: tuple[Evidence, ...] = Field(default=(), description="why, or on what condition, in the article's words")
    said: Time | None = Field(default=None, description="when the holder said or showed it")
    ascribed_by: str | None = Field(default=None, description="id of the entity that tells it of the holder")
    translation: str | None = _translation("of the target, by the model")
    evidence: tuple[Evidence, ...]


class Quote(Record):
    """One attribution: what was said, cut from the article, and who is said to have said it."""

    id: str
    speakers: tuple[str, ...] = Field(default=(), description="entity ids; none if unsaid")
    on_behalf_of: str | None = Field(default=None, description="entity id, when a spokesman visibly relays somebody")
    via: tuple[str, ...] = Field(default=(), description="entity ids of what carried it, outermost last")
    cue: Evidence | None = Field(default=None, description="the reporting words")
    told: str | None = Field(default=None, description="outlet, agency or audience it was said to")
    said: Time | None = Field(default=None, description="when it was said, where the article tells")
    occasion: str | None = Field(default=None, description="at what it was said: a press conference, an interview")
    kind: QuoteKind = Field(description="computed from the quotation marks")
    disowned: Disowned | None = Field(
        default=None,
        description="computed from the cue: the speaker denies or doubts what `text` says, or is told not to have said "
        "it; none: the speaker's own",
    )
    text: str = Field(description="cut from the article; parts are joined by “ … ”")
    evidence: tuple[Evidence, ...] = Field(description="the content; the parts around a “he said” are several spans")


class Figure(Record):
    """Something counted or measured, with the figure as the article has it."""

    id: str
    counted: str = Field(description="what is counted or measured, in a few words")
    text: str = Field(description="cut from the article, with its qualifier and unit: “more than five million people”")
    value: float | None = Field(default=None, description="none where the words give no single number")
    unit: str | None = Field(default=None, description="what follows or precedes the number: %, $, tonnes, people")
    qualifier: str | None = Field(default=None, description="how exact it is: at least, about, nearly")
    event: str | None = Field(default=None, description="id of the event that it belongs to")
    translation: str | None = _translation("of what is counted, by the model")
    evidence: tuple[Evidence, ...] = Field(description="where it stands, then the sentences that say what is counted")


class Fact(Record):
    """A standing fact that the story turns on: a majority needed, a power, the first of its kind since."""

    id: str
    text: str = Field(description="one clause")
    translation: str | None = _translation("of the text, by the model")
    evidence: tuple[Evidence, ...]


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
    text: str | None = Field(
        default=None, description="the article's text, for reading several together; none leaves that to scores"
    )
    gist: str
    gist_evidence: tuple[Evidence, ...] = Field(default=(), description="the sentences that carry it")
    gist_translation: str | None = _translation("of the gist, by the model")
    translated_into: str | None = _translation(
        "BCP-47 of the desk's language, when the article is in another one: what each `translation` is in. They are a "
        "model's, beside the article's own words; quotations have none here"
    )
    credits: tuple[str, ...] = Field(default=(), description="agencies and outlets whose reporting it says it carries")
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[Fact, ...] = ()
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
