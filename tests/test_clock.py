"""The clock on the wall is set while a batch runs, forth and back: nothing waits for it, nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endpoint import Endpoint, Reply, completion, dropped, fault, serving

DAY = 86_400.0
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))
JUMPING = f"""
import itertools, sys, time
right, jumps = time.time, itertools.cycle([{DAY}, -{DAY}, 365 * {DAY}, -365 * {DAY}])
time.time = lambda: right() + next(jumps)  # every look at the wall finds another day
from summarizer.cli import main
sys.exit(main(sys.argv[1:]))
"""


def run(endpoint: Endpoint, source: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    given = ["--base-url", endpoint.base_url, "--model", "scripted", "--cache", str(folder.parent / "cache")]
    program = [sys.executable, "-c", JUMPING, "batch", str(source), "-o", str(folder), "--no-link", *given, *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SUMMARIZER_"))}
    return subprocess.run(program, capture_output=True, text=True, timeout=120, env=clean, check=False)


@pytest.mark.parametrize(
    ("first", "options"),
    [
        pytest.param([fault(429, retry_after="1"), fault(500), Reply(body=b"{"), *[dropped()] * 10], [], id="faults"),
        pytest.param([], ["--requests-per-minute", "600"], id="a pace"),
    ],
)
def test_a_clock_that_jumps(tmp_path: Path, first: list[Reply], options: list[str]) -> None:
    source, out = tmp_path / "feed.jsonl", tmp_path / "out"
    source.write_text("".join(json.dumps({"text": f"It rains in town {n}."}) + "\n" for n in range(12)), "utf-8")
    with serving(*first, ANSWER) as endpoint:
        for folder in (out, tmp_path / "again"):
            done = run(endpoint, source, folder, *options)
            assert done.returncode == 0, done.stderr
        assert len(endpoint.requests) == len(first) + 12  # and what is in the cache has not gone bad
    assert len((out / "summaries.jsonl").read_text("utf-8").splitlines()) == 12
    account = json.loads((out / "run.json").read_text("utf-8"))
    shortest, longest = (account["seconds_an_article"][name] for name in ("p50", "p95"))
    assert 0 <= shortest <= longest <= account["seconds"] < DAY / 24
