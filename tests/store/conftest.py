"""Stores to test on: SQLite in a file, and a PostgreSQL of Debian's that is started for the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.store import Store

_BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL, up to the name of the database."""
    if not _BIN:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="summarizer-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    data, binaries = folder / "data", _BIN[-1]
    run(f"{binaries}/initdb", "-D", str(data), "-U", "tester", "--auth=trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
    run(f"{binaries}/pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://tester@/{{name}}?host={folder}"
    finally:
        run(f"{binaries}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_postgresql(postgresql: str) -> str:
    """The URL of an empty database."""
    import psycopg

    name = f"store{next(_numbers)}"
    host = postgresql.partition("host=")[2]
    with psycopg.connect(f"host={host} user=tester dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgresql.format(name=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store may be, on each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "news.sqlite")
    return str(request.getfixturevalue("new_postgresql"))


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    """A new store."""
    with Store(place) as made:
        yield made


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Forgetting looks into the platform's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
