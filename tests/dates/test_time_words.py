"""Which date a bare weekday and “last week” can mean, by the day of publication and by what is past or to come."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.dates.time_words import contradiction, last_week_on_sunday, weekday_contradiction

SUNDAY = dt.date(2026, 2, 22)


@pytest.mark.parametrize(
    ("words", "edtf", "to_come", "holds"),
    [
        ("until Monday", "../2026-02-23", True, True),
        ("until Monday", "../2026-02-16", True, False),
        ("Monday", "2026-02-16", True, False),
        ("on Monday", "2026-02-16", False, True),
        ("on Monday", "2026-02-23", False, False),
        ("since Thursday", "2026-02-19/..", False, True),
        ("on Sunday", "2026-02-22", False, True),
        ("on Sunday", "2026-02-15", False, True),
        ("am Montag", "2026-02-23", True, True),
        ("am Montag", "2026-02-16", True, False),
        # what names more than a weekday, or is open, is not judged
        ("Monday", "2026-02-16", None, True),
        ("Monday 16", "2026-02-16", True, True),
        ("last Monday", "2026-02-09", False, True),
        ("a week on Monday", "2026-03-02", True, True),
        ("recently", "2026", False, True),
    ],
)
def test_a_bare_weekday_is_the_last_one_past_or_the_next_to_come(
    words: str, edtf: str, to_come: bool | None, holds: bool
) -> None:
    reason = weekday_contradiction(words, edtf, SUNDAY, "de", to_come=to_come)
    assert (reason is None) == holds
    if reason and "Mon" in words and to_come:
        assert "2026-02-23" in reason


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 6), st.booleans())
def test_one_of_the_seven_days_around_publication_always_holds(day: dt.date, ahead: int, to_come: bool) -> None:
    meant = day + dt.timedelta(ahead if to_come else -ahead)
    assert weekday_contradiction(f"{meant:%A}", meant.isoformat(), day, "en", to_come=to_come) is None
    wrong = meant + dt.timedelta(14 if to_come else -14)
    assert weekday_contradiction(f"{meant:%A}", wrong.isoformat(), day, "en", to_come=to_come) is not None


@pytest.mark.parametrize(
    ("words", "edtf", "published", "meant"),
    [
        ("last week", "2026-02-09/2026-02-15", SUNDAY, "2026-02-09/2026-02-21"),
        ("last week", "2026-02-15/2026-02-21", SUNDAY, "2026-02-09/2026-02-21"),
        ("la semaine dernière", "2026-02-09/2026-02-15", SUNDAY, "2026-02-09/2026-02-21"),
        ("last week", "2026-02-09/2026-02-15", dt.date(2026, 2, 18), None),
        ("last week's vote", "2026-02-09/2026-02-15", SUNDAY, None),
        ("last week", "2026-02-12", dt.date(2026, 2, 23), None),
        ("this week", "2026-02-16/2026-02-22", SUNDAY, None),
    ],
)
def test_last_week_in_a_report_of_a_sunday_holds_both_readings(
    words: str, edtf: str, published: dt.date, meant: str | None
) -> None:
    assert last_week_on_sunday(words, edtf, published) == meant


@pytest.mark.parametrize(
    ("words", "days", "possible"),
    [
        ("last week", -21, True),
        ("last week", -22, False),
        ("last week", 0, True),
        ("last week", 1, False),
        ("next week", -7, True),
        ("next week", -8, False),
        ("next week", 21, True),
        ("next week", 22, False),
        ("yesterday", -8, True),
        ("yesterday", -9, False),
        ("tomorrow", 8, True),
        ("tomorrow", 9, False),
    ],
)
def test_relative_words_reach_so_many_days_and_no_more(words: str, days: int, possible: bool) -> None:
    date = SUNDAY + dt.timedelta(days)
    assert (contradiction(words, str(date), SUNDAY, "en") is None) is possible


def test_a_japanese_day_of_the_month_is_no_sunday() -> None:
    assert contradiction("10日", "2031-03-10", dt.date(2031, 3, 5), "ja") is None
    assert contradiction("日曜日", "2031-03-10", dt.date(2031, 3, 5), "ja") is not None
