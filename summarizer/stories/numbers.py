"""Numbers in text: as digits, as English words, and with the words that loosen them (“more than 200”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from summarizer.text.similarity import listed

_ONES = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
_MAGNITUDES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_DIGITS = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
_SPELT = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})[- ])?(?P<word>{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_MAGNITUDE = re.compile(rf"[\s-]+({'|'.join(_MAGNITUDES)})s?\b", re.IGNORECASE)
_LOOSE = {
    "at least": r"at least|no fewer than|no less than|upwards of|minimum of",
    "more than": r"more than|over|exceed\w*|above|in excess of|plus",
    "less than": r"less than|fewer than|under|below",
    "up to": r"up to|at most|as many as|as much as|no more than|maximum of",
    "nearly": r"nearly|almost|close to|just under",
    "about": r"about|around|some|roughly|approximately|an estimated|estimated|circa|or so",
}
_LOOSE_NEAR = re.compile(rf"\b(?:{'|'.join(_LOOSE.values())})\W+(?:\w+\W+){{0,3}}\Z", re.IGNORECASE)
_LOOSE_BEFORE = re.compile(rf"\b(?:{'|'.join(_LOOSE.values())})\s+(?:the\s+|a\s+|an\s+)?[$€£¥]?\Z", re.IGNORECASE)


def digits(number: str) -> str:
    """A number by its digits alone, so that 1,200 and 1.200 and 1 200 are the same."""
    return re.sub(r"\D", "", number)


def written(text: str) -> Iterator[re.Match[str]]:
    """The numbers that stand in digits."""
    return _DIGITS.finditer(text)


def spelt(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The numbers that stand in English words, up to ninety-nine, with their values."""
    for match in _SPELT.finditer(text):
        tens, word = (match["tens"] or "").lower(), match["word"].lower()
        yield match, NUMBER_WORDS[word] + (NUMBER_WORDS[tens] if tens else 0)


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> frozenset[str]:
    """All numbers of a text by their digits, those in words among them, with and without “million” and the like."""
    found = set()
    for match in written(text):
        found.add(digits(match[0]))
        found |= _multiplied(text, match.end(), float(digits(match[0]) or 0))
    for match, value in spelt(text):
        found.add(str(value))
        found |= _multiplied(text, match.end(), value)
    return frozenset(found)


def lost_qualifiers(line: str, source: str) -> Iterator[str]:
    """Numbers that `source` has only loosely (“about 200”) and `line` has without any such word."""
    there = list(_placed(source))
    for at, number, shown in _placed(line):
        if _LOOSE_NEAR.search(line[:at]):
            continue
        places = [start for start, other, _ in there if other == number]
        if places and all(_LOOSE_BEFORE.search(source[:start]) for start in places):
            yield shown


def _placed(text: str) -> Iterator[tuple[int, str, str]]:
    """Where each number begins, its digits, and how it stands."""
    yield from ((match.start(), digits(match[0]), match[0]) for match in written(text))
    yield from ((match.start(), str(value), match[0]) for match, value in spelt(text))


def _multiplied(text: str, end: int, value: float) -> set[str]:
    magnitude = _MAGNITUDE.match(text, end)
    return {str(int(value * _MAGNITUDES[magnitude[1].lower()]))} if magnitude else set()
