"""Whether an article's time words can mean the date that a model gave them.

Only what plainly contradicts is a fault: the wrong weekday, another month, day or year than the words name, a “last
week” of next year. Names of days and months are those of CLDR, by Babel, for the language of the article and English.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from summarizer.dates.calendar_names import CalendarNames, calendar_names
from summarizer.dates.edtf import DateSpan, span

_YEAR = re.compile(r"(?<![\d.,:])(1[89]\d\d|20\d\d)(?![\d:]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\d.,:])(\d{1,2})(?![\d:]|[.,]\d)")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_COUNTED_FROM = re.compile(
    r"\b(?:before|after|later|earlier|since|until|till|ahead of|prior to|vor|nach|seit|bis)\b", re.I
)
_ALSO_A_VERB = {"may", "march", "mar", "sun", "sat"}  # a month or a weekday only with a capital

# Days that a relative expression can lie before and after the publication day. Wide, because within reported
# speech “tomorrow” is counted from the day of the speech.
_RELATIVE = {
    "yesterday": (-8, 0), "gestern": (-8, 0), "hier": (-8, 0), "ayer": (-8, 0), "ieri": (-8, 0), "ontem": (-8, 0),
    "today": (-7, 7), "tonight": (-7, 7), "heute": (-7, 7), "aujourd’hui": (-7, 7), "hoy": (-7, 7), "oggi": (-7, 7),
    "tomorrow": (-6, 8), "demain": (-6, 8), "mañana": (-6, 8), "domani": (-6, 8), "amanhã": (-6, 8),
    "last week": (-21, 0), "letzte woche": (-21, 0), "la semaine dernière": (-21, 0), "la semana pasada": (-21, 0),
    "next week": (-7, 21), "nächste woche": (-7, 21), "la semaine prochaine": (-7, 21), "la próxima semana": (-7, 21),
    "last month": (-70, 0), "next month": (-31, 70), "last year": (-800, 0), "next year": (-1, 800),
}  # fmt: skip
_RELATIVE_PHRASE = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _RELATIVE)) + r")(?!\w)")


@lru_cache(maxsize=64)
def _calendar(language: str | None) -> CalendarNames:
    """The names in English and in the article's language, which has the last word."""
    from babel import UnknownLocaleError

    english = calendar_names("en", "abbreviated", "wide")
    if not language:
        return english
    try:
        own = calendar_names(language, "abbreviated", "wide")
    except (ValueError, UnknownLocaleError):
        return english
    # one character may mean much: 日 is Sunday, and a day of the month
    weekdays = {name: day for name, day in own.weekdays.items() if len(name) > 1 or name.isascii()}
    return CalendarNames(english.weekdays | weekdays, english.months | own.months)


def _named(words: str, names: dict[str, int]) -> set[int]:
    found = set()
    for word in _WORD.findall(words):
        folded = word.casefold()
        if folded in names and not (folded in _ALSO_A_VERB and word.islower()):
            found.add(names[folded])
    return found


def _shares_month(days: DateSpan, months: set[int]) -> bool:
    if days.last.toordinal() - days.first.toordinal() > 366:
        return True
    month = dt.date(days.first.year, days.first.month, 1)
    while month <= days.last:
        if month.month in months:
            return True
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return False


def contradiction(words: str, edtf: str, published: dt.date | None, language: str | None) -> str | None:
    """Why `words` cannot mean `edtf`, or None when they can (or nobody can tell).

    Args:
        words: the article's time words, such as “next Tuesday (26)”.
        edtf: the EDTF date given for them.
        published: day of publication, from which relative words are counted.
        language: BCP-47 language of the article; English is always understood.
    """
    days = span(edtf)
    if days is None:
        return f"{edtf!r} is not an EDTF date"
    if _COUNTED_FROM.search(words):
        return None  # “two days before June 17” names another day than it means
    calendar = _calendar(language)
    weekdays, months = _named(words, calendar.weekdays), _named(words, calendar.months)
    years = {int(year) for year in _YEAR.findall(words)}
    if months and not _shares_month(days, months):
        return f"“{words}” names another month than {edtf}"
    if days.yearless:
        return f"“{words}” names the year, {edtf} does not" if years else None
    if years and not any(days.first.year <= year <= days.last.year for year in years):
        return f"“{words}” names another year than {edtf}"
    if weekdays and days.days < 7:
        covered = {(days.first + dt.timedelta(days=offset)).weekday() for offset in range(days.days)}
        if not covered & weekdays:
            return f"“{words}” names another weekday than that of {edtf}, a {days.first:%A}"
    numbers = {int(number) for number in _NUMBER.findall(words)}
    if months and days.days == 1 and numbers and days.first.day not in numbers:
        return f"“{words}” names another day of the month than {edtf}"
    if published:
        for match in _RELATIVE_PHRASE.finditer(words.casefold().replace("'", "’")):
            before, after = _RELATIVE[match[0]]
            if not days.overlaps(DateSpan(published + dt.timedelta(before), published + dt.timedelta(after))):
                return f"“{words}” in an article of {published} cannot be {edtf}"
    return None


_LAST_WEEK = re.compile(
    r"(?:earlier |late |early )?(?:last week|in der (?:letzten|vergangenen|vorigen) woche|"
    r"(?:letzte|vergangene|vorige) woche|la semaine (?:dernière|passée)|la semana pasada)"
)
_BARE_WEEKDAY = frozenset(
    """on this by until till since before from no later than as early late the am pm morning afternoon evening night
    midday noon at around about of to am an bis zum seit ab den der diesen dem vormittag nachmittag abend morgen nacht
    le la ce cette dès depuis jusqu jusqu’à à au soir matin nuit après-midi el este esta desde hasta por noche mañana
    tarde la""".split()
)


def weekday_contradiction(
    words: str, edtf: str, published: dt.date, language: str | None, *, to_come: bool | None
) -> str | None:
    """Why a bare weekday cannot mean `edtf`, or None: past is the last one, to come the next.

    Args:
        words: the article's time words; only those that name one weekday and no other date are judged.
        edtf: the EDTF date given for them.
        published: day of publication.
        language: BCP-47 language of the article.
        to_come: whether it is still to come; None when that is open, and the date is not judged.
    """
    days = span(edtf)
    if to_come is None or days is None or days.yearless:
        return None
    weekdays = _calendar(language).weekdays
    found = [word.casefold() for word in _WORD.findall(words)]
    named = {weekdays[word] for word in found if word in weekdays}
    if len(named) != 1 or any(word not in weekdays and word not in _BARE_WEEKDAY for word in found):
        return None
    if _NUMBER.search(words) or _YEAR.search(words):
        return None
    ahead = (min(named) - published.weekday()) % 7
    expected = published + dt.timedelta(ahead if to_come else ahead - 7 if ahead else 0)
    fitting = {expected}
    if not ahead:  # named on its own day: today, or a week from it
        fitting.add(published + dt.timedelta(7 if to_come else -7))
    ends = {days.first, days.last} - {dt.date.min, dt.date.max}
    if days.days > 7 and ends == {days.first, days.last}:
        return None
    if fitting & ends:
        return None
    when = "to come" if to_come else "past"
    return f"“{words}” in an article of {published:%A}, {published}, for something {when}, is {expected}"


def last_week_on_sunday(words: str, edtf: str, published: dt.date) -> str | None:
    """The span that “last week” means in a report of a Sunday, where it is open whether that is the ISO week before or
    the seven days before: both. None on other days, for other words and other dates."""
    days = span(edtf)
    if published.weekday() != 6 or days is None or not _LAST_WEEK.fullmatch(words.casefold().strip()):
        return None
    first, last = published - dt.timedelta(13), published - dt.timedelta(1)
    if not (first <= days.first and days.last <= published):
        return None
    return f"{first}/{last}"


def weekday_names(language: str | None) -> dict[str, int]:
    """The names of weekdays in a language and in English, in small letters; Monday is 0."""
    return _calendar(language).weekdays


def month_names(language: str | None) -> dict[str, int]:
    """The names of months in a language and in English, in small letters; January is 1."""
    return _calendar(language).months
