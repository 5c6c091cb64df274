"""A chat model that says which items of a block are one: what the merge asks where its scores leave it open.

The answer holds numbers and nothing else, so nothing can be invented in it. It is kept under what the block says, the
instructions, the model and its parameters: a new article costs only the blocks that it touches.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ConfigDict, Field

from summarizer.errors import AccessError, ModelError
from summarizer.llm import prompts
from summarizer.llm.wire_schema import wire_schema
from summarizer.stories.merging_by_scores.linking import Block, Kind

if TYPE_CHECKING:
    from summarizer.llm.client import Message
    from summarizer.llm.questions import Questions

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
        questions: what asks the model.
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    @property
    def model(self) -> str:
        """Who answers."""
        return self._questions.chat.model

    @property
    def digest(self) -> str:
        """A hash of all but the block that can change an answer: model, parameters, instructions, schema."""
        instructions = [prompts.load(f"link-{kind}").text for kind in get_args(Kind)]
        return self._questions.key([{"role": "system", "content": one} for one in instructions], LINK_SCHEMA)

    def key(self, block: Block) -> str:
        """A hash of all that can change the answer: model, parameters, instructions, schema and the block's words."""
        return self._questions.key(self._request(block), LINK_SCHEMA)

    async def link(self, block: Block) -> Sequence[Sequence[int]] | None:
        """Groups of the block's numbers; None when the model gives no usable answer.

        Raises:
            AccessError: the key is wrong, or there is no quota left.
            RecordingError: in replay, when the block's request was not recorded.
        """
        try:
            linked = await self._questions.ask(self._request(block), LINK_SCHEMA, Linked)
        except AccessError:
            raise
        except ModelError as error:
            _log.warning("%d %s are linked without the model: %s", len(block.items), block.kind, error)
            return None
        return linked.groups

    def _request(self, block: Block) -> list[Message]:
        instructions = _prompt(block).text
        if self._questions.chat.structured == "json_object":
            instructions += '\n\nAnswer with one JSON value: {"groups": [[1, 3], [2]]}.'
        return [{"role": "system", "content": instructions}, {"role": "user", "content": _message(block)}]


def _prompt(block: Block) -> prompts.Prompt:
    return prompts.load(f"link-{block.kind}")


def _message(block: Block) -> str:
    """What the model reads: the reports, then the items."""
    reports = "; ".join(f"{letter} {day or 'on an unknown day'}" for letter, day in block.reports)
    lines = (f"[{number}] ({item.report}) {item.text}" for number, item in enumerate(block.items, start=1))
    return "\n".join([f"Reports: {reports}", *lines])
