"""The recorded stories as a reader opens them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from summarizer.sources import Found, read

from .conftest import WIDTHS, Open, serious_findings

ROOT = Path(__file__).parents[2]
STORIES = ("visit", "strike", "trilingual")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One report of the recorded stories, made by the command line."""
    folder = tmp_path_factory.mktemp("recorded")

    def summarizer(*arguments: object) -> None:
        subprocess.run([sys.executable, "-m", "summarizer", *map(str, arguments)], check=True, capture_output=True)

    for story in STORIES:
        replay = ROOT / "cassettes" / story
        summarizer("batch", ROOT / "tests/articles" / story, "--replay", replay, "-o", folder / story)
    stories = [folder / story / "stories.jsonl" for story in STORIES]
    summarizer("report", *stories, "-o", folder / "report.html")
    return folder / "report.html"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_story_opens_and_its_citations_lead_to_the_articles_words(
    report: Path, open_report: Open, width: int
) -> None:
    found = [each.article.text for each in read([str(ROOT / "tests/articles")]) if isinstance(each, Found)]
    texts = [" ".join(text.split()) for text in found]
    opened = open_report(report, width=width)
    assert opened.page.locator(".entry").count() == len(STORIES)
    for number in range(len(STORIES)):
        opened.page.locator(".entry a").nth(number).click()
        opened.page.locator(".story.on .cite:visible").first.click()
        marked = opened.page.locator("#evidence mark.point").all_inner_texts()
        assert marked
        assert all(any(" ".join(words.split()) in text for text in texts) for words in marked)
        opened.page.keyboard.press("Escape")
        wide = opened.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        opened.page.goto(report.as_uri())
    assert opened.quiet()


def test_axe_finds_nothing_serious_in_them(report: Path, open_report: Open) -> None:
    page = open_report(report, bare=True).page
    page.locator(".entry a").first.click()
    assert serious_findings(page) == []
