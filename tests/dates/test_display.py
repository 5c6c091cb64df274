from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.dates.display import day_and_time, human


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2022-04-26", "26 April 2022"),
        ("2022-04", "April 2022"),
        ("2022", "2022"),
        ("2022-04-XX", "April 2022"),
        ("202X", "2020s"),
        ("19XX", "1900–1999"),
        ("2022-04-18/2022-04-24", "18–24 April 2022"),
        ("2022-04-28/2022-05-03", "28 April – 3 May 2022"),
        ("2021-12-28/2022-01-03", "28 December 2021 – 3 January 2022"),
        ("2022-04/2022-06", "April–June 2022"),
        ("2010/2012", "2010–2012"),
        ("2022-04-26/2022-04-26", "26 April 2022"),
        ("2022-04/2022-05-03", "April 2022 – 3 May 2022"),
        ("../2010-12-31", "by 31 December 2010"),
        ("/2010-12-31", "by 31 December 2010"),
        ("2022-04-01/..", "from 1 April 2022"),
        ("XXXX-04-26", "26 April (no year given)"),
        ("2022-33", "first quarter of 2022"),
        ("2022-36", "fourth quarter of 2022"),
        ("2022-21", "spring 2022"),
        ("2022-24", "winter 2022–23"),
        ("1999-24", "winter 1999–00"),
        ("2022-04-26?", "26 April 2022 (uncertain)"),
        ("2022-04~", "about April 2022"),
        ("2022-04-26T14:30:00Z", "26 April 2022, 14:30 UTC"),
    ],
)
def test_edtf_reads_as_people_write_it(edtf: str, words: str) -> None:
    assert human(edtf) == words


@pytest.mark.parametrize("value", ["", "/", "../..", "2022-13", "2022-04-32", "XXXX", "next week"])
def test_what_is_no_date_is_shown_as_it_is(value: str) -> None:
    assert human(value) == value


@given(st.text(alphabet="0123456789X-/.?~%TZ:+") | st.text())
def test_no_value_breaks_a_report(value: str) -> None:
    assert isinstance(human(value), str)


@given(st.dates())
def test_a_day_keeps_its_day_month_and_year(day: object) -> None:
    number, month, year = human(str(day)).split()
    assert (int(year), int(number)) == (int(str(day)[:4]), int(str(day)[-2:]))
    assert month[:3] in "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[int(str(day)[5:7]) - 1]


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2022-04-22", "22 April 2022"),
        ("2022-04-22T09:40:00+02:00", "22 April 2022, 09:40 UTC+02:00"),
        ("2022-04-22 09:40", "22 April 2022, 09:40"),
        ("20220422", "22 April 2022"),
    ],
)
def test_publication_keeps_its_time_and_zone(published: str, words: str) -> None:
    assert day_and_time(published) == words
