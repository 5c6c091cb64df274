"""Stories in a store: each reading of one is a revision, with what it brought that is new."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from summarizer.errors import MissingError, UsageError
from summarizer.schema import ArticleReading, Story
from summarizer.store import article_records
from summarizer.store import edits as by_hand
from summarizer.store.article_records import ReadingKey
from summarizer.store.changes import Change, changes
from summarizer.store.tables import add_row, anchors, articles, edits, groups, members, revisions, stories

Why = Literal["read", "edited", "forgotten", "joined", "emptied"]

_CHANGES = TypeAdapter(tuple[Change, ...])
_DETAILS: TypeAdapter[by_hand.Details] = TypeAdapter(by_hand.Details)
_ENOUGH = 4
"""Characters by which a story is found: its id may be given by its beginning."""
_IN_REGROUPING = ("join", "take_out")
_AT_ONCE = 500  # values in one statement: databases have limits
_Part = TypeVar("_Part", int, str)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list.

    Attributes:
        latest: the number of its newest revision over all stories.
    """

    id: str
    headline: str
    articles: int
    first_day: int | None
    last_day: int | None
    revision: int
    latest: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A story at a time.

    Attributes:
        number: counts over all stories, so that “everything since” is a number.
        revision: counts within the story.
        has_story: false for one that was forgotten, or whose story is empty.
    """

    number: int
    story: str
    revision: int
    at: float
    why: Why
    headline: str
    changes: tuple[Change, ...]
    has_story: bool


class Readings:
    """What articles say, each loaded once."""

    def __init__(self, connection: Connection, known: Mapping[ReadingKey, ArticleReading] | None = None) -> None:
        self._connection = connection
        self._known = dict(known or {})

    def get(self, key: ReadingKey) -> ArticleReading:
        """One of them.

        Raises:
            MissingError: it has been forgotten.
        """
        if key not in self._known:
            self._known[key] = article_records.load_summary(self._connection, key).reading
        return self._known[key]


@dataclass(frozen=True, slots=True)
class _Body:
    """A story as it is kept: without what its articles say, which is kept with them, but with the keys of that."""

    keys: tuple[ReadingKey, ...]
    story: str

    @classmethod
    def of(cls, story: Story, keys: Mapping[str, ReadingKey]) -> _Body:
        without = story.model_copy(update={"articles": ()})
        return cls(tuple(keys[one.article.id] for one in story.articles), without.model_dump_json())

    @classmethod
    def parse(cls, packed: str) -> _Body:
        keys, _, story = packed.partition("\n")
        return cls(tuple(ReadingKey(*one) for one in json.loads(keys)), story)

    def packed(self) -> str:
        return json.dumps([(one.article, one.version, one.key) for one in self.keys]) + f"\n{self.story}"

    def load(self, readings: Readings) -> Story:
        articles_ = tuple(readings.get(key) for key in self.keys)
        return Story.model_validate_json(self.story).model_copy(update={"articles": articles_})


def load(connection: Connection, id_: str, revision: int | None = None) -> Story:
    """A story as it is shown: now, or in an earlier revision. A story that was taken in by another is that other.

    Raises:
        MissingError: there is none, or it is empty.
    """
    id_ = find(connection, id_)
    number = revision or select(stories.c.revision).where(stories.c.id == id_).scalar_subquery()
    row = connection.execute(
        select(revisions.c.body).where(revisions.c.story == id_, revisions.c.revision == number)
    ).one_or_none()
    if row is None:
        raise MissingError(f"The story {id_} has no revision {revision}.", "`summarizer story ID` shows the latest.")
    if row.body is None:
        raise MissingError(
            f"The story {id_} is empty in this revision: an article was forgotten.",
            "`summarizer add` without paths reads again what is left of it.",
        )
    return _Body.parse(row.body).load(Readings(connection))


def find(connection: Connection, id_: str) -> str:
    """The id of the story that has this id now, or an id that begins so.

    Raises:
        MissingError: there is none.
        UsageError: there are several.
    """
    found = set(connection.scalars(select(stories.c.id).where(stories.c.id == id_)))
    if not found and len(id_) >= _ENOUGH:
        found = set(connection.scalars(select(stories.c.id).where(stories.c.id.startswith(id_, autoescape=True))))
    if not found and len(id_) < _ENOUGH:
        raise MissingError(
            f"There is no story “{id_}” in the store.",
            f"Give at least {_ENOUGH} characters of its id; `summarizer stories` lists them.",
        )
    if len(found) > 1:
        raise UsageError(f"Several stories have an id that begins with {id_}.", "Give more of it.")
    if not found:
        raise MissingError(f"There is no story {id_} in the store.", "`summarizer stories` lists them.")
    id_ = found.pop()
    seen = {id_}
    while became := connection.scalar(select(stories.c.became).where(stories.c.id == id_)):
        if became in seen:
            break
        seen.add(became)
        id_ = became
    return id_


def list_stories(
    connection: Connection, *, after: int | None = None, limit: int | None = None, ids: Sequence[str] | None = None
) -> list[StoryLine]:
    """The stories that there are, what changed last first.

    Args:
        after: of a longer list, those that changed before this revision: `latest` of the last one of the page before.
        limit: at most so many.
        ids: only these.
    """
    asked = select(stories).where(stories.c.articles > 0, stories.c.became.is_(None)).order_by(stories.c.latest.desc())
    if after is not None:
        asked = asked.where(stories.c.latest < after)
    if ids is not None:
        asked = asked.where(stories.c.id.in_(ids))
    if limit is not None:
        asked = asked.limit(limit)
    return [
        StoryLine(row.id, row.headline, row.articles, row.first_day, row.last_day, row.revision, row.latest)
        for row in connection.execute(asked)
    ]


def list_revisions(
    connection: Connection, *, since: int = 0, story: str | None = None, limit: int | None = None
) -> list[Revision]:
    """Revisions in the order in which they came, those after the number `since`."""
    asked = select(revisions).where(revisions.c.number > since).order_by(revisions.c.number)
    if story is not None:
        asked = asked.where(revisions.c.story == story)
    if limit is not None:
        asked = asked.limit(limit)
    return [
        Revision(
            number=row.number,
            story=row.story,
            revision=row.revision,
            at=row.at,
            why=row.why,
            headline=row.headline,
            changes=_CHANGES.validate_json(row.changes),
            has_story=row.body is not None,
        )
        for row in connection.execute(asked)
    ]


def earlier(connection: Connection, group: int, readings: Readings) -> list[Story]:
    """The stories of a group as they were read last, without edits."""
    asked = (
        select(stories.c.as_read)
        .where(stories.c.group_number == group, stories.c.as_read.is_not(None), stories.c.became.is_(None))
        .order_by(stories.c.id)
    )
    return [_Body.parse(packed).load(readings) for packed in connection.scalars(asked).all()]


def keep(
    connection: Connection,
    group: int,
    changed: int,
    read: Sequence[Story],
    keys: Mapping[str, ReadingKey],
    readings: Readings,
) -> list[Revision]:
    """Keeps what a group was read as.

    Args:
        changed: the group's `changed` when it was read: if it is higher by now, it stays due.
        read: its stories, none when it has no articles any more.
        keys: by id of an article, which reading of it was used.

    Returns:
        The revisions that came of it.
    """
    before = {row.id: row for row in connection.execute(select(stories).where(stories.c.group_number == group))}
    lost = [row for row in before.values() if row.as_read is None and row.became is None]
    made: list[Revision] = []
    kept = set()
    for one in read:
        story = _named(connection, one, group, keys, lost)
        kept.add(story.id)
        revision = _keep(connection, group, story, keys, "read", readings)
        made += [revision] if revision else []
    for id_, row in before.items():
        if id_ in kept or row.became is not None:
            continue
        heir = next((story.id for story in read if id_ in story.formerly), None)
        if heir or row.articles:
            made.append(_end(connection, id_, heir))
    left = connection.scalar(select(func.count()).where(articles.c.group_number == group))
    if not read and not left:
        connection.execute(update(stories).where(stories.c.group_number == group).values(group_number=None))
        connection.execute(delete(groups).where(groups.c.number == group))
    else:
        connection.execute(
            update(groups)
            .where(groups.c.number == group)
            .values(read=changed, due=groups.c.changed > changed, worker=None)
        )
    return made


def keep_all(connection: Connection, told: Sequence[Story]) -> None:
    """Keeps the stories that all articles make, as a batch tells them; each is a group of its own.

    Args:
        told: each read when it is asked for, twice in all; its articles and their readings are in the store.
    """
    heirs = {name: one.id for one in told for name in (one.id, *one.formerly)}
    known = connection.execute(select(stories.c.id, stories.c.group_number, stories.c.articles, stories.c.became)).all()
    group_of = {row.id: row.group_number for row in known if heirs.get(row.id) == row.id}
    connection.execute(update(stories).values(group_number=None))
    connection.execute(update(articles).values(group_number=None))
    used: set[int] = set()
    for story in told:
        keys = _keys(connection, [one.article.id for one in story.articles])
        numbers = sorted(key.article for key in keys.values())
        group = group_of.get(story.id)
        if group is None or group in used:
            group = add_row(connection, groups, founder=numbers[0], changed=0, read=0, due=False)
        used.add(group)
        for some in _portions(numbers):
            connection.execute(update(articles).where(articles.c.number.in_(some)).values(group_number=group))
        readings = {keys[one.article.id]: one for one in story.articles}
        _keep(connection, group, story, keys, "read", Readings(connection, readings))
        connection.execute(
            update(groups)
            .where(groups.c.number == group)
            .values(founder=numbers[0], read=groups.c.changed, due=False, worker=None)
        )
    for row in known:
        if heirs.get(row.id) != row.id and row.became is None and row.articles:
            _end(connection, row.id, heirs.get(row.id))
    connection.execute(
        delete(groups).where(
            groups.c.number.not_in(select(articles.c.group_number).where(articles.c.group_number.is_not(None)))
        )
    )


def _keys(connection: Connection, ids: Sequence[str]) -> dict[str, ReadingKey]:
    """The readings that count, by id of the article."""
    number_of: dict[str, int] = {}
    for some in _portions(ids):
        found = connection.execute(select(articles.c.id, articles.c.number).where(articles.c.id.in_(some)))
        number_of.update((row[0], row[1]) for row in found)
    key_of: dict[int, ReadingKey] = {}
    for numbers in _portions(sorted(number_of.values())):
        key_of.update((key.article, key) for key in article_records.latest_keys(connection, numbers))
    return {id_: key_of[number_of[id_]] for id_ in ids}


def _portions(of: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    return (of[at : at + _AT_ONCE] for at in range(0, len(of), _AT_ONCE))


def list_as_read(connection: Connection) -> list[str]:
    """Ids of the stories that were read, in order."""
    asked = select(stories.c.id).where(stories.c.as_read.is_not(None), stories.c.became.is_(None))
    return list(connection.scalars(asked.order_by(stories.c.id)))


def load_as_read(connection: Connection, id_: str) -> Story:
    """A story as it was read last, without edits."""
    packed = connection.scalar(select(stories.c.as_read).where(stories.c.id == id_))
    assert packed is not None
    return _Body.parse(packed).load(Readings(connection))


def redo_edits(connection: Connection, id_: str) -> Revision | None:
    """Lays the edits in force over a story anew; none when that changes nothing."""
    row = connection.execute(select(stories).where(stories.c.id == id_)).one()
    if row.as_read is None:
        return None
    body = _Body.parse(row.as_read)
    readings = Readings(connection)
    story = body.load(readings)
    keys = {one.article.id: key for one, key in zip(story.articles, body.keys, strict=True)}
    return _keep(connection, row.group_number, story, keys, "edited", readings)


def empty(connection: Connection, number: int) -> list[Revision]:
    """Empties the stories that an article stands in, now and in the past, of all that may have been taken from it."""
    made = []
    told = connection.execute(select(members.c.story, members.c.current).where(members.c.article == number)).all()
    for id_, current in told:
        rows = select(revisions.c.number, revisions.c.body).where(
            revisions.c.story == id_, revisions.c.body.is_not(None)
        )
        for row in connection.execute(rows).all():
            if any(key.article == number for key in _Body.parse(row.body).keys):
                connection.execute(
                    update(revisions)
                    .where(revisions.c.number == row.number)
                    .values(body=None, headline="", changes="[]")
                )
        if current:
            connection.execute(update(stories).where(stories.c.id == id_).values(as_read=None, headline=""))
            made.append(_revise(connection, id_, "forgotten", None, ()))
        else:
            as_read = connection.scalar(select(stories.c.as_read).where(stories.c.id == id_))
            if as_read and any(key.article == number for key in _Body.parse(as_read).keys):
                connection.execute(update(stories).where(stories.c.id == id_).values(as_read=None, headline=""))
    connection.execute(delete(members).where(members.c.article == number))
    _forget_edits(connection, number)
    return made


def edits_of(connection: Connection, story: str | None = None, *, undone: bool = True) -> list[by_hand.Edit]:
    """The edits that were made, of all stories or of one and those that it took in."""
    asked = select(edits).order_by(edits.c.number)
    if story is not None:
        ids = {story, *connection.scalars(select(stories.c.id).where(stories.c.became == story))}
        asked = asked.where(edits.c.story.in_(ids))
    if not undone:
        asked = asked.where(edits.c.undone_at.is_(None))
    return [_edit(row) for row in connection.execute(asked)]


def _edit(row: Any) -> by_hand.Edit:
    return by_hand.Edit(
        number=row.number,
        at=row.at,
        who=row.who,
        why=row.why,
        story=row.story,
        details=_DETAILS.validate_json(row.details),
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def _with_edits(connection: Connection, story: Story, keys: Mapping[str, ReadingKey]) -> Story:
    """The story with all edits that concern it: those made on it or on stories that it took in, or on its articles."""
    own = {story.id, *story.formerly}
    numbers = [keys[one.article.id].article for one in story.articles]
    naming = select(anchors.c.edit).where(anchors.c.article.in_(numbers))
    asked = (
        select(edits)
        .where(edits.c.undone_at.is_(None), or_(edits.c.story.in_(own), edits.c.number.in_(naming)))
        .order_by(edits.c.number)
    )
    made = [_edit(row) for row in connection.execute(asked)]
    others = {one.number for one in made if one.story not in own}
    made = [one for one in made if one.number not in others or one.kind not in ("headline", *_IN_REGROUPING)]
    edited = by_hand.apply(story, made)
    return edited.model_copy(
        update={"edits": tuple(one for one in edited.edits if one.holds or one.number not in others)}
    )


def _keep(
    connection: Connection,
    group: int,
    story: Story,
    keys: Mapping[str, ReadingKey],
    why: Why,
    readings: Readings,
) -> Revision | None:
    row = connection.execute(select(stories).where(stories.c.id == story.id)).one_or_none()
    shown = _with_edits(connection, story, keys)
    body, as_read = _Body.of(shown, keys).packed(), _Body.of(story, keys).packed()
    days = [day for one in story.articles if (day := one.article.published_day)]
    values = {
        "group_number": group,
        "became": None,
        "headline": shown.headline,
        "articles": len(story.articles),
        "first_day": min(days).toordinal() if days else None,
        "last_day": max(days).toordinal() if days else None,
        "as_read": as_read,
    }
    if row is None:
        connection.execute(insert(stories).values(id=story.id, revision=0, latest=0, **values))
    last, was = _latest_body(connection, story.id)
    _keep_members(connection, story, keys)
    connection.execute(update(stories).where(stories.c.id == story.id).values(**values))
    if was == body and row is not None and last == row.revision:  # one that had been taken in by another is told again
        return None
    before = _Body.parse(was).load(readings) if was else None
    corrected = _corrected(before, _Body.parse(was).keys if was else (), story, keys)
    return _revise(connection, story.id, why, body, changes(before, shown, corrected), shown.headline)


def _revise(
    connection: Connection,
    id_: str,
    why: Why,
    body: str | None,
    found: tuple[Change, ...],
    headline: str = "",
) -> Revision:
    now = time.time()
    revision = int(connection.scalar(select(stories.c.revision).where(stories.c.id == id_)) or 0) + 1
    packed = _CHANGES.dump_json(found).decode()
    number = add_row(
        connection,
        revisions,
        story=id_,
        revision=revision,
        at=now,
        why=why,
        headline=headline,
        body=body,
        changes=packed,
    )
    connection.execute(update(stories).where(stories.c.id == id_).values(revision=revision, latest=number))
    return Revision(number, id_, revision, now, why, headline, found, body is not None)


def _end(connection: Connection, id_: str, heir: str | None) -> Revision:
    """A story is taken in by another, or has no articles any more."""
    connection.execute(
        update(stories).where(stories.c.id == id_).values(became=heir, articles=0, group_number=None, as_read=None)
    )
    connection.execute(update(members).where(members.c.story == id_).values(current=False))
    return _revise(connection, id_, "joined" if heir else "emptied", None, ())


def _named(connection: Connection, story: Story, group: int, keys: Mapping[str, ReadingKey], lost: list[Any]) -> Story:
    """The story by the id that it goes by here.

    One that was emptied because an article was forgotten keeps its id, and no id is that of a story of another group.
    """
    home = connection.execute(select(stories.c.group_number).where(stories.c.id == story.id)).one_or_none()
    if home is not None and home.group_number in (group, None):
        return story
    numbers = {keys[one.article.id].article for one in story.articles}
    for row in lost:
        told = set(connection.scalars(select(members.c.article).where(members.c.story == row.id, members.c.current)))
        if told & numbers:
            lost.remove(row)
            return story.model_copy(update={"id": row.id})
    if home is None:
        return story
    number = 2
    while connection.scalar(select(stories.c.id).where(stories.c.id == f"{story.id}-{number}")):
        number += 1
    return story.model_copy(update={"id": f"{story.id}-{number}"})


def _keep_members(connection: Connection, story: Story, keys: Mapping[str, ReadingKey]) -> None:
    connection.execute(update(members).where(members.c.story == story.id).values(current=False))
    numbers = [keys[one.article.id] for one in story.articles]
    connection.execute(
        delete(members).where(members.c.story == story.id, members.c.article.in_([one.article for one in numbers]))
    )
    connection.execute(
        insert(members),
        [{"story": story.id, "article": one.article, "version": one.version, "current": True} for one in numbers],
    )


def _latest_body(connection: Connection, id_: str) -> tuple[int, str | None]:
    """The last revision in which a story was not empty, and what it said."""
    row = connection.execute(
        select(revisions.c.revision, revisions.c.body)
        .where(revisions.c.story == id_, revisions.c.body.is_not(None))
        .order_by(revisions.c.revision.desc())
        .limit(1)
    ).one_or_none()
    return (row.revision, row.body) if row else (0, None)


def _corrected(
    before: Story | None, keys_before: Iterable[ReadingKey], after: Story, keys: Mapping[str, ReadingKey]
) -> dict[str, str]:
    """Ids of articles that are another version than before, and the ids of those versions."""
    if before is None:
        return {}
    was = {key.article: one.article.id for one, key in zip(before.articles, keys_before, strict=True)}
    found = {}
    for one in after.articles:
        earlier_id = was.get(keys[one.article.id].article)
        if earlier_id is not None and earlier_id != one.article.id:
            found[one.article.id] = earlier_id
    return found


def _forget_edits(connection: Connection, number: int) -> None:
    """Edits say what they changed: those of what was taken from a forgotten article go with it."""
    naming = select(anchors.c.edit).where(anchors.c.article == number)
    words = connection.scalars(
        select(edits.c.number).where(edits.c.number.in_(naming), edits.c.kind.not_in(("join", "headline")))
    ).all()
    connection.execute(delete(anchors).where(or_(anchors.c.article == number, anchors.c.edit.in_(words))))
    connection.execute(delete(edits).where(edits.c.number.in_(words)))
