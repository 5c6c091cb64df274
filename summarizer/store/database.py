"""The database behind a store: where it is, opening it, one writer at a time, and what can go wrong."""

from __future__ import annotations

import contextlib
import logging
import os
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError

from summarizer.errors import StoreError, UsageError

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The migrations that this version knows, the newest last."""

FILE = "summarizer.sqlite"
_WAIT = 30.0  # seconds that a writer waits for another one
_LOCK = 0x73756D6D  # PostgreSQL: the advisory lock that makes writers take turns
_VERSION_TABLE = "alembic_version"
_log = logging.getLogger(__name__)


def default_place() -> str:
    """Where the store is when nobody says: `SUMMARIZER_STORE`, or a file in the platform's data folder."""
    import platformdirs

    named = os.environ.get("SUMMARIZER_STORE")
    return named or str(Path(platformdirs.user_data_dir("summarizer", appauthor=False)) / FILE)


class Database:
    """SQLite in a file (WAL), or PostgreSQL by its URL; made or brought up to date when it is opened.

    Args:
        place: a file, a folder that holds one, or a URL: `postgresql+psycopg://user@host/name`, `sqlite:///file`.
        read_only: whether to change nothing, even where it could be changed.
        make: whether it is made where there is none.

    Raises:
        UsageError: a place that cannot be, or one without a store where none is to be made.
        StoreError: it cannot be opened, is none of ours, or a newer version has made it.
    """

    def __init__(self, place: str | os.PathLike[str], *, read_only: bool = False, make: bool = True) -> None:
        self.url = _url(place)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.name = str(self.url.database) if self.is_sqlite else self.url.render_as_string(hide_password=True)
        self.read_only, self.make = read_only, make
        with self._errors():
            self.engine = self._sqlite() if self.is_sqlite else self._postgresql()
            try:
                self._bring_up_to_date()
            except BaseException:
                self.engine.dispose()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the store as it is at its begin."""
        with self._errors(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing, one at a time over all processes.

        Taking turns is what lets an article be grouped by what is there, and numbers of revisions be seen in order.
        """
        if self.read_only:
            raise StoreError(f"{self.name}: the store is on a disk that cannot be written to.", _WRITABLE)
        with self._errors(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction that writes what depends on nothing else: on PostgreSQL it takes no turn with others."""
        with self._errors(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Closes its connections."""
        self.engine.dispose()

    def sync(self) -> None:
        """Brings to the disk what was written: a power failure does not lose it from here on."""
        if self.is_sqlite:  # PostgreSQL does so at each commit
            with self._errors(), self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def scrub(self) -> None:
        """Takes what was deleted off the disk as well, as far as the database lets a program do that."""
        if not self.is_sqlite:
            return  # PostgreSQL gives the room free at its next (auto)vacuum
        with self._errors(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _sqlite(self) -> Engine:
        path = Path(str(self.url.database))
        if not self.make and not (path.exists() and path.stat().st_size):
            raise self._missing()
        self.read_only = self.read_only or (path.exists() and not os.access(path, os.W_OK))
        if not self.read_only and not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _log.warning("%s: there was no such folder; it is made for the store.", path.parent)
        read_only = self.read_only
        # Whoever is killed leaves a write-ahead log, which must be read as well.
        is_still = not path.with_name(f"{path.name}-wal").exists()

        def connect() -> sqlite3.Connection:
            mode = ("?mode=ro&immutable=1" if is_still else "?mode=ro") if read_only else ""
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}{mode}",
                uri=True,
                timeout=_WAIT,
                isolation_level=None,  # transactions are begun by hand, below: the driver's own way commits half of DDL
                check_same_thread=False,
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -65536")
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            return connection

        engine = create_engine("sqlite://", creator=connect, poolclass=_pool())

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def _postgresql(self) -> Engine:
        try:
            return create_engine(self.url, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{self.name}: the driver for PostgreSQL is not installed ({error.name}).",
                "Install it: pip install 'summarizer[postgres]'.",
            ) from None

    def _bring_up_to_date(self) -> None:
        """Makes the tables, or changes those of an older version; other processes wait meanwhile."""
        with self.reading() as connection:
            version = self._version(connection)
        if version == REVISIONS[-1]:
            return
        if version is None and not self.make:
            raise self._missing()
        with self.writing() as connection:
            if self._version(connection) != REVISIONS[-1]:
                _migrate(connection)

    def _missing(self) -> UsageError:
        folder = Path(self.name).parent
        if self.is_sqlite and (folder / "summaries.jsonl").exists():
            return UsageError(
                f"{folder}: the results here are those of an older version, which kept no store.",
                f"Run the same `summarizer batch PATHS -o {shlex.quote(str(folder))}` once more: it takes them over.",
            )
        return UsageError(
            f"{self.name}: there is no store here.",
            f"Name another place with --store, or make one: `summarizer add PATHS --store {shlex.quote(self.name)}`.",
        )

    def _version(self, connection: Connection) -> str | None:
        """The migration that the store is at; None for an empty database."""
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        rows = (
            connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).all()
            if (_VERSION_TABLE in tables)
            else []
        )
        if len(rows) != 1 or "articles" not in tables:
            raise StoreError(
                f"{self.name}: this is no store of summarizer, or one that was not made to its end.",
                "Name another place, or restore it from a backup.",
            )
        version = str(rows[0][0])
        if version not in REVISIONS:
            raise StoreError(
                f"{self.name}: a newer version of summarizer has made this store (it is at {version}).",
                "Update summarizer: pip install -U summarizer.",
            )
        return version

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """Says what is wrong with the database in a user's words."""
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise  # our mistake, not the database's
        except DBAPIError as error:
            raise self._told(error.orig or error) from error
        except sqlite3.Error as error:
            raise self._told(error) from error
        except OSError as error:
            raise StoreError(f"{error.filename or self.name}: {error.strerror or error}.", _WRITABLE) from error

    def _told(self, error: BaseException) -> StoreError:
        problem = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        for words, told, remedy in _FAULTS:
            if words in problem.lower():
                return StoreError(f"{self.name}: {told}.", remedy)
        return StoreError(f"{self.name}: the database says: {problem}.", "Check the place and the disk.")


_WRITABLE = "Give it a place that can be written to, with --store."
_FAULTS = (
    ("is locked", "another process has been writing to the store for too long", "Try again when it is done."),
    ("readonly", "the store cannot be written to", _WRITABLE),
    ("read-only", "the store cannot be written to", _WRITABLE),
    (
        "disk i/o error",
        "the disk cannot be written to, or takes no more (File too large)",
        "Free some space, or check it.",
    ),
    ("is full", "the disk is full; what was stored before is kept", "Free some space, and run the same again."),
    ("no space left", "the disk is full; what was stored before is kept", "Free some space, and run the same again."),
    ("not a database", "this file is no store of summarizer", "Name another place with --store."),
    ("malformed", "the store is damaged", "Restore it from a backup, or export what can be read."),
    ("unable to open", "the store cannot be opened", "Check that the folder exists and may be written to."),
    ("connection refused", "nobody answers there", "Check that PostgreSQL runs, and its address."),
    ("connection failed", "the database cannot be reached", "Check that PostgreSQL runs, its address and its user."),
)


def _url(place: str | os.PathLike[str]) -> URL:
    given = os.fspath(place)
    if "://" not in given:
        path = Path(given)
        return URL.create("sqlite", database=str(path / FILE if path.is_dir() else path))
    try:
        url = make_url(given)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        if url.drivername == "postgresql+psycopg" or (url.drivername == "sqlite" and url.database):
            return url
    except (ArgumentError, NoSuchModuleError):
        pass
    raise UsageError(
        f"{given.partition('://')[0]}://…: this is no place for a store.",
        "Name a file, or a PostgreSQL: postgresql+psycopg://user@host/name.",
    )


def _pool() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
