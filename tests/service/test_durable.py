"""Processes are killed, and nothing is lost and nothing paid twice."""

from __future__ import annotations

import signal
import time
from collections import Counter

import httpx2
import pytest

from summarizer.store import Store
from tests.service.conftest import Running, end, until
from tests.service.test_api import done, given
from tests.store.test_day_in_the_life import reports


def hand_in(running: Running, count: int) -> str:
    with running.client() as client:
        return str(client.post("/v1/articles", json=[given(one) for one in reports()[:count]]).json()["id"])


def paid_twice(running: Running) -> int:
    return sum(number - 1 for number in Counter(running.bills()).values())


def complete(running: Running, job: str, count: int) -> None:
    with running.client() as client:
        found = done(client, job, 120)
        assert found["state"] == "done"
    with Store(running.place) as store:
        counts = store.counts()
        assert (counts["articles"], counts["waiting"], counts["failed"], counts["due"]) == (count, 0, 0, 0)
        assert counts["stories"] == 6
        assert sum(line.articles for line in store.stories()) == count
    assert set(running.bills()) == {one.id for one in reports()[:count]}, "nothing is lost"


def test_killed_again_and_again_a_service_goes_on(running: Running) -> None:
    process = running.start()
    job = hand_in(running, 16)
    kills = 0
    for aim in (3, 8, 13):
        until(lambda aim=aim: len(running.bills()) >= aim, 60)  # type: ignore[misc]
        end(process)
        kills += 1
        process = running.start()
    complete(running, job, 16)
    assert paid_twice(running) <= 4 * kills, "only what was under way at the moment of a kill"


def test_what_was_accepted_is_done_even_if_the_process_dies_at_once(running: Running) -> None:
    process = running.start()
    job = hand_in(running, 6)
    end(process)
    running.start()
    complete(running, job, 6)


def test_a_service_that_is_to_end_ends_though_work_is_under_way(running: Running) -> None:
    process = running.start()
    job = hand_in(running, 12)
    until(lambda: len(running.bills()) >= 2, 60)
    end(process, signal.SIGTERM)
    running.start()
    complete(running, job, 12)


@pytest.mark.parametrize("workers", [2, 4])
def test_a_worker_that_dies_is_taken_over(
    new_postgresql: str, tmp_path_factory: pytest.TempPathFactory, workers: int
) -> None:
    running = Running(new_postgresql, tmp_path_factory.mktemp("workers") / "bills")
    try:
        running.start("front")
        processes = [running.start("worker") for _ in range(workers)]
        job = hand_in(running, 20)
        until(lambda: len(running.bills()) >= 4, 60)
        end(processes[0])
        complete(running, job, 20)
        assert paid_twice(running) <= 4
    finally:
        running.stop()


def test_reading_goes_on_while_articles_come_in(running: Running) -> None:
    running.start()
    job = hand_in(running, 12)
    slowest = 0.0
    with running.client() as client:
        for _ in range(20):
            begun = time.perf_counter()
            assert client.get("/v1/stories").status_code == 200
            slowest = max(slowest, time.perf_counter() - begun)
        assert isinstance(client, httpx2.Client)
    complete(running, job, 12)
    assert slowest < 5
