"""Full-text search: words and phrases over articles, names and quotations, alike on SQLite (FTS5) and PostgreSQL.

Texts are cut into words here and not in the database, so that both find the same: without case and accents, every
Chinese, Japanese or Thai character a word of its own (a run of them is searched as a phrase).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Integer, Subquery, column, text

from summarizer.errors import UsageError

SearchField = Literal["title", "names", "quotes", "text"]
FIELDS: tuple[SearchField, ...] = ("title", "names", "quotes", "text")

_WEIGHTS = dict(zip(FIELDS, "ABCD", strict=True))  # PostgreSQL tells fields apart by weight
_MOST_WORDS = 60_000  # of a field: a tsvector holds a megabyte
_LONGEST = 200  # characters of a word; what is longer is none
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ASKED = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')


@dataclass(frozen=True, slots=True)
class Searchable:
    """What an article is found by."""

    title: str
    names: str
    quotes: str
    text: str


def search_words(of: str) -> list[str]:
    """The words of a text as they are compared."""
    return [one for one in _WORD.findall(_folded(of)) if len(one) <= _LONGEST][:_MOST_WORDS]


def index(connection: Connection, article: int, what: Searchable, *, is_new: bool = False) -> None:
    """Makes an article findable by this and nothing else."""
    fields = {field: search_words(getattr(what, field)) for field in FIELDS}
    if not is_new:
        remove(connection, article)
    if _is_sqlite(connection):
        statement = (
            "INSERT INTO search (rowid, title, names, quotes, text) VALUES (:at, :title, :names, :quotes, :text)"
        )
        connection.execute(text(statement), {"at": article} | {name: " ".join(found) for name, found in fields.items()})
    else:
        statement = "INSERT INTO search (article, words) VALUES (:at, CAST(:words AS tsvector))"
        connection.execute(text(statement), {"at": article, "words": " ".join(_lexemes(fields))})


def remove(connection: Connection, article: int) -> None:
    """An article is found no more."""
    key = "rowid" if _is_sqlite(connection) else "article"
    connection.execute(text(f"DELETE FROM search WHERE {key} = :at"), {"at": article})


def purge_removed_words(connection: Connection) -> None:
    """Takes words of removed articles out of the index itself: FTS5 only marks them as gone."""
    if _is_sqlite(connection):
        connection.execute(text("INSERT INTO search (search) VALUES ('optimize')"))


def found(
    connection: Connection, asked: str, fields: Iterable[SearchField] = FIELDS
) -> tuple[Subquery, dict[str, str]]:
    """The articles (`article`) with all words and “phrases” of `asked` in these fields, and the query's parameters.

    Raises:
        UsageError: nothing is asked for.
    """
    phrases = list(asked_phrases(asked))
    if not phrases:
        raise UsageError("Nothing to search for.", "Name words, or a phrase in quotation marks.")
    fields = tuple(fields)
    if _is_sqlite(connection):
        query = " AND ".join('"{}"'.format(" ".join(phrase)) for phrase in phrases)
        if set(fields) != set(FIELDS):
            query = f"{{{' '.join(fields)}}} : ({query})"
        statement = "SELECT rowid AS article FROM search WHERE search MATCH :asked"
    else:
        where = "" if set(fields) == set(FIELDS) else ":" + "".join(_WEIGHTS[field] for field in fields)
        query = " & ".join("({})".format(" <-> ".join(f"'{word}'{where}" for word in phrase)) for phrase in phrases)
        statement = "SELECT article FROM search WHERE words @@ CAST(:asked AS tsquery)"
    return text(statement).columns(column("article", Integer)).subquery("found"), {"asked": query}


def asked_phrases(asked: str) -> Iterator[list[str]]:
    """The words and phrases that are asked for, each as its words."""
    for phrase in _ASKED.finditer(asked):
        if found := search_words(next(group for group in phrase.groups() if group is not None)):
            yield found


def count_phrases(texts: Iterable[str], phrases: Iterable[list[str]]) -> int:
    """How many of the phrases stand in one of the texts."""
    spelt = [f" {' '.join(search_words(one))} " for one in texts]
    return sum(any(f" {' '.join(phrase)} " in one for one in spelt) for phrase in phrases)


def excerpt(of: str, asked: str, around: int = 90) -> str:
    """The first place where one of the asked words stands, in one line; the beginning where none does."""
    wanted = {word for phrase in asked_phrases(asked) for word in phrase}
    hit = next((one for one in _WORD.finditer(of) if _folded(one.group()) in wanted), None)
    middle = hit.start() if hit else 0
    start, end = max(0, middle - around), min(len(of), middle + around)
    start = of.rfind(" ", 0, start) + 1 if start else 0
    cut = of.find(" ", end)
    end = len(of) if cut < 0 else cut
    return ("… " if start else "") + " ".join(of[start:end].split()) + (" …" if end < len(of) else "")


def _folded(of: str) -> str:
    if of.isascii():
        return of.lower()
    apart = unicodedata.normalize("NFKD", of.casefold())
    return unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))


def _lexemes(fields: dict[SearchField, list[str]]) -> Iterator[str]:
    """A tsvector, spelt out: the database's own reading of words depends on how it was set up."""
    places: dict[str, list[str]] = {}
    at = 0
    for field, found in fields.items():
        for word in found:
            at += 1
            places.setdefault(word, []).append(f"{min(at, 16383)}{_WEIGHTS[field]}")
        at += 10  # no phrase goes from one field into the next
    for word, where in places.items():
        yield f"'{word}':{','.join(where[:255])}"


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
