"""The bundled stories, replayed: every recording is used, every quote is the article's own, and the stories hold."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from summarizer import Article, ArticleSummary, AsyncSummarizer, Story, read
from summarizer.merging import merge
from summarizer.reading import Found

ROOT = Path(__file__).parents[1]
STORIES = ("visit", "strike", "trilingual", "injection")


def articles(story: str) -> list[Article]:
    return [found.article for found in read([str(ROOT / "tests/articles" / story)]) if isinstance(found, Found)]


@pytest.fixture(scope="session")
def replayed() -> Callable[[str], list[ArticleSummary]]:
    """The summaries of a story, replayed once a session; a recording that nothing asks for fails."""
    done: dict[str, list[ArticleSummary]] = {}

    def replay(story: str) -> list[ArticleSummary]:
        if story not in done:
            import asyncio

            async def run() -> list[ArticleSummary]:
                async with AsyncSummarizer(replay=ROOT / "cassettes" / story) as summarizer:
                    summaries = [await summarizer.summarize(article) for article in articles(story)]
                    assert summarizer.cassette
                    assert summarizer.cassette.unused() == [], "delete these recordings, or record again"
                    return summaries

            done[story] = asyncio.run(run())
        return done[story]

    return replay


@pytest.mark.parametrize("story", STORIES)
def test_every_recording_is_found_and_used_with_no_network(
    story: str, replayed: Callable[[str], list[ArticleSummary]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a socket was opened"))
    assert len(replayed(story)) == len(articles(story)) > 0


@pytest.mark.parametrize("story", STORIES)
def test_every_quote_is_the_article_s_own(story: str, replayed: Callable[[str], list[ArticleSummary]]) -> None:
    texts = {article.id: article.text for article in articles(story)}
    quotes = [(each.article.id, quote) for each in replayed(story) for quote in each.quotes]
    assert quotes
    for article, quote in quotes:
        assert [texts[article][each.start : each.end] for each in quote.evidence] == [
            each.exact for each in quote.evidence
        ]
        assert quote.text == " … ".join(each.exact for each in quote.evidence)


def test_instructions_inside_an_article_are_content(replayed: Callable[[str], list[ArticleSummary]]) -> None:
    (summary,) = replayed("injection")
    resigned = [event for event in summary.events if "resign" in event.description.lower()]
    assert all(event.status not in ("occurred", "ongoing", "planned") for event in resigned)
    assert "resign" not in summary.gist.lower() or "forged" in summary.gist.lower()
    insults = [quote for quote in summary.quotes if "insult" in quote.text]
    mayor = {entity.id for entity in summary.entities if "Brannigan" in entity.name}
    assert not any(set(quote.speakers) & mayor for quote in insults)


def test_the_same_set_in_any_order_gives_the_same_stories(replayed: Callable[[str], list[ArticleSummary]]) -> None:
    every = [summary for story in STORIES for summary in replayed(story)]

    def bytes_of(summaries: list[ArticleSummary]) -> list[str]:
        return [story.model_dump_json() for story in merge(summaries)]

    expected = bytes_of(every)
    assert bytes_of(every[::-1]) == expected
    assert bytes_of(every[5:] + every[:5]) == expected


def test_the_bundled_stories_come_apart(replayed: Callable[[str], list[ArticleSummary]]) -> None:
    stories = merge([summary for story in STORIES for summary in replayed(story)])
    of = {each.article.id: story for story in STORIES for each in replayed(story)}
    assert all(len({of[each.article.id] for each in story.articles}) == 1 for story in stories)


def _story(stories: tuple[Story, ...]) -> Story:
    assert len(stories) == 1
    return stories[0]


def test_the_visit_reads_as_its_reports_have_it(replayed: Callable[[str], list[ArticleSummary]]) -> None:
    story = _story(merge(replayed("visit")))
    names = {entity.id: entity for entity in story.entities}
    (chief,) = [entity for entity in story.entities if "Carvalh" in entity.name]
    assert chief.corroboration.articles == 5  # one person under all her spellings
    assert len(chief.names) > 1
    assert all(len({*quote.speakers} - names.keys()) == 0 for quote in story.quotes)
    relayed = [quote for quote in story.quotes if len({variant.mention.article for variant in quote.variants}) > 1]
    assert relayed  # one utterance in several renderings, each verbatim
    assert any(difference.kind == "update" for difference in story.differences)
