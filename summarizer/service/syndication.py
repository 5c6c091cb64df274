"""Feeds out: what is new in a story, in a search or for a watch, as Atom or JSON Feed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Literal

from fastapi import Request, Response
from lxml import etree
from lxml.builder import ElementMaker

from summarizer.store import Revision
from summarizer.store.changes import Change

Kind = Literal["atom", "json"]

_ATOM = "http://www.w3.org/2005/Atom"
_MARKS = {"added": "new", "moved_on": "moved on", "corrected": "corrected", "removed": "gone"}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def feed_response(kind: Kind, title: str, request: Request, revisions: Sequence[Revision]) -> Response:
    """A feed of revisions, the newest first, with links to the public address of the service, if it has one."""
    home = str(request.base_url)
    address = str(request.url)
    if public := request.app.state.setting.public:
        address = f"{public.rstrip('/')}/{address.removeprefix(home)}"
        home = f"{public.rstrip('/')}/"
    entries = [one for one in revisions if one.has_story]
    if kind == "json":
        body = json.dumps(_json(title, address, home, entries), ensure_ascii=False)
        return Response(body, media_type="application/feed+json")
    return Response(_atom(title, address, home, entries), media_type="application/atom+xml")


def change_lines(revision: Revision, *, before: bool = False) -> list[str]:
    """What is new in a story, a line each, with what stood there before where that is asked for."""
    return [
        f"{_mark(one)}: {one.text}"
        + (f" (was: {one.before})" if before and one.before and one.part != "articles" else "")
        for one in revision.changes
        if one.part != "headline" or one.before
    ]


def _mark(change: Change) -> str:
    if change.part == "headline":
        return "headline now"
    return f"{_MARKS[change.kind]} article" if change.part == "articles" else _MARKS[change.kind]


def _json(title: str, address: str, home: str, entries: Sequence[Revision]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": address,
        "items": [
            {
                "id": _id(one),
                "url": f"{home}stories/{one.story}",
                "title": one.headline,
                "content_text": "\n".join(change_lines(one, before=True)),
                "date_published": _moment(one.at),
            }
            for one in entries
        ],
    }


def _atom(title: str, address: str, home: str, entries: Sequence[Revision]) -> bytes:
    made = max((one.at for one in entries), default=0.0)
    root = _make.feed(
        _make.id(address),
        _make.title(_printable(title)),
        _make.updated(_moment(made)),
        _make.author(_make.name("summarizer")),
        _make.link(rel="self", href=address),
        _make.link(rel="alternate", href=home),
        *(
            _make.entry(
                _make.id(_id(one)),
                _make.title(_printable(one.headline)),
                _make.updated(_moment(one.at)),
                _make.link(rel="alternate", href=f"{home}stories/{one.story}"),
                _make.content(_printable("\n".join(change_lines(one, before=True))), type="text"),
            )
            for one in entries
        ),
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _id(revision: Revision) -> str:
    return f"urn:summarizer:{revision.story}:{revision.revision}"


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _moment(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
