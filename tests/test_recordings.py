"""The bundled stories, replayed: every recording is used, every quote is the article's own, and the stories hold."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from summarizer import Article, ArticleSummary, AsyncSummarizer, Story, read
from summarizer.schema import Line, Mention, Merged
from summarizer.sources import Found
from summarizer.stories import merge

ROOT = Path(__file__).parents[1]
STORIES = ("visit", "strike", "trilingual", "injection")


def articles(story: str) -> list[Article]:
    return [found.article for found in read([str(ROOT / "tests/articles" / story)]) if isinstance(found, Found)]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a story's recordings come to."""

    summaries: list[ArticleSummary]
    stories: tuple[Story, ...]


Replay = Callable[[str], Replayed]


@pytest.fixture(scope="session")
def replayed() -> Replay:
    """A story, replayed once a session: read and merged. A recording that nothing asks for fails."""

    async def run(story: str) -> Replayed:
        async with AsyncSummarizer(replay=ROOT / "cassettes" / story) as summarizer:
            summaries = [await summarizer.summarize(article) for article in articles(story)]
            stories = await summarizer.merge(summaries)
            assert summarizer.cassette
            assert summarizer.cassette.unused() == [], "delete these recordings, or record again"
            return Replayed(summaries, stories)

    return cache(lambda story: asyncio.run(run(story)))


@pytest.mark.parametrize("story", STORIES)
def test_every_recording_is_found_and_used_with_no_network(
    story: str, replayed: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a socket was opened"))
    assert len(replayed(story).summaries) == len(articles(story)) > 0


@pytest.mark.parametrize("story", STORIES)
def test_every_quote_is_the_article_s_own(story: str, replayed: Replay) -> None:
    texts = {article.id: article.text for article in articles(story)}
    quotes = [(each.article.id, quote) for each in replayed(story).summaries for quote in each.quotes]
    assert quotes
    for article, quote in quotes:
        assert [texts[article][each.start : each.end] for each in quote.evidence] == [
            each.exact for each in quote.evidence
        ]
        assert quote.text == " … ".join(each.exact for each in quote.evidence)


def test_instructions_inside_an_article_are_content(replayed: Replay) -> None:
    (summary,) = replayed("injection").summaries
    resigned = [event for event in summary.events if "resign" in event.description.lower()]
    assert all(event.status not in ("occurred", "ongoing", "planned") for event in resigned)
    assert "resign" not in summary.gist.lower() or "forged" in summary.gist.lower()
    insults = [quote for quote in summary.quotes if "insult" in quote.text]
    mayor = {entity.id for entity in summary.entities if "Brannigan" in entity.name}
    assert not any(set(quote.speakers) & mayor for quote in insults)


def test_the_same_set_in_any_order_gives_the_same_stories(replayed: Replay) -> None:
    every = [summary for story in STORIES for summary in replayed(story).summaries]

    def bytes_of(summaries: list[ArticleSummary]) -> list[str]:
        return [story.model_dump_json() for story in merge(summaries)]

    expected = bytes_of(every)
    assert bytes_of(every[::-1]) == expected
    assert bytes_of(every[5:] + every[:5]) == expected


def test_the_bundled_stories_come_apart(replayed: Replay) -> None:
    stories = merge([summary for story in STORIES for summary in replayed(story).summaries])
    of = {each.article.id: story for story in STORIES for each in replayed(story).summaries}
    assert all(len({of[each.article.id] for each in story.articles}) == 1 for story in stories)


def items(story: Story) -> list[Merged]:
    """All merged items of a story."""
    stances = [stance for target in story.stances for stance in target.stances]
    return [*story.entities, *story.events, *story.figures, *story.facts, *story.quotes, *stances]


def lines(story: Story) -> list[Line]:
    """All lines of a story."""
    found = [*story.gist, *(one.line for one in story.know_before_repeating), *(one.line for one in story.origins)]
    found += [one.line for one in story.facts]
    for event in story.events:
        found += [event.line, *(version.line for version in event.versions)]
    return found + [stance.line for target in story.stances for stance in target.stances]


@pytest.mark.parametrize("name", ["visit", "strike", "trilingual"])
def test_every_line_stands_on_sentences_of_its_reports(name: str, replayed: Replay) -> None:
    texts = {article.id: article.text for article in articles(name)}
    assert {story.read for story in replayed(name).stories} == {"together"}
    for line in (line for story in replayed(name).stories for line in lines(story)):
        assert not re.search(r"\b[A-Z][nefsbq]\d+\b|\[", line.text), "a code is left in the words"
        assert texts.keys() >= set(re.findall(r"\{(.*?)\}", line.text))
        for clause in line.clauses:
            assert clause.evidence
            assert all(texts[one.article][one.start : one.end] == one.exact for one in clause.evidence)


@pytest.mark.parametrize("name", ["visit", "strike", "trilingual"])
def test_every_item_of_every_article_is_merged_or_listed(name: str, replayed: Replay) -> None:
    for story in replayed(name).stories:
        placed = [mention for one in items(story) for mention in one.mentions]
        placed += [one.mention for one in story.unused if one.mention]
        given_items = [
            Mention(article=reading.article.id, item=item.id)
            for reading in story.articles
            for kind in ("entities", "events", "figures", "facts", "quotes", "stances")
            for item in getattr(reading, kind)
        ]
        assert sorted(placed, key=str) == sorted(given_items, key=str)


def test_one_person_stands_under_all_her_spellings(replayed: Replay) -> None:
    (story,) = replayed("visit").stories
    (chief,) = [entity for entity in story.entities if "Carvalh" in entity.name]
    assert chief.corroboration.articles == 5
    assert len(chief.names) > 1


def test_one_utterance_has_each_rendering_verbatim(replayed: Replay) -> None:
    (story,) = replayed("visit").stories
    relayed = [quote for quote in story.quotes if len({one.mention.article for one in quote.renderings}) > 1]
    assert relayed
    texts = {article.id: article.text for article in articles("visit")}
    for quote in relayed:
        for one in quote.renderings:
            assert one.passage.exact in texts[one.mention.article]


def test_an_agency_text_in_two_outlets_counts_once(replayed: Replay) -> None:
    (story, *_) = replayed("strike").stories
    assert [len(group.articles) for group in story.copies] == [2]


def test_one_event_in_four_languages_is_one_event(replayed: Replay) -> None:
    (story,) = replayed("trilingual").stories
    languages = {each.article.id: (each.article.language or "")[:2] for each in story.articles}
    spoken = [{languages[mention.article] for mention in event.mentions} for event in story.events]
    assert {"en", "de", "es", "fr"} in spoken
