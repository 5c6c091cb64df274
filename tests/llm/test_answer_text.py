"""An answer is found however the model wraps it, and nothing is taken for one that is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletionMessage
from pydantic import BaseModel

from summarizer.llm.answer_text import reply_in

JSON = '{"g": "It rains.", "n": []}'
DRAFT = '{"g": "A draft.", "n": []}'


class Answer(BaseModel):
    g: str
    n: list[Any]


def said(content: object, **more: object) -> str | None:
    message = ChatCompletionMessage.construct(role="assistant", content=content, **more)  # type: ignore[arg-type]
    reply = reply_in(message, Answer)
    return reply.g if reply else None


def call(arguments: object) -> dict[str, object]:
    return {"id": "1", "type": "function", "function": {"name": "answer", "arguments": arguments}}


@pytest.mark.parametrize(
    "content",
    [
        JSON,
        f"```json\n{JSON}\n```",
        f"```\n{JSON}\n```\nSee [docs].",
        f"<think>\nFirst {{perhaps}} {DRAFT}\n</think>\n\n{JSON}",
        f"Hm, {DRAFT}, or not.</think>{JSON}",
        f"[THINK]{DRAFT}[/THINK]{JSON}",
        f"◁think▷{DRAFT}◁/think▷{JSON}",
        f"<|channel|>analysis<|message|>{DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>{JSON}",
        f"Sure! Here is the JSON you asked for:\n\n{JSON}",
        f"{JSON}\n\nSee [docs].",
        f"{JSON}\n{DRAFT}",
        f'{{"note": "not this"}} {JSON}',
        f'{{"answer": {JSON}}}',
        f'<tool_call>{{"name": "answer", "arguments": {JSON}}}</tool_call>',
        [{"type": "thinking", "thinking": DRAFT}, {"type": "text", "text": JSON}],
        '{"g": "It rains.",\n "n": [], "c": "a\ttab"}',
    ],
)
def test_the_first_whole_object_that_satisfies_the_schema_is_taken(content: object) -> None:
    assert said(content) == "It rains."


def test_a_tool_is_called_with_text_or_with_an_object() -> None:
    assert said(None, tool_calls=[call(JSON)]) == "It rains."
    assert said("I call the tool.", tool_calls=[call(json.loads(JSON)), call(DRAFT)]) == "It rains."
    assert said(JSON, tool_calls=[call('{"g": "cut o')]) == "It rains."


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_what_a_model_thinks_is_its_answer_only_where_it_says_nothing(field: str) -> None:
    assert said("", **{field: JSON}) == "It rains."
    assert said("I would rather not.", **{field: JSON}) is None
    assert said(JSON, **{field: DRAFT}) == "It rains."


@pytest.mark.parametrize("content", [None, "", "No.", '{"g": "cut o', '{"g": "no list"}', "[]", "{" * 100_000])
def test_what_holds_no_answer_gives_none(content: object) -> None:
    assert said(content) is None


@given(st.text(), st.text(), st.text())
def test_whatever_stands_around_it_and_in_it_is_no_matter(before: str, within: str, after: str) -> None:
    inner = json.dumps({"g": within, "n": ["</think>", "{"]})
    assert said(f"{before.replace('{', '(')}{inner}{after}") == json.loads(inner)["g"]
