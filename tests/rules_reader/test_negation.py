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
        "Rebels did not capture the town of Marn on Friday.",
        "The army never entered the town on Monday.",
        "The vote did not take place on Monday.",
        "The union did not cancel Monday's strike.",
        "Prime Minister Kai Lund did not rule out supporting the treaty.",
        "Rioters set fire on Tuesday to the town hall.",
    ],
)
def test_what_nearly_or_by_nobody_was_done_is_no_event(sentence: str) -> None:
    assert _events(sentence) == []


def test_what_was_demanded_is_not_that_it_is_ruled_out() -> None:
    told = quotes("Prime Minister Kai Lund ruled out sending in the army, as Petra Hess had demanded.")
    assert not [speaker for speaker, _ in told if speaker == "Petra Hess"]


@pytest.mark.parametrize("cue", ["had demanded", "had warned", "promised", "predicted", "urged"])
def test_what_was_wanted_before_it_happened_is_not_told_by_who_wanted_it(cue: str) -> None:
    found = read(f"The chancellor resigned on Monday, as Hess {cue}.")
    assert found.quotes == ()
    assert [(event.description, event.attributed_to) for event in found.events] == [("The chancellor resigned", None)]


def test_support_that_is_withdrawn_proposes_nothing() -> None:
    (event,) = read("Petra Hess withdrew her support for the treaty on Monday.").events
    assert (event.description, event.status) == ("Petra Hess withdrew her support for the treaty", "occurred")


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


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The hearing was postponed until Monday, the court said.", ("The hearing is planned", "2026-02-23")),
        ("The trial was adjourned until Monday.", ("The trial is planned", "2026-02-23")),
        ("The vote was moved back until Monday.", ("The vote is planned", "2026-02-23")),
        ("The meeting has been rescheduled for Friday.", ("The meeting is planned", "2026-02-27")),
        ("The summit was delayed by a week to 3 March.", ("The summit is planned", "2026-03-03")),
        ("The council moved the vote to Friday.", ("the vote is planned", "2026-02-27")),
        ("The hearing was postponed on Friday until Monday.", ("The hearing is planned", "2026-02-23")),
    ],
)
def test_what_is_put_off_is_planned_for_the_day_that_it_is_put_off_to(sentence: str, expected: tuple[str, str]) -> None:
    found = read(sentence, published="2026-02-22")
    planned = [event for event in found.events if event.status == "planned"]
    assert [(event.description, event.time and event.time.edtf) for event in planned] == [expected]
    moved = [event for event in found.events if event.status != "planned"]
    assert all(event.time is None or event.time.edtf == "2026-02-20" for event in moved)


@pytest.mark.parametrize(
    "sentence",
    [
        "The hearing had been postponed until Monday.",
        "The decision was postponed until Monday.",
        "The decision was moved to Friday.",
        "Police closed the road until Monday.",
        "The ceasefire was extended until Monday.",
        "The council voted to close the library on Monday.",
        "Police are investigating whether Kovac met the envoy on Monday.",
    ],
)
def test_a_day_that_may_lie_behind_or_ahead_is_not_given(sentence: str) -> None:
    assert all(event.time is None for event in read(sentence, published="2026-02-22").events)


def test_what_is_denied_is_alleged_by_nobody_and_says_who_denies_it() -> None:
    found = read("The ministry denied that troops had crossed the border on Friday.")
    names = {entity.id: entity.name for entity in found.entities}
    (event,) = found.events
    assert (event.status, event.attributed_to) == ("alleged", None)
    assert [names[one] for one in event.denied_by] == ["The ministry"]
    (quote,) = found.quotes
    assert (quote.text, quote.disowned) == ("troops had crossed the border on Friday", "denied")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The ministry denied that troops had crossed.", "denied"),
        ("The minister disputed that the dam had failed.", "denied"),
        ("Kovac denies having met the envoy in Rome on Tuesday.", "denied"),
        ("The minister denied reports that troops had crossed the border.", "denied"),
        ("Hess doubts that the dam will hold.", "doubted"),
        ("Hess said that the dam would hold.", None),
    ],
)
def test_what_is_denied_or_doubted_is_shown_so_in_every_quote(sentence: str, expected: str | None) -> None:
    quotes = read(sentence).quotes
    assert quotes
    assert {quote.disowned for quote in quotes} == {expected}


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister did not say that troops had crossed the border.",
        "The minister did not deny that troops had crossed the border on Friday.",
        "The ministry never claimed that the dam was safe.",
        "Hess neither confirmed nor denied that the talks had failed.",
        "Hess could not confirm that the bridge had collapsed on Monday.",
        "Hess refused to confirm that the bridge had collapsed on Monday.",
        "The minister dismissed reports that troops had crossed the border on Friday.",
        "Officials refuted the claim that Kovac had resigned on Monday.",
        "The report that Kovac resigned on Monday was wrong.",
        "Kovac was wrongly reported to have died on Friday.",
        "Nobody said that Kovac had resigned on Monday.",
        "There is no evidence that Kovac met the envoy on Monday.",
        "It is not true that the army shelled Marn on Friday.",
        "Kovac is no longer expected to resign on Monday.",
        "Kovac had planned to resign on Monday but stayed.",
    ],
)
def test_what_is_not_said_after_all_is_nobody_s_word_and_no_event(sentence: str) -> None:
    found = read(sentence)
    assert [quote.text for quote in found.quotes] == []
    assert [event.description for event in found.events] == []


def test_a_relative_clause_that_denies_does_not_take_the_main_one() -> None:
    found = read("The attack, which the army denied carrying out, killed five people on Friday.")
    assert found.quotes == ()
    assert [(event.description, event.status) for event in found.events] == [
        ("The attack killed five people", "occurred")
    ]


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
        "President Omar Salim never supported the sanctions.",
        "President Omar Salim has not supported the sanctions.",
        "It is wrong to say that Italy opposes the treaty.",
        "Petra Hess withdrew her support for the treaty on Monday.",
        "Norway lost Italy's support for the sanctions.",
        "Kai Lund asked for Italy's support for the plan.",
        "Kai Lund's lack of support for the plan angered Italy.",
        "Kai Lund would have supported the plan.",
        "Kai Lund refused to rule out a strike on Monday.",
        "The council voted not to close the library on Monday.",
        "Kai Lund does not oppose the plan.",
    ],
)
def test_nobody_takes_the_side_that_a_sentence_takes_back(sentence: str) -> None:
    assert read(sentence).stances == ()


def test_the_day_that_something_is_called_off_on_is_not_its_day() -> None:
    (event,) = read("The strike was called off on Tuesday.").events
    assert (event.status, event.time) == ("cancelled", None)


def test_what_is_refused_to_be_done_is_nothing_called_off() -> None:
    assert _events("Police refused to release the suspect on Monday.") == []
