"""What is different between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")

_MOST = 400_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: as it was, taken out, or put in."""

    kind: Literal["same", "out", "in"]
    text: str


def differences(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: the first with what was taken out marked, the second with what was put in."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) * len(new) > _MOST:  # a bit each: what is longer is compared by lines
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    left, right = [], []
    for step in Indel.opcodes(old, new):
        gone, come = "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            left.append(Piece("same", gone))
            right.append(Piece("same", come))
        else:
            left += [Piece("out", gone)] if gone else []
            right += [Piece("in", come)] if come else []
    return list(_joined(left)), list(_joined(right))


def one_line(text: str, most: int = 80) -> str:
    """The beginning of a text on one line."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours that were changed as one, the white space between them included."""
    at = 0
    while at < len(pieces):
        end = at + 1
        kind, text = pieces[at].kind, pieces[at].text
        while kind != "same" and end < len(pieces):
            following = pieces[end]
            between = following.kind == "same" and not following.text.strip() and end + 1 < len(pieces)
            if following.kind != kind and not (between and pieces[end + 1].kind == kind):
                break
            text += following.text
            end += 1
        yield Piece(kind, text)
        at = end
