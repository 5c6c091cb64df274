"""Quotation marks as they stand in a text, and what their neighbours suggest about each."""

from __future__ import annotations

import re
from enum import Enum, IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """Marks of one kind can open and close one another (“…”, „…“, "…", “…", ''…"); marks of two kinds nest."""

    DOUBLE = 0  # “”
    SINGLE = 1  # ‘’
    GUILLEMET = 2  # «»
    SINGLE_GUILLEMET = 3  # ‹›
    CORNER = 4  # 「」
    WHITE_CORNER = 5  # 『』


class Side(Enum):
    """What the neighbours of a mark suggest that it does."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"


_KINDS = {
    **dict.fromkeys(["“", "”", "„", "‟", '"', "״", "＂", "〝", "〞", "〟", "''", "``"], Kind.DOUBLE),
    **dict.fromkeys("‘’‚‛'`", Kind.SINGLE),
    **dict.fromkeys("«»", Kind.GUILLEMET),
    **dict.fromkeys("‹›", Kind.SINGLE_GUILLEMET),
    **dict.fromkeys("「」｢｣", Kind.CORNER),
    **dict.fromkeys("『』", Kind.WHITE_CORNER),
}
SIGNS = "".join(sorted({sign[0] for sign in _KINDS}))

STRAIGHT = frozenset(['"', "״", "＂", "''"])
USUALLY_OPENING = frozenset(["“", "„", "‟", "〝", "``", "«", "‹", "「", "｢", "『"])

_RUN = re.compile(f"[{SIGNS}]+")
_SIGN = re.compile("''|``|.")
_DASHES = "-‐‑‒–—―"
_BEFORE_OPENING = frozenset("([{<（［｛【¿¡/|=*_" + _DASHES)
_AFTER_CLOSING = frozenset(".,;:!?)]}>†*/|،؛؟。、，．；：！？）］｝】》·" + _DASHES)
_APOSTROPHES = ("'", "’")
_HEBREW = re.compile("[\u05d0-\u05ea]{2}")
"""Between two letters of these a mark says that they are an abbreviation: דו"ח, יו"ר."""
_ELLIPSES = ("...", "…")


class Mark(NamedTuple):
    """One quotation mark (or apostrophe).

    `opens` and `closes` say whether what stands before it fits an opening mark and what stands after it a closing
    one. Marks that touch are one run and share their neighbours.
    """

    start: int
    end: int
    sign: str
    kind: Kind
    opens: bool
    closes: bool

    @property
    def side(self) -> Side:
        """What both neighbours together suggest."""
        if self.opens == self.closes:
            return Side.EITHER
        return Side.OPENS if self.opens else Side.CLOSES


def find_marks(text: str, start: int, end: int) -> list[Mark]:
    """The marks of `text[start:end]` in order; apostrophes inside words are left out. Takes linear time."""
    marks = []
    for run in _RUN.finditer(text, start, end):
        before = text[run.start() - 1] if run.start() > start else " "
        after = text[run.end()] if run.end() < end else " "
        inside_word = before.isalnum() and after.isalnum()
        if inside_word and (run[0] in _APOSTROPHES or _HEBREW.fullmatch(before + after)):
            continue
        opens = before.isspace() or before in _BEFORE_OPENING
        # “…and then” opens with an ellipsis, “and then”… closes before one
        closes = after.isspace() or after in _AFTER_CLOSING or after == "…"
        if opens and text.startswith(_ELLIPSES, run.end()):
            closes = False
        for part in _SIGN.finditer(run[0]):
            kind = _KINDS[part[0]]
            if kind is Kind.SINGLE and inside_word:
                continue
            marks.append(Mark(run.start() + part.start(), run.start() + part.end(), part[0], kind, opens, closes))
    return marks
