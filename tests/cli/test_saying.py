"""What is said on stderr, and in what form: --quiet and --log-format are kept by everybody who says anything."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from summarizer.cli import main
from tests.endpoint import completion, fault, serving

ROOT = Path(__file__).parents[2]
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("It rains.", "utf-8")
    (tmp_path / "in" / "page.html").write_text("<html><body></body></html>", "utf-8")  # trafilatura has a word on it


def batch(folder: Path, *options: str) -> int:
    with serving(ANSWER) as endpoint:
        command = ["batch", str(folder / "in"), "-o", str(folder / "out"), "--model", "m", *options]
        return main([*command, "--base-url", endpoint.base_url])


def events(err: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.splitlines()]


def test_each_event_for_machines_says_of_which_article_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(tmp_path, "--log-format", "json") == 1
    told = events(capsys.readouterr().err)
    (summary,) = (tmp_path / "out" / "summaries.jsonl").read_text("utf-8").splitlines()
    (article,) = [each for each in told if each["event"] == "article"]
    assert article["source"] == str(tmp_path / "in" / "a.txt")
    assert article["article"] == json.loads(summary)["article"]["id"]
    (failed,) = [each for each in told if each["event"] == "failed"]
    assert failed["source"] == str(tmp_path / "in" / "page.html")
    assert told[-1]["event"] == "done"


@pytest.mark.parametrize("command", ["summarize", "batch"])
@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_errors_for_machines_are_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, quiet: list[str]
) -> None:
    out = ["-o", str(tmp_path / "out")] if command == "batch" else []
    with serving(fault(401)) as endpoint:
        arguments = [command, str(tmp_path / "in" / "a.txt"), *out, "--log-format", "json", *quiet, "--model", "m"]
        assert main([*arguments, "--base-url", endpoint.base_url]) == 1
    assert "OPENAI_API_KEY" in json.dumps(events(capsys.readouterr().err))
    assert main(["summarize", "gone.txt", "--log-format", "json", "--model", "builtin"]) == 1
    assert events(capsys.readouterr().err)[0]["event"] == "error"


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_what_libraries_say_of_an_answer_of_the_wrong_shape_is_not_repeated_when_quiet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quiet: list[str]
) -> None:
    with serving(completion("no JSON at all")) as endpoint:
        arguments = ["batch", str(tmp_path / "in" / "a.txt"), "-o", str(tmp_path / "out"), "--log-format", "json"]
        assert main([*arguments, *quiet, "--model", "m", "--base-url", endpoint.base_url]) == 1
    told = events(capsys.readouterr().err)
    assert any(each["event"] in ("error", "failed") for each in told)
    if quiet:
        assert [each for each in told if each["event"] == "log"] == []


def test_quiet_says_only_what_went_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(tmp_path, "--quiet") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "1 failed" in line
    (tmp_path / "in" / "page.html").unlink()
    assert batch(tmp_path, "--quiet") == 0
    assert main(["summarize", str(tmp_path / "in" / "a.txt"), "--quiet"]) == 0  # by the built-in reader, unsaid
    assert main(["report", str(tmp_path / "out" / "stories.jsonl"), "-o", str(tmp_path / "p.html"), "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_the_log_of_others_keeps_to_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    def chatter() -> None:
        for name in ("trafilatura.core", "instructor", "elsewhere"):
            logging.getLogger(name).warning("gossip")
        logging.getLogger("trafilatura").error("discarding data")

    for options in ([], ["--quiet"], ["--log-format", "json"]):
        main(["report", "gone.jsonl", "-o", "x.html", *options])
        capsys.readouterr()
        chatter()
        err = capsys.readouterr().err
        if "json" in options:
            assert {"trafilatura.core", "instructor", "elsewhere", "trafilatura"} <= {
                each["logger"] for each in events(err)
            }
        else:
            assert err == ""
    main(["schema"])


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarize", str(tmp_path / "\x1b]0;owned\x07.txt"), "--model", "builtin"]) == 1
    assert "\x1b" not in capsys.readouterr().err


# Where it goes


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    command = f'summarizer() {{ {sys.executable} -m summarizer "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment, cwd=folder, timeout=120
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("command", ["summarize in/a.txt --model builtin", "schema Story", "schema"])
@pytest.mark.parametrize("where", ["> /dev/full", "| true", "2>&1 > /dev/full"])
def test_a_full_disk_and_a_reader_that_has_gone_are_one_line(tmp_path: Path, command: str, where: str) -> None:
    done = shell(f"summarizer {command} {where}; exit ${{PIPESTATUS[0]}}", tmp_path)
    lines = (done.stderr + done.stdout).splitlines()
    assert len(lines) <= 1, lines
    if "full" in where:
        assert "cannot be written" in lines[0]
        assert done.returncode == 1


def test_a_batch_whose_stories_nobody_reads_is_done_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "in" / "page.html").unlink()
    done = shell("summarizer batch in -o out --model builtin --quiet | true", tmp_path)
    assert len(done.stderr.splitlines()) <= 1
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["articles"]["in_folder"] == 1


def test_a_report_to_stdout(tmp_path: Path) -> None:
    (tmp_path / "in" / "page.html").unlink()
    shell("summarizer batch in -o out --model builtin", tmp_path)
    done = shell("summarizer report out/stories.jsonl -o -", tmp_path)
    assert done.stdout.lower().startswith("<!doctype html>")
    assert done.stderr == ""
    assert not (tmp_path / "-").exists()


def test_a_missing_folder_is_named_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in" / "page.html").unlink()
    batch(tmp_path)
    summaries, stories = (str(tmp_path / "out" / name) for name in ("summaries.jsonl", "stories.jsonl"))
    for command in (
        ["report", stories, "-o", str(tmp_path / "no" / "page.html")],
        ["merge", summaries, "--into", str(tmp_path / "no" / "stories.jsonl")],
    ):
        capsys.readouterr()
        assert main(command) == 2
        err = capsys.readouterr().err
        assert f"{tmp_path / 'no'}: there is no such folder" in err
        assert ".tmp" not in err


# What is replayed


def test_a_replay_by_another_model_names_the_one_that_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article, tapes = str(tmp_path / "in" / "a.txt"), str(tmp_path / "tapes")
    with serving(ANSWER) as endpoint:
        main(["summarize", article, "--model", "first", "--base-url", endpoint.base_url, "--record", tapes])
    capsys.readouterr()
    assert main(["summarize", article, "--model", "second", "--replay", tapes]) == 1
    assert "first was recorded, not second" in capsys.readouterr().err
    assert main(["summarize", article, "--model", "builtin", "--replay", tapes]) == 0
    assert "nothing to record or to replay" in capsys.readouterr().err
