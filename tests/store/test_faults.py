"""What goes wrong with a database is said clearly, and nothing that was stored or paid for is lost."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from summarizer.errors import MissingError, StoreError, UsageError
from summarizer.store import Store, grouping_index
from summarizer.store import database as databases
from summarizer.store.updating import update
from summarizer.store.workers import Worker
from tests.store.reading import StandIn
from tests.store.stories import article, articles

_ADD = """
import asyncio, sys, time
from pathlib import Path
from summarizer.store import Store, grouping_index
from summarizer.store.updating import update
from tests.store.reading import StandIn
from tests.store.stories import articles

class Slow(StandIn):
    async def summarize_many(self, given):
        async for one in super().summarize_many(given):
            await asyncio.sleep(0.05)
            with Path(sys.argv[2]).open("a") as paid:
                paid.write(one.article.id + "\\n")
            yield one

with Store(sys.argv[1]) as store:
    asyncio.run(update(store, Slow(), articles()[int(sys.argv[3])::int(sys.argv[4])]))
"""


def process(place: str, paid: Path, start: int = 0, step: int = 1) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _ADD, place, str(paid), str(start), str(step)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2])


def complete(place: str) -> list[int]:
    with Store(place) as store:
        assert store.counts()["due"] == store.counts()["waiting"] == 0
        return sorted(line.articles for line in store.stories())


def test_killed_at_any_point_nothing_is_lost_and_hardly_anything_read_twice(place: str, tmp_path: Path) -> None:
    paid = tmp_path / "paid"
    paid.touch()
    kills = 0
    for _ in range(4):
        running = process(place, paid)
        before = len(paid.read_text().split())
        deadline = time.monotonic() + 60
        while running.poll() is None and len(paid.read_text().split()) < before + 2 and time.monotonic() < deadline:
            time.sleep(0.005)
        if running.poll() is None:
            kills += 1
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert process(place, paid).wait() == 0
    assert complete(place) == [2, 3, 3]
    again = sum(number - 1 for number in Counter(paid.read_text().split()).values())
    assert again <= kills, "an answer may be on its way when a process dies, one that was kept is never asked for again"


def test_two_processes_share_the_work(place: str, tmp_path: Path) -> None:
    paid = tmp_path / "paid"
    both = [process(place, paid, number, 2) for number in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    with Store(place) as store:
        asyncio.run(update(store, StandIn()))  # what one left to the other when that had just ended
    assert complete(place) == [2, 3, 3]
    assert max(Counter(paid.read_text().split()).values()) == 1


def test_what_a_dead_worker_had_taken_on_is_free_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(article("ferry", 0))
    lost = Worker(store.database)
    lost.__enter__()
    with Worker(store.database) as other:
        assert store.claim_article(lost)
        assert store.claim_article(other) is None
        monkeypatch.setattr("summarizer.store.workers._is_running", lambda _: False)
        assert store.claim_article(other)
    monkeypatch.undo()
    lost.__exit__(None, None, None)


def test_a_store_of_a_newer_version(place: str) -> None:
    with Store(place) as store, store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version .* Update summarizer"):
        Store(place)


def test_a_half_made_store(place: str) -> None:
    with Store(place) as store, store.database.writing() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(StoreError, match="not made to its end"):
        Store(place)


def test_a_migration_that_is_stopped_leaves_nothing(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(connection: object) -> None:
        migrate(connection)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    migrate = databases._migrate
    monkeypatch.setattr(databases, "_migrate", stopped)
    with pytest.raises(KeyboardInterrupt):
        Store(place)
    monkeypatch.undo()
    with Store(place) as store:
        store.put(article("ferry", 0))


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
    with pytest.raises(StoreError, match="no store of summarizer"):
        Store(tmp_path / "other.sqlite")
    (tmp_path / "text.sqlite").write_text("This is a text, and a long one, so that it is no empty database." * 99)
    with pytest.raises(StoreError, match="no store of summarizer"):
        Store(tmp_path / "text.sqlite")


def test_a_store_that_somebody_writes_to_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "s.sqlite").close()
    monkeypatch.setattr(databases, "_WAIT", 0.1)
    with Store(tmp_path / "s.sqlite") as store, Store(tmp_path / "s.sqlite") as other:
        with other.database.writing(), pytest.raises(StoreError, match="another process"):
            store.put(article("ferry", 0))
        assert store.stories() == [], "reading goes on meanwhile"
        store.put(article("ferry", 0))


def test_a_disk_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "s.sqlite"
    with Store(place) as store:
        asyncio.run(update(store, StandIn(), articles()))
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    with Store(place) as store:
        assert len(store.stories()) == 3
        assert store.search("ferry")
        with pytest.raises(StoreError, match="cannot be written to"):
            store.put(article("ferry", 0))


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    place = tmp_path / "s.sqlite"
    with Store(place) as store:
        asyncio.run(update(store, StandIn(), articles()[:3]))
    size = place.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, hard))
    try:
        with Store(place) as store, pytest.raises(StoreError):
            for number in range(2000):
                store.put(article("ferry", 0, more=f"Update {number}. " * 50))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    with Store(place) as store:
        asyncio.run(update(store, StandIn(), articles()))
    assert complete(str(place)) == [2, 3, 3]


@pytest.mark.parametrize("place", ["mysql://host/name", "sqlite://", "postgresql+asyncpg://host/name", "x://"])
def test_places_that_cannot_be(place: str) -> None:
    with pytest.raises(UsageError, match="no place for a store"):
        Store(place)


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(StoreError, match="PostgreSQL"):
        Store("postgresql://u:secret@127.0.0.1:9/name")
    try:
        Store("postgresql://u:secret@127.0.0.1:9/name")
    except StoreError as error:
        assert "secret" not in str(error)


def test_too_short_a_beginning_of_an_id_says_how_much_is_needed(store: Store) -> None:
    added = store.put(article("ferry", 0))
    for given in (added.id[:5], "", "x"):
        with pytest.raises(MissingError, match="at least 6 characters"):
            store.forget(given)
        with pytest.raises(MissingError, match=r"at least 4 characters|There is no story"):
            store.story(given)
    assert [one.id for one in store.forget(added.id[:6]).articles] == [added.id]


def test_a_store_of_an_older_version_is_brought_up_to_date(place: str) -> None:
    from alembic import command

    upgrade = command.upgrade
    with pytest.MonkeyPatch.context() as older:
        older.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
        older.setattr(databases, "REVISIONS", ("0001",))
        made = databases.Database(place)
        with made.writing() as connection:
            for key, other, affinity in (("a", "b", 0.25), ("b", "a", 0.25), ("a", "c", 0.123456)):
                row = {"key": key, "other": other, "affinity": affinity}
                connection.execute(
                    text("INSERT INTO neighbours (key, other, affinity) VALUES (:key, :other, :affinity)"), row
                )
        made.close()
    made = databases.Database(place)
    with made.reading() as connection:
        near = grouping_index.StoreIndex(connection).neighbours(["a", "b", "c"])
    made.close()
    assert near == {"a": {"b": 0.25, "c": 0.123456}, "b": {"a": 0.25}, "c": {}}
    with Store(place) as store:
        asyncio.run(update(store, StandIn(), articles()))
        assert len(store.stories()) == 3
