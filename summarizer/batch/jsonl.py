"""Records in JSONL files, one a line: each read when it is asked for, so that there may be more than memory holds."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar, overload

from pydantic import BaseModel, ValidationError

from summarizer.errors import ReadError

Shape = TypeVar("Shape", bound=BaseModel)


class Lines(Sequence[Shape], Generic[Shape]):
    """The records in JSONL files, in order; of each nothing but its place is kept.

    Args:
        paths: the files. What is no regular file (a pipe) is kept in memory.
        shape: what each line is.
        name: what such a file is called, for people.

    Raises:
        ReadError: a file cannot be read; on access, a line is no such record. It names file and line.
    """

    def __init__(self, paths: Iterable[Path], shape: type[Shape], name: str) -> None:
        self._paths = list(paths)
        self._shape, self._name = shape, name
        self._places: list[array[int]] = [array("Q") for _ in range(4)]
        self._piped: dict[int, bytes] = {}
        for number, path in enumerate(self._paths):
            self._scan(number, path)

    def __len__(self) -> int:
        return len(self._places[0])

    @overload
    def __getitem__(self, at: int) -> Shape: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Shape]: ...
    def __getitem__(self, at: int | slice) -> Shape | Sequence[Shape]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        file, start, length, number = (places[at] for places in self._places)
        path = self._paths[file]
        try:
            if file in self._piped:
                line = self._piped[file][start : start + length]
            else:
                with path.open("rb") as lines:
                    lines.seek(start)
                    line = lines.read(length)
        except OSError as error:
            raise self._unreadable(path, error) from None
        return self._record(line, f"{path}:{number}")

    def __iter__(self) -> Iterator[Shape]:
        return (self[at] for at in range(len(self)))

    def _scan(self, file: int, path: Path) -> None:
        try:
            if path.is_file():
                with path.open("rb") as lines:
                    self._index(file, lines)
            else:
                self._piped[file] = path.read_bytes()
                self._index(file, io.BytesIO(self._piped[file]))
        except OSError as error:
            raise self._unreadable(path, error) from None

    def _index(self, file: int, lines: Iterable[bytes]) -> None:
        start = 0
        for number, line in enumerate(lines, 1):
            if line.strip():
                for places, value in zip(self._places, (file, start, len(line), number), strict=True):
                    places.append(value)
            start += len(line)

    def _unreadable(self, path: Path, error: OSError) -> ReadError:
        return ReadError(f"{path}: {error.strerror}.", f"Give a {self._name} as `summarizer batch` writes it.")

    def _record(self, line: bytes, where: str) -> Shape:
        try:
            return self._shape.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            fault = f"{place + ': ' if place else ''}{first['msg']}"
            raise ReadError(
                f"{where}: this is no {self._shape.__name__} of this version ({fault}).",
                f"Give a {self._name} as `summarizer batch` writes it, or run the batch again: its answers are cached.",
            ) from None
