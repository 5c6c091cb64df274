"""The folder of a batch: its store, and the files that are written out of it.

What a batch reads is in `summarizer.sqlite`, a store like any other, as soon as it is ready: each summary with its
article, and each failure, is one transaction, so that whatever stops a run loses nothing. `summaries.jsonl`,
`failed.jsonl` and `stories.jsonl` are written out of it, whole and at once, when all is done.

Which articles this run has met is in a temporary database that spills to disk and goes with the process: memory stays
the same however many there are.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self, overload

from pydantic import ValidationError
from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from summarizer.batch import older_folder
from summarizer.batch.jsonl import Lines
from summarizer.errors import ModelError, SummarizerError, UsageError
from summarizer.files import staged, write_bytes
from summarizer.schema import Article, ArticleSummary, Story
from summarizer.scrubbing import scrub
from summarizer.store import article_records, groups, story_records
from summarizer.store import tables as t
from summarizer.store.article_records import ReadingKey
from summarizer.store.database import FILE, Database
from summarizer.store.forgetting import forget

SUMMARIES, STORIES, FAILED = "summaries.jsonl", "stories.jsonl", "failed.jsonl"
OUTDATED = "summaries.outdated.jsonl"
REPORT, PAGE, RUN = "report.md", "report.html", "run.json"

_DROPPED = -1  # the place of an article that is to go, and that goes once the stories do without it
_AT_ONCE = 200
_TABLES = """
CREATE TABLE met (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, digest BLOB, source TEXT, article INTEGER
);
CREATE INDEX met_by_source ON met (source);
CREATE TABLE older (id TEXT, line BLOB);
CREATE TABLE outdated (article INTEGER, version INTEGER, key TEXT, UNIQUE (article, version, key));
CREATE TABLE failed (name TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of the same id that this run has met before: where, and whether it is the same in all."""

    source: str
    same: bool


class Folder:
    """The output folder of a batch, as a context manager; held by one process at a time.

    Args:
        folder: made when it is missing.
        look: only look, and change nothing: another process may be at work there.

    Raises:
        UsageError: another batch is writing to it.
        StoreError: its store cannot be opened.
    """

    def __init__(self, folder: Path, *, look: bool = False) -> None:
        self.path, self.may_change = folder, not look
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._met = stack.enter_context(contextlib.closing(sqlite3.connect("", isolation_level=None)))
            self._met.executescript(_TABLES)
            place = self.path / FILE
            if self.may_change:
                self.path.mkdir(parents=True, exist_ok=True)
                lock_folder(self.path, stack)
            elif not place.exists():  # the store of a folder that an older version has made is made elsewhere
                place = Path(stack.enter_context(tempfile.TemporaryDirectory())) / FILE
            self.database = Database(place, read_only=not self.may_change and place.parent == self.path)
            stack.callback(self.database.close)
            self._take_over_older_files()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def outdated(self) -> int:
        """Summaries of another version that were found on the way."""
        (count,) = self._met.execute("SELECT (SELECT count(*) FROM older) + (SELECT count(*) FROM outdated)").fetchone()
        return int(count)

    def register(self, article: Article, source: str) -> Duplicate | None:
        """Notes that this run has found an article; gives the earlier one if its id has been found before."""
        digest = blake2b(article.model_dump_json().encode("utf-8", "surrogatepass"), digest_size=16).digest()
        row = self._met.execute("SELECT digest, source FROM met WHERE id = ?", (article.id,)).fetchone()
        if row:
            return Duplicate(row[1], row[0] == digest)
        self._met.execute("INSERT INTO met (id, digest, source) VALUES (?, ?, ?)", (article.id, digest, scrub(source)))
        return None

    def source(self, article_id: str) -> str:
        """Where this run has met an article."""
        return str(self._met.execute("SELECT source FROM met WHERE id = ?", (article_id,)).fetchone()[0])

    def take_over(self, article: Article, key_of: Callable[[Article], str]) -> bool:
        """Takes an earlier run's summary for the article, if there is one of this version and key.

        Args:
            key_of: what the summary's key has to be; asked only of an article that an earlier run has met, because it
                takes longer than all else that one from the cache needs.
        """
        v, r, a = t.versions.c, t.readings.c, t.articles.c
        of_version = (r.article == v.article) & (r.version == v.version)
        readings = select(v.article, v.version, a.id, a.version.label("latest")).where(v.id == article.id)
        readings = readings.join_from(t.versions, t.readings, of_version).join(t.articles, a.number == v.article)
        with self.database.reading() as connection:
            if connection.execute(readings.limit(1)).first() is None:
                return False
            key = key_of(article)
            wanted = readings.add_columns(r.summary, v.text).where(r.key == key).order_by(v.version.desc()).limit(1)
            row = connection.execute(wanted).first()
            if row is None:
                return False
            known = ReadingKey(row.article, row.version, key)
            counts = known in article_records.latest_keys(connection, [row.article])
        summary = self._valid(known, row.summary)
        # A plain text's title in the summary is its headline, which its text (and so the key) holds already.
        if summary is None or summary.article.model_copy(update={"title": article.title}) != article.info:
            return False
        if not counts and self.may_change:
            if row.version == row.latest:
                with self.database.writing() as connection:
                    article_records.prefer(connection, known)
            elif row.id == article.id:  # else `summarizer add` has corrected it since, and it stays corrected
                self._keep_again(article, summary)
        self._met.execute("UPDATE met SET article = ? WHERE id = ?", (row.article, article.id))
        return True

    def add(self, article: Article, summary: ArticleSummary) -> None:
        """Keeps a summary; from here on a kill does not lose it."""
        with self.database.writing() as connection:
            self._last_place += 1
            number = article_records.put_read(connection, article, self.source(article.id), summary, self._last_place)
            groups.keep_rules(connection, groups.BY_A_BATCH)
        self._met.execute("UPDATE met SET article = ? WHERE id = ?", (number, article.id))

    def fail(self, source: str, error: SummarizerError, article: Article | None) -> None:
        """Keeps a failure, with the article if there is one, so that it can be tried again."""
        given = article.model_dump(mode="json", exclude_none=True) if article else None
        with self.database.writing() as connection:
            _keep_failure(
                connection,
                given,
                source=scrub(source),
                kind=type(error).__name__,
                problem=error.problem,
                remedy=error.remedy,
                requests=error.usage.requests if isinstance(error, ModelError) else 0,
            )
        self._met.execute("INSERT OR IGNORE INTO failed VALUES (?)", (_name(given, scrub(source)),))

    def sync(self) -> None:
        """Brings to the disk what was added: from here on a power failure does not lose it."""
        self.database.sync()

    def finish(self, *, replace: bool) -> int:
        """Writes `summaries.jsonl` whole and at once; gives the number of summaries.

        Summaries of another version that no new one stands for are set aside in `summaries.outdated.jsonl`.

        Args:
            replace: whether summaries of earlier runs go whose articles this one has not met.
        """
        with self.database.writing() as connection:
            self._keep_places(connection)
            numbers = self._listed(connection)
            answered = {row[0] for row in self._met.execute("SELECT article FROM met WHERE article IS NOT NULL")}
            gone = {number for number in numbers if replace and number not in answered}
            for some in _portions(sorted(gone)):
                connection.execute(update(t.articles).where(t.articles.c.number.in_(some)).values(place=_DROPPED))
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for number, key, line in self._lines([number for number in numbers if number not in gone]):
                if number in answered or self._valid(key, line) is not None:
                    count += 1
                    yield line

        with staged(self.path / SUMMARIES) as file:
            file.writelines(lines())
            self._set_outdated_aside(answered | gone)
        self._older_files_are_taken_over()
        return count

    def drop(self) -> None:
        """Forgets the articles that `finish` has left out, now that the stories do without them."""
        a = t.articles.c
        with self.database.writing() as connection:
            for number in connection.scalars(select(a.number).where(a.place == _DROPPED)).all():
                forget(connection, number)

    def finish_failures(self, *, replace: bool) -> int:
        """Writes `failed.jsonl` whole and at once, or takes it away when nothing is left in it.

        Args:
            replace: whether failures of earlier runs go.

        Returns:
            How many failures of earlier runs stay: those that this run has neither answered nor met with again.
        """
        f = t.failures.c
        with self.database.writing() as connection:
            rows = connection.execute(_failures().where(f.number <= self._last_before)).all()
            gone = [row.number for row in rows if replace or self._is_settled(row)]
            for some in _portions(gone):
                connection.execute(delete(t.failures).where(f.number.in_(some)))
        with self.database.reading() as connection:
            left = connection.execute(_failures()).all()
        if left:
            write_bytes(self.path / FAILED, (_failure_line(row) for row in left))
        else:
            (self.path / FAILED).unlink(missing_ok=True)
        return len(rows) - len(gone)

    def stories(self) -> Sequence[Story]:
        """The stories as they were read last, each loaded when it is asked for."""
        if not self._is_taken_over and (self.path / STORIES).exists():
            return Lines([self.path / STORIES], Story, STORIES)
        return _Stories(self.database)

    def by_hand(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Ids of articles whose stories analysts have joined, two by two, and of those taken out of a story."""
        with self.database.reading() as connection:
            return groups.by_hand(connection)

    def keep_stories(self, told: Sequence[Story]) -> Sequence[Story]:
        """Keeps the stories that all articles make; gives them as they are shown, with what was edited by hand."""
        with self.database.writing() as connection:
            story_records.keep_all(connection, told)
            groups.keep_rules(connection, groups.BY_A_BATCH)
            edited = connection.scalar(select(t.edits.c.number).limit(1)) is not None
        return _Stories(self.database, [one.id for one in told]) if edited else told

    # Older versions kept files

    def _take_over_older_files(self) -> None:
        with self.database.reading() as connection:
            known = select(t.settings.c.value).where(t.settings.c.name == "batch_files")
            self._is_taken_over = connection.scalar(known) is not None
        if not self._is_taken_over and not self.database.read_only:
            with self.database.writing() as connection:
                for id_, line in older_folder.take_over_summaries(connection, self.path):
                    self._met.execute("INSERT INTO older VALUES (?, ?)", (id_, line))
                for given, reason in older_folder.failures(self.path):
                    _keep_failure(connection, given, **reason)
        with self.database.reading() as connection:
            self._last_before = int(connection.scalar(select(func.max(t.failures.c.number))) or 0)
            self._last_place = int(connection.scalar(select(func.max(t.articles.c.place))) or 0)

    def _older_files_are_taken_over(self) -> None:
        if self._is_taken_over:
            return
        with self.database.writing() as connection:
            connection.execute(insert(t.settings).values(name="batch_files", value="taken over"))
        older_folder.remove_parts(self.path)

    # What is written

    def _keep_places(self, connection: Connection) -> None:
        """Articles stand in the order in which they were met, those of this run last."""
        last = int(connection.scalar(select(func.max(t.articles.c.place))) or 0)
        met = self._met.execute("SELECT number, article FROM met WHERE article IS NOT NULL ORDER BY number")
        moved = update(t.articles).where(t.articles.c.number == bindparam("at"))
        moved = moved.values(place=bindparam("to"))
        while some := met.fetchmany(_AT_ONCE):
            connection.execute(moved, [{"at": article, "to": last + number} for number, article in some])

    def _listed(self, connection: Connection) -> list[int]:
        """The articles that were read, in order."""
        a = t.articles.c
        asked = select(a.number).where(a.state == article_records.READ, or_(a.place.is_(None), a.place != _DROPPED))
        return list(connection.scalars(asked.order_by(a.place.is_(None), a.place, a.number)))

    def _lines(self, numbers: Sequence[int]) -> Iterator[tuple[int, ReadingKey, bytes]]:
        for some in _portions(numbers):
            with self.database.reading() as connection:
                keys = {key.article: key for key in article_records.latest_keys(connection, some)}
                wanted = [keys[number] for number in some if number in keys]
                for key, line in article_records.summary_lines(connection, wanted):
                    yield key.article, key, line

    def _set_outdated_aside(self, replaced: set[int]) -> None:
        """Writes down summaries that nobody can read any more; their articles wait to be read again."""
        answered = "SELECT id FROM met WHERE article IS NOT NULL"
        lines = [
            row[0] for row in self._met.execute(f"SELECT line FROM older WHERE id IS NULL OR id NOT IN ({answered})")
        ]
        keys = [ReadingKey(*row) for row in self._met.execute("SELECT article, version, key FROM outdated")]
        with self.database.reading() as connection:
            left = [key for key in keys if key.article not in replaced]
            lines += [line for _, line in article_records.summary_lines(connection, left)]
        if lines:
            path = self.path / OUTDATED
            before = path.read_bytes() if path.exists() else b""
            write_bytes(path, iter([before, *lines]))
        if keys:
            with self.database.writing() as connection:
                for key in keys:
                    article_records.drop_reading(connection, key)

    def _valid(self, key: ReadingKey, line: str | bytes) -> ArticleSummary | None:
        try:
            return ArticleSummary.model_validate_json(line)
        except ValidationError:
            row = (key.article, key.version, key.key)
            self._met.execute("INSERT OR IGNORE INTO outdated VALUES (?, ?, ?)", row)
            return None

    def _keep_again(self, article: Article, summary: ArticleSummary) -> None:
        """The text under an id is what it was before: that is its next version, and needs no reading."""
        with self.database.writing() as connection:
            again = summary.model_copy(update={"text": article.text})
            article_records.put_read(connection, article, self.source(article.id), again, None)

    def _is_settled(self, row: Any) -> bool:
        """Whether a failure of an earlier run is answered now, or has failed again."""
        given = json.loads(row.given) if row.given else None
        if self._met.execute("SELECT 1 FROM failed WHERE name = ?", (_name(given, row.source),)).fetchone():
            return True
        if row.given_id is not None:
            known = "SELECT 1 FROM met WHERE id = ? AND article IS NOT NULL"
            return bool(self._met.execute(known, (row.given_id,)).fetchone())
        known = "SELECT 1 FROM met WHERE source = ? OR (source > ? AND source < ?) LIMIT 1"  # path, or path:line
        return bool(self._met.execute(known, (row.source, f"{row.source}:", f"{row.source};")).fetchone())


class _Stories(Sequence[Story]):
    """Stories of a store, each loaded when it is asked for: as they were read, or, where ids are given, as shown."""

    def __init__(self, database: Database, shown: Sequence[str] | None = None) -> None:
        self._database, self._is_shown = database, shown is not None
        with database.reading() as connection:
            self._ids = list(shown) if shown is not None else story_records.list_as_read(connection)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Story: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Story]: ...
    def __getitem__(self, at: int | slice) -> Story | Sequence[Story]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        load = story_records.load if self._is_shown else story_records.load_as_read
        with self._database.reading() as connection:
            return load(connection, self._ids[at])


def lock_folder(folder: Path, stack: contextlib.ExitStack) -> None:
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


def _failures() -> Any:
    """The failures of batches: of articles that were given, and of sources that gave none."""
    f = t.failures.c
    return select(t.failures).where(f.article.is_(None), f.group_number.is_(None)).order_by(f.number)


def _keep_failure(connection: Connection, given: Mapping[str, Any] | None, **reason: Any) -> None:
    packed = json.dumps(given) if given else None
    id_ = given.get("id") if given else None
    t.add_row(connection, t.failures, at=time.time(), given=packed, given_id=id_, **reason)


def _failure_line(row: Any) -> bytes:
    reason = {
        "source": row.source,
        "error": row.kind,
        "reason": row.problem,
        "remedy": row.remedy,
        "requests": row.requests,
    }
    return (json.dumps((json.loads(row.given) if row.given else {}) | {"failure": reason}) + "\n").encode()


def _name(given: Mapping[str, Any] | None, source: str) -> str:
    """What a failure is about: an article, or a source that gave none."""
    return json.dumps([given["id"], None] if given and "id" in given else [None, source])


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE))
