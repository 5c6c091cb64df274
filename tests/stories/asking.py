"""Questions to a scripted endpoint, with a cache in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from summarizer.llm.client import ChatModel
from summarizer.llm.questions import Questions
from tests.endpoint import Endpoint


class Memory:
    """A cache in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.kept.get(key)

    def set(self, key: str, value: str) -> None:
        self.kept[key] = value


@asynccontextmanager
async def questions(
    endpoint: Endpoint, cache: Memory | None = None, model: str = "scripted"
) -> AsyncIterator[Questions]:
    """What asks the endpoint."""
    chat = ChatModel(model, base_url=endpoint.base_url, api_key="sk-secret")
    try:
        yield Questions(chat, cache)
    finally:
        await chat.aclose()
