"""EDTF dates as people write them: `2022-04-18/2022-04-24` is “18–24 April 2022”."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from summarizer.dates.calendar_names import QUARTERS, SEASONS

# Not from `calendar` or `strftime`, which follow the locale of the machine.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASONS = {code: name for name, code in SEASONS.items()}
_QUARTERS = {code: f"{name} quarter" for name, code in QUARTERS.items()}
_QUALIFIED = {"": "{}", "?": "{} (uncertain)", "~": "about {}", "%": "about {} (uncertain)"}
_DATE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?:T(?P<clock>\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?(?P<qualifier>[?~%]?)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Date:
    """A date in words, finest first (“18”, “April”, “2022”), and what frames them."""

    words: tuple[str, ...]
    clock: str = ""
    qualifier: str = ""

    def __str__(self) -> str:
        return _QUALIFIED[self.qualifier].format(" ".join(self.words) + self.clock)


def human(edtf: str) -> str:
    """An EDTF date in words; a value that is none of the forms this package writes is returned as it is."""
    start, slash, end = edtf.partition("/")
    first, last = _date(start), _date(end)
    if not slash:
        return str(first) if first else edtf
    if first and last:
        return _interval(first, last)
    if last and start in ("", ".."):
        return f"by {last}"
    if first and end in ("", ".."):
        return f"from {first}"
    return edtf


def day_and_time(published: str) -> str:
    """An ISO 8601 date, or date and time, in words; the time to the minute, in the zone that it was given in."""
    moment = dt.datetime.fromisoformat(published)
    return human(moment.isoformat(timespec="minutes") if ":" in published else moment.date().isoformat())


def short_day(day: dt.date, *, year: bool) -> str:
    """“22 Apr”, or “22 Apr 2022”."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}" + (f" {day.year}" if year else "")


def _date(value: str) -> _Date | None:
    match = _DATE.fullmatch(value)
    words = _words(match["year"], match["month"], match["day"]) if match else None
    if not match or not words:
        return None
    zone = {None: "", "Z": " UTC", "+00:00": " UTC"}.get(match["zone"], f" UTC{match['zone']}")
    return _Date(words, f", {match['clock']}{zone}" if match["clock"] else "", match["qualifier"])


def _words(year: str, month: str | None, day: str | None) -> tuple[str, ...] | None:
    day = None if day == "XX" else day
    if month in (None, "XX"):
        return None if day or year == "XXXX" else (_year(year),)
    number = int(month or 0)
    if number in _SEASONS and not day:
        return _SEASONS[number], _winter(year) if number == 24 else _year(year)
    if number in _QUARTERS and not day:
        return _QUARTERS[number], f"of {_year(year)}"
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return (*((str(int(day)),) if day else ()), _MONTHS[number - 1], _year(year))


def _year(year: str) -> str:
    if year == "XXXX":
        return "(no year given)"
    if year.endswith("XX"):
        return f"{year[:2]}00–{year[:2]}99"
    return f"{year[:3]}0s" if year.endswith("X") else year


def _winter(year: str) -> str:
    """“2022–23”: the winter of a year runs into the next, as in `summarizer.dates.edtf`."""
    return f"{year}–{(int(year) + 1) % 100:02}" if year.isdecimal() else _year(year)


def _interval(first: _Date, last: _Date) -> str:
    if len(first.words) != len(last.words) or any((first.clock, last.clock, first.qualifier, last.qualifier)):
        return f"{first} – {last}"
    differing = list(first.words)
    for ours, theirs in zip(reversed(first.words), reversed(last.words), strict=True):
        if ours != theirs:
            break
        differing.pop()
    dash = "–" if len(differing) == 1 else " – "
    return f"{' '.join(differing)}{dash}{last}" if differing else str(last)
