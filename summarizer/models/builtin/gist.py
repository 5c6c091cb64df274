"""The gist, by pointing: the lead of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.models.builtin.sentences import Read
from summarizer.models.builtin.tagging import VERBAL
from summarizer.words import Words, numbers_of, words_of

_DATELINE = re.compile(r"^[A-Z][A-Z .,'’/-]+(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()]{2,30}\))? ?(?:--|[-–—])\s+")
_LEAST, _ENOUGH, _MOST = 6, 160, 1200
_LOOKED_AT = 5


def gist(text: str, title: str | None, sentences: Sequence[Read]) -> str:
    """The first sentence that tells something, and the one after it that has most of the title's words.

    Args:
        text: the article's text.
        title: its title, if it has one.
        sentences: those of the part.
    """
    telling = [read for read in sentences[: 3 * _LOOKED_AT] if _tells(read)] or list(sentences)
    leads = ((at, lead) for at, read in enumerate(telling) if (lead := _sound(text, _plain(text, read))))
    at, lead = next(leads, (0, "…"))
    if len(lead) >= _ENOUGH:
        return lead
    wanted = {word.casefold() for word in words_of(title or lead) if len(word) > 3}
    others = [read for read in telling[at + 1 : at + _LOOKED_AT] if _tells(read)]
    best = max(others, key=lambda read: len(wanted & {token.low for token in read.tokens}), default=None)
    second = _sound(text, _plain(text, best)) if best else ""
    return f"{lead} {second}".strip() if len(lead) + len(second) < 2.5 * _ENOUGH else lead


def _tells(read: Read) -> bool:
    return len(read.tokens) >= _LEAST and any(token.tag in VERBAL for token in read.tokens)


def _plain(text: str, read: Read) -> str:
    sentence = " ".join(text[read.sentence.start : read.sentence.end].split())
    return _DATELINE.sub("", sentence)


def _sound(text: str, sentence: str) -> str:
    """The sentence at a length that an answer takes, without what spaces and hidden signs make of numbers."""
    words = sentence.split(" ") if len(sentence) <= _MOST else sentence[:_MOST].split(" ")[:-1]
    known, numbers = Words(text), numbers_of(text)
    kept = [word for word in words if word.isprintable() and all(each in known for each in words_of(word))]
    if not numbers_of(" ".join(kept)) <= numbers:
        kept = [word for word in kept if not any(map(str.isdigit, word))]
    return " ".join(kept)
