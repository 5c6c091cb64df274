"""Summaries by the thousand, made from the recorded ones: a story's names and most of its words are made new, its
articles recombined from the items of the recorded articles, and its days moved.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from summarizer import AsyncSummarizer, read
from summarizer.schema import ArticleReading
from summarizer.text.near_duplicates import fingerprint
from summarizer.text.similarity import STOP_WORDS

ROOT = Path(__file__).parents[2]
STORIES = ("visit", "strike", "trilingual", "injection")
A_DAY = 1000
"""Articles published a day: what grows with a set is the time that it covers."""
SIZES = {1: 40, 2: 16, 3: 12, 5: 12, 8: 8, 13: 6, 30: 4, 80: 2}
"""Articles of a story, and how frequent such stories are; six on average."""
FIRST_DAY = dt.date(2031, 1, 1)

Json = dict[str, Any]
_RENAMED = frozenset(("name", "role", "gist", "title", "description", "text", "target", "exact", "prefix", "suffix"))
_WORD = re.compile(r"[^\W\d_]{4,}")
_SYLLABLES = "ka lo mi ren tas vor bel dun sha gri pol zen mar tov lin ast ubo fre".split()
_NAMES = 6000
_COMMONEST, _RAREST = 50, 20000
"""Ranks between which new words are, as frequent as words of that rank in a language (Zipf)."""
_RENAMED_SHARE = 0.6
"""Of the words that are no names; the others stay, so that stories of one kind are alike."""


def summaries(count: int, seed: int = 0) -> Iterator[ArticleReading]:
    """As many summaries as asked for, story by story; the same ones for the same seed."""
    days = max(1, count // A_DAY)
    chance = random.Random(seed)
    made = 0
    number = 0
    while made < count:
        size = min(chance.choices(list(SIZES), list(SIZES.values()))[0], count - made)
        start = FIRST_DAY + dt.timedelta(days=chance.randrange(days))
        yield from _story(random.Random(f"{seed}.{number}"), f"s{number}", size, start)
        made += size
        number += 1


@lru_cache(maxsize=1)
def recorded() -> Mapping[str, Sequence[Json]]:
    """The recorded summaries of each story, as JSON values."""

    async def replayed(story: str) -> list[Json]:
        async with AsyncSummarizer(replay=ROOT / "cassettes" / story) as summarizer:
            found = read([str(ROOT / "tests/articles" / story)])
            done = [await summarizer.summarize(one.article) for one in found if hasattr(one, "article")]
            return [one.reading.model_dump(mode="json") for one in done]

    return {story: asyncio.run(replayed(story)) for story in STORIES}


def _story(chance: random.Random, name: str, size: int, start: dt.date) -> Iterator[ArticleReading]:
    bases = recorded()[chance.choice(STORIES)]
    names: dict[str, str] = {}
    for number in range(size):
        reading = _recombined(chance, chance.choice(bases), chance.choice(bases))
        renamed = _renamed(reading, names, chance)
        day = start + dt.timedelta(days=min(9, int(chance.expovariate(0.5))))
        renamed["article"] |= {
            "id": f"{name}-{number}",
            "url": None,
            "outlet": f"Outlet {chance.randrange(300)}",
            "byline": None,
            "published": f"{day.isoformat()}T{chance.randrange(24):02}:{chance.randrange(60):02}:00+00:00",
            "published_basis": "metadata",
        }
        words = " ".join(quote["text"] for quote in renamed["quotes"])
        own = " ".join(_coined(chance.randrange(10**6)) for _ in range(60 if chance.random() < 0.3 else 400))
        renamed["fingerprint"] = fingerprint(f"{renamed['gist']} {words} {own}")
        yield ArticleReading.model_validate(renamed, strict=False)


def _recombined(chance: random.Random, base: Json, other: Json) -> Json:
    """An article of most items of one recorded article, and some of another on the same story."""
    kept = {kind: [item for item in base[kind] if chance.random() < 0.8] for kind in ("events", "stances", "quotes")}
    entities = list(base["entities"])
    if other is not base:
        ids = {one["name"]: one["id"] for one in entities}
        moved = {one["id"]: ids.get(one["name"], f"x{one['id']}") for one in other["entities"]}
        entities += [one | {"id": moved[one["id"]]} for one in other["entities"] if one["name"] not in ids]
        for kind in ("events", "quotes"):
            for item in chance.sample(other[kind], min(2, len(other[kind]))):
                kept[kind].append(_pointing(item, moved) | {"id": f"x{item['id']}"})
    return base | kept | {"entities": entities, "gist": chance.choice((base, other))["gist"]}


def _pointing(item: Json, moved: Mapping[str, str]) -> Json:
    """An item with the entity ids of another article."""
    return {
        key: [moved.get(one, one) for one in value]
        if key in ("participants", "places", "speakers", "via")
        else moved.get(value, value)
        if key in ("attributed_to", "on_behalf_of")
        else value
        for key, value in item.items()
    }


def _renamed(value: Any, names: dict[str, str], chance: random.Random, field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names, chance, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names, chance, field) for one in value]
    if not isinstance(value, str) or field not in _RENAMED:
        return value

    def new(match: re.Match[str]) -> str:
        word = match[0]
        if word not in names:
            names[word] = _new_word(word, chance)
        return names[word]

    return _WORD.sub(new, value)


def _new_word(word: str, chance: random.Random) -> str:
    if word.lower() in STOP_WORDS:
        return word
    if word[0].isupper():
        return _coined(chance.randrange(_NAMES)).capitalize()
    rank = int(_COMMONEST * (_RAREST / _COMMONEST) ** chance.random())
    return _coined(rank) if chance.random() < _RENAMED_SHARE else word


@lru_cache(maxsize=100_000)
def _coined(number: int) -> str:
    chance = random.Random(number)
    return "".join(chance.choice(_SYLLABLES) for _ in range(3))
