"""Which articles report one story, told from their own words alone.

What analysts joined or took out (`store/groups.py`, `planner.py`) and what a model or embeddings say of near pairs
(`near_pairs.py`) comes on top of it.

The affinity of two articles depends on the two and on nothing else: neither on what else is there nor on the order in
which it came. Articles with an affinity of at least `THRESHOLD` are neighbours; what hangs together by neighbours is
clustered by average linkage. Clusters of two components agree less than the threshold on average, so that an article
that is added changes the component it falls in, and no other.

Days bound it: the affinity of two articles is whole within a `WEEK`, falls with the days from then on and is none from
`WINDOW` days on. A story that goes on for weeks stays one as long as its reports agree on average, and is otherwise a
chain of episodes: who reads today's reports needs those of this month side by side at most, and what is read together
must fit into a request. An article without a day may be of any.

Three bounds keep the work small whatever comes, and none depends on an order:

* articles of which grouping knows the same are one (`StoryWords.key`);
* of the articles of one day that are looked up by one word, the first `CROWD` by key are found by it, no more;
* where more than `LARGEST` hang together, neighbours must agree more, until what hangs together is small enough.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, combinations, groupby
from operator import mul
from typing import Protocol

from summarizer.text.story_words import StoryWords

THRESHOLD = 0.22
"""Least affinity of two articles of one story, on average."""
NEAR = 0.15
"""Affinity from which on two articles may be of one story: whoever can read them is asked."""
WEEK = 7
"""Days between two publications that tell nothing against one story, such as a strike that follows an accident."""
WINDOW = 31
"""Days between two publications from which on articles have no affinity."""
CROWD = 100
"""Articles of one day that are found by one word."""
LARGEST = 300
"""Texts that are clustered at once."""

_LEVELS = (THRESHOLD, 0.25, 0.28, 0.32, 0.36, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
"""How much neighbours must agree where too many hang together; what still does at the last is one story."""
_SHARED = 2
"""Words by which two articles must find each other to be compared; ties, when they are in two languages."""
_FEW_TIES = 8000.0
"""Least length of an article's ties, about that of four names: two figures alone make no story of two languages."""
_TELLING = 2400
"""Weight from which on a name tells something: that of “Anna”; those of days, months and offices are lighter."""
_OTHERS = 0.3
"""What is left of an affinity when all names differ, or hardly more than one is shared."""
_FINENESS = 1_000_000
"""Affinities are whole numbers of this fraction: sums of them come out the same in any order and on any machine."""
_AT_HAND = 20_000
"""Articles whose weights are at hand for comparing."""


class GroupingIndex(Protocol):
    """Where the words and the neighbours of articles are kept, by `StoryWords.key`; articles of one key are one."""

    def articles_with(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterable[tuple[str, int | None, Sequence[str]]]:
        """For each of these words and each day the keys, in ascending order, of the articles that are looked up by it.

        Args:
            words: some of `StoryWords.keys`.
            first_day: articles without a day are always meant, those with one from this day on; from any when None.
            last_day: the last day that is meant.

        Returns:
            Word, day and keys. More than the first `CROWD` + 1 keys are not needed.
        """
        ...

    def words_by_key(self, keys: Collection[str]) -> Mapping[str, StoryWords]:
        """What is known of some articles."""
        ...

    def neighbours(self, keys: Collection[str]) -> Mapping[str, Mapping[str, float]]:
        """The neighbours of some articles and their affinities, as the changes so far have left them."""
        ...


@dataclass(frozen=True, slots=True)
class GroupingChange:
    """What changes when an article comes or goes."""

    neighbours: tuple[tuple[str, str, float], ...]
    """Pairs that are neighbours from now on, and their affinities. It is mutual: each pair stands here once."""
    strangers: tuple[tuple[str, str], ...]
    """Pairs that are neighbours no longer."""
    stories: tuple[tuple[str, ...], ...]
    """The stories of all articles that may be in another one now, by keys; keys and stories in ascending order."""


def affinity(first: StoryWords, second: StoryWords) -> float:
    """How much two articles agree, from 0 to 1: symmetric, and of the two alone."""
    return _agreement(_Vectors.of(first), _Vectors.of(second)) / _FINENESS


def group(articles: Iterable[StoryWords]) -> list[list[int]]:
    """The articles that report one story together, by position; articles and stories in ascending order."""
    places: dict[str, list[int]] = {}
    known: list[StoryWords] = []
    stories: list[list[int]] = []
    for place, article in enumerate(articles):
        if not article.keys:
            stories.append([place])
        elif article.key in places:
            places[article.key].append(place)
        else:
            places[article.key] = [place]
            known.append(article)
    known.sort(key=lambda article: (article.day or 0, article.key))
    found = Grouping(known).stories()
    stories += (sorted(chain.from_iterable(places[known[at].key] for at in story)) for story in found)
    return sorted(stories)


def near(articles: Sequence[StoryWords], stories: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Two articles of each two stories that agree nearly enough to be one, those that agree most, by position.

    Args:
        stories: of the articles, as `group` has made them.
    """
    homes = {place: number for number, story in enumerate(stories) for place in story}
    places = {article.key: place for place, article in enumerate(articles) if article.keys}
    known = sorted((articles[place].day or 0, key) for key, place in places.items())
    order = [places[key] for _, key in known]
    vectors = lru_cache(maxsize=_AT_HAND)(lambda at: _Vectors.of(articles[order[at]]))
    best: dict[tuple[int, int], tuple[int, int, int]] = {}
    for at, others in _met([articles[place] for place in order]):
        for other in others:
            first, second = sorted((homes[order[at]], homes[order[other]]))
            if first == second:
                continue
            agreement = _agreement(vectors(at), vectors(other))
            if agreement >= NEAR * _FINENESS:
                best[first, second] = max(best.get((first, second), (0, 0, 0)), (agreement, -at, -other))
    strongest = sorted(best.values(), reverse=True)
    return [(order[-at], order[-other]) for _, at, other in strongest]


def near_to(key: str, index: GroupingIndex) -> list[str]:
    """The articles of the index that agree with one nearly enough to be of its story, that agrees most first."""
    words, buckets = _looked_up(key, index)
    found = _neighbours(key, words, buckets, index, least=NEAR)
    return sorted(found, key=lambda other: (-found[other], other))


def added(key: str, index: GroupingIndex) -> GroupingChange:
    """What changes by an article that the index has from now on: afterwards stories are as `group` makes them of all.

    An article whose key the index has already changes nothing, it is in the story of that key; one that is looked up by
    nothing (`StoryWords.keys`) is a story of its own and comes into no index.
    """
    words, buckets = _looked_up(key, index)
    now = {key: _neighbours(key, words, buckets, index)}
    for rival in _rivals(key, words.day, buckets):
        now[rival] = _neighbours(rival, *_looked_up(rival, index), index)
    return _change(now, index)


def removed(key: str, index: GroupingIndex) -> GroupingChange:
    """What changes when the last article of a key goes, which the index still has."""
    words, buckets = _looked_up(key, index)
    now: dict[str, dict[str, float]] = {key: {}}
    for rival in _rivals(key, words.day, buckets):
        its_words, its_buckets = _looked_up(rival, index)
        rest = [(word, day, [other for other in keys if other != key]) for word, day, keys in its_buckets]
        now[rival] = _neighbours(rival, its_words, rest, index)
    return _change(now, index, gone=key)


# Of two articles


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Words of an article at hand for comparing."""

    language: str
    day: int | None
    words: Mapping[str, int]
    words_length: float
    ties: Mapping[str, int]
    ties_length: float
    pairs: Set[int]
    names: Set[str]
    """Ties that are no numbers and tell something."""

    @classmethod
    def of(cls, article: StoryWords) -> _Vectors:
        return cls(
            language=article.language,
            day=article.day,
            words=dict(zip(article.words, article.weights, strict=True)),
            words_length=math.sqrt(sum(map(mul, article.weights, article.weights))) or 1.0,
            ties=dict(zip(article.ties, article.tie_weights, strict=True)),
            ties_length=math.sqrt(sum(map(mul, article.tie_weights, article.tie_weights))) or 1.0,
            pairs=frozenset(article.pairs),
            names=frozenset(
                tie
                for tie, weight in zip(article.ties, article.tie_weights, strict=True)
                if weight >= _TELLING and not tie[0].isdigit()
            ),
        )


def _agreement(first: _Vectors, second: _Vectors) -> int:
    """The affinity of two articles as a whole number."""
    nearness = 1.0
    if first.day is not None and second.day is not None:
        apart = abs(first.day - second.day)
        nearness = min(1.0, (WINDOW - apart) / (WINDOW - WEEK))
        if nearness <= 0:
            return 0
    if _are_two(first.language, second.language):
        if len(first.ties.keys() & second.ties.keys()) < _SHARED:
            return 0
        lengths = max(_FEW_TIES, first.ties_length) * max(_FEW_TIES, second.ties_length)
        shared = _product(first.ties, second.ties) / lengths
    else:
        shared = _product(first.words, second.words) / (first.words_length * second.words_length)
        if both := len(first.pairs & second.pairs):
            shared += math.sqrt(both / math.sqrt(len(first.pairs) * len(second.pairs)))
        shared /= 2
        if _of_others(first, second) or (not both and _of_one_place(first, second)):
            shared *= _OTHERS
    return round(_FINENESS * nearness * min(1.0, shared))


def _of_others(first: _Vectors, second: _Vectors) -> bool:
    """Whether the names are others throughout: three mayors who resign on one day are three stories."""
    fewer, more = sorted((len(first.names), len(second.names)))
    return fewer >= 1 and more >= 2 and first.names.isdisjoint(second.names)


def _of_one_place(first: _Vectors, second: _Vectors) -> bool:
    """Whether they share hardly more than one name: a ruling and a footballer's party in one town are two stories."""
    return len(first.names & second.names) <= 1 and len(first.words.keys() & second.words.keys()) <= _SHARED


def _product(first: Mapping[str, int], second: Mapping[str, int]) -> int:
    shared = first.keys() & second.keys()
    return sum(map(mul, map(first.__getitem__, shared), map(second.__getitem__, shared)))


# Of many


class Grouping:
    """The neighbours and the stories of many articles at once, by position.

    Args:
        articles: of which grouping knows something, each key once, in order of day (none first) and key.
    """

    def __init__(self, articles: Sequence[StoryWords]) -> None:
        self._articles = articles
        self._vectors = lru_cache(maxsize=_AT_HAND)(lambda at: _Vectors.of(articles[at]))
        self._firsts, self._seconds, self._agreements = array("L"), array("L"), array("L")
        for at, others in _met(articles):
            mine = self._vectors(at)
            for other in others:
                if (agreement := _agreement(mine, self._vectors(other))) >= _LEVELS[0] * _FINENESS:
                    self._firsts.append(other)
                    self._seconds.append(at)
                    self._agreements.append(agreement)

    def neighbours(self) -> Iterator[dict[int, float]]:
        """The neighbours of each article and their affinities."""
        edges_of: list[array[int]] = [array("L") for _ in range(len(self._articles))]
        for edge in range(len(self._firsts)):
            edges_of[self._firsts[edge]].append(edge)
            edges_of[self._seconds[edge]].append(edge)
        for at, edges in enumerate(edges_of):
            ends = (self._firsts[edge] + self._seconds[edge] - at for edge in edges)
            yield dict(zip(ends, (self._agreements[edge] / _FINENESS for edge in edges), strict=True))

    def stories(self) -> Iterator[list[int]]:
        """The stories that they make."""
        pending = [(0, list(range(len(self._articles))), list(range(len(self._firsts))))]
        while pending:
            level, members, edges = pending.pop()
            for part, its_edges in _components(members, edges, self._firsts, self._seconds):
                if len(part) <= LARGEST:
                    yield from ([part[at] for at in story] for story in _linked_anew([*map(self._vectors, part)]))
                elif level + 1 == len(_LEVELS):
                    yield part
                else:
                    least = _LEVELS[level + 1] * _FINENESS
                    pending.append((level + 1, part, [edge for edge in its_edges if self._agreements[edge] >= least]))


def _met(articles: Sequence[StoryWords]) -> Iterator[tuple[int, Sequence[int]]]:
    """Each article, and those before it with which it shares words enough to be compared."""
    undated: dict[str, list[int]] = {}
    days: deque[tuple[int, dict[str, list[int]]]] = deque()
    for day, today in groupby(range(len(articles)), key=lambda at: articles[at].day):
        here = list(today)
        found: dict[str, list[int]] = {}
        admitted: dict[int, list[str]] = defaultdict(list)
        for at in here:
            for word in articles[at].keys:
                crowd = found.setdefault(word, [])
                if len(crowd) < CROWD:
                    crowd.append(at)
                    admitted[at].append(word)
        if day is None:
            undated = found
        else:
            while days and days[0][0] <= day - WINDOW:
                days.popleft()
            days.append((day, found))
        near = [undated, *(found for _, found in days)]
        for at in here:
            by_words: Counter[int] = Counter()
            by_ties: Counter[int] = Counter()
            for word in admitted[at]:
                met = by_ties if _is_tie(word) else by_words
                for of_day in near:
                    if word in of_day:
                        met.update(of_day[word])
            language = articles[at].language
            others = {other for other, shared in by_words.items() if shared >= _SHARED}
            others |= {
                other
                for other, shared in by_ties.items()
                if shared >= _SHARED and _are_two(language, articles[other].language)
            }
            yield at, sorted(other for other in others if other < at)


def _are_two(language: str, other: str) -> bool:
    """Whether two articles are in two languages, as far as it is known."""
    return language != "" != other != language


def _is_tie(word: str) -> bool:
    return word.startswith("=")


def _components(
    members: Sequence[int], edges: Sequence[int], firsts: Sequence[int], seconds: Sequence[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Articles that hang together by edges, and the edges between them."""
    homes = {at: at for at in members}

    def home(at: int) -> int:
        while homes[at] != at:
            homes[at] = at = homes[homes[at]]
        return at

    for edge in edges:
        left, right = sorted((home(firsts[edge]), home(seconds[edge])))
        homes[right] = left
    parts: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for at in members:
        parts[home(at)][0].append(at)
    for edge in edges:
        parts[home(firsts[edge])][1].append(edge)
    yield from parts.values()


def _linked_anew(articles: Sequence[_Vectors]) -> Iterator[list[int]]:
    return _linked(len(articles), lambda one, other: _agreement(articles[one], articles[other]))


def _linked(size: int, agreement: Callable[[int, int], int]) -> Iterator[list[int]]:
    """The clusters of some articles by average linkage, by position: nearest neighbours in chains (Murtagh 1983).

    The articles stand in an order that is theirs and not of arrival; of equals the first is nearest.
    """
    totals = [[0] * size for _ in range(size)]
    for one, other in combinations(range(size), 2):
        totals[one][other] = totals[other][one] = agreement(one, other)
    clusters = {at: [at] for at in range(size)}
    least = THRESHOLD * _FINENESS
    path: list[int] = []
    done: list[list[int]] = []
    while clusters:
        if not path:
            path.append(next(iter(clusters)))
        last = path[-1]
        before = path[-2] if len(path) > 1 else None
        mine, weight = totals[last], len(clusters[last])
        best, nearest = -1.0, None
        for other, members in clusters.items():
            if other != last:
                mean = mine[other] / (weight * len(members))
                # the one that it was reached from wins among equals, or the chain would have no end
                if mean > best or (mean == best and other == before):
                    best, nearest = mean, other
        if nearest is None or best < least:
            done.append(sorted(clusters.pop(last)))
            path.pop()
        elif nearest == before:
            del path[-2:]
            clusters[nearest] += clusters.pop(last)
            for other in clusters:
                totals[nearest][other] += totals[last][other]
                totals[other][nearest] = totals[nearest][other]
        else:
            path.append(nearest)
    return iter(sorted(done))


# One more, one less

_Buckets = Sequence[tuple[str, int | None, Sequence[str]]]


def _looked_up(key: str, index: GroupingIndex) -> tuple[StoryWords, _Buckets]:
    """An article's words, and what is found by them."""
    words = index.words_by_key([key])[key]
    first, last = (words.day - WINDOW + 1, words.day + WINDOW - 1) if words.day is not None else (None, None)
    return words, list(index.articles_with(words.keys, first, last))


def _rivals(key: str, day: int | None, buckets: _Buckets) -> set[str]:
    """The articles that a word no longer finds because this one takes their place among those it finds."""
    return {keys[CROWD] for _, of_day, keys in buckets if of_day == day and len(keys) > CROWD and key in keys[:CROWD]}


def _neighbours(
    key: str, words: StoryWords, buckets: _Buckets, index: GroupingIndex, least: float = _LEVELS[0]
) -> dict[str, float]:
    """Who agrees with an article."""
    admitted = {word for word, day, keys in buckets if day == words.day and key in keys[:CROWD]}
    found = [(word, keys[:CROWD]) for word, _, keys in buckets if word in admitted]
    by_words = Counter(chain.from_iterable(keys for word, keys in found if not _is_tie(word)))
    by_ties = Counter(chain.from_iterable(keys for word, keys in found if _is_tie(word)))
    met = {other for other, shared in by_words.items() if shared >= _SHARED}
    met |= {
        other
        for other, shared in by_ties.items()
        if shared >= _SHARED and _are_two(words.language, other.partition("-")[0])
    }
    others = index.words_by_key(met - {key})
    vectors = _Vectors.of(words)
    agreements = ((other, _agreement(vectors, _Vectors.of(its))) for other, its in others.items())
    return {other: agreement / _FINENESS for other, agreement in agreements if agreement >= least * _FINENESS}


def _change(now: Mapping[str, Mapping[str, float]], index: GroupingIndex, gone: str | None = None) -> GroupingChange:
    """What it changes that articles have these neighbours now."""
    before = index.neighbours(now.keys())
    neighbours: dict[tuple[str, str], float] = {}
    strangers: set[tuple[str, str]] = set()
    for key, others in now.items():
        was = before.get(key, {})
        neighbours |= {_pair(key, other): others[other] for other in others.keys() - was.keys()}
        strangers |= {_pair(key, other) for other in was.keys() - others.keys()}
    old = _Graph(index, {}, set())
    new = _Graph(index, neighbours, strangers)
    ends = {*now, *chain.from_iterable(neighbours), *chain.from_iterable(strangers)}
    touched = ends.union(*(old.piece(end) for end in ends)) - {gone}
    stories: list[tuple[str, ...]] = []
    done: set[str] = set()
    for key in sorted(touched.union(*(new.piece(end) for end in ends if end != gone))):
        if key not in done:
            piece = sorted(new.piece(key))
            done.update(piece)
            stories += _clustered(piece, index, new)
    return GroupingChange(
        neighbours=tuple((*pair, value) for pair, value in sorted(neighbours.items())),
        strangers=tuple(sorted(strangers)),
        stories=tuple(sorted(stories)),
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _clustered(piece: Sequence[str], index: GroupingIndex, graph: _Graph) -> Iterator[tuple[str, ...]]:
    if len(piece) > LARGEST:
        return iter([tuple(piece)])
    words = index.words_by_key(piece)
    order = sorted(piece, key=lambda key: (words[key].day or 0, key))
    near = [graph.neighbours(key) for key in order]

    @cache
    def vectors(at: int) -> _Vectors:
        return _Vectors.of(words[order[at]])

    def agreement(one: int, other: int) -> int:
        known = near[one].get(order[other])  # most of what hangs together are neighbours, and compared already
        return _agreement(vectors(one), vectors(other)) if known is None else round(known * _FINENESS)

    return (tuple(sorted(order[at] for at in story)) for story in _linked(len(order), agreement))


class _Graph:
    """Neighbours as the index has them, but for what changes."""

    def __init__(
        self, index: GroupingIndex, more: Mapping[tuple[str, str], float], fewer: Collection[tuple[str, str]]
    ) -> None:
        self._index = index
        self._more: dict[str, dict[str, float]] = defaultdict(dict)
        for (one, other), value in more.items():
            self._more[one][other] = self._more[other][one] = value
        self._fewer: dict[str, set[str]] = defaultdict(set)
        for one, other in fewer:
            self._fewer[one].add(other)
            self._fewer[other].add(one)
        self._known: dict[str, Mapping[str, float]] = {}
        self._pieces: dict[str, Set[str]] = {}

    def piece(self, key: str) -> Set[str]:
        """What hangs together with an article: as much as neighbours must agree for it to be no more than `LARGEST`."""
        if key not in self._pieces:
            for level in _LEVELS:
                found = self._within(key, level, LARGEST)
                if found is not None:
                    break
            else:
                found = self._within(key, _LEVELS[-1], None) or set()
            self._pieces.update(dict.fromkeys(found, found))
        return self._pieces[key]

    def neighbours(self, key: str) -> Mapping[str, float]:
        """The neighbours of an article, and how much they agree with it."""
        self._learn({key})
        return self._known[key]

    def _within(self, key: str, level: float, most: int | None) -> set[str] | None:
        """What hangs together with an article by neighbours that agree so much; None when it is more than asked for."""
        found = border = {key}
        while border:
            self._learn(border)
            border = {other for at in border for other, value in self._known[at].items() if value >= level} - found
            found = found | border
            if most is not None and len(found) > most:
                return None
        return found

    def _learn(self, keys: Set[str]) -> None:
        unknown = [key for key in keys if key not in self._known]
        kept = self._index.neighbours(unknown) if unknown else {}
        for key in unknown:
            fewer = self._fewer.get(key, ())
            rest = {other: value for other, value in kept.get(key, {}).items() if other not in fewer}
            self._known[key] = rest | self._more.get(key, {})
