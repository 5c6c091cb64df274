"""What one article more costs in a store of many, and what a search costs: `python -m tests.benchmarks.store 1000`.

Articles are made up: common words as frequent as they are in English, and for each story words, names and numbers of
its own; a thousand articles a day, so that a larger store covers a longer time. They are read by the stand-in of the
store's tests: what a model or a reader by rules costs comes on top.

Above `REAL` articles the store is filled in bulk with shorter ones: what an article that comes looks up (words, index,
search) is there as if each had been added, what was read out of them is not. The stories of those that are measured are
added one by one.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime as dt
import itertools
import random
import resource
import statistics
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import wordfreq
from sqlalchemy import Connection, func, insert, select, text

from summarizer.schema import Article
from summarizer.store import Store, full_text
from summarizer.store import tables as t
from summarizer.store.updating import update
from summarizer.text.story_words import StoryWords, story_words
from tests.store.reading import StandIn

A_DAY = 1000
SIZES = {1: 40, 2: 16, 3: 12, 5: 12, 8: 8, 13: 6, 30: 4, 80: 2}
"""Articles of a story, and how frequent such stories are."""
FIRST_DAY = dt.date(2031, 1, 1)
MEASURED = 100
REAL = 1000
PERIOD = 33
"""Days after which the articles of a bulk come again: none is of a story of another period's."""
_SYLLABLES = "ka lo mi ren tas vor bel dun sha gri pol zen mar tov lin ast ubo fre".split()


def articles(count: int, seed: int = 0, later: int = 0, sentences: int = 18) -> Iterator[Article]:
    """As many articles as asked for, in order of publication; the same for the same seed.

    Args:
        later: days by which all of it is later.
        sentences: how long they are.
    """
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
        yield _article(f"{seed}/{number}", at, FIRST_DAY + dt.timedelta(days=day + later), sentences)


def _article(story: str, at: int, day: dt.date, length: int) -> Article:
    common, weights, rare = _vocabulary()
    own = random.Random(f"story {story}")
    names = [f"{_name(own)} {_name(own)}" for _ in range(6)]
    words = [*own.sample(rare, 14), *(str(own.randrange(3, 900)) for _ in range(3))]
    chance = random.Random(f"{story} {at}")
    sentences = []
    for _ in range(length):
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


def fill_in_bulk(store: Store, size: int) -> None:
    """Puts `size` articles in, a thousand a day; after a period the same ones come again."""
    base = min(size, (PERIOD - 2) * A_DAY)
    made = articles(base, seed=1, sentences=6)
    done = 0
    with store.database.writing() as connection:
        while some := list(itertools.islice(made, 500)):
            _put_in_bulk(connection, some)
    last = int(_number_of_articles(store))
    done = base
    while done < size:
        with store.database.writing() as connection:
            _repeat(connection, last - base, min(base, size - done), done // base * PERIOD)
        done += base


def _put_in_bulk(connection: Connection, some: list[Article]) -> None:
    first = int(connection.scalar(select(func.max(t.articles.c.number))) or 0) + 1
    words = [story_words(one.text, title=one.title, language="en", day=one.published_day) for one in some]
    numbered = [(first + at, one, its) for at, (one, its) in enumerate(zip(some, words, strict=True))]
    rows = [
        {
            "number": number,
            "address": f"url:bulk/{number}",
            "id": one.id,
            "version": 1,
            "state": "read",
            "day": its.day,
            "language": "en",
            "outlet": one.outlet,
            "added": 0.0,
            "words": its.key,
        }
        for number, one, its in numbered
    ]
    connection.execute(insert(t.articles), rows)
    kept = [
        {
            "article": number,
            "version": 1,
            "id": one.id,
            "info": one.info.model_dump_json(),
            "text": one.text,
            "source": "",
            "added": 0.0,
        }
        for number, one, _ in numbered
    ]
    connection.execute(insert(t.versions), kept)
    _index(connection, words)
    for number, one, _ in numbered:
        found = full_text.Searchable(title=one.title or "", names="", quotes="", text=one.text)
        full_text.index(connection, number, found)


def _index(connection: Connection, words: list[StoryWords]) -> None:
    known = {one.key: one for one in words}
    connection.execute(insert(t.story_words), [{"key": key, "words": one.dump()} for key, one in known.items()])
    rows = [{"word": word, "day": one.day, "key": key} for key, one in known.items() for word in set(one.keys)]
    connection.execute(insert(t.word_index), rows)


def _repeat(connection: Connection, after: int, count: int, days: int) -> None:
    """Puts the first `count` articles of the bulk in again, so many days later."""
    shift = int(connection.scalar(select(func.max(t.articles.c.number))) or 0) - after
    numbers = {"after": after, "last": after + count, "shift": shift, "days": days}
    where = "WHERE {0} > :after AND {0} <= :last"
    fields = "title, names, quotes, text" if connection.dialect.name == "sqlite" else "words"
    key = "rowid" if connection.dialect.name == "sqlite" else "article"
    for statement in (
        "INSERT INTO articles (number, address, id, version, state, day, language, outlet, added, words) SELECT number "
        "+ :shift, address || '+' || :days, id || '+' || :days, version, state, day + :days, language, outlet, added, "
        f"words || '+' || :days FROM articles {where.format('number')}",
        "INSERT INTO versions (article, version, id, info, text, source, added) SELECT article + :shift, version, "
        f"id || '+' || :days, info, text, source, added FROM versions {where.format('article')}",
        f"INSERT INTO search ({key}, {fields}) SELECT {key} + :shift, {fields} FROM search {where.format(key)}",
    ):
        connection.execute(
            text(statement.replace(":days", str(days))), {k: numbers[k] for k in ("after", "last", "shift")}
        )
    asked = select(t.story_words.c.words).join(t.articles, t.articles.c.words == t.story_words.c.key)
    lines = connection.scalars(asked.where(t.articles.c.number > after, t.articles.c.number <= after + count)).all()
    for at in range(0, len(lines), 500):
        some = [StoryWords.load(line) for line in lines[at : at + 500]]
        _index(connection, [dataclasses.replace(one, day=(one.day or 0) + days) for one in some])


def _number_of_articles(store: Store) -> int:
    with store.database.reading() as connection:
        return int(connection.scalar(select(func.max(t.articles.c.number))) or 0)


def _bytes(store: Store, folder: Path) -> int:
    if store.database.is_sqlite:
        return sum(one.stat().st_size for one in folder.iterdir())
    with store.database.reading() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


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
            begun = time.process_time()
            if size > REAL:
                fill_in_bulk(store, size - REAL)
                if not store.database.is_sqlite:
                    with store.database.writing() as connection:
                        moved = "SELECT setval('articles_number_seq', (SELECT max(number) FROM articles)), 1"
                        connection.execute(text(moved))
            # those that are measured, and their stories, are of the last days
            given = list(articles(REAL + MEASURED, later=max(0, (size - 1) // A_DAY * PERIOD // (PERIOD - 2) - 1)))
            at = random.Random(1).sample(range(len(given)), MEASURED)
            more = [given[one] for one in at]
            fill(store, iter(one for number, one in enumerate(given) if number not in set(at)))
            filled = time.process_time() - begun
            kept, cpu, wall = measure(store, more)
            names = [one.title.partition(" ")[0] for one in more[:20] if one.title]
            found = search(store, names)
            common = search(store, ["people"] * 5)
            disk = _bytes(store, Path(folder))
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
