"""Which articles report one story: an inverted index of what they name and tell, and agreement clustering.

An article is two bags: the words of its events and its gist, and the words of its names. Two articles agree as far as
one of the bags does (cosine with inverse document frequency, Salton and Buckley 1988): reports of one story may differ
in all but who it is about, or in all but what happens. Candidates are articles that share at least two of their rarest
words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from summarizer import fingerprint
from summarizer.schema import ArticleReading

from .clustering import BLOCK, CANNOT_LINK, Pair, cluster
from .items import days_between
from .names import parse
from .similarity import content_words

WINDOW = 10
"""Days between two publications from which on they are taken for two stories."""
_ONE_STORY = 0.19
"""Least agreement of two articles of one story: the middle of the best on ECB+, with any topic left out as well."""
_COPY = 0.5
"""Shared wording from which on two articles are of one story whatever was read out of them."""
_RAREST = 24
"""Words of a bag by which candidates are sought."""
_ELSEWHERE = 3
"""Times as many articles as there are, most of them imagined and about other things: in a batch that is one story, what
all share is no commonplace."""
_FEW = 100
"""The least number of articles, imagined ones included."""

Bag = Literal["told", "named"]
_BAGS: tuple[Bag, ...] = ("told", "named")
Feature = tuple[Bag, str]


@dataclass(frozen=True, slots=True)
class _Vector:
    """Weights of words, of length 1."""

    weights: Mapping[str, float]

    def cosine(self, other: _Vector) -> float:
        fewer, more = sorted((self.weights, other.weights), key=len)
        return math.fsum(weight * more[word] for word, weight in fewer.items() if word in more)


Vectors = Mapping[Bag, Sequence[_Vector]]


def group_articles(readings: Sequence[ArticleReading]) -> list[list[ArticleReading]]:
    """The articles that report one story together, articles and groups in the order of `readings`.

    Args:
        readings: the articles, ordered by publication.
    """
    vectors = _vectors(readings)

    def affinity(first: int, second: int) -> float:
        apart = days_between(readings[first].article, readings[second].article)
        if apart is not None and apart > WINDOW:
            return CANNOT_LINK
        likeness = max(vectors[bag][first].cosine(vectors[bag][second]) for bag in _BAGS)
        shared = fingerprint.similarity(readings[first].fingerprint, readings[second].fingerprint)
        return max(likeness, shared) if shared >= _COPY else likeness

    clusters = cluster(len(readings), _candidates(readings, vectors), affinity, _ONE_STORY)
    return [[readings[at] for at in members] for members in clusters]


def most_central(readings: Sequence[ArticleReading]) -> ArticleReading:
    """The article that says most of what the others say; of equals the first."""
    vectors = _vectors(readings)
    scores = [0.0] * len(readings)
    for of_bag in vectors.values():
        total: dict[str, float] = defaultdict(float)
        for vector in of_bag:
            for word, weight in vector.weights.items():
                total[word] += weight
        centre = _Vector(total)
        scores = [score + vector.cosine(centre) for score, vector in zip(scores, of_bag, strict=True)]
    rounded = [round(score, 6) for score in scores]
    return readings[rounded.index(max(rounded))]


def _vectors(readings: Sequence[ArticleReading]) -> Vectors:
    return {bag: _weighted([_BAG_OF[bag](reading) for reading in readings]) for bag in _BAGS}


def _weighted(bags: Sequence[Set[str]]) -> list[_Vector]:
    spread = Counter(word for bag in bags for word in bag)
    every = max(_ELSEWHERE * len(bags), _FEW)
    vectors = []
    for bag in bags:
        weights = {word: math.log(every / spread[word]) for word in sorted(bag) if spread[word] < every}
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        vectors.append(_Vector({word: weight / length for word, weight in weights.items()}))
    return vectors


def _told(reading: ArticleReading) -> frozenset[str]:
    texts = (reading.gist, reading.article.title or "", *(event.description for event in reading.events))
    return frozenset[str]().union(*map(content_words, texts))


def _named(reading: ArticleReading) -> frozenset[str]:
    names = (parse(entity.name, entity.kind) for entity in reading.entities)
    return frozenset(key for name in names if name.named for key in name.keys)


_BAG_OF: Mapping[Bag, Callable[[ArticleReading], frozenset[str]]] = {"told": _told, "named": _named}


def _candidates(readings: Sequence[ArticleReading], vectors: Vectors) -> list[Pair]:
    spread = Counter((bag, word) for bag in _BAGS for vector in vectors[bag] for word in vector.weights)
    articles_with: dict[Feature | int, list[int]] = defaultdict(list)
    candidates: set[Pair] = set()
    for at, reading in enumerate(readings):
        # the smallest hashes of a sketch are those that a copy is most likely to have too
        keys: list[Feature | int] = [*sorted(fingerprint.hashes(reading.fingerprint))[:8]]
        for bag in _BAGS:
            weights = vectors[bag][at].weights
            shared_by_some = (word for word in weights if spread[bag, word] > 1)
            rarest = sorted((-weights[word], word) for word in shared_by_some)[:_RAREST]
            keys += [(bag, word) for _, word in rarest]
        met: Counter[int] = Counter()
        for key in keys:
            met.update(articles_with[key][-BLOCK:])  # the last ones published: stories are neighbours in time
            articles_with[key].append(at)
        candidates.update((other, at) for other, shared in met.items() if shared > 1)
    return sorted(candidates)
