"""What reads one article: a model or the rules, anything that fills in the answer for a numbered article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from summarizer.extraction.answer import RawAnswer, RawRepair
from summarizer.extraction.fault import Fault
from summarizer.text.numbering import NumberedArticle
from summarizer.usage import Usage


@dataclass(frozen=True, slots=True, eq=False)
class ArticlePart:
    """The stretch of a numbered article that one request is about: sentences `first` to `last`."""

    numbered: NumberedArticle
    first: int
    last: int
    index: int = 1
    total: int = 1
    into: str | None = None
    """The language that what the model writes is to be given in as well; None where the article is in it."""


class ArticleReader(Protocol):
    """Fills in answers. Raises `ModelError` with the usage when it cannot."""

    @property
    def model(self) -> str:
        """What `run.model` says."""

    @property
    def part_words(self) -> int | None:
        """Words that one request may be about: a longer article is read in parts; None for no limit."""

    @property
    def prompt(self) -> str:
        """Hash of the instructions."""

    @property
    def schema(self) -> str:
        """Hash of the answer's JSON Schema."""

    def key(self, part: ArticlePart) -> str:
        """A hash of everything that can change the answer to this part, and of nothing else."""

    def characters(self, part: ArticlePart) -> int:
        """How many characters a request about this part shows the model; 0 when nothing is paid for."""

    async def answer(self, part: ArticlePart) -> tuple[RawAnswer, Usage]:
        """The answer for one part."""

    async def repair(self, part: ArticlePart, answer: RawAnswer, faults: Sequence[Fault]) -> tuple[RawRepair, Usage]:
        """The faulty items of an answer again."""

    async def aclose(self) -> None:
        """Lets go of connections."""
