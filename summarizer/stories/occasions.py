"""Feasts, seasons of sport and the like: what tells one truce, one fair, one championship from the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from summarizer.text.similarity import content_words, words

from .items import Item, PartT

_NAME = re.compile(r"(?<!\A)(?<![.!?] )\b[A-ZÀ-Þ][\w’'-]{3,}")
TRUCES = content_words("truce")
"""What has an occasion more often than not: the truce of one feast is not that of the next."""
_CALENDAR = frozenset(
    words("""monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""")
)


def occasions(item: Item[PartT], texts: Iterable[str]) -> frozenset[str]:
    """The names in `texts` that are those of nobody and of no place that the article has, and of no day or month.

    A name that opens a text is passed over: every sentence begins with a capital. German nouns all do, so that a text
    in German has none.
    """
    if (item.info.language or "").startswith("de"):
        return frozenset()
    named = _named(tuple(text for one in item.reading.entities for text in (one.name, one.role) if text))
    found = {word for text in texts for name in _NAME.findall(text) for word in words(name)}
    return frozenset(word for word in found if word not in named and word.rstrip("s") not in _CALENDAR)


@lru_cache(maxsize=1024)
def _named(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in names for word in words(name))
