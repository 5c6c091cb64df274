"""Files that are written whole and at once, and what is left of those that were not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from summarizer.files import staged, write

_WRITER = """
import sys, time
from pathlib import Path
from summarizer.files import staged
with staged(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("begun", flush=True)
    time.sleep(600)
"""


def begun(path: Path) -> subprocess.Popen[str]:
    """A process that has written half of a file."""
    process = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


def test_what_a_killed_process_left_goes_with_the_next_write_and_never_while_it_lives(tmp_path: Path) -> None:
    path = tmp_path / "stories[1].jsonl"
    process = begun(path)
    left = tmp_path / f"stories[1].jsonl.{process.pid}.tmp"
    try:
        write(path, ["whole"])
        assert left.read_bytes() == b"half"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert left.exists()
    for other in ("stories2.jsonl.7.tmp", "stories[1].jsonl.told.tmp"):
        (tmp_path / other).write_text("of another file")
    write(path, ["whole again"])
    assert {one.name for one in tmp_path.iterdir()} == {
        "stories[1].jsonl",
        "stories[1].jsonl.told.tmp",
        "stories2.jsonl.7.tmp",
    }
    assert path.read_text() == "whole again"


def test_a_write_that_fails_leaves_what_was(tmp_path: Path) -> None:
    write(tmp_path / "a", ["before"])
    with pytest.raises(ZeroDivisionError), staged(tmp_path / "a") as file:
        file.write(b"x")
        raise ZeroDivisionError
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "before"


def test_a_pipe_and_a_link_stay_what_they_are(tmp_path: Path) -> None:
    pipe, link, there = tmp_path / "pipe", tmp_path / "link", tmp_path / "there"
    os.mkfifo(pipe)
    there.write_text("before")
    link.symlink_to(there)
    write(link, ["after"])
    assert link.is_symlink()
    assert there.read_text() == "after"
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, ["into it"])
        assert os.read(reader, 100) == b"into it"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
