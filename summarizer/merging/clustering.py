"""Agreement clustering, shared by all steps: candidate pairs, their affinities, clusters.

A pair alone never joins two clusters: their members must agree on average (as in average linkage), and one
cannot-link between them keeps them apart. So a single wrong pair cannot chain two clusters together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

Pair = tuple[int, int]
Affinity = Callable[[int, int], float | None]
"""How much two items agree, from 0 to 1; `CANNOT_LINK` to keep them apart; None for no opinion."""

CANNOT_LINK = -math.inf

BLOCK = 24
"""Items under one key up to which all are compared; in larger blocks each meets only that many after it."""
SAMPLE = 8
"""Members of a cluster that are asked whether they agree with another cluster."""


def candidate_pairs(keys: Sequence[Iterable[Hashable]]) -> list[Pair]:
    """Pairs of items (by position) that share a key, each once, in order.

    The number of pairs is at most `BLOCK` times the number of keys: a key of many items pairs only neighbours, as
    in the sorted-neighbourhood method (Hernández and Stolfo 1995).
    """
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for item, of_item in enumerate(keys):
        for key in set(of_item):
            blocks[key].append(item)
    pairs = {
        (first, second)
        for block in blocks.values()
        for at, first in enumerate(block)
        for second in block[at + 1 : at + 1 + BLOCK]
    }
    return sorted(pairs)


def cluster(size: int, candidates: Iterable[Pair], affinity: Affinity, threshold: float) -> list[list[int]]:
    """Clusters of the items 0 … `size` - 1, each in ascending order, in order of their first item.

    Args:
        size: number of items, which stand in an order of their own and not of arrival.
        candidates: the pairs worth a look.
        affinity: symmetric; is asked once per pair.
        threshold: the least mean affinity of two clusters that become one.
    """
    ask = _Once(affinity)
    scored = [(score, pair) for pair in candidates if (score := ask(*pair)) is not None]
    agreeing = sorted((-score, pair) for score, pair in scored if score >= threshold)
    apart: dict[int, set[int]] = defaultdict(set)
    for score, (first, second) in scored:
        if score == CANNOT_LINK:
            apart[first].add(second)
            apart[second].add(first)
    home = list(range(size))
    members = {item: [item] for item in range(size)}
    refused: set[tuple[int, int, int, int]] = set()
    grown = True
    while grown:  # a pair refused at first may be borne out once its clusters have grown
        grown = False
        for _, (first, second) in agreeing:
            left, right = sorted((home[first], home[second]))
            state = (left, len(members[left]), right, len(members[right]))
            if left == right or state in refused:
                continue
            if _kept_apart(members[left], members[right], apart) or (
                _agreement(members[left], members[right], ask) < threshold
            ):
                refused.add(state)
                continue
            for item in members[right]:
                home[item] = left
            members[left] = sorted(members[left] + members.pop(right))
            grown = True
    return [members[item] for item in sorted(members)]


class _Once:
    def __init__(self, affinity: Affinity) -> None:
        self._affinity = affinity
        self._known: dict[Pair, float | None] = {}

    def __call__(self, first: int, second: int) -> float | None:
        pair = (first, second) if first < second else (second, first)
        if pair not in self._known:
            score = self._affinity(*pair)
            # rounded, so that no difference in the last bit between machines decides
            self._known[pair] = score if score is None or score == CANNOT_LINK else round(score, 6)
        return self._known[pair]


def _kept_apart(left: Sequence[int], right: Sequence[int], apart: dict[int, set[int]]) -> bool:
    fewer, more = sorted((left, right), key=len)
    barred = set[int]().union(*(apart[item] for item in fewer if item in apart))
    return bool(barred) and not barred.isdisjoint(more)


def _agreement(left: Sequence[int], right: Sequence[int], ask: _Once) -> float:
    scores = [
        score for first in _sample(left) for second in _sample(right) if (score := ask(first, second)) is not None
    ]
    return math.fsum(scores) / len(scores) if scores else 0.0


def _sample(members: Sequence[int]) -> Sequence[int]:
    if len(members) <= SAMPLE:
        return members
    return [members[at * len(members) // SAMPLE] for at in range(SAMPLE)]
