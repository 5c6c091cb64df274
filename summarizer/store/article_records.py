"""Articles in a store: their versions, and what was read out of each."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic_core import PydanticSerializationError, from_json, to_json
from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, or_, select, update

from summarizer.errors import MissingError, ReadError, UsageError
from summarizer.schema import Article, ArticleInfo, ArticleReading, ArticleSummary
from summarizer.store import full_text
from summarizer.store.tables import add_row, articles, failures, members, readings, versions

State = Literal["waiting", "read", "failed"]
WAITING, READ, FAILED = "waiting", "read", "failed"
_ENOUGH = 6
"""Characters by which an article is found: its id may be given by its beginning."""


# Built once: an article goes through some twenty statements, and building one takes longer than running it.
_BY_ADDRESS_OR_ID = (
    select(articles.c.number, articles.c.address, articles.c.id, articles.c.version)
    .where(or_(articles.c.address == bindparam("address"), articles.c.id == bindparam("id")))
    .order_by(articles.c.number)
)
_ADD_VERSION = insert(versions)


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as a store has it.

    Attributes:
        number: what the store knows it by.
        version: 1 for what its address held first; `versions` is how many there are.
        source: where it was found.
        story: id of the story that it is told in, once that has been read.
    """

    number: int
    article: Article
    version: int
    versions: int
    state: State
    source: str
    added: float
    story: str | None


@dataclass(frozen=True, slots=True)
class Put:
    """What became of an article that was put into a store."""

    number: int
    id: str
    version: int
    kind: Literal["new", "corrected", "known"]


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """Which reading of which version of an article."""

    article: int
    version: int
    key: str


def put(connection: Connection, article: Article, source: str) -> Put:
    """Keeps an article; another text at an address that is known is its next version.

    Raises:
        ReadError: there is half a character in it, which JSON cannot hold.
    """
    try:
        info = article.info.model_dump_json()
        article.text.encode()
    except (PydanticSerializationError, UnicodeEncodeError):
        raise ReadError(
            f"{article.id}: there is half a character (a lone surrogate) in it.",
            "Decode it anew, or leave such characters out.",
        ) from None
    address = _address(article)
    known = connection.execute(_BY_ADDRESS_OR_ID, {"address": address, "id": article.id}).all()
    row = next((one for one in known if one.address == address), None)
    if row is None or row.id != article.id:  # a batch keeps each text as an article of its own, whatever its address
        same = next((one for one in known if one.id == article.id), None)
        if same is not None and _is_latest(connection, same.number, article):
            return Put(same.number, same.id, same.version, "known")
    now = time.time()
    kind: Literal["new", "corrected"]
    if row is None:
        columns = _columns(article)
        number = add_row(connection, articles, address=address, version=1, state=WAITING, added=now, **columns)
        version, kind = 1, "new"
    else:
        number = int(row.number)
        if _is_latest(connection, number, article):
            return Put(number, row.id, row.version, "known")
        version, kind = int(row.version) + 1, "corrected"
        connection.execute(
            update(articles)
            .where(articles.c.number == number)
            .values(version=version, state=WAITING, worker=None, **_columns(article))
        )
        connection.execute(delete(failures).where(failures.c.article == number))
    kept = {"article": number, "version": version, "id": article.id, "info": info, "text": article.text}
    connection.execute(_ADD_VERSION, {**kept, "source": source, "added": now})
    full_text.index(connection, number, _searchable(article, None), is_new=kind == "new")
    return Put(number, article.id, version, kind)


def put_read(connection: Connection, article: Article, source: str, summary: ArticleSummary, place: int | None) -> int:
    """Keeps an article together with what was read out of it, as a batch does; returns its number.

    Other than for `put` each id is an article: of several texts at one address the first has the address.

    Args:
        place: where it stands in the batch's list; none leaves that as it is.
    """
    row = connection.execute(select(articles).where(articles.c.id == article.id).limit(1)).one_or_none()
    now = time.time()
    columns: dict[str, object] = {"state": READ, "worker": None, **_columns(article)}
    if place is not None:
        columns["place"] = place
    info = {"id": article.id, "info": article.info.model_dump_json(), "source": source}
    if row is None:
        address = _address(article)
        if connection.scalar(select(articles.c.number).where(articles.c.address == address)) is not None:
            address = f"id:{article.id}"
        number, version = add_row(connection, articles, address=address, version=1, added=now, **columns), 1
    else:
        number, version = int(row.number), int(row.version)
        if not _is_latest(connection, number, article):
            version += 1
        connection.execute(update(articles).where(articles.c.number == number).values(version=version, **columns))
    if row is None or version != row.version:
        connection.execute(
            insert(versions).values(article=number, version=version, text=article.text, added=now, **info)
        )
        _add_summary(connection, ReadingKey(number, version, summary.run.key), summary, now)
    else:  # what is known of it beside its text may be more than before
        connection.execute(
            update(versions).where(versions.c.article == number, versions.c.version == version).values(**info)
        )
        _keep_summary(connection, ReadingKey(number, version, summary.run.key), summary)
    full_text.index(connection, number, _searchable(article, summary), is_new=row is None)
    return number


def find(connection: Connection, id_: str) -> int:
    """The number of the article with this id, whichever of its versions has it.

    Raises:
        MissingError: there is none.
        UsageError: the beginning of an id is that of several.
    """
    found: set[int] = set(connection.scalars(select(versions.c.article).where(versions.c.id == id_)))
    if not found and len(id_) >= _ENOUGH:
        found = set(
            connection.scalars(select(versions.c.article).where(versions.c.id.startswith(id_, autoescape=True)))
        )
    if not found:
        found = set(connection.scalars(select(articles.c.number).where(articles.c.address == f"url:{_normal(id_)}")))
    if not found and len(id_) < _ENOUGH:
        raise MissingError(
            f"There is no article “{id_}” in the store.",
            f"Give at least {_ENOUGH} characters of its id; `summarizer search` finds articles by words.",
        )
    if len(found) > 1:
        raise UsageError(f"Several articles have an id that begins with {id_}.", "Give more of it.")
    if not found:
        raise MissingError(f"There is no article {id_} in the store.", "`summarizer search` finds articles by words.")
    return found.pop()


def has_address(connection: Connection, url: str) -> bool:
    """Whether there is an article with this address."""
    return connection.scalar(select(articles.c.number).where(articles.c.address == f"url:{_normal(url)}")) is not None


def load(connection: Connection, number: int, version: int | None = None) -> Stored:
    """An article, in its latest version or an earlier one.

    Raises:
        MissingError: there is no such version.
    """
    row = connection.execute(
        select(articles.c.state, articles.c.version.label("versions"), versions)
        .join(versions, versions.c.article == articles.c.number)
        .where(articles.c.number == number, versions.c.version == (version or articles.c.version))
    ).one_or_none()
    if row is None:
        raise MissingError(f"The article has no version {version}.", "Leave out the version for the latest.")
    story = connection.scalar(
        select(members.c.story).where(members.c.article == number, members.c.current).order_by(members.c.story).limit(1)
    )
    return Stored(
        number=number,
        article=_article(row),
        version=row.version,
        versions=row.versions,
        state=row.state,
        source=row.source,
        added=row.added,
        story=story,
    )


def keep_reading(connection: Connection, number: int, version: int, summary: ArticleSummary) -> bool:
    """Keeps what was read out of a version; returns whether it is the latest one, and so changes a story."""
    latest = connection.scalar(select(articles.c.version).where(articles.c.number == number))
    if latest is None:
        return False  # forgotten while it was read
    _keep_summary(connection, ReadingKey(number, version, summary.run.key), summary)
    if latest != version:
        return False
    connection.execute(update(articles).where(articles.c.number == number).values(state=READ, worker=None))
    connection.execute(delete(failures).where(failures.c.article == number))
    full_text.index(connection, number, _searchable(load(connection, number).article, summary))
    return True


def load_summaries(connection: Connection, keys: Sequence[ReadingKey]) -> list[ArticleSummary]:
    """What was read out of some versions, as `load_summary` does for one.

    Raises:
        MissingError: one has been forgotten.
    """
    asked = _with_text().where(readings.c.article.in_([key.article for key in keys]))
    found = {ReadingKey(row.article, row.version, row.key): row for row in connection.execute(asked).all()}
    return [_summary(found.get(key)) for key in keys]


def prefer(connection: Connection, key: ReadingKey) -> None:
    """Of the readings of a version this one counts from now on."""
    where = (readings.c.article == key.article, readings.c.version == key.version)
    newest = connection.scalar(select(func.max(readings.c.added)).where(*where))
    connection.execute(update(readings).where(*where, readings.c.key == key.key).values(added=_later_than(newest)))


def load_summary(connection: Connection, key: ReadingKey) -> ArticleSummary:
    """What was read out of a version, with the article's text.

    Raises:
        MissingError: it has been forgotten.
    """
    same = (readings.c.article == key.article, readings.c.version == key.version, readings.c.key == key.key)
    return _summary(connection.execute(_with_text().where(*same)).one_or_none())


def _with_text() -> Select[Any]:
    same = (versions.c.article == readings.c.article) & (versions.c.version == readings.c.version)
    columns = (readings.c.article, readings.c.version, readings.c.key, readings.c.summary, versions.c.text)
    return select(*columns).join_from(readings, versions, same)


def _summary(row: Row[Any] | None) -> ArticleSummary:
    if row is None:
        raise MissingError("What was read out of an article of this story has been forgotten.", "Read the story again.")
    return ArticleSummary.model_validate_json(row.summary).model_copy(update={"text": row.text})


def summary_lines(connection: Connection, keys: Sequence[ReadingKey]) -> Iterator[tuple[ReadingKey, bytes]]:
    """What was read out of some versions as lines of JSON, texts included; unchecked, and so quicker."""
    asked = _with_text().where(readings.c.article.in_([key.article for key in keys]))
    found = {ReadingKey(row[0], row[1], row[2]): (row[3], row[4]) for row in connection.execute(asked)}
    for key in keys:
        summary, text = found[key]
        yield key, to_json(from_json(summary) | {"text": text}) + b"\n"


def latest_keys(connection: Connection, numbers: Sequence[int]) -> list[ReadingKey]:
    """The newest readings of the latest versions of these articles, where there are any."""
    newest = (
        select(readings.c.article, readings.c.version, readings.c.key, readings.c.added)
        .join(articles, (articles.c.number == readings.c.article) & (articles.c.version == readings.c.version))
        .where(readings.c.article.in_(numbers))
        .order_by(readings.c.article, readings.c.added)
    )
    found = {row.article: ReadingKey(row.article, row.version, row.key) for row in connection.execute(newest)}
    return [found[number] for number in sorted(found)]


def forget(connection: Connection, number: int) -> list[Article]:
    """Deletes an article with all its versions and readings; returns what the versions were."""
    rows = connection.execute(select(versions).where(versions.c.article == number)).all()
    full_text.remove(connection, number)
    connection.execute(delete(failures).where(failures.c.given_id.in_([row.id for row in rows])))
    for table in (readings, versions, failures):
        connection.execute(delete(table).where(table.c.article == number))
    connection.execute(delete(articles).where(articles.c.number == number))
    return [_article(row) for row in rows]


def drop_reading(connection: Connection, key: ReadingKey) -> None:
    """A reading that no version of this program can read any more goes; its article waits to be read again."""
    connection.execute(
        delete(readings).where(
            readings.c.article == key.article, readings.c.version == key.version, readings.c.key == key.key
        )
    )
    if not latest_keys(connection, [key.article]):
        connection.execute(update(articles).where(articles.c.number == key.article).values(state=WAITING))


def count_states(connection: Connection) -> Mapping[str, int]:
    """How many articles there are in each state."""
    rows = connection.execute(select(articles.c.state, func.count()).group_by(articles.c.state))
    return {row[0]: row[1] for row in rows}


def _keep_summary(connection: Connection, key: ReadingKey, summary: ArticleSummary) -> None:
    where = (readings.c.article == key.article, readings.c.version == key.version)
    newest = connection.scalar(select(func.max(readings.c.added)).where(*where))
    connection.execute(delete(readings).where(*where, readings.c.key == key.key))
    _add_summary(connection, key, summary, _later_than(newest))


def _add_summary(connection: Connection, key: ReadingKey, summary: ArticleSummary, added: float) -> None:
    kept = summary.model_copy(update={"text": None}).model_dump_json()  # the text is kept once, with the version
    connection.execute(
        insert(readings).values(article=key.article, version=key.version, key=key.key, summary=kept, added=added)
    )


def _later_than(newest: float | None) -> float:
    """Now, and later than what is there even if the clock was set back: which reading counts depends on it."""
    return max(time.time(), newest + 0.001) if newest is not None else time.time()


def _is_latest(connection: Connection, number: int, article: Article) -> bool:
    """Whether the latest version of an article says the same as `article`."""
    row = connection.execute(
        select(versions).where(versions.c.article == number).order_by(versions.c.version.desc()).limit(1)
    ).one()
    known = _article(row)
    return (known.text, known.title, known.published) == (article.text, article.title, article.published)


def _columns(article: Article) -> dict[str, object]:
    day = article.published_day
    return {
        "id": article.id,
        "day": day.toordinal() if day else None,
        "language": article.language,
        "outlet": article.outlet,
    }


def _article(row: Row[tuple[object, ...]]) -> Article:
    info = ArticleInfo.model_validate_json(row.info)
    return Article(**info.model_dump(), text=row.text)


def _address(article: Article) -> str:
    """What an article is known by: its address on the web, else its id."""
    return f"url:{_normal(article.url)}" if article.url else f"id:{article.id}"


def _normal(url: str) -> str:
    """One spelling of an address: no fragment, lower-case host, no port that goes without saying."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    if port and (parts.scheme.lower(), port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))


def _searchable(article: Article, reading: ArticleReading | None) -> full_text.Searchable:
    entities = reading.entities if reading else ()
    names = [name for one in entities for name in (one.name, one.translation) if name]
    quotes = [quote.text for quote in reading.quotes] if reading else []
    return full_text.Searchable(
        title=article.title or "", names=" | ".join(names), quotes=" | ".join(quotes), text=article.text
    )
