"""What reading costs, the budget that stops it, how often one may ask, and what traces hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from summarizer import Summarizer
from summarizer.llm.prices import Price
from summarizer.service import costs, tracing
from summarizer.service.app import Setting, make_app
from summarizer.service.costs import DailyBudget
from summarizer.service.keys import add_key
from summarizer.service.request_limits import RequestLimit
from summarizer.service.work import Work
from summarizer.sources.fetch import fetch
from summarizer.store import Store
from summarizer.usage import Usage
from tests.service.conftest import until
from tests.service.test_api import given
from tests.store.stories import article, articles

Service = tuple[TestClient, Store, DailyBudget]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(costs, "_REMEMBERED", 0.0)
    budget = DailyBudget(max_tokens=1000)
    with Store(tmp_path / "s.sqlite") as store, Summarizer("builtin") as summarizer:
        work = Work(store, summarizer, partial(fetch, public_only=True), concurrency=2, budget=budget)
        app = make_app(store, work, Setting(local=True, requests_per_minute=120))
        with TestClient(app, base_url="http://localhost") as client:
            yield client, store, budget


def ended(client: TestClient, job: str) -> bool:
    return client.get(f"/v1/jobs/{job}").json()["state"] in ("done", "failed")


def test_a_budget_that_is_used_up_stops_work_and_says_so(service: Service) -> None:
    client, store, budget = service
    store.pay("story", "gpt-5-mini", Usage(2, 0, 900, 200))
    job = client.post("/v1/articles", json=given(article("ferry", 0))).json()["id"]
    until(lambda: store.counts()["waiting"], 30)
    told = client.get(f"/v1/jobs/{job}").json()
    assert told["state"] in ("queued", "running")
    assert "1,000 tokens are used up" in told["waits_for"]
    assert "are used up" in client.get("/", headers={"Accept": "text/html"}).text
    assert "summarizer_budget_used_up 1.0" in client.get("/metrics").text
    assert not ended(client, job)
    budget.max_tokens = 5000
    until(lambda: ended(client, job), 30)
    assert store.counts()["waiting"] == 0


def test_costs_by_day_story_and_feed(service: Service) -> None:
    client, store, budget = service
    budget.max_tokens = None
    job = client.post("/v1/articles", json=[given(one) for one in articles()]).json()["id"]
    until(lambda: ended(client, job), 30)
    story = store.article(article("ferry", 0).id).story
    from summarizer.service.feeds import add_feed

    add_feed(store, "https://feed.example/rss")
    number = store.put(article("ferry", 0, more="More."), "https://feed.example/rss").number
    store.pay("article", "gpt-5-mini", Usage(1, 0, 1_000_000, 500_000), article=number)
    store.pay("article", "nobody-knows", Usage(1, 0, 10, 10), article=number)
    spent = client.get("/v1/spending").json()
    assert {(one["model"], one["dollars"] is None) for one in spent["days"]} == {
        ("gpt-5-mini", False),
        ("nobody-knows", True),
    }
    assert (spent["tokens_today"], spent["dollars_today"]) == (1_500_020, None)
    (dearest,) = spent["stories"]
    assert (dearest["story"], dearest["requests"], dearest["dollars"]) == (story, 2, None)
    budget.price, budget.max_cost = Price(1.0, 2.0), 1.5
    spent = client.get("/v1/spending").json()
    assert spent["dollars_today"] == pytest.approx(2.0, abs=0.001)
    assert "$1.50" in spent["stopped"]


def test_a_key_that_asks_too_often_waits(service: Service) -> None:
    client, store, _ = service
    one, other = (add_key(store, name, "reader")[1] for name in "ab")
    asked = [client.get("/v1/stories", headers={"Authorization": f"Bearer {one}"}) for _ in range(40)]
    refused = next(answer for answer in asked if answer.status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/stories", headers={"Authorization": f"Bearer {other}"}).status_code == 200
    tries = [client.post("/login", data={"key": "guessed"}).status_code for _ in range(10)]
    assert tries[0] == 401
    assert tries[-1] == 429


def test_a_limit_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    limit = RequestLimit(60)
    waits = [limit.wait("a") for _ in range(16)]
    assert waits == [0.0] * 15 + [1.0]
    assert limit.wait("b") == 0.0
    now[0] += 1.0
    assert [limit.wait("a") > 0 for _ in range(2)] == [False, True]
    assert not any(RequestLimit(0).wait("a") for _ in range(1000))


def test_traces_say_what_it_took_and_nothing_of_what_it_says(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _, budget = service
    budget.max_tokens = None
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    monkeypatch.setattr(tracing, "tracer", provider.get_tracer("test"))
    job = client.post("/v1/articles", json=given(article("ferry", 0))).json()["id"]
    until(lambda: ended(client, job), 30)
    found = {one.name: dict(one.attributes or {}) for one in spans.get_finished_spans()}
    assert found["read_article"]["gen_ai.request.model"] == "builtin"
    assert found["read_story"]["gen_ai.usage.input_tokens"] == 0
    assert found["POST /v1/articles"]["http.response.status_code"] == 202
    everything = str([(one.name, one.attributes, one.events) for one in spans.get_finished_spans()])
    assert "Aurora" not in everything
    assert job not in everything, "routes, not addresses"
