"""Days in text: which day a line names, and whether its sentences give it, in words or to be counted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from summarizer.dates import edtf
from summarizer.dates.time_words import month_names, weekday_names
from summarizer.stories.numbers import numbers_in
from summarizer.text.words import fold

_WORD = re.compile(r"[^\W\d_]+")
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: de| of)? ([^\W\d_]{3,})(?:(?: de|,)? ((?:19|20)\d\d))?\b"
)
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? ((?:19|20)\d\d))?\b")
_AND_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)? ?(?:–|-|and|or|to|und|bis|et|y) ?\Z")
"""A day before another one of the same month: “9–10 August”, “23 and 25 July”."""
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_NEAR = 14
"""Days around the publication in which a weekday, “last week” or “two days ago” is that of a date."""
RELATIVE = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|overnight|weekend|weeks?|months?|days?|hours?|earlier|later|ago|eve|now|"
    r"morning|afternoon|evening|night|recently|heute|gestern|morgen|woche\w*|tage?n?|hier|demain|aujourd|semaine|jours?|"
    r"hoy|ayer|mañana|semana|días?)\b",
    re.IGNORECASE,
)


_COUNTED = {
    "today": (0,), "tonight": (0,), "now": (0,), "morning": (0,), "afternoon": (0,), "evening": (0, -1),
    "night": (0, -1), "overnight": (0, -1), "hours": (0, -1), "yesterday": (-1,), "tomorrow": (1,), "day": (-1, 1),
    "earlier": (-2, -1), "later": (1, 2), "weekend": tuple(range(-7, 8)), "days": tuple(range(-7, 8)),
    "heute": (0,), "gestern": (-1,), "morgen": (1,), "hier": (-1,), "demain": (1,), "hoy": (0,), "ayer": (-1,),
    "mañana": (1,),
}  # fmt: skip
"""Days from the publication that a word may mean."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names."""

    shown: str
    day: int
    month: int
    year: int | None

    def in_year(self, year: int) -> dt.date | None:
        """The date, in `year` when it names none; None for 31 June."""
        try:
            return dt.date(self.year or year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Source:
    """The sentences behind a line, and when and in which languages they were printed: all that tells its days."""

    text: str
    published: Sequence[dt.date]
    languages: Sequence[str | None]

    @property
    def weekdays(self) -> set[int]:
        """Weekdays that it names, Monday being 0."""
        found: set[int] = set()
        for language in self.languages:
            names = weekday_names(language)
            said = [fold(word) for word in _WORD.findall(self.text)]
            found |= {names[word] for word in said if word in names}
            if language and language.startswith("de"):  # Sonntagabend
                found |= {
                    day for name, day in names.items() for word in said if len(name) > 5 and word.startswith(name)
                }
        return found

    def gives_time(self) -> bool:
        """Whether it says when, in any way."""
        months = {fold(word) for language in self.languages for word in month_names(language)}
        return bool(
            self.weekdays
            or RELATIVE.search(self.text)
            or _YEAR.search(self.text)
            or any(fold(word) in months for word in _WORD.findall(self.text))
        )

    def counts_from_its_day(self) -> bool:
        """Whether its days are counted from the day it was printed on, as “on Monday” and “yesterday” are."""
        return bool(self.weekdays or RELATIVE.search(self.text))

    def gives(self, day: Day) -> bool:
        """Whether it gives this day, one can count to it, or it is that on which it was printed."""
        if any((one.day, one.month) == (day.day, day.month) for one in self.published):
            return True
        if str(day.day) in numbers_in(self.text):
            return (
                day.year is None
                or str(day.year) in self.text
                or any(abs(one.year - day.year) <= 1 for one in self.published)
            )
        for published in self.published:
            meant = day.in_year(published.year)
            if meant is None:
                return False
            if abs((meant - published).days) <= _NEAR and (
                meant.weekday() in self.weekdays or RELATIVE.search(self.text)
            ):
                return True
        return False

    def gives_weekday(self, weekday: int) -> bool:
        """Whether it names this weekday, or a date or a word like “yesterday” that falls on one."""
        if weekday in self.weekdays:
            return True
        relative = {match.casefold() for match in RELATIVE.findall(self.text)}
        for published in self.published:
            counted = {by for word in relative for by in _COUNTED.get(word, ())}
            named = (day.in_year(published.year) for day in days_in(self.text, self.languages))
            if any((published.weekday() + by) % 7 == weekday for by in counted):
                return True
            if any(day.weekday() == weekday for day in named if day):
                return True
        return False


def _begins(name: str) -> Callable[[str], bool]:
    return lambda word: word.startswith(name)


def days_in(text: str, languages: Sequence[str | None]) -> Iterator[Day]:
    """The days of a month that a text names."""
    months = {fold(name): number for language in languages for name, number in month_names(language).items()}
    taken: list[tuple[int, int]] = []
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for match in pattern.finditer(text):
            number = months.get(fold(match[month]))
            is_free = all(match.end() <= start or match.start() >= end for start, end in taken)
            if number and 1 <= int(match[day]) <= 31 and is_free and match[month][:1].isupper() | (month == 2):
                year = int(match[3]) if match[3] else None
                start = match.start()
                if pattern is _DAY_MONTH and (before := _AND_DAY.search(text, 0, start)) and int(before[1]) <= 31:
                    start = before.start()
                    yield Day(before[0], int(before[1]), number, year)
                taken.append((start, match.end()))
                yield Day(match[0], int(match[day]), number, year)


def weekdays_in(text: str, languages: Sequence[str | None]) -> Iterator[tuple[str, int]]:
    """The weekdays that a text names."""
    names = {name: number for language in languages for name, number in weekday_names(language).items()}
    for word in _WORD.findall(text):
        if word[:1].isupper() and len(word) > 3 and fold(word) in names:
            yield word, names[fold(word)]


def is_of(day: Day, date: str | None) -> bool:
    """Whether a date begins or ends on a day."""
    span = edtf.span(date) if date else None
    if not span or span.yearless:
        return False
    return any((one.day, one.month) == (day.day, day.month) for one in (span.first, span.last))
