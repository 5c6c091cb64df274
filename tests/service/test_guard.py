"""Who may come in, and what nobody may have the service do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from summarizer.cli import main
from summarizer.service.keys import ROLES, Role, add_key, list_keys, revoke_key
from summarizer.store import Store
from tests.service.conftest import Running, until
from tests.service.test_api import done

Locked = tuple[Running, dict[Role, str]]

ROUTES: list[tuple[str, str, Role]] = [
    ("GET", "/v1/stories", "reader"),
    ("GET", "/v1/search?q=x", "reader"),
    ("GET", "/v1/failures", "reader"),
    ("GET", "/", "reader"),
    ("GET", "/jobs", "reader"),
    ("GET", "/metrics", "reader"),
    ("POST", "/v1/articles", "analyst"),
    ("POST", "/v1/stories/x/edits", "analyst"),
    ("DELETE", "/v1/edits/1", "analyst"),
    ("POST", "/v1/feeds", "analyst"),
    ("POST", "/v1/watches", "analyst"),
    ("POST", "/stories/x/edit", "analyst"),
    ("POST", "/edits/1/undo", "analyst"),
    ("POST", "/feeds", "analyst"),
    ("DELETE", "/v1/articles/x", "admin"),
    ("POST", "/articles/x/forget", "admin"),
    ("POST", "/v1/keys", "admin"),
    ("GET", "/v1/keys", "admin"),
    ("DELETE", "/v1/keys/x", "admin"),
]


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


@pytest.mark.parametrize(("method", "path", "role"), ROUTES)
def test_roles(locked: Locked, method: str, path: str, role: Role) -> None:
    service, secrets = locked
    with service.client() as client:
        assert client.request(method, path).status_code == 401
        for one, secret in secrets.items():
            status = client.request(method, path, headers={"Authorization": f"Bearer {secret}"}).status_code
            allowed = ROLES.index(one) >= ROLES.index(role)
            assert (status != 403) == allowed, f"{one}: {status}"
            assert status != 401


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
    assert main(["serve", "--store", str(tmp_path / "s.sqlite"), "--model", "builtin", "--host", "0.0.0.0"]) == 2
    assert "nobody has a key" in capsys.readouterr().err


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
        "file:///etc/passwd",
        "ftp://example.org/x",
    ],
)
def test_inner_addresses_are_not_fetched(locked: Locked, address: str) -> None:
    service, secrets = locked
    with service.client(Authorization=f"Bearer {secrets['analyst']}") as client:
        job = client.post("/v1/articles", json={"url": address.format(port=service.port)}).json()
        found = done(client, job["id"])
        assert found["state"] == "failed"
        assert found["events"][0]["problem"]


def test_what_an_article_says_is_text_on_every_page(served: Running) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    with served.client() as client:
        fields = dict.fromkeys(("title", "outlet", "byline"), f"Aurora {hostile}")
        text = f"Zebulon {hostile} was freed on Monday. “{hostile}” said Zebulon Quist in Ostrava."
        given = {"text": text, "url": "https://evil.example/<script>alert(3)</script>", **fields}
        job = done(client, client.post("/v1/articles", json=given).json()["id"])
        id_ = job["events"][0]["id"]
        story = until(lambda: client.get(f"/v1/articles/{id_}").json()["story"], 30)
        client.post(f"/v1/stories/{story}/edits", json={"kind": "headline", "text": hostile, "why": hostile})
        client.post("/v1/watches", json={"name": hostile, "query": {"words": "zebulon"}})
        for path in ("/", "/?q=zebulon", f"/stories/{story}", f"/articles/{id_}", "/jobs", "/feeds", "/watches"):
            page = client.get(path, headers={"Accept": "text/html"})
            assert page.status_code == 200, path
            assert "<script>alert" not in page.text, path
            assert "<img src=x" not in page.text, path
            assert "default-src 'none'" in page.headers["content-security-policy"], path
        assert isinstance(client, httpx2.Client)
