"""Batches at the endpoint as the output folder knows them: what was sent, what came back, what nobody has used yet.

`batches/batches.json` names each of them from the moment its file is at the endpoint. Beside it stand the requests of
those that are under way, and the answers of those that have ended, line by line as the endpoint gave them. An answer
stays until its article is written or has failed, so that a run that is stopped, at any moment, loses none.

Where things stand is in a temporary SQLite database: memory stays the same however many there are.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pydantic import JsonValue, TypeAdapter, ValidationError

from summarizer.errors import UsageError
from summarizer.files import write_bytes
from summarizer.llm.batch_api import BatchState, is_answer, request_line
from summarizer.llm.prices import Estimate
from summarizer.schema import Record
from summarizer.usage import Usage

FOLDER, LIST = "batches", "batches.json"
REQUESTS = 50_000
"""Requests that one file may hold, at OpenAI."""
BYTES = 200_000_000
"""Bytes that one file may hold, at OpenAI."""
_TABLE = """
CREATE TABLE requests (
    key TEXT PRIMARY KEY, job TEXT, file TEXT, start INTEGER, length INTEGER, usable INTEGER DEFAULT 0,
    taken INTEGER DEFAULT 0, settled INTEGER DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX by_job ON requests (job);
"""


class Job(Record):
    """One file of requests and the batch made of it.

    Attributes:
        name: of its files in the folder.
        base_url: the endpoint.
        requests: how many.
        input_tokens: what they take, estimated.
        output_tokens: likewise.
        file: the endpoint's id of the file of requests; none before it is sent.
        made_at: when that file was made, by the endpoint's clock.
        id: the endpoint's id of the batch; none before it is made, or before that is known.
        status: what the endpoint said last.
        collected: whether its answers are in the folder: nothing more will come.
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
    """The batches of an output folder, as a context manager; whoever uses it holds the folder's journal.

    Args:
        folder: the output folder.
        look: only look, and change nothing: another process may be at work there.

    Attributes:
        all: the jobs by name, in the order in which they were made.
        taken: what the answers that were handed out have cost.
        used: the endpoint's ids of the batches that they came from.
    """

    def __init__(self, folder: Path, *, look: bool = False) -> None:
        self.folder, self._look = folder / FOLDER, look
        self.all: dict[str, Job] = {}
        self.taken = Usage()
        self.used: list[str] = []
        self._stack = contextlib.ExitStack()
        self._reading: dict[tuple[str, str], IO[bytes]] = {}
        self._writing: IO[bytes] | None = None
        self._open, self._size = "", 0  # the name of the job that is being written, and its bytes

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._index = stack.enter_context(contextlib.closing(sqlite3.connect("", isolation_level=None)))
            self._index.executescript(_TABLE)
            self.all = {job.name: job for job in self._load()}
            if not self._look:
                self._sweep()
            for job in self.all.values():
                if job.collected:
                    self._index_earlier(job)
                else:
                    self._index_requests(job)
            self._stack = stack.pop_all()
        self._stack.callback(self._close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def under_way(self) -> list[Job]:
        """Those whose answers are not here yet."""
        return [job for job in self.all.values() if not job.collected]

    def path(self, job: Job, kind: str) -> Path:
        """The file of a job's `requests`, `answers` or `errors`."""
        return self.folder / f"{job.name}.{kind}.jsonl"

    def job_of(self, key: str) -> Job | None:
        """The job that holds a request, or has its answer."""
        row = self._index.execute("SELECT job FROM requests WHERE key = ?", (key,)).fetchone()
        return self.all[row[0]] if row else None

    def has_answer(self, key: str) -> bool:
        """Whether there is an answer to a request."""
        row = self._index.execute("SELECT usable FROM requests WHERE key = ?", (key,)).fetchone()
        return bool(row and row[0])

    def answers(self, job: Job) -> int:
        """How many answers a job has."""
        rows = self._index.execute("SELECT count(*) FROM requests WHERE job = ? AND usable", (job.name,))
        return int(rows.fetchone()[0])

    def take(self, key: str) -> dict[str, JsonValue] | None:
        """The chat completion that answers a request; one that was taken before costs nothing more."""
        if not self.has_answer(key):
            return None
        body: dict[str, JsonValue] = self.line(key)["response"]["body"]
        if self._index.execute("UPDATE requests SET taken = 1 WHERE key = ? AND NOT taken", (key,)).rowcount:
            usage = body.get("usage")
            count = usage if isinstance(usage, dict) else {}
            self.taken += Usage(1, 0, _number(count.get("prompt_tokens")), _number(count.get("completion_tokens")))
            return body
        return body | {"usage": None}

    def line(self, key: str) -> dict[str, Any]:
        """What the endpoint said to a request; empty when it said nothing."""
        row = self._index.execute("SELECT job, file, start, length FROM requests WHERE key = ?", (key,)).fetchone()
        if not row or row[1] is None:
            return {}
        line: dict[str, Any] = json.loads(self._read(*row))
        return line

    def an_error(self, job: Job) -> dict[str, Any]:
        """What the endpoint said to one of the requests of a job that it did not answer; empty when to none."""
        row = self._index.execute(
            "SELECT key FROM requests WHERE job = ? AND file IS NOT NULL AND NOT usable LIMIT 1", (job.name,)
        ).fetchone()
        return self.line(row[0]) if row else {}

    def settle(self, keys: Iterable[str]) -> None:
        """Marks requests whose articles are written, or have failed: their answers are no longer needed."""
        self._index.executemany("UPDATE requests SET settled = 1 WHERE key = ?", ((key,) for key in keys))

    def add(self, key: str, body: Mapping[str, JsonValue], base_url: str, guess: Estimate) -> None:
        """Adds a request to the job that is being written, or to a new one when that is full."""
        line = request_line(key, body)
        job = self.all.get(self._open)
        if job is None or job.requests >= REQUESTS or self._size + len(line) > BYTES:
            job = self._begin(base_url)
        assert self._writing
        self._writing.write(line)
        self._size += len(line)
        self._index.execute("INSERT OR REPLACE INTO requests (key, job) VALUES (?, ?)", (key, job.name))
        self.change(
            job,
            requests=job.requests + 1,
            input_tokens=job.input_tokens + guess.input_tokens,
            output_tokens=job.output_tokens + guess.output_tokens,
        )

    def change(self, job: Job, **values: object) -> Job:
        """Notes something about a job; in the folder once it is saved."""
        self.all[job.name] = changed = job.model_copy(update=values)
        return changed

    def save(self) -> None:
        """Writes down what is known of all jobs that are at the endpoint, whole and at once."""
        sent = [job for job in self.all.values() if job.file]
        write_bytes(self.folder / LIST, iter([_JOBS.dump_json(sent, indent=1) + b"\n"]))

    def written(self) -> None:
        """Closes the file of requests that is being written."""
        if self._writing:
            self._writing.flush()
            os.fsync(self._writing.fileno())
            self._writing.close()
        self._writing, self._open = None, ""

    def halve(self, job: Job) -> list[str]:
        """Makes two jobs of one that is too large for the endpoint; gives their names."""
        names = []
        each = Estimate(input_tokens=job.input_tokens / job.requests, output_tokens=job.output_tokens / job.requests)
        with self.path(job, "requests").open("rb") as lines:
            for count in (job.requests // 2, job.requests - job.requests // 2):
                names.append(self._begin(job.base_url).name)
                for line in islice(lines, count):
                    request = json.loads(line)
                    self.add(request["custom_id"], request["body"], job.base_url, each)
        self.written()
        self._remove(job)
        self.save()
        return names

    def collect(self, job: Job, state: BatchState) -> tuple[Job, int]:
        """Takes in a job's answers, whose files are here; gives what it is now, and how many lines nobody can read."""
        job = self.change(job, status=state.status, collected=True, reason=_reason(state))
        self.save()
        unreadable = self._index_results(job, "answers") + self._index_results(job, "errors")
        self.path(job, "requests").unlink(missing_ok=True)
        return job, unreadable

    def finish(self) -> int:
        """Removes the files of batches that are done with; gives the number of answers that are kept, not used yet."""
        unused = 0
        for job in [job for job in self.all.values() if job.collected or not job.file]:
            left = self._index.execute(
                "SELECT start, length FROM requests WHERE job = ? AND usable AND NOT settled", (job.name,)
            ).fetchall()
            if left and job.collected:
                unused += len(left)
                self._shorten(job, left)
            else:
                self._remove(job)
        if self.all:
            self.save()
        elif self.folder.exists():
            (self.folder / LIST).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # somebody keeps something of their own in it
                self.folder.rmdir()
        return unused

    def _load(self) -> list[Job]:
        path = self.folder / LIST
        try:
            return _JOBS.validate_json(path.read_bytes())
        except FileNotFoundError:
            return []
        except ValidationError as error:
            raise UsageError(
                f"{path}: this is no list of batches of this version ({error.errors()[0]['msg']}).",
                "Use the version that wrote it. To give up what was sent, delete the folder that it is in.",
            ) from None

    def _sweep(self) -> None:
        """Takes away what a killed run left half done: nothing of it is at the endpoint, or it can be fetched again."""
        kept = {self.path(job, kind) for job in self.all.values() for kind in _kinds(job)}
        for kind in ("requests", "answers", "errors"):
            for path in self.folder.glob(f"*.{kind}.jsonl*"):
                if path not in kept:
                    path.unlink()

    def _begin(self, base_url: str) -> Job:
        self.written()
        self.folder.mkdir(exist_ok=True)
        job = Job(name=secrets.token_hex(6), base_url=base_url)
        self.all[job.name] = job
        self._open, self._size, self._writing = job.name, 0, self.path(job, "requests").open("wb")
        return job

    def _remove(self, job: Job) -> None:
        for kind in ("answers", "errors"):
            if handle := self._reading.pop((job.name, kind), None):
                handle.close()
        for kind in ("requests", "answers", "errors"):
            self.path(job, kind).unlink(missing_ok=True)
        del self.all[job.name]

    def _shorten(self, job: Job, left: list[tuple[int, int]]) -> None:
        lines = (self._read(job.name, "answers", start, length) for start, length in left)
        write_bytes(self.path(job, "answers"), lines)
        self.path(job, "errors").unlink(missing_ok=True)

    def _index_requests(self, job: Job) -> None:
        for _, _, line in _lines(self.path(job, "requests")):
            self._index.execute(
                "INSERT OR REPLACE INTO requests (key, job) VALUES (?, ?)", (line.get("custom_id"), job.name)
            )

    def _index_earlier(self, job: Job) -> None:
        """The answers that an earlier run has collected; what else it was told can be asked for anew."""
        for start, length, line in _lines(self.path(job, "answers")):
            if is_answer(line):
                self._index.execute(
                    "INSERT OR REPLACE INTO requests (key, job, file, start, length, usable) "
                    "VALUES (?, ?, 'answers', ?, ?, 1)",
                    (line.get("custom_id"), job.name, start, length),
                )

    def _index_results(self, job: Job, file: str) -> int:
        """What the endpoint tells in one of its files; gives how many lines tell nothing of any request."""
        unreadable = 0
        for start, length, line in _lines(self.path(job, file)):
            unreadable += not self._index.execute(
                "UPDATE requests SET file = ?, start = ?, length = ?, usable = ? "
                "WHERE key = ? AND job = ? AND NOT usable",
                (file, start, length, file == "answers" and is_answer(line), str(line.get("custom_id")), job.name),
            ).rowcount
        return unreadable

    def _read(self, name: str, file: str, start: int, length: int) -> bytes:
        handle = self._reading.get((name, file))
        if handle is None:
            handle = self._reading[name, file] = self.path(self.all[name], file).open("rb")
        return os.pread(handle.fileno(), length, start)

    def _close(self) -> None:
        self.written()
        for handle in self._reading.values():
            handle.close()


def _lines(path: Path) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """The lines of a file: where each begins, how long it is, and the JSON object it holds (empty when it is none)."""
    if not path.exists():
        return
    start = 0
    with path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield start, len(line), _object(line)
            start += len(line)


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _kinds(job: Job) -> tuple[str, ...]:
    return ("answers", "errors") if job.collected else ("requests",)


def _reason(state: BatchState) -> str | None:
    """Why a batch has ended without some of its requests."""
    if state.status == "completed":
        return None
    return f"{state.status}: {state.reason}" if state.reason else state.status


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
