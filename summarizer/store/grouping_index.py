"""The index by which articles of one story find each other, and what an article that comes or goes changes in it."""

from __future__ import annotations

import datetime as dt
import json
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from summarizer.schema import Article
from summarizer.store.tables import articles, neighbours, story_words, word_index
from summarizer.stories import grouping
from summarizer.text.story_words import StoryWords
from summarizer.text.story_words import story_words as words_of_text

_MANY = 20_000
"""Entries that are read at once; where there are more, the first ones of each word and day are read apart."""
_AT_ONCE = 500
_AT_HAND = 50_000
"""Articles whose words are at hand while all are grouped."""
_Part = TypeVar("_Part")

# Built once: an article goes through some twenty statements, and building one takes longer than running it.
_LINES = select(story_words.c.key, story_words.c.words).where(story_words.c.key.in_(bindparam("keys", expanding=True)))
_OTHERS = select(neighbours).where(neighbours.c.key.in_(bindparam("keys", expanding=True)))
_NUMBERS = select(articles.c.words, articles.c.number).where(articles.c.words.in_(bindparam("keys", expanding=True)))
_SET_KEY = update(articles).where(articles.c.number == bindparam("at")).values(words=bindparam("key"))
_ADD_WORDS = insert(story_words)
_ADD_ENTRIES = insert(word_index)
_FOUND = select(word_index.c.word, word_index.c.day, word_index.c.key).where(
    word_index.c.word.in_(bindparam("words", expanding=True))
)
_FOUND_NEAR = _FOUND.where(word_index.c.day.between(bindparam("first"), bindparam("last"))).limit(_MANY + 1)
_FOUND_EVER = _FOUND.limit(_MANY + 1)
_ADD_NEIGHBOURS = text(
    "INSERT INTO neighbours (key, others) VALUES (:key, '{' || :more || '}') ON CONFLICT (key) DO UPDATE "
    "SET others = substr(neighbours.others, 1, length(neighbours.others) - 1) || ', ' || :more || '}'"
)


def place(
    connection: Connection, number: int, article: Article, day: dt.date, names: Iterable[str] = ()
) -> list[set[int]]:
    """Takes an article into the index.

    Args:
        day: of publication; where that is not known, the day on which it was taken in: without one it would be compared
            with all there is.
        names: what it names as the desk's language has them, once they have been read out of it.

    Returns:
        The articles of each cluster that it may have changed.
    """
    words = _words(article, day, names)
    if not words.keys:
        _set_key(connection, number, None)
        return [{number}]
    is_known = bool(connection.execute(_LINES, {"keys": [words.key]}).all())
    _set_key(connection, number, words.key)
    if is_known:
        cluster = connection.scalar(
            select(articles.c.cluster).where(
                articles.c.words == words.key, articles.c.number != number, articles.c.cluster.is_not(None)
            )
        )
        return [{number, *connection.scalars(select(articles.c.number).where(articles.c.cluster == cluster))}]
    _add_words(connection, [words])
    index = StoreIndex(connection, words)
    change = grouping.added(words.key, index)
    _apply(connection, change, index)
    return _clusters(connection, change)


def build(connection: Connection, given: Iterable[tuple[int, Article, dt.date, Iterable[str]]]) -> Iterator[set[int]]:
    """Takes articles into an empty index all at once, which makes the same of them as `place` of one after another.

    Args:
        given: of each article its number, itself, its day and names, as for `place`.

    Returns:
        The clusters that they make.
    """
    numbers: dict[str, list[int]] = defaultdict(list)
    days: dict[str, int] = {}
    for some in _batched(given):
        fresh: dict[str, StoryWords] = {}
        keys: list[dict[str, object]] = []
        for number, article, day, names in some:
            words = _words(article, day, names)
            if not words.keys:
                yield {number}
                continue
            keys.append({"at": number, "key": words.key})
            numbers[words.key].append(number)
            if words.key not in days:
                days[words.key], fresh[words.key] = words.day or 0, words
        if keys:
            connection.execute(_SET_KEY, keys)
        if fresh:
            _add_words(connection, fresh.values())
    order = sorted(days, key=lambda key: (days[key], key))
    found = grouping.Grouping(_InOrder(connection, order))
    for near in _batched((key, its) for key, its in zip(order, found.neighbours(), strict=True) if its):
        named = ((key, {order[other]: value for other, value in its.items()}) for key, its in near)
        connection.execute(insert(neighbours), [{"key": key, "others": json.dumps(its)} for key, its in named])
    yield from ({number for at in story for number in numbers[order[at]]} for story in found.stories())


def take_away(connection: Connection, number: int) -> list[set[int]]:
    """Takes an article out of the index; returns the articles of each cluster that this may have changed."""
    key, cluster = connection.execute(
        select(articles.c.words, articles.c.cluster).where(articles.c.number == number)
    ).one()
    _set_key(connection, number, None)
    if key is None:
        return []
    if connection.scalar(select(articles.c.number).where(articles.c.words == key).limit(1)) is not None:
        rest = set(connection.scalars(select(articles.c.number).where(articles.c.cluster == cluster))) - {number}
        return [rest] if rest else []
    index = StoreIndex(connection)
    change = grouping.removed(key, index)
    _apply(connection, change, index)
    words = set(index.words_by_key([key])[key].keys)
    connection.execute(delete(neighbours).where(neighbours.c.key == key))
    connection.execute(delete(word_index).where(word_index.c.key == key, word_index.c.word.in_(words)))
    connection.execute(delete(story_words).where(story_words.c.key == key))
    return _clusters(connection, change)


def near(connection: Connection, number: int) -> list[int]:
    """Of other groups that may be of an article's story, the article nearest to it by its words; the nearest first."""
    a = articles.c
    key, own = connection.execute(select(a.words, a.group_number).where(a.number == number)).one()
    if key is None:
        return []
    keys = grouping.near_to(key, StoreIndex(connection))
    found: dict[str, tuple[int, int]] = {}
    for some in _batched(keys):
        asked = select(a.words, a.number, a.group_number).where(a.words.in_(some), a.group_number.is_not(None))
        found.update((row[0], (row[1], row[2])) for row in connection.execute(asked.order_by(a.number.desc())))
    first = {group: at for at, group in (found[key] for key in reversed(keys) if key in found) if group != own}
    return [at for at, group in (found[key] for key in keys if key in found) if first.get(group) == at]


def clear(connection: Connection) -> None:
    """Empties the index."""
    for table in (neighbours, word_index, story_words):
        connection.execute(delete(table))
    connection.execute(articles.update().values(words=None))


class StoreIndex:
    """The index as grouping asks for it: a `GroupingIndex`.

    Args:
        known: words that need not be read out of the database.
    """

    def __init__(self, connection: Connection, *known: StoryWords) -> None:
        self._connection = connection
        self._words = {one.key: one for one in known}
        self._neighbours: dict[str, dict[str, float]] = {}

    def articles_with(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterable[tuple[str, int | None, Sequence[str]]]:
        """As `GroupingIndex.articles_with`."""
        asked = _FOUND_EVER if first_day is None else _FOUND_NEAR
        days = {} if first_day is None else {"first": first_day, "last": last_day}
        rows = self._connection.execute(asked, {"words": list(words), **days}).all()
        if len(rows) > _MANY:
            return self._first_ones(words, first_day, last_day)
        found: dict[tuple[str, int], list[str]] = {}
        for word, day, key in rows:
            if (word, day) in found:
                found[word, day].append(key)
            else:
                found[word, day] = [key]
        return ((word, day, sorted(keys)[: grouping.CROWD + 1]) for (word, day), keys in found.items())

    def words_by_key(self, keys: Collection[str]) -> Mapping[str, StoryWords]:
        """As `GroupingIndex.words_by_key`."""
        for some in _batched(key for key in keys if key not in self._words):
            rows = self._connection.execute(_LINES, {"keys": some})
            self._words.update((key, StoryWords.load(line)) for key, line in rows)
        return {key: self._words[key] for key in keys}

    def neighbours(self, keys: Collection[str]) -> Mapping[str, Mapping[str, float]]:
        """As `GroupingIndex.neighbours`."""
        for some in _batched(key for key in keys if key not in self._neighbours):
            self._neighbours.update((key, {}) for key in some)
            rows = self._connection.execute(_OTHERS, {"keys": some}).all()
            self._neighbours.update((key, json.loads(others)) for key, others in rows)
        return {key: self._neighbours[key] for key in keys}

    def _first_ones(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterator[tuple[str, int | None, Sequence[str]]]:
        for word in words:
            days = select(word_index.c.day).where(word_index.c.word == word).distinct()
            if first_day is not None:
                days = days.where(word_index.c.day.between(first_day, last_day))
            for day in self._connection.scalars(days).all():
                keys = (
                    select(word_index.c.key)
                    .where(word_index.c.word == word, word_index.c.day == day)
                    .order_by(word_index.c.key)
                    .limit(grouping.CROWD + 1)
                )
                yield word, day, list(self._connection.scalars(keys))


class _InOrder(Sequence[StoryWords]):
    """The words of articles in an order, read out of the database when they are asked for."""

    def __init__(self, connection: Connection, keys: Sequence[str]) -> None:
        self._connection, self._keys = connection, keys
        self._at_hand: OrderedDict[int, StoryWords] = OrderedDict()
        self._read = 0
        """How far they were read from the first one on."""

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, at: int) -> StoryWords:  # type: ignore[override]
        if not 0 <= at < len(self._keys):
            raise IndexError(at)
        if at not in self._at_hand:
            self._load(range(at, min(at + _AT_ONCE, len(self._keys))) if at >= self._read else range(at, at + 1))
        return self._at_hand[at]

    def _load(self, places: range) -> None:
        wanted = {self._keys[at]: at for at in places}
        for key, line in self._connection.execute(_LINES, {"keys": list(wanted)}):
            self._at_hand[wanted[key]] = StoryWords.load(line)
        self._read = max(self._read, places.stop)
        while len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)


def _words(article: Article, day: dt.date, names: Iterable[str]) -> StoryWords:
    return words_of_text(
        article.text,
        title=article.title,
        language=article.language,
        day=day,
        extra_words=names,
    )


def _add_words(connection: Connection, known: Collection[StoryWords]) -> None:
    connection.execute(_ADD_WORDS, [{"key": one.key, "words": one.dump()} for one in known])
    rows = ({"word": word, "day": one.day, "key": one.key} for one in known for word in sorted(set(one.keys)))
    connection.execute(_ADD_ENTRIES, list(rows))


def _apply(connection: Connection, change: grouping.GroupingChange, index: StoreIndex) -> None:
    if change.strangers:
        _rewrite(connection, change, index)
        return
    more: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other, affinity in change.neighbours:
        more[one][other] = more[other][one] = affinity
    if more:
        rows = [{"key": key, "more": json.dumps(others)[1:-1]} for key, others in sorted(more.items())]
        connection.execute(_ADD_NEIGHBOURS, rows)


def _rewrite(connection: Connection, change: grouping.GroupingChange, index: StoreIndex) -> None:
    ends = {key for one, other, _ in change.neighbours for key in (one, other)}
    ends |= {key for pair in change.strangers for key in pair}
    near = {key: dict(others) for key, others in index.neighbours(ends).items()}
    for one, other in change.strangers:
        near[one].pop(other, None)
        near[other].pop(one, None)
    for one, other, affinity in change.neighbours:
        near[one][other] = near[other][one] = affinity
    for some in _batched(sorted(ends)):
        connection.execute(delete(neighbours).where(neighbours.c.key.in_(some)))
        rows = [{"key": key, "others": json.dumps(near[key])} for key in some if near[key]]
        if rows:
            connection.execute(insert(neighbours), rows)


def _clusters(connection: Connection, change: grouping.GroupingChange) -> list[set[int]]:
    """The clusters of a change as numbers of articles."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for some in _batched(key for story in change.stories for key in story):
        for key, number in connection.execute(_NUMBERS, {"keys": some}):
            numbers[key].append(number)
    return [{number for key in story for number in numbers[key]} for story in change.stories]


def _set_key(connection: Connection, number: int, key: str | None) -> None:
    connection.execute(_SET_KEY, {"at": number, "key": key})


def _batched(of: Iterable[_Part]) -> Iterator[list[_Part]]:
    rest = iter(of)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
