"""The service as a process of its own, as tests start and kill it.

The built-in reader reads; each reading takes a moment, and then a line in LOG, as an endpoint would send a bill.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
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


def _bill(log: Path, article: str) -> None:
    with log.open("a") as bills:
        bills.write(f"{article}\n")


def _end_with_the_tests() -> None:
    sys.stdin.buffer.read()  # until nobody can write to it any more
    os._exit(1)


def main() -> None:
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    what, place, port, log = sys.argv[1:5]
    with Store(place) as store, Summarizer("builtin") as summarizer:
        session = summarizer._async._open()
        summarize = session.summarize

        async def paid(article: Article) -> ArticleSummary:
            await asyncio.sleep(0.05)
            summary = await summarize(article)
            await asyncio.to_thread(_bill, Path(log), article.id)
            return summary

        session.summarize = paid  # type: ignore[method-assign]
        get = partial(fetch, public_only=True, allowed=frozenset(sys.argv[5:]))
        work = Work(store, summarizer, get, concurrency=0 if what == "front" else 4)
        if what in ("serve", "front"):
            uvicorn.run(make_app(store, work, Setting(local=True)), port=int(port), log_level="error")
            return
        with work:
            stopped = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: stopped.set())
            stopped.wait()


if __name__ == "__main__":
    main()
