"""Kills the service at random moments, and counts what was lost and what was paid for twice.

`python -m tests.benchmarks.service_kills [KILLS] [SEED] [DATABASE URL]`: articles are handed in one after the other,
also while nobody is there to take them (they are handed in again then, with the same Idempotency-Key, as clients do).
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2

from summarizer.store import Store
from tests.benchmarks.service_load import report
from tests.service.conftest import Running, end, until


def main() -> None:
    """Runs it."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with tempfile.TemporaryDirectory() as folder:
        place = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "kills.sqlite"))
        running = Running(place, Path(folder, "bills"))
        accepted: list[str] = []
        stopped = threading.Event()
        try:
            process = running.start()
            hands = threading.Thread(target=_hand_in, args=(running, accepted, stopped), daemon=True)
            hands.start()
            for _ in range(kills):
                time.sleep(chance.uniform(0.2, 3.0))
                end(process)
                process = running.start()
            stopped.set()
            hands.join()
            print(json.dumps(_counted(running, accepted, kills)))
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


def _counted(running: Running, accepted: list[str], kills: int) -> dict[str, object]:
    with Store(running.place) as store:
        begun = time.monotonic()
        until(lambda: store.counts()["articles"] >= len(accepted), 300)
        until(lambda: not store.counts()["waiting"] and not store.counts()["due"], 300)
        counts = store.counts()
        seconds = time.monotonic() - begun
        told = {one.article.id for line in store.stories() for one in store.story(line.id).articles}
    bills = Counter(running.bills())
    return {
        "kills": kills,
        "accepted": len(accepted),
        "lost": len(set(accepted) - told),
        "failed": counts["failed"],
        "never paid": len(set(accepted) - set(bills)),
        "paid twice": sum(count - 1 for count in bills.values()),
        "seconds until all was done": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
