"""What becomes of quotations that a model alters: the same false answers given to this program and to others.

python -m tests.benchmarks.altered_quotes ours|instructor|langextract

The model is a script on loopback. It gives real quotations of the bundled reports, each altered in one of five ways, as
each program asks for them: as text where it wants text, by first and last words where it wants those. Counted is how
many come out with words that the article does not have, and how many of these with a place in the article beside them,
as if they stood there. `langextract[openai]` is installed by whoever measures.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.endpoint import completion, serving

ROOT = Path(__file__).parents[2]
Came = Iterator[tuple[str, bool]]
"""What came out as a quotation, and whether a place in the article stands beside it."""


@dataclass(frozen=True)
class Lie:
    """A quotation of an article, and what the model makes of it."""

    article: str
    text: str
    true: str
    altered: str


def lies() -> list[Lie]:
    """Quotations of six words or more that stand between marks in the bundled reports, each altered."""
    ways: list[Callable[[list[str]], list[str]]] = [
        lambda words: [*words[: len(words) // 2], "seventeen", *words[len(words) // 2 + 1 :]],
        lambda words: [*words[:2], "not", *words[2:]],
        lambda words: [*words[: len(words) // 2 - 1], *words[len(words) // 2 + 1 :]],
        lambda words: [*words[:-3], "and", "nobody", "will", "stop", "us"],
        lambda _: "We shall answer for this before the whole world.".split(),
    ]
    found: list[Lie] = []
    for path in sorted(ROOT.glob("tests/articles/*/*.json*")):
        for line in path.read_text("utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text("utf-8")]:
            text = json.loads(line).get("text", "")
            for quoted in re.findall(r"[“„]([^“”„]+)[”“]", text):
                words = quoted.split()
                if len(words) >= 6:
                    altered = " ".join(ways[len(found) % len(ways)](words))
                    if altered not in text:
                        found.append(Lie(path.stem, text, quoted, altered))
    return found


def by_instructor(lie: Lie) -> Came:
    """A response model of texts, as anybody would write it."""
    import instructor
    import openai
    from pydantic import BaseModel

    class Quotes(BaseModel):
        quotes: list[str]

    with serving(completion(json.dumps({"quotes": [lie.altered]}))) as endpoint:
        client = instructor.from_openai(
            openai.OpenAI(base_url=endpoint.base_url, api_key="none"), mode=instructor.Mode.JSON_SCHEMA
        )
        made = client.create(
            model="m", response_model=Quotes, messages=[{"role": "user", "content": f"Quote all speech.\n{lie.text}"}]
        )
    for quote in made.quotes:
        yield quote, False


def by_langextract(lie: Lie) -> Came:
    """Its defaults, with one example."""
    import langextract as lx

    example = lx.data.ExampleData(
        text="“It rains,” the mayor said.",
        extractions=[lx.data.Extraction(extraction_class="quote", extraction_text="It rains")],
    )
    answer = json.dumps({"extractions": [{"quote": lie.altered}]})
    with serving(completion(f"```json\n{answer}\n```")) as endpoint:
        made = lx.extract(
            text_or_documents=lie.text,
            prompt_description="Quote all speech, exactly as it stands in the text.",
            examples=[example],
            config=lx.factory.ModelConfig(
                model_id="gpt-4o-mini",
                provider="OpenAILanguageModel",
                provider_kwargs={"base_url": endpoint.base_url, "api_key": "none"},
            ),
            fence_output=True,
            use_schema_constraints=False,
            show_progress=False,
            max_char_buffer=100_000,
        )
    for one in made.extractions or []:
        yield one.extraction_text, one.char_interval is not None


def by_us(lie: Lie) -> Came:
    """What was said is pointed at by its first and last three words; these are the altered ones."""
    from summarizer import Article, Summarizer

    words = lie.altered.split()
    stretch = f"{' '.join(words[:3])} … {' '.join(words[-3:])}"
    nothing: dict[str, list[object]] = {"n": [], "e": [], "s": [], "q": [], "c": []}
    sentences = " ".join(str(one) for one in range(1, 60))
    quote = {"s": "n1", "c": "said", "p": [stretch], "a": sentences, "o": []}
    person = {"i": "n1", "n": "spokesman", "k": "person", "r": "", "a": ""}
    answer = nothing | {"g": "It rains.", "n": [person], "q": [quote]}
    with (
        serving(completion(json.dumps(answer)), completion(json.dumps(nothing))) as endpoint,
        Summarizer("scripted", base_url=endpoint.base_url, cache=False) as summarizer,
    ):
        made = summarizer.summarize(Article(text=lie.text, published="2026-05-07"))
    for one in made.quotes:
        yield one.text, bool(one.evidence)


def count(lies: Iterable[Lie], way: Callable[[Lie], Came]) -> None:
    """Prints what came out."""
    given = altered = placed = 0
    for lie in lies:
        given += 1
        for text, has_place in way(lie):
            is_altered = not all(part.strip(" ,.") in lie.text for part in text.split(" … "))
            altered += is_altered
            placed += is_altered and has_place
    print(f"{given} given, {altered} came out altered, {placed} of these with a place in the article")


if __name__ == "__main__":
    named = {"ours": by_us, "instructor": by_instructor, "langextract": by_langextract}
    for one in sys.argv[1:]:
        print(one, end=": ", flush=True)
        count(lies(), named[one])
