"""The ways of known servers: what each says that OpenAI would say otherwise, and what comes of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from summarizer.errors import (
    AccessError,
    AnswerError,
    ContextError,
    EndpointError,
    FilterError,
    ModelError,
    RateLimitError,
    RefusalError,
    SummarizerError,
)
from summarizer.extraction.answer import ANSWER_SCHEMA, RawAnswer
from summarizer.llm import client as wiring
from summarizer.llm import faults, transport
from summarizer.llm.client import ATTEMPTS, ChatModel, Structured
from summarizer.llm.rate_limit import RateLimit
from summarizer.usage import Usage
from tests.endpoint import Endpoint, QuietHandler, Reply, completion, fault, listening, serving

JSON = json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []})
GOOD = completion(JSON)
MESSAGES = [{"role": "user", "content": "Read."}]
MODES: tuple[Structured, ...] = ("json_schema", "json_object", "tools")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)
    monkeypatch.setattr(wiring, "LOADING", 0.0)


async def ask(base_url: str, **options: Any) -> tuple[RawAnswer, Usage]:
    chat = ChatModel("scripted", base_url=base_url, api_key="sk-secret-1234", **options)
    try:
        return await chat.ask(MESSAGES, ANSWER_SCHEMA, RawAnswer)
    finally:
        await chat.aclose()


def body(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


def message(finish: str = "stop", **fields: object) -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", "content": None, **fields}, "finish_reason": finish}
    return body({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})


def tool_call(arguments: object) -> Reply:
    call = {"id": "1", "type": "function", "function": {"name": "answer", "arguments": arguments}}
    return message("tool_calls", tool_calls=[call])


@pytest.mark.parametrize("structured", MODES)
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(GOOD, id="as OpenAI"),
        pytest.param(completion(f"<think>hm</think>\n```json\n{JSON}\n```\nSee [docs]."), id="wrapped"),
        pytest.param(completion(f"{JSON} and then th", finish="length"), id="cut off behind it"),
        pytest.param(tool_call(JSON), id="a tool, as OpenAI"),
        pytest.param(tool_call(json.loads(JSON)), id="a tool, its arguments an object"),
        pytest.param(message(content="", reasoning_content=JSON), id="LM Studio: within the thought"),
        pytest.param(message(content="", reasoning=JSON), id="Ollama: within the thought"),
        pytest.param(message(content=[{"type": "text", "text": JSON}]), id="Mistral: in parts"),
    ],
)
async def test_an_answer_is_understood_in_every_mode(structured: Structured, reply: Reply) -> None:
    with serving(reply) as endpoint:
        answer, usage = await ask(endpoint.base_url, structured=structured)
    assert answer.gist == "It rains."
    assert usage.requests == 1


@pytest.mark.parametrize("structured", MODES)
async def test_a_wrong_answer_is_asked_for_again_in_every_mode(structured: Structured) -> None:
    with serving(tool_call('{"g": 1}'), completion(f"Sorry! ```{JSON}```")) as endpoint:
        answer, usage = await ask(endpoint.base_url, structured=structured)
    assert answer.gist == "It rains."
    assert (usage.requests, usage.re_asks) == (2, 1)
    assert all("tool_calls" not in each for each in endpoint.requests[1]["body"]["messages"])


async def test_tools_are_asked_for_as_all_known_servers_take_it() -> None:
    with serving(tool_call(JSON)) as endpoint:
        await ask(endpoint.base_url, structured="tools")
    sent = endpoint.requests[0]["body"]
    assert sent["tool_choice"] == "required"
    assert sent["tools"][0]["function"]["parameters"] == ANSWER_SCHEMA
    assert "response_format" not in sent


@pytest.mark.parametrize("structured", MODES)
async def test_nobody_is_told_to_use_what_they_use(structured: Structured) -> None:
    for reply in (completion("no JSON"), fault(400, None, "response_format, tools and tool_choice are not supported")):
        with serving(reply) as endpoint, pytest.raises(ModelError) as raised:
            await ask(endpoint.base_url, structured=structured)
        assert "--structured" in raised.value.remedy
        assert f"--structured {structured}" not in raised.value.remedy


PASSING = [
    pytest.param(body({"error": {"message": "Provider returned error", "code": 503}}), id="OpenRouter: 200 with a 503"),
    pytest.param(
        body({"error": {"message": "x", "code": "502"}, "choices": []}), id="OpenRouter: 200 with a 502 as text"
    ),
    pytest.param(
        body(
            {"id": "1", "choices": [{"finish_reason": "error", "error": {"code": 502, "message": "x"}, "message": {}}]}
        ),
        id="OpenRouter: within the choice",
    ),
    pytest.param(body({"error": {"code": 429, "message": "slow down"}}), id="OpenRouter: 200 with a 429"),
    pytest.param(body({"error": {"message": "x", "type": "server_error", "code": None}}), id="200 with a type alone"),
    pytest.param(
        body({"object": "error", "message": "x", "type": "InternalServerError", "code": 500}), id="vLLM of old"
    ),
    pytest.param(
        body({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, 503),
        id="llama.cpp loads",
    ),
]


@pytest.mark.parametrize("reply", PASSING)
async def test_what_may_pass_is_tried_again(reply: Reply) -> None:
    with serving(reply, GOOD) as endpoint:
        answer, usage = await ask(endpoint.base_url)
    assert answer.gist == "It rains."
    assert usage.requests == 2


async def test_an_error_under_status_200_is_told_as_the_error_that_it_is() -> None:
    reply = body({"error": {"message": "Provider returned error", "code": 503}})
    with serving(reply) as endpoint, pytest.raises(EndpointError, match="503: Provider returned error"):
        await ask(endpoint.base_url)
    assert len(endpoint.requests) == ATTEMPTS


@pytest.mark.parametrize(
    ("reply", "error", "says"),
    [
        pytest.param(
            body({"error": "Unexpected endpoint or method. (POST /chat/completions)"}),
            EndpointError,
            "/v1",
            id="LM Studio",
        ),
        pytest.param(body({"error": {"message": "odd", "code": None}}), EndpointError, "odd", id="200 with no code"),
        pytest.param(
            body({"error": "'response_format.type' must be 'json_schema' or 'text'"}, 400),
            EndpointError,
            "--structured",
            id="LM Studio: format",
        ),
        pytest.param(
            body({"error": {"code": 500, "message": "Context size has been exceeded.", "type": "server_error"}}, 500),
            ContextError,
            "longer than",
            id="llama.cpp: context as 500",
        ),
        pytest.param(
            body({"error": {"code": 400, "message": "request (9 tokens)", "type": "exceed_context_size_error"}}),
            ContextError,
            "longer than",
            id="llama.cpp: context under 200",
        ),
        pytest.param(
            body({"object": "error", "message": "This model's maximum context length is 8 tokens.", "code": 400}, 400),
            ContextError,
            "longer than",
            id="vLLM: context",
        ),
        pytest.param(
            body({"error": {"message": "max_tokens must be at least 1, got -186.", "code": 400}}, 400),
            ContextError,
            "longer than",
            id="vLLM: no room to answer",
        ),
        pytest.param(
            body({"error": {"code": 402, "message": "Insufficient credits"}}, 402),
            AccessError,
            "quota",
            id="OpenRouter: 402",
        ),
        pytest.param(
            body({"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["x"]}}}, 403),
            FilterError,
            "flagged",
            id="OpenRouter: flagged",
        ),
        pytest.param(
            body(
                {"error": {"code": 400, "message": "Provider returned error", "metadata": {"raw": "no such field"}}},
                400,
            ),
            EndpointError,
            "no such field",
            id="OpenRouter: what the provider said",
        ),
        pytest.param(
            body({"error": {"code": "DeploymentNotFound", "message": "The API deployment does not exist."}}, 404),
            EndpointError,
            "model's name",
            id="Azure: no deployment",
        ),
        pytest.param(
            body({"error": {"code": "content_filter", "message": "x", "innererror": {"code": "Responsible"}}}, 400),
            FilterError,
            "another",
            id="Azure: filter",
        ),
        pytest.param(
            body({"statusCode": 401, "message": "Access denied"}, 401), AccessError, "Access denied", id="Azure: 401"
        ),
        pytest.param(
            body({"error": {"message": "model 'x' not found", "type": "api_error", "code": None}}, 404),
            EndpointError,
            "model 'x' not found",
            id="Ollama: no such model",
        ),
        pytest.param(body({"detail": "Not Found"}, 404), EndpointError, "404: Not Found", id="FastAPI"),
        pytest.param(message(content="", tool_calls=None), AnswerError, "--structured", id="LM Studio: says nothing"),
        pytest.param(Reply(418), EndpointError, "418: no reason given", id="no reason"),
        pytest.param(
            body({"choices": [{"message": JSON}]}),
            EndpointError,
            "not that of a chat completion",
            id="a bare message",
        ),
        pytest.param(message(refusal={"why": "no"}), RefusalError, "refused", id="an object for a refusal"),
    ],
)
async def test_what_stays_is_told_in_the_servers_words(reply: Reply, error: type[SummarizerError], says: str) -> None:
    with serving(reply) as endpoint, pytest.raises(error) as raised:
        await ask(endpoint.base_url)
    assert type(raised.value) is error
    assert says in str(raised.value)
    assert len(endpoint.requests) == (2 if error is AnswerError else 1)


async def test_azure_of_old_has_its_version_in_the_query_and_its_key_in_a_header() -> None:
    with serving(GOOD) as endpoint:
        await ask(endpoint.base_url.removesuffix("/v1") + "/openai/deployments/d?api-version=2024-10-21")
    (request,) = endpoint.requests
    assert request["path"] == "/openai/deployments/d/chat/completions?api-version=2024-10-21"
    assert request["headers"]["api-key"] == "sk-secret-1234"


async def test_a_user_and_password_in_the_address_are_sent_and_never_told() -> None:
    with serving(GOOD, Reply(418)) as endpoint:
        address = endpoint.base_url.replace("://", "://desk:open%20sesame@")
        await ask(address)
        with pytest.raises(EndpointError) as told:
            await ask(address)
    assert endpoint.requests[0]["headers"]["authorization"] == "Basic ZGVzazpvcGVuIHNlc2FtZQ=="
    assert "sesame" not in str(told.value)
    assert "418: no reason given" in str(told.value)


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": "many", "completion_tokens": "few", "total_tokens": "lots"}, (0, 0)),
        ({"prompt_tokens": "12", "completion_tokens": 3.0, "total_tokens": None}, (12, 3)),
        ({"prompt_tokens": -4, "completion_tokens": [1]}, (0, 0)),
        ("none", (0, 0)),
        ([], (0, 0)),
    ],
)
async def test_tokens_that_are_no_numbers_are_not_counted(usage: object, tokens: tuple[int, int]) -> None:
    for first in ([], [message(content="no JSON")]):
        odd = json.loads(GOOD.body) | {"usage": usage}
        with serving(*first, body(odd)) as endpoint:
            _, used = await ask(endpoint.base_url)
        assert (used.input_tokens, used.output_tokens) == tokens


# How long it waits


async def test_a_day_to_wait_is_not_waited(caplog: pytest.LogCaptureFixture) -> None:
    with serving(fault(429, retry_after="86400")) as endpoint, pytest.raises(RateLimitError, match="24 h, until "):
        await ask_waiting_truly(endpoint)
    assert len(endpoint.requests) == 1
    assert caplog.text == ""


async def test_waits_add_up_to_what_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "PATIENCE", 0.5)
    monkeypatch.setattr(wiring, "PATIENCE", 0.5)
    with serving(fault(429, retry_after="0.2")) as endpoint, pytest.raises(EndpointError, match="429"):
        await ask_waiting_truly(endpoint)
    assert len(endpoint.requests) <= 3


async def test_it_is_said_why_it_waits_and_until_when(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from summarizer.llm import rate_limit

    monkeypatch.setattr(rate_limit, "_WORTH_SAYING", 0.1)
    with serving(fault(429, retry_after="0.2"), GOOD) as endpoint:
        await ask_waiting_truly(endpoint)
    (line,) = caplog.messages
    assert "left alone" in line
    assert "until" in line


async def test_a_short_wait_is_said_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    limit = RateLimit(clock=lambda: now)
    for now in (0.0, 4.0, 8.0, 70.0):  # noqa: B007 - the clock reads it
        limit.hold(4.0)
    assert [("4 s" in line, "until" in line) for line in caplog.messages] == [(True, True)] * 2


async def ask_waiting_truly(endpoint: Endpoint) -> None:
    """As it is outside of tests, where a wait is what the endpoint asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "_wait", lambda state: faults.retry_after(state.outcome.exception().response.headers))
        await ask(endpoint.base_url, rate_limit=RateLimit())


# An answer without end


@contextmanager
def pouring(chunk: bytes, **headers: str) -> Iterator[tuple[str, list[int]]]:
    poured = [0]

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.close_connection = True
            try:
                while poured[0] < 500_000_000:
                    self.wfile.write(chunk)
                    poured[0] += len(chunk)
            except OSError:
                return

    with listening(Handler) as base_url:
        yield base_url, poured


@pytest.mark.parametrize("recorded", [False, True])
async def test_an_answer_without_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, recorded: bool
) -> None:
    from summarizer.api import AsyncSummarizer
    from summarizer.schema import Article

    monkeypatch.setattr(transport, "LONGEST_ANSWER", 2**20)
    with pouring(b" " * 65536) as (base_url, poured):
        options: dict[str, Any] = {"record": tmp_path} if recorded else {"cache": False}
        async with AsyncSummarizer("m", base_url=base_url, **options) as summarizer:
            with pytest.raises(EndpointError, match="more than 1 MB"):
                await summarizer.summarize(Article(text="It rains."))
    assert poured[0] < 50_000_000
    assert list(tmp_path.iterdir()) == []


async def test_an_answer_that_unpacks_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LONGEST_ANSWER", 2**20)
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(b" " * 200_000_000) + packer.flush()
    with pouring(bomb, Content_Encoding="gzip") as (base_url, _), pytest.raises(EndpointError, match="more than 1 MB"):
        await ask(base_url)
