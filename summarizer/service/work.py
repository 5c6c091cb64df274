"""The work behind the service: articles fetched, kept, read, grouped and told, in steps that are each done once.

The engine is DBOS: what is queued and what has been done stands in its tables, so that a service that is killed goes on
where it was, and workers on several machines share the queues of one PostgreSQL. Two things it leaves to us: it does
not notice that a worker has died (workers give signs of life in the store, and whoever lives takes over what the dead
had begun), and it does not know what an article or a story is to others who work on the store, such as `summarizer
add` (what one has taken on in the store, no other reads).
"""

from __future__ import annotations

import contextvars
import hashlib
import json
import logging
import threading
import time
import uuid
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from dbos._error import DBOSException
from dbos._queue import QueueConflictResolution
from opentelemetry.trace import StatusCode
from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from summarizer.api import Summarizer
from summarizer.errors import MissingError, ReadError, StoreError, SummarizerError, UsageError
from summarizer.schema import Article, ArticleSummary
from summarizer.service import tracing
from summarizer.service.costs import DailyBudget
from summarizer.session import Failure, Session
from summarizer.sources import article_from_page
from summarizer.sources.fetch import Fetched
from summarizer.store import Revision, Store
from summarizer.store.store import ClaimedArticle, ClaimedGroup
from summarizer.store.tables import job_events, jobs, workers
from summarizer.store.updating import keep_result, pay_for_stories, read_group
from summarizer.store.workers import Worker, dismiss_the_dead
from summarizer.usage import Usage

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from summarizer.service.notifications import Mailer, Post

Json = dict[str, Any]

VERSION = "2"
"""Raised when a workflow's steps change: what is under way goes on with the steps that it was begun with, or not."""
_LOOK_AFTER = 5.0
"""Seconds between two looks for dead workers and for what nobody has taken on."""
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
    ) -> None:
        self.store, self.summarizer, self.fetch = store, summarizer, fetch
        self.post, self.mailer = post, mailer
        self.budget = budget or DailyBudget()
        self.worker = Worker(store.database)
        self.paid = Usage()
        self._concurrency = concurrency
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
        _working.clear()
        self.worker.__exit__(kind, error, traceback)

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
        for group in self.store.due_groups():
            _enqueue_story(group, f"due-{uuid.uuid4().hex[:8]}")

    def _register_queues(self) -> None:
        many = max(1, self._concurrency)
        conflict: QueueConflictResolution = "always_update" if self._concurrency else "never_update"
        for name, limit, each in (
            ("jobs", 4 * many, None),
            ("articles", many, None),
            ("stories", many, 1),
            ("messages", 8, None),
        ):
            DBOS.register_queue(
                name,
                worker_concurrency=limit,
                partition_concurrency=each,
                polling_interval_sec=_BUSY,
                on_conflict=conflict,
            )

    def _enqueue(self, job: str) -> None:
        with SetWorkflowID(job):  # a job that is known is queued once
            DBOS.enqueue_workflow("jobs", take_in, job)

    def _config(self) -> DBOSConfig:
        database = self.store.database
        url = f"{database.url.database}.work" if database.is_sqlite else ""
        return {
            "name": "summarizer",
            "system_database_url": f"sqlite:///{url}" if url else database.url.render_as_string(hide_password=False),
            "application_version": VERSION,
            "executor_id": self.worker.id,
            "sys_db_pool_size": 8,
            "serializer": DBOSPortableJSONSerializer(),
            "enable_otlp": False,
            "log_level": "ERROR",
        }

    def pause(self) -> None:
        """Lets a moment pass; what waits for others must not keep a process that is to end.

        Raises:
            _StoppedError: it is to end.
        """
        if self._stopped.wait(_BUSY):
            raise _StoppedError

    def wait_for_budget(self) -> None:
        """Waits while today's budget is used up, if that takes till tomorrow.

        Raises:
            _StoppedError: the process is to end.
        """
        while self.budget.used_up(self.store):
            self.pause()

    def _look_after(self) -> None:
        """Takes over what dead workers had begun, and sees to it that nothing waits that nobody has taken on."""
        pause = 0.0
        while not self._stopped.wait(pause):
            pause = _LOOK_AFTER
            try:
                self.take_over()
                self._enqueue_forgotten()
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

    def _enqueue_forgotten(self) -> None:
        """Jobs that were kept but not queued before the process was killed, and stories that became due otherwise."""
        with self.store.database.reading() as connection:
            queued = connection.scalars(
                select(jobs.c.id).where(jobs.c.state == "queued", jobs.c.at < time.time() - _LOOK_AFTER)
            ).all()
        for job in queued:
            self._enqueue(job)
        counts = self.store.counts()
        if counts["waiting"] or counts["due"]:
            for number in self.store.waiting_articles(older_than=3 * _LOOK_AFTER):
                with SetWorkflowID(f"left-{number}-{int(time.time() / 60)}"):
                    DBOS.enqueue_workflow("articles", read_article, number)
            if not counts["waiting"]:
                self.tell_due()


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
    """A job: each of its articles is kept and read, and the stories that changed are read together."""
    before = latest_revision()
    kept = [keep_item(job, at) for at in range(count_items(job))]
    numbers = [one["number"] for one in kept if one["number"] is not None]
    reading = []
    for number in numbers:
        with SetWorkflowID(f"read-{job}-{number}"):
            reading.append(DBOS.enqueue_workflow("articles", read_article, number))
    read = [_result(handle) for handle in reading]
    note_event(job, {"event": "read", "articles": read})
    telling = [_enqueue_story(group, job) for group in groups_to_tell(numbers)]
    problems = [one for handle in telling for one in _listed(_result(handle)) if one.get("problem")]
    told = [*stories_told(numbers, before), *problems]
    failed = [one for one in (*kept, *read, *told) if one.get("problem")]
    end_job(job, {"event": "done", "stories": told, "failed": len(failed)})
    return {"articles": kept, "stories": told, "failed": failed}


def _listed(result: Any) -> list[Json]:
    return result if isinstance(result, list) else [result]


def _result(handle: Any) -> Any:
    """What came of a part of a job; that it came to nothing is told like all else."""
    # The engine's own waiting never ends while the process would: it is asked for what is there.
    while contextvars.Context().run(_is_under_way, handle.workflow_id):
        at_work().pause()
    try:
        return handle.get_result()
    except DBOSException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the job's result
        return {"number": None, "problem": str(error), "remedy": "Hand the article in again."}


def _is_under_way(workflow: str) -> bool:
    """Whether it is not done; asked outside of any workflow, in which the engine would keep each answer as a step."""
    states = ["PENDING", "ENQUEUED", "DELAYED"]
    return bool(DBOS.list_workflows(workflow_ids=[workflow], status=states, load_input=False, load_output=False))


@DBOS.workflow(name="read_article")
def read_article(number: int) -> Json:
    """Reads one article."""
    return read_step(number)


@DBOS.workflow(name="read_story")
def read_story(group: int) -> list[Json]:
    """Reads the reports of one story together."""
    return tell_step(group)


def _enqueue_story(group: int, job: str) -> Any:
    with SetWorkflowID(f"tell-{job}-{group}"), SetEnqueueOptions(queue_partition_key=str(group)):
        return DBOS.enqueue_workflow("stories", read_story, group)


@DBOS.step(name="count_items", **RETRIED)
def count_items(job: str) -> int:
    """How many articles a job has."""
    return len(_items(job))


@DBOS.step(name="keep_item", **RETRIED)
def keep_item(job: str, at: int) -> Json:
    """Fetches an article where only its address is given, and keeps it."""
    work = at_work()
    item = _items(job)[at]
    source = str(item.get("source") or item.get("url") or "")
    try:
        if item.get("text") is None:
            article = article_from_page(work.fetch(str(item["url"])), str(item["url"]))
        else:
            article = Article(**{name: value for name, value in item.items() if name != "source"})
        put = work.store.put(article, source)
    except ReadError as error:
        work.store.keep_source_failure(source, error)
        kept: Json = {"number": None, "source": source, "problem": error.problem, "remedy": error.remedy}
        _note(job, {"event": "failed", **kept})
    else:
        kept = {"number": put.number, "id": put.id, "version": put.version, "kind": put.kind}
        _note(job, {"event": "kept", **kept})
    return kept


@DBOS.step(name="read_article", **RETRIED)
def read_step(number: int) -> Json:
    """Reads an article, unless another has, and keeps what was read or why not."""
    work = at_work()
    while True:
        work.wait_for_budget()
        claimed = work.store.claim_article(work.worker, number=number)
        if claimed is None:
            state = work.store.state(number)
            if state == "waiting":  # another has it under way
                work.pause()
                continue
            return {"number": number, "state": state}
        try:
            return _read(work, claimed)
        finally:
            work.worker.busy.discard(("articles", number))


def _read(work: Work, claimed: ClaimedArticle) -> Json:
    async def read(session: Session) -> Failure | None:
        result: ArticleSummary | Failure
        try:
            result = await session.summarize(claimed.article)
        except SummarizerError as error:
            result = Failure(claimed.article, error)
        keep_result(work.store, session, claimed, result)
        return result if isinstance(result, Failure) else None

    with tracing.tracer.start_as_current_span("read_article") as span:
        failure = work.summarizer._run(read)
        span.set_attributes({tracing.OPERATION: "chat", tracing.MODEL: work.summarizer.model})
        if failure is None:
            run = work.store.summary(claimed.article.id).run
            asked = not run.cached
            span.set_attribute(tracing.INPUT_TOKENS, run.input_tokens if asked else 0)
            span.set_attribute(tracing.OUTPUT_TOKENS, run.output_tokens if asked else 0)
        else:
            span.set_status(StatusCode.ERROR, type(failure.error).__name__)
    if failure is None:
        return {"number": claimed.number, "state": "read"}
    error = failure.error
    return {"number": claimed.number, "state": "failed", "problem": error.problem, "remedy": error.remedy}


@DBOS.step(name="read_story", **RETRIED)
def tell_step(group: int) -> list[Json]:
    """Reads a story as long as it is due, and keeps what is new in it."""
    work = at_work()
    told: list[Json] = []
    while work.store.is_due(group):
        work.wait_for_budget()
        claimed = work.store.claim_group(work.worker, number=group)
        if claimed is None:
            if work.store.has_waiting(group):
                break  # whoever reads the last of its articles has it told
            work.pause()
            continue
        try:
            with tracing.tracer.start_as_current_span("read_story") as span:
                before = work.paid
                revisions, error = work.summarizer._run(partial(_tell, work, claimed))
                span.set_attributes({tracing.OPERATION: "chat", tracing.MODEL: work.summarizer.model})
                span.set_attribute(tracing.INPUT_TOKENS, work.paid.input_tokens - before.input_tokens)
                span.set_attribute(tracing.OUTPUT_TOKENS, work.paid.output_tokens - before.output_tokens)
        finally:
            work.worker.busy.discard(("groups", group))
        told += [{"story": one.story, "revision": one.revision, "number": one.number} for one in revisions]
        if error is not None:
            told.append({"story": None, "problem": error.problem, "remedy": error.remedy})
            break
    return told


async def _tell(work: Work, claimed: ClaimedGroup, session: Session) -> tuple[list[Revision], SummarizerError | None]:
    try:
        return await read_group(work.store, session, claimed)
    finally:
        # stories are read side by side: what has been paid since anybody looked last is paid now, and once
        before, work.paid = work.paid, session.merging
        pay_for_stories(work.store, session, before, claimed.number)


@DBOS.step(name="groups_to_tell", **RETRIED)
def groups_to_tell(numbers: list[int]) -> list[int]:
    """The groups of these articles that are due."""
    return at_work().store.due_groups(numbers)


@DBOS.step(name="latest_revision", **RETRIED)
def latest_revision() -> int:
    """The number of the newest revision of all stories."""
    return at_work().store.latest_revision()


@DBOS.step(name="stories_told", **RETRIED)
def stories_told(numbers: list[int], before: int) -> list[Json]:
    """What is new in the stories of these articles, whoever has told it: another job, or this one before it was killed.

    A story that others are about to tell is waited for.
    """
    store = at_work().store
    while store.is_being_told(numbers):
        at_work().pause()
    return [
        {"story": one.story, "revision": one.revision, "number": one.number}
        for one in store.revisions_since(before, numbers)
    ]


@DBOS.step(name="note_event", **RETRIED)
def note_event(job: str, event: Json) -> None:
    """Keeps what became of a job."""
    _note(job, event)


@DBOS.step(name="end_job", **RETRIED)
def end_job(job: str, event: Json) -> None:
    """Keeps that a job is done."""
    _note(job, event, state="failed" if event["failed"] and not event["stories"] else "done")


def _items(job: str) -> list[Json]:
    with at_work().store.database.reading() as connection:
        packed = connection.scalar(select(jobs.c.articles).where(jobs.c.id == job))
    items: list[Json] = json.loads(packed or "[]")
    return items


def _note(job: str, event: Json, state: str = "running") -> None:
    with at_work().store.database.writing() as connection:
        packed = json.dumps(event, ensure_ascii=False)
        connection.execute(insert(job_events).values(job=job, at=time.time(), event=packed))
        connection.execute(update(jobs).where(jobs.c.id == job).values(state=state))
