"""Gold labels as they are written by hand: words of the article, one file a story.

`tests/gold/README.md` in the source tree documents the format and the rules by which to label.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from summarizer.errors import ReadError
from summarizer.schema import EventStatus, Position, QuoteKind

UNJUDGED = "?"
"""The value of a field that is not judged."""


def _one_or_more(value: object) -> object:
    return tuple(value) if isinstance(value, list) else (value,)


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


class Label(BaseModel):
    """A frozen object without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Several values mean that any one of them is right.
Any_of_text = Annotated[tuple[str | None, ...], BeforeValidator(_one_or_more)]
Words = Annotated[tuple[str, ...], BeforeValidator(_tuples)]
Groups = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_tuples)]
Pairs = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_tuples)]


class QuoteLabel(Label):
    """One attribution. A name holds several acceptable wordings when they are joined by “ | ”."""

    id: str
    speakers: Words
    on_behalf_of: str | None = None
    via: Words | Literal["?"] = ()
    cue: Any_of_text = (None,)
    told: str | None = None
    said: Any_of_text = (None,)
    kind: Annotated[tuple[QuoteKind | Literal["?"], ...], BeforeValidator(_one_or_more)]
    content: Words = Field(min_length=1)
    within: str | None = Field(default=None, alias="in")
    optional: bool = False


class EventLabel(Label):
    """One happening of an article. `also` are other places of the article that name it."""

    id: str
    trigger: str
    within: str | None = Field(default=None, alias="in")
    also: Words = ()
    status: Annotated[tuple[EventStatus, ...], BeforeValidator(_one_or_more)]
    edtf: Any_of_text
    called: Any_of_text = (UNJUDGED,)
    refused_by: Words | Literal["?"] = "?"
    denied_by: Words | Literal["?"] = "?"
    reason: str | None = None
    optional: bool = False


class FigureLabel(Label):
    """Something counted or measured: the figure's words, and the one number that they give."""

    id: str
    text: str
    within: str | None = Field(default=None, alias="in")
    value: float | None
    optional: bool = False


class StanceLabel(Label):
    """Where somebody stands. The target is in words of the labeller's own."""

    id: str
    holder: str
    target: str
    position: Annotated[tuple[Position, ...], BeforeValidator(_one_or_more)]
    optional: bool = False


class ArticleLabels(Label):
    """All labels of one article."""

    file: str
    line: int | None = None
    credits: Words = ()
    quotes: tuple[QuoteLabel, ...]
    events: tuple[EventLabel, ...]
    stances: tuple[StanceLabel, ...]
    figures: tuple[FigureLabel, ...] = ()


class Clusters(Label):
    """Items that are one, as `article:id`; entities as `article:name`."""

    quotes: Groups = ()
    events: Groups = ()
    stances: Groups = ()
    entities: Groups = ()


class LabelPairs(Label):
    """Pairs of items, as `article:id`; entities as `article:name`."""

    quotes: Pairs = ()
    events: Pairs = ()
    stances: Pairs = ()
    entities: Pairs = ()


class StoryLabels(Label):
    """All labels of one story."""

    story: str
    articles: dict[str, ArticleLabels]
    same: Clusters
    different: LabelPairs
    unsure: LabelPairs = LabelPairs()
    origins: Groups = ()


def load(path: Path) -> StoryLabels:
    """The labels in a file.

    Raises:
        ReadError: it cannot be read, a key is unknown or missing, or a value is not one of those allowed.
    """
    try:
        return StoryLabels.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}.", "Give files of gold labels, or a folder of them.") from None
    except UnicodeDecodeError:
        raise ReadError(f"{path}: it is not UTF-8 text.", "Save it as UTF-8.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReadError(
            f"{path}: these are no gold labels ({f'{where}: ' if where else ''}{first['msg']}).",
            "The README of the gold labels documents the format.",
        ) from None


def normalise(text: str) -> str:
    """The text with every run of whitespace, no-break spaces included, made one space."""
    return " ".join(text.split())


def wordings(name: str) -> tuple[str, ...]:
    """The acceptable wordings of a name."""
    return tuple(name.split(" | "))


def locate(text: str, words: str, within: str | None = None) -> tuple[int, int]:
    """Start and end of words that stand once in a text, or once in the stretch `within` that stands once.

    Raises:
        ValueError: they stand nowhere, or more than once.
    """
    if within is not None:
        outer, _ = locate(text, within)
        start, end = locate(normalise(within), words)
        return outer + start, outer + end
    words = normalise(words)
    if text.count(words) != 1:
        raise ValueError(f"“{words}” stands {text.count(words)} times")
    start = text.index(words)
    return start, start + len(words)
