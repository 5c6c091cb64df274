"""Numbers in text, with what they count and the words that loosen them (“more than 200 leaders”)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from summarizer.text.similarity import STOP_WORDS, concept, listed, plain

# English number words and the qualifiers that journalists put before a figure, by hand.
_ONES = listed("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
_MAGNITUDES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_VAGUE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2000, 99_999), "millions": (2 * 10**6, 10**9)}
_AT_LEAST = ("at least", "more than", "over", "no fewer than", "no less than", "upwards of")
_AT_MOST = ("at most", "up to", "less than", "fewer than", "under", "no more than")
_NEARLY = ("nearly", "almost", "close to")
_ABOUT = ("about", "around", "some", "roughly", "approximately", "an estimated")
_MONTHS = frozenset(
    listed("""
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec
    """)
)
_YEARS = range(1800, 2200)

_QUALIFIER = "|".join(sorted((*_AT_LEAST, *_AT_MOST, *_NEARLY, *_ABOUT), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?:\b(?P<qualifier>{_QUALIFIER})\s+)?"
    rf"(?<![\w.,:/-])(?P<number>\d{{1,3}}(?:[.,\u00a0\u202f ]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?"
    rf"|{'|'.join(sorted((*NUMBER_WORDS, *_VAGUE), key=len, reverse=True))})(?![\w:/]|-\d)"
    rf"(?:\s+(?P<magnitude>{'|'.join(_MAGNITUDES)})\b)?(?P<percent>\s*(?:%|percent|per cent))?"
)
# Casualties are counted together under whatever the dead and the hurt are called.
_CASUALTIES = (
    ("killed", re.compile(r"kill|dead|die[ds]?\b|dying|death|lives|perish|fatal|slain")),
    ("injured", re.compile(r"injur|wound|hurt")),
)
_BEFORE = re.compile(r"([^\W\d_]+)(?:\s+(?:of|to|at|by))?\s*\Z")
_AFTER = re.compile(r"(?:[\s-]*[^\W\d_]+){0,4}")
_NEXT_WORDS = re.compile(r"[\s-]*((?:[^\W\d_]+[\s-]*){0,3})")
_LAST_WORD = re.compile(r"([^\W\d_]+)\W*\Z")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the span of values that its words allow, both ends included."""

    low: float
    high: float
    unit: str
    """Stem of the word counted."""
    text: str
    """As it stands, with its qualifier."""

    def contains(self, other: Figure) -> bool:
        """Whether every value of `other` is one of these."""
        return self.low <= other.low and other.high <= self.high

    def overlaps(self, other: Figure) -> bool:
        """Whether some value fits both."""
        return self.low <= other.high and other.low <= self.high


@lru_cache(maxsize=65536)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of `text` that count something, one per unit: a unit counted twice tells nothing for sure.

    Dates and years are no figures.
    """
    lowered = plain(text)
    found: dict[str, list[Figure]] = {}
    for match in _FIGURE.finditer(lowered):
        unit = "%" if match["percent"] else _casualties(lowered, match) or _unit(lowered, match.end())
        if unit and not _is_date(lowered, match):
            low, high = _bounds(match)
            found.setdefault(unit, []).append(Figure(low, high, unit, match[0].strip()))
    return tuple(group[0] for group in found.values() if len(group) == 1)


def _casualties(text: str, match: re.Match[str]) -> str | None:
    """Whether the dead or the hurt are counted: “killing seven”, “seven people were killed”."""
    before = _BEFORE.search(text[: match.start()])
    after = _AFTER.match(text, match.end())
    for stretch in (before[1] if before else "", after[0] if after else ""):
        for unit, names in _CASUALTIES:
            if any(names.match(word) for word in re.findall(r"[^\W\d_]+", stretch)):
                return unit
    return None


def _unit(text: str, end: int) -> str | None:
    following = _NEXT_WORDS.match(text, end)
    named: list[str] = []
    for word in re.findall(r"[^\W\d_]+", following[1] if following else ""):
        if word in STOP_WORDS:
            break
        named.append(word)
    if not named or named[0] in _MONTHS:
        return None
    # the noun is the first plural: “200 former leaders”
    return concept(next((word for word in named if word.endswith("s")), named[0]))


def _is_date(text: str, match: re.Match[str]) -> bool:
    before = _LAST_WORD.search(text[: match.start()])
    is_year = match["number"].isdigit() and int(match["number"]) in _YEARS and not match["qualifier"]
    return is_year or bool(before and before[1] in _MONTHS and match["number"].isdigit())


def _bounds(match: re.Match[str]) -> tuple[float, float]:
    number, qualifier = match["number"], match["qualifier"]
    low, high = _VAGUE.get(number) or (_value(number), _value(number))
    if match["magnitude"]:
        low, high = low * _MAGNITUDES[match["magnitude"]], high * _MAGNITUDES[match["magnitude"]]
    if qualifier in _AT_LEAST:
        return low, math.inf
    if qualifier in _AT_MOST:
        return 0, high
    if qualifier in _NEARLY:
        return low * 0.85, high
    if qualifier in _ABOUT:
        return low * 0.9, high * 1.1
    return low, high


def _value(number: str) -> float:
    if number in NUMBER_WORDS:
        return NUMBER_WORDS[number]
    if re.fullmatch(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+", number):
        return float(re.sub(r"\D", "", number))
    return float(number.replace(",", "."))
