"""An evaluation for people: the table on the terminal, and the list of everything that went wrong."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.evaluation.compare import FigureChange, compare
from summarizer.evaluation.figures import MEASURES, Measure, MeasuredFigure, sum_counts
from summarizer.evaluation.measure import Evaluation, as_json
from summarizer.evaluation.tally import Mistake
from summarizer.files import write
from summarizer.reports.printable import printable
from summarizer.text.counting import counted

if TYPE_CHECKING:
    from rich.table import Table

EVALUATION, COMPARISON, ERRORS = "evaluation.json", "comparison.json", "errors.md"

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")


def table(evaluation: Evaluation, against: Evaluation | None = None) -> Table:
    """The figures, or those of two runs side by side, `against` being the earlier one.

    Raises:
        UsageError: the two are not of the same articles with the same labels.
    """
    return _one(evaluation) if against is None else _two(evaluation, against)


def write_evaluation(evaluation: Evaluation, folder: Path, against: Evaluation | None = None) -> None:
    """Writes `evaluation.json` and `errors.md` into a folder, and `comparison.json` where there are two runs.

    Raises:
        UsageError: the folder cannot be written, or the two are not of the same articles with the same labels.
    """
    files = {EVALUATION: as_json(evaluation), ERRORS: errors(evaluation)}
    if against:
        changes = {
            name: change.model_dump() | {"beyond_chance": change.beyond_chance}
            for name, change in compare(evaluation, against).items()
        }
        files[COMPARISON] = json.dumps(changes, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write(folder / name, [text])
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: {error.strerror}.", "Choose another folder with -o.") from None


def errors(evaluation: Evaluation) -> str:
    """What went wrong, article by article, as Markdown."""
    return "\n\n".join(_blocks(evaluation)) + "\n"


def _blocks(evaluation: Evaluation) -> Iterator[str]:
    yield f"# What went wrong: {_escaped(', '.join(evaluation.models) or 'nothing was answered')}"
    for failed in evaluation.failed:
        yield f"No answer for {_escaped(f'{failed.story}/{failed.article}: {failed.problem}')}"
    if not (evaluation.faults or evaluation.failed):
        yield "Nothing."
    for story, faults in itertools.groupby(evaluation.faults, key=lambda one: one.story):
        yield f"## {_escaped(story)}"
        for article, of_article in itertools.groupby(faults, key=lambda one: one.article):
            yield f"### {_escaped(article or 'Between articles')}"
            yield from _lists(of_article)


def _lists(faults: Iterable[Mistake]) -> Iterator[str]:
    by_kind: dict[str, list[str]] = {}
    for fault in faults:
        by_kind.setdefault(fault.what, []).append(fault.text)
    for what, texts in by_kind.items():
        yield f"{_escaped(what[:1].upper() + what[1:])} ({len(texts)}):"
        yield "\n".join(f"- {_escaped(text)}" for text in texts)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", printable(text))


def _one(evaluation: Evaluation) -> Table:
    counts = sum_counts(one.counts for one in evaluation.articles)
    grid = _grid(evaluation, "", "precision", "recall", "F1, share", "of")
    for section, measures in itertools.groupby(MEASURES, key=lambda one: one.section):
        grid.add_row(section, style="bold")
        for measure in measures:
            figure = measure.figure
            judged = measure.recall or figure
            grid.add_row(
                f"  {measure.label}",
                _shown(measure.precision, evaluation.figures),
                _shown(measure.recall, evaluation.figures),
                _shown(figure, evaluation.figures),
                "" if figure.is_total else f"{judged.parts(counts)[1]:,.0f}",
            )
    grid.add_row("  seconds", "", "", f"{evaluation.seconds:,.1f}", "")
    return grid


def _two(evaluation: Evaluation, against: Evaluation) -> Table:
    changes = compare(evaluation, against)
    grid = _grid(evaluation, "", "before", "now", "difference", "95 % interval", "")
    grid.caption = "* the interval excludes 0; of 20 lines without a difference, chance marks one"
    for section, measures in itertools.groupby(MEASURES, key=lambda one: one.section):
        grid.add_row(section, style="bold")
        for measure in measures:
            grid.add_row(f"  {measure.label}", *_changed(measure, changes[measure.figure.name]))
    difference = f"{evaluation.seconds - against.seconds:+,.1f}"
    grid.add_row("  seconds", f"{against.seconds:,.1f}", f"{evaluation.seconds:,.1f}", difference, "", "")
    return grid


def _changed(measure: Measure, change: FigureChange) -> Iterator[str]:
    number = "{:,.0f}" if measure.figure.is_total else "{:.3f}"
    signed = "{:+,.0f}" if measure.figure.is_total else "{:+.3f}"
    yield number.format(change.before) if change.before is not None else "–"
    yield number.format(change.after) if change.after is not None else "–"
    yield signed.format(change.difference) if change.difference is not None else "–"
    if change.low is None or change.high is None:
        yield from ("", "")
    else:
        yield f"{signed.format(change.low)} … {signed.format(change.high)}"
        yield "*" if change.beyond_chance else ""


def _shown(figure: MeasuredFigure | None, values: Mapping[str, float | None]) -> str:
    if figure is None:
        return ""
    value = values.get(figure.name)
    if value is None:
        return "–"
    return f"{value:,.0f}" if figure.is_total else f"{value:.3f}"


def _grid(evaluation: Evaluation, *columns: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    models = ", ".join(evaluation.models) or "no answers"
    stories = counted(len(evaluation.labels), "story", "stories")
    title = Text(printable(f"{models}: {counted(len(evaluation.articles), 'article')} of {stories}"))
    grid = Table(title=title, box=None, title_justify="left", caption_justify="left", pad_edge=False)
    for number, column in enumerate(columns):
        grid.add_column(column, justify="right" if number else "left", no_wrap=bool(number))
    return grid
