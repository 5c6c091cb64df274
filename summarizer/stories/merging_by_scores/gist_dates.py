"""Dates that a sentence names, and whether an item's EDTF date bears them out.

Names of months and weekdays are those of CLDR, by Babel, for the language of the sentence and English.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from summarizer.dates import edtf
from summarizer.text.words import fold

_ISO = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?\b")
_YEAR = re.compile(r"(?<![\w.,:/-])(1[89]\d\d|20\d\d)(?![\w:]|[.,]\d)")
# Counted from a day that a gist does not have.
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|(?:last|next|this|coming|past) (?:week|month|year|weekend|night|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|gestern|heute|morgen|hier|aujourd.hui|demain|ayer|hoy|"
    r"mañana|ieri|oggi|domani|ontem|hoje|amanhã|(?:letzte|nächste|kommende|diese|vorige)[nrs]? (?:woche|monat|jahr)|"
    r"la semaine (?:dernière|prochaine)|la semana pasada|la próxima semana|вчера|сегодня|завтра)\b"
)


_ALSO_WORDS = frozenset(("may", "march"))
"""Months only beside a number, or with a capital in mid-sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """A date as far as a sentence gives it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def holds_for(self, date: str) -> bool:
        """Whether the EDTF `date` is no less exact, and the same; of an interval, one of its ends will do."""
        found = edtf.span(date)
        if found is None:
            return False
        ends = [] if "/" not in date else [one for one in (found.first, found.last) if one not in _NO_DAY]
        return self._covers(found.first, found.last, yearless=found.yearless) or any(
            self._covers(end, end, yearless=False) for end in ends
        )

    def _covers(self, first: dt.date, last: dt.date, *, yearless: bool) -> bool:
        same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
        return (
            (self.year is None or (not yearless and same_year and first.year == self.year))
            and (self.month is None or (same_month and first.month == self.month))
            and (self.day is None or (first == last and first.day == self.day))
            and (self.weekday is None or (not yearless and first == last and first.weekday() == self.weekday))
        )


_NO_DAY = (dt.date.min, dt.date.max)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a text, and what is left of it without them."""

    named: tuple[Named, ...]
    relative: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class _Calendar:
    months: dict[str, int]
    in_full: frozenset[str]
    weekdays: dict[str, int]
    pattern: re.Pattern[str]
    weekday: re.Pattern[str]


@lru_cache(maxsize=4096)
def dates(text: str, language: str | None) -> Dates:
    """The dates that `text` names, days and months by their names or as ISO 8601."""
    calendar = _calendar(language)
    found: list[Named] = []

    def iso(match: re.Match[str]) -> str:
        found.append(Named(int(match[1]), int(match[2]), int(match[3]) if match[3] else None))
        return " "

    def written(match: re.Match[str]) -> str:
        name = match["month"].casefold().strip(".")
        days = re.findall(r"\d{1,2}(?!\d)", f"{match['days'] or ''} {match['after'] or ''}")
        year = int(match["year"]) if match["year"] else None
        is_word = name in _ALSO_WORDS and (name == match["month"] or not match.start())
        if not days and not year and (is_word or name not in calendar.in_full):
            return match[0]
        found.extend(Named(year, calendar.months[name], int(day)) for day in days)
        if not days:
            found.append(Named(year, calendar.months[name]))
        return " "

    def weekday(match: re.Match[str]) -> str:
        found.append(Named(weekday=calendar.weekdays[match[0].casefold()]))
        return " "

    def year(match: re.Match[str]) -> str:
        found.append(Named(int(match[1])))
        return " "

    relative = tuple(match[0] for match in _RELATIVE.finditer(fold(text)))
    rest = _YEAR.sub(year, calendar.weekday.sub(weekday, calendar.pattern.sub(written, _ISO.sub(iso, text))))
    return Dates(tuple(found), relative, rest)


@lru_cache(maxsize=64)
def _calendar(language: str | None) -> _Calendar:
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_day_names, get_month_names

    locales = ["en"]
    if language and language != "en":
        with contextlib.suppress(ValueError, UnknownLocaleError):
            locales.append(str(Locale.parse(language, sep="-")))
    months: dict[str, int] = {}
    in_full: set[str] = set()
    weekdays: dict[str, int] = {}
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = get_month_names(width, context, locale)
                months |= {name.casefold().strip("."): number for number, name in names.items()}
                in_full |= {name.casefold() for name in names.values()} if width == "wide" else set()
            days = get_day_names("wide", context, locale)
            weekdays |= {name.casefold(): number for number, name in days.items()}
    names_of = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    day = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
    several = rf"{day}(?:\s*(?:–|-|,|to|and|or|und|oder|bis|et|ou|au|y|o|e|al|a)\s*{day})*"
    pattern = re.compile(
        rf"(?<!\w)(?:(?P<days>{several})\s*(?:of\s+|de\s+)?)?(?P<month>(?i:{names_of}))\.?(?!\w)"
        rf"(?:\s+(?P<after>{several})(?![\d:]|[.,]\d))?(?:,?\s+(?:de\s+|of\s+)?(?P<year>(?:1[89]|20)\d\d)(?!\d))?"
    )
    return _Calendar(months, frozenset(in_full), weekdays, pattern, _words(weekdays))


def _words(names: dict[str, int]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
