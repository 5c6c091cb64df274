"""Gzip files, unpacked as they are read and never without bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO, cast

from summarizer.errors import ReadError
from summarizer.sources.limits import MAX_BYTES

_MAGIC = b"\x1f\x8b"
_RATIO = 100  # text shrinks to a tenth at best; what grows a hundredfold was made to fill a memory or a disk


def unpacked(stream: BinaryIO, name: str) -> BinaryIO:
    """`stream` itself, or what it holds if that is gzip.

    Raises:
        ReadError: when read, if the file is broken or unpacks to far more than text does.
    """
    buffered = cast("io.BufferedReader", stream) if hasattr(stream, "peek") else io.BufferedReader(_Counted(stream))
    if not buffered.peek(2).startswith(_MAGIC):
        return buffered
    return io.BufferedReader(_Unpacked(buffered, name))


class _Counted(io.RawIOBase):
    """A stream that knows how much was read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    def __init__(self, stream: BinaryIO, name: str) -> None:
        super().__init__()
        self._packed = _Counted(stream)
        self._gzip = gzip.GzipFile(fileobj=io.BufferedReader(self._packed))
        self._name = name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._gzip.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(
                f"{self._name}: the gzip file is broken ({error}).", "Pack it again, or give the file itself."
            ) from error
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > MAX_BYTES and self._count > _RATIO * self._packed.count:
            raise ReadError(
                f"{self._name}: the gzip file unpacks to more than {_RATIO} times its size, as no text does.",
                "If that is right, unpack it with gunzip.",
            )
        return len(data)
