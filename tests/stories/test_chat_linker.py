"""A chat model as a linker: numbers out, nothing else; asked once for the same words; never in the way of a merge."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from summarizer.errors import AccessError
from summarizer.llm import client as wiring
from summarizer.schema import Mention
from summarizer.stories.merging_by_scores.chat_linker import LINK_SCHEMA, ChatLinker
from summarizer.stories.merging_by_scores.linking import Block, BlockItem
from tests.endpoint import Endpoint, Reply, completion, fault, serving
from tests.stories.asking import Memory, questions


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


def block(*texts: str, article: str = "a") -> Block:
    items = tuple(BlockItem("A", text, (Mention(article=article, item=f"q{at}"),)) for at, text in enumerate(texts))
    return Block("quotes", (("A", "2031-05-09"), ("B", None)), items)


def groups(*found: list[int]) -> Reply:
    return completion(json.dumps({"groups": list(found)}))


@asynccontextmanager
async def linker(endpoint: Endpoint, cache: Memory | None = None, model: str = "scripted") -> AsyncIterator[ChatLinker]:
    async with questions(endpoint, cache, model) as asking:
        yield ChatLinker(asking)


TWO = block("Anna Berg «said»: the bridge is open", "Anna Berg «said»: die Brücke ist offen")


async def test_the_request_holds_numbered_lines_and_a_strict_schema_and_the_answer_numbers() -> None:
    with serving(groups([1, 2])) as endpoint:
        async with linker(endpoint) as one:
            assert await one.link(TWO) == [[1, 2]]
    request = endpoint.requests[0]["body"]
    assert request["messages"][1]["content"].splitlines() == [
        "Reports: A 2031-05-09; B on an unknown day",
        "[1] (A) Anna Berg «said»: the bridge is open",
        "[2] (A) Anna Berg «said»: die Brücke ist offen",
    ]
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["response_format"]["json_schema"]["schema"] == LINK_SCHEMA


async def test_the_same_words_are_asked_about_once_whichever_articles_they_are_of() -> None:
    cache = Memory()
    with serving(groups([1, 2])) as endpoint:
        again = block(*(item.text for item in TWO.items), article="elsewhere")
        async with questions(endpoint, cache) as one, questions(endpoint, cache) as later:
            assert await ChatLinker(one).link(TWO) == await ChatLinker(later).link(again) == [[1, 2]]
    assert (len(endpoint.requests), one.asked, one.usage.output_tokens) == (1, 1, 10)


async def test_other_words_or_another_model_are_another_question() -> None:
    with serving(groups([1])) as endpoint:
        async with linker(endpoint) as one, linker(endpoint, model="other") as other:
            assert len({one.key(TWO), one.key(block("x", "y")), other.key(TWO)}) == 3


async def test_a_broken_cache_entry_is_asked_again() -> None:
    cache = Memory()
    with serving(groups([1], [2])) as endpoint:
        async with linker(endpoint, cache) as one:
            cache.set(one.key(TWO), "{")
            assert await one.link(TWO) == [[1], [2]]


async def test_a_model_that_gives_no_answer_leaves_the_block_to_the_score(caplog: pytest.LogCaptureFixture) -> None:
    cache = Memory()
    with serving(completion(None, refusal="no")) as endpoint:
        async with linker(endpoint, cache) as one:
            assert await one.link(TWO) is None
    assert "linked without the model" in caplog.text
    assert cache.kept == {}


async def test_a_wrong_key_is_no_reason_to_go_on() -> None:
    with serving(fault(401)) as endpoint:
        async with linker(endpoint) as one:
            with pytest.raises(AccessError):
                await one.link(TWO)
