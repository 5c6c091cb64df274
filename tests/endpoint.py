"""A real HTTP endpoint on loopback that answers as its script says, for tests of what happens when it misbehaves."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One scripted answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    reset: bool = False
    seconds_per_byte: float = 0.0
    declared_length: int | None = None


Script = Callable[[dict[str, Any]], Reply]


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Reply:
    """A chat completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return Reply(
        body=json.dumps(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": "scripted",
                "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
            }
        ).encode()
    )


def fault(status: int, code: str | None = None, message: str = "no", **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return Reply(status, json.dumps(body).encode(), headers)


def dropped() -> Reply:
    """The connection is reset without an answer."""
    return Reply(reset=True)


def cut_off() -> Reply:
    """The body ends before its declared length."""
    return Reply(body=b'{"id": "chatcmpl-1", "choi', declared_length=500)


@dataclass
class Endpoint:
    """What was asked of a running endpoint."""

    base_url: str
    requests: list[dict[str, Any]]


@contextmanager
def serving(*replies: Reply | Script) -> Iterator[Endpoint]:
    """An endpoint that gives these replies in turn, and the last one from then on."""
    requests: list[dict[str, Any]] = []
    lock = threading.Lock()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                step = replies[min(len(requests), len(replies) - 1)]
                requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
            self.respond(step if isinstance(step, Reply) else step(body))

    with listening(Handler) as base_url:
        yield Endpoint(base_url, requests)


class QuietHandler(BaseHTTPRequestHandler):
    """Answers with a `Reply`, however it wants to misbehave, and logs nothing."""

    protocol_version = "HTTP/1.1"

    def respond(self, reply: Reply) -> None:
        """Sends the reply, or does not."""
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()  # it holds the socket open
            self.connection.close()
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(reply.declared_length or len(reply.body)))
        self.end_headers()
        try:
            if reply.seconds_per_byte:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(reply.seconds_per_byte)
            else:
                self.wfile.write(reply.body)
        except OSError:  # the client gave up, as some tests want it to
            return
        if reply.declared_length:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on loopback; gives its address, with the `/v1`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
