"""`summarizer serve`: the desk, its API and its workers; `summarizer worker`: workers alone."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summarizer.cli.options import (
    add_command,
    amount,
    asking_options,
    model_options,
    reading_options,
    store_options,
    whole_number,
)
from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.service.costs import DailyBudget
    from summarizer.service.work import Work
    from summarizer.session_options import Options
    from summarizer.store import Store


_STORY_EVERY = {False: 1.0, True: 0.0}  # minutes; the built-in reader costs nothing


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands to the parser."""
    serve = add_command(
        commands,
        "serve",
        "the desk in the browser, its API and its workers",
        "summarizer serve --store news.sqlite --model gpt-5-mini",
        parents=[store_options(), asking_options(), reading_options(), _fetching_options()],
    )
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    serve.add_argument(
        "--port", type=whole_number(1, 65535), default=8000, help="the port to listen on (default: 8000)"
    )
    serve.add_argument(
        "--insecure", action="store_true", help="let anybody in who can reach it, as long as there are no keys"
    )
    serve.add_argument("--no-workers", action="store_true", help="hand work in and leave it to `summarizer worker`")
    serve.add_argument(
        "--folder", action="append", default=[], metavar="DIR", help="hand in what is put there; may be repeated"
    )
    serve.add_argument(
        "--key-requests-per-minute",
        type=whole_number(0),
        default=1200,
        metavar="N",
        help="of each key (default: 1200; 0: no limit)",
    )
    serve.add_argument(
        "--public-url",
        type=_address,
        metavar="URL",
        default=os.environ.get("SUMMARIZER_PUBLIC_URL", ""),
        help="where people reach it, for links in mails, webhooks and feeds (default: SUMMARIZER_PUBLIC_URL)",
    )
    serve.set_defaults(run=_serve)
    worker = add_command(
        commands,
        "worker",
        "a worker of a service, on this machine or another one, on its PostgreSQL",
        "summarizer worker --store postgresql+psycopg://user@host/news --model gpt-5-mini",
        parents=[store_options(), asking_options(), reading_options(), _fetching_options()],
    )
    worker.set_defaults(run=_worker)


def _serve(options: argparse.Namespace) -> int:
    _check_installed()
    import uvicorn

    from summarizer.api import Summarizer
    from summarizer.service import tracing
    from summarizer.service.app import Setting, make_app
    from summarizer.service.keys import has_keys
    from summarizer.store import Store

    folders = tuple(Path(one).resolve() for one in options.folder)
    setting = Setting(
        local=_is_local(options.host),
        insecure=options.insecure,
        folders=folders,
        requests_per_minute=options.key_requests_per_minute,
        public=options.public_url,
    )
    tracing.set_up("web")
    with (
        _listening(options.host, options.port) as sockets,
        Store(options.store) as store,
        Summarizer(options.model, **_reading(options, store)) as summarizer,
    ):
        if not setting.local and not setting.insecure and not has_keys(store):
            raise UsageError(
                f"{options.host} can be reached from other machines, and nobody has a key.",
                "Make one with `summarizer keys add NAME --role admin`, or say --insecure.",
            )
        concurrency = 0 if options.no_workers else options.concurrency
        app = make_app(store, _work(store, summarizer, options, concurrency), setting)
        say(f"The desk: http://{options.host}:{options.port}  (store: {store.name}; reader: {summarizer.model})")
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=10
        )
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):
            server.run(sockets=sockets)
    return ALL_DONE if server.started else SOME_FAILED


def _worker(options: argparse.Namespace) -> int:
    _check_installed()
    from summarizer.api import Summarizer
    from summarizer.service import tracing
    from summarizer.store import Store

    tracing.set_up("worker")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with (
        Store(options.store) as store,
        Summarizer(options.model, **_reading(options, store)) as summarizer,
        _work(store, summarizer, options, options.concurrency),
    ):
        say(f"At work on {store.name}; reader: {summarizer.model}")
        stopped.wait()
    return ALL_DONE


def _reading(options: argparse.Namespace, store: Store) -> Options:
    """How a model is asked; on PostgreSQL its answers are in the store, for workers on other machines have them too."""
    from summarizer.store.answers import SharedAnswers

    given = model_options(options)
    if given["cache"] is True and not store.database.is_sqlite:
        given["cache"] = SharedAnswers(store.database)
    return given


def _work(store: Store, summarizer: object, options: argparse.Namespace, concurrency: int) -> Work:
    from summarizer.api import Summarizer
    from summarizer.service.notifications import Mailer
    from summarizer.service.work import Work
    from summarizer.session_options import BUILTIN
    from summarizer.sources.fetch import fetch, post

    assert isinstance(summarizer, Summarizer)
    allowed = frozenset(options.allow_host)
    mailer = Mailer(options.smtp, options.mail_from) if options.smtp else None
    return Work(
        store,
        summarizer,
        partial(fetch, public_only=True, allowed=allowed),
        concurrency=concurrency,
        post=partial(post, public_only=True, allowed=allowed),
        mailer=mailer,
        budget=_budget(options),
        rest=60
        * (options.story_every if options.story_every is not None else _STORY_EVERY[summarizer.model == BUILTIN]),
    )


def _budget(options: argparse.Namespace) -> DailyBudget:
    from summarizer.llm.prices import given_price
    from summarizer.service.costs import DailyBudget

    price = given_price(options.price) if options.price else None
    return DailyBudget(options.max_tokens_per_day, options.max_cost_per_day, price)


def _fetching_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="fetch from it, and send to it, though it is not public; may be repeated",
    )
    parser.add_argument(
        "--smtp",
        metavar="URL",
        help="server that takes mail, smtp://user:password@host:587 (default: SUMMARIZER_SMTP)",
    )
    parser.add_argument(
        "--mail-from",
        metavar="ADDRESS",
        default="",
        help="the address that mail comes from (default: SUMMARIZER_MAIL_FROM)",
    )
    parser.add_argument(
        "--story-every",
        type=amount,
        metavar="MINUTES",
        help="read a story together at most this often, however many reports come to it (default: 1; with the "
        "built-in reader 0: at each report)",
    )
    spent = parser.add_argument_group("what a day may take, over all processes, until midnight UTC")
    spent.add_argument("--max-tokens-per-day", type=whole_number(0), metavar="N", help="input and output together")
    spent.add_argument("--max-cost-per-day", type=amount, metavar="DOLLARS")
    spent.add_argument(
        "--price", metavar="IN/OUT", help="dollars for a million tokens (default: that of the genai-prices package)"
    )
    return parser


@contextmanager
def _listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Sockets at all addresses of a host, closed in the end.

    Raises:
        UsageError: somebody else listens there, or nobody may.
    """
    with ExitStack() as opened:
        sockets = []
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            for family, at in dict.fromkeys((family, at) for family, _, _, _, at in found):
                sockets.append(opened.enter_context(socket.create_server(at[:2], family=family)))
        except OSError as error:
            raise _cannot_listen(host, port, error) from None
        yield sockets


def _cannot_listen(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"Port {port} of {host} is taken by another program.", "Choose another one with --port.")
    if error.errno == errno.EACCES:
        return UsageError(f"Port {port} may not be listened on.", "Choose one from 1024 on with --port.")
    reason = error.strerror if isinstance(error, socket.gaierror) or not error.errno else os.strerror(error.errno)
    return UsageError(f"{host}, port {port}, cannot be listened on ({reason}).", "Check --host and --port.")


def _address(given: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
        raise argparse.ArgumentTypeError(f"{given} is no address such as https://desk.example.org")
    return given


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_installed() -> None:
    try:
        import dbos
        import fastapi  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The service is not installed ({error.name}).", "Install it: pip install 'summarizer[service]'."
        ) from None
    del dbos
