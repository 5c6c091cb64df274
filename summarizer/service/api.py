"""The routes of the API: `/v1`, which only ever grows. What they take and answer is in `answers.py`."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Query, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from summarizer.errors import FieldError, ReadError, UsageError
from summarizer.schema import ArticleSummary, Story
from summarizer.service import costs, entities, exports, feeds, notifications, syndication, watches
from summarizer.service import keys as access
from summarizer.service.answers import (
    ArticleOut,
    ArticlesOut,
    ChannelIn,
    ChannelOut,
    EditIn,
    EditOut,
    FeedIn,
    FeedOut,
    HitsOut,
    JobOut,
    KeyIn,
    OpmlIn,
    RevisionOut,
    RevisionsOut,
    StoriesOut,
    WatchIn,
    WatchOut,
    article_out,
    channel_out,
    edit_out,
    events_of_job,
    feed_out,
    hit_out,
    job_out,
    line_out,
    moment,
    revision_out,
    watch_out,
)
from summarizer.service.dependencies import Admin, Analyst, Reader, TheStore, TheWork
from summarizer.service.problems import Problem, ProblemError
from summarizer.service.work import Work
from summarizer.sources import article_from_json
from summarizer.store import Edit, Store
from summarizer.store.full_text import FIELDS, SearchField

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


Limit = Annotated[int, Query(ge=1, le=200)]
Day = Annotated[dt.date | None, Query(description="2022-04-22")]


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
            rows = await run_in_threadpool(events_of_job, store, id_, last)
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
    return syndication.feed_response(kind, line.headline, request, entries)


@router.get(
    "/stories/{id_}/export.{kind}", tags=["out"], response_class=Response, responses={200: _FILE, 501: _PROBLEM}
)
def export_story(
    id_: str, kind: exports.ExportKind, _: Reader, store: TheStore, revision: Number | None = None
) -> Response:
    """A story as a file: Markdown, CSV, IPTC ninjs, or PDF where there is a Chromium."""
    line = store.story_line(id_)
    made = next((one for one in store.revisions(line.id) if one.revision == (revision or line.revision)), None)
    story = store.story(line.id, revision)
    assert made is not None
    return exports.export(kind, story, made)


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
    return syndication.feed_response(kind, watch.name, request, watches.seen(store, watch))


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
