"""From files of labels to tables and files, with a scripted endpoint in the model's place."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from summarizer import AccessError, AsyncSummarizer, ReadError, UsageError
from summarizer.evaluation import (
    Evaluation,
    compare,
    errors,
    evaluate,
    pooled,
    read_evaluation,
    read_gold,
    score,
    table,
    write_evaluation,
)
from summarizer.evaluation.compare import FEWEST
from summarizer.schema import ArticleSummary
from tests.endpoint import Reply, completion, fault, serving
from tests.evaluation.perfect import GOLD, gold_of, story_of, summary_of

ANSWER: dict[str, Any] = {
    "g": "A mill burnt down.",
    "n": [{"i": "n1", "n": "Odile Varga", "k": "person", "r": None, "o": None}],
    "e": [
        {
            "d": "A mill burnt down",
            "t": "burnt",
            "p": [],
            "l": [],
            "w": "Monday",
            "x": "2026-06-01",
            "s": "occurred",
            "b": None,
            "a": [1],
        }
    ],
    "s": [],
    "q": [
        {
            "s": ["n1"],
            "f": None,
            "v": [],
            "c": "said",
            "u": None,
            "m": [],
            "p": [{"b": "nobody was inside", "e": "nobody was inside"}],
            "a": [2],
        }
    ],
    "c": [],
}
TEXT = "The mill at Orsova burnt down on Monday. Mayor Odile Varga said nobody was inside."
LABELS: dict[str, Any] = {
    "story": "mill",
    "articles": {
        "one": {
            "file": "mill.json",
            "quotes": [
                {
                    "id": "q1",
                    "speakers": ["Odile Varga"],
                    "cue": "said",
                    "kind": "indirect",
                    "content": ["nobody was inside"],
                }
            ],
            "events": [{"id": "e1", "trigger": "burnt down", "status": "occurred", "edtf": "2026-06-01"}],
            "stances": [],
        }
    },
    "same": {},
    "different": {},
}


def labelled(folder: Path, text: str = TEXT, **changed: Any) -> Path:
    """Labels and their article in a folder."""
    (folder / "gold").mkdir()
    (folder / "articles").mkdir()
    article = {"text": text, "published": "2026-06-02"}
    (folder / "articles" / "mill.json").write_text(json.dumps(article), encoding="utf-8")
    path = folder / "gold" / "mill.json"
    path.write_text(json.dumps(LABELS | changed), encoding="utf-8")
    return path


async def evaluated(labels: Path, *replies: Reply) -> Evaluation:
    with serving(*replies) as endpoint:
        async with AsyncSummarizer("scripted", base_url=endpoint.base_url, cache=False) as summarizer:
            return await evaluate([labels], summarizer)


async def test_an_answerer_is_run_over_a_folder_of_labels(tmp_path: Path) -> None:
    labels = labelled(tmp_path).parent
    result = await evaluated(labels, completion(json.dumps(ANSWER)))
    judged = ("quotes.exact.f1", "quotes.speaker", "quotes.verbatim", "events.found.f1", "events.date")
    assert {name: result.figures[name] for name in judged} == dict.fromkeys(judged, 1.0)
    assert result.models == ("scripted",)
    assert result.figures["cost.output_tokens"] == 10
    assert result.seconds > 0
    assert result.figures["links.quotes.f1"] is None  # one article: nothing to link


async def test_an_article_that_fails_counts_as_nothing_found(tmp_path: Path) -> None:
    result = await evaluated(labelled(tmp_path), completion(None, refusal="No."))
    assert [(one.story, one.article) for one in result.failed] == [("mill", "one")]
    assert result.figures["quotes.half.recall"] == 0
    assert "No answer for mill/one" in errors(result)


async def test_a_wrong_key_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(AccessError):
        await evaluated(labelled(tmp_path), fault(401))


# Labels that do not fit


def test_labels_that_are_not_in_the_article_are_all_named(tmp_path: Path) -> None:
    path = labelled(tmp_path, text="The mill at Orsova burned. It burned. Mayor Varga spoke.")
    with pytest.raises(ReadError) as caught:
        read_gold([path])
    for words in ("mill.json", "one:q1: “nobody was inside” stands 0 times", "one:e1: “burnt down” stands 0 times"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"same": {"quotes": [["one:q1", "two:q1"]]}}, "quotes has no two:q1"),
        ({"unsure": {"entities": [["one:Varga", "two:Varga"]]}}, "there is no article of two:Varga"),
        ({"origins": [["one", "two"]]}, "origins has no two"),
        ({"stories": []}, "stories: Extra inputs are not permitted"),
        ({"articles": {"one": LABELS["articles"]["one"] | {"file": "none.json"}}}, "there is no such file"),
    ],
)
def test_faulty_labels_are_named(tmp_path: Path, changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(ReadError, match=problem):
        read_gold([labelled(tmp_path, **changed)])


def test_a_story_labelled_twice_is_refused(tmp_path: Path) -> None:
    path = labelled(tmp_path)
    shutil.copy(path, path.with_name("again.json"))
    with pytest.raises(ReadError, match="labelled twice"):
        read_gold([path.parent])


def test_a_folder_without_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there are no labels"):
        read_gold([tmp_path])


# Two runs


def run_of(*stories: str, left_out: int = 0) -> Evaluation:
    """The perfect answers, but the first events of every article left out."""
    results = []
    for name in stories:
        gold = gold_of(name)
        summaries = {key: summary_of(gold, key) for key in gold.articles}
        story = story_of(gold, summaries)
        answers: list[ArticleSummary] = [
            one.model_copy(update={"events": one.events[left_out:]}) for one in summaries.values()
        ]
        results.append(score([gold], answers, [story]))
    return pooled(results)


def test_what_is_worse_in_every_article_is_beyond_chance() -> None:
    changes = compare(run_of("visit", "strike", left_out=2), run_of("visit", "strike"))
    found = changes["events.found.f1"]
    assert found.difference is not None
    assert found.difference < 0
    assert found.beyond_chance
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.difference <= found.high
    assert not changes["quotes.half.f1"].beyond_chance


def test_what_is_worse_in_one_article_may_be_chance() -> None:
    gold = gold_of("visit"), gold_of("strike")
    perfect = [summary_of(one, key) for one in gold for key in one.articles]
    spoilt = [perfect[0].model_copy(update={"events": ()}), *perfect[1:]]
    found = compare(score(gold, spoilt, []), score(gold, perfect, []))["events.found.f1"]
    assert found.difference is not None
    assert found.difference < -0.03
    assert not found.beyond_chance


def test_few_articles_have_no_interval() -> None:
    found = compare(run_of("visit", left_out=2), run_of("visit"))["events.found.f1"]
    assert len(run_of("visit").articles) < FEWEST
    assert (found.low, found.high, found.beyond_chance) == (None, None, False)


def test_intervals_are_the_same_every_time() -> None:
    one, other = run_of("visit", "strike", left_out=1), run_of("strike", "visit")
    assert compare(one, other) == compare(one, other)


def test_runs_over_other_labels_cannot_be_compared() -> None:
    with pytest.raises(UsageError, match="not of the same articles"):
        compare(run_of("visit"), run_of("strike"))
    other = run_of("visit").model_copy(update={"labels": {"visit": "relabelled"}})
    with pytest.raises(UsageError, match="same labels"):
        compare(run_of("visit"), other)


# What is printed and written


def printed(shown: Table, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def line(text: str, label: str) -> list[str]:
    return next(each for each in text.splitlines() if each.strip().startswith(label)).removeprefix(f"  {label}").split()


def test_the_table_fits_a_terminal_and_holds_the_figures() -> None:
    text = printed(table(run_of("visit", left_out=2)))
    result = run_of("visit", left_out=2).figures
    assert line(text, "content, exact") == ["1.000", "1.000", "1.000", "46"]
    assert line(text, "found")[1] == f"{result['events.found.recall']:.3f}"
    assert "…" not in text


def test_two_runs_stand_side_by_side() -> None:
    worse, better = run_of("visit", "strike", left_out=2), run_of("visit", "strike")
    text = printed(table(worse, better))
    before, after, difference, *_, mark = line(text, "found")
    assert (before, mark) == ("1.000", "*")
    assert float(difference) == pytest.approx(float(after) - 1, abs=0.001)
    assert line(text, "speaker")[-1] != "*"


def test_figures_and_faults_are_written(tmp_path: Path) -> None:
    result, before = run_of("visit", left_out=2), run_of("visit")
    write_evaluation(result, tmp_path / "out", before)
    again = read_evaluation(tmp_path / "out" / "evaluation.json")
    assert again == result.model_copy(update={"faults": ()})
    comparison = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert comparison["events.found.recall"]["before"] == 1
    assert comparison["events.found.recall"]["beyond_chance"] is False  # five articles are too few
    faults = (tmp_path / "out" / "errors.md").read_text(encoding="utf-8")
    assert "### letters" in faults
    assert "Missed event (2):\n\n- has written to the presidents (e1)" in faults


def test_what_articles_say_makes_no_markup_in_the_list_of_faults() -> None:
    result = score([gold_of("injection")], [], [])
    text = errors(result)
    assert r"\</article\>" in text
    assert "</article>" not in text


def test_an_evaluation_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="evaluation of this version"):
        read_evaluation(path)


def test_the_gold_labels_of_the_repository_fit_their_articles() -> None:
    assert [story.labels.story for story in read_gold([GOLD])] == ["injection", "strike", "trilingual", "visit"]
