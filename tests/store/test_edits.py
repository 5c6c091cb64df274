"""What an analyst changed stays changed, is told of, and can be undone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from summarizer.cli import main
from summarizer.errors import StoreError, UsageError
from summarizer.schema import Article, Story
from summarizer.store import Store
from summarizer.store.updating import update
from tests.store.reading import StandIn
from tests.store.stories import article, articles


@pytest.fixture
def filled(store: Store) -> Store:
    add(store, *articles()[:-1])
    return store


def add(store: Store, *given: Article) -> None:
    asyncio.run(update(store, StandIn(), given))


def story_of(store: Store, name: str) -> Story:
    id_ = store.article(article(name, 0).id).story
    assert id_ is not None
    return store.story(id_)


def read_again(store: Store) -> None:
    """Another article comes to the ferry story, so that it is read anew."""
    add(store, article("ferry", 0, more="The harbour of Ostrava is closed."))


def test_a_headline_stays(filled: Store) -> None:
    before = story_of(filled, "ferry")
    edit = filled.set_headline(before.id, "Ferry disaster", who="ana", why="house style")
    read_again(filled)
    after = story_of(filled, "ferry")
    assert after.headline == "Ferry disaster"
    (shown,) = after.edits
    assert (shown.kind, shown.who, shown.why, shown.holds) == ("headline", "ana", "house style", True)
    assert shown.before == before.headline
    assert [line.headline for line in filled.stories() if line.id == before.id] == ["Ferry disaster"]
    filled.undo(edit.number, who="ben")
    assert (story_of(filled, "ferry").headline, story_of(filled, "ferry").edits) == (before.headline, ())
    assert [(one.who, one.undone_by) for one in filled.edits(before.id)] == [("ana", "ben")]
    with pytest.raises(UsageError, match="undone by ben"):
        filled.undo(edit.number, who="ben")


def test_what_is_hidden_stays_hidden(filled: Store) -> None:
    story = story_of(filled, "ferry")
    event = next(one for one in story.events if "forty passengers" in one.line.text)
    edit = filled.hide(story.id, event.id, who="ana")
    read_again(filled)
    now = story_of(filled, "ferry")
    assert "forty passengers" not in str([one.line.text for one in now.events])
    assert now.edits[0].before == event.line.text
    filled.undo(edit.number, who="ana")
    assert "forty passengers" in str([one.line.text for one in story_of(filled, "ferry").events])


def test_a_correction_stands_on_the_same_sentences(filled: Store) -> None:
    story = story_of(filled, "ferry")
    event = story.events[0]
    filled.correct(story.id, event.id, "The ferry Aurora went down.", who="ana")
    read_again(filled)
    found = next(one for one in story_of(filled, "ferry").events if one.line.text == "The ferry Aurora went down.")
    assert set(found.mentions) >= {m for m in event.mentions if m.article != article("ferry", 0).id}
    assert found.line.clauses[0].evidence


def test_of_a_quotation_the_note_is_corrected_and_not_the_words(filled: Store) -> None:
    story = story_of(filled, "ferry")
    words = story.quotes[0].renderings[0].text
    filled.correct(story.id, story.quotes[0].id, "He spoke Czech.", who="ana")
    quote = story_of(filled, "ferry").quotes[0]
    assert (quote.note, quote.renderings[0].text) == ("He spoke Czech.", words)


def test_an_edit_of_what_is_gone_says_so(filled: Store) -> None:
    story = story_of(filled, "ferry")
    only = next(one for one in story.events if "Eleven passengers" in one.line.text)
    filled.correct(story.id, only.id, "Eleven are missing.", who="ana")
    text = article("ferry", 0)
    add(filled, Article(**{**article("ferry", 2).model_dump(), "id": "", "text": text.text + " Nobody is missing."}))
    (edit,) = story_of(filled, "ferry").edits
    assert (edit.holds, edit.after) == (False, "Eleven are missing.")


def test_two_names_are_one(filled: Store) -> None:
    story = story_of(filled, "ferry")
    captain, other = (next(e for e in story.entities if e.name == name) for name in ("Captain Jan Novak", "Jan Novak"))
    edit = filled.same(story.id, other.id, captain.id, who="ana")
    read_again(filled)
    now = story_of(filled, "ferry")
    one = next(e for e in now.entities if e.name == "Jan Novak")
    assert "Captain Jan Novak" in one.names
    assert "Captain Jan Novak" not in [e.name for e in now.entities]
    assert one.corroboration.articles == len({m.article for m in one.mentions})
    ids = {e.id for e in now.entities}
    assert {id_ for e in now.events for id_ in e.participants} <= ids
    filled.undo(edit.number, who="ana")
    assert "Captain Jan Novak" in [e.name for e in story_of(filled, "ferry").entities]


def test_one_name_is_two(filled: Store) -> None:
    story = story_of(filled, "ferry")
    joined = next(e for e in story.entities if e.name == "Jan Novak")
    captain = next(e for e in story.entities if e.name == "Captain Jan Novak")
    filled.same(story.id, joined.id, captain.id, who="ana")
    filled.not_same(story.id, joined.id, "Captain Jan Novak", who="ben")
    read_again(filled)
    now = story_of(filled, "ferry")
    apart = {e.name: e for e in now.entities}
    assert {"Jan Novak", "Captain Jan Novak"} <= set(apart)
    assert not set(apart["Jan Novak"].mentions) & set(apart["Captain Jan Novak"].mentions)
    assert all(q.speakers == (apart["Jan Novak"].id,) for q in now.quotes)
    with pytest.raises(UsageError, match="every article"):
        filled.not_same(story.id, apart["Captain Jan Novak"].id, "Captain Jan Novak", who="ben")


def test_joined_stories_stay_joined(filled: Store) -> None:
    ferry, budget = story_of(filled, "ferry"), story_of(filled, "budget")
    edit = filled.join(ferry.id, budget.id, who="ana", why="one storm")
    add(filled)
    joined = story_of(filled, "ferry")
    assert len(joined.articles) == 6
    assert {ferry.id, budget.id} == {joined.id, *joined.formerly}
    assert filled.story(budget.id).id == filled.story(ferry.id).id, "old addresses go on"
    read_again(filled)
    assert len(story_of(filled, "budget").articles) == 6
    assert [one.kind for one in story_of(filled, "budget").edits] == ["join"]
    filled.undo(edit.number, who="ana")
    add(filled)
    assert len(story_of(filled, "ferry").articles) == len(story_of(filled, "budget").articles) == 3
    assert story_of(filled, "ferry").id != story_of(filled, "budget").id
    with pytest.raises(UsageError, match="one story already"):
        filled.join(ferry.id, ferry.id, who="ana")


def test_an_article_that_was_taken_out_stays_out(filled: Store) -> None:
    ferry = story_of(filled, "ferry")
    founder = article("ferry", 0)
    edit = filled.take_out(ferry.id, founder.id, who="ana")
    add(filled)
    rest = filled.story(ferry.id)
    assert founder.id not in [one.article.id for one in rest.articles], "the story goes on without it"
    assert len(rest.articles) == 2
    assert len(story_of(filled, "ferry").articles) == 1
    add(filled, article("ferry", 1, more="The harbour of Ostrava is closed."))
    assert len(filled.story(ferry.id).articles) == 2
    filled.undo(edit.number, who="ana")
    add(filled)
    assert len(story_of(filled, "ferry").articles) == 3
    with pytest.raises(StoreError, match="not in the story"):
        filled.take_out(ferry.id, article("budget", 0).id, who="ana")


def test_edits_of_what_is_not_there(filled: Store) -> None:
    story = story_of(filled, "ferry")
    with pytest.raises(UsageError, match="no item e99"):
        filled.hide(story.id, "e99", who="ana")
    with pytest.raises(StoreError, match="no story nope"):
        filled.set_headline("nope", "x", who="ana")
    with pytest.raises(StoreError, match="no edit 7"):
        filled.undo(7, who="ana")
    with pytest.raises(UsageError, match="who"):
        filled.set_headline(story.id, "x", who=" ")


def test_the_command_line_edits_by_the_same_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "s.sqlite")
    with Store(place) as store:
        add(store, *articles())
        ferry, budget, strike = (story_of(store, name) for name in ("ferry", "budget", "strike"))
    ids = {one.name: one.id for one in ferry.entities}
    event = next(one for one in ferry.events if "forty passengers" in one.line.text)

    def edit(*given: str, code: int = 0) -> dict[str, Any]:
        assert main(["edit", *given, "--store", place, "--who", "ana", "--quiet"]) == code
        printed = capsys.readouterr().out
        return json.loads(printed) if printed else {}

    headline = edit("set-headline", ferry.id, "Ferry disaster", "--why", "house style")
    edit("hide", ferry.id, event.id)
    edit("correct", ferry.id, ferry.events[0].id, "The Aurora went down.")
    edit("same", ferry.id, ids["Jan Novak"], ids["Captain Jan Novak"])
    edit("not-same", ferry.id, ids["Jan Novak"], "Captain Jan Novak")
    edit("join", budget.id, strike.id)
    edit("take-out", ferry.id, article("ferry", 2).id)
    edit("hide", ferry.id, "e99", code=2)
    with Store(place) as store:
        add(store)
        now = store.story(ferry.id)
        assert (now.headline, len(now.articles), len(store.story(budget.id).articles)) == ("Ferry disaster", 2, 5)
        assert event.line.text not in [one.line.text for one in now.events]
    monkeypatch.setattr("getpass.getuser", lambda: "ben")
    assert main(["edit", "undo", str(headline["number"]), "--store", place]) == 0
    assert json.loads(capsys.readouterr().out)["undone_by"] == "ben"
    assert main(["edits", ferry.id, "--store", place]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["kind"] for one in listed] == ["headline", "hide", "correct", "same", "not_same", "take_out"]
    assert (listed[0]["why"], listed[0]["who"], listed[0]["undone_by"]) == ("house style", "ana", "ben")
    with Store(place) as store:
        assert store.story(ferry.id).headline != "Ferry disaster"
