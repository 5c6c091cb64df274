"""The store: articles, what was read out of them, and the stories that they make, kept up to date."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, func, insert, or_, select, true, update

from summarizer.errors import AccessError, EndpointError, MissingError, ModelError, SummarizerError, UsageError
from summarizer.files import write
from summarizer.schema import Article, ArticleSummary, Disowned, Entity, QuoteKind, Story
from summarizer.store import article_records, forgetting, full_text, grouping_index, groups, story_records
from summarizer.store import edits as by_hand
from summarizer.store import tables as t
from summarizer.store.answers import SharedAnswers
from summarizer.store.article_records import Put, ReadingKey, Stored
from summarizer.store.database import Database, default_place
from summarizer.store.story_records import Revision, StoryLine
from summarizer.store.table_files import TableFormat, write_tables
from summarizer.store.updating import Update
from summarizer.store.updating import update as bring_up_to_date
from summarizer.store.workers import Worker, dismiss_the_dead
from summarizer.usage import Usage

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from summarizer.api import AsyncSummarizer, Summarizer
    from summarizer.sources import Failed, Found

Spent = Literal["article", "story"]


_IDS_AT_ONCE = 500
"""Ids in one statement: databases bound how many values it may have."""


@dataclass(frozen=True, slots=True)
class ClaimedArticle:
    """An article that a worker has taken on to read."""

    number: int
    version: int
    source: str
    article: Article


@dataclass(frozen=True, slots=True)
class ClaimedGroup:
    """Articles that a worker has taken on to read together.

    Attributes:
        changed: how often the group has changed so far.
        earlier: its stories as they were read last.
    """

    number: int
    changed: int
    summaries: tuple[ArticleSummary, ...]
    keys: Mapping[str, ReadingKey]
    earlier: tuple[Story, ...]

    @property
    def label(self) -> str:
        """What to call it when something is wrong."""
        if self.earlier:
            return self.earlier[0].headline
        return next((one.article.title for one in self.summaries if one.article.title), None) or "a new story"


ExportFormat = Literal["jsonl"] | TableFormat


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """What somebody says in an article that a search found.

    Attributes:
        kind: `direct`, all of it between quotation marks; `indirect` or `mixed`, reported speech.
        speakers: their names; none where the article does not say.
        disowned: that they deny or doubt it, or did not say it.
    """

    text: str
    kind: QuoteKind
    speakers: tuple[str, ...]
    disowned: Disowned | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found.

    Attributes:
        excerpt: where in its text one of the words stands.
        quotes: what is said in it with all the words and phrases in it or in the speakers' names, first what has them
            all itself; where nothing has, what has one of them, first what has the most.
    """

    article: Stored
    excerpt: str
    quotes: tuple[FoundQuote, ...]


@dataclass(frozen=True, slots=True)
class KeptFailure:
    """What came to nothing, and what to do about it."""

    at: float
    source: str
    kind: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Spending:
    """What a model was paid for reading articles, or stories."""

    model: str
    what: Spent
    usage: Usage


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten, and what it changed.

    Attributes:
        articles: all versions of the article.
        stories: ids of the stories that are emptied until they are read again.
        answers: how many entries of the cache of answers were about it.
    """

    articles: tuple[Article, ...]
    stories: tuple[str, ...]
    answers: int


class Store:
    """Articles, readings and stories in one database.

    ```python
    with Store("news.sqlite") as store, Summarizer(model="gpt-5-mini") as summarizer:
        for revision in store.add([article, ...], summarizer).revisions:
            print(revision.headline, revision.changes)
    ```

    Args:
        place: a file, a folder, or the URL of a PostgreSQL (`postgresql+psycopg://user@host/name`); `SUMMARIZER_STORE`
            or the platform's data folder by default.
        make: whether it is made where there is none.

    Raises:
        UsageError: a place that cannot be, or one without a store where none is to be made.
        StoreError: it cannot be opened, or a newer version of summarizer has made it.
    """

    def __init__(self, place: str | os.PathLike[str] | None = None, *, make: bool = True) -> None:
        self.database = Database(place if place is not None else default_place(), make=make)
        if not self.database.read_only:
            self._group_anew()

    @property
    def name(self) -> str:
        """Where it is, without a password."""
        return self.database.name

    def close(self) -> None:
        """Closes the database."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # Articles in, stories up to date

    def add(self, articles: Iterable[Article | Found | Failed], summarizer: Summarizer) -> Update:
        """Keeps articles, reads them and brings the stories up to date; also what was left undone before.

        Without articles it does only the latter. What `summarizer.read` yields may be given as it comes.
        """
        return summarizer._run(lambda session: bring_up_to_date(self, session, articles))

    async def add_async(self, articles: Iterable[Article | Found | Failed], summarizer: AsyncSummarizer) -> Update:
        """As `add`, for code that awaits."""
        return await bring_up_to_date(self, summarizer._open(), articles)

    def put(self, article: Article, source: str = "") -> Put:
        """Keeps an article, and groups it; it is not read yet.

        Another text at an address that is known is its next version. One that failed before is tried again.
        """
        with self.database.writing() as connection:
            return self.put_within(connection, article, source)

    def put_within(self, connection: Connection, article: Article, source: str = "") -> Put:
        """As `put`, in a transaction that writes more than this.

        Raises:
            ReadError: it cannot be kept; nothing of it has been written.
        """
        self._ensure_grouped(connection)
        kept = article_records.put(connection, article, source)
        if kept.kind == "known":
            connection.execute(
                update(t.articles)
                .where(t.articles.c.number == kept.number, t.articles.c.state == article_records.FAILED)
                .values(state=article_records.WAITING)
            )
            return kept
        linked = groups.unlink(connection, kept.number) if kept.kind == "corrected" else ()
        _group(connection, kept.number, article, is_known=kept.kind == "corrected", linked=linked)
        return kept

    # What there is

    def stories(self, *, after: int | None = None, limit: int | None = None) -> list[StoryLine]:
        """The stories, what changed last first.

        Args:
            after: the next page: `latest` of the last story of the page before.
        """
        with self.database.reading() as connection:
            return story_records.list_stories(connection, after=after, limit=limit)

    def story(self, id_: str, revision: int | None = None) -> Story:
        """A story, edits included; one that was taken in by another is that other.

        Args:
            id_: its id, or the beginning of it.

        Raises:
            MissingError: there is none, or it is empty.
        """
        with self.database.reading() as connection:
            return story_records.load(connection, id_, revision)

    def story_line(self, id_: str) -> StoryLine:
        """A story as it stands in the list of stories; one that was taken in by another is that other.

        Raises:
            MissingError: there is none, or it has no articles any more.
        """
        with self.database.reading() as connection:
            found = story_records.list_stories(connection, ids=[story_records.find(connection, id_)])
        if not found:
            raise MissingError(f"There is no story {id_} any more: its articles were forgotten.")
        return found[0]

    def revisions(self, id_: str) -> list[Revision]:
        """How a story came to be what it is, in order.

        Raises:
            MissingError: there is none.
        """
        with self.database.reading() as connection:
            return story_records.list_revisions(connection, story=story_records.find(connection, id_))

    def changes(self, since: int = 0, *, limit: int | None = None) -> list[Revision]:
        """What is new in all stories since the revision with this number, in order."""
        with self.database.reading() as connection:
            return story_records.list_revisions(connection, since=since, limit=limit)

    def latest_revision(self) -> int:
        """The number of the newest revision of all stories; 0 before there is one."""
        with self.database.reading() as connection:
            return int(connection.scalar(select(func.max(t.revisions.c.number))) or 0)

    def revisions_since(self, number: int, articles: Sequence[int]) -> list[Revision]:
        """What is new since the revision with this number in the stories that have one of these articles, in order."""
        m = t.members.c
        with self.database.reading() as connection:
            stories = connection.scalars(select(m.story).where(m.article.in_(articles), m.current).distinct()).all()
            found = [
                one for story in stories for one in story_records.list_revisions(connection, story=story, since=number)
            ]
        return sorted(found, key=lambda one: one.number)

    def latest_revisions(self, limit: int) -> list[Revision]:
        """What changed last in all stories, the latest first."""
        with self.database.reading() as connection:
            newest = connection.scalar(select(func.max(t.revisions.c.number))) or 0
            # numbers have no gaps but those of transactions that failed
            return story_records.list_revisions(connection, since=newest - limit)[::-1]

    def with_words(self, words: str, ids: Iterable[str]) -> frozenset[str]:
        """Which of these articles hold all words and “phrases” in their latest version.

        Raises:
            UsageError: no words are given.
        """
        asked = sorted(set(ids))
        held: set[str] = set()
        with self.database.reading() as connection:
            found, parameters = full_text.found(connection, words)
            joined = select(t.articles.c.id).join(found, found.c.article == t.articles.c.number)
            for at in range(0, len(asked), _IDS_AT_ONCE):
                some = joined.where(t.articles.c.id.in_(asked[at : at + _IDS_AT_ONCE]))
                held.update(connection.execute(some, parameters).scalars())
        return frozenset(held)

    def article(self, id_: str, version: int | None = None) -> Stored:
        """An article, in its latest version or an earlier one.

        Args:
            id_: that of any of its versions, the beginning of one, or its address.

        Raises:
            MissingError: there is none.
        """
        with self.database.reading() as connection:
            return article_records.load(connection, article_records.find(connection, id_), version)

    def has_address(self, url: str) -> bool:
        """Whether there is an article with this address."""
        with self.database.reading() as connection:
            return article_records.has_address(connection, url)

    def articles(self, *, before: int | None = None, limit: int | None = None) -> list[Stored]:
        """The articles, the newest first.

        Args:
            before: the next page: `number` of the last article of the page before.
        """
        asked = select(t.articles.c.number).order_by(t.articles.c.number.desc())
        if before is not None:
            asked = asked.where(t.articles.c.number < before)
        if limit is not None:
            asked = asked.limit(limit)
        with self.database.reading() as connection:
            return [article_records.load(connection, number) for number in connection.scalars(asked).all()]

    def summary(self, id_: str) -> ArticleSummary:
        """What was read out of an article, in its latest version.

        Raises:
            MissingError: there is no such article, or it has not been read.
        """
        with self.database.reading() as connection:
            keys = article_records.latest_keys(connection, [article_records.find(connection, id_)])
            if not keys:
                raise MissingError(f"The article {id_} has not been read yet.", "`summarizer add` reads what waits.")
            return article_records.load_summary(connection, keys[0])

    def search(
        self,
        words: str,
        *,
        fields: Sequence[full_text.SearchField] = full_text.FIELDS,
        outlet: str | None = None,
        language: str | None = None,
        since: int | None = None,
        until: int | None = None,
        before: int | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """The articles with all these words and “phrases”, the newest in the store first.

        Args:
            words: case, accents and the order do not matter; a phrase stands in quotation marks.
            fields: where they stand: `title`, `names`, `quotes`, `text`.
            outlet: only what it published.
            language: only articles in this one (BCP-47).
            since: first day of publication, as `date.toordinal` counts.
            until: last day of publication.
            before: the next page: `article.number` of the last hit of the page before.

        Raises:
            UsageError: nothing is asked for.
        """
        c = t.articles.c
        with self.database.reading() as connection:
            found, parameters = full_text.found(connection, words, fields)
            asked = select(c.number).select_from(t.articles.join(found, found.c.article == c.number))
            for column, wanted in ((c.outlet, outlet), (c.language, language)):
                if wanted is not None:
                    asked = asked.where(column == wanted)
            if since is not None:
                asked = asked.where(c.day >= since)
            if until is not None:
                asked = asked.where(c.day <= until)
            if before is not None:
                asked = asked.where(found.c.article < before)
            # by the index's own order: no more of it is read than there is room for
            numbers = connection.scalars(asked.order_by(found.c.article.desc()).limit(limit), parameters).all()
            return [_hit(connection, number, words, fields) for number in numbers]

    def failures(self) -> list[KeptFailure]:
        """What came to nothing, the latest first."""
        c = t.failures.c
        with self.database.reading() as connection:
            rows = connection.execute(
                select(c.at, c.source, c.kind, c.problem, c.remedy).order_by(c.number.desc())
            ).all()
        return [KeptFailure(*row) for row in rows]

    def spending(self) -> list[Spending]:
        """What was paid so far, for each model, for reading articles and for reading stories."""
        c = t.spending.c
        sums = [func.sum(one) for one in (c.requests, c.re_asks, c.input_tokens, c.output_tokens)]
        with self.database.reading() as connection:
            rows = connection.execute(select(c.model, c.what, *sums).group_by(c.model, c.what).order_by(c.model)).all()
        return [Spending(row[0], row[1], Usage(*(int(one) for one in row[2:]))) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many articles and stories there are, and how much waits."""
        with self.database.reading() as connection:
            states = article_records.count_states(connection)
            stories = connection.scalar(
                select(func.count())
                .select_from(t.stories)
                .where(t.stories.c.articles > 0, t.stories.c.became.is_(None))
            )
            due = connection.scalar(select(func.count()).select_from(t.groups).where(t.groups.c.due))
        return {
            "articles": sum(states.values()),
            "waiting": states.get("waiting", 0),
            "failed": states.get("failed", 0),
            "stories": int(stories or 0),
            "due": int(due or 0),
        }

    # By hand

    def set_headline(self, story: str, headline: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Gives a story another headline."""
        return self._edit(story, lambda _: by_hand.Headline(text=headline), who, why)

    def hide(self, story: str, item: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Takes an item or a line out of what is shown.

        Args:
            item: the item's id (`e3`), or a line by its part and place, counted from 1: `gist/2`.

        Raises:
            UsageError: the story has no such item.
        """
        return self._edit(story, lambda shown: by_hand.Hide(target=by_hand.target(shown, item)), who, why)

    def correct(self, story: str, item: str, words: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Has an item or a line read otherwise; of a quotation it is the note that does."""
        return self._edit(
            story, lambda shown: by_hand.Correct(target=by_hand.target(shown, item), text=words), who, why
        )

    def same(self, story: str, entity: str, other: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Says that two names of a story are one."""
        return self._edit(
            story,
            lambda shown: by_hand.Same(target=by_hand.target(shown, entity), other=by_hand.target(shown, other)),
            who,
            why,
        )

    def not_same(self, story: str, entity: str, name: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Says that what some articles call `name` is not this entity but another one."""
        return self._edit(
            story,
            lambda shown: by_hand.NotSame(
                target=by_hand.target(shown, entity), name=name, marks=by_hand.entity_marks(shown, entity, name)
            ),
            who,
            why,
        )

    def join(self, story: str, other: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Says that two stories are one; they are from the next reading on."""
        with self.database.writing() as connection:
            one, two = story_records.find(connection, story), story_records.find(connection, other)
            if one == two:
                raise UsageError(f"{one} is one story already.", "Name two stories.")
            headline = story_records.load(connection, two).headline
            self._ensure_grouped(connection)
            edit = _keep_edit(connection, one, by_hand.Join(other=two, headline=headline), who, why)
            anchored = [(number, side) for side, id_ in enumerate((one, two)) for number in _members(connection, id_)]
            _anchor(connection, edit, anchored)
            groups.regroup(connection, [number for number, _ in anchored], [number for number, _ in anchored])
            return edit

    def take_out(self, story: str, article: str, *, who: str, why: str = "") -> by_hand.Edit:
        """Says that an article is not of this story; it is its own from the next reading on."""
        with self.database.writing() as connection:
            id_ = story_records.find(connection, story)
            number = article_records.find(connection, article)
            numbers = _members(connection, id_)
            if number not in numbers:
                raise MissingError(
                    f"The article {article} is not in the story {id_}.", "`summarizer story ID` lists them."
                )
            if len(numbers) == 1:
                raise UsageError("It is the only article of this story.", "Use `summarizer forget` to take it away.")
            stored = article_records.load(connection, number)
            label = stored.article.title or stored.article.outlet or stored.article.id
            self._ensure_grouped(connection)
            edit = _keep_edit(connection, id_, by_hand.TakeOut(article=stored.article.id, label=label), who, why)
            _anchor(connection, edit, [(number, 0)])
            groups.regroup(connection, numbers, numbers)
            return edit

    def undo(self, number: int, *, who: str) -> by_hand.Edit:
        """Takes an edit back.

        Raises:
            MissingError: there is none with this number.
            UsageError: it has been undone.
        """
        with self.database.writing() as connection:
            found = next((one for one in story_records.edits_of(connection) if one.number == number), None)
            if found is None:
                raise MissingError(f"There is no edit {number}.", "What it was made on may have been forgotten.")
            if found.undone_at is not None:
                raise UsageError(f"The edit {number} has been undone by {found.undone_by}.")
            connection.execute(
                update(t.edits).where(t.edits.c.number == number).values(undone_at=time.time(), undone_by=who)
            )
            anchored = connection.scalars(select(t.anchors.c.article).where(t.anchors.c.edit == number)).all()
            if found.kind in (groups.JOIN, groups.TAKE_OUT):
                self._ensure_grouped(connection)
                groups.regroup(connection, anchored)
            else:
                _redo(connection, found.story, anchored)
            return next(one for one in story_records.edits_of(connection) if one.number == number)

    def edits(self, story: str | None = None) -> list[by_hand.Edit]:
        """What was changed by hand, in order, undone edits as well."""
        with self.database.reading() as connection:
            return story_records.edits_of(connection, story and story_records.find(connection, story))

    # Away and out

    def forget(self, id_: str, *, cache: str | os.PathLike[str] | bool = True) -> Forgotten:
        """Deletes an article with all its versions, and all that was taken from it.

        The stories that told of it are emptied at once, their earlier revisions as well, and read again by the next
        `add`. What was deleted is overwritten on the disk (SQLite); copies of the database are not in reach of this.

        Args:
            cache: the folder of answers, from which those about the article are taken out as far as they can be found;
                True for the platform's cache folder, False for none.

        Raises:
            MissingError: there is none.
            StoreError: its answers cannot be taken out of the cache; the article is forgotten all the same.
        """
        with self.database.writing() as connection:
            number = article_records.find(connection, id_)
            keys = connection.scalars(select(t.readings.c.key).where(t.readings.c.article == number)).all()
            gone, emptied = forgetting.forget(connection, number)
            full_text.purge_removed_words(connection)
        answers = forgetting.forget_shared_answers(SharedAnswers(self.database), gone, keys)
        self.database.scrub()
        return Forgotten(tuple(gone), tuple(emptied), answers + forgetting.forget_answers(cache, gone, keys))

    def export(self, folder: str | os.PathLike[str], kind: ExportFormat = "jsonl") -> list[Path]:
        """Writes what the store holds into files, and returns their paths.

        Args:
            kind: `jsonl` for all of it: `articles.jsonl`, `summaries.jsonl` and `stories.jsonl`; `csv` or `parquet`
                for tables of quotes, events, stances, figures, facts, names, articles and stories.

        Raises:
            UsageError: Parquet is asked for where pyarrow is not installed.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if kind != "jsonl":
            return write_tables(folder, kind, self._summaries(), self._stories())
        paths = []
        for name, lines in (
            ("articles.jsonl", self._article_lines()),
            ("summaries.jsonl", self._summary_lines()),
            ("stories.jsonl", self._story_lines()),
        ):
            write(folder / name, lines)
            paths.append(folder / name)
        return paths

    # What workers do

    def claim_article(self, worker: Worker, *, after: int = 0, number: int | None = None) -> ClaimedArticle | None:
        """Takes on the next article that waits to be read; what a dead worker had taken on is free again.

        Args:
            after: one with a higher number.
            number: this one or none.
        """
        c = t.articles.c
        with self.database.writing() as connection:
            dismiss_the_dead(connection)
            free = select(c.number).where(c.state == article_records.WAITING, _is_free(t.articles, worker))
            free = free.where(c.number > after) if number is None else free.where(c.number == number)
            number = connection.scalar(free.order_by(c.number).limit(1))
            if number is None:
                return None
            connection.execute(update(t.articles).where(c.number == number).values(worker=worker.id))
            found = article_records.load(connection, number)
        worker.busy.add(("articles", number))
        return _claimed(found)

    def claim_articles(self, worker: Worker, numbers: Sequence[int]) -> list[ClaimedArticle]:
        """Takes on those of some articles that wait and that nobody else has taken on."""
        c = t.articles.c
        with self.database.writing() as connection:
            dismiss_the_dead(connection)
            free = select(c.number).where(c.state == article_records.WAITING, _is_free(t.articles, worker))
            found = connection.scalars(free.where(c.number.in_(numbers)).order_by(c.number)).all()
            if not found:
                return []
            connection.execute(update(t.articles).where(c.number.in_(found)).values(worker=worker.id))
            stored = [article_records.load(connection, number) for number in found]
        worker.busy.update(("articles", one.number) for one in stored)
        return [_claimed(one) for one in stored]

    def keep_results(
        self, model: str, results: Iterable[tuple[ClaimedArticle, ArticleSummary | SummarizerError]]
    ) -> Usage:
        """Keeps what was read out of articles, or why nothing was; and what that took, which is returned.

        Where it was not the article's fault, it waits for the next try.
        """
        total = Usage()
        with self.database.writing() as connection:
            for claimed, result in results:
                if isinstance(result, ArticleSummary):
                    self._keep_reading(connection, claimed, result)
                    run = result.run
                    usage = (
                        Usage(run.requests, run.re_asks, run.input_tokens, run.output_tokens)
                        if not run.cached
                        else Usage()
                    )
                else:
                    self._keep_failure(connection, claimed, result)
                    usage = result.usage if isinstance(result, ModelError) else Usage()
                if usage.requests:
                    _pay(connection, "article", model, usage, article=claimed.number)
                total += usage
        return total

    def _keep_reading(self, connection: Connection, claimed: ClaimedArticle, summary: ArticleSummary) -> None:
        if not article_records.keep_reading(connection, claimed.number, claimed.version, summary):
            return
        # A reader tells the names of an article in another language as the desk knows them.
        foreign = _foreign_names(summary.entities, claimed.article)
        if foreign:
            _group(connection, claimed.number, claimed.article, is_known=True, names=foreign)
        else:
            group = connection.scalar(select(t.articles.c.group_number).where(t.articles.c.number == claimed.number))
            groups.mark_due(connection, [group] if group is not None else [])

    def _keep_failure(self, connection: Connection, claimed: ClaimedArticle, error: SummarizerError) -> None:
        state = article_records.WAITING if isinstance(error, AccessError | EndpointError) else article_records.FAILED
        c = t.articles.c
        connection.execute(
            update(t.articles)
            .where(c.number == claimed.number, c.version == claimed.version)
            .values(state=state, worker=None)
        )
        connection.execute(delete(t.failures).where(t.failures.c.article == claimed.number))
        _keep_failure(connection, error, claimed.source, article=claimed.number)
        group = connection.scalar(select(c.group_number).where(c.number == claimed.number))
        groups.mark_due(connection, [group] if group is not None else [])

    def keep_source_failure(self, source: str, error: SummarizerError, within: Connection | None = None) -> None:
        """Keeps why a source gave no article; in a transaction that is there already, or one of its own."""
        with contextlib.nullcontext(within) if within is not None else self.database.writing() as connection:
            connection.execute(
                delete(t.failures).where(
                    t.failures.c.source == source,
                    t.failures.c.article.is_(None),
                    t.failures.c.group_number.is_(None),
                    t.failures.c.given.is_(None),
                )
            )
            _keep_failure(connection, error, source)

    def claim_groups(
        self,
        worker: Worker,
        *,
        among: Collection[int] | None = None,
        without: Collection[int] = (),
        rest: float = 0.0,
        at_most: int = 1,
    ) -> list[ClaimedGroup]:
        """Takes on groups whose stories are to be read again; those with articles that wait come later.

        Args:
            among: of these.
            without: none of these.
            rest: seconds since somebody took one on last, at least.
        """
        g = t.groups.c
        with self.database.writing() as connection:
            dismiss_the_dead(connection)
            free = select(g.number).where(g.due, _is_free(t.groups, worker), g.number.not_in(_waiting_groups()))
            free = free.where(g.number.not_in(list(without)), _is_rested(rest))
            if among is not None:
                free = free.where(g.number.in_(list(among)))
            found = connection.scalars(free.order_by(g.number).limit(at_most)).all()
            if not found:
                return []
            connection.execute(update(t.groups).where(g.number.in_(found)).values(worker=worker.id, tried=time.time()))
            worker.busy.update(("groups", number) for number in found)
        # what is in them is looked up without keeping others from writing: only who has taken them on changes it
        with self.database.reading() as connection:
            return [self._claimed_group(connection, number) for number in found]

    def _claimed_group(self, connection: Connection, number: int) -> ClaimedGroup:
        a = t.articles.c
        changed = connection.scalar(select(t.groups.c.changed).where(t.groups.c.number == number))
        numbers = connection.scalars(select(a.number).where(a.group_number == number)).all()
        keys = article_records.latest_keys(connection, numbers)
        summaries = article_records.load_summaries(connection, keys)
        known = {key: one.reading for key, one in zip(keys, summaries, strict=True)}
        readings = story_records.Readings(connection, known)
        return ClaimedGroup(
            number=number,
            changed=changed or 0,
            summaries=tuple(summaries),
            keys={one.article.id: key for one, key in zip(summaries, keys, strict=True)},
            earlier=tuple(story_records.earlier(connection, number, readings)),
        )

    def keep_stories(self, claimed: ClaimedGroup, read: Sequence[Story]) -> list[Revision]:
        """Keeps what a group was read as; returns what is new."""
        with self.database.writing() as connection:
            there = connection.execute(select(t.groups.c.changed).where(t.groups.c.number == claimed.number)).first()
            kept = set(
                connection.scalars(
                    select(t.articles.c.number).where(
                        t.articles.c.number.in_([key.article for key in claimed.keys.values()])
                    )
                )
            )
            if there is None or len(kept) < len(claimed.keys):
                # It became part of another group, or an article was forgotten, while it was read: it is read again.
                connection.execute(update(t.groups).where(t.groups.c.number == claimed.number).values(worker=None))
                return []
            connection.execute(delete(t.failures).where(t.failures.c.group_number == claimed.number))
            known = {claimed.keys[one.article.id]: one.reading for one in claimed.summaries}
            readings = story_records.Readings(connection, known)
            return story_records.keep(connection, claimed.number, claimed.changed, read, claimed.keys, readings)

    def near_articles(self, numbers: Sequence[int], most: int = 5) -> list[tuple[int, Article, int, Article]]:
        """Articles of other groups that may be of the story of one of these, by their words: numbers and articles.

        Args:
            most: so many groups for each at most, the nearest first.
        """
        with self.database.reading() as connection:
            return [
                (number, article_records.load(connection, number).article, other, its.article)
                for number in numbers
                for other in grouping_index.near(connection, number)[:most]
                for its in [article_records.load(connection, other)]
            ]

    def link(self, pairs: Iterable[tuple[int, int]], told_by: str) -> None:
        """Keeps that the stories of two articles each are one, as a model has told; they are read again."""
        with self.database.writing() as connection:
            groups.link(connection, pairs, told_by)

    def keep_story_failure(self, claimed: ClaimedGroup, error: SummarizerError) -> None:
        """Keeps why a story could not be read; it stays due."""
        with self.database.writing() as connection:
            connection.execute(delete(t.failures).where(t.failures.c.group_number == claimed.number))
            _keep_failure(connection, error, claimed.label, group=claimed.number)
            connection.execute(update(t.groups).where(t.groups.c.number == claimed.number).values(worker=None))

    def due_groups(
        self, articles: Sequence[int] | None = None, *, rest: float = 0.0, limit: int | None = None
    ) -> list[int]:
        """The groups whose stories are to be read again and can be: nothing in them waits, and nobody is at it.

        Args:
            articles: only those of some articles.
            rest: seconds since somebody took one on last, at least.
        """
        g = t.groups.c
        asked = select(g.number).where(g.due, g.worker.is_(None), g.number.not_in(_waiting_groups()), _is_rested(rest))
        if articles is not None:
            asked = asked.where(g.number.in_(_groups_of(articles)))
        with self.database.reading() as connection:
            return list(connection.scalars(asked.order_by(g.number).limit(limit)))

    def is_being_told(self, articles: Sequence[int], *, rest: float = 0.0) -> bool:
        """Whether stories of these articles are about to be read, and nothing has come in between that holds it up."""
        g, a, f = t.groups.c, t.articles.c, t.failures.c
        held_up = _waiting_groups().join(t.failures, f.article == a.number)
        failed = select(f.group_number).where(f.group_number.is_not(None))
        asked = select(g.number).where(
            g.due,
            g.number.in_(_groups_of(articles)),
            g.number.not_in(held_up),
            g.number.not_in(failed),
            or_(g.worker.is_not(None), _is_rested(rest)),
        )
        with self.database.reading() as connection:
            return connection.scalar(asked.limit(1)) is not None

    def waiting_articles(self, *, older_than: float = 0.0, limit: int | None = None) -> list[int]:
        """Numbers of articles that wait to be read and that nobody has taken on.

        Args:
            older_than: seconds since they came.
        """
        c = t.articles.c
        asked = select(c.number).where(c.state == article_records.WAITING, c.worker.is_(None))
        asked = asked.where(c.added <= time.time() - older_than)
        with self.database.reading() as connection:
            return list(connection.scalars(asked.order_by(c.number).limit(limit)))

    def states(self, numbers: Collection[int]) -> dict[int, article_records.State]:
        """How far articles are; those that have been forgotten are left out."""
        c = t.articles.c
        with self.database.reading() as connection:
            rows = connection.execute(select(c.number, c.state).where(c.number.in_(list(numbers)))).all()
        return {row.number: row.state for row in rows}

    def count_due(self) -> int:
        """How many groups are still to be read."""
        with self.database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(t.groups).where(t.groups.c.due)) or 0)

    def pay(
        self, what: Spent, model: str, usage: Usage, *, article: int | None = None, group: int | None = None
    ) -> None:
        """Notes what asking a model has taken, and for which article or group."""
        with self.database.writing() as connection:
            _pay(connection, what, model, usage, article=article, group=group)

    def _group_anew(self) -> None:
        """Groups all articles by today's rules, if they are grouped by others; stories that change are due."""
        with self.database.reading() as connection:
            if groups.rules(connection) in (groups.todays_rules(), groups.BY_A_BATCH):
                return
        with self.database.writing() as connection:
            self._ensure_grouped(connection)

    def _ensure_grouped(self, connection: Connection) -> None:
        """What a batch has grouped by looking at all of it is grouped by the index once something else comes."""
        if groups.rules(connection) != groups.todays_rules():
            grouping_index.clear(connection)
            numbers = connection.scalars(select(t.articles.c.number).order_by(t.articles.c.number)).all()
            given = (_with_names(connection, number) for number in numbers)
            groups.keep_clusters(connection, grouping_index.build(connection, given))
            groups.regroup(connection, numbers)
            groups.keep_rules(connection, groups.todays_rules())

    def _edit(self, story: str, of: Callable[[Story], by_hand.Details], who: str, why: str) -> by_hand.Edit:
        """Keeps an edit of what a story says, and lays it over the story."""
        with self.database.writing() as connection:
            id_ = story_records.find(connection, story)
            details = of(story_records.load(connection, id_))
            edit = _keep_edit(connection, id_, details, who, why)
            marked = {mark[0] for one in _targets(details) for mark in one.marks}
            anchored = sorted({article_records.find(connection, article) for article in marked})
            _anchor(connection, edit, [(number, 0) for number in anchored])
            _redo(connection, id_, anchored)
            return edit

    def _article_lines(self) -> Iterator[str]:
        for number in self._numbers():
            with self.database.reading() as connection:
                yield article_records.load(connection, number).article.model_dump_json() + "\n"

    def _summary_lines(self) -> Iterator[str]:
        for summary, _ in self._summaries():
            yield summary.model_dump_json() + "\n"

    def _story_lines(self) -> Iterator[str]:
        for story in self._stories():
            yield story.model_dump_json() + "\n"

    def _summaries(self) -> Iterator[tuple[ArticleSummary, str | None]]:
        """What was read out of each article, with the id of the story that it is told in."""
        for number in self._numbers():
            with self.database.reading() as connection:
                found = [
                    article_records.load_summary(connection, key)
                    for key in article_records.latest_keys(connection, [number])
                ]
                story = article_records.load(connection, number).story if found else None
            yield from ((one, story) for one in found)

    def _stories(self) -> Iterator[Story]:
        for line in sorted(self.stories(), key=lambda one: (one.first_day or 0, one.id)):
            with self.database.reading() as connection:
                story = story_records.load(connection, line.id)
            yield story

    def _numbers(self) -> Sequence[int]:
        with self.database.reading() as connection:
            return connection.scalars(select(t.articles.c.number).order_by(t.articles.c.number)).all()


def _claimed(stored: Stored) -> ClaimedArticle:
    label = stored.source or stored.article.title or stored.article.id
    return ClaimedArticle(stored.number, stored.version, label, stored.article)


def _pay(
    connection: Connection,
    what: Spent,
    model: str,
    usage: Usage,
    *,
    article: int | None = None,
    group: int | None = None,
) -> None:
    connection.execute(
        insert(t.spending).values(
            at=time.time(),
            what=what,
            model=model,
            requests=usage.requests,
            re_asks=usage.re_asks,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            article=article,
            group_number=group,
        )
    )


def _with_names(connection: Connection, number: int) -> tuple[int, Article, dt.date, list[str]]:
    """An article as it is put into the index once it has been read."""
    article = article_records.load(connection, number).article
    keys = article_records.latest_keys(connection, [number])
    entities = article_records.load_summary(connection, keys[0]).entities if keys else ()
    return number, article, _day(connection, number, article), _foreign_names(entities, article)


def _day(connection: Connection, number: int, article: Article) -> dt.date:
    """The day of publication of an article, else that on which it came."""
    if article.published_day:
        return article.published_day
    added = connection.scalar(select(t.articles.c.added).where(t.articles.c.number == number))
    assert added is not None
    return dt.datetime.fromtimestamp(added, dt.UTC).date()


def _groups_of(articles: Sequence[int]) -> Select[Any]:
    """Groups that have one of these articles."""
    return select(t.articles.c.group_number).where(t.articles.c.number.in_(articles))


def _waiting_groups() -> Select[Any]:
    """Groups with articles that wait to be read."""
    a = t.articles.c
    return select(a.group_number).where(a.state == article_records.WAITING, a.group_number.is_not(None))


def _is_rested(seconds: float) -> ColumnElement[bool]:
    """Whether a group has not been taken on for so long."""
    tried = t.groups.c.tried
    return or_(tried.is_(None), tried <= time.time() - seconds) if seconds else true()


def _is_free(table: Table, worker: Worker) -> ColumnElement[bool]:
    """Whether nobody has taken something on, or only this worker, and then let go of it."""
    busy = [number for name, number in worker.busy if name == table.name]
    return or_(table.c.worker.is_(None), and_(table.c.worker == worker.id, table.c.number.not_in(busy)))


def _foreign_names(entities: Sequence[Entity], article: Article) -> list[str]:
    """Names of an article's entities in the desk's language, which its text has not."""
    names = (one.translation or one.name for one in entities)
    return [name for name in names if name not in article.text]


def _group(
    connection: Connection,
    number: int,
    article: Article,
    *,
    is_known: bool,
    names: Sequence[str] = (),
    linked: Sequence[int] = (),
) -> None:
    """Puts an article where its words belong; its story is to be read again.

    Args:
        names: in the article, as the desk's language has them.
        linked: articles that it is told to be of one story with no longer.
    """
    clusters = grouping_index.take_away(connection, number) if is_known else []
    touched = {*linked, *(one for cluster in clusters for one in cluster)}
    groups.keep_clusters(connection, clusters)
    clusters = grouping_index.place(connection, number, article, _day(connection, number, article), names)
    groups.settle(connection, clusters, changed=[number], touched=touched)


def _hit(connection: Connection, number: int, words: str, fields: Sequence[full_text.SearchField]) -> Hit:
    stored = article_records.load(connection, number)
    keys = article_records.latest_keys(connection, [number])
    found: list[tuple[int, int, FoundQuote]] = []
    asked = list(full_text.asked_phrases(words))
    if keys:
        ((_, line),) = article_records.summary_lines(connection, keys)
        summary = from_json(line)  # all of it need not be checked for what is said in it
        names = {one["id"]: one["name"] for one in summary["entities"]}
        for quote in summary["quotes"]:
            speakers = tuple(names[one] for one in quote["speakers"] if one in names)
            said = [quote["text"]]
            in_text = full_text.count_phrases(said, asked)
            in_all = full_text.count_phrases([*said, *speakers], asked) if "names" in fields else in_text
            if in_all:
                found.append(
                    (in_all, in_text, FoundQuote(quote["text"], quote["kind"], speakers, quote.get("disowned")))
                )
    if any(in_all == len(asked) for in_all, _, _ in found):
        found = [one for one in found if one[0] == len(asked)]
    found.sort(key=lambda one: one[:2], reverse=True)  # stable: else as in the article
    return Hit(stored, full_text.excerpt(stored.article.text, words), tuple(quote for _, _, quote in found))


def _keep_edit(connection: Connection, story: str, details: by_hand.Details, who: str, why: str) -> by_hand.Edit:
    if not who.strip():
        raise UsageError("Nobody is named who makes this edit.", "Say who.")
    at = time.time()
    packed = details.model_dump_json()
    number = t.add_row(connection, t.edits, at=at, who=who, why=why, kind=details.kind, story=story, details=packed)
    return by_hand.Edit(number, at, who, why, story, details)


def _anchor(connection: Connection, edit: by_hand.Edit, anchored: Sequence[tuple[int, int]]) -> None:
    rows = [{"edit": edit.number, "article": number, "side": side} for number, side in anchored]
    if rows:
        connection.execute(insert(t.anchors), rows)


def _redo(connection: Connection, story: str, anchored: Sequence[int]) -> None:
    """Lays edits anew over a story, and over others that have its articles by now."""
    m = t.members.c
    others = connection.scalars(select(m.story).where(m.article.in_(anchored), m.current).distinct()).all()
    for id_ in sorted({story_records.find(connection, story), *others}):
        story_records.redo_edits(connection, id_)


def _members(connection: Connection, story: str) -> list[int]:
    m = t.members.c
    return list(connection.scalars(select(m.article).where(m.story == story, m.current).order_by(m.article)))


def _targets(details: by_hand.Details) -> Iterator[by_hand.Target]:
    match details:
        case by_hand.Hide() | by_hand.Correct() | by_hand.NotSame():
            yield details.target
        case by_hand.Same():
            yield details.target
            yield details.other


def _keep_failure(
    connection: Connection, error: SummarizerError, source: str, *, article: int | None = None, group: int | None = None
) -> None:
    connection.execute(
        insert(t.failures).values(
            at=time.time(),
            article=article,
            group_number=group,
            source=source,
            kind=type(error).__name__,
            problem=error.problem,
            remedy=error.remedy,
        )
    )
