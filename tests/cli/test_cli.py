"""The command line as its users meet it: what goes where, exit codes, and bad input of every kind."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from summarizer import __version__
from summarizer.cli import main
from tests.batch.test_run import wait_for
from tests.endpoint import Endpoint, Reply, completion, dropped, fault, serving


def answer(**lists: Any) -> Reply:
    return completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []} | lists))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    from summarizer.llm import client as wiring

    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"It rains in town {number}. Nobody minds.", encoding="utf-8")
    return folder


def run(endpoint: Endpoint, *arguments: object) -> int:
    return main([*map(str, arguments), "--base-url", endpoint.base_url, "--model", "scripted"])


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# What goes where


def test_one_article_to_json_on_stdout(articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(answer()) as endpoint:
        assert (
            run(endpoint, "summarize", articles / "0.txt", "--published", "2026-03-02", "--outlet", "The Drizzle") == 0
        )
    out, err = capsys.readouterr()
    summary = json.loads(out)
    assert (summary["gist"], summary["article"]["outlet"]) == ("It rains.", "The Drizzle")
    assert err == ""


@pytest.mark.parametrize(("language", "asked"), [("de", True), ("en", False)])
def test_an_article_in_another_language_than_the_desk_s_is_asked_about_in_both(
    articles: Path, language: str, asked: bool
) -> None:
    with serving(answer(t=["g It rains."])) as endpoint:
        arguments = ("summarize", articles / "0.txt", "--language", language, "--into", "en", "--no-cache")
        assert run(endpoint, *arguments) == 0
    (sent,) = endpoint.requests
    assert ("Translations (t). The desk works in English" in sent["body"]["messages"][0]["content"]) is asked


def test_an_article_from_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO("It rains – naïvely.".encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    with serving(answer()) as endpoint:
        assert run(endpoint, "summarize", "-") == 0
    assert json.loads(capsys.readouterr().out)["gist"] == "It rains."


def test_a_batch_writes_summaries_stories_and_a_report(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 0
    summaries = lines(tmp_path / "out" / "summaries.jsonl")
    stories = lines(tmp_path / "out" / "stories.jsonl")
    assert len(summaries) == 4
    assert sorted(article["article"]["id"] for story in stories for article in story["articles"]) == sorted(
        summary["article"]["id"] for summary in summaries
    )
    assert "It rains." in (tmp_path / "out" / "report.md").read_text("utf-8")
    out, err = capsys.readouterr()
    assert "It rains." in out
    assert "4 articles" in err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "report.html",
        "report.md",
        "run.json",
        "stories.jsonl",
        "summaries.jsonl",
        "summarizer.sqlite",
    ]


def test_merge_makes_the_same_stories_of_the_summaries(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answer()) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out", "--no-link")
    capsys.readouterr()
    assert main(["merge", str(tmp_path / "out" / "summaries.jsonl")]) == 0
    assert capsys.readouterr().out == (tmp_path / "out" / "stories.jsonl").read_text("utf-8")


def test_articles_that_are_known_to_tell_one_story_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A ferry sank off Marn on Monday. Nine people drowned.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The minister resigned over safety rules. He gave no reason.", encoding="utf-8")
    paths = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--model", "builtin", "--quiet"]
    assert main(["batch", *paths, "-o", str(tmp_path / "two")]) == 0
    assert main(["batch", *paths, "-o", str(tmp_path / "one"), "--one-story"]) == 0
    assert len(lines(tmp_path / "two" / "stories.jsonl")) == 2
    [story] = lines(tmp_path / "one" / "stories.jsonl")
    assert len(story["articles"]) == 2


FLOOD = answer(g="The river burst its banks, flooded the old market and cut off two villages.")
"""What makes the articles one story."""


def test_summaries_are_added_to_a_file_of_stories(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FLOOD) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out")
    summaries = (tmp_path / "out" / "summaries.jsonl").read_text("utf-8").splitlines(keepends=True)
    stories = tmp_path / "kept.jsonl"
    for number, some in enumerate((summaries[:1], summaries[1:], summaries)):
        (tmp_path / f"{number}.jsonl").write_text("".join(some), encoding="utf-8")
        assert main(["merge", str(tmp_path / f"{number}.jsonl"), "--into", str(stories)]) == 0
    err = capsys.readouterr().err
    assert "1 story: 1 new, 0 changed, 0 as before" in err
    assert err.splitlines()[-1].startswith("1 story: 0 new, 0 changed, 1 as before")
    (kept,), (whole,) = lines(stories), lines(tmp_path / "out" / "stories.jsonl")
    differing = {name for name in kept if kept[name] != whole[name]}
    assert differing <= {"id", "key"}  # the endpoint could not read the reports together, but was there to be asked
    assert (tmp_path / "kept.jsonl.tmp").exists() is False


def test_stories_that_cannot_be_added_to_stay_as_they_are(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FLOOD) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out")
    summaries = str(tmp_path / "out" / "summaries.jsonl")
    (story,) = lines(tmp_path / "out" / "stories.jsonl")
    broken, linked = tmp_path / "broken.jsonl", tmp_path / "linked.jsonl"
    broken.write_text(json.dumps(story) + "\n\n{}\n", encoding="utf-8")
    linked.write_text(json.dumps(story | {"model": "a-model"}) + "\n", encoding="utf-8")
    for path, code, problem in ((broken, 1, "broken.jsonl:3"), (linked, 2, "--model a-model")):
        before = path.read_bytes()
        assert main(["merge", summaries, "--into", str(path)]) == code
        assert problem in capsys.readouterr().err
        assert path.read_bytes() == before
    assert main(["merge", summaries, "--into", str(linked), "--no-link"]) == 0
    assert main(["merge", summaries, "--into", str(tmp_path / "no" / "folder.jsonl")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_batch_goes_on_from_the_stories_that_its_folder_has(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = tmp_path / "out" / "stories.jsonl"
    with serving(FLOOD) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out")
        (first,) = lines(stories)
        (articles / "4.txt").write_text("It rains in town 4. Nobody minds.", encoding="utf-8")
        run(endpoint, "batch", articles, "-o", tmp_path / "out")
        (grown,) = lines(stories)
        assert (grown["id"], len(grown["articles"])) == (first["id"], 5)
        (articles / "3.txt").unlink()
        run(endpoint, "batch", articles, "-o", tmp_path / "out", "--replace")
        assert [len(one["articles"]) for one in lines(stories)] == [4]
        capsys.readouterr()
        stories.write_text('{"id": "of another version"}\n', encoding="utf-8")
        (tmp_path / "out" / "summarizer.sqlite").unlink()  # as an older version has left it
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 0
    assert "stories.jsonl:1" in capsys.readouterr().err
    assert [len(one["articles"]) for one in lines(stories)] == [4]


def test_a_report_is_made_of_a_file_of_stories(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answer()) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out")
    stories = str(tmp_path / "out" / "stories.jsonl")
    page = tmp_path / "page.html"
    assert main(["report", stories, "-o", str(page)]) == 0
    assert "It rains." in page.read_text("utf-8")
    assert main(["report", stories, "-o", str(tmp_path / "no" / "folder" / "page.html")]) == 2
    assert main(["report", str(tmp_path / "out" / "summaries.jsonl"), "-o", str(page)]) == 1
    assert "summaries.jsonl:1: this is no Story" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"summarizer {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["stories", "--limit", "-1"],
        ["stories", "--since", "-1"],
        ["stories", "--limit", str(2**63)],
        ["search", "--limit", "0", "ferry"],
        ["story", "--revision", "0", "abcd"],
        ["serve", "--port", "65536"],
        ["summarize", "--concurrency", "0", "a.txt"],
        ["summarize", "--timeout", "nan", "a.txt"],
        ["summarize", "--timeout", "-5", "a.txt"],
        ["summarize", "--requests-per-minute", "0", "a.txt"],
        ["batch", "--max-cost", "inf", "-o", "out", "a.txt"],
        ["batch", "--max-tokens-total", "-1", "-o", "out", "a.txt"],
        ["stories", "--limit", "many"],
    ],
)
def test_a_number_out_of_its_range_is_one_clear_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    option = next(each for each in arguments if each.startswith("--"))
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{option}: " in line
    assert arguments[arguments.index(option) + 1] in line


@pytest.mark.parametrize(("closed", "code"), [("<&-", 1), (">&-", 1), ("2>&-", 1)])
def test_a_stream_that_is_closed_is_no_traceback(tmp_path: Path, closed: str, code: int) -> None:
    (tmp_path / "a.txt").write_text("It rains.")
    what = {"<&-": "summarize -", ">&-": f"summarize {tmp_path}/a.txt", "2>&-": f"summarize {tmp_path}/none.txt"}[
        closed
    ]
    command = f"{sys.executable} -m summarizer {what} --model builtin {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)
    assert len(done.stderr.splitlines()) == (closed != "2>&-")


def test_results_that_lie_in_the_folder_that_is_read_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor said that the bridge would close.")
    for out in (tmp_path, tmp_path / "out"):
        for _ in range(2):
            assert main(["batch", str(tmp_path), "-o", str(out), "--model", "builtin", "--no-cache", "--quiet"]) == 0
        assert len(lines(out / "summaries.jsonl")) == 1


def test_a_file_is_no_folder_for_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("It rains.")
    assert main(["batch", str(tmp_path / "a.txt"), "-o", str(tmp_path / "a.txt"), "--model", "builtin"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "this is no folder" in line


def test_the_schemas_are_listed_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    names = capsys.readouterr().out.split()
    assert {"Article", "ArticleSummary", "Story"} <= set(names)
    assert main(["schema", "Story"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Story"
    assert main(["schema", "Novel"]) == 2
    assert "ArticleSummary" in capsys.readouterr().err


# Again


def test_a_second_run_asks_only_for_what_is_new_or_changed(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(answer()) as endpoint:
        run(endpoint, "batch", articles, "-o", tmp_path / "out", "--no-cache", "--no-link")
        before = (tmp_path / "out" / "stories.jsonl").read_bytes()
        run(endpoint, "batch", articles, "-o", tmp_path / "out", "--no-cache", "--no-link")
        assert len(endpoint.requests) == 4
        assert (tmp_path / "out" / "stories.jsonl").read_bytes() == before
        (articles / "1.txt").write_text("It rains in town 1, still. Nobody minds.", encoding="utf-8")
        (articles / "new.txt").write_text("It rains in a new town.", encoding="utf-8")
        run(endpoint, "batch", articles, "-o", tmp_path / "out", "--no-cache", "--no-link")
        assert len(endpoint.requests) == 6
    assert len(lines(tmp_path / "out" / "summaries.jsonl")) == 6  # the text of before is an article too
    assert "3 taken over" in capsys.readouterr().err


def test_another_model_is_asked_anew(articles: Path, tmp_path: Path) -> None:
    with serving(answer()) as endpoint:
        command = ["batch", str(articles), "-o", str(tmp_path / "out"), "--no-link", "--base-url", endpoint.base_url]
        main([*command, "--model", "scripted"])
        main([*command, "--model", "other"])
        assert len(endpoint.requests) == 8
    assert {each["run"]["model"] for each in lines(tmp_path / "out" / "summaries.jsonl")} == {"other"}


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(articles: Path, tmp_path: Path) -> None:
    def two_then_slow(body: dict[str, Any]) -> Reply:
        reply = answer()
        shown = body["messages"][1]["content"]
        reply.seconds_per_byte = 0.0 if "town 0" in shown or "town 1" in shown else 1.0
        return reply

    # A test runner in the background may ignore the signal, and its children with it.
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    script = heeding + "from summarizer.cli import main; sys.exit(main(sys.argv[1:]))"
    with serving(two_then_slow) as endpoint:
        command = [
            sys.executable,
            "-c",
            script,
            "batch",
            str(articles),
            "-o",
            str(tmp_path / "out"),
            "--no-cache",
            "--no-link",
        ]
        command += ["--base-url", endpoint.base_url, "--model", "scripted"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        wait_for(tmp_path / "out", 2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "kept" in err
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out", "--no-cache", "--no-link") == 0
        assert len(endpoint.requests) == 2
    assert len(lines(tmp_path / "out" / "summaries.jsonl")) == 4


def test_without_any_model_the_built_in_reader_answers_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "news.txt"
    file.write_text("Mayor Ana Ruiz said she would stay. “I was elected,” Ruiz told reporters.", encoding="utf-8")

    def summarize(*options: str) -> tuple[dict[str, Any], list[str]]:
        command = [sys.executable, "-m", "summarizer", "summarize", str(file), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout), done.stderr.splitlines()

    summary, (notice,) = summarize()
    assert summary["run"]["model"] == "builtin"
    assert "I was elected," in [quote["text"] for quote in summary["quotes"]]
    assert "built-in reader" in notice
    assert "--model" in notice
    assert summarize("--model", "builtin") == (summary, [])


# Bad input: a clear error, the rest finished, nothing lost


def test_bad_files_cost_only_themselves(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (articles / "empty.txt").write_bytes(b"")
    (articles / "blank.txt").write_text(" \n\n ", encoding="utf-8")
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (articles / "huge.txt").write_text("It rains. " * 2_100_000, encoding="utf-8")
    (articles / "broken.html").write_text("<html><body></body></html>", encoding="utf-8")
    good = [json.dumps({"text": f"It rains on line {number}."}) for number in range(1, 9)]
    (articles / "feed.jsonl").write_text("\n".join([*good[:6], '{"text": "It rains', *good[7:]]), encoding="utf-8")
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, tmp_path / "gone.txt", "-o", tmp_path / "out") == 1
    assert len(lines(tmp_path / "out" / "summaries.jsonl")) == 4 + 7
    err = capsys.readouterr().err
    for name in ("empty.txt", "blank.txt", "binary.txt", "huge.txt", "broken.html", "feed.jsonl:7", "gone.txt"):
        assert any(name in line for line in err.splitlines() if line.startswith("failed:")), name
    assert "7 failed" in err
    assert "Traceback" not in err


def test_an_article_without_a_date_and_one_of_tomorrow_are_read(articles: Path, tmp_path: Path) -> None:
    future = {"text": "It rains in the future.", "published": "2999-01-01"}
    (articles / "future.json").write_text(json.dumps(future), encoding="utf-8")
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 0
    published = [each["article"]["published"] for each in lines(tmp_path / "out" / "summaries.jsonl")]
    assert published.count(None) == 4
    assert "2999-01-01" in published


def test_unknown_keys_are_said_and_passed_over(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = {"text": "It rains oddly.", "mood": "grey", "gold": {"quotes": []}}
    (articles / "odd.json").write_text(json.dumps(odd), encoding="utf-8")
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 0
    assert "mood" in capsys.readouterr().err
    assert "grey" not in json.dumps([request["body"] for request in endpoint.requests])


def test_two_articles_of_one_id_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = tmp_path / "feed.jsonl"
    texts = ["It rains.", "It rains.", "It pours."]
    feed.write_text("\n".join(json.dumps({"id": "a1", "text": text}) for text in texts), encoding="utf-8")
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", feed, "-o", tmp_path / "out") == 1
    err = capsys.readouterr().err
    assert "feed.jsonl:3: it has the id a1" in err.replace("\n", " ") or "has the id a1" in err
    assert len(lines(tmp_path / "out" / "summaries.jsonl")) == 1


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        pytest.param(fault(401), "OPENAI_API_KEY", id="wrong key"),
        pytest.param(fault(404), "base URL", id="wrong path"),
        pytest.param(dropped(), "cannot be reached", id="down"),
        pytest.param(Reply(body=b"<html>Hi</html>", content_type="text/html"), "base URL", id="a web page"),
        pytest.param(Reply(body=b'{"ok": true}'), "base URL", id="JSON of another shape"),
        pytest.param(completion('{"other": 1}'), "JSON Schema", id="an answer of another shape"),
    ],
)
def test_an_endpoint_that_does_not_serve_is_explained_in_one_line(
    articles: Path, capsys: pytest.CaptureFixture[str], reply: Reply, says: str
) -> None:
    with serving(reply) as endpoint:
        assert run(endpoint, "summarize", articles / "0.txt") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_a_wrong_key_stops_a_batch_at_once(articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(50):
        (articles / f"more-{number}.txt").write_text(f"It rains more, {number}.", encoding="utf-8")
    with serving(fault(401)) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 1
    assert len(endpoint.requests) <= 8
    assert capsys.readouterr().err.count("OPENAI_API_KEY") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["summarize", "x.txt", "--base-url", "http://127.0.0.1:1/v1"], "--model"),
        (["summarize", "x.txt", "--model", "m"], "OPENAI_API_KEY"),
        (["summarize", "x.txt", "--model", "buildin"], "the model buildin"),
        (["summarize", "x.txt", "--model", "buildin"], "--model builtin"),
        (["batch", "x.txt", "--outptu", "out"], "Did you mean --output?"),
        (["batch", "x.txt", "--zzz", "-o", "out"], "`summarizer batch --help`"),
        (["edit", "hide", "3f1c", "e3", "more"], "`summarizer edit hide --help`"),
        (["summarize", "x.txt", "--replay", "nowhere"], "no such folder"),
        (["summarize", "x.txt", "--model", "m", "--base-url", "http://127.0.0.1:1/v1", "--published", "soon"], "soon"),
        (["batch", "x.txt", "-o", "out", "--model", "m", "--concurrency", "0"], "--concurrency"),
        (["batch", "x.txt", "-o", "out", "--model", "m", "--parameter", "temperature"], "NAME=VALUE"),
        (
            ["add", "x.txt", "--store", "s", "--model", "m", "--base-url", "http://127.0.0.1:1/v1", "--into", "x1"],
            "pt-BR",
        ),
    ],
)
def test_wrong_usage_is_said_with_its_remedy(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text("It rains.", encoding="utf-8")
    assert main(arguments) == 2
    assert says in capsys.readouterr().err


def test_a_batch_of_nothing_makes_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path / "gone.txt"), "-o", str(out), "--model", "builtin"]) == 1
    assert "gone.txt: there is no such file" in capsys.readouterr().err
    assert not out.exists()
    (tmp_path / "a.txt").write_text("It rains.", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("gone.txt", "a.txt")]
    assert main(["batch", *paths, "-o", str(out), "--model", "builtin"]) == 1
    assert len(lines(out / "summaries.jsonl")) == 1


def test_a_folder_that_cannot_be_written_is_named(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with serving(answer()) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "file" / "out") == 2
    assert "file" in capsys.readouterr().err
    assert endpoint.requests == []


def test_a_disk_that_takes_no_more_is_said_and_the_next_run_goes_on(articles: Path, tmp_path: Path) -> None:
    with serving(answer()) as endpoint:
        command = [sys.executable, "-m", "summarizer", "batch", str(articles), "-o", str(tmp_path / "out")]
        command += ["--base-url", endpoint.base_url, "--model", "scripted"]
        limit = (2_000, 2_000)  # bytes a file: as when the disk is full, writing fails in the middle
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
        )
        assert done.returncode == 2
        assert "File too large" in done.stderr
        assert "Free some space" in done.stderr
        assert "Traceback" not in done.stderr
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 0
    assert len(lines(tmp_path / "out" / "summaries.jsonl")) == 4


def test_a_summaries_file_of_another_shape_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.jsonl").write_text('\n{"article": {"id": "a"}, "gist": "?"}\n', encoding="utf-8")
    assert main(["merge", str(tmp_path / "old.jsonl")]) == 1
    err = capsys.readouterr().err
    assert "old.jsonl:2" in err
    assert "Traceback" not in err


def test_nothing_secret_and_no_traceback_with_a_wrong_model_answer(
    articles: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hush")
    with serving(completion('{"leak": "the whole article"}')) as endpoint:
        assert run(endpoint, "batch", articles, "-o", tmp_path / "out") == 1
    out, err = capfd.readouterr()
    assert "sk-hush" not in out + err
    assert "the whole article" not in out + err  # instructor would log whole completions
    assert "Traceback" not in err


def test_output_is_plain_where_it_is_no_terminal(articles: Path, tmp_path: Path) -> None:
    with serving(answer()) as endpoint:
        command = [sys.executable, "-m", "summarizer", "batch", str(articles), "-o", str(tmp_path / "out")]
        command += ["--base-url", endpoint.base_url, "--model", "scripted"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"TERM": "xterm"})
    assert "\x1b" not in done.stdout + done.stderr
