"""Dates of publication: as metadata gives them, and as a line of the text states them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice

from summarizer.text.dateline import find_dateline

_LINES = 5
_LONGEST = 70  # characters of a line that is a date and nothing else

# What may stand before the date. Each is what news sites print there; “updated” is another date and not listed.
LABEL = re.compile(
    r"(?:first published|published|posted|date|veröffentlicht|erschienen|datum|publié|paru|publicado|fecha|"
    r"pubblicato|data|gepubliceerd|publicerad|opublikowano|опубликовано|дата)"
    r"(?:\s+(?:on|at|am|le|el|em|il|op|den))?\s*:?\s+",
    re.IGNORECASE,
)
UPDATED = re.compile(
    r"(?:last )?(?:updated|modified|aktualisiert|mis à jour|actualizado|aggiornato)\b[^\w\n]*", re.IGNORECASE
)
# A time of day in a zone that is the same everywhere, unlike “CST”
_MOMENT = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?\s*(?:GMT|UTC|Z|[+-]\d\d:?\d\d)\b")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:\D+\d{1,2}[:.h]\d\d.*)?\Z")

# The languages that dateparser tries when the article's is not known: those with the most news sites, as each
# further one costs time on every line that looks like a date.
_LANGUAGES = [
    "en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ro", "hu", "tr", "ru", "uk", "el",
    "ar", "fa", "he", "hi", "id", "vi", "zh", "ja", "ko",
]  # fmt: skip


def is_iso(value: str) -> bool:
    """Whether `value` is an ISO 8601 date or date and time."""
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def as_iso(value: str, language: str | None) -> str | None:
    """`value` if it is ISO 8601, else the date that it states in words, or as feeds do (RFC 5322), if any."""
    if is_iso(value):
        return value
    try:
        return parsedate_to_datetime(value).isoformat()
    except ValueError:
        return full_date(value, language)


def is_future(value: str) -> bool:
    """Whether an ISO 8601 date, or date and time, is still to come everywhere on earth."""
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=14)))  # where days begin first
    return moment > dt.datetime.now(dt.UTC)


def date_line(text: str, language: str | None) -> str | None:
    """The ISO date (or moment) of an agency's dateline, or that one of the first five lines consists of, if any."""
    lines = (line for line in text[:5000].splitlines() if line.strip())
    return next((day for line in islice(lines, _LINES) if (day := _line(line, language))), None)


def _line(line: str, language: str | None) -> str | None:
    if dateline := find_dateline(line):
        return full_moment(dateline.day, language) if dateline.day else None
    return full_moment(line, language)


def full_moment(line: str, language: str | None) -> str | None:
    """The ISO date that `line` states and nothing else, with its time of day where it names a zone beyond doubt."""
    day = full_date(line, language)
    clock = _MOMENT.search(line)
    if not day or not clock:
        return day
    try:
        words = re.sub(r"\s*(?:GMT|UTC|Z)", "+00:00", clock[0]).replace(" ", "")
        return dt.datetime.fromisoformat(f"{day}T{words.zfill(len(words) + (words.index(':') == 1))}").isoformat()
    except ValueError:
        return day


def full_date(line: str, language: str | None) -> str | None:
    """The ISO date that `line` states, if it states a day, month and year and nothing else but a time.

    A date in figures that could be read in two ways (06/03/2008) is none, unless the language settles it.
    """
    words = LABEL.sub("", _ascii_digits(line).strip(" \t*_#>|()[]\ufeff\u200b"), count=1).strip(" *_")
    if len(words) > _LONGEST or not _YEAR.search(words) or not _DAY.search(words):
        return None
    if is_iso(words):
        return words[:10] if words[4] == "-" else None
    if numeric := _NUMERIC.match(words):
        return _from_figures(int(numeric[1]), int(numeric[3]), int(numeric[4]), language)
    return _from_words(words, language)


def _ascii_digits(line: str) -> str:
    if line.isascii():
        return line
    return "".join(str(unicodedata.decimal(character, character)) for character in line)


def _from_figures(first: int, second: int, year: int, language: str | None) -> str | None:
    american = language is not None and language.lower() == "en-us"
    if first != second and max(first, second) <= 12 and language in (None, "en"):
        return None
    day, month = (second, first) if american or second > 12 else (first, second)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _from_words(words: str, language: str | None) -> str | None:
    import dateparser  # type: ignore[import-untyped]
    from dateparser.data.languages_info import language_order  # type: ignore[import-untyped]

    primary = language.split("-")[0].lower() if language else ""
    parsed = dateparser.parse(
        words,
        languages=[primary] if primary in language_order else _LANGUAGES,
        settings={"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"]},
    )
    year = _YEAR.search(words)
    # dateparser counts some expressions from today: a date that is not of the year in the line is not stated by it
    return parsed.date().isoformat() if parsed and year and parsed.year == int(year[0]) else None
