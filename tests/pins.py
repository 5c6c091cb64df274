"""Results that are pinned to their numbers in `summarizer/versions.py`.

`tests/pinned/answers.jsonl` holds articles and the answers of a model to them; what they come to is pinned by its hash.
When a result changes on purpose, raise its number and run

    python -m tests.pins             # pins what the kept answers come to now
    python -m tests.pins --answers   # the same, with answers taken anew from the recordings in `cassettes/`
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from summarizer import Article, AsyncSummarizer, Story, merge, read, versions
from summarizer.extraction.answer import RawAnswer, RawRepair
from summarizer.extraction.chat_reader import PART_WORDS
from summarizer.extraction.fault import Fault
from summarizer.extraction.reader import ArticlePart, ArticleReader
from summarizer.schema import ArticleSummary
from summarizer.sources import Found
from summarizer.text.digest import digest
from summarizer.usage import Usage

ROOT = Path(__file__).parents[1]
ANSWERS, PINS = ROOT / "tests/pinned/answers.jsonl", ROOT / "tests/pinned/pins.json"
RECORDED = ("visit", "strike", "trilingual", "injection")
Answers = dict[str, dict[str, JsonValue]]
"""By the first sentence of a part: the answer, and its repair where one was asked for."""


class KeptAnswers:
    """Answers as they are kept for one article."""

    model = prompt = schema = "kept"
    part_words = PART_WORDS

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def key(self, part: ArticlePart) -> str:
        return str(part.first)

    def characters(self, part: ArticlePart) -> int:
        return part.last - part.first

    async def answer(self, part: ArticlePart) -> tuple[RawAnswer, Usage]:
        return RawAnswer.model_validate(self._answers[self.key(part)]["answer"]), Usage()

    async def repair(self, part: ArticlePart, answer: RawAnswer, faults: Sequence[Fault]) -> tuple[RawRepair, Usage]:
        del answer, faults  # it is kept what was repaired
        kept = self._answers[self.key(part)].get("repair")
        empty: dict[str, Any] = {"n": [], "e": [], "s": [], "q": []}
        return RawRepair.model_validate(kept if kept is not None else empty), Usage()

    async def aclose(self) -> None:
        pass


class Listening(KeptAnswers):
    """Asks somebody else, and keeps what is answered."""

    def __init__(self, reader: ArticleReader) -> None:
        self._reader, self.heard = reader, Answers()

    async def answer(self, part: ArticlePart) -> tuple[RawAnswer, Usage]:
        answer, usage = await self._reader.answer(part)
        self.heard[self.key(part)] = {"answer": answer.model_dump()}
        return answer, usage

    async def repair(self, part: ArticlePart, answer: RawAnswer, faults: Sequence[Fault]) -> tuple[RawRepair, Usage]:
        repair, usage = await self._reader.repair(part, answer, faults)
        self.heard[self.key(part)]["repair"] = repair.model_dump()
        return repair, usage


async def _read(article: Article, reader: ArticleReader) -> ArticleSummary:
    async with AsyncSummarizer("builtin") as summarizer:
        summarizer._session._answerer = reader
        return await summarizer.summarize(article)


def kept() -> list[tuple[Article, Answers]]:
    """The articles, and the answers to each."""
    lines = map(json.loads, ANSWERS.read_text("utf-8").splitlines())
    return [(Article.model_validate_json(json.dumps(line["article"])), line["answers"]) for line in lines]


def readings() -> list[ArticleSummary]:
    """What the kept answers come to."""

    async def all_of_them() -> list[ArticleSummary]:
        return [await _read(article, KeptAnswers(answers)) for article, answers in kept()]

    return asyncio.run(all_of_them())


def results() -> dict[str, dict[str, object]]:
    """Each number in `versions`, and hashes of what a result is made of and of what is made."""
    read_ones = readings()
    read_hash = digest([_plain(one) for one in read_ones])
    return {
        "READING": {"number": versions.READING, "of": digest(ANSWERS.read_text("utf-8")), "result": read_hash},
        "STORIES": {
            "number": versions.STORIES,
            "of": read_hash,
            "result": digest([_plain(story) for story in merge(read_ones)]),
        },
    }


def unpinned(pinned: dict[str, Any], found: dict[str, dict[str, object]]) -> list[str]:
    """The numbers that were not raised though what they stand for gives another result."""
    return [
        name
        for name, now in found.items()
        if (was := pinned.get(name, {})).get("of") == now["of"]
        and was["result"] != now["result"]
        and was["number"] == now["number"]
    ]


def _plain(record: ArticleSummary | Story) -> object:
    left_out = {"run"} if isinstance(record, ArticleSummary) else {"key"}
    return json.loads(record.model_dump_json(exclude=left_out))


async def _recorded() -> list[str]:
    from summarizer.extraction.chat_reader import ChatReader

    lines = []
    for name in RECORDED:
        for found in read([str(ROOT / "tests/articles" / name)]):
            assert isinstance(found, Found)
            async with AsyncSummarizer(replay=ROOT / "cassettes" / name) as summarizer:
                assert isinstance(summarizer._session._answerer, ChatReader)
                summarizer._session._answerer = listening = Listening(summarizer._session._answerer)
                await summarizer.summarize(found.article)
            article = json.loads(found.article.model_dump_json(exclude_none=True))
            lines.append(json.dumps({"article": article, "answers": listening.heard}, ensure_ascii=False))
    return lines


def main() -> None:
    """Pins what comes out now."""
    if "--answers" in sys.argv[1:]:
        ANSWERS.write_text("\n".join(asyncio.run(_recorded())) + "\n", "utf-8")
    pinned, found = json.loads(PINS.read_text("utf-8")) if PINS.exists() else {}, results()
    if names := unpinned(pinned, found):
        sys.exit(f"Other results under the same number: raise {', '.join(names)} in summarizer/versions.py.")
    PINS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
