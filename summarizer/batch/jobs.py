"""Batches at the endpoint as the folder's store knows them: what was sent, what came back, what nobody has used yet.

Each of them is in the store from the moment its requests are at the endpoint, with what the endpoint said to each
request once it has ended. An answer stays until its article is kept or has failed, so that a run that is stopped, at
any moment, loses none.

Which answers this run has used is in a temporary database: memory stays the same however many there are.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import JsonValue, TypeAdapter, ValidationError
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from summarizer.batch.folder import Folder
from summarizer.errors import UsageError
from summarizer.files import write_bytes
from summarizer.llm.batch_api import BatchState, is_answer, request_line
from summarizer.llm.prices import Estimate
from summarizer.schema import Record
from summarizer.store.tables import batch_requests, batches
from summarizer.usage import Usage

REQUESTS = 50_000
"""Requests that one file may hold, at OpenAI."""
BYTES = 200_000_000
"""Bytes that one file may hold, at OpenAI."""
OLDER = "batches"
"""Where older versions kept them as files, with a list of them in `batches.json`."""
_AT_ONCE = 200
_PASSING = ".batch-"  # how the names of files begin that are on their way to or from the endpoint
_TABLES = "CREATE TABLE used (key TEXT PRIMARY KEY, taken INTEGER DEFAULT 0, settled INTEGER DEFAULT 0) WITHOUT ROWID;"


class Job(Record):
    """One file of requests and the batch made of it.

    Attributes:
        name: what the store knows it by.
        base_url: the endpoint.
        requests: how many.
        input_tokens: what they take, estimated.
        output_tokens: likewise.
        file: the endpoint's id of the file of requests; none before it is sent.
        made_at: when that file was made, by the endpoint's clock.
        id: the endpoint's id of the batch; none before it is made, or before that is known.
        status: what the endpoint said last.
        collected: whether its answers are in the store: nothing more will come.
        reason: why it ended without some of its requests.
    """

    name: str
    base_url: str
    requests: int = 0
    input_tokens: float = 0.0
    output_tokens: float = 0.0
    file: str | None = None
    made_at: int = 0
    id: str | None = None
    status: str = ""
    collected: bool = False
    reason: str | None = None


_JOBS = TypeAdapter(list[Job])


class Jobs:
    """The batches of an output folder, as a context manager; whoever uses it holds the folder.

    Attributes:
        all: the jobs by name, in the order in which they were made.
        taken: what the answers that were handed out have cost.
        used: the endpoint's ids of the batches that they came from.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder, self._may_change = folder.path, folder.may_change
        self._database = folder.database
        self.all: dict[str, Job] = {}
        self.taken = Usage()
        self.used: list[str] = []
        self._waiting: dict[str, dict[str, object]] = {}  # requests that are not in the store yet
        self._open, self._size = "", 0  # the name of the job that is being written, and its bytes

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._used = stack.enter_context(contextlib.closing(sqlite3.connect("", isolation_level=None)))
            self._used.executescript(_TABLES)
            if not self._database.read_only:
                self._take_over_older()
                self._sweep()
            with self._database.reading() as connection:
                found = connection.scalars(select(batches.c.details).order_by(batches.c.number)).all()
            self.all = {job.name: job for job in map(Job.model_validate_json, found)}
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def under_way(self) -> list[Job]:
        """Those whose answers are not here yet."""
        return [job for job in self.all.values() if not job.collected]

    def job_of(self, key: str) -> Job | None:
        """The job that holds a request, or has its answer."""
        if key in self._waiting:
            return self.all[self._open]
        name = self._one(select(batch_requests.c.batch).where(batch_requests.c.key == key))
        return self.all.get(str(name))

    def has_answer(self, key: str) -> bool:
        """Whether there is an answer to a request."""
        return bool(self._one(select(batch_requests.c.usable).where(batch_requests.c.key == key)))

    def answers(self, job: Job) -> int:
        """How many answers a job has."""
        c = batch_requests.c
        return int(self._one(select(func.count()).where(c.batch == job.name, c.usable)) or 0)

    def take(self, key: str) -> dict[str, JsonValue] | None:
        """The chat completion that answers a request; one that was taken before costs nothing more."""
        if not self.all or not self.has_answer(key):
            return None
        body: dict[str, JsonValue] = self.line(key)["response"]["body"]
        self._used.execute("INSERT OR IGNORE INTO used (key) VALUES (?)", (key,))
        if self._used.execute("UPDATE used SET taken = 1 WHERE key = ? AND NOT taken", (key,)).rowcount:
            usage = body.get("usage")
            count = usage if isinstance(usage, dict) else {}
            self.taken += Usage(1, 0, _number(count.get("prompt_tokens")), _number(count.get("completion_tokens")))
            return body
        return body | {"usage": None}

    def line(self, key: str) -> dict[str, Any]:
        """What the endpoint said to a request; empty when it said nothing."""
        line = self._one(select(batch_requests.c.line).where(batch_requests.c.key == key))
        found: dict[str, Any] = json.loads(line) if line else {}
        return found

    def an_error(self, job: Job) -> dict[str, Any]:
        """What the endpoint said to one of the requests of a job that it did not answer; empty when to none."""
        c = batch_requests.c
        wanted = select(c.line).where(c.batch == job.name, c.line.is_not(None), ~c.usable)
        line = self._one(wanted.order_by(c.number).limit(1))
        found: dict[str, Any] = json.loads(line) if line else {}
        return found

    def settle(self, keys: Iterable[str]) -> None:
        """Marks requests whose articles are kept, or have failed: their answers are no longer needed."""
        for key in keys:
            self._used.execute("INSERT OR IGNORE INTO used (key) VALUES (?)", (key,))
            self._used.execute("UPDATE used SET settled = 1 WHERE key = ?", (key,))

    def add(self, key: str, body: Mapping[str, JsonValue], base_url: str, guess: Estimate) -> None:
        """Adds a request to the job that is being written, or to a new one when that is full."""
        length = len(request_line(key, body))
        job = self.all.get(self._open)
        if job is None or job.requests >= REQUESTS or self._size + length > BYTES:
            self.written()
            job = Job(name=secrets.token_hex(6), base_url=base_url)
            self._open, self._size = job.name, 0
        self._size += length
        packed = json.dumps(body, separators=(",", ":"))
        self._waiting[key] = {"key": key, "batch": job.name, "body": packed, "usable": False}
        self.change(
            job,
            requests=job.requests + 1,
            input_tokens=job.input_tokens + guess.input_tokens,
            output_tokens=job.output_tokens + guess.output_tokens,
        )
        if len(self._waiting) >= _AT_ONCE:
            self._keep_requests()

    def change(self, job: Job, **values: object) -> Job:
        """Notes something about a job; in the store once it is saved."""
        self.all[job.name] = changed = job.model_copy(update=values)
        return changed

    def save(self) -> None:
        """Keeps what is known of all jobs that are at the endpoint."""
        with self._database.writing() as connection:
            self._save(connection)

    def written(self) -> None:
        """Ends the job that is being written: what is added from here on goes into another."""
        self._keep_requests()
        self._open = ""

    @contextlib.contextmanager
    def requests(self, job: Job) -> Iterator[Path]:
        """A file of a job's requests, as the endpoint takes it."""
        with self._fetched(job, "requests") as path:
            write_bytes(path, self._request_lines(job))
            yield path

    def halve(self, job: Job) -> list[str]:
        """Makes two jobs of one that is too large for the endpoint; gives their names."""
        c = batch_requests.c
        each = Estimate(input_tokens=job.input_tokens / job.requests, output_tokens=job.output_tokens / job.requests)
        halves = []
        with self._database.writing() as connection:
            for count in (job.requests // 2, job.requests - job.requests // 2):
                half = Job(
                    name=secrets.token_hex(6),
                    base_url=job.base_url,
                    requests=count,
                    input_tokens=count * each.input_tokens,
                    output_tokens=count * each.output_tokens,
                )
                first = select(c.number).where(c.batch == job.name).order_by(c.number).limit(count)
                connection.execute(update(batch_requests).where(c.number.in_(first)).values(batch=half.name))
                self.all[half.name] = half
                halves.append(half.name)
            del self.all[job.name]
            self._save(connection)
        return halves

    @contextlib.contextmanager
    def results(self, job: Job) -> Iterator[tuple[Path, Path]]:
        """Where to put what the endpoint has answered to a job, and what it could not answer, before it is taken in."""
        with self._fetched(job, "answers") as answers, self._fetched(job, "errors") as errors:
            yield answers, errors

    def collect(self, job: Job, state: BatchState, results: Iterable[Path]) -> tuple[Job, int]:
        """Takes in what the endpoint said to a job; gives what it is now, and how many lines nobody can read."""
        job = self.change(job, status=state.status, collected=True, reason=_reason(state))
        unreadable = 0
        with self._database.writing() as connection:
            for path, are_answers in zip(results, (True, False), strict=True):
                unreadable += sum(
                    not _keep_line(connection, job.name, line, are_answers=are_answers) for line in _lines(path)
                )
            connection.execute(update(batch_requests).where(batch_requests.c.batch == job.name).values(body=None))
            self._save(connection)
        return job, unreadable

    def finish(self) -> int:
        """Deletes batches that are done with; gives the number of answers that are kept, not used yet."""
        c = batch_requests.c
        unused = 0
        with self._database.writing() as connection:
            for job in [job for job in self.all.values() if job.collected or not job.file]:
                keys = connection.execute(select(c.key, c.usable).where(c.batch == job.name)).all()
                done = [row.key for row in keys if not (row.usable and job.collected) or self._is_settled(row.key)]
                for at in range(0, len(done), _AT_ONCE):
                    connection.execute(delete(batch_requests).where(c.key.in_(done[at : at + _AT_ONCE])))
                unused += len(keys) - len(done)
                if len(keys) == len(done):
                    del self.all[job.name]
            self._save(connection)
        return unused

    def _sweep(self) -> None:
        """Takes away what a killed run left half done: nothing of it is at the endpoint."""
        if self._may_change:
            for path in self.folder.glob(f"{_PASSING}*"):
                path.unlink()
        c = batch_requests.c
        with self._database.reading() as connection:
            lost = select(c.number).where(c.batch.not_in(select(batches.c.name)))
            if connection.scalar(lost.limit(1)) is None:
                return
        with self._database.writing() as connection:
            connection.execute(delete(batch_requests).where(c.number.in_(lost)))

    def _take_over_older(self) -> None:
        """Takes over what an older version has kept in files."""
        older = self.folder / OLDER
        listed = older / "batches.json"
        if not listed.exists():
            return
        try:
            found = _JOBS.validate_json(listed.read_bytes())
        except ValidationError as error:
            raise UsageError(
                f"{listed}: this is no list of batches of this version ({error.errors()[0]['msg']}).",
                "Use the version that wrote it. To give up what was sent, delete the folder that it is in.",
            ) from None
        with self._database.writing() as connection:
            for job in found:
                connection.execute(insert(batches).values(name=job.name, details=job.model_dump_json()))
                kind = "answers" if job.collected else "requests"
                rows = [_older_row(job, _object(line)) for line in _lines(older / f"{job.name}.{kind}.jsonl")]
                _keep_requests(connection, [row for row in rows if row])
        if self._may_change:
            for path in (listed, *older.glob("*.*.jsonl*")):
                path.unlink()
            with contextlib.suppress(OSError):  # somebody keeps something of their own in it
                older.rmdir()

    def _keep_requests(self) -> None:
        if self._waiting:
            with self._database.writing() as connection:
                _keep_requests(connection, list(self._waiting.values()))
        self._waiting = {}

    def _save(self, connection: Connection) -> None:
        at_endpoint = {job.name: job for job in self.all.values() if job.file}
        connection.execute(delete(batches).where(batches.c.name.not_in(list(at_endpoint))))
        known = set(connection.scalars(select(batches.c.name)))
        for job in at_endpoint.values():
            details = job.model_dump_json()
            if job.name in known:
                connection.execute(update(batches).where(batches.c.name == job.name).values(details=details))
            else:
                connection.execute(insert(batches).values(name=job.name, details=details))

    def _request_lines(self, job: Job) -> Iterator[bytes]:
        c = batch_requests.c
        last = 0
        while True:
            wanted = select(c.number, c.key, c.body).where(c.batch == job.name, c.number > last)
            with self._database.reading() as connection:
                rows = connection.execute(wanted.order_by(c.number).limit(_AT_ONCE)).all()
            if not rows:
                return
            for _, key, body in rows:
                yield request_line(key, json.loads(body))
            last = rows[-1].number

    @contextlib.contextmanager
    def _fetched(self, job: Job, kind: str) -> Iterator[Path]:
        path = self.folder / f"{_PASSING}{job.name}.{kind}.jsonl"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _is_settled(self, key: str) -> bool:
        return bool(self._used.execute("SELECT 1 FROM used WHERE key = ? AND settled", (key,)).fetchone())

    def _one(self, wanted: Select[Any]) -> Any:
        with self._database.reading() as connection:
            return connection.scalar(wanted)


def _older_row(job: Job, line: Mapping[str, Any]) -> dict[str, object] | None:
    """A request of an older version's file, or, of a batch that has ended, an answer: no other can be of use."""
    row = {"key": str(line.get("custom_id")), "batch": job.name, "body": None, "line": None}
    if not job.collected:
        return row | {"body": json.dumps(line.get("body")), "usable": False}
    return row | {"line": json.dumps(line), "usable": True} if is_answer(line) else None


def _keep_requests(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    for at in range(0, len(rows), _AT_ONCE):
        some = rows[at : at + _AT_ONCE]
        keys = [row["key"] for row in some]
        connection.execute(delete(batch_requests).where(batch_requests.c.key.in_(keys)))
        connection.execute(insert(batch_requests), some)


def _keep_line(connection: Connection, job: str, line: bytes, *, are_answers: bool) -> bool:
    """Keeps what the endpoint said to a request; gives whether it is about one that has no answer yet."""
    c = batch_requests.c
    said = _object(line)
    mine = update(batch_requests).where(c.key == str(said.get("custom_id")), c.batch == job, ~c.usable)
    usable = are_answers and is_answer(said)
    return bool(connection.execute(mine.values(line=json.dumps(said), usable=usable)).rowcount)


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as lines:
            yield from (line for line in lines if line.strip())


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _reason(state: BatchState) -> str | None:
    """Why a batch has ended without some of its requests."""
    if state.status == "completed":
        return None
    return f"{state.status}: {state.reason}" if state.reason else state.status


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
