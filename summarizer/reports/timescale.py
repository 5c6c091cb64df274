"""Where days stand on a drawn line: to scale around the days of publication, broken off where little happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.edtf import DateSpan, span
from summarizer.reports.dates import human, short_day

_BREAK = 7.0  # percent of the width for what lies beyond a break
_PATIENCE = 10  # days without an event that the scale spans, however short the time of publication
_TICKS = 8
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A day with a name. `x` is in percent of the width."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A date on the scale, in percent of the width; an open one goes on beyond what is drawn."""

    x: float
    width: float
    open_left: bool = False
    open_right: bool = False

    @property
    def end(self) -> float:
        """The right edge."""
        return round(self.x + self.width, 2)

    @property
    def at(self) -> float:
        """Where its sign stands: in the middle, or at the end that is known."""
        if self.open_left != self.open_right:
            return self.end if self.open_left else self.x
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days `first` to `last` to scale; `earlier` and `later` say that there is something beyond."""

    first: dt.date
    last: dt.date
    earlier: bool
    later: bool

    @classmethod
    def of(cls, dates: Iterable[str], published: Iterable[dt.date]) -> Scale | None:
        """The scale on which EDTF dates are drawn; None when there is none that can be."""
        spans = [found for date in dates if (found := _placed(date))]
        anchors = sorted(day for day in published if day < dt.date.max)
        edges = sorted({edge for found in spans for edge in _edges(found)})
        if not edges:
            return None
        first, last = (anchors[0], anchors[-1]) if anchors else _densest(edges)
        first, last = _grown(first, last, edges)
        return cls(first, last, any(edge < first for edge in edges), any(edge > last for edge in edges))

    def mark(self, date: str) -> Mark | None:
        """Where an EDTF date stands; None when it has no place, as a day without a year."""
        found = _placed(date)
        if not found:
            return None
        left, right = self._x(found.first), self._x(found.last + _DAY if found.last < dt.date.max else found.last)
        return Mark(left, round(right - left, 2), found.first == dt.date.min, found.last == dt.date.max)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where the scale is broken."""
        return (*((_BREAK,) if self.earlier else ()), *((100 - _BREAK,) if self.later else ()))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Days, Mondays, first days of months or of years, whichever are few enough."""
        days = [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]
        choices: tuple[tuple[Sequence[dt.date], bool], ...] = (
            (days, False),
            (days[:: max(1, -(-len(days) // _TICKS))] if len(days) <= 2 * _TICKS else (), False),
            ([day for day in days if day.weekday() == 0], False),
            ([day for day in days if day.day == 1], True),
            ([day for day in days if day.day == 1 and day.month in (1, 4, 7, 10)], True),
            ([day for day in days if (day.day, day.month) == (1, 1)], True),
        )
        chosen, months = next((choice for choice in choices if 0 < len(choice[0]) <= _TICKS), (days[:1], False))
        return tuple(
            Tick(self._x(day), human(f"{day:%Y-%m}") if months else short_day(day, year=False)) for day in chosen
        )

    def _x(self, day: dt.date) -> float:
        left = _BREAK if self.earlier else 0.0
        right = 100 - _BREAK if self.later else 100.0
        if day < self.first:
            return left / 2 if day > dt.date.min else 0.0
        if day > self.last + _DAY:
            return (100 + right) / 2 if day < dt.date.max else 100.0
        return round(left + (right - left) * (day - self.first).days / ((self.last - self.first).days + 1), 2)


def _placed(date: str) -> DateSpan | None:
    found = span(date)
    return None if found is None or found.yearless else found


def _edges(found: DateSpan) -> Iterator[dt.date]:
    if found.first > dt.date.min:
        yield found.first
    if found.last < dt.date.max:
        yield found.last


def _densest(edges: Sequence[dt.date]) -> tuple[dt.date, dt.date]:
    """The two neighbours that are closest together."""
    return min(pairwise(edges), key=lambda pair: pair[1] - pair[0], default=(edges[0], edges[0]))


def _grown(first: dt.date, last: dt.date, edges: Sequence[dt.date]) -> tuple[dt.date, dt.date]:
    """The window, wider by each next event until one is far off, measured by the time of publication."""
    before = [edge for edge in reversed(edges) if edge < first]
    after = [edge for edge in edges if edge > last]
    reach = max(_PATIENCE, 2 * (last - first).days)
    while True:
        if before and (first - before[0]).days <= reach:
            first = before.pop(0)
        elif after and (after[0] - last).days <= reach:
            last = after.pop(0)
        else:
            return first, last
