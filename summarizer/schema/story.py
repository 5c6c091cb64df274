"""What several articles say about one story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from summarizer.schema.base import Disowned, EntityKind, EventStatus, QuoteKind, Record, SourcedEvidence
from summarizer.schema.summary import ArticleReading

StoryPart = Literal[
    "headline", "gist", "know_before_repeating", "origins", "events", "figures", "facts", "stances", "names", "quotes"
]
CaveatKind = Literal["update", "conflict", "precision", "framing", "slip", "source"]
CopyKind = Literal["retelling", "agency", "near_duplicate", "outlet"]
Side = Literal["for", "against", "mixed"]
EditKind = Literal["headline", "hide", "correct", "same", "not_same", "join", "take_out"]
ReadHow = Literal["together", "grown", "single", "scores"]


class Clause(Record):
    """Words of a line, and the sentences that carry exactly these words."""

    text: str = Field(
        description="read on from the clause before, punctuation behind it included; a report is named as {article id}"
    )
    evidence: tuple[SourcedEvidence, ...] = Field(description="whole sentences, in the order of the story's articles")


class Line(Record):
    """What is told in words that are nobody's quotation, clause by clause."""

    clauses: tuple[Clause, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        """The words alone; reports are left as {article id}."""
        return " ".join(clause.text for clause in self.clauses)

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles that carry it, in the order in which they are first cited."""
        return tuple(dict.fromkeys(one.article for clause in self.clauses for one in clause.evidence))


class Mention(Record):
    """An item of one article."""

    article: str = Field(description="article id")
    item: str = Field(description="id of the item in that article")


class Corroboration(Record):
    """How many stand behind an item."""

    articles: int
    outlets: int = Field(description="named outlets; 0 when no article names its outlet")
    origins: int = Field(
        description="at most so many of the articles are independent of one another: copies, retellings and all that "
        "one first speaker said count once"
    )


class Merged(Record):
    """An item that one or more articles report. Each item of each article is in one of these or in `Story.unused`."""

    id: str
    mentions: tuple[Mention, ...]
    corroboration: Corroboration


class StoryEntity(Merged):
    """One entity under all the names that the reports give it."""

    name: str
    names: tuple[str, ...] = Field(
        description="every variant, the canonical one first; names in the desk's language that no report has, last"
    )
    kind: EntityKind
    roles: tuple[str, ...] = ()
    affiliation: str | None = Field(default=None, description="id of a story entity")
    translation: str | None = Field(
        default=None,
        description="a model's, into the language of most reports, of what the reports only describe in another one",
    )


class Version(Record):
    """What some of the reports have, at their own precision."""

    line: Line


class StoryEvent(Merged):
    """One happening, as things stand after the last report."""

    line: Line
    edtf: str | None = Field(default=None, description="day or span on which it happened or is to happen")
    edtf_worked_out: bool = Field(default=False, description="from a weekday, “yesterday”, “last week”")
    status: EventStatus = Field(description="coarse, for machines: the line says it with its conditions")
    versions: tuple[Version, ...] = Field(
        default=(), description="only where reports part, in the order in which one state followed the other"
    )
    background: bool = Field(default=False, description="before the story, or beside it")
    participants: tuple[str, ...] = Field(default=(), description="ids of story entities")
    places: tuple[str, ...] = ()


class FigureVersion(Record):
    """One state or wording of a figure, and who has it so."""

    line: Line = Field(description="the figure with its qualifier, as of when and by whose count")
    value: float | None = None
    unit: str | None = None
    mentions: tuple[Mention, ...] = ()


class StoryFigure(Merged):
    """One count, sum or measure."""

    counted: str
    versions: tuple[FigureVersion, ...] = Field(description="in the order in which one followed the other")


class StoryFact(Merged):
    """A standing fact that the story turns on."""

    line: Line


class Rendering(Record):
    """One article's rendering of an utterance, verbatim."""

    mention: Mention
    text: str
    kind: QuoteKind
    disowned: Disowned | None = Field(default=None, description="as in `Quote`: denied, doubted or not said after all")
    cue: str | None = Field(default=None, description="the reporting words, verbatim")
    passage: SourcedEvidence = Field(
        description="the whole sentences that hold cue and content, what is said in reply with its question"
    )
    told: str | None = None
    occasion: str | None = None
    via: tuple[str, ...] = Field(default=(), description="ids of story entities")
    translation: str | None = Field(
        default=None, description="a model's, into the language of most reports; nobody's words, never to be quoted"
    )


class StoryQuote(Merged):
    """One utterance, with every rendering of it."""

    speakers: tuple[str, ...] = Field(default=(), description="ids of story entities")
    on_behalf_of: str | None = None
    said: str | None = Field(default=None, description="EDTF day on which it was said")
    renderings: tuple[Rendering, ...] = Field(min_length=1, description="the fullest direct one first")
    note: str | None = Field(default=None, description="an analyst's: what to know before quoting it")


class StoryStance(Merged):
    """Where one holder stands on a target."""

    holder: str = Field(description="id of a story entity")
    side: Side = Field(description="coarse, for machines")
    line: Line


class StoryTarget(Record):
    """What people stand for or against, and everybody who does."""

    id: str
    target: str
    stances: tuple[StoryStance, ...]


class Caveat(Record):
    """What to know before repeating the story."""

    kind: CaveatKind
    line: Line


class StoryOrigin(Record):
    """How the reports hang together (the first one), or who first said a main claim and through whom it came."""

    line: Line
    sources: tuple[str, ...] = Field(default=(), description="ids of story entities that said it first")


class CopyGroup(Record):
    """Articles that go back to one report and count as one."""

    kind: CopyKind
    name: str | None = Field(default=None, description="the agency or outlet")
    articles: tuple[str, ...]
    reason: str


TOLD_ELSEWHERE = "told in another part"
"""How the reason begins why an item that is told in a line of another kind stands in no merged item."""


class Unused(Record):
    """An item of an article, or a sentence, that the story tells nothing of."""

    mention: Mention | None = None
    evidence: SourcedEvidence | None = None
    reason: str


class DroppedLine(Record):
    """A line that a model wrote and its sentences do not bear out."""

    part: StoryPart
    text: str = Field(description="as the model wrote it")
    reason: str


class DoubtedLine(Record):
    """A line that stands although a check by its words doubts it: who wrote it has read it once more and kept it."""

    part: StoryPart
    text: str = Field(description="as it stands, without its citations")
    reason: str


class StoryEdit(Record):
    """What an analyst changed in a story by hand; it is made again whenever the story is read again."""

    number: int
    kind: EditKind
    who: str
    when: str = Field(description="ISO 8601, UTC")
    why: str = ""
    item: str | None = Field(default=None, description="id of the item that it changed, where there is one")
    before: str | None = Field(default=None, description="what stood there, or was hidden")
    after: str | None = None
    holds: bool = Field(default=True, description="false when what it changed is not in the story any more")


class Story(Record):
    """What several articles say about one story."""

    id: str = Field(description="stays as long as the article that the story began with is in it")
    formerly: tuple[str, ...] = Field(default=(), description="ids of other stories that turned out to be this one")
    key: str = Field(
        default="",
        description="hash of all that can change it but its ids: what its articles say, how it is made, who is asked; "
        "empty when a question stayed unanswered",
    )
    headline: str = Field(description="as things stand after the last report")
    read: ReadHow = Field(
        description="together: all reports read side by side by a model; grown: later reports read with the record so "
        "far; single: one report, from what was read out of it; scores: put together by likeness, without a reader"
    )
    model: str | None = Field(default=None, description="who read the reports together")
    models: tuple[str, ...] = Field(default=(), description="who read the articles, each alone")
    published: tuple[str, ...] = Field(default=(), description="first and last day of publication, where known")
    articles: tuple[ArticleReading, ...] = Field(description="in order of publication")
    gist: tuple[Line, ...] = ()
    know_before_repeating: tuple[Caveat, ...] = Field(default=(), description="most harmful first")
    origins: tuple[StoryOrigin, ...] = Field(default=(), description="the story as a whole first")
    copies: tuple[CopyGroup, ...] = ()
    entities: tuple[StoryEntity, ...] = ()
    events: tuple[StoryEvent, ...] = Field(default=(), description="dated in order, then undated, background ones last")
    figures: tuple[StoryFigure, ...] = ()
    facts: tuple[StoryFact, ...] = ()
    quotes: tuple[StoryQuote, ...] = ()
    stances: tuple[StoryTarget, ...] = ()
    unused: tuple[Unused, ...] = ()
    dropped: tuple[DroppedLine, ...] = Field(default=(), description="lines that did not hold, with the reason")
    doubted: tuple[DoubtedLine, ...] = Field(
        default=(), description="lines that stand although a check by their words doubts them"
    )
    edits: tuple[StoryEdit, ...] = Field(default=(), description="what was changed by hand, in order")

    def lines(self) -> Iterator[Line]:
        """What its parts tell, line by line; not those about the reports themselves."""
        yield from self.gist
        for event in self.events:
            yield event.line
            yield from (version.line for version in event.versions)
        yield from (version.line for figure in self.figures for version in figure.versions)
        yield from (fact.line for fact in self.facts)
        yield from (stance.line for target in self.stances for stance in target.stances)
