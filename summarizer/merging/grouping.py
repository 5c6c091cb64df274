"""Which articles report one story: an inverted index of what they name and tell, and agreement clustering.

An article is a bag of weighted features: the names of its entities and the words of its events. A feature weighs
the more, the fewer articles have it; candidates are articles that share at least two of their rarest features.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer import fingerprint
from summarizer.schema import ArticleReading

from .clustering import BLOCK, CANNOT_LINK, Pair, cluster
from .items import days_between
from .names import CLASSES, parse
from .similarity import content_words

WINDOW = 10
"""Days between two publications from which on they are taken for two stories."""
_ONE_STORY = 0.15
"""Least agreement (cosine) of two articles of one story."""
_COPY = 0.5
"""Shared wording from which on two articles are of one story whatever was read out of them."""
_RAREST = 16
"""Features of an article by which candidates are sought."""
_BACKGROUND = 1000
"""Imagined articles about other things, so that in a small batch what all share is not taken for commonplace."""

# How much a shared feature tells: a person is rarely in two stories of one week, a country often.
_ENTITY_WEIGHTS = {"person": 2.0, "body": 1.0, "territory": 0.8, "work": 0.8}
_EVENT_WEIGHT = 1.0
_GIST_WEIGHT = 0.7

Feature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Vector:
    weights: Mapping[Feature, float]
    norm: float

    def cosine(self, other: _Vector) -> float:
        fewer, more = sorted((self.weights, other.weights), key=len)
        shared = math.fsum(weight * more[feature] for feature, weight in fewer.items() if feature in more)
        return shared / (self.norm * other.norm) if shared else 0.0


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
        likeness = vectors[first].cosine(vectors[second])
        shared = fingerprint.similarity(readings[first].fingerprint, readings[second].fingerprint)
        return max(likeness, shared) if shared >= _COPY else likeness

    clusters = cluster(len(readings), _candidates(readings, vectors), affinity, _ONE_STORY)
    return [[readings[at] for at in members] for members in clusters]


def most_central(readings: Sequence[ArticleReading]) -> ArticleReading:
    """The article that says most of what the others say; of equals the first."""
    vectors = _vectors(readings)
    total: dict[Feature, float] = defaultdict(float)
    for vector in vectors:
        for feature, weight in vector.weights.items():
            total[feature] += weight / vector.norm
    centre = _Vector(total, 1.0)
    scores = [round(vector.cosine(centre), 6) for vector in vectors]
    return readings[scores.index(max(scores))]


def _vectors(readings: Sequence[ArticleReading]) -> list[_Vector]:
    features = [dict(_features(reading)) for reading in readings]
    spread = Counter(feature for of_one in features for feature in of_one)
    every = len(readings) + _BACKGROUND
    vectors = []
    for of_one in features:
        weights = {
            feature: weight * math.log(every / (spread[feature] + 1)) for feature, weight in sorted(of_one.items())
        }
        vectors.append(_Vector(weights, math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0))
    return vectors


def _features(reading: ArticleReading) -> Iterator[tuple[Feature, float]]:
    for text in (reading.gist, reading.article.title or ""):
        for word in content_words(text):
            yield ("word", word), _GIST_WEIGHT
    for event in reading.events:
        for word in content_words(event.trigger.exact) | content_words(event.description):
            yield ("word", word), _EVENT_WEIGHT
    for entity in reading.entities:
        name = parse(entity.name, entity.kind)
        if name.named and name.keys:
            of_class = CLASSES[entity.kind]
            # surnames alone: reports differ in how much of a name they give
            key = name.keys[-1] if of_class == "person" else " ".join(name.keys)
            yield (of_class, key), _ENTITY_WEIGHTS[of_class]


def _candidates(readings: Sequence[ArticleReading], vectors: Sequence[_Vector]) -> list[Pair]:
    spread = Counter(feature for vector in vectors for feature in vector.weights)
    articles_with: dict[Feature | int, list[int]] = defaultdict(list)
    candidates: set[Pair] = set()
    for at, vector in enumerate(vectors):
        shared_by_some = (feature for feature in vector.weights if spread[feature] > 1)
        rarest = sorted(shared_by_some, key=lambda feature: (-vector.weights[feature], feature))[:_RAREST]
        # the smallest hashes of a sketch are those that a copy is most likely to have too
        keys: list[Feature | int] = [*rarest, *sorted(fingerprint.hashes(readings[at].fingerprint))[:8]]
        met: Counter[int] = Counter()
        for key in keys:
            met.update(articles_with[key][-BLOCK:])  # the last ones published: stories are neighbours in time
            articles_with[key].append(at)
        candidates.update((other, at) for other, shared in met.items() if shared > 1)
    return sorted(candidates)
