"""Batches of generated articles against an endpoint on loopback, next to what users would otherwise write.

    python -m tests.benchmarks.batches [ARTICLES] [--repeats N] [--only NAME ...]

Every figure is a client process of its own, start-up and writing included; medians of the repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.batch.test_run import kept
from tests.benchmarks.articles import article
from tests.benchmarks.server import Running, endpoint

ROOT = Path(__file__).parents[2]
CLIENTS = ("ours", "openai", "instructor")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of wall clock, CPU (user and system), and peak resident MiB."""

    wall: float
    cpu: float
    peak: float


def command(client: str, running: Running, articles: Path, folder: Path) -> list[str]:
    """The command of a client."""
    if client != "ours":
        out = folder / f"{client}.jsonl"
        return [sys.executable, "-m", "tests.benchmarks.others", client, running.base_url, str(articles), str(out)]
    options = ["--no-merge", "--quiet", "--concurrency", "100", "--model", "bench", "--base-url", running.base_url]
    kept = ["-o", str(folder / "out"), "--cache", str(folder / "cache")]
    return [sys.executable, "-m", "summarizer", "batch", str(articles), *kept, *options]


def measure(arguments: Sequence[str]) -> Cost:
    """Runs a command to its end; what it says is of no interest here."""
    begun = time.perf_counter()
    # an installed package is compiled once, not at every start
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(arguments, cwd=ROOT, env=compiled, stdout=nowhere, stderr=nowhere)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def finished(client: str, folder: Path) -> int:
    """How many results there are."""
    path = folder / "out" / "summaries.jsonl" if client == "ours" else folder / f"{client}.jsonl"
    return len(path.read_bytes().splitlines()) if path.exists() else 0


def against(conditions: dict[str, object], client: str, articles: Path, count: int) -> str:
    """One run of one client under some conditions."""
    with tempfile.TemporaryDirectory() as temporary, endpoint(**conditions) as running:
        cost = measure(command(client, running, articles, Path(temporary)))
        counts = running.stats()["counts"]
        done = finished(client, Path(temporary))
    line = f"{cost.wall:7.2f} s wall  {1000 * cost.cpu / count:6.2f} ms CPU/article  {cost.peak:5.0f} MiB"
    return f"{line}  finished {done}  refused {counts.get('limited', 0)}  requests {sum(counts.values())}"


def cached(articles: Path, count: int) -> str:
    """Everything in the cache, into a new folder."""
    with tempfile.TemporaryDirectory() as temporary, endpoint() as running:
        folder = Path(temporary)
        measure(command("ours", running, articles, folder))
        (folder / "out").rename(folder / "before")
        cost = measure(command("ours", running, articles, folder))
        asked = sum(running.stats()["counts"].values())
    return f"{cost.wall:7.2f} s wall  {1000 * cost.cpu / count:6.2f} ms CPU/article  requests again {asked - count}"


def killed(articles: Path, count: int) -> str:
    """kill -9 at half, then again: answers paid for twice."""
    with tempfile.TemporaryDirectory() as temporary, endpoint(latency=0.2) as running:
        folder = Path(temporary)
        process = subprocess.Popen(
            command("ours", running, articles, folder), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while kept(folder / "out") < count // 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        written = kept(folder / "out")
        measure(command("ours", running, articles, folder))
        served = running.stats()["served"]
        done = finished("ours", folder)
    twice = sum(times > 1 for times in served.values())
    return f"written before {written}, served twice {twice} (in flight at the kill), finished {done}"


def imported() -> str:
    """`import summarizer`, and with the class that is used first."""
    figures = []
    for statement in (
        "import summarizer",
        "from summarizer import AsyncSummarizer",
        "import openai",
        "import instructor",
    ):
        cost = statistics.median(measure([sys.executable, "-c", statement]).wall for _ in range(5))
        figures.append(f"{statement} {cost:.2f} s")
    return ", ".join(figures)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="import, speed, limit, told, faults5, faults20, cached, killed")
    options = parser.parse_args(arguments)
    count = options.articles
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article(number), ensure_ascii=False) + "\n" for number in range(count))
        table: dict[str, dict[str, Callable[[], str]]] = {"import": {"": imported}}
        for name, conditions in {
            "speed": {"latency": 0.5},
            "limit": {"latency": 0.5, "limit": 50},
            "told": {"latency": 0.5, "limit": 50, "headers": True},
            "faults5": {"latency": 0.1, "faults": 0.05},
            "faults20": {"latency": 0.1, "faults": 0.2},
        }.items():
            table[name] = {
                client: lambda c=conditions, who=client: against(c, who, source, count)  # type: ignore[misc]
                for client in CLIENTS
            }
        table |= {"cached": {"ours": lambda: cached(source, count)}, "killed": {"ours": lambda: killed(source, count)}}
        for name, runs in table.items():
            if options.only and name not in options.only:
                continue
            for client, run in runs.items():
                for line in sorted(run() for _ in range(options.repeats if client else 1)):
                    print(f"{name:9} {client:11} {line}", flush=True)


if __name__ == "__main__":
    main()
