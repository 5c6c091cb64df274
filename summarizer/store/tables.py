"""The tables of a store, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import zlib

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Packed(TypeDecorator[str]):
    """Text that is compressed on the way in: articles and what was read out of them take a third of the room."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Compresses it."""
        return None if value is None else zlib.compress(value.encode(), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Takes it out again."""
        return None if value is None else zlib.decompress(value).decode()


class Plain(TypeDecorator[str]):
    """Text that is searched for as it is; what databases cannot hold is spelt out (`\\ud83d`, `\\x00`)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Spells out what databases cannot hold."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()


_Number = BigInteger().with_variant(Integer, "sqlite")  # only an INTEGER key counts up by itself in SQLite

articles = Table(
    "articles",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("address", Plain, nullable=False, unique=True),
    Column("id", Plain, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("day", Integer),
    Column("language", Plain),
    Column("outlet", Plain),
    Column("added", Float, nullable=False),
    Column("words", Text, index=True),
    Column("cluster", _Number, index=True),
    Column("group_number", _Number, index=True),
    Column("worker", Text),
    Column("place", _Number, index=True),
    Index("articles_to_read", "state", "number"),
    sqlite_autoincrement=True,  # a number is never given twice, whatever was forgotten
)
"""An article, by its address; `version` is the latest, `words` the key of what grouping knows of it, `cluster` what its
words say, `group_number` where it is after edits, `place` where a batch has it in its list."""

versions = Table(
    "versions",
    metadata,
    Column("article", _Number, ForeignKey("articles.number", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("id", Plain, nullable=False, index=True),
    Column("info", Packed, nullable=False),
    Column("text", Packed, nullable=False),
    Column("source", Plain, nullable=False),
    Column("added", Float, nullable=False),
)
"""What an address held, each time that it held something else."""

readings = Table(
    "readings",
    metadata,
    Column("article", _Number, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("summary", Packed, nullable=False),
    Column("added", Float, nullable=False),
)
"""What was read out of a version, by the key of the question."""

story_words = Table(
    "story_words",
    metadata,
    Column("key", Text, primary_key=True),
    Column("words", Packed, nullable=False),
)
"""What grouping knows of articles; those of which it knows the same share it."""

word_index = Table(
    "word_index",
    metadata,
    Column("word", Plain, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""By which words articles are looked up, and of which day they are."""

neighbours = Table(
    "neighbours",
    metadata,
    Column("key", Text, primary_key=True),
    Column("others", Text, nullable=False),
)
"""Which articles agree enough with one by their words, and how much: a JSON object, since they are read all at once."""

groups = Table(
    "groups",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("founder", _Number, nullable=False, index=True),
    Column("changed", Integer, nullable=False),
    Column("read", Integer, nullable=False),
    Column("due", Boolean, nullable=False, index=True),
    Column("worker", Text),
    Column("tried", Float),
    sqlite_autoincrement=True,
)
"""Articles that are read together; `due` while `changed`, raised by each change, is ahead of `read`.

`tried` is when somebody last took them on.
"""

stories = Table(
    "stories",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("group_number", _Number, index=True),
    Column("became", Plain, index=True),
    Column("headline", Plain, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("first_day", Integer),
    Column("last_day", Integer),
    Column("revision", Integer, nullable=False),
    Column("latest", _Number, nullable=False, index=True),
    Column("as_read", Packed),
)
"""A story; `as_read` is what the reader gave, before edits; `became` the story that took it in."""

members = Table(
    "members",
    metadata,
    Column("story", Plain, primary_key=True),
    Column("article", _Number, primary_key=True, index=True),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
)
"""Which articles a story is made of, and which it was made of once."""

revisions = Table(
    "revisions",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("story", Plain, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Plain, nullable=False),
    Column("headline", Plain, nullable=False),
    Column("body", Packed),
    Column("changes", Packed, nullable=False),
    UniqueConstraint("story", "revision"),
    sqlite_autoincrement=True,
)
"""A story at a time, without its articles' readings, which `body` names by key; no body once it is emptied."""

edits = Table(
    "edits",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("who", Plain, nullable=False),
    Column("why", Plain, nullable=False),
    Column("kind", Text, nullable=False),
    Column("story", Plain, nullable=False, index=True),
    Column("details", Packed, nullable=False),
    Column("undone_at", Float),
    Column("undone_by", Plain),
    sqlite_autoincrement=True,
)
"""What analysts changed by hand."""

anchors = Table(
    "anchors",
    metadata,
    Column("edit", _Number, ForeignKey("edits.number", ondelete="CASCADE"), primary_key=True),
    Column("article", _Number, primary_key=True, index=True),
    Column("side", Integer, nullable=False),
)
"""The articles by which an edit finds its stories again: ids of stories may change, articles stay."""

links = Table(
    "links",
    metadata,
    Column("article", _Number, primary_key=True),
    Column("other", _Number, primary_key=True, index=True),
    Column("told_by", Plain, nullable=False),
    Column("at", Float, nullable=False),
)
"""Articles whose stories are one although their words do not quite say so, and the model that has told it."""

failures = Table(
    "failures",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("article", _Number, index=True),
    Column("group_number", _Number, index=True),
    Column("source", Plain, nullable=False),
    Column("kind", Text, nullable=False),
    Column("problem", Plain, nullable=False),
    Column("remedy", Plain, nullable=False),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("given", Packed),
    Column("given_id", Plain, index=True),
    sqlite_autoincrement=True,
)
"""What came to nothing, and why; gone when it succeeds later. `given` is the article that a batch was given, and asks
again about when it is given its list of failures."""

batches = Table(
    "batches",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("details", Packed, nullable=False),
    sqlite_autoincrement=True,
)
"""Batches at an endpoint, from the moment that their requests are there."""

batch_requests = Table(
    "batch_requests",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("batch", Text, nullable=False, index=True),
    Column("body", Packed),
    Column("line", Packed),
    Column("usable", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""Requests of these batches by key; `line` is what the endpoint said to one, `usable` where that is an answer."""

spending = Table(
    "spending",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("re_asks", Integer, nullable=False),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("article", _Number),
    Column("group_number", _Number),
    sqlite_autoincrement=True,
)
"""What was paid, for reading an article or a story; what the cache had costs nothing and is not here."""

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds for the whole store: by which version's rules it is grouped."""

workers = Table(
    "workers",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("beat", Float, nullable=False),
)
"""Who is at work on the store, and when each last gave a sign of life."""


keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("role", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("made", Float, nullable=False),
    Column("revoked", Float),
)
"""Who may use the service: hashes of keys, never the keys."""

sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("until", Float, nullable=False),
)
"""Who is logged in at the desk."""

audit = Table(
    "audit",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("who", Plain, nullable=False),
    Column("role", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("path", Plain, nullable=False),
    Column("status", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Each change that was asked for over HTTP, and by whom."""

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", Packed, nullable=False),
)
"""What a model has answered, where several machines share it: a cache, by its keys."""

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("who", Plain, nullable=False),
    Column("what", Plain, nullable=False),
    Column("idempotency", Plain, unique=True),
    Column("request", Text, nullable=False),
    Column("articles", Packed, nullable=False),
    Column("state", Text, nullable=False, index=True),
)
"""Articles that were handed in together; `request` is a hash of them."""

job_events = Table(
    "job_events",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("job", Text, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("event", Packed, nullable=False),
    sqlite_autoincrement=True,
)
"""What became of a job, step by step."""

feeds = Table(
    "feeds",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("url", Plain, nullable=False, unique=True),
    Column("title", Plain, nullable=False),
    Column("every", Float, nullable=False),
    Column("next", Float, nullable=False, index=True),
    Column("etag", Plain),
    Column("modified", Plain),
    Column("asked", Float),
    Column("succeeded", Float),
    Column("failed", Integer, nullable=False),
    Column("problem", Plain, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("seen", Packed, nullable=False),
    sqlite_autoincrement=True,
)
"""Feeds that are looked into; `failed` counts failures in a row."""

watches = Table(
    "watches",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("who", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("query", Packed, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""What somebody wants to be told of."""

channels = Table(
    "channels",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("watch", _Number, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("target", Plain, nullable=False),
    Column("secret", Text),
    Column("every", Float, nullable=False),
    Column("next", Float, nullable=False),
    Column("after", _Number, nullable=False),
    Column("who", Plain, nullable=False),
    sqlite_autoincrement=True,
)
"""Where what a watch sees is sent, and the number of the revision up to which that has been done."""

messages = Table(
    "messages",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("channel", _Number, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Plain, nullable=False),
    Column("subject", Plain, nullable=False),
    Column("body", Packed, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("problem", Plain, nullable=False),
    sqlite_autoincrement=True,
)
"""What is sent, or was, or could not be."""

taken_files = Table(
    "taken_files",
    metadata,
    Column("path", Plain, primary_key=True),
    Column("stamp", Text, nullable=False),
)
"""Files of watched folders, as they were when they were handed in."""


def add_row(connection: Connection, table: Table, **values: object) -> int:
    """Adds a row and returns the number that it was given."""
    made = connection.execute(insert(table), values).inserted_primary_key
    assert made is not None
    return int(made[0])
