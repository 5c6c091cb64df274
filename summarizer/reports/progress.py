"""How far a batch has got: a bar for people at a terminal, plain lines for a log."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from summarizer.reports.printable import printable
from summarizer.scrubbing import scrub

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

_STEPS = 10  # lines in the log of a batch whose length is known
_SHORTEST = 5.0  # seconds between two lines of a log
_LONGEST = 60.0  # seconds after which the next article is worth a line in any case


@dataclass(slots=True)
class _Counts:
    total: int | None
    read: int = 0
    cached: int = 0
    re_asks: int = 0
    failed: int = 0
    tokens: int = 0

    @property
    def finished(self) -> int:
        return self.read + self.cached + self.failed

    @property
    def step(self) -> int:
        return self.finished * _STEPS // self.total if self.total else 0

    def __str__(self) -> str:
        re_asks = f"{self.re_asks:,} re-ask" if self.re_asks == 1 else f"{self.re_asks:,} re-asks"
        return f"{self.read:,} read, {self.cached:,} cached, {self.failed:,} failed, {re_asks}, {self.tokens:,} tokens"


class Progress:
    """Counts the articles of a batch on stderr, as a context manager.

    On a terminal it is a bar. In a log it is a line at every tenth of the batch, none within 5 seconds of another, at
    least one a minute while articles come in, and a last one.

    Args:
        total: how many articles there will be; None when nobody knows, as in a stream.
        console: where to, instead of stderr.
        clock: seconds, never running backwards.
    """

    def __init__(
        self, total: int | None = None, *, console: Console | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._console = console or _stderr()
        self._clock = clock
        self._counts = _Counts(total)
        self._bar = _bar(self._console, total) if self._console.is_interactive else None
        self._line_at = clock()
        self._line_step = 0
        self._line_finished = -1

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
        elif self._line_finished != self._counts.finished:
            self._line()

    def advance(self, source: str, article: str, *, cached: bool, re_asks: int, tokens: int) -> None:  # noqa: ARG002 - for people a count is enough
        """One more article is done. What a cached one cost was paid in another run, and is not counted."""
        if cached:
            self._counts.cached += 1
        else:
            self._counts.read += 1
            self._counts.re_asks += re_asks
            self._counts.tokens += tokens
        self._show()

    def fail(self, source: str, problem: str, article: str | None = None) -> None:  # noqa: ARG002
        """One more article is given up; says so at once."""
        self._counts.failed += 1
        self.note(f"failed: {source}: {problem}")
        self._show()

    def note(self, text: str, source: str | None = None, article: str | None = None) -> None:  # noqa: ARG002
        """Say `text` on a line of its own, above the bar where there is one."""
        from rich.text import Text

        text = f"{source}: {text}" if source else text
        self._console.print(Text(printable(scrub(text))), soft_wrap=True)

    def _show(self) -> None:
        if self._bar:
            (task,) = self._bar.task_ids
            self._bar.update(task, completed=self._counts.finished, counts=str(self._counts))
        elif self._is_due():
            self._line()

    def _is_due(self) -> bool:
        waited = self._clock() - self._line_at
        return waited >= _LONGEST or (waited >= _SHORTEST and self._counts.step > self._line_step)

    def _line(self) -> None:
        total = "" if self._counts.total is None else f" of {self._counts.total:,}"
        self.note(f"{self._counts.finished:,}{total}: {self._counts}")
        self._line_at, self._line_step = self._clock(), self._counts.step
        self._line_finished = self._counts.finished


class JsonLog:
    """Tells of a batch on stderr as one JSON object a line, for machines; a drop-in for `Progress`."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._counts = _Counts(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    def advance(self, source: str, article: str, *, cached: bool, re_asks: int, tokens: int) -> None:
        """One more article is done."""
        self._counts.read += not cached
        self._counts.cached += cached
        known = {"source": source, "article": article}
        self.event("article", **known, cached=cached, re_asks=re_asks, tokens=tokens, finished=self._counts.finished)

    def fail(self, source: str, problem: str, article: str | None = None) -> None:
        """One more article is given up."""
        self._counts.failed += 1
        self.event("failed", source=source, article=article, problem=problem, finished=self._counts.finished)

    def note(self, text: str, source: str | None = None, article: str | None = None) -> None:
        """Something that a person should know."""
        self.event("note", text=text, source=source, article=article)

    def event(self, name: str, **values: object) -> None:
        """Anything else."""
        known = {key: value for key, value in values.items() if value is not None or name == "done"}
        line = {"at": round(self._clock(), 3), "event": name, **known}
        print(scrub(json.dumps(line, ensure_ascii=True)), file=sys.stderr, flush=True)  # noqa: T201


class Silence:
    """Tells nothing of how a batch goes; a drop-in for `Progress`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    def advance(self, source: str, article: str, *, cached: bool, re_asks: int, tokens: int) -> None:
        """One article is done."""

    def fail(self, source: str, problem: str, article: str | None = None) -> None:
        """One article came to nothing: `failed.jsonl` says which."""

    def note(self, text: str, source: str | None = None, article: str | None = None) -> None:
        """Passes over a note for a person: here nobody is shown anything."""


def _stderr() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _bar(console: Console, total: int | None) -> Bar:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    # stdout is for data: left alone, lest rich send it to stderr as well.
    bar = Bar(
        MofNCompleteColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[counts]}", markup=False),
        TimeRemainingColumn(compact=True),
        console=console,
        redirect_stdout=False,
    )
    bar.add_task("", total=total, counts=str(_Counts(total)))
    return bar
