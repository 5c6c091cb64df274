"""Who may come in, and what nobody may have the service do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from fastapi.routing import APIRoute

from summarizer.cli import main
from summarizer.service import api, desk, health
from summarizer.service.keys import ROLES, Role, add_key, list_keys, revoke_key
from summarizer.store import Store
from summarizer.store.full_text import search_words
from tests.service.conftest import Running, free_port, until
from tests.service.test_api import done

Locked = tuple[Running, dict[Role, str]]

OPEN = {"GET /livez", "GET /readyz", "GET /login", "POST /login", "GET /static/{name}"}
ANALYST = {
    "GET /spending",
    "GET /v1/spending",
    "GET /v1/watches/{number}/channels",
    "POST /articles",
    "POST /channels/{number}/remove",
    "POST /edits/{number}/undo",
    "POST /feeds",
    "POST /feeds/{number}/remove",
    "POST /stories/{id_}/edit",
    "POST /v1/articles",
    "POST /v1/feeds",
    "POST /v1/feeds/opml",
    "POST /v1/stories/{id_}/edits",
    "POST /v1/watches",
    "POST /v1/watches/{number}/channels",
    "POST /watches",
    "POST /watches/{number}/channels",
    "POST /watches/{number}/remove",
    "DELETE /v1/channels/{number}",
    "DELETE /v1/edits/{number}",
    "DELETE /v1/feeds/{number}",
    "DELETE /v1/watches/{number}",
}
ADMIN = {
    "GET /v1/keys",
    "POST /articles/{id_}/forget",
    "POST /v1/keys",
    "DELETE /v1/articles/{id_}",
    "DELETE /v1/keys/{id_}",
}
READERS_OWN = {"POST /logout"}
ROUTES = sorted(
    f"{method} {route.path}"
    for router in (api.router, desk.router, health.router)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    """A service that has a key for each role."""
    folder = tmp_path_factory.mktemp("locked")
    service = Running(str(folder / "s.sqlite"), folder / "bills", allowed=())
    with Store(service.place) as store:
        secrets = {role: add_key(store, f"a {role}", role)[1] for role in ROLES}
    try:
        service.start()
        yield service, secrets
    finally:
        service.stop()


def test_what_changes_something_takes_more_than_a_reader() -> None:
    assert set(ROUTES) >= OPEN | ANALYST | ADMIN | READERS_OWN, "a route has another name now"
    for route in set(ROUTES) - OPEN - ANALYST - ADMIN - READERS_OWN:
        assert route.startswith("GET "), f"{route}: who may do that?"


@pytest.mark.parametrize("route", ROUTES)
def test_roles_on_every_route(locked: Locked, route: str) -> None:
    service, secrets = locked
    method, _, path = route.partition(" ")
    path = (
        path.replace("{kind}", "atom").replace("{name}", "desk.css").replace("{number}", "0").replace("{id_}", "none")
    )
    role: Role = "admin" if route in ADMIN else "analyst" if route in ANALYST else "reader"
    with service.client() as client:
        if route in OPEN:
            assert client.request(method, path).status_code in (200, 422)
            return
        assert client.request(method, path).status_code == 401
        assert client.request(method, path, headers={"Authorization": "Bearer smz_none"}).status_code == 401
        for one, secret in secrets.items():
            status = client.request(method, path, headers={"Authorization": f"Bearer {secret}"}).status_code
            allowed = ROLES.index(one) >= ROLES.index(role)
            assert (status != 403) == allowed, f"{one}: {status}"
            assert status not in (401, 429)
            assert status < 500


def test_keys_are_kept_as_hashes_and_may_be_revoked(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        key, secret = add_key(store, "ana", "analyst")
        assert [one.name for one in list_keys(store)] == ["ana"]
        revoke_key(store, key.id)
        assert list_keys(store)[0].revoked
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()


def test_a_key_opens_the_desk_until_one_logs_out(locked: Locked) -> None:
    service, secrets = locked
    page = {"Accept": "text/html"}
    with service.client(**page) as client:
        assert client.get("/").headers["location"] == "/login"
        assert client.post("/login", data={"key": "wrong"}).status_code == 401
        answer = client.post("/login", data={"key": secrets["reader"]})
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert client.get("/").status_code == 200
        assert client.post("/logout").status_code == 303
        assert client.get("/").headers["location"] == "/login"


def test_each_change_leaves_a_line(locked: Locked) -> None:
    from sqlalchemy import select

    from summarizer.store.tables import audit

    service, secrets = locked
    with service.client(Authorization=f"Bearer {secrets['analyst']}") as client:
        client.post("/v1/watches", json={"name": "all new", "query": {"kinds": ["added"]}})
    with Store(service.place) as store, store.database.reading() as connection:
        last = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one()
    assert (last.who, last.role, last.method, last.path, last.status) == (
        "a analyst",
        "analyst",
        "POST",
        "/v1/watches",
        201,
    )


def test_without_keys_only_this_machine_is_let_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--host", "0.0.0.0", "--port", str(free_port())]
    assert main(["serve", "--store", str(tmp_path / "s.sqlite"), "--model", "builtin", *where]) == 2
    assert "nobody has a key" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_before_anything_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "s.sqlite"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--store", str(store), "--model", "builtin", "--port", port]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert port in told[0]
    assert "--port" in told[0]
    assert not store.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),  # a name that was made to point at this machine
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_pages_of_others_may_not_do(served: Running, headers: dict[str, str], status: int) -> None:
    with served.client() as client:
        answer = client.post("/v1/articles", headers=headers, content=b"[]")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_what_is_too_long_is_refused_unread(served: Running) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        head = "POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/v1/stories",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
    ],
)
def test_inner_addresses_are_not_fetched(locked: Locked, address: str) -> None:
    service, secrets = locked
    with service.client(Authorization=f"Bearer {secrets['analyst']}") as client:
        job = client.post("/v1/articles", json={"url": address.format(port=service.port)}).json()
        found = done(client, job["id"])
        assert found["state"] == "failed"
        assert found["events"][0]["event"] == "failed"
        assert found["events"][0]["problem"]


def test_whatever_anybody_writes_is_text_on_every_page(served: Running) -> None:
    """Each field that a stranger, a feed or a colleague fills has a mark of its own; none becomes an element."""

    def hostile(name: str) -> str:
        return f"<script>alert('{name}')</script><img src=x onerror=alert('{name}')>\"'><svg/onload=alert(1)>"

    with served.client() as client:
        fields = {name: f"Aurora {hostile(name)}" for name in ("title", "outlet", "byline")}
        text = f"Zebulon {hostile('text')} was freed on Monday. “{hostile('quote')}” said Zebulon Quist in Ostrava."
        given = {"text": text, "url": f"https://evil.example/{hostile('url')}", **fields}
        job = done(client, client.post("/v1/articles", json=given).json()["id"])
        id_ = job["events"][0]["id"]
        done(client, client.post("/v1/articles", json={**given, "text": f"{text} {hostile('version')}"}).json()["id"])
        story = until(lambda: client.get(f"/v1/articles/{id_}").json()["story"], 30)
        assert client.get(f"/v1/articles/{id_}").json()["versions"] == 2
        for edit in (
            {"kind": "headline", "text": hostile("headline"), "why": hostile("why")},
            {"kind": "headline", "text": hostile("again")},
        ):
            assert client.post(f"/v1/stories/{story}/edits", json=edit).status_code == 201
        items = client.get(f"/v1/stories/{story}").json()
        if items["events"]:
            edit = {"kind": "correct", "item": items["events"][0]["id"], "text": hostile("corrected")}
            client.post(f"/v1/stories/{story}/edits", json=edit)
        watch = {"name": hostile("watch"), "query": {"words": "zebulon"}}
        number = client.post("/v1/watches", json=watch).json()["number"]
        target = {"kind": "webhook", "target": f"https://evil.example/{hostile('target')}"}
        assert client.post(f"/v1/watches/{number}/channels", json=target).status_code == 201
        assert client.post("/v1/feeds", json={"url": f"https://evil.example/{hostile('feed')}"}).status_code == 201
        opml = f'<opml><body><outline text="{escape(hostile("outline"))}" xmlUrl="https://b.example/"/></body></opml>'
        assert client.post("/v1/feeds/opml", json={"opml": opml}).status_code == 201
        client.post("/v1/articles", json={"url": f"file:///{hostile('address')}"})
        names = [one["name"] for one in client.get(f"/v1/stories/{story}").json().get("entities", ())]
        pages = ["/", "/?q=zebulon", f"/?q={quote(hostile('q'))}", f"/stories/{story}", f"/stories/{story}?revision=1"]
        pages += [f"/articles/{id_}", "/jobs", "/feeds", "/watches", "/spending", f"/stories/{quote(hostile('id'))}"]
        pages += [f"/entities/{quote('-'.join(search_words(name)))}" for name in names]
        for path in pages:
            page = client.get(path, headers={"Accept": "text/html"})
            assert page.status_code in (200, 404, 422), path
            elements = lxml.html.document_fromstring(page.text)
            assert not elements.xpath("//img | //svg | //@onerror | //@onload"), path
            assert [one.get("src") for one in elements.iter("script") if one.get("src") is None] == [], path
            assert not [one for one in elements.xpath("//@href") if one.strip().lower().startswith("javascript:")], path
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy, path
        for kind in ("atom", "json"):
            assert client.get(f"/v1/stories/{story}/feed.{kind}").headers["content-type"].startswith("application/")
