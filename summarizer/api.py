"""One article through all of it, and many of them at once: the Python API."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
)
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from summarizer.errors import UsageError
from summarizer.loop_thread import LoopThread
from summarizer.schema import Article, ArticleReading, ArticleSummary, Story
from summarizer.session import Failure, Session, each_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self, Unpack

    from summarizer.llm.recordings import Cassette
    from summarizer.session_options import Options

Result = TypeVar("Result")
Shape = TypeVar("Shape", bound=BaseModel)


class AsyncSummarizer:
    """Reads articles with a model, checks every answer against the article, and merges what several say.

    Args:
        model: the model's name; `SUMMARIZER_MODEL` by default, and in replay the one that was recorded. `builtin` is
            the reader that needs no model; it is also what answers when neither a model, an endpoint nor a key is
            given, and a warning says so.
        base_url: any OpenAI-compatible endpoint, with its `/v1`; `OPENAI_BASE_URL` or OpenAI by default.
        api_key: `OPENAI_API_KEY` by default; not needed with a base URL of one's own, nor in replay.
        structured: `json_schema` (strict mode, the default), or, for endpoints without it, `tools` (a function to
            call) or `json_object`.
        into: the desk's language, such as `en`: of an article in another language the model gives the gist, the
            descriptions, the targets and the names in it as well. They stand beside the article's own as `translation`;
            quotations are never translated in place. Requests about articles in that language stay as they are.
        parameters: more fields of each request, such as `{"temperature": 0}`.
        timeout: seconds until one request is given up, 600 by default.
        concurrency: how many requests are under way at once, 8 by default.
        requests_per_minute: how many may be sent; None for as many as the endpoint bears, which is learnt.
        tokens_per_minute: how many tokens they may take, input and output.
        link: whether `merge` has the model read the reports of a story together, as by default; without it stories are
            put together by likeness alone.
        near_pairs: whether the model is asked if two stories are one whose words agree nearly enough: a few hundred
            tokens a pair, once. Not by default.
        embedding_model: a model of the same endpoint's `/v1/embeddings` that tells this instead, also where the
            built-in reader reads.
        cache: where answers are kept: a folder, or anything with `get` and `set`; True, the default, for the
            platform's cache folder, False for none. Recording and replaying use no cache.
        record: a folder to record new exchanges in; those that it holds already are replayed.
        replay: a folder of recordings to answer from; no socket is opened.

    Raises:
        UsageError: no model, no key, or options that exclude each other.
    """

    def __init__(self, model: str | None = None, **options: Unpack[Options]) -> None:
        self._session = Session(model, **options)
        self._is_closed = False

    @property
    def model(self) -> str:
        """Who reads the articles."""
        return self._session.model

    @property
    def cassette(self) -> Cassette | None:
        """The recordings in use."""
        return self._session.cassette

    @property
    def cache_folder(self) -> Path | None:
        """The folder in which answers are kept; none where they are kept elsewhere, or not at all."""
        return self._session.cache_folder

    async def summarize(self, article: Article) -> ArticleSummary:
        """What one article says, every item tied to its words.

        Raises:
            UsageError: this is no `Article`, or the summarizer is closed.
            ReadError: the article holds no text.
            ModelError: the model gave no usable answer; its subclasses tell why, and what to do.
            RecordingError: in replay, when the article's request was not recorded.
        """
        return await self._open().summarize(_checked(article))

    async def summarize_many(
        self, articles: Iterable[Article] | AsyncIterable[Article]
    ) -> AsyncGenerator[ArticleSummary | Failure, None]:
        """Summaries in the order in which they are ready; an article that fails comes as a `Failure`.

        No more articles are taken from the input than are under way: it may be endless.

        Raises:
            UsageError: among them is something that is no `Article`, or the summarizer is closed.
        """
        async with contextlib.aclosing(self._open().summarize_many(_each_checked(articles))) as results:
            async for result in results:
                yield result

    async def merge(
        self,
        summaries: Iterable[ArticleReading],
        into: Iterable[Story] = (),
        *,
        one_story: bool = False,
        reread: bool = False,
    ) -> tuple[Story, ...]:
        """The stories that the summaries make; the same for the same set, in whatever order it comes.

        Args:
            summaries: what each article says.
            into: stories of an earlier merge that the articles are added to: as if all were merged at once, but ids
                stay, and stories whose articles stay the same are taken over as they are.
            one_story: whether all articles tell one story, whatever their words say: somebody else has grouped them.
            reread: whether stories are read from their first report on instead of being added to.

        Raises:
            UsageError: two summaries have one article id and differ, or something given is neither a summary nor a
                story, or the summarizer is closed.
        """
        session = self._open()
        given, earlier = _all_are(ArticleReading, summaries), _all_are(Story, into)
        stories = session.merge_each(given, earlier, one_story=one_story, reread=reread)
        return tuple([story async for story in stories])

    def key(self, article: Article) -> str:
        """A hash of all that can change the article's answer: what `run.key` will be.

        Raises:
            UsageError: this is no `Article`, or the summarizer is closed.
            ReadError: the article holds no text.
        """
        return self._open().key(_checked(article))

    async def aclose(self) -> None:
        """Closes connections and the cache; requests under way are given up. It cannot be used any more."""
        self._is_closed = True
        await self._session.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _open(self) -> Session:
        """For those inside the package: what does the work.

        Raises:
            UsageError: the summarizer is closed.
        """
        if self._is_closed:
            raise UsageError("This summarizer is closed.", "Make a new one, or use it within its `with` block.")
        return self._session


class Summarizer:
    """`AsyncSummarizer` for code that does not await: the same arguments, the same methods.

    The work is done on an event loop in a thread of its own, so it may be used where a loop runs already, as in a
    notebook. The thread ends with the program, or with the summarizer, whichever is first; `close` or a `with` block
    lets go of connections at a moment of one's own choice.
    """

    def __init__(self, model: str | None = None, **options: Unpack[Options]) -> None:
        self._async = AsyncSummarizer(model, **options)
        self._loop = LoopThread()
        self._close = weakref.finalize(self, self._loop.close, self._async.aclose)

    @property
    def model(self) -> str:
        """As `AsyncSummarizer.model`."""
        return self._async.model

    @property
    def cassette(self) -> Cassette | None:
        """As `AsyncSummarizer.cassette`."""
        return self._async.cassette

    @property
    def cache_folder(self) -> Path | None:
        """As `AsyncSummarizer.cache_folder`."""
        return self._async.cache_folder

    def summarize(self, article: Article) -> ArticleSummary:
        """As `AsyncSummarizer.summarize`."""
        return self._open().run(self._async.summarize(article))

    def summarize_many(self, articles: Iterable[Article]) -> Iterator[ArticleSummary | Failure]:
        """As `AsyncSummarizer.summarize_many`."""
        loop = self._open()
        results = self._async.summarize_many(articles)
        try:
            while (result := loop.run(anext(results, None))) is not None:
                yield result
        finally:
            if self._close.alive:
                loop.run(results.aclose())

    def merge(
        self,
        summaries: Iterable[ArticleReading],
        into: Iterable[Story] = (),
        *,
        one_story: bool = False,
        reread: bool = False,
    ) -> tuple[Story, ...]:
        """As `AsyncSummarizer.merge`."""
        return self._open().run(self._async.merge(summaries, into, one_story=one_story, reread=reread))

    def _run(self, work: Callable[[Session], Coroutine[object, object, Result]]) -> Result:
        """For those inside the package: what `work` comes to on the loop of this summarizer.

        Raises:
            UsageError: the summarizer is closed.
        """
        return self._open().run(work(self._async._open()))

    def key(self, article: Article) -> str:
        """As `AsyncSummarizer.key`."""
        return self._async.key(article)

    def close(self) -> None:
        """As `AsyncSummarizer.aclose`; the thread ends too."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> LoopThread:
        self._async._open()
        return self._loop


def _checked(article: object) -> Article:
    if isinstance(article, Article):
        return article
    remedy = "Article(**it)" if isinstance(article, Mapping) else 'Article(text="…"), or read_article(path) for a file'
    raise UsageError(f"This is no Article but a {type(article).__name__}.", f"Give {remedy}.")


async def _each_checked(articles: Iterable[Article] | AsyncIterable[Article]) -> AsyncIterator[Article]:
    if isinstance(articles, (str, bytes, Mapping, Article)):
        raise UsageError(
            f"summarize_many takes several articles, not a {type(articles).__name__}.", "Give a list of `Article`s."
        )
    async for article in each_of(articles):
        yield _checked(article)


def _all_are(shape: type[Shape], given: Iterable[object]) -> tuple[Shape, ...]:
    records = []
    for record in given if not isinstance(given, (str, bytes, Mapping, BaseModel)) else [given]:
        if not isinstance(record, shape):
            raise UsageError(
                f"merge was given a {type(record).__name__} where it takes several of {shape.__name__}.",
                "Give what `summarize` gives, and stories that `merge` has made for `into`.",
            )
        records.append(record)
    return tuple(records)
