"""An event loop in a thread of its own, for code that does not await."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")

_PATIENCE = 5.0  # seconds that closing may take before the thread is left to end with the program


class LoopThread:
    """Runs awaitables on an event loop in a daemon thread, which does not keep a program from ending."""

    def __init__(self) -> None:
        started = threading.Event()
        self._thread = threading.Thread(target=self._work, args=[started], name="summarizer", daemon=True)
        self._thread.start()
        started.wait()

    def run(self, work: Awaitable[Result]) -> Result:
        """The result of `work`; whoever stops waiting for it, as by Ctrl-C, gives it up."""
        future = asyncio.run_coroutine_threadsafe(_await(work), self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self, last: Callable[[], Awaitable[None]]) -> None:
        """Does a last thing on the loop, gives up what is under way there, and ends the thread."""
        asyncio.run_coroutine_threadsafe(self._finish(last), self._loop)
        if threading.current_thread() is not self._thread:  # where a garbage collection may close it
            self._thread.join(_PATIENCE)

    async def _finish(self, last: Callable[[], Awaitable[None]]) -> None:
        try:
            await last()
        finally:
            self._stop.set()

    def _work(self, started: threading.Event) -> None:
        with asyncio.Runner() as runner:  # at its end it gives up what is under way
            self._loop = runner.get_loop()
            self._stop = asyncio.Event()
            started.set()
            runner.run(self._stop.wait())


async def _await(work: Awaitable[Result]) -> Result:
    return await work
