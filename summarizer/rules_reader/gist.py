"""The gist, by pointing: the lead of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.rules_reader.pointing import Pointer
from summarizer.rules_reader.sentences import Read, is_notice
from summarizer.rules_reader.tagging import VERBAL, Tag
from summarizer.text.words import numbers_of, words_of

_DATELINE = re.compile(r"^[A-Z][A-Z .,'’/-]+(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()]{2,30}\))? ?(?:--|[-–—])\s+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_LEAST, _ENOUGH, _MOST = 6, 160, 1200
_LOOKED_AT = 5


def gist(pointer: Pointer, title: str | None, sentences: Sequence[Read]) -> str:
    """The first sentence that tells something, and the one after it that has most of the title's words.

    Args:
        pointer: points into the article.
        title: its title, if it has one.
        sentences: those of the part.
    """
    near = [read for read in sentences[: 3 * _LOOKED_AT] if _tells(read)]
    telling = [read for read in near if _opens(read)] or near or list(sentences)
    leads = ((at, lead) for at, read in enumerate(telling) if (lead := _sound(pointer, _plain(pointer.text, read))))
    at, lead = next(leads, (0, "…"))
    if len(lead) >= _ENOUGH:
        return lead
    wanted = {word.casefold() for word in words_of(title or lead) if len(word) > 3}
    others = [read for read in telling[at + 1 : at + _LOOKED_AT] if _tells(read)]
    best = max(others, key=lambda read: len(wanted & {token.low for token in read.tokens}), default=None)
    second = _sound(pointer, _plain(pointer.text, best)) if best else ""
    return f"{lead} {second}".strip() if len(lead) + len(second) < 2.5 * _ENOUGH else lead


def _tells(read: Read) -> bool:
    finite = any(token.tag in VERBAL for token in read.tokens)
    return len(read.tokens) >= _LEAST and finite and not is_notice(read.tokens)


def _opens(read: Read) -> bool:
    """Whether a report can be told from here: no answer, no speech alone, nobody who was named before."""
    first = next((token for token in read.tokens if token.tag not in (Tag.ADVERB, Tag.CONJUNCTION)), read.tokens[0])
    quoted = first.tag is Tag.QUOTATION and sum(token.tag is not Tag.QUOTATION for token in read.tokens) < _LEAST
    return not quoted and first.tag not in (Tag.PRONOUN, Tag.OBJECT) and read.tokens[-1].text != "?"


def _plain(text: str, read: Read) -> str:
    sentence = " ".join(text[read.sentence.start : read.sentence.end].split())
    return _DATELINE.sub("", _MARKUP.sub(" ", sentence).strip())


def _sound(pointer: Pointer, sentence: str) -> str:
    """The sentence at a length that an answer takes, without what spaces and hidden signs make of numbers."""
    words = sentence.split(" ") if len(sentence) <= _MOST else sentence[:_MOST].split(" ")[:-1]
    kept = [word for word in words if word.isprintable() and all(each in pointer.words for each in words_of(word))]
    if not numbers_of(" ".join(kept)) <= pointer.numbers:
        kept = [word for word in kept if not any(map(str.isdigit, word))]
    return " ".join(kept)
