"""A batch: many articles into one folder of summaries, stories and a report.

Articles are read, asked about and kept as a stream, in the store of the folder (`folder.py`), so that whatever stops a
run, what was paid for is kept, and the next run into the same folder asks only for what is new. `summaries.jsonl`,
`failed.jsonl`, `stories.jsonl`, `report.md` and `report.html` are written out of it, whole and at once, in the end.

Memory hardly grows with the input: of each article a few thousand bytes are kept while the stories are made, which
come and go one after another, as in the report.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from summarizer.batch.by_batch_api import ByBatch
from summarizer.batch.folder import FAILED, OUTDATED, RUN, STORIES, SUMMARIES, Folder
from summarizer.batch.jobs import Jobs
from summarizer.batch.jsonl import Lines
from summarizer.errors import (
    AccessError,
    BudgetError,
    EndpointError,
    ModelError,
    ReadError,
    StoreError,
    SummarizerError,
    UndoneError,
    UsageError,
)
from summarizer.files import staged, write, write_bytes
from summarizer.llm.batch_api import BatchApi
from summarizer.llm.client import ATTEMPTS
from summarizer.llm.prices import Budget, Estimate
from summarizer.schema import Article, ArticleSummary, Story
from summarizer.scrubbing import scrub
from summarizer.session import Failure, Session
from summarizer.sources import Defaults, Failed, Found, nothing_there, read
from summarizer.text.counting import counted
from summarizer.usage import Usage

HOPELESS = 5
"""Failures of the endpoint in a row, with no answer ever, after which a batch can only fail."""
_NO_ROOM = "Free some space or choose another folder with -o; what was answered is in the cache."
_SYNC = 2.0  # seconds between two writes to the disk itself
_LATENCIES = 100_000
WriteReports = Callable[[Sequence[Story], Path], None]


class BatchObserver(Protocol):
    """Is told how a batch goes, and shows it."""

    def advance(self, source: str, article: str, *, cached: bool, re_asks: int, tokens: int) -> None:
        """One article is done, known by where it was found and by its id."""

    def fail(self, source: str, problem: str, article: str | None = None) -> None:
        """One source or article came to nothing."""

    def note(self, text: str, source: str | None = None, article: str | None = None) -> None:
        """Something that a person should know, of one article or of all."""


@dataclass
class Batch:
    """What a batch came to.

    Attributes:
        summaries: how many there are in the folder.
        fresh: how many of them this run made, from the cache or by asking.
        cached: how many of those the cache had.
        reused: how many were taken over from an earlier run into the folder.
        failed: how many articles or sources came to nothing.
        unread: how many of those were sources that gave no article.
        left: how many articles were not tried because the batch stopped.
        batched: what of its requests and tokens was by way of the endpoint's batches.
        batches: their ids.
        stopped: why the batch stopped before its end.
    """

    summaries: int = 0
    fresh: int = 0
    cached: int = 0
    reused: int = 0
    duplicates: int = 0
    failed: int = 0
    unread: int = 0
    left: int = 0
    requests: int = 0
    re_asks: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    batched: Usage = field(default_factory=Usage)
    batches: tuple[str, ...] = ()
    dropped: int = 0
    seconds: float = 0.0
    stories: Sequence[Story] = ()
    reasons: Counter[str] = field(default_factory=Counter)
    stopped: SummarizerError | None = None


async def run(
    sources: Iterable[str],
    folder: Path,
    session: Session,
    watcher: BatchObserver,
    defaults: Defaults,
    write_reports: WriteReports,
    *,
    merge: bool = True,
    one_story: bool = False,
    reread: bool = False,
    replace: bool = False,
    budget: Budget | None = None,
    batch_api: bool = False,
) -> Batch:
    """Summarises and merges the articles in `sources` into `folder`, adding them to what is there.

    A batch that can only fail (a wrong key, no quota, an endpoint that never answers) stops after a few calls, one over
    its budget before the next; `Batch.stopped` says why.

    Args:
        write_reports: writes the reports on the stories into the folder, when there are stories.
        merge: whether to merge at the end.
        one_story: whether all articles of the folder tell one story, whatever their words say.
        reread: whether stories are read from their first report on, even where they could be taken over.
        replace: whether what the folder holds of other articles is dropped, provided that all sources can be read.
        budget: what it may take; nothing is asked beyond it.
        batch_api: whether to ask by way of the endpoint's Batch API, and wait for it.

    Raises:
        UsageError: the folder cannot be written, or another batch writes to it, or waits for answers in it; nobody that
            is asked has a Batch API.
        ReadError: there is nothing to read in any of the sources, and no folder yet: none is made.
    """
    sources = list(sources)
    _check_sources(sources, folder)
    api = session.batch_api() if batch_api else None
    try:
        with Folder(folder) as into, Jobs(into) as jobs:
            if jobs.under_way and not api:
                waiting = counted(len(jobs.under_way), "batch", "batches")
                raise UsageError(
                    f"{jobs.folder}: {waiting} sent with --batch-api, the answers to come.",
                    "Add --batch-api to take them in. To give up what was sent, choose another folder.",
                )
            work = _Run(into, jobs, session, watcher, defaults, write_reports, budget or Budget())
            session.answer_from(jobs.take)
            making = {"one_story": one_story, "reread": reread} if merge else None
            return await work.run(sources, making=making, replace=replace, api=api)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: {error.strerror or error}.", _NO_ROOM) from None
    except StoreError as error:
        raise UsageError(error.problem, f"{error.remedy} {_NO_ROOM}") from None
    finally:
        session.answer_from(None)


def _check_sources(sources: Sequence[str], folder: Path) -> None:
    if not folder.exists() and (missing := nothing_there(sources)):
        raise ReadError(" ".join(one.error.problem for one in missing), missing[0].error.remedy)


class _Run:
    def __init__(
        self,
        folder: Folder,
        jobs: Jobs,
        session: Session,
        watcher: BatchObserver,
        defaults: Defaults,
        write_reports: WriteReports,
        budget: Budget,
    ) -> None:
        self.folder, self.jobs, self.session = folder, jobs, session
        self.watcher, self.defaults, self.budget = watcher, defaults, budget
        self.write_reports = write_reports
        self.batch = Batch()
        self.under_way: dict[str, tuple[Article, float]] = {}
        self.latencies: list[float] = []
        self.failures_in_a_row = 0
        self.begun = self.synced = time.monotonic()

    async def run(
        self, sources: list[str], *, making: dict[str, bool] | None, replace: bool, api: BatchApi | None
    ) -> Batch:
        batch, folder = self.batch, self.folder.path
        if replace and any(_is_same(source, folder / FAILED) for source in sources):
            raise UsageError(
                f"--replace would drop all that {folder} holds but what failed.", "Leave out --replace to add to it."
            )
        articles = self._articles(sources, api)
        results = self.session.summarize_many(articles)
        try:
            async for result in results:
                article, since = self.under_way.pop(result.article.id)
                self._settle(article)
                if isinstance(result, Failure):
                    self._failed(self.folder.source(article.id), result.error, article)
                    self._stop_if_hopeless(result.error)
                else:
                    self._succeeded(article, result, time.monotonic() - since)
                if batch.stopped and not isinstance(batch.stopped, BudgetError):
                    break
                if time.monotonic() - self.synced > _SYNC:
                    await asyncio.to_thread(self.folder.sync)
                    self.synced = time.monotonic()
        finally:
            await results.aclose()
            await articles.aclose()
        for article, _ in self.under_way.values():
            batch.left += 1
            error = SummarizerError("The batch stopped before this was answered.", "Run it again.")
            self.folder.fail(self.folder.source(article.id), error, article)
        replace = replace and self._may_replace()
        if left := self.folder.finish_failures(replace=replace):
            self.watcher.note(f"{counted(left, 'failure')} of earlier runs stay in {folder / FAILED}")
        batch.summaries = self.folder.finish(replace=replace)
        if self.folder.outdated:
            self.watcher.note(
                f"{self.folder.outdated} summaries of another version in {folder} are not used; those that were not "
                f"made anew are in {OUTDATED}"
            )
        self._finish_jobs()
        if batch.fresh or batch.reused:  # else there is nothing to add to what is there
            if making is not None:
                await self._merge(**making)
            elif (folder / STORIES).exists():
                self.watcher.note(f"{folder / STORIES} is as before: run without --no-merge to bring it up to date")
        if replace:
            self.folder.drop()
        self._write_run()
        return batch

    def _may_replace(self) -> bool:
        """Whether every source was read, so that what the run did not find is really to be dropped."""
        if self.batch.stopped or self.batch.unread or not (self.batch.fresh or self.batch.reused):
            self.watcher.note("Nothing is dropped from the folder, as not all could be read that was named.")
            return False
        return True

    async def _articles(self, sources: list[str], api: BatchApi | None) -> AsyncGenerator[Article, None]:
        """The articles to ask about, when it is their turn."""
        by_batch = api and ByBatch(
            self.jobs, api, self.session, self.watcher, self.budget, self.batch, self._may_go_on, self._fail_in_batch
        )
        new = self._unanswered(sources)
        async with contextlib.aclosing(by_batch.answered(new) if by_batch else new) as articles:
            async for article in articles:
                if not by_batch and not self._may_go_on(article):
                    self.batch.left += 1
                    continue
                self.under_way[article.id] = article, time.monotonic()
                yield article

    async def _merge(self, *, one_story: bool, reread: bool) -> None:
        """Makes the stories anew, those of an earlier run taken over as far as their articles are the same."""
        folder = self.folder.path
        summaries, stories = read_summaries([folder / SUMMARIES]), folder / STORIES
        joined, apart = self.folder.by_hand()
        try:
            earlier = self.folder.stories()
            merged = self.session.merge_each(
                summaries, earlier, complete=True, one_story=one_story, reread=reread, joined=joined, apart=apart
            )
            await self._keep_stories(merged)
        except ReadError as error:
            if str(stories) not in error.problem:
                raise
            self.watcher.note(f"{error.problem} The stories of the earlier run are not used; all are made anew.")
            merged = self.session.merge_each(summaries, one_story=one_story, joined=joined, apart=apart)
            await self._keep_stories(merged)
        merging = self.session.merging
        self._count(merging.requests, merging.re_asks, merging.input_tokens, merging.output_tokens)
        self.batch.stories = read_stories([stories])
        self.write_reports(self.batch.stories, folder)

    async def _keep_stories(self, merged: AsyncGenerator[Story, None]) -> None:
        """Takes stories into the store as they come, and writes them down when all are there."""
        path = self.folder.path / STORIES
        told = path.with_name(f"{STORIES}.told.tmp")  # of the one process that holds the folder
        try:
            await write_stories(told, merged)
            shown = self.folder.keep_stories(read_stories([told]))
            write_bytes(path, (story_line(story) for story in shown))
        finally:
            told.unlink(missing_ok=True)

    async def _unanswered(self, sources: list[str]) -> AsyncGenerator[Article, None]:
        """The articles that no earlier run has answered; the others are taken over."""
        with contextlib.closing(read(sources, self.defaults)) as results:
            for found in results:
                if article := self._if_unanswered(found):
                    yield article

    def _if_unanswered(self, found: Found | Failed) -> Article | None:
        """The article that was read, or None if it failed or its summary is there already."""
        if isinstance(found, Failed):
            self._failed(found.source, found.error, None)
            return None
        for remark in found.remarks:
            self.watcher.note(remark)
        for note in found.notes:
            self.watcher.note(note, found.source, found.article.id)
        article = found.article
        if known := self.folder.register(article, found.source):
            self._note_duplicate(found.source, article, known.source, same=known.same)
            return None
        try:
            reused = self.folder.take_over(article, self.session.key)
        except ReadError as error:
            self._failed(found.source, error, None)
            return None
        if reused:
            self.batch.reused += 1
            self._settle(article)
            self.watcher.advance(found.source, article.id, cached=True, re_asks=0, tokens=0)
            return None
        return article

    def _settle(self, article: Article) -> None:
        """Marks the article's answers from the Batch API as used."""
        if self.jobs.all:
            self.jobs.settle(self.session.keys(article))

    def _fail_in_batch(self, article: Article, error: SummarizerError) -> None:
        if not isinstance(error, UndoneError):
            self._settle(article)
        self._failed(self.folder.source(article.id), error, article)

    def _note_duplicate(self, source: str, article: Article, earlier: str, *, same: bool) -> None:
        if same:
            self.batch.duplicates += 1
            self.watcher.note(f"the same article as {earlier}; counted once", source)
            return
        if not article.id_is_given:
            self.batch.duplicates += 1
            self.watcher.note(f"the text and title of {earlier}, with another day or byline; counted once", source)
            return
        problem = f"it has the id {article.id} of {earlier}, but is another article."
        self._failed(source, ReadError(problem, "Give each article an id of its own, or none."), article)

    def _may_go_on(self, article: Article) -> bool:
        """Whether the article may be asked about; what the cache has costs nothing."""
        if self.batch.stopped is None and self.budget.is_limited and not self.session.remembers(article):
            guess = Estimate()
            guess.ask(*self.session.size(article))
            self.batch.stopped = self.budget.spent(len(self.under_way), guess)
        return self.batch.stopped is None or self.session.remembers(article)

    def _succeeded(self, given: Article, summary: ArticleSummary, seconds: float) -> None:
        batch, run = self.batch, summary.run
        source, article = self.folder.source(given.id), given.id
        self.folder.add(given, summary)
        batch.fresh += 1
        batch.dropped += len(summary.dropped)
        self.failures_in_a_row = 0
        if run.cached:
            batch.cached += 1
            self.watcher.advance(source, article, cached=True, re_asks=0, tokens=0)
            return
        self._count(run.requests, run.re_asks, run.input_tokens, run.output_tokens)
        if len(self.latencies) < _LATENCIES:
            self.latencies.append(seconds)
        tokens = run.input_tokens + run.output_tokens
        self.watcher.advance(source, article, cached=False, re_asks=run.re_asks, tokens=tokens)

    def _count(self, requests: int, re_asks: int, input_tokens: int, output_tokens: int) -> None:
        self.batch.requests += requests
        self.batch.re_asks += re_asks
        self.batch.input_tokens += input_tokens
        self.batch.output_tokens += output_tokens
        self.batch.batched = self.budget.batched = self.jobs.taken
        self.budget.pay(input_tokens, output_tokens)

    def _failed(self, source: str, error: SummarizerError, article: Article | None) -> None:
        batch = self.batch
        batch.failed += 1
        batch.unread += article is None
        batch.reasons[type(error).__name__] += 1
        if isinstance(error, ModelError):
            self._count(error.usage.requests, error.usage.re_asks, error.usage.input_tokens, error.usage.output_tokens)
        self.folder.fail(source, error, article)
        if isinstance(error, AccessError) and batch.stopped is None:
            return  # said once, as the reason why the batch stopped
        problem = str(error).removeprefix(f"{scrub(source)}: ")  # what cannot be read names itself
        self.watcher.fail(source, problem, article.id if article else None)

    def _stop_if_hopeless(self, error: SummarizerError) -> None:
        """Stops a batch that can only fail."""
        if isinstance(error, AccessError):
            self.batch.stopped = error
        elif isinstance(error, EndpointError):
            self.failures_in_a_row += HOPELESS if error.usage.requests >= ATTEMPTS else 1
            known = self.batch.fresh > self.batch.cached
            limit = HOPELESS * (1 + 2 * self.session.concurrency) if known else HOPELESS
            if self.session.is_lost or self.failures_in_a_row >= limit:
                self.batch.stopped = error

    def _finish_jobs(self) -> None:
        if unused := self.jobs.finish():
            answers = counted(unused, "answer that is", "answers that are")
            self.watcher.note(f"{answers} paid for and not used yet: kept in {self.jobs.folder} for another run")

    def _write_run(self) -> None:
        batch = self.batch
        batch.cost, batch.seconds = self.budget.cost, time.monotonic() - self.begun
        batch.batches = tuple(self.jobs.used)
        text = json.dumps(account(batch, self.session, self.latencies), indent=2, ensure_ascii=False)
        write(self.folder.path / RUN, [text + "\n"])


def account(batch: Batch, session: Session, latencies: list[float]) -> dict[str, object]:
    """What `run.json` says of a run."""
    ordered = sorted(latencies)
    share = {f"p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)], 3) for p in (50, 95) if ordered}
    return {
        "model": session.model,
        "seconds": round(batch.seconds, 3),
        "stopped": str(batch.stopped) if batch.stopped else None,
        "articles": {
            "in_folder": batch.summaries,
            "asked": batch.fresh - batch.cached,
            "from_cache": batch.cached,
            "taken_over": batch.reused,
            "duplicates": batch.duplicates,
            "failed": batch.failed,
            "left": batch.left,
        },
        "failed_by_error": dict(batch.reasons),
        "requests": batch.requests,
        "by_batch_api": {
            "batches": list(batch.batches),
            "requests": batch.batched.requests,
            "tokens": {"input": batch.batched.input_tokens, "output": batch.batched.output_tokens},
        },
        "re_asks": batch.re_asks,
        "retries_by_cause": dict(session.faults),
        "tokens": {"input": batch.input_tokens, "output": batch.output_tokens},
        "cost_usd": None if batch.cost is None else round(batch.cost, 6),
        "seconds_an_article": share,
        "dropped_items": batch.dropped,
        "stories": len(batch.stories),
    }


def plan(sources: Iterable[str], folder: Path, session: Session, defaults: Defaults) -> Estimate:
    """What a run into `folder` would ask, and about how many tokens that takes; nothing is sent, nothing written."""
    estimate = Estimate()
    with Folder(folder, look=True) as earlier, Jobs(earlier) as jobs:
        for found in read(sources, defaults):
            if isinstance(found, Failed):
                estimate.unreadable += 1
                continue
            article = found.article
            if earlier.register(article, found.source):
                continue
            estimate.articles += 1
            try:
                if earlier.take_over(article, session.key):
                    estimate.written += 1
                elif not (keys := session.unanswered(article)):
                    estimate.cached += 1
                elif all(jobs.job_of(key) for key in keys):
                    estimate.batched += 1
                else:
                    estimate.ask(*session.size(article))
            except ReadError:
                estimate.unreadable += 1
    return estimate


def _is_same(source: str, path: Path) -> bool:
    try:
        return Path(source).samefile(path)
    except OSError:
        return False


def read_summaries(paths: Iterable[Path]) -> Lines[ArticleSummary]:
    """The summaries in JSONL files, one a line, each read when it is asked for.

    Raises:
        ReadError: a file cannot be read; on access, a line is no summary. It names both.
    """
    return Lines(paths, ArticleSummary, SUMMARIES)


def read_stories(paths: Iterable[Path]) -> Lines[Story]:
    """The stories in JSONL files, one a line, each read when it is asked for.

    Raises:
        ReadError: a file cannot be read; on access, a line is no story. It names both.
    """
    return Lines(paths, Story, STORIES)


async def write_stories(path: Path, stories: AsyncGenerator[Story, None]) -> None:
    """Writes stories as they come, one a line; the file is there when all are, whole and at once."""
    with staged(path) as file:
        async with contextlib.aclosing(stories):
            async for story in stories:
                file.write(story_line(story))


def story_line(story: Story) -> bytes:
    """A story as a line of `stories.jsonl`."""
    return story.model_dump_json().encode("utf-8", "backslashreplace") + b"\n"
