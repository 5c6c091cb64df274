"""What is negated, nearly done, taken back or denied is told by nobody as done, said or wanted."""

from __future__ import annotations

import pytest

from tests.rules_reader.reading import quotes, read


def _events(text: str) -> list[tuple[str, str]]:
    found = read(text)
    assert not found.faults
    return [(event.description, event.status) for event in found.events]


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels almost captured the town of Marn on Friday, the army said.",
        "Rebels nearly destroyed the bridge on Monday.",
        "Nobody left the town on Monday.",
        "Neither the mayor nor the council signed the accord on Monday.",
    ],
)
def test_what_nearly_or_by_nobody_was_done_is_no_event(sentence: str) -> None:
    assert _events(sentence) == []


def test_what_was_demanded_is_not_that_it_is_ruled_out() -> None:
    told = quotes("Prime Minister Kai Lund ruled out sending in the army, as Petra Hess had demanded.")
    assert not [speaker for speaker, _ in told if speaker == "Petra Hess"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The miners walked out on Monday over pay.", "The miners walked out over pay"),
        ("Talks with the operator broke down on Friday.", "Talks with the operator broke down"),
    ],
)
def test_a_particle_before_a_day_stays_with_its_verb(sentence: str, expected: str) -> None:
    assert [description for description, _ in _events(sentence)] == [expected]


def test_whom_somebody_told_is_no_event() -> None:
    assert _events("“The talks have failed,” Marta Kovac told a news conference.") == []


def test_a_list_of_days_leaves_no_number_behind() -> None:
    told = _events("A crane collapsed in the storm on Monday 20, Tuesday 21 and Wednesday 22 March.")
    assert not [description for description, _ in told if "20" in description]


def test_a_quoted_subheading_is_said_by_nobody() -> None:
    text = (
        "Carla Renn told reporters that the bridge would close. “We have no choice,” she said.\n\n"
        "'Days, not weeks'\n\nThe river was high."
    )
    assert "Days, not weeks" not in " ".join(content for _, content in quotes(text))


def test_a_quotation_is_signed_after_a_dash_or_introduced_by_from() -> None:
    text = (
        "The dam was finished on Monday.\n\n“She ran three reservoirs.” –Deputy Minister Olena Hart\n\n"
        "The dam was built in 1970.\n\nAnd from Commissioner Petra Lund:\n\n“We will open the gates on Monday.”"
    )
    assert quotes(text) == [
        ("Olena Hart", "She ran three reservoirs."),
        ("Petra Lund", "We will open the gates on Monday."),
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "部长说：“我们不会撤军。”会议在周一举行。", "我们不会撤军。"),
        ("ja", "大臣は「合意はない」と述べた。", "合意はない"),
        ("de", "Der Minister sprach von einem „Sieg der Vernunft“ und lobte den Rat.", "Sieg der Vernunft"),
        ("es", 'La ministra lo calificó de "caro pero correcto" ante la prensa.', "caro pero correcto"),
    ],
)
def test_marked_quotations_of_other_languages_are_given(language: str, text: str, expected: str) -> None:
    assert [quote.text for quote in read(text, language=language).quotes] == [expected]


def test_the_day_that_something_is_put_off_to_is_not_its_day() -> None:
    found = read("The hearing was postponed until Monday, the court said.", published="2026-02-22")
    assert [(event.description, event.time) for event in found.events] == [("The hearing was postponed", None)]


def test_what_is_denied_is_alleged_by_nobody_and_says_who_denies_it() -> None:
    found = read("The ministry denied that troops had crossed the border on Friday.")
    names = {entity.id: entity.name for entity in found.entities}
    (event,) = found.events
    assert (event.status, event.attributed_to) == ("alleged", None)
    assert [names[one] for one in event.denied_by] == ["The ministry"]


@pytest.mark.parametrize(
    "sentence",
    [
        "President Omar Salim denied that he supports the sanctions.",
        "It is not true that Italy backs the plan, a spokesman said.",
        "It is false that Greece condemns the raid, the ministry said.",
        "The envoy rejected claims that Norway backs the rebels.",
        "Critics said Italy supported the plan, which Rome denied.",
        "Nobody believes that France supports the treaty.",
        "Spain without supporting the plan welcomed the talks.",
        "Ann Dole said she doubted that Italy supports the plan.",
    ],
)
def test_nobody_takes_the_side_that_a_sentence_takes_back(sentence: str) -> None:
    assert read(sentence).stances == ()


def test_the_day_that_something_is_called_off_on_is_not_its_day() -> None:
    (event,) = read("The strike was called off on Tuesday.").events
    assert (event.status, event.time) == ("cancelled", None)


def test_what_is_refused_to_be_done_is_nothing_called_off() -> None:
    assert _events("Police refused to release the suspect on Monday.") == []
