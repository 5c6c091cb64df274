"""A clause holds when its own sentences say so; a paraphrase is no fault."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.stories.assembly import Assembly
from summarizer.stories.copies import IndependentSources
from summarizer.stories.together.checks import Checks
from summarizer.stories.together.lines import parse_line
from summarizer.stories.together.reports import Reports
from summarizer.stories.together.same import Groups

from ..build import Report
from .asking import first, second

FIRST = """The River League's head, Ramón Oyarzún, will meet President Pavel Draganov in Drevno on Tuesday, he said.
“We expect him for lunch,” spokesman Leonid Varga told Radio Drevno.
He may also travel to Kyiv, he said.
More than 200 envoys wrote to Oyarzún last week.
The League has not decided on a second visit.
Oyarzún called for a truce of four days over the feast.
Molotkov, the foreign minister, rejected the idea.
At least twelve people died in the fire, the health department says.
The company had five ships, worth 2.5 million crowns.""".split("\n")
SECOND = """Oyarzún travels to Drevno on 13 May.
The letter was signed by 250 envoys.
It is unclear who set the fire.""".split("\n")


@cache
def checks() -> Checks:
    """Two reports of 9 May 2031, a Friday."""
    first = Report("one", "2031-05-09", outlet="Daily Ferry")
    for name in ("Ramón Oyarzún", "Pavel Draganov", "Leonid Varga", "Sergei Molotkov"):
        first.entity(name)
    first.entity("Drevno", "place")
    second = Report("two", "2031-05-09", outlet="Lamp")
    second.entity("Oyarzún")
    for report, sentences in ((first, FIRST), (second, SECOND)):
        for sentence in sentences:
            report.sentence(sentence)
    readings = [first.reading(), second.reading()]
    reports = Reports(readings)
    return Checks(reports, Groups.plain(Assembly(readings, IndependentSources(()))).name_mentions)


@pytest.mark.parametrize(
    "line",
    [
        "Oyarzún is to see Draganov in Drevno on Tuesday [A1].",
        "The head of the River League, Ramón Oyarzún, is expected for lunch, says Leonid Varga [A1 A2].",
        "Oyarzún could go on to Kyiv, according to the spokesman [A3].",
        "Over 200 envoys had written to him in the week before [A4].",
        "Oyarzún asked for four days of truce [A6]; the foreign minister turned it down [A7].",
        "He is due there on 13 May [A1 B1].",
        "He arrives on Tuesday, 13 May [B1].",
        "{A} speaks of more than 200 envoys [A4], {B} of 250 [B2].",
        "Two reports have the letter: one gives 250 signatures [B2].",
        "At least 12 people were killed [A8].",
        "No decision has been taken on another visit [A5].",
        "The palace expects him, in its spokesman's words, “for lunch” [A2].",
        "The company owned 5 ships, worth 2,5 million [A9].",
        "Nobody knows who laid the fire [B3].",
    ],
)
def test_what_the_sentences_say_in_other_words_holds(line: str) -> None:
    assert checks().line(line) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Oyarzún is to see Molotkov in Drevno [A1].", "Molotkov"),
        ("Oyarzún is to see Draganov in Lisbon [A1].", "Lisbon"),
        ("He wrote to 300 envoys [A4].", "300"),
        ("200 envoys wrote to Oyarzún [A4].", "200"),
        ("Twelve people died, and seven were hurt [A8].", "seven"),
        ("12 people died [A8].", "12"),
        ("He arrives on 14 May [B1].", "14 May"),
        ("He arrives on Monday [A1].", "Monday"),
        ("He arrives on 13 May, as the palace confirms [B1 A2].", "A2"),
        ("The harbour was closed because of high waves [A7].", "something else"),
        ("He was signed by “250 old envoys” [B2].", "250 old envoys"),
        ("Oyarzún travels to Kyiv [A3].", "less certain"),
        ("The League decided on a second visit [A5].", "not"),
        ("The spokesman does not expect him for lunch [A2].", "deny"),
        ("A truce holds for four days over the feast [A6].", "less certain"),
        ("He arrives in Drevno.", "no sentence"),
        ("He arrives in Drevno [B9].", "B9"),
        ("He arrives, as B1 says, in Drevno [B1].", "B1"),
        ("He arrives (An1) in Drevno [B1].", "An1"),
        ("{C} has him in Drevno [B1].", "C"),
        ("Report B has him in Drevno [B1].", "Report B"),
        ("He arrives [B1 in Drevno [B1].", "brackets"),
        ("", "nothing"),
    ],
)
def test_what_they_do_not_say_is_named(line: str, names: str) -> None:
    faults = checks().line(line)
    assert any(names in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("line", "carried"),
    [
        ("He arrives on 13 May, as the palace confirms [B1 A2].", ("B1",)),
        ("He is due there on 13 May [A1 B1].", ("A1", "B1")),
        ("He arrives on 14 May [A1 B1].", ("A1", "B1")),
        ("Nobody knows who laid the fire [B3].", ("B3",)),
    ],
)
def test_a_report_that_lacks_a_day_does_not_stand_behind_it(line: str, carried: tuple[str, ...]) -> None:
    (clause,) = parse_line(line)
    assert checks().carriers(clause) == carried


@pytest.mark.parametrize(
    "line",
    [
        "{A} gives more than 200 envoys [A4], {B} gives 250 [B2]; presumably one letter.",
        "Whether Kyiv is on the way cannot be told: {A} has it as possible [A3], {B} does not have it [B1].",
    ],
)
def test_a_line_about_the_reports_may_compare_and_judge_them(line: str) -> None:
    assert checks().line(line, about_reports=True) == []


def test_a_name_may_stand_in_the_sentences_before_for_whoever_is_he() -> None:
    assert checks().line("Varga said that Kyiv is possible [A3].") == []
    assert checks().line("Molotkov said that Kyiv is possible [A3].") != []


pieces = st.sampled_from(
    [
        *FIRST,
        *SECOND,
        "[A1]",
        "[A3 B2]",
        "[Z9]",
        "{A}",
        "{Q}",
        "31 June",
        "30 February 2031",
        "“",
        "”",
        "12",
        "Tuesday",
        ".",
    ]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=8).map(" ".join), st.booleans())
def test_whatever_is_written_is_judged_and_nothing_breaks(line: str, about_reports: bool) -> None:
    assert all(checks().line(line, "2031-05-13", about_reports=about_reports))
    assert all(checks().loose(line))


def test_a_date_needs_words_that_say_when() -> None:
    assert checks().date("2031-05-13", ["He arrives [B1]."]) is None
    assert checks().date("2031-05-13", ["He arrives on Tuesday [A1]."]) is None
    assert checks().date("2031-05-13", ["The company had ships [A9]."]) is not None
    assert checks().date("soon", ["He arrives [B1]."]) is not None


def test_words_without_sentences_stand_somewhere_in_the_reports() -> None:
    assert checks().loose("Oyarzún to meet Draganov in Drevno") == []
    assert checks().loose("Oyarzún to meet Pope") != []
    assert checks().loose("300 envoys write") != []


def test_what_somebody_says_is_not_told_as_a_fact() -> None:
    readings = [first(), second()]
    reports = Reports(readings)
    of_fire = Checks(reports, Groups.plain(Assembly(readings, IndependentSources(()))).name_mentions)
    assert any("as a fact" in fault for fault in of_fire.line("The roof had been about to come down on all [A4]."))
    assert of_fire.line("Hart feared the roof would come down on all [A4 B4].") == []
    assert of_fire.line("The roof would come down on all, it was said [A4 B4].") == []


MILL = """The wells, which were never sealed, may have played a part, and nobody had warned Drevno, the mayor said.
Lund, who did not plan to greet the miners, will not say why; the strike could still turn into a lockout.
The company would comply but called the order premature.
A minister could not be “investigated by his own men”, the union said.""".split("\n")


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        (
            "Nobody had warned Drevno, the mayor said; the wells, which were not sealed, played a part [A1].",
            0,
        ),
        ("The mayor said that the wells may have played a part [A1].", 1),
        ("Lund planned to greet the miners and will not say why [A2].", 0),
        ("Lund did not plan to greet the miners [A2].", 1),
        ("The strike is feared to turn into a lockout [A2].", 1),
        ("Lund will not say why the strike has turned into a lockout [A2].", 0),
        ("The company called the order premature [A3].", 1),
        ("A minister could not be “investigated by his own men”, the union said [A4].", 1),
    ],
)
def test_a_verb_keeps_the_may_or_not_right_before_it_whatever_else_is_denied_beside_it(line: str, holds: int) -> None:
    report = Report("mill", "2031-05-09")
    for name in ("Drevno", "Lund"):
        report.entity(name)
    for sentence in MILL:
        report.sentence(sentence)
    readings = [report.reading()]
    names = Groups.plain(Assembly(readings, IndependentSources(()))).name_mentions
    assert (Checks(Reports(readings), names).line(line) == []) == bool(holds)


def test_a_figure_may_stand_as_of_the_days_on_which_each_of_its_reports_was_printed() -> None:
    readings = []
    for article, day in (("early", "2031-05-09"), ("late", "2031-05-12")):
        report = Report(article, day)
        report.sentence("Seven workers have died.")
        readings.append(report.reading())
    of_both = Checks(Reports(readings), Groups.plain(Assembly(readings, IndependentSources(()))).name_mentions)
    assert of_both.line("seven, as of 9 and 12 May [A1 B1]", is_version=True) == []
    assert of_both.line("seven, as of 9 and 13 May [A1 B1]", is_version=True) != []
