"""Stories whose words agree nearly enough: whoever is asked may join them, in a store, in a batch and in a merge."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from summarizer import Summarizer
from summarizer.cli import main
from summarizer.errors import EndpointError, UsageError
from summarizer.schema import Article
from summarizer.store import Store
from summarizer.store.updating import update
from summarizer.stories.near_pairs import Beginning
from tests.endpoint import Endpoint, Reply, completion, fault, serving
from tests.store.reading import StandIn

DAY = "2024-05-06"
TOLD = {
    "wreck": (
        "Ferry Aurora sinks off Ostrava",
        "The ferry Aurora sank off Ostrava harbour on Monday night with forty passengers on board. Captain Jan Novak "
        "was pulled from the water, the coast guard said.",
    ),
    "inquiry": (
        "Prosecutors open inquiry against shipping line",
        "Prosecutors in Ostrava have opened an inquiry against the Baltic Star line. Its director Petra Vlk denied "
        "that pumps of the Aurora had been out of order for weeks, and promised the families compensation.",
    ),
    "budget": (
        "Budget rejected",
        "Parliament in Lisbon rejected the budget of Prime Minister Ana Costa by two votes.",
    ),
}


def article(name: str, more: str = "") -> Article:
    title, text = TOLD[name]
    text = f"{text} {more}".strip()
    return Article(text=text, title=title, url=f"https://{name}.example/", published=DAY, language="en")


class Always:
    """Says that two are one, and keeps what it was asked."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[set[str]] = []
        self.fails = fails

    async def are_one(self, first: Beginning, second: Beginning) -> bool:
        self.asked.append({first.title, second.title})
        if self.fails:
            raise EndpointError("Nobody answers.", "Try again.")
        return True


def add(store: Store, decider: Always | None, *given: Article) -> None:
    reader = StandIn()
    reader.decider = decider
    asyncio.run(update(store, reader, given))


def stories(store: Store) -> set[frozenset[str]]:
    return {frozenset(one.article.title or "" for one in store.story(line.id).articles) for line in store.stories()}


TOGETHER = {frozenset(TOLD[name][0] for name in ("wreck", "inquiry")), frozenset([TOLD["budget"][0]])}
APART = {frozenset([title]) for title, _ in TOLD.values()}


def test_only_stories_that_nearly_agree_are_asked_about_and_joined_ones_stay_so(store: Store) -> None:
    add(store, None, article("wreck"), article("inquiry"), article("budget"))
    assert stories(store) == APART
    decider = Always()
    add(store, decider, article("wreck", "Divers look for them."))
    assert decider.asked == [{TOLD["wreck"][0], TOLD["inquiry"][0]}]
    assert stories(store) == TOGETHER
    add(store, decider, article("budget", "The opposition cheered."))
    assert stories(store) == TOGETHER
    assert len(decider.asked) == 1


def test_what_was_told_of_a_text_goes_with_it(store: Store) -> None:
    add(store, Always(), article("wreck"), article("inquiry"), article("budget"))
    assert stories(store) == TOGETHER
    add(store, None, article("inquiry", "A hearing is to be held."))
    assert stories(store) == APART, "another text has not been asked about"
    add(store, Always(), article("inquiry"))
    store.forget(article("wreck").id, cache=False)
    add(store, None)
    assert stories(store) == APART - {frozenset([TOLD["wreck"][0]])}


def test_an_analyst_has_the_last_word(store: Store) -> None:
    add(store, Always(), article("wreck"), article("inquiry"), article("budget"))
    story = store.article(article("wreck").id).story
    assert story
    store.take_out(story, article("inquiry").id, who="ana")
    add(store, Always(), article("budget", "The opposition cheered."))
    assert stories(store) == APART


def test_where_nobody_answers_words_decide(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    add(store, Always(fails=True), article("wreck"), article("inquiry"), article("budget"))
    assert stories(store) == APART
    assert "1 of 1 pairs" in caplog.text


# At an endpoint

ANSWER = {"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "feed.jsonl"
    path.write_text("".join(article(name).model_dump_json(exclude={"id"}) + "\n" for name in TOLD), "utf-8")
    return path


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Joins what it is asked about, and embeds what is of a ship far from what is not."""

    def reply(body: dict[str, Any]) -> Reply:
        if "input" in body:
            is_first = any(word in body["input"] for word in ("Aurora", "Ravna", "Holm", "Lund", "Sula", "Tessen"))
            data = [{"object": "embedding", "index": 0, "embedding": [1.0, 0.1] if is_first else [0.1, 1.0]}]
            usage = {"prompt_tokens": 9, "total_tokens": 9}
            value = {"object": "list", "model": "e", "data": data, "usage": usage}
            return Reply(body=json.dumps(value).encode())
        if "<A>" in str(body["messages"][-1]["content"]):
            return completion(json.dumps({"o": True}))
        return completion(json.dumps(ANSWER))

    with serving(reply) as running:
        yield running


def questions(endpoint: Endpoint) -> list[dict[str, Any]]:
    bodies = [one["body"] for one in endpoint.requests]
    return [one for one in bodies if "messages" in one and "<A>" in str(one["messages"][-1]["content"])]


def told(out: Path) -> set[frozenset[str]]:
    lines = [json.loads(line) for line in (out / "stories.jsonl").read_text("utf-8").splitlines()]
    return {frozenset(one["article"]["title"] for one in line["articles"]) for line in lines}


def test_a_batch_asks_the_model_once_about_each_pair(feed: Path, endpoint: Endpoint, tmp_path: Path) -> None:
    asked = ["batch", str(feed), "--base-url", endpoint.base_url, "--model", "m", "--ask-near-pairs", "--quiet"]
    for out in ("one", "two"):
        main([*asked, "-o", str(tmp_path / out)])
        assert told(tmp_path / out) == TOGETHER
    (question,) = questions(endpoint)
    shown = question["messages"][-1]["content"]
    assert all(TOLD[name][0] in shown for name in ("wreck", "inquiry")), "the second batch had it from the cache"
    assert main(["batch", str(feed), "-o", str(tmp_path / "plain"), "--model", "builtin", "--quiet"]) == 0
    assert told(tmp_path / "plain") == APART


def test_embeddings_join_what_is_nearer_than_texts_of_two_stories(
    feed: Path, endpoint: Endpoint, tmp_path: Path
) -> None:
    asked = ["--base-url", endpoint.base_url, "--model", "builtin", "--embedding-model", "e", "--quiet"]
    main(["batch", str(feed), "-o", str(tmp_path / "out"), *asked])
    assert told(tmp_path / "out") == TOGETHER
    sent = [one["body"]["input"] for one in endpoint.requests]
    assert len(sent) == len(set(sent)), "a text is embedded once"
    assert {one["path"] for one in endpoint.requests} == {"/v1/embeddings"}
    before = len(endpoint.requests)
    place = str(tmp_path / "s.sqlite")
    main(["add", str(feed), "--store", place, *asked])
    with Store(place) as store:
        assert stories(store) == TOGETHER
    assert len(endpoint.requests) == before, "and is in the cache from then on"


def test_an_endpoint_without_embeddings_leaves_words_to_decide(feed: Path, tmp_path: Path) -> None:
    with serving(fault(404)) as endpoint:
        asked = ["--base-url", endpoint.base_url, "--model", "builtin", "--embedding-model", "e", "--quiet"]
        assert main(["batch", str(feed), "-o", str(tmp_path / "out"), *asked]) == 0
    assert told(tmp_path / "out") == APART


def test_nearly_one_story_needs_somebody_to_ask() -> None:
    with pytest.raises(UsageError, match="none is asked"):
        Summarizer("builtin", near_pairs=True).summarize(article("wreck"))


def test_what_analysts_joined_or_took_out_is_so_in_the_next_batch(feed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch = ["batch", str(feed), "-o", str(out), "--model", "builtin", "--quiet"]
    main(batch)
    with Store(out) as store, Summarizer("builtin") as summarizer:
        wreck, budget = (store.article(article(name).id).story for name in ("wreck", "budget"))
        assert wreck
        assert budget
        edit = store.join(wreck, budget, who="ana", why="one affair")
        store.add([], summarizer)
    with feed.open("a") as more:
        more.write(Article(text="It rains in Graz.", title="Rain", published=DAY).model_dump_json() + "\n")
    main(batch)
    joined = frozenset(TOLD[name][0] for name in ("wreck", "budget"))
    assert told(out) == {joined, frozenset([TOLD["inquiry"][0]]), frozenset(["Rain"])}
    with Store(out) as store:
        assert [one.who for one in store.story(wreck).edits] == ["ana"]
        store.take_out(store.story(wreck).id, article("budget").id, who="ben")
        store.undo(edit.number, who="ben")
    with feed.open("a") as more:
        more.write(Article(text="It snows in Graz.", title="Snow", published=DAY).model_dump_json() + "\n")
    main(batch)
    assert joined not in told(out)
