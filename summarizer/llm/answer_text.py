"""The JSON in what a model says, however it wraps it: fences, thoughts before it, words around it, tool calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessage

Reply = TypeVar("Reply", bound=BaseModel)

_END_OF_THOUGHT = re.compile(
    r"</(?:think|thinking|thought|thoughts|reasoning|analysis|seed:think)>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>",
    re.IGNORECASE,
)
_TRIES = 200
"""Opening braces that are tried at most: a text that holds more of them holds no answer."""
_decoder = json.JSONDecoder(strict=False)


def reply_in(message: ChatCompletionMessage, shape: type[Reply]) -> Reply | None:
    """The first whole JSON object in a message that satisfies `shape`; None if there is none.

    Looked through in order: calls of tools, what the model says, and, only if it says nothing, what it thinks (where
    some servers put the answer of a model that thinks).
    """
    for text in _texts(message):
        if (reply := _first(text, shape)) is not None:
            return reply
    return None


def text_of_message(message: ChatCompletionMessage) -> str:
    """What a message says, as text."""
    return next(iter(_texts(message)), "")


def _texts(message: ChatCompletionMessage) -> Iterator[str]:
    called = False
    for call in message.tool_calls or []:
        arguments = getattr(getattr(call, "function", None), "arguments", None)
        if arguments:
            called = True
            yield arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    said = _joined(message.content)
    if said.strip():
        yield said
    elif not called:
        for name in ("reasoning_content", "reasoning"):  # as DeepSeek, LM Studio and vLLM name it; as Ollama does
            if thought := _joined(getattr(message, name, None)):
                yield thought


def _joined(content: Any) -> str:
    """Content as text; some endpoints give it in parts, as it is sent to them."""
    if isinstance(content, list):
        parts = (part if isinstance(part, dict) else getattr(part, "__dict__", {}) for part in content)
        return "".join(str(part.get("text") or "") for part in parts if part.get("type") in ("text", "output_text"))
    return content if isinstance(content, str) else ""


def _first(text: str, shape: type[Reply]) -> Reply | None:
    try:
        return shape.model_validate_json(text)
    except ValidationError:
        pass
    thought = [match.end() for match in _END_OF_THOUGHT.finditer(text)]
    # a thought may hold a draft of the answer; the last words of one may also stand in the answer, quoted
    for start in (*reversed(thought), 0):
        if (reply := _from(text, start, shape)) is not None:
            return reply
    return None


def _from(text: str, start: int, shape: type[Reply]) -> Reply | None:
    """The first object from `start` on, or within one that wraps it, as in `{"name": "answer", "arguments": {…}}`."""
    for _ in range(_TRIES):
        start = text.find("{", start)
        if start < 0:
            return None
        try:
            value, _end = _decoder.raw_decode(text, start)
            return shape.model_validate_json(json.dumps(value))
        except (ValueError, RecursionError):  # pydantic's errors are ValueErrors
            start += 1
    return None
