"""What reads articles and merges them behind the public classes, set up once: model, cache, limits, recordings."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
from collections import Counter
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict, TypeVar

from pydantic import BaseModel, JsonValue, PrivateAttr, ValidationError

from summarizer.errors import ModelError, ReadError, RecordingError, SummarizerError, UsageError
from summarizer.extraction.answer import RawAnswer
from summarizer.extraction.chat_reader import Answers, ChatReader
from summarizer.extraction.fault import mend
from summarizer.extraction.grounding import Grounded, ground
from summarizer.extraction.kept_readings import KeptReadings
from summarizer.extraction.long_articles import combine, split
from summarizer.extraction.reader import ArticlePart, ArticleReader
from summarizer.llm.arrived import ArrivedAnswers, ForgettingCache
from summarizer.llm.cache import Cache, DiskCache
from summarizer.llm.client import ChatModel, Structured
from summarizer.llm.embeddings import Embeddings
from summarizer.llm.questions import Questions
from summarizer.llm.rate_limit import RateLimit
from summarizer.schema import Article, ArticleInfo, ArticleReading, ArticleSummary, Run, Story
from summarizer.session_options import (
    BUILTIN,
    builtin_reader,
    check_amounts,
    checked_language,
    find_api_key,
    open_cache,
    open_cassette,
    recorded_model,
)
from summarizer.text.digest import digest
from summarizer.text.languages import detect_language, primary
from summarizer.text.near_duplicates import fingerprint
from summarizer.text.numbering import NumberedArticle, number
from summarizer.usage import Usage

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from summarizer.llm.batch_api import BatchApi
    from summarizer.stories.near_pairs import Decider


_MARKDOWN_HEADING = re.compile(r"^#{1,6} +")
_log = logging.getLogger(__name__)
Result = TypeVar("Result")
Shape = TypeVar("Shape", bound=BaseModel)


class Merging(TypedDict):
    """How stories are made of articles, beside what these say."""

    complete: bool
    one_story: bool
    joined: Iterable[tuple[str, str]]
    apart: Collection[str]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that came to nothing, and why."""

    article: Article
    error: SummarizerError


class _Answered(BaseModel):
    """An answer after its repair, and what it cost: what the cache holds under a key."""

    answer: RawAnswer
    usage: tuple[int, int, int, int]
    _grounded_for: tuple[ArticlePart, Grounded] | None = PrivateAttr(default=None)
    _may_be_kept: bool = PrivateAttr(default=True)

    def grounded(self, part: ArticlePart) -> Grounded:
        """What the article bears out of the answer."""
        if self._grounded_for and self._grounded_for[0] is part:
            return self._grounded_for[1]
        return ground(part.numbered, self.answer, part.first, part.last, part.into)


@dataclass(slots=True)
class _SharedRequest:
    """A request under way, and how many wait for it."""

    task: asyncio.Task[_Answered]
    waiting: int = 0


class Session:
    """What reads articles and merges them, for those inside the package who need more of it than users do.

    Arguments and errors are those of `AsyncSummarizer`, which says what each of them is.
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        structured: Structured = "json_schema",
        into: str | None = None,
        parameters: Mapping[str, JsonValue] | None = None,
        timeout: float = 600.0,
        concurrency: int = 8,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        link: bool = True,
        near_pairs: bool = False,
        embedding_model: str | None = None,
        cache: Cache | str | os.PathLike[str] | bool = True,
        record: str | os.PathLike[str] | None = None,
        replay: str | os.PathLike[str] | None = None,
    ) -> None:
        check_amounts(concurrency, timeout, requests_per_minute, tokens_per_minute)
        model = model or os.environ.get("SUMMARIZER_MODEL")
        base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self.cassette = open_cassette(record, replay, concurrency)
        self._into = checked_language(into)
        self._questions: Questions | None = None
        self._chat: ChatModel | None = None
        self._readings: KeptReadings | None = None
        self._rate_limit = RateLimit(requests_per_minute, tokens_per_minute)
        self.faults: Counter[str] = Counter()
        if model == BUILTIN or not (model or base_url or api_key or os.environ.get("OPENAI_API_KEY") or self.cassette):
            self._answerer: ArticleReader = builtin_reader(asked_for=model == BUILTIN)
            if self.cassette:
                _log.warning("The built-in reader asks no endpoint: there is nothing to record or to replay.")
            if self._into:
                _log.warning("The built-in reader translates nothing: what it finds stays in the articles' languages.")
            self._into = None
            self._cache = None  # rules are quicker than looking their answers up
        else:
            self._chat = chat = ChatModel(
                model or recorded_model(self.cassette, replay),
                base_url="http://replay.invalid/v1" if replay else base_url,
                api_key=find_api_key(api_key, base_url, replay, model),
                structured=structured,
                parameters=parameters,
                timeout=timeout,
                connections=concurrency,
                transport=self.cassette,
                rate_limit=self._rate_limit,
            )
            self.faults = chat.faults
            self._answerer = answerer = ChatReader(chat)
            self._cache = None if self.cassette else open_cache(cache)
            basis = answerer.basis if self._into is None else [*answerer.basis, self._into]
            self._readings = KeptReadings(self._cache, basis) if self._cache is not None else None
            if isinstance(self._cache, ForgettingCache):
                chat.arrived = ArrivedAnswers(self._cache)
            self._questions = Questions(chat, self._cache, concurrency) if link else None
        self._embeddings: Embeddings | None = None
        if embedding_model:
            measure = ChatModel(
                embedding_model,
                base_url="http://replay.invalid/v1" if replay else base_url,
                api_key=find_api_key(api_key, base_url, replay, embedding_model),
                timeout=timeout,
                transport=self.cassette,
                rate_limit=self._rate_limit,
            )
            self._embeddings = Embeddings(measure, self._cache or (None if self.cassette else open_cache(cache)))
        self.decider = self._decider(near_pairs=near_pairs)
        self.model = self._answerer.model
        self.concurrency = concurrency
        self._slots = asyncio.Semaphore(concurrency)
        self._grounding = asyncio.Lock()  # answers are grounded one at a time: between two the loop sends what waits
        self._under_way: dict[str, _SharedRequest] = {}
        # Who asks for an article's key often asks for its summary next.
        self._prepared = lru_cache(maxsize=concurrency + 16)(self._prepare)

    async def summarize(self, article: Article) -> ArticleSummary:
        """What one article says, every item tied to its words.

        Raises:
            ReadError: the article holds no text.
            ModelError: the model gave no usable answer; its subclasses tell why, and what to do.
            RecordingError: in replay, when the article's request was not recorded.
        """
        if kept := self._kept_reading(article):
            return kept
        parts, keys = self._prepared(article)
        done = await _gather(self._part(part, key) for part, key in zip(parts, keys, strict=True))
        grounded = combine([answered.grounded(part) for (answered, _), part in zip(done, parts, strict=True)])
        usage = sum((Usage(*answered.usage) for answered, _ in done), Usage())
        summary = ArticleSummary(
            article=_info(parts[0].numbered),
            fingerprint=fingerprint(article.text),
            text=article.text,
            gist=grounded.gist,
            gist_evidence=grounded.gist_evidence,
            gist_translation=grounded.gist_translation,
            translated_into=parts[0].into,
            credits=grounded.credits,
            entities=grounded.entities,
            events=grounded.events,
            figures=grounded.figures,
            facts=grounded.facts,
            stances=grounded.stances,
            quotes=grounded.quotes,
            dropped=tuple(fault.dropped for fault in grounded.faults),
            run=Run(
                model=self._answerer.model,
                prompt=self._answerer.prompt,
                schema=self._answerer.schema,
                key=_key_of_parts(keys),
                requests=usage.requests,
                re_asks=usage.re_asks,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cached=all(cached for _, cached in done),
            ),
        )
        if self._readings and all(answered._may_be_kept for answered, _ in done):
            await asyncio.to_thread(self._readings.set, article, summary)
        return summary

    async def summarize_many(
        self, articles: Iterable[Article] | AsyncIterable[Article]
    ) -> AsyncGenerator[ArticleSummary | Failure, None]:
        """Summaries in the order in which they are ready; an article that fails comes as a `Failure`.

        No more articles are taken from the input than are under way: it may be endless.
        """
        running: set[asyncio.Task[ArticleSummary | Failure]] = set()
        source = each_of(articles)
        try:
            exhausted = False
            while running or not exhausted:
                while not exhausted and len(running) < self.concurrency:
                    article = await anext(source, None)
                    if article is None:
                        exhausted = True
                    else:
                        running.add(asyncio.create_task(self._summary_or_failure(article)))
                if running:
                    finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in finished:
                        yield task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def merge_each(
        self,
        summaries: Sequence[ArticleReading],
        into: Sequence[Story] = (),
        *,
        complete: bool = False,
        reread: bool = False,
        one_story: bool = False,
        joined: Iterable[tuple[str, str]] = (),
        apart: Collection[str] = (),
    ) -> AsyncGenerator[Story, None]:
        """Merges as `AsyncSummarizer.merge` does, one story after another.

        Arguments and errors are those of `stories.merge_each`.
        """
        from summarizer.stories import TogetherReader, merge_each, merge_together_each

        by_hand = Merging(complete=complete, one_story=one_story, joined=joined, apart=apart)
        if self.decider is not None and not one_story:
            by_hand["joined"] = [*joined, *await self._near(summaries, into, complete=complete)]
        if self._questions is None:
            stories = merge_each(summaries, into, reread=reread, **by_hand)
            while (story := await asyncio.to_thread(next, stories, None)) is not None:
                yield story
            return
        reader = TogetherReader(self._questions)
        together = merge_together_each(summaries, reader, into, reread=reread, **by_hand)
        async with contextlib.aclosing(together):
            async for story in together:
                yield story

    async def _near(
        self, summaries: Sequence[ArticleReading], into: Sequence[Story], *, complete: bool
    ) -> list[tuple[str, str]]:
        """Articles whose stories agree nearly enough by their words, and are one."""
        from summarizer.stories.near_pairs import Beginning, joined
        from summarizer.stories.planner import StoryPlanner

        assert self.decider is not None
        planner = await asyncio.to_thread(StoryPlanner, summaries, into, complete=complete)
        pairs = await asyncio.to_thread(planner.near)
        return await joined([(Beginning.of(one), Beginning.of(other)) for one, other in pairs], self.decider)

    def _decider(self, *, near_pairs: bool) -> Decider | None:
        """Who tells whether two stories that agree nearly enough are one; None when only their words do."""
        from summarizer.stories.near_pairs import AskingModel, ByEmbeddings

        if self._embeddings is not None:
            return ByEmbeddings(self._embeddings)
        if not near_pairs:
            return None
        if self._questions is None:
            raise UsageError(
                "Stories that nearly agree are put to a model, and none is asked.",
                "Name a model, or an embedding model.",
            )
        return AskingModel(self._questions)

    @property
    def merging(self) -> Usage:
        """What reading reports together, and telling their stories apart, has taken so far."""
        asked = self._questions.usage if self._questions else Usage()
        return asked + self._embeddings.usage if self._embeddings else asked

    def key(self, article: Article) -> str:
        """A hash of all that can change the article's answer: what `run.key` will be.

        Raises:
            ReadError: the article holds no text.
        """
        return _key_of_parts(self.keys(article))

    def keys(self, article: Article) -> list[str]:
        """The keys of the article's parts, each of them one request.

        Raises:
            ReadError: the article holds no text.
        """
        return self._prepared(article)[1]

    def unanswered(self, article: Article) -> list[str]:
        """The keys of those parts that the cache has no answer to.

        Raises:
            ReadError: the article holds no text.
        """
        if self._kept_reading(article):
            return []
        return [key for key in self.keys(article) if self._cached(key) is None]

    def requests(self, article: Article) -> dict[str, dict[str, JsonValue]]:
        """What an endpoint is sent about the article, by key.

        Raises:
            ReadError: the article holds no text.
        """
        assert isinstance(self._answerer, ChatReader)
        parts, keys = self._prepared(article)
        return {key: self._answerer.body(part) for part, key in zip(parts, keys, strict=True)}

    def answer_from(self, answers: Answers | None) -> None:
        """Looks among `answers` for a request's completion before it is sent, from now on."""
        if isinstance(self._answerer, ChatReader):
            self._answerer.answers = answers

    def batch_api(self) -> BatchApi:
        """The endpoint's Batch API.

        Raises:
            UsageError: nobody at an endpoint is asked, or the exchange is recorded.
        """
        from summarizer.llm.batch_api import BatchApi

        if self._chat is None:
            raise UsageError("The built-in reader has no Batch API.", "Name a model, or leave out --batch-api.")
        if self.cassette:
            raise UsageError(
                "Batches at the endpoint are neither recorded nor replayed.",
                "Leave out --batch-api, or --record and --replay.",
            )
        return BatchApi(self._chat)

    @property
    def cache_folder(self) -> Path | None:
        """The folder in which answers are kept, if they are in one."""
        return self._cache.folder if isinstance(self._cache, DiskCache) else None

    @property
    def is_lost(self) -> bool:
        """Whether the endpoint is given up: every further article would fail alike."""
        return self._rate_limit.is_lost

    def remembers(self, article: Article) -> bool:
        """Whether the cache has the whole answer.

        Raises:
            ReadError: the article holds no text.
        """
        return not self.unanswered(article)

    def size(self, article: Article) -> tuple[int, int, int]:
        """Requests that the article takes at least, characters they show the model, characters of the article.

        Raises:
            ReadError: the article holds no text.
        """
        parts, _ = self._prepared(article)
        return len(parts), sum(self._answerer.characters(part) for part in parts), len(article.text)

    async def aclose(self) -> None:
        """Closes connections and the cache; requests under way are given up."""
        for shared in self._under_way.values():
            shared.task.cancel()
        await self._answerer.aclose()
        if self._embeddings is not None:
            await self._embeddings.aclose()
        if isinstance(self._cache, DiskCache):
            self._cache.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _prepare(self, article: Article) -> tuple[list[ArticlePart], list[str]]:
        parts = split(_numbered(article), self._answerer.part_words, self._language_for(article))
        return parts, [self._answerer.key(part) for part in parts]

    def _language_for(self, article: Article) -> str | None:
        """The desk's language for an article that is in another one; one in it is asked about as without."""
        if self._into is None:
            return None
        own = primary(article.language) or primary(detect_language(article.text))
        return None if own == primary(self._into) else self._into

    async def _summary_or_failure(self, article: Article) -> ArticleSummary | Failure:
        try:
            return await self.summarize(article)
        except SummarizerError as error:
            return Failure(article, error)

    def _kept_reading(self, article: Article) -> ArticleSummary | None:
        return self._readings.get(article) if self._readings else None

    async def _part(self, part: ArticlePart, key: str) -> tuple[_Answered, bool]:
        """The answer for a part, and whether it is paid for by others: the cache has it, or it is under way already."""
        if answered := self._cached(key):
            return answered, True
        is_joined = key in self._under_way
        return await self._shared(key, lambda: self._ask(key, part)), is_joined

    def _cached(self, key: str) -> _Answered | None:
        kept = self._cache.get(key) if self._cache is not None else None
        try:
            return _Answered.model_validate_json(kept) if kept is not None else None
        except ValidationError:
            return None

    async def _shared(self, key: str, ask: Callable[[], Awaitable[_Answered]]) -> _Answered:
        """One request for all who want the same at once; it is given up when the last of them is."""
        shared = self._under_way.get(key)
        if shared is None:
            shared = self._under_way[key] = _SharedRequest(asyncio.ensure_future(ask()))
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                shared.task.cancel()
                self._under_way.pop(key, None)

    async def _ask(self, key: str, part: ArticlePart) -> _Answered:
        """Asks for an answer, and once more for those of its items that the article does not bear out."""
        async with self._slots:
            with self._chat.until_kept() if self._chat else contextlib.nullcontext():
                answered = await self._answer(part)
                if self._cache is not None and answered._may_be_kept:
                    await asyncio.to_thread(self._cache.set, key, answered.model_dump_json(by_alias=True))
        return answered

    async def _answer(self, part: ArticlePart) -> _Answered:
        try:
            answer, usage = await self._answerer.answer(part)
            async with self._grounding:
                grounded: Grounded | None = ground(part.numbered, answer, part.first, part.last, part.into)
            faults = [fault for fault in grounded.faults if fault.mendable] if grounded else []
            keep = True
            if faults:
                try:
                    repair, more = await self._answerer.repair(part, answer, faults)
                    answer, grounded = mend(answer, repair, faults), None
                except ModelError as error:
                    # The sound items are paid for and stay; the next run may have more luck with the others.
                    _log.warning("%s: faulty items could not be asked again: %s", _label(part), error)
                    more, keep = error.usage, False
                usage += replace(more, re_asks=more.re_asks + 1)
        except RecordingError as error:
            raise RecordingError(f"{_label(part)}: {error.problem}", error.remedy) from None
        answered = _Answered(answer=answer, usage=astuple(usage))
        answered._may_be_kept = keep
        if grounded:
            answered._grounded_for = part, grounded
        return answered


def _numbered(article: Article) -> NumberedArticle:
    numbered = number(article)
    if not numbered.sentences:
        raise ReadError(f"{article.title or article.url or article.id}: the article holds no text.", "Leave it out.")
    return numbered


def _info(numbered: NumberedArticle) -> ArticleInfo:
    """What is known about the article; a plain text's title is the headline that opens it."""
    info = numbered.article.info
    if info.title or not numbered.headline:
        return info
    return info.model_copy(update={"title": _MARKDOWN_HEADING.sub("", numbered.plain(*numbered.headline))})


def _key_of_parts(keys: list[str]) -> str:
    """The key of an article by those of its parts."""
    return keys[0] if len(keys) == 1 else digest(keys)


async def _gather(calls: Iterable[Awaitable[Result]]) -> list[Result]:
    """All results in order; when one fails, the others are given up."""
    first, *others = calls
    if not others:
        return [await first]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_await(call)) for call in (first, *others)]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


async def _await(call: Awaitable[Result]) -> Result:
    return await call


async def each_of(items: Iterable[Article] | AsyncIterable[Article]) -> AsyncIterator[Article]:
    """The articles of either kind of iterable."""
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


def _label(part: ArticlePart) -> str:
    article = part.numbered.article
    label = article.title or " ".join(article.text.split())[:80]
    return f"{label} (part {part.index} of {part.total})" if part.total > 1 else label
