"""Which date an event of a story gets, where its reports are put together without a model.

A model that reads them together chooses the date itself, and `together/` checks it. Which date an event of one
article gets is decided in `extraction/event_dates.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.dates import edtf
from summarizer.schema import Event

from .items import Item, latest


def reported_days(item: Item[Event]) -> edtf.DateSpan | None:
    """The days of an event, None when it has no date that can be placed."""
    time = item.part.time
    return edtf.span(time.edtf) if time and time.edtf else None


def choose_among_dates(items: Sequence[Item[Event]]) -> str | None:
    """The EDTF date that the latest dated reports give, or a more exact one within it that others give."""
    dated = [(item, found) for item in items if (found := reported_days(item))]
    if not dated:
        return None
    spans = {id(item): found for item, found in dated}
    last = latest([item for item, _ in dated])
    frequency = Counter(spans[id(item)] for item in last)
    newest = max(frequency, key=lambda found: (frequency[found], -found.days))
    fitting = [(item, found) for item, found in dated if newest == found or _more_exact(found, newest)]
    best, _ = min(fitting, key=lambda pair: (pair[1].yearless, pair[1].days))
    return best.part.time.edtf if best.part.time else None


def _more_exact(found: edtf.DateSpan, than: edtf.DateSpan) -> bool:
    if found.yearless != than.yearless:
        return than.yearless and found.days == than.days and found.overlaps(than)
    return than.contains(found)
