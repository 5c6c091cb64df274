"""Any endpoint that speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, Ollama, and many more.

Every fault is retried by exactly one layer. openai retries nothing (`max_retries=0`). Transport faults are retried by
tenacity inside the call that instructor makes. An answer of the wrong shape is asked for again by instructor.
Refusals, filters, cut-off answers and wrong keys are retried by nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from time import monotonic, time
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import to_json

from summarizer.errors import (
    AccessError,
    AnswerError,
    ContextError,
    EndpointError,
    FilterError,
    ModelError,
    RecordingError,
    RefusalError,
    SummarizerError,
    TruncatedError,
)
from summarizer.llm.rate_limit import LostError, RateLimit
from summarizer.usage import Usage

if TYPE_CHECKING:
    import httpx2
    from openai import APIError, APIStatusError, AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from tenacity import AsyncRetrying, RetryCallState

Structured = Literal["json_schema", "json_object"]
Message = dict[str, str]
Reply = TypeVar("Reply", bound=BaseModel)
Result = TypeVar("Result")

ATTEMPTS = 5
"""How often one request is sent at most when the transport fails."""
PATIENCE = 300.0
"""Seconds after which a failing transport is not tried again, waits included; also the longest Retry-After obeyed."""
SHAPE_RE_ASKS = 1
"""How often an answer is asked for again when it is not JSON of the right shape."""

_CONTEXT = ("context_length_exceeded", "string_above_max_length", "exceed_context_size_error")
_NO_FORMAT = ("response_format", "json_schema", "grammar", "guided_json")


@dataclass
class _Meter:
    """What one `ask` has sent and paid for so far, kept however it ends."""

    requests: int = 0
    completions: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    queued: float = 0.0

    def count(self, completion: ChatCompletion) -> None:
        self.completions += 1
        if completion.usage:  # copied now: instructor turns it into a running total
            self.input_tokens += completion.usage.prompt_tokens or 0
            self.output_tokens += completion.usage.completion_tokens or 0

    @property
    def usage(self) -> Usage:
        return Usage(self.requests, max(0, self.completions - 1), self.input_tokens, self.output_tokens)


class _UnusableError(Exception):
    """A response that is no completion, of the kind that another try may mend (a body cut off in the middle)."""


class ChatModel:
    """One model behind one endpoint.

    Args:
        model: the model's name at the endpoint.
        base_url: address of the endpoint, with its `/v1`; OpenAI's when None.
        api_key: the key; local endpoints take any.
        timeout: seconds until one request is given up, measured over the whole request.
        structured: `json_schema` has the endpoint hold the answer to the schema (strict mode); `json_object` only asks
            for JSON and puts the schema into the prompt, for endpoints without strict mode.
        parameters: more fields of the request, such as `{"temperature": 0}`.
        transport: an HTTP transport to use instead of the network's, to record or replay.
        connections: how many requests may be under way at once.
        rate_limit: what paces the requests; one that learns from the endpoint alone by default.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str,
        timeout: float = 600.0,
        structured: Structured = "json_schema",
        parameters: Mapping[str, JsonValue] | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        connections: int = 8,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self.model = model
        self.structured = structured
        self.parameters = dict(parameters or {})
        self._base_url, self._api_key, self._timeout = base_url, api_key, timeout
        self._transport, self._connections = transport, connections
        self.rate_limit = rate_limit or RateLimit()
        self.faults: Counter[str] = Counter()
        self._tokens_each = 0.0
        self._last_fault: Exception | None = None

    @cached_property
    def _client(self) -> AsyncOpenAI:
        """Made for the first request: a run that finds all in the cache never imports openai and instructor."""
        import httpx2
        import openai

        limits = httpx2.Limits(max_connections=self._connections, max_keepalive_connections=self._connections)
        # aiohttp's connections cost a third of the time of httpcore's, whose pool looks at each one for each request.
        http = (
            httpx2.AsyncClient(transport=self._transport, follow_redirects=True)
            if self._transport
            else openai.DefaultAioHttpClient(limits=limits, timeout=self._timeout)
        )
        http.event_hooks = {"response": [self._learn]}
        return openai.AsyncOpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,
            timeout=self._timeout,
            http_client=http,
        )

    async def _learn(self, response: httpx2.Response) -> None:
        if "x-ratelimit-limit-requests" in response.headers or "x-ratelimit-limit-tokens" in response.headers:
            self.rate_limit.learn(response.headers)

    @cached_property
    def _create(self) -> Callable[..., Awaitable[Any]]:
        import instructor

        # With no handler anywhere Python prints warnings to stderr, and instructor logs whole completions.
        logging.getLogger("instructor").addHandler(logging.NullHandler())
        return instructor.patch(create=self._complete, mode=instructor.Mode.JSON_SCHEMA)

    @cached_property
    def _retrying(self) -> AsyncRetrying:
        from tenacity import AsyncRetrying, retry_if_exception

        return AsyncRetrying(
            retry=retry_if_exception(_transient),
            wait=self._pause,
            sleep=asyncio.sleep,
            reraise=True,
        )

    async def ask(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        shape: type[Reply],
        given: Mapping[str, JsonValue] | None = None,
    ) -> tuple[Reply, Usage]:
        """Asks for JSON that satisfies `schema`, and reads it as `shape`.

        Args:
            given: a chat completion that answers this already, as the Batch API hands it back; only if its answer has
                the wrong shape is anything sent.

        Raises:
            ModelError: one of its subclasses, with the usage so far.
            RecordingError: in replay, when there is no recording of the request.
        """
        meter = _Meter()
        request = {"messages": list(messages), "model": self.model}
        try:
            if given is not None:
                completion = self._counted(given, meter)
            else:
                completion = await self._complete(meter=meter, schema=schema, said=[], **request)
            try:
                return shape.model_validate_json(completion.choices[0].message.content or ""), meter.usage
            except ValidationError:
                reply = await self._re_ask(completion, shape, meter=meter, schema=schema, **request)
        except Exception as error:  # noqa: BLE001 - whatever it is, a user sees it explained
            raise self._explain(error, meter) from None
        # instructor's class keeps the whole completion with it; the plain one does not
        return shape.model_construct(**{name: getattr(reply, name) for name in shape.model_fields}), meter.usage

    async def _re_ask(self, completion: ChatCompletion, shape: type[Reply], **arguments: Any) -> Reply:
        """Hands an answer of the wrong shape to instructor, which asks again and says what was wrong.

        Only here is instructor needed and imported: a good answer costs none of its time.
        """
        from instructor.core import InstructorRetryException

        try:
            return await self._create(  # type: ignore[no-any-return]
                response_model=_response_class(shape), max_retries=SHAPE_RE_ASKS, said=[completion], **arguments
            )
        except InstructorRetryException as error:
            raise error.__cause__ or error from None

    def body(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent to have `messages` answered in JSON that satisfies `schema`."""
        return {
            "messages": list(messages),
            "model": self.model,
            **self.parameters,
            "response_format": self._response_format(schema),  # instructor's own is not strict
        }

    async def call(self, send: Callable[[AsyncOpenAI], Awaitable[Result]]) -> Result:
        """Makes a request that is no chat completion, with the same retries and the same errors.

        Raises:
            ModelError: one of its subclasses; its cause is the client's own error.
        """
        import httpx2

        try:
            async for attempt in self._retrying.copy(stop=self._stop(_Meter()), wait=_wait):
                with attempt:
                    try:
                        return await send(self._client)
                    except (json.JSONDecodeError, httpx2.TransportError) as error:
                        raise _UnusableError("the endpoint's answer is not JSON, or was cut off") from error
        except Exception as error:
            raise _translate(error, self.base_url, self.model) from error
        raise AssertionError("tenacity returns or raises")

    @property
    def base_url(self) -> str:
        """Where the endpoint is."""
        return str(self._client.base_url)

    def verdict(self, status: int, body: object) -> SummarizerError | None:
        """What an answer with this status means for its request; None when the same request may do better."""
        import httpx2
        from openai import APIStatusError

        request = httpx2.Request("POST", f"{self.base_url}chat/completions")
        said = body.get("error", body) if isinstance(body, dict) else body
        error = APIStatusError("", response=httpx2.Response(status, request=request), body=said)
        return None if _transient(error) else _translate_status(error, self.base_url, self.model)

    async def aclose(self) -> None:
        """Closes the connections."""
        if "_client" in self.__dict__:
            await self._client.close()

    async def _complete(
        self, *, meter: _Meter, schema: Mapping[str, Any], said: list[ChatCompletion], **arguments: Any
    ) -> ChatCompletion:
        """One completion, with the transport's faults retried inside; for instructor first what was `said` already."""
        if said:
            return said.pop()
        body = self.body(arguments["messages"], schema)
        async for attempt in self._retrying.copy(stop=self._stop(meter)):
            with attempt:
                completion = await self._admitted(body, meter)
        meter.count(completion)
        return self._usable(completion)

    def _counted(self, given: Mapping[str, JsonValue], meter: _Meter) -> ChatCompletion:
        from openai.types.chat import ChatCompletion

        completion = ChatCompletion.construct(**dict[str, Any](given))
        meter.requests += 1
        meter.count(completion)
        return self._usable(completion)

    def _stop(self, meter: _Meter) -> Callable[[RetryCallState], bool]:
        """When to give up a request: after so many attempts, or so much time beside the waiting for its turn."""

        def is_enough(state: RetryCallState) -> bool:
            spent = (state.seconds_since_start or 0.0) - meter.queued + state.upcoming_sleep
            return state.attempt_number >= ATTEMPTS or spent >= PATIENCE

        return is_enough

    def _pause(self, state: RetryCallState) -> float:
        """Seconds until this request is sent again; when the endpoint says “too many”, all of them wait."""
        seconds = _wait(state)
        error = state.outcome.exception() if state.outcome else None
        if _is_refusal(error) and _retry_after(error.response.headers) is not None:
            self.rate_limit.hold(seconds)
            return 0.0
        return seconds

    async def _admitted(self, body: dict[str, Any], meter: _Meter) -> ChatCompletion:
        """Sends one request in its turn, and tells the rate limit what became of it."""
        client, asked = self._client, monotonic()  # the client first: importing it is not the endpoint's time
        try:
            sent = await self.rate_limit.admit(self._tokens_each)
        except LostError:
            raise self._lost() from None
        meter.queued += monotonic() - asked
        meter.requests += 1
        try:
            completion = await self._send(client, body)
        except Exception as error:
            self._report(error, sent)
            raise
        except BaseException:
            self.rate_limit.abandon()
            raise
        self.rate_limit.answered()
        if completion.usage and completion.usage.total_tokens:
            self._tokens_each += 0.2 * (completion.usage.total_tokens - self._tokens_each)
        return completion

    def _lost(self) -> SummarizerError:
        return _translate(self._last_fault or TimeoutError(), str(self._client.base_url), self.model)

    def _report(self, error: Exception, sent: float) -> None:
        response = getattr(error, "response", None)
        self.faults[_cause(error)] += 1
        if _is_refusal(error):
            self.rate_limit.refuse(sent, told=response is not None and _retry_after(response.headers) is not None)
        elif _transient(error):
            self._last_fault = error
            self.rate_limit.fault()
        else:
            self.rate_limit.reject()

    async def _send(self, client: AsyncOpenAI, body: dict[str, Any]) -> ChatCompletion:
        """One request, sent by openai; the JSON is written and read by Pydantic, in a tenth of the time."""
        import httpx2
        from openai.types.chat import ChatCompletion

        async with asyncio.timeout(self._timeout):  # openai's own is per read: a trickle would never end
            response = await client.post("/chat/completions", cast_to=httpx2.Response, content=to_json(body))
        try:
            return ChatCompletion.model_validate_json(response.content)
        except ValidationError:
            return self._lenient(response)

    def _lenient(self, response: httpx2.Response) -> ChatCompletion:
        """What an endpoint means that does not keep to all of OpenAI's fields."""
        from openai.types.chat import ChatCompletion

        try:
            value = response.json()
        except ValueError as error:
            if "json" in response.headers.get("content-type", ""):
                raise _UnusableError("the endpoint's answer is not JSON, or was cut off") from error
            value = None
        if not isinstance(value, dict):
            raise EndpointError(
                f"{self._client.base_url} answers, but not as a model does (it sent a page of text).",
                "Check the base URL; it usually ends in /v1.",
            )
        return ChatCompletion.construct(**value)

    def _response_format(self, schema: Mapping[str, Any]) -> dict[str, JsonValue]:
        if self.structured == "json_object":
            return {"type": "json_object"}
        return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}

    def _usable(self, completion: ChatCompletion) -> ChatCompletion:
        """Refuses what instructor would ask for again and pay for, though asking again cannot help."""
        choice = completion.choices[0] if completion.choices else None
        message = getattr(choice, "message", None)
        if choice is None or message is None:
            raise EndpointError(
                f"{self._client.base_url} answers JSON, but not that of a chat completion.",
                "Check the base URL; it usually ends in /v1.",
            )
        if message.refusal:
            raise RefusalError(f"The model refused: {message.refusal[:200]}", "Try another model.")
        if choice.finish_reason == "content_filter":
            raise FilterError("The endpoint's content filter stopped the answer.", "Try another endpoint or model.")
        if choice.finish_reason == "length":
            raise TruncatedError(
                "The answer was cut off at the model's output limit.",
                "Raise the limit (for example --parameter max_completion_tokens=16000) or use another model.",
            )
        return completion

    def _explain(self, error: BaseException, meter: _Meter) -> SummarizerError:
        """The error that a user sees, with what was paid for."""
        explained = _translate(error, str(self._client.base_url), self.model)
        if isinstance(explained, ModelError):
            explained.usage = meter.usage
        return explained


@cache
def _response_class(shape: type[Reply]) -> type[Reply]:
    """`shape` as a class that instructor takes as it is, without building another for every call."""
    from instructor import OpenAISchema

    schema = shape.model_json_schema()
    # instructor asks for the schema at every call, and `_complete` discards what it makes of it
    methods = {"model_json_schema": classmethod(lambda _cls, *_args, **_kwargs: schema), "__module__": __name__}
    return type(shape.__name__, (shape, OpenAISchema), methods)


def _transient(error: BaseException) -> bool:
    """Whether the same request may succeed a moment later."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIConnectionError):
        return not isinstance(error.__cause__, SummarizerError)
    if isinstance(error, APIStatusError):
        if error.response.headers.get("x-should-retry") == "false" or error.code == "insufficient_quota":
            return False
        return error.status_code in (408, 409, 429) or error.status_code >= 500
    return isinstance(error, (TimeoutError, _UnusableError))


def _timed_out(error: BaseException | None) -> bool:
    """Whether time ran out; openai says so of every lost connection, so the first cause is looked at."""
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        error = error.__cause__
    return False


def _cause(error: Exception) -> str:
    """A fault's name in `run.json`: its status, or what happened on the way."""
    from openai import APIConnectionError

    response = getattr(error, "response", None)
    if response is not None:
        return str(response.status_code)
    if _timed_out(error):
        return "time-out"
    if isinstance(error, _UnusableError):
        return "not JSON"
    return "connection" if isinstance(error, APIConnectionError) else type(error).__name__


def _is_refusal(error: BaseException | None) -> TypeGuard[APIStatusError]:
    """Whether the endpoint says that there are too many requests (429, or 503 with a time to wait)."""
    from openai import APIStatusError

    if not (isinstance(error, APIStatusError) and _transient(error)):
        return False
    return error.status_code == 429 or (error.status_code == 503 and _retry_after(error.response.headers) is not None)


def _wait(state: RetryCallState) -> float:
    """Seconds to wait: what the endpoint asks for, else exponentially more, both with jitter."""
    from openai import APIStatusError
    from tenacity.wait import wait_random, wait_random_exponential

    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, APIStatusError) and (asked := _retry_after(error.response.headers)) is not None:
        return asked + wait_random(0, 0.25 * min(asked, 4) + 0.05)(state)
    return wait_random_exponential(multiplier=0.5, max=30)(state)


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds of `retry-after-ms` or `Retry-After` (a number, or an HTTP date as of RFC 9110, 10.2.3)."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            return max(0.0, float(value) * unit)
        except ValueError:
            if (when := _moment(value)) is not None:
                sent = _moment(
                    headers.get("date")
                )  # by the endpoint's own clock: ours may be wrong, or be set meanwhile
                return max(0.0, when - (time() if sent is None else sent))
    return None


def _moment(value: str | None) -> float | None:
    """The POSIX time of an HTTP date; None when it is none."""
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (ValueError, TypeError):
        return None


def _translate(error: BaseException, base_url: str, model: str) -> SummarizerError:
    from openai import APIConnectionError, APIStatusError

    cause = error.__cause__
    if isinstance(error, SummarizerError):
        return error
    if isinstance(cause, RecordingError):
        return cause
    if isinstance(error, APIStatusError):
        return _translate_status(error, base_url, model)
    if _timed_out(error):
        return EndpointError(f"{base_url} did not answer in time.", "Allow more time with --timeout.")
    if isinstance(error, APIConnectionError):
        return EndpointError(
            f"{base_url} cannot be reached ({cause or error}).", "Check the base URL and whether the endpoint is up."
        )
    if isinstance(error, _UnusableError):
        return EndpointError(f"{base_url}: {error}.", "Try again; if it stays so, look at the endpoint's own log.")
    if isinstance(error, (ValidationError, json.JSONDecodeError)):
        return AnswerError(
            f"{model} does not answer in the JSON that was asked for, asked again or not.",
            "Use a model that keeps to a JSON Schema, or --structured json_object for an endpoint without strict mode.",
        )
    return ModelError(f"{base_url}: {type(error).__name__}: {str(error)[:200]}")


def _translate_status(error: APIStatusError, base_url: str, model: str) -> ModelError:
    said = f"{base_url} answers {error.status_code}: {_message(error)}"
    if error.status_code in (401, 403):
        return AccessError(said, "Check OPENAI_API_KEY, and that it belongs to this endpoint.")
    if error.code == "insufficient_quota":
        return AccessError(said, "The account has no quota left.")
    if error.status_code == 404:
        return EndpointError(said, f"Check the base URL (it usually ends in /v1) and the model's name, {model}.")
    lowered = said.lower()
    if error.status_code == 413 or error.code in _CONTEXT or "context length" in lowered or "context size" in lowered:
        return ContextError(said, "The article is longer than the model's context: use a model with a larger one.")
    if error.code == "content_filter":
        return FilterError(said, "Try another endpoint or model.")
    if error.status_code in (400, 422) and any(word in lowered for word in _NO_FORMAT):
        return EndpointError(said, "If the endpoint has no strict JSON schema, use --structured json_object.")
    return EndpointError(said)


def _message(error: APIError) -> str:
    """The endpoint's own words, short: a proxy's error page is no message."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    text = said if isinstance(said, str) else ("a page of HTML" if "<" in str(body)[:200] else str(body))
    return " ".join(text.split())[:300]
