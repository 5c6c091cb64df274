"""The rate_limit against a limited endpoint in simulated time: a token bucket, requests that last, an endpoint away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from summarizer.llm import rate_limit as governing
from summarizer.llm.rate_limit import AWAY, NEVER_THERE, LostError, RateLimit, seconds_of


class Simulation:
    """A clock that jumps to the next thing to happen, in place of the event loop's waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self.sleeps = 0
        monkeypatch.setattr(f"{governing.__name__}.asyncio.sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.sleeps += 1
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((self.now + max(seconds, 0.0), self.sleeps, future))
        await future

    async def run(self, work: asyncio.Future[Any]) -> None:
        while not work.done():
            for _ in range(8):  # let everybody get as far as they can
                await _turn()
            if self.waiting and not work.done():
                self.waiting.sort(key=lambda each: each[:2])
                when, _, future = self.waiting.pop(0)
                self.now = max(self.now, when)
                if not future.done():
                    future.set_result(None)
        await work


_turn_of_the_loop = asyncio.sleep


async def _turn() -> None:
    await _turn_of_the_loop(0)


class Bucket:
    """An endpoint that takes `limit` requests a second and holds a second's worth."""

    def __init__(self, limit: float, simulation: Simulation) -> None:
        self.limit, self.simulation = limit, simulation
        self.held, self.at, self.refused = limit, simulation.now, 0

    def takes(self) -> bool:
        self.held = min(self.limit, self.held + (self.simulation.now - self.at) * self.limit)
        self.at = self.simulation.now
        if self.held < 1:
            self.refused += 1
            return False
        self.held -= 1
        return True


async def _batch(rate_limit: RateLimit, bucket: Bucket, simulation: Simulation, count: int) -> float:
    """Seconds that `count` requests take, 100 under way at most, half a second each."""
    slots, begun = asyncio.Semaphore(100), simulation.now

    async def one() -> None:
        async with slots:
            while True:
                sent = await rate_limit.admit()
                if bucket.takes():
                    await simulation.sleep(0.5)
                    rate_limit.answered()
                    return
                await simulation.sleep(0.01)
                rate_limit.refuse(sent)
                rate_limit.hold(1.0)

    await simulation.run(asyncio.gather(*(one() for _ in range(count))))
    return simulation.now - begun


async def test_an_untold_limit_is_found_at_the_cost_of_a_few_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    bucket = Bucket(50, simulation)
    seconds = await _batch(RateLimit(clock=lambda: simulation.now), bucket, simulation, 1000)
    assert seconds <= 23
    assert 0 < bucket.refused < 50


async def test_a_limit_that_is_lifted_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    bucket, rate_limit = Bucket(20, simulation), RateLimit(clock=lambda: simulation.now)
    await _batch(rate_limit, bucket, simulation, 300)
    slow = rate_limit.limit
    bucket.limit = 200
    await _batch(rate_limit, bucket, simulation, 2000)
    assert slow is not None
    assert rate_limit.limit is None or rate_limit.limit > 1.5 * slow


async def test_without_a_limit_nothing_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    bucket = Bucket(1e6, simulation)
    assert await _batch(RateLimit(clock=lambda: simulation.now), bucket, simulation, 1000) <= 5.6


async def test_what_the_user_allows_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    bucket = Bucket(1e6, simulation)
    rate_limit = RateLimit(requests_per_minute=600, clock=lambda: simulation.now)
    assert await _batch(rate_limit, bucket, simulation, 200) == pytest.approx(20, abs=1)


async def test_tokens_are_paced_too(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    rate_limit = RateLimit(tokens_per_minute=60_000, clock=lambda: simulation.now)

    async def ten() -> None:
        for _ in range(10):
            await rate_limit.admit(2000)
            rate_limit.answered()

    begun = simulation.now
    await simulation.run(asyncio.ensure_future(ten()))
    assert simulation.now - begun == pytest.approx(18, abs=0.5)


def test_headers_tell_the_limit_before_anything_is_refused() -> None:
    rate_limit = RateLimit()
    plenty = {
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "400",
        "x-ratelimit-reset-requests": "12s",
    }
    rate_limit.learn(plenty)
    assert rate_limit.limit is None
    rate_limit.learn(plenty | {"x-ratelimit-remaining-requests": "20", "x-ratelimit-reset-requests": "57.6s"})
    assert rate_limit.limit == pytest.approx(500, rel=0.05)


async def _once(rate_limit: RateLimit) -> None:
    await rate_limit.admit()
    rate_limit.answered()


async def test_a_stray_refusal_among_many_answers_slows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    rate_limit = RateLimit(clock=lambda: simulation.now)
    for number in range(200):
        sent = await rate_limit.admit()
        if number % 20 == 19:
            rate_limit.refuse(sent, told_how_long=False)
        else:
            rate_limit.answered()
    assert rate_limit.limit is None


async def test_while_the_endpoint_is_away_requests_go_out_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    rate_limit = RateLimit(clock=lambda: simulation.now)
    await _once(rate_limit)
    back = simulation.now + 60
    lost = 0

    async def one() -> None:
        nonlocal lost
        while True:
            await rate_limit.admit()
            await simulation.sleep(0.01)
            if simulation.now > back:
                rate_limit.answered()
                return
            lost += 1
            rate_limit.fault()

    await simulation.run(asyncio.gather(*(one() for _ in range(100))))
    assert lost < 100 + 20  # all that were under way when it went, and a few to see whether it is back
    assert simulation.now - back < 20


async def test_an_endpoint_that_was_never_there_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    rate_limit, sent = RateLimit(clock=lambda: simulation.now), 0

    async def forever() -> None:
        nonlocal sent
        while True:
            await rate_limit.admit()
            sent += 1
            rate_limit.fault()

    with pytest.raises(LostError):
        await simulation.run(asyncio.ensure_future(forever()))
    assert sent == NEVER_THERE


async def test_an_endpoint_that_stays_away_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(monkeypatch)
    rate_limit = RateLimit(clock=lambda: simulation.now)

    async def forever() -> None:
        while True:
            await rate_limit.admit()
            rate_limit.fault()

    await _once(rate_limit)
    begun = simulation.now
    with pytest.raises(LostError):
        await simulation.run(asyncio.ensure_future(forever()))
    assert AWAY < simulation.now - begun < AWAY + 60


@pytest.mark.parametrize(
    ("value", "seconds"), [("1s", 1), ("6m0s", 360), ("20ms", 0.02), ("1h2m", 3720), ("7.5", 7.5), ("soon", None)]
)
def test_durations_of_headers(value: str, seconds: float | None) -> None:
    assert seconds_of(value) == (seconds if seconds is None else pytest.approx(seconds))
