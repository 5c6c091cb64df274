"""Help, completion and what is shown to whom: a page on a terminal, data in a pipe."""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.cli import _parser, main

ROOT = Path(__file__).parents[2]


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield command
                yield from commands(command)


def test_the_help_of_each_command_has_examples_that_hold() -> None:
    for command in commands(_parser()):
        examples = re.findall(r"\bsummarizer [^|>)\n]*", command.epilog or "")
        assert examples, f"{command.prog} has no example"
        for example in examples:
            arguments = shlex.split(example, comments=True)[1:]
            assert _parser().parse_args(arguments).run, example
            assert command.prog.split()[1] == arguments[0], example


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_one(shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["completion", shell]) == 0
    script = tmp_path / "script"
    script.write_text(capsys.readouterr().out, "utf-8")
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    subprocess.run([shell, "-n", script], check=True)


def test_bash_completes_commands_options_and_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["completion", "bash"])
    (tmp_path / "script").write_text(capsys.readouterr().out, "utf-8")
    (tmp_path / "morning").mkdir()

    def completed(*words: str) -> list[str]:
        line = " ".join(map(shlex.quote, words))
        asked = (
            f". ./script; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _shtab_summarizer; echo ${{COMPREPLY[@]}}"
        )
        done = subprocess.run(["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.split()

    assert completed("summarizer", "su") == ["summarize"]
    assert "--replay" in completed("summarizer", "batch", "--re")
    assert completed("summarizer", "keys", "add", "--role", "ana") == ["analyst"]
    assert completed("summarizer", "batch", "mor") == ["morning"]


def on_a_terminal(*arguments: str, **environment: str) -> str:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "summarizer", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.wait() == 0
    return shown.decode()


def test_an_article_is_a_page_on_a_terminal_and_json_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    article = ["summarize", str(ROOT / "tests/articles/visit/letters.json"), "--replay", str(ROOT / "cassettes/visit")]
    page = on_a_terminal(*article, NO_COLOR="1")
    assert "WHO SAID WHAT" in page
    assert "The Geneva Ledger" in page
    assert not re.search(r"\x1b\[[\d;]*[349]\d", page)  # no colour, that is
    assert main(article) == 0
    assert json.loads(capsys.readouterr().out)["quotes"]
    assert json.loads(on_a_terminal(*article, "--json"))["quotes"]
