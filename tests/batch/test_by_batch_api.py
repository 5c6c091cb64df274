"""A batch by way of the endpoint's Batch API: nothing lost, nothing paid for twice, whatever happens on the way."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch import by_batch_api, jobs
from summarizer.cli import main
from summarizer.llm import client as wiring
from summarizer.llm.prices import known_price
from summarizer.text.digest import digest
from tests.batch_endpoint import BatchEndpoint, Ending, Line, serving_batches
from tests.endpoint import Reply, completion, cut_off, dropped, fault

ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)
    monkeypatch.setattr(by_batch_api, "_WAITS", (0.01, 0.02))


def feed(folder: Path, towns: range | list[int], name: str = "feed.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps({"text": f"It rains in town {n}."}) + "\n" for n in towns), "utf-8")
    return path


def long_article(folder: Path) -> Path:
    path = folder / "long.txt"
    path.write_text("\n\n".join(f"It rains in town {n}. " + "Rivers rise there. " * 100 for n in range(16)), "utf-8")
    return path


def command(endpoint: BatchEndpoint, *arguments: object) -> list[str]:
    return ["batch", "--batch-api", "--base-url", endpoint.base_url, "--model", "scripted", *map(str, arguments)]


def run(endpoint: BatchEndpoint, *arguments: object, merge: bool = False) -> int:
    return main(command(endpoint, *arguments) + ([] if merge else ["--no-merge"]))


def online(endpoint: BatchEndpoint, *arguments: object) -> int:
    """The same without the Batch API."""
    return main([each for each in command(endpoint, *arguments, "--no-merge") if each != "--batch-api"])


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids(folder: Path) -> list[str]:
    return [each["article"]["id"] for each in lines(folder / "summaries.jsonl")]


def left(folder: Path) -> int:
    """How many requests to the Batch API the folder's store still knows."""
    with contextlib.closing(sqlite3.connect(folder / "summarizer.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM batch_requests").fetchone()[0])


def account(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return found


def town(line: Line) -> str:
    """What a line of input is about."""
    text = str(line["body"]["messages"][1]["content"])
    return text[text.index("town") : text.index(".", text.index("town"))]


def failing(*towns: str, with_: Callable[[Line], Line | str | None]) -> Callable[[list[Line], list[Line]], Ending]:
    """An ending in which the lines of these towns are replaced, or missing."""

    def ending(asked: list[Line], answered: list[Line]) -> Ending:
        found = Ending()
        for question, answer in zip(asked, answered, strict=True):
            if town(question) not in towns:
                found.answers.append(answer)
            elif (line := with_(answer)) is not None:
                (found.errors if isinstance(line, dict) else found.answers).append(line)
        return found

    return ending


def error_line(status: int, code: str, message: str = "no") -> Callable[[Line], Line]:
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return lambda line: line | {"response": {"status_code": status, "request_id": "r", "body": body}}


# What is sent, and what it costs


def test_all_is_answered_by_batch_for_half_the_price(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(7)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER, looks=3) as endpoint:
        assert run(endpoint, source, "-o", out, "--price", "1/10", "--no-link", merge=True) == 0
        assert endpoint.online == []
        (batch,) = endpoint.batches.values()
        sent = endpoint.lines(batch)
    summaries = lines(out / "summaries.jsonl")
    assert [each["run"]["key"] for each in summaries] == [line["custom_id"] for line in sent]
    assert account(out)["by_batch_api"] == {
        "batches": [batch["id"]],
        "requests": 7,
        "tokens": {"input": 700, "output": 70},
    }
    assert account(out)["requests"] == 7
    assert account(out)["cost_usd"] == pytest.approx((700 * 1 + 70 * 10) / 1e6 / 2)
    assert not left(out)


def test_a_request_of_a_batch_is_the_one_that_is_sent_online(tmp_path: Path) -> None:
    source = feed(tmp_path, range(1))
    with serving_batches(lambda _: ANSWER) as endpoint:
        run(endpoint, source, "-o", tmp_path / "a", "--no-cache", "--parameter", "temperature=0")
        online(endpoint, source, "-o", tmp_path / "b", "--no-cache", "--parameter", "temperature=0")
        assert [line["body"] for line in endpoint.batched] == endpoint.online
    first, second = (lines(tmp_path / name / "summaries.jsonl")[0] for name in "ab")
    assert first == second


def test_a_bundled_story_comes_out_byte_for_byte_as_without_it(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    recorded = [json.loads(path.read_bytes()) for path in (root / "cassettes/visit").glob("*-*.json")]
    bodies = {digest(each["request"]["body"]): each["response"]["body"] for each in recorded}
    source = root / "tests/articles/visit"

    def answer(body: dict[str, Any]) -> Reply:
        return Reply(body=json.dumps(bodies[digest(body)]).encode())

    with serving_batches(answer) as endpoint:
        model = recorded[0]["request"]["body"]["model"]
        assert run(endpoint, source, "-o", tmp_path / "a", "--model", model, merge=True) == 0
        assert len(endpoint.batched) == 5
        assert len(endpoint.batched) + len(endpoint.online) == len(recorded)
    assert main(["batch", str(source), "-o", str(tmp_path / "b"), "--replay", str(root / "cassettes/visit")]) == 0
    for name in ("summaries.jsonl", "stories.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_is_known_is_not_sent_and_the_same_text_once(tmp_path: Path) -> None:
    source, out = tmp_path / "feed.jsonl", tmp_path / "out"
    texts = [("It rains in town 0.", "a"), ("It rains in town 1.", "a"), ("It rains in town 1.", "b")]
    source.write_text(
        "\n".join(json.dumps({"text": text, "url": f"https://{host}.example/1"}) for text, host in texts), "utf-8"
    )
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert online(endpoint, feed(tmp_path, range(1), "known.jsonl"), "-o", tmp_path / "other") == 0
        assert run(endpoint, source, "-o", out, "--price", "1/1") == 0
        assert [town(line) for line in endpoint.batched] == ["town 1"]
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 1
    assert len(ids(out)) == 3
    assert account(out)["articles"]["taken_over"] == 3


def test_a_long_article_is_sent_in_its_parts(tmp_path: Path) -> None:
    source = long_article(tmp_path)
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert run(endpoint, source, "-o", tmp_path / "out", "--no-cache") == 0
        assert len(endpoint.batched) > 1
        assert endpoint.online == []
    assert account(tmp_path / "out")["requests"] == len(endpoint.batched)


@pytest.mark.parametrize(("limit", "value"), [("REQUESTS", 3), ("BYTES", 55_000)])
def test_a_file_holds_no_more_than_the_endpoint_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(jobs, limit, value)
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert run(endpoint, feed(tmp_path, range(8)), "-o", tmp_path / "out") == 0
        sizes = [len(endpoint.lines(batch)) for batch in endpoint.batches.values()]
        largest = max(len(endpoint.files[batch["input_file_id"]]) for batch in endpoint.batches.values())
    assert sizes == [3, 3, 2]
    assert largest <= 55_000
    assert len(ids(tmp_path / "out")) == 8


def test_when_the_account_has_no_room_for_all_it_is_sent_in_smaller_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_batch_api, "SMALLEST", 2)
    with serving_batches(lambda _: ANSWER, looks=2, room=6) as endpoint:
        assert run(endpoint, feed(tmp_path, range(20)), "-o", tmp_path / "out") == 0
        assert sorted(Counter(map(town, endpoint.batched)).values()) == [1] * 20
    assert len(set(ids(tmp_path / "out"))) == 20


def test_with_no_room_for_the_smallest_batch_the_run_stops_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving_batches(lambda _: ANSWER, room=0) as endpoint:
        assert run(endpoint, feed(tmp_path, range(20)), "-o", tmp_path / "out") == 1
    assert "Enqueued token limit reached" in capsys.readouterr().err


# What comes back


def test_an_answer_that_breaks_the_schema_is_asked_again_online(tmp_path: Path) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        return ANSWER if len(body["messages"]) > 2 or "town 3" not in str(body) else completion('{"g": "It ra')

    out = tmp_path / "out"
    with serving_batches(answer) as endpoint:
        assert run(endpoint, feed(tmp_path, range(5)), "-o", out, "--price", "1/10") == 0
        assert len(endpoint.online) == 1
    assert account(out)["requests"] == 6
    assert account(out)["re_asks"] == 1
    assert account(out)["cost_usd"] == pytest.approx(200e-6 * (5 / 2 + 1))


def test_items_that_the_article_does_not_bear_out_are_asked_again_online(tmp_path: Path) -> None:
    faulty = {"g": "It rains.", "n": [], "e": [], "s": [], "c": [], "q": []}
    event = {
        "d": "It rains",
        "t": "hails",
        "p": [],
        "l": [],
        "w": None,
        "x": None,
        "s": "occurred",
        "b": None,
        "a": [9],
    }
    with serving_batches(lambda _: completion(json.dumps(faulty | {"e": [event]}))) as endpoint:
        assert run(endpoint, feed(tmp_path, range(2)), "-o", tmp_path / "out") == 0
        assert len(endpoint.batched) == 2
        assert all("hails" in body["messages"][-1]["content"] for body in endpoint.online)
        assert len(endpoint.online) == 2


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(error_line(500, "server_error"), id="an error of the moment"),
        pytest.param(lambda _: '{"id": "batch_req", "custom_', id="cut off"),
        pytest.param(lambda line: json.dumps(line | {"custom_id": "of somebody else"}), id="unknown id"),
        pytest.param(lambda line: json.dumps(line | {"response": None}), id="no response"),
        pytest.param(lambda _: "[]", id="no object"),
        pytest.param(lambda line: json.dumps(line | {"response": {"status_code": 200, "body": "<p>"}}), id="no answer"),
        pytest.param(lambda _: None, id="missing"),
    ],
)
def test_what_a_completed_batch_did_not_answer_is_asked_online(
    tmp_path: Path, line: Callable[[Line], Line | str | None]
) -> None:
    with serving_batches(lambda _: ANSWER, ending=failing("town 2", with_=line)) as endpoint:
        assert run(endpoint, feed(tmp_path, range(4)), "-o", tmp_path / "out") == 0
        assert ["town 2" in str(body) for body in endpoint.online] == [True]
    assert len(ids(tmp_path / "out")) == 4
    assert account(tmp_path / "out")["by_batch_api"]["requests"] == 3


def test_an_error_that_would_come_again_fails_its_article_only(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(4)), tmp_path / "out"
    too_long = failing("town 1", with_=error_line(400, "context_length_exceeded"))
    with serving_batches(lambda _: ANSWER, ending=too_long) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert endpoint.online == []
    (failed,) = lines(out / "failed.jsonl")
    assert failed["failure"]["error"] == "ContextError"
    assert failed["text"] == "It rains in town 1."
    assert len(ids(out)) == 3
    assert not left(out)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (completion(None, refusal="I would rather not."), "RefusalError"),
        (completion('{"g": "It', finish="length"), "TruncatedError"),
        (completion("", finish="content_filter"), "FilterError"),
    ],
)
def test_what_cannot_be_used_fails_and_is_sent_anew_when_it_is_tried_again(
    tmp_path: Path, reply: Reply, error: str
) -> None:
    source, out, mended = feed(tmp_path, range(3)), tmp_path / "out", False
    with serving_batches(lambda body: reply if "town 1" in str(body) and not mended else ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert [each["failure"]["error"] for each in lines(out / "failed.jsonl")] == [error]
        mended = True
        assert run(endpoint, out / "failed.jsonl", "-o", out) == 0
        assert Counter(map(town, endpoint.batched)) == {"town 0": 1, "town 1": 2, "town 2": 1}
        assert endpoint.online == []
    assert len(ids(out)) == 3


# What does not come back


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_of_a_batch_that_ends_early_what_was_answered_is_taken_and_the_rest_sent_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: str
) -> None:
    source, out = feed(tmp_path, range(10)), tmp_path / "out"

    def ending(asked: list[Line], answered: list[Line]) -> Ending:
        if len(asked) < 10:
            return Ending(answers=[*answered])
        never = {"code": f"batch_{status}", "message": "This request could not be executed."}
        return Ending(
            status, [*answered[:6]], [line | {"response": None, "error": never} for line in answered[6:9]]
        )  # and nothing at all of the tenth

    with serving_batches(lambda _: ANSWER, ending=ending) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert len(ids(out)) == 6
        assert len(lines(out / "failed.jsonl")) == 4
        assert status in capsys.readouterr().err
        assert run(endpoint, source, "-o", out) == 0
        assert [len(endpoint.lines(batch)) for batch in endpoint.batches.values()] == [10, 4]
        assert endpoint.online == []
    assert len(set(ids(out))) == 10


def test_an_article_whose_parts_came_back_in_part_is_not_paid_for_twice(tmp_path: Path) -> None:
    source = long_article(tmp_path)

    def ending(asked: list[Line], answered: list[Line]) -> Ending:
        return Ending("expired", [*answered[:1]]) if "Part 1 of" in str(asked) else Ending(answers=[*answered])

    with serving_batches(lambda _: ANSWER, ending=ending) as endpoint:
        out = tmp_path / "out"
        assert run(endpoint, source, "-o", out, "--no-cache") == 1
        assert run(endpoint, source, "-o", out, "--no-cache") == 0
        first, second = (len(endpoint.lines(batch)) for batch in endpoint.batches.values())
        assert second == first - 1 > 0
    assert len(ids(out)) == 1
    assert not left(out)


def test_a_batch_that_is_turned_down_stops_the_run_with_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, range(30)), tmp_path / "out"
    reason = {"code": "model_not_found", "message": "The model cannot be used in batches."}
    with serving_batches(lambda _: ANSWER, ending=lambda *_: Ending("failed", reason=reason)) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert account(out)["articles"]["left"] == 30
        err = " ".join(capsys.readouterr().err.split())
        assert err.count("stopped:") == 1
        assert "The model cannot be used in batches." in err
        endpoint.ending = lambda _, answered: Ending(answers=[*answered])
        assert run(endpoint, source, "-o", out) == 0
    assert len(ids(out)) == 30


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [(400, "unsupported", "no strict schema here"), (500, "server_error", "errors of the moment")],
)
def test_when_nothing_was_answered_it_is_said_once_and_nothing_asked_online(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, code: str, says: str
) -> None:
    source, out = feed(tmp_path, range(30)), tmp_path / "out"
    towns = [f"town {n}" for n in range(30)]
    nothing = failing(*towns, with_=error_line(status, code, "no strict schema here"))
    with serving_batches(lambda _: ANSWER, ending=nothing) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert endpoint.online == []
    assert capsys.readouterr().err.count(says) == 1
    assert account(out)["articles"]["left"] == 30
    assert not left(out)


def test_an_account_without_quota_leaves_the_rest_to_the_next_run(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(4)), tmp_path / "out"
    no_quota = failing("town 0", "town 2", with_=error_line(429, "insufficient_quota"))
    with serving_batches(lambda _: ANSWER, ending=no_quota) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert endpoint.online == []
        assert len(ids(out)) == 2
        assert len(lines(out / "failed.jsonl")) == 2


def test_an_endpoint_without_a_batch_api_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, range(4)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER, faults={"POST /files": [fault(404)]}) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert "has no Batch API. Leave out --batch-api." in " ".join(capsys.readouterr().err.split())
        assert endpoint.asked == ["POST /files"]
        assert online(endpoint, source, "-o", out) == 0
    assert len(ids(out)) == 4


# Faults on the way


@pytest.mark.parametrize("way", ["POST /files", "POST /batches", "GET /batches", "GET /files"])
@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(fault(429, retry_after="0"), id="429"),
        pytest.param(fault(503), id="503"),
        pytest.param(dropped(), id="dropped"),
        pytest.param(cut_off(), id="cut off"),
        pytest.param(lambda real: (real(), dropped())[1], id="dropped after it was done"),
    ],
)
def test_a_fault_on_the_way_costs_nothing(
    tmp_path: Path, way: str, trouble: Reply | Callable[[Callable[[], Reply]], Reply]
) -> None:
    with serving_batches(lambda _: ANSWER, faults={way: [trouble, trouble]}) as endpoint:
        assert run(endpoint, feed(tmp_path, range(4)), "-o", tmp_path / "out") == 0
        assert len(endpoint.batches) == 1
        assert endpoint.online == []
    assert len(ids(tmp_path / "out")) == 4


def test_an_endpoint_that_is_away_for_a_while_is_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away: list[Reply | Callable[[Callable[[], Reply]], Reply]] = [fault(503)] * 12
    with serving_batches(lambda _: ANSWER, faults={"GET /batches": away}) as endpoint:
        assert run(endpoint, feed(tmp_path, range(4)), "-o", tmp_path / "out") == 0
    assert capsys.readouterr().err.count("Still waiting") == 1


def test_a_batch_that_is_refused_while_others_run_waits_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "REQUESTS", 3)
    too_many = [lambda real: real(), *[fault(429)] * wiring.ATTEMPTS]
    with serving_batches(lambda _: ANSWER, faults={"POST /batches": too_many}) as endpoint:
        assert run(endpoint, feed(tmp_path, range(6)), "-o", tmp_path / "out") == 0
        assert len(endpoint.batches) == 2
        assert endpoint.online == []
    assert len(ids(tmp_path / "out")) == 6


def test_a_wrong_key_stops_the_run_and_what_was_sent_is_taken_in_with_the_right_one(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(4)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER, faults={"GET /batches": [fault(401)]}) as endpoint:
        assert run(endpoint, source, "-o", out) == 1
        assert "OPENAI_API_KEY" in account(out)["stopped"]
        assert account(out)["by_batch_api"]["batches"] == ["batch_0"]
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 1
    assert len(ids(out)) == 4


# Stopped in the middle


def process(endpoint: BatchEndpoint, *arguments: object) -> subprocess.Popen[str]:
    # What a shell runs in the background ignores Ctrl-C, and so would its children.
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program = [sys.executable, "-c", f"{heeding}from summarizer.cli import main; sys.exit(main())"]
    program += [*command(endpoint, *arguments), "--no-merge"]
    return subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("way", "done"),
    [
        pytest.param("POST /files", True, id="after the upload"),
        pytest.param("POST /batches", False, id="before it is submitted"),
        pytest.param("POST /batches", True, id="after it is submitted"),
        pytest.param("GET /batches", True, id="waiting"),
        pytest.param("GET /files", True, id="after the download"),
    ],
)
def test_a_kill_at_any_moment_loses_nothing_and_pays_nothing_twice(tmp_path: Path, way: str, done: bool) -> None:
    source, out = feed(tmp_path, range(5)), tmp_path / "out"
    running: list[subprocess.Popen[str]] = []

    def kill(real: Callable[[], Reply]) -> Reply:
        if done:
            real()
        running[0].kill()
        return dropped()

    with serving_batches(lambda _: ANSWER, faults={way: [kill]}) as endpoint:
        with endpoint.lock:  # it may not ask before it is known whom to kill
            running.append(process(endpoint, source, "-o", out, "--no-cache"))
        running[0].communicate(timeout=180)
        assert running[0].returncode == -signal.SIGKILL
        theirs = {"object": "batch", "status": "completed", "input_file_id": "file-of-others", "created_at": 900}
        endpoint.batches |= {f"other_{n}": theirs | {"id": f"other_{n}"} for n in range(5)}
        assert run(endpoint, source, "-o", out, "--no-cache") == 0
        assert len(endpoint.batches) == 1 + 5
        assert endpoint.online == []
    assert len(set(ids(out))) == 5
    assert not left(out)


def test_a_kill_while_answers_are_used_leaves_the_others(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(6)), tmp_path / "out"
    running: list[subprocess.Popen[str]] = []
    asked = 0

    def answer(body: dict[str, Any]) -> Reply:
        nonlocal asked
        if len(body["messages"]) > 2:  # asked again, online
            asked += 1
            if asked == 1:
                running[0].kill()
            return ANSWER
        return ANSWER if "town 5" not in str(body) else completion("It rains")

    with serving_batches(answer) as endpoint:
        with endpoint.lock:
            running.append(process(endpoint, source, "-o", out, "--no-cache", "--concurrency", 1))
        running[0].communicate(timeout=180)
        assert run(endpoint, source, "-o", out, "--no-cache") == 0
        assert len(endpoint.batches) == 1
    assert len(set(ids(out))) == 6
    assert not left(out)


def test_ctrl_c_while_waiting_says_how_to_go_on(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    running: list[subprocess.Popen[str]] = []

    def interrupt(real: Callable[[], Reply]) -> Reply:
        os.kill(running[0].pid, signal.SIGINT)
        return real()

    with serving_batches(lambda _: ANSWER, looks=9, faults={"GET /batches": [interrupt]}) as endpoint:
        with endpoint.lock:
            running.append(process(endpoint, source, "-o", out))
        _, err = running[0].communicate(timeout=180)
        assert running[0].returncode == 130
        assert "batch_0" in err
        assert "same command" in err
        endpoint.looks = 1
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 1


def interrupted(endpoint: BatchEndpoint, source: Path, out: Path) -> None:
    """A run that is stopped while it waits."""
    endpoint.faults["GET /batches"] = [fault(401)]
    assert run(endpoint, source, "-o", out) == 1
    assert left(out)


def test_a_run_over_some_of_the_articles_leaves_the_answers_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, range(6)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        assert run(endpoint, feed(tmp_path, [1, 3], "some.jsonl"), "-o", out) == 0
        assert len(ids(out)) == 2
        assert "4 answers" in capsys.readouterr().err
        assert online(endpoint, source, "-o", out) == 0  # what has come back serves any run
        assert len(endpoint.batches) == 1
        assert endpoint.online == []
    assert len(ids(out)) == 6
    assert not left(out)


def test_a_dry_run_knows_what_was_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        capsys.readouterr()
        assert run(endpoint, feed(tmp_path, range(5), "more.jsonl"), "-o", out, "--dry-run") == 0
        assert "3 in batches at the endpoint, 0 that cannot be read; 2 requests" in capsys.readouterr().out
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 1


def test_an_ordinary_run_does_not_pay_for_what_is_under_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        assert online(endpoint, source, "-o", out) == 2
        assert "Add --batch-api" in capsys.readouterr().err
        assert endpoint.online == []


def test_batches_of_another_model_wait_for_their_own_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        assert run(endpoint, source, "-o", out, "--model", "other") == 0
        assert "batch_0" in capsys.readouterr().err
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 2


def test_batches_at_another_endpoint_are_not_looked_for_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        with serving_batches(lambda _: ANSWER) as other:
            assert run(other, source, "-o", out) == 2
            assert other.asked == []
        assert endpoint.base_url in capsys.readouterr().err


def test_a_batch_that_the_endpoint_does_not_know_is_not_sent_again_unasked(tmp_path: Path) -> None:
    source, out = feed(tmp_path, range(3)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        interrupted(endpoint, source, out)
        endpoint.faults["GET /batches"] = [fault(404)]
        assert run(endpoint, source, "-o", out) == 1
        assert "does not know batch_0" in account(out)["stopped"]
        assert run(endpoint, source, "-o", out) == 0
        assert len(endpoint.batches) == 1


def test_a_list_of_batches_that_nobody_can_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out" / "batches").mkdir(parents=True)
    (tmp_path / "out" / "batches" / "batches.json").write_text("[{]", "utf-8")
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert run(endpoint, feed(tmp_path, range(3)), "-o", tmp_path / "out") == 2
        assert endpoint.asked == []
    assert "batches.json" in capsys.readouterr().err


# The budget, and what goes together


def test_a_budget_is_estimated_before_anything_is_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = feed(tmp_path, range(40)), tmp_path / "out"
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert run(endpoint, source, "-o", out, "--max-tokens-total", 40_000) == 1
        sent = len(endpoint.batched)
        assert 0 < sent < 40
        assert account(out)["articles"]["left"] == 40 - sent
        assert "40,000 tokens" in capsys.readouterr().err
        assert run(endpoint, source, "-o", out, "--max-cost", "1", "--price", "1/2") == 0
        assert sorted(Counter(map(town, endpoint.batched)).values()) == [1] * 40
    assert len(ids(out)) == 40


def test_money_goes_twice_as_far(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = feed(tmp_path, range(10))
    costs = []
    with serving_batches(lambda _: ANSWER) as endpoint:
        for how in (["--batch-api"], []):
            arguments = [*command(endpoint, source, "-o", tmp_path / "out", "--dry-run", "--price", "1000/1000")]
            assert main([each for each in arguments if each != "--batch-api"] + how) == 0
            costs.append(float(capsys.readouterr().out.rpartition("$")[2].replace(",", "")))
        assert endpoint.asked == []
    assert costs[1] == pytest.approx(2 * costs[0], rel=0.01)
    assert not (tmp_path / "out").exists()


def test_openai_s_price_by_batch_is_known_for_its_own_models_alone() -> None:
    online, batch = known_price("gpt-5-mini"), known_price("gpt-5-mini", batch=True)
    assert online
    assert batch
    assert batch.output < online.output
    assert known_price("scripted", batch=True) is None


@pytest.mark.parametrize(
    "arguments", [["--model", "builtin"], ["--record", "tape"], ["--replay", "tape"]], ids=lambda each: each[0]
)
def test_what_does_not_go_together_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tape").mkdir()
    with serving_batches(lambda _: ANSWER) as endpoint:
        assert run(endpoint, feed(tmp_path, range(3)), "-o", tmp_path / "out", *arguments) == 2
        assert endpoint.asked == []
    assert "--batch-api" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
