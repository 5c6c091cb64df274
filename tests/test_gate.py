"""Recorded answers keep their gold scores, and floors do not sink unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from summarizer.evaluation import Evaluation, score
from tests import gate
from tests.evaluation.perfect import gold_of, story_of, summary_of
from tests.gate import Floors, LoweringError, measure, problems, read_floors, recorded, updated, write_floors


@pytest.mark.skipif(not (recorded() or read_floors().stories), reason="no recordings and no floors yet")
def test_recorded_answers_reach_every_floor() -> None:
    assert problems(measure(recorded()), read_floors()) == []


def test_the_built_in_reader_reaches_every_floor() -> None:
    assert problems(gate.measure_builtin(), read_floors(gate.BUILTIN_FLOORS)) == []


def evaluation(*missed: str) -> Evaluation:
    """The perfect answer to a story, without some of its events."""
    gold = gold_of("injection")
    summary = summary_of(gold, "library")
    story = story_of(gold, {"library": summary})
    kept = tuple(event for event in summary.events if event.id not in missed)
    return score([gold], [summary.model_copy(update={"events": kept})], [story])


def test_floors_are_what_was_measured_and_then_the_gate_opens() -> None:
    floors = updated(evaluation("e1"), Floors())
    assert floors.stories == {"injection": gold_of("injection").digest}
    assert floors.floors["events.found.f1"] == pytest.approx(0.8889)
    assert floors.lowered == ()
    assert problems(evaluation("e1"), floors) == []
    assert problems(evaluation(), floors) == []


def test_a_figure_below_its_floor_closes_the_gate() -> None:
    floors = updated(evaluation(), Floors())
    assert problems(evaluation("e1"), floors) == ["events.found.f1: 0.8889 is below its floor of 1.0000"]


def test_a_floor_is_not_lowered_without_a_reason(tmp_path: Path) -> None:
    floors = updated(evaluation(), Floors())
    for reason in (None, " "):
        with pytest.raises(LoweringError, match=r"events\.found\.f1 from 1\.0000 to 0\.8889"):
            updated(evaluation("e1"), floors, reason)
    lower = updated(evaluation("e1"), floors, "the council's vote is no event any more")
    (kept,) = lower.lowered
    assert (kept.figure, kept.before, kept.reason) == (
        "events.found.f1",
        1.0,
        "the council's vote is no event any more",
    )
    write_floors(lower, tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == lower
    assert updated(evaluation(), lower).lowered == (kept,)  # raised again, and still on record


def test_a_floor_that_nothing_measures_any_more_is_a_lowered_one() -> None:
    floors = updated(evaluation(), Floors())
    floors = floors.model_copy(update={"floors": {**floors.floors, "quotes.rhyme": 0.5}})
    assert problems(evaluation(), floors) == ["quotes.rhyme: nothing is below its floor of 0.5000"]
    with pytest.raises(LoweringError, match="rhyme"):
        updated(evaluation(), floors)
    (kept,) = updated(evaluation(), floors, "rhymes are measured no more").lowered
    assert kept.after is None


def test_stories_need_recordings_and_floors() -> None:
    floors = updated(evaluation(), Floors())
    assert problems(evaluation(), floors.model_copy(update={"stories": {**floors.stories, "visit": "0"}})) == [
        "visit: there are no recordings of it"
    ]
    assert problems(evaluation(), Floors()) == ["injection: its recordings have no floors yet"]


def test_floors_hold_for_the_articles_and_labels_that_they_were_measured_on() -> None:
    floors = updated(evaluation(), Floors())
    others = floors.model_copy(update={"stories": {"injection": "0"}})
    assert problems(evaluation(), others) == [
        "injection: its articles or labels are not those that the floors were measured on"
    ]


def test_what_is_lost_in_rounding_closes_no_gate() -> None:
    floors = updated(evaluation(), Floors())
    rounded = {name: floor + 0.00005 for name, floor in floors.floors.items()}
    assert problems(evaluation(), floors.model_copy(update={"floors": rounded})) == []
    more = {name: floor + 0.00011 for name, floor in floors.floors.items()}
    assert len(problems(evaluation(), floors.model_copy(update={"floors": more}))) == len(more)


def test_an_answer_that_cannot_be_replayed_closes_the_gate(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    shutil.copytree(gate.TESTS / "articles", tmp_path / "articles")
    shutil.copy(gate.GOLD / "injection.json", gold)
    (tmp_path / "cassettes" / "injection").mkdir(parents=True)
    (tmp_path / "cassettes" / "injection" / "0-1.json").write_text(
        '{"request": {"body": {"model": "other"}}, "response": {"body": {}}}'
    )
    labels = recorded(tmp_path / "cassettes", gold)
    result = measure(labels, tmp_path / "cassettes")
    assert any("there is no recording of this request" in problem for problem in problems(result, Floors()))
    with pytest.raises(LoweringError, match="Record them again"):
        updated(result, Floors())
