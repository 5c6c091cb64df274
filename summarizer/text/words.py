"""Finds copied words in a text again, whatever punctuation, quotation marks or line breaks stand between them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

Span = tuple[int, int]

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Letters of scripts that put no spaces between words, as in a character class: each of them is taken for a word."""
# A decomposed accent belongs to its letter.
_WORD = re.compile(rf"[{UNSPACED}][\u0300-\u036f]*|(?:(?![{UNSPACED}])[\w\u0300-\u036f])+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
_PROCLITICS = re.compile("[ובהלכמש]{1,3}(?=[\u05d0-\u05ea]{2})|(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)(?=[\u0620-\u064a]{3})")
"""What Hebrew and Arabic write as one word with the word after it: “and”, “in”, “to”, “the”."""
_BEFORE, _AFTER = "$€£¥+-−#@", "%‰°€$£¥+"


def fold(text: str) -> str:
    """`text` for comparing: composed and without case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text as they stand."""
    return _WORD.findall(text)


def numbers_of(text: str) -> set[str]:
    """The numbers of a text as digits alone, so that 1,200 and 1.200 and 1 200 are the same."""
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


class Words:
    """An index of the words of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = [match.span() for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in self._spans]
        self._folded = [word.lower() if word.isascii() else fold(word) for word in _WORD.findall(text)]
        self._places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(self._folded):
            self._places[word].append(index)
        self._joined: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, word in enumerate(self._folded):
            for length in _joined_before(word):
                self._joined[word[length:]].append((index, length))

    def __contains__(self, word: str) -> bool:
        """Whether the word stands in the text, or one that only an ending of up to three letters tells from it."""
        folded = fold(word)
        if folded in self._places or folded in self._joined:
            return True
        return len(folded) > 3 and any(
            other.startswith(folded) and len(other) <= len(folded) + 3 for other in self._places
        )

    def akin(self, word: str) -> bool:
        """Whether some word of the text shares all but the last three letters with this one (Russia, Russian)."""
        folded = fold(word)
        return folded in self or any(other.startswith(folded[: max(3, len(folded) - 3)]) for other in self._places)

    def find(self, copied: str, start: int, end: int) -> Iterator[Span]:
        """The places in `text[start:end]` where the words of `copied` stand side by side, in order."""
        wanted = [fold(word) for word in words_of(copied)]
        if not wanted:
            return
        places = self._places.get(wanted[0], [])
        for index in places[bisect_left(places, bisect_left(self._starts, start)) :]:
            if self._starts[index] >= end:
                return
            last = index + len(wanted) - 1
            if last < len(self._spans) and self._spans[last][1] <= end and self._folded[index : last + 1] == wanted:
                yield self._with_signs(copied, self._starts[index], self._spans[last][1], start, end)
        for index, length in self._joined.get(wanted[0], ()):
            last = index + len(wanted) - 1
            if (
                start <= self._starts[index]
                and last < len(self._spans)
                and self._spans[last][1] <= end
                and self._folded[index + 1 : last + 1] == wanted[1:]
            ):
                yield self._starts[index] + length, self._spans[last][1]

    def _with_signs(self, copied: str, start: int, end: int, lower: int, upper: int) -> Span:
        """Takes in the signs at the edges that were copied too: those of “$5” and “40%”."""
        copied = copied.strip()
        if start > lower and copied[0] in _BEFORE and self.text[start - 1] == copied[0]:
            start -= 1
        if end < upper and copied[-1] in _AFTER and self.text[end] == copied[-1]:
            end += 1
        if (
            end < upper
            and self.text[end] == ")"
            and self.text.rfind("(", start, end) > self.text.rfind(")", start, end)
        ):
            end += 1
        return start, end


def _joined_before(word: str) -> range:
    """How many letters at the beginning of a word may be other words that are written as one with it."""
    longest = _PROCLITICS.match(word) if word[0] >= "\u05d0" else None
    return range(1, longest.end() + 1) if longest else range(0)
