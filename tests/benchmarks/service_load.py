"""How the service bears articles that come in.

`python -m tests.benchmarks.service_load [SECONDS] [RATE] [DATABASE URL]`: articles of many small stories are handed in
at a steady rate; the built-in reader reads each after 50 ms, as an endpoint would take its time. Meanwhile
somebody reads. Printed are what was accepted and done, how long reads took, and memory.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from summarizer.schema import Article
from summarizer.store import Store
from tests.service.conftest import Running, until

_TOWNS = "Ostrava Lisbon Zurich Tampere Graz Cork Bergen Porto Ghent Lublin Varna Kaunas".split()
_THINGS = "ferry mill bridge museum tram stadium school harbour library market".split()
_DID = "burnt was sold was closed reopened collapsed flooded was robbed was named".split(" was ")


def report(number: int) -> Article:
    """The report with this number; three outlets tell each story, one after the other."""
    story, outlet = divmod(number, 3)
    chance = random.Random(story)
    town, thing = chance.choice(_TOWNS), chance.choice(_THINGS)
    surname = f"{''.join(chance.choices('bdgklmnrst', k=3)).title()}ova"
    name = f"{chance.choice('Anna Jan Petra Karl Nora Urs'.split())} {surname}"
    lead = f"The {thing} {surname} {story} in {town} {chance.choice(_DID)} on Monday"
    text = f"{lead}, the Outlet {outlet} reports. “Nobody asked us about the {thing}” said {name} in {town}. {lead}."
    url = f"https://outlet{outlet}.example/{story}"
    return Article(text=text, title=lead, url=url, outlet=f"Outlet {outlet}", published="2024-05-06", language="en")


def main() -> None:
    """Runs it."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        place = sys.argv[3] if len(sys.argv) > 3 else str(Path(folder, "load.sqlite"))
        running = Running(place, Path(folder, "bills"))
        try:
            process = running.start()
            print(json.dumps(measured(running, process.pid or 0, seconds, rate)))
        finally:
            running.stop()


def measured(running: Running, process: int, seconds: float, rate: float) -> dict[str, object]:
    """What was seen."""
    reads: list[float] = []
    stopped = threading.Event()

    def read() -> None:
        with running.client() as client:
            while not stopped.wait(0.1):
                for path in ("/v1/stories", "/", "/v1/search?q=nobody"):
                    begun = time.perf_counter()
                    client.get(path).raise_for_status()
                    reads.append(time.perf_counter() - begun)

    memory = [_megabytes(process)]
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    begun, accepted = time.monotonic(), 0
    slowest = 0.0
    with running.client() as client:
        while (now := time.monotonic() - begun) < seconds:
            due = int(now * rate) + 1 - accepted
            if due > 0:
                batch = [
                    report(accepted + at).model_dump(mode="json", exclude={"id"}, exclude_none=True)
                    for at in range(due)
                ]
                asked = time.perf_counter()
                client.post("/v1/articles", json=batch).raise_for_status()
                slowest = max(slowest, time.perf_counter() - asked)
                accepted += due
            time.sleep(0.5)
    handed_in = time.monotonic() - begun
    memory.append(_megabytes(process))
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
    memory.append(_megabytes(process))
    hundredths = statistics.quantiles(reads, n=100)
    return {
        "seconds": round(handed_in),
        "accepted": accepted,
        "read by then": done,
        "seconds until all was done": round(caught_up, 1),
        "articles": counts["articles"],
        "stories": counts["stories"],
        "paid": len(running.bills()),
        "reads": len(reads),
        "p50 ms": round(1000 * hundredths[49]),
        "p99 ms": round(1000 * hundredths[98]),
        "slowest hand-in ms": round(1000 * slowest),
        "MB at start, end of load, end": memory,
    }


def _all_in(store: Store, accepted: int) -> bool:
    return store.counts()["articles"] == accepted


def _megabytes(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


if __name__ == "__main__":
    main()
