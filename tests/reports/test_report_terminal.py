from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from rich.cells import cell_len
from rich.console import Console

from summarizer.reports.markdown import markdown
from summarizer.reports.plain import plain
from summarizer.reports.terminal import print_story
from summarizer.reports.view import view
from summarizer.schema import Story

from .hostile import TEXTS, unsafe
from .stories import collision, telling

COLOUR = re.compile(r"\x1b\[[\d;]*m")


def printed(story: Story, width: int = 100_000, *, terminal: bool = False) -> str:
    stream = io.StringIO()
    environment = {"TERM": "xterm-256color"}
    print_story(story, Console(file=stream, width=width, force_terminal=terminal or None, _environ=environment))
    return stream.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 140])
def test_no_line_but_an_address_is_wider_than_the_terminal_and_none_ends_in_spaces(width: int) -> None:
    story = telling(collision(), "港で衝突した。" * 30)
    lines = [line for line in printed(story, width).splitlines() if "https://" not in line]
    assert max(map(cell_len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_wrapping_loses_no_word() -> None:
    narrow, wide = (printed(collision(), width) for width in (60, 100_000))
    assert sorted(narrow.split()) == sorted(wide.split())


@pytest.mark.parametrize(
    "line",
    [
        "  1. Conflict on date: The ferry Aurelia and a barge collided off Port Calder",
        "     20 April 2022 — Evening Courier, 24 Apr [4]: “Wednesday's collision cost four lives.”",
        "  ! There are quotes that nobody is named for, in [3].",
        "  21 April 2022     occurred      The ferry Aurelia and a barge collided off Port Calder; at Kyriv"
        " [1, 2, 3, 4], 3 origins",
        "  no date           alleged       Fishermen complained about the barge; “in recent weeks” [3]",
        "    Seafarers' Union: supports (acted so) [3]",
        "      - also: “Two blasts, then nothing” — Coast Wire, 22 Apr [2] (direct, via Port Authority)",
        "  Nobody named:",
        "  [4] stands alone — one outlet, Evening Courier: the only one of this outlet",
        "      https://www.harbourpost.example/news/ferry?id=7&page=1",
    ],
)
def test_the_story_says(line: str) -> None:
    assert line in printed(collision()).splitlines()


def test_it_says_the_same_as_the_markdown_report_in_the_same_order() -> None:
    headings = re.findall(r"^## (.+)$", markdown([collision()]), re.MULTILINE)
    assert [line for line in printed(collision()).splitlines() if line.isupper() and line[0] != " "] == [
        heading.upper() for heading in headings
    ]


def test_a_pipe_gets_no_escape_sequences() -> None:
    assert "\x1b" not in printed(collision())


def test_colour_adds_nothing() -> None:
    assert COLOUR.sub("", printed(collision(), terminal=True)) == printed(collision())


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_encoding_that_lacks_a_character_is_no_fault(encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_story(telling(collision(), "Київ…"), Console(file=stream, width=80))
    stream.seek(0)
    assert "????" in stream.read()


@given(TEXTS)
def test_no_text_of_an_article_makes_lines_markup_or_control_characters(text: str) -> None:
    hostile = printed(collision(lambda own: f"{text}{own}{text}"), terminal=True)
    harmless = printed(collision(lambda own: f"x{own}x"), terminal=True)
    assert COLOUR.findall(hostile) == COLOUR.findall(harmless)
    assert not unsafe(COLOUR.sub("", hostile))
    assert len(hostile.splitlines()) == len(harmless.splitlines())


@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    seen = printed(story)
    for quote in story.quotes:
        assert all(plain(variant.text) in seen for variant in quote.variants)
    assert all(event.text in seen for event in view(story).timeline)
