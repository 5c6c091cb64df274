"""What is a difference, of which kind, and what is none."""

from __future__ import annotations

import pytest

from summarizer.dates.edtf import span
from summarizer.schema import EventStatus, Story
from summarizer.stories.merging_by_scores.figures import figures
from summarizer.stories.merging_by_scores.wording import worded

from .build import Report, one_story

GIST = "Envoys wrote to the River League about the flood at Drevno."


def telling(*versions: tuple[str, str | None, str, str | None, EventStatus], trigger: str = "letter") -> Story:
    """A story of one event, told in versions of (article, published, description, date, status)."""
    reports = []
    for article, published, description, date, status in versions:
        one = Report(article, published, gist=GIST, title=GIST, text=f"Text {article}")
        one.event(description, trigger, [one.entity("River League", "organization")], [], date, status)
        reports.append(one)
    return one_story(*reports)


def kinds(story: Story) -> list[tuple[str, str]]:
    return [(one.kind, one.field) for one in story.differences]


LETTER = "envoys send a letter to the League"


def test_a_day_within_a_month_is_granularity() -> None:
    story = telling(
        ("a", "2031-05-09", LETTER, "2031-05", "occurred"), ("b", "2031-05-09", LETTER, "2031-05-07", "occurred")
    )
    assert kinds(story) == [("granularity", "edtf")]
    assert story.events[0].edtf == "2031-05-07"


def test_a_status_moved_on_by_a_later_report_is_an_update_in_order_of_publication() -> None:
    story = telling(("z", "2031-05-09", LETTER, None, "planned"), ("a", "2031-05-11", LETTER, None, "occurred"))
    (difference,) = story.differences
    assert (difference.kind, [side.value for side in difference.sides]) == ("update", ["planned", "occurred"])
    assert story.events[0].status == "occurred"


def test_an_older_report_that_knows_more_is_no_update() -> None:
    story = telling(("a", "2031-05-09", LETTER, None, "occurred"), ("b", "2031-05-11", LETTER, None, "cancelled"))
    assert kinds(story) == [("conflict", "status")]


def test_without_publication_dates_there_is_no_update_and_the_reason_says_why() -> None:
    story = telling(("a", None, LETTER, None, "planned"), ("b", None, LETTER, None, "occurred"))
    (difference,) = story.differences
    assert difference.kind == "conflict"
    assert "publication dates are missing" in difference.reason


def test_reports_of_one_day_do_not_update_each_other() -> None:
    story = telling(("a", "2031-05-09", LETTER, None, "planned"), ("b", "2031-05-09", LETTER, None, "occurred"))
    assert kinds(story) == [("conflict", "status")]


def test_a_date_that_a_report_merely_leaves_out_is_no_difference() -> None:
    story = telling(("a", "2031-05-09", LETTER, None, "planned"), ("b", "2031-05-11", LETTER, "2031-05-13", "planned"))
    assert story.differences == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("more than 200 envoys", "250 envoys", [("granularity", "number")]),
        ("nearly 200 envoys", "180 envoys", [("granularity", "number")]),
        ("200 envoys", "250 envoys", [("conflict", "number")]),
        ("12 envoys", "twelve envoys", []),
        ("1,200 envoys", "1.200 envoys", []),
        ("200 envoys", "many envoys", []),
        ("200 envoys", "30 letters and 200 envoys", []),
    ],
)
def test_numbers_are_compared_by_what_their_words_allow(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    story = telling(
        ("a", "2031-05-09", f"{one} sign a letter to the League", None, "occurred"),
        ("b", "2031-05-09", f"{other} sign a letter to the League", None, "occurred"),
        trigger="sign",
    )
    assert kinds(story) == expected


def test_a_later_count_is_an_update() -> None:
    story = telling(
        ("a", "2031-05-09", "the flood kills 12 people", None, "occurred"),
        ("b", "2031-05-10", "the flood kills 15 people", None, "occurred"),
        trigger="kills",
    )
    assert kinds(story) == [("update", "number")]


def test_other_words_are_no_difference() -> None:
    story = telling(
        ("a", "2031-05-09", "envoys send a letter to the League", None, "occurred"),
        ("b", "2031-05-09", "former diplomats pen an angry letter to the League", None, "occurred"),
    )
    assert len(story.events) == 1
    assert story.differences == ()


def test_conflicts_come_before_updates_and_updates_before_granularity() -> None:
    story = telling(
        ("a", "2031-05-09", "200 envoys send a letter to the League", "2031-05", "planned"),
        ("b", "2031-05-09", "250 envoys send a letter to the League", "2031-05-07", "planned"),
        ("c", "2031-05-11", "250 envoys send a letter to the League", "2031-05-07", "occurred"),
    )
    assert kinds(story) == [("conflict", "number"), ("update", "status"), ("granularity", "edtf")]
    assert [one.id for one in story.differences] == ["d1", "d2", "d3"]


def test_both_sides_bring_their_evidence() -> None:
    story = telling(
        ("a", "2031-05-09", "200 envoys send a letter", None, "occurred"),
        ("b", "2031-05-09", "250 envoys send a letter", None, "occurred"),
    )
    (difference,) = story.differences
    assert [(side.evidence[0].article, side.evidence[0].exact) for side in difference.sides] == [
        ("a", "200 envoys send a letter."),
        ("b", "250 envoys send a letter."),
    ]


def test_days_and_years_are_no_figures() -> None:
    assert figures("on 26 April 2031 the League met at 9:30 in 12-14 Dock Street") == ()


def test_a_war_that_has_begun_and_goes_on_is_no_difference() -> None:
    story = telling(
        ("a", "2031-05-09", "the League blockades the river", "2031-05-01/..", "ongoing"),
        ("b", "2031-05-10", "the League blockades the river", "2031-05-01", "occurred"),
        trigger="blockades",
    )
    assert len(story.events) == 1
    assert story.differences == ()


def test_the_dead_are_counted_together_whatever_they_are_called() -> None:
    story = telling(
        ("a", "2031-05-09", "the flood kills at least five dockworkers and hurts 20", None, "occurred"),
        ("b", "2031-05-10", "the flood kills seven and injures 23 people", None, "occurred"),
        trigger="kills",
    )
    assert [(one.kind, [side.value for side in one.sides]) for one in story.differences] == [
        ("update", ["20", "23"]),
        ("granularity", ["at least five", "seven"]),
    ]


def test_a_plan_that_firms_up_is_one_update_with_its_date_in_words() -> None:
    story = telling(("a", "2031-05-09", LETTER, None, "proposed"), ("b", "2031-05-11", LETTER, "2031-05-13", "planned"))
    (difference,) = story.differences
    assert (difference.kind, difference.field) == ("update", "status")
    assert difference.reason.endswith("at first without a date, then set for 13 May 2031")


@pytest.mark.parametrize("days", [("2031-05-09", "2031-05-09"), (None, None)])
def test_without_an_order_of_reports_a_plan_that_firms_up_says_that_it_cannot_tell(
    days: tuple[str | None, str | None],
) -> None:
    story = telling(("a", days[0], LETTER, None, "proposed"), ("b", days[1], LETTER, "2031-05-13", "planned"))
    (difference,) = story.differences
    assert (difference.kind, difference.field) == ("granularity", "edtf")
    assert difference.reason.endswith("13 May 2031 in another; which is later is not known")


def test_more_of_those_who_took_part_are_no_difference() -> None:
    reports = []
    for article, guests in (("a", ("Ek",)), ("b", ("Ek", "Berg"))):
        one = Report(article, "2031-05-09", gist=GIST, title=GIST, text=f"Text {article}")
        one.event("Ek opens the fair", "opens", [one.entity(f"Anna {name}") for name in guests], [], None, "occurred")
        reports.append(one)
    story = one_story(*reports)
    assert len(story.events) == 1
    assert story.differences == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2031-05-13", "13 May 2031"),
        ("2031-05", "May 2031"),
        ("2031", "2031"),
        ("2031-05-12/2031-05-18", "12 May 2031 to 18 May 2031"),
        ("2031-05-12/..", "since 12 May 2031"),
        ("../2031-05-12", "until 12 May 2031"),
        ("XXXX-05-13", "13 May"),
        ("203X", "2030 to 2039"),
    ],
)
def test_reasons_give_dates_in_words(value: str, words: str) -> None:
    found = span(value)
    assert found is not None
    assert worded(found) == words
