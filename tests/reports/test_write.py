from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import pytest

from summarizer.reports import write
from summarizer.reports.html import html
from summarizer.reports.markdown import markdown
from summarizer.reports.write import write_reports
from summarizer.schema import Story

from .stories import another, collision
from .test_html import Page


def named(own_id: str) -> Story:
    return collision().model_copy(update={"id": own_id})


class Once(Sequence[Story]):
    """Stories that may each be asked for once."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self._stories, self.asked = stories, 0

    def __len__(self) -> int:
        return len(self._stories)

    @overload
    def __getitem__(self, at: int) -> Story: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Story]: ...
    def __getitem__(self, at: int | slice) -> Story | Sequence[Story]:
        raise AssertionError

    def __iter__(self) -> Iterator[Story]:
        for story in self._stories:
            self.asked += 1
            yield story


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two stories are too large for one file."""
    monkeypatch.setattr(write, "ONE_FILE", 30_000)


@pytest.mark.parametrize("stories", [[], [collision()], [collision(), another()]], ids=len)
def test_what_is_written_is_what_is_returned_as_a_text(tmp_path: Path, stories: list[Story]) -> None:
    page, text = tmp_path / "report.html", tmp_path / "report.md"
    assert write_reports(stories, page=page, markdown=text) == [page, text]
    assert page.read_text("utf-8") == html(stories)
    assert text.read_text("utf-8") == markdown(stories)
    assert sorted(tmp_path.iterdir()) == [page, text]


@pytest.mark.usefixtures("small")
def test_each_story_is_asked_for_once(tmp_path: Path) -> None:
    stories = Once([named("a"), named("b"), named("c")])
    write_reports(stories, page=tmp_path / "report.html", markdown=tmp_path / "report.md")
    assert stories.asked == 3


@pytest.mark.usefixtures("small")
def test_a_report_too_large_for_one_file_is_an_index_and_a_file_for_each_story(tmp_path: Path) -> None:
    path = tmp_path / "my report.html"
    index, *stories = write_reports([named("a"), named("b"), another()], page=path)
    assert index == path
    links = [href for href in Page(index.read_text("utf-8")).addresses if href.endswith(".html")]
    assert links == [f"my%20report-stories/{story.name}" for story in stories]
    page = Page(stories[1].read_text("utf-8"))
    assert "../my%20report.html" in page.addresses
    assert page.headings[0] == ("h1", "Four dead after ferry and barge collide off Port Calder")
    assert Page(stories[2].read_text("utf-8")).headings[0] == ("h1", "Lamp at Skerry Point to go dark")


@pytest.mark.usefixtures("small")
def test_a_split_report_keeps_no_story_of_an_earlier_one_and_touches_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    _, first, second = write_reports([named("a"), named("b")], page=path)
    notes = first.parent / "story-notes.html"
    notes.touch()
    _, again, third = write_reports([named("b"), named("c")], page=path)
    assert again == second
    assert sorted(first.parent.iterdir()) == sorted([second, third, notes])
