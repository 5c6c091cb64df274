"""What goes into a store comes out of it, and its stories are kept up to date; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import random
import time
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import StoreError, UsageError
from summarizer.llm.cache import DiskCache
from summarizer.schema import Article
from summarizer.sources import Found
from summarizer.store import FoundQuote, Store, Update, article_records
from summarizer.store.updating import update
from tests.store.reading import StandIn
from tests.store.stories import article, articles


def add(store: Store, reader: StandIn, *given: Article) -> Update:
    return asyncio.run(update(store, reader, given))


def shape(store: Store) -> set[frozenset[str]]:
    """Which articles are told of together."""
    return {frozenset(one.article.id for one in store.story(line.id).articles) for line in store.stories()}


def test_articles_of_one_story_are_told_of_together(store: Store) -> None:
    done = add(store, StandIn(), *articles())
    assert {one.kind for one in done.put} == {"new"}
    assert sorted(line.articles for line in store.stories()) == [2, 3, 3]
    assert len(done.revisions) == 3
    story = next(store.story(line.id) for line in store.stories() if "udget" in line.headline)
    assert {one.article.url for one in story.articles} == {f"https://outlet{n}.example/budget" for n in range(3)}
    assert all(one.text for one in story.articles), "what is read together needs the texts"


def test_stories_do_not_depend_on_the_order_in_which_articles_come(tmp_path: Path) -> None:
    seen = set()
    for number in range(4):
        given = articles()
        random.Random(number).shuffle(given)
        with Store(tmp_path / f"{number}.sqlite") as store:
            for one in given:
                add(store, StandIn(), one)
            seen.add(frozenset(shape(store)))
    assert len(seen) == 1


def test_what_is_known_is_not_read_again(store: Store) -> None:
    add(store, StandIn(), *articles())
    reader = StandIn()
    done = add(store, reader, *articles())
    assert {one.kind for one in done.put} == {"known"}
    assert (reader.articles, reader.stories, done.revisions) == ([], [], [])


def test_one_article_more_is_read_with_its_story_alone(store: Store) -> None:
    *first, last = articles()
    add(store, StandIn(), *first)
    before = {line.id: line.revision for line in store.stories()}
    reader = StandIn()
    done = add(store, reader, last)
    assert reader.articles == [last.id]
    assert [len(one) for one in reader.stories] == [2]
    (revision,) = done.revisions
    added = [one for one in revision.changes if one.kind == "added"]
    assert (revision.revision, last.id) == (before[revision.story] + 1, added[0].item)
    assert {one.part for one in added} == {"articles", "events"}, "the quote was told of before"


def test_a_corrected_text_is_a_second_version(store: Store) -> None:
    add(store, StandIn(), *articles())
    was = article("ferry", 2)
    now = article("ferry", 2, more="An earlier version of this report had another number.")
    done = add(store, StandIn(), now)
    assert [(one.kind, one.version) for one in done.put] == [("corrected", 2)]
    assert sorted(line.articles for line in store.stories()) == [2, 3, 3], "no second article"
    for id_ in (was.id, now.id, "https://OUTLET2.example:443/ferry#top"):
        assert store.article(id_).article.text == now.text
    assert store.article(now.id, 1).article.text == was.text
    (revision,) = done.revisions
    assert [(c.kind, c.item, c.before) for c in revision.changes if c.part == "articles"] == [
        ("corrected", now.id, was.id)
    ]
    assert not store.search("Eleven passengers missing earlier version", fields=["title"])
    assert [hit.article.version for hit in store.search('"earlier version"')] == [2]


def test_ten_texts_at_one_address_are_ten_versions_of_one_article(store: Store) -> None:
    for number in range(10):
        add(store, StandIn(), article("ferry", 0, more=f"Update number {number}."))
    (line,) = store.stories()
    found = store.article("https://outlet0.example/ferry")
    assert (line.articles, found.version, found.versions) == (1, 10, 10)
    assert line.revision == 10


def test_a_story_keeps_its_id_through_a_correction_of_the_article_that_it_began_with(store: Store) -> None:
    add(store, StandIn(), article("ferry", 0))
    (before,) = store.stories()
    add(store, StandIn(), article("ferry", 0, more="Corrected."), article("ferry", 1))
    (after,) = store.stories()
    assert (before.id, after.articles) == (after.id, 2)


def test_what_is_forgotten_is_nowhere(store: Store) -> None:
    add(store, StandIn(), *articles())
    gone = article("ferry", 2)
    story = store.article(gone.id).story
    assert story is not None
    store.correct(story, item_of(store, story, "Eleven passengers"), "Eleven or twelve", who="ana")
    forgotten = store.forget(gone.id)
    assert ([one.id for one in forgotten.articles], forgotten.stories) == ([gone.id], (story,))
    with pytest.raises(StoreError):
        store.article(gone.id)
    with pytest.raises(StoreError, match="forgotten"):
        store.story(story)
    assert not store.search("Eleven passengers")
    assert not store.edits(), "an edit says what it changed"
    done = add(store, StandIn())
    assert [one.story for one in done.revisions] == [story]
    assert {one.article.id for one in store.story(story).articles} == {article("ferry", n).id for n in (0, 1)}
    for revision in store.revisions(story):
        assert "Eleven" not in str(revision)
        if revision.has_story:
            assert "Eleven" not in store.story(story, revision.revision).model_dump_json()


def test_what_is_forgotten_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        given = Article(text="The word is Xylophonquark, said nobody at all.", title="Xylophonquark")
        add(store, StandIn(), *articles(), given)
        store.forget(given.id)
    for file in tmp_path.iterdir():
        assert b"xylophonquark" not in file.read_bytes().lower(), file


def test_what_was_answered_about_what_is_forgotten_is_not_in_the_cache_either(tmp_path: Path) -> None:
    gone, other = Article(text="The word is Xylophonquark, said nobody."), article("ferry", 0)
    cache = DiskCache(tmp_path / "answers")
    with Store(tmp_path / "s.sqlite") as store:
        add(store, StandIn(), gone, other)
        for one in (gone, other):
            summary = store.summary(one.id)
            cache.set(summary.run.key, f'{{"answer": "{one.text}"}}')
            older = summary.model_copy(update={"run": summary.run.model_copy(update={"key": f"older {one.id}"})})
            cache.set(f"older {one.id}", f'{{"answer": "{one.text}"}}')
            cache.set(f"reading-of-{one.id}", older.model_dump_json())
        key = store.summary(other.id).run.key
        assert store.forget(gone.id, cache=tmp_path / "answers").answers == 3
    assert all(cache.get(one) for one in (key, f"older {other.id}", f"reading-of-{other.id}"))
    cache.close()
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or b"xylophonquark" not in file.read_bytes().lower(), file


def test_a_story_that_is_what_it_was_before_a_forgotten_article_came_is_there_again(store: Store) -> None:
    add(store, StandIn(), article("ferry", 0))
    id_, shown = store.stories()[0].id, store.story(store.stories()[0].id)
    forgotten = article("ferry", 1)
    add(store, StandIn(), forgotten)
    store.forget(forgotten.id)
    add(store, StandIn())
    assert store.story(id_) == shown


def test_the_last_article_of_a_story_takes_it_along(store: Store) -> None:
    add(store, StandIn(), article("ferry", 0), article("budget", 0))
    story = store.article(article("ferry", 0).id).story
    store.forget(article("ferry", 0).id)
    done = add(store, StandIn())
    assert [(one.story, one.why, one.has_story) for one in done.revisions] == [(story, "emptied", False)]
    assert [line.articles for line in store.stories()] == [1]
    assert store.counts()["due"] == 0


def test_what_is_forgotten_may_come_again(store: Store) -> None:
    add(store, StandIn(), *articles())
    before = shape(store)
    store.forget(article("budget", 0).id)
    add(store, StandIn())
    add(store, StandIn(), article("budget", 0))
    assert shape(store) == before


def test_what_is_new_since(store: Store) -> None:
    *first, last = articles()
    add(store, StandIn(), *first)
    mark = store.changes()[-1].number
    assert store.changes(mark) == []
    done = add(store, StandIn(), last)
    assert [one.number for one in store.changes(mark)] == [one.number for one in done.revisions]


def test_an_earlier_revision_can_be_read(store: Store) -> None:
    add(store, StandIn(), article("ferry", 0))
    add(store, StandIn(), article("ferry", 1))
    (line,) = store.stories()
    assert [len(store.story(line.id, n).articles) for n in (1, 2)] == [1, 2]
    with pytest.raises(StoreError, match="no revision 3"):
        store.story(line.id, 3)


def test_what_failed_is_kept_and_tried_again(store: Store) -> None:
    reader = StandIn()
    given = articles()
    reader.fail = {given[0].id}
    done = add(store, reader, *given)
    assert [source for source, _ in done.failed] == [given[0].title]
    assert [one.problem for one in store.failures()] == ["No answer."]
    assert sorted(line.articles for line in store.stories()) == [2, 2, 3], "the others are told of"
    assert add(store, StandIn()).revisions == [], "it does not come back by itself"
    done = add(store, StandIn(), given[0])
    assert (len(done.revisions), store.failures()) == (1, [])
    assert sorted(line.articles for line in store.stories()) == [2, 3, 3]


def test_search(store: Store) -> None:
    add(
        store,
        StandIn(),
        *articles(),
        Article(text="Der Bürgermeister Jörg Müller sprach über Köln.", language="de", published="2024-05-09"),
        Article(text="日本の首相は東京で会見した。", language="ja", title="首相会見", outlet="朝日"),
    )
    assert len(store.search("aurora OSTRAVA")) == 3
    assert len(store.search('"ferry aurora had left"')) == 3
    assert not store.search('"aurora ferry"')
    (hit,) = store.search("muller koln")
    assert hit.article.article.language == "de"
    assert "Müller" in hit.excerpt
    assert [one.article.article.outlet for one in store.search("東京で会見")] == ["朝日"]
    assert not store.search("京東")
    assert len(store.search("frey", fields=["names"])) == 2
    assert not store.search("night", fields=["names"])
    (first, _) = store.search("listens", fields=["quotes"])
    assert first.quotes == (FoundQuote("Nobody listens", "direct", ("Urs Frey",)),)
    assert len(store.search("ferry", outlet="Outlet 1")) == 1
    assert not store.search("ferry", since=dt.date(2024, 5, 7).toordinal())
    assert len(store.search("koln", since=dt.date(2024, 5, 9).toordinal(), language="de")) == 1
    page = store.search("the", limit=4)
    rest = store.search("the", limit=100, before=page[-1].article.number)
    assert [*page, *rest] == store.search("the", limit=100)
    with pytest.raises(UsageError, match="Nothing to search"):
        store.search(' "" ?!')


@pytest.mark.parametrize("published", [None, "1066-10-14", "2999-01-01", "0001-01-01", "9999-12-31"])
def test_any_day_of_publication(store: Store, published: str | None) -> None:
    one = Article(text="The ferry Aurora sank off Ostrava harbour.", published=published)
    add(store, StandIn(), *articles(), one)
    assert store.article(one.id).story
    store.forget(one.id)


def test_what_was_read_last_counts_even_if_the_clock_was_set_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = article("ferry", 0)
    add(store, StandIn(), one)
    first, right = store.summary(one.id), time.time
    monkeypatch.setattr(time, "time", lambda: right() - 365 * 86_400)
    number = store.article(one.id).number
    with store.database.writing() as connection:
        second = first.model_copy(update={"run": first.run.model_copy(update={"key": "another"})})
        article_records.keep_reading(connection, number, 1, second)
    assert store.summary(one.id).run.key == "another"


def test_a_clock_that_jumps_changes_no_story(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "right.sqlite") as other:
        add(other, StandIn(), *articles())
        right_ones = shape(other)
    right, jumps = time.time, itertools.cycle([86_400.0, -86_400.0, 365 * 86_400.0, -365 * 86_400.0])
    monkeypatch.setattr(time, "time", lambda: right() + next(jumps))
    for one in articles():
        add(store, StandIn(), one)
    correction = add(store, StandIn(), article("ferry", 0, more="Corrected."))
    assert [one.version for one in correction.put] == [2]
    assert len(shape(store)) == len(right_ones) == 3
    numbers = [one.number for one in store.changes()]
    assert numbers == sorted(numbers), "what is new since is told by number, not by the clock"


def test_an_article_without_words_is_a_story_of_its_own(store: Store) -> None:
    add(store, StandIn(), Article(text="…"), Article(text="- - -", title="?"), Article(text="…"))
    assert [line.articles for line in store.stories()] == [1, 1]


@pytest.mark.parametrize("odd", ["\x00", "\u2028'\"%:a;--"])
def test_odd_characters_are_kept(store: Store, odd: str) -> None:
    told = f"The ferry {odd} sank."
    one = Article(text=told, title=told, outlet=told, language=told, byline=told, url=told, id="x1")
    asyncio.run(update(store, StandIn(), [Found(f"file {odd} \ud83d", one)]))
    assert store.article("x1").article == one
    assert [hit.article.article for hit in store.search(f"ferry {odd} sank", outlet=one.outlet)] == [one]
    (line,) = store.stories()
    story = store.story(line.id)
    store.set_headline(story.id, f"Sunk {odd}", who=f"ana {odd}", why=odd)
    assert store.story(line.id).headline == f"Sunk {odd}"


def test_half_a_character_costs_that_article_alone(store: Store) -> None:
    done = add(store, StandIn(), Article(text="Half \ud83d a character."), article("ferry", 0))
    assert len(done.failed) == len(store.failures()) == len(store.stories()) == 1


def test_export_is_read_again(store: Store, tmp_path: Path) -> None:
    from summarizer.batch import read_stories, read_summaries

    add(store, StandIn(), *articles())
    articles_path, summaries, stories = store.export(tmp_path / "out")
    assert len(articles_path.read_text("utf-8").splitlines()) == 8
    assert len(read_summaries([summaries])) == 8
    assert {one.id for one in read_stories([stories])} == {line.id for line in store.stories()}


def test_other_rules_group_all_articles_anew(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(place) as store:
        add(store, StandIn(), *articles())
        before = {(line.id, line.articles) for line in store.stories()}
    monkeypatch.setattr("summarizer.versions.STORIES", 1000)
    with Store(place) as store:
        assert store.counts()["due"] == 0, "the same rules under another number give the same"
    monkeypatch.setattr("summarizer.versions.STORIES", 1001)
    monkeypatch.setattr("summarizer.stories.grouping.group", None)
    monkeypatch.setattr("summarizer.stories.grouping._LEVELS", (1.1,))
    monkeypatch.setattr("summarizer.stories.grouping.THRESHOLD", 1.1)
    with Store(place) as store:
        assert store.counts()["due"] == 8
        add(store, StandIn())
        assert [line.articles for line in store.stories()] == [1] * 8
        assert {id_ for id_, _ in before} <= {line.id for line in store.stories()}


def test_the_migrations_make_the_tables(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from summarizer.store.tables import metadata

    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = [one for one in compare_metadata(context, metadata) if "search" not in str(one)]
    assert not found


def item_of(store: Store, story: str, words: str) -> str:
    return next(one.id for one in store.story(story).events if words in one.line.text)


def test_of_a_hit_only_the_quotes_that_match_are_shown(store: Store) -> None:
    said = "“We had no warning” said Jan Novak. “Novak had a warning” said Petra Vlk. “No comment” said Jan Novak."
    add(store, StandIn(), Article(text=f"The ferry sank. {said}", published="2024-05-06"))

    def found(words: str, **where: Any) -> list[tuple[str, tuple[str, ...]]]:
        (hit,) = store.search(words, **where)
        return [(quote.text, quote.speakers) for quote in hit.quotes]

    novak, vlk = ("Jan Novak",), ("Petra Vlk",)
    assert found("warning") == [("We had no warning", novak), ("Novak had a warning", vlk)]
    assert found("novak warning") == [("Novak had a warning", vlk), ("We had no warning", novak)]
    assert found('"no warning"') == [("We had no warning", novak)]
    assert found("novak", fields=["quotes"]) == [("Novak had a warning", vlk)]
    assert found("ferry comment") == [("No comment", novak)]
    assert found("ferry") == []
