"""What merging costs: seconds and peak memory at several sizes, from scratch, and for one article added.

    python -m tests.benchmarks.merging [COUNT ...] [--folder DIR] [--limit GB]

Summaries are made by `summaries.py` and kept in the folder. Every figure is a process of its own, the command line's
`merge` under a limit on its address space: what needs more fails. B-cubed is against the stories that the summaries
were made of. Linux only.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.summaries import summaries

COUNTS = (100, 1000, 10_000)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, CPU seconds (user and system) and peak resident MiB of a process."""

    seconds: float
    cpu: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT")
    parser.add_argument("--folder", type=Path, help="where summaries and stories are kept (default: nowhere)")
    parser.add_argument("--limit", type=float, default=8, metavar="GB", help="address space of a merge (default: 8)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        before: tuple[int, Cost] | None = None
        for count in options.counts:
            given = made(count, folder)
            stories = folder / f"stories-{count}.jsonl"
            stories.unlink(missing_ok=True)
            whole = measure(options.limit, "merge", str(given), "--into", str(stories))
            growth = exponent(before, (count, whole)) if before else ""
            print(f"{count:>7,} from scratch  {shown(whole)}  B³ {b_cubed(homes(stories)):.3f} {growth}", flush=True)
            one = measure(options.limit, "merge", str(one_more(count, folder)), "--into", str(stories))
            print(f"{'':>7} one added     {shown(one)}", flush=True)
            before = count, whole


def made(count: int, folder: Path) -> Path:
    """The summaries, made unless the folder has them."""
    path = folder / f"summaries-{count}.jsonl"
    if not path.exists():
        with (staged := path.with_suffix(".tmp")).open("w", encoding="utf-8") as file:
            file.writelines(as_summary(one.model_dump(mode="json")) for one in summaries(count))
        staged.replace(path)
    return path


def one_more(count: int, folder: Path) -> Path:
    """Another report of the last story."""
    path = folder / f"added-{count}.jsonl"
    *_, last = made(count, folder).open(encoding="utf-8")
    summary = json.loads(last)
    summary["article"]["id"] += "-again"
    path.write_text(json.dumps(summary) + "\n", encoding="utf-8")
    return path


def as_summary(reading: Mapping[str, object]) -> str:
    run = {"model": "benchmark", "prompt": "", "schema": "", "key": "", "requests": 1, "re_asks": 0}
    spent = {"input_tokens": 0, "output_tokens": 0, "cached": False}
    return json.dumps({**reading, "run": run | spent}, ensure_ascii=False) + "\n"


def measure(limit: float, *arguments: str) -> Cost:
    """What a run of the command line takes."""

    start = time.perf_counter()
    capped = ["prlimit", f"--as={int(limit * 2**30)}", sys.executable, "-m", "summarizer", *arguments]
    process = subprocess.Popen(capped, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"merge failed with exit code {process.returncode}")
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def exponent(before: tuple[int, Cost], now: tuple[int, Cost]) -> str:
    growth = math.log(now[0] / before[0])
    cpu, peak = (math.log(getattr(now[1], name) / getattr(before[1], name)) / growth for name in ("cpu", "peak"))
    return f"exponent {cpu:.2f} in CPU, {peak:.2f} in memory"


def shown(cost: Cost) -> str:
    return f"{cost.seconds:8.1f} s  {cost.cpu:8.1f} s CPU  {cost.peak:6.0f} MiB"


def homes(stories: Path) -> dict[str, str]:
    """The story that each article came to, by article id."""
    found = {}
    with stories.open(encoding="utf-8") as lines:
        for line in lines:
            story = json.loads(line)
            found.update({one["article"]["id"]: story["id"] for one in story["articles"]})
    return found


def b_cubed(found: Mapping[str, str]) -> float:
    """F1 of the stories found against those the articles were made of (Bagga and Baldwin 1998)."""
    true = {article: article.split("-")[0] for article in found}
    both = Counter((found[one], true[one]) for one in found)
    of_found, of_true = Counter(found.values()), Counter(true.values())
    precision = sum(both[found[one], true[one]] / of_found[found[one]] for one in found) / len(found)
    recall = sum(both[found[one], true[one]] / of_true[true[one]] for one in found) / len(found)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    main()
