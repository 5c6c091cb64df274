"""What watches see is sent: signed, once, again where it was not taken, and nowhere that is not public."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook

from summarizer import Summarizer
from summarizer.errors import UsageError
from summarizer.service import notifications
from summarizer.service.folders import FolderWatcher
from summarizer.service.notifications import Mailer, Notifier, add_channel, list_channels, remove_channel
from summarizer.service.watches import Query, add_watch
from summarizer.service.work import Work
from summarizer.sources.fetch import fetch, post
from summarizer.store import Store
from summarizer.store.tables import channels, messages
from tests.service.conftest import until
from tests.service.test_api import given
from tests.store.stories import article


class Receiver:
    """Takes webhooks, or does not."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = one.answers.pop(0) if one.answers else 204
            one.taken.append((dict(self.headers), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield from _served(server, one)


class Post:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.url = ""


@pytest.fixture
def mail_server() -> Iterator[Post]:
    one = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    data = b""
                    while (line := self.rfile.readline()) != b".\r\n":
                        data += line
                    one.taken.append(data)
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    yield from _served(server, one)


def _served(server: socketserver.BaseServer, one: Any) -> Iterator[Any]:
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def work(tmp_path: Path, mail_server: Post, request: pytest.FixtureRequest) -> Iterator[Work]:
    allowed = frozenset(getattr(request, "param", ["127.0.0.1"]))
    with Store(tmp_path / "s.sqlite") as store, Summarizer("builtin") as summarizer:
        guarded = {"public_only": True, "allowed": allowed}
        with Work(
            store,
            summarizer,
            partial(fetch, **guarded),  # type: ignore[arg-type]
            concurrency=2,
            post=partial(post, **guarded),  # type: ignore[arg-type]
            mailer=Mailer(mail_server.url, "desk@example.org"),
        ) as work:
            yield work


def hand_in(work: Work, *names: str) -> None:
    before = work.store.counts()["articles"]
    work.hand_in([given(article(name, 0)) for name in names], who="test")
    until(lambda: work.store.counts()["articles"] == before + len(names), 30)
    until(lambda: not {"waiting", "due"} & {name for name, count in work.store.counts().items() if count}, 30)


def state(work: Work, number: int) -> Any:
    with work.store.database.reading() as connection:
        return connection.execute(select(messages).where(messages.c.number == number)).one()


def test_a_webhook_is_signed_and_tried_again(work: Work, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "_PAUSES", (0.1,) * 7)
    watch = add_watch(work.store, "Ferry", Query(words="aurora"), "ana")
    _, secret = add_channel(work.store, watch.number, "webhook", receiver.url, "ana")
    receiver.answers = [500, 503]
    hand_in(work, "ferry", "budget")
    notifier = Notifier(work.store)
    (number,) = notifier.look()
    assert notifier.look() == [], "it is told once"
    until(lambda: state(work, number).state == "sent", 30)
    assert len(receiver.taken) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1, "by which a receiver knows it again"
    headers, body = receiver.taken[-1]
    told = Webhook(secret or "").verify(body, headers)
    assert told["data"]["watch"]["name"] == "Ferry"
    assert all("Aurora" in one["headline"] for one in told["data"]["changes"])
    with pytest.raises(Exception, match="signature"):
        Webhook(secret or "").verify(body + b" ", headers)
    hand_in(work, "strike")
    assert notifier.look() == [], "nothing that it is for"


def test_who_wants_no_more_is_left_alone(work: Work, receiver: Receiver) -> None:
    watch = add_watch(work.store, "All", Query(kinds=["added"]), "ana")
    add_channel(work.store, watch.number, "webhook", receiver.url, "ana")
    receiver.answers = [410]
    hand_in(work, "ferry")
    Notifier(work.store).look()
    until(lambda: not list_channels(work.store), 30)


@pytest.mark.parametrize("work", [()], indirect=True)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]"])
def test_nothing_is_sent_to_inner_addresses(work: Work, receiver: Receiver, host: str) -> None:
    watch = add_watch(work.store, "All", Query(kinds=["added"]), "ana")
    add_channel(work.store, watch.number, "webhook", receiver.url.replace("127.0.0.1", host), "ana")
    hand_in(work, "ferry")
    (number,) = Notifier(work.store).look()
    until(lambda: state(work, number).attempts, 30)
    assert "not a public host" in state(work, number).problem
    assert receiver.taken == []


def test_one_digest_for_all_watches_of_an_address(work: Work, mail_server: Post) -> None:
    for name, words in (("Ferry", "aurora"), ("Budget", "budget"), ("None", "zebra")):
        watch = add_watch(work.store, name, Query(words=words), "ana")
        add_channel(work.store, watch.number, "mail", "ana@example.org", "ana")
    hand_in(work, "ferry", "budget")
    notifier = Notifier(work.store, "https://desk.example.org/")
    assert notifier.look() == [], "it is not time yet"
    with work.store.database.writing() as connection:
        connection.execute(update(channels).values(next=0.0))
    (number,) = notifier.look()
    until(lambda: state(work, number).state == "sent", 30)
    (taken,) = mail_server.taken
    message = email.message_from_bytes(taken, policy=email.policy.default)
    assert (message["To"], message["From"]) == ("ana@example.org", "desk@example.org")
    text = message.get_body().get_content()  # type: ignore[union-attr]
    assert "Aurora" in text
    assert text.count("https://desk.example.org/stories/") == 2
    assert "Budget rejected" in text
    assert "None" not in text
    assert [one.sent for one in list_channels(work.store)] == [1, 0, 0]


@pytest.mark.parametrize(
    "target", ["ana", "ana@example.org\nBcc: x@y.org", "a@b.org, c@d.org", "<a@b.org>", "a@b@c.org"]
)
def test_addresses_that_are_none(work: Work, target: str) -> None:
    watch = add_watch(work.store, "All", Query(kinds=["added"]), "ana")
    with pytest.raises(UsageError, match="no mail address"):
        add_channel(work.store, watch.number, "mail", target, "ana")
    with pytest.raises(UsageError, match="no http"):
        add_channel(work.store, watch.number, "webhook", target, "ana")


def test_what_waits_for_a_channel_goes_with_it(work: Work, receiver: Receiver) -> None:
    watch = add_watch(work.store, "All", Query(kinds=["added"]), "ana")
    channel, _ = add_channel(work.store, watch.number, "webhook", receiver.url, "ana")
    receiver.answers = [500]
    hand_in(work, "ferry")
    (number,) = Notifier(work.store).look()
    until(lambda: state(work, number).attempts, 30)
    remove_channel(work.store, channel.number)
    with work.store.database.reading() as connection:
        assert connection.execute(select(messages)).all() == []


def test_what_is_put_into_a_folder_comes_in_once(work: Work, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    watcher = FolderWatcher(work.store, work, [folder])
    file = folder / "deeper" / "a.json"
    file.write_text(article("ferry", 0).model_dump_json(exclude={"id"}), "utf-8")
    assert watcher.look() == 0, "it may still be being written"
    assert watcher.look() == 1
    assert watcher.look() == 0
    until(lambda: work.store.counts()["articles"] == 1, 30)
    again = FolderWatcher(work.store, work, [folder])
    assert [again.look(), again.look()] == [0, 0], "nor after a restart"
    file.write_text(article("ferry", 0, more="A correction: all were saved.").model_dump_json(exclude={"id"}), "utf-8")
    assert [watcher.look(), watcher.look()] == [0, 1]
    until(lambda: work.store.article(str(article("ferry", 0).url)).versions == 2, 30)
    (folder / "broken.json").write_text("{", "utf-8")
    assert [watcher.look(), watcher.look()] == [0, 1]
    assert "broken.json" in work.store.failures()[0].source
    with pytest.raises(UsageError, match="no such folder"):
        FolderWatcher(work.store, work, [tmp_path / "nowhere"])
