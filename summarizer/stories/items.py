"""What the steps of a merge work on: the items of all articles of one story, in an order of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from summarizer.schema import ArticleInfo, ArticleReading, Mention


class _Part(Protocol):
    @property
    def id(self) -> str: ...


PartT = TypeVar("PartT", bound=_Part)


@dataclass(frozen=True, slots=True)
class Item(Generic[PartT]):
    """An item and the article that it stands in."""

    reading: ArticleReading
    part: PartT
    info: ArticleInfo = field(init=False)
    """The article, without its text."""
    mention: Mention = field(init=False)
    """The item as an output refers to it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "info", self.reading.article)
        object.__setattr__(self, "mention", Mention(article=self.reading.article.id, item=self.part.id))


EntityIds = Mapping[tuple[str, str], str]
"""The story entity of an article's entity, by article id and entity id; ids that point nowhere are not in it."""


def story_ids(item: Item[PartT], local: Iterable[str | None], ids: EntityIds) -> tuple[str, ...]:
    """The story entities that local entity ids of an article mean, each once, in order."""
    found = (ids.get((item.info.id, one)) for one in local if one is not None)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def publication_key(info: ArticleInfo) -> tuple[bool, dt.datetime, str]:
    """Sorts articles by publication, then id; those without a date last. Times without a zone count as UTC."""
    return (info.published is None, _moment(info), info.id)


def days_between(a: ArticleInfo, b: ArticleInfo) -> int | None:
    """Days between two publications, None when one is unknown."""
    return abs((_day(a) - _day(b)).days) if a.published and b.published else None


def other_language(a: ArticleInfo, b: ArticleInfo) -> bool:
    """Whether two articles are known to be in two languages."""
    return bool(a.language and b.language) and _language(a) != _language(b)


def _language(info: ArticleInfo) -> str:
    return (info.language or "").split("-")[0].lower()


def latest(items: Sequence[Item[PartT]]) -> list[Item[PartT]]:
    """The items of the last day of publication that is known; all of them when none is."""
    days = [day for item in items if (day := item.info.published_day)]
    return [item for item in items if item.info.published_day == max(days)] if days else list(items)


def _day(info: ArticleInfo) -> dt.date:
    return info.published_day or dt.date.min


def _moment(info: ArticleInfo) -> dt.datetime:
    if not info.published:
        return dt.datetime.max
    given = dt.datetime.fromisoformat(info.published)
    local = given.replace(tzinfo=None)
    try:
        return local - (given.utcoffset() or dt.timedelta())
    except OverflowError:  # in the first or last hours that a date can have
        return local
