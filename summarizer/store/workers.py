"""Who is at work on a store: what one has taken on, no other does, until it is done or shows no more sign of life."""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from summarizer.errors import StoreError
from summarizer.store.tables import articles, groups, workers

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from summarizer.store.database import Database

BEAT = 5.0
"""Seconds between two signs of life."""
DEAD = 60.0
"""Seconds without one after which a worker on another machine counts as dead."""


class Worker:
    """A worker on a store, for as long as the context is open; a thread of its own gives the signs of life."""

    def __init__(self, database: Database) -> None:
        self.id = uuid.uuid4().hex
        self.busy: set[tuple[str, int]] = set()
        """What it has under way, as against what it took on and could not even give back."""
        self._database = database
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name="summarizer-store-worker")

    def __enter__(self) -> Self:
        with self._database.writing() as connection:
            connection.execute(
                insert(workers).values(id=self.id, host=socket.gethostname(), process=os.getpid(), beat=time.time())
            )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()
        try:
            with self._database.writing() as connection:
                _dismiss(connection, [self.id])
        except StoreError:
            if error is None:
                raise

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT):
            try:
                with self._database.writing() as connection:
                    connection.execute(update(workers).where(workers.c.id == self.id).values(beat=time.time()))
            except StoreError:
                continue  # a full disk or a busy store: whoever writes next says so


def dismiss_the_dead(connection: Connection) -> None:
    """Gives free what workers had taken on that are no more."""
    now, host = time.time(), socket.gethostname()
    dead = [
        row.id
        for row in connection.execute(select(workers))
        if (row.host == host and not _is_running(row.process))
        or abs(now - row.beat) > (10 * DEAD if row.host == host else DEAD)  # a number of a process is given again
    ]
    if dead:
        _dismiss(connection, dead)


def _dismiss(connection: Connection, ids: Sequence[str]) -> None:
    connection.execute(update(articles).where(articles.c.worker.in_(ids)).values(worker=None))
    connection.execute(update(groups).where(groups.c.worker.in_(ids)).values(worker=None, tried=None))
    connection.execute(delete(workers).where(workers.c.id.in_(ids)))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
