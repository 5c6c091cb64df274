"""The application: who may come in, limits, and the routes of the API and the desk."""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from mcp.server.transport_security import TransportSecuritySettings
from opentelemetry.trace import SpanKind
from starlette.concurrency import run_in_threadpool

from summarizer.service import api, desk, feeds, folders, health, notifications, tracing
from summarizer.service import keys as access
from summarizer.service.agents import make_server
from summarizer.service.problems import ProblemError, add_problems, as_json, describe
from summarizer.service.request_limits import RequestLimit
from summarizer.service.work import Work
from summarizer.versions import __version__

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context

    from summarizer.api import Summarizer
    from summarizer.store import Store

MAX_BODY = 20_000_000
"""Bytes of a request."""
_OPEN = {
    "/livez",
    "/readyz",
    "/login",
    "/static/desk.css",
    "/static/report.css",
    "/static/report.js",
    "/static/desk.js",
}
_LOGINS = 20  # tries a minute from one address
_AGENTS = "/mcp"
_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a service is started with.

    Attributes:
        insecure: whether anybody may do anything when there is no key.
        local: whether only the machine itself can reach it.
        folders: what is put into them is handed in.
        requests_per_minute: of each key, in this process; 0 for as many as it likes.
        public: the address under which people reach it, in links of feeds and mails; as it was asked by default.
    """

    local: bool
    insecure: bool = False
    folders: tuple[Path, ...] = ()
    requests_per_minute: int = 1200
    public: str = ""


def make_app(store: Store, work: Work, setting: Setting) -> FastAPI:
    """The application on a store; `work` is begun and ended with it."""

    watchers = (
        feeds.FeedWatcher(store, work),
        notifications.Notifier(store, setting.public),
        folders.FolderWatcher(store, work, setting.folders),
    )

    server = make_server(store, partial(_who_reads, work))
    # whose requests these are, and from which pages, is seen to below, as for all others
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    agents = server.streamable_http_app(stateless_http=True, json_response=True, transport_security=unguarded)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(work.__enter__)
        for each in watchers:
            each.start()
        try:
            async with server.session_manager.run():
                yield
        finally:
            for each in watchers:
                await run_in_threadpool(each.stop)
            await run_in_threadpool(work.__exit__, None, None, None)

    app = FastAPI(
        title="summarizer",
        version=__version__,
        summary="Who said what, who stands where, what happened when, and how we know it.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.store, app.state.work, app.state.setting = store, work, setting
    add_problems(app, desk.error_page)
    app.include_router(health.router)
    app.include_router(api.router)
    app.include_router(desk.router)
    app.router.routes.extend(agents.routes)
    describe(app)

    of_keys, of_logins = RequestLimit(setting.requests_per_minute), RequestLimit(_LOGINS)

    @app.middleware("http")
    async def guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        """Lets in who may come in, keeps browsers from being misused, and notes each change."""
        begun = time.perf_counter()
        try:
            _check_host(request, setting)
            _check_size(request)
            _check_origin(request)
            request.state.caller = await run_in_threadpool(_caller, request, store, setting)
            _check_rate(request, of_keys, of_logins)
        except ProblemError as error:
            if error.problem.status == 401 and "text/html" in request.headers.get("accept", ""):
                return Response(status_code=303, headers={"Location": "/login"})
            return as_json(error.problem, error.headers)
        with tracing.tracer.start_as_current_span(request.method, kind=SpanKind.SERVER) as span:
            answer = await call(request)
            route = health.route_of(request)
            span.update_name(f"{request.method} {route}")
            span.set_attributes({"http.request.method": request.method, "http.route": route})
            span.set_attribute("http.response.status_code", answer.status_code)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("X-Frame-Options", "DENY")
        answer.headers.setdefault("Cache-Control", "no-store")
        health.observe(request, answer.status_code, time.perf_counter() - begun)
        if request.method in _CHANGING and request.state.caller is not None and request.url.path != _AGENTS:
            caller = request.state.caller
            await run_in_threadpool(access.note, store, caller, request.method, request.url.path, answer.status_code)
        return answer

    return app


def _who_reads(work: Work, context: Context[Any, Any]) -> Summarizer | None:
    """Who reads a text for an agent: the model costs money, so the key must be an analyst's."""
    request = context.request_context.request
    caller: access.Caller | None = getattr(getattr(request, "state", None), "caller", None)
    return work.summarizer if caller is not None and caller.may("analyst") else None


def _caller(request: Request, store: Store, setting: Setting) -> access.Caller | None:
    """Who asks; nobody on pages that are open to all.

    Raises:
        ProblemError: nobody whom we know.
    """
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer" and secret:
        found = access.caller_of_key(store, secret.strip())
    elif token := request.cookies.get(desk.COOKIE):
        found = access.caller_of_session(store, token)
    if found is None and not scheme and (setting.insecure or setting.local) and not access.has_keys(store):
        found = access.LOCAL
    if found is None and request.url.path not in _OPEN:
        raise ProblemError(
            401,
            "Nobody is known by this key." if scheme else "A key is needed.",
            "Send it as Authorization: Bearer …; `summarizer keys add` makes one.",
            {"WWW-Authenticate": "Bearer"},
        )
    return found


def _check_host(request: Request, setting: Setting) -> None:
    """A page somewhere else may have a name of its own point at this machine: only our own names are answered."""
    if not setting.local:
        return
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host != "localhost" and not _is_loopback(host):
        raise ProblemError(421, f"This service is not {host or 'nobody'}.", "Ask it as localhost or 127.0.0.1.")


def _check_size(request: Request) -> None:
    length = request.headers.get("content-length")
    if length is None and request.method in _CHANGING and "transfer-encoding" in request.headers:
        raise ProblemError(411, "The request does not say how long it is.", "Send Content-Length.")
    if length is not None and (not length.isdigit() or int(length) > MAX_BODY):
        raise ProblemError(413, f"The request is longer than {MAX_BODY:,} bytes.", "Send the articles in several.")


def _check_origin(request: Request) -> None:
    """A page of somebody else may send forms here with our cookie: what changes something comes from our own pages."""
    if request.method not in _CHANGING:
        return
    # browsers say whose page it was; an older one says only its origin, and “null” where a page wants no referrer sent
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign:
        raise ProblemError(403, "A page of another site may not change anything here.", "Use the desk itself.")


def _check_rate(request: Request, of_keys: RequestLimit, of_logins: RequestLimit) -> None:
    caller: access.Caller | None = request.state.caller
    pause = 0.0
    if request.method == "POST" and request.url.path == "/login":
        pause = of_logins.wait(request.client.host if request.client else "")
    elif caller is not None and caller.key:
        pause = of_keys.wait(caller.key)
    if pause:
        seconds = math.ceil(pause)
        raise ProblemError(429, "Too many requests.", f"Ask again in {seconds} seconds.", {"Retry-After": str(seconds)})


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
