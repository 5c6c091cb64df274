from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from summarizer.reports.html import html, write_html
from summarizer.reports.markdown import markdown
from summarizer.reports.parts import DIFFERENCES, DifferenceView, EventView, Source, StoryView
from summarizer.reports.plain import plain
from summarizer.reports.view import view
from summarizer.schema import Story

from .hostile import TEXTS, unsafe
from .lighthouse import POST, STORY
from .lighthouse import TEXTS as LIGHTHOUSE_TEXTS
from .stories import collision, telling

VOID = {"meta", "link", "input"}


class Page(HTMLParser):
    """What a parser makes of a report: its elements, its addresses, and the text that a reader sees."""

    def __init__(self, report: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, ...]] = set()
        self.count: dict[str, int] = {}
        self.addresses: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.pointers: list[str] = []
        self.atoms: dict[str, list[str]] = {}
        self.data: dict[str, list[str]] = {"style": [], "script": []}
        self.texts: list[str] = []
        self._open: list[str] = []
        self._source = ""
        self.feed(report)
        self.close()
        self.visible = "".join(self.texts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.add((tag, *sorted(given)))
        self.count[tag] = self.count.get(tag, 0) + 1
        self.addresses += [value for name, value in given.items() if name in ("href", "src", "action", "xlink:href")]
        if given.get("class") == "source":
            self._source = given["id"]
        if "data-e" in given:
            self.pointers.append(given["data-e"])
        if tag == "span" and self._open and self._open[-1] == "p" and not given:
            self.atoms.setdefault(self._source, []).append("")
        if re.fullmatch(r"h\d", tag):
            self.headings.append((tag, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.data:
            self.data[self._open[-1]].append(data)
            return
        if "del" not in self._open:  # words of another rendering
            self.texts.append(data)
        if any(re.fullmatch(r"h\d", tag) for tag in self._open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if self._open and self._open[-1] == "span" and self._source in self.atoms:
            self.atoms[self._source][-1] += data

    def words(self, pointer: str) -> list[list[str]]:
        """The texts that a citation marks, those that carry the point, for each article."""
        found = []
        for part in pointer.split(";"):
            article, _, ranges = part.partition(":")
            atoms = self.atoms.get(f"s1a{article}", [])
            points = [each[:-1].split("-") for each in ranges.split(",") if each.endswith("!")]
            found.append(["".join(atoms[int(first) : int(last) + 1]) for first, last in points])
        return found


def strings(part: Any) -> Iterator[str]:
    """Every text of a view, as reports show it."""
    match part:
        case DifferenceView():
            yield DIFFERENCES[part.kind]
            yield from strings((part.item, part.field, part.sides, part.reason))
        case EventView():
            shown = tuple(
                field.name for field in dataclasses.fields(part) if field.name not in ("support", "date", "item_id")
            )
            yield from strings(tuple(getattr(part, name) for name in shown))
            yield "" if part.date == "no date" else part.date
        case Source(url=str()) if part.title:
            yield from strings((part.label, part.title, part.details))
        case str():
            yield part
        case tuple():
            for each in part:
                yield from strings(each)
        case _ if dataclasses.is_dataclass(part):
            for field in dataclasses.fields(part):
                if field.name != "item_id":
                    yield from strings(getattr(part, field.name))


def facts(story: StoryView) -> set[str]:
    return {text for text in strings(story) if text}


def test_the_page_says_all_that_the_other_reports_say() -> None:
    seen = Page(html([collision()])).visible
    assert not [fact for fact in facts(view(collision())) if fact not in seen]


def test_the_page_has_the_parts_of_the_markdown_report_in_its_order() -> None:
    headings = [text for level, text in Page(html([collision()])).headings if level == "h2" and text != "Evidence"]
    assert headings == re.findall(r"^## (.+)$", markdown([collision()]), re.MULTILINE)


def test_headings_go_down_one_level_at_a_time() -> None:
    for report in (html([collision()]), html([collision(), STORY])):
        levels = [int(level[1]) for level, _ in Page(report).headings]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_citation_leads_to_the_words_in_its_article() -> None:
    page = Page(html([STORY]))
    marked = [words for pointer in page.pointers for words in page.words(pointer)]
    assert ["go dark", "on 2 May"] in marked
    assert ["We will carry the last log down the stairs ourselves,"] in marked
    assert ["Ilves opposes the closure."] in marked


def test_a_citation_of_several_articles_leads_into_each() -> None:
    page = Page(html([STORY]))
    both = [page.words(pointer) for pointer in page.pointers if pointer.count(";") == 1]
    assert [["Ilves opposes the closure."], ["She opposes the closure."]] in both


def test_words_that_no_item_rests_on_are_only_there_with_the_text() -> None:
    assert "Nobody asked the gulls." not in html([STORY])
    page = Page(html([STORY], texts=LIGHTHOUSE_TEXTS))
    assert "".join(page.atoms["s1a1"]) == POST.text.replace("\n", "")


def test_with_the_text_citations_lead_to_the_same_words() -> None:
    bare, full = Page(html([STORY])), Page(html([STORY], texts=LIGHTHOUSE_TEXTS))
    assert [bare.words(pointer) for pointer in bare.pointers] == [full.words(pointer) for pointer in full.pointers]


def test_evidence_that_a_changed_text_does_not_bear_out_is_shown_all_the_same() -> None:
    page = Page(html([STORY], texts={"post": "The article was taken down."}))
    assert ["go dark", "on 2 May"] in [words for pointer in page.pointers for words in page.words(pointer)]


def test_each_sentence_of_the_gist_leads_to_its_words_and_to_the_lines_of_its_items() -> None:
    report = html([STORY])
    page = Page(report)
    assert [sentence.text for sentence in STORY.gist.sentences if plain(sentence.text) not in page.visible] == []
    gist = report[report.index('<ul class="gist"') : report.index('<p class="gist-by"')]
    targets = re.findall(r'href="#(s1[id]\d+)"', gist)
    assert len(targets) == sum(len(sentence.items) for sentence in STORY.gist.sentences)
    for target in targets:
        assert f'id="{target}"' in report
    first = re.search(r'data-e="([^"]+)"', gist)
    assert first
    assert page.words(first[1])


def test_what_was_refused_for_the_gist_is_said_with_its_reason() -> None:
    (refused,) = collision().gist.refused
    seen = Page(html([collision()])).visible
    assert refused.text in seen
    assert refused.reason in seen


def test_a_variant_is_marked_word_by_word_against_the_one_that_stands_for_all() -> None:
    report = html([STORY])
    assert "“We <del>will </del><ins>shall</ins> carry the last log down the" in report.replace("\n", "")


def test_the_policy_names_the_script_and_the_style_by_their_hashes_and_lets_nothing_else_run() -> None:
    report = html([collision()])
    page = Page(report)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report)
    assert policy
    for kind in ("script", "style"):
        (text,) = page.data[kind]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;;" in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;;")
    assert "unsafe" not in policy[1]


def test_nothing_is_fetched_and_links_lead_to_the_articles_alone() -> None:
    outside = [address for address in Page(html([collision()])).addresses if not address.startswith("#")]
    assert outside == [
        "data:,",
        "https://www.harbourpost.example/news/ferry?id=7&page=1",
        "https://www.islandtimes.example/a/1",
        "https://evening.example/ferry",
    ]


def test_the_same_stories_give_the_same_bytes() -> None:
    assert html([collision(), STORY]) == html([collision(), STORY])


def test_the_page_says_when_it_was_made() -> None:
    made = dt.datetime(2026, 11, 21, 20, 30, tzinfo=dt.UTC)
    assert "Made 21 November 2026, 20:30 UTC" in Page(html([collision()], made=made)).visible


@pytest.mark.parametrize(("model", "said"), [("built-in", True), ("gpt-5-mini", False)])
def test_that_no_model_read_the_articles_is_said_in_plain_sight(model: str, said: bool) -> None:
    story = collision().model_copy(update={"models": (model,)})
    assert ("Built-in reader." in Page(html([story])).visible) == said


def test_no_stories_make_a_page_that_says_so() -> None:
    assert Page(html([])).headings[0] == ("h1", "0 stories from 0 articles")


def test_a_story_of_nothing_but_an_article_is_a_page() -> None:
    empty = collision().model_copy(update=dict.fromkeys(("entities", "events", "stances", "quotes", "differences"), ()))
    assert Page(html([empty])).visible.count("None found.") == 3


def test_the_index_has_what_stories_are_searched_by() -> None:
    report = html([collision(), STORY])
    assert 'data-first="2022-04-22" data-last="2022-04-24" data-outlets="Coast Wire\nEvening Courier\nHarbour' in report
    assert re.search(r'data-actors="[^"]*Mara Ilves', report)
    assert '<a href="#s2" dir="auto">Lamp at Skerry Point to go dark</a>' in report


@given(TEXTS)
def test_no_text_of_an_article_makes_an_element_or_an_attribute(text: str) -> None:
    page = Page(html([collision(lambda own: f"{text}{own}{text}")], texts={"post": text}))
    harmless = Page(html([collision(lambda own: f"x {own} y")], texts={"post": "x\ny"}))
    assert page.elements <= harmless.elements | {("ins",), ("del",), ("div", "class"), ("p", "dir"), ("span",)}
    assert page.count["script"] == page.count["style"] == 1
    assert page.addresses == harmless.addresses


@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is_and_turns_no_line_around(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    report = html([story], texts={"post": text})
    assert not unsafe(report.replace("\t", ""))
    seen = Page(report).visible
    chosen = [quote.text for quote in story.quotes]
    assert all(plain(words) in seen for words in chosen)
    assert not [fact for fact in (event.text for event in view(story).timeline) if fact not in seen]
    assert report.encode()


def large(own_id: str) -> Story:
    return telling(collision(), "The ferry. " * 500_000).model_copy(update={"id": own_id})


def test_a_report_of_ordinary_size_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    assert write_html([collision(), STORY], path) == [path]
    assert path.read_text("utf-8") == html([collision(), STORY])
    assert list(tmp_path.iterdir()) == [path]


def test_a_report_too_large_for_one_file_is_an_index_and_a_file_for_each_story(tmp_path: Path) -> None:
    path = tmp_path / "my report.html"
    index, *stories = write_html([large("a"), large("b")], path)
    assert index == path
    links = [href for href in Page(index.read_text("utf-8")).addresses if href.endswith(".html")]
    assert links == [f"my%20report-stories/{story.name}" for story in stories]
    page = Page(stories[1].read_text("utf-8"))
    assert "../my%20report.html" in page.addresses
    assert page.headings[0] == ("h1", "Ferry and barge collide off Port Calder")


def test_a_split_report_keeps_no_story_of_an_earlier_one_and_touches_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    _, first, second = write_html([large("a"), large("b")], path)
    notes = first.parent / "story-notes.html"
    notes.touch()
    _, again, third = write_html([large("b"), large("c")], path)
    assert again == second
    assert sorted(first.parent.iterdir()) == sorted([second, third, notes])
