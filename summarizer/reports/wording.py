"""Two renderings of one utterance, compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from summarizer.words import fold

# Below this share of common words, as between translations, marks would tell less than the two texts themselves.
_ALIKE = 0.45
_WORD = re.compile(r"\s*\S+")
_BARE = re.compile(r"[^\w%€$£]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both renderings have, that only this one has (`added`), or that it lacks (`missing`)."""

    kind: Literal["same", "added", "missing"]
    text: str


def compared(text: str, to: str) -> tuple[Run, ...]:
    """`text` word by word against the rendering `to`; nothing when the two have too little in common.

    Case and punctuation make no difference. The method is Ratcliff and Obershelp's, on words.
    """
    ours, theirs = (_WORD.findall(f" {given}") for given in (text, to))
    matcher = SequenceMatcher(None, [_bare(word) for word in theirs], [_bare(word) for word in ours], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return ()
    return tuple(_runs(matcher, theirs, ours))


def _bare(word: str) -> str:
    return _BARE.sub("", fold(word)) or word.strip()


def _runs(matcher: SequenceMatcher[str], theirs: list[str], ours: list[str]) -> Iterator[Run]:
    for operation, first, last, start, end in matcher.get_opcodes():
        if operation == "equal":
            yield Run("same", "".join(ours[start:end]))
            continue
        if first < last:
            yield Run("missing", "".join(theirs[first:last]))
        if start < end:
            yield Run("added", "".join(ours[start:end]))
