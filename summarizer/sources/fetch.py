"""Pages from the web: bounded in size and time, and, where strangers name the addresses, from public hosts alone."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.errors import ReadError
from summarizer.scrubbing import without_user
from summarizer.sources.limits import MAX_BYTES, too_big
from summarizer.sources.paths import Kind
from summarizer.sources.source_names import printable_name

if TYPE_CHECKING:
    import httpx2

SECONDS = 60.0
"""For the whole of it: looking up the host, redirects, and the last byte of the page."""

_READ_SECONDS = 20.0  # without a byte
_REDIRECTS = 10
_HEADERS = {
    "User-Agent": "summarizer",
    "Accept": "text/html, application/json;q=0.9, text/*;q=0.8, */*;q=0.1",
    "Accept-Encoding": "gzip",  # unpacked piece by piece, so that little that unpacks to much is noticed
}
_KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/feed+json": "json",
    "application/ld+json": "json",
    "application/x-ndjson": "lines",
    "application/jsonl": "lines",
    "text/csv": "csv",
    "text/markdown": "markdown",
    "message/rfc822": "mail",
}
_CLOSED = {401, 402, 403, 407, 451}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: holds an IPv4 address in its last 32 bits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, and the address that answered, which redirects may have led to."""

    data: bytes
    kind: Kind | None
    charset: str | None
    url: str
    etag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False
    """It is what it was when it had this `etag` or was `modified` then: there are no data."""


def fetch(
    url: str,
    *,
    public_only: bool = False,
    allowed: Collection[str] = (),
    seconds: float = SECONDS,
    etag: str | None = None,
    modified: str | None = None,
) -> Fetched:
    """What is at an address, redirects followed; asked for once, so that a failing server is not pressed.

    Args:
        url: http or https.
        public_only: for addresses that strangers name. Each host, that of every redirect too, is looked up, and
            refused if any of its addresses lies in a private, local or reserved network; the connection goes to the
            address that was checked, so a name that resolves to something else a moment later changes nothing.
        allowed: hosts that need not be public.
        seconds: for all of it.
        etag: what a server said of what we have: it is asked only for something else.
        modified: as `etag`.

    Raises:
        ReadError: no answer, an error as an answer, too much of it, or an address that may not be fetched.
    """
    # A page that comes a byte at a time can be cut off only from outside of the reading, which an event loop can do;
    # the caller may run in one of its own.
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal() as portal:
        hosts = _Hosts(public_only, frozenset(allowed))
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        return portal.call(_fetch, url, hosts, seconds, headers)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    public_only: bool = False,
    allowed: Collection[str] = (),
    seconds: float = _READ_SECONDS,
) -> int:
    """Sends something to an address, with the limits of `fetch`, and returns the status; redirects are not followed.

    Raises:
        ReadError: no answer, or an address that may not be asked.
    """
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal() as portal:
        return portal.call(_post, url, body, headers, _Hosts(public_only, frozenset(allowed)), seconds)


async def _post(url: str, body: bytes, headers: Mapping[str, str], hosts: _Hosts, seconds: float) -> int:
    import httpx2

    name = printable_name(without_user(url))
    with _told_errors(name, seconds):
        at = httpx2.URL(url)
        if at.scheme not in ("http", "https"):
            raise ReadError(f"{name}: only http and https addresses are asked, not {at.scheme}:.", "Give another.")
        async with httpx2.AsyncClient(headers={"User-Agent": "summarizer", **headers}, timeout=seconds) as client:
            request = await _request(client, at, name, hosts, "POST", body)
            async with contextlib.aclosing(await client.send(request, stream=True)) as response:
                return int(response.status_code)  # what it says besides is nothing to us


@contextlib.contextmanager
def _told_errors(name: str, seconds: float) -> Iterator[None]:
    """Cuts off what takes too long, and says in a user's words what went wrong."""
    import anyio
    import httpx2

    try:
        with anyio.fail_after(seconds):
            yield
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise ReadError(f"{name}: this is not an address ({error}).", "Check the spelling.") from error
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise ReadError(
            f"{name}: the server takes too long to answer (limit {seconds:.0f} s).",
            "Try again later, or save the page in a browser.",
        ) from error
    except (httpx2.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise ReadError(
            f"{name}: the address cannot be reached ({reason}).", "Check it, and the connection."
        ) from error


@dataclass(frozen=True, slots=True)
class _Hosts:
    """Which hosts may be asked."""

    public_only: bool
    allowed: frozenset[str]


async def _fetch(url: str, hosts: _Hosts, seconds: float, headers: Mapping[str, str]) -> Fetched:
    import httpx2

    name = printable_name(without_user(url))
    with _told_errors(name, seconds):
        async with httpx2.AsyncClient(headers={**_HEADERS, **headers}, timeout=_READ_SECONDS) as client:
            return await _follow(client, httpx2.URL(url), name, hosts)


async def _follow(client: httpx2.AsyncClient, at: httpx2.URL, name: str, hosts: _Hosts) -> Fetched:
    for _ in range(_REDIRECTS + 1):
        if at.scheme not in ("http", "https"):
            raise ReadError(f"{name}: only http and https addresses are fetched, not {at.scheme}:.", "Give another.")
        request = await _request(client, at, name, hosts)
        async with contextlib.aclosing(await client.send(request, stream=True)) as response:
            location = response.headers.get("location")
            if response.is_redirect and location:
                at = at.join(location)
                continue
            if response.status_code >= 400:
                raise _refused(name, response.status_code, response.reason_phrase)
            known = response.headers.get("etag"), response.headers.get("last-modified")
            if response.status_code == 304:
                return Fetched(b"", None, None, str(at.copy_with(userinfo=b"")), *known, is_unchanged=True)
            data = await _body(name, response.aiter_bytes())
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(
                data, _KINDS.get(media_type), response.charset_encoding, str(at.copy_with(userinfo=b"")), *known
            )
    raise ReadError(f"{name}: the address cannot be reached (more than {_REDIRECTS} redirects).", "Check it.")


async def _request(
    client: httpx2.AsyncClient, at: httpx2.URL, name: str, hosts: _Hosts, method: str = "GET", body: bytes | None = None
) -> httpx2.Request:
    """The request for `at`; where only public hosts may be asked, to the very address that was found to be public."""
    if not hosts.public_only or at.host in hosts.allowed:
        return client.build_request(method, at, content=body)
    address = await _public_address(at, name)
    return client.build_request(
        method,
        at.copy_with(host=str(address)),
        headers={"Host": at.netloc.decode("ascii")},
        content=body,
        extensions={"sni_hostname": at.raw_host.decode("ascii")},  # the certificate must still be the host's
    )


async def _public_address(at: httpx2.URL, name: str) -> Address:
    import anyio

    try:
        found = await anyio.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ReadError(f"{name}: there is no host {at.host} ({error}).", "Check the spelling.") from error
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise ReadError(
            f"{name}: {at.host} is not a public host.",
            f"Where it may be reached all the same, start the service with --allow-host {at.host}.",
        )
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether anybody on the internet reaches `address`: it is no private, local, reserved or multicast one.

    Of an IPv6 address that stands for an IPv4 one (mapped, 6to4, Teredo, NAT64) it is the IPv4 address that counts.
    """
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo
        inner = address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


async def _body(name: str, chunks: AsyncIterator[bytes]) -> bytes:
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise too_big(name)
    return bytes(data)


def _refused(name: str, status: int, reason: str) -> ReadError:
    problem = f"{name}: the server answers {status} {printable_name(reason)}".rstrip() + "."
    if status in _CLOSED:
        return ReadError(problem, "It wants a login or lets no programs in: save the page in a browser.")
    if status in (404, 410):
        return ReadError(problem, "Check the address: there is no such page (any more).")
    return ReadError(problem, "Try again later.")
