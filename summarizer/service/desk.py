"""The desk in the browser: pages made on the server, with the look and the parts of the report."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from sqlalchemy import select

from summarizer.dates.display import day_and_time, human
from summarizer.reports.briefing import briefing
from summarizer.reports.html import story_html
from summarizer.service import costs, notifications, syndication, watches
from summarizer.service import feeds as feeds_in
from summarizer.service import keys as access
from summarizer.service.answers import EditIn, job_out, moment
from summarizer.service.api import make_edit
from summarizer.service.dependencies import Admin, Analyst, Reader, TheStore, TheWork
from summarizer.service.differences import differences
from summarizer.service.entities import entity_id, find_entity
from summarizer.service.problems import Problem, ProblemError
from summarizer.store.tables import jobs, revisions

if TYPE_CHECKING:
    from jinja2 import Environment

    from summarizer.service.work import Work
from summarizer.store import Store

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
COOKIE = "summarizer_session"
SEEN = "summarizer_seen"
_SHOWN = 6
STATIC = {
    "report.css": ("summarizer.reports", "templates/report.css", "text/css"),
    "report.js": ("summarizer.reports", "templates/report.js", "text/javascript"),
    "desk.js": ("summarizer.service", "templates/desk.js", "text/javascript"),
    "desk.css": ("summarizer.service", "templates/desk.css", "text/css"),
}

_TO_JOIN = 200  # stories that are offered to be joined with, those that changed last

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def front(
    request: Request,
    caller: Reader,
    store: TheStore,
    work: TheWork,
    q: str = "",
    after: int | None = None,
    seen: int | None = None,
) -> Response:
    """The stories, what changed last first, with what is new since the last visit; or what a search found."""
    hits = store.search(q, limit=50) if q.strip() else []
    lines = store.stories(after=after, limit=30) if not q.strip() else []
    since = seen if seen is not None else int(request.cookies.get(SEEN) or 0)
    new: dict[str, list[str]] = {}
    for revision in store.changes(since) if lines else ():
        new.setdefault(revision.story, []).extend(syndication.change_lines(revision))
    page = _page(
        request,
        caller,
        "stories.html",
        title=f"Search: {q}" if q else "Stories",
        q=q,
        hits=hits,
        lines=[(line, _day(line.last_day), new.get(line.id, [])[:_SHOWN], len(new.get(line.id, []))) for line in lines],
        following=lines[-1].latest if len(lines) == 30 else None,
        seen=since,
        counts=store.counts(),
        stopped=work.budget.used_up(store),
    )
    if lines and after is None:
        page.set_cookie(SEEN, str(lines[0].latest), max_age=365 * 24 * 3600, samesite="strict", httponly=True)
    return page


@router.get("/stories/{id_}")
def story(request: Request, id_: str, caller: Reader, store: TheStore, revision: int | None = None) -> Response:
    """A story with its evidence, what was changed by hand, and how it came to be what it is."""
    line = store.story_line(id_)
    if line.id != id_:
        return RedirectResponse(f"/stories/{line.id}", status_code=308)
    shown = store.story(line.id, revision)
    items = [
        *((one.id, one.line.text) for one in shown.events),
        *((one.id, one.counted) for one in shown.figures),
        *((one.id, one.line.text) for one in shown.facts),
        *((one.id, one.renderings[0].text) for one in shown.quotes),
        *((one.id, one.line.text) for target in shown.stances for one in target.stances),
        *((f"gist/{at}", one.text) for at, one in enumerate(shown.gist, 1)),
        *((f"know_before_repeating/{at}", one.line.text) for at, one in enumerate(shown.know_before_repeating, 1)),
    ]
    return _page(
        request,
        caller,
        "story.html",
        title=shown.headline,
        story=shown,
        line=line,
        fragment=Markup(story_html(shown, briefing(shown), 1)),
        items=items,
        edits=store.edits(line.id),
        revisions=[(one, _at(one.at), syndication.change_lines(one)) for one in reversed(store.revisions(line.id))],
        revision=revision,
        others=[one for one in store.stories(limit=_TO_JOIN) if one.id != line.id] if caller.may("analyst") else [],
        names=[
            (one.name, entity_id(one.name)) for one in shown.entities if one.kind != "place" and entity_id(one.name)
        ],
    )


@router.post("/stories/{id_}/edit")
def edit(
    id_: str,
    caller: Analyst,
    store: TheStore,
    work: TheWork,
    kind: Annotated[str, Form()],
    item: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    other: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Changes a story by hand."""
    given = EditIn.model_validate({"kind": kind, "item": item, "text": text, "other": other, "why": why})
    make_edit(store, work, id_, given, caller.name)
    return RedirectResponse(f"/stories/{id_}#by-hand", status_code=303)


@router.post("/edits/{number}/undo")
def undo(number: int, caller: Analyst, store: TheStore, work: TheWork) -> Response:
    """Takes an edit back."""
    undone = store.undo(number, who=caller.name)
    work.tell_due()
    return RedirectResponse(f"/stories/{undone.story}#by-hand", status_code=303)


@router.get("/articles/{id_}")
def article(request: Request, id_: str, caller: Reader, store: TheStore, against: int | None = None) -> Response:
    """An article; where it has been corrected, beside an earlier version, with what is different marked."""
    latest = store.article(id_)
    earlier = store.article(id_, against or latest.version - 1) if latest.versions > 1 else None
    before, after = differences(earlier.article.text, latest.article.text) if earlier else ([], [])
    return _page(
        request,
        caller,
        "article.html",
        title=latest.article.title or latest.article.id,
        latest=latest,
        earlier=earlier,
        before=before,
        after=after,
    )


@router.get("/entities/{id_}")
def entity(request: Request, id_: str, caller: Reader, store: TheStore) -> Response:
    """Who somebody is, and what they said over time."""
    found = find_entity(store, id_)
    return _page(request, caller, "entity.html", title=found.name, entity=found)


@router.post("/articles/{id_}/forget")
def forget(id_: str, _: Admin, store: TheStore, work: TheWork) -> Response:
    """Forgets an article."""
    store.forget(id_, cache=work.summarizer.cache_folder or False)
    work.tell_due()
    return RedirectResponse("/", status_code=303)


@router.post("/articles")
def hand_in(caller: Analyst, work: TheWork, address: Annotated[str, Form(max_length=2000)]) -> Response:
    """Hands in the article at an address."""
    job = work.hand_in([{"url": address.strip()}], who=caller.name, what=address.strip())
    return RedirectResponse(f"/jobs#{job}", status_code=303)


@router.get("/jobs")
def list_jobs(request: Request, caller: Reader, store: TheStore) -> Response:
    """What was handed in, and what came to nothing."""
    with store.database.reading() as connection:
        ids = connection.scalars(select(jobs.c.id).order_by(jobs.c.at.desc()).limit(50)).all()
    failures = [(one, _at(one.at)) for one in store.failures()[:100]]
    found = [job_out(store, id_) for id_ in ids]
    told = [one["number"] for job in found for event in job.events for one in event.get("stories", ()) if one["story"]]
    headlines = _headlines(store, told)
    return _page(request, caller, "jobs.html", title="Jobs", jobs=found, failures=failures, headlines=headlines)


def _headlines(store: Store, numbers: list[int]) -> dict[int, str]:
    """The headlines that revisions were told with, by their numbers."""
    with store.database.reading() as connection:
        asked = select(revisions.c.number, revisions.c.headline).where(revisions.c.number.in_(numbers))
        return {row.number: row.headline for row in connection.execute(asked)}


@router.get("/feeds")
def list_feeds(request: Request, caller: Reader, store: TheStore) -> Response:
    """The feeds, and how they do."""
    found = [
        (one, _at(one.succeeded) if one.succeeded else "never", _at(one.next) if one.next else "now")
        for one in feeds_in.list_feeds(store)
    ]
    return _page(request, caller, "feeds.html", title="Feeds", feeds=found)


@router.post("/feeds")
def add_feed(_: Analyst, store: TheStore, url: Annotated[str, Form(max_length=2000)]) -> Response:
    """Has a feed looked into."""
    feeds_in.add_feed(store, url.strip())
    return RedirectResponse("/feeds", status_code=303)


@router.post("/feeds/{number}/remove")
def remove_feed(number: int, _: Analyst, store: TheStore) -> Response:
    """Looks into a feed no more."""
    feeds_in.remove_feed(store, number)
    return RedirectResponse("/feeds", status_code=303)


@router.get("/watches")
def list_watches(request: Request, caller: Reader, store: TheStore, work: TheWork) -> Response:
    """The watches, and what each has seen lately."""
    return _watches_page(request, caller, store, work)


def _watches_page(
    request: Request, caller: access.Caller, store: Store, work: Work, secret: str | None = None
) -> HTMLResponse:
    found = [
        (
            one,
            [
                (revision, _at(revision.at), syndication.change_lines(revision))
                for revision in watches.seen(store, one, 5)
            ],
            notifications.list_channels(store, one.number) if caller.may("analyst") else (),
        )
        for one in watches.list_watches(store)
    ]
    return _page(
        request, caller, "watches.html", title="Watches", watches=found, secret=secret, mails=work.mailer is not None
    )


@router.post("/watches/{number}/channels")
def add_channel(
    request: Request,
    number: int,
    caller: Analyst,
    store: TheStore,
    work: TheWork,
    target: Annotated[str, Form(max_length=2000)],
) -> Response:
    """Has what a watch sees sent to an address: by mail once a day, to a webhook at once."""
    kind: notifications.ChannelKind = "webhook" if "://" in target else "mail"
    _, secret = notifications.add_channel(store, number, kind, target, caller.name)
    if secret is not None:  # it is shown once: there is no going back to it
        return _watches_page(request, caller, store, work, secret)
    return RedirectResponse("/watches", status_code=303)


@router.post("/channels/{number}/remove")
def remove_channel(number: int, _: Analyst, store: TheStore) -> Response:
    """Sends nothing there any more."""
    notifications.remove_channel(store, number)
    return RedirectResponse("/watches", status_code=303)


@router.post("/watches")
def add_watch(
    caller: Analyst,
    store: TheStore,
    name: Annotated[str, Form(max_length=200)],
    words: Annotated[str, Form(max_length=1000)] = "",
    kind: Annotated[str, Form()] = "",
) -> Response:
    """Keeps a watch."""
    query = watches.Query.model_validate({"words": words, "kinds": [kind] if kind else []})
    watches.add_watch(store, name, query, caller.name)
    return RedirectResponse("/watches", status_code=303)


@router.post("/watches/{number}/remove")
def remove_watch(number: int, _: Analyst, store: TheStore) -> Response:
    """Keeps a watch no more."""
    watches.remove_watch(store, number)
    return RedirectResponse("/watches", status_code=303)


@router.get("/spending")
def spending(request: Request, caller: Analyst, store: TheStore, work: TheWork) -> Response:
    """What reading has cost."""
    spent = costs.overview(store, work.budget)
    return _page(
        request,
        caller,
        "spending.html",
        title="Costs",
        spent=spent,
        days=[((one.day, one.model, one.what), "", one) for one in spent.days],
        stories=[((one.headline,), f"/stories/{one.story}", one) for one in spent.stories],
        feeds=[((one.title or one.feed,), "", one) for one in spent.feeds],
    )


@router.get("/feed.{kind}")
def everything(
    kind: syndication.Kind, _: Reader, store: TheStore, request: Request, q: Annotated[str, Query()] = ""
) -> Response:
    """What is new, in all stories or in those that a search finds, as a feed."""
    revisions = store.latest_revisions(100)
    if q.strip():
        found = {hit.article.story for hit in store.search(q, limit=200)}
        revisions = [one for one in revisions if one.story in found]
    return syndication.feed_response(kind, q or "Stories", request, revisions)


@router.get("/login")
def login_page(request: Request) -> Response:
    """Where a person gives a key."""
    return _page(request, None, "login.html", title="Log in", wrong=False)


@router.post("/login")
def login(request: Request, store: TheStore, key: Annotated[str, Form(max_length=200)]) -> Response:
    """Logs a person in by a key."""
    token = access.begin_session(store, key.strip())
    if token is None:
        page = _page(request, None, "login.html", title="Log in", wrong=True)
        page.status_code = 401
        return page
    answer = RedirectResponse("/", status_code=303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=int(access.SESSION), httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/logout")
def logout(request: Request, _: Reader, store: TheStore) -> Response:
    """Logs a person out."""
    if token := request.cookies.get(COOKIE):
        access.end_session(store, token)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Styles and the script of the pages."""
    if name not in STATIC:
        raise ProblemError(404, f"There is no {name}.")
    package, path, kind = STATIC[name]
    text = resources.files(package).joinpath(path).read_text("utf-8")
    return Response(text, media_type=kind, headers={"Cache-Control": "max-age=3600"})


def error_page(request: Request, problem: Problem) -> Response:
    """A problem as a page."""
    page = _page(request, request.state.caller, "error.html", title=problem.title, problem=problem)
    page.status_code = problem.status
    return page


def _page(request: Request, caller: access.Caller | None, template: str, **values: Any) -> HTMLResponse:
    text = (
        _environment()
        .get_template(template)
        .render(caller=caller, path=request.url.path, is_logged_in=COOKIE in request.cookies, **values)
    )
    return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})


def _day(day: int | None) -> str:
    return day_and_time(dt.date.fromordinal(day).isoformat()) if day else ""


def _at(at: float) -> str:
    """A time as people write it, in UTC, which it says."""
    return day_and_time(moment(at))


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _query(**values: object) -> str:
    return urlencode({name: value for name, value in values.items() if value not in (None, "")})


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from summarizer.reports.printable import printable, printable_part

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["printable"] = printable
    environment.filters["printable_lines"] = lambda text: "\n".join(map(printable_part, text.split("\n")))
    environment.filters["day_and_time"] = day_and_time
    environment.filters["human"] = human
    environment.filters["counted"] = _counted
    environment.globals["query"] = _query
    return environment
