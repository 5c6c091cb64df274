"""Files that are written whole and at once."""

from __future__ import annotations

import contextlib
import os
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
    """A file that takes the place of `path` when all is written, and none when that fails."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")  # two processes may write the same at once
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
