"""Embeddings of texts by an OpenAI-compatible endpoint (`/v1/embeddings`), each text asked about once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.text.digest import digest
from summarizer.usage import Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CreateEmbeddingResponse

    from summarizer.llm.cache import Cache
    from summarizer.llm.client import ChatModel


class Embeddings:
    """A model of embeddings, and a cache before it.

    Args:
        model: the model, with its endpoint.
        cache: where they are kept.
    """

    def __init__(self, model: ChatModel, cache: Cache | None = None) -> None:
        self.model = model
        self._cache = cache
        self._known: dict[str, asyncio.Task[Sequence[float]]] = {}
        self.usage = Usage()
        """What all requests so far have cost; what came from the cache is not in it."""

    async def of(self, texts: Sequence[str]) -> list[Sequence[float]]:
        """The embedding of each text.

        Raises:
            ModelError: the endpoint gives none.
        """
        return list(await asyncio.gather(*(self._one(text) for text in texts)))

    async def aclose(self) -> None:
        """Closes connections; requests under way are given up."""
        for task in self._known.values():
            task.cancel()
        await asyncio.gather(*self._known.values(), return_exceptions=True)
        await self.model.aclose()

    async def _one(self, text: str) -> Sequence[float]:
        key = digest(["embedding", self.model.model, self.model.parameters, text])
        if key not in self._known or self._failed(key):
            self._known[key] = asyncio.create_task(self._ask(key, text))
        return await self._known[key]

    def _failed(self, key: str) -> bool:
        task = self._known[key]
        return task.done() and (task.cancelled() or task.exception() is not None)

    async def _ask(self, key: str, text: str) -> Sequence[float]:
        if self._cache is not None and (kept := self._cache.get(key)) is not None:
            found: list[float] = json.loads(kept)
            return found

        async def send(client: AsyncOpenAI) -> CreateEmbeddingResponse:
            name, more = self.model.model, self.model.parameters
            return await client.embeddings.create(model=name, input=text, encoding_format="float", extra_body=more)

        answer = await self.model.call(send)
        tokens = answer.usage.prompt_tokens if answer.usage else 0
        self.usage = replace(
            self.usage, requests=self.usage.requests + 1, input_tokens=self.usage.input_tokens + tokens
        )
        vector = answer.data[0].embedding
        if self._cache is not None:
            await asyncio.to_thread(self._cache.set, key, json.dumps(vector))
        return vector
