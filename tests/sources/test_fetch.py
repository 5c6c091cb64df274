"""What a server may do to whoever fetches from it, and what addresses of strangers may not reach."""

from __future__ import annotations

import contextlib
import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from summarizer.errors import ReadError
from summarizer.sources import fetch as module
from summarizer.sources import read_article
from summarizer.sources.fetch import fetch, is_public
from summarizer.sources.limits import MAX_BYTES

PUBLIC = "127.0.0.2"  # stands for a public host in these tests


class Handler(BaseHTTPRequestHandler):
    """A server that means no good."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.paths.append((self.path, self.headers["Host"]))  # type: ignore[attr-defined]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.misbehave()
        self.close_connection = True

    def misbehave(self) -> None:
        port = self.server.server_port  # type: ignore[attr-defined]
        match self.path:
            case "/endless":
                self.head(200)
                while True:
                    self.wfile.write(b"<p>more</p>" * 10_000)
            case "/bomb":
                body = gzip.compress(b"x" * (40 * MAX_BYTES), 9)
                self.head(200, ("Content-Encoding", "gzip"), ("Content-Length", str(len(body))))
                self.wfile.write(body)
            case "/trickle":
                self.head(200)
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            case "/slow-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for number in range(1000):
                    self.wfile.write(f"X-{number}: y\r\n".encode())
                    time.sleep(0.05)
            case "/to-file":
                self.head(302, ("Location", "file:///etc/hostname"), ("Content-Length", "0"))
            case "/to-inside":
                self.head(302, ("Location", f"http://127.0.0.1:{port}/secret"), ("Content-Length", "0"))
            case "/to-page":
                self.head(302, ("Location", "/page"), ("Content-Length", "0"))
            case _:
                self.head(200, ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "5"))
                self.wfile.write(b"Words")

    def head(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def paths() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def port(paths: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("NO_PROXY", "*")
    with Server(("", 0), Handler) as server:
        server.paths = paths  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_a_body_without_end_is_cut_off(port: int, path: str) -> None:
    with pytest.raises(ReadError, match="more than 16 MB"):
        read_article(f"http://127.0.0.1:{port}/{path}")


@pytest.mark.parametrize("path", ["trickle", "slow-headers"])
def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time(port: int, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ReadError, match="takes too long"):
        fetch(f"http://127.0.0.1:{port}/{path}", seconds=0.5)
    assert time.monotonic() - begun < 5


def test_a_redirect_to_a_file_is_not_followed(port: int) -> None:
    with pytest.raises(ReadError, match="only http and https"):
        fetch(f"http://127.0.0.1:{port}/to-file")


def test_a_password_in_an_address_is_used_and_not_kept(port: int) -> None:
    article = read_article(f"http://ida:secret@127.0.0.1:{port}/page")
    assert article.url == f"http://127.0.0.1:{port}/page"
    with pytest.raises(ReadError) as caught:
        read_article(f"http://ida:secret@127.0.0.1:{port}/endless")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "localhost.",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "0.0.0.0",
        "8.8.8.8@127.0.0.1",
        "１２７.0.0.1",
    ],
)
def test_an_address_of_this_machine_is_refused_however_it_is_written(
    port: int, paths: list[tuple[str, str]], host: str
) -> None:
    with pytest.raises(ReadError):
        fetch(f"http://{host}:{port}/secret", public_only=True, seconds=5)
    assert not paths


def test_other_schemes_are_refused(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("words")
    for url in (f"file://{tmp_path}/secret", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/", "data:text/plain,words"):
        with pytest.raises(ReadError):
            fetch(url, public_only=True)


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_public", lambda address: str(address) == PUBLIC)


@pytest.mark.usefixtures("public")
def test_a_public_host_may_not_send_us_to_a_private_one(port: int, paths: list[tuple[str, str]]) -> None:
    assert fetch(f"http://{PUBLIC}:{port}/to-page", public_only=True).data == b"Words"
    paths.clear()
    with pytest.raises(ReadError, match=r"127\.0\.0\.1 is not a public host"):
        fetch(f"http://{PUBLIC}:{port}/to-inside", public_only=True)
    assert [path for path, _ in paths] == ["/to-inside"]


@pytest.mark.usefixtures("public")
def test_the_connection_goes_to_the_address_that_was_checked(
    port: int, paths: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked up and private a moment later."""
    look_up, given = socket.getaddrinfo, iter([PUBLIC])

    def rebinding(host: Any, *args: Any, **kwargs: Any) -> Any:
        return look_up(next(given, "127.0.0.1") if host in ("news.example", b"news.example") else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert fetch(f"http://news.example:{port}/page", public_only=True).data == b"Words"
    assert paths == [("/page", f"news.example:{port}")]


@pytest.mark.usefixtures("public")
def test_a_host_with_one_private_address_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def both(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("news.example", b"news.example"):
            return look_up(host, *args, **kwargs)
        return [*look_up(PUBLIC, *args, **kwargs), *look_up("127.0.0.1", *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(ReadError, match="not a public host"):
        fetch(f"http://news.example:{port}/page", public_only=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("::127.0.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
