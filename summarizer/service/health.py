"""Whether the service lives and is ready, and figures for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from summarizer.errors import StoreError
from summarizer.service.problems import ProblemError
from summarizer.store import Store

router = APIRouter(tags=["health"])

_registry = CollectorRegistry()
_requests = Counter("summarizer_http_requests", "Requests.", ("method", "route", "status"), registry=_registry)
_seconds = Histogram("summarizer_http_seconds", "Seconds of requests.", ("method", "route"), registry=_registry)
_articles = Gauge("summarizer_articles", "Articles in the store, by state.", ("state",), registry=_registry)
_stories = Gauge("summarizer_stories", "Stories in the store.", registry=_registry)
_due = Gauge("summarizer_stories_due", "Stories that are to be read again.", registry=_registry)
_stopped = Gauge("summarizer_budget_used_up", "1 while today's budget is used up.", registry=_registry)
_tokens = Gauge("summarizer_tokens", "Tokens paid for so far.", ("model", "what", "direction"), registry=_registry)


@router.get("/livez", response_class=PlainTextResponse)
def livez() -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz", response_class=PlainTextResponse)
def readyz(request: Request) -> Response:
    """The store answers too."""
    store: Store = request.app.state.store
    try:
        store.count_due()
    except StoreError as error:
        raise ProblemError(503, error.problem, error.remedy) from None
    return Response("ready\n", media_type="text/plain")


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Figures as Prometheus reads them."""
    store: Store = request.app.state.store
    counts = store.counts()
    for state in ("waiting", "failed"):
        _articles.labels(state).set(counts[state])
    _articles.labels("all").set(counts["articles"])
    _stories.set(counts["stories"])
    _due.set(counts["due"])
    _stopped.set(bool(request.app.state.work.budget.used_up(store)))
    for one in store.spending():
        _tokens.labels(one.model, one.what, "input").set(one.usage.input_tokens)
        _tokens.labels(one.model, one.what, "output").set(one.usage.output_tokens)
    return Response(generate_latest(_registry), media_type=CONTENT_TYPE_LATEST)


def observe(request: Request, status: int, seconds: float) -> None:
    """Counts a request, by its route and not by its address: there are as many of these as there are articles."""
    route = route_of(request)
    _requests.labels(request.method, route, str(status)).inc()
    _seconds.labels(request.method, route).observe(seconds)


def route_of(request: Request) -> str:
    """The route that a request went to."""
    return str(getattr(request.scope.get("route"), "path", "(none)"))
