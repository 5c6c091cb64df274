"""Feeds in: only what is new is asked for, and a failing server is left alone for longer and longer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from summarizer import Summarizer
from summarizer.errors import UsageError
from summarizer.service.feeds import FeedWatcher, add_feed, add_opml, list_feeds, remove_feed
from summarizer.service.work import Work
from summarizer.sources.fetch import fetch
from summarizer.store import Store
from tests.service.conftest import until

_ITEM = """<item><title>{title}</title><link>{link}</link><pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate>
<description>A summary.</description></item>"""
_PAGE = """<html><head><title>{n}</title></head><body><article><h1>Report {n}</h1>
<p>The ferry Aurora number {n} sank off Ostrava harbour on Monday night, the coast guard said in a statement.</p>
<p>Captain Jan Novak was rescued from the water by a fishing boat near the harbour, witnesses told reporters.</p>
</article></body></html>"""


class Site:
    """A newspaper with a feed."""

    def __init__(self) -> None:
        self.items: list[int] = [1, 2]
        self.status = 200
        self.feed = ""
        self.asked: list[tuple[str, int]] = []
        self.url = ""

    def answer(self, path: str, etag: str | None) -> tuple[int, str, str]:
        if path == "/feed.xml":
            tag = f'"{self.items}"'
            if self.status != 200:
                return self.status, "", ""
            if etag == tag:
                return 304, "", tag
            if self.feed:
                return 200, self.feed, ""
            items = "".join(_ITEM.format(title=f"Report {n}", link=f"{self.url}/go/{n}") for n in self.items)
            return 200, f'<rss version="2.0"><channel><title>The Post</title>{items}</channel></rss>', tag
        if path.startswith("/go/"):
            return 302, path.replace("go", "page"), ""
        return 200, _PAGE.format(n=path.rpartition("/")[2]), ""


@contextmanager
def serving(site: Site) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, tag = site.answer(self.path, self.headers.get("If-None-Match"))
            site.asked.append((self.path, status))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
                body = ""
            self.send_header("Content-Type", "text/xml" if self.path == "/feed.xml" else "text/html")
            if tag:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    with serving(one):
        yield one


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with Store(tmp_path / "s.sqlite") as store, Summarizer("builtin") as summarizer:
        get = partial(fetch, public_only=True, allowed=frozenset(["127.0.0.1"]))
        with Work(store, summarizer, get, concurrency=2) as work:
            yield work


def look_again(work: Work) -> None:
    from sqlalchemy import update

    from summarizer.store.tables import feeds

    with work.store.database.writing() as connection:
        connection.execute(update(feeds).values(next=0.0))
    assert FeedWatcher(work.store, work).look()


def read(work: Work, count: int) -> None:
    until(lambda: work.store.counts()["articles"] == count and not work.store.counts()["waiting"], 30)


def test_what_is_new_in_a_feed_comes_in_once(work: Work, site: Site) -> None:
    add_feed(work.store, f"{site.url}/feed.xml")
    watcher = FeedWatcher(work.store, work)
    assert watcher.look()
    assert not watcher.look(), "it is not time yet"
    read(work, 2)
    look_again(work)
    assert site.asked[-1] == ("/feed.xml", 304)
    site.items.append(3)
    look_again(work)
    read(work, 3)
    pages = [path for path, status in site.asked if path.startswith("/page/") and status == 200]
    assert sorted(pages) == ["/page/1", "/page/2", "/page/3"], "each once"
    (feed,) = list_feeds(work.store)
    assert (feed.title, feed.articles, feed.failed) == ("The Post", 3, 0)


def test_a_failing_feed_is_left_alone_and_comes_back(work: Work, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    add_feed(work.store, f"{site.url}/feed.xml")
    site.status = 500
    pauses = []
    for _ in range(3):
        look_again(work)
        (feed,) = list_feeds(work.store)
        pauses.append(feed.next - (feed.asked or 0))
    assert feed.failed == 3
    assert "500" in feed.problem
    assert [feed.problem in one for one in caplog.messages] == [True] * 3, "each is in the log"
    assert pauses[0] < pauses[1] < pauses[2]
    site.status = 200
    look_again(work)
    (feed,) = list_feeds(work.store)
    assert (feed.failed, feed.problem) == (0, "")


def test_a_json_feed_comes_in_as_well(work: Work, site: Site) -> None:
    whole = "The council of Graz voted on Monday, the mayor said. " * 3
    items = [{"id": "1", "url": f"{site.url}/page/1"}, {"id": "2", "url": "https://x.example/2", "content_text": whole}]
    site.feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Post", "items": items})
    add_feed(work.store, f"{site.url}/feed.xml")
    assert FeedWatcher(work.store, work).look()
    read(work, 2)
    (feed,) = list_feeds(work.store)
    assert (feed.title, feed.articles) == ("The Post", 2)
    assert work.store.article("https://x.example/2").article.text.startswith("The council of Graz")
    site.feed = '{"items": 1}'
    look_again(work)
    assert "JSON Feed" in list_feeds(work.store)[0].problem


def test_opml(work: Work) -> None:
    outline = '<outline text="A"><outline text="B" xmlUrl="https://b.example/f"/></outline>'
    opml = f'<opml version="2.0"><body>{outline}</body></opml>'
    assert [one.title for one in add_opml(work.store, opml)] == ["B"]
    with pytest.raises(UsageError, match="entities"):
        add_opml(work.store, '<!DOCTYPE x [<!ENTITY a "b">]><opml/>')
    with pytest.raises(UsageError, match="no OPML"):
        add_opml(work.store, "<opml")
    remove_feed(work.store, list_feeds(work.store)[0].number)
    assert list_feeds(work.store) == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "feed.xml", "gopher://x"])
def test_addresses_that_are_none(work: Work, url: str) -> None:
    with pytest.raises(UsageError, match="no http"):
        add_feed(work.store, url)
