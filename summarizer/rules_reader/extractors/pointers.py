"""Spans of the text as the pointers of an answer: sentence numbers, first and last words.

A pointer is given only if grounding will find the very same place with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.extraction.answer import AnswerPart
from summarizer.text.numbering import NumberedArticle
from summarizer.text.words import Span, Words, numbers_of, words_of

_LONGEST = 200
_WORD = re.compile(r"[\w\u0300-\u036f]+")  # as `words` has it
_SIGNS_BEFORE, _SIGNS_AFTER = "$€£¥+-−#@", "%‰°€$£¥+"


class Pointer:
    """Points into one part of an article: sentences `first` to `last`."""

    def __init__(self, numbered: NumberedArticle, first: int, last: int) -> None:
        self.text = numbered.article.text
        self.sentences = numbered.sentences
        self.words = Words(self.text)
        self.numbers = numbers_of(self.text)
        reach = numbered.sentences[first - 1 : last]
        self.reach: Span = (reach[0].start, reach[-1].end) if reach else (0, 0)

    def trimmed(self, span: Span) -> Span | None:
        """The span from its first word to its last, with the signs of “$5” and “40%”; None if it has no word."""
        found = [match.span() for match in _WORD.finditer(self.text, *span)]
        if not found:
            return None
        start, end = found[0][0], found[-1][1]
        start -= start > span[0] and self.text[start - 1] in _SIGNS_BEFORE
        return start, end + (end < span[1] and self.text[end] in _SIGNS_AFTER)

    def copied(self, span: Span) -> str:
        """The words of a span as a pointer copies them: side by side, with the signs of “$5” and “40%”."""
        start, end = span
        found = words_of(self.text[start:end])
        if not found:
            return ""
        copied = " ".join(found)
        before = self.text[start : self.text.find(found[0], start)]
        after = self.text[self.text.rfind(found[-1], start, end) + len(found[-1]) : end]
        if before and before[-1] in _SIGNS_BEFORE:
            copied = before[-1] + copied
        if after and after[0] in _SIGNS_AFTER:
            copied += after[0]
        return copied

    def within(self, span: Span, numbers: Sequence[int]) -> str | None:
        """The words of a span, if they are found first at that place in the sentences of these numbers."""
        copied = self.copied(span)
        if not copied or len(copied) > _LONGEST:
            return None
        for number in sorted(set(numbers)):
            sentence = self.sentences[number - 1]
            for found in self.words.find(copied, sentence.start, sentence.end):
                return copied if _same(found, span) else None
        return None

    def present(self, span: Span, numbers: Sequence[int]) -> str | None:
        """The words of a span, if they stand in the sentences of these numbers, wherever."""
        copied = self.copied(span)
        if not copied or len(copied) > _LONGEST:
            return None
        sentences = (self.sentences[number - 1] for number in numbers)
        return (
            copied
            if any(found for each in sentences for found in self.words.find(copied, each.start, each.end))
            else None
        )

    def owned(self, written: str) -> str | None:
        """Words put together from the article, if grounding takes them as its own."""
        plain = " ".join(written.split())
        if not plain.isprintable() or not numbers_of(plain) <= self.numbers:
            return None
        return plain if plain and all(word in self.words for word in words_of(plain)) else None

    def parts(self, spans: Sequence[Span], numbers: Sequence[int]) -> list[AnswerPart] | None:
        """First and last words of each span; None if one of them would be found elsewhere."""
        after = self.reach[0]
        start, end = self.sentences[min(numbers) - 1].start, self.sentences[max(numbers) - 1].end
        parts = []
        for span in spans:
            part = self._part(span, max(start, after), end)
            if part is None:
                return None
            parts.append(part)
            after = span[1]
        return parts

    def _part(self, span: Span, start: int, end: int) -> AnswerPart | None:
        found = words_of(self.text[span[0] : span[1]])
        for first in (3, 5, 8):
            opening = self.copied((span[0], self._end_of(span, first)))
            for last in (3, 5, 8):
                closing = self.copied((self._start_of(span, last), span[1]))
                fits = 0 < len(opening) <= _LONGEST and 0 < len(closing) <= _LONGEST
                if fits and _same(self._resolved(opening, closing, start, end), span):
                    return AnswerPart(first=opening, last=closing)
                if last >= len(found):
                    break
            if first >= len(found):
                break
        return None

    def _resolved(self, opening: str, closing: str, start: int, end: int) -> Span:
        """Where grounding finds a part: see `QuotedContent.stretch`."""
        for begins in self.words.find(opening, start, end):
            ends = [each for each in self.words.find(closing, begins[0], end) if each[1] >= begins[1]]
            if ends:
                chosen = next(
                    (each for each in ends if not self.text[each[1] : each[1] + 2].strip().isalnum()), ends[0]
                )
                return begins[0], chosen[1]
        return (-1, -1)

    def _end_of(self, span: Span, count: int) -> int:
        position = span[0]
        for word in words_of(self.text[span[0] : span[1]])[:count]:
            position = self.text.index(word, position) + len(word)
        return position if count < len(words_of(self.text[span[0] : span[1]])) else span[1]

    def _start_of(self, span: Span, count: int) -> int:
        position = span[1]
        for word in reversed(words_of(self.text[span[0] : span[1]])[-count:]):
            position = self.text.rindex(word, span[0], position)
        if count < len(words_of(self.text[span[0] : span[1]])):
            return position - (position > span[0] and self.text[position - 1] in _SIGNS_BEFORE)
        return span[0]


def _same(found: Span, span: Span) -> bool:
    """Whether two spans hold the same words: only a sign at an edge may differ."""
    return abs(found[0] - span[0]) <= 1 and abs(found[1] - span[1]) <= 1
