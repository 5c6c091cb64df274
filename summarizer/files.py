"""Files that are written whole and at once."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO


def write(path: Path, texts: Iterable[str]) -> None:
    """Writes a text file whole and at once: a reader sees the old one or the new one."""
    write_bytes(path, (text.encode("utf-8", "backslashreplace") for text in texts))


def write_bytes(path: Path, parts: Iterator[bytes]) -> None:
    """Writes a file whole and at once: a reader sees the old one or the new one."""
    with staged(path) as file:
        file.writelines(parts)


@contextlib.contextmanager
def staged(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when all is written, and none when that fails.

    What a process that was killed has left of such files is removed. A device or a pipe is written to as it is: nothing
    takes its place.
    """
    path = Path(os.path.realpath(path))  # a link stays one
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    beside_it = re.compile(rf"{re.escape(path.name)}\.\d+\.tmp")
    for other in path.parent.iterdir():
        if beside_it.fullmatch(other.name):
            _remove_if_left(other)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")  # two processes may write the same at once
    with _held(beside) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """An empty file that is locked as long as it is open, so that others see that its owner lives."""
    while True:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o666), "wb") as file:
            if _lock(file, wait=True) and not _is(file, path):
                continue  # in this moment somebody took it for one that was left: once more
            file.truncate()
            yield file
            return


def _remove_if_left(path: Path) -> None:
    """Removes what is beside a file and locked by nobody: whoever wrote it is dead, on whichever machine it was."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        if _lock(file, wait=False) and _is(file, path):
            path.unlink()


def _is(file: IO[bytes], path: Path) -> bool:
    """Whether an open file is the one that has this path now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _lock(file: IO[bytes], *, wait: bool) -> bool:
    """Locks an open file; false where somebody else has, or nobody can."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # locked, or a file system without locks
        return False
    return True
