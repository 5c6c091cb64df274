"""How long a story takes from its last article to its page, at an endpoint that writes so many tokens a second.

    python -m tests.benchmarks.story_latency ARTICLES RECORDINGS [--milliseconds 20]

Plays recordings, and lets each answer take its output tokens times that. Beside it stands the same work with one
request after another: what running side by side saves.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import Any

import httpx2

from summarizer import AsyncSummarizer, read
from summarizer.llm.recordings import Cassette
from summarizer.sources import Found


class SlowCassette:
    """Makes recordings play as slowly as an endpoint writes."""

    def __init__(self, milliseconds: float) -> None:
        self.seconds_a_token = milliseconds / 1000
        self.waits: list[tuple[float, float]] = []
        """Of each answer: when it was asked for, and how long it took."""
        self._play = Cassette.handle_async_request

    def __enter__(self) -> SlowCassette:
        async def handle(cassette: Cassette, request: httpx2.Request) -> httpx2.Response:
            began = time.perf_counter()
            response = await self._play(cassette, request)
            usage: dict[str, Any] = response.json().get("usage") or {}
            wait = float(usage.get("completion_tokens", 0)) * self.seconds_a_token
            await asyncio.sleep(wait)
            self.waits.append((began, wait))
            return response

        Cassette.handle_async_request = handle  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        Cassette.handle_async_request = self._play  # type: ignore[method-assign]


async def story(articles: str, recordings: str, model: str) -> tuple[int, float]:
    """Reads and merges; how many articles there were, and the seconds until all had been read."""
    found = [one.article for one in read([articles]) if isinstance(one, Found)]
    async with AsyncSummarizer(model=model, api_key="none", replay=recordings, concurrency=50) as summarizer:
        began = time.perf_counter()
        done = await asyncio.gather(*(summarizer.summarize(one) for one in found))
        were_read = time.perf_counter() - began
        await summarizer.merge([one.reading for one in done], one_story=True)
    return len(found), were_read


def main() -> None:
    """Prints one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles")
    parser.add_argument("recordings")
    parser.add_argument("--model", default="desk")
    parser.add_argument("--milliseconds", type=float, default=20.0, help="that a token of output takes (default 20)")
    options = parser.parse_args()
    with SlowCassette(options.milliseconds) as slow:
        began = time.perf_counter()
        count, were_read = asyncio.run(story(options.articles, options.recordings, options.model))
        took = time.perf_counter() - began
    one_after_another = sum(wait for _, wait in slow.waits)
    print(
        f"{count} articles, {len(slow.waits)} requests: all read after {were_read:.0f} s, story after {took:.0f} s; "
        f"one request after another {one_after_another:.0f} s ({took / one_after_another:.2f})"
    )


if __name__ == "__main__":
    main()
