"""The work behind the service: articles fetched, kept, read, grouped and told, in steps that are each done once.

The engine is DBOS: what is queued and what has been done stands in its tables, so that a service that is killed goes on
where it was, and workers on several machines share the queues of one PostgreSQL. Two things it leaves to us: it does
not notice that a worker has died (workers give signs of life in the store, and whoever lives takes over what the dead
had begun), and it does not know what an article or a story is to others who work on the store, such as `summarizer
add` (what one has taken on in the store, no other reads).
"""

from __future__ import annotations

import asyncio
import contextvars
import hashlib
import json
import logging
import math
import threading
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from dbos._error import DBOSException
from dbos._queue import QueueConflictResolution
from opentelemetry.trace import StatusCode
from sqlalchemy import Connection, Engine, create_engine, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from summarizer.api import Summarizer
from summarizer.errors import MissingError, ReadError, StoreError, SummarizerError, UsageError
from summarizer.schema import Article, ArticleSummary
from summarizer.service import tracing
from summarizer.service.costs import DailyBudget
from summarizer.session import Failure, Session
from summarizer.sources import article_from_page
from summarizer.sources.fetch import Fetched
from summarizer.store import Store
from summarizer.store.store import ClaimedArticle, ClaimedGroup
from summarizer.store.tables import job_events, jobs, workers
from summarizer.store.updating import keep_results, pay_for_stories, read_group
from summarizer.store.workers import Worker, dismiss_the_dead
from summarizer.usage import Usage

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from summarizer.service.notifications import Mailer, Post

Json = dict[str, Any]

VERSION = "3"
"""Raised when a workflow's steps change: what is under way goes on with the steps that it was begun with, or not."""
_LOOK_AFTER = 5.0
"""Seconds between two looks for dead workers and for what nobody has taken on."""
_AGAIN = 60.0
"""Seconds until what waits, and is nobody's, is looked at again, and what came to nothing is tried again."""
_MANY = 400  # of it are seen to at one time
PORTION = 16
"""Articles or stories that one worker takes on at one time."""
_FETCHES = 8  # under way at one time, of a job
_BUSY = 0.2  # seconds until something is looked at again that another worker has taken on

_log = logging.getLogger(__name__)
_working: list[Work] = []  # DBOS is one for each process, and so is this


class _StoppedError(BaseException):
    """This process ends: what a workflow was waiting for it waits for again, elsewhere or after a restart.

    It is no `Exception`, which the engine would keep as what came of the workflow.
    """


class Fetch(Protocol):
    """Gets what is at an address: `sources.fetch.fetch`, with what is allowed."""

    def __call__(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """What is there, unless it is what it was."""


class Work:
    """What runs workflows in this process, for as long as the context is open.

    Args:
        store: where articles and stories are.
        summarizer: who reads them.
        fetch: gets what is at an address.
        concurrency: how many articles are read at once by this process; 0 for a process that only hands work in.
        post: sends a message to an address; without it there are no webhooks.
        mailer: who takes mail; without it there is none.
        budget: what a day may take; as much as is needed without one.
        rest: seconds between two readings of one story at least, however many reports come to it in between.
    """

    def __init__(
        self,
        store: Store,
        summarizer: Summarizer,
        fetch: Fetch,
        *,
        concurrency: int = 8,
        post: Post | None = None,
        mailer: Mailer | None = None,
        budget: DailyBudget | None = None,
        rest: float = 0.0,
    ) -> None:
        self.store, self.summarizer, self.fetch = store, summarizer, fetch
        self.post, self.mailer = post, mailer
        self.budget = budget or DailyBudget()
        self.rest = rest
        self.worker = Worker(store.database)
        self.paid = Usage()
        self._concurrency = concurrency
        self._turns = asyncio.Semaphore(max(1, concurrency))
        self._engine: Engine | None = None
        self._stopped = threading.Event()
        self._looking_after = threading.Thread(target=self._look_after, daemon=True, name="summarizer-look-after")

    def __enter__(self) -> Self:
        if _working:
            raise UsageError("This process is at work on a store already.", "Close it first.")
        self.worker.__enter__()
        try:
            DBOS(config=self._config())
            _working.append(self)
            if not self._concurrency:
                DBOS.listen_queues([])  # what is put into the queues is left to workers
            DBOS.launch()
            self._register_queues()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        if self._concurrency:
            self._looking_after.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        if self._looking_after.is_alive():
            self._looking_after.join()
        DBOS.destroy(workflow_completion_timeout_sec=5)
        if self._engine is not None:
            self._engine.dispose()
        _working.clear()
        self.worker.__exit__(kind, error, traceback)

    @property
    def sends(self) -> bool:
        """Whether this process sends messages itself; else workers do, with settings of their own."""
        return self._concurrency > 0

    def hand_in(self, items: Sequence[Json], *, who: str, what: str = "", idempotency: str | None = None) -> str:
        """Articles to be taken in, as one job; the same key and the same articles are the same job.

        Args:
            items: each an article (`Article`), or an address (`{"url": …}`) that is fetched.
            what: what to call it.

        Returns:
            The job's id.

        Raises:
            UsageError: the key has been used for other articles.
        """
        packed = json.dumps(list(items), ensure_ascii=False, sort_keys=True)
        request = hashlib.sha256(packed.encode("utf-8", "surrogatepass")).hexdigest()
        job = uuid.uuid4().hex
        with self.store.database.writing() as connection:
            if idempotency is not None:
                known = connection.execute(
                    select(jobs.c.id, jobs.c.request).where(jobs.c.idempotency == idempotency)
                ).one_or_none()
                if known is not None and known.request != request:
                    raise UsageError("This Idempotency-Key has been used for another request.", "Use a new one.")
                if known is not None:
                    job = str(known.id)
            if idempotency is None or known is None:
                row = {"id": job, "at": time.time(), "who": who, "what": what, "articles": packed, "state": "queued"}
                connection.execute(insert(jobs).values(idempotency=idempotency, request=request, **row))
        self._enqueue(job)
        return job

    def tell_due(self) -> None:
        """Has all stories read again that are due, as after an edit."""
        self._enqueue_stories(self.store.due_groups(), 0.0, uuid.uuid4().hex)

    def _enqueue_stories(self, groups: Sequence[int], rest: float, name: str) -> None:
        for some in _portions(groups):
            with SetWorkflowID(f"due-{name}-{some[0]}"):
                DBOS.enqueue_workflow("parts", read_stories, some, rest)

    def _register_queues(self) -> None:
        many = max(1, self._concurrency)
        conflict: QueueConflictResolution = "always_update" if self._concurrency else "never_update"
        for name, limit, pause in (("jobs", many, _BUSY), ("parts", many, _BUSY), ("messages", 8, 10 * _BUSY)):
            DBOS.register_queue(name, worker_concurrency=limit, polling_interval_sec=pause, on_conflict=conflict)

    def _enqueue(self, job: str) -> None:
        with SetWorkflowID(job):  # a job that is known is queued once
            DBOS.enqueue_workflow("jobs", take_in, job)

    def _config(self) -> DBOSConfig:
        config: DBOSConfig = {
            "name": "summarizer",
            "application_version": VERSION,
            "executor_id": self.worker.id,
            "sys_db_pool_size": 8,
            "serializer": DBOSPortableJSONSerializer(),
            "enable_otlp": False,
            "log_level": "ERROR",
        }
        database = self.store.database
        if database.is_sqlite:
            config["system_database_engine"] = self._engine = _sqlite(f"{database.url.database}.work")
        else:
            config["system_database_url"] = database.url.render_as_string(hide_password=False)
        return config

    def pause(self) -> None:
        """Lets a moment pass; what waits for others must not keep a process that is to end.

        Raises:
            _StoppedError: it is to end.
        """
        if self._stopped.wait(_BUSY):
            raise _StoppedError

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn, of which there are as many as this process reads at once, and for money.

        Raises:
            _StoppedError: the process is to end.
        """
        async with self._turns:
            while await asyncio.to_thread(self.budget.used_up, self.store):
                await asyncio.to_thread(self.pause)
            yield

    def _look_after(self) -> None:
        """Takes over what dead workers had begun, and sees to it that nothing waits that nobody has taken on."""
        looked, pause = -math.inf, 0.0
        while not self._stopped.wait(pause):
            pause = _LOOK_AFTER
            try:
                self.take_over()
                self._enqueue_stories(
                    self.store.due_groups(rest=max(self.rest, _AGAIN), limit=_MANY), self.rest, _now()
                )
                if time.monotonic() - looked > _AGAIN:
                    first, looked = looked == -math.inf, time.monotonic()
                    self._enqueue_forgotten(0.0 if first else _AGAIN)
            except StoreError as error:
                _log.warning("%s", error)
            except (SQLAlchemyError, DBOSException):
                _log.exception("Looking after the work failed; it is tried again.")

    def take_over(self) -> None:
        """What workers had under way that are dead is queued again."""
        with self.store.database.writing() as connection:
            dismiss_the_dead(connection)
            living = set(connection.scalars(select(workers.c.id)))
        under_way = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        dead = {one.executor_id for one in under_way if one.executor_id and one.executor_id not in living}
        if dead:
            DBOS._recover_pending_workflows(sorted(dead))

    def _enqueue_forgotten(self, older_than: float) -> None:
        """Jobs that were kept but not queued before the process was killed, and articles that no job sees to."""
        with self.store.database.reading() as connection:
            asked = select(jobs.c.id).where(jobs.c.state == "queued", jobs.c.at <= time.time() - older_than)
            queued = connection.scalars(asked.order_by(jobs.c.at).limit(_MANY)).all()
        for job in queued:
            self._enqueue(job)
        for some in _portions(self.store.waiting_articles(older_than=older_than, limit=_MANY)):
            with SetWorkflowID(f"left-{_now()}-{some[0]}"):
                DBOS.enqueue_workflow("parts", read_articles, some)


def at_work() -> Work:
    """What runs workflows in this process."""
    if not _working:
        raise _StoppedError
    return _working[0]


def _is_passing(error: BaseException) -> bool:
    """Whether something that failed may go well in a moment: the store was out of reach, or busy."""
    return isinstance(error, StoreError) and not isinstance(error, MissingError)


RETRIED: Any = {
    "retries_allowed": True,
    "max_attempts": 10,
    "interval_seconds": 0.5,
    "backoff_rate": 2.0,
    "should_retry": _is_passing,
}
"""Of steps: a store out of reach is waited for, some minutes; all else is retried by whoever is nearest to it."""

# Workflows: what they do stands in their steps, which are repeated at most from the one that was under way


@DBOS.workflow(name="take_in")
def take_in(job: str) -> Json:
    """A job: its articles are kept and read, and the stories that changed are read together."""
    begun = begin_job(job)
    kept = keep_items(job)
    numbers = [one["number"] for one in kept if one["number"] is not None]
    # what is little is done here; more is for whoever has time
    portions = _portions(numbers)
    if len(portions) > 1:
        handles = []
        for some in portions:
            with SetWorkflowID(f"read-{job}-{some[0]}"):
                handles.append(DBOS.enqueue_workflow("parts", read_articles, some))
        read = [one for handle in handles for one in _result(handle)]
    else:
        read = read_step(numbers)
    groups = note_read(job, read, numbers)
    problems = [one for some in _portions(groups) for one in tell_step(some, at_work().rest)]
    told = end_job(job, numbers, begun["revision"], [one for one in (*kept, *read, *problems) if one.get("problem")])
    return {"articles": kept, **told}


def _portions(numbers: Sequence[int]) -> list[list[int]]:
    return [list(numbers[at : at + PORTION]) for at in range(0, len(numbers), PORTION)]


def _now() -> str:
    """The minute: what is queued under its name is queued once."""
    return str(int(time.time() / _AGAIN))


def _result(handle: Any) -> list[Json]:
    """What came of a part of a job; that it came to nothing is told like all else."""
    # The engine's own waiting never ends while the process would: it is asked for what is there.
    while contextvars.Context().run(_is_under_way, handle.workflow_id):
        at_work().pause()
    try:
        result: list[Json] = handle.get_result()
    except DBOSException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the job's result
        return [{"number": None, "problem": str(error), "remedy": "Hand the article in again."}]
    return result


def _is_under_way(workflow: str) -> bool:
    """Whether it is not done; asked outside of any workflow, in which the engine would keep each answer as a step."""
    states = ["PENDING", "ENQUEUED", "DELAYED"]
    return bool(DBOS.list_workflows(workflow_ids=[workflow], status=states, load_input=False, load_output=False))


@DBOS.workflow(name="read_articles")
def read_articles(numbers: list[int]) -> list[Json]:
    """Reads some articles."""
    return read_step(numbers)


@DBOS.workflow(name="read_stories")
def read_stories(groups: list[int], rest: float) -> list[Json]:
    """Reads the reports of some stories together, each by itself."""
    return tell_step(groups, rest)


@DBOS.step(name="begin_job", **RETRIED)
def begin_job(job: str) -> Json:
    """Notes that a job is under way, and what the newest revision of all stories is."""
    store = at_work().store
    with store.database.writing() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job).values(state="running"))
    return {"revision": store.latest_revision()}


@DBOS.step(name="keep_items", **RETRIED)
def keep_items(job: str) -> list[Json]:
    """Keeps the articles of a job; where only an address is given, it is fetched.

    What was kept before the process was killed stands in the job's events.
    """
    database = at_work().store.database
    with database.reading() as connection:
        packed = connection.scalar(select(jobs.c.articles).where(jobs.c.id == job))
        rows = connection.scalars(
            select(job_events.c.event).where(job_events.c.job == job).order_by(job_events.c.number)
        ).all()
    items: list[Json] = json.loads(packed or "[]")
    kept = [event for event in map(json.loads, rows) if event["event"] in ("kept", "failed")]
    for at in range(len(kept), len(items), PORTION):
        some = items[at : at + PORTION]
        if any(item.get("text") is None for item in some):
            with ThreadPoolExecutor(_FETCHES) as pool:
                articles = list(pool.map(_article, some))
        else:
            articles = [_article(item) for item in some]
        with database.writing() as connection:  # one transaction, and short: nobody waits for what is fetched
            kept += [_keep(connection, job, source, article) for source, article in articles]
    return kept


def _article(item: Json) -> tuple[str, Article | ReadError]:
    source = str(item.get("source") or item.get("url") or "")
    try:
        if item.get("text") is None:
            address = str(item["url"])
            return source, article_from_page(at_work().fetch(address), address)
        return source, Article(**{name: value for name, value in item.items() if name != "source"})
    except ReadError as error:
        return source, error


def _keep(connection: Connection, job: str, source: str, article: Article | ReadError) -> Json:
    store = at_work().store
    try:
        if isinstance(article, ReadError):
            raise article
        put = store.put_within(connection, article, source)
    except ReadError as error:
        store.keep_source_failure(source, error, connection)
        kept: Json = {"event": "failed", "number": None, "source": source}
        kept |= {"problem": error.problem, "remedy": error.remedy}
    else:
        kept = {"event": "kept", "number": put.number, "id": put.id, "version": put.version, "kind": put.kind}
    _note(connection, job, kept)
    return kept


@DBOS.step(name="read_articles", **RETRIED)
def read_step(numbers: list[int]) -> list[Json]:
    """Reads articles, unless others have, and keeps what was read or why not."""
    work = at_work()
    read: dict[int, Json] = {}
    while len(read) < len(numbers):
        open_ = [number for number in numbers if number not in read]
        claimed = work.store.claim_articles(work.worker, open_)
        try:
            read |= work.summarizer._run(partial(_read, work, claimed)) if claimed else {}
        finally:
            work.worker.busy.difference_update(("articles", one.number) for one in claimed)
        if not claimed:
            states = work.store.states(open_)
            read |= {
                number: {"number": number, "state": states.get(number)}
                for number in open_
                if states.get(number) != "waiting"
            }
            if len(read) < len(numbers):  # others have them under way
                work.pause()
    return [read[number] for number in numbers]


async def _read(work: Work, claimed: list[ClaimedArticle], session: Session) -> dict[int, Json]:
    """Reads articles side by side; those that are ready at one time are written at one."""
    tasks = {asyncio.create_task(_read_one(work, session, one.article)): one for one in claimed}
    pending, read = set(tasks), dict[int, Json]()
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            results = [(tasks[task], task.result()) for task in done]
            await asyncio.to_thread(keep_results, work.store, session, results)
            for one, result in results:
                read[one.number] = {"number": one.number, "state": "read"}
                if isinstance(result, Failure):
                    error = result.error
                    read[one.number] |= {"state": "failed", "problem": error.problem, "remedy": error.remedy}
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return read


async def _read_one(work: Work, session: Session, article: Article) -> ArticleSummary | Failure:
    async with work.turn():
        return await _summary(work, session, article)


async def _summary(work: Work, session: Session, article: Article) -> ArticleSummary | Failure:
    with tracing.tracer.start_as_current_span("read_article") as span:
        span.set_attributes({tracing.OPERATION: "chat", tracing.MODEL: work.summarizer.model})
        try:
            summary = await session.summarize(article)
        except SummarizerError as error:
            span.set_status(StatusCode.ERROR, type(error).__name__)
            return Failure(article, error)
        asked = not summary.run.cached
        span.set_attribute(tracing.INPUT_TOKENS, summary.run.input_tokens if asked else 0)
        span.set_attribute(tracing.OUTPUT_TOKENS, summary.run.output_tokens if asked else 0)
        return summary


@DBOS.step(name="note_read", **RETRIED)
def note_read(job: str, read: list[Json], numbers: list[int]) -> list[int]:
    """Keeps what became of a job's articles, and gives the groups whose stories are to be read again."""
    work = at_work()
    with work.store.database.writing() as connection:
        _note(connection, job, {"event": "read", "articles": read})
    return work.store.due_groups(numbers, rest=work.rest)


@DBOS.step(name="read_stories", **RETRIED)
def tell_step(groups: list[int], rest: float) -> list[Json]:
    """Reads stories as long as they are due, and keeps what is new in them; those that others have begun are theirs.

    Returns:
        What came to nothing.
    """
    work = at_work()
    failed: dict[int, Json] = {}
    while claimed := work.store.claim_groups(work.worker, among=groups, without=failed, rest=rest, at_most=len(groups)):
        try:
            errors = work.summarizer._run(partial(_tell, work, claimed))
        finally:
            work.worker.busy.difference_update(("groups", one.number) for one in claimed)
        failed |= {
            number: {"story": None, "problem": error.problem, "remedy": error.remedy}
            for number, error in errors.items()
        }
    return list(failed.values())


async def _tell(work: Work, claimed: list[ClaimedGroup], session: Session) -> dict[int, SummarizerError]:
    """Reads stories side by side; gives why some could not be."""
    told = await asyncio.gather(*(_tell_one(work, session, one) for one in claimed))
    return {one.number: error for one, error in zip(claimed, told, strict=True) if error is not None}


async def _tell_one(work: Work, session: Session, claimed: ClaimedGroup) -> SummarizerError | None:
    async with work.turn():
        return await _told(work, session, claimed)


async def _told(work: Work, session: Session, claimed: ClaimedGroup) -> SummarizerError | None:
    with tracing.tracer.start_as_current_span("read_story") as span:
        begun = session.merging
        try:
            _, error = await read_group(work.store, session, claimed)
        finally:
            # stories are read side by side: what has been paid since anybody looked last is paid now, and once
            before, work.paid = work.paid, session.merging
            await asyncio.to_thread(pay_for_stories, work.store, session, before, claimed.number)
        span.set_attributes({tracing.OPERATION: "chat", tracing.MODEL: work.summarizer.model})
        span.set_attribute(tracing.INPUT_TOKENS, session.merging.input_tokens - begun.input_tokens)
        span.set_attribute(tracing.OUTPUT_TOKENS, session.merging.output_tokens - begun.output_tokens)
    return error


@DBOS.step(name="end_job", **RETRIED)
def end_job(job: str, numbers: list[int], before: int, problems: list[Json]) -> Json:
    """Keeps that a job is done, and what is new in the stories of its articles, whoever has told it.

    A story that others are about to tell is waited for.
    """
    work = at_work()
    while work.store.is_being_told(numbers, rest=work.rest):
        work.pause()
    stories = [
        {"story": one.story, "revision": one.revision, "number": one.number}
        for one in work.store.revisions_since(before, numbers)
    ]
    stories += [one for one in problems if "story" in one]
    with work.store.database.writing() as connection:
        event = {"event": "done", "stories": stories, "failed": len(problems)}
        _note(connection, job, event, state="failed" if problems and not stories else "done")
    return {"stories": stories, "failed": problems}


def _note(connection: Connection, job: str, event: Json, state: str = "running") -> None:
    packed = json.dumps(event, ensure_ascii=False)
    connection.execute(insert(job_events).values(job=job, at=time.time(), event=packed))
    if state != "running":
        connection.execute(update(jobs).where(jobs.c.id == job).values(state=state))


def _sqlite(path: str) -> Engine:
    """The engine's own file, as the engine opens it, and with a write-ahead log: else each step costs four syncs."""
    engine = create_engine(f"sqlite:///{path}", pool_size=8, pool_timeout=30)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for name in ("busy_timeout = 30000", "foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {name}")

    return engine
