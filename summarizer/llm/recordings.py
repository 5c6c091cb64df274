"""Records exchanges with an endpoint at the HTTP transport, and replays them with no network.

One readable JSON file an exchange, named by a hash of the request; the n-th identical request plays the n-th recording.
No request header is stored, and of the response's only those that tell how to go on: keys, cookies and organisations
never reach a file. A key that the endpoint repeats is taken out of what it says.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2

from summarizer.errors import RecordingError, UsageError
from summarizer.files import write_bytes
from summarizer.scrubbing import scrub, scrub_given
from summarizer.text.digest import digest

_KEPT_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-should-retry")


class Cassette(httpx2.AsyncBaseTransport):
    """A folder of recordings as an HTTP transport.

    Args:
        folder: where the recordings are.
        network: where requests without a recording go; what comes back is recorded. None replays only: no socket
            is opened, and a request without a recording raises `RecordingError`.
    """

    def __init__(self, folder: str | os.PathLike[str], network: httpx2.AsyncBaseTransport | None = None) -> None:
        self.folder = Path(folder)
        self._network = network
        self._played: Counter[str] = Counter()
        if network:
            self.folder.mkdir(parents=True, exist_ok=True)
        elif not self.folder.is_dir():
            raise UsageError(f"{self.folder}: there is no such folder of recordings.")

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Plays the recording of a request, or makes one."""
        asked = _asked(request.method, request.url.path, await request.aread())
        name = digest(asked)
        self._played[name] += 1
        path = self.folder / f"{name}-{self._played[name]}.json"
        if path.exists():
            return _response(_load(path)["response"], request)
        if self._network is None:
            raise RecordingError(
                f"there is no recording of this request in {self.folder}: {self._what_changed(asked)}.",
                "Record it with --record, or go back to what was recorded.",
            )
        response = await self._network.handle_async_request(request)
        content = await response.aread()
        await response.aclose()
        recording = {
            "request": asked,
            "response": {
                "status": response.status_code,
                "headers": {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
                "body": _body(
                    _without_keys(content, is_error=response.status_code >= 400 or b'"error"' in content[:80])
                ),
            },
        }
        _write(path, recording)
        return _response(recording["response"], request)

    async def aclose(self) -> None:
        """Closes the connections of the network's transport."""
        if self._network:
            await self._network.aclose()

    def unused(self) -> list[str]:
        """The recordings that nothing has asked for, by file name."""
        played = {f"{name}-{n}.json" for name, count in self._played.items() for n in range(1, count + 1)}
        return sorted(path.name for path in self.folder.glob("*-*.json") if path.name not in played)

    def models(self) -> list[str]:
        """The models that were asked."""
        found = {str(_load(path)["request"]["body"].get("model")) for path in self.folder.glob("*-*.json")}
        return sorted(found)

    def _what_changed(self, asked: dict[str, Any]) -> str:
        """What tells a request from the recording most like it, in the words of the cache key."""
        wanted = _traits(asked)
        recorded = [_traits(_load(path)["request"]) for path in sorted(self.folder.glob("*-*.json"))]
        if not recorded:
            return "the folder holds no recordings"
        nearest = max(recorded, key=lambda traits: (traits["text"] == wanted["text"], _alike(traits, wanted)))
        changed = [name for name, value in wanted.items() if nearest[name] != value]
        if str(wanted["text"]).startswith("['Reports: "):
            return "what is to be linked is new or has changed since the recording"
        model, models = str(wanted["model"]), {str(traits["model"]) for traits in recorded}
        if model not in models:
            return f"the model changed since the recording: {', '.join(sorted(models))} was recorded, not {model}"
        if "text" in changed:
            return "the article is new, or its text, title or publication date has changed"
        return f"the {' and the '.join(changed)} changed since the recording" if changed else "it was asked once more"


def _without_keys(content: bytes, *, is_error: bool) -> bytes:
    """A body without keys; of an answer only our own are taken out, as news may tell of what looks like one."""
    text = content.decode("utf-8", "surrogateescape")
    return (scrub(text) if is_error else scrub_given(text)).encode("utf-8", "surrogateescape")


def _alike(one: dict[str, object], other: dict[str, object]) -> int:
    return sum(one[name] == other[name] for name in one)


def _traits(asked: dict[str, Any]) -> dict[str, object]:
    body = asked["body"] if isinstance(asked["body"], dict) else {}
    messages = body.get("messages") or [{}]
    rest = {key: value for key, value in body.items() if key not in ("model", "messages", "response_format")}
    return {
        "text": [message.get("content") for message in messages[1:]],
        "prompt": messages[0].get("content"),
        "schema": body.get("response_format"),
        "model": body.get("model"),
        "parameters": rest,
    }


def _asked(method: str, path: str, content: bytes) -> dict[str, Any]:
    # Of the path only the end: where an endpoint keeps its /v1 changes no answer.
    return {"method": method, "path": "/".join(path.rsplit("/", 2)[-2:]), "body": _body(content)}


def _body(content: bytes) -> Any:
    """A body as JSON where it is JSON, so that recordings can be read; else as text."""
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def _response(recorded: dict[str, Any], request: httpx2.Request) -> httpx2.Response:
    body = recorded["body"]
    content = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return httpx2.Response(
        recorded["status"],
        headers=recorded["headers"],
        content=content.encode("utf-8", "surrogatepass"),
        request=request,
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        recording: dict[str, Any] = json.loads(path.read_bytes())
        recording["request"]["body"], recording["response"]["body"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{path} is not a recording ({error}).", "Delete it and record again.") from None
    return recording


def _write(path: Path, recording: dict[str, Any]) -> None:
    text = json.dumps(recording, ensure_ascii=False, indent=1)
    write_bytes(path, iter([text.encode("utf-8", "surrogatepass"), b"\n"]))
