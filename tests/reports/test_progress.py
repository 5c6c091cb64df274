from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from rich.console import Console

from summarizer.reports.progress import Progress

from .hostile import TEXTS, unsafe


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def log_of(total: int | None, articles: int, seconds_each: float) -> list[str]:
    stream, clock = io.StringIO(), Clock()
    with Progress(total, console=Console(file=stream, width=40), clock=clock) as progress:
        for _ in range(articles):
            clock.now += seconds_each
            progress.advance("a.txt", "a1", cached=False, re_asks=0, tokens=1000)
    return stream.getvalue().splitlines()


def test_a_log_has_a_line_at_every_tenth() -> None:
    lines = log_of(total=200, articles=200, seconds_each=1)
    assert [line.split(":")[0] for line in lines] == [f"{number} of 200" for number in range(20, 201, 20)]


def test_a_fast_batch_does_not_flood_the_log() -> None:
    assert log_of(total=1000, articles=1000, seconds_each=0.001) == [
        "1,000 of 1,000: 1,000 read, 0 cached, 0 failed, 0 re-asks, 1,000,000 tokens"
    ]


def test_a_slow_batch_gives_a_sign_of_life_every_minute() -> None:
    lines = log_of(total=1000, articles=10, seconds_each=30)
    assert [line.split(" of ")[0] for line in lines] == ["2", "4", "6", "8", "10"]


def test_a_stream_of_unknown_length_is_counted() -> None:
    lines = log_of(total=None, articles=7, seconds_each=20)
    assert [line.split(":")[0] for line in lines] == ["3", "6", "7"]


def test_an_empty_batch_says_so() -> None:
    assert log_of(total=0, articles=0, seconds_each=0) == ["0 of 0: 0 read, 0 cached, 0 failed, 0 re-asks, 0 tokens"]


def test_what_a_cached_article_once_cost_is_not_counted() -> None:
    stream = io.StringIO()
    with Progress(3, console=Console(file=stream)) as progress:
        progress.advance("a.txt", "a1", cached=True, re_asks=2, tokens=5000)
        progress.advance("a.txt", "a1", cached=False, re_asks=1, tokens=700)
        progress.fail("b.txt", "the model declined to answer")
    assert stream.getvalue().splitlines() == [
        "failed: b.txt: the model declined to answer",
        "3 of 3: 1 read, 1 cached, 1 failed, 1 re-ask, 700 tokens",
    ]


def test_a_broken_off_batch_still_has_its_last_line() -> None:
    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Progress(9, console=Console(file=stream)) as progress:
        progress.advance("a.txt", "a1", cached=True, re_asks=0, tokens=0)
        raise KeyboardInterrupt
    assert stream.getvalue().startswith("1 of 9: ")


def test_a_terminal_shows_counts_and_faults_and_leaves_stdout_alone() -> None:
    stream, stdout = io.StringIO(), sys.stdout
    console = Console(file=stream, width=120, force_terminal=True, _environ={"TERM": "xterm"})
    with Progress(2, console=console) as progress:
        assert sys.stdout is stdout
        progress.advance("a.txt", "a1", cached=False, re_asks=0, tokens=12_345)
        progress.fail("b.txt", "[red]cannot be read[/red]")
    assert "2/2" in stream.getvalue()
    assert "1 read, 0 cached, 1 failed, 0 re-asks, 12,345 tokens" in stream.getvalue()
    assert "failed: b.txt: [red]cannot be read[/red]" in stream.getvalue()


@given(TEXTS, TEXTS)
def test_no_source_or_problem_makes_lines_or_control_characters(source: str, problem: str) -> None:
    stream = io.StringIO()
    with Progress(1, console=Console(file=stream)) as progress:
        progress.fail(source, problem)
    assert len(stream.getvalue().splitlines()) == 2
    assert not unsafe(stream.getvalue())


def test_it_writes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(1) as progress:
        progress.note("reading 1 article")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("reading 1 article\n")
