"""Two runs over the same labels: how far apart, and whether that is more than chance.

By a paired bootstrap over articles (Efron & Tibshirani 1993; for two systems on one test set, Koehn 2004): articles
are drawn with replacement, both runs are measured on the same draw, and the middle 95 % of the differences are the
interval.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from summarizer.errors import UsageError
from summarizer.evaluation.figures import FIGURES, MeasuredFigure
from summarizer.evaluation.measure import Evaluation
from summarizer.schema import Record

DRAWS = 1000
SEED = 20260501
FEWEST = 6
"""Articles that a figure must be judged in. With five, all going one way is chance in one of 16 cases: 2 · 0.5⁵."""

Parts = tuple[float, float]


class FigureChange(Record):
    """One figure of two runs."""

    before: float | None
    after: float | None
    difference: float | None
    low: float | None = None
    high: float | None = None

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval is there and excludes 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare(evaluation: Evaluation, against: Evaluation) -> dict[str, FigureChange]:
    """Every figure of `evaluation` beside that of `against`, with the 95 % interval of the difference.

    There is no interval where fewer than six articles have anything to judge. The seed is fixed: the same two runs
    give the same intervals.

    Raises:
        UsageError: they are not of the same articles with the same labels.
    """
    ours = {(one.story, one.article): one.counts for one in evaluation.articles}
    theirs = {(one.story, one.article): one.counts for one in against.articles}
    if ours.keys() != theirs.keys() or evaluation.labels != against.labels:
        raise UsageError(
            "The two evaluations are not of the same articles with the same labels.", "Run both on the same gold files."
        )
    articles = sorted(ours)
    generator = random.Random(SEED)
    draws = [generator.choices(range(len(articles)), k=len(articles)) for _ in range(DRAWS)]
    return {
        figure.name: _change(
            figure,
            [figure.parts(theirs[one]) for one in articles],
            [figure.parts(ours[one]) for one in articles],
            draws,
        )
        for figure in FIGURES
    }


def _change(
    figure: MeasuredFigure, before: Sequence[Parts], after: Sequence[Parts], draws: Sequence[Sequence[int]]
) -> FigureChange:
    everything = range(len(before))
    old, new = _value(figure, before, everything), _value(figure, after, everything)
    if old is None or new is None:
        return FigureChange(before=old, after=new, difference=None)
    change = FigureChange(before=round(old, 4), after=round(new, 4), difference=round(new - old, 4))
    if sum(1 for a, b in zip(before, after, strict=True) if a[1] or b[1]) < FEWEST:
        return change
    drawn = sorted(
        then - now
        for draw in draws
        if (now := _value(figure, before, draw)) is not None and (then := _value(figure, after, draw)) is not None
    )
    tail = len(drawn) // 40
    return change.model_copy(update={"low": round(drawn[tail], 4), "high": round(drawn[-1 - tail], 4)})


def _value(figure: MeasuredFigure, parts: Sequence[Parts], drawn: Sequence[int]) -> float | None:
    top = sum(parts[one][0] for one in drawn)
    if figure.is_total:
        return top
    bottom = sum(parts[one][1] for one in drawn)
    return top / bottom if bottom else None
