"""Which date an event of an article gets: this decides, whoever fills in the answer only proposes one.

A model copies time words and counts a date from them, and the reader by rules does likewise. The date is kept if the
words can mean it, counted from the day of publication. Which of several reports' dates a story shows is decided in
`stories/event_dates.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set

from summarizer.dates.edtf import span
from summarizer.dates.time_words import contradiction, last_week_on_sunday, weekday_contradiction
from summarizer.extraction.fault import UnsoundError
from summarizer.schema import Article, EventStatus
from summarizer.text.words import Span, Words

DONE: frozenset[EventStatus] = frozenset(("occurred", "ongoing"))
_TO_COME: frozenset[EventStatus] = frozenset(("planned", "proposed", "possible"))


def find_time_words(words: Words, copied: str, sentences: Sequence[Span], near: Span, reach: Span) -> Span:
    """Where copied time words stand: in the sentences, else anywhere in what was read; nearest to `near`.

    Raises:
        UnsoundError: they do not stand there like that.
    """
    found = [each for sentence in sentences for each in words.find(copied, *sentence)]
    found = found or list(words.find(copied, *reach))
    if not found:
        raise UnsoundError(f"the time words “{copied}” do not stand like that in the article")
    return min(found, key=lambda each: abs(each[0] - near[0]))


def choose_date(words: str, edtf: str, status: EventStatus, article: Article, numbers: Set[str]) -> str:
    """The EDTF date of an event, a call or a remark.

    Args:
        words: the article's time words.
        edtf: the date that the answer counts from them.
        status: how far the event has got: what has occurred lies in the past, what is planned ahead.
        article: for its language, and the day of publication from which the words are counted.
        numbers: all numbers of the article, as digits.

    Raises:
        UnsoundError: the words cannot mean the date, or the article gives no year for it.
    """
    published = article.published_day
    if reason := contradiction(words, edtf, published, article.language):
        raise UnsoundError(f"the date: {reason}")
    days = span(edtf)
    if days and not days.yearless:
        years = {days.first.year, days.last.year} - {dt.MINYEAR, dt.MAXYEAR}
        if not published and not any(str(year) in numbers for year in years):
            raise UnsoundError(f"the date {edtf}: without a publication date the article gives no year")
        if published and status == "occurred" and days.first > published + dt.timedelta(days=1):
            raise UnsoundError(f"the date {edtf} lies after the publication day, and it is said to have occurred")
    if published:
        ends_ahead = status == "ongoing" and days is not None and days.first == dt.date.min  # “suspended until Friday”
        to_come = True if status in _TO_COME or ends_ahead else False if status in DONE else None
        if reason := weekday_contradiction(words, edtf, published, article.language, to_come=to_come):
            raise UnsoundError(f"the date: {reason}")
        return last_week_on_sunday(words, edtf, published) or edtf
    return edtf
