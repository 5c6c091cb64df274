"""Agreement clustering, shared by all that is joined by score: candidate pairs, their affinities, clusters.

A pair alone never joins two clusters: their members must agree on average (as in average linkage), and one
cannot-link between them keeps them apart. So a single wrong pair cannot chain two clusters together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

Pair = tuple[int, int]
Cluster = list[int]
"""Items of one cluster, by position, in ascending order."""
Affinity = Callable[[int, int], float | None]
"""How much two items agree, from 0 to 1; `CANNOT_LINK` to keep them apart; None for no opinion."""
Barred = Callable[[Cluster, Cluster], bool]
"""Whether two clusters cannot be one, whatever their items say of each other."""

CANNOT_LINK = -math.inf

BLOCK = 16
"""Items under one key up to which all are compared; in larger blocks each meets only that many after it."""
SAMPLE = 4
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


def cluster(
    size: int, candidates: Iterable[Pair], affinity: Affinity, threshold: float, barred: Barred | None = None
) -> list[Cluster]:
    """Clusters of the items 0 … `size` - 1, in order of their first item.

    Args:
        size: number of items, which stand in an order of their own and not of arrival.
        candidates: the pairs worth a look.
        affinity: symmetric; is asked once per pair.
        threshold: the least mean affinity of two clusters that become one.
        barred: what else keeps two clusters apart.
    """
    partition = _Partition(size, candidates, affinity, barred)
    partition.agglomerate(threshold)
    return partition.clusters()


class _Partition:
    """Items in clusters that only grow, and the scores of the candidate pairs among them."""

    def __init__(self, size: int, candidates: Iterable[Pair], affinity: Affinity, barred: Barred | None = None) -> None:
        self._affinity = affinity
        self._barred = barred
        self._size = size
        # by first * size + second: a million pairs of numbers are nothing to the garbage collector, as tuples they are
        self._known: dict[int, float | None] = {}
        self.home = list(range(size))
        self.members = {item: [item] for item in range(size)}
        self.scored: list[tuple[float, Pair]] = []
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._score(candidates)

    def clusters(self) -> list[Cluster]:
        return [self.members[first] for first in sorted(self.members)]

    def _score(self, pairs: Iterable[Pair]) -> None:
        for pair in pairs:
            score = self._ask(*pair)
            if score == CANNOT_LINK:
                self._apart[pair[0]].add(pair[1])
                self._apart[pair[1]].add(pair[0])
            elif score is not None:
                self.scored.append((-score, pair))
        self.scored.sort()

    def agglomerate(self, threshold: float) -> None:
        """Joins whatever agrees, the best pair first; a pair refused at first may be borne out by grown clusters."""
        agreeing = [pair for score, pair in self.scored if -score >= threshold]
        refused: dict[Pair, Pair] = {}
        while agreeing:
            again = []
            grown = False
            for first, second in agreeing:
                left, right = sorted((self.home[first], self.home[second]))
                if left == right:
                    continue
                sizes = (len(self.members[left]), len(self.members[right]))
                if refused.get((left, right)) != sizes:
                    if not self.apart(left, right) and self.agreement(left, right) >= threshold:
                        self._merge(left, right)
                        grown = True
                        continue
                    refused[left, right] = sizes
                again.append((first, second))
            agreeing = again if grown else []

    def apart(self, left: int, right: int) -> bool:
        """Whether a cannot-link keeps two clusters apart, among the candidates or the members that are sampled."""
        fewer, more = sorted((self.members[left], self.members[right]), key=len)
        if self._barred and self._barred(fewer, more):
            return True
        barred = set[int]().union(*(self._apart[item] for item in fewer if item in self._apart))
        return (bool(barred) and not barred.isdisjoint(more)) or self.agreement(left, right) == CANNOT_LINK

    def agreement(self, left: int, right: int) -> float:
        """Mean affinity of the members of two clusters, at most `SAMPLE` of each."""
        scores = [
            score
            for first in _sample(self.members[left])
            for second in _sample(self.members[right])
            if (score := self._ask(first, second)) is not None
        ]
        return math.fsum(scores) / len(scores) if scores else 0.0

    def _merge(self, left: int, right: int) -> None:
        for item in self.members[right]:
            self.home[item] = left
        self.members[left] = sorted(self.members[left] + self.members.pop(right))

    def _ask(self, first: int, second: int) -> float | None:
        if first > second:
            first, second = second, first
        pair = first * self._size + second
        try:
            return self._known[pair]
        except KeyError:
            score = self._affinity(first, second)
            # rounded, so that no difference in the last bit between machines decides
            score = self._known[pair] = score if score is None or score == CANNOT_LINK else round(score, 6)
            return score


def _sample(members: Sequence[int]) -> Sequence[int]:
    if len(members) <= SAMPLE:
        return members
    return [members[at * len(members) // SAMPLE] for at in range(SAMPLE)]
