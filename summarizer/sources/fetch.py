"""Pages from the web."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.errors import ReadError
from summarizer.sources.json_articles import MAX_BYTES, too_big
from summarizer.sources.paths import Kind

_SECONDS = 60.0  # for the whole page; single reads have their own limit
_HEADERS = {"User-Agent": "summarizer", "Accept": "text/html, application/json;q=0.9, text/*;q=0.8"}
_KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/x-ndjson": "lines",
    "application/jsonl": "lines",
}
_CLOSED = {401, 402, 403, 407, 451}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    data: bytes
    kind: Kind | None
    charset: str | None


def fetch(url: str) -> Fetched:
    """What is at an address, redirects followed; asked for once, so that a failing server is not pressed.

    Raises:
        ReadError: no answer, an error as an answer, or too much of it.
    """
    import httpx2

    try:
        with httpx2.stream("GET", url, headers=_HEADERS, follow_redirects=True, timeout=20.0) as response:
            if response.status_code >= 400:
                raise _refused(url, response.status_code, response.reason_phrase)
            data = _body(url, response.iter_bytes())
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(data, _KINDS.get(media_type), response.charset_encoding)
    except httpx2.InvalidURL as error:
        raise ReadError(f"{url}: this is not an address ({error}).", "Check the spelling.") from error
    except httpx2.TimeoutException as error:
        raise _too_slow(url) from error
    except httpx2.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise ReadError(f"{url}: the address cannot be reached ({reason}).", "Check it, and the connection.") from error


def _body(url: str, chunks: Iterator[bytes]) -> bytes:
    deadline = time.monotonic() + _SECONDS
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise too_big(url)
        if time.monotonic() > deadline:
            raise _too_slow(url)
    return bytes(data)


def _refused(url: str, status: int, reason: str) -> ReadError:
    problem = f"{url}: the server answers {status} {reason}".rstrip() + "."
    if status in _CLOSED:
        return ReadError(problem, "It wants a login or lets no programs in: save the page in a browser.")
    if status in (404, 410):
        return ReadError(problem, "Check the address: there is no such page (any more).")
    return ReadError(problem, "Try again later.")


def _too_slow(url: str) -> ReadError:
    return ReadError(f"{url}: the server takes too long to answer.", "Try again later, or save the page in a browser.")
