"""What watches see is told: to webhooks at once, by mail as one digest.

What is to be sent is kept in the same transaction that notes that it has been seen, and then handed to the engine: it
is sent at least once, whatever is killed. A receiver that does not answer is tried again for a day and a half, and in
the meantime nobody else waits.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import re
import secrets
import smtplib
import ssl
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal, Protocol
from urllib.parse import unquote, urlsplit

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID
from dbos._error import DBOSException
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from summarizer.errors import MissingError, ReadError, StoreError, UsageError
from summarizer.service import syndication
from summarizer.service.watches import Watch, get_watch, matching
from summarizer.service.work import RETRIED, at_work
from summarizer.store import Revision, Store
from summarizer.store.tables import add_row, channels, messages, revisions

ChannelKind = Literal["webhook", "mail"]

DAILY = 24 * 3600.0
SHORTEST = 60.0
"""Seconds between two digests, at least."""
_LOOK = 2.0
_MOST = 200  # revisions of one message; what is more comes with the next
_PAUSES = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0)
"""Seconds until a message is tried again, as the Standard Webhooks have it."""
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@[\w.-]{1,253}")

_log = logging.getLogger(__name__)


class Post(Protocol):
    """Sends something to an address: `sources.fetch.post`, with what is allowed."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """A server that takes mail.

    Args:
        url: `smtp://user:password@host:587` (STARTTLS where the server offers it), or `smtps://…:465`.
        sender: the address that mail comes from.

    Raises:
        UsageError: no such URL, or no address.
    """

    url: str
    sender: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise UsageError(
                "The mail server is named as smtp://user:password@host:587 or smtps://….", "Check SUMMARIZER_SMTP."
            )
        check_address(self.sender)

    def send(self, message: EmailMessage) -> None:
        """Hands a message over.

        Raises:
            ReadError: the server does not take it.
        """
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", parts.scheme == "smtps"
        message["From"] = self.sender
        try:
            context = ssl.create_default_context()
            with (
                smtplib.SMTP_SSL(host, parts.port or 465, timeout=30, context=context)
                if secure
                else smtplib.SMTP(host, parts.port or 587, timeout=30)
            ) as server:
                server.ehlo_or_helo_if_needed()
                if not secure and server.has_extn("starttls"):
                    server.starttls(context=context)
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise ReadError(f"{host}: the mail server does not take it ({error}).", "Check SUMMARIZER_SMTP.") from error


@dataclass(frozen=True, slots=True)
class Channel:
    """Where what a watch sees is sent.

    Attributes:
        every: seconds between two digests; of a webhook 0.
        problem: why the last message could not be sent; empty when it was.
    """

    number: int
    watch: int
    kind: ChannelKind
    target: str
    every: float
    who: str
    sent: int
    problem: str


def add_channel(
    store: Store, watch: int, kind: ChannelKind, target: str, who: str, every: float = DAILY
) -> tuple[Channel, str | None]:
    """Has what a watch sees from now on sent somewhere.

    Returns:
        The channel, and for a webhook the secret that its messages are signed with, which is told this once.

    Raises:
        MissingError: there is no such watch.
        UsageError: no address to send to.
    """
    get_watch(store, watch)
    target = target.strip()
    if kind == "mail":
        check_address(target)
        if every < SHORTEST:
            raise UsageError(
                f"{every:g} seconds between two digests are too few.", f"Give “every” as {SHORTEST:.0f} or more."
            )
    elif urlsplit(target).scheme not in ("http", "https") or not urlsplit(target).hostname:
        raise UsageError(f"{target}: this is no http(s) address.", "Give the address that takes the messages.")
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}" if kind == "webhook" else None
    now = time.time()
    with store.database.writing() as connection:
        values = {
            "watch": watch,
            "kind": kind,
            "target": target,
            "secret": secret,
            "every": every if kind == "mail" else 0.0,
            "next": now + every if kind == "mail" else now,
            "after": connection.scalar(select(func.max(revisions.c.number))) or 0,
            "who": who,
        }
        number = add_row(connection, channels, **values)
    return next(one for one in list_channels(store) if one.number == number), secret


def list_channels(store: Store, watch: int | None = None) -> list[Channel]:
    """Where is sent to, for all watches or one, and how it goes."""
    asked = select(channels).order_by(channels.c.number)
    if watch is not None:
        asked = asked.where(channels.c.watch == watch)
    c = messages.c
    with store.database.reading() as connection:
        rows = connection.execute(asked).all()
        sent: dict[int, int] = dict(
            connection.execute(select(c.channel, func.count()).where(c.state == "sent").group_by(c.channel)).all()
        )
        latest = select(func.max(c.number)).where(c.attempts > 0).group_by(c.channel)
        problems: dict[int, str] = dict(
            connection.execute(select(c.channel, c.problem).where(c.number.in_(latest))).all()
        )
    return [
        Channel(
            row.number,
            row.watch,
            row.kind,
            row.target,
            row.every,
            row.who,
            sent.get(row.number, 0),
            problems.get(row.number, ""),
        )
        for row in rows
    ]


def remove_channel(store: Store, number: int) -> None:
    """Sends nothing there any more, also not what waits.

    Raises:
        MissingError: there is none with this number.
    """
    with store.database.writing() as connection:
        if not connection.execute(delete(channels).where(channels.c.number == number)).rowcount:
            raise MissingError(f"There is no channel {number}.")
        connection.execute(delete(messages).where(messages.c.channel == number))


class Notifier:
    """Looks for what watches have seen, and has it sent; of several processes one does for each message.

    Args:
        store: where stories and watches are.
        public: the address under which people reach the desk; without it messages name stories by their ids alone.
    """

    def __init__(self, store: Store, public: str = "") -> None:
        self._store = store
        self._public = public.rstrip("/")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="summarizer-notifications")

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> list[int]:
        """Keeps and hands to the engine what is to be sent now; returns the numbers of the messages."""
        with self._store.database.reading() as connection:
            newest = connection.scalar(select(func.max(revisions.c.number))) or 0
            waiting = select(channels).where(channels.c.after < newest, channels.c.next <= time.time())
            due = connection.execute(waiting.order_by(channels.c.number)).all()
        made = [number for row in due if row.kind == "webhook" for number in self._tell_webhook(row)]
        by_mail: dict[str, list[Any]] = {}
        for row in due:
            if row.kind == "mail":
                by_mail.setdefault(row.target, []).append(row)
        made += [number for target, rows in by_mail.items() for number in self._tell_by_mail(target, rows)]
        for number in made:
            enqueue(number)
        return made

    def look_after(self) -> None:
        """Hands to the engine what was kept, but not handed over before a process was killed."""
        c = messages.c
        asked = select(c.number, c.attempts).where(c.state == "queued", c.at < time.time() - 30)
        with self._store.database.reading() as connection:
            rows = connection.execute(asked.where(c.attempts == 0)).all()
        for row in rows:
            enqueue(row.number)

    def _seen(self, row: Any) -> tuple[Watch, int, list[Revision]]:
        """What the watch of a channel has seen since it was told last, and up to which revision that is."""
        watch = get_watch(self._store, row.watch)
        latest = self._store.changes(row.after, limit=_MOST)
        found = matching(self._store, watch.query, latest)
        return watch, latest[-1].number if latest else row.after, found

    def _tell_webhook(self, row: Any) -> list[int]:
        try:
            watch, last, found = self._seen(row)
        except MissingError:
            return self._drop(row)
        body = json.dumps(
            {
                "type": "watch.seen",
                "timestamp": _moment(time.time()),
                "data": {
                    "watch": {"number": watch.number, "name": watch.name},
                    "changes": [_as_data(one, self._public) for one in found],
                },
            },
            ensure_ascii=False,
        )
        return self._keep([(row, last)], "webhook", row.target, watch.name, body if found else None)

    def _tell_by_mail(self, target: str, rows: Sequence[Any]) -> list[int]:
        told, lines, count = [], [], 0
        for row in rows:
            try:
                watch, last, found = self._seen(row)
            except MissingError:
                self._drop(row)
                continue
            told.append((row, last))
            if found:
                count += len(found)
                lines += [watch.name, "=" * len(watch.name), "", *_as_lines(found, self._public)]
        subject = f"{count} {'story has' if count == 1 else 'changes in stories have'} news for your watches"
        return self._keep(told, "mail", target, subject, "\n".join(lines) if lines else None)

    def _keep(
        self, told: Sequence[tuple[Any, int]], kind: ChannelKind, target: str, subject: str, body: str | None
    ) -> list[int]:
        """Notes up to where channels have been told, and the message; nothing when another process was first."""
        now = time.time()
        with self._store.database.writing() as connection:
            for row, last in told:
                there = channels.c.number == row.number, channels.c.after == row.after
                moved = connection.execute(update(channels).where(*there).values(after=last, next=now + row.every))
                if not moved.rowcount:
                    connection.rollback()
                    return []
            if body is None or not told:
                return []
            values = {"id": f"msg_{uuid.uuid4().hex}", "channel": told[0][0].number, "at": now, "kind": kind}
            values |= {"target": target, "subject": subject, "body": body, "state": "queued", "attempts": 0}
            return [add_row(connection, messages, **values, problem="")]

    def _drop(self, row: Any) -> list[int]:
        """A channel of a watch that is kept no more goes with it."""
        with self._store.database.writing() as connection:
            connection.execute(delete(channels).where(channels.c.number == row.number))
        return []

    def _run(self) -> None:
        while not self._stopped.wait(_LOOK):
            try:
                self.look()
                self.look_after()
            except StoreError as error:
                _log.warning("%s", error)
            except (SQLAlchemyError, DBOSException):
                _log.exception("Telling failed; it is tried again.")


def enqueue(message: int, attempt: int = 0, pause: float = 0.0) -> None:
    """Has a message sent by the engine, now or later."""
    with SetWorkflowID(f"send-{message}-{attempt}"), SetEnqueueOptions(delay_seconds=pause or None):
        DBOS.enqueue_workflow("messages", send_message, message, attempt)


@DBOS.workflow(name="send_message")
def send_message(message: int, attempt: int) -> dict[str, Any]:
    """Sends a message; one that is not taken is tried again, longer and longer after."""
    result = send_step(message)
    if result["state"] == "queued":
        enqueue(message, attempt + 1, _PAUSES[attempt])
    return result


@DBOS.step(name="send_message", **RETRIED)
def send_step(message: int) -> dict[str, Any]:
    """Sends a message once, and notes how it went."""
    work = at_work()
    c = messages.c
    with work.store.database.reading() as connection:
        row = connection.execute(select(messages).where(c.number == message)).one_or_none()
        secret = row and connection.scalar(select(channels.c.secret).where(channels.c.number == row.channel))
    if row is None or row.state != "queued":
        return {"state": "gone" if row is None else row.state}
    problem, gone = "", False
    try:
        if row.kind == "webhook":
            status = _post(row, secret or "")
            gone = status == 410
            problem = "" if 200 <= status < 300 else f"The receiver answers {status}."
        else:
            _mail(row)
    except ReadError as error:
        problem = str(error)
    attempts = row.attempts + 1
    state = "sent" if not problem else ("failed" if gone or attempts > len(_PAUSES) else "queued")
    with work.store.database.writing() as connection:
        connection.execute(
            update(messages).where(c.number == message).values(state=state, attempts=attempts, problem=problem)
        )
        if gone:  # whoever answers so wants no more, say the Standard Webhooks
            connection.execute(delete(channels).where(channels.c.number == row.channel))
    return {"state": state, "problem": problem}


def _post(row: Any, secret: str) -> int:
    from standardwebhooks.webhooks import Webhook

    work = at_work()
    if work.post is None:
        raise ReadError("This process sends no webhooks.", "Start it by `summarizer serve` or `summarizer worker`.")
    now = dt.datetime.now(dt.UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(row.id, now, row.body),
    }
    return work.post(row.target, row.body.encode(), headers)


def _mail(row: Any) -> None:
    mailer = at_work().mailer
    if mailer is None:
        raise ReadError("No mail server is set.", "Start the service with SUMMARIZER_SMTP and SUMMARIZER_MAIL_FROM.")
    message = EmailMessage()
    message["To"], message["Subject"] = row.target, row.subject
    message["Date"], message["Message-ID"] = format_datetime(dt.datetime.now(dt.UTC)), f"<{row.id}@summarizer>"
    message.set_content(row.body)
    mailer.send(message)


def check_address(address: str) -> None:
    """Takes what looks like an address, and nothing that would be a header or several.

    Raises:
        UsageError: it is none.
    """
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"{address!r} is no mail address.", "Write one, as name@example.org.")


def _as_data(revision: Revision, public: str) -> dict[str, Any]:
    return {
        "number": revision.number,
        "story": revision.story,
        **({"url": f"{public}/stories/{revision.story}"} if public else {}),
        "revision": revision.revision,
        "at": _moment(revision.at),
        "headline": revision.headline,
        "changes": [one.model_dump(mode="json", exclude_none=True) for one in revision.changes],
    }


def _as_lines(revisions: Sequence[Revision], public: str) -> list[str]:
    lines = []
    for one in revisions:
        where = f"{public}/stories/{one.story}" if public else f"story {one.story}"
        told = [f"  {line}" for line in syndication.change_lines(one, before=True)]
        lines += [f"{one.headline} ({_moment(one.at)})", *told, f"  {where}", ""]
    return lines


def _moment(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
