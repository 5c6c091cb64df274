"""The words of an article that a page shows: those that items rest on, or all where the text may be shown.

Evidence overlaps: a quote stands in the sentence that an event rests on. So every word is kept once, cut wherever
evidence begins or ends into numbered atoms, and an item points at atoms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from summarizer.reports.plain import plain
from summarizer.schema import ArticleReading, Event, Evidence, Quote, Stance

AtomRange = tuple[int, int]
"""First and last atom, both included."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive words of an article: paragraphs of atoms."""

    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Passages:
    """What is shown of one article; atoms are numbered from 0 through all of it. `whole`: the text, no excerpts."""

    parts: tuple[Passage, ...]
    whole: bool
    places: dict[tuple[int, str], AtomRange]

    def place(self, evidence: Evidence) -> AtomRange | None:
        """The atoms of `evidence`; None when nothing was kept for it, as of evidence without words."""
        return self.places.get((evidence.start, evidence.exact))


@dataclass(slots=True)
class _Region:
    """A stretch of the text as far as it is known, and the evidence in it."""

    start: int
    text: str
    evidence: list[Evidence] = field(default_factory=list)

    def takes(self, start: int, text: str) -> bool:
        """Takes in `text` if it overlaps or touches this region and says the same where it does."""
        offset = start - self.start
        if not 0 <= offset <= len(self.text):
            return False
        known = self.text[offset : offset + len(text)]
        if not text.startswith(known):
            return False
        self.text += text[len(known) :]
        return True


def passages(reading: ArticleReading, more: Iterable[Evidence], text: str | None) -> Passages:
    """The passages of an article: the whole text if it is given, else the words of its items and of `more`.

    Evidence that the text does not bear out, of an article that has changed since, is shown beside it.
    """
    found = _regions(_pieces(reading, more), text)
    places: dict[tuple[int, str], AtomRange] = {}
    parts: list[Passage] = []
    count = 0
    for region in found:
        paragraphs: list[list[str]] = [[]]
        atoms: list[tuple[int, int, int]] = []
        for start, end in _cuts(region):
            atom = region.text[start:end]
            if "\n" in atom:
                paragraphs.append([])
                continue
            paragraphs[-1].append(_shown(atom))
            atoms.append((start + region.start, end + region.start, count))
            count += 1
        for evidence in region.evidence:
            inside = [number for start, end, number in atoms if evidence.start <= start and end <= evidence.end]
            if inside:
                places[evidence.start, evidence.exact] = (inside[0], inside[-1])
        parts.append(Passage(tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)))
    return Passages(tuple(parts), text is not None, places)


def _pieces(reading: ArticleReading, more: Iterable[Evidence]) -> Iterator[tuple[int, str, Evidence]]:
    """Where each piece starts, its words and whose they are: sentences alone, parts of one with what is around."""
    for item in grounded(reading):
        for evidence in item.evidence:
            yield _in_context(evidence) if isinstance(item, Quote) else (evidence.start, evidence.exact, evidence)
        for evidence in named(item):
            yield _in_context(evidence)
    for evidence in more:
        yield evidence.start, evidence.exact, evidence


def grounded(reading: ArticleReading) -> Iterator[Event | Stance | Quote]:
    """The items of an article that rest on its words."""
    yield from reading.events
    yield from reading.stances
    yield from reading.quotes


def named(item: Event | Stance | Quote) -> tuple[Evidence, ...]:
    """The words that name an item, apart from those that it rests on: trigger and time, or the reporting words."""
    match item:
        case Event(time=time):
            return (item.trigger, *((time.evidence,) if time and time.evidence else ()))
        case Quote(cue=cue):
            return (cue,) if cue else ()
        case _:
            return ()


def _in_context(evidence: Evidence) -> tuple[int, str, Evidence]:
    """`evidence` with the whole words of its line that are kept around it."""
    before, after = evidence.prefix.rpartition("\n")[2], evidence.suffix.partition("\n")[0]
    if before == evidence.prefix:
        before = before.partition(" ")[2]
    if after == evidence.suffix:
        after = after.rpartition(" ")[0]
    return evidence.start - len(before), f"{before}{evidence.exact}{after}", evidence


def _regions(pieces: Iterable[tuple[int, str, Evidence]], text: str | None) -> Sequence[_Region]:
    whole = [] if text is None else [_Region(0, text)]
    regions: list[_Region] = []
    for start, words, evidence in sorted(pieces, key=lambda piece: (piece[0], -len(piece[1]))):
        fitting = next((region for region in (*whole, *regions[-1:]) if _fits(region, start, words, whole)), None)
        if fitting is None:
            fitting = _Region(start, words)
            regions.append(fitting)
        fitting.evidence.append(evidence)
    return (*whole, *regions)


def _fits(region: _Region, start: int, words: str, whole: Sequence[_Region]) -> bool:
    if region in whole:
        return region.text.startswith(words, start)
    return region.takes(start, words)


def _cuts(region: _Region) -> Iterator[tuple[int, int]]:
    """The region from cut to cut: evidence is cut out, and the line breaks between paragraphs."""
    edges = {0, len(region.text)}
    for evidence in region.evidence:
        edges.update((evidence.start - region.start, evidence.end - region.start))
    for line_break in re.finditer("\n+", region.text):
        edges.update(line_break.span())
    in_order = sorted(edge for edge in edges if 0 <= edge <= len(region.text))
    yield from pairwise(in_order)


def _shown(atom: str) -> str:
    """`plain`, but with the spaces at the edges, which part an atom from the next."""
    return plain(f"|{atom}|")[1:-1]
