"""What our own side costs per article: CPU and peak memory, from a warm cache and in replay, next to a floor.

    python -m tests.benchmarks.own_side [ARTICLES]

Articles are the recorded ones of `tests/articles`, each made new by a last paragraph of its own; a loopback endpoint
gives the recorded answers. Every figure is a process of its own. The floor reads and validates the finished
summaries with Pydantic and does nothing else. Linux only.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer import Article, AsyncSummarizer, Failure, read
from summarizer.schema import ArticleSummary
from tests.endpoint import Reply, serving

ROOT = Path(__file__).parents[2]
STORIES = ("visit", "strike", "trilingual", "injection")
REPEATS = 3
_ADDED = re.compile(r"\n\n?\[\d+\] Variant \d+\.\n</article>")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system) and peak resident MiB of a process."""

    cpu: float
    peak: float


def variants(count: int) -> Iterator[Article]:
    """The recorded articles over and over, each with a paragraph of its own at the end."""
    sources = [str(ROOT / "tests/articles" / story) for story in STORIES]
    bases = [found.article for found in read(sources) if hasattr(found, "article")]
    for number in range(count):
        base = bases[number % len(bases)]
        joint = "\n\n" if "\n\n" in base.text else "\n"
        data = base.model_dump(exclude={"id"}) | {"text": f"{base.text.rstrip()}{joint}Variant {number}."}
        yield Article(**data)


def recorded() -> dict[str, bytes]:
    """The recorded responses by what the model was shown."""
    answers = {}
    for story in STORIES:
        for path in (ROOT / "cassettes" / story).glob("*.json"):
            exchange = json.loads(path.read_text("utf-8"))
            shown = exchange["request"]["body"]["messages"][1]["content"]
            answers[shown] = json.dumps(exchange["response"]["body"]).encode()
    return answers


async def work(options: dict[str, Any], articles: Path, output: Path) -> None:
    """Summarises articles, one a line, into a file."""
    failed = 0
    async with AsyncSummarizer("desk", concurrency=32, **options) as summarizer:
        with output.open("w", encoding="utf-8") as lines:
            given = (Article.model_validate_json(line) for line in articles.open(encoding="utf-8"))
            async for result in summarizer.summarize_many(given):
                if isinstance(result, Failure):
                    failed += 1
                    print(result.error, file=sys.stderr)
                else:
                    lines.write(result.model_dump_json() + "\n")
    assert not failed, f"{failed} articles failed"


def floor(path: Path) -> None:
    """Reads and validates finished summaries, and writes them again."""
    with path.open(encoding="utf-8") as lines, Path(os.devnull).open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(ArticleSummary.model_validate_json(line).model_dump_json())


def measure(*arguments: str) -> Cost:
    """Runs one of the modes below in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.own_side", *arguments]
    with tempfile.NamedTemporaryFile() as told:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PEAK": told.name})
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{arguments}: exit status {status}")
        return Cost(usage.ru_utime + usage.ru_stime, float(Path(told.name).read_text("utf-8")))


def tell_peak() -> None:
    """The peak as the process itself sees it: the one of `wait4` begins with the parent's size."""
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"))
    Path(os.environ["PEAK"]).write_text(str(int(peak[1]) / 1024 if peak else 0), encoding="utf-8")


def median(*arguments: str) -> Cost:
    """The median of several runs."""
    costs = [measure(*arguments) for _ in range(REPEATS)]
    return Cost(statistics.median(each.cpu for each in costs), statistics.median(each.peak for each in costs))


def report(count: int) -> None:
    """Measures all modes and prints a table."""
    answers = recorded()

    def answer(body: dict[str, Any]) -> Reply:
        return Reply(body=answers[_ADDED.sub("\n</article>", body["messages"][1]["content"])])

    with tempfile.TemporaryDirectory() as temporary, serving(answer) as endpoint:
        folder = Path(temporary)
        articles, nothing, done = folder / "articles.jsonl", folder / "nothing.jsonl", folder / "recorded.jsonl"
        articles.write_text("".join(each.model_dump_json() + "\n" for each in variants(count)), encoding="utf-8")
        nothing.write_text("", encoding="utf-8")
        taped = json.dumps({"base_url": endpoint.base_url, "record": str(folder / "cassette")})
        kept = json.dumps({"base_url": endpoint.base_url, "cache": str(folder / "cache")})
        played = json.dumps({"replay": str(folder / "cassette")})
        out = str(folder / "out.jsonl")
        measure("work", taped, str(articles), str(done))
        rows = [
            ("cold, answers from a loopback endpoint", measure("work", kept, str(articles), out)),
            ("in replay", median("work", played, str(articles), out)),
            ("from a warm cache", median("work", kept, str(articles), out)),
        ]
        lowest = median("floor", str(done)).cpu - median("floor", str(nothing)).cpu
        idle = median("work", kept, str(nothing), out)
    print(f"{count} articles; start-up alone, taken off below: {idle.cpu:.2f} s CPU, {idle.peak:.0f} MiB")
    print(f"{'':40} {'CPU ms/article':>15} {'times the floor':>16} {'peak MiB':>9}")
    for name, cost in rows:
        own = cost.cpu - idle.cpu
        print(f"{name:40} {1000 * own / count:15.2f} {own / lowest:16.1f} {cost.peak:9.0f}")
    print(f"{'floor: reading finished summaries':40} {1000 * lowest / count:15.2f} {1.0:16.1f}")


def main(arguments: list[str]) -> None:
    """One of the modes, or the report."""
    match arguments:
        case ["work", options, articles, output]:
            asyncio.run(work(json.loads(options), Path(articles), Path(output)))
            tell_peak()
        case ["floor", path]:
            floor(Path(path))
            tell_peak()
        case [] | [_]:
            report(int(arguments[0]) if arguments else 1000)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
