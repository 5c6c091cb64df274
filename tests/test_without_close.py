"""A script that does not close its `Summarizer` ends all the same, and says nothing that is not its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endpoint import Reply, completion, serving

ROOT = Path(__file__).parents[1]
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))
SLOW = Reply(body=ANSWER.body, seconds_per_byte=1.0)
SCRIPT = """
import sys
from summarizer import Article, Summarizer
s = Summarizer("m", base_url=sys.argv[1], cache=False)
articles = [Article(text=f"It rains in town {n}.") for n in range(30)]
"""


def ends(script: str, *, model_answers: bool = True) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "always"}
    with serving(ANSWER if model_answers else SLOW) as endpoint:
        command = [sys.executable, "-c", SCRIPT + script, endpoint.base_url]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=30)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("print('end')", id="not used"),
        pytest.param("s.summarize(articles[0]); print('end')", id="used"),
        pytest.param("next(s.summarize_many(articles)); print('end')", id="iterator dropped"),
        pytest.param("many = s.summarize_many(articles); next(many); print('end')", id="iterator half-used"),
        pytest.param("s.summarize(articles[0]); del s; print('end')", id="dropped"),
        pytest.param("s.close(); s.close(); print('end')", id="closed twice"),
        pytest.param("many = s.summarize_many(articles); next(many); s.close(); print('end')", id="closed half-used"),
    ],
)
def test_it_ends(script: str) -> None:
    done = ends(script)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_it_ends_after_an_exception_that_nobody_caught() -> None:
    done = ends("many = s.summarize_many(articles); next(many); raise RuntimeError('mine')")
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.endswith("RuntimeError: mine\n")


def test_it_ends_while_requests_are_under_way() -> None:
    script = """
import os, signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test runner in the background may ignore it
threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGINT]).start()
try:
    s.summarize(articles[0])
except KeyboardInterrupt:
    print('end')
"""
    done = ends(script, model_answers=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")
