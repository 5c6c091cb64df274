"""Every fault is retried by exactly one layer, and told apart from the others."""

from __future__ import annotations

import datetime as dt
import json
import time
from email.utils import format_datetime, formatdate

import httpx2
import pytest

from summarizer.errors import (
    AccessError,
    AnswerError,
    ContextError,
    EndpointError,
    FilterError,
    ModelError,
    RefusalError,
    TruncatedError,
)
from summarizer.extraction.answer import ANSWER_SCHEMA, RawAnswer
from summarizer.llm import client as wiring
from summarizer.llm import faults
from summarizer.llm.client import ATTEMPTS, ChatModel
from summarizer.usage import Usage
from tests.endpoint import Endpoint, Reply, completion, cut_off, dropped, fault, serving

GOOD = completion(json.dumps({"g": "Nothing happened.", "n": [], "e": [], "s": [], "q": [], "c": []}))
BAD = completion('{"g": "no lists"}')
MESSAGES = [{"role": "system", "content": "Fixed."}, {"role": "user", "content": "Text with {{ 7 * 7 }} in it."}]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


async def ask(endpoint: Endpoint, **options: object) -> tuple[RawAnswer, Usage]:
    chat = ChatModel("scripted", base_url=endpoint.base_url, api_key="sk-secret", **options)  # type: ignore[arg-type]
    try:
        return await chat.ask(MESSAGES, ANSWER_SCHEMA, RawAnswer)
    finally:
        await chat.aclose()


@pytest.mark.parametrize(
    ("replies", "requests", "re_asks"),
    [
        pytest.param([GOOD], 1, 0, id="good"),
        pytest.param([BAD, GOOD], 2, 1, id="wrong shape, then good"),
        pytest.param([completion("not JSON"), GOOD], 2, 1, id="no JSON, then good"),
        pytest.param([fault(429, retry_after="0"), GOOD], 2, 0, id="rate limit"),
        pytest.param([fault(500), fault(503), GOOD], 3, 0, id="server errors"),
        pytest.param([dropped(), GOOD], 2, 0, id="connection reset"),
        pytest.param([cut_off(), GOOD], 2, 0, id="body cut off"),
        pytest.param([Reply(body=b'{"choices": [{"ind'), GOOD], 2, 0, id="malformed JSON body"),
        pytest.param([fault(500), BAD, fault(429), dropped(), GOOD], 5, 1, id="all of it"),
    ],
)
async def test_faults_that_pass_cost_no_answer(replies: list[Reply], requests: int, re_asks: int) -> None:
    with serving(*replies) as endpoint:
        answer, usage = await ask(endpoint)
    assert answer.gist == "Nothing happened."
    assert len(endpoint.requests) == usage.requests == requests
    assert usage.re_asks == re_asks
    assert (usage.input_tokens, usage.output_tokens) == (100 * (1 + re_asks), 10 * (1 + re_asks))


@pytest.mark.parametrize(
    ("reply", "error", "requests", "says"),
    [
        pytest.param(fault(500), EndpointError, ATTEMPTS, "500", id="server error for ever"),
        pytest.param(fault(429), EndpointError, ATTEMPTS, "429", id="rate limit for ever"),
        pytest.param(fault(429, x_should_retry="false"), EndpointError, 1, "429", id="told not to retry"),
        pytest.param(fault(429, "insufficient_quota"), AccessError, 1, "quota", id="no quota"),
        pytest.param(fault(401, "invalid_api_key"), AccessError, 1, "OPENAI_API_KEY", id="wrong key"),
        pytest.param(fault(404, "model_not_found"), EndpointError, 1, "model's name", id="no such model"),
        pytest.param(fault(400, "context_length_exceeded"), ContextError, 1, "longer than", id="context"),
        pytest.param(fault(400, "content_filter"), FilterError, 1, "endpoint", id="filter before the answer"),
        pytest.param(
            fault(400, None, "response_format json_schema is not supported"),
            EndpointError,
            1,
            "--structured json_object",
            id="no strict mode",
        ),
        pytest.param(completion(None, refusal="I can't."), RefusalError, 1, "I can't.", id="refusal"),
        pytest.param(completion('{"g": "', finish="length"), TruncatedError, 1, "output limit", id="truncated"),
        pytest.param(completion("", finish="content_filter"), FilterError, 1, "filter", id="filter"),
        pytest.param(BAD, AnswerError, 2, "JSON Schema", id="wrong shape for ever"),
        pytest.param(
            Reply(body=b"<html>Welcome</html>", content_type="text/html"), EndpointError, 1, "base URL", id="a web page"
        ),
        pytest.param(Reply(body=b'{"status": "ok"}'), EndpointError, 1, "base URL", id="JSON of another shape"),
        pytest.param(Reply(502, b"<html>proxy</html>", content_type="text/html"), EndpointError, 5, "502", id="proxy"),
    ],
)
async def test_faults_that_stay_are_told_apart_and_not_paid_for_twice(
    reply: Reply, error: type[ModelError], requests: int, says: str
) -> None:
    with serving(reply) as endpoint, pytest.raises(error) as raised:
        await ask(endpoint)
    assert type(raised.value) is error
    assert says in str(raised.value)
    assert "<html>" not in str(raised.value)
    assert len(endpoint.requests) == raised.value.usage.requests == requests


async def test_what_a_failed_call_cost_is_kept() -> None:
    with serving(BAD) as endpoint, pytest.raises(AnswerError) as raised:
        await ask(endpoint)
    assert raised.value.usage == Usage(requests=2, re_asks=1, input_tokens=200, output_tokens=20)


async def test_an_endpoint_that_is_down_is_named() -> None:
    with serving(GOOD) as endpoint:
        pass
    with pytest.raises(EndpointError, match="cannot be reached") as raised:
        await ask(endpoint)
    assert endpoint.base_url in str(raised.value)
    assert raised.value.usage.requests == ATTEMPTS


async def test_a_trickle_of_bytes_does_not_outlast_the_deadline() -> None:
    slow = Reply(body=GOOD.body, seconds_per_byte=0.05)
    with serving(slow) as endpoint, pytest.raises(EndpointError, match="in time"):
        await ask(endpoint, timeout=0.2)


async def test_strict_schema_on_the_wire_and_the_article_as_it_is() -> None:
    with serving(GOOD) as endpoint:
        await ask(endpoint, parameters={"temperature": 0})
    body = endpoint.requests[0]["body"]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"] == ANSWER_SCHEMA
    assert body["messages"] == MESSAGES
    assert body["temperature"] == 0


async def test_json_object_is_for_endpoints_without_strict_mode() -> None:
    with serving(GOOD) as endpoint:
        await ask(endpoint, structured="json_object")
    assert endpoint.requests[0]["body"]["response_format"] == {"type": "json_object"}


def test_the_schema_is_one_that_strict_mode_takes() -> None:
    def check(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            assert not {"maxLength", "minLength", "maxItems", "default", "title"} & set(node) - set(
                node.get("properties", {})
            )
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(ANSWER_SCHEMA)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e300"}, 365 * 86400.0),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert faults.retry_after(httpx2.Headers(headers)) == seconds


@pytest.mark.parametrize("day", ["1999-12-31", "2099-01-01"])
def test_a_date_to_retry_after_is_counted_by_the_clock_that_gave_it(day: str) -> None:
    now = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    headers = {"date": format_datetime(now, usegmt=True), "retry-after": format_datetime(now + dt.timedelta(seconds=7))}
    assert faults.retry_after(httpx2.Headers(headers)) == 7


def test_retry_after_may_be_a_date() -> None:
    headers = httpx2.Headers({"retry-after": formatdate(time.time() + 3600, usegmt=True)})
    assert faults.retry_after(headers) == pytest.approx(3600, abs=120)
