"""How the service bears articles that come in.

`python -m tests.benchmarks.service_load [SECONDS] [RATE] [DATABASE URL [WORKERS]]`: articles of about 300 words, of
stories of one to eighty, are handed in at a steady rate; they are read in no time, so that what is measured is the
service. Meanwhile somebody reads. Printed are what was accepted and done, how long reads took, memory and processor
time.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from summarizer.store import Store
from tests.benchmarks.store import articles
from tests.service.conftest import Running, until
from tests.service.serving import INSTANT


def main() -> None:
    """Runs it."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        place = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "load.sqlite"))
        workers = int(sys.argv[4]) if len(sys.argv) > 4 else 0
        running = Running(place, Path(folder, "bills"), reader=INSTANT)
        try:
            for what in ["front", *("worker" for _ in range(workers))] if workers else ["serve"]:
                running.start(what)
            print(json.dumps(measured(running, seconds, rate)))
        finally:
            running.stop()


def measured(running: Running, seconds: float, rate: float) -> dict[str, object]:
    """What was seen."""
    processes = [process.pid or 0 for process in running.processes]
    given = [
        one.model_dump(mode="json", exclude={"id"}, exclude_none=True) for one in articles(int(seconds * rate) + 100)
    ]
    used = sum(map(_seconds, processes))
    reads: list[float] = []
    stopped = threading.Event()

    def read() -> None:
        with running.client() as client:
            while not stopped.wait(0.1):
                for path in ("/v1/stories", "/", "/v1/search?q=nobody"):
                    begun = time.perf_counter()
                    client.get(path).raise_for_status()
                    reads.append(time.perf_counter() - begun)

    memory = [[_megabytes(process) for process in processes]]
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    begun, accepted = time.monotonic(), 0
    slowest = 0.0
    with running.client() as client:
        while (now := time.monotonic() - begun) < seconds:
            due = int(now * rate) + 1 - accepted
            if due > 0:
                batch = given[accepted : accepted + due]
                asked = time.perf_counter()
                client.post("/v1/articles", json=batch).raise_for_status()
                slowest = max(slowest, time.perf_counter() - asked)
                accepted += len(batch)
            time.sleep(0.5)
    handed_in = time.monotonic() - begun
    memory.append([_megabytes(process) for process in processes])
    stopped.set()
    reader.join()
    with Store(running.place) as store:
        done = store.counts()["articles"] - store.counts()["waiting"]
        caught_up = float("nan")
        try:
            until(lambda: not store.counts()["waiting"] and not store.counts()["due"] and _all_in(store, accepted), 120)
            caught_up = time.monotonic() - begun - handed_in
        except AssertionError:
            pass
        counts = store.counts()
    memory.append([_megabytes(process) for process in processes])
    hundredths = statistics.quantiles(reads, n=100)
    return {
        "seconds": round(handed_in),
        "accepted": accepted,
        "read by then": done,
        "seconds until all was done": round(caught_up, 1),
        "articles": counts["articles"],
        "stories": counts["stories"],
        "reads": len(reads),
        "p50 ms": round(1000 * hundredths[49]),
        "p99 ms": round(1000 * hundredths[98]),
        "slowest hand-in ms": round(1000 * slowest),
        "MB at start, end of load, end": memory,
        "ms of processor an article, reads included": round(1000 * (sum(map(_seconds, processes)) - used) / accepted),
    }


def _all_in(store: Store, accepted: int) -> bool:
    return store.counts()["articles"] == accepted


def _seconds(process: int) -> float:
    """Of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


if __name__ == "__main__":
    main()
