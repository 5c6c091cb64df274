"""What one article more costs in a store of many, and what a search costs: `python -m tests.benchmarks.store 1000`.

Articles are made up: common words as frequent as they are in English, and for each story words, names and numbers of
its own; a thousand articles a day, so that a larger store covers a longer time. They are read by the stand-in of the
store's tests: what a model or a reader by rules costs comes on top.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import random
import resource
import statistics
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import wordfreq

from summarizer.schema import Article
from summarizer.store import Store
from summarizer.store.updating import update
from tests.store.reading import StandIn

A_DAY = 1000
SIZES = {1: 40, 2: 16, 3: 12, 5: 12, 8: 8, 13: 6, 30: 4, 80: 2}
"""Articles of a story, and how frequent such stories are."""
FIRST_DAY = dt.date(2031, 1, 1)
MEASURED = 100
_SYLLABLES = "ka lo mi ren tas vor bel dun sha gri pol zen mar tov lin ast ubo fre".split()


def articles(count: int, seed: int = 0) -> Iterator[Article]:
    """As many articles as asked for, in order of publication; the same for the same seed."""
    chance = random.Random(seed)
    made: list[tuple[int, float, int, int]] = []
    days = max(1, count // A_DAY)
    story = 0
    while len(made) < count:
        size = min(chance.choices(list(SIZES), list(SIZES.values()))[0], count - len(made))
        day = chance.randrange(days)
        story += 1
        made += [(day + min(9, int(chance.expovariate(0.5))), chance.random(), story, at) for at in range(size)]
    for day, _, number, at in sorted(made):
        yield _article(number, at, FIRST_DAY + dt.timedelta(days=day))


def _article(story: int, at: int, day: dt.date) -> Article:
    common, weights, rare = _vocabulary()
    own = random.Random(f"story {story}")
    names = [f"{_name(own)} {_name(own)}" for _ in range(6)]
    words = [*own.sample(rare, 14), *(str(own.randrange(3, 900)) for _ in range(3))]
    chance = random.Random(f"{story} {at}")
    sentences = []
    for _ in range(18):
        told = chance.choices(common, weights, k=16)
        for _ in range(chance.choice((1, 2, 2, 3))):
            told.insert(chance.randrange(1, 16), chance.choice(words))
        told.insert(chance.randrange(1, 16), chance.choice(names))
        sentences.append(f"{told[0].capitalize()} {' '.join(told[1:])}.")
    title = f"{chance.choice(names)} {' '.join(chance.sample(words, 4))}"
    return Article(
        text=" ".join(sentences),
        title=title,
        url=f"https://outlet{chance.randrange(300)}.example/{story}/{at}",
        outlet=f"Outlet {chance.randrange(300)}",
        language="en",
        published=day.isoformat(),
    )


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[list[str], list[float], list[str]]:
    words = [word for word in wordfreq.top_n_list("en", 25_000) if word.isalpha()]
    common = words[:8000]
    return common, [wordfreq.word_frequency(word, "en") for word in common], words[3000:]


def fill(store: Store, given: Iterator[Article]) -> None:
    """Puts articles in as `summarizer add` does."""
    asyncio.run(update(store, StandIn(), given))


def measure(store: Store, more: list[Article]) -> tuple[list[float], list[float], list[float]]:
    """CPU seconds of keeping and grouping each article, CPU and wall seconds of all that adding it takes.

    The rest goes into its story, which grows with that and not with the store.
    """
    kept, cpu, wall = [], [], []
    reader = StandIn()
    for one in more:
        begun, at = time.process_time(), time.perf_counter()
        store.put(one)
        kept.append(time.process_time() - begun)
        asyncio.run(update(store, reader))
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - at)
    return kept, cpu, wall


def search(store: Store, queries: list[str]) -> list[float]:
    """Seconds of each search."""
    taken = []
    for query in queries:
        at = time.perf_counter()
        store.search(query)
        taken.append(time.perf_counter() - at)
    return taken


def main() -> None:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--store", help="URL of an empty PostgreSQL, instead of SQLite in a file")
    options = parser.parse_args()
    for size in options.sizes:
        with TemporaryDirectory() as folder, Store(options.store or Path(folder) / "s.sqlite") as store:
            given = list(articles(size + MEASURED))
            at = random.Random(1).sample(range(len(given)), MEASURED)
            more = [given[one] for one in at]
            begun = time.process_time()
            fill(store, iter(one for number, one in enumerate(given) if number not in set(at)))
            filled = time.process_time() - begun
            kept, cpu, wall = measure(store, more)
            names = [one.title.partition(" ")[0] for one in more[:20] if one.title]
            found = search(store, names)
            common = search(store, ["people"] * 5)
            disk = sum(one.stat().st_size for one in Path(folder).iterdir())
            print(
                f"{size:>9,}: one more kept and grouped {_ms(kept)} CPU; "
                f"with its story {_ms(cpu)} CPU, {_ms(wall)} wall; "
                f"filled in {filled / size * 1000:.1f} ms CPU each; "
                f"{disk / (size + MEASURED):,.0f} bytes an article; a name {_ms(found)}, a common word {_ms(common)}; "
                f"{store.counts()['stories']:,} stories; "
                f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
                flush=True,
            )


def _ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:.1f} ms (p95 {ordered[int(len(ordered) * 0.95)] * 1000:.1f})"


if __name__ == "__main__":
    main()
