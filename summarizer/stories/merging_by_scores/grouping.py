"""Which articles report one story: an inverted index of what they name and tell, and agreement clustering.

An article is two bags: the words of its events and its gist, and the words of its names. Two articles agree as far as
one of the bags does (cosine with inverse document frequency, Salton and Buckley 1988): reports of one story may differ
in all but who it is about, or in all but what happens. Candidates are articles that share at least two of their rarest
words. How rare a word is, is counted among the articles of the same days: what is reported next month changes nothing.

Of an article nothing but its words as numbers and its sketch is kept, so that a set may be larger than memory.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

from summarizer.schema import ArticleReading
from summarizer.text import near_duplicates
from summarizer.text.names import parse
from summarizer.text.similarity import content_words

from .clustering import BLOCK, Cluster, Pair, cluster

WINDOW = 10
"""Days between two publications from which on they are taken for two stories."""
_ONE_STORY = 0.2
"""Least agreement of two articles of one story: the middle of the best on ECB+, with any topic left out as well."""
_COPY = 0.5
"""Shared wording from which on two articles are of one story whatever was read out of them."""
_RAREST = 24
"""Words of a bag by which candidates are sought."""
_SMALLEST = 8
"""Hashes of a sketch by which candidates are sought: those that a copy is most likely to have too."""
_ELSEWHERE = 3
"""Times as many articles as there are, most of them imagined and about other things: in a batch that is one story, what
all share is no commonplace."""
_FEW = 100
"""The least number of articles, imagined ones included."""
_FINENESS = 1000
"""Weights are whole numbers of this fraction: sums of them come out the same in any order and on any machine."""
_AT_HAND = 20_000
"""Articles whose weights are at hand for comparing."""

Words: TypeAlias = "array[int]"
"""Words of a bag by their hashes, in ascending order."""


@dataclass(frozen=True, slots=True)
class _Vector:
    """Weights of words, and the length that they come to."""

    weights: Mapping[int, int]
    length: float

    @classmethod
    def of(cls, words: Words, weights: Words) -> _Vector:
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        return cls(dict(zip(words, weights, strict=True)), length)

    def cosine(self, other: _Vector) -> float:
        mine, theirs = self.weights, other.weights
        product = sum(mine[word] * theirs[word] for word in mine.keys() & theirs.keys())
        return product / (self.length * other.length)


@dataclass(frozen=True, slots=True)
class Features:
    """What grouping knows of an article."""

    day: int | None
    """Of publication, as `date.toordinal` counts; None when it is not known."""
    told: Words
    named: Words
    sketch: str

    @classmethod
    def of(cls, reading: ArticleReading) -> Features:
        """The features of an article."""
        day = reading.article.published_day
        return cls(
            day=day.toordinal() if day else None,
            told=_told(reading),
            named=_named(reading),
            sketch=reading.fingerprint,
        )

    @property
    def bags(self) -> tuple[Words, Words]:
        """Its words, apart."""
        return self.told, self.named


def group_articles(articles: Sequence[Features]) -> list[Cluster]:
    """The articles that report one story together, by position, articles and groups in ascending order.

    Args:
        articles: ordered by publication, those without a date last.
    """
    grouping = _Grouping(articles)
    agreeing: dict[int, list[Pair]] = defaultdict(list)
    homes = list(range(len(articles)))
    for pair in grouping.agreeing():
        agreeing[pair[1]].append(pair)
        left, right = sorted(_root(homes, at) for at in pair)
        homes[right] = left
    components: dict[int, list[int]] = defaultdict(list)
    for at in range(len(articles)):
        components[_root(homes, at)].append(at)
    clusters: list[Cluster] = []
    for members in components.values():
        pairs = (pair for at in members for pair in agreeing.get(at, ()))
        clusters += grouping.cluster(members, pairs) if len(members) > 1 else [members]
    return sorted(clusters)


def most_central(readings: Sequence[ArticleReading]) -> ArticleReading:
    """The article that says most of what the others say; of equals the first."""
    scores = [0.0] * len(readings)
    for bag in (_told, _named):
        bags = [bag(reading) for reading in readings]
        spread = Counter(word for words in bags for word in words)
        vectors = [_Vector.of(words, _weights(words, spread, len(bags))) for words in bags]
        total: Counter[int] = Counter()
        for vector in vectors:
            # of one length, so that a long article weighs no more than a short one
            total.update({word: round(_FINENESS * weight / vector.length) for word, weight in vector.weights.items()})
        centre = _Vector.of(array("Q", total.keys()), array("Q", total.values()))
        scores = [score + vector.cosine(centre) for score, vector in zip(scores, vectors, strict=True)]
    rounded = [round(score, 6) for score in scores]
    return readings[rounded.index(max(rounded))]


class _Grouping:
    """Articles, and how much any two of them agree."""

    def __init__(self, articles: Sequence[Features]) -> None:
        self._articles = articles
        self._weights: list[tuple[Words, Words]] = []
        self._keys: list[tuple[int, ...]] = []
        dated = [article for article in articles if article.day is not None]
        self._spread = Counter[int]()
        """In how many articles each word is; counted only where there is one that may be of any day."""
        if len(dated) < len(articles):
            for article in articles:
                self._spread.update(_counted(article))
        for article, (spread, size) in zip(articles, self._windows(dated), strict=True):
            told, named = (_weights(words, spread, size) for words in article.bags)
            self._weights.append((told, named))
            self._keys.append(tuple(_keys(article, (told, named), spread)))
        self._vectors = lru_cache(maxsize=_AT_HAND)(self._weighted)

    def agreeing(self) -> Iterator[Pair]:
        """The candidates that agree enough for one story."""
        articles_with: dict[int, list[int]] = defaultdict(list)
        for at, keys in enumerate(self._keys):
            met: Counter[int] = Counter()
            for key in keys:
                neighbours = articles_with[key]
                met.update(neighbours)
                neighbours.append(at)
                del neighbours[:-BLOCK]  # the last ones published: stories are neighbours in time
            for other, shared in sorted(met.items()):
                if shared > 1 and not self._too_far(other, at) and self.affinity(other, at) >= _ONE_STORY:
                    yield other, at

    def cluster(self, members: Sequence[int], pairs: Iterable[Pair]) -> Iterator[Cluster]:
        """The clusters of some articles that hang together by pairs that agree."""
        place = {at: number for number, at in enumerate(members)}
        clusters = cluster(
            len(members),
            [(place[first], place[second]) for first, second in pairs],
            lambda first, second: self.affinity(members[first], members[second]),
            _ONE_STORY,
            barred=lambda left, right: self._span([members[at] for at in (*left, *right)]) > WINDOW,
        )
        return ([members[at] for at in one] for one in clusters)

    def affinity(self, first: int, second: int) -> float:
        """How much two articles agree, from 0 to 1."""
        # words that are rare on one day or another draw no article to it that may be of any day
        any_day = self._articles[first].day is None or self._articles[second].day is None
        likeness = max(map(_Vector.cosine, self._vectors(first, any_day), self._vectors(second, any_day)))
        shared = near_duplicates.similarity(self._articles[first].sketch, self._articles[second].sketch)
        return max(likeness, shared) if shared >= _COPY else likeness

    def _too_far(self, first: int, second: int) -> bool:
        return self._span((first, second)) > WINDOW

    def _span(self, members: Iterable[int]) -> int:
        """Days between the first and the last publication that are known."""
        days = [day for at in members if (day := self._articles[at].day) is not None]
        return max(days) - min(days) if days else 0

    def _weighted(self, at: int, any_day: bool) -> tuple[_Vector, _Vector]:
        bags, of_day = self._articles[at].bags, self._weights[at]
        weights = [_weights(words, self._spread, len(self._articles)) for words in bags] if any_day else of_day
        return _Vector.of(bags[0], weights[0]), _Vector.of(bags[1], weights[1])

    def _windows(self, dated: Sequence[Features]) -> Iterator[tuple[Mapping[int, int], int]]:
        """For each article in how many articles of its days each word is, and how many articles that are.

        An article without a date may be of any day: it counts in all of them, and for it all others do.
        """
        undated = self._articles[len(dated) :]
        spread = Counter(word for article in undated for word in _counted(article))
        days = [article.day or 0 for article in dated]
        first = last = 0
        for day in days:
            while last < len(dated) and days[last] <= day + WINDOW:
                spread.update(_counted(dated[last]))
                last += 1
            while days[first] < day - WINDOW:
                for word in _counted(dated[first]):
                    spread[word] -= 1
                    if not spread[word]:
                        del spread[word]
                first += 1
            yield spread, last - first + len(undated)
        for _ in undated:
            yield self._spread, len(self._articles)


def _counted(article: Features) -> Iterator[int]:
    yield from article.told
    yield from article.named
    yield from _smallest(article.sketch)


def _smallest(sketch: str) -> list[int]:
    return sorted(near_duplicates.hashes(sketch))[:_SMALLEST]


def _keys(article: Features, weights: Sequence[Words], spread: Mapping[int, int]) -> Iterator[int]:
    """What an article is found by, as far as others have it too."""
    yield from (one for one in _smallest(article.sketch) if spread[one] > 1)
    for words, of_words in zip(article.bags, weights, strict=True):
        shared = ((-weight, word) for word, weight in zip(words, of_words, strict=True) if spread[word] > 1)
        yield from (word for _, word in sorted(shared)[:_RAREST])


def _weights(words: Words, spread: Mapping[int, int], size: int) -> Words:
    every = max(_ELSEWHERE * size, _FEW)
    return array("I", (_weight(every, spread[word]) for word in words))


@lru_cache(maxsize=65536)
def _weight(every: int, spread: int) -> int:
    return max(0, round(_FINENESS * math.log(every / spread)))


def _root(homes: list[int], at: int) -> int:
    while homes[at] != at:
        homes[at] = at = homes[homes[at]]
    return at


def _told(reading: ArticleReading) -> Words:
    texts = (reading.gist, reading.article.title or "", *(event.description for event in reading.events))
    return _hashed("told", frozenset[str]().union(*map(content_words, texts)))


def _named(reading: ArticleReading) -> Words:
    names = (parse(entity.name, entity.kind) for entity in reading.entities)
    return _hashed("named", frozenset(key for name in names if name.named for key in name.keys))


def _hashed(bag: str, words: Set[str]) -> Words:
    return array("Q", sorted(_hash(f"{bag} {word}") for word in words))


@lru_cache(maxsize=65536)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())
