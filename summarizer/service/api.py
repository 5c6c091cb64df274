"""The API: `/v1`, which only ever grows."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from summarizer.errors import FieldError, MissingError, ReadError, UsageError
from summarizer.schema import Article, ArticleSummary, Story
from summarizer.service import costs, entities, exports, feeds, notifications, syndication, watches
from summarizer.service import keys as access
from summarizer.service.keys import Caller, Role
from summarizer.service.problems import Problem, ProblemError
from summarizer.service.work import Work
from summarizer.sources import article_from_json
from summarizer.store import Change, Edit, Hit, Revision, Store, Stored, StoryLine
from summarizer.store.full_text import FIELDS, SearchField
from summarizer.store.tables import job_events, jobs

_PROBLEM: dict[str, Any] = {"model": Problem, "description": "a problem (RFC 9457)"}
_FEED: dict[str, Any] = {"content": {"application/atom+xml": {}, "application/feed+json": {}}}
_FILE: dict[str, Any] = {
    "content": {"text/markdown": {}, "text/csv": {}, "application/json": {}, "application/pdf": {}}
}
_LIVE = 2.0  # seconds between two looks for what is new in a story that is open
Number = Annotated[int, Query(ge=0, lt=2**63)]
_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
MOST_ARTICLES = 1000
"""Articles of one request."""


router = APIRouter(prefix="/v1", responses=dict.fromkeys((400, 401, 403, 404, 415, 422, 429, 503), _PROBLEM))


def _check_kind(request: Request) -> None:
    """What is sent to the API says that it is JSON; forms are for the desk alone."""
    if request.method != "POST" or not request.url.path.startswith("/v1/"):
        return
    given = request.headers.get("content-type", "")
    kind, _, form = given.partition(";")[0].strip().lower().partition("/")
    if kind != "application" or not (form == "json" or form.endswith("+json")):
        problem = f"The body is sent as {given}." if given else "The request does not say what its body is."
        raise ProblemError(415, problem, "Send it as JSON, with the header Content-Type: application/json.")


def needs(role: Role) -> Callable[[Request], Caller]:
    """A dependency: whoever asks has this role."""

    def check(request: Request) -> Caller:
        caller: Caller | None = request.state.caller
        if caller is None or not caller.may(role):
            raise ProblemError(403, f"This takes the role {role}.", "Ask with the key of somebody who has it.")
        _check_kind(request)
        return caller

    return check


def the_store(request: Request) -> Store:
    """A dependency: the store."""
    store: Store = request.app.state.store
    return store


def the_work(request: Request) -> Work:
    """A dependency: what runs workflows."""
    work: Work = request.app.state.work
    return work


Reader = Annotated[Caller, Depends(needs("reader"))]
Analyst = Annotated[Caller, Depends(needs("analyst"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
TheStore = Annotated[Store, Depends(the_store)]
TheWork = Annotated[Work, Depends(the_work)]
Limit = Annotated[int, Query(ge=1, le=200)]
Day = Annotated[dt.date | None, Query(description="2022-04-22")]


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


_EXAMPLES = {
    "article": {"value": {"text": "The ferry sank.", "url": "https://example.org/1", "published": "2024-05-06"}},
    "several": {"value": [{"text": "The ferry sank."}, {"url": "https://example.org/2"}]},
    "address": {"value": {"url": "https://example.org/2"}},
}


@router.post("/articles", status_code=202, tags=["in"], responses={409: _PROBLEM, 413: _PROBLEM})
def hand_in(
    caller: Analyst,
    work: TheWork,
    store: TheStore,
    response: Response,
    given: Annotated[Any, Body(openapi_examples=_EXAMPLES)],
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> JobOut:
    """Hands in articles: one or several, each as an `Article`, as IPTC ninjs, or as an address that is fetched."""
    items = _items(given)
    key = f"{caller.name}\n{idempotency_key}" if idempotency_key else None
    try:
        job = work.hand_in(items, who=caller.name, idempotency=key)
    except UsageError as error:
        raise ProblemError(409, error.problem, error.remedy) from None
    response.headers["Location"] = f"/v1/jobs/{job}"
    return job_out(store, job)


@router.get("/jobs/{id_}", tags=["in"])
def get_job(id_: str, _: Reader, store: TheStore, work: TheWork) -> JobOut:
    """What became of articles that were handed in."""
    job = job_out(store, id_)
    if job.state in ("queued", "running"):
        job.waits_for = work.budget.used_up(store)
    return job


@router.get("/spending", tags=["out"])
def get_spending(_: Analyst, store: TheStore, work: TheWork) -> costs.SpendingOut:
    """What reading has cost, by day, story and feed, and today's budget."""
    return costs.overview(store, work.budget)


@router.get("/jobs/{id_}/events", tags=["in"], response_class=EventSourceResponse)
async def watch_job(
    id_: str,
    _: Reader,
    store: TheStore,
    request: Request,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """What becomes of them, as it happens (server-sent events); goes on after `Last-Event-ID`."""
    await run_in_threadpool(job_out, store, id_)
    after = int(last_event_id) if last_event_id and last_event_id.isdigit() else 0

    async def events() -> AsyncIterator[ServerSentEvent]:
        last = after
        while not await request.is_disconnected():
            rows = await run_in_threadpool(_events, store, id_, last)
            for number, event in rows:
                last = number
                yield ServerSentEvent(id=str(number), event=event["event"], data=json.dumps(event, ensure_ascii=False))
                if event["event"] == "done":
                    return
            await asyncio.sleep(0.5)

    return EventSourceResponse(events())


@router.get("/stories", tags=["out"])
def list_stories(_: Reader, store: TheStore, after: int | None = None, limit: Limit = 50) -> StoriesOut:
    """The stories, what changed last first."""
    lines = store.stories(after=after, limit=limit)
    following = lines[-1].latest if len(lines) == limit else None
    return StoriesOut(stories=[line_out(line) for line in lines], next=following)


@router.get("/stories/changes", tags=["out"])
def list_changes(_: Reader, store: TheStore, after: int = 0, limit: Limit = 100) -> RevisionsOut:
    """What is new in all stories since a revision, in order; `next` is what to ask after the next time."""
    found = store.changes(after, limit=limit)
    return RevisionsOut(changes=[revision_out(one) for one in found], next=found[-1].number if found else after)


@router.get("/stories/{id_}", tags=["out"], response_model=Story, responses={304: {"description": "as it was"}})
def get_story(
    id_: str,
    _: Reader,
    store: TheStore,
    response: Response,
    revision: int | None = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Story | Response:
    """A story, now or in an earlier revision. One that was taken in by another is that other."""
    line = store.story_line(id_)
    tag = f'"{line.id}-{revision or line.revision}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    if if_none_match and tag in (one.strip().removeprefix("W/") for one in if_none_match.split(",")):
        return Response(status_code=304, headers={"ETag": tag})
    return store.story(line.id, revision)


@router.get("/stories/{id_}/revisions", tags=["out"])
def list_revisions(id_: str, _: Reader, store: TheStore) -> RevisionsOut:
    """How a story came to be what it is."""
    return RevisionsOut(changes=[revision_out(one) for one in store.revisions(id_)], next=None)


@router.get("/stories/{id_}/feed.{kind}", tags=["out"], response_class=Response, responses={200: _FEED})
def story_feed(id_: str, kind: Literal["atom", "json"], _: Reader, store: TheStore, request: Request) -> Response:
    """What is new in a story, as an Atom or JSON Feed."""
    line = store.story_line(id_)
    entries = store.revisions(line.id)[::-1]
    return syndication.feed_response(kind, line.headline, str(request.url), str(request.base_url), entries)


@router.get(
    "/stories/{id_}/export.{kind}", tags=["out"], response_class=Response, responses={200: _FILE, 501: _PROBLEM}
)
def export_story(
    id_: str, kind: exports.ExportKind, _: Reader, store: TheStore, revision: Number | None = None
) -> Response:
    """A story as a file: Markdown, CSV, IPTC ninjs, or PDF where there is a Chromium."""
    line = store.story_line(id_)
    told = next((one for one in store.revisions(line.id) if one.revision == (revision or line.revision)), None)
    story = store.story(line.id, revision)
    assert told is not None
    return exports.export(kind, story, told)


@router.get("/stories/{id_}/events", tags=["out"], response_class=EventSourceResponse)
async def watch_story(
    id_: str, _: Reader, store: TheStore, request: Request, last_event_id: Annotated[str | None, Header()] = None
) -> EventSourceResponse:
    """What is new in a story, as it happens (server-sent events `revision`); goes on after `Last-Event-ID`."""
    line = await run_in_threadpool(store.story_line, id_)
    given = last_event_id if last_event_id and last_event_id.isdigit() and len(last_event_id) < 18 else None

    async def events() -> AsyncIterator[ServerSentEvent]:
        last = int(given) if given else line.latest
        while not await request.is_disconnected():
            for one in await run_in_threadpool(store.changes, last, limit=200):
                last = one.number
                if one.story == line.id:
                    data = {"revision": one.revision, "headline": one.headline, "told": syndication.change_lines(one)}
                    yield ServerSentEvent(id=str(last), event="revision", data=json.dumps(data, ensure_ascii=False))
            await asyncio.sleep(_LIVE)

    return EventSourceResponse(events())


@router.get("/entities/{id_}", tags=["out"])
def get_entity(id_: str, _: Reader, store: TheStore) -> entities.EntityOut:
    """Who that is, and what they said and where they stood over time; found by name, so namesakes are one."""
    return entities.find_entity(store, id_)


@router.post("/stories/{id_}/edits", status_code=201, tags=["by hand"])
def edit_story(id_: str, given: EditIn, caller: Analyst, store: TheStore, work: TheWork) -> EditOut:
    """Changes a story by hand: a headline, an item, names; joins stories, takes an article out."""
    return edit_out(make_edit(store, work, id_, given, caller.name))


@router.get("/stories/{id_}/edits", tags=["by hand"])
def list_edits(id_: str, _: Reader, store: TheStore) -> list[EditOut]:
    """What was changed in a story by hand, undone edits as well."""
    return [edit_out(one) for one in store.edits(id_)]


@router.delete("/edits/{number}", tags=["by hand"])
def undo_edit(number: int, caller: Analyst, store: TheStore, work: TheWork) -> EditOut:
    """Takes an edit back."""
    undone = store.undo(number, who=caller.name)
    work.tell_due()
    return edit_out(undone)


@router.get("/articles", tags=["out"])
def list_articles(_: Reader, store: TheStore, after: int | None = None, limit: Limit = 50) -> ArticlesOut:
    """The articles, the newest first."""
    found = store.articles(before=after, limit=limit)
    following = found[-1].number if len(found) == limit else None
    return ArticlesOut(articles=[article_out(one) for one in found], next=following)


@router.get("/articles/{id_}", tags=["out"])
def get_article(id_: str, _: Reader, store: TheStore, version: int | None = None) -> ArticleOut:
    """An article, in its latest version or an earlier one."""
    return article_out(store.article(id_, version))


@router.get("/articles/{id_}/summary", tags=["out"])
def get_summary(id_: str, _: Reader, store: TheStore) -> ArticleSummary:
    """What was read out of an article."""
    return store.summary(id_)


@router.delete("/articles/{id_}", tags=["in"])
def forget_article(id_: str, _: Admin, store: TheStore, work: TheWork) -> dict[str, list[str]]:
    """Forgets an article with all that was taken from it; the stories that told of it are read again."""
    forgotten = store.forget(id_, cache=work.summarizer.cache_folder or False)
    work.tell_due()
    return {"articles": [one.id for one in forgotten.articles], "stories": list(forgotten.stories)}


@router.get("/search", tags=["out"])
def search(
    _: Reader,
    store: TheStore,
    q: Annotated[str, Query(description="words, or a “phrase” in quotation marks", max_length=1000)],
    part: Annotated[list[SearchField] | None, Query(description="where: title, names, quotes, text")] = None,
    outlet: str | None = None,
    language: str | None = None,
    since: Day = None,
    until: Day = None,
    after: int | None = None,
    limit: Limit = 20,
) -> HitsOut:
    """The articles with all these words, the newest first."""
    hits = store.search(
        q,
        fields=part or FIELDS,
        outlet=outlet,
        language=language,
        since=since.toordinal() if since else None,
        until=until.toordinal() if until else None,
        before=after,
        limit=limit,
    )
    following = hits[-1].article.number if len(hits) == limit else None
    return HitsOut(hits=[hit_out(one) for one in hits], next=following)


@router.get("/feeds", tags=["in"])
def list_feeds(_: Reader, store: TheStore) -> list[FeedOut]:
    """The feeds that are looked into, those that fail first."""
    return [feed_out(one) for one in feeds.list_feeds(store)]


@router.post("/feeds", status_code=201, tags=["in"])
def add_feed(given: FeedIn, _: Analyst, store: TheStore) -> FeedOut:
    """Has an RSS or Atom feed looked into."""
    return feed_out(feeds.add_feed(store, given.url, every=given.every))


@router.post("/feeds/opml", status_code=201, tags=["in"])
def add_opml(given: OpmlIn, _: Analyst, store: TheStore) -> list[FeedOut]:
    """Has all feeds of an OPML document looked into."""
    return [feed_out(one) for one in feeds.add_opml(store, given.opml)]


@router.delete("/feeds/{number}", status_code=204, tags=["in"])
def remove_feed(number: int, _: Analyst, store: TheStore) -> None:
    """Looks into a feed no more."""
    feeds.remove_feed(store, number)


@router.get("/watches", tags=["watches"])
def list_watches(_: Reader, store: TheStore) -> list[WatchOut]:
    """The watches that are kept."""
    return [watch_out(one) for one in watches.list_watches(store)]


@router.post("/watches", status_code=201, tags=["watches"])
def add_watch(given: WatchIn, caller: Analyst, store: TheStore) -> WatchOut:
    """Keeps a watch: for words, for a story, for kinds of changes."""
    return watch_out(watches.add_watch(store, given.name, given.query, caller.name))


@router.delete("/watches/{number}", status_code=204, tags=["watches"])
def remove_watch(number: int, _: Analyst, store: TheStore) -> None:
    """Keeps a watch no more."""
    watches.remove_watch(store, number)


@router.get("/watches/{number}/seen", tags=["watches"])
def watch_seen(number: int, _: Reader, store: TheStore) -> list[RevisionOut]:
    """What a watch has seen lately, the latest first."""
    return [revision_out(one) for one in watches.seen(store, watches.get_watch(store, number))]


@router.get("/watches/{number}/feed.{kind}", tags=["watches"], response_class=Response, responses={200: _FEED})
def watch_feed(number: int, kind: Literal["atom", "json"], _: Reader, store: TheStore, request: Request) -> Response:
    """What a watch has seen lately, as an Atom or JSON Feed."""
    watch = watches.get_watch(store, number)
    return syndication.feed_response(
        kind, watch.name, str(request.url), str(request.base_url), watches.seen(store, watch)
    )


@router.get("/watches/{number}/channels", tags=["watches"])
def list_channels(number: int, _: Analyst, store: TheStore) -> list[ChannelOut]:
    """Where what a watch sees is sent, and how it goes."""
    watches.get_watch(store, number)
    return [channel_out(one) for one in notifications.list_channels(store, number)]


@router.post("/watches/{number}/channels", status_code=201, tags=["watches"])
def add_channel(number: int, given: ChannelIn, caller: Analyst, store: TheStore) -> ChannelOut:
    """Has what a watch sees from now on sent: to a webhook at once, by mail in one digest for all of an address."""
    channel, secret = notifications.add_channel(store, number, given.kind, given.target, caller.name, given.every)
    return channel_out(channel, secret)


@router.delete("/channels/{number}", status_code=204, tags=["watches"])
def remove_channel(number: int, _: Analyst, store: TheStore) -> None:
    """Sends nothing there any more."""
    notifications.remove_channel(store, number)


@router.get("/failures", tags=["out"])
def list_failures(_: Reader, store: TheStore) -> list[dict[str, Any]]:
    """What came to nothing, the latest first."""
    return [
        {"at": moment(one.at), "source": one.source, "problem": one.problem, "remedy": one.remedy}
        for one in store.failures()
    ]


@router.post("/keys", status_code=201, tags=["keys"])
def make_key(given: KeyIn, _: Admin, store: TheStore) -> dict[str, str]:
    """Makes a key. It is told this once."""
    key, secret = access.add_key(store, given.name, given.role)
    return {"id": key.id, "name": key.name, "role": key.role, "key": secret}


@router.get("/keys", tags=["keys"])
def get_keys(_: Admin, store: TheStore) -> list[dict[str, str | None]]:
    """The keys, without the keys themselves."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role,
            "made": moment(one.made),
            "revoked": moment(one.revoked) if one.revoked else None,
        }
        for one in access.list_keys(store)
    ]


@router.delete("/keys/{id_}", status_code=204, tags=["keys"])
def delete_key(id_: str, _: Admin, store: TheStore) -> None:
    """Makes a key worthless."""
    access.revoke_key(store, id_)


def make_edit(store: Store, work: Work, story: str, given: EditIn, who: str) -> Edit:
    """Makes an edit that was asked for.

    Raises:
        UsageError: something that the edit needs is missing.
    """

    def needed(name: str) -> str:
        value: str | None = getattr(given, name)
        if not value or not value.strip():
            raise UsageError(f"For {given.kind}, “{name}” is needed.", "See /v1/openapi.json.")
        return value.strip()

    by = {"who": who, "why": given.why}
    match given.kind:
        case "headline":
            edit = store.set_headline(story, needed("text"), **by)
        case "hide":
            edit = store.hide(story, needed("item"), **by)
        case "correct":
            edit = store.correct(story, needed("item"), needed("text"), **by)
        case "same":
            edit = store.same(story, needed("item"), needed("other"), **by)
        case "not_same":
            edit = store.not_same(story, needed("item"), needed("other"), **by)
        case "join":
            edit = store.join(story, needed("other"), **by)
        case "take_out":
            edit = store.take_out(story, needed("other"), **by)
    work.tell_due()
    return edit


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
        events=[event for _, event in _events(store, id_, 0)],
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


def _items(given: Any) -> list[dict[str, Any]]:
    """What was handed in, each as an article or an address; checked, so that a job begins with what can be read.

    Raises:
        ProblemError: nothing, too much, or something that is neither.
    """
    values = given if isinstance(given, list) else [given]
    if not values or len(values) > MOST_ARTICLES:
        raise ProblemError(422, f"There are {len(values)} articles; 1 to {MOST_ARTICLES:,} are taken.")
    where = [f"body/{at}" if isinstance(given, list) else "body" for at in range(len(values))]
    return [_item(value, f"article {at + 1}", where[at]) for at, value in enumerate(values)]


def _item(value: Any, name: str, where: str) -> dict[str, Any]:
    if isinstance(value, dict) and set(value) <= {"url", "uri"} and isinstance(value.get("url"), str):
        if not _ADDRESS.match(value["url"]):
            problem = f"{name}: “{value['url'][:60]}” is no http(s) address."
            errors = [{"at": f"{where}/url", "problem": problem}]
            raise ProblemError(422, problem, "Give an address, or the text of the article.", errors=errors)
        return {"url": value["url"]}
    try:
        article = article_from_json(value, name)
    except ReadError as error:
        field = f"{where}/{error.field}" if isinstance(error, FieldError) else where
        errors = [{"at": field, "problem": error.problem}]
        raise ProblemError(422, error.problem, error.remedy, errors=errors) from None
    return article.model_dump(mode="json")


def _events(store: Store, id_: str, after: int) -> list[tuple[int, dict[str, Any]]]:
    asked = select(job_events.c.number, job_events.c.event).where(job_events.c.job == id_, job_events.c.number > after)
    with store.database.reading() as connection:
        rows: Iterable[Any] = connection.execute(asked.order_by(job_events.c.number)).all()
    return [(row.number, json.loads(row.event)) for row in rows]
