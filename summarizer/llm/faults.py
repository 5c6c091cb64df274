"""What goes wrong between this program and an endpoint, told apart: what may pass, how long to wait, what to tell.

Endpoints word their errors in ways of their own; those that are known are read here.

- OpenAI, Azure: `{"error": {"message", "type", "code"}}`.
- OpenRouter: the same with a number as code; once the model has begun, under status 200, or within the choice. What the
  provider behind it said is in `metadata.raw`; a flagged input is a 403 with `metadata.reasons`.
- llama.cpp: a number as code and a `type`, at times under status 200; 503 while the model is being loaded; 500 when a
  text outgrows the context.
- LM Studio: `{"error": "…"}`, for an address that it does not know under status 200.
- vLLM, of old: `{"object": "error", "message", "type", "code"}`. Servers made with FastAPI: `{"detail": "…"}`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import isfinite
from time import time
from typing import TYPE_CHECKING, Any, TypeGuard

from pydantic import ValidationError

from summarizer.errors import (
    AccessError,
    AnswerError,
    ContextError,
    EndpointError,
    FilterError,
    ModelError,
    RateLimitError,
    SummarizerError,
)
from summarizer.llm.rate_limit import hour_of, in_words

if TYPE_CHECKING:
    import httpx2
    from openai import APIStatusError

PATIENCE = 300.0
"""Seconds after which a failing request is not tried again, waits included; also the longest Retry-After obeyed."""
LOADING = 10.0
"""Seconds until a server is asked again that is loading its model."""

_A_YEAR = 365 * 86400.0  # seconds; an endpoint that asks for more asks for no more than this
_CONTEXT_CODES = ("context_length_exceeded", "string_above_max_length", "exceed_context_size_error")
_CONTEXT_WORDS = ("context length", "context size", "context window", "max_tokens must be at least 1")
_NO_FORMAT = ("response_format", "json_schema", "json_object", "grammar", "guided_json", "structured output")
_NO_TOOLS = ("tool_choice", "tools", "tool use", "function call")
_STATUS_OF = {
    "exceed_context_size_error": 400,
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "server_error": 500,
    "api_error": 500,
    "internal_error": 500,
    "unavailable_error": 503,
    "overloaded_error": 503,
}


class UnusableError(Exception):
    """A response that is no completion, of the kind that another try may mend (a body cut off in the middle)."""


def error_within(value: Mapping[str, Any]) -> object:
    """The error that a body of status 200 tells of; None if it tells of none."""
    if value.get("error"):
        return value["error"]
    if value.get("object") == "error":
        return value
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first.get("error") if isinstance(first, dict) else None


def raise_error_within(response: httpx2.Response, said: object, base_url: str) -> None:
    """Raises the error that an endpoint has put into a body of status 200, by the code that stands in it."""
    from httpx2 import Response
    from openai import APIStatusError

    status = _status(said)
    if status is None:
        raise EndpointError(
            f"{base_url} answers with an error: {message_of(said)}", "Check the base URL; it usually ends in /v1."
        )
    with_status = Response(status, headers=response.headers, request=response.request)
    raise APIStatusError("", response=with_status, body=said)


def _status(said: object) -> int | None:
    if not isinstance(said, dict):
        return None
    for value in (said.get("code"), said.get("status"), said.get("type")):
        text = str(value)
        if text.isdecimal() and 400 <= int(text) < 600:
            return int(text)
        if text in _STATUS_OF:
            return _STATUS_OF[text]
    return None


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed a moment later."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIConnectionError):
        return not isinstance(error.__cause__, SummarizerError)
    if isinstance(error, APIStatusError):
        if error.response.headers.get("x-should-retry") == "false" or error.code == "insufficient_quota":
            return False
        if _is_too_long(error):
            return False
        return error.status_code in (408, 409, 429) or error.status_code >= 500
    return isinstance(error, (TimeoutError, UnusableError))


def is_refusal(error: BaseException | None) -> TypeGuard[APIStatusError]:
    """Whether the endpoint says that there are too many requests (429, or 503 with a time to wait)."""
    from openai import APIStatusError

    if not (isinstance(error, APIStatusError) and is_transient(error)):
        return False
    return error.status_code == 429 or (error.status_code == 503 and retry_after(error.response.headers) is not None)


def is_loading(error: BaseException | None) -> TypeGuard[APIStatusError]:
    """Whether the server is up but still loading its model."""
    from openai import APIStatusError

    return (
        isinstance(error, APIStatusError) and error.status_code == 503 and "loading" in message_of(error.body).lower()
    )


def cause(error: Exception) -> str:
    """A fault's name in `run.json`: its status, or what happened on the way."""
    from openai import APIConnectionError

    response = getattr(error, "response", None)
    if response is not None:
        return str(response.status_code)
    if timed_out(error):
        return "time-out"
    if isinstance(error, UnusableError):
        return "not JSON"
    return "connection" if isinstance(error, APIConnectionError) else type(error).__name__


def timed_out(error: BaseException | None) -> bool:
    """Whether time ran out. The client calls every lost connection a time-out, so the first cause decides."""
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        error = error.__cause__
    return False


def retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds of `retry-after-ms` or `Retry-After` (a number, or an HTTP date as of RFC 9110, 10.2.3)."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) * unit
            return min(max(0.0, seconds), _A_YEAR) if isfinite(seconds) else None
        except ValueError:
            if (when := _moment(value)) is not None:
                # by the endpoint's own clock: ours may be wrong, or be set meanwhile
                sent = _moment(headers.get("date"))
                return min(max(0.0, when - (time() if sent is None else sent)), _A_YEAR)
    return None


def _moment(value: str | None) -> float | None:
    """The POSIX time of an HTTP date; None when it is none."""
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (ValueError, TypeError):
        return None


def explain(error: BaseException, base_url: str, model: str, structured: str) -> SummarizerError:
    """The error that a user sees, with what to do about it."""
    from openai import APIConnectionError, APIStatusError

    reason = error.__cause__
    if isinstance(error, SummarizerError):
        return error
    if isinstance(reason, SummarizerError):
        return reason
    if isinstance(error, APIStatusError):
        return explain_status(error, base_url, model, structured)
    if timed_out(error):
        return EndpointError(f"{base_url} did not answer in time.", "Allow more time with --timeout.")
    if isinstance(error, APIConnectionError):
        return EndpointError(
            f"{base_url} cannot be reached ({reason or error}).", "Check the base URL and whether the endpoint is up."
        )
    if isinstance(error, UnusableError):
        return EndpointError(f"{base_url}: {error}.", "Try again; if it stays so, look at the endpoint's own log.")
    if isinstance(error, (ValidationError, json.JSONDecodeError)):
        return AnswerError(
            f"{model} does not answer in the JSON that was asked for, asked again or not.",
            f"Use a model that keeps to a JSON Schema, or another way to ask for it: {_other_ways(structured)}.",
        )
    return ModelError(f"{base_url}: {type(error).__name__}: {str(error)[:200]}")


def explain_status(error: APIStatusError, base_url: str, model: str, structured: str) -> ModelError:
    """What an HTTP status other than 200 means to a user."""
    said = f"{base_url} answers {error.status_code}: {message_of(error.body)}"
    status = error.status_code
    if status == 403 and _is_flagged(error.body):
        return FilterError(said, "Try another endpoint or model.")
    if status in (401, 403):
        return AccessError(said, "Check OPENAI_API_KEY, and that it belongs to this endpoint.")
    if status == 402 or error.code == "insufficient_quota":
        return AccessError(said, "The account has no quota left.")
    if (asked := retry_after(error.response.headers)) is not None and asked > PATIENCE and is_refusal(error):
        return _asks_too_much(said, asked)
    if status == 404:
        return EndpointError(said, f"Check the base URL (it usually ends in /v1) and the model's name, {model}.")
    if status == 413 or _is_too_long(error):
        return ContextError(said, "The article is longer than the model's context: use a model with a larger one.")
    if error.code == "content_filter":
        return FilterError(said, "Try another endpoint or model.")
    if status in (400, 422, 501):
        unknown = _NO_TOOLS if structured == "tools" else _NO_FORMAT
        if any(word in said.lower() for word in unknown):
            return EndpointError(said, f"Ask for JSON in another way: {_other_ways(structured)}.")
    return EndpointError(said)


def _asks_too_much(said: str, asked: float) -> RateLimitError:
    until = hour_of(dt.datetime.now().astimezone() + dt.timedelta(seconds=asked))
    return RateLimitError(
        f"{said.rstrip('.')}. It asks to be left alone for {in_words(asked)}, until {until}; "
        f"the longest that is waited is {in_words(PATIENCE)}.",
        "Run the same command again then: what was answered is kept.",
    )


def _other_ways(structured: str) -> str:
    return " or ".join(f"--structured {way}" for way in ("json_schema", "json_object", "tools") if way != structured)


def _is_too_long(error: APIStatusError) -> bool:
    said = message_of(error.body).lower()
    return (
        error.code in _CONTEXT_CODES
        or error.type in _CONTEXT_CODES
        or (error.status_code in (400, 413, 422, 500) and any(words in said for words in _CONTEXT_WORDS))
    )


def _is_flagged(said: object) -> bool:
    metadata = said.get("metadata") if isinstance(said, dict) else None
    return isinstance(metadata, dict) and ("reasons" in metadata or "flagged_input" in metadata)


def message_of(said: object) -> str:
    """The endpoint's own words, short: a proxy's error page is no message."""
    parts = []
    if isinstance(said, dict):
        parts = [said[key] for key in ("message", "detail", "error", "msg") if isinstance(said.get(key), str)][:1]
        metadata = said.get("metadata")
        if isinstance(metadata, dict) and isinstance(metadata.get("raw"), str):
            parts.append(metadata["raw"])
    if said in (None, "", b"", {}, []):
        return "no reason given"
    text = ": ".join(parts) or ("a page of HTML" if "<" in str(said)[:200] else str(said))
    return " ".join(text.split())[:300]
