"""A real HTTP endpoint on loopback with a Batch API: files, batches, and chat completions beside them.

A batch is answered when it has been looked at `looks` times, line by line by the same script that answers online.
Tests put faults in the way (`faults`), and have the batch end as they like (`ending`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.endpoint import QuietHandler, Reply, Script, fault, listening

Line = dict[str, Any]


@dataclass
class Ending:
    """How a batch ends: its status, the lines of its two files, and why all of it failed."""

    status: str = "completed"
    answers: list[Line | str] = field(default_factory=list)
    errors: list[Line | str] = field(default_factory=list)
    reason: dict[str, Any] | None = None


@dataclass
class BatchEndpoint:
    """What such an endpoint holds and was asked.

    Attributes:
        answer: what answers one chat completion, online or in a batch.
        ending: what becomes of a batch, given the lines of its input and those of its output, answered line by line.
        looks: how often a batch is looked at before it has ended.
        faults: replies in place of the next answers to a way, such as `POST /batches`; a function runs the real thing.
        room: how many requests may wait at once; more of them fail, as too many tokens do at OpenAI.
        asked: every request, as method and way.
        online: bodies of the chat completions asked for online.
    """

    answer: Script
    ending: Callable[[list[Line], list[Line]], Ending] = lambda _, answered: Ending(answers=list(answered))
    looks: int = 1
    faults: dict[str, list[Reply | Callable[[Callable[[], Reply]], Reply]]] = field(default_factory=dict)
    room: int = 1_000_000
    base_url: str = ""
    asked: list[str] = field(default_factory=list)
    online: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def batched(self) -> list[Line]:
        """The lines of all batches that were made and not turned down."""
        made = [batch for batch in self.batches.values() if batch["status"] != "failed"]
        return [line for batch in made for line in self.lines(batch)]

    def lines(self, batch: dict[str, Any]) -> list[Line]:
        """The input of a batch."""
        return [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]

    def reply(self, method: str, path: str, query: str, body: bytes, content_type: str) -> Reply:
        """The answer to one request."""
        parts = path.removeprefix("/v1/").split("/")
        way = f"{method} /{parts[0]}"
        if way == "POST /chat":
            self.online.append(json.loads(body))
            return self.answer(self.online[-1])
        with self.lock:
            self.asked.append(way)
            real: Callable[[], Reply] = {
                "POST /files": lambda: self._keep(body, content_type),
                "GET /files": lambda: Reply(body=self.files[parts[1]], content_type="application/octet-stream"),
                "POST /batches": lambda: self._make(json.loads(body)),
                "GET /batches": lambda: self._look(parts[1]) if len(parts) > 1 else self._list(parse_qs(query)),
            }[way]
            if waiting := self.faults.get(way):
                step = waiting.pop(0)
                return step if isinstance(step, Reply) else step(real)
            try:
                return real()
            except KeyError:
                return fault(404, message="No such thing.")

    def _keep(self, body: bytes, content_type: str) -> Reply:
        form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=policy.HTTP)
        parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
        assert parts["purpose"].get_content().strip() == "batch"
        content = parts["file"].get_payload(decode=True)
        assert isinstance(content, bytes)
        name = f"file-{len(self.files)}"
        self.files[name] = content
        return _json({"id": name, "object": "file", "bytes": len(content), "created_at": 100 + len(self.files)})

    def _make(self, asked: dict[str, Any]) -> Reply:
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        batch = {
            "id": f"batch_{len(self.batches)}",
            "object": "batch",
            "status": "validating",
            "created_at": 200 + len(self.batches),
            "looks": 0,
            **asked,
        }
        count = len(self.lines(batch))
        waiting = sum(len(self.lines(each)) for each in self.batches.values() if each["status"] in _OPEN)
        self.batches[batch["id"]] = batch
        if waiting + count > self.room:
            reason = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached."}
            batch |= {"status": "failed", "errors": {"object": "list", "data": [reason]}}
        return _json(batch)

    def _list(self, query: dict[str, list[str]]) -> Reply:
        newest = list(reversed(self.batches.values()))
        after = query.get("after", [None])[0]
        start = 1 + [batch["id"] for batch in newest].index(after) if after else 0
        page = newest[start : start + 2]  # pages are small, so that a client that reads one only is found out
        return _json({"object": "list", "data": page, "has_more": start + 2 < len(newest)})

    def _look(self, name: str) -> Reply:
        batch = self.batches[name]
        batch["looks"] += 1
        if batch["status"] in _OPEN:
            batch["status"] = "in_progress"
            if batch["looks"] >= self.looks:
                self._end(batch)
        return _json(batch)

    def _end(self, batch: dict[str, Any]) -> None:
        lines = self.lines(batch)
        ending = self.ending(lines, [self._answered(line) for line in lines])
        batch["status"] = ending.status
        batch["request_counts"] = {
            "total": len(lines),
            "completed": len(ending.answers),
            "failed": len(ending.errors),
        }
        if ending.reason:
            batch["errors"] = {"object": "list", "data": [ending.reason]}
        for name, content in (("output", ending.answers), ("error", ending.errors)):
            if content:
                batch[f"{name}_file_id"] = f"file-{batch['id']}-{name}"
                texts = [line if isinstance(line, str) else json.dumps(line) for line in content]
                self.files[f"file-{batch['id']}-{name}"] = "".join(f"{text}\n" for text in texts).encode()

    def _answered(self, line: Line) -> Line:
        reply = self.answer(line["body"])
        response = {"status_code": reply.status, "request_id": "req", "body": json.loads(reply.body)}
        return {"id": "batch_req", "custom_id": line["custom_id"], "response": response, "error": None}


_OPEN = ("validating", "in_progress", "finalizing", "cancelling")


def _json(value: dict[str, Any]) -> Reply:
    return Reply(body=json.dumps(value).encode())


@contextmanager
def serving_batches(answer: Script, **how: Any) -> Iterator[BatchEndpoint]:
    """An endpoint with a Batch API whose completions are those of `answer`."""
    endpoint = BatchEndpoint(answer, **how)

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802
            self._do("POST")

        def do_GET(self) -> None:  # noqa: N802
            self._do("GET")

        def _do(self, method: str) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])) if "Content-Length" in self.headers else b""
            if self.headers.get("Transfer-Encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            address = urlsplit(self.path)
            kind = self.headers.get("Content-Type", "")
            self.respond(endpoint.reply(method, address.path, address.query, body, kind))

    with listening(Handler) as base_url:
        endpoint.base_url = base_url
        yield endpoint
