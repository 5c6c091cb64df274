"""What users would otherwise write: the bare openai client with Pydantic, and instructor, both with a semaphore.

python -m tests.benchmarks.others openai|instructor BASE_URL ARTICLES.jsonl OUT.jsonl
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from summarizer.extraction.answer import WireAnswer
from summarizer.llm import prompts

CONCURRENCY = 100


async def with_openai(base_url: str, articles: list[str], out: Path) -> None:
    """The floor: openai with its own two retries, the answer validated by Pydantic, nothing kept but the results."""
    import httpx2
    from openai import AsyncOpenAI

    from summarizer.extraction.answer import ANSWER_SCHEMA

    limits = httpx2.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    client = AsyncOpenAI(api_key="none", base_url=base_url, http_client=httpx2.AsyncClient(limits=limits, timeout=60))
    slots, system = asyncio.Semaphore(CONCURRENCY), prompts.load("extract").text

    async def one(text: str) -> str | None:
        async with slots:
            try:
                completion = await client.chat.completions.create(
                    model="bench",
                    messages=[{"role": "system", "content": system}, {"role": "user", "content": text}],
                    response_format={
                        "type": "json_schema",
                        "json_schema": {"name": "answer", "strict": True, "schema": ANSWER_SCHEMA},
                    },
                )
                return WireAnswer.model_validate_json(completion.choices[0].message.content or "").model_dump_json()
            except Exception as error:  # noqa: BLE001 - a user's script counts and goes on
                print(type(error).__name__, file=sys.stderr)
                return None

    results = await asyncio.gather(*map(one, articles))
    out.write_text("".join(f"{each}\n" for each in results if each), "utf-8")


async def with_instructor(base_url: str, articles: list[str], out: Path) -> None:
    """instructor as its documentation shows it, with its default retries."""
    import httpx2
    import instructor
    from openai import AsyncOpenAI

    limits = httpx2.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    http = httpx2.AsyncClient(limits=limits, timeout=60)
    openai = AsyncOpenAI(api_key="none", base_url=base_url, http_client=http)
    client = instructor.from_openai(openai, mode=instructor.Mode.JSON_SCHEMA)
    slots, system = asyncio.Semaphore(CONCURRENCY), prompts.load("extract").text

    async def one(text: str) -> str | None:
        async with slots:
            try:
                answer = await client.chat.completions.create(
                    model="bench",
                    response_model=WireAnswer,
                    messages=[{"role": "system", "content": system}, {"role": "user", "content": text}],
                )
                return str(answer.model_dump_json())
            except Exception as error:  # noqa: BLE001
                print(type(error).__name__, file=sys.stderr)
                return None

    results = await asyncio.gather(*map(one, articles))
    out.write_text("".join(f"{each}\n" for each in results if each), "utf-8")


if __name__ == "__main__":
    _, which, address, source, target = sys.argv
    texts = [json.loads(line)["text"] for line in Path(source).read_text("utf-8").splitlines()]
    asyncio.run({"openai": with_openai, "instructor": with_instructor}[which](address, texts, Path(target)))
