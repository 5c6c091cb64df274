"""A chat model that writes the gist of a story from its merged items.

What it writes is checked by whoever asked (`gist`): nothing of it gets out that the items it names do not say.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from summarizer.errors import AccessError, ModelError
from summarizer.llm import prompts
from summarizer.llm.wire_schema import wire_schema
from summarizer.stories.merging_by_scores.gist import Told

if TYPE_CHECKING:
    from summarizer.llm.client import Message
    from summarizer.llm.questions import Questions

_log = logging.getLogger(__name__)


class GistLine(BaseModel):
    """One sentence of a gist."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(description="the sentence")
    items: list[int] = Field(description="numbers of the items that it rests on")


class WrittenGist(BaseModel):
    """The gist of a story."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sentences: list[GistLine] = Field(description="three to five")


GIST_SCHEMA = wire_schema(WrittenGist)


class ChatTeller:
    """Asks a chat model for a gist, one request a story, and once more for one of which too little holds.

    A story that gets no usable answer is left to its items, and said in the log. An error that every further call
    would meet (a wrong key, a recording that is missing) is raised.

    Args:
        questions: what asks the model.
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self.model = questions.chat.model

    @property
    def digest(self) -> str:
        """A hash of all but the brief that can change a gist: model, parameters, instructions, schema."""
        instructions = [prompts.load(name).text for name in ("story-gist", "story-gist-mend")]
        return self._questions.key([{"role": "system", "content": one} for one in instructions], GIST_SCHEMA)

    async def tell(self, brief: str) -> Sequence[Told] | None:
        """A gist; None when the model gives no usable answer.

        Raises:
            AccessError: the key is wrong, or there is no quota left.
            RecordingError: in replay, when the request was not recorded.
        """
        return await self._asked(self._request(brief), again=False)

    async def mend(self, brief: str, told: Sequence[Told], faults: Sequence[tuple[int, str]]) -> Sequence[Told] | None:
        """The gist again, by somebody who is told what of it does not hold.

        Raises:
            AccessError: the key is wrong, or there is no quota left.
            RecordingError: in replay, when the request was not recorded.
        """
        lines = [f"{number}: {reason}" for number, reason in faults]
        messages = [
            *self._request(brief),
            {"role": "assistant", "content": _written(told)},
            {"role": "user", "content": "\n".join([prompts.load("story-gist-mend").text, "", *lines])},
        ]
        return await self._asked(messages, again=True)

    async def _asked(self, messages: Sequence[Message], *, again: bool) -> Sequence[Told] | None:
        try:
            gist = await self._questions.ask(messages, GIST_SCHEMA, WrittenGist, again=again)
        except AccessError:
            raise
        except ModelError as error:
            _log.warning("A gist is put together without the model: %s", error)
            return None
        return [Told(line.text, tuple(line.items)) for line in gist.sentences]

    def _request(self, brief: str) -> list[Message]:
        instructions = prompts.load("story-gist").text
        if self._questions.chat.structured == "json_object":
            instructions += '\n\nAnswer with one JSON value: {"sentences": [{"text": "…", "items": [1, 3]}]}.'
        return [{"role": "system", "content": instructions}, {"role": "user", "content": brief}]


def _written(told: Sequence[Told]) -> str:
    sentences = [{"text": one.text, "items": list(one.numbers)} for one in told]
    return json.dumps({"sentences": sentences}, ensure_ascii=False, separators=(",", ":"))
