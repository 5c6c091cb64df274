"""A chat model that writes gists: asked once for the same items, shown what fails, never in the way of a merge."""

from __future__ import annotations

import json

import pytest

from summarizer.errors import AccessError
from summarizer.llm import client as wiring
from summarizer.stories.merging_by_scores.chat_teller import GIST_SCHEMA, ChatTeller
from summarizer.stories.merging_by_scores.gist import Told
from tests.endpoint import Reply, completion, fault, serving
from tests.stories.asking import Memory, questions

BRIEF = "Reports: A 2031-05-09; B 2031-05-10\n[1] planned (A B; 2 origins): Oyarzún meets Draganov"
TOLD = [Told("Oyarzún is to meet Draganov.", (1,))]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


def gist(*sentences: Told) -> Reply:
    lines = [{"text": one.text, "items": list(one.numbers)} for one in sentences]
    return completion(json.dumps({"sentences": lines}))


async def test_the_request_holds_the_numbered_items_and_a_strict_schema_and_the_answer_sentences_with_numbers() -> None:
    with serving(gist(*TOLD)) as endpoint:
        async with questions(endpoint) as asking:
            assert await ChatTeller(asking).tell(BRIEF) == TOLD
    request = endpoint.requests[0]["body"]
    assert request["messages"][1]["content"] == BRIEF
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["response_format"]["json_schema"]["schema"] == GIST_SCHEMA


async def test_the_same_items_are_asked_about_once_and_what_they_cost_is_counted() -> None:
    cache = Memory()
    with serving(gist(*TOLD)) as endpoint:
        async with questions(endpoint, cache) as one, questions(endpoint, cache) as later:
            assert await ChatTeller(one).tell(BRIEF) == await ChatTeller(later).tell(BRIEF) == TOLD
            assert await ChatTeller(later).tell(BRIEF + "\n[2] occurred: it rains") == TOLD
    assert (one.usage.requests, one.usage.output_tokens, later.usage.requests) == (1, 10, 1)
    assert len(endpoint.requests) == 2


async def test_asking_again_shows_what_was_written_and_what_is_wrong_with_it() -> None:
    with serving(gist(*TOLD)) as endpoint:
        async with questions(endpoint) as asking:
            assert await ChatTeller(asking).mend(BRIEF, [Told("They met.", (1,))], [(1, "it is only planned")]) == TOLD
            assert (asking.usage.requests, asking.usage.re_asks) == (1, 1)
    messages = endpoint.requests[0]["body"]["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert json.loads(messages[2]["content"]) == {"sentences": [{"text": "They met.", "items": [1]}]}
    assert messages[3]["content"].endswith("\n1: it is only planned")


async def test_a_model_that_gives_no_answer_leaves_the_gist_to_the_items(caplog: pytest.LogCaptureFixture) -> None:
    cache = Memory()
    with serving(completion(None, refusal="no")) as endpoint:
        async with questions(endpoint, cache) as asking:
            assert await ChatTeller(asking).tell(BRIEF) is None
            assert asking.usage.requests == 1
    assert "put together without the model" in caplog.text
    assert cache.kept == {}


async def test_a_wrong_key_is_no_reason_to_go_on() -> None:
    with serving(fault(401)) as endpoint:
        async with questions(endpoint) as asking:
            with pytest.raises(AccessError):
                await ChatTeller(asking).tell(BRIEF)
