"""The MCP server, asked by the official client, over stdio and over HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from summarizer import Summarizer
from summarizer.service.keys import ROLES, add_key
from summarizer.store import Store
from tests.service.conftest import Running
from tests.store.stories import articles

READING = {"search_stories", "read_story", "quotes_of", "differences"}


def filled(place: str) -> None:
    with Store(place) as store, Summarizer("builtin") as summarizer:
        store.add(articles(), summarizer)


@asynccontextmanager
async def over_http(service: Running, secret: str) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{service.port}/mcp", http_client=http)
        async with Client(transport) as client:
            yield client


async def asked(client: Client, tool: str, **arguments: Any) -> Any:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    found = answer.structured_content or {}
    return found.get("result", found)


async def test_over_stdio(tmp_path: Path) -> None:
    place = str(tmp_path / "s.sqlite")
    filled(place)
    command = ["-m", "summarizer", "mcp", "--store", place, "--model", "builtin"]
    server = StdioServerParameters(command=sys.executable, args=command, cwd=Path.cwd(), env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        assert {one.name for one in (await client.list_tools()).tools} == READING | {"summarize_text"}
        (story,) = await asked(client, "search_stories", words="aurora “no warning”")
        assert story["articles"] == 3
        assert "We had no warning" in await asked(client, "read_story", story=story["story"])
        said = await asked(client, "quotes_of", name="Jan Novak")
        assert said["quotes"][0]["text"] == "We had no warning"
        assert (await asked(client, "differences", story=story["story"]))["story"] == story["story"]
        refused = await client.call_tool("summarize_text", {"text": "A ferry sank."})
        assert refused.is_error, "it is read-only unless it is allowed"
        missing = await client.call_tool("read_story", {"story": "nothing at all"})
        assert missing.is_error
        assert "no story" in str(missing.content)


async def test_over_http_only_with_a_key_and_asking_takes_an_analyst(tmp_path: Path) -> None:
    service = Running(str(tmp_path / "s.sqlite"), tmp_path / "bills")
    filled(service.place)
    with Store(service.place) as store:
        secrets = {role: add_key(store, role, role)[1] for role in ROLES}
    try:
        service.start()
        with service.client() as client:
            assert client.post("/mcp", json={}).status_code == 401
        async with over_http(service, secrets["reader"]) as agent:
            assert len(await asked(agent, "search_stories", words="")) == 3
            assert (await agent.call_tool("summarize_text", {"text": "A ferry sank."})).is_error
        async with over_http(service, secrets["analyst"]) as agent:
            text = "“We had no warning” said Jan Novak in Ostrava on Monday."
            summary = await asked(agent, "summarize_text", text=text, outlet="The Post")
            assert "We had no warning" in str(summary["quotes"][0])
            assert len(service.bills()) == 1
        with service.client(Authorization=f"Bearer {secrets['reader']}") as client:
            assert len(client.get("/v1/articles").json()["articles"]) == 8, "it is not kept"
    finally:
        service.stop()


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_pages_of_others_reach_no_agent(served: Running, headers: dict[str, str]) -> None:
    with served.client() as client:
        assert client.post("/mcp", headers=headers, json={}).status_code in (403, 421)
