"""What one article more costs in a store of many, and what a search costs.

    python -m tests.benchmarks.store 1000 10000 100000 1000000
    python -m tests.benchmarks.store 100000 --store postgresql+psycopg://user@host/name     # empty; one size
    python -m tests.benchmarks.store 5000 --add     # put in one by one, read and told of, by `store.add`

Articles are made up: common words as frequent as they are in English, and for each story words, names and numbers of
its own; a thousand articles a day, so that a larger store covers a longer time. They are read by the stand-in of the
store's tests: what a model or a reader by rules costs comes on top. Each store is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import itertools
import random
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import wordfreq
from sqlalchemy import Connection, delete, insert, select, text, update

from summarizer.schema import Article
from summarizer.store import Store, full_text, groups
from summarizer.store import tables as t
from summarizer.store.updating import update as bring_up_to_date
from tests.store.reading import StandIn, read

A_DAY = 1000
SIZES = {1: 40, 2: 16, 3: 12, 5: 12, 8: 8, 13: 6, 30: 4, 80: 2}
"""Articles of a story, and how frequent such stories are."""
FIRST_DAY = dt.date(2031, 1, 1)
MEASURED, WARM = 50, 5
"""Articles that are measured, and those that go before them."""
LONGEST = 9
"""Days from the first article of a story to its last."""
SHORT = 6
"""Sentences of an article in a store that is filled in bulk."""
MONTH = 31 + LONGEST
"""Days that are made; earlier ones are copies, too far from them to be of a story with what they are copied from."""
_SYLLABLES = "ka lo mi ren tas vor bel dun sha gri pol zen mar tov lin ast ubo fre".split()


def articles(count: int, seed: int = 0, later: int = 0, sentences: int = 18) -> Iterator[Article]:
    """As many articles as asked for, in order of publication; the same for the same seed.

    Args:
        later: days by which all of it is later.
        sentences: how long they are.
    """
    chance = random.Random(seed)
    made: list[tuple[int, float, int, int]] = []
    days = max(1, count // A_DAY - LONGEST)
    story = 0
    while len(made) < count:
        size = min(chance.choices(list(SIZES), list(SIZES.values()))[0], count - len(made))
        day = chance.randrange(days)
        story += 1
        made += [(day + min(LONGEST, int(chance.expovariate(0.5))), chance.random(), story, at) for at in range(size)]
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
        told = chance.choices(common, cum_weights=weights, k=16)
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
    frequencies = (wordfreq.word_frequency(word, "en") for word in common)
    return common, list(itertools.accumulate(frequencies)), words[3000:]


def fill(place: str, size: int) -> list[Article]:
    """Fills an empty store with `size` articles, a thousand a day; gives more articles of its last stories.

    Those of the last month are put in as they are made, grouped as a store groups what it takes over, and read by the
    stand-in. They are copied into the months before, with keys, numbers and days of their own: what an article that
    comes looks up is as large as it would be if each had been added.
    """
    periods = -(-size // (MONTH * A_DAY))
    month = size // periods
    given = list(articles(month + WARM + MEASURED, later=(periods - 1) * MONTH, sentences=SHORT))
    at = set(random.Random(1).sample(range(len(given)), WARM + MEASURED))
    more = [one for number, one in enumerate(given) if number in at]
    random.Random(2).shuffle(more)
    with Store(place) as store, store.database.writing() as connection:
        connection.execute(delete(t.settings))
        first = (periods - 1) * month + 1
        _put_in_bulk(connection, first, (one for number, one in enumerate(given) if number not in at))
    with _spent() as spent, Store(place) as store, store.database.writing() as connection:
        connection.execute(update(t.groups).values(due=False, read=t.groups.c.changed))
    print(f"{month:>9,}: grouped at once {spent[0] / month * 1000:.1f} ms CPU each", flush=True)
    _copy(place, month, periods)
    return more


def _put_in_bulk(connection: Connection, number: int, given: Iterator[Article]) -> None:
    while some := list(itertools.islice(given, 500)):
        kept = [(number + at, one, read(one)) for at, one in enumerate(some)]
        number += len(some)
        connection.execute(
            insert(t.articles),
            [
                {
                    "number": at,
                    "address": f"url:{one.url}",
                    "id": one.id,
                    "version": 1,
                    "state": "read",
                    "day": one.published_day.toordinal() if one.published_day else None,
                    "language": "en",
                    "outlet": one.outlet,
                    "added": 0.0,
                }
                for at, one, _ in kept
            ],
        )
        version = {"version": 1, "source": "", "added": 0.0}
        connection.execute(
            insert(t.versions),
            [
                {"article": at, "id": one.id, "info": one.info.model_dump_json(), "text": one.text, **version}
                for at, one, _ in kept
            ],
        )
        connection.execute(
            insert(t.readings),
            [
                {
                    "article": at,
                    "version": 1,
                    "key": its.run.key,
                    "summary": its.model_copy(update={"text": None}).model_dump_json(),
                    "added": 0.0,
                }
                for at, _, its in kept
            ],
        )
        for at, one, its in kept:
            names = " | ".join(entity.name for entity in its.entities)
            found = full_text.Searchable(title=one.title or "", names=names, quotes="", text=one.text)
            full_text.index(connection, at, found, is_new=True)


def _copy(place: str, month: int, periods: int) -> None:
    """Copies the last month into the months before it."""
    raw, mark = _driver(place)
    run = raw.cursor().execute
    is_sqlite = mark == "?"
    if is_sqlite:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000", "temp_store = FILE"):
            run(f"PRAGMA {setting}")
        run("BEGIN")
    groups = int(run("SELECT max(number) FROM groups").fetchone()[0])
    found, key = ("title, names, quotes, text", "rowid") if is_sqlite else ("words", "article")
    run(f"CREATE TEMP TABLE month_search AS SELECT {key} AS article, {found} FROM search")
    run("CREATE TEMP TABLE month_index AS SELECT word, day, key FROM word_index")
    run("CREATE TEMP TABLE periods (back BIGINT, mark TEXT)")
    run("DELETE FROM word_index")
    run("INSERT INTO periods VALUES (0, NULL)")
    run("CREATE TEMP TABLE month_words AS SELECT key, words FROM story_words")
    run("CREATE TEMP TABLE month_neighbours AS SELECT key, others FROM neighbours")
    for back in range(1, periods):
        own = f"x{back:02d}"  # the end of a key, which no other has
        renamed = f"substr({{0}}, 1, length({{0}}) - 3) || '{own}'"
        run(f"INSERT INTO periods VALUES ({back}, '{own}')")
        numbers = f"number > {(periods - 1) * month}"
        for statement in (
            "INSERT INTO groups (number, founder, changed, read, due) SELECT "
            f"number + {back * groups}, founder - {back * month}, changed, read, due FROM groups "
            f"WHERE number <= {groups}",
            "INSERT INTO articles (number, address, id, version, state, day, language, outlet, added, words, cluster, "
            f"group_number) SELECT number - {back * month}, address || '+{own}', id || '+{own}', version, state, "
            f"day - {back * MONTH}, language, outlet, added, {renamed.format('words')}, cluster - {back * month}, "
            f"group_number + {back * groups} FROM articles WHERE {numbers}",
            "INSERT INTO versions (article, version, id, info, text, source, added) SELECT "
            f"article - {back * month}, version, id || '+{own}', info, text, source, added FROM versions "
            f"WHERE {numbers.replace('number', 'article')}",
            "INSERT INTO readings (article, version, key, summary, added) SELECT "
            f"article - {back * month}, version, key || '+{own}', summary, added FROM readings "
            f"WHERE {numbers.replace('number', 'article')}",
        ):
            run(statement)
        if back > 1:  # what is more than a month away is looked up, but never compared: as it is will do
            run(f"INSERT INTO story_words (key, words) SELECT {renamed.format('key')}, words FROM month_words")
            run(f"INSERT INTO neighbours (key, others) SELECT {renamed.format('key')}, others FROM month_neighbours")
            continue
        end = re.compile('[0-9a-f]{3}":')
        words = ((key_[:-3] + own, _earlier(its)) for key_, its in run("SELECT * FROM month_words").fetchall())
        raw.cursor().executemany(f"INSERT INTO story_words (key, words) VALUES ({mark}, {mark})", words)
        near = run("SELECT * FROM month_neighbours").fetchall()
        others = ((key_[:-3] + own, end.sub(f'{own}":', its)) for key_, its in near)
        raw.cursor().executemany(f"INSERT INTO neighbours (key, others) VALUES ({mark}, {mark})", others)
    run(
        f"INSERT INTO word_index (word, day, key) SELECT word, day - back * {MONTH}, CASE WHEN mark IS NULL THEN key "
        "ELSE substr(key, 1, length(key) - 3) || mark END FROM month_index CROSS JOIN periods ORDER BY 1, 2, 3"
    )
    if is_sqlite:
        run("INSERT INTO search (search, rank) VALUES ('hashsize', 67108864)")  # merged in few large pieces
    for back in reversed(range(1, periods)):
        run(
            f"INSERT INTO search ({key}, {found}) SELECT article - {back * month}, {found} FROM month_search ORDER BY 1"
        )
    if is_sqlite:
        run("INSERT INTO search (search, rank) VALUES ('hashsize', 1048576)")
    else:
        for table in ("articles", "groups"):
            run(f"SELECT setval('{table}_number_seq', (SELECT max(number) FROM {table}))")
    raw.commit()
    if not is_sqlite:
        raw.autocommit = True
        run("VACUUM ANALYZE")
    raw.close()


def _driver(place: str) -> tuple[Any, str]:
    """A connection below SQLAlchemy, and how it marks parameters."""
    if "://" not in place:
        return sqlite3.connect(place, isolation_level=None), "?"
    import psycopg

    return psycopg.connect(place.replace("+psycopg", "")), "%s"


def _earlier(words: bytes) -> bytes:
    """The words of an article, a month earlier."""
    language, day, rest = zlib.decompress(words).decode().split(",", 2)
    return zlib.compress(f"{language},{int(day) - MONTH},{rest}".encode(), 6)


@contextlib.contextmanager
def _spent() -> Iterator[list[float]]:
    """Seconds of CPU that the context has taken, once it is left."""
    taken: list[float] = []
    begun = time.process_time()
    yield taken
    taken.append(time.process_time() - begun)


def tell_stories(store: Store, more: list[Article]) -> None:
    """Reads the stories to which these articles will come."""
    stories = {_story(one.url or "") for one in more}
    with store.database.writing() as connection:
        all_ = connection.execute(select(t.articles.c.group_number, t.articles.c.address)).all()
        groups.mark_due(connection, {number for number, address in all_ if _story(address) in stories})
    asyncio.run(bring_up_to_date(store, StandIn()))


def _story(address: str) -> str:
    """The story of an article; those of the copied months are others."""
    return address.partition(".example/")[2].rpartition("/")[0] if "+" not in address else ""


def measure(store: Store, more: list[Article]) -> tuple[list[float], list[float], list[float], list[float]]:
    """Seconds of CPU and of the clock of keeping and grouping each article, and of all that adding it takes.

    The rest goes into its story, which grows with that and not with the store.
    """
    kept, kept_wall, cpu, wall = [], [], [], []
    reader = StandIn()
    for one in more:
        begun, at = time.process_time(), time.perf_counter()
        store.put(one)
        kept.append(time.process_time() - begun)
        kept_wall.append(time.perf_counter() - at)
        asyncio.run(bring_up_to_date(store, reader))
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - at)
    return kept[WARM:], kept_wall[WARM:], cpu[WARM:], wall[WARM:]


def search(store: Store, queries: list[str]) -> list[float]:
    """Seconds of each search."""
    taken = []
    for query in queries:
        at = time.perf_counter()
        store.search(query)
        taken.append(time.perf_counter() - at)
    return taken


def report(place: str, size: int, more: list[Article]) -> None:
    """Prints what one more costs in a store that is filled."""
    with Store(place) as store:
        disk = _bytes(store)
        kept, kept_wall, cpu, wall = measure(store, more)
        names = [one.title.partition(" ")[0] for one in more[:20] if one.title]
        found, common = search(store, names), search(store, ["people"] * 5)
    print(
        f"{size:>9,}: one more kept and grouped {_ms(kept)} CPU, {_ms(kept_wall)} wall; "
        f"with its story {_ms(cpu)} CPU, {_ms(wall)} wall; "
        f"a name {_ms(found)}, a common word {_ms(common)} wall; "
        f"{disk / size:,.0f} bytes an article; peak {_memory():.0f} MB",
        flush=True,
    )


def add_all(place: str, size: int) -> None:
    """Prints what a store costs that is filled by `add`, five hundred at a time."""
    given = articles(size)
    with _spent() as spent, Store(place) as store:
        begun = time.perf_counter()
        while some := list(itertools.islice(given, 500)):
            asyncio.run(bring_up_to_date(store, StandIn(), some))
        disk, counts = _bytes(store), store.counts()
    print(
        f"{size:>9,}: added in {spent[0]:.0f} s CPU, {time.perf_counter() - begun:.0f} s wall, "
        f"{spent[0] / size * 1000:.1f} ms CPU each; {disk / size:,.0f} bytes an article; "
        f"{counts['stories']:,} stories; peak {_memory():.0f} MB",
        flush=True,
    )


def main() -> None:
    """Prints a line or two for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--store", help="where, if not in a folder that is taken away: an empty PostgreSQL, or a file")
    parser.add_argument("--add", action="store_true", help="put in what `store.add` takes, and nothing in bulk")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for size in options.sizes:
        with TemporaryDirectory() as folder:
            place = options.store or str(Path(folder) / "s.sqlite")
            more = options.inside or Path(folder) / "more.jsonl"
            if options.inside:
                report(place, size, [Article.model_validate_json(line) for line in more.read_text().splitlines()])
            elif options.add:
                add_all(place, size)
            else:
                left = fill(place, size)
                more.write_text("".join(one.model_dump_json() + "\n" for one in left))
                with Store(place) as store:
                    tell_stories(store, left)
                inside = [sys.executable, "-m", "tests.benchmarks.store", str(size), "--store", place, "--inside", more]
                subprocess.run(inside, check=True)


def _bytes(store: Store) -> int:
    if store.database.is_sqlite:
        file = Path(store.name)
        return sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))
    with store.database.reading() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    middle, high = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return f"{middle * 1000:.1f} ms (mean {statistics.mean(ordered) * 1000:.1f}, p95 {high * 1000:.1f})"


if __name__ == "__main__":
    main()
