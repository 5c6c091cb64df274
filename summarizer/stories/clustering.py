"""Agreement clustering, shared by all steps: candidate pairs, their affinities, clusters, and what is left open.

A pair alone never joins two clusters: their members must agree on average (as in average linkage), and one
cannot-link between them keeps them apart. So a single wrong pair cannot chain two clusters together.

Three limits divide the scale. From `certain` on two clusters are one whoever is asked. Between `possible` and
`certain` the score leaves it open: such clusters are yielded in blocks, to be judged by somebody who can read. What
nobody judges is decided by `likely`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
Cluster = list[int]
"""Items of one cluster, by position, in ascending order."""
Affinity = Callable[[int, int], float | None]
"""How much two items agree, from 0 to 1; `CANNOT_LINK` to keep them apart; None for no opinion."""
Barred = Callable[[Cluster, Cluster], bool]
"""Whether two clusters cannot be one, whatever their items say of each other."""
Groups = Sequence[Sequence[int]]
"""Clusters of one block that are one, by their positions in the block."""
Linking = Generator[list[list[Cluster]], Sequence[Groups | None], list[Cluster]]
"""Yields blocks of clusters left open, is sent the groups in each, None where nobody judges, and returns clusters."""

CANNOT_LINK = -math.inf

BLOCK = 16
"""Items under one key up to which all are compared; in larger blocks each meets only that many after it."""
SAMPLE = 4
"""Members of a cluster that are asked whether they agree with another cluster."""
LARGEST = 60
"""Clusters in a block that is judged at once."""
SMALL = 120
"""Clusters up to which all are judged with all, however little they agree: words tell nothing across languages."""
ROUNDS = 3
"""How often the halves of a split block are brought together again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean affinities that divide what is certain, likely and possible."""

    certain: float
    likely: float
    possible: float


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


def linking(size: int, candidates: Iterable[Pair], affinity: Affinity, limits: Limits) -> Linking:
    """As `cluster`, but what lies between the limits is yielded in blocks and joined as the answers say.

    A block is a component of the graph of clusters that may be one; of more than `LARGEST` it is cut where the graph
    is weakest, and clusters on either side of a cut that may well be one meet again in the next round. No answer breaks
    a cannot-link.
    """
    partition = _Partition(size, candidates, affinity)
    partition.agglomerate(limits.certain)
    least = limits.possible
    small = len(partition.members) <= SMALL
    if small:
        partition.compare_all()
        least = -1.0
    met: set[Pair] = set()  # items whose clusters have been judged together, by their first items
    unjudged: set[int] = set()
    for _ in range(ROUNDS):
        blocks = _blocks(partition, least, met, unjudged)
        if small:
            blocks = _packed(blocks)
        least = limits.possible
        if not blocks:
            break
        answers = yield blocks
        for block, groups in zip(blocks, answers, strict=True):
            if groups is None:
                unjudged.update(item for members in block for item in members)
                continue
            met.update((a[0], b[0]) for at, a in enumerate(block) for b in block[at + 1 :])
            for group in groups:
                partition.join([block[at] for at in group])
    if unjudged:
        partition.agglomerate(limits.likely, within=unjudged)
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

    def compare_all(self) -> None:
        """Scores the pairs of clusters that no candidate pair is between, by their first items."""
        met = {(self.home[a], self.home[b]) for _, pair in self.scored for a, b in (pair, pair[::-1])}
        firsts = sorted(self.members)
        self._score((a, b) for at, a in enumerate(firsts) for b in firsts[at + 1 :] if (a, b) not in met)

    def _score(self, pairs: Iterable[Pair]) -> None:
        for pair in pairs:
            score = self._ask(*pair)
            if score == CANNOT_LINK:
                self._apart[pair[0]].add(pair[1])
                self._apart[pair[1]].add(pair[0])
            elif score is not None:
                self.scored.append((-score, pair))
        self.scored.sort()

    def agglomerate(self, threshold: float, within: set[int] | None = None) -> None:
        """Joins whatever agrees, the best pair first; a pair refused at first may be borne out by grown clusters."""
        agreeing = [
            pair
            for score, pair in self.scored
            if -score >= threshold and (within is None or (pair[0] in within and pair[1] in within))
        ]
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

    def join(self, group: Sequence[Cluster]) -> None:
        """Makes clusters one, those aside that a cannot-link keeps away from the ones before."""
        done: list[int] = []
        for members in group:
            home = self.home[members[0]]
            for other in done:
                left, right = sorted((self.home[other], home))
                if left != right and not self.apart(left, right):
                    self._merge(left, right)
                    break
            done.append(self.home[members[0]])

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


def _blocks(partition: _Partition, possible: float, met: set[Pair], unjudged: set[int]) -> list[list[Cluster]]:
    """Clusters that may be one and have not been judged together, in components of at most `LARGEST`."""
    edges: dict[Pair, float] = {}
    seen: set[Pair] = set()
    judged = {(partition.home[a], partition.home[b]) for a, b in met}
    judged |= {(b, a) for a, b in judged}
    for score, (first, second) in partition.scored:
        left, right = sorted((partition.home[first], partition.home[second]))
        if left == right or (left, right) in seen or first in unjudged or second in unjudged or -score < possible:
            continue
        seen.add((left, right))
        if (left, right) not in judged and not partition.apart(left, right):
            edges[left, right] = score
    home = {end: end for pair in edges for end in pair}
    parts = {end: [end] for end in home}
    for _, (left, right) in sorted((score, pair) for pair, score in edges.items()):
        into, other = sorted((home[left], home[right]))
        if into != other and len(parts[into]) + len(parts[other]) <= LARGEST:
            for end in parts[other]:
                home[end] = into
            parts[into] = sorted(parts[into] + parts.pop(other))
    return [[partition.members[end] for end in parts[first]] for first in sorted(parts) if len(parts[first]) > 1]


def _packed(blocks: list[list[Cluster]]) -> list[list[Cluster]]:
    """The blocks of few items as one: one request costs less than many, and all of them change together anyway."""
    packed: list[list[Cluster]] = []
    for block in blocks:
        if packed and len(packed[-1]) + len(block) <= LARGEST:
            packed[-1] = sorted([*packed[-1], *block])
        else:
            packed.append(block)
    return packed
