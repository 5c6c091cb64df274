"""Reads sources into articles, one after the other."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal

from summarizer.errors import FieldError, ReadError, UsageError
from summarizer.schema import Article
from summarizer.sources.article_fields import Defaults, Failed, Found, Raw, finish, unusable
from summarizer.sources.csv_articles import looks_like_table, rows
from summarizer.sources.excerpts import whole_entries
from summarizer.sources.feeds import looks_like_feed, read_feed
from summarizer.sources.fetch import Fetched, fetch
from summarizer.sources.gzipped import unpacked
from summarizer.sources.html import looks_like_page, page
from summarizer.sources.json_articles import (
    FailedSource,
    Parsed,
    failure_without_article,
    is_summary,
    json_lines,
    json_values,
    key_of,
    listed_articles,
    raw_article,
)
from summarizer.sources.limits import MAX_BYTES, too_big
from summarizer.sources.mail import looks_like_mail, mail
from summarizer.sources.markdown import front_matter, looks_like_markdown, markdown_text
from summarizer.sources.paths import Address, File, Kind, Note, Stdin, expand, open_file, system_error
from summarizer.sources.plain_text import Decoded, decode
from summarizer.sources.text_header import read_header, split_glued_headline, without_title

_NO_DEFAULTS = Defaults()
_USABLE: dict[Literal["published", "language"], tuple[str, str]] = {
    "published": ("a day of publication", "Write 2022-04-22, or leave it out."),
    "language": ("a language", "Write its BCP-47 code (en, de, pt-BR), or leave it out."),
}
"""Fields that must be what they are for, and how they are written."""


def read(sources: Iterable[str], defaults: Defaults = _NO_DEFAULTS) -> Generator[Found | Failed, None, None]:
    """The articles of files, folders, patterns, `-` for stdin, and http(s) addresses.

    Lazy: holds one article at a time, however many there are. Sources come in the order given, the files of a folder
    or pattern sorted, each file once. What cannot be read is a `Failed` in its place and costs nothing else.

    Args:
        sources: paths, patterns, `-`, addresses.
        defaults: what to take for granted where an article does not say it.

    Raises:
        UsageError: one path alone is given, not a list.
    """
    if isinstance(sources, (str, os.PathLike)):
        raise UsageError(f"read() takes a list of sources, and {sources} is one.", f"Write read([{str(sources)!r}]).")
    pending: list[str] = []
    for place in expand(sources):
        if isinstance(place, Failed):
            yield place
        elif isinstance(place, Note):
            pending.append(place.text)
        else:
            for result in _read_place(place, defaults):
                if isinstance(result, Found) and pending:
                    yield replace(result, remarks=(*pending, *result.remarks))
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


def article_from_json(value: object, name: str) -> Article:
    """The article that a JSON value is: ours, that of news-please, or IPTC ninjs.

    Of a file a day or a language that is none costs only itself; whoever sends an article by program can mend it.

    Args:
        name: what errors call it.

    Raises:
        ReadError: it is none.
        FieldError: it states a day of publication or a language that is none.
    """
    raw = raw_article(Parsed(name, value), set())
    article = finish(raw, _NO_DEFAULTS).article
    for field, (what, remedy) in _USABLE.items():
        key, given = key_of(value, field), unusable(raw, field, article.language)
        if given is None and key and getattr(raw, field) is None:  # an object, a fraction: what no note has words for
            given = str(value[key]) if isinstance(value, dict) else ""
        if given is not None:
            raise FieldError(key, f"{name}: `{key}` is “{given[:60]}”, which is not {what}.", remedy)
    return article


def article_from_page(fetched: Fetched, name: str) -> Article:
    """The one article of a page that was fetched.

    Raises:
        ReadError: there is none, or more than one.
    """
    found = list(_parsed(io.BytesIO(fetched.data), name, fetched.kind, _NO_DEFAULTS, fetched.charset, fetched.url))
    if len(found) != 1:
        raise ReadError(f"{name}: there are {len(found)} articles in it.", "Give the addresses of the articles.")
    (only,) = found
    if isinstance(only, Failed):
        raise only.error
    return finish(only, _NO_DEFAULTS).article


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
            with open_file(place) as stream:
                yield from _parsed(stream, place.name, place.kind, defaults)
        case Stdin():
            yield from _parsed(sys.stdin.buffer, place.name, None, defaults)
        case Address():
            fetched = fetch(place.url)
            stream = io.BytesIO(fetched.data)
            yield from _parsed(stream, place.name, fetched.kind, defaults, fetched.charset, fetched.url)


def _parsed(
    stream: BinaryIO,
    name: str,
    kind: Kind | None,
    defaults: Defaults,
    charset: str | None = None,
    url: str | None = None,
) -> Iterator[Raw | Failed]:
    """What a file holds, by what its name or its server says that it is, else by how it begins."""
    stream = unpacked(stream, name)
    first = stream.readline(MAX_BYTES + 1)
    if kind == "lines" or (kind is None and _is_json_line(first)):
        yield from _objects(json_lines(stream, name, first, defaults.language), defaults)
        return
    if kind == "csv" or (kind is None and looks_like_table(first[:2000].decode("utf-8", "replace"))):
        yield from _objects(rows(stream, name, first, defaults.language), defaults)
        return
    data = first + stream.read(MAX_BYTES + 1 - len(first))
    if len(data) > MAX_BYTES:
        raise too_big(name)
    if kind == "mail":
        yield mail(data, name, defaults.language)
        return
    decoded = decode(data, name, charset, defaults.language)
    if kind in (None, "html", "feed"):
        kind = _sniffed(decoded.text) or kind
    match kind:
        case "json":
            yield from _objects(json_values(decoded.text, name, decoded.note), defaults)
        case "feed":
            yield from read_feed(data, name, charset)
        case "mail":
            yield mail(data, name, defaults.language)
        case _:
            yield _one_article(decoded, name, kind, url, defaults)


def _one_article(decoded: Decoded, name: str, kind: Kind | None, url: str | None, defaults: Defaults) -> Raw:
    text = decoded.text.replace("\r\n", "\n")
    if kind == "html":
        raw = page(decoded.text, name, url)
    else:
        fields, text = front_matter(text)
        if (is_markdown := kind == "markdown" or bool(fields)) or looks_like_markdown(text):
            text = markdown_text(text, keep_lines=not is_markdown)
        raw = raw_article(Parsed(name, {"url": url, **fields, "text": text}), set())
        _read_opening(raw, defaults)
    if decoded.note:
        raw.notes.append(decoded.note)
    return raw


def _read_opening(raw: Raw, defaults: Defaults) -> None:
    """Takes what the opening of a plain text says of it out of the text."""
    header = read_header(raw.text, raw.language or defaults.language)
    raw.title, raw.byline = raw.title or header.title, raw.byline or header.byline
    raw.outlet, raw.url = raw.outlet or header.outlet, raw.url or header.url
    raw.language = raw.language or header.language
    if header.published and not raw.published:
        raw.published, raw.published_basis = header.published, "in_text"
        if header.is_update:
            raw.notes.append(f"it only says when it was updated: {header.published} is taken for its day")
    raw.text = raw.text[header.end :].lstrip("\n") if header.end else raw.text
    if raw.title:
        raw.text = without_title(raw.text, raw.title)
    elif glued := split_glued_headline(raw.text):
        raw.title, raw.text = glued


def _objects(values: Iterator[Parsed], defaults: Defaults) -> Iterator[Raw | Failed]:
    named: set[str] = set()
    for parsed in values:
        if failure := failure_without_article(parsed.value):
            yield from _again(failure, defaults)
        elif (entries := listed_articles(parsed.value)) is not None:
            yield from _entries(entries, parsed.source, named)
        else:
            yield _object(parsed, named)


def _entries(entries: list[object], name: str, named: set[str]) -> Iterator[Raw | Failed]:
    """The articles of a JSON Feed, or of an answer of NewsAPI."""
    articles = (
        None if is_summary(entry) else _object(Parsed(f"{name}[{index}]", entry), named)
        for index, entry in enumerate(entries)
    )
    addresses = [str(entry.get("url") or "") for entry in entries if isinstance(entry, dict)]
    yield from whole_entries(articles, name, addresses)


def _object(parsed: Parsed, named: set[str]) -> Raw | Failed:
    try:
        raw = raw_article(parsed, named)
    except ReadError as error:
        return Failed(parsed.source, error)
    if raw.title:
        raw.text = without_title(raw.text, raw.title)
    return raw


def _again(failure: FailedSource, defaults: Defaults) -> Iterator[Raw | Failed]:
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
    if looks_like_feed(text):
        return "feed"
    if looks_like_mail(text):
        return "mail"
    opening = "".join(text[:200].split())
    return "json" if opening.startswith(('{"', "[{")) else None
