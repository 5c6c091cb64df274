"""A batch: many articles into one folder of summaries, stories and a report.

`summaries.jsonl`, `stories.jsonl`, `report.md` and `report.html` are written whole, when all is done. Until then each
summary is added to `summaries.partial.jsonl` as it is ready: whatever stops a run, what was paid for is kept, and the
next run into the same folder asks only for what is new or changed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from summarizer.errors import AccessError, ReadError, SummarizerError, UsageError
from summarizer.reading import Defaults, Failed, read
from summarizer.reports.html import write_html
from summarizer.reports.markdown import markdown
from summarizer.schema import Article, ArticleSummary, Story
from summarizer.summarize import AsyncSummarizer, Failure

SUMMARIES, PARTIAL, STORIES = "summaries.jsonl", "summaries.partial.jsonl", "stories.jsonl"
REPORT, PAGE = "report.md", "report.html"

Shape = TypeVar("Shape", bound=BaseModel)


class Watcher(Protocol):
    """Who is told how a batch goes."""

    def advance(self, *, cached: bool, re_asks: int, tokens: int) -> None:
        """One article is done."""

    def fail(self, source: str, problem: str) -> None:
        """One article came to nothing."""

    def note(self, text: str) -> None:
        """Something that a person should know."""


@dataclass
class Batch:
    """What a batch came to: all summaries, and those among them that this run made."""

    summaries: list[ArticleSummary] = field(default_factory=list)
    fresh: list[ArticleSummary] = field(default_factory=list)
    stories: tuple[Story, ...] = ()
    failed: list[tuple[str, SummarizerError]] = field(default_factory=list)
    reused: int = 0


async def run(
    sources: Iterable[str], folder: Path, summarizer: AsyncSummarizer, watcher: Watcher, defaults: Defaults
) -> Batch:
    """Summarises and merges the articles in `sources` into `folder`.

    Raises:
        UsageError: the folder cannot be written.
        AccessError: the key is wrong or there is no quota: every further call would fail alike.
    """
    work = _Work(folder, summarizer, watcher, defaults)
    try:
        return await work.run(sources)
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder}: {error.strerror or error}.",
            "Free some space or choose another folder with -o; what was answered is in the cache.",
        ) from None


class _Work:
    def __init__(self, folder: Path, summarizer: AsyncSummarizer, watcher: Watcher, defaults: Defaults) -> None:
        self.folder, self.summarizer, self.watcher, self.defaults = folder, summarizer, watcher, defaults
        self.batch = Batch()
        self.sources: dict[str, str] = {}
        self.done: dict[str, ArticleSummary] = {}

    async def run(self, sources: Iterable[str]) -> Batch:
        self.folder.mkdir(parents=True, exist_ok=True)
        earlier = {summary.run.key: summary for summary in self._earlier()}
        with (self.folder / PARTIAL).open("a", encoding="utf-8") as journal:
            async for result in self.summarizer.summarize_many(self._new(sources, earlier)):
                if isinstance(result, Failure):
                    if isinstance(result.error, AccessError):
                        raise result.error
                    self._failed(self.sources[result.article.id], result.error)
                    continue
                self.done[result.article.id] = result
                self.batch.fresh.append(result)
                journal.write(result.model_dump_json() + "\n")
                journal.flush()
                self.watcher.advance(
                    cached=result.run.cached,
                    re_asks=0 if result.run.cached else result.run.re_asks,
                    tokens=0 if result.run.cached else result.run.input_tokens + result.run.output_tokens,
                )
        self.batch.summaries = [self.done[article] for article in self.sources if article in self.done]
        write_lines(self.folder / SUMMARIES, self.batch.summaries)
        self.batch.stories = await self.summarizer.merge(self.batch.summaries)
        write_lines(self.folder / STORIES, self.batch.stories)
        write(self.folder / REPORT, [markdown(self.batch.stories)])
        write_html(self.batch.stories, self.folder / PAGE, made=dt.datetime.now(dt.UTC))
        (self.folder / PARTIAL).unlink()
        return self.batch

    def _earlier(self) -> Iterator[ArticleSummary]:
        for name in (SUMMARIES, PARTIAL):
            with contextlib.suppress(FileNotFoundError):
                for line in (self.folder / name).read_text("utf-8").splitlines():
                    with contextlib.suppress(ValidationError):  # a line cut off in mid-write, or of another version
                        yield ArticleSummary.model_validate_json(line)

    async def _new(self, sources: Iterable[str], earlier: dict[str, ArticleSummary]) -> AsyncIterator[Article]:
        """The articles that no earlier run has answered; the others are taken over."""
        articles: dict[str, Article] = {}
        for found in read(sources, self.defaults):
            if isinstance(found, Failed):
                self._failed(found.source, found.error)
                continue
            for note in found.notes:
                self.watcher.note(f"{found.source}: {note}")
            article = found.article
            if article.id in articles:
                if articles[article.id] != article:
                    problem = f"it has the id {article.id} of {self.sources[article.id]}, but is another article."
                    self._failed(found.source, ReadError(problem, "Give each article an id of its own, or none."))
                else:
                    self.watcher.note(f"{found.source}: the same article as {self.sources[article.id]}; counted once")
                continue
            articles[article.id] = article
            self.sources[article.id] = found.source
            try:
                known = earlier.get(self.summarizer.key(article))
            except ReadError as error:
                self._failed(found.source, error)
                continue
            if known and known.article.model_copy(update={"title": article.title}) == article.info:
                self.done[article.id] = known
                self.batch.reused += 1
                self.watcher.advance(cached=True, re_asks=0, tokens=0)
            else:
                yield article

    def _failed(self, source: str, error: SummarizerError) -> None:
        self.batch.failed.append((source, error))
        self.watcher.fail(source, str(error))


def read_summaries(paths: Iterable[Path]) -> Iterator[ArticleSummary]:
    """The summaries in JSONL files, one a line.

    Raises:
        ReadError: a file cannot be read, or a line is no summary; it names both.
    """
    return _read_lines(paths, ArticleSummary, SUMMARIES)


def read_stories(paths: Iterable[Path]) -> Iterator[Story]:
    """The stories in JSONL files, one a line.

    Raises:
        ReadError: a file cannot be read, or a line is no story; it names both.
    """
    return _read_lines(paths, Story, STORIES)


def _read_lines(paths: Iterable[Path], shape: type[Shape], name: str) -> Iterator[Shape]:
    for path in paths:
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _record(line, shape, f"{path}:{number}", name)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise ReadError(f"{path}: {reason}.", f"Give a {name} as `summarizer batch` writes it.") from None


def _record(line: str, shape: type[Shape], where: str, name: str) -> Shape:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReadError(
            f"{where}: this is no {shape.__name__} of this version ({place + ': ' if place else ''}{first['msg']}).",
            f"Give a {name} as `summarizer batch` writes it, or run the batch again: its answers are cached.",
        ) from None


def write_lines(path: Path, records: Iterable[BaseModel]) -> None:
    """Writes one JSON value a line, whole and at once."""
    write(path, (record.model_dump_json() + "\n" for record in records))


def write(path: Path, texts: Iterable[str]) -> None:
    """Writes a file whole and at once: a reader sees the old one or the new one."""
    staged = path.with_name(f"{path.name}.tmp")
    try:
        with staged.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(texts)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
