"""JSON and JSON Lines: our own keys, and those of news-please, IPTC ninjs, schema.org, JSON Feed and NewsAPI."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Raw
from summarizer.sources.excerpts import breaks_off
from summarizer.sources.html import fragment_text
from summarizer.sources.limits import MAX_BYTES, megabytes
from summarizer.sources.plain_text import byte_order_mark, decode

# Field of `Raw` → keys that give it, the first that says something wins. The first key is ours, unless ninjs has a
# better one (its `title` is metadata, its `headline` is published). news-please: newsplease/NewsArticle.py;
# ninjs: iptc.org/std/ninjs, 1.x and 2.x; schema.org/NewsArticle; jsonfeed.org; newsapi.org. `versioncreated` goes
# before `firstcreated` because “today” in a text is the day of this version.
_KEYS = {
    "id": ("id", "uri"),
    "title": ("headline", "headlines", "title"),
    "url": ("url", "link", "canonical"),
    "outlet": (
        "outlet", "source_domain", "provider", "infosources", "infosource", "copyrightholder", "publisher", "source",
        "publication", "site", "sitename",
    ),
    "byline": ("byline", "authors", "by", "author", "creator"),
    "language": ("language", "lang", "inLanguage"),
    "published": (
        "published", "date_publish", "versioncreated", "firstcreated", "datePublished", "date_published",
        "publishedAt", "published_at", "pubDate", "date",
    ),
}  # fmt: skip
_TEXT = ("text", "maintext")
_PLAIN_BODY = ("body_text", "content_text")
_MARKED_UP_BODY = ("body_xhtml", "body_html", "body_html5", "content_html")
_EITHER_BODY = ("articleBody", "content", "body")  # plain with some, marked up with others
_MARKUP = re.compile(
    r"<(?:p|br|div|ul|ol|li|a|span|h[1-6]|strong|em|b|i|blockquote|section|article)\b[^<>]*>", re.IGNORECASE
)
# Keys of the same formats that an `Article` has no place for: they are no news to anybody, so no note names them.
_UNUSED = {
    # our own failed.jsonl
    "failure",
    # schema.org, JSON Feed, NewsAPI
    "@context", "@type", "@id", "image", "mainEntityOfPage", "dateModified", "url_to_image", "urlToImage", "summary",
    "banner_image", "date_modified", "tags", "attachments", "external_url",
    # news-please
    "date_download", "date_modify", "description", "filename", "image_url", "localpath", "title_page", "title_rss",
    # ninjs
    "type", "mimetype", "representationtype", "profile", "version", "versionguid", "contentcreated", "embargoed",
    "pubstatus", "urgency", "copyrightnotice", "usageterms", "ednote", "person", "people", "organisation",
    "organisations", "place", "places", "subject", "subjects", "event", "events", "object", "objects", "slugline",
    "located", "charcount", "wordcount", "renditions", "associations", "altids", "trustindicator",
    "trustindicators", "$standard", "standard", "genre", "genres", "expires", "rightsinfo", "descriptions",
    "description_text", "description_xhtml", "description_usage", "eventdetails", "plannedcoverage", "contacts",
}  # fmt: skip
_TEXT_KEYS = {*_TEXT, *_PLAIN_BODY, *_MARKED_UP_BODY, *_EITHER_BODY, "bodies"}
_KNOWN = _UNUSED.union(_TEXT_KEYS, ("published_basis",), *_KEYS.values())
_COLUMNS = {key.lower(): key for key in (*_TEXT_KEYS, *(key for keys in _KEYS.values() for key in keys))}
_KINDS = {dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number", bool: "a truth value"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """One JSON value where it stands (`feed.jsonl:7`, `x.json[3]`), or why there is none, and what to know of it."""

    source: str
    value: object
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A line of `failed.jsonl` about a source that gave no article."""

    source: str
    reason: str
    remedy: str


def failure_without_article(value: object) -> FailedSource | None:
    """What `value` says if it is such a line."""
    failure = value.get("failure") if isinstance(value, dict) and not value.keys() & _TEXT_KEYS else None
    if not (isinstance(failure, dict) and isinstance(failure.get("source"), str)):
        return None
    return FailedSource(failure["source"], str(failure.get("reason") or ""), str(failure.get("remedy") or ""))


def listed_articles(value: object) -> list[object] | None:
    """The entries of `value`, if it is a JSON Feed or an answer of NewsAPI."""
    if not isinstance(value, dict) or value.keys() & _TEXT_KEYS:
        return None
    items, articles = value.get("items"), value.get("articles")
    if isinstance(items, list) and "jsonfeed.org" in str(value.get("version")):
        return [_with_feed(item, value) for item in items]
    return articles if isinstance(articles, list) else None


def is_summary(value: object) -> bool:
    """Whether an entry of a feed has a text that breaks off, or a summary alone."""
    if not isinstance(value, dict):
        return False
    texts = [text for key in _TEXT_KEYS if isinstance(text := value.get(key), str) and text.strip()]
    return all(breaks_off(text) for text in texts) if texts else bool(value.get("summary") or value.get("description"))


def is_text_field(name: str) -> bool:
    """Whether a column of this name holds the text of an article."""
    return name.lower() in _COLUMNS and _COLUMNS[name.lower()] in _TEXT_KEYS


def is_field(name: str) -> bool:
    """Whether a column of this name says something of an article that is used."""
    return name.lower() in _COLUMNS


def as_object(cells: dict[str, str]) -> dict[str, str]:
    """The cells of a table's row under the keys that they have in JSON, which are not always in small letters."""
    return {_COLUMNS.get(name.lower(), name): cell for name, cell in cells.items()}


def raw_article(parsed: Parsed, named: set[str]) -> Raw:
    """What one JSON value says of an article.

    Args:
        parsed: the JSON value.
        named: unknown keys of this file that a note has named already; those named now are added.

    Raises:
        ReadError: it is none, it is no object, or it has no text.
    """
    source, value = parsed.source, parsed.value
    if isinstance(value, ReadError):
        raise value
    if not isinstance(value, dict):
        raise ReadError(f"{source}: this is {_kind(value)}, not an object.", "Write an article as {…} with a `text`.")
    raw = Raw(source, _text(source, value), notes=[parsed.note] if parsed.note else [])
    for field, keys in _KEYS.items():
        setattr(raw, field, _first(value, keys, raw.notes, every=field == "byline"))
    if value.get("published_basis") == "in_text":
        raw.published_basis = "in_text"
    if unknown := [key for key in value if key not in _KNOWN and key not in named]:
        named.update(unknown)
        raw.notes.append(f"keys not used: {_listed(unknown)}")
    return raw


def json_lines(stream: BinaryIO, name: str, first: bytes, language: str | None) -> Iterator[Parsed]:
    """Each line of a JSON Lines file: its value, or a `ReadError` in its place.

    Args:
        stream: read line by line, never at once.
        name: of the file.
        first: the first line, which has been read already.
        language: BCP-47, for lines that are not in Unicode.

    Raises:
        ReadError: there is nothing in it.
    """
    anything = False
    for number, line in numbered_lines(stream, name, first):
        source = f"{name}:{number}"
        if line is None:
            anything = True
            yield Parsed(
                source, ReadError(f"{source}: the line is longer than {megabytes(MAX_BYTES)}.", "Split it up.")
            )
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            anything = True
            yield _parsed_line(line, source, language)
    if not anything:
        raise ReadError(f"{name}: the file is empty.", "Remove it, or write one JSON object a line.")


def json_values(text: str, name: str, note: str | None) -> Iterator[Parsed]:
    """The object that a JSON file holds, or each one of its array, numbered from 0 as jq does (`x.json[3]`).

    Raises:
        ReadError: the JSON breaks off or is wrong; the values before that place have been given.
    """
    start = _skip(text, 0)
    if text[start : start + 1] == "[":
        end = yield from _elements(text, start + 1, name, note)
    else:
        value, end = _value(text, start, name)
        yield Parsed(name, value, note)
    rest = _skip(text, end)
    if rest < len(text):
        raise ReadError(
            f"{name}:{_line(text, rest)}: the JSON goes on after its end.",
            "If it has one object a line, name it .jsonl.",
        )


def _elements(text: str, position: int, name: str, note: str | None) -> Generator[Parsed, None, int]:
    index = 0
    while text[(position := _skip(text, position)) : position + 1] != "]":
        if index:
            if text[position : position + 1] != ",":
                raise _wrong(f"{name}:{_line(text, position)}", "a comma or ] is missing")
            position = _skip(text, position + 1)
        value, position = _value(text, position, name)
        yield Parsed(f"{name}[{index}]", value, note if index == 0 else None)
        index += 1
    if not index:
        raise ReadError(f"{name}: the list is empty.", "Remove the file, or put articles in.")
    return position + 1


def _value(text: str, position: int, name: str) -> tuple[Any, int]:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise _wrong(f"{name}:{error.lineno}", f"{error.msg}, column {error.colno}") from None
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; thousands of brackets
        raise _wrong(f"{name}:{_line(text, position)}", str(error)) from None


def _parsed_line(line: bytes, source: str, language: str | None) -> Parsed:
    try:
        decoded = decode(line, source, language=language)
        return Parsed(source, json.loads(decoded.text.strip("\ufeff \t\r\n"), strict=False), decoded.note)
    except ReadError as error:
        return Parsed(source, error)
    except json.JSONDecodeError as error:
        return Parsed(source, _wrong(source, f"{error.msg}, column {error.colno}"))
    except (ValueError, RecursionError) as error:
        return Parsed(source, _wrong(source, str(error)))


def numbered_lines(stream: BinaryIO, name: str, first: bytes) -> Iterator[tuple[int, bytes | None]]:
    """Lines as UTF-8, or None for one that is too long, from 1."""
    lines = _lines(stream, name, first)
    number = 0
    for line in lines:
        number += 1
        if len(line) <= MAX_BYTES:
            yield number, line
            continue
        while not line.endswith(b"\n") and (line := next(lines, b"\n")):
            pass
        yield number, None


def _lines(stream: BinaryIO, name: str, line: bytes) -> Iterator[bytes]:
    """Lines, in pieces of at most one byte over the limit. Those of UTF-16 (PowerShell) are read at once, as UTF-8."""
    if byte_order_mark(line) in ("utf-16", "utf-32"):
        data = line + stream.read(MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise ReadError(f"{name}: more than {megabytes(MAX_BYTES)} in UTF-16.", "Save it as UTF-8.")
        stream = io.BytesIO(decode(data, name).text.encode())
        line = stream.readline(MAX_BYTES + 1)
    while line:
        yield line
        line = stream.readline(MAX_BYTES + 1)


def _text(source: str, value: dict[str, Any]) -> str:
    for key in _TEXT:
        text = value.get(key)
        if isinstance(text, str) and text.strip():
            return text
        if text is not None and not isinstance(text, str):
            raise ReadError(f"{source}: `{key}` is {_kind(text)}, not a string.", "Put the article's text there.")
    plain, marked_up = _bodies(value)
    either = next((text for key in _EITHER_BODY if isinstance(text := value.get(key), str) and text.strip()), None)
    if either and _MARKUP.search(either):
        marked_up = marked_up or either
    else:
        plain = plain or either
    # a plain body without a single line break has lost its paragraphs, which the marked-up one still has
    if plain and ("\n" in plain or not marked_up):
        return plain
    if marked_up and (text := fragment_text(marked_up)):
        return text
    raise ReadError(
        f"{source}: there is no text in this object (its keys: {_listed(list(value)) or 'none'}).",
        "An article has a `text` (news-please: `maintext`; ninjs: `body_text`, `body_xhtml` or `bodies`; others: "
        "`content`, `articleBody` or `body`); "
        "summaries are for `summarizer merge`.",
    )


def _with_feed(item: object, feed: dict[str, Any]) -> object:
    """An item of a JSON Feed with what the feed says of all its items."""
    if not isinstance(item, dict):
        return item
    return {
        "outlet": feed.get("title"),
        "language": feed.get("language"),
        "authors": feed.get("authors"),
        **item,
        "id": "",
    }


def _bodies(value: dict[str, Any]) -> tuple[str | None, str | None]:
    """The plain and the marked-up body of a ninjs object, 1.x (a key each) or 2.x (a list)."""
    plain = next((value[key] for key in _PLAIN_BODY if isinstance(value.get(key), str)), None)
    marked_up = next((value[key] for key in _MARKED_UP_BODY if isinstance(value.get(key), str)), None)
    bodies = value.get("bodies")
    for body in bodies if isinstance(bodies, list) else ():
        if not isinstance(body, dict) or not isinstance(body.get("value"), str):
            continue
        media_type = str(body.get("contenttype") or ("text/plain" if body.get("role") == "text" else "text/html"))
        if media_type.startswith("text/plain"):
            plain = plain or body["value"]
        elif "html" in media_type:
            marked_up = marked_up or body["value"]
    return plain, marked_up


def key_of(value: object, field: str) -> str:
    """The key under which an object gives this field of an article; empty where it does not."""
    keys = value if isinstance(value, dict) else {}
    return next((key for key in _KEYS[field] if keys.get(key) not in (None, "", [], {})), "")


def _first(value: dict[str, Any], keys: tuple[str, ...], notes: list[str], *, every: bool) -> str | None:
    for key in keys:
        given = value.get(key)
        if given in (None, "", [], {}):
            continue
        words = _words(given, every=every)
        if words:
            return words
        if words is None:
            notes.append(f"`{key}` is {_kind(given)}: not used")
    return None


def _words(given: Any, *, every: bool) -> str | None:
    """A string, what an object of ninjs calls itself, or of a list the main one (or every one)."""
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if isinstance(given, dict):
        return next((name.strip() for key in ("value", "name") if isinstance(name := given.get(key), str)), None)
    if not isinstance(given, list):
        return None
    given = sorted(given, key=lambda part: not (isinstance(part, dict) and part.get("role") == "main"))
    words = [name for part in given if not isinstance(part, list) and (name := _words(part, every=every))]
    return ", ".join(words if every else words[:1]) or None


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null")


def _listed(keys: list[str]) -> str:
    shown = ", ".join(key[:40] for key in keys[:12])
    return f"{shown} and {len(keys) - 12} more" if len(keys) > 12 else shown


def _wrong(place: str, reason: str) -> ReadError:
    return ReadError(f"{place}: this is not valid JSON ({reason}).", "Correct it or take it out, then run again.")


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
