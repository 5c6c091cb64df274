from __future__ import annotations

import html
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summarizer.reports.briefing import Words, briefing, with_fewest_citations
from summarizer.reports.markdown import markdown

from .hostile import TEXTS, unsafe
from .stories import another, collision, telling

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


def test_its_parts_come_in_the_order_in_which_an_editor_needs_them() -> None:
    assert re.findall(r"^## (.+)$", markdown([collision()]), re.MULTILINE) == [
        "Gist",
        "Know before repeating",
        "Timeline",
        "Figures",
        "Who said what",
        "Who stands where",
        "Standing facts",
        "Origins",
        "Left out",
    ]
    assert "Nobody died." not in markdown([collision()])


@pytest.mark.parametrize(
    "line",
    [
        "# Four dead after ferry and barge collide off Port Calder",
        "5 articles of 22–25 April 2022, read together by gpt-5-mini.",
        "- [1] Harbour Post, 22 April 2022: [Ferry and barge collide off Port Calder]"
        "(<https://www.harbourpost.example/news/ferry?id=7&page=1>)",
        "- **1. Conflict:** The harbour master heard two blasts of the horn, according to Harbour Post [1];"
        " Evening Courier [4] has her deny it.",
        "  - Report [3] has Wednesday night, off Kyriv point.",
        "- **People killed:** at least three [1]; Three [2]; four [4]",
        "- **Mara Ilves**, harbour master: “We heard two blasts of the horn and then nothing at all,”"
        " (22 April 2022; to reporters [1]; on the quay [1]; through Coast Wire [2]) [1, 2]",
        "- **Ivo Tamm**, transport minister",
        "  - saying the coast guard “has the matter in hand” [2]",
        "- **Nobody named**: “Nobody answered us.” [3]",
        "  - **The reports contradict each other: quote neither without the other.**",
        "- **Seafarers’ Union:** demands one [5].",
    ],
)
def test_the_report_says(line: str) -> None:
    assert line in markdown([collision()]).splitlines()


def test_only_articles_are_linked_and_only_to_their_own_address() -> None:
    links = [item.split()[-1] for item in shape(PARSER.parse(markdown([collision()]))) if item.startswith("link_open")]
    assert links == [
        "https://www.harbourpost.example/news/ferry?id=7&page=1",
        "https://www.islandtimes.example/a/1",
        "https://evening.example/ferry",
    ]


def test_several_stories_have_an_index_that_leads_to_them() -> None:
    report = markdown([collision(), another()])
    assert report.startswith("# 2 stories from 7 articles\n")
    assert "2. [Lamp at Skerry Point to go dark](#story-2) — 2 articles of 23–25 April 2022" in report
    assert report.count('<a id="story-2"></a>\n\n## 2. Lamp at Skerry Point') == 1


def test_no_story_is_said_to_be_none() -> None:
    assert markdown([]).startswith("# 0 stories from 0 articles")


@settings(deadline=None)
@given(TEXTS)
def test_no_text_of_an_article_makes_markup(text: str) -> None:
    report = markdown([collision(lambda own: f"{text} {own} {text}")])
    harmless = markdown([collision(lambda own: f"x {own} x")])
    made, expected = shape(PARSER.parse(report)), shape(PARSER.parse(harmless))
    assert set(made) <= set(expected)
    for block in ("heading_open", "list_item_open", "paragraph_open", "html_block", "html_inline"):
        assert [each for each in made if each.startswith(block)] == [
            each for each in expected if each.startswith(block)
        ]
    assert not unsafe(report)
    assert len(report.splitlines()) == len(harmless.splitlines())


@settings(deadline=None)
@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    seen = visible(markdown([story]))
    for section in briefing(story).sections:
        for group in section.groups if not section.folded else ():
            for row in group.rows:
                parts = with_fewest_citations(row.parts)
                assert all(part.text.strip() in seen for part in parts if isinstance(part, Words))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://evil.example/x", r"see https\://evil\.example/x"),
        ("www.evil.example", r"www\.evil\.example"),
        ("www.1.example", r"www\.1.example"),
        ("a@evil.example", "a@\u2060evil\\.example"),
        ("<b>&amp;x", "&lt;b>&amp;amp;x"),
        ("[a](b) and ![c", r"[a\](b) and !\[c"),
        ("# heading", r"\# heading"),
        ("\u202e\n# heading", r"\# heading"),
        ("الميناء", "\u2068الميناء\u2069"),
    ],
)
def test_what_would_be_markup_html_or_a_link_is_escaped(text: str, written: str) -> None:
    assert f"\n\n- {written} [1]\n\n" in markdown([telling(collision(), text)])


@pytest.mark.parametrize(
    "text", ["The U.N. [sic] met", "at 14:05, 3.5 km", "$5 & 6 < 7", "snake_case #3", "a - b + c = d", "R&D {x} | y"]
)
def test_what_is_no_markup_is_left_as_it_is(text: str) -> None:
    assert f"\n\n- {text} [1]\n\n" in markdown([telling(collision(), text)])
