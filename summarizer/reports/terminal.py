"""A story on a terminal, or in a pipe: every line with its sources, and nothing that only colour tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from summarizer.reports.parts import (
    DIFFERENCES,
    NOBODY,
    Alternatives,
    DifferenceView,
    DroppedView,
    EventView,
    HoldingView,
    NameView,
    Notes,
    OriginView,
    Source,
    SpeakerView,
    StoryView,
    TargetView,
    UtteranceView,
    cited,
)
from summarizer.reports.view import view
from summarizer.text.counting import counted

if TYPE_CHECKING:
    from rich.console import Console

    from summarizer.schema import Story

_DATE_WIDTH = 16  # “18–24 April 2022” on one line; what is longer wraps
_STATUS_WIDTH = 12
_GAP = 2  # columns between columns, and that further lines of a paragraph hang
_NARROWEST = 24  # columns of text, below which date and status stand in it and not beside it
# In the place of this package's own punctuation, where the encoding has none of it.
_ASCII = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": "|", "…": "..."})


@dataclass(frozen=True, slots=True)
class _Row:
    """A paragraph, `indent` columns from the left, behind any columns of fixed width.

    What is not `wrapped` is left to the terminal: an address that is broken here can be neither clicked nor copied.
    """

    text: str
    indent: int = 0
    columns: tuple[tuple[str, int], ...] = ()
    style: str = ""
    wrapped: bool = True


def print_story(story: Story, console: Console) -> None:
    """Print `story`, laid out for the width of `console`; a character that its encoding lacks is shown as “?”."""
    for row in _story(view(story)):
        _print(row, console)


def _story(story: StoryView) -> Iterator[_Row]:
    yield _Row(story.title, style="bold")
    if story.gist:
        yield from (_Row(f"- {sentence.text} {cited(sentence.articles)}") for sentence in story.gist)
        yield _Row(story.gist_by)
    yield _Row(story.basis)
    differences = (row for difference in story.differences for row in _difference(difference, story))
    notices = (_Row(f"! {notice}", 2) for notice in story.notices)
    yield from _section("Needs attention", (*differences, *notices))
    yield from _section("Timeline", (row for event in story.timeline for row in _event(event)))
    yield from _section("Who stands where", (row for target in story.targets for row in _target(target)))
    yield from _section("Who said what", (row for speaker in story.speakers for row in _speaker(speaker, story)))
    if story.names:
        yield from _section("Names taken as one", map(_name, story.names))
    yield from _section("Origins", map(_origin, story.origins))
    yield from _section("Sources", (row for source in story.sources for row in _source(source)))
    if story.dropped:
        yield from _section("Dropped", (row for item in story.dropped for row in _dropped(item)))
    if story.refused:
        refused = (row for one in story.refused for row in (_Row(one.reason, 2), _Row(one.text, 6)))
        yield from _section("Refused for the gist", refused)


def _section(heading: str, rows: Iterable[_Row]) -> Iterator[_Row]:
    yield _Row("")
    yield _Row(heading.upper(), style="bold")
    yield from list(rows) or [_Row("None found.", 2)]


def _difference(difference: DifferenceView, story: StoryView) -> Iterator[_Row]:
    kind = DIFFERENCES[difference.kind]
    yield _Row(f"{difference.number}. {kind} on {difference.field}: {difference.item}", 2, style="bold")
    for side in difference.sides:
        by = len(side.articles) > 1
        words = "; ".join(f"“{given.text}”" + (f" {cited(given.articles)}" if by else "") for given in side.evidence)
        yield _Row(f"{side.value} — {_named(side.articles, story)}{f': {words}' if words else ''}", 5)
    yield _Row(f"Why: {difference.reason}", 5)


def _named(articles: Iterable[int], story: StoryView) -> str:
    return "; ".join(f"{story.label(article)} [{article}]" for article in articles)


def _alternatives(alternatives: Alternatives) -> str:
    readings = (f"{reading.text} {cited(reading.articles)}" for reading in alternatives.readings)
    return f"{alternatives.field}: {' · '.join(readings)}"


def _notes(notes: Notes, indent: int, columns: tuple[tuple[str, int], ...] = ()) -> Iterator[_Row]:
    for alternatives in notes.alternatives:
        yield _Row(f"- {_alternatives(alternatives)}", indent, columns)
    if notes.differences:
        differences = ", ".join(f"{field} (see {number})" for field, number in notes.differences)
        yield _Row(f"- reports differ: {differences}", indent, columns)


def _event(event: EventView) -> Iterator[_Row]:
    columns = ((event.date, _DATE_WIDTH), (event.status, _STATUS_WIDTH))
    yield _Row(f"{'; '.join((event.text, *event.details))} {event.support}", 2, columns)
    yield from _notes(event.notes, 2, (("", _DATE_WIDTH), ("", _STATUS_WIDTH)))


def _target(target: TargetView) -> Iterator[_Row]:
    yield _Row(f"{target.text}:", 2, style="bold")
    for holding in target.holdings:
        yield from _holding(holding)


def _holding(holding: HoldingView) -> Iterator[_Row]:
    positions = "; ".join(f"{held.position} ({held.known}) {cited(held.articles)}" for held in holding.positions)
    origins = f", {counted(holding.support.origins, 'origin')}" if len(holding.support.articles) > 1 else ""
    yield _Row(f"{_introduced(holding.holder, holding.introduction)}: {positions}{origins}", 4)
    yield from _notes(holding.notes, 6)


def _introduced(name: str, introduction: str) -> str:
    return f"{name} ({introduction})" if introduction else name


def _speaker(speaker: SpeakerView, story: StoryView) -> Iterator[_Row]:
    yield _Row(f"{_introduced(speaker.name or NOBODY, speaker.introduction)}:", 2, style="bold")
    for utterance in speaker.utterances:
        yield from _utterance(utterance, story)


def _utterance(utterance: UtteranceView, story: StoryView) -> Iterator[_Row]:
    indent, also = 4, ""
    for rendering in utterance.renderings:
        details = ", ".join((rendering.kind, *rendering.details))
        cue = f"{rendering.cue}: " if rendering.cue else ""
        yield _Row(f"{also}{cue}{rendering.text} — {_named(rendering.articles, story)} ({details})", indent)
        indent, also = 6, "- also: "
    if utterance.on_behalf_of:
        yield _Row(f"- on behalf of {utterance.on_behalf_of}", 6)
    if utterance.chosen_because:
        yield _Row(f"- the first stands for all: {utterance.chosen_because}", 6)
    yield from _notes(utterance.notes, 6)


def _name(name: NameView) -> _Row:
    return _Row(f"{name.name} — {'; '.join(map(_alternatives, name.alternatives))}", 2)


def _origin(origin: OriginView) -> _Row:
    counts = "stands alone" if len(origin.articles) == 1 else "count as one"
    return _Row(f"{cited(origin.articles)} {counts} — {origin.kind}: {origin.reason}", 2)


def _source(source: Source) -> Iterator[_Row]:
    yield _Row(f"[{source.number}] {source.label}" + (f": {source.title}" if source.title else ""), 2)
    yield _Row(", ".join(source.details), 6)
    if source.url:
        yield _Row(source.url, 6, wrapped=False)


def _dropped(item: DroppedView) -> Iterator[_Row]:
    yield _Row(f"{cited([item.article])} {item.kind}: {item.reason}", 2)
    yield _Row(item.item, 6)


def _print(row: _Row, console: Console) -> None:
    from rich.cells import set_cell_size
    from rich.text import Text

    widths = [width + _GAP for _, width in row.columns]
    left = row.indent + sum(widths)
    if row.columns and console.width - left < _NARROWEST:
        in_line = " · ".join((*(text for text, _ in row.columns if text), row.text))
        _print(_Row(in_line, row.indent, style=row.style), console)
        return
    room = max(console.width - left - _GAP, 1) if row.wrapped else len(row.text)
    lines = _wrapped(row.text, room, console)
    columns = [_wrapped(text, width, console) for text, width in row.columns]
    for number, (line, *cells) in enumerate(zip_longest(lines, *columns, fillvalue="")):
        padded = "".join(map(set_cell_size, cells, widths))
        shown = " " * row.indent + padded + (" " * _GAP if number else "") + line
        console.print(Text(shown.rstrip(), row.style), no_wrap=True, overflow="ignore", crop=False)


def _wrapped(text: str, width: int, console: Console) -> list[str]:
    from rich.text import Text

    return [line.plain for line in Text(_encodable(text, console.encoding)).wrap(console, width)]


def _encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text
