"""Processes are killed, and nothing is lost and nothing paid twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import httpx2
import pytest

from summarizer.store import Store
from tests.service.bills import Bills, endpoint
from tests.service.conftest import Running, end, until
from tests.service.test_api import done, given
from tests.store.test_day_in_the_life import reports


def hand_in(running: Running, count: int) -> str:
    with running.client() as client:
        return str(client.post("/v1/articles", json=[given(one) for one in reports()[:count]]).json()["id"])


@pytest.fixture
def bills() -> Iterator[Bills]:
    with endpoint(0.02, 0.1) as bills:
        yield bills


def complete(running: Running, job: str, count: int) -> None:
    with running.client() as client:
        found = done(client, job, 120)
        assert found["state"] == "done"
    with Store(running.place) as store:
        counts = store.counts()
        assert (counts["articles"], counts["waiting"], counts["failed"], counts["due"]) == (count, 0, 0, 0)
        assert counts["stories"] == 6
        assert sum(line.articles for line in store.stories()) == count


def test_killed_again_and_again_a_service_goes_on(running: Running, bills: Bills) -> None:
    running.reader = bills.address
    process = running.start()
    job = hand_in(running, 16)
    kills = []
    for aim in (3, 8, 13):
        until(lambda aim=aim: len(bills.exchanges) >= aim, 60)  # type: ignore[misc]
        kills.append(time.monotonic())
        end(process)
        process = running.start()
    complete(running, job, 16)
    under_way, arrived = bills.again(kills)
    assert under_way <= 4 * len(kills), "of the others, the answer was written down"
    assert all(milliseconds < 1000 for milliseconds in arrived), "or was about to be"


def test_what_was_accepted_is_done_even_if_the_process_dies_at_once(running: Running, bills: Bills) -> None:
    running.reader = bills.address
    process = running.start()
    job = hand_in(running, 6)
    end(process)
    running.start()
    complete(running, job, 6)


def test_a_service_that_is_to_end_ends_though_work_is_under_way(running: Running, bills: Bills) -> None:
    running.reader = bills.address
    process = running.start()
    job = hand_in(running, 12)
    until(lambda: len(bills.exchanges) >= 2, 60)
    end(process, signal.SIGTERM)
    running.start()
    complete(running, job, 12)


@pytest.mark.parametrize("workers", [2, 4])
def test_a_worker_that_dies_is_taken_over(
    new_postgresql: str, tmp_path_factory: pytest.TempPathFactory, bills: Bills, workers: int
) -> None:
    running = Running(new_postgresql, tmp_path_factory.mktemp("workers") / "bills", reader=bills.address)
    try:
        running.start("front")
        processes = [running.start("worker") for _ in range(workers)]
        job = hand_in(running, 20)
        until(lambda: len(bills.exchanges) >= 4, 60)
        killed = time.monotonic()
        end(processes[0])
        complete(running, job, 20)
        under_way, arrived = bills.again([killed])
        assert under_way <= 4
        assert all(milliseconds < 1000 for milliseconds in arrived)
    finally:
        running.stop()


def test_reading_goes_on_while_articles_come_in(running: Running, bills: Bills) -> None:
    running.reader = bills.address
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
