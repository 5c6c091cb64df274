"""Keeps answers from the moment they arrive until what was made of them is kept.

Between the two stand the check of an answer, the second question about its faulty items, and the writing: time enough
for a process to be killed in. Whoever asks the same afterwards finds the answer here, and does not pay for it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pydantic import JsonValue
from pydantic_core import from_json

from summarizer.errors import AccessError, EndpointError
from summarizer.llm.cache import Cache
from summarizer.text.digest import digest

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion


@runtime_checkable
class ForgettingCache(Cache, Protocol):
    """A cache that also lets go of what it keeps."""

    def discard(self, keys: Collection[str]) -> None:
        """Takes texts out, if it can."""


_under_way: ContextVar[set[str] | None] = ContextVar("answers under way", default=None)


class ArrivedAnswers:
    """Completions by the request that they answer.

    Args:
        cache: where they are kept.
    """

    def __init__(self, cache: ForgettingCache) -> None:
        self._cache = cache

    @contextmanager
    def until_kept(self) -> Iterator[None]:
        """Answers that arrive within are let go of at its end, for by then what they came to is kept.

        They stay where the process ends before, and where the endpoint failed after them: what is asked again then is
        what had no answer.
        """
        keys: set[str] = set()
        token = _under_way.set(keys)
        try:
            yield
        except (AccessError, EndpointError):
            raise
        except Exception:
            self._cache.discard(keys)  # an answer that came to nothing is no answer to whoever tries again
            raise
        else:
            self._cache.discard(keys)
        finally:
            _under_way.reset(token)

    def get(self, body: dict[str, Any]) -> dict[str, JsonValue] | None:
        """The completion that a process has received that did not come to its end."""
        if (keys := _under_way.get()) is None:
            return None
        key = _key(body)
        kept = self._cache.get(key)
        try:
            completion = from_json(kept) if kept is not None else None
        except ValueError:
            return None
        if not isinstance(completion, dict):
            return None
        keys.add(key)
        return completion

    async def keep(self, body: dict[str, Any], completion: ChatCompletion) -> None:
        """Writes a completion down before anything is made of it."""
        if (keys := _under_way.get()) is None:
            return
        key = _key(body)
        keys.add(key)
        text = completion.model_dump_json(exclude_unset=True, warnings=False)
        await asyncio.to_thread(self._cache.set, key, text)


def _key(body: dict[str, Any]) -> str:
    return f"arrived-{digest(body)}"
