"""Feeds that are looked into: only what is new is asked for, failing servers are left alone for longer and longer."""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from sqlalchemy import delete, insert, select, update

from summarizer.errors import MissingError, ReadError, StoreError, UsageError
from summarizer.schema import Article
from summarizer.service.work import Work
from summarizer.sources import Defaults
from summarizer.sources.article_fields import finish
from summarizer.sources.feeds import FeedEntry, entries
from summarizer.store import Store
from summarizer.store.tables import feeds

SELDOM = 31 * 86400.0
"""The longest pause between two looks into a feed, in seconds."""
EVERY = 900.0
"""Seconds between two looks into a feed, unless it is said otherwise."""
SHORTEST = 60.0
"""The shortest one."""
_LONGEST = 24 * 3600.0  # seconds that a failing feed is left alone
_LOOK = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and how it does.

    Attributes:
        every: seconds between two looks.
        failed: how many looks in a row have failed, and `problem` why.
        articles: how many it has given.
    """

    number: int
    url: str
    title: str
    every: float
    next: float
    asked: float | None
    succeeded: float | None
    failed: int
    problem: str
    articles: int


def add_feed(store: Store, url: str, *, every: float = EVERY, title: str = "") -> Feed:
    """Has a feed looked into from now on; one that is known stays as it is.

    Raises:
        UsageError: no http(s) address, or too often.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url}: this is no http(s) address.", "Give the address of an RSS or Atom feed.")
    if every < SHORTEST:
        raise UsageError(
            f"{every:g} seconds between two looks into a feed are too few.", f"Give “every” as {SHORTEST:.0f} or more."
        )
    with store.database.writing() as connection:
        if connection.scalar(select(feeds.c.number).where(feeds.c.url == url)) is None:
            connection.execute(
                insert(feeds).values(
                    url=url, title=title, every=every, next=0.0, failed=0, problem="", articles=0, seen="[]"
                )
            )
    return next(one for one in list_feeds(store) if one.url == url)


def add_opml(store: Store, document: str) -> list[Feed]:
    """The feeds of an OPML document.

    Raises:
        UsageError: it is none.
    """
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise UsageError("This OPML has a document type: entities are not read.", "Take it out.")
    try:
        outlines = ElementTree.fromstring(document).iter("outline")
        found = [(one.get("xmlUrl"), one.get("title") or one.get("text") or "") for one in outlines]
    except ElementTree.ParseError as error:
        raise UsageError(f"This is no OPML ({error}).", "Export it again from where it comes.") from None
    return [add_feed(store, url, title=title) for url, title in found if url]


def list_feeds(store: Store) -> list[Feed]:
    """All feeds, those that fail first."""
    with store.database.reading() as connection:
        rows = connection.execute(select(feeds).order_by(feeds.c.failed.desc(), feeds.c.number)).all()
    return [_feed(row) for row in rows]


def remove_feed(store: Store, number: int) -> None:
    """Looks into a feed no more.

    Raises:
        MissingError: there is none with this number.
    """
    with store.database.writing() as connection:
        if not connection.execute(delete(feeds).where(feeds.c.number == number)).rowcount:
            raise MissingError(f"There is no feed {number}.")


class FeedWatcher:
    """Looks into feeds when it is time; of several processes one looks into each."""

    def __init__(self, store: Store, work: Work) -> None:
        self._store, self._work = store, work
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="summarizer-feeds")

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, after the feed that is being looked into."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> bool:
        """Looks into the feed whose time has come longest ago, if there is one; returns whether there was."""
        now = time.time()
        with self._store.database.writing() as connection:
            row = connection.execute(
                select(feeds).where(feeds.c.next <= now).order_by(feeds.c.next).limit(1)
            ).one_or_none()
            if row is None:
                return False
            # whoever else looks meanwhile finds it taken
            connection.execute(
                update(feeds).where(feeds.c.number == row.number).values(next=now + row.every, asked=now)
            )
        try:
            values = self._look_into(row)
        except ReadError as error:
            pause = min(_LONGEST, row.every * 2.0 ** min(row.failed + 1, 10)) * random.uniform(0.9, 1.1)
            values = {"failed": row.failed + 1, "problem": str(error), "next": now + pause}
            _log.warning(
                "feed %d, failed in a row: %d, next look in %.0f s: %s", row.number, row.failed + 1, pause, error
            )
        with self._store.database.writing() as connection:
            connection.execute(update(feeds).where(feeds.c.number == row.number).values(**values))
        return True

    def _look_into(self, row: Any) -> dict[str, Any]:
        fetched = self._work.fetch(row.url, etag=row.etag, modified=row.modified)
        well = {"failed": 0, "problem": "", "succeeded": time.time()}
        if fetched.is_unchanged:
            return well
        title, found = entries(fetched.data, row.url, fetched.charset)
        # an address may lead on to another one, by which the article is known: it is not asked for again
        seen = set(json.loads(row.seen))
        items = [item for entry in found if (item := self._item(entry, row.url, seen))]
        if items:
            self._work.hand_in(items, who=f"feed {row.number}", what=title or row.url)
        return {
            **well,
            "etag": fetched.etag,
            "modified": fetched.modified,
            "articles": row.articles + len(items),
            "seen": json.dumps([entry.url for entry in found if entry.url]),
            "title": title or row.title,
        }

    def _item(self, entry: FeedEntry, source: str, seen: Set[str]) -> dict[str, Any] | None:
        """An entry as it is handed in; none for what is known, which is not fetched again."""
        if entry.whole is not None:
            try:
                article = finish(entry.whole, Defaults()).article
            except ReadError as error:
                self._store.keep_source_failure(entry.whole.source, error)
                return None
            return None if self._is_known(article) else {**article.model_dump(mode="json"), "source": source}
        if not entry.url or entry.url in seen or self._store.has_address(entry.url):
            return None
        return {"url": entry.url, "source": source}

    def _is_known(self, article: Article) -> bool:
        if not article.url or not self._store.has_address(article.url):
            return False
        return self._store.article(article.url).article.text == article.text

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK):
            try:
                while not self._stopped.is_set() and self.look():
                    pass
            except StoreError as error:
                _log.warning("%s", error)


def _feed(row: Any) -> Feed:
    return Feed(
        row.number,
        row.url,
        row.title,
        row.every,
        row.next,
        row.asked,
        row.succeeded,
        row.failed,
        row.problem,
        row.articles,
    )
