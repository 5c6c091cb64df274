"""Answers in the store itself, for workers on several machines."""

from __future__ import annotations

from summarizer import AsyncSummarizer
from summarizer.store import Store
from summarizer.store.answers import SharedAnswers
from tests.endpoint import completion, serving
from tests.store.stories import article


async def test_what_one_machine_has_paid_for_another_does_not(place: str) -> None:
    answer = completion('{"g": "It stands.", "n": [], "e": [], "s": [], "q": [], "c": []}')
    given = article("ferry", 0)
    with serving(answer) as endpoint:
        for _ in range(2):
            with Store(place) as store:
                cache = SharedAnswers(store.database)
                options = {"base_url": endpoint.base_url, "api_key": "none", "cache": cache}
                async with AsyncSummarizer("scripted", **options) as summarizer:  # type: ignore[arg-type]
                    summary = await summarizer.summarize(given)
        asked = len(endpoint.requests)
    assert summary.run.cached
    assert asked == summary.run.requests, "the first machine asked, and nobody else"
    with Store(place) as store:
        store.put(given)
        kept = [key for key, _ in SharedAnswers(store.database).items()]
        assert kept
        assert not [key for key in kept if key.startswith("arrived-")]
        store.forget(given.id, cache=False)
        assert not list(SharedAnswers(store.database).items())
