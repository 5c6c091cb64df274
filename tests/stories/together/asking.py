"""A story in two reports, and somebody who answers from a script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from pydantic import BaseModel

from summarizer.errors import ModelError
from summarizer.llm.questions import Questions
from summarizer.schema import ArticleReading, Story
from summarizer.stories import merge_together_each
from summarizer.stories.together.answer import SameAnswer, TogetherAnswer, TogetherChanges
from summarizer.stories.together.reader import TogetherReader

from ..build import Report

EMPTY: dict[str, Any] = {
    "d": [],
    "r": [],
    "o": [],
    "k": [],
    "t": "Fire at the mill",
    "g": [],
    "e": [],
    "f": [],
    "b": [],
    "s": [],
}
UNCHANGED: dict[str, Any] = EMPTY | {"t": None, "x": []}
Answer = Mapping[str, Any] | ModelError | Callable[[str], Mapping[str, Any]]


class Script:
    """Answers each kind of question from a list; the last answer serves for all that follow."""

    def __init__(
        self,
        together: Answer | Sequence[Answer] = EMPTY,
        changes: Answer | Sequence[Answer] = UNCHANGED,
        same: Mapping[str, Any] | None = None,
    ) -> None:
        self.chat = SimpleNamespace(model="scripted", structured="json_schema", parameters={})
        self._answers: dict[type[BaseModel], list[Any]] = {
            TogetherAnswer: list(together) if isinstance(together, (list, tuple)) else [together],
            TogetherChanges: list(changes) if isinstance(changes, (list, tuple)) else [changes],
            SameAnswer: [same or {"n": [], "q": [], "t": []}],
        }
        self.asked: list[tuple[type[BaseModel], str]] = []

    async def ask(
        self, messages: Sequence[dict[str, str]], _schema: object, shape: type[BaseModel], *, again: bool = False
    ) -> BaseModel:
        assert again in (False, shape is TogetherChanges), "only a second look asks again"
        await asyncio.sleep(0)
        asked = messages[-1]["content"]
        self.asked.append((shape, asked))
        answers = self._answers[shape]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, ModelError):
            raise answer
        return shape.model_validate(answer(asked) if callable(answer) else answer)

    def of(self, shape: type[BaseModel]) -> list[str]:
        """What was asked of one kind."""
        return [asked for of, asked in self.asked if of is shape]


def read_together(
    readings: Sequence[ArticleReading],
    script: Script,
    into: Sequence[Story] = (),
    *,
    at_a_stroke: int = 90_000,
    reread: bool = False,
) -> list[Story]:
    """The stories that come of it."""

    async def run() -> list[Story]:
        reader = TogetherReader(cast(Questions, script), at_a_stroke)
        return [one async for one in merge_together_each(readings, reader, into, reread=reread)]

    return asyncio.run(run())


def first() -> ArticleReading:
    """Monday: at least five are dead, and the minister is to come."""
    r = Report(
        "first",
        "2031-05-05",
        outlet="Daily Ferry",
        title="Fire at the Drevno mill",
        gist="A fire at the mill in Drevno killed at least five, the fire chief says.",
    )
    chief, minister = r.entity("Olena Hart", role="fire chief"), r.entity("Petra Lund", role="minister")
    mill = r.entity("Drevno mill", "place")
    r.event(
        "A fire broke out at the Drevno mill on Sunday", "fire", places=[mill], date="2031-05-04", status="occurred"
    )
    r.event("Petra Lund will visit the mill on Wednesday", "visit", [minister], [mill], "2031-05-07")
    r.figure(
        "At least five", "dead in the fire", "At least five workers died in the fire at the mill, Olena Hart said.", 5
    )
    r.quote("We feared the roof would come down on us all", chief)
    r.stance(minister, "opposes", "a strike at the mill")
    r.fact("The mill is the oldest on the river")
    r.sentence("The owner, Mill Holding, had closed two of its other mills since March.")
    return r.reading()


def second() -> ArticleReading:
    """Tuesday: seven are dead, the visit is off."""
    r = Report(
        "second",
        "2031-05-06",
        outlet="Lamp",
        title="Toll of Drevno mill fire rises",
        gist="Seven people died in the fire at the Drevno mill; the minister stays away.",
    )
    chief, minister = r.entity("Hart", role="fire chief"), r.entity("Petra Lund", role="minister")
    mill = r.entity("the mill in Drevno", "place")
    r.event("Seven workers died in the fire at the Drevno mill", "died", places=[mill], status="occurred")
    r.event("Petra Lund called off her visit to the mill", "visit", [minister], [mill], status="cancelled")
    r.figure("Seven", "dead in the fire", "Seven people died in the fire at the Drevno mill.", 7)
    r.quote("We feared the roof would come down on us all", chief, cue="told the Lamp")
    return r.reading()


ANSWER: dict[str, Any] = {
    "d": [],
    "r": [],
    "o": [{"c": "Both reports rest on fire chief Olena Hart [A4 B4].", "w": "An1"}],
    "k": [{"k": "update", "c": "At least five dead [A3] has become seven [B3]."}],
    "t": "Seven dead in Drevno mill fire",
    "g": [
        (
            "Seven people died in the fire at the Drevno mill [B3], up "
            "from at least five, as fire chief Olena Hart had said [A3]."
        )
    ],
    "e": [
        {
            "h": "Ae1 Be1",
            "c": "A fire broke out at the Drevno mill on Sunday [A1] and killed seven people [B3].",
            "x": "2031-05-04",
            "s": "occurred",
            "v": ["{A}: at least five dead [A3].", "{B}: seven [B3]."],
            "g": False,
        },
        {
            "h": "Ae2 Be2",
            "c": "Minister Petra Lund was to visit the mill on Wednesday [A2] and has called that off [B2].",
            "x": "2031-05-07",
            "s": "cancelled",
            "v": [],
            "g": False,
        },
    ],
    "f": [{"w": "dead in the fire", "v": ["at least five [A3]", "seven [B3]"]}],
    "b": ["The mill is the oldest on the river [A6]."],
    "s": [
        {
            "t": "a strike at the mill",
            "h": "An2",
            "p": "against",
            "c": "Petra Lund opposes a strike at the mill [A5].",
            "i": "As1",
        }
    ],
}
