"""A chat model that says which items of a block are one: what the merge asks where its scores leave it open.

The answer holds numbers and nothing else, so nothing can be invented in it. It is kept under what the block says, the
instructions, the model and its parameters: a new article costs only the blocks that it touches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer import prompts
from summarizer.answer import digest, wire_schema
from summarizer.errors import ModelError, Usage
from summarizer.merging.linking import Block

if TYPE_CHECKING:
    from summarizer.cache import Cache
    from summarizer.models.openai import ChatModel, Message

_log = logging.getLogger(__name__)


class Linked(BaseModel):
    """Which items of a block are one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    groups: list[list[int]] = Field(
        description="numbers of items that are one; every number in exactly one group, one that stands alone too"
    )


LINK_SCHEMA = wire_schema(Linked)


class ChatLinker:
    """Asks a chat model, one request a block.

    A block that gets no usable answer is left to the score, and said in the log: a merge is worth having without it.
    An error that every further call would meet (a wrong key, a recording that is missing) is raised.

    Args:
        chat: the model.
        cache: where answers are kept.
        concurrency: how many requests are under way at once.
    """

    def __init__(self, chat: ChatModel, cache: Cache | None = None, concurrency: int = 8) -> None:
        self._chat = chat
        self._cache = cache
        self._slots = asyncio.Semaphore(concurrency)
        self.usage = Usage()
        """What all blocks so far have cost; what came from the cache is not in it."""
        self.asked = 0
        """Blocks that the model was asked about."""

    def key(self, block: Block) -> str:
        """A hash of all that can change the answer: model, parameters, instructions, schema and the block's words."""
        return digest(
            [
                self._chat.model,
                self._chat.structured,
                self._chat.parameters,
                _prompt(block).digest,
                LINK_SCHEMA,
                _message(block),
            ]
        )

    async def link(self, block: Block) -> Sequence[Sequence[int]] | None:
        """Groups of the block's numbers; None when the model gives no usable answer.

        Raises:
            AccessError: the key is wrong, or there is no quota left.
            RecordingError: in replay, when the block's request was not recorded.
        """
        from summarizer.errors import AccessError

        key = self.key(block)
        if (kept := self._remembered(key)) is not None:
            return kept.groups
        try:
            async with self._slots:
                linked, usage = await self._chat.ask(self._request(block), LINK_SCHEMA, Linked)
        except AccessError:
            raise
        except ModelError as error:
            self.usage += error.usage
            _log.warning("%d %s are linked without the model: %s", len(block.items), block.kind, error)
            return None
        self.usage += usage
        self.asked += 1
        if self._cache is not None:
            await asyncio.to_thread(self._cache.set, key, linked.model_dump_json())
        return linked.groups

    def _remembered(self, key: str) -> Linked | None:
        kept = self._cache.get(key) if self._cache is not None else None
        try:
            return Linked.model_validate_json(kept) if kept is not None else None
        except ValidationError:
            return None

    def _request(self, block: Block) -> list[Message]:
        instructions = _prompt(block).text
        if self._chat.structured == "json_object":
            instructions += '\n\nAnswer with one JSON value: {"groups": [[1, 3], [2]]}.'
        return [{"role": "system", "content": instructions}, {"role": "user", "content": _message(block)}]


def _prompt(block: Block) -> prompts.Prompt:
    return prompts.load(f"link-{block.kind}")


def _message(block: Block) -> str:
    """What the model reads: the reports, then the items."""
    reports = "; ".join(f"{letter} {day or 'on an unknown day'}" for letter, day in block.reports)
    lines = (f"[{number}] ({item.report}) {item.text}" for number, item in enumerate(block.items, start=1))
    return "\n".join([f"Reports: {reports}", *lines])
