"""Dates in words, for the reasons that a reader is given."""

from __future__ import annotations

import datetime as dt

from summarizer.dates import edtf

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def status_word(status: str) -> str:
    """The status as the prompts for linking and gists name it."""
    return "hypothetical" if status == "possible" else status


def worded(span: edtf.DateSpan) -> str:
    """`26 April 2022`, `April 2022`, `2022`, `25 April 2022 to 1 May 2022`, `since 24 February 2022`."""
    first, last = span.first, span.last
    if span.yearless:
        return f"{first.day} {_MONTHS[first.month - 1]}"
    if first == dt.date.min:
        return f"until {_day(last)}"
    if last == dt.date.max:
        return f"since {_day(first)}"
    if first == last:
        return _day(first)
    if first.day == 1 and (last + dt.timedelta(days=1)).day == 1:  # whole months
        if first.year == last.year and first.month == last.month:
            return f"{_MONTHS[first.month - 1]} {first.year}"
        if first.month == 1 and last.month == 12:
            return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
