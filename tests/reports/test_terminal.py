from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from rich.cells import cell_len
from rich.console import Console

from summarizer.reports.briefing import Words, briefing, with_fewest_citations
from summarizer.reports.terminal import print_story
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
        "5 articles of 22–25 April 2022, read together by gpt-5-mini.",
        "  [1] Harbour Post, 22 April 2022: Ferry and barge collide off Port Calder",
        "      https://www.harbourpost.example/news/ferry?id=7&page=1",
        "KNOW BEFORE REPEATING",
        "  2. Update    The toll is four [4], no longer three [1, 2].",
        "    From 4 May 2022  The Port Authority may close the northern channel to barges at night [1].",
        "                      - Report [3] has Wednesday night, off Kyriv point.",
        "  Nobody named",
        "    - “Nobody answered us.” [3]",
    ],
)
def test_the_story_says(line: str) -> None:
    assert line in printed(collision()).splitlines()


def test_it_has_the_parts_of_the_briefing_in_their_order() -> None:
    parts = [line for line in printed(collision()).splitlines() if line.isupper() and line[0] != " "]
    assert parts == ["GIST", *(section.title.upper() for section in briefing(collision()).sections)]


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
    assert set(COLOUR.findall(hostile)) == set(COLOUR.findall(harmless))
    assert not unsafe(COLOUR.sub("", hostile))


@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    seen = printed(story)
    for section in briefing(story).sections:
        for group in section.groups:
            for row in group.rows:
                parts = with_fewest_citations(row.parts)
                assert all(part.text.strip() in seen for part in parts if isinstance(part, Words))
