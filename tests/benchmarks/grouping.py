"""What grouping costs: articles at once, and one more; and how good it is beside TF-IDF of the batch.

    python -m tests.benchmarks.grouping 1000 10000 100000
    python -m tests.benchmarks.grouping --articles FILE     # JSONL with story, text, title, published, lang

Articles are made of words drawn as often as English has them, each story with words, names and figures of its own; some
names are in many stories. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import wordfreq

from summarizer.stories.grouping import GroupingChange, added, group
from summarizer.text.story_words import StoryWords, story_words

PER_DAY = 1000
FIRST = dt.date(2020, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.articles:
        told = [json.loads(line) for line in options.articles.read_text("utf-8").splitlines()]
        days = [dt.date.fromisoformat(one["published"][:10]) if one.get("published") else None for one in told]
        words = [
            story_words(one["text"], title=one.get("title"), language=one.get("lang"), day=day)
            for one, day in zip(told, days, strict=True)
        ]
        gold = [one["story"] for one in told]
        print("own words:", b_cubed(gold, group(words)))
        best = max((b_cubed(gold, by_tf_idf([one["text"] for one in told], least)), least) for least in THRESHOLDS)
        print("TF-IDF, the threshold that is best for it:", best)
    for size in options.sizes:
        if options.inside:
            measure(size)
        else:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.grouping", str(size), "--inside"], check=True)


def measure(size: int) -> None:
    stories, words = [], []
    spent = 0.0
    for story, text, day in made(size):
        start = time.process_time()
        words.append(story_words(text, language="en", day=day))
        spent += time.process_time() - start
        stories.append(story)
    before = memory()
    start = time.process_time()
    found = group(words)
    grouped = time.process_time() - start
    print(
        f"{size:>8}: words {1000 * spent / size:.2f} ms each, grouping {grouped:.1f} s CPU, {memory():.0f} MB"
        f" (words alone {before:.0f}), {len(found)} stories of {len(set(stories))}, B³ {b_cubed(stories, found)}",
        flush=True,
    )
    one_more(words)
    if size <= 1000:
        texts = [text for _, text, _ in made(size)]
        start = time.process_time()
        rival = by_tf_idf(texts, 0.25)
        rivals = time.process_time() - start
        times = rivals / (spent + grouped)
        print(f"          TF-IDF of the batch: {times:.1f} times the CPU, B³ {b_cubed(stories, rival)}", flush=True)


def one_more(words: Sequence[StoryWords]) -> None:
    """Adds the last fifty to an index of the rest, as a store does."""
    index = Kept(words[:-50])
    index.settle(words[:-50])
    spent = []
    for article in words[-50:]:
        start = time.process_time()
        index.put(article)
        index.apply(added(article.key, index))
        spent.append(1000 * (time.process_time() - start))
    spent.sort()
    print(f"          one more: median {spent[25]:.1f} ms CPU, at most {spent[-1]:.1f} ms", flush=True)


def made(size: int) -> Iterator[tuple[int, str, dt.date]]:
    """So many articles, with the story that each is of."""
    dice = random.Random(size)
    table = wordfreq.get_frequency_dict("en", "large")
    known = [(word, share) for word, share in table.items() if word.isalpha()][:200_000]
    english, shares = [word for word, _ in known], list(accumulate(share for _, share in known))
    famous = [name(dice) for _ in range(500)]
    fame = list(accumulate(1 / (rank + 3) for rank in range(len(famous))))
    story = count = 0
    while count < size:
        reports = min(size - count, 60, int(dice.paretovariate(0.9)))
        words = [word for word in dice.choices(english, cum_weights=shares, k=240) if table[word] < 1e-4]
        names = [name(dice) for _ in range(5)] + dice.choices(famous, cum_weights=fame, k=3)
        names += [str(dice.randint(11, 5000)) for _ in range(4)]
        day = FIRST + dt.timedelta(days=count // PER_DAY)
        for _ in range(reports):
            text = dice.choices(english, cum_weights=shares, k=190)
            text += dice.choices(words, k=45) + dice.choices(names, k=25)
            dice.shuffle(text)
            yield story, " ".join(text), day + dt.timedelta(days=min(9, int(dice.expovariate(0.7))))
        count += reports
        story += 1


def name(dice: random.Random) -> str:
    return "".join(dice.choice("bcdfghklmnprstvz") + dice.choice("aeiou") for _ in range(dice.randint(2, 4))).title()


def b_cubed(gold: Sequence[object], stories: Sequence[Sequence[int]]) -> float:
    """B³ F1 (Bagga and Baldwin 1998)."""
    sizes = Counter(gold)
    precision = recall = 0.0
    for story in stories:
        for label, both in Counter(gold[at] for at in story).items():
            precision += both * both / len(story)
            recall += both * both / sizes[label]
    precision, recall = precision / len(gold), recall / len(gold)
    return round(2 * precision * recall / (precision + recall), 3)


THRESHOLDS = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]


def by_tf_idf(texts: Sequence[str], least: float) -> list[list[int]]:
    """The rival: cosine of TF-IDF of the batch (Salton and Buckley 1988), average linkage of all with all."""
    counts = [Counter(re.findall(r"\w+", text.lower())) for text in texts]
    spread = Counter(word for of_text in counts for word in of_text)
    vectors = []
    for of_text in counts:
        vector = {word: (1 + math.log(n)) * math.log(len(texts) / spread[word]) for word, n in of_text.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({word: weight / length for word, weight in vector.items() if weight})
    having: dict[str, list[tuple[int, float]]] = defaultdict(list)
    total = [[0.0] * len(texts) for _ in texts]
    for at, vector in enumerate(vectors):
        for word, weight in vector.items():
            for other, its in having[word]:
                total[at][other] += weight * its
                total[other][at] = total[at][other]
            having[word].append((at, weight))
    members = {at: [at] for at in range(len(texts))}
    nearest: dict[int, int] = {}
    while len(members) > 1:
        for one in members:
            if nearest.get(one) not in members:
                nearest[one] = max(
                    (other for other in members if other != one),
                    key=lambda other, one=one: total[one][other] / len(members[other]),  # type: ignore[misc]
                )
        one = max(members, key=lambda at: total[at][nearest[at]] / len(members[at]) / len(members[nearest[at]]))
        other = nearest[one]
        if total[one][other] / len(members[one]) / len(members[other]) < least:
            break
        members[one] += members.pop(other)
        for at in members:
            total[one][at] += total[other][at]
            total[at][one] = total[one][at]
        nearest = {at: near for at, near in nearest.items() if at != one and near not in (one, other)}
    return sorted(sorted(story) for story in members.values())


class Kept:
    """An index in memory, as a store keeps it on disk."""

    def __init__(self, articles: Sequence[StoryWords]) -> None:
        self._articles: dict[str, StoryWords] = {}
        self._rows: dict[str, dict[int | None, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._edges: dict[str, dict[str, float]] = defaultdict(dict)
        for article in articles:
            self.put(article)

    def put(self, article: StoryWords) -> None:
        self._articles[article.key] = article
        for word in article.keys:
            keys = self._rows[word][article.day]
            keys.append(article.key)
            keys.sort()

    def settle(self, articles: Sequence[StoryWords]) -> None:
        """Finds neighbours only where the articles to come may need them: of the last days."""
        last = max(article.day or 0 for article in articles)
        for article in articles:
            if (article.day or 0) > last - 45:
                self.apply(added(article.key, self))

    def articles_with(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterator[tuple[str, int | None, Sequence[str]]]:
        for word in words:
            for day, keys in self._rows.get(word, {}).items():
                if day is None or ((first_day is None or day >= first_day) and (last_day is None or day <= last_day)):
                    yield word, day, keys

    def words_by_key(self, keys: Collection[str]) -> Mapping[str, StoryWords]:
        return {key: self._articles[key] for key in keys}

    def neighbours(self, keys: Collection[str]) -> Mapping[str, Mapping[str, float]]:
        return {key: self._edges[key] for key in keys if key in self._edges}

    def apply(self, change: GroupingChange) -> None:
        for one, other in change.strangers:
            del self._edges[one][other], self._edges[other][one]
        for one, other, value in change.neighbours:
            self._edges[one][other] = self._edges[other][one] = value


def memory() -> float:
    """Most memory that the process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
