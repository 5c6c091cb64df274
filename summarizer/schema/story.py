"""What several articles say about one story."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from summarizer.schema.base import Basis, EntityKind, EventStatus, Position, QuoteKind, Record, SourcedEvidence
from summarizer.schema.summary import ArticleReading

DifferenceKind = Literal["conflict", "update", "granularity"]
OriginKind = Literal["agency", "near_duplicate", "outlet", "article"]
MarkKind = Literal["added", "changed", "left_out"]


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
