"""Stories whose words agree nearly enough: whether two are one is asked of a model, or told by embeddings.

What words decide stays decided: two stories may be joined, none is taken apart here.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from summarizer.errors import ModelError
from summarizer.llm import prompts
from summarizer.llm.embeddings import Embeddings
from summarizer.llm.questions import Questions
from summarizer.llm.wire_schema import wire_schema
from summarizer.schema import Article, ArticleReading

_SHOWN = 500
"""Characters of an article's text that are shown or embedded: what it reports stands at its begin."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What of a report is looked at."""

    id: str
    day: str
    title: str
    text: str

    @classmethod
    def of(cls, article: Article | ArticleReading) -> Beginning:
        """The beginning of an article, or of one that was read."""
        if isinstance(article, Article):
            info, text = article.info, article.text
        else:
            info, text = article.article, article.text or article.gist
        return cls(info.id, (info.published or "")[:10], info.title or "", " ".join(text.split())[:_SHOWN])

    @property
    def shown(self) -> str:
        """In lines."""
        return "\n".join(one for one in (self.day, self.title, self.text) if one)


class Decider(Protocol):
    """Who tells whether two reports are of one story."""

    async def are_one(self, first: Beginning, second: Beginning) -> bool:
        """Whether they are; the order does not matter.

        Raises:
            ModelError: there is no answer.
        """


async def joined(pairs: Sequence[tuple[Beginning, Beginning]], decider: Decider) -> list[tuple[str, str]]:
    """Those pairs that are of one story, by id; a pair without an answer is left apart, and that is said once."""
    from asyncio import gather

    told = await gather(*(decider.are_one(*pair) for pair in pairs), return_exceptions=True)
    failed = [one for one in told if isinstance(one, BaseException)]
    for error in failed:
        if not isinstance(error, ModelError):
            raise error
    if failed:
        _log.warning(
            "%d of %d pairs of stories are left as their words have it: %s", len(failed), len(pairs), failed[0]
        )
    return [(one.id, other.id) for (one, other), same in zip(pairs, told, strict=True) if same is True]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    o: bool


class AskingModel:
    """Asks a chat model: a few hundred tokens for a pair, which is asked about once."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._prompt = prompts.load("one-story").text
        self._schema = wire_schema(_Answer)

    async def are_one(self, first: Beginning, second: Beginning) -> bool:
        """As `Decider.are_one`."""
        first, second = sorted((first, second), key=lambda one: (one.day, one.id))
        shown = f"<A>\n{first.shown}\n</A>\n<B>\n{second.shown}\n</B>"
        messages = [{"role": "system", "content": self._prompt}, {"role": "user", "content": shown}]
        return (await self._questions.ask(messages, self._schema, _Answer)).o


class ByEmbeddings:
    """Compares embeddings of the two beginnings.

    How near two texts of one story are depends on the model: pairs of our own (`_YARDSTICK`), of one story and of two
    that are alike, tell where its line is: midway between them.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._line: float | None = None

    async def are_one(self, first: Beginning, second: Beginning) -> bool:
        """As `Decider.are_one`."""
        if self._line is None:
            texts = [text for pair in (*_YARDSTICK["one"], *_YARDSTICK["two"]) for text in pair]
            found = dict(zip(texts, await self._embeddings.of(texts), strict=True))
            means = [
                math.fsum(_cosine(found[a], found[b]) for a, b in pairs) / len(pairs) for pairs in _YARDSTICK.values()
            ]
            self._line = math.fsum(means) / 2
        one, other = await self._embeddings.of([f"{one.title}\n{one.text}".strip() for one in (first, second)])
        return _cosine(one, other) >= self._line


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.sqrt(sum(map(mul, one, one)) * sum(map(mul, other, other)))
    return sum(map(mul, one, other)) / lengths if lengths else 0.0


_YARDSTICK: Mapping[str, Sequence[tuple[str, str]]] = {
    "one": (
        (
            "Ferry sinks off Ravna\nA car ferry with 46 people on board sank off the harbour of Ravna on Monday night.",
            "Divers search wreck at Ravna\nDivers began on Tuesday to search the ferry that went down near Ravna; "
            "eight passengers are missing.",
        ),
        (
            "Parliament rejects budget\nLawmakers in Holm voted down the government's budget by two votes on Thursday.",
            "Lund may resign after lost vote\nPrime Minister Tom Lund could step down after his budget failed in "
            "parliament in Holm.",
        ),
        (
            "Strike at Sula airport\nGround staff at Sula airport walked out at dawn; 200 flights were cancelled.",
            "Streik am Flughafen Sula\nWegen eines Ausstands des Bodenpersonals fielen am Flughafen Sula rund "
            "200 Flüge aus.",
        ),
        (
            "Painting returned to family\nA museum in Tessen gave a stolen landscape back to the heirs of its owner.",
            "Court order ends dispute over landscape\nAfter a ruling in spring the Tessen museum has handed over the "
            "painting that was taken in 1941.",
        ),
    ),
    "two": (
        (
            "Ferry sinks off Ravna\nA car ferry with 46 people on board sank off the harbour of Ravna on Monday night.",
            "Fishing boat capsizes near Dorn\nThree men were rescued when a trawler overturned in a storm off Dorn.",
        ),
        (
            "Parliament rejects budget\nLawmakers in Holm voted down the government's budget by two votes on Thursday.",
            "Senate passes tax law\nThe upper house in Marvik approved a tax on sugar after a long debate on Thursday.",
        ),
        (
            "Strike at Sula airport\nGround staff at Sula airport walked out at dawn; 200 flights were cancelled.",
            "Lokführer in Brenn kündigen Streik an\nAb Freitag sollen in Brenn keine Züge fahren, teilte die "
            "Gewerkschaft mit.",
        ),
        (
            "Painting returned to family\nA museum in Tessen gave a stolen landscape back to the heirs of its owner.",
            "Portrait sells for record sum\nA portrait went for nine million at an auction in Arlen on Tuesday.",
        ),
    ),
}
