"""The whole way against a server by other people, whose model knows nothing: what it makes up must not get out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from summarizer import Article, ArticleSummary, read
from summarizer.schema import Evidence
from summarizer.sources import Found
from summarizer.text.words import Words, words_of
from tests.llama import llama_server, parameters

ARTICLES = Path(__file__).parent / "articles" / "visit"
pytestmark = [
    pytest.mark.llama,
    pytest.mark.skipif(
        not (find_spec("xllamacpp") and find_spec("gguf")),
        reason="llama.cpp's server is not installed: pip install '.[llama]'",
    ),
]


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with llama_server(tmp_path_factory.mktemp("llama")) as address:
        yield address


def batch(base_url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    given = [f"--parameter={name}={json.dumps(value)}" for name, value in parameters().items()]
    program = [sys.executable, "-m", "summarizer", "batch", str(ARTICLES), "-o", str(folder), "--concurrency", "2"]
    endpoint = ["--base-url", base_url, "--model", "random", "--no-cache", "--no-link"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SUMMARIZER_"))}
    return subprocess.run(
        [*program, *endpoint, *given, *options], capture_output=True, text=True, timeout=300, env=clean, check=False
    )


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def articles() -> dict[str, Article]:
    found = [each for each in read([str(ARTICLES)]) if isinstance(each, Found)]
    return {each.article.id: each.article for each in found}


def evidence(value: Any) -> Iterator[Evidence]:
    """All evidence in a summary, wherever it stands."""
    if isinstance(value, Evidence):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from evidence(each)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from evidence(getattr(value, name))


def test_nonsense_is_finished_with_grounded_in_nothing_and_said_to_be_dropped(base_url: str, tmp_path: Path) -> None:
    done = batch(base_url, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    given = articles()
    summaries = [ArticleSummary.model_validate_json(line) for line in lines(tmp_path / "out/summaries.jsonl")]
    assert {each.article.id for each in summaries} == set(given)
    for summary in summaries:
        text = given[summary.article.id].text
        words, title = Words(text), Words(given[summary.article.id].title or "")
        for each in evidence(summary):
            assert text[each.start : each.end] == each.exact
        for entity in summary.entities:
            assert all(word in words or word in title for word in words_of(entity.name))
        assert all(dropped.reason and dropped.item for dropped in summary.dropped)

    run = json.loads((tmp_path / "out/run.json").read_text("utf-8"))
    assert run["dropped_items"] == sum(len(each.dropped) for each in summaries) > 0
    assert f"{run['dropped_items']} items dropped or left in part" in done.stderr
    assert 0 < run["re_asks"] <= len(given)  # faulty items are asked for once more
    assert run["tokens"]["input"] > 5000 * len(given)
    assert run["tokens"]["output"] > 0


def test_answers_of_no_shape_at_all_are_asked_again_and_named(base_url: str, tmp_path: Path) -> None:
    done = batch(base_url, tmp_path / "out", "--structured", "json_object")
    assert done.returncode == 1
    failed = [json.loads(line) for line in lines(tmp_path / "out/failed.jsonl")]
    assert {each["id"] for each in failed} == set(articles())
    for each in failed:
        assert each["failure"]["error"] == "AnswerError"
        assert each["failure"]["requests"] >= 2
        assert each["failure"]["source"] in done.stderr
