"""The measures of an evaluation, from counts that add up over articles: totals, and ratios of totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from summarizer.evaluation.gold import LINKED
from summarizer.schema import QuoteKind

Counts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """`top` over `bottom`, each the sum of the counts named; without a `bottom`, a total."""

    name: str
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()

    def parts(self, counts: Counts) -> tuple[float, float]:
        """The two sums; of a total the second is 1."""
        return _sum(self.top, counts), _sum(self.bottom, counts) if self.bottom else 1.0

    def value(self, counts: Counts) -> float | None:
        """The figure to four places; None when there is nothing to divide by."""
        top, bottom = self.parts(counts)
        return round(top / bottom, 4) if bottom else None

    @property
    def is_total(self) -> bool:
        """Whether it is a total, as costs are, and not a ratio where 1 is perfect."""
        return not self.bottom


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of the table: one figure, with its precision and recall where it is an F1."""

    section: str
    label: str
    figure: MeasuredFigure
    precision: MeasuredFigure | None = None
    recall: MeasuredFigure | None = None

    @property
    def figures(self) -> Iterator[MeasuredFigure]:
        """All its figures."""
        yield from (one for one in (self.precision, self.recall, self.figure) if one)


def _sum(names: Iterable[str], counts: Counts) -> float:
    return sum(counts.get(name, 0.0) for name in names)


def _f1(section: str, label: str, name: str, right: str, given: tuple[str, ...], labelled: tuple[str, ...]) -> Measure:
    return _f1_of(section, label, name, (right, right), given, labelled)


def _f1_of(
    section: str, label: str, name: str, right: tuple[str, str], given: tuple[str, ...], labelled: tuple[str, ...]
) -> Measure:
    """`right` names what is right of what is given and of what is labelled; they differ where each has kinds."""
    return Measure(
        section,
        label,
        MeasuredFigure(f"{name}.f1", right, given + labelled),
        MeasuredFigure(f"{name}.precision", right[:1], given),
        MeasuredFigure(f"{name}.recall", right[1:], labelled),
    )


def _accuracy(section: str, label: str, name: str) -> Measure:
    return Measure(section, label, MeasuredFigure(name, (f"{name}.right",), (f"{name}.judged",)))


def _quotes() -> Iterator[Measure]:
    section, given, labelled = "Quotes", ("quotes.given",), ("quotes.labelled",)
    yield _f1(section, "content, half overlap", "quotes.half", "quotes.half", given, labelled)
    yield _f1(section, "content, exact", "quotes.exact", "quotes.exact", given, labelled)
    yield _accuracy(section, "speaker", "quotes.speaker")
    yield _accuracy(section, "no speaker where unsaid", "quotes.unsaid")
    yield _accuracy(section, "cue", "quotes.cue")
    yield _accuracy(section, "kind", "quotes.kind")
    yield _accuracy(section, "on behalf of", "quotes.on_behalf_of")
    yield _accuracy(section, "via", "quotes.via")
    yield _accuracy(section, "told", "quotes.told")
    yield _accuracy(section, "day, none included", "quotes.said")
    yield _accuracy(section, "day where there is one", "quotes.dated")
    yield _accuracy(section, "article's own words", "quotes.verbatim")
    for kind in get_args(QuoteKind):
        name = f"quotes.{kind}"
        right, found = (f"{name}.right", f"{name}.half"), (f"{name}.labelled",)
        yield _f1_of(section, f"{kind}, half overlap", f"{name}.half", right, (f"{name}.given",), found)
        yield Measure(
            section, f"{kind}, exact (recall)", MeasuredFigure(f"{name}.exact.recall", (f"{name}.same",), found)
        )
        yield _accuracy(section, f"{kind}, speaker", f"{name}.speaker")


def _events() -> Iterator[Measure]:
    yield _f1("Events", "found", "events.found", "events.found", ("events.given",), ("events.labelled",))
    yield _accuracy("Events", "status", "events.status")
    yield _accuracy("Events", "date, none included", "events.date")
    yield _accuracy("Events", "date where there is one", "events.dated")
    yield _accuracy("Events", "refused by", "events.refused_by")
    yield _accuracy("Events", "denied by", "events.denied_by")
    yield _accuracy("Events", "time of the call", "events.called")
    yield _accuracy("Events", "reason", "events.reason")


def _amounts() -> Iterator[Measure]:
    yield _f1("Figures", "found", "amounts.found", "amounts.found", ("amounts.given",), ("amounts.labelled",))
    yield _accuracy("Figures", "value", "amounts.value")


def _stances() -> Iterator[Measure]:
    given, labelled = ("stances.given",), ("stances.labelled",)
    yield _f1("Stances", "holder, position, target", "stances.triplet", "stances.right", given, labelled)
    yield _f1("Stances", "holder, target", "stances.pair", "stances.held", given, labelled)
    yield _accuracy("Stances", "position", "stances.position")


def _links() -> Iterator[Measure]:
    for kind in LINKED:
        name = f"links.{kind}"
        right, wrong, missed, unfound = (f"{name}.{what}" for what in ("right", "wrong", "missed", "unfound"))
        yield _f1("Links", f"{kind} (pairs)", name, right, (right, wrong), (right, missed))
        yield Measure("Links", f"{kind}, wrong joins", MeasuredFigure(wrong, (wrong,)))
        yield Measure("Links", f"{kind}, missed joins", MeasuredFigure(missed, (missed,)))
        yield Measure(
            "Links",
            f"{kind}, pairs with both found",
            MeasuredFigure(f"{name}.reach", (right, missed), (right, missed, unfound)),
        )
    yield _accuracy("Links", "origins", "links.origins")
    name, right, wrong, missed = (f"links.articles{what}" for what in ("", ".right", ".wrong", ".missed"))
    yield _f1("Links", "articles of one story (pairs)", name, right, (right, wrong), (right, missed))


def _cost() -> Iterator[Measure]:
    for name in ("articles", "failed", "dropped", "requests", "re_asks", "input_tokens", "output_tokens"):
        yield Measure("Cost", name.replace("_", " "), MeasuredFigure(f"cost.{name}", (f"cost.{name}",)))


MEASURES: tuple[Measure, ...] = (*_quotes(), *_events(), *_amounts(), *_stances(), *_links(), *_cost())
FIGURES: tuple[MeasuredFigure, ...] = tuple(figure for measure in MEASURES for figure in measure.figures)
SCORES: tuple[str, ...] = tuple(figure.name for figure in FIGURES if not figure.is_total)
"""The figures that are ratios, where 1 is perfect."""


def sum_counts(counts: Iterable[Counts]) -> dict[str, float]:
    """The counts of several articles in one."""
    total: dict[str, float] = {}
    for one in counts:
        for name, number in one.items():
            total[name] = total.get(name, 0.0) + number
    return total


def figures(counts: Counts) -> dict[str, float | None]:
    """Every figure by its name."""
    return {figure.name: figure.value(counts) for figure in FIGURES}
