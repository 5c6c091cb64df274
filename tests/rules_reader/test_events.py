from __future__ import annotations

import datetime as dt

import pytest

from summarizer.rules_reader.tagging.time_expressions import find_time_expressions
from tests.rules_reader.reading import PUBLISHED, read

STATUS = [
    ("A crane collapsed in Durban on Monday.", "collapsed", "occurred", "2024-05-13"),
    ("The president will visit Lima on Friday.", "visit", "planned", "2024-05-17"),
    ("The minister is to meet the strikers on 20 May.", "meet", "planned", "2024-05-20"),
    ("The bridge was due to be replaced in June.", "replaced", "planned", "2024-06"),
    ("The two ships were expected to arrive tomorrow.", "arrive", "planned", "2024-05-16"),
    ("The rebels could attack the port next week.", "attack", "possible", "2024-05-20/2024-05-26"),
    ("If the dam breaks, the town will be evacuated.", "breaks", "possible", None),
    ("The pope called for a cease-fire.", "cease-fire", "proposed", None),
    ("The union asked the firm to reopen the canteen.", "reopen", "proposed", None),
    ("A concert on Saturday has been called off.", "concert", "cancelled", "2024-05-18"),
    ("Engineers are rebuilding the bridge.", "rebuilding", "ongoing", None),
    ("The banker allegedly stole the painting in 2019.", "stole", "alleged", "2019"),
    ("Ana Ruiz was accused of selling the ring.", "selling", "alleged", None),
    ("The museum opened in 1931.", "opened", "occurred", "1931"),
]

DATES = [
    ("on Tuesday", -1, "2024-05-14"), ("on Tuesday", 1, "2024-05-21"), ("last Friday", -1, "2024-05-10"),
    ("next Friday", 1, "2024-05-17"), ("yesterday", -1, "2024-05-14"), ("last week", -1, "2024-05-06/2024-05-12"),
    ("this month", 0, "2024-05"), ("last month", -1, "2024-04"), ("next year", 1, "2025"),
    ("two days ago", -1, "2024-05-13"), ("three years ago", -1, "2021"), ("on March 3", -1, "2024-03-03"),
    ("on 28 July", 1, "2024-07-28"), ("on December 30", -1, "2023-12-30"),
    ("in the first quarter of 2023", -1, "2023-33"), ("in spring 2022", -1, "2022-21"),
    ("since 2019", -1, "2019/.."), ("by the end of 2030", 1, "../2030-12-31"), ("in June", 1, "2024-06"),
    ("in June", -1, "2023-06"), ("in the 1990s", -1, "199X"), ("on April 3-5", -1, "2024-04-03/2024-04-05"),
    ("on Sept. 4, 2021", -1, "2021-09-04"), ("next Tuesday (21)", 1, "2024-05-21"), ("next Tuesday (12)", 1, None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "trigger", "status", "edtf"), STATUS)
def test_status_and_date(sentence: str, trigger: str, status: str, edtf: str | None) -> None:
    found = read(sentence)
    assert not found.faults
    assert [(e.status, e.time.edtf if e.time else None) for e in found.events if e.trigger.exact == trigger] == [
        (status, edtf)
    ]


@pytest.mark.parametrize(("words", "tense", "edtf"), DATES)
def test_time_words_are_counted_from_the_day_of_publication(words: str, tense: int, edtf: str | None) -> None:
    (found,) = find_time_expressions(words, 0, len(words))
    assert found.resolve(tense, dt.date.fromisoformat(PUBLISHED)) == edtf


@pytest.mark.parametrize(
    "words", ["recently", "in recent years", "for three days", "at 10:30", "1,984 people", "may come", "in 5 percent"]
)
def test_vague_words_lengths_and_figures_are_no_dates(words: str) -> None:
    assert find_time_expressions(words, 0, len(words)) == []


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("The bridge opened on 3 March.", "XXXX-03-03"),
        ("The bridge opened on Monday.", None),
        ("The bridge opened in 1931.", "1931"),
    ],
)
def test_without_a_day_of_publication_only_what_is_written_is_known(sentence: str, edtf: str | None) -> None:
    found = read(sentence, published=None)
    assert not found.faults
    assert [event.time.edtf for event in found.events if event.time] == [edtf]


def test_when_somebody_said_it_is_not_when_it_happened() -> None:
    (event,) = read("The fire destroyed the mill, the mayor said on Monday.").events
    assert event.time is None


def test_a_pronoun_in_a_description_becomes_the_name() -> None:
    descriptions = [
        event.description for event in read("Ana Ruiz arrived in Lima. She opened the fair on Monday.").events
    ]
    assert "Ana Ruiz opened the fair" in descriptions


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz said Tom Weller would mediate. However, he tested positive on Monday ahead of a trip to Lima.",
        "Otto Brandt met Karl Voss in Graz. He resigned on Monday.",
        "Colette Ward had an operation. Mary Lund said she returned to Ely on Monday.",
        "Mayor Otto Brandt praised the police for catching a burglar. He fled to Lima on Monday.",
    ],
)
def test_what_somebody_does_who_could_be_one_of_two_is_left_out(text: str) -> None:
    assert [event.description for event in read(text).events if event.time and event.time.edtf == "2024-05-13"] == []


def test_she_is_the_same_from_sentence_to_sentence() -> None:
    text = "Maria Sandoval left Oslo. She will meet Lee Park on Friday. She flew to Rome on Monday."
    assert [event.description for event in read(text).events] == [
        "Maria Sandoval left Oslo", "Maria Sandoval will meet Lee Park", "Maria Sandoval flew to Rome",
    ]  # fmt: skip


def test_where_it_happened() -> None:
    found = read("A crane collapsed in Durban on Monday. Two trains crashed in Peru.")
    names = {entity.id: entity.name for entity in found.entities}
    assert [names[place] for event in found.events for place in event.places] == ["Peru"]


def test_what_somebody_denies_is_not_told_by_whoever_denies_it() -> None:
    (event,) = read("Liv Aasgaard denied that the pumps had been switched off to save money.").events
    assert (event.status, event.attributed_to) == ("alleged", None)


def test_of_numbers_in_a_sentence_only_the_date_is_one() -> None:
    text = "The ship sank at 32° 34’S with 3533 tonnes of grain on 30 September 2025."
    assert [text[found.start : found.end] for found in find_time_expressions(text, 0, len(text))] == [
        "30 September 2025"
    ]
    (event,) = read(text, published="2025-10-05").events
    assert event.time is not None
    assert event.time.edtf == "2025-09-30"
    assert "32° 34’S" in event.description


@pytest.mark.parametrize(
    "text",
    [
        "“We will not sign it,” Marta Kovac told a news conference.",
        "“We will not sign it,” Marta Kovac told a press conference on Tuesday.",
        "Marta Kovac told a meeting that nobody would sign.",
    ],
)
def test_what_somebody_is_told_at_is_no_event(text: str) -> None:
    assert not any("conference" in each.description or "meeting" in each.description for each in read(text).events)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Talks with the operator broke down on Monday.", "Talks with the operator broke down"),
        ("Two hundred drivers walked out on Monday over pay.", "Two hundred drivers walked out over pay"),
        ("The council turned down the plan on Friday.", "The council turned down the plan"),
        ("The walls of the mill came down on Friday.", "The walls of the mill came down"),
        ("The strike ended on Friday after the union accepted the offer.", "The strike ended"),
    ],
)
def test_a_clause_keeps_its_particle_and_is_not_cut_in_the_middle(text: str, whole: str) -> None:
    assert read(text).events[0].description == whole


def test_a_clause_that_would_end_within_a_list_of_days_is_left_out() -> None:
    found = read("A crane collapsed in the storm on Monday 20, Tuesday 21 and Wednesday 22 March.").events
    assert not any(any(map(str.isdigit, event.description)) for event in found)
