"""An OpenAI-compatible endpoint in a process of its own: fixed latency, a rate limit, seeded faults, an outage.

    python -m tests.benchmarks.server '{"latency": 0.5, "limit": 50, "faults": 0.05}'

It prints its port. Articles are those of `articles.py`, known by their “Report number N”; `GET /stats` tells what
was sent.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.benchmarks.articles import answer

FAULTS = ("500", "502", "503", "429", "reset", "half", "malformed", "invalid", "stall")
"""What goes wrong, in equal shares: status codes, a reset before and in the middle of a body, JSON that is cut off, an
answer of another shape, no answer for three seconds and then a reset."""

_NUMBER = re.compile(rb"Report number (\d+)")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)


@dataclass
class Conditions:
    """How the endpoint behaves.

    Attributes:
        latency: seconds until an answer.
        limit: requests a second that it takes (a bucket that holds one second's worth), or None.
        headers: whether it tells its limit in `x-ratelimit-*` headers.
        faults: share of requests that go wrong.
        outage: seconds from and to which every connection is reset, counted from the first request.
        seed: of the faults.
    """

    latency: float = 0.0
    limit: float | None = None
    headers: bool = False
    faults: float = 0.0
    outage: tuple[float, float] | None = None
    seed: int = 7


@dataclass
class Endpoint:
    """State of a running endpoint."""

    conditions: Conditions
    counts: Counter[str] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)
    under_way: int = 0
    peak: int = 0
    begun: float | None = None
    filled: float = 0.0
    tokens: float = 0.0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.conditions.seed)
        self.tokens = self.conditions.limit or 0.0

    def verdict(self) -> str:
        """What becomes of the next request."""
        now = time.monotonic()
        self.begun = self.begun or now
        outage = self.conditions.outage
        if outage and outage[0] <= now - self.begun < outage[1]:
            return "reset"
        if limit := self.conditions.limit:
            self.tokens = min(limit, self.tokens + (now - self.filled) * limit) if self.filled else limit
            self.filled = now
            if self.tokens < 1:
                return "limited"
            self.tokens -= 1
        return self.dice.choice(FAULTS) if self.dice.random() < self.conditions.faults else "good"


class Connection(asyncio.Protocol):
    """One HTTP/1.1 connection, kept alive."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint, self.buffer = endpoint, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        length = int(found[1]) if (found := _LENGTH.search(head)) else 0
        if not separator or len(body) < length:
            return
        self.buffer = body[length:]
        if head.startswith(b"GET"):
            endpoint = self.endpoint
            self.reply(200, json.dumps({"counts": endpoint.counts, "peak": endpoint.peak, "served": endpoint.served}))
        else:
            self.answer(body[:length])

    def answer(self, body: bytes) -> None:
        endpoint = self.endpoint
        verdict = endpoint.verdict()
        endpoint.counts[verdict] += 1
        endpoint.under_way += 1
        endpoint.peak = max(endpoint.peak, endpoint.under_way)
        numbers = _NUMBER.findall(body)
        number = int(numbers[-1]) if numbers else 0
        seconds = 0.005 if verdict == "limited" else 3.0 if verdict == "stall" else endpoint.conditions.latency
        asyncio.get_running_loop().call_later(seconds, self.finish, verdict, number)

    def finish(self, verdict: str, number: int) -> None:
        self.endpoint.under_way -= 1
        if self.transport.is_closing():
            return
        content = answer(number)
        if verdict == "invalid":
            content = '{"g": "no lists"}'
        body = json.dumps(
            {
                "id": f"chatcmpl-{number}",
                "object": "chat.completion",
                "created": 1,
                "model": "bench",
                "choices": [
                    {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
                ],
                "usage": {"prompt_tokens": 1500, "completion_tokens": 900, "total_tokens": 2400},
            }
        )
        match verdict:
            case "reset" | "stall":
                self.transport.abort()
            case "half":
                self.reply(200, body[: len(body) // 2], length=len(body))
                self.transport.close()
            case "malformed":
                self.reply(200, body[: len(body) // 2])
            case "limited":
                self.reply(429, '{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}', retry="1")
            case "429":
                self.reply(429, '{"error": {"message": "busy", "code": "rate_limit_exceeded"}}')
            case "500" | "502" | "503":
                self.reply(int(verdict), '{"error": {"message": "oops"}}')
            case _:
                self.endpoint.served[str(number)] += 1
                self.reply(200, body)

    def reply(self, status: int, body: str, *, retry: str | None = None, length: int | None = None) -> None:
        data = body.encode()
        lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {length or len(data)}"]
        if retry:
            lines.append(f"Retry-After: {retry}")
        if self.endpoint.conditions.headers and (limit := self.endpoint.conditions.limit):
            missing = limit - self.endpoint.tokens
            lines += [
                f"x-ratelimit-limit-requests: {limit:.0f}",
                f"x-ratelimit-remaining-requests: {max(0, int(self.endpoint.tokens))}",
                f"x-ratelimit-reset-requests: {1000 * missing / limit:.0f}ms",
            ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + data)


async def serve(conditions: Conditions) -> None:
    """Serves until it is ended."""
    endpoint = Endpoint(conditions)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(endpoint), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@dataclass(frozen=True, slots=True)
class Running:
    """A running endpoint as its users see it."""

    base_url: str

    def stats(self) -> dict[str, Any]:
        """What was sent: `counts` by what became of it, the `peak` under way, `served` answers by article."""
        with urlopen(self.base_url.replace("/v1", "/stats")) as response:
            stats: dict[str, Any] = json.load(response)
        return stats


@contextmanager
def endpoint(**conditions: object) -> Iterator[Running]:
    """An endpoint in a process of its own."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.benchmarks.server", json.dumps(conditions)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Running(f"http://127.0.0.1:{int(process.stdout.readline())}/v1")
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


if __name__ == "__main__":
    asyncio.run(serve(Conditions(**json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})))
