"""RSS and Atom feeds."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Failed, Raw
from summarizer.sources.excerpts import breaks_off, whole_entries
from summarizer.sources.html import fragment_text
from summarizer.sources.json_articles import Parsed, is_summary, listed_articles, raw_article

_OPENING = re.compile(
    r"\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>\s*)*"
    r"<(?:rss\b|(?:\w+:)?feed\b[^>]*(?:w3\.org/2005/Atom|purl\.org/atom)|rdf:RDF\b[^>]*purl\.org/rss)",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE = 1000  # characters of a description that can pass for the article itself


def looks_like_feed(text: str) -> bool:
    """Whether `text` begins as an RSS or Atom feed does."""
    return _OPENING.match(text[:20_000]) is not None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed: where its article is, and the article itself where the feed holds its whole text."""

    url: str | None
    whole: Raw | None


def entries(data: bytes, name: str, charset: str | None) -> tuple[str, list[FeedEntry]]:
    """The title of an RSS, Atom or JSON Feed, and its entries.

    Raises:
        ReadError: it is no feed.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_entries(data, name)
    parsed = _parsed(data, name, charset)
    title = fragment_text(str(parsed.feed.get("title") or ""))
    return title, [
        FeedEntry(str(entry["link"]) if entry.get("link") else None, _entry(entry, parsed.feed, f"{name}[{index}]"))
        for index, entry in enumerate(parsed.entries)
    ]


def _json_entries(data: bytes, name: str) -> tuple[str, list[FeedEntry]]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    items = listed_articles(value)
    if items is None:
        raise ReadError(f"{name}: this is neither RSS nor Atom nor a JSON Feed.", "Check the feed's address.")
    named: set[str] = set()
    found = []
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        try:
            whole = None if is_summary(item) else raw_article(Parsed(f"{name}[{index}]", item), named)
        except ReadError:
            whole = None
        url = item.get("url") or item.get("external_url")
        found.append(FeedEntry(url if isinstance(url, str) else None, whole))
    return fragment_text(str(value.get("title") or "")), found


def read_feed(data: bytes, name: str, charset: str | None) -> Iterator[Raw | Failed]:
    """The articles of an RSS or Atom feed: the entries that hold their whole text, numbered from 0 (`feed.xml[3]`).

    Args:
        data: the feed.
        name: what errors call it.
        charset: what HTTP says that it is written in.

    Raises:
        ReadError: it is no feed, or no entry holds more than a summary.
    """
    parsed = _parsed(data, name, charset)
    whole = (_entry(entry, parsed.feed, f"{name}[{index}]") for index, entry in enumerate(parsed.entries))
    return whole_entries(whole, name, [str(entry.get("link") or "") for entry in parsed.entries])


def _parsed(data: bytes, name: str, charset: str | None) -> Any:
    import feedparser  # type: ignore[import-untyped]

    headers = {"content-type": f"application/xml; charset={charset}" if charset else "application/xml"}
    # only the text is taken out of what is marked up, so scripts in it need no cleaning
    parsed = feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.version and not parsed.entries:
        raise ReadError(
            f"{name}: this is XML, but no RSS or Atom feed.", "Save the article as plain text (UTF-8), HTML or JSON."
        )
    return parsed


def _entry(entry: Any, channel: Any, source: str) -> Raw | None:
    text = _text(entry)
    if text is None:
        return None
    authors = [str(each["name"]) for each in entry.get("authors") or () if each.get("name")]
    origin = entry.get("source") or {}
    contents = entry.get("content") or [{}]
    return Raw(
        source=source,
        text=text,
        title=fragment_text(str(entry.get("title") or "")),
        url=entry.get("link"),
        outlet=fragment_text(str(origin.get("title") or channel.get("title") or "")),
        byline=", ".join(authors) or entry.get("author"),
        language=contents[0].get("language") or channel.get("language"),
        published=entry.get("published") or entry.get("updated"),
    )


def _text(entry: Any) -> str | None:
    """The text of an entry that holds it: what is declared to be its content, or a description of an article's size."""
    contents = [str(each.get("value") or "") for each in entry.get("content") or ()]
    described = str(entry.get("summary") or "")
    content = max((_plain(each) for each in contents), key=len, default="")
    if content and not breaks_off(content):
        return content
    description = _plain(described)
    return description if len(description) >= _WHOLE and not breaks_off(description) else None


def _plain(value: str) -> str:
    return fragment_text(value) if "<" in value or "&" in value else value.strip()
