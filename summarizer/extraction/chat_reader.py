"""An answerer that instructs a chat model with `prompts/`.

The fixed part of a request comes first and is the same, byte for byte, for every article: instructions in the system
message, the schema in `response_format`. So providers' prompt caches hit. A repair goes on from the very same request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from pydantic import JsonValue

from summarizer.extraction import answer as answers
from summarizer.extraction.answer import RawAnswer, RawRepair, WholeAnswer, names_by_handle
from summarizer.extraction.fault import Fault
from summarizer.extraction.reader import ArticlePart
from summarizer.llm import prompts
from summarizer.llm.client import ChatModel, Message
from summarizer.text.digest import digest
from summarizer.text.languages import language_name
from summarizer.text.numbering import as_shown
from summarizer.usage import Usage

_FENCE = re.compile(r"<(?=/?article>)", re.IGNORECASE)
_CONTEXT_SENTENCES = 3
PART_WORDS = 2500
"""An article longer than this is asked about in parts, split between paragraphs."""
Answers = Callable[[str], Mapping[str, JsonValue] | None]
"""Chat completions that are there already, by key."""


class ChatReader:
    """Asks a chat model for one answer a part, and for faulty items again."""

    part_words = PART_WORDS

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat
        self.answers: Answers | None = None
        self._extract = prompts.load("extract").text
        self._repair = prompts.load("repair").text
        self._into = prompts.load("into").text
        self.model = chat.model
        self.prompt = digest([self._extract, self._repair])
        self.schema = digest([answers.ANSWER_SCHEMA, answers.REPAIR_SCHEMA])

    def key(self, part: ArticlePart) -> str:
        """A hash of all that can change the answer: model, parameters, prompts, schemas and the message itself."""
        asked = [*self.basis, _message(part)]
        if part.into is not None:
            schemas = [answers.TRANSLATED_ANSWER_SCHEMA, answers.TRANSLATED_REPAIR_SCHEMA]
            asked += [self._instructions(part), digest(schemas)]
        return digest(asked)

    @property
    def basis(self) -> list[JsonValue]:
        """What can change an answer beside the message."""
        return [self.model, self._chat.structured, self._chat.parameters, self.prompt, self.schema]

    def characters(self, part: ArticlePart) -> int:
        """How many characters a request about this part shows the model, the schema among them."""
        return len(self._instructions(part)) + len(_message(part)) + len(_json(_answer_schema(part)))

    async def answer(self, part: ArticlePart) -> tuple[RawAnswer, Usage]:
        """The answer for one part."""
        given = self.answers(self.key(part)) if self.answers else None
        schema = _answer_schema(part)
        return await self._chat.ask(self._request(part, schema), schema, WholeAnswer, given)

    def body(self, part: ArticlePart) -> dict[str, JsonValue]:
        """The request for the answer to one part."""
        schema = _answer_schema(part)
        return self._chat.body(self._request(part, schema), schema)

    async def repair(self, part: ArticlePart, answer: RawAnswer, faults: Sequence[Fault]) -> tuple[RawRepair, Usage]:
        """The faulty items of an answer again, in one request: no sound item is paid for twice."""
        handles = names_by_handle(answer)
        lines = [f"{fault.place}: {fault.reason}\n{_json(fault.item)}" for fault in faults]
        schema = answers.REPAIR_SCHEMA if part.into is None else answers.TRANSLATED_REPAIR_SCHEMA
        messages = [
            *self._request(part, schema),
            {"role": "assistant", "content": f"My entities: {_json(handles)}"},
            {"role": "user", "content": "\n\n".join([self._repair, *lines])},
        ]
        return await self._chat.ask(messages, schema, RawRepair)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._chat.aclose()

    def _request(self, part: ArticlePart, schema: dict[str, JsonValue]) -> list[Message]:
        instructions = self._instructions(part)
        if self._chat.structured == "json_object":
            instructions += f"\n\nAnswer with one JSON value that satisfies this JSON Schema:\n{_json(schema)}"
        return [{"role": "system", "content": instructions}, {"role": "user", "content": _message(part)}]

    def _instructions(self, part: ArticlePart) -> str:
        """What is asked of every article, and then, for one in another language, what is to be translated."""
        if part.into is None:
            return self._extract
        return f"{self._extract}\n\n{self._into.format(language=language_name(part.into))}"


def _answer_schema(part: ArticlePart) -> dict[str, JsonValue]:
    return answers.ANSWER_SCHEMA if part.into is None else answers.TRANSLATED_ANSWER_SCHEMA


@lru_cache(maxsize=256)
def _message(part: ArticlePart) -> str:
    """What the model reads about one part of an article; asked for by the key and by the request."""
    numbered, article = part.numbered, part.numbered.article
    lines = []
    if article.title:
        lines.append(f"Title: {_one_line(article.title)}")
    if numbered.headline:
        lines.append(f"Headline: {_one_line(article.text[slice(*numbered.headline)])}")
    known = (("Outlet", article.outlet), ("By", article.byline), ("Language", article.language))
    lines += [f"{label}: {_one_line(value)}" for label, value in known if value]
    if day := article.published_day:
        lines.append(f"Published: {day:%A}, {day.isoformat()}")
    if part.total > 1:
        lines.append(f"ArticlePart {part.index} of {part.total}")
    if part.first > 1:
        before = numbered.sentences[max(0, part.first - 1 - _CONTEXT_SENTENCES) : part.first - 1]
        context = " ".join(_one_line(article.text[each.start : each.end]) for each in before)
        lines.append(f"Before this part, for context only: {context}")
    body = numbered.render(part.first, part.last)
    return "\n".join([*(_FENCE.sub("‹", line) for line in lines), "<article>", _FENCE.sub("‹", body), "</article>"])


def _one_line(text: str) -> str:
    return as_shown(text).strip()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
