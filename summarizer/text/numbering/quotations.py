"""Quotations, from the paired marks of all paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.text.numbering.marks import Kind, Mark
from summarizer.text.numbering.pairing import Pairing
from summarizer.text.numbering.sentences import Span, trim

# A quotation that never closes ends with its paragraph. In a text without paragraphs that may be the whole rest of it:
# where more than this many characters remain, it ends with its sentence.
_BELIEVABLE = 1_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """One outermost quotation: `text[start:end]` with its marks.

    `content` are the spans without the marks and without space around them, one for each paragraph that it runs
    over. Where it is not `closed`, the closing mark is missing and `end` is a guess.
    """

    id: str
    start: int
    end: int
    content: tuple[Span, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """What one paragraph holds of a quotation."""

    start: int
    end: int
    content: Span
    closed: bool
    continues: bool


def find_quotations(
    text: str, paragraphs: Sequence[Span], pairings: Sequence[Pairing], sentence_ends: Sequence[int]
) -> list[Quotation]:
    """The quotations of a text, in order and disjoint.

    One that runs over paragraphs opens in each and closes in the last only, as typography has it; any other that
    never closes ends with its paragraph, or where the next quotation starts.
    """
    quotations: list[Quotation] = []
    parts: list[_Part] = []
    for paragraph, pairing, running in zip(paragraphs, pairings, _running_on(paragraphs, pairings), strict=True):
        for part in _parts(text, paragraph, pairing, running, sentence_ends):
            parts.append(part)
            if not part.continues:
                content = tuple(part.content for part in parts)
                name = f"q{len(quotations) + 1}"
                quotations.append(Quotation(name, parts[0].start, part.end, content, part.closed))
                parts = []
    return quotations


def _running_on(paragraphs: Sequence[Span], pairings: Sequence[Pairing]) -> list[Mark | None]:
    """For each paragraph, the opening mark of a quotation that the next paragraph goes on with and that does close."""
    running: list[Mark | None] = [None] * len(paragraphs)
    for index in range(len(paragraphs) - 2, -1, -1):
        last = _last_unclosed(pairings[index])
        first, closed = _first_opening(paragraphs[index + 1], pairings[index + 1])
        if last and first and last.kind is first.kind and (closed or running[index + 1] == first):
            running[index] = last
    return running


def _last_unclosed(pairing: Pairing) -> Mark | None:
    """The mark that opens what is still open at the end of the paragraph."""
    for marks, pairs in (
        (
            [mark for mark in pairing.unclosed if mark.kind is not Kind.SINGLE],
            [pair for pair in pairing.pairs if pair.opening.kind is not Kind.SINGLE],
        ),
        (pairing.unclosed, pairing.pairs),
    ):
        if marks and not (pairs and pairs[-1].opening.start > marks[-1].start):
            return marks[-1]
    return None


def _first_opening(paragraph: Span, pairing: Pairing) -> tuple[Mark | None, bool]:
    """The mark that the paragraph opens with, if any, and whether it closes."""
    if pairing.pairs and pairing.pairs[0].opening.start == paragraph[0]:
        return pairing.pairs[0].opening, True
    if pairing.unclosed and pairing.unclosed[0].start == paragraph[0]:
        return pairing.unclosed[0], False
    return None, False


def _parts(
    text: str, paragraph: Span, pairing: Pairing, running: Mark | None, sentence_ends: Sequence[int]
) -> list[_Part]:
    closings = {pair.opening: pair.closing for pair in pairing.pairs}
    believed = [mark for mark in pairing.unclosed if mark == running or _is_quotation(text, paragraph, mark)]
    openings = sorted([*closings, *believed])
    limits = _limits(openings, paragraph[1])
    parts: list[_Part] = []
    for opening, limit in zip(openings, limits, strict=True):
        if parts and opening.start < parts[-1].end:
            continue
        closing = closings.get(opening)
        if closing:
            end, content_end = closing.end, closing.start
        else:
            reach = limit
            if limit - opening.end > _BELIEVABLE and opening != running:
                reach = min(limit, sentence_ends[bisect_right(sentence_ends, opening.start)])
            end = content_end = opening.end + len(text[opening.end : reach].rstrip())
        content = trim(text, opening.end, content_end)
        if any(map(str.isalnum, text[content[0] : content[1]])):
            parts.append(_Part(opening.start, end, content, closing is not None, opening == running))
    return parts


def _limits(openings: Sequence[Mark], paragraph_end: int) -> list[int]:
    """How far each would reach if it never closed: single quotations may stand in a double one, not the reverse."""
    limits = []
    next_any = next_double = paragraph_end
    for opening in reversed(openings):
        is_single = opening.kind is Kind.SINGLE
        limits.append(next_any if is_single else next_double)
        next_any = opening.start
        if not is_single:
            next_double = opening.start
    return limits[::-1]


def _is_quotation(text: str, paragraph: Span, mark: Mark) -> bool:
    """Whether what never closes is a quotation all the same. A single mark is an apostrophe unless it introduces
    a sentence."""
    if mark.kind is not Kind.SINGLE:
        return True
    introduced = mark.start == paragraph[0] or text[mark.start - 2 : mark.start] in (": ", ", ")
    return mark.sign == "‘" and introduced and text[mark.end].isupper()
