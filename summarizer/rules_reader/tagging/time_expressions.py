"""Time words of English news and the EDTF dates that they mean, counted from the day of publication.

Names of months and days are those of CLDR, by Babel. Parsers of dates such as dateparser answer with a point in time;
news needs to know whether a day, a month or a week is meant, and which way to count, so what is read here is a table of
forms. Vague words (recently, days later) have no date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from summarizer.dates.calendar_names import QUARTERS, SEASONS, calendar_names
from summarizer.rules_reader.lexicon.word_lists import TIMES

Tense = int
"""-1 for what has happened, 1 for what is to come, 0 where nobody can tell."""


Resolver = Callable[[Tense, dt.date | None], str | None]
"""Gives an EDTF date, from the tense of what is dated and the day of publication."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Time words at `text[start:end]`."""

    start: int
    end: int
    resolve: Resolver
    """The EDTF date that they mean, given the tense of what they date and the day of publication."""

    def unbounded(self, text: str) -> TimeExpression:
        """The time itself, without its “since” or “until”: “2009” of “since 2009”."""
        bound = re.match(r"(?:[Ss]ince|[Uu]ntil|[Tt]ill)\s+", text[self.start : self.end])
        if bound is None:
            return self

        def alone(tense: Tense, published: dt.date | None) -> str | None:
            first, _, last = (self.resolve(tense, published) or "").partition("/")
            return (last if first == ".." else first) or None

        return TimeExpression(self.start + bound.end(), self.end, alone)


_SEASONS = SEASONS | {"fall": SEASONS["autumn"]}


@cache
def months() -> dict[str, int]:
    """The English names of the months, abbreviations included, without case."""
    return calendar_names("en", "wide", "abbreviated").months | {"sept": 9}


@cache
def _weekdays() -> dict[str, int]:
    """The English names of the weekdays, never abbreviated: “sat” and “sun” are words."""
    return calendar_names("en", "wide").weekdays


def _capitalised(names: dict[str, int]) -> str:
    return "|".join(sorted((name.capitalize() for name in names), key=len, reverse=True))


def _after(prepositions: str) -> str:
    """One of these words and a space stands before."""
    return "|".join([rf"(?<=\b{word} )" for word in prepositions.split()] + [r"(?<=\bmid-)"])


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Resolver]], ...]:
    """The forms of time words, longest first, each with what makes a date of a match."""
    month = rf"(?P<month>{_capitalised(months())})\b\.?"
    weekday = rf"(?P<weekday>{_capitalised(_weekdays())})\b"
    day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%]|[.,]\d|:\d)"
    year = r"(?P<year>(?:18|19|20)\d\d)(?![\d%]|[.,]\d)\b"
    number = rf"(?P<number>\d{{1,3}}|{'|'.join(TIMES.numbers)})"
    quarter = "|".join(QUARTERS)
    season = "|".join(_SEASONS)
    part = r"(?:\s+(?:early\s+)?(?:morning|afternoon|evening|night))?"
    bound = r"(?:(?P<bound>[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill)\s+)?"
    introduced = _after("[Ii]n [Dd]uring [Ss]ince [Uu]ntil [Bb]y of early late [Ff]rom [Aa]fter [Bb]efore")
    head = rf"(?<![\w.,:$€£-]){bound}"
    shift = r"(?P<shift>[Ll]ast|[Nn]ext|[Tt]his|[Tt]he (?:previous|following|coming|past))"
    return tuple(
        (re.compile(head + pattern), read)
        for pattern, read in (
            (r"(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b", _iso),
            (rf"(?:{weekday},?\s+)?{month}\s+{day}(?:\s*[-–]\s*(?P<until>[0-3]?\d)\b)?(?:,?\s+{year})?", _day_of_month),
            (rf"(?:{weekday},?\s+)?(?:the\s+)?{day}\s+(?:of\s+)?{month}(?:,?\s+{year})?", _day_of_month),
            (rf"(?P<end>the (?:end|start|beginning|middle) of)\s+(?:{month}\s+)?{year}", _edge_of_year),
            (
                r"(?P<end>the (?:end|start|beginning|middle) of)\s+(?:the|this|last|next)\s+(?P<unit>year|month|week)",
                _edge_of,
            ),
            (rf"(?P<end>the (?:end|start|beginning|middle) of)\s+{month}", _month),
            (rf"{month},?\s+(?:of\s+)?{year}", _month),
            (rf"(?:the\s+)?(?P<quarter>{quarter})[- ]quarter\s+(?:of\s+)?{year}", _quarter),
            (rf"(?:the\s+)?(?P<season>{season})\s+(?:of\s+)?{year}", _season),
            (rf"{shift}\s+(?P<season>{season})\b", _season),
            (rf"(?:{shift}\s+)?{weekday}{part}(?:\s+\((?P<paren>[0-3]?\d)\))?", _weekday),
            (rf"{shift}\s+{month}", _month),
            (
                r"(?:[Ee]arlier |[Ll]ater )?"
                + rf"{shift}\s+(?P<unit>week|weekend|month|year|night|morning|evening|afternoon)\b",
                _unit,
            ),
            (rf"{number}\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|from now)\b", _counted),
            (rf"(?P<name>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow){part}\b", _named_day),
            (r"(?:the\s+)?(?P<decade>(?:18|19|20)\d)0s\b", _decade),
            (r"(?:[Oo]ver|[Aa]t) (?P<shift>the) (?P<unit>weekend)\b", _past_weekend),
            (
                rf"(?:{introduced}){month}(?!\s*\d)",
                _month,
            ),
            (
                rf"(?:[Ee]arly |[Ll]ate )?(?:{introduced}){year}(?!-)",
                _year,
            ),
        )
    )


def find_time_expressions(text: str, start: int, end: int) -> list[TimeExpression]:
    """The time words of `text[start:end]`, in order and disjoint."""
    found: list[TimeExpression] = []
    for pattern, read in _forms():
        for match in pattern.finditer(text, start, end):
            if not any(match.start() < each.end and each.start < match.end() for each in found):
                found.append(TimeExpression(match.start(), match.end(), _bounded(match, read(match))))
    return sorted(found, key=lambda each: each.start)


def _bounded(
    match: re.Match[str], resolve: Callable[[Tense, dt.date | None], str | None]
) -> Callable[[Tense, dt.date | None], str | None]:
    """“Since” leaves the end open, “by” and “until” the start."""
    bound = (match["bound"] or "").casefold()
    if not bound:
        return resolve

    def within_bounds(tense: Tense, published: dt.date | None) -> str | None:
        date = resolve(-1 if bound == "since" else (tense or 1), published)
        if date is None or date.startswith("XXXX") or ".." in date:
            return date if date is None or date.startswith("..") else None
        first, _, last = date.partition("/")
        return f"{first}/.." if bound == "since" else f"../{last or first}"

    return within_bounds


def _iso(match: re.Match[str]) -> Resolver:
    return lambda _tense, _published: match["iso"]


def _day_of_month(match: re.Match[str]) -> Resolver:
    month, day = months()[match["month"].casefold()], int(match["day"])
    until = match.groupdict().get("until")

    def resolve(tense: Tense, published: dt.date | None) -> str | None:
        if match["year"]:
            year: int | None = int(match["year"])
        else:
            year = _nearest_year(month, day, tense, published) if published else None
        if year is None:
            return f"XXXX-{month:02}-{day:02}" if 1 <= day <= 31 and not until else None
        first = _date(year, month, day)
        last = _date(year, month, int(until)) if until else None
        return f"{first}/{last}" if first and last and last > first else str(first) if first else None

    return resolve


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, tense: Tense, published: dt.date) -> int | None:
    """The year that brings a day nearest to publication, on the side that the tense says."""
    dates = [date for year in range(published.year - 1, published.year + 2) if (date := _date(year, month, day))]

    def distance(date: dt.date) -> int:
        days = (date - published).days
        # half a year either way is as far as news looks; within it, the tense decides only what is nearly even
        return abs(days) - (60 if tense * days > 0 else 0)

    chosen = min(dates, key=distance, default=None)
    return chosen.year if chosen else None


def _month(match: re.Match[str]) -> Resolver:
    month = months()[match["month"].casefold()]
    given = match.groupdict()

    def resolve(tense: Tense, published: dt.date | None) -> str | None:
        if given.get("year"):
            return f"{given['year']}-{month:02}"
        if published is None:
            return None
        shift = (given.get("shift") or "").casefold()
        way = -1 if shift == "last" else 1 if shift == "next" else tense or -1
        year = published.year
        if way < 0 and (month > published.month or (shift and month == published.month)):
            year -= 1
        elif way > 0 and (month < published.month or (shift and month == published.month)):
            year += 1
        return f"{year}-{month:02}"

    return resolve


def _edge_of_year(match: re.Match[str]) -> Resolver:
    month = months()[match["month"].casefold()] if match["month"] else None
    return lambda _tense, _published: f"{match['year']}-{month:02}" if month else _edged(match, match["year"])


def _edged(match: re.Match[str], year: str) -> str:
    """“By the end of 2010” runs to its last day; its end alone is no day."""
    return f"{year}-12-31" if match["bound"] and "end" in match["end"] else year


def _edge_of(match: re.Match[str]) -> Resolver:
    def resolve(_tense: Tense, published: dt.date | None) -> str | None:
        if published is None:
            return None
        way = -1 if " last " in match[0] else 1 if " next " in match[0] else 0
        return _unit_date(match["unit"], way, published)

    return resolve


def _quarter(match: re.Match[str]) -> Resolver:
    code = QUARTERS[match["quarter"].casefold()]
    return lambda _tense, _published: f"{match['year']}-{code}"


def _season(match: re.Match[str]) -> Resolver:
    code = _SEASONS[match["season"].casefold()]
    given = match.groupdict()

    def resolve(_tense: Tense, published: dt.date | None) -> str | None:
        if given.get("year"):
            return f"{given['year']}-{code}"
        if published is None:
            return None
        shift = (given.get("shift") or "").casefold()
        begins = code - 21
        now = (published.month % 12) // 3
        year = published.year
        if shift == "last" and begins >= now:
            year -= 1
        elif shift == "next" and begins <= now:
            year += 1
        return f"{year}-{code}"

    return resolve


def _weekday(match: re.Match[str]) -> Resolver:
    weekday = _weekdays()[match["weekday"].casefold()]
    shift = (match["shift"] or "").casefold()

    def resolve(tense: Tense, published: dt.date | None) -> str | None:
        if published is None:
            return None
        ahead = (weekday - published.weekday()) % 7
        behind = (published.weekday() - weekday) % 7
        if shift in ("next", "the following", "the coming") or (tense > 0 and shift != "last"):
            date = published + dt.timedelta(ahead or (7 if shift == "next" else 0))
        elif shift == "last":
            date = published - dt.timedelta(behind or 7)
        else:
            date = published - dt.timedelta(behind)
        if match["paren"] and date.day != int(match["paren"]):
            return None
        return str(date)

    return resolve


_WAYS = {"last": -1, "the previous": -1, "the past": -1, "next": 1, "the following": 1, "the coming": 1}


def _unit(match: re.Match[str]) -> Resolver:
    way = _WAYS.get(match["shift"].casefold(), 0)

    def resolve(_tense: Tense, published: dt.date | None) -> str | None:
        return (
            _unit_date(match["unit"], way, published) if published and "the" not in match["shift"].casefold() else None
        )

    return resolve


def _past_weekend(_match: re.Match[str]) -> Resolver:
    """“Over the weekend”: the last one, or, of what is to come, the next."""

    def resolve(tense: Tense, published: dt.date | None) -> str | None:
        if published is None:
            return None
        way = -1 if tense <= 0 and published.weekday() < 5 else 0
        return _unit_date("weekend", way, published)

    return resolve


def _unit_date(unit: str, way: int, published: dt.date) -> str | None:
    if unit == "year":
        return str(published.year + way)
    if unit == "month":
        return _shifted_month(published, way)
    monday = published - dt.timedelta(published.weekday()) + dt.timedelta(7 * way)
    if unit == "week":
        return f"{monday}/{monday + dt.timedelta(6)}"
    if unit == "weekend":
        return f"{monday + dt.timedelta(5)}/{monday + dt.timedelta(6)}"
    return str(published + dt.timedelta(way if unit == "night" and way < 0 else 0))


def _shifted_month(published: dt.date, months: int) -> str:
    number = published.year * 12 + published.month - 1 + months
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _counted(match: re.Match[str]) -> Resolver:
    number = TIMES.numbers.get(match["number"]) or int(match["number"])
    steps = number if match["way"] == "from now" else -number

    def resolve(_tense: Tense, published: dt.date | None) -> str | None:
        if published is None:
            return None
        try:
            if match["unit"] == "day":
                return str(published + dt.timedelta(steps))
            return _unit_date(match["unit"], steps, published)
        except (OverflowError, ValueError):
            return None

    return resolve


_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def _named_day(match: re.Match[str]) -> Resolver:
    days = _DAYS[match["name"].casefold()]
    return lambda _tense, published: str(published + dt.timedelta(days)) if published else None


def _decade(match: re.Match[str]) -> Resolver:
    return lambda _tense, _published: f"{match['decade']}X"


def _year(match: re.Match[str]) -> Resolver:
    return lambda _tense, _published: match["year"]


def find_calendar_days(text: str, start: int, end: int, language: str | None) -> Iterator[TimeExpression]:
    """Days with their month by name, in the article's language (17. April, le 17 avril, 28 de julio), and ISO days."""
    names = _months_of((language or "en").split("-")[0].lower())
    named = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(
        rf"\b(?P<day>[0-3]?\d)(?:\.|er|º)?\s+(?:de\s+|di\s+)?(?P<month>{named})\b(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b)?"
        r"|\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text, start, end):
        yield TimeExpression(*match.span(), _calendar_day(match, names))


_GERMAN_PAST = frozenset(
    "hat haben hatte hatten wurde wurden war waren begann endete kam kamen ging trat traten".split()
)
_GERMAN_FUTURE = frozenset("wird werden soll sollen will wollen".split())
_GERMAN_SAYING = frozenset(
    "sagt sagte sagten erklärt erklärte erklärten teilte teilten betonte kündigte forderte hieß".split()
)


def find_german_weekdays(text: str, start: int, end: int) -> Iterator[TimeExpression]:
    """“Am Montag” in a German sentence whose verbs tell whether it is the last one or the next; else nothing.

    Nothing either where somebody says something: that is the day of the saying, and no event.
    """
    words = set(re.findall(r"\w+", text[start:end].casefold()))
    if words & _GERMAN_SAYING:
        return
    past, future = bool(words & _GERMAN_PAST), bool(words & _GERMAN_FUTURE)
    for match in _german_weekday().finditer(text, start, end):
        said = (match["shift"] or "").casefold()
        behind = said in ("vergangenen", "letzten") or (not said and past and not future)
        ahead = said == "kommenden" or (not said and future and not past)
        if behind or ahead:
            yield TimeExpression(*match.span(), _german_day(match["weekday"], ahead=ahead))


@cache
def _german_weekday() -> re.Pattern[str]:
    return re.compile(
        rf"\b[Aa]m\s+(?:(?P<shift>vergangenen|letzten|kommenden)\s+)?(?P<weekday>{_capitalised(_german_weekdays())})"
        r"(?:morgen|vormittag|mittag|nachmittag|abend)?\b"
    )


@cache
def _german_weekdays() -> dict[str, int]:
    return calendar_names("de", "wide").weekdays


def _german_day(name: str, *, ahead: bool) -> Resolver:
    weekday = _german_weekdays()[name.casefold()]

    def resolve(_tense: Tense, published: dt.date | None) -> str | None:
        if published is None:
            return None
        days = (weekday - published.weekday()) % 7 if ahead else -((published.weekday() - weekday) % 7)
        return str(published + dt.timedelta(days))

    return resolve


def _months_of(language: str) -> dict[str, int]:
    from babel import UnknownLocaleError

    try:
        return months() if language == "en" else calendar_names(language, "wide").months
    except (ValueError, UnknownLocaleError):
        return months()


def _calendar_day(match: re.Match[str], names: dict[str, int]) -> Resolver:
    def resolve(tense: Tense, published: dt.date | None) -> str | None:
        if match["iso"]:
            return match["iso"]
        month, day = names[match["month"].casefold()], int(match["day"])
        if match["year"]:
            year: int | None = int(match["year"])
        else:
            year = _nearest_year(month, day, tense, published) if published else None
        if year is None:
            return f"XXXX-{month:02}-{day:02}" if 1 <= day <= calendar.monthrange(4, month)[1] else None
        date = _date(year, month, day)
        return str(date) if date else None

    return resolve
