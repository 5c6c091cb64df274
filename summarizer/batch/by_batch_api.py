"""Articles by way of the endpoint's Batch API: their requests go out in files, and what comes back answers them.

This stands between the reading of articles and the asking about them. What the cache has no answer to is kept back and
written to files; these are sent, waited for and fetched. Then the articles go on to be asked about as always, and find
their answers there (`Session.answer_from`): grounding, repairs and merging know nothing of batches.

What an article finds, and what becomes of it:

==============================================================  =======================================================
an answer                                                       it is used; what is wrong with it is asked again online
nothing, or an error of the moment, in a batch that completed   it is asked online, as another try would be
an error that would come again (too long, filtered)             it fails, and says why
its batch failed, expired or was cancelled without it           it fails, and the next run sends it again
==============================================================  =======================================================
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from typing import IO, TYPE_CHECKING

from summarizer.batch.jobs import Job, Jobs
from summarizer.errors import AccessError, BudgetError, EndpointError, SummarizerError, UnknownError, UsageError
from summarizer.llm.batch_api import BatchApi, BatchState, undone
from summarizer.llm.prices import Budget, Estimate
from summarizer.schema import Article
from summarizer.session import Session
from summarizer.text.counting import counted

if TYPE_CHECKING:
    from summarizer.batch.run import Batch, BatchObserver

SMALLEST = 100
"""A batch of fewer requests is not halved when the endpoint has no room for it."""
FEW = 5
"""More requests than this that all came to nothing are one trouble, not that of each."""
LONGEST_LINE = 2**20
"""Bytes of an answer to one request in a batch, on average, beyond which they are no answers."""
_TOO_MUCH = "token_limit_exceeded"  # more tokens than the account may have waiting at once
_WAITS = (1.0, 60.0)  # seconds between two looks at the endpoint: a tenth of the time waited, within these bounds
_GIVE_UP = 3600.0  # seconds without an answer after which waiting is given up


class ByBatch:
    """Sends requests to the endpoint's Batch API and waits for the answers.

    Args:
        jobs: the batches of the output folder.
        api: the endpoint.
        session: who asks.
        watcher: who is told how it goes.
        budget: what it may take; what is sent is estimated before.
        batch: where it is counted what is left, and why.
        may_go_on: whether the budget allows an article to be asked about online.
        fail: what is called with an article that comes to nothing.

    Raises:
        UsageError: what is under way was sent to another endpoint.
    """

    def __init__(
        self,
        jobs: Jobs,
        api: BatchApi,
        session: Session,
        watcher: BatchObserver,
        budget: Budget,
        batch: Batch,
        may_go_on: Callable[[Article], bool],
        fail: Callable[[Article, SummarizerError], None],
    ) -> None:
        self.jobs, self.api, self.session = jobs, api, session
        self.watcher, self.budget, self.batch = watcher, budget, batch
        self.may_go_on, self.fail = may_go_on, fail
        self._names: set[str] = set()
        self._sent_here: set[str] = set()
        self._is_full = False  # whether the endpoint has no room for another batch
        self._last_answer_at, self._is_away = 0.0, False
        self._answered: dict[str, int] = {}
        self._tenths = 0
        self._planned = Estimate()
        for job in jobs.under_way:
            self._planned.input_tokens += job.input_tokens
            self._planned.output_tokens += job.output_tokens
            if job.base_url != api.base_url:
                raise UsageError(
                    f"{jobs.folder} holds a batch that was sent to {job.base_url}, not to {api.base_url}.",
                    "Name that endpoint with --base-url. To give up what was sent, choose another folder.",
                )

    async def answered(self, articles: AsyncIterable[Article]) -> AsyncGenerator[Article, None]:
        """The articles as their answers are there, in files or in the cache; those that get none are failed or left."""
        with tempfile.TemporaryFile(dir=self.jobs.folder) as kept:
            async for article in articles:
                if not self._put_into_file(article):
                    self.batch.left += 1
                elif self._is_ready(article):
                    yield article
                else:
                    kept.write(article.model_dump_json().encode() + b"\n")
                await asyncio.sleep(0)  # reading does not: what is ready is answered meanwhile
            self.jobs.written()
            try:
                await self._send_and_wait()
            except SummarizerError as stopped:
                self.batch.stopped = stopped
                self.batch.left += sum(1 for _ in _articles(kept))
                return
            except asyncio.CancelledError:
                self._say_what_goes_on()
                raise
            finally:
                self.jobs.used = [job.id for job in self._jobs_of_this_run() if job.id]
            online = []
            for start, article in _articles(kept):
                if self._is_ready(article):
                    yield article
                elif error := self._problem(article):
                    self.fail(article, error)
                else:
                    online.append(start)
            for start in online:  # last: by then it is known what the others took
                article = _article(kept, start)
                if self.may_go_on(article):
                    yield article
                else:
                    self.batch.left += 1

    def _put_into_file(self, article: Article) -> bool:
        """Puts those requests of an article into files that are in none yet, if the budget has room for them."""
        keys = self.session.unanswered(article)
        new = [key for key in keys if self.jobs.job_of(key) is None]
        if new and not self._add(article, new):
            return False
        self._names |= {job.name for key in keys if (job := self.jobs.job_of(key))}
        return True

    def _add(self, article: Article, new: list[str]) -> bool:
        if isinstance(self.batch.stopped, BudgetError):
            return False
        parts, shown, length = self.session.size(article)
        each = Estimate()
        each.ask(1, shown // parts, length // parts)
        planned = self._planned.plus(each, len(new))
        if stopped := self.budget.planned(planned):
            self.batch.stopped = stopped
            return False
        self._planned = planned
        requests = self.session.requests(article)
        for key in new:
            self.jobs.add(key, requests[key], self.api.base_url, each)
        return True

    def _is_ready(self, article: Article) -> bool:
        return all(self.jobs.has_answer(key) for key in self.session.unanswered(article))

    def _problem(self, article: Article) -> SummarizerError | None:
        """Why the article comes to nothing; None when what its batches did not give is worth asking for online."""
        for key in self.session.unanswered(article):
            if self.jobs.has_answer(key):
                continue
            job, line = self.jobs.job_of(key), self.jobs.line(key)
            error = undone(job.reason) if job and job.reason and not line else self.api.problem(line)
            if error:
                return error
        return None

    async def _send_and_wait(self) -> None:
        """Sends what is to be sent, and waits until all of it has come back."""
        begun = self._last_answer_at = time.monotonic()
        while waiting := [job for job in self._jobs_of_this_run() if not job.collected]:
            for job in waiting:
                await self._send(job)
            self._say_how_far()
            await asyncio.sleep(min(max(_WAITS[0], (time.monotonic() - begun) / 10), _WAITS[1]))
            for job in self._running():
                await self._look(job)
        self._stop_if_nothing_came()

    def _jobs_of_this_run(self) -> list[Job]:
        return [job for job in self.jobs.all.values() if job.name in self._names]

    def _running(self) -> list[Job]:
        return [job for job in self._jobs_of_this_run() if job.id and not job.collected]

    async def _send(self, job: Job) -> None:
        if job.id or (self._is_full and self._running()):
            return
        try:
            if not job.file:
                with self.jobs.requests(job) as path:
                    file, made_at = await self.api.upload(path)
                self._sent_here.add(job.name)
                job = self.jobs.change(job, file=file, made_at=made_at)
                self.jobs.save()
            assert job.file
            state = await self.api.submit(job.file, job.made_at, may_exist=job.name not in self._sent_here)
        except (AccessError, UnknownError):
            raise
        except EndpointError:
            if not self._running():
                raise
            self._is_full = True  # it may have enough to do with the others
            return
        self.jobs.change(job, id=state.id, status=state.status)
        self.jobs.save()
        self.watcher.note(f"{state.id}: {counted(job.requests, 'request')} sent, to be answered within 24 hours")

    async def _look(self, job: Job) -> None:
        """Asks what has become of a batch, and takes it in when it has ended."""
        assert job.id
        try:
            state = await self.api.get_state(job.id)
            if state.has_ended and not (state.code == _TOO_MUCH and self._send_less(job)):
                await self._collect(job, state)
            else:
                self._answered[job.name] = state.answered
        except (AccessError, UnknownError):
            raise
        except EndpointError as error:
            if time.monotonic() - self._last_answer_at > _GIVE_UP:
                raise
            if not self._is_away:
                self.watcher.note(f"{job.id}: {error.problem} Still waiting.")
            self._is_away = True
            return
        self._last_answer_at, self._is_away = time.monotonic(), False

    def _send_less(self, job: Job) -> bool:
        """Waits for other batches, or halves this one, when the endpoint has no room for so much."""
        job = self.jobs.change(job, id=None, status="")
        self.jobs.save()
        if self._running():
            self._is_full = True
        elif job.requests >= 2 * SMALLEST:
            self._names.update(self.jobs.halve(job))
        else:
            return False
        return True

    async def _collect(self, job: Job, state: BatchState) -> None:
        with self.jobs.results(job) as paths:
            for file, path in zip((state.answers, state.errors), paths, strict=True):
                if file:
                    await self.api.download(file, path, most=(job.requests + 1) * LONGEST_LINE)
            job, unreadable = self.jobs.collect(job, state, paths)
        self._is_full = False
        said = f"{state.id}: {state.status}, {self.jobs.answers(job):,} of {counted(job.requests, 'request')} answered"
        said += f" ({state.reason})" if state.reason else ""
        self.watcher.note(said + (f"; {counted(unreadable, 'line')} of no use" if unreadable else ""))

    def _stop_if_nothing_came(self) -> None:
        """Stops when nothing was answered: the reason is told once, and nothing is paid for online."""
        if others := [job.id or job.file for job in self.jobs.under_way]:
            self.watcher.note(f"not waited for, as nothing of it is asked in this run: {', '.join(map(str, others))}")
        mine = self._jobs_of_this_run()
        if not mine or any(self.jobs.answers(job) for job in mine):
            return
        why, total = mine[0].reason, sum(job.requests for job in mine)
        if why is None and total <= FEW:
            return
        if why is None:
            problem = self.api.problem(self.jobs.an_error(mine[0]))
            why = problem.problem if problem else "errors of the moment"
        raise EndpointError(
            f"The endpoint answered none of {counted(total, 'request')} in {counted(len(mine), 'batch', 'batches')}: "
            f"{why.rstrip('.')}.",
            "Run the same command again to send it again, or leave out --batch-api.",
        )

    def _say_how_far(self) -> None:
        """Says how far the batches are, at every tenth of the requests."""
        mine = self._jobs_of_this_run()
        done = sum(job.requests if job.collected else self._answered.get(job.name, 0) for job in mine)
        total = sum(job.requests for job in mine)
        if 10 * done // total > self._tenths:
            self._tenths = 10 * done // total
            self.watcher.note(f"{done:,} of {counted(total, 'request')} answered by the endpoint")

    def _say_what_goes_on(self) -> None:
        if running := self._running():
            ids = ", ".join(str(job.id) for job in running)
            self.watcher.note(f"What was sent goes on at the endpoint ({ids}); the same command takes in its answers.")


def _articles(kept: IO[bytes]) -> Iterator[tuple[int, Article]]:
    start = 0
    while line := _line(kept, start):
        yield start, Article.model_validate_json(line)
        start += len(line)


def _article(kept: IO[bytes], start: int) -> Article:
    return Article.model_validate_json(_line(kept, start))


def _line(kept: IO[bytes], start: int) -> bytes:
    kept.seek(start)  # another may have read elsewhere since
    return kept.readline()
