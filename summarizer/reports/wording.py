"""A rendering cut where it differs from the one that stands for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from summarizer.reports.plain import clipped, plain
from summarizer.schema import QuoteVariant

_LONGEST = 100  # of words that a rendering leaves out: half a statement that it does not have is read elsewhere


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both renderings have, that only this one has (`added`), or that it lacks (`missing`)."""

    kind: Literal["same", "added", "missing"]
    text: str


def runs(variant: QuoteVariant, shown: str) -> tuple[Run, ...]:
    """`variant` by its marks, within the quotation marks that it is `shown` in; nothing where it has no marks."""
    if not variant.marks:
        return ()
    before, _, after = shown.partition(plain(variant.text))
    found = (Run("same", before), *_cut(variant), Run("same", after))
    return tuple(run for run in found if run.text)


def _cut(variant: QuoteVariant) -> Iterator[Run]:
    done = 0
    for mark in variant.marks:
        yield Run("same", _piece(variant.text[done : mark.start]))
        missing = clipped(plain(mark.chosen), _LONGEST)
        if missing:
            yield Run("missing", f" {missing}" if mark.kind == "left_out" and mark.start else f"{missing} ")
        yield Run("added", _piece(variant.text[mark.start : mark.end]))
        done = mark.end
    yield Run("same", _piece(variant.text[done:]))


def _piece(text: str) -> str:
    """`plain`, but with the spaces at its edges, which part it from what is beside it."""
    return plain(f"|{text}|")[1:-1]
