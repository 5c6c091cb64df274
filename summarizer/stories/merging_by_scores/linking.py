"""What the score leaves open, for somebody who can read: blocks of items, and the groups that come back.

A block's items stand in an order of their own, and nothing of the batch that they came in is in it: so its answer
does not depend on order, and may be kept by what the block says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from summarizer.schema import ArticleInfo, Mention

from .clustering import Affinity, Cluster, Groups, Limits, Pair, cluster, linking
from .items import Item, PartT

Kind = Literal["entities", "events", "quotes", "stances"]
ResultT = TypeVar("ResultT")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class BlockItem:
    """An item as somebody reads it who is to say what it is one with."""

    report: str
    """Letter of the report that the words are of."""
    text: str
    mentions: tuple[Mention, ...]
    """Itself, and those that the score has already made one with it. No part of the question."""


@dataclass(frozen=True, slots=True)
class Block:
    """Items of one kind that may be one."""

    kind: Kind
    reports: tuple[tuple[str, str | None], ...]
    """Letter and day of publication of each report, in order of publication."""
    items: tuple[BlockItem, ...]
    """Numbered from 1."""


class Linker(Protocol):
    """Says which items of a block are one."""

    @property
    def model(self) -> str:
        """Who it is, for people."""

    @property
    def digest(self) -> str:
        """A hash of all but the block that can change an answer."""

    async def link(self, block: Block) -> Groups | None:
        """Groups of the block's numbers, from 1; a number that is in none stands alone. None for no answer."""


Steps = Generator[tuple[Block, ...], Sequence[Groups | None], ResultT]
"""Yields blocks left open, is sent an answer for each, and returns a result."""


@dataclass(frozen=True, slots=True)
class Matter(Generic[PartT]):
    """Items of one kind and how they are compared."""

    kind: Kind
    items: Sequence[Item[PartT]]
    candidates: Iterable[Pair]
    affinity: Affinity
    limits: Limits
    telling: Callable[[Cluster], int]
    """The item of a cluster that speaks for it."""
    words: Callable[[int], str]
    """What an item says, on one line."""


def decided(matter: Matter[PartT], *, asking: bool) -> Steps[list[Cluster]]:
    """The clusters of some items, by score, and by whoever answers where that leaves it open.

    Args:
        matter: the items.
        asking: whether anybody is there to answer; nothing is yielded if not.
    """
    if not asking:
        return cluster(len(matter.items), matter.candidates, matter.affinity, matter.limits.likely)
    steps = linking(len(matter.items), matter.candidates, matter.affinity, matter.limits)
    try:
        opened = next(steps)
        while True:
            blocks = tuple(_block(matter, clusters) for clusters in opened)
            answers = yield blocks
            checked = [
                None if groups is None else validated(groups, len(block.items))
                for block, groups in zip(blocks, answers, strict=True)
            ]
            opened = steps.send(checked)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]


def validated(groups: Groups, size: int) -> Groups:
    """`groups` of numbers from 1 as groups of positions: an unknown number is refused, a second time too."""
    seen: set[int] = set()
    found = []
    for group in groups:
        kept = [number for number in dict.fromkeys(group) if 1 <= number <= size and number not in seen]
        seen.update(kept)
        found.append([number - 1 for number in sorted(kept)])
    return found


def alone(steps: Steps[ResultT]) -> ResultT:
    """Runs `steps` with nobody to ask: whatever they yield is left to the score."""
    try:
        blocks = next(steps)
        while True:
            blocks = steps.send([None] * len(blocks))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]


async def answered(
    steps: Steps[ResultT], ask: Callable[[tuple[Block, ...]], Awaitable[Sequence[Groups | None]]]
) -> ResultT:
    """Runs `steps` with somebody who answers several blocks at once."""
    try:
        blocks = next(steps)
        while True:
            blocks = steps.send(await ask(blocks))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]


def _block(matter: Matter[PartT], clusters: Sequence[Cluster]) -> Block:
    tellers = [matter.telling(members) for members in clusters]
    # the reports of a block in order of their items, which is that of publication
    infos: dict[str, ArticleInfo] = {}
    for at in sorted(tellers):
        infos.setdefault(matter.items[at].info.id, matter.items[at].info)
    letters = {article: letter(number) for number, article in enumerate(infos)}
    return Block(
        kind=matter.kind,
        reports=tuple(
            (letters[article], day.isoformat() if (day := info.published_day) else None)
            for article, info in infos.items()
        ),
        items=tuple(
            BlockItem(
                report=letters[matter.items[teller].info.id],
                text=matter.words(teller),
                mentions=tuple(matter.items[at].mention for at in members),
            )
            for teller, members in zip(tellers, clusters, strict=True)
        ),
    )


def letter(number: int) -> str:
    """A … Z, AA, AB …"""
    rest, last = divmod(number, len(_LETTERS))
    return (letter(rest - 1) if rest else "") + _LETTERS[last]
