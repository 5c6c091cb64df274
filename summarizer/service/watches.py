"""Watches: what somebody wants to be told of, by words, by story and by kind of change."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from summarizer.errors import MissingError, UsageError
from summarizer.store import Revision, Store
from summarizer.store.changes import Change, ChangedPart, ChangeKind
from summarizer.store.full_text import asked_phrases, search_words
from summarizer.store.tables import add_row, watches

_LOOKED_AT = 2000
"""Revisions that are looked through, the latest ones."""


class Query(BaseModel):
    """What is watched for; what is left out is not asked for."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(
        default="", description="all of them in the headline, in one change or in an article that is new; “phrases” too"
    )
    story: str | None = Field(default=None, description="only this story")
    kinds: list[ChangeKind] = Field(default=[], description="only such changes")
    parts: list[ChangedPart] = Field(default=[], description="only changes of such items")


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch that somebody keeps."""

    number: int
    who: str
    name: str
    query: Query


def add_watch(store: Store, name: str, query: Query, who: str) -> Watch:
    """Keeps a watch.

    Raises:
        UsageError: it has no name, or asks for nothing.
    """
    if not name.strip():
        raise UsageError("A watch needs a name.", "Say what it is for.")
    if not (list(asked_phrases(query.words)) or query.story or query.kinds or query.parts):
        raise UsageError("This watch asks for nothing.", "Give it words, a story, or kinds of changes.")
    with store.database.writing() as connection:
        packed = query.model_dump_json()
        number = add_row(connection, watches, who=who, name=name.strip(), query=packed, at=time.time())
    return Watch(number, who, name.strip(), query)


def list_watches(store: Store) -> list[Watch]:
    """All watches."""
    with store.database.reading() as connection:
        rows = connection.execute(select(watches).order_by(watches.c.number)).all()
    return [Watch(row.number, row.who, row.name, Query.model_validate_json(row.query)) for row in rows]


def get_watch(store: Store, number: int) -> Watch:
    """A watch.

    Raises:
        MissingError: there is none with this number.
    """
    found = next((one for one in list_watches(store) if one.number == number), None)
    if found is None:
        raise MissingError(f"There is no watch {number}.")
    return found


def remove_watch(store: Store, number: int) -> None:
    """Keeps a watch no more.

    Raises:
        MissingError: there is none with this number.
    """
    with store.database.writing() as connection:
        if not connection.execute(delete(watches).where(watches.c.number == number)).rowcount:
            raise MissingError(f"There is no watch {number}.")


def seen(store: Store, watch: Watch, limit: int = 100) -> list[Revision]:
    """What a watch has seen lately, the latest first: each revision with the changes that it is for, once."""
    return matching(store, watch.query, store.latest_revisions(_LOOKED_AT))[:limit]


def matching(store: Store, query: Query, revisions: Sequence[Revision]) -> list[Revision]:
    """The revisions with the changes that are asked for. Of an article that is new, its text is looked through too."""
    phrases = list(asked_phrases(query.words))
    brought = {one.item for revision in revisions for one in revision.changes if _brings_an_article(one)}
    holding = store.with_words(query.words, filter(None, brought)) if phrases and brought else frozenset()
    found = (_matching(query, phrases, one, holding) for one in revisions)
    return [one for one in found if one is not None]


def _matching(query: Query, phrases: list[list[str]], revision: Revision, holding: Set[str]) -> Revision | None:
    """The revision with the changes that are asked for; none without any. `holding`: articles that have the words."""
    if query.story is not None and revision.story != query.story:
        return None
    changes = tuple(
        one
        for one in revision.changes
        if (not query.kinds or one.kind in query.kinds)
        and (not query.parts or one.part in query.parts)
        and (_has(f"{revision.headline} | {one.text}", phrases) or (_brings_an_article(one) and one.item in holding))
    )
    return replace(revision, changes=changes) if changes else None


def _brings_an_article(change: Change) -> bool:
    return change.part == "articles" and change.kind in ("added", "corrected")


def _has(text: str, phrases: list[list[str]]) -> bool:
    found = f" {' '.join(search_words(text))} "
    return all(f" {' '.join(phrase)} " in found for phrase in phrases)
