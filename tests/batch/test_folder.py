"""The folder of a batch is a store; what older versions have left in one is taken over."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch import by_batch_api
from summarizer.batch import folder as folders
from summarizer.cli import main
from summarizer.llm import client as wiring
from summarizer.store import Store
from tests.batch.test_run import ANSWER, feed, ids, kept, lines, run, start
from tests.batch_endpoint import serving_batches
from tests.endpoint import Reply, fault, serving


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)
    monkeypatch.setattr(by_batch_api, "_WAITS", (0.01, 0.02))


def write(folder: Path, name: str, *articles: dict[str, str]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), "utf-8")
    return path


FERRY = [
    {
        "text": f"The ferry Aurora sank off Ostrava harbour, outlet {n} says. Captain Jan Novak was rescued from it.",
        "title": "Ferry Aurora sinks off Ostrava",
        "url": f"https://outlet{n}.example/ferry",
        "published": "2024-05-06",
    }
    for n in range(3)
]


def builtin(*arguments: object) -> int:
    return main([*map(str, arguments), "--model", "builtin", "--quiet"])


# A store like any other


def test_a_folder_is_a_store_that_articles_may_be_added_to(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert builtin("batch", write(tmp_path, "two.jsonl", *FERRY[:2]), "-o", out) == 0
    (told,) = lines(out / "stories.jsonl")
    with Store(out) as store:
        assert [(line.id, line.articles) for line in store.stories()] == [(told["id"], 2)]
        assert json.loads(store.story(told["id"]).model_dump_json()) == told
        assert len(store.search("novak")) == 2
    assert builtin("add", write(tmp_path, "three.jsonl", *FERRY), "--store", out) == 0
    with Store(out) as store:
        assert [(line.id, line.articles) for line in store.stories()] == [(told["id"], 3)]
        assert [one.state for one in store.articles()] == ["read"] * 3, "what a batch has read is known"
    assert builtin("batch", tmp_path / "two.jsonl", "-o", out) == 0
    assert len(ids(out)) == 3
    assert [len(one["articles"]) for one in lines(out / "stories.jsonl")] == [3]


def test_several_texts_at_one_address_are_articles_of_their_own(tmp_path: Path) -> None:
    out = tmp_path / "out"
    texts = [FERRY[0] | {"text": f"{FERRY[0]['text']} Update {n}."} for n in range(10)]
    assert builtin("batch", write(tmp_path, "ten.jsonl", *texts), "-o", out, "--no-merge") == 0
    assert len(set(ids(out))) == 10
    assert builtin("add", tmp_path / "ten.jsonl", "--store", out) == 0
    with Store(out) as store:
        assert store.counts()["articles"] == 10, "each is known"


def test_what_was_edited_by_hand_is_in_what_the_next_batch_writes(tmp_path: Path) -> None:
    out, source = tmp_path / "out", write(tmp_path, "feed.jsonl", *FERRY)
    builtin("batch", source, "-o", out)
    (story,) = lines(out / "stories.jsonl")
    assert builtin_edit("set-headline", story["id"], "Ferry disaster", "--store", out) == 0
    builtin("batch", source, "-o", out)
    (shown,) = lines(out / "stories.jsonl")
    assert (shown["headline"], shown["id"]) == ("Ferry disaster", story["id"])
    assert [one["before"] for one in shown["edits"]] == [story["headline"]]


def builtin_edit(*arguments: object) -> int:
    return main(["edit", *map(str, arguments), "--who", "ana", "--quiet"])


def test_what_is_replaced_is_forgotten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    builtin("batch", write(tmp_path, "old.jsonl", {"text": "Xylophonquark was heard in town."}), "-o", out)
    assert builtin("batch", write(tmp_path, "new.jsonl", *FERRY), "-o", out, "--replace") == 0
    with Store(out) as store:
        assert store.counts()["articles"] == 3
        assert not store.search("xylophonquark")
        assert len(store.stories()) == 1


def test_a_model_that_was_asked_before_is_not_asked_again(tmp_path: Path) -> None:
    source, out = feed(tmp_path, 3), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        for model in ("scripted", "other", "scripted"):
            asked = ["batch", str(source), "-o", str(out), "--base-url", endpoint.base_url, "--model", model]
            assert main([*asked, "--no-cache", "--no-merge"]) == 0
        assert len(endpoint.requests) == 6
    assert {one["run"]["model"] for one in lines(out / "summaries.jsonl")} == {"scripted"}


def test_a_text_that_is_as_it_was_before_is_not_asked_about_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(ANSWER) as endpoint:
        for text in ("It rains.", "It rains. Nobody minds.", "It rains."):
            source = write(tmp_path, "feed.jsonl", {"id": "a1", "text": text})
            assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 0
        assert len(endpoint.requests) == 2
    assert [one["text"] for one in lines(out / "summaries.jsonl")] == ["It rains."]
    with Store(out) as store:
        assert store.article("a1").versions == 3


# What goes wrong


@pytest.mark.parametrize("room", [2_000, 300_000])
def test_a_full_disk_loses_nothing_that_was_paid_for(tmp_path: Path, room: int) -> None:
    source, out = feed(tmp_path, 120), tmp_path / "out"
    code = (
        "import resource, sys; from summarizer.cli import main; import summarizer.batch.folder\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.RLIM_INFINITY)); sys.exit(main(sys.argv[1:]))"
    )
    with serving(ANSWER) as endpoint:
        command = [sys.executable, "-c", code, "batch", str(source), "-o", str(out), "--no-cache", "--no-merge"]
        command += ["--base-url", endpoint.base_url, "--model", "scripted", "--concurrency", "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 2, done.stderr
        assert "Free some space" in done.stderr
        assert "Traceback" not in done.stderr
        asked, there = len(endpoint.requests), kept(out)
        assert asked <= there + 2  # what was under way when the disk was full
        assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 0
        assert len(endpoint.requests) == asked + 120 - there
    assert len(set(ids(out))) == 120


def test_a_disk_that_cannot_be_written_to_is_said_and_looked_at_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = feed(tmp_path, 3), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out, "--no-cache", "--no-merge")
        monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
        capsys.readouterr()
        assert run(endpoint, source, "-o", out, "--no-cache", "--dry-run") == 0
        assert "3 written already" in capsys.readouterr().out
        assert run(endpoint, source, "-o", out, "--no-cache") == 2
        assert "cannot be written to" in capsys.readouterr().err
        assert len(endpoint.requests) == 3


def test_after_a_kill_while_stories_are_made_no_article_is_asked_about_again(tmp_path: Path) -> None:
    source, out = feed(tmp_path, 4), tmp_path / "out"
    running: list[subprocess.Popen[str]] = []

    asked: Counter[str] = Counter()

    def killing(body: dict[str, Any]) -> Reply:
        shown = str(body["messages"][1]["content"])
        towns = [n for n in range(4) if f"town {n}" in shown]
        if len(towns) > 1 and running:
            running.pop().kill()
            return fault(500)
        if len(towns) == 1:
            asked[f"town {towns[0]}"] += 1
        return ANSWER

    with serving(killing) as endpoint:
        process = start(endpoint, source, "-o", out, "--no-cache")
        running.append(process)
        process.communicate(timeout=120)
        assert process.returncode == -9
        assert not (out / "stories.jsonl").exists()
        assert run(endpoint, source, "-o", out, "--no-cache") == 0
    assert set(asked.values()) == {1}
    assert sum(len(one["articles"]) for one in lines(out / "stories.jsonl")) == 4


# What older versions left


def as_an_older_version_left_it(out: Path) -> None:
    """The same folder without its store; batches under way are in files of their own."""
    with contextlib.closing(sqlite3.connect(out / "summarizer.sqlite")) as connection:
        jobs = [json.loads(zlib.decompress(row[0])) for row in connection.execute("SELECT details FROM batches")]
        rows = connection.execute("SELECT batch, key, body, line FROM batch_requests ORDER BY number").fetchall()
    (out / "summarizer.sqlite").unlink()
    if not jobs:
        return
    (out / "batches").mkdir()
    (out / "batches" / "batches.json").write_text(json.dumps(jobs), "utf-8")
    for job in jobs:
        kind, column = ("answers", 3) if job["collected"] else ("requests", 2)
        mine = [(row[1], json.loads(zlib.decompress(row[column]))) for row in rows if row[0] == job["name"]]
        told = [one if kind == "answers" else {"custom_id": key, "body": one} for key, one in mine]
        (out / "batches" / f"{job['name']}.{kind}.jsonl").write_text(
            "".join(json.dumps(t) + "\n" for t in told), "utf-8"
        )


def test_a_folder_of_an_older_version_goes_on_as_it_is(tmp_path: Path) -> None:
    source, out = write(tmp_path, "feed.jsonl", *FERRY, {"text": "It hails."}), tmp_path / "out"
    with source.open("a", encoding="utf-8") as file:
        file.write('{"text": "cut o\n')
    assert builtin("batch", source, "-o", out) == 1
    before = {name: (out / name).read_bytes() for name in ("summaries.jsonl", "stories.jsonl", "failed.jsonl")}
    as_an_older_version_left_it(out)
    assert builtin("batch", write(tmp_path, "same.jsonl", *FERRY), "-o", out) == 0
    whole = before["summaries.jsonl"].splitlines()
    assert (out / "summaries.jsonl").read_bytes().splitlines() == [whole[3], *whole[:3]], "those of this run last"
    for name in ("stories.jsonl", "failed.jsonl"):
        assert (out / name).read_bytes() == before[name]
    assert json.loads((out / "run.json").read_text("utf-8"))["articles"]["taken_over"] == 3


def test_what_an_older_version_left_is_looked_at_without_a_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, 4), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out, "--no-cache", "--no-merge")
        as_an_older_version_left_it(out)
        before = {path: path.read_bytes() for path in out.iterdir()}
        capsys.readouterr()
        assert run(endpoint, source, "-o", out, "--no-cache", "--dry-run") == 0
        assert "4 written already" in capsys.readouterr().out
        assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_a_kill_before_older_files_are_written_anew_leaves_them_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = feed(tmp_path, 4), tmp_path / "out"

    def stopped(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out, "--no-cache", "--no-merge")
        as_an_older_version_left_it(out)
        (out / "summaries.jsonl").rename(out / "summaries.partial.jsonl")
        finish = folders.Folder.finish
        monkeypatch.setattr(folders.Folder, "finish", stopped)
        assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 130
        monkeypatch.setattr(folders.Folder, "finish", finish)
        assert (out / "summaries.partial.jsonl").exists()
        assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 0
        assert len(endpoint.requests) == 4
    assert len(ids(out)) == 4
    assert not (out / "summaries.partial.jsonl").exists()


@pytest.mark.parametrize("collected", [False, True])
def test_batches_that_an_older_version_has_sent_are_not_sent_again(tmp_path: Path, collected: bool) -> None:
    source, out = feed(tmp_path, 6), tmp_path / "out"

    def batch(*arguments: object) -> int:
        return main(["batch", "--batch-api", "--base-url", endpoint.base_url, "--model", "m", *map(str, arguments)])

    with serving_batches(lambda _: ANSWER) as endpoint:
        endpoint.faults["GET /batches"] = [fault(401)]
        assert batch(source, "-o", out, "--no-merge", "--no-cache") == 1
        if collected:  # some of it is used, and the rest kept
            assert batch(feed(tmp_path, 2, "some.jsonl"), "-o", out, "--no-merge", "--no-cache") == 0
        as_an_older_version_left_it(out)
        assert (out / "batches").exists()
        assert batch(source, "-o", out, "--no-merge", "--no-cache") == 0
        assert len(endpoint.batches) == 1
        assert endpoint.online == []
    assert len(set(ids(out))) == 6
    assert not (out / "batches").exists()
