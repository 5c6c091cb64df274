"""One rate limit for all requests of a client: it paces them together, and holds them while the endpoint is away.

*Pace.* Nobody tells most limits beforehand. At a 429 everything pauses for as long as the endpoint asks. Two such
moments measure the limit: the bucket was empty at both, so what was taken in between is what flowed in. The pace is set
a little below that and grows again while nothing is refused, after the manner of TCP (Chiu and Jain 1989).
`x-ratelimit-*` headers give the same figure before anything is refused. An endpoint that goes on refusing however
slowly it is asked refuses for another reason: it is asked once a second, and left alone for as long as it wants.

*Hold.* After several transport faults in a row requests go out one at a time, further and further apart, until one
succeeds (Nygard's circuit breaker): an endpoint that is away for a minute costs a few requests, not every article.

Whoever waits is told in the log why, and until when.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

FAULTS = 8
"""Transport faults in a row after which requests go out one at a time."""
AWAY = 300.0
"""Seconds without any answer after which an endpoint is given up that has answered before."""
NEVER_THERE = FAULTS + 4
"""Transport faults in a row after which one is given up that has never answered."""
_PROBES = (0.25, 15.0)  # seconds before the first probe, and the longest between two
_MARGIN = 0.97  # of the measured limit
_QUIET = 4.0  # seconds without a refusal after which the pace grows
_GROWTH = 0.015  # a second, twice that after ten seconds without a refusal, and so on
_OPENING = 4  # requests at once before anything is known of the endpoint
_DOUBLING = 0.045  # seconds in which the opening doubles while no answer has come
_STEP = 0.02  # seconds between two looks at what has changed
_DURATION = re.compile(r"([\d.]+)(ms|s|m|h|d)")
_USELESS = 6  # refusals at slower and slower paces after which the pace is not what they are about
_SLOWEST = 1.0  # requests a second, where the pace is not what refusals are about
_WORTH_SAYING = 5.0  # seconds of waiting, or between two requests, that somebody will wonder about
_NOTICED = 1.0  # seconds of waiting that are said if nothing was said of late
_SAID = 60.0  # seconds between two lines on the pace, or on short waits
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


_log = logging.getLogger(__name__)


class LostError(Exception):
    """The endpoint is given up."""


@dataclass(slots=True)
class Pace:
    """How fast something may flow: units a second, or None for as fast as it comes."""

    ceiling: float | None = None
    rate: float | None = None
    due: float = 0.0

    def __post_init__(self) -> None:
        self.rate = self.ceiling

    def limit(self, rate: float | None) -> None:
        """Sets the rate, never above what the user allows."""
        rates = [each for each in (rate, self.ceiling) if each is not None]
        self.rate = max(min(rates), 1e-3) if rates else None

    def delay(self, now: float) -> float:
        """Seconds until the next may go."""
        return self.due - now if self.rate is not None else 0.0

    def take(self, units: float, now: float) -> None:
        """Counts what has gone."""
        if self.rate is not None:
            self.due = max(self.due, now - 0.1) + units / self.rate


@dataclass(slots=True)
class _Refusal:
    """A moment at which the endpoint refused.

    Attributes:
        at: when it was known.
        taken: requests admitted between the refusal before and this one, less those refused.
        elapsed: seconds between the two.
        cap: the pace at which it happened.
    """

    at: float
    taken: int
    elapsed: float
    cap: float | None

    @property
    def estimate(self) -> float:
        """The limit, in requests a second."""
        estimate = max(self.taken, 1) / self.elapsed
        return estimate if self.cap is None else min(estimate, self.cap)


@dataclass
class RateLimit:
    """Admits the requests of one client.

    Args:
        requests_per_minute: what the user allows; None for what the endpoint bears.
        tokens_per_minute: likewise, input and output together.
        clock: seconds, never running backwards.
    """

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    clock: Callable[[], float] = time.monotonic
    refused: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.requests = Pace(_per_second(self.requests_per_minute))
        self.tokens = Pace(_per_second(self.tokens_per_minute))
        self._turn = asyncio.Lock()
        self._under_way = 0
        self._begun: float | None = None
        self._opening, self._opened_at = _OPENING, 0.0
        self._rejected = False  # whether the endpoint has turned down what it was asked
        self._held_until = 0.0
        self._refusal: _Refusal | None = None
        self._taken = 0  # admitted since the last refusal
        self._estimate: float | None = None
        self._events = 0
        self._share = 0.0  # of refusals among the last ten or so answers
        self._grown_at = 0.0
        self._answered = False  # whether the endpoint has ever answered
        self._faults = 0  # in a row
        self._away_since: float | None = None
        self._probe_at = 0.0
        self._said_until = self._said_pace_at = self._said_hold_at = float("-inf")
        self._settled = 0  # requests that were answered or refused

    async def admit(self, tokens: float = 0.0) -> float:
        """Waits for this request's turn; gives the moment of it, which the reports below take.

        Args:
            tokens: how many it will take, estimated.

        Raises:
            LostError: the endpoint has been away for too long.
        """
        async with self._turn:
            now = self.clock()
            while (delay := self._delay(now)) > 0:
                await asyncio.sleep(min(delay, 0.25))
                now = self.clock()
            if self._begun is None:
                self._begun = self._opened_at = now
            self.requests.take(1, now)
            self.tokens.take(tokens, now)
            self._under_way += 1
            self._taken += 1
            return now

    def answered(self) -> None:
        """A request was answered, well or badly: the endpoint is there."""
        self._under_way -= 1
        self._settled += 1
        self._answered = True
        self._faults, self._away_since = 0, None
        self._share *= 0.9

    def reject(self) -> None:
        """The endpoint turned a request down for what it is: the next may fare no better, so they stay few."""
        self._under_way -= 1
        self._rejected = True
        self._faults, self._away_since = 0, None

    def hold(self, seconds: float) -> None:
        """Lets nothing out for a while."""
        until = self.clock() + seconds
        quiet = self.clock() - self._said_hold_at >= _SAID
        if (seconds >= _WORTH_SAYING or (seconds >= _NOTICED and quiet)) and until > self._said_until + 0.5 * seconds:
            _log.warning(
                "The endpoint asks to be left alone for %s: nothing is sent until %s.",
                in_words(seconds),
                _hour(seconds),
            )
            self._said_until, self._said_hold_at = until, self.clock()
        self._held_until = max(self._held_until, self.clock() + seconds)
        self._grown_at = max(self._grown_at, self._held_until + (_QUIET if self._events > 1 else 0.0))

    def refuse(self, sent: float, *, told_how_long: bool = True) -> None:
        """The endpoint refused a request because there are too many.

        Args:
            sent: what `admit` gave for it.
            told_how_long: whether it said how long to wait. If not, one refusal among many answers is no limit but
                a fault.
        """
        self.answered()
        self.refused += 1
        self._share += 0.15
        if not told_how_long and self._share < 0.3:
            return
        now, last = self.clock(), self._refusal
        if last is not None and sent <= last.at:
            last.taken -= 1  # on its way when another was refused: part of the same event
        else:
            since = last.at if last is not None else (self._begun or now)
            cap = self.requests.rate if last is not None else None
            self._refusal = last = _Refusal(now, self._taken - 1, max(now - since, 0.05), cap)
            self._taken = 0
            self._events += 1
            self._grown_at = max(self._grown_at, now + _QUIET)
        self._estimate = last.estimate
        if self._events >= _USELESS and self._share >= 0.6:
            self._estimate = max(self._estimate, _SLOWEST)
        self.requests.limit(_MARGIN * self._estimate)
        self._say_pace(now)

    def _say_pace(self, now: float) -> None:
        rate = self.requests.rate
        if (rate and 1 / rate >= _WORTH_SAYING and now >= self._said_pace_at + _SAID) or (
            self.refused == _USELESS and self._share >= 0.6
        ):
            _log.warning(
                "The endpoint has refused %d of %d requests as too many: they go out %s from now on.",
                self.refused,
                self._settled,
                f"one every {in_words(1 / rate)}" if rate else "one after another",
            )
            self._said_pace_at = now

    def fault(self) -> None:
        """A request came to nothing on the way: the connection, a time-out, an error of the server."""
        self._under_way -= 1
        self._faults += 1
        now = self.clock()
        self._away_since = self._away_since or now
        if self._faults >= FAULTS:
            wait = min(_PROBES[0] * 2 ** min(self._faults - FAULTS, 10), _PROBES[1])
            self._probe_at = max(self._probe_at, now + wait)
        if self._faults == FAULTS and self._answered:
            _log.warning(
                "The endpoint has failed %d times in a row: it is asked one request at a time until it is back, "
                "until %s at most.",
                FAULTS,
                _hour(AWAY),
            )

    def abandon(self) -> None:
        """A request was given up by ourselves."""
        self._under_way -= 1

    @property
    def is_lost(self) -> bool:
        """Whether the endpoint is given up: it never answered, or has not for too long."""
        if not self._answered:
            return self._faults >= NEVER_THERE
        return self._away_since is not None and self.clock() - self._away_since > AWAY

    @property
    def limit(self) -> float | None:
        """Requests a minute at which they go out now; None for as fast as they come."""
        return None if self.requests.rate is None else 60 * self.requests.rate

    def _delay(self, now: float) -> float:
        self._grow(now)
        delay = max(self._held_until - now, self.requests.delay(now), self.tokens.delay(now))
        if self._faults >= FAULTS:
            if self.is_lost:
                raise LostError
            delay = max(delay, self._probe_at - now, _STEP if self._under_way else 0.0)
        elif not self._answered and self._begun is not None:
            if not self._rejected and now - self._opened_at >= _DOUBLING:
                # once a look: between two of them the loop has had a chance to see an answer
                self._opening, self._opened_at = 2 * self._opening, self._opened_at + _DOUBLING
            delay = max(delay, 0.0 if self._under_way < self._opening else _STEP / 10)
        return delay

    def _grow(self, now: float) -> None:
        rate, estimate = self.requests.rate, self._estimate
        if rate is None or estimate is None or now <= self._grown_at:
            return
        step, self._grown_at = min(now - self._grown_at, 1.0), now
        if self._events == 1:  # one refusal is no measurement: find the next soon
            rate *= 2**step
        else:
            quiet = now - self._refusal.at if self._refusal else 0.0
            rate *= 1 + _GROWTH * step * (1 + quiet / 10)
        self.requests.limit(None if rate > 10 * estimate else rate)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Takes up the limits that an answer's `x-ratelimit-*` headers tell, once little is left of them."""
        for pace, what in ((self.requests, "requests"), (self.tokens, "tokens")):
            limit = _number(headers.get(f"x-ratelimit-limit-{what}"))
            left = _number(headers.get(f"x-ratelimit-remaining-{what}"))
            reset = seconds_of(headers.get(f"x-ratelimit-reset-{what}"))
            if limit is None or left is None or not reset or left > 0.2 * limit:
                continue
            rate = _MARGIN * (limit - left) / reset  # what flows in, if the reset is when the bucket is full again
            if pace.rate is None or rate < pace.rate or what == "tokens":
                pace.limit(rate)
                if what == "requests":
                    self._estimate = rate
                    self._grown_at = self.clock() + _QUIET


def seconds_of(value: str | None) -> float | None:
    """The seconds of `1s`, `6m0s`, `20ms`, or a bare number."""
    if value is None:
        return None
    if (plain := _number(value)) is not None:
        return plain
    found = _DURATION.findall(value)
    return sum(float(number) * _UNITS[unit] for number, unit in found) if found else None


def in_words(seconds: float) -> str:
    """A time to wait, as people say it: `45 s`, `5 min`, `24 h`."""
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{round(seconds / unit)} {name}"
    return f"{max(1, round(seconds))} s"


def _hour(seconds: float) -> str:
    """The time of day in so many seconds."""
    return hour_of(dt.datetime.now().astimezone() + dt.timedelta(seconds=seconds))


def hour_of(moment: dt.datetime) -> str:
    """A moment by the clock on the wall, with its day if that is not today."""
    today = dt.datetime.now(moment.tzinfo).date()
    return f"{moment:%H:%M:%S}" if moment.date() == today else f"{moment:%Y-%m-%d %H:%M}"


def _number(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None


def _per_second(per_minute: float | None) -> float | None:
    return None if per_minute is None else per_minute / 60
