"""Reads sources into articles, one after the other."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from summarizer.errors import ReadError
from summarizer.schema import Article
from summarizer.sources.article_fields import Defaults, Failed, Found, Raw, finish
from summarizer.sources.fetch import fetch
from summarizer.sources.html import looks_like_page, page
from summarizer.sources.json_articles import (
    MAX_BYTES,
    Failure,
    Parsed,
    failure_without_article,
    json_lines,
    json_values,
    raw_article,
    too_big,
)
from summarizer.sources.paths import Address, File, Kind, Note, Stdin, expand, system_error
from summarizer.sources.plain_text import decode

_NO_DEFAULTS = Defaults()


def read(sources: Iterable[str], defaults: Defaults = _NO_DEFAULTS) -> Generator[Found | Failed, None, None]:
    """The articles of files, folders, patterns, `-` for stdin, and http(s) addresses.

    Lazy: holds one article at a time, however many there are. Sources come in the order given, the files of a folder
    or pattern sorted, each file once. What cannot be read is a `Failed` in its place and costs nothing else.

    Args:
        sources: paths, patterns, `-`, addresses.
        defaults: what to take for granted where an article does not say it.
    """
    pending: list[str] = []
    for place in expand(sources):
        if isinstance(place, Failed):
            yield place
        elif isinstance(place, Note):
            pending.append(place.text)
        else:
            for result in _read_place(place, defaults):
                if isinstance(result, Found) and pending:
                    yield replace(result, notes=(*pending, *result.notes))
                    pending.clear()
                else:
                    yield result


def read_article(source: str, defaults: Defaults = _NO_DEFAULTS) -> Article:
    """The one article of a source.

    Raises:
        ReadError: it cannot be read, or holds more than one.
    """
    results = read([source], defaults)
    first = next(results)
    if isinstance(first, Failed):
        raise first.error
    if next(results, None) is not None:
        raise ReadError(f"{source}: there is more than one article in it.", "Use `summarizer batch` for many.")
    return first.article


def _read_place(place: File | Stdin | Address, defaults: Defaults) -> Iterator[Found | Failed]:
    try:
        for result in _raw_articles(place, defaults):
            yield _finished(result, defaults) if isinstance(result, Raw) else result
    except ReadError as error:
        yield Failed(place.name, error)
    except OSError as error:
        listed = isinstance(place, File) and place.listed
        yield Failed(place.name, system_error(place.name, error, listed=listed))


def _finished(raw: Raw, defaults: Defaults) -> Found | Failed:
    try:
        return finish(raw, defaults)
    except ReadError as error:
        return Failed(raw.source, error)


def _raw_articles(place: File | Stdin | Address, defaults: Defaults) -> Iterator[Raw | Failed]:
    match place:
        case File():
            with place.path.open("rb") as stream:
                yield from _parsed(stream, place.name, place.kind, defaults)
        case Stdin():
            yield from _parsed(sys.stdin.buffer, place.name, None, defaults)
        case Address():
            fetched = fetch(place.name)
            yield from _parsed(
                io.BytesIO(fetched.data), place.name, fetched.kind, defaults, fetched.charset, place.name
            )


def _parsed(
    stream: BinaryIO,
    name: str,
    kind: Kind | None,
    defaults: Defaults,
    charset: str | None = None,
    url: str | None = None,
) -> Iterator[Raw | Failed]:
    first = stream.readline(MAX_BYTES + 1)
    if kind == "lines" or (kind is None and _is_json_line(first)):
        yield from _objects(json_lines(stream, name, first, defaults.language), defaults)
        return
    data = first + stream.read(MAX_BYTES + 1 - len(first))
    if len(data) > MAX_BYTES:
        raise too_big(name)
    decoded = decode(data, name, charset, defaults.language)
    kind = kind or _sniffed(decoded.text)
    if kind == "json":
        yield from _objects(json_values(decoded.text, name, decoded.note), defaults)
        return
    raw = page(decoded.text, name, url) if kind == "html" else Raw(name, decoded.text.replace("\r\n", "\n"), url=url)
    if decoded.note:
        raw.notes.append(decoded.note)
    yield raw


def _objects(values: Iterator[Parsed], defaults: Defaults) -> Iterator[Raw | Failed]:
    named: set[str] = set()
    for parsed in values:
        if failure := failure_without_article(parsed.value):
            yield from _again(failure, defaults)
            continue
        try:
            result: Raw | Failed = raw_article(parsed, named)
        except ReadError as error:
            result = Failed(parsed.source, error)
        yield result


def _again(failure: Failure, defaults: Defaults) -> Iterator[Raw | Failed]:
    """A source that gave no article before. A line of a file is not looked up: the file itself is to be read again."""
    place = next(iter(expand([failure.source])))
    if (isinstance(place, File) and place.kind != "lines") or isinstance(place, Address):
        try:
            yield from _raw_articles(place, defaults)
        except ReadError as error:
            yield Failed(place.name, error)
        except OSError as error:
            yield Failed(place.name, system_error(place.name, error))
    else:
        yield Failed(failure.source, ReadError(failure.reason, failure.remedy))


def _is_json_line(line: bytes) -> bool:
    if not line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _sniffed(text: str) -> Kind | None:
    if looks_like_page(text):
        return "html"
    opening = "".join(text[:200].split())
    return "json" if opening.startswith(('{"', "[{")) else None
