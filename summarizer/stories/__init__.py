"""Summaries of articles → stories: what several reports tell, how far it has got, who carries which part of it.

Which articles tell one story is decided by their words (`grouping`). The reports of a story are read together by a
model (`together`), or put together by likeness where there is none (`by_scores`). Articles may be added to stories that
exist: only those stories are made again whose articles change, and of a model only what it was not asked before.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator, Sequence

from summarizer.errors import ModelError
from summarizer.schema import ArticleReading, Story

from .by_scores import story_by_scores
from .planner import PlannedStory, StoryPlanner
from .together.reader import TogetherReader

__all__ = ["TogetherReader", "merge", "merge_each", "merge_together_each"]

AHEAD = 100
"""Stories that are being made at once when a model is asked: enough to keep it busy."""
_log = logging.getLogger(__name__)


def merge(summaries: Iterable[ArticleReading], into: Iterable[Story] = ()) -> tuple[Story, ...]:
    """The stories that the articles tell, put together by likeness, ordered by their first article.

    Each article is in exactly one story, each item of each article in exactly one merged item. The same set gives the
    same stories in whatever order it comes, and whether it comes at once or in parts, but for ids.

    Args:
        summaries: what each article says; what depends on the run (cost, cache) is left out. The same article given
            twice with the same content counts once.
        into: stories of an earlier merge that the articles are added to. One whose articles stay the same is taken
            over as it is.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    return tuple(merge_each(tuple(summaries), tuple(into)))


def merge_each(
    summaries: Sequence[ArticleReading],
    into: Sequence[Story] = (),
    *,
    complete: bool = False,
    reread: bool = False,
    one_story: bool = False,
    joined: Iterable[tuple[str, str]] = (),
    apart: Collection[str] = (),
) -> Iterator[Story]:
    """As `merge`, one story after another, for sets that are larger than memory.

    Args:
        summaries: as for `merge`; asked for one by one, so they may be read from a file.
        into: as for `merge`; asked for one by one as well.
        complete: whether `summaries` are all there are: an article of `into` that is not among them is gone, and what
            they say of an article goes before what `into` says.
        reread: whether stories are made anew even where nothing has changed.
        one_story: whether all articles tell one story, whatever their words say: somebody else has grouped them.
        joined: two articles each, by id, whose stories are one, whatever their words say.
        apart: ids of articles that are a story of their own, or of what they are joined with.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    planner = StoryPlanner(summaries, into, complete=complete, one_story=one_story, joined=joined, apart=apart)
    for planned in planner.plans():
        yield (not reread and planner.kept(planned, "")) or _by_scores(planner, planned)


async def merge_together_each(
    summaries: Sequence[ArticleReading],
    reader: TogetherReader,
    into: Sequence[Story] = (),
    *,
    complete: bool = False,
    reread: bool = False,
    one_story: bool = False,
    joined: Iterable[tuple[str, str]] = (),
    apart: Collection[str] = (),
) -> AsyncGenerator[Story, None]:
    """As `merge_each`, with a model that reads the reports of each story together.

    A story one of whose articles has no text, or that the model cannot read, is put together by likeness.

    Args:
        summaries: as for `merge_each`.
        reader: who reads several reports together.
        into: as for `merge_each`. A story that was made without this reader is made anew.
        complete: as for `merge_each`.
        reread: whether stories are read from the first report to the last, and not grown from what is there.
        one_story: as for `merge_each`.
        joined: as for `merge_each`.
        apart: as for `merge_each`.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    planner = await asyncio.to_thread(
        StoryPlanner, summaries, into, complete=complete, one_story=one_story, joined=joined, apart=apart
    )
    plans = await asyncio.to_thread(planner.plans)
    under_way: deque[asyncio.Task[list[Story]]] = deque()
    try:
        for planned in plans:
            under_way.append(asyncio.create_task(_together(planner, planned, reader, reread=reread)))
            if len(under_way) == AHEAD:
                for story in await under_way.popleft():
                    yield story
        while under_way:
            for story in await under_way.popleft():
                yield story
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _by_scores(planner: StoryPlanner, planned: PlannedStory, asked: str = "") -> Story:
    story = story_by_scores(planner.readings(planned), planner.earlier(planned))
    return planner.named(story.model_copy(update={"key": planned.key(asked)}), planned)


async def _together(
    planner: StoryPlanner, planned: PlannedStory, reader: TogetherReader, *, reread: bool
) -> list[Story]:
    """A planned story; two where the reader finds that some reports tell another one."""
    if not reread and (same := planner.kept(planned, reader.digest)):
        return [same]
    readings = planner.readings(planned)
    if len(readings) == 1 or any(reading.text is None for reading in readings):
        return [_by_scores(planner, planned, reader.digest)]
    earlier = planner.earlier(planned)
    try:
        story, apart, complete = await reader.read(readings, earlier, grow=not reread)
    except ModelError as error:
        _log.warning(
            "%s: the reports are put together by likeness, since they could not be read together: %s",
            readings[0].article.title or readings[0].article.id,
            error,
        )
        return [_by_scores(planner, planned).model_copy(update={"key": ""})]
    if not apart or len(apart) == len(readings):
        key = planned.key(reader.digest) if complete else ""
        return [planner.named(story.model_copy(update={"key": key}), planned)]
    left, gone = planned.without(apart)
    key = left.key(reader.digest) if complete else ""
    others = await _together(planner, gone, reader, reread=reread)
    return [planner.named(story.model_copy(update={"key": key}), left), *others]
