"""The words of an article that a page shows: all of them where the story has its text, else those that lines rest on.

Evidence overlaps: a quotation stands in a sentence that a clause rests on. So every word is kept once, cut wherever
evidence begins or ends into numbered atoms, and a citation points at atoms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from summarizer.reports.printable import printable_part
from summarizer.schema import Evidence

AtomRange = tuple[int, int]
"""First and last atom, both included."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Consecutive words of an article: paragraphs of atoms."""

    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What is shown of one article; atoms are numbered from 0 through all of it. `whole`: the text, no excerpts."""

    excerpts: tuple[Excerpt, ...]
    whole: bool
    ranges: dict[tuple[int, str], AtomRange]

    def range(self, evidence: Evidence) -> AtomRange | None:
        """The atoms of `evidence`; None when nothing was kept for it, as of evidence without words."""
        return self.ranges.get((evidence.start, evidence.exact))


@dataclass(slots=True)
class _Stretch:
    """A stretch of the text as far as it is known, and the evidence in it."""

    start: int
    text: str
    evidence: list[Evidence] = field(default_factory=list)

    def takes(self, start: int, text: str) -> bool:
        """Takes in `text` if it overlaps or touches this stretch and says the same where it does."""
        offset = start - self.start
        if not 0 <= offset <= len(self.text):
            return False
        known = self.text[offset : offset + len(text)]
        if not text.startswith(known):
            return False
        self.text += text[len(known) :]
        return True


def article_text(text: str | None, cited: Iterable[Evidence]) -> ArticleText:
    """What is shown of an article.

    Evidence that the text does not bear out, of an article that has changed since, is shown beside it.

    Args:
        text: the whole text, if it may be shown.
        cited: the evidence that citations lead to.
    """
    ranges: dict[tuple[int, str], AtomRange] = {}
    excerpts: list[Excerpt] = []
    count = 0
    for stretch in _stretches(cited, text):
        paragraphs: list[list[str]] = [[]]
        atoms: list[tuple[int, int, int]] = []
        for start, end in _cuts(stretch):
            atom = stretch.text[start:end]
            if "\n" in atom:
                paragraphs.append([])
                continue
            paragraphs[-1].append(printable_part(atom))
            atoms.append((start + stretch.start, end + stretch.start, count))
            count += 1
        for evidence in stretch.evidence:
            inside = [number for start, end, number in atoms if evidence.start <= start and end <= evidence.end]
            if inside:
                ranges[evidence.start, evidence.exact] = (inside[0], inside[-1])
        excerpts.append(Excerpt(tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)))
    return ArticleText(tuple(excerpts), text is not None, ranges)


def _in_context(evidence: Evidence) -> tuple[int, str, Evidence]:
    """Where `evidence` starts, and its words, with the whole words of its line that are kept around it."""
    before, after = evidence.prefix.rpartition("\n")[2], evidence.suffix.partition("\n")[0]
    if before == evidence.prefix:
        before = before.partition(" ")[2]
    if after == evidence.suffix:
        after = after.rpartition(" ")[0]
    return evidence.start - len(before), f"{before}{evidence.exact}{after}", evidence


def _stretches(cited: Iterable[Evidence], text: str | None) -> Sequence[_Stretch]:
    whole = [] if text is None else [_Stretch(0, text)]
    stretches: list[_Stretch] = []
    for start, words, evidence in sorted(map(_in_context, cited), key=lambda piece: (piece[0], -len(piece[1]))):
        fitting = next((one for one in (*whole, *stretches[-1:]) if _fits(one, start, words, whole)), None)
        if fitting is None:
            fitting = _Stretch(start, words)
            stretches.append(fitting)
        fitting.evidence.append(evidence)
    return (*whole, *stretches)


def _fits(stretch: _Stretch, start: int, words: str, whole: Sequence[_Stretch]) -> bool:
    if stretch in whole:
        return stretch.text.startswith(words, max(start, 0))
    return stretch.takes(start, words)


def _cuts(stretch: _Stretch) -> Iterator[tuple[int, int]]:
    """The stretch from cut to cut: evidence is cut out, and the line breaks between paragraphs."""
    edges = {0, len(stretch.text)}
    for evidence in stretch.evidence:
        edges.update((evidence.start - stretch.start, evidence.end - stretch.start))
    for line_break in re.finditer("\n+", stretch.text):
        edges.update(line_break.span())
    in_order = sorted(edge for edge in edges if 0 <= edge <= len(stretch.text))
    yield from pairwise(in_order)
