"""An endpoint's Batch API: many requests in one file, answered within a day, for half the price at OpenAI.

Everything goes through openai's own client. What is retried, and what is told to a user, is as for any other request.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import JsonValue

from summarizer.errors import AccessError, EndpointError, ModelError, SummarizerError, UndoneError, UnknownError
from summarizer.files import staged
from summarizer.llm.client import ChatModel

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import Batch as Answer

COMPLETIONS: Literal["/v1/chat/completions"] = "/v1/chat/completions"
"""Where each request of a batch goes, by its name at OpenAI, whatever the endpoint's own address."""
_UPLOAD = 900.0  # seconds that a file may take, however short the time for one answer
_ENDED = ("completed", "failed", "expired", "cancelled")
_MISSING = (404, 405, 501)  # how an endpoint says that it has no such thing
_NEVER_RUN = ("batch_expired", "batch_cancelled")

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class BatchState:
    """What the endpoint says of a batch.

    Attributes:
        status: in OpenAI's words: `validating`, `in_progress`, `finalizing`, `completed`, `expired`, …
        answered: requests that it is done with.
        answers: the file of them, once there is one.
        errors: the file of those that failed.
        code: why all of it failed, for programs.
        reason: the same, for people.
    """

    id: str
    status: str
    answered: int = 0
    answers: str | None = None
    errors: str | None = None
    code: str | None = None
    reason: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.status in _ENDED


class BatchApi:
    """The Batch API of the endpoint that `chat` asks."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat

    @property
    def base_url(self) -> str:
        """Where the endpoint is."""
        return self._chat.base_url

    async def upload(self, path: Path) -> tuple[str, int]:
        """Sends a file of requests; gives its id, and when it was made by the endpoint's clock (seconds).

        Raises:
            ModelError: one of its subclasses.
        """

        async def once(client: AsyncOpenAI) -> tuple[str, int]:
            with path.open("rb") as file:  # a path would be read whole, an open file goes out as it is read
                kept = await client.files.create(file=(path.name, file), purpose="batch", timeout=_UPLOAD)
            return str(kept.id), int(kept.created_at or 0)

        return await self._call(once, self._none())

    async def submit(self, file: str, made_at: int, *, may_exist: bool) -> BatchState:
        """Has a file of requests answered.

        A batch is never made twice: where the one before may have been made (a connection lost before the answer, a
        process killed after it), it is looked for first, by its file.

        Args:
            made_at: when the file was made, by the endpoint's clock.
            may_exist: whether that may have happened already.

        Raises:
            ModelError: one of its subclasses.
        """
        may_be_there = may_exist

        async def once(client: AsyncOpenAI) -> BatchState:
            nonlocal may_be_there
            if may_be_there and (found := await _find(client, file, made_at)):
                return found
            may_be_there = True
            return _state_of(
                await client.batches.create(
                    input_file_id=file, endpoint=COMPLETIONS, completion_window="24h", timeout=_UPLOAD
                )
            )

        return await self._call(once, self._none())

    async def get_state(self, batch: str) -> BatchState:
        """What has become of a batch.

        Raises:
            UnknownError: the endpoint does not know it.
            ModelError: any other of its subclasses.
        """

        async def once(client: AsyncOpenAI) -> BatchState:
            return _state_of(await client.batches.retrieve(batch))

        return await self._call(once, self._unknown(batch))

    async def download(self, file: str, path: Path, most: int) -> None:
        """Writes a file of the endpoint's to `path`, whole and at once.

        Args:
            most: bytes that it may have.

        Raises:
            UnknownError: the endpoint does not know it.
            ModelError: any other of its subclasses.
        """

        async def once(client: AsyncOpenAI) -> None:
            async with client.files.with_streaming_response.content(file, timeout=_UPLOAD) as response:
                size = 0
                with staged(path) as kept:
                    async for chunk in response.iter_bytes():
                        size += len(chunk)
                        if size > most:
                            raise EndpointError(
                                f"{self.base_url} sends more than {most >> 20:,} MB as answers to a batch.",
                                "These are no answers of a model: check the endpoint.",
                            )
                        kept.write(chunk)

        await self._call(once, self._unknown(file))

    def problem(self, line: Mapping[str, Any]) -> SummarizerError | None:
        """Why a line of a batch's files holds no answer; None when asking again may help."""
        error, response = line.get("error"), line.get("response")
        code = error.get("code") if isinstance(error, dict) else None
        if code in _NEVER_RUN:
            return undone(str(code).replace("_", " "))
        if not isinstance(response, dict):
            return None
        status = response.get("status_code")
        if not isinstance(status, int) or status < 400:
            return None
        found = self._chat.verdict(status, response.get("body"))
        return undone(found.problem) if isinstance(found, AccessError) else found

    async def _call(self, once: Callable[[AsyncOpenAI], Awaitable[Result]], unknown: UnknownError) -> Result:
        try:
            return await self._chat.call(once)
        except ModelError as error:
            if getattr(error.__cause__, "status_code", None) in _MISSING:
                raise unknown from error
            raise

    def _none(self) -> UnknownError:
        return UnknownError(f"{self.base_url} has no Batch API.", "Leave out --batch-api.")

    def _unknown(self, what: str) -> UnknownError:
        return UnknownError(
            f"{self.base_url} does not know {what}.",
            "Use the key and the endpoint that it was sent with. To give up what was sent, delete the batches folder.",
        )


def is_answer(line: Mapping[str, Any]) -> bool:
    """Whether a line of a batch's files holds a chat completion."""
    response = line.get("response")
    if not isinstance(response, dict) or response.get("status_code") != 200:
        return False
    body = response.get("body")
    choices = body.get("choices") if isinstance(body, dict) else None
    return isinstance(choices, list) and bool(choices) and isinstance(choices[0], dict) and "message" in choices[0]


def undone(reason: str) -> UndoneError:
    """The error of a request that its batch ended without."""
    return UndoneError(
        f"The batch at the endpoint ended without it ({reason}).",
        "Run the same command again: what is left is sent again; without --batch-api it is asked for at once.",
    )


def request_line(key: str, body: Mapping[str, JsonValue]) -> bytes:
    """A request as a line of a batch's input file."""
    line = {"custom_id": key, "method": "POST", "url": COMPLETIONS, "body": body}
    # a lone surrogate becomes its escape, which JSON has too
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


async def _find(client: AsyncOpenAI, file: str, made_at: int) -> BatchState | None:
    """The batch made of a file, if it was made and has not failed."""
    async for batch in client.batches.list(limit=100):  # the newest first
        if (batch.created_at or made_at) < made_at:
            return None
        if batch.input_file_id == file and batch.status != "failed":
            return _state_of(batch)
    return None


def _state_of(batch: Answer) -> BatchState:
    if not getattr(batch, "id", None) or not getattr(batch, "status", None):
        raise EndpointError("The endpoint answers, but not as a Batch API does.", "Leave out --batch-api.")
    counts, errors = batch.request_counts, (batch.errors.data if batch.errors else None) or []
    first = errors[0] if errors else None
    return BatchState(
        id=batch.id,
        status=batch.status.lower(),
        answered=(counts.completed or 0) + (counts.failed or 0) if counts else 0,
        answers=batch.output_file_id,
        errors=batch.error_file_id,
        code=first.code if first else None,
        reason=" ".join((first.message or first.code or "").split())[:300] if first else None,
    )
