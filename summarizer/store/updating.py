"""Articles into a store: kept, read, grouped, and the stories that changed read together again.

Each step is a transaction, and what is still to do can be told from the store alone: whoever comes next goes on where
another stopped or was killed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from summarizer.errors import AccessError, ReadError, SummarizerError
from summarizer.schema import Article, ArticleReading, ArticleSummary, Story
from summarizer.session import Failure
from summarizer.sources import Failed, Found
from summarizer.store.article_records import Put
from summarizer.store.story_records import Revision
from summarizer.store.workers import Worker
from summarizer.stories.near_pairs import Beginning, Decider, joined
from summarizer.usage import Usage

if TYPE_CHECKING:
    from summarizer.store.store import ClaimedArticle, ClaimedGroup, Store


class ArticleAndStoryReader(Protocol):
    """Who reads articles, alone and together: a `Session`."""

    model: str
    concurrency: int
    decider: Decider | None
    """Who tells whether two stories are one whose words agree nearly enough; None when nobody is asked."""

    @property
    def merging(self) -> Usage:
        """What reading together has taken so far."""

    def summarize_many(
        self, articles: Iterable[Article] | AsyncIterable[Article]
    ) -> AsyncGenerator[ArticleSummary | Failure, None]:
        """What each article says."""

    def merge_each(
        self,
        summaries: Sequence[ArticleReading],
        into: Sequence[Story] = (),
        *,
        complete: bool = False,
        one_story: bool = False,
    ) -> AsyncGenerator[Story, None]:
        """The stories of some articles."""


@dataclass
class Update:
    """What became of articles that were put into a store.

    Attributes:
        put: each article, whether new, corrected or known.
        revisions: what is new in the stories.
        failed: what came to nothing, and why.
        elsewhere: stories that another process is reading: what is new in them it will say.
    """

    put: list[Put] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    failed: list[tuple[str, SummarizerError]] = field(default_factory=list)
    elsewhere: int = 0
    usage: Usage = field(default_factory=Usage)


async def update(store: Store, reader: ArticleAndStoryReader, found: Iterable[Article | Found | Failed] = ()) -> Update:
    """Puts articles into the store and brings its stories up to date; also what was left undone before."""
    done = Update()
    for one in found:
        source = "" if isinstance(one, Article) else one.source
        try:
            if isinstance(one, Failed):
                raise one.error
            done.put.append(store.put(one.article if isinstance(one, Found) else one, source))
        except ReadError as error:
            store.keep_source_failure(source, error)
            done.failed.append((source, error))
    with Worker(store.database) as worker:
        await _read_articles(store, reader, worker, done)
        if reader.decider is not None:
            done.usage += await _decide(store, reader, reader.decider, done.put)
        await _read_stories(store, reader, worker, done)
    done.elsewhere = store.count_due()
    return done


async def _read_articles(store: Store, reader: ArticleAndStoryReader, worker: Worker, done: Update) -> None:
    """Reads the articles that wait for it, each once."""
    under_way: dict[str, list[ClaimedArticle]] = {}
    hopeless = False

    def waiting() -> Iterator[Article]:
        last = 0
        while not hopeless and (claimed := store.claim_article(worker, after=last)) is not None:
            last = claimed.number
            under_way.setdefault(claimed.article.id, []).append(claimed)
            yield claimed.article

    async with aclosing(reader.summarize_many(waiting())) as results:
        async for result in results:
            claimed = under_way[result.article.id].pop()
            done.usage += keep_results(store, reader, [(claimed, result)])
            if isinstance(result, Failure):
                hopeless = hopeless or isinstance(result.error, AccessError)
                done.failed.append((claimed.source, result.error))


async def _decide(store: Store, reader: ArticleAndStoryReader, decider: Decider, put: Sequence[Put]) -> Usage:
    """Has stories joined that articles came to, and that are one although their words do not quite say so."""
    before = reader.merging
    numbers = list(store.states([one.number for one in put if one.kind != "known"]))
    near = await asyncio.to_thread(store.near_articles, numbers)
    number_of = {
        article.id: number for one, first, other, second in near for number, article in ((one, first), (other, second))
    }
    pairs = {frozenset((one, other)): (Beginning.of(first), Beginning.of(second)) for one, first, other, second in near}
    found = await joined(list(pairs.values()), decider)
    store.link([(number_of[one], number_of[other]) for one, other in found], reader.model)
    return pay_for_stories(store, reader, before)


async def _read_stories(store: Store, reader: ArticleAndStoryReader, worker: Worker, done: Update) -> None:
    """Reads the stories together that articles came to or went from, several at once."""
    failed: set[int] = set()
    before = reader.merging

    async def work() -> None:
        while claims := store.claim_groups(worker, without=failed):
            (claimed,) = claims
            revisions, error = await read_group(store, reader, claimed)
            done.revisions += revisions
            if error is not None:
                failed.add(claimed.number)
                done.failed.append((claimed.label, error))

    try:
        await asyncio.gather(*(work() for _ in range(reader.concurrency)))
    finally:
        done.usage += pay_for_stories(store, reader, before)


def keep_results(
    store: Store, reader: ArticleAndStoryReader, results: Iterable[tuple[ClaimedArticle, ArticleSummary | Failure]]
) -> Usage:
    """Keeps what was read out of articles, or why nothing was; returns what it took."""
    told = [(claimed, one.error if isinstance(one, Failure) else one) for claimed, one in results]
    return store.keep_results(reader.model, told)


async def read_group(
    store: Store, reader: ArticleAndStoryReader, claimed: ClaimedGroup
) -> tuple[list[Revision], SummarizerError | None]:
    """Reads the stories of a group and keeps them; returns what is new, and why nothing is."""
    try:
        read = await _read_story(reader, claimed)
        return await asyncio.to_thread(store.keep_stories, claimed, read), None
    except SummarizerError as error:
        await asyncio.to_thread(store.keep_story_failure, claimed, error)
        return [], error


def pay_for_stories(store: Store, reader: ArticleAndStoryReader, before: Usage, group: int | None = None) -> Usage:
    """Notes what reading stories, or those of one group, has taken since it had taken `before`."""
    used = reader.merging
    spent = Usage(
        used.requests - before.requests,
        used.re_asks - before.re_asks,
        used.input_tokens - before.input_tokens,
        used.output_tokens - before.output_tokens,
    )
    if spent.requests:
        store.pay("story", reader.model, spent, group=group)
    return spent


async def _read_story(reader: ArticleAndStoryReader, claimed: ClaimedGroup) -> list[Story]:
    """The stories of a group: one, unless the reader finds that a report tells of another."""
    if not claimed.summaries:
        return []
    told = reader.merge_each(claimed.summaries, claimed.earlier, complete=True, one_story=True)
    async with aclosing(told) as stories:
        return [story async for story in stories]
