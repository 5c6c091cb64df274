from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.timescale import Scale

PUBLISHED = (dt.date(2022, 4, 22), dt.date(2022, 4, 25))
DAYS = st.dates()
DATES = (
    DAYS.map(dt.date.isoformat)
    | DAYS.map("{}/..".format)
    | DAYS.map("../{}".format)
    | st.sampled_from(["2022", "2022-04", "202X", "XXXX-04-26", "9999-12-31", "0001-01-01", "../..", "soon", ""])
)


def test_days_stand_to_scale() -> None:
    scale = Scale.of(["2022-04-20", "2022-04-21", "2022-04-28"], PUBLISHED)
    assert scale
    first, second, last = (scale.mark(f"2022-04-{day}") for day in (20, 21, 28))
    assert first and second and last
    assert round((last.at - first.at) / (second.at - first.at), 1) == 8.0


def test_what_lies_far_off_is_beyond_a_break_and_leaves_the_rest_to_scale() -> None:
    near = Scale.of(["2022-04-20", "2022-04-28"], PUBLISHED)
    both = Scale.of(["1987-03-02", "2022-04-20", "2022-04-28"], PUBLISHED)
    assert near and both
    assert (near.breaks, len(both.breaks)) == ((), 1)
    assert (near.first, near.last) == (both.first, both.last)
    old = both.mark("1987-03-02")
    assert old
    assert old.end <= both.breaks[0]


def test_open_dates_run_to_the_edge_and_are_marked_at_the_end_that_is_known() -> None:
    scale = Scale.of(["2022-04-20", "2022-04-28"], PUBLISHED)
    assert scale
    since, until = scale.mark("2022-04-24/.."), scale.mark("../2022-04-24")
    assert since and until
    assert (since.open_right, since.end, since.at) == (True, 100, since.x)
    assert (until.open_left, until.x, until.at) == (True, 0, until.end)


def test_a_day_without_a_year_has_no_place() -> None:
    assert Scale.of(["XXXX-04-26"], PUBLISHED) is None
    scale = Scale.of(["XXXX-04-26", "2022-04-26"], PUBLISHED)
    assert scale
    assert scale.mark("XXXX-04-26") is None


@given(st.lists(DATES, max_size=6), st.lists(DAYS, max_size=4))
def test_every_mark_and_tick_is_within_the_drawing(dates: list[str], published: list[dt.date]) -> None:
    scale = Scale.of(dates, published)
    if scale is None:
        return
    marks = [mark for date in dates if (mark := scale.mark(date))]
    assert all(0 <= mark.x <= mark.end <= 100 and 0 <= mark.at <= 100 for mark in marks)
    assert 0 < len(scale.ticks) <= 8
    assert all(0 <= tick.x <= 100 for tick in scale.ticks)
