from __future__ import annotations

import html
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summarizer.reports.markdown import markdown
from summarizer.reports.plain import plain
from summarizer.reports.view import view

from .hostile import TEXTS, unsafe
from .stories import collision, telling

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shape(tokens: Sequence[Token]) -> list[str]:
    """The markup of a document without its text; neighbouring runs of text are one."""
    found: list[str] = []
    for token in tokens:
        inner = shape(token.children) if token.children else []
        text = token.type in ("text", "text_special")
        if not (text and found and found[-1] == "text"):
            found.append("text" if text else f"{token.type} {token.tag} {token.attrs.get('href', '')}")
        found.extend(inner)
    return found


def visible(report: str) -> str:
    """The text that a reader of the rendered report sees, isolates and joiners aside."""
    rendered = html.unescape(re.sub(r"<[^>]*>", "", PARSER.render(report)))
    return re.sub("[\u2060\u2068\u2069]", "", rendered)


def sections(report: str) -> list[str]:
    return re.findall(r"^## (.+)$", report, re.MULTILINE)


def test_differences_come_first_and_what_was_dropped_last() -> None:
    assert sections(markdown([collision()])) == [
        "Needs attention",
        "Timeline",
        "Who stands where",
        "Who said what",
        "Names taken as one",
        "Origins",
        "Sources",
        "Dropped",
        "Refused for the gist",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "**Conflict** on date: The ferry Aurelia and a barge collided off Port Calder",
        "**20 April 2022** — Evening Courier, 24 Apr [4]: “Wednesday's collision cost four lives.”",
        "**21 April 2022** · *occurred* · The ferry Aurelia and a barge collided off Port Calder; at Kyriv"
        " [1, 2, 3, 4], 3 origins",
        "reports differ: date (see 1)",
        "**25 April – 1 May 2022** · *planned* · Parliament debates an inquiry; according to Ivo Tamm [4]",
        "**Ivo Tamm** (transport minister): *opposes* (said so, published 22 April 2022) [2];"
        " *conditional* (as reported, published 24 April 2022) [4], 2 origins",
        "“We heard two blasts of the horn and then nothing at all.” — Harbour Post, 22 Apr [1]"
        " (direct, told reporters)",
        "also: recalled: the horn had sounded twice before the crash — Evening Courier, 24 Apr [4] (indirect)",
        "the first stands for all: direct, and the longest",
        "**Mara Ilves** — also: M. Ilves [2]; role: harbour master [1] · head of the port [2]",
        "[1, 2] count as one — agency report, Coast Wire: Harbour Post says that it carries a report of Coast Wire",
        "[2] **Coast Wire, 22 Apr**: Collision at sea — published 22 April 2022 (by its own text)",
        "[3] event: sentence 31 does not exist",
    ],
)
def test_the_report_says(line: str) -> None:
    assert line in markdown([collision()])


def test_only_articles_are_linked_and_only_to_their_own_address() -> None:
    links = [item.split()[-1] for item in shape(PARSER.parse(markdown([collision()]))) if item.startswith("link_open")]
    assert links == [
        "https://www.harbourpost.example/news/ferry?id=7&page=1",
        "https://www.islandtimes.example/a/1",
        "https://evening.example/ferry",
    ]


def test_several_stories_have_an_index_that_leads_to_them() -> None:
    report = markdown([collision(), collision()])
    assert report.startswith("# 2 stories from 8 articles\n")
    assert "2. [Ferry and barge collide off Port Calder](#story-2) — 4 articles" in report
    assert report.count('<a id="story-2"></a>\n\n## 2. Ferry and barge') == 1


def test_no_story_is_said_to_be_none() -> None:
    assert markdown([]).startswith("# 0 stories from 0 articles")


@given(TEXTS)
def test_no_text_of_an_article_makes_markup(text: str) -> None:
    report = markdown([collision(lambda own: f"{text}{own}{text}")])
    harmless = markdown([collision(lambda own: f"x{own}x")])
    assert shape(PARSER.parse(report)) == shape(PARSER.parse(harmless))
    assert not unsafe(report)
    assert len(report.splitlines()) == len(harmless.splitlines())


@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    seen = visible(markdown([story]))
    for quote in story.quotes:
        assert all(plain(variant.text) in seen for variant in quote.variants)
    assert all(event.text in seen for event in view(story).timeline)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://evil.example/x", r"see https\://evil\.example/x"),
        ("www.evil.example", r"www\.evil\.example"),
        ("www.1.example", r"www\.1\.example"),
        ("a@evil.example", "a@\u2060evil\\.example"),
        ("at 14:05, 3.5 km", "at 14:05, 3.5 km"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("الميناء", "\u2068الميناء\u2069"),
    ],
)
def test_addresses_and_html_in_a_text_are_no_links_and_no_html(text: str, written: str) -> None:
    assert f"\n\n- {written} [1, 2, 3, 4]\n\n" in markdown([telling(collision(), text)])
