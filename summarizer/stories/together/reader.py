"""Asks a model to read the reports of a story together, and makes the story of what it answers.

Two requests run side by side: what is one among names and quotes, and the record of the story. In one request more the
record is read again beside its sentences, with what is wrong with it and what it passes over. A story whose reports do
not fit one request is read in order of publication, each further lot with the record so far.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Coroutine, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from summarizer.errors import ContextError, ModelError, TruncatedError
from summarizer.llm import prompts
from summarizer.llm.client import Message
from summarizer.llm.questions import Questions
from summarizer.schema import ArticleReading, Mention, Story
from summarizer.stories.assembly import Assembly
from summarizer.stories.copies import IndependentSources
from summarizer.text.digest import digest

from .answer import (
    CHANGES_SCHEMA,
    SAME_SCHEMA,
    TOGETHER_SCHEMA,
    SameAnswer,
    SameTranslation,
    TogetherAnswer,
    TogetherChanges,
)
from .record import WrittenRecord
from .reports import Kind, Report, Reports
from .same import Groups
from .tying import is_told, uncovered
from .writing import Writing

AT_A_STROKE = 90_000
"""Characters of reports and their items that one request shows at most: about thirty reports of news length."""
_SHOWN_AGAIN = 40
"""Sentences and items that a second look is asked about at most."""
Reply = TypeVar("Reply", bound=BaseModel)
_log = logging.getLogger(__name__)


class TogetherReader:
    """Reads the reports of stories together.

    Args:
        questions: who is asked.
        at_a_stroke: characters of reports in one request.
    """

    def __init__(self, questions: Questions, at_a_stroke: int = AT_A_STROKE) -> None:
        self._questions = questions
        self._limit = at_a_stroke
        self._together = prompts.load("read-together").text
        self._again = prompts.load("read-together-again").text
        self._more = prompts.load("read-together-more").text
        self._same = prompts.load("same").text
        self.model = questions.chat.model
        self.digest = digest(
            [
                self.model,
                questions.chat.structured,
                questions.chat.parameters,
                [self._together, self._again, self._more, self._same],
                [TOGETHER_SCHEMA, CHANGES_SCHEMA, SAME_SCHEMA],
                at_a_stroke,
            ]
        )
        """A hash of all that can change what it makes of the same readings."""

    async def read(
        self, readings: Sequence[ArticleReading], earlier: Story | None = None, *, grow: bool = True
    ) -> tuple[Story, list[str], bool]:
        """The story that articles tell, ids of those that tell another one, and whether all questions were answered.

        Args:
            readings: what each article says, with its text, in order of publication.
            earlier: the story as it was before articles were added: its items keep their ids.
            grow: whether new articles may be read with the record of `earlier`, when not all fit one request.

        Raises:
            ModelError: the reports could not be read.
            RecordingError: in replay, when a question was not recorded.
        """
        reports = await asyncio.to_thread(Reports, readings)
        groups = Groups.plain(Assembly(readings, IndependentSources(())))
        lots = self._lots(reports, reports.shown)
        complete = True
        if earlier and grow and len(lots) > 1 and _can_grow(earlier, readings):
            known = {reading.article.id for reading in earlier.articles}
            groups.join(_same_as(earlier, reports), reports)
            writing = Writing(reports, groups, WrittenRecord.of_story(earlier, reports), earlier, keeps_places=True)
            rest = self._lots(reports, [one for one in reports.shown if one.id not in known])
        else:
            writing, complete = await self._first(reports, groups, lots[0], earlier)
            rest = lots[1:]
        for lot in rest:
            complete &= await self._grow(writing, lot)
        story = writing.story()
        how = "grown" if writing.keeps_places or rest else "together"
        apart = [one.id for one in reports.all if one.letter in writing.record.apart]
        return story.model_copy(update={"read": how, "model": self.model}), apart, complete

    async def _first(
        self, reports: Reports, groups: Groups, lot: Sequence[Report], earlier: Story | None
    ) -> tuple[Writing, bool]:
        """Reads the first reports, or all of them."""
        shown = frozenset(one.id for one in lot)
        messages = self._messages(self._together, reports.render(groups.name_mentions, shown))
        ask = self._ask(messages, TOGETHER_SCHEMA, TogetherAnswer)
        answer, are_joined = await _both(ask, self._join(groups, reports, shown))
        writing = Writing(reports, groups, WrittenRecord.of(answer), earlier, keeps_places=False)
        said = [*messages, _said(writing.record.render())]
        looked = await self._look_again(writing, list(writing.record.entries), shown, said)
        return writing, are_joined and looked

    async def _grow(self, writing: Writing, lot: Sequence[Report]) -> bool:
        """Reads further reports with the record so far; whether all questions were answered."""
        shown = frozenset(one.id for one in lot)
        reports = writing.reports
        asked = "\n\n".join(
            (
                self._more,
                f"<record>\n{writing.record.render()}\n</record>",
                reports.render(writing.groups.name_mentions, shown),
            )
        )
        messages = self._messages(self._together, asked)
        try:
            ask = self._ask(messages, CHANGES_SCHEMA, TogetherChanges)
            changes, are_joined = await _both(ask, self._join(writing.groups, reports, shown))
        except (ContextError, TruncatedError):
            if len(lot) == 1:
                raise
            half = len(lot) // 2
            return await self._grow(writing, lot[:half]) and await self._grow(writing, lot[half:])
        changed = writing.record.change(changes)
        said = [*messages, _said(writing.record.render())]
        looked = await self._look_again(writing, changed, shown, said)
        return are_joined and looked

    async def _join(self, groups: Groups, reports: Reports, new: frozenset[str]) -> bool:
        """Asks what is one among names and quotes; whether that was answered."""
        asked = groups.render(reports, new, self._limit)
        try:
            groups.join(await self._ask(self._messages(self._same, asked), SAME_SCHEMA, SameAnswer), reports)
        except ModelError as error:
            _log.warning("What is one in several reports stays apart where words do not tell: %s", error)
            return False
        return True

    async def _look_again(
        self, writing: Writing, places: Sequence[str], shown: frozenset[str], said: Sequence[Message]
    ) -> bool:
        """Has the record read once more beside its sentences, with what is wrong and what is passed over.

        Returns whether it was answered.
        """
        asked = self._found_wanting(writing, places, shown) or "The program found nothing."
        messages = [*said, {"role": "user", "content": f"{self._again}\n\n{asked}"}]
        try:
            changes = await self._ask(messages, CHANGES_SCHEMA, TogetherChanges, again=True)
        except ModelError as error:
            _log.warning("Lines with faults are left out, since they could not be asked again: %s", error)
            writing.is_reviewed = False
            return False
        writing.record.change(changes)
        return True

    def _found_wanting(self, writing: Writing, places: Sequence[str], shown: frozenset[str]) -> str:
        record, reports = writing.record, writing.reports
        blocks = []
        faults = writing.faults(places)
        if faults:
            rows = [f"{place}: {'; '.join(found)}" for place, found in faults.items()]
            blocks.append("\n".join(["Do not hold:", *rows]))
        tied = writing.tied()
        if other_days := [row for place in places for row in writing.days_apart(place, tied)]:
            blocks.append("\n".join(["Days to look at:", *other_days]))
        unused = [
            f"{reports.handle(kind, mention)} {reports.describe(kind, mention)}"
            for kind, mention in tied.unused
            if mention.article in shown and not is_told(record, reports, kind, mention)
        ]
        if unused:
            blocks.append("\n".join(["Items in no entry:", *unused[:_SHOWN_AGAIN]]))
        bare = uncovered(record, reports, shown.__contains__)
        if bare:
            blocks.append(f"Sentences behind nothing: {' '.join(bare[:_SHOWN_AGAIN])}")
        return "\n\n".join(blocks)

    async def _ask(
        self, messages: Sequence[Message], schema: dict[str, Any], shape: type[Reply], *, again: bool = False
    ) -> Reply:
        if self._questions.chat.structured == "json_object":  # an endpoint that is not sent the schema is told it
            *before, last = messages
            told = f"{last['content']}\n\nAnswer with one JSON value that satisfies this JSON Schema:\n"
            messages = [*before, {**last, "content": told + json.dumps(schema, ensure_ascii=False)}]
        return await self._questions.ask(messages, schema, shape, again=again)

    def _messages(self, instructions: str, asked: str) -> list[Message]:
        return [{"role": "system", "content": instructions}, {"role": "user", "content": asked}]

    def _size(self, reports: Reports, some: Sequence[Report]) -> int:
        return len(reports.render((), frozenset(one.id for one in some)))

    def _lots(self, reports: Reports, pending: Sequence[Report]) -> list[list[Report]]:
        """Reports in lots that fit one request, in order of publication."""
        lots: list[list[Report]] = []
        room = 0
        for report in pending:
            size = self._size(reports, [report])
            if not lots or size > room:
                lots.append([])
                room = self._limit
            lots[-1].append(report)
            room -= size
        return lots


async def _both(ask: Awaitable[Reply], join: Coroutine[Any, Any, bool]) -> tuple[Reply, bool]:
    """Both answers; when the first fails, the other is given up."""
    joining = asyncio.ensure_future(join)
    try:
        return await ask, await joining
    finally:
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)


def _said(answer: str) -> Message:
    return {"role": "assistant", "content": answer}


def _can_grow(story: Story, readings: Sequence[ArticleReading]) -> bool:
    """Whether a story was read together and all its articles are there as they were."""
    return story.read in ("together", "grown") and {*story.articles} <= {*readings}


def _same_as(story: Story, reports: Reports) -> SameAnswer:
    """What is one in a story already, as if it were answered."""

    def handles(kind: Kind, mentions: Sequence[Mention]) -> str:
        return " ".join(reports.handle(kind, one) for one in mentions)

    return SameAnswer(
        n=[handles("n", one.mentions) for one in story.entities],
        q=[handles("q", one.mentions) for one in story.quotes],
        t=[
            *(
                SameTranslation(h=reports.handle("q", rendering.mention), c=rendering.translation)
                for quote in story.quotes
                for rendering in quote.renderings
                if rendering.translation
            ),
            *(
                SameTranslation(h=reports.handle("n", one.mentions[0]), c=one.translation)
                for one in story.entities
                if one.translation
            ),
        ],
    )
