"""What an EDTF date covers, and that the package `edtf` reads the same values alike."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.dates.edtf import DateSpan, span


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022-21", "2022-03-01", "2022-05-31"),
        ("2022-22", "2022-06-01", "2022-08-31"),
        ("2022-23", "2022-09-01", "2022-11-30"),
        ("2022-24", "2022-12-01", "2023-02-28"),  # winter runs into the next year
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("2022-33", "2022-01-01", "2022-03-31"),
        ("2022-34", "2022-04-01", "2022-06-30"),
        ("2022-35", "2022-07-01", "2022-09-30"),
        ("2022-36", "2022-10-01", "2022-12-31"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2022-02", "2022-02-01", "2022-02-28"),
    ],
)
def test_a_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert span(value) == DateSpan(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


years = st.integers(1900, 2100)
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
values = st.one_of(
    days.map(str),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    years.map(str),
    st.integers(190, 209).map("{}X".format),
    st.builds("{:02}XX".format, st.integers(19, 20)),
    st.builds("{}-{}".format, years, st.integers(21, 23)),
    st.builds("{}-{}".format, years, st.integers(33, 36)),
    st.tuples(days, days).map(sorted).map("{0[0]}/{0[1]}".format),
)


@settings(max_examples=50)
@given(values)
def test_the_package_edtf_reads_it_alike(value: str) -> None:
    from edtf import parse_edtf

    theirs, ours = parse_edtf(value), span(value)
    assert ours is not None
    first, last = (dt.date(*moment[:3]) for moment in (theirs.lower_strict(), theirs.upper_strict()))
    assert (ours.first, ours.last) == (first, last)


@settings(max_examples=50)
@given(st.from_regex(r"\A(\d{4}|\d{3}X)-[0-4]\d(-[0-3]\d)?\Z"))
def test_what_cannot_be_is_a_date_of_neither(value: str) -> None:
    from edtf import EDTFParseException, parse_edtf

    try:
        parse_edtf(value).lower_strict()
    except (EDTFParseException, ValueError):
        assert span(value) is None
