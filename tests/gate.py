"""The gate: what recorded answers and the built-in reader score against the gold labels, and floors under both.

`cassettes/<story>` holds the recorded exchanges of the story that `tests/gold/<story>.json` labels. They are replayed
through everything that follows the model, so that what lowers a figure is a change of the code. The built-in reader
is measured on the stories whose articles are English.

    python -m tests.gate                               compare the figures with the floors
    python -m tests.gate --update                      raise the floors to the figures
    python -m tests.gate --update --lower "reason"     lower some too; the reason is kept with them in `floors.json`
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from summarizer.api import AsyncSummarizer
from summarizer.errors import SummarizerError
from summarizer.evaluation import Evaluation, evaluate, pooled
from summarizer.evaluation.figures import MEASURES
from summarizer.files import write
from summarizer.llm.recordings import Cassette

TESTS = Path(__file__).parent
GOLD = TESTS / "gold"
CASSETTES = TESTS.parent / "cassettes"
FLOORS = TESTS / "floors.json"  # not among the labels: every .json file there is a story
BUILTIN_FLOORS = TESTS / "floors-builtin.json"
ENGLISH = ("injection", "strike", "visit")
GATED = (
    *(measure.figure.name for measure in MEASURES if not measure.figure.is_total),
    *(measure.precision.name for measure in MEASURES if measure.precision and measure.section == "Links"),
)
"""What has a floor: every share and F1, and the precision of links, because a wrong join is worse than a missed one."""


EPSILON = 0.0001
"""Figures are rounded to so much."""


class Lowered(BaseModel):
    """A floor that was lowered, or taken away, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: str
    before: float
    after: float | None
    reason: str


class Floors(BaseModel):
    """What recorded answers of these stories must score at least.

    `stories` has a digest of the articles and labels of each: on others, the floors say nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stories: dict[str, str] = {}
    floors: dict[str, float] = {}
    lowered: tuple[Lowered, ...] = ()


class LoweringError(SummarizerError):
    """The floors stay as they are."""


def recorded(cassettes: Path = CASSETTES, gold: Path = GOLD) -> tuple[Path, ...]:
    """The labels of the stories that there are recordings of."""
    return tuple(path for path in sorted(gold.glob("*.json")) if any((cassettes / path.stem).glob("*.json")))


def measure(labels: Sequence[Path], cassettes: Path = CASSETTES) -> Evaluation:
    """What the recorded answers score."""

    async def replayed(path: Path) -> Evaluation:
        models = Cassette(cassettes / path.stem).models()
        model = models[0] if len(models) == 1 else None  # whatever SUMMARIZER_MODEL says
        async with AsyncSummarizer(model, replay=cassettes / path.stem) as summarizer:
            return await evaluate([path], summarizer)

    async def all_of_them() -> Evaluation:
        return pooled([await replayed(path) for path in labels])

    return asyncio.run(all_of_them())


def measure_builtin() -> Evaluation:
    """What the built-in reader scores."""

    async def read(path: Path) -> Evaluation:
        async with AsyncSummarizer("builtin") as summarizer:
            return await evaluate([path], summarizer)

    async def all_of_them() -> Evaluation:
        return pooled([await read(GOLD / f"{story}.json") for story in ENGLISH])

    return asyncio.run(all_of_them())


def problems(evaluation: Evaluation, floors: Floors) -> list[str]:
    """Why the gate does not open: figures below their floors, and what was not measured or has no floor yet."""
    found = [f"{one.story}/{one.article}: no answer: {one.problem}" for one in evaluation.failed]
    found += [f"{story}: there are no recordings of it" for story in floors.stories if story not in evaluation.labels]
    found += [
        f"{story}: its recordings have no floors yet" for story in evaluation.labels if story not in floors.stories
    ]
    found += [
        f"{story}: its articles or labels are not those that the floors were measured on"
        for story, digest in evaluation.labels.items()
        if floors.stories.get(story, digest) != digest
    ]
    return found + [
        f"{name}: {_shown(value)} is below its floor of {floor:.4f}"
        for name, floor in floors.floors.items()
        if (value := evaluation.figures.get(name)) is None or value < floor - EPSILON
    ]


def updated(evaluation: Evaluation, floors: Floors, reason: str | None = None) -> Floors:
    """Floors at the figures measured.

    Raises:
        LoweringError: a floor would be lowered or taken away and there is no reason; or an article has no answer.
    """
    if evaluation.failed:
        failed = "; ".join(f"{one.story}/{one.article}: {one.problem}" for one in evaluation.failed)
        raise LoweringError(f"Not every recorded answer can be replayed: {failed}", "Record them again.")
    raised = {name: value for name in GATED if (value := evaluation.figures[name]) is not None}
    falling = {name: old for name, old in floors.floors.items() if name not in raised or raised[name] < old - EPSILON}
    if falling and not (reason or "").strip():
        changes = "; ".join(f"{name} from {old:.4f} to {_shown(raised.get(name))}" for name, old in falling.items())
        raise LoweringError(f"This lowers floors: {changes}.", 'If it is meant, say why: --update --lower "reason".')
    lowered = [
        Lowered(figure=name, before=old, after=raised.get(name), reason=(reason or "").strip())
        for name, old in falling.items()
    ]
    stories = dict(sorted(evaluation.labels.items()))
    return Floors(stories=stories, floors=raised, lowered=(*floors.lowered, *lowered))


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors in a file."""
    return Floors.model_validate_json(path.read_text(encoding="utf-8"))


def write_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Writes the floors as they are committed."""
    write(path, [floors.model_dump_json(indent=2), "\n"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 when no figure is below its floor."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate", description="Gold scores and their floors.")
    parser.add_argument("--update", action="store_true", help="raise the floors to the figures")
    parser.add_argument("--lower", metavar="REASON", help="with --update: lower floors too, and keep the reason")
    options = parser.parse_args(arguments)
    if options.lower is not None and not options.update:
        parser.error("--lower goes with --update")
    measured = {FLOORS: measure(recorded()), BUILTIN_FLOORS: measure_builtin()}
    closed = False
    for path, evaluation in measured.items():
        floors = read_floors(path)
        if not options.update:
            found = problems(evaluation, floors)
            _say(*(found or [f"{path.name}: no figure of {len(floors.floors)} is below its floor."]))
            closed = closed or bool(found)
            continue
        try:
            write_floors(updated(evaluation, floors, options.lower), path)
            _say(f"{path.name} is written.")
        except LoweringError as refused:
            _say(f"{path.name}: {refused}")
            closed = True
    return 1 if closed else 0


def _shown(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.4f}"


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
