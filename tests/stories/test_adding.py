"""Articles added to stories that exist: what comes out is what a merge of all at once gives, and ids stay."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import UsageError
from summarizer.schema import ArticleReading, Story
from summarizer.stories import merge, merge_each
from summarizer.stories.by_scores import story_by_scores
from tests.benchmarks.summaries import summaries

from . import ferry
from .build import Report
from .test_merge import readings, summary_of

MANY = tuple(summaries(40, seed=3))
"""Recorded summaries, renamed and recombined into several stories of the same days."""


KINDS = ("entities", "events", "figures", "facts", "quotes", "stances")
REFERRING = frozenset("id affiliation participants places speakers on_behalf_of via holder sources".split())


def without_names(stories: Iterable[Story]) -> list[object]:
    """Stories in all but what they and their items are known by."""
    found: list[object] = []
    for story in stories:
        told = story.model_copy(update={"id": "", "formerly": ()}).model_dump()
        merged = [one for kind in KINDS for one in told[kind]]
        merged += [stance for target in told["stances"] for stance in target["stances"]]
        numbers = {one["id"]: f"#{at}" for at, one in enumerate(merged)}
        found.append({part: renamed(value, numbers) if part != "articles" else value for part, value in told.items()})
    return found


def renamed(value: object, numbers: dict[str, str], field: str = "") -> object:
    """A story's parts with other ids."""
    if isinstance(value, dict):
        return {name: renamed(one, numbers, name) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [renamed(one, numbers, field) for one in value]
    return numbers.get(value, value) if isinstance(value, str) and field in REFERRING else value


@st.composite
def parts(draw: st.DrawFn, some: Sequence[ArticleReading]) -> list[list[ArticleReading]]:
    """A set of articles in any order, cut into any sequence of additions."""
    shuffled = list(some)
    draw(st.randoms(use_true_random=False)).shuffle(shuffled)
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    return [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]


def added(cut: Iterable[Sequence[ArticleReading]]) -> Iterator[tuple[Story, ...]]:
    """The stories after each addition."""
    stories: tuple[Story, ...] = ()
    for some in cut:
        stories = merge(some, into=stories)
        yield stories


@settings(max_examples=15)
@given(st.lists(st.sampled_from(MANY), unique_by=lambda one: one.article.id, max_size=12).flatmap(parts))
def test_additions_come_to_what_one_merge_of_all_comes_to(cut: list[list[ArticleReading]]) -> None:
    *_, stories = added(cut)
    assert without_names(stories) == without_names(merge([one for some in cut for one in some]))


@settings(max_examples=60)
@given(readings.flatmap(parts))
def test_additions_of_any_kind_come_to_what_one_merge_comes_to(cut: list[list[ArticleReading]]) -> None:
    *_, stories = added(cut)
    assert without_names(stories) == without_names(merge([one for some in cut for one in some]))


@settings(max_examples=15)
@given(st.lists(st.sampled_from(MANY), unique_by=lambda one: one.article.id, max_size=12).flatmap(parts))
def test_no_id_is_lost_and_none_given_twice(cut: list[list[ArticleReading]]) -> None:
    known: set[str] = set()
    for stories in added(cut):
        ids = Counter(name for one in stories for name in (one.id, *one.formerly))
        assert set(ids.values()) <= {1}
        assert known <= ids.keys()
        known |= ids.keys()


@settings(max_examples=15)
@given(st.lists(st.sampled_from(MANY), unique_by=lambda one: one.article.id, max_size=12).flatmap(parts))
def test_a_story_keeps_its_id_while_its_first_article_stays_in_it(cut: list[list[ArticleReading]]) -> None:
    before: tuple[Story, ...] = ()
    for stories in added(cut):
        holding = {one.article.id: story for story in stories for one in story.articles}
        for story in before:
            homes = {holding[one.article.id].id for one in story.articles}
            assert story.id in homes or any(story.id in one.formerly for one in stories)
        before = stories


def test_nothing_is_made_anew_of_a_story_whose_articles_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = merge(MANY)
    made = made_stories(monkeypatch)
    assert merge([], into=before) == before
    assert made == []
    extra = Report("extra", MANY[0].article.published, gist="A fire in the old mill.").reading()
    after = merge([extra], into=before)
    assert made == [("extra",)]
    assert [one for one in after if one.articles != (extra,)] == list(before)


def made_stories(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The articles of every story that is made from here on."""
    made: list[tuple[str, ...]] = []

    def noted(some: Sequence[ArticleReading], earlier: Story | None) -> Story:
        made.append(tuple(one.article.id for one in some))
        return story_by_scores(some, earlier)

    monkeypatch.setattr("summarizer.stories.story_by_scores", noted)
    return made


def test_a_story_that_grows_keeps_its_id_even_by_an_earlier_report() -> None:
    first = ferry.agency().reading()
    (story,) = merge([one for one in ferry.readings() if one != first])
    (grown,) = merge([first], into=[story])
    assert grown.articles[0] == first
    assert (grown.id, grown.formerly) == (story.id, ())


def quakes() -> tuple[ArticleReading, ArticleReading, ArticleReading]:
    """Two reports that share nothing, and one that tells what both tell."""

    def report(article: str, day: str, names: str, told: str) -> ArticleReading:
        one = Report(article, day, gist=told, title=told)
        for name in names.split():
            one.entity(name)
        return one.reading()

    east = "Abrasimov Belkova"
    west = "Okonkwo Pastrana"
    dam, levee = "dam burst flooded valley Tolmin", "levee breach evacuated villages Sorvo"
    return (
        report("east", "2031-05-09", east, dam),
        report("west", "2031-05-10", west, levee),
        report("both", "2031-05-11", f"{east} {west}", f"{dam}, {levee}"),
    )


def test_items_keep_their_ids_when_articles_are_added() -> None:
    first = ferry.agency().reading()
    (story,) = merge([one for one in ferry.readings() if one != first])
    (grown,) = merge([first], into=[story])
    now = {mention: one.id for one in grown.events for mention in one.mentions}
    assert all(now[mention] == one.id for one in story.events for mention in one.mentions)


def test_of_two_stories_that_turn_out_to_be_one_the_older_id_lives_on() -> None:
    east, west, both = quakes()
    older, younger = merge([east, west])
    (one,) = merge([both], into=[younger, older])
    assert (one.id, one.formerly) == (older.id, (younger.id,))
    assert merge([], into=[one]) == (one,)


def test_a_story_that_comes_apart_gives_each_id_back_to_its_founder() -> None:
    east, west, both = quakes()
    (one,) = merge([both], into=merge([east, west]))
    apart = tuple(merge_each([west, east], [one], complete=True))
    assert [(story.id, story.formerly) for story in apart] == [(one.id, ()), (one.formerly[0], ())]
    assert apart == merge([east, west])


def test_the_part_without_the_founder_gets_a_new_id() -> None:
    east, west, both = quakes()
    (one,) = merge([east, west, both])
    first, second = merge_each([east, west], [one], complete=True)
    assert (first.id, first.articles) == (one.id, (east,))
    assert second.id != one.id


def test_an_id_whose_founder_is_gone_stays_with_the_articles_that_are_left() -> None:
    first, *others = ferry.readings()
    (story,) = merge(ferry.readings())
    (left,) = merge_each(others, [story], complete=True)
    assert (left.id, len(left.articles)) == (story.id, 4)
    (again, *_) = merge([first], into=[left])
    assert again.id == story.id


def test_of_an_article_that_says_something_else_now_the_new_reading_counts() -> None:
    old = ferry.wire().reading()
    new = old.model_copy(update={"gist": "Something else."})
    with pytest.raises(UsageError, match="wire"):
        merge([new], into=merge([old]))
    (story,) = merge_each([new], merge([old]), complete=True)
    assert (story.articles, story.id) == ((new,), merge([old])[0].id)


def test_who_read_the_articles_is_remembered() -> None:
    first, *others = ferry.readings()
    stories = merge([summary_of(one, "old") for one in others])
    (story,) = merge([summary_of(first, "new")], into=stories)
    assert story.models == ("new", "old")


def test_the_order_of_stories_and_articles_does_not_matter() -> None:
    before, rest = list(merge(MANY[:25])), list(MANY[25:])
    expected = merge(rest, into=before)
    order = random.Random(1)
    for _ in range(3):
        order.shuffle(before)
        order.shuffle(rest)
        assert merge(rest, into=before) == expected
