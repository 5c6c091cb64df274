"""The index by which articles of one story find each other, and what an article that comes or goes changes in it."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from sqlalchemy import Connection, delete, insert, select

from summarizer.schema import Article
from summarizer.store.tables import articles, neighbours, story_words, word_index
from summarizer.stories import grouping
from summarizer.text.story_words import StoryWords
from summarizer.text.story_words import story_words as words_of_text

_MANY = 20_000
"""Entries that are read at once; where there are more, the first ones of each word and day are read apart."""
_AT_ONCE = 500


def place(
    connection: Connection, number: int, article: Article, added: dt.date, names: Iterable[str] = ()
) -> list[set[int]]:
    """Takes an article into the index.

    Args:
        added: the day on which it was taken in, which stands for a day of publication that is not known: without one
            it would be compared with all there is.
        names: what it names as the desk's language has them, once they have been read out of it.

    Returns:
        The articles of each cluster that it may have changed.
    """
    words = words_of_text(
        article.text,
        title=article.title,
        language=article.language,
        day=article.published_day or added,
        extra_words=names,
    )
    if not words.keys:
        _set_key(connection, number, None)
        return [{number}]
    is_known = connection.scalar(select(story_words.c.key).where(story_words.c.key == words.key)) is not None
    _set_key(connection, number, words.key)
    if is_known:
        cluster = connection.scalar(
            select(articles.c.cluster).where(
                articles.c.words == words.key, articles.c.number != number, articles.c.cluster.is_not(None)
            )
        )
        return [{number, *connection.scalars(select(articles.c.number).where(articles.c.cluster == cluster))}]
    connection.execute(insert(story_words).values(key=words.key, words=words.dump()))
    rows = [{"word": word, "day": words.day, "key": words.key} for word in set(words.keys)]
    connection.execute(insert(word_index), rows)
    index = StoreIndex(connection)
    change = grouping.added(words.key, index)
    _apply(connection, change, index)
    return _clusters(connection, change)


def take_away(connection: Connection, number: int) -> list[set[int]]:
    """Takes an article out of the index; returns the articles of each cluster that this may have changed."""
    key = connection.scalar(select(articles.c.words).where(articles.c.number == number))
    cluster = connection.scalar(select(articles.c.cluster).where(articles.c.number == number))
    _set_key(connection, number, None)
    if key is None:
        return []
    if connection.scalar(select(articles.c.number).where(articles.c.words == key).limit(1)) is not None:
        rest = set(connection.scalars(select(articles.c.number).where(articles.c.cluster == cluster))) - {number}
        return [rest] if rest else []
    index = StoreIndex(connection)
    change = grouping.removed(key, index)
    _apply(connection, change, index)
    connection.execute(delete(neighbours).where(neighbours.c.key == key))
    connection.execute(delete(word_index).where(word_index.c.key == key, word_index.c.word.in_(_keys(connection, key))))
    connection.execute(delete(story_words).where(story_words.c.key == key))
    return _clusters(connection, change)


def clear(connection: Connection) -> None:
    """Empties the index."""
    for table in (neighbours, word_index, story_words):
        connection.execute(delete(table))
    connection.execute(articles.update().values(words=None))


class StoreIndex:
    """The index as grouping asks for it: a `GroupingIndex`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._words: dict[str, StoryWords] = {}
        self._neighbours: dict[str, dict[str, float]] = {}

    def articles_with(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterable[tuple[str, int | None, Sequence[str]]]:
        """As `GroupingIndex.articles_with`."""
        asked = select(word_index.c.word, word_index.c.day, word_index.c.key).where(word_index.c.word.in_(list(words)))
        if first_day is not None:
            asked = asked.where(word_index.c.day.between(first_day, last_day))
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        rows = self._connection.execute(asked.limit(_MANY + 1)).all()
        if len(rows) > _MANY:
            yield from self._first_ones(words, first_day, last_day)
            return
        for word, day, key in rows:
            found[word, day].append(key)
        for (word, day), keys in found.items():
            yield word, day, sorted(keys)[: grouping.CROWD + 1]

    def words_by_key(self, keys: Collection[str]) -> Mapping[str, StoryWords]:
        """As `GroupingIndex.words_by_key`."""
        for some in _portions([key for key in keys if key not in self._words]):
            rows = self._connection.execute(select(story_words).where(story_words.c.key.in_(some)))
            self._words.update((key, StoryWords.load(line)) for key, line in rows)
        return {key: self._words[key] for key in keys}

    def neighbours(self, keys: Collection[str]) -> Mapping[str, Mapping[str, float]]:
        """As `GroupingIndex.neighbours`."""
        unknown = [key for key in keys if key not in self._neighbours]
        self._neighbours.update((key, {}) for key in unknown)
        for some in _portions(unknown):
            rows = self._connection.execute(select(neighbours).where(neighbours.c.key.in_(some))).all()
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


def _apply(connection: Connection, change: grouping.GroupingChange, index: StoreIndex) -> None:
    ends = {key for one, other, _ in change.neighbours for key in (one, other)}
    ends |= {key for pair in change.strangers for key in pair}
    near = {key: dict(others) for key, others in index.neighbours(ends).items()}
    for one, other in change.strangers:
        near[one].pop(other, None)
        near[other].pop(one, None)
    for one, other, affinity in change.neighbours:
        near[one][other] = near[other][one] = affinity
    for some in _portions(sorted(ends)):
        connection.execute(delete(neighbours).where(neighbours.c.key.in_(some)))
        rows = [{"key": key, "others": json.dumps(near[key])} for key in some if near[key]]
        if rows:
            connection.execute(insert(neighbours), rows)


def _clusters(connection: Connection, change: grouping.GroupingChange) -> list[set[int]]:
    """The clusters of a change as numbers of articles."""
    keys = [key for story in change.stories for key in story]
    numbers: dict[str, list[int]] = defaultdict(list)
    for some in _portions(keys):
        rows = connection.execute(select(articles.c.words, articles.c.number).where(articles.c.words.in_(some)))
        for key, number in rows:
            numbers[key].append(number)
    return [{number for key in story for number in numbers[key]} for story in change.stories]


def _keys(connection: Connection, key: str) -> Set[str]:
    line = connection.scalar(select(story_words.c.words).where(story_words.c.key == key))
    return set(StoryWords.load(line).keys) if line else set()


def _set_key(connection: Connection, number: int, key: str | None) -> None:
    connection.execute(articles.update().where(articles.c.number == number).values(words=key))


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))
