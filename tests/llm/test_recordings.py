"""Recordings: what is played, what is refused, and what never reaches a file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from summarizer import Article, AsyncSummarizer, RecordingError, UsageError
from summarizer.extraction.answer import ANSWER_SCHEMA, RawAnswer
from summarizer.llm.client import ChatModel
from summarizer.llm.recordings import Cassette
from tests.endpoint import completion, fault, serving

EMPTY = '{"g": "Ein „Anführungszeichen“ – naïve.", "n": [], "e": [], "s": [], "q": [], "c": []}'
ARTICLE = Article(
    text="The bridge in Ortona was closed. “It creaks,” it said. Ein „Anführungszeichen“ – naïve.",
    title="Bridge closed",
)


def summarizer(model: str = "scripted", **options: Any) -> AsyncSummarizer:
    return AsyncSummarizer(model, api_key="sk-secret", **options)


async def record(folder: Path) -> None:
    with serving(completion(EMPTY)) as endpoint:
        async with summarizer(base_url=endpoint.base_url, record=folder) as recording:
            await recording.summarize(ARTICLE)


async def test_a_recording_is_played_with_no_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await record(tmp_path)
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a socket was opened"))
    async with AsyncSummarizer(replay=tmp_path) as replaying:  # the model is the recorded one
        summary = await replaying.summarize(ARTICLE)
    assert summary.run.model == "scripted"
    assert replaying.cassette
    assert replaying.cassette.unused() == []


async def test_keys_cookies_and_organisations_never_reach_a_file(tmp_path: Path) -> None:
    reply = completion(EMPTY)
    reply.headers = {"Set-Cookie": "session=hush", "openai_organization": "org-hush", "x_request_id": "req-hush"}
    with serving(reply) as endpoint:
        async with summarizer(base_url=endpoint.base_url, record=tmp_path) as recording:
            await recording.summarize(ARTICLE)
    (file,) = tmp_path.iterdir()
    written = file.read_text("utf-8")
    assert "hush" not in written
    assert "secret" not in written
    assert endpoint.base_url.removesuffix("/v1") not in written
    assert "„Anführungszeichen“ – naïve" in written  # as a reader would write it


async def test_what_is_recorded_is_not_asked_again(tmp_path: Path) -> None:
    await record(tmp_path)
    with serving(fault(500)) as endpoint:
        async with summarizer(base_url=endpoint.base_url, record=tmp_path) as recording:
            await recording.summarize(ARTICLE)
    assert endpoint.requests == []


@pytest.mark.parametrize(
    ("article", "options", "changed"),
    [
        pytest.param(
            ARTICLE.model_copy(update={"text": "Another text."}), {}, "its text, title or publication", id="text"
        ),
        pytest.param(ARTICLE.model_copy(update={"title": "Closed"}), {}, "its text, title or publication", id="title"),
        pytest.param(ARTICLE, {"model": "other"}, "the model changed", id="model"),
        pytest.param(ARTICLE, {"parameters": {"temperature": 1}}, "the parameters changed", id="parameters"),
        pytest.param(ARTICLE, {"structured": "json_object"}, "the prompt and the schema changed", id="prompt"),
    ],
)
async def test_a_missing_recording_names_the_article_and_what_changed(
    tmp_path: Path, article: Article, options: dict[str, Any], changed: str
) -> None:
    await record(tmp_path)
    async with summarizer(replay=tmp_path, **options) as replaying:
        with pytest.raises(RecordingError, match=changed) as raised:
            await replaying.summarize(article)
    assert (article.title or "") in str(raised.value)
    assert "--record" in str(raised.value)


async def test_a_missing_recording_is_retried_by_nobody(tmp_path: Path) -> None:
    class Counting(Cassette):
        asked = 0

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            Counting.asked += 1
            return await super().handle_async_request(request)

    chat = ChatModel("scripted", api_key="none", base_url="http://replay.invalid/v1", transport=Counting(tmp_path))
    with pytest.raises(RecordingError):
        await chat.ask([{"role": "user", "content": "?"}], ANSWER_SCHEMA, RawAnswer)
    assert Counting.asked == 1


async def test_the_same_request_again_plays_the_next_recording(tmp_path: Path) -> None:
    replies = [completion(EMPTY.replace("naïve", str(number))) for number in range(3)]
    messages = [{"role": "user", "content": "Once more."}]

    async def ask(chat: ChatModel, times: int) -> list[str]:
        return [(await chat.ask(messages, ANSWER_SCHEMA, RawAnswer))[0].gist[-2:] for _ in range(times)]

    with serving(*replies) as endpoint:
        network = httpx2.AsyncHTTPTransport()
        cassette = Cassette(tmp_path, network)
        chat = ChatModel("scripted", api_key="none", base_url=endpoint.base_url, transport=cassette)
        recorded = await ask(chat, 3)
        await chat.aclose()
    replay = Cassette(tmp_path)
    chat = ChatModel("scripted", api_key="none", base_url="http://replay.invalid/v1", transport=replay)
    assert await ask(chat, 2) == recorded[:2]
    assert len(replay.unused()) == 1


async def test_faults_are_recorded_as_they_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from summarizer.llm import client as wiring

    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)
    with serving(fault(429, retry_after="0"), completion(EMPTY)) as endpoint:
        async with summarizer(base_url=endpoint.base_url, record=tmp_path) as recording:
            await recording.summarize(ARTICLE)
    async with AsyncSummarizer(replay=tmp_path) as replaying:
        summary = await replaying.summarize(ARTICLE)
    assert summary.run.requests == 2


async def test_many_at_once_replay_like_one_after_another(tmp_path: Path) -> None:
    articles = [Article(text=f"Report number {number} is short.") for number in range(40)]
    with serving(completion(EMPTY)) as endpoint:
        async with summarizer(base_url=endpoint.base_url, record=tmp_path, concurrency=20) as recording:
            await asyncio.gather(*map(recording.summarize, articles))
    async with AsyncSummarizer(replay=tmp_path, concurrency=40) as replaying:
        assert len(await asyncio.gather(*map(replaying.summarize, articles))) == 40
    assert replaying.cassette
    assert replaying.cassette.unused() == []


async def test_a_broken_recording_is_named(tmp_path: Path) -> None:
    await record(tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_text("{", encoding="utf-8")
    async with AsyncSummarizer("scripted", replay=tmp_path) as replaying:
        with pytest.raises(RecordingError, match=file.name):
            await replaying.summarize(ARTICLE)


def test_recordings_of_several_models_need_one_to_be_named(tmp_path: Path) -> None:
    for model in ("one", "two"):
        recording = {"request": {"body": {"model": model}}, "response": {"body": {}}}
        (tmp_path / f"{model}-1.json").write_text(json.dumps(recording), encoding="utf-8")
    with pytest.raises(UsageError, match="one, two"):
        AsyncSummarizer(replay=tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        AsyncSummarizer(replay=tmp_path / "nowhere")
