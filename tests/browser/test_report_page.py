"""The report in a browser: what it opens, finds, shows and prints, and what hostile articles cannot make it do."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from summarizer.reports import write
from summarizer.reports.html import html
from summarizer.reports.write import write_reports
from summarizer.schema import Story
from tests.reports.stories import Told, another, collision, paragraphs, same

from .conftest import WIDTHS, Open, Opened, serious_findings

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--",
    "\u202egnissim\u202c \u2067\u200f",
    "الميناء מנורה",
    "\x00\x1b[31m\r\n",
    "w" * 10_000,
)


def overflow(opened: Opened) -> int:
    return int(opened.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def marked(opened: Opened) -> list[str]:
    """The words marked in the evidence, by article."""
    columns = opened.page.locator("#evidence .column").all()
    return ["".join(column.locator("mark.point").all_text_contents()) for column in columns]


TOLD = Told(same, paragraphs(same))
CRASH = [TOLD.paragraphs["post"]["crash"], TOLD.paragraphs["wire"]["crash"]]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_citation_opens_its_sentences_in_every_article_side_by_side(open_report: Open, width: int) -> None:
    opened = open_report(html([collision(whole=False)]), width=width)
    opened.page.locator(".gist .cite").first.click()
    assert marked(opened) == CRASH
    left, right = (column.bounding_box() for column in opened.page.locator("#evidence .column").all())
    assert left and right
    assert left["x"] + left["width"] <= right["x"] + 1
    assert opened.page.locator(".evidence-claim").inner_text() == (
        "A ferry and a gravel barge collided off Port Calder, and the coast guard puts the dead at four, up from three."
    )
    assert opened.quiet()


def test_with_the_text_a_citation_opens_the_whole_article_at_its_sentences(open_report: Open) -> None:
    opened = open_report(html([collision()]))
    opened.page.locator(".timeline .cite").first.click()
    assert marked(opened) == CRASH
    column = opened.page.locator("#evidence .column").first
    assert "Rain fell on Port Calder all night." in column.inner_text()
    mark, frame = column.locator("mark.point").first.bounding_box(), column.bounding_box()
    assert mark and frame
    assert frame["y"] <= mark["y"] <= frame["y"] + frame["height"]


def test_a_quotation_is_marked_within_its_passage(open_report: Open) -> None:
    opened = open_report(html([collision()]))
    opened.page.locator(".quotes .cite").nth(1).click()
    assert marked(opened) == ["the coast guard “has the matter in hand”"]
    assert "saying" in opened.page.locator("#evidence mark:not(.point)").first.inner_text()


def test_evidence_is_opened_and_left_by_keyboard(open_report: Open) -> None:
    page = open_report(html([collision()])).page
    page.locator(".stances .cite").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "evidence"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "close"
    page.keyboard.press("Escape")
    assert page.locator("#evidence").is_hidden()
    assert page.evaluate("document.activeElement.closest('.stances') !== null")


def test_what_is_left_out_is_folded_until_it_is_asked_for(open_report: Open) -> None:
    page = open_report(html([collision()])).page
    assert page.locator(".left-out .row").first.is_hidden()
    page.locator(".parts a", has_text="Left out").click()
    assert page.locator(".left-out .row").first.is_visible()


def test_focus_is_seen(open_report: Open) -> None:
    page = open_report(html([another()])).page
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box() != {"x": 0, "y": 0, "width": 0, "height": 0}
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("words", "SKERRY ílves", ["Lamp at Skerry Point to go dark"]),
        ("from", "2022-04-26", []),
        ("to", "2022-04-22", ["Four dead after ferry and barge collide off Port Calder"]),
        ("actor", "ivo", ["Four dead after ferry and barge collide off Port Calder"]),
        ("words", "nowhere", []),
    ],
)
def test_the_index_is_searched_and_filtered(open_report: Open, field: str, value: str, found: list[str]) -> None:
    page = open_report(html([collision(), another()])).page
    page.fill(f"[name={field}]", value)
    assert page.locator(".entry h2 a:visible").all_inner_texts() == found
    assert page.locator("output").inner_text() == f"{len(found)} of 2 stories"


def test_the_index_is_filtered_by_outlet_and_cleared(open_report: Open) -> None:
    page = open_report(html([collision(), another()])).page
    page.select_option("[name=outlet]", "Harbour Post")
    assert page.locator(".entry:visible").count() == 1
    page.fill("[name=words]", "nowhere")
    page.click("[type=reset]")
    page.wait_for_function("document.querySelector('output').textContent === '2 of 2 stories'")


def test_one_story_of_several_is_shown_at_a_time_and_the_way_back_leads_to_the_index(open_report: Open) -> None:
    page = open_report(html([collision(), another()])).page
    assert page.locator(".story:visible").count() == 0
    page.click(".entry:nth-child(2) h2 a")
    assert page.locator(".story:visible h1").first.inner_text() == "Lamp at Skerry Point to go dark"
    assert page.locator(".index").is_hidden()
    page.locator(".story:visible .cite").first.click()
    page.click(".back")
    assert page.locator(".index").is_visible()
    assert page.locator("#evidence").is_hidden()


def test_an_address_of_a_part_of_a_story_opens_that_story(open_report: Open, tmp_path: Path) -> None:
    page = open_report(html([collision(), another()])).page
    page.goto((tmp_path / "report.html").as_uri() + "#s2-timeline")
    page.reload()
    assert page.locator("#s2-timeline").is_visible()
    assert page.locator("#s1").is_hidden()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_scheme_is_the_readers_and_can_be_turned(open_report: Open, scheme: Literal["light", "dark"]) -> None:
    page = open_report(html([another()]), scheme=scheme).page
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)
    page.click(".theme")
    after = page.evaluate(paper)
    page.click(".theme")
    assert before != after
    assert page.evaluate(paper) == before


def test_it_prints_with_what_is_folded_on_screen_and_without_what_is_only_for_screens(open_report: Open) -> None:
    page = open_report(html([collision()])).page
    last = page.locator(".left-out .row").last
    assert not last.is_visible()
    page.emulate_media(media="print")
    assert last.is_visible()
    assert page.locator(".theme").is_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_without_its_script_the_page_still_shows_everything(browser: object, open_report: Open, tmp_path: Path) -> None:
    open_report(html([collision(), another()]))
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    assert page.locator(".story:visible").count() == 2
    page.locator("#s2 .gist .cite").first.click()
    assert page.url.endswith("#s2a1")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("what", ["story", "index", "evidence"])
def test_axe_finds_nothing_serious(open_report: Open, width: int, scheme: Literal["light", "dark"], what: str) -> None:
    stories: list[Story] = [collision(), another()] if what == "index" else [collision()]
    page = open_report(html(stories), width=width, scheme=scheme, bare=True).page
    if what == "evidence":
        page.locator(".story .cite").first.click()
    assert serious_findings(page) == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_hostile_articles_run_nothing_fetch_nothing_and_break_no_line(open_report: Open, text: str) -> None:
    def spoil(own: str) -> str:
        return f"{text}{own}"

    report = html([collision(spoil), collision(spoil)])
    for width in WIDTHS:
        opened = open_report(report, width=width)
        assert overflow(opened) == 0
        opened.page.goto(f"{opened.page.url}#s1")
        assert overflow(opened) == 0
        opened.page.locator(".story.on .cite:visible").first.click()
        assert overflow(opened) == 0
        assert opened.page.locator("script").count() == 1
        assert opened.page.locator("a[href^='javascript']").count() == 0
        assert opened.quiet()


def test_a_hostile_address_in_the_bar_shows_the_index(open_report: Open, tmp_path: Path) -> None:
    opened = open_report(html([collision(), another()]))
    opened.page.goto((tmp_path / "report.html").as_uri() + "#%E0%A4%A")
    opened.page.reload()
    assert opened.page.locator(".index").is_visible()
    assert opened.quiet()


def test_a_split_report_leads_from_its_index_to_a_story_and_back(
    open_report: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "ONE_FILE", 30_000)
    stories = [collision().model_copy(update={"id": own_id}) for own_id in "ab"]
    index, *_ = write_reports([*stories, another()], page=tmp_path / "split.html")
    opened = open_report(index)
    opened.page.fill("[name=words]", "skerry")
    opened.page.click(".entry:visible h2 a")
    assert opened.page.locator("h1").inner_text() == "Lamp at Skerry Point to go dark"
    opened.page.click("text=All stories")
    assert opened.page.locator("h1").inner_text() == "3 stories from 12 articles"
    assert opened.quiet()
