"""Watched folders: what is put into them is handed in, each file once, and again when it has changed.

They are looked through rather than listened to: that works on every kind of disk, also on those of other machines.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from summarizer.errors import StoreError, UsageError
from summarizer.service.work import Json, Work
from summarizer.sources import Failed, read
from summarizer.store import Store
from summarizer.store.tables import taken_files

_LOOK = 2.0
_MOST = 500  # articles of one job

_log = logging.getLogger(__name__)


class FolderWatcher:
    """Hands in what appears in folders.

    Args:
        folders: with all that is in them.

    Raises:
        UsageError: one of them is no folder.
    """

    def __init__(self, store: Store, work: Work, folders: Sequence[Path]) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise UsageError(f"{folder}: there is no such folder.", "Make it, or name another with --folder.")
        self._store, self._work, self._folders = store, work, folders
        self._stamps: dict[Path, str] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="summarizer-folders")

    def start(self) -> None:
        """Begins, where there is anything to watch."""
        if self._folders:
            self._thread.start()

    def stop(self) -> None:
        """Ends, after the file that is being read."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> int:
        """Hands in the files that have not changed since the last look, unless they have been; returns how many."""
        before, self._stamps = self._stamps, dict(self._files())
        with self._store.database.reading() as connection:
            taken: dict[str, str] = dict(connection.execute(select(taken_files.c.path, taken_files.c.stamp)).all())
        count = 0
        for path, stamp in sorted(self._stamps.items()):
            # one that is still being written would be read by half
            if before.get(path) == stamp and taken.get(str(path)) != stamp and not self._stopped.is_set():
                self._hand_in(path, stamp)
                count += 1
        return count

    def _hand_in(self, path: Path, stamp: str) -> None:
        items: list[Json] = []
        for found in read([str(path)]):
            if isinstance(found, Failed):
                self._store.keep_source_failure(found.source, found.error)
            else:
                items.append({**found.article.model_dump(mode="json"), "source": found.source})
        for at in range(0, len(items), _MOST):
            key = json.dumps([str(path), stamp, at])  # killed in between, it is the same job again
            self._work.hand_in(items[at : at + _MOST], who="folder", what=path.name, idempotency=key)
        with self._store.database.writing() as connection:
            connection.execute(delete(taken_files).where(taken_files.c.path == str(path)))
            connection.execute(insert(taken_files).values(path=str(path), stamp=stamp))

    def _files(self) -> list[tuple[Path, str]]:
        found = []
        for folder in self._folders:
            for path in folder.rglob("*"):
                if path.name.startswith(".") or not path.is_file() or path.is_symlink():
                    continue
                try:
                    known = path.stat()
                except OSError:
                    continue  # it was taken away a moment ago
                found.append((path, f"{known.st_size} {known.st_mtime_ns}"))
        return found

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK):
            try:
                self.look()
            except (StoreError, UsageError) as error:
                _log.warning("%s", error)
            except (SQLAlchemyError, OSError):
                _log.exception("Looking through the folders failed; it is tried again.")
