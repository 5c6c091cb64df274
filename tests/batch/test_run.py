"""A batch that is stopped, limited, broken or run twice: nothing lost, nothing paid for twice."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from summarizer.cli import main
from summarizer.llm import client as wiring
from summarizer.llm import rate_limit as governing
from tests.endpoint import Endpoint, Reply, completion, dropped, fault, serving

ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


def feed(folder: Path, count: int, name: str = "feed.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps({"text": f"It rains in town {n}."}) + "\n" for n in range(count)), "utf-8")
    return path


def command(endpoint: Endpoint, *arguments: object) -> list[str]:
    return [*map(str, arguments), "--base-url", endpoint.base_url, "--model", "scripted"]


def run(endpoint: Endpoint, *arguments: object) -> int:
    return main(command(endpoint, "batch", *arguments))


def start(endpoint: Endpoint, *arguments: object) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "summarizer", *command(endpoint, "batch", *arguments)]
    return subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids(folder: Path) -> list[str]:
    return [each["article"]["id"] for each in lines(folder / "summaries.jsonl")]


def kept(folder: Path) -> int:
    """How many summaries the folder's store holds; none before there is one."""
    place = folder / "summarizer.sqlite"
    if not place.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM readings").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def wait_for(folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and kept(folder) < count:
        time.sleep(0.02)


# Stopped in the middle


def test_after_a_kill_nothing_that_was_written_is_asked_again(tmp_path: Path) -> None:
    source, out = feed(tmp_path, 60), tmp_path / "out"
    slow = threading.Event()

    def answer(_: dict[str, Any]) -> Reply:
        if not slow.is_set():
            time.sleep(0.02)
        return ANSWER

    with serving(answer) as endpoint:
        process = start(endpoint, source, "-o", out, "--no-cache", "--concurrency", 4)
        wait_for(out, 20)
        process.kill()
        process.communicate()
        written = kept(out)
        asked = len(endpoint.requests)
        slow.set()
        assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 0
        assert len(endpoint.requests) - asked == 60 - written
    assert len(ids(out)) == len(set(ids(out))) == 60


def test_of_a_folder_that_an_older_version_was_writing_a_line_that_was_cut_off_is_lost_and_no_other(
    tmp_path: Path,
) -> None:
    source, out = feed(tmp_path, 4), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out, "--no-cache", "--no-merge")
        whole = (out / "summaries.jsonl").read_bytes()
        (out / "summaries.jsonl").unlink()
        (out / "summarizer.sqlite").unlink()
        (out / "summaries.partial.jsonl").write_bytes(whole[:-100])
        assert run(endpoint, source, "-o", out, "--no-cache", "--no-merge") == 0
        assert len(endpoint.requests) == 5
    assert (out / "summaries.jsonl").read_bytes() == whole


def test_two_batches_on_one_folder_the_second_says_so_and_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, 4), tmp_path / "out"
    hold = threading.Event()

    def answer(_: dict[str, Any]) -> Reply:
        hold.wait(30)
        return ANSWER

    with serving(answer) as endpoint:
        first = start(endpoint, source, "-o", out, "--no-link")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not endpoint.requests:
            time.sleep(0.02)
        assert run(endpoint, source, "-o", out) == 2
        assert "another batch" in capsys.readouterr().err
        hold.set()
        first.communicate(timeout=60)
        assert first.returncode == 0
        assert len(endpoint.requests) == 4


# What fails


def test_what_failed_is_kept_with_its_article_and_tried_again(tmp_path: Path) -> None:
    source, out = feed(tmp_path, 6), tmp_path / "out"
    broken = True

    def answer(body: dict[str, Any]) -> Reply:
        return fault(400, "content_filter") if broken and "town 3" in body["messages"][1]["content"] else ANSWER

    with serving(answer) as endpoint:
        assert run(endpoint, source, "-o", out, "--published", "2026-03-02", "--no-link") == 1
        (failed,) = lines(out / "failed.jsonl")
        assert failed["text"] == "It rains in town 3."
        assert failed["failure"]["error"] == "FilterError"
        assert failed["failure"]["source"].endswith("feed.jsonl:4")
        before, broken = ids(out), False
        assert run(endpoint, out / "failed.jsonl", "-o", out, "--no-link") == 0
        assert len(endpoint.requests) == 7
    assert sorted(ids(out)) == sorted([*before, failed["id"]])
    assert not (out / "failed.jsonl").exists()


def test_a_file_that_could_not_be_read_is_read_again_once_it_is_mended(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "out"
    source.write_bytes(b"")
    with serving(ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert run(endpoint, out / "failed.jsonl", "-o", out) == 1
        source.write_text("It rains after all.", "utf-8")
        assert run(endpoint, out / "failed.jsonl", "-o", out) == 0
    assert len(ids(out)) == 1


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        pytest.param(fault(401), "OPENAI_API_KEY", id="wrong key"),
        pytest.param(fault(429, "insufficient_quota"), "quota", id="no quota"),
        pytest.param(fault(404), "base URL", id="wrong path"),
        pytest.param(fault(500), "500", id="always an error"),
        pytest.param(dropped(), "cannot be reached", id="dead"),
    ],
)
def test_a_batch_that_can_only_fail_stops_after_a_few_calls(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, reply: Reply, says: str
) -> None:
    # on a machine under load the first answer may come later than the opening has doubled
    monkeypatch.setattr(governing, "_DOUBLING", 60.0)
    source, out = feed(tmp_path, 300), tmp_path / "out"
    with serving(reply) as endpoint:
        assert run(endpoint, source, "-o", out, "--concurrency", 100, "--quiet") == 1
        assert len(endpoint.requests) <= 20
    err = capsys.readouterr().err
    assert err.count("stopped:") == 1
    assert says in err
    tried = lines(out / "failed.jsonl")
    assert {each["text"] for each in tried} <= {each["text"] for each in lines(source)}
    with serving(ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out, "--no-merge", "--concurrency", 32) == 0
    assert len(set(ids(out))) == 300


def test_every_article_of_a_faulty_endpoint_ends_somewhere(tmp_path: Path) -> None:
    source, out, count = feed(tmp_path, 120), tmp_path / "out", 0
    faults = [fault(500), fault(429, retry_after="0"), dropped(), Reply(body=b'{"choices": [{"ind'), fault(503)]

    def answer(_: dict[str, Any]) -> Reply:
        nonlocal count
        count += 1
        return faults[count % 25 // 5] if count % 5 == 0 else ANSWER

    with serving(answer) as endpoint:
        run(endpoint, source, "-o", out, "--no-merge", "--concurrency", 16)
    failed = [each["id"] for each in lines(out / "failed.jsonl")] if (out / "failed.jsonl").exists() else []
    assert len({*ids(out), *failed}) == len(ids(out)) + len(failed) == 120


def test_every_tenth_file_broken(tmp_path: Path) -> None:
    folder, out = tmp_path / "articles", tmp_path / "out"
    folder.mkdir()
    for number in range(200):
        broken = number % 10 == 0
        (folder / f"{number:03}.json").write_text(
            '{"text": "It ra' if broken else json.dumps({"text": f"It rains in town {number}."}), "utf-8"
        )
    with serving(ANSWER) as endpoint:
        assert run(endpoint, folder, "-o", out, "--no-merge") == 1
        assert len(endpoint.requests) == 180
    assert len(ids(out)) == 180
    assert len(lines(out / "failed.jsonl")) == 20
    assert json.loads((out / "run.json").read_text("utf-8"))["articles"]["failed"] == 20


# The folder


def test_summaries_of_another_version_are_said_and_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, 3), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out, "--no-merge")
        old = [json.dumps(each | {"mood": "grey"}, separators=(",", ":")) for each in lines(out / "summaries.jsonl")]
        (out / "summaries.jsonl").write_text("\n".join(old) + "\n", "utf-8")
        (out / "summarizer.sqlite").unlink()
        capsys.readouterr()
        assert run(endpoint, source, "-o", out, "--no-merge") == 0
        assert len(endpoint.requests) == 3  # the cache had them
    assert "3 summaries of another version" in capsys.readouterr().err
    assert not any("mood" in each for each in lines(out / "summaries.jsonl"))


def test_one_text_under_several_headlines_is_several_articles_and_one_that_differs_in_its_day_is_counted_once(
    tmp_path: Path,
) -> None:
    text = "The council of Ravna closed the bridge on Monday. Nobody spoke against it."
    told: list[dict[str, str]] = [{"title": title} for title in ("Bridge closes", "Ravna shuts bridge")]
    told += [{}, {"title": "Bridge closes", "published": "2026-03-03"}]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(each | {'text': text})}\n" for each in told))
    assert main(["batch", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out"), "--model", "builtin"]) == 0
    titles = [line["article"]["title"] for line in lines(tmp_path / "out" / "summaries.jsonl")]
    assert sorted(map(str, titles)) == ["Bridge closes", "None", "Ravna shuts bridge"]
    assert not (tmp_path / "out" / "failed.jsonl").exists()


def test_nothing_to_read_is_a_failure_and_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with serving(ANSWER) as endpoint:
        assert run(endpoint, tmp_path / "none", "-o", tmp_path / "out") == 1
    assert endpoint.requests == []
    assert lines(tmp_path / "out" / "summaries.jsonl") == []
    assert "no article" in lines(tmp_path / "out" / "failed.jsonl")[0]["failure"]["reason"]


def test_without_merging_the_stories_stay_as_they_were_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, 2), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, source, "-o", out)
        before = (out / "stories.jsonl").read_bytes()
        run(endpoint, feed(tmp_path, 3), "-o", out, "--no-merge")
    assert (out / "stories.jsonl").read_bytes() == before
    assert "is as before" in " ".join(capsys.readouterr().err.split())


def test_a_folder_is_added_to_and_what_goes_is_asked_for_by_name(tmp_path: Path) -> None:
    out = tmp_path / "desk"
    monday, tuesday = feed(tmp_path, 3, "mon.jsonl"), tmp_path / "tue.jsonl"
    tuesday.write_text('{"text": "It hails in town 9."}\n', "utf-8")
    with serving(ANSWER) as endpoint:
        run(endpoint, monday, "-o", out)
        assert run(endpoint, tuesday, "-o", out) == 0
        assert len(ids(out)) == 4
        assert sum(len(story["articles"]) for story in lines(out / "stories.jsonl")) == 4
        assert run(endpoint, tuesday, "-o", out, "--replace") == 0
        assert len(ids(out)) == 1
        assert sum(len(story["articles"]) for story in lines(out / "stories.jsonl")) == 1


@pytest.mark.parametrize("also", [[], ["tue.jsonl"]])
def test_what_cannot_be_read_overwrites_nothing_even_where_it_would_replace(tmp_path: Path, also: list[str]) -> None:
    out = tmp_path / "desk"
    (tmp_path / "tue.jsonl").write_text('{"text": "It hails in town 9."}\n', "utf-8")
    with serving(ANSWER) as endpoint:
        run(endpoint, feed(tmp_path, 3), "-o", out)
        before = ids(out)
        sources = [tmp_path / "mistyped", *(tmp_path / each for each in also)]
        for options in ([], ["--replace"]):
            assert run(endpoint, *sources, "-o", out, *options) == 1
            assert ids(out)[:3] == before
            assert sum(len(story["articles"]) for story in lines(out / "stories.jsonl")) == 3 + len(also)


def test_what_failed_before_stays_listed_until_it_is_answered(tmp_path: Path) -> None:
    source, out, broken = feed(tmp_path, 3), tmp_path / "out", True
    (tmp_path / "other.jsonl").write_text('{"text": "It hails."}\n', "utf-8")

    def answer(body: dict[str, Any]) -> Reply:
        return fault(400, "content_filter") if broken and "town" in body["messages"][1]["content"] else ANSWER

    with serving(answer) as endpoint:
        assert run(endpoint, source, tmp_path / "gone.txt", "-o", out) == 1
        first = (out / "failed.jsonl").read_bytes()
        assert run(endpoint, tmp_path / "other.jsonl", "-o", out) == 0
        assert (out / "failed.jsonl").read_bytes() == first
        (tmp_path / "gone.txt").write_text("It snows.", "utf-8")
        broken = False
        assert run(endpoint, out / "failed.jsonl", "-o", out, "--max-tokens-total", 250) == 1
        left = lines(out / "failed.jsonl")
        assert len(ids(out)) + len([each for each in left if "id" in each]) >= 4  # none lost to the budget
        assert run(endpoint, source, tmp_path / "gone.txt", "-o", out) == 0
    assert len(ids(out)) == 5
    assert not (out / "failed.jsonl").exists()


def test_summaries_of_another_version_are_set_aside_and_not_lost(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, feed(tmp_path, 2), "-o", out, "--no-merge")
        old = [json.dumps(each | {"mood": "grey"}, separators=(",", ":")) for each in lines(out / "summaries.jsonl")]
        (out / "summaries.jsonl").write_text("\n".join(old) + "\n", "utf-8")
        (out / "summarizer.sqlite").unlink()
        (tmp_path / "other.jsonl").write_text('{"text": "It hails."}\n', "utf-8")
        run(endpoint, tmp_path / "other.jsonl", "-o", out, "--no-merge")
    assert len(ids(out)) == 1
    assert (out / "summaries.outdated.jsonl").read_text("utf-8").splitlines() == old


# The budget


def test_a_budget_of_tokens_is_kept_and_the_next_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, 40), tmp_path / "out"
    dear = Reply(body=ANSWER.body.replace(b'"prompt_tokens": 100', b'"prompt_tokens": 1900'))
    with serving(dear) as endpoint:
        arguments = [source, "-o", out, "--no-merge", "--no-cache", "--concurrency", 4]
        assert run(endpoint, *arguments, "--max-tokens-total", 20_000) == 1
        first = json.loads((out / "run.json").read_text("utf-8"))
        used = first["tokens"]["input"] + first["tokens"]["output"]
        assert 0 < used <= 20_000
        assert first["articles"]["left"] == 40 - first["articles"]["asked"] > 0
        assert "20,000 tokens" in capsys.readouterr().err
        asked = len(endpoint.requests)
        assert run(endpoint, *arguments) == 0
        assert len(endpoint.requests) == 40
        assert asked == first["articles"]["asked"]
    assert len(set(ids(out))) == 40


def test_a_budget_of_money_needs_a_price(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, 40), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out, "--max-cost", "1") == 2
        assert "--price" in capsys.readouterr().err
        assert run(endpoint, source, "-o", out, "--max-cost", "0.02", "--price", "1/1", "--no-merge") == 1
    assert 0 < json.loads((out / "run.json").read_text("utf-8"))["cost_usd"] <= 0.02


@pytest.mark.parametrize("price", ["1", "a/b", "-1/2", "1/2/3", "nan/1"])
def test_what_is_no_price_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], price: str) -> None:
    with serving(ANSWER) as endpoint:
        assert run(endpoint, feed(tmp_path, 1), "-o", tmp_path / "out", f"--price={price}") == 2
    assert "0.25/2" in capsys.readouterr().err


def test_a_dry_run_counts_and_sends_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, feed(tmp_path, 2, "two.jsonl"), "-o", out, "--no-link")
        capsys.readouterr()
        assert run(endpoint, feed(tmp_path, 5), "-o", tmp_path / "new", "--dry-run", "--price", "1/2") == 0
        assert len(endpoint.requests) == 2
    said = capsys.readouterr().out
    assert "5 articles, 2 of them in the cache" in said
    assert "3 requests" in said
    assert "$" in said
    assert not (tmp_path / "new").exists()


def test_a_dry_run_looks_at_what_is_written_already(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, 5), tmp_path / "out"
    with serving(ANSWER) as endpoint:
        run(endpoint, feed(tmp_path, 2, "two.jsonl"), "-o", out, "--no-cache", "--no-merge")
        before = {path: path.read_bytes() for path in out.iterdir()}
        capsys.readouterr()
        assert run(endpoint, source, source, "-o", out, "--no-cache", "--dry-run") == 0
        assert len(endpoint.requests) == 2
    assert "5 articles, 0 of them in the cache, 2 written already, 0 that cannot be read; 3 requests" in (
        capsys.readouterr().out
    )
    assert {path: path.read_bytes() for path in out.iterdir()} == before


# What a run did


def test_a_run_is_accounted_for(tmp_path: Path) -> None:
    source, out = feed(tmp_path, 5), tmp_path / "out"
    faults = (fault(500), fault(429, retry_after="0"), dropped(), Reply(body=b'{"id": "chatcmpl-1", "choi'))
    with serving(*faults, ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out, "--price", "1/10", "--concurrency", 1, "--no-link") == 0
    account = json.loads((out / "run.json").read_text("utf-8"))
    assert account["articles"]["asked"] == account["articles"]["in_folder"] == 5
    assert account["requests"] == 9
    assert account["retries_by_cause"] == {"500": 1, "429": 1, "connection": 1, "not JSON": 1}
    assert account["tokens"] == {"input": 500, "output": 50}
    assert account["cost_usd"] == pytest.approx(0.001)
    assert account["seconds_an_article"]["p50"] <= account["seconds_an_article"]["p95"]


def test_a_log_for_machines_is_json_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = feed(tmp_path, 3)
    with source.open("a", encoding="utf-8") as file:
        file.write('{"text": "It ra\n')
    with serving(ANSWER) as endpoint:
        assert run(endpoint, source, "-o", tmp_path / "out", "--log-format", "json") == 1
    out, err = capsys.readouterr()
    events = [json.loads(line) for line in err.splitlines()]
    assert out == ""
    assert [each["event"] for each in events if each["event"] != "note"].count("article") == 3
    assert events[-1]["event"] == "done"
    assert events[-1]["articles"]["failed"] == 1
    assert any(each["event"] == "failed" and "feed.jsonl:4" in each["source"] for each in events)


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(ANSWER) as endpoint:
        assert run(endpoint, feed(tmp_path, 3), "-o", tmp_path / "out", "--quiet") == 0
    assert capsys.readouterr() == ("", "")
