"""What merging asks of a chat model: several questions at once, each answer kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from summarizer.errors import ModelError
from summarizer.text.digest import digest
from summarizer.usage import Usage

if TYPE_CHECKING:
    from summarizer.llm.cache import Cache
    from summarizer.llm.client import ChatModel, Message

Reply = TypeVar("Reply", bound=BaseModel)


class Questions:
    """Asks a chat model, and a cache before it.

    Args:
        chat: the model.
        cache: where answers are kept.
        concurrency: how many requests are under way at once.
    """

    def __init__(self, chat: ChatModel, cache: Cache | None = None, concurrency: int = 8) -> None:
        self.chat = chat
        self._cache = cache
        self._slots = asyncio.Semaphore(concurrency)
        self.usage = Usage()
        """What all questions so far have cost; what came from the cache is not in it."""
        self.asked = 0
        """Questions that the model has answered."""

    def key(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """A hash of all that can change the answer: model, parameters, schema, instructions and what is asked."""
        return digest([self.chat.model, self.chat.structured, self.chat.parameters, dict(schema), list(messages)])

    async def ask(
        self, messages: Sequence[Message], schema: Mapping[str, Any], shape: type[Reply], *, again: bool = False
    ) -> Reply:
        """The answer.

        Args:
            messages: what is asked.
            schema: the JSON Schema that the answer keeps to.
            shape: what it is read as.
            again: whether this is asked because an answer did not hold.

        Raises:
            ModelError: the model gives no usable answer; what that has cost is counted.
            RecordingError: in replay, when the question was not recorded.
        """
        key = self.key(messages, schema)
        if (kept := self._remembered(key, shape)) is not None:
            return kept
        try:
            async with self._slots:
                with self.chat.until_kept():
                    reply, usage = await self.chat.ask(messages, schema, shape)
                    if self._cache is not None:
                        await asyncio.to_thread(self._cache.set, key, reply.model_dump_json())
        except ModelError as error:
            self._count(error.usage, again=again)
            raise
        self._count(usage, again=again)
        self.asked += 1
        return reply

    def _count(self, usage: Usage, *, again: bool) -> None:
        self.usage += replace(usage, re_asks=usage.re_asks + 1) if again else usage

    def _remembered(self, key: str, shape: type[Reply]) -> Reply | None:
        kept = self._cache.get(key) if self._cache is not None else None
        try:
            return shape.model_validate_json(kept) if kept is not None else None
        except ValidationError:
            return None
