"""A finished reading is kept and given again, and never where anything has changed that it depends on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from summarizer import Article, ArticleSummary, AsyncSummarizer, versions
from tests.endpoint import Endpoint, completion, fault, serving

ARTICLE = Article(text="It rains in Norvik. “Nobody minds,” said Ada Holt.", published="2026-03-02")


class Memory(dict[str, str]):
    """A cache that a test can look into."""

    def set(self, key: str, value: str) -> None:
        self[key] = value

    @property
    def finished(self) -> list[str]:
        """Keys of finished readings."""
        return [key for key in self if key.startswith("reading-")]


def answer(**lists: Any) -> Any:
    holt = {"i": "n1", "n": "Ada Holt", "k": "person", "r": None, "o": None}
    said = {"s": ["n1"], "f": None, "v": [], "c": "said", "u": None, "m": ["q1"], "p": [], "a": [2]}
    return completion(json.dumps({"g": "It rains.", "n": [holt], "e": [], "s": [], "q": [said], "c": []} | lists))


async def run(endpoint: Endpoint, cache: Memory, article: Article = ARTICLE) -> ArticleSummary:
    async with AsyncSummarizer("scripted", base_url=endpoint.base_url, cache=cache) as summarizer:
        return await summarizer.summarize(article)


async def test_the_second_reading_is_the_first_but_for_being_cached() -> None:
    cache = Memory()
    with serving(answer()) as endpoint:
        first, second = [await run(endpoint, cache) for _ in range(2)]
    assert first.quotes
    assert second.reading == first.reading
    assert second.run == first.run.model_copy(update={"cached": True})


async def test_it_is_given_as_it_is_kept() -> None:
    cache = Memory()
    with serving(answer()) as endpoint:
        await run(endpoint, cache)
        for key in cache.finished:
            cache[key] = cache[key].replace("It rains.", "It pours.")
        assert (await run(endpoint, cache)).gist == "It pours."


@pytest.mark.parametrize(
    "known",
    [
        {"title": "Rain"},
        {"outlet": "The Drizzle"},
        {"url": "https://example.org/1"},
        {"byline": "Udo Perez"},
        {"id": "7"},
    ],
)
async def test_what_is_known_of_an_article_is_its_own(known: dict[str, str]) -> None:
    cache, other = Memory(), ARTICLE.model_copy(update=known)
    with serving(answer()) as endpoint:
        await run(endpoint, cache)
        assert (await run(endpoint, cache, other)).article == other.info


async def test_another_version_reads_again_and_pays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Memory()
    with serving(answer()) as endpoint:
        await run(endpoint, cache)
        for key in cache.finished:
            cache[key] = cache[key].replace("It rains.", "It pours.")
        monkeypatch.setattr(versions, "READING", versions.READING + 1)
        again = await run(endpoint, cache)
    assert again.gist == "It rains."
    assert again.run.cached
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("kept", ["", "{}", "not JSON"])
async def test_what_is_no_reading_is_read_again(kept: str) -> None:
    cache = Memory()
    with serving(answer()) as endpoint:
        await run(endpoint, cache)
        cache |= dict.fromkeys(cache.finished, kept)
        assert (await run(endpoint, cache)).quotes
    assert len(endpoint.requests) == 1


async def test_a_reading_whose_repair_failed_is_not_kept() -> None:
    cache = Memory()
    faulty = {"i": "n1", "n": "Springfield", "k": "place", "r": None, "o": None}
    repair = completion('{"g": null, "n": [], "e": [], "s": [], "q": []}')
    with serving(answer(n=[faulty], q=[]), fault(404), answer(n=[faulty], q=[]), repair) as endpoint:
        assert not (await run(endpoint, cache)).run.cached
        assert not cache.finished
        assert not (await run(endpoint, cache)).run.cached
        assert (await run(endpoint, cache)).run.cached
    assert len(endpoint.requests) == 4


async def test_what_json_cannot_hold_is_read_every_time() -> None:
    cache, article = Memory(), Article(text="“Nobody \ud800 minds,” said Ada Holt.", published="2026-03-02")
    quote = {"s": ["n1"], "f": None, "v": [], "c": "said", "u": None, "m": ["q1"], "p": [], "a": [1]}
    with serving(answer(g="Nobody minds.", q=[quote])) as endpoint:
        texts = [(await run(endpoint, cache, article)).quotes[0].text for _ in range(2)]
    assert texts == ["Nobody \ud800 minds,"] * 2
    assert len(endpoint.requests) == 1
