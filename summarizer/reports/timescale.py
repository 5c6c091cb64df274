"""Where days stand on a drawn line: to scale around the days of publication, broken off where little happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.dates.display import human, short_day
from summarizer.dates.edtf import DateSpan, span

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
        left, right = self._x(found.first.toordinal()), self._x(found.last.toordinal() + 1)
        return Mark(left, round(right - left, 2), found.first == dt.date.min, found.last == dt.date.max)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where the scale is broken."""
        return (*((_BREAK,) if self.earlier else ()), *((100 - _BREAK,) if self.later else ()))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Days, Mondays, or first days of months or years, whichever are few enough."""
        count = (self.last - self.first).days + 1
        if count > 7 * _TICKS:
            return tuple(Tick(self._x(day.toordinal()), human(day.isoformat()[:7])) for day in self._months(count))
        days = [self.first + _DAY * number for number in range(count)]
        mondays = [day for day in days if day.weekday() == 0]
        chosen = days[:: -(-count // _TICKS)] if count <= 2 * _TICKS else mondays
        return tuple(Tick(self._x(day.toordinal()), short_day(day, year=False)) for day in chosen)

    def _months(self, days: int) -> Iterator[dt.date]:
        months, most = -(-days // 30), _TICKS - 1
        step = next((step for step in (1, 3, 6, 12) if months <= step * most), 12 * -(-months // (12 * most)))
        for year in range(self.first.year, self.last.year + 1, -(-step // 12)):
            for month in range(1, 13, min(step, 12)):
                if self.first <= dt.date(year, month, 1) <= self.last:
                    yield dt.date(year, month, 1)

    def _x(self, day: int) -> float:
        """Where a day begins, in percent; days by their ordinals, which have no last one to run over."""
        left = _BREAK if self.earlier else 0.0
        right = 100 - _BREAK if self.later else 100.0
        first, end = self.first.toordinal(), self.last.toordinal() + 1
        if day < first:
            return left / 2 if day > dt.date.min.toordinal() else 0.0
        if day > end:
            return (100 + right) / 2 if day < dt.date.max.toordinal() else 100.0
        return round(left + (right - left) * (day - first) / (end - first), 2)


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
