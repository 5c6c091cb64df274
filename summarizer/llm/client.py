"""Any endpoint that speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, Ollama, and many more.

Every fault is retried by exactly one layer. openai retries nothing (`max_retries=0`). Transport faults are retried by
tenacity inside the call that instructor makes. An answer of the wrong shape is asked for again by instructor.
Refusals, filters, cut-off answers and wrong keys are retried by nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, cached_property
from math import isfinite
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import to_json

from summarizer.errors import (
    EndpointError,
    FilterError,
    ModelError,
    RefusalError,
    SummarizerError,
    TruncatedError,
)
from summarizer.llm.answer_text import reply_in, text_of_message
from summarizer.llm.faults import (
    LOADING,
    PATIENCE,
    UnusableError,
    cause,
    error_within,
    explain,
    explain_status,
    is_loading,
    is_refusal,
    is_transient,
    raise_error_within,
    retry_after,
)
from summarizer.llm.rate_limit import LostError, RateLimit
from summarizer.scrubbing import hide_secret, without_user
from summarizer.usage import Usage

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from tenacity import AsyncRetrying, RetryCallState

    from summarizer.llm.arrived import ArrivedAnswers

Structured = Literal["json_schema", "json_object", "tools"]
Message = dict[str, str]
Reply = TypeVar("Reply", bound=BaseModel)
Result = TypeVar("Result")

ATTEMPTS = 5
"""How often one request is sent at most when the transport fails."""
TOLD_ATTEMPTS = 20
"""How often when the endpoint says how long to wait, or that it is loading its model."""
SHAPE_RE_ASKS = 1
"""How often an answer is asked for again when it is not JSON of the right shape."""


@dataclass
class _Meter:
    """What one `ask` has sent and paid for so far, kept however it ends."""

    requests: int = 0
    completions: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    queued: float = 0.0
    told_to_wait: float = 0.0  # seconds that the endpoint has had it wait

    def count(self, completion: ChatCompletion) -> None:
        self.completions += 1
        if completion.usage:  # copied now: instructor turns it into a running total
            self.input_tokens += completion.usage.prompt_tokens or 0
            self.output_tokens += completion.usage.completion_tokens or 0

    @property
    def usage(self) -> Usage:
        return Usage(self.requests, max(0, self.completions - 1), self.input_tokens, self.output_tokens)


class ChatModel:
    """One model behind one endpoint.

    Args:
        model: the model's name at the endpoint.
        base_url: address of the endpoint, with its `/v1`; OpenAI's when None. A query in it (Azure's `api-version`)
            goes with every request.
        api_key: the key; local endpoints take any.
        timeout: seconds until one request is given up, measured over the whole request.
        structured: `json_schema` has the endpoint hold the answer to the schema (strict mode). For endpoints without
            it: `tools` has the model call a function with it, `json_object` only asks for JSON and puts the schema
            into the prompt.
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
        hide_secret(api_key)
        self._transport, self._connections = transport, connections
        self.rate_limit = rate_limit or RateLimit()
        self.faults: Counter[str] = Counter()
        self.arrived: ArrivedAnswers | None = None
        """Where answers are written down as they arrive."""
        self._tokens_each = 0.0
        self._last_fault: Exception | None = None

    @cached_property
    def _client(self) -> AsyncOpenAI:
        """Made for the first request: a run that finds all in the cache never imports openai and instructor."""
        import httpx2
        import openai

        http = (
            httpx2.AsyncClient(transport=self._transport, follow_redirects=True)
            if self._transport
            else _network(self._connections)
        )
        http.event_hooks = {"response": [self._learn]}
        address = httpx2.URL(self._base_url) if self._base_url else None
        hide_secret(address.password if address else None)
        query = dict(address.params) if address else {}
        headers = {}
        if "api-version" in query:  # Azure's older API takes the key in a header of its own
            headers["api-key"] = self._api_key
        if address and address.userinfo:  # for whoever stands before the endpoint; no request can have two of them
            headers["Authorization"] = _basic(address.username, address.password)
            address = address.copy_with(username="", password="")
        return openai.AsyncOpenAI(
            api_key=self._api_key,
            base_url=address.copy_with(query=None) if address else None,
            default_query=query,
            default_headers=headers,
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
            retry=retry_if_exception(is_transient),
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
                completion = self._counted(given, shape, meter)
            else:
                completion = await self._complete(meter=meter, schema=schema, shape=shape, said=[], **request)
            if (found := reply_in(completion.choices[0].message, shape)) is not None:
                return found, meter.usage
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
                response_model=_response_class(shape),
                max_retries=SHAPE_RE_ASKS,
                shape=shape,
                said=[completion],
                **arguments,
            )
        except InstructorRetryException as error:
            raise error.__cause__ or error from None

    def body(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent to have `messages` answered in JSON that satisfies `schema`."""
        return {"messages": list(messages), "model": self.model, **self.parameters, **self._form(schema)}

    def until_kept(self) -> AbstractContextManager[None]:
        """Within it answers are written down as they arrive, if there is a place for that; at its end they are kept."""
        return self.arrived.until_kept() if self.arrived else nullcontext()

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
                        raise UnusableError("the endpoint's answer is not JSON, or was cut off") from error
        except Exception as error:
            raise explain(error, self.base_url, self.model, self.structured) from error
        raise AssertionError("tenacity returns or raises")

    @property
    def base_url(self) -> str:
        """Where the endpoint is, without any password in it."""
        return without_user(str(self._client.base_url))

    def verdict(self, status: int, body: object) -> SummarizerError | None:
        """What an answer with this status means for its request; None when the same request may do better."""
        import httpx2
        from openai import APIStatusError

        request = httpx2.Request("POST", f"{self.base_url}chat/completions")
        said = body.get("error", body) if isinstance(body, dict) else body
        error = APIStatusError("", response=httpx2.Response(status, request=request), body=said)
        return None if is_transient(error) else explain_status(error, self.base_url, self.model, self.structured)

    async def aclose(self) -> None:
        """Closes the connections."""
        if "_client" in self.__dict__:
            await self._client.close()

    async def _complete(
        self,
        *,
        meter: _Meter,
        schema: Mapping[str, Any],
        shape: type[BaseModel],
        said: list[ChatCompletion],
        **arguments: Any,
    ) -> ChatCompletion:
        """One completion, with the transport's faults retried inside; for instructor first what was `said` already.

        Instructor gets the answer bare, or, where there is none of the right shape, what the model has said instead.
        """
        if said:
            return _bare(said.pop(), shape)
        body = self.body(arguments["messages"], schema)
        if self.arrived and (given := self.arrived.get(body)) is not None:
            return self._counted(given, shape, meter)
        async for attempt in self._retrying.copy(stop=self._stop(meter), wait=self._pause(meter)):
            with attempt:
                completion = await self._admitted(body, meter)
        if self.arrived:
            await self.arrived.keep(body, completion)
        meter.count(completion)
        usable = self._usable(completion, shape)
        return _bare(usable, shape) if meter.completions > 1 else usable

    def _counted(self, given: Mapping[str, JsonValue], shape: type[BaseModel], meter: _Meter) -> ChatCompletion:
        from openai.types.chat import ChatCompletion

        value = dict[str, Any](given)
        completion = ChatCompletion.construct(**value | {"usage": _counted_tokens(value.get("usage"))})
        meter.requests += 1
        meter.count(completion)
        usable = self._usable(completion, shape)
        return _bare(usable, shape) if meter.completions > 1 else usable

    def _stop(self, meter: _Meter) -> Callable[[RetryCallState], bool]:
        """When to give up a request: after so many attempts, or so much time beside the waiting for its turn."""

        def is_enough(state: RetryCallState) -> bool:
            error = state.outcome.exception() if state.outcome else None
            most = TOLD_ATTEMPTS if is_loading(error) or _waits_as_told(error) else ATTEMPTS
            spent = (state.seconds_since_start or 0.0) - meter.queued + meter.told_to_wait + state.upcoming_sleep
            return state.attempt_number >= most or spent >= PATIENCE

        return is_enough

    def _pause(self, meter: _Meter) -> Callable[[RetryCallState], float]:
        def seconds(state: RetryCallState) -> float:
            """Seconds until this request is sent again; when the endpoint says how long, all of them wait."""
            wait = _wait(state)
            error = state.outcome.exception() if state.outcome else None
            if is_loading(error):
                wait = max(wait, LOADING)
            elif not _waits_as_told(error):
                return wait
            if meter.told_to_wait + wait >= PATIENCE:
                return wait  # longer than anybody waits: the request is given up, and nothing is held
            meter.told_to_wait += wait
            self.rate_limit.hold(wait)
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
        return explain(self._last_fault or TimeoutError(), self.base_url, self.model, self.structured)

    def _report(self, error: Exception, sent: float) -> None:
        response = getattr(error, "response", None)
        self.faults[cause(error)] += 1
        if is_loading(error):
            self.rate_limit.answered()
        elif is_refusal(error):
            self.rate_limit.refuse(
                sent, told_how_long=response is not None and retry_after(response.headers) is not None
            )
        elif is_transient(error):
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
            completion = ChatCompletion.model_validate_json(response.content)
        except ValidationError:
            return self._lenient(response)
        if said := error_within(completion.model_extra or {}):
            raise_error_within(response, said, self.base_url)
        return completion

    def _lenient(self, response: httpx2.Response) -> ChatCompletion:
        """Reads an answer that lacks some of OpenAI's fields."""
        from openai.types.chat import ChatCompletion

        try:
            value = response.json()
        except ValueError as error:
            if "json" in response.headers.get("content-type", ""):
                raise UnusableError("the endpoint's answer is not JSON, or was cut off") from error
            value = None
        if not isinstance(value, dict):
            raise EndpointError(
                f"{self.base_url} answers, but not as a model does (it sent a page of text).",
                "Check the base URL; it usually ends in /v1.",
            )
        if said := error_within(value):
            raise_error_within(response, said, self.base_url)
        return ChatCompletion.construct(**value | {"usage": _counted_tokens(value.get("usage"))})

    def _form(self, schema: Mapping[str, Any]) -> dict[str, JsonValue]:
        """The fields of a request that say in what form the answer is wanted; instructor's own are not strict."""
        if self.structured == "json_object":
            return {"response_format": {"type": "json_object"}}
        if self.structured == "tools":
            answer: dict[str, JsonValue] = {
                "name": "answer",
                "description": "Takes the answer.",
                "strict": True,
                "parameters": dict(schema),
            }
            # “required” and not the function's name, which LM Studio refuses; there is one function to call
            return {"tools": [{"type": "function", "function": answer}], "tool_choice": "required"}
        answer = {"name": "answer", "strict": True, "schema": dict(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": answer}}

    def _usable(self, completion: ChatCompletion, shape: type[BaseModel]) -> ChatCompletion:
        """Refuses what instructor would ask for again and pay for, though asking again cannot help."""
        choice = completion.choices[0] if completion.choices else None
        message = getattr(choice, "message", None)
        if choice is None or message is None or not hasattr(message, "content"):
            raise EndpointError(
                f"{self.base_url} answers JSON, but not that of a chat completion.",
                "Check the base URL; it usually ends in /v1.",
            )
        if message.refusal:
            raise RefusalError(f"The model refused: {str(message.refusal)[:200]}", "Try another model.")
        if choice.finish_reason == "content_filter":
            raise FilterError("The endpoint's content filter stopped the answer.", "Try another endpoint or model.")
        if choice.finish_reason == "length" and reply_in(message, shape) is None:
            raise TruncatedError(
                "The answer was cut off at the model's output limit.",
                "Raise the limit (for example --parameter max_completion_tokens=16000) or use another model.",
            )
        return completion

    def _explain(self, error: BaseException, meter: _Meter) -> SummarizerError:
        """The error that a user sees, with what was paid for."""
        explained = explain(error, self.base_url, self.model, self.structured)
        if isinstance(explained, ModelError):
            explained.usage = meter.usage
        return explained


def _basic(user: str, password: str) -> str:
    """What a request says for a user and password in its address (RFC 7617)."""
    encoded = b64encode(f"{user}:{password}".encode()).decode()
    hide_secret(encoded)  # an endpoint may say it as it was sent
    return f"Basic {encoded}"


def _network(connections: int) -> httpx2.AsyncClient:
    """A client of the network, by way of the proxies that the environment names, whose answers have an end."""
    import httpx2
    import openai

    from summarizer.llm.transport import CappedTransport

    class Capped(openai.DefaultAioHttpClient):
        # aiohttp's connections cost a third of the time of httpcore's, whose pool looks at each one for each request.
        def _init_transport(self, *args: Any, **options: Any) -> httpx2.AsyncBaseTransport:
            return CappedTransport(super()._init_transport(*args, **options))

        def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx2.AsyncBaseTransport:
            return CappedTransport(super()._init_proxy_transport(*args, **options))

    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return Capped(limits=limits, follow_redirects=True)


def _counted_tokens(usage: object) -> dict[str, int] | None:
    """The tokens that an answer says it took; 0 where it has words for a number."""
    if not isinstance(usage, dict):
        return None
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {name: _whole(usage.get(name)) for name in names}


def _whole(value: object) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return max(0, int(value))
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else 0


def _bare(completion: ChatCompletion, shape: type[BaseModel]) -> ChatCompletion:
    """A completion that says its answer and nothing else: no fence, no thought, no call of a tool."""
    message = completion.choices[0].message
    reply = reply_in(message, shape)
    message.content = text_of_message(message) if reply is None else reply.model_dump_json()
    message.tool_calls = None
    return completion


def _waits_as_told(error: BaseException | None) -> bool:
    """Whether the endpoint refuses a request and says how long to wait."""
    return is_refusal(error) and retry_after(error.response.headers) is not None


@cache
def _response_class(shape: type[Reply]) -> type[Reply]:
    """`shape` as a class that instructor takes as it is, without building another for every call."""
    from instructor import OpenAISchema

    schema = shape.model_json_schema()
    # instructor asks for the schema at every call, and `_complete` discards what it makes of it
    methods = {"model_json_schema": classmethod(lambda _cls, *_args, **_kwargs: schema), "__module__": __name__}
    return type(shape.__name__, (shape, OpenAISchema), methods)


def _wait(state: RetryCallState) -> float:
    """Seconds to wait: what the endpoint asks for, else exponentially more, both with jitter."""
    from openai import APIStatusError
    from tenacity.wait import wait_random, wait_random_exponential

    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, APIStatusError) and (asked := retry_after(error.response.headers)) is not None:
        return asked + wait_random(0, 0.25 * min(asked, 4) + 0.05)(state)
    return wait_random_exponential(multiplier=0.5, max=30)(state)
