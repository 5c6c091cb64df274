from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given, settings

from summarizer.reports.briefing import Words, briefing
from summarizer.reports.html import html
from summarizer.schema import Story

from .hostile import TEXTS, unsafe
from .stories import Told, another, collision, paragraphs, same, telling

VOID = {"meta", "link", "input"}
TOLD = Told(same, paragraphs(same))


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


def words(story: Story) -> list[str]:
    seen = briefing(story)
    rows = [row for section in seen.sections for group in section.groups for row in group.rows]
    under = [row for each in rows for row in each.rows]
    return [part.text for row in (*seen.gist, *rows, *under) for part in row.parts if isinstance(part, Words)]


def test_the_page_says_all_that_the_briefing_says_in_its_order() -> None:
    page = Page(html([collision()]))
    assert [text for text in words(collision()) if text not in page.visible] == []
    headings = [text for level, text in page.headings if level == "h2" and text != "Evidence"]
    titles = [section.title for section in briefing(collision()).sections]
    assert headings == [*titles[:-2], "Left out 2", "Did not hold 3", "Articles"]


def test_headings_go_down_one_level_at_a_time() -> None:
    for report in (html([collision()]), html([collision(), another()])):
        levels = [int(level[1]) for level, _ in Page(report).headings]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_clause_leads_to_its_sentences_in_every_article() -> None:
    page = Page(html([collision()]))
    first = [page.words(pointer) for pointer in page.pointers]
    assert [[TOLD.paragraphs["post"]["crash"]], [TOLD.paragraphs["wire"]["crash"]]] in first
    said = "We heard two blasts of the horn and then nothing at all"
    assert [[f"{said},"], [said]] in first


def test_words_that_no_line_rests_on_are_only_there_with_the_text() -> None:
    evidence = TOLD.paragraphs["post"]["rain"]
    bare = collision(whole=False).model_copy(update={"unused": ()})
    assert evidence not in html([bare])
    page = Page(html([collision()]))
    assert "".join(page.atoms["s1a1"]) == TOLD.text("post").replace("\n", "")


def test_with_and_without_the_text_citations_lead_to_the_same_words() -> None:
    bare, full = Page(html([collision(whole=False)])), Page(html([collision()]))
    assert [bare.words(pointer) for pointer in bare.pointers] == [full.words(pointer) for pointer in full.pointers]


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
    outside = {address for address in Page(html([collision()])).addresses if not address.startswith("#")}
    assert outside == {
        "data:,",
        "https://www.harbourpost.example/news/ferry?id=7&page=1",
        "https://www.islandtimes.example/a/1",
        "https://evening.example/ferry",
    }


def test_every_place_on_the_page_that_is_linked_to_is_there() -> None:
    report = html([collision(), another()])
    places = set(re.findall(r' id="([^"]+)"', report))
    linked = {address[1:] for address in Page(report).addresses if address.startswith("#")}
    assert linked <= places


def test_the_same_stories_give_the_same_bytes() -> None:
    assert html([collision(), another()]) == html([collision(), another()])


def test_the_page_says_when_it_was_made() -> None:
    made = dt.datetime(2026, 11, 21, 20, 30, tzinfo=dt.UTC)
    assert "Made 21 November 2026, 20:30 UTC" in Page(html([collision()], made=made)).visible


def test_no_stories_make_a_page_that_says_so() -> None:
    assert Page(html([])).headings[0] == ("h1", "0 stories from 0 articles")


def test_a_story_of_nothing_but_an_article_is_a_page() -> None:
    parts = ("gist", "know_before_repeating", "origins", "copies", "entities", "events", "figures", "facts", "quotes")
    empty = collision().model_copy(update=dict.fromkeys((*parts, "stances", "unused", "dropped"), ()))
    page = Page(html([empty]))
    assert [text for level, text in page.headings if level == "h2"] == ["Did not hold 2", "Articles", "Evidence"]


def test_the_index_has_what_stories_are_searched_by() -> None:
    report = html([collision(), another()])
    assert 'data-first="2022-04-22" data-last="2022-04-25"' in report
    assert "Coast Wire\nEvening Courier\nHarbour Post\nSeafarers’ Letter" in report
    actors = re.search(r'data-actors="([^"]*)"', report)
    assert actors
    assert set(actors[1].split("\n")) == {"Ivo Tamm", "Seafarers’ Union", "Port Authority", "Mara Ilves", "Odo Brandt"}


def test_a_story_without_a_gist_is_an_entry_without_one() -> None:
    report = html([collision(), another().model_copy(update={"gist": ()})])
    assert report.count('<p class="gist" dir="auto">') == 1


@settings(deadline=None)
@given(TEXTS)
def test_no_text_of_an_article_makes_markup_addresses_or_scripts(text: str) -> None:
    page = Page(html([collision(lambda own: f"{text}{own}{text}"), another()]))
    harmless = Page(html([collision(lambda own: f"x{own}x"), another()]))
    assert page.elements <= harmless.elements
    assert page.count["script"] == page.count["style"] == 1
    assert {each for each in page.addresses if each[0] != "#"} == {
        each for each in harmless.addresses if each[0] != "#"
    }


@settings(deadline=None)
@given(TEXTS)
def test_every_text_of_an_article_is_shown_as_it_is_and_turns_no_line_around(text: str) -> None:
    story = collision(lambda own: f"{text}{own}{text}")
    report = html([story])
    assert not unsafe(report.replace("\t", ""))
    seen = Page(report).visible
    assert not [own for own in words(story) if own not in seen]
    assert report.encode()


def test_a_long_text_is_shown_whole() -> None:
    long = "The ferry. " * 5_000
    assert long.strip().removesuffix(".") in Page(html([telling(collision(), long)])).visible
