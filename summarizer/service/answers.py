"""What the API takes and answers, as JSON: each shape, and how it is made of what the store has."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from summarizer.errors import MissingError
from summarizer.schema import Article
from summarizer.service import feeds, notifications, watches
from summarizer.service.keys import Role
from summarizer.store import Change, Edit, Hit, Revision, Store, Stored, StoryLine
from summarizer.store.tables import job_events, jobs


class JobOut(BaseModel):
    """Articles that were handed in together, and what became of them."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    at: str
    who: str
    what: str
    articles: int
    events: list[dict[str, Any]] = Field(description="kept or failed, read, done, in order")
    waits_for: str | None = Field(default=None, description="why it does not go on, such as a budget that is used up")


class StoryLineOut(BaseModel):
    """A story in a list."""

    id: str
    headline: str
    articles: int
    first_day: str | None
    last_day: str | None
    revision: int
    latest: int = Field(description="number of its newest revision over all stories")


class RevisionOut(BaseModel):
    """What is new in a story."""

    number: int
    story: str
    revision: int
    at: str
    why: str
    headline: str
    changes: list[Change]


class ArticleOut(BaseModel):
    """An article as the store has it."""

    article: Article
    version: int
    versions: int
    state: Literal["waiting", "read", "failed"]
    story: str | None


class HitOut(BaseModel):
    """An article that a search found."""

    article: ArticleOut
    excerpt: str
    quotes: list[str]


class EditIn(BaseModel):
    """A change by hand."""

    kind: Literal["headline", "hide", "correct", "same", "not_same", "join", "take_out"]
    item: str | None = Field(default=None, description="id of an item (e3), or a line by part and place: gist/2")
    text: str | None = Field(default=None, description="headline, correct: how it is to read")
    other: str | None = Field(
        default=None,
        description="same: the other name's id; join: the other story's; not_same: "
        "the name that is another; take_out: the article's id",
    )
    why: str = ""


class EditOut(BaseModel):
    """What somebody changed by hand."""

    number: int
    kind: str
    story: str
    who: str
    at: str
    why: str
    undone_by: str | None


class FeedIn(BaseModel):
    """A feed to be looked into."""

    url: str = Field(max_length=2000)
    every: float = Field(
        default=feeds.EVERY, le=feeds.SELDOM, allow_inf_nan=False, description="seconds between two looks"
    )


class OpmlIn(BaseModel):
    """Feeds to be looked into, as other programs export them."""

    opml: str


class FeedOut(BaseModel):
    """A feed and how it does."""

    number: int
    url: str
    title: str
    every: float
    succeeded: str | None
    failed: int = Field(description="how many looks in a row have failed")
    problem: str
    articles: int


class WatchIn(BaseModel):
    """What is to be watched for."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    query: watches.Query


class WatchOut(WatchIn):
    """A watch that is kept."""

    number: int
    who: str


class ChannelIn(BaseModel):
    """Where what a watch sees is to be sent."""

    kind: notifications.ChannelKind
    target: str = Field(max_length=2000, description="an http(s) address, or a mail address")
    every: float = Field(default=notifications.DAILY, le=366 * 86400.0, description="mail: seconds between two digests")


class ChannelOut(ChannelIn):
    """Where what a watch sees is sent, and how it goes."""

    number: int
    watch: int
    who: str
    sent: int
    problem: str
    secret: str | None = Field(default=None, description="signs its messages (Standard Webhooks); told this once")


class KeyIn(BaseModel):
    """A key to be made."""

    name: str
    role: Role


class Page(BaseModel):
    """Part of a list."""

    next: int | None = Field(description="give it as `after` for the rest; none at the end")


class StoriesOut(Page):
    """Stories, what changed last first."""

    stories: list[StoryLineOut]


class RevisionsOut(Page):
    """Revisions, in order."""

    changes: list[RevisionOut]


class ArticlesOut(Page):
    """Articles, the newest first."""

    articles: list[ArticleOut]


class HitsOut(Page):
    """What a search found, the newest first."""

    hits: list[HitOut]


def job_out(store: Store, id_: str) -> JobOut:
    """A job as it is shown.

    Raises:
        MissingError: there is none.
    """
    with store.database.reading() as connection:
        row = connection.execute(select(jobs).where(jobs.c.id == id_)).one_or_none()
    if row is None:
        raise MissingError(f"There is no job {id_}.", "POST /v1/articles begins one.")
    return JobOut(
        id=row.id,
        state=row.state,
        at=moment(row.at),
        who=row.who,
        what=row.what,
        articles=len(json.loads(row.articles)),
        events=[event for _, event in events_of_job(store, id_, 0)],
    )


def line_out(line: StoryLine) -> StoryLineOut:
    """A story as it is listed."""
    days = [dt.date.fromordinal(day).isoformat() if day else None for day in (line.first_day, line.last_day)]
    return StoryLineOut(
        id=line.id,
        headline=line.headline,
        articles=line.articles,
        first_day=days[0],
        last_day=days[1],
        revision=line.revision,
        latest=line.latest,
    )


def revision_out(revision: Revision) -> RevisionOut:
    """A revision as it is shown."""
    return RevisionOut(
        number=revision.number,
        story=revision.story,
        revision=revision.revision,
        at=moment(revision.at),
        why=revision.why,
        headline=revision.headline,
        changes=list(revision.changes),
    )


def article_out(stored: Stored) -> ArticleOut:
    """An article as it is shown."""
    return ArticleOut(
        article=stored.article,
        version=stored.version,
        versions=stored.versions,
        state=stored.state,
        story=stored.story,
    )


def hit_out(hit: Hit) -> HitOut:
    """What was found, as it is shown."""
    return HitOut(article=article_out(hit.article), excerpt=hit.excerpt, quotes=[one.text for one in hit.quotes])


def feed_out(feed: feeds.Feed) -> FeedOut:
    """A feed as it is shown."""
    return FeedOut(
        number=feed.number,
        url=feed.url,
        title=feed.title,
        every=feed.every,
        succeeded=moment(feed.succeeded) if feed.succeeded else None,
        failed=feed.failed,
        problem=feed.problem,
        articles=feed.articles,
    )


def watch_out(watch: watches.Watch) -> WatchOut:
    """A watch as it is shown."""
    return WatchOut(number=watch.number, who=watch.who, name=watch.name, query=watch.query)


def channel_out(channel: notifications.Channel, secret: str | None = None) -> ChannelOut:
    """A channel as it is shown; its secret only where it was made a moment ago."""
    return ChannelOut(
        number=channel.number,
        watch=channel.watch,
        kind=channel.kind,
        target=channel.target,
        every=channel.every,
        who=channel.who,
        sent=channel.sent,
        problem=channel.problem,
        secret=secret,
    )


def edit_out(edit: Edit) -> EditOut:
    """An edit as it is shown."""
    return EditOut(
        number=edit.number,
        kind=edit.kind,
        story=edit.story,
        who=edit.who,
        at=moment(edit.at),
        why=edit.why,
        undone_by=edit.undone_by,
    )


def moment(at: float) -> str:
    """A time as it is shown: ISO 8601, UTC."""
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds")


def events_of_job(store: Store, id_: str, after: int) -> list[tuple[int, dict[str, Any]]]:
    """What became of a job's articles after the event of this number, each event with its number, in order."""
    asked = select(job_events.c.number, job_events.c.event).where(job_events.c.job == id_, job_events.c.number > after)
    with store.database.reading() as connection:
        rows: Iterable[Any] = connection.execute(asked.order_by(job_events.c.number)).all()
    return [(row.number, json.loads(row.event)) for row in rows]
