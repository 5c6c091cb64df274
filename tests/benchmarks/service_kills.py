"""Kills the service at random moments, and counts what was lost and what was paid for twice.

`python -m tests.benchmarks.service_kills [KILLS] [SEED] [DATABASE URL [WORKERS]]`: articles are handed in one after the
other, also while nobody is there to take them (they are handed in again then, with the same Idempotency-Key, as clients
do). Without WORKERS the service itself is killed, else one of so many workers, in turn. An endpoint on loopback answers
after a moment and notes when, so that what was paid for twice can be told apart: answers that were on their way when
the process died, which nobody can know of, and answers that it had.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx2

from summarizer.store import Store
from tests.benchmarks.store import articles
from tests.service.bills import endpoint
from tests.service.conftest import Running, end, until

_AT_ONCE = 4  # articles that are handed in together


def main() -> None:
    """Runs it."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    workers = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    with tempfile.TemporaryDirectory() as folder, endpoint(0.05, 0.5) as bills:
        place = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "kills.sqlite"))
        running = Running(place, Path(folder, "bills"), reader=bills.address)
        accepted: list[str] = []
        killed: list[float] = []
        stopped = threading.Event()
        try:
            what = "worker" if workers else "serve"
            if workers:
                running.start("front")
            processes = [running.start(what) for _ in range(workers or 1)]
            hands = threading.Thread(target=_hand_in, args=(running, accepted, stopped), daemon=True)
            hands.start()
            for _ in range(kills):
                time.sleep(chance.uniform(0.2, 3.0))
                with suppress(AssertionError):  # a kill while nobody is asked proves little
                    until(lambda seen=bills.asked: bills.asked > seen, 10)  # type: ignore[misc]
                time.sleep(chance.uniform(0.0, 0.6))
                killed.append(time.monotonic())
                end(processes.pop(0))
                processes.append(running.start(what))
            stopped.set()
            hands.join()
            counted = _counted(running, accepted)
            under_way, arrived = bills.again(killed)
            again = {
                "answers": sum(map(len, bills.exchanges.values())),
                "paid twice, under way at a kill": under_way,
                "paid twice, sent so many ms before one": arrived,
            }
            print(json.dumps({"kills": kills} | counted | again))
        finally:
            running.stop()


def _hand_in(running: Running, accepted: list[str], stopped: threading.Event) -> None:
    number, given = 0, list(articles(4000, sentences=6))
    while not stopped.is_set():
        some = given[number : number + _AT_ONCE]
        packed = [one.model_dump(mode="json", exclude={"id"}, exclude_none=True) for one in some]
        try:
            with running.client() as client:
                client.post("/v1/articles", json=packed, headers={"Idempotency-Key": str(number)}).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.1)
            continue
        accepted += [one.id for one in some]
        number += _AT_ONCE
        time.sleep(0.1)


def _counted(running: Running, accepted: list[str]) -> dict[str, object]:
    assert accepted
    with Store(running.place) as store:
        begun = time.monotonic()
        until(lambda: store.counts()["articles"] >= len(accepted), 300)
        until(lambda: not store.counts()["waiting"] and not store.counts()["due"], 300)
        counts = store.counts()
        seconds = time.monotonic() - begun
        told = {one.article.id for line in store.stories() for one in store.story(line.id).articles}
    return {
        "accepted": len(accepted),
        "lost": len(set(accepted) - told),
        "failed": counts["failed"],
        "seconds until all was done": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
