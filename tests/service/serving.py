"""The service as a process of its own, as tests start and kill it.

The built-in reader reads; each reading takes a moment, and then a line in LOG, as an endpoint would send a bill. Or an
endpoint answers, where its address is given; or nobody, in no time (`INSTANT`), so that what is left is the service.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from functools import partial
from pathlib import Path

import uvicorn

from summarizer import Summarizer
from summarizer.schema import Article, ArticleSummary
from summarizer.service.app import Setting, make_app
from summarizer.service.work import Work
from summarizer.sources.fetch import fetch
from summarizer.store import Store
from tests.store.reading import StandIn, read

INSTANT = "instant"


def _bill(log: Path, article: str) -> None:
    with log.open("a") as bills:
        bills.write(f"{article}\n")


def _reader(log: Path, reader: str) -> Summarizer:
    if reader.startswith("http"):
        cache = log.with_suffix(".cache")
        return Summarizer("scripted", base_url=reader, api_key="none", cache=cache, link=False)
    if reader == INSTANT:
        return _instant()
    summarizer = Summarizer("builtin")
    session = summarizer._async._open()
    summarize = session.summarize

    async def paid(article: Article) -> ArticleSummary:
        await asyncio.sleep(0.05)
        summary = await summarize(article)
        await asyncio.to_thread(_bill, log, article.id)
        return summary

    session.summarize = paid  # type: ignore[method-assign]
    return summarizer


def _instant() -> Summarizer:
    summarizer = Summarizer("builtin")
    session = summarizer._async._open()
    instant = StandIn()

    async def summarize(article: Article) -> ArticleSummary:
        return read(article)

    session.summarize, session.merge_each = summarize, instant.merge_each  # type: ignore[method-assign, assignment]
    return summarizer


def _end_with_the_tests() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def run(what: str, place: str, port: int, log: Path, output: Path, allowed: tuple[str, ...], reader: str) -> None:
    """A process on a store: `serve`, `front` (without workers), or `worker`.

    It has a group of its own, so that all of it can be ended, prints to a file, so that nobody who waits for the end of
    the tests' output waits for it, and ends when the tests are no more.
    """
    os.setsid()
    with output.open("ab") as printed:
        for number in (1, 2):
            os.dup2(printed.fileno(), number)
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    with Store(place) as store, _reader(log, reader) as summarizer:
        get = partial(fetch, public_only=True, allowed=frozenset(allowed))
        work = Work(store, summarizer, get, concurrency=0 if what == "front" else 4)
        if what in ("serve", "front"):
            uvicorn.run(make_app(store, work, Setting(local=True)), port=port, log_level="error")
            return
        with work:
            stopped = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stopped.set())
            stopped.wait()
