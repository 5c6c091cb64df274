"""What a quote says, as stretches of the article: where it begins and ends, and how much of it stands in marks."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from summarizer.extraction.answer import AnswerPart
from summarizer.extraction.fault import UnsoundError
from summarizer.schema import Quote, QuoteKind
from summarizer.text.numbering import NumberedArticle, Quotation
from summarizer.text.words import Span, Words, fold, words_of

_EDGES = " \t\r\n\u00a0\u202f.,;:!?…-–—“”„‟\"‘’‚'«»‹›「」『』`()[]"
_PULL_QUOTE_WORDS = 4
"""Words of a quotation from which one that is repeated, alone in its paragraph, is a pull quote."""


class QuotedContent:
    """The marked quotations of what was read of an article, and the stretches of reported speech.

    Args:
        numbered: the article.
        words: the words of its text.
        reach: the characters of it that were read.
    """

    def __init__(self, numbered: NumberedArticle, words: Words, reach: Span) -> None:
        self._numbered, self._words, self._reach = numbered, words, reach
        self._text = numbered.article.text
        self._quotations = {each.id: each for each in numbered.quotations if reach[0] <= each.start < reach[1]}
        self._quotations_in_order = sorted(self._quotations.values(), key=lambda each: each.start)
        self._quotation_ends = [each.end for each in self._quotations_in_order]
        self._claimed: dict[str, str] = {}

    def claim(self, ids: Iterable[str], place: str) -> None:
        """Gives marked quotations to the quote at `place`: no other one may have them."""
        self._claimed.update(dict.fromkeys(ids, place))

    def marked(self, ids: Sequence[str]) -> list[Quotation]:
        """The marked quotations with these ids (“q3”), in the order of the article.

        Raises:
            UnsoundError: one of them is not there, or belongs to another quote.
        """
        marked = []
        for name in dict.fromkeys(each.strip("⟨⟩ ") for each in ids):
            if name not in self._quotations:
                raise UnsoundError(f"there is no quotation {name}")
            if name in self._claimed:
                raise UnsoundError(f"the quotation {name} already belongs to {self._claimed[name]}")
            marked.append(self._quotations[name])
        return sorted(marked, key=lambda each: each.start)

    def content(
        self, parts: Sequence[AnswerPart], marked: Sequence[Quotation], sentences: Sequence[Span]
    ) -> tuple[Span, ...]:
        """The spans of what was said: the parts, and what marked quotations hold beside them.

        Args:
            parts: first and last words of reported speech.
            marked: quotations that belong to it.
            sentences: those that the quote points at.

        Raises:
            UnsoundError: nothing is given, or a part does not stand in the sentences.
        """
        if not parts and not marked:
            raise UnsoundError("p does not say what was said")
        spans: list[Span] = []
        after = self._reach[0]
        for part in parts:
            spans.append(self.stretch(part, sentences, after))
            after = spans[-1][1]
        spans += (inner for quotation in marked for inner in quotation.content)
        return tuple(self._balanced(each) for each in _merged(spans))

    def stretch(self, part: AnswerPart, sentences: Sequence[Span], after: int = 0) -> Span:
        """From the first to the last words of a part, within the item's sentences and not before `after`.

        Of several places for the last words the first that a clause ends with is meant.

        Raises:
            UnsoundError: the first or the last words do not stand there.
        """
        start, end = max(sentences[0][0], after), sentences[-1][1]
        for opening in self._words.find(part.first, start, end):
            closings = [each for each in self._words.find(part.last, opening[0], end) if each[1] >= opening[1]]
            if closings:
                closing = next(
                    (each for each in closings if not self._text[each[1] : each[1] + 2].strip().isalnum()), closings[0]
                )
                return opening[0], closing[1]
        if next(self._words.find(part.first, start, end), None) is None:
            raise UnsoundError(f"the first words “{part.first}” do not stand like that in its sentences")
        raise UnsoundError(f"the last words “{part.last}” do not stand like that after the first ones in its sentences")

    def _balanced(self, content: Span) -> Span:
        """Takes in the mark at an edge whose partner lies within the content."""
        start, end = content
        for quotation in self._quotations_near(start, end):
            ((inner_start, inner_end),) = self._bare([(quotation.content[0][0], quotation.content[-1][1])])
            if quotation.start < start <= inner_start and quotation.end <= end:
                start = quotation.start
            if start < quotation.start and inner_end <= end < quotation.end:
                end = quotation.end
        return start, end

    def kind(self, content: Sequence[Span]) -> QuoteKind:
        """Direct when all of it stands in quotation marks, mixed when some does."""
        near = self._quotations_near(content[0][0], content[-1][1])
        marks = [inner for quotation in near for inner in quotation.content]
        if all(any(start <= s and e <= end for start, end in marks) for s, e in self._bare(content)):
            return "direct"
        return "mixed" if any(start < e and s < end for start, end in marks for s, e in content) else "indirect"

    def _quotations_near(self, start: int, end: int) -> list[Quotation]:
        """The marked quotations that share a character with a stretch, or touch it."""
        first = bisect_left(self._quotation_ends, start)
        return list(itertools.takewhile(lambda each: each.start <= end, self._quotations_in_order[first:]))

    def without_pull_quotes(self, quotes: Sequence[Quote]) -> list[Quote]:
        """The quotes without those that only show words of another one again, alone in a paragraph."""
        paragraphs: dict[int, list[Span]] = {}
        for each in self._numbered.sentences:
            paragraphs.setdefault(each.paragraph, []).append((each.start, each.end))
        bounds = [(spans[0][0], spans[-1][1]) for spans in paragraphs.values()]
        starts = [start for start, _ in bounds]
        said = [[fold(word) for word in words_of(quote.text)] for quote in quotes]

        def is_alone(quote: Quote) -> bool:
            start, end = quote.evidence[0].start, quote.evidence[-1].end
            at = bisect_right(starts, start) - 1
            if at < 0 or end > bounds[at][1]:
                return False
            return not words_of(self._text[bounds[at][0] : start] + self._text[end : bounds[at][1]])

        def repeats(at: int) -> bool:
            mine = said[at]
            return (
                len(mine) >= _PULL_QUOTE_WORDS
                and is_alone(quotes[at])
                and any(
                    n != at and len(mine) <= len(other) and _within(mine, other) and (len(mine) < len(other) or n < at)
                    for n, other in enumerate(said)
                )
            )

        return [quote for at, quote in enumerate(quotes) if not repeats(at)]

    def _bare(self, content: Sequence[Span]) -> list[Span]:
        """The content without quotation marks and spaces at its edges."""
        inner = ((start, end, self._text[start:end]) for start, end in content)
        return [(end - len(text.lstrip(_EDGES)), start + len(text.rstrip(_EDGES))) for start, end, text in inner]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the words stand side by side among the others."""
    return any(list(others[at : at + len(words)]) == list(words) for at in range(len(others) - len(words) + 1))
