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
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from summarizer.store import Store
from summarizer.text.digest import digest
from tests.benchmarks.service_load import report
from tests.endpoint import QuietHandler, completion, listening
from tests.service.conftest import Running, end, until


@dataclass
class Bills:
    """When each request was asked and answered, by what was asked."""

    address: str = ""
    exchanges: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def again(self, kills: list[float]) -> dict[str, Any]:
        """Requests that were answered more than once, by where the answer was when the process died."""
        under_way, arrived = 0, []
        for exchanges in self.exchanges.values():
            for asked, answered in sorted(exchanges)[:-1]:
                kill = min((at for at in kills if at >= asked), default=float("inf"))
                if kill <= answered:
                    under_way += 1
                else:
                    arrived.append(round(1000 * (kill - answered)))
        return {"paid twice, under way at a kill": under_way, "paid twice, sent so many ms before one": sorted(arrived)}


@contextmanager
def endpoint(chance: random.Random) -> Iterator[Bills]:
    """An endpoint that answers after 50 to 500 ms."""
    bills = Bills()
    answer = completion('{"g": "It was sold.", "n": [], "e": [], "s": [], "q": [], "c": []}')

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            asked = time.monotonic()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(chance.uniform(0.05, 0.5))
            self.respond(answer)
            bills.exchanges[digest(body)].append((asked, time.monotonic()))

    with listening(Handler) as bills.address:
        yield bills


def main() -> None:
    """Runs it."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    workers = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    with tempfile.TemporaryDirectory() as folder, endpoint(random.Random(0)) as bills:
        place = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "kills.sqlite"))
        running = Running(place, Path(folder, "bills"), endpoint=bills.address)
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
                killed.append(time.monotonic())
                end(processes.pop(0))
                processes.append(running.start(what))
            stopped.set()
            hands.join()
            print(json.dumps({"kills": kills} | _counted(running, accepted) | bills.again(killed)))
        finally:
            running.stop()


def _hand_in(running: Running, accepted: list[str], stopped: threading.Event) -> None:
    number = 0
    while not stopped.is_set():
        article = report(number)
        given = article.model_dump(mode="json", exclude={"id"}, exclude_none=True)
        try:
            with running.client() as client:
                client.post("/v1/articles", json=given, headers={"Idempotency-Key": str(number)}).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.1)
            continue
        accepted.append(article.id)
        number += 1
        time.sleep(0.1)


def _counted(running: Running, accepted: list[str]) -> dict[str, object]:
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
