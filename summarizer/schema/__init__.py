"""What comes out: articles, their summaries, and the stories that several summaries make.

Everything here is frozen, strict and closed (no unknown keys), and points into the article's text: an
`Evidence` is a W3C Web Annotation text position with its text quote, counted in Unicode code points.
Dates are EDTF (ISO 8601-2), languages BCP-47. Ids are local to their object, except those of articles
and stories.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

EntityKind = Literal["person", "organization", "country", "place", "group", "work", "other"]
EventStatus = Literal["occurred", "ongoing", "planned", "proposed", "cancelled", "alleged", "hypothetical"]
Position = Literal["supports", "opposes", "conditional", "neutral"]
Basis = Literal["said", "did", "reported"]
QuoteKind = Literal["direct", "indirect", "mixed"]
DroppedKind = Literal["entity", "event", "stance", "quote", "gist", "credit"]
DifferenceKind = Literal["conflict", "update", "granularity"]
OriginKind = Literal["agency", "near_duplicate", "outlet", "article"]
MarkKind = Literal["added", "changed", "left_out"]


class Record(BaseModel):
    """A frozen, strict object without unknown keys."""

    # Validators are built when a class is first used: half of the time that importing this module would take.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, serialize_by_alias=True, defer_build=True)


def _iso_date(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("not an ISO 8601 date or date and time, such as 2022-04-22") from None
    return value


Published = Annotated[str, BeforeValidator(_iso_date)]


class ArticleInfo(Record):
    """What is known about an article, without its text."""

    id: str = Field(
        description="a hash of the text, and of where it appeared, unless the source gives an id of its own"
    )
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    language: str | None = Field(default=None, description="BCP-47")
    published: Published | None = Field(default=None, description="ISO 8601 date or date and time, as given")
    published_basis: Literal["metadata", "in_text", "unknown"] = "unknown"

    @property
    def published_day(self) -> dt.date | None:
        """The calendar day of `published`, in the time zone that it was given in."""
        return dt.datetime.fromisoformat(self.published).date() if self.published else None


class Article(ArticleInfo):
    """One news report. Offsets everywhere else count code points of `text`."""

    id: str = ""
    text: str

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if not data.get("id") and isinstance(data.get("text"), str):
            # Two outlets that carry one agency text word for word are two articles (and one origin).
            where = data.get("url") or data.get("outlet")
            named = f"{data['text']}\n{where}" if where else data["text"]
            data["id"] = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if data.get("published") and not data.get("published_basis"):
            data["published_basis"] = "metadata"
        return data

    @property
    def info(self) -> ArticleInfo:
        """The article without its text."""
        return ArticleInfo(**{name: getattr(self, name) for name in ArticleInfo.model_fields})


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


class Mention(Record):
    """An item of one article."""

    article: str = Field(description="article id")
    item: str = Field(description="id of the item in that article")


class Value(Record):
    """One value of a field, and the items that give it."""

    value: str
    mentions: tuple[Mention, ...]


class Variation(Record):
    """A field on which the mentions of a merged item do not all say the same."""

    field: str
    values: tuple[Value, ...]


class Corroboration(Record):
    """How many stand behind an item. `origins` is the figure that counts: copies are one."""

    articles: int
    outlets: int = Field(description="named outlets; 0 when no article names its outlet")
    origins: int


class Merged(Record):
    """An item that one or more articles report."""

    id: str
    mentions: tuple[Mention, ...]
    values: tuple[Variation, ...] = ()
    corroboration: Corroboration


class StoryEntity(Merged):
    """One entity under all the names that the reports give it."""

    name: str
    names: tuple[str, ...] = Field(description="every variant, the canonical one first")
    kind: EntityKind
    roles: tuple[str, ...] = ()
    affiliation: str | None = Field(default=None, description="id of a story entity")


class StoryEvent(Merged):
    """One happening. Where reports differ, `status` and `edtf` are those of the latest report that gives them."""

    description: str
    participants: tuple[str, ...] = Field(default=(), description="ids of story entities")
    places: tuple[str, ...] = ()
    edtf: str | None = None
    status: EventStatus
    attributed_to: tuple[str, ...] = Field(default=(), description="ids of story entities that it is reported from")


class StoryPosition(Record):
    """A position at the time of the reports that give it."""

    position: Position
    basis: Basis
    published: str | None = Field(description="day of the earliest report that gives it")
    mentions: tuple[Mention, ...]


class StoryStance(Merged):
    """One holder on one target; several positions when it changed or reports differ."""

    holder: str = Field(description="id of a story entity")
    target: str
    about: str | None = Field(default=None, description="id of the story event or entity that the target is")
    positions: tuple[StoryPosition, ...] = Field(description="in order of publication")


class Mark(Record):
    """Where a rendering says it in other words than the representative one."""

    kind: MarkKind = Field(
        description="added: words that the representative rendering lacks; changed: other words in their place; "
        "left_out: words of the representative rendering that are missing here"
    )
    start: int = Field(ge=0, description="first code point in the rendering's own text")
    end: int = Field(ge=0, description="one past the last code point; `start` itself where words are left out")
    chosen: str = Field(description="the words of the representative rendering in this place, empty for added ones")


class QuoteVariant(Record):
    """One article's rendering, verbatim."""

    mention: Mention
    text: str
    kind: QuoteKind
    cue: str | None = Field(
        default=None, description="the reporting words, verbatim: they say how the text is meant (said, denied, feared)"
    )
    via: tuple[str, ...] = Field(default=(), description="ids of story entities")
    marks: tuple[Mark, ...] = Field(
        default=(),
        description="where it differs word by word from the representative rendering; none when it says the same, or "
        "when hardly a word is the same, as in a translation",
    )


class StoryQuote(Merged):
    """One utterance, with every rendering of it."""

    speakers: tuple[str, ...] = Field(default=(), description="ids of story entities")
    on_behalf_of: str | None = None
    text: str = Field(description="the representative variant, verbatim")
    chosen: Mention = Field(description="the item that `text` is taken from")
    chosen_because: str
    variants: tuple[QuoteVariant, ...]


class SourcedEvidence(Evidence):
    """Evidence, and the article that it stands in."""

    article: str

    @classmethod
    def of(cls, article: str, evidence: Evidence) -> SourcedEvidence:
        """`evidence` as evidence of the article with this id."""
        return cls(article=article, **{name: getattr(evidence, name) for name in Evidence.model_fields})


class Side(Record):
    """One side of a difference."""

    value: str
    mentions: tuple[Mention, ...]
    evidence: tuple[SourcedEvidence, ...]


class Difference(Record):
    """Where reports of one item do not say the same."""

    id: str
    kind: DifferenceKind = Field(
        description="granularity: one value contains the other; update: a later report moves it on; conflict: "
        "both cannot hold"
    )
    item: str = Field(description="id of the merged item")
    field: str
    sides: tuple[Side, ...] = Field(description="in order of publication where it is known")
    reason: str = Field(description="why it is of this kind, for a reader")


class Origin(Record):
    """Articles that go back to one report count as one."""

    id: str
    kind: OriginKind
    name: str | None = Field(default=None, description="the agency or outlet")
    articles: tuple[str, ...]
    reason: str


class GistSentence(Record):
    """One sentence of a story's gist, and what it rests on."""

    text: str
    items: tuple[str, ...] = Field(min_length=1, description="ids of the merged items and differences that say so")
    written_by: str | None = Field(
        default=None, description="the model that wrote it; none for one that was put together from its items"
    )


class RefusedSentence(Record):
    """A sentence that a model wrote for the gist and that its items do not bear out."""

    text: str
    items: tuple[str, ...] = Field(description="ids of what it was said to rest on")
    reason: str


class Gist(Record):
    """A story in three to five sentences; fewer when it has fewer items."""

    sentences: tuple[GistSentence, ...] = ()
    refused: tuple[RefusedSentence, ...] = Field(default=(), description="what a model wrote and does not hold")

    @property
    def text(self) -> str:
        """The sentences, one after the other."""
        return " ".join(sentence.text for sentence in self.sentences)


class Story(Record):
    """What several articles say about one story."""

    id: str = Field(description="stays as long as the article that the story began with is in it")
    formerly: tuple[str, ...] = Field(default=(), description="ids of other stories that turned out to be this one")
    key: str = Field(
        default="",
        description="hash of all that can change it but its ids: what its articles say, the rules of merging, who "
        "links; empty when a question stayed unanswered",
    )
    title: str
    gist: Gist
    models: tuple[str, ...] = Field(description="who read the articles")
    linked_by: str | None = Field(default=None, description="the model that answered what the scores left open")
    published: tuple[str, ...] = Field(default=(), description="first and last day of publication, where known")
    articles: tuple[ArticleReading, ...]
    origins: tuple[Origin, ...]
    entities: tuple[StoryEntity, ...] = ()
    events: tuple[StoryEvent, ...] = Field(
        default=(), description="the timeline: dated events in order, then undated ones"
    )
    stances: tuple[StoryStance, ...] = ()
    quotes: tuple[StoryQuote, ...] = ()
    differences: tuple[Difference, ...] = Field(default=(), description="what matters most first")
