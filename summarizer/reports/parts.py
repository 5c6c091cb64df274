"""What a report shows of a story: filled in by `view`, laid out by Markdown, terminal and HTML.

All strings are plain text on one line, not yet escaped for any format. Articles are cited by number, counted from 1
in the order of `StoryView.sources`. `item_id` is that of the merged item on the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.schema import DifferenceKind, DroppedKind, EventStatus, Position, QuoteKind
from summarizer.text.counting import counted


def cited(articles: Sequence[int]) -> str:
    """“[1, 3]”."""
    return f"[{', '.join(map(str, articles))}]"


# What kinds of difference are called where people read: “granularity” is a word of the schema.
DIFFERENCES: dict[DifferenceKind, str] = {"conflict": "Conflict", "update": "Update", "granularity": "Precision"}
NOBODY = "Nobody named"


@dataclass(frozen=True, slots=True)
class Source:
    """An article; `url` is an http or https address, or None."""

    number: int
    label: str
    title: str | None
    url: str | None
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Who stands behind a line: articles, and how many origins those go back to."""

    articles: tuple[int, ...]
    origins: int

    def __str__(self) -> str:
        origins = f", {counted(self.origins, 'origin')}" if len(self.articles) > 1 else ""
        return cited(self.articles) + origins


@dataclass(frozen=True, slots=True)
class Reading:
    """One value, and the articles that give it."""

    text: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Other values of a field than the one shown, or all of them where none is shown."""

    field: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a difference, with the words of the articles that it rests on."""

    value: str
    articles: tuple[int, ...]
    evidence: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Where the reports of one item do not say the same; other lines refer to it by its number."""

    number: int
    kind: DifferenceKind
    item: str
    field: str
    sides: tuple[SideView, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What else the articles say of a merged item, and the fields and numbers of its differences."""

    alternatives: tuple[Alternatives, ...]
    differences: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """A line of the timeline. `details` say who, where, from whom and when as far as the other fields do not."""

    item_id: str
    date: str
    status: EventStatus
    text: str
    details: tuple[str, ...]
    support: Support
    notes: Notes


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position, and how it is known since when: “said so, published 22 April 2022”."""

    position: Position
    known: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoldingView:
    """Where one holder stands, in order of publication."""

    item_id: str
    holder: str
    introduction: str
    positions: tuple[PositionView, ...]
    support: Support
    notes: Notes


@dataclass(frozen=True, slots=True)
class TargetView:
    """What positions are taken on, and who stands where on it."""

    text: str
    holdings: tuple[HoldingView, ...]


@dataclass(frozen=True, slots=True)
class RenderingView:
    """What was said as some articles give it. Words in quotation marks are the speaker's, others the article's.

    `cue` are the reporting words: they say how it is meant (“said”, “denied”, “feared”).
    """

    text: str
    kind: QuoteKind
    cue: str | None
    details: tuple[str, ...]
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UtteranceView:
    """Something said once, in all its renderings, the representative one first."""

    item_id: str
    renderings: tuple[RenderingView, ...]
    chosen_because: str | None
    on_behalf_of: str | None
    support: Support
    notes: Notes


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """What somebody, or several together, said; `name` is None when no article says who."""

    name: str | None
    introduction: str
    utterances: tuple[UtteranceView, ...]


@dataclass(frozen=True, slots=True)
class NameView:
    """Somebody or something that the articles call or describe differently."""

    name: str
    alternatives: tuple[Alternatives, ...]


@dataclass(frozen=True, slots=True)
class OriginView:
    """Articles that count as one, what makes them so, and why."""

    kind: str
    articles: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DroppedView:
    """An item of the model's answer that could not be tied to its article."""

    article: int
    kind: DroppedKind
    reason: str
    item: str


@dataclass(frozen=True, slots=True)
class GistLine:
    """A sentence of the gist, and the articles that its items are from."""

    text: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A sentence of a model's gist that its items do not bear out."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story, ready to be laid out. The order of the fields is the order of a report."""

    title: str
    gist: tuple[GistLine, ...]
    gist_by: str
    basis: str
    differences: tuple[DifferenceView, ...]
    notices: tuple[str, ...]
    timeline: tuple[EventView, ...]
    targets: tuple[TargetView, ...]
    speakers: tuple[SpeakerView, ...]
    names: tuple[NameView, ...]
    origins: tuple[OriginView, ...]
    sources: tuple[Source, ...]
    dropped: tuple[DroppedView, ...]
    refused: tuple[RefusedView, ...]

    def label(self, article: int) -> str:
        """“Harbour Post, 22 Apr”: for lines where it matters who says so."""
        return self.sources[article - 1].label
