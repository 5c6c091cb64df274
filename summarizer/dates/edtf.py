"""The part of EDTF (ISO 8601-2) that news needs, as spans of days.

Written here rather than taken from the `edtf` package, whose grammar costs a millisecond a value and a parser
library at import: what is read is one regular expression per form. The tests hold it against that package.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

_FORM = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?[?~%]?\Z", re.ASCII
)
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # first month; winter runs into the next year
_QUARTERS = {33: 1, 34: 4, 35: 7, 36: 10}


@dataclass(frozen=True, slots=True)
class DateSpan:
    """First and last day that a date covers, both included.

    `yearless` spans (`XXXX-04-26`) are placed in the year 4, a leap year, and compare only with one another.
    """

    first: dt.date
    last: dt.date
    yearless: bool = False

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    def contains(self, other: DateSpan) -> bool:
        """Whether every day of `other` is one of these."""
        return self.yearless == other.yearless and self.first <= other.first and other.last <= self.last

    def overlaps(self, other: DateSpan) -> bool:
        """Whether the two share a day; a date without a year shares it with that day of any year."""
        if self.yearless != other.yearless:
            dated, yearless = (other, self) if self.yearless else (self, other)
            return any(
                dated.first <= day <= dated.last
                for year in range(dated.first.year, dated.last.year + 1)
                if (day := _in_year(yearless.first, year))
            )
        return self.first <= other.last and other.first <= self.last


def _in_year(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _month(year: int, first: int, months: int) -> tuple[dt.date, dt.date]:
    last = first + months - 1
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return dt.date(year, first, 1), dt.date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def _single(value: str) -> DateSpan | None:
    match = _FORM.match(value)
    if not match:
        return None
    year_text, month, day = match["year"], match["month"], match["day"]
    if year_text == "XXXX":
        if not month or month == "XX" or not day or day == "XX":
            return None
        date = dt.date(4, int(month), int(day))
        return DateSpan(date, date, yearless=True)
    if "X" in year_text:
        if month:
            return None
        return DateSpan(
            dt.date(int(year_text.replace("X", "0")), 1, 1), dt.date(int(year_text.replace("X", "9")), 12, 31)
        )
    year = int(year_text)
    if not month or (month == "XX" and day in (None, "XX")):
        return DateSpan(*_month(year, 1, 12))
    if month == "XX":
        return None
    number = int(month)
    if number in _SEASONS and not day:
        return DateSpan(*_month(year, _SEASONS[number], 3))
    if number in _QUARTERS and not day:
        return DateSpan(*_month(year, _QUARTERS[number], 3))
    if not day or day == "XX":
        return DateSpan(*_month(year, number, 1))
    date = dt.date(year, number, int(day))
    return DateSpan(date, date)


@lru_cache(maxsize=4096)
def span(value: str) -> DateSpan | None:
    """The days that an EDTF value covers, or None when it is not one that can be placed.

    Read are years, months and days, `X` for unspecified digits, seasons 21-24, quarters 33-36, intervals with
    open ends (`..`), the qualifiers `?~%` (passed over), and a time of day after `T` (passed over).
    """
    try:
        if "/" in value:
            start, _, end = value.partition("/")
            first = dt.date.min if start in ("", "..") else None
            last = dt.date.max if end in ("", "..") else None
            opening, closing = span(start) if first is None else None, span(end) if last is None else None
            if (first is None and opening is None) or (last is None and closing is None) or (first and last):
                return None
            if (opening and opening.yearless) or (closing and closing.yearless):
                return None
            found = DateSpan(first or opening.first, last or closing.last)  # type: ignore[union-attr]
            return found if found.first <= found.last else None
        return _single(re.sub(r"T[\d:.,]+(?:Z|[+-]\d\d(?::?\d\d)?)?\Z", "", value))
    except ValueError:  # 30 February, month 13
        return None
