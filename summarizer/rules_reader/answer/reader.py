"""An answerer without a model: exact patterns over a tagged text, by the same pointers as a model's answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pydantic import JsonValue

from summarizer.extraction.answer import ANSWER_SCHEMA, REPAIR_SCHEMA, RawAnswer, RawRepair
from summarizer.extraction.fault import Fault
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.answer.other_languages import answer_in_other_languages
from summarizer.rules_reader.extractors.credits import read_credits
from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.events.reader import read_events
from summarizer.rules_reader.extractors.gist import gist
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.extractors.quotes.reader import QuoteReader
from summarizer.rules_reader.extractors.stances import read_stances
from summarizer.rules_reader.extractors.tolls import read_tolls
from summarizer.rules_reader.tagging.sentences import find_turns, is_english, tag_quotations, tag_sentences
from summarizer.text.digest import digest
from summarizer.usage import Usage

_log = logging.getLogger(__name__)


RULES = 7
"""Raised by hand when the same article gets another answer; `tests/rules_reader/test_pinned.py` says when."""


class BuiltinReader:
    """Reads English news by rules; of other languages it gives marked quotations and dates alone."""

    model = "builtin"
    part_words = None

    def __init__(self) -> None:
        self.prompt = digest(["rules", RULES])
        self.schema = digest([ANSWER_SCHEMA, REPAIR_SCHEMA])

    def key(self, part: ArticlePart) -> str:
        """A hash of all that can change the answer: the rules, and the article with its title, language and day."""
        article = part.numbered.article
        day = article.published_day
        return digest(
            [
                self.model,
                self.prompt,
                self.schema,
                article.text,
                article.title,
                article.language,
                article.outlet,
                day.isoformat() if day else None,
                part.first,
                part.last,
            ]
        )

    def characters(self, part: ArticlePart) -> int:  # noqa: ARG002
        """0: rules cost no tokens."""
        return 0

    async def answer(self, part: ArticlePart) -> tuple[RawAnswer, Usage]:
        """The answer for one part."""
        return read_part(part), Usage()

    async def repair(self, part: ArticlePart, answer: RawAnswer, faults: Sequence[Fault]) -> tuple[RawRepair, Usage]:  # noqa: ARG002
        """Nothing: asked again, rules say the same."""
        return RawRepair(entities=[]), Usage()

    async def aclose(self) -> None:
        """Does nothing: there is no connection."""


def read_part(part: ArticlePart) -> RawAnswer:
    """What the rules find in one part of an article."""
    numbered, article = part.numbered, part.numbered.article
    if not is_english(article.text, article.language):
        _log.warning(
            "%s: not English, or all in capitals: the built-in reader gives its marked quotations and dates alone.",
            article.title or " ".join(article.text.split())[:80],
        )
        return answer_in_other_languages(part)
    sentences = tag_sentences(numbered, part.last)
    registry = EntityRegistry(article.text)
    registry.read([tagged.tokens for tagged in sentences], tag_quotations(numbered))
    pointer = Pointer(numbered, part.first, part.last)
    quotes = QuoteReader(pointer, registry, numbered.quotations, article.outlet)
    turns = find_turns(numbered, part.first, part.last)
    spoken = {number for turn in turns for number in turn.numbers}
    narrated = [tagged for tagged in sentences[part.first - 1 :] if tagged.number not in spoken]
    quotes.turns(turns)
    quotes.read(narrated)
    events: list[JsonValue] = read_events(narrated, registry, pointer, article)
    stances: list[JsonValue] = read_stances(narrated, registry, pointer)
    credited: list[JsonValue] = [*read_credits(article.text, pointer.reach, article.outlet, registry)]
    return RawAnswer(
        gist=gist(pointer, article.title, sentences[part.first - 1 :]),
        entities=registry.answer(),
        events=events,
        stances=stances,
        quotes=quotes.answer(),
        figures=read_tolls(narrated, pointer),
        credits=credited,
    )
