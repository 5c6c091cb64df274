"""A model's answers in the store itself, where several machines share it: what one has paid for no other asks again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite

from summarizer.errors import StoreError
from summarizer.store.database import Database
from summarizer.store.tables import answers

_log = logging.getLogger(__name__)


class SharedAnswers:
    """A cache of answers in the store: a `ForgettingCache`. A fault is a miss, as with any cache."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """The text kept under `key`; None on any fault too."""
        try:
            with self._database.reading() as connection:
                return connection.scalar(select(answers.c.answer).where(answers.c.key == key))
        except StoreError as error:
            _log.warning("Kept answers cannot be read: %s", error)
            return None

    def set(self, key: str, value: str) -> None:
        """Keeps `value`, if it can."""
        insert = insert_into_sqlite if self._database.is_sqlite else insert_into_postgresql
        row = insert(answers).values(key=key, answer=value)
        try:
            with self._database.changing() as connection:
                connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"answer": value}))
        except StoreError as error:
            _log.warning("An answer cannot be kept: %s", error)

    def discard(self, keys: Collection[str]) -> None:
        """Takes texts out, if it can."""
        try:
            self.delete(keys)
        except StoreError as error:
            _log.warning("An answer cannot be taken out: %s", error)

    def items(self) -> Iterator[tuple[str, str]]:
        """All keys and their texts."""
        with self._database.reading() as connection:
            for row in connection.execution_options(yield_per=100).execute(select(answers)):
                yield row.key, row.answer

    def delete(self, keys: Collection[str]) -> int:
        """Takes texts out; gives how many there were.

        Raises:
            StoreError: the store cannot be written to.
        """
        if not keys:
            return 0
        with self._database.changing() as connection:
            return connection.execute(delete(answers).where(answers.c.key.in_(list(keys)))).rowcount
