"""Kills `batch` and `add` at random moments, and counts what was lost and what was paid for twice.

    python -m tests.benchmarks.kills [KILLS] [SEED] [STORE]

An endpoint counts how often it has answered about each article. An answer may be on its way when a process dies; what
the store had is never asked for again. The cache of answers is left out: it would hide it.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from summarizer.store import Store
from tests.endpoint import Reply, completion, serving

ARTICLES = 120
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))
_TOWN = re.compile(r"town (\d+)")


def main() -> None:
    """Prints a line for each command."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for command in ("batch", "add"):
        with TemporaryDirectory() as folder:
            place = sys.argv[3] if len(sys.argv) > 3 and command == "add" else f"{folder}/out"
            print(json.dumps({"command": command} | _killed(command, Path(folder), place, kills, chance)), flush=True)


def _killed(command: str, folder: Path, place: str, kills: int, chance: random.Random) -> dict[str, int]:
    feed = folder / "feed.jsonl"
    feed.write_text("".join(json.dumps({"text": f"It rains in town {n}."}) + "\n" for n in range(ARTICLES)), "utf-8")
    answered: dict[str, list[float]] = defaultdict(list)

    def answer(body: dict[str, Any]) -> Reply:
        time.sleep(0.2)
        for town in _TOWN.findall(str(body["messages"][1:])):
            answered[town].append(time.monotonic())
        return ANSWER

    if "://" not in place:
        Path(place).mkdir(exist_ok=True)
    where = ["-o", place] if command == "batch" else ["--store", place]
    kept: list[tuple[float, set[str]]] = []
    with serving(answer) as endpoint:
        asking = ["--base-url", endpoint.base_url, "--model", "scripted", "--no-cache", "--no-link", "--quiet"]
        program = [sys.executable, "-m", "summarizer", command, str(feed), *where, *asking]
        while len(kept) < kills:
            process = subprocess.Popen(program, stdout=subprocess.DEVNULL)
            before = sum(map(len, answered.values()))
            while process.poll() is None and sum(map(len, answered.values())) == before:
                time.sleep(0.01)  # at work by now
            time.sleep(chance.uniform(0.0, 1.2))
            process.kill()
            process.wait()
            kept.append((time.monotonic(), _kept(place)))
        assert subprocess.run(program, stdout=subprocess.DEVNULL, check=False).returncode == 0
    paid_twice = sum(
        any(died < at and town in known for died, known in kept) for town, times in answered.items() for at in times
    )
    with Store(place) as store:
        told = sum(line.articles for line in store.stories())
        counts = store.counts()
    return {
        "kills": len(kept),
        "articles": ARTICLES,
        "kept": counts["articles"],
        "told": told,
        "lost": ARTICLES - told,
        "answers": sum(map(len, answered.values())),
        "on_their_way": sum(map(len, answered.values())) - ARTICLES - paid_twice,
        "paid_twice": paid_twice,
    }


def _kept(place: str) -> set[str]:
    """The towns of the articles whose readings the store has."""
    with Store(place) as store:
        texts = [store.article(one.article.id).article.text for one in store.articles() if one.state == "read"]
    return {town for text in texts for town in _TOWN.findall(text)}


if __name__ == "__main__":
    main()
