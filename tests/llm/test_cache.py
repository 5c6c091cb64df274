"""Answers are paid for once, and a cache never costs an article."""

from __future__ import annotations

import asyncio
import os
import pickle
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from summarizer import Article, AsyncSummarizer
from summarizer.errors import AnswerError
from summarizer.llm.cache import DiskCache
from tests.endpoint import Endpoint, Reply, completion, fault, serving

EMPTY = completion('{"g": "It stands.", "n": [], "e": [], "s": [], "q": [], "c": []}')
ARTICLE = Article(text="It stands.", published="2026-03-02")


async def run(endpoint: Endpoint, cache: Any, article: Article = ARTICLE, **options: Any) -> bool:
    """Whether the answer came from the cache."""
    arguments = {"model": "scripted", "base_url": endpoint.base_url, "cache": cache, "api_key": "sk-1"} | options
    async with AsyncSummarizer(**arguments) as summarizer:
        return (await summarizer.summarize(article)).run.cached


async def test_an_answer_is_paid_for_once(tmp_path: Path) -> None:
    with serving(EMPTY) as endpoint:
        assert [await run(endpoint, tmp_path) for _ in range(3)] == [False, True, True]
        assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        pytest.param({"model": "other"}, {}, id="model"),
        pytest.param({"parameters": {"temperature": 0}}, {}, id="parameters"),
        pytest.param({"structured": "json_object"}, {}, id="how it is asked"),
        pytest.param({}, {"text": "It stands!"}, id="text"),
        pytest.param({}, {"published": "2026-03-03"}, id="publication date"),
        pytest.param({}, {"title": "It stands"}, id="title"),
        pytest.param({}, {"outlet": "Elsewhere"}, id="outlet"),
    ],
)
async def test_all_that_can_change_an_answer_is_in_its_key(
    tmp_path: Path, changes: dict[str, Any], article: dict[str, Any]
) -> None:
    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path)
        assert not await run(endpoint, tmp_path, ARTICLE.model_copy(update=article), **changes)


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        pytest.param({"api_key": "sk-2"}, {}, id="key"),
        pytest.param({"timeout": 5.0}, {}, id="time-out"),
        pytest.param({}, {"url": "https://example.org/1"}, id="address"),
    ],
)
async def test_nothing_else_is(tmp_path: Path, changes: dict[str, Any], article: dict[str, Any]) -> None:
    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path)
        assert await run(endpoint, tmp_path, ARTICLE.model_copy(update=article), **changes)


async def test_identical_requests_in_flight_share_one_call(tmp_path: Path) -> None:
    slow = Reply(body=EMPTY.body, seconds_per_byte=0.001)
    with serving(slow) as endpoint:
        async with AsyncSummarizer("m", base_url=endpoint.base_url, cache=tmp_path) as summarizer:
            first = asyncio.create_task(summarizer.summarize(ARTICLE))
            others = [asyncio.create_task(summarizer.summarize(ARTICLE)) for _ in range(4)]
            await asyncio.sleep(0.05)
            first.cancel()  # who gives up does not take the answer from the others
            results = await asyncio.gather(*others)
    assert len(endpoint.requests) == 1
    assert {each.gist for each in results} == {"It stands."}


async def test_a_planted_pickle_is_not_opened(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return os.mkdir, (str(trap),)

    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path / "cache")
        with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
            database.execute("UPDATE Cache SET mode = 4, value = ?", (pickle.dumps(Trap()),))
        database.close()
        assert not await run(endpoint, tmp_path / "cache")
    assert not trap.exists()


async def test_a_row_that_names_a_file_elsewhere_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(EMPTY.body.decode(), encoding="utf-8")
    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path / "cache")
        with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
            database.execute("UPDATE Cache SET mode = 3, filename = '../elsewhere', value = NULL")
        database.close()
        assert not await run(endpoint, tmp_path / "cache")


@pytest.mark.parametrize("wreck", ["garbage", "rows"])
async def test_a_broken_cache_is_a_miss_said_once(tmp_path: Path, wreck: str, caplog: pytest.LogCaptureFixture) -> None:
    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path)
        if wreck == "garbage":
            (tmp_path / "cache.db").write_bytes(b"not a database at all" * 100)
        else:
            with sqlite3.connect(tmp_path / "cache.db") as database:
                database.execute("UPDATE Cache SET value = '{\"half\": '")
            database.close()
        assert not await run(endpoint, tmp_path)
        assert await run(endpoint, tmp_path)  # a new one has begun
    if wreck == "garbage":
        assert len(caplog.records) == 1
        assert "set aside" in caplog.text
        assert list(tmp_path.glob("cache.db.broken-*"))


async def test_a_cache_that_cannot_be_made_costs_no_article(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with serving(EMPTY) as endpoint:
        assert not await run(endpoint, tmp_path / "file" / "cache")
    assert [record.getMessage().count("going on without") for record in caplog.records] == [1, 1]


async def test_a_full_disk_fails_every_write_and_no_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import diskcache

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with serving(EMPTY) as endpoint:
        await run(endpoint, tmp_path)
        monkeypatch.setattr(diskcache.Cache, "set", full)
        assert await run(endpoint, tmp_path)
        for text in ("One.", "Two.", "Three."):
            assert not await run(endpoint, tmp_path, Article(text=text))
    assert "disk is full" in caplog.text


async def test_what_was_answered_before_a_process_died_is_not_paid_for_again(tmp_path: Path) -> None:
    asked_again = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hangs(_: object) -> Reply:
        loop.call_soon_threadsafe(asked_again.set)
        time.sleep(0.3)
        return Reply(reset=True)

    with serving(completion("I would rather not say."), hangs, EMPTY) as endpoint:
        dying = asyncio.create_task(run(endpoint, tmp_path))
        await asked_again.wait()
        dying.cancel()  # what is written stays, as after a kill
        await asyncio.gather(dying, return_exceptions=True)
        assert await run(endpoint, tmp_path) is False
        first, *others = [one["body"] for one in endpoint.requests]
        assert len(others) == 2, "the answer that had come is not asked for again"
        assert others[0] == others[1] != first
    with closing(DiskCache(tmp_path)) as cache:
        assert not [key for key, _ in cache.items() if key.startswith("arrived-")]


async def test_an_answer_that_came_to_nothing_is_asked_for_again(tmp_path: Path) -> None:
    with serving(completion("No."), completion("No."), EMPTY) as endpoint:
        with pytest.raises(AnswerError):
            await run(endpoint, tmp_path)
        assert await run(endpoint, tmp_path) is False
        assert len(endpoint.requests) == 3


async def test_failed_answers_are_not_kept(tmp_path: Path) -> None:
    from summarizer import EndpointError

    with serving(fault(404), EMPTY) as endpoint:
        with pytest.raises(EndpointError):
            await run(endpoint, tmp_path)
        assert not await run(endpoint, tmp_path)


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "deep" / "cache")
    cache.set("key", "value")
    assert cache.get("key") == "value"
    assert (tmp_path / "deep" / "cache").stat().st_mode & 0o777 == 0o700
    cache.close()


async def test_anything_with_get_and_set_is_a_cache() -> None:
    class Memory(dict[str, str]):
        def set(self, key: str, value: str) -> None:
            self[key] = value

    memory = Memory()
    with serving(EMPTY) as endpoint:
        assert [await run(endpoint, memory) for _ in range(2)] == [False, True]
