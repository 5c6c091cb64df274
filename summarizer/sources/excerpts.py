"""Entries of feeds that hold a summary, or the beginning of an article, in place of the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Failed, Raw

# How an excerpt breaks off: “…”, “[…]”, “[+1234 chars]” (NewsAPI), “Read more”, “The post … appeared first on …”
_BROKEN_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\[\+\d+ chars\]|\b(?:read|continue reading|read more)\b[^.]{0,60})\s*"
    r"(?:»|→|>+)?\s*\Z"
    r"|\bThe post\b.{1,300}\bappeared first on\b.{1,100}\Z",
    re.IGNORECASE | re.DOTALL,
)


def breaks_off(text: str) -> bool:
    """Whether `text` ends as an excerpt does."""
    return _BROKEN_OFF.search(text[-500:].rstrip()) is not None


def whole_entries(entries: Iterable[Raw | Failed | None], name: str, addresses: list[str]) -> Iterator[Raw | Failed]:
    """The entries of a feed that hold their text, with a remark on the others, which are None.

    Args:
        entries: in their order, a None for each that has only a summary.
        name: of the feed.
        addresses: where the articles of all entries are.

    Raises:
        ReadError: there is no entry, or none of them holds its text.
    """
    entries = list(entries)
    if not entries:
        raise ReadError(f"{name}: there is no entry in this feed.", "Try again when something has been published.")
    given = [entry for entry in entries if entry is not None]
    missing = len(entries) - len(given)
    example = next((f" ({address})" for address in addresses if address), "")
    remedy = f"Give the addresses of the articles themselves{example}."
    if not given:
        raise ReadError(f"{name}: the feed holds only summaries of its {_entries(missing)}, no article.", remedy)
    first = next((entry for entry in given if isinstance(entry, Raw)), None)
    if missing and first:
        first.remarks.append(f"{name}: {missing} of {_entries(len(entries))} hold only a summary: left out. {remedy}")
    yield from given


def _entries(number: int) -> str:
    return "one entry" if number == 1 else f"{number} entries"
