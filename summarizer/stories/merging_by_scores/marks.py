"""Where one rendering of an utterance differs word by word from the one that stands for all.

Casing and punctuation make no difference. What differs in meaning, a negation or a number, is a difference of the
story (see `differences`); a mark only shows where the words part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from summarizer.schema import Mark
from summarizer.text.words import fold

_ALIKE = 0.5
"""Share of the shorter rendering's words that the two must have in common. Of 28 pairs in the recorded stories and in
ten reports of others, the ones below were translations and paraphrases in which all but names and small words would
be marked (at most 0.38), those above (from 0.50) could be read beside each other."""
_FEWEST = 2
"""Common words below which nothing is compared: “the offer” and “the visit” share one."""
_WORD = re.compile(r"[\w%€$£¥](?:\S*[\w%€$£¥])?")
_SIGNS = re.compile(r"[^\w%€$£¥]+")


def marks(text: str, chosen: str) -> tuple[Mark, ...]:
    """Where `text` differs from the rendering `chosen`, in order; nothing when the two have too little in common.

    The method is Ratcliff and Obershelp's, on words.
    """
    ours, theirs = list(_WORD.finditer(text)), list(_WORD.finditer(chosen))
    matcher = SequenceMatcher(None, list(map(_bare, theirs)), list(map(_bare, ours)), autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    if common < _FEWEST or common < _ALIKE * min(len(ours), len(theirs)):
        return ()
    return tuple(_marks(matcher, theirs, ours, chosen))


def _bare(word: re.Match[str]) -> str:
    return _SIGNS.sub("", fold(word[0]))


def _marks(
    matcher: SequenceMatcher[str], theirs: list[re.Match[str]], ours: list[re.Match[str]], chosen: str
) -> Iterator[Mark]:
    for operation, first, last, start, end in matcher.get_opcodes():
        if operation == "equal":
            continue
        instead = chosen[theirs[first].start() : theirs[last - 1].end()] if first < last else ""
        if start < end:
            yield Mark(
                kind="changed" if instead else "added",
                start=ours[start].start(),
                end=ours[end - 1].end(),
                chosen=instead,
            )
        else:
            place = ours[start - 1].end() if start else ours[0].start()
            yield Mark(kind="left_out", start=place, end=place, chosen=instead)
