"""A story on a terminal, or in a pipe: every line with its sources, and nothing that only colour tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from summarizer.reports.briefing import Briefing, Part, Row, Section, Source, Words, briefing, with_fewest_citations

if TYPE_CHECKING:
    from rich.console import Console

    from summarizer.schema import Story

_WIDEST_LEAD = 18  # columns; “18–24 April 2022” on one line, and what is longer wraps
_GAP = 2  # columns between columns, and that further lines of a paragraph hang
_NARROWEST = 24  # columns of text, below which a lead stands in it and not beside it
# In the place of this package's own punctuation, where the encoding has none of it.
_ASCII = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "·": "|", "…": "..."})


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, `indent` columns from the left, behind a lead of fixed width if there is one.

    What is not `wrapped` is left to the terminal: an address that is broken here can be neither clicked nor copied.
    """

    text: str
    indent: int = 0
    lead: str = ""
    width: int = 0
    style: str = ""
    wrapped: bool = True


def print_story(story: Story, console: Console) -> None:
    """Print `story`, laid out for the width of `console`; a character that its encoding lacks is shown as “?”."""
    for each in _story(briefing(story)):
        _print(each, console)


def _story(story: Briefing) -> Iterator[_Line]:
    yield _Line(story.headline, style="bold")
    yield _Line(f"{story.made} {story.warning}".strip())
    for source in story.sources:
        yield from _source(source)
    if story.gist:
        yield _Line("")
        yield _Line("GIST", style="bold")
        yield from _rows(story.gist, 2)
    for section in story.sections:
        yield from _section(section)


def _source(source: Source) -> Iterator[_Line]:
    yield _Line(f"[{source.number}] {source.label}, {source.day}" + (f": {source.title}" if source.title else ""), 2)
    if source.url:
        yield _Line(source.url, 6, wrapped=False)


def _section(section: Section) -> Iterator[_Line]:
    yield _Line("")
    yield _Line(section.title.upper(), style="bold")
    if section.note:
        yield _Line(section.note, 2)
    for group in section.groups:
        if group.heading:
            introduction = f", {group.introduction}" if group.introduction else ""
            yield _Line(f"{group.heading}{introduction}", 2, style="bold")
        yield from _rows(group.rows, 4 if group.heading else 2)


def _rows(rows: Sequence[Row], indent: int) -> Iterator[_Line]:
    width = min(_WIDEST_LEAD, max((len(row.lead) for row in rows), default=0))
    for row in rows:
        sign = "" if row.lead else "- "
        yield _Line(f"{sign}{_text(row.parts)}", indent, row.lead, width)
        yield from _rows(row.rows, indent + (width + _GAP if row.lead else _GAP))


def _text(parts: Iterable[Part]) -> str:
    kept = with_fewest_citations(tuple(parts))
    return "".join(part.text if isinstance(part, Words) else f" {part}" for part in kept).strip()


def _print(line: _Line, console: Console) -> None:
    from rich.cells import set_cell_size
    from rich.text import Text

    indent = min(line.indent, max(console.width - _NARROWEST, 0))
    left = indent + (line.width + _GAP if line.lead else 0)
    if line.lead and console.width - left < _NARROWEST:
        _print(_Line(f"{line.lead}: {line.text}", indent, style=line.style), console)
        return
    room = max(console.width - left - _GAP, 1) if line.wrapped else len(line.text)
    texts = _wrapped(line.text, room, console)
    leads = _wrapped(line.lead, line.width, console) if line.lead else []
    for number, (text, lead) in enumerate(zip_longest(texts, leads, fillvalue="")):
        beside = set_cell_size(lead, line.width + _GAP) if line.lead else ""
        shown = Text(" " * indent + beside + (" " * _GAP if number and not line.lead else "") + text, line.style)
        if lead:
            shown.stylize("bold", indent, indent + len(lead))
        shown.rstrip()
        console.print(shown, no_wrap=True, overflow="ignore", crop=False)


def _wrapped(text: str, width: int, console: Console) -> list[str]:
    from rich.text import Text

    return [line.plain for line in Text(_encodable(text, console.encoding)).wrap(console, width)]


def _encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text
