"""How often a key may ask, and how often somebody may try to log in: a bucket each, in the process that answers."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

_MOST = 10_000  # buckets that are remembered


class RequestLimit:
    """So many requests a minute for each of those who ask, with a burst of a quarter of that.

    Args:
        per_minute: 0 for as many as anybody likes.
    """

    def __init__(self, per_minute: int) -> None:
        self._rate, self._burst = per_minute / 60.0, max(1.0, per_minute / 4.0)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str) -> float:
        """Counts a request; returns the seconds after which it may be tried, 0 when it may be answered now."""
        if not self._rate:
            return 0.0
        now = time.monotonic()
        with self._lock:
            left, at = self._buckets.pop(who, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._rate)
            is_there = left >= 1.0
            self._buckets[who] = (left - 1.0 if is_there else left, now)
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        return 0.0 if is_there else (1.0 - left) / self._rate
