"""The folder of a batch while it is written: who holds it, what earlier runs left in it, and what this one adds.

Each summary is a line of `summaries.partial.jsonl` as soon as it is ready, each failure one of `failed.partial.jsonl`.
What must be known of articles (ids, and where their summaries stand) is in a temporary SQLite database that spills to
disk and goes with the process: memory stays the same however many there are.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pydantic import ValidationError

from summarizer.errors import ModelError, SummarizerError, UsageError
from summarizer.files import staged, write_bytes
from summarizer.schema import Article, ArticleSummary
from summarizer.scrubbing import scrub

SUMMARIES, PARTIAL, STORIES = "summaries.jsonl", "summaries.partial.jsonl", "stories.jsonl"
OUTDATED = "summaries.outdated.jsonl"
REPORT, PAGE = "report.md", "report.html"
FAILED, FAILED_PARTIAL, RUN = "failed.jsonl", "failed.partial.jsonl", "run.json"

_ID = re.compile(rb'\{"article":\{"id":("(?:[^"\\]|\\.)*")')
_KEY = re.compile(rb'"key":"([0-9a-f]+)"')
_TABLES = """
CREATE TABLE earlier (key TEXT, id TEXT, file INTEGER, start INTEGER, length INTEGER, PRIMARY KEY (id, key));
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, digest BLOB, source TEXT, file INTEGER, start INTEGER, length INTEGER
);
CREATE INDEX by_source ON articles (source);
CREATE TABLE outdated (id TEXT, file INTEGER, start INTEGER, length INTEGER, UNIQUE (file, start));
CREATE TABLE failed (name TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of the same id that this run has met before: where, and whether it is the same in all."""

    source: str
    same: bool


class Earlier:
    """What earlier runs have left in an output folder, as a context manager; nothing is changed there.

    Args:
        folder: may be missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def _open(self, stack: contextlib.ExitStack, mode: str = "rb") -> None:
        self._index = stack.enter_context(contextlib.closing(sqlite3.connect("", isolation_level=None)))
        self._index.executescript(_TABLES)
        self._files: list[IO[bytes]] = []
        for path, how in ((self.folder / SUMMARIES, "rb"), (self.folder / PARTIAL, mode)):
            there = path if how != "rb" or path.exists() else Path(os.devnull)
            self._files.append(stack.enter_context(there.open(how)))
        for number in range(2):
            self._index_earlier(number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def outdated(self) -> int:
        """Summaries of another version that were found on the way."""
        return int(self._index.execute("SELECT count(*) FROM outdated").fetchone()[0])

    def register(self, article: Article, source: str) -> Duplicate | None:
        """Notes that this run has found an article; gives the earlier one if its id has been found before."""
        digest = blake2b(article.model_dump_json().encode("utf-8", "surrogatepass"), digest_size=16).digest()
        row = self._index.execute("SELECT digest, source FROM articles WHERE id = ?", (article.id,)).fetchone()
        if row:
            return Duplicate(row[1], row[0] == digest)
        self._index.execute(
            "INSERT INTO articles (id, digest, source) VALUES (?, ?, ?)", (article.id, digest, scrub(source))
        )
        return None

    def take_over(self, article: Article, key_of: Callable[[Article], str]) -> bool:
        """Takes an earlier run's summary for the article, if there is one of this version and key.

        Args:
            key_of: what the summary's key has to be; asked only of an article that an earlier run has met, because it
                takes longer than all else that one from the cache needs.
        """
        if not self._index.execute("SELECT 1 FROM earlier WHERE id = ? LIMIT 1", (article.id,)).fetchone():
            return False
        row = self._index.execute(
            "SELECT file, start, length FROM earlier WHERE id = ? AND key = ?", (article.id, key_of(article))
        ).fetchone()
        if not row:
            return False
        summary = self._read(article.id, *row)
        # A plain text's title in the summary is its headline, which its text (and so the key) holds already.
        if summary is None or summary.article.model_copy(update={"title": article.title}) != article.info:
            return False
        self._place(article.id, *row)
        return True

    def _index_earlier(self, number: int) -> None:
        start = self._files[number].seek(0)
        for line in self._files[number]:
            found, keys = _ID.match(line), _KEY.findall(line)
            if found and keys:
                row = (keys[-1].decode(), json.loads(found[1]), number, start, len(line))
                self._index.execute("INSERT OR REPLACE INTO earlier VALUES (?, ?, ?, ?, ?)", row)
            elif line.strip():
                self._set_aside(json.loads(found[1]) if found else None, number, start, len(line))
            start += len(line)

    def _place(self, article_id: str, file: int, start: int, length: int) -> None:
        self._index.execute(
            "UPDATE articles SET file = ?, start = ?, length = ? WHERE id = ?", (file, start, length, article_id)
        )

    def _bytes(self, file: int, start: int, length: int) -> bytes:
        return os.pread(self._files[file].fileno(), length, start)

    def _read(self, article_id: str, file: int, start: int, length: int) -> ArticleSummary | None:
        try:
            return ArticleSummary.model_validate_json(self._bytes(file, start, length))
        except ValidationError:
            self._set_aside(article_id, file, start, length)
            return None

    def _set_aside(self, article_id: str | None, file: int, start: int, length: int) -> None:
        self._index.execute("INSERT OR IGNORE INTO outdated VALUES (?, ?, ?, ?)", (article_id, file, start, length))


class Journal(Earlier):
    """The output folder, as a context manager; held by one process at a time.

    Args:
        folder: made when it is missing.

    Raises:
        UsageError: another batch is writing to it.
    """

    def _open(self, stack: contextlib.ExitStack, mode: str = "a+b") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        hold(self.folder, stack)
        _cut_to_lines(self.folder / PARTIAL)
        super()._open(stack, mode)
        self._failures = stack.enter_context((self.folder / FAILED_PARTIAL).open("w", encoding="utf-8"))
        self._end = self._files[1].seek(0, os.SEEK_END)

    def source(self, article_id: str) -> str:
        """Where an article was met."""
        found = self._index.execute("SELECT source FROM articles WHERE id = ?", (article_id,)).fetchone()
        return str(found[0])

    def add(self, summary: ArticleSummary) -> None:
        """Writes a summary down; from here on a kill does not lose it."""
        line = summary.model_dump_json().encode("utf-8", "backslashreplace") + b"\n"
        journal = self._files[1]
        journal.write(line)
        journal.flush()
        self._place(summary.article.id, 1, self._end, len(line))
        self._end += len(line)

    def fail(self, source: str, error: SummarizerError, article: Article | None) -> None:
        """Writes a failure down, with the article if there is one, so that it can be tried again."""
        reason = {
            "source": scrub(source),
            "error": type(error).__name__,
            "reason": error.problem,
            "remedy": error.remedy,
            "requests": error.usage.requests if isinstance(error, ModelError) else 0,
        }
        line = (article.model_dump(mode="json", exclude_none=True) if article else {}) | {"failure": reason}
        self._index.execute("INSERT OR IGNORE INTO failed VALUES (?)", (_name(line),))
        self._failures.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._failures.flush()

    def sync(self) -> None:
        """Brings to the disk what was added: from here on a power failure does not lose it."""
        os.fsync(self._files[1].fileno())

    def finish(self, *, replace: bool) -> int:
        """Writes `summaries.jsonl` whole and at once; gives the number of summaries.

        Summaries of another version that no new one stands for are set aside in `summaries.outdated.jsonl`.

        Args:
            replace: whether summaries of earlier runs go whose articles this one has not met.
        """
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in self._rows(replace=replace):
                count += 1
                yield self._bytes(*row)

        with staged(self.folder / SUMMARIES) as file:
            file.writelines(lines())
            self._keep_outdated()
        (self.folder / PARTIAL).unlink(missing_ok=True)
        return count

    def finish_failures(self, *, replace: bool) -> int:
        """Writes `failed.jsonl` whole and at once, or takes it away when nothing is left in it.

        Args:
            replace: whether failures of earlier runs go.

        Returns:
            How many failures of earlier runs stay: those that this run has neither answered nor met with again.
        """
        earlier = [] if replace else [line for line in _lines(self.folder / FAILED) if not self._is_settled(line)]
        self._failures.flush()
        new = (self.folder / FAILED_PARTIAL).read_bytes()
        if earlier or new:
            write_bytes(self.folder / FAILED, iter([*earlier, new]))
        else:
            (self.folder / FAILED).unlink(missing_ok=True)
        (self.folder / FAILED_PARTIAL).unlink()
        if not self._end:
            (self.folder / PARTIAL).unlink()
        return len(earlier)

    def _is_settled(self, line: bytes) -> bool:
        """Whether a failure of an earlier run is answered now, or has failed again."""
        try:
            failure = json.loads(line)
            name, source = _name(failure), str(failure["failure"]["source"])
        except (ValueError, KeyError, TypeError):
            return False
        if self._index.execute("SELECT 1 FROM failed WHERE name = ?", (name,)).fetchone():
            return True
        if "id" in failure:
            known = "SELECT 1 FROM articles WHERE id = ? AND file IS NOT NULL"
            return bool(self._index.execute(known, (failure["id"],)).fetchone())
        known = "SELECT 1 FROM articles WHERE source = ? OR (source > ? AND source < ?) LIMIT 1"  # path, or path:line
        return bool(self._index.execute(known, (source, f"{source}:", f"{source};")).fetchone())

    def _keep_outdated(self) -> None:
        rows = self._index.execute(
            "SELECT file, start, length FROM outdated WHERE id IS NULL OR id NOT IN "
            "(SELECT id FROM articles WHERE file IS NOT NULL)"
        ).fetchall()
        if rows:
            path = self.folder / OUTDATED
            before = path.read_bytes() if path.exists() else b""
            write_bytes(path, iter([before, *(self._bytes(*row) for row in rows)]))

    def _rows(self, *, replace: bool) -> Iterator[tuple[int, int, int]]:
        earlier = (
            "SELECT id, file, start, length FROM earlier "
            "WHERE id NOT IN (SELECT id FROM articles WHERE file IS NOT NULL) "
            + ("AND id IN (SELECT id FROM articles) " if replace else "")
            + "GROUP BY id HAVING rowid = MAX(rowid) ORDER BY rowid"
        )
        for article_id, *row in self._index.execute(earlier).fetchall():
            if self._read(article_id, *row) is not None:
                yield row[0], row[1], row[2]
        yield from self._index.execute(
            "SELECT file, start, length FROM articles WHERE file IS NOT NULL ORDER BY number"
        )


def _name(failure: Mapping[str, Any]) -> str:
    """What a line of `failed.jsonl` is about: an article, or a source that gave none."""
    return json.dumps([failure.get("id"), None if "id" in failure else failure["failure"]["source"]])


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as lines:
            yield from (line for line in lines if line.strip())


def hold(folder: Path, stack: contextlib.ExitStack) -> None:
    """Locks the folder itself: the lock goes with the process, however that ends, and leaves no file behind.

    Raises:
        UsageError: another process has it.
        OSError: there is no such folder.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return
    handle = os.open(folder, os.O_RDONLY)
    stack.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"{folder}: another batch or merge is writing to this folder.", "Wait for it, or choose another folder."
        ) from None
    except OSError:  # a file system without locks
        return


def _cut_to_lines(path: Path) -> None:
    """Takes off a last line that was cut off in mid-write, so that the next one does not go on from it."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - 65536)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        file.truncate(end)
