"""Keeps answers that were paid for: a protocol of two methods, and diskcache behind it.

A cache never costs an article: whatever goes wrong with it is a miss, said once.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import diskcache

_log = logging.getLogger(__name__)
_RAW, _TEXT = 1, 3  # diskcache's modes for small values in the database and for text files; 4 is a pickle
_LIMIT = 8 * 2**30


class Cache(Protocol):
    """Keeps JSON text by key."""

    def get(self, key: str) -> str | None:
        """The text kept under `key`, or None."""

    def set(self, key: str, value: str) -> None:
        """Keeps `value` under `key`."""


def default_folder() -> Path:
    """The platform's cache folder for this program."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("summarizer", appauthor=False))


class DiskCache:
    """A folder of answers, shared by processes.

    Values are text and nothing else. diskcache unpickles whatever row says that it is a pickle (CVE-2025-69872, not
    mended by its JSONDisk); here such a row is refused, as is one that names a file outside of the folder.

    Args:
        folder: made with mode 0700 when it is missing.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._cache: diskcache.Cache | None = None
        self._opened = False
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        """The text kept under `key`; None on any fault too."""
        try:
            value = self._open().get(key)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a cache is a miss
            self._fault("read", error)
            return None
        return value if isinstance(value, str) else None

    def set(self, key: str, value: str) -> None:
        """Keeps `value`, if it can."""
        try:
            self._open().set(key, value)
        except Exception as error:  # noqa: BLE001
            self._fault("written", error)

    def items(self) -> Iterator[tuple[str, str]]:
        """All keys and their texts; none on any fault."""
        try:
            for key in self._open().iterkeys():
                if (value := self.get(key)) is not None:
                    yield key, value
        except Exception as error:  # noqa: BLE001
            self._fault("read", error)

    def delete(self, keys: Collection[str]) -> int:
        """Takes texts out and overwrites them on the disk; gives how many there were.

        Raises:
            OSError: they cannot be taken out. Here a fault is no miss: somebody relies on it.
        """
        try:
            cache = self._open()
            return sum(cache.delete(key, retry=True) for key in keys)
        except sqlite3.Error as error:
            raise OSError(None, str(error), str(self.folder)) from error

    def discard(self, keys: Collection[str]) -> None:
        """Takes texts out, if it can."""
        try:
            for key in keys:
                self._open().delete(key, retry=True)
        except Exception as error:  # noqa: BLE001
            self._fault("written", error)

    def close(self) -> None:
        """Closes the database."""
        with self._lock:
            if self._cache is not None:
                self._cache.close()
            self._cache, self._opened = None, False

    def _fault(self, doing: str, error: Exception) -> None:
        if doing not in self._said:
            self._said.add(doing)
            _log.warning("The cache in %s cannot be %s (%s); going on without.", self.folder, doing, error)

    def _open(self) -> diskcache.Cache:
        with self._lock:
            if self._cache is None:
                if self._opened:
                    raise OSError("it could not be opened")
                self._opened = True
                self._cache = self._connect()
            return self._cache

    def _connect(self) -> diskcache.Cache:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            return _disk_cache(self.folder)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # locked, full or not writable: not broken
            self._set_aside()
            _log.warning("The cache in %s is broken (%s); it is set aside, and a new one begun.", self.folder, error)
            return _disk_cache(self.folder)

    def _set_aside(self) -> None:
        number = 1
        while (aside := self.folder / f"cache.db.broken-{number}").exists():
            number += 1
        (self.folder / "cache.db").replace(aside)
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                (self.folder / f"cache.db{suffix}").unlink()


def _disk_cache(folder: Path) -> diskcache.Cache:
    import diskcache

    class TextDisk(diskcache.Disk):  # type: ignore[misc]
        """Text in, text out; keys are text too."""

        def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
            if mode not in (_RAW, _TEXT):
                raise ValueError("a row that is not text")
            if filename is not None and not Path(self._directory, filename).resolve().is_relative_to(
                Path(self._directory).resolve()
            ):
                raise ValueError("a row that names a file outside of the cache")
            return super().fetch(mode, filename, value, read)

        def get(self, key: Any, raw: bool) -> Any:
            if not raw:
                raise ValueError("a key that is not text")
            return key

    # Settings persist in the database, so all that matter are set: size, what to do when it is reached, no statistics;
    # and what is taken out is overwritten, for an article may be among it that is to be forgotten.
    return diskcache.Cache(
        str(folder),
        disk=TextDisk,
        size_limit=_LIMIT,
        eviction_policy="least-recently-stored",
        statistics=0,
        timeout=10,
        sqlite_secure_delete=1,
    )
