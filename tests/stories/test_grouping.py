"""Which articles report one story: the same whatever the order and the portions that they come in."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.stories import grouping
from summarizer.stories.grouping import GroupingChange, added, affinity, group, removed
from summarizer.text.story_words import StoryWords, story_words

DAY = dt.date(2022, 4, 20)


class Memory:
    """An index that knows as much as it must."""

    def __init__(self) -> None:
        self.articles: dict[str, StoryWords] = {}
        self.edges: dict[str, dict[str, float]] = defaultdict(dict)
        self.story: dict[str, tuple[str, ...]] = {}

    def articles_with(
        self, words: Collection[str], first_day: int | None, last_day: int | None
    ) -> Iterator[tuple[str, int | None, Sequence[str]]]:
        found: dict[tuple[str, int | None], list[str]] = defaultdict(list)
        for key, article in self.articles.items():
            day = article.day
            if day is None or ((first_day is None or first_day <= day) and (last_day is None or day <= last_day)):
                for word in set(words) & set(article.keys):
                    found[word, day].append(key)
        return ((word, day, sorted(keys)) for (word, day), keys in found.items())

    def words_by_key(self, keys: Collection[str]) -> Mapping[str, StoryWords]:
        return {key: self.articles[key] for key in keys}

    def neighbours(self, keys: Collection[str]) -> Mapping[str, Mapping[str, float]]:
        return {key: self.edges[key] for key in keys if key in self.edges}

    def add(self, article: StoryWords) -> None:
        if article.keys and article.key not in self.articles:
            self.articles[article.key] = article
            self.apply(added(article.key, self))

    def forget(self, article: StoryWords) -> None:
        if article.key in self.articles:
            self.apply(removed(article.key, self))
            del self.articles[article.key], self.story[article.key]

    def apply(self, change: GroupingChange) -> None:
        for one, other in change.strangers:
            del self.edges[one][other], self.edges[other][one]
        for one, other, value in change.neighbours:
            self.edges[one][other] = self.edges[other][one] = value
        for story in change.stories:
            self.story |= dict.fromkeys(story, story)

    @property
    def stories(self) -> set[tuple[str, ...]]:
        return set(self.story.values())


def of_keys(articles: Sequence[StoryWords]) -> set[tuple[str, ...]]:
    """The stories that grouping all at once makes, as `Memory` has them."""
    stories = (tuple(sorted({articles[at].key for at in story})) for story in group(articles))
    return {story for story in stories if any(article.key in story and article.keys for article in articles)}


NAMES = "Cheeks Philly Sixers Jackman Oscars Aden Mysore Fanning Aoraki Degeneres Troy Zeszutek Biancardi".split()


@st.composite
def reports(draw: st.DrawFn) -> StoryWords:
    """Few words and few days, so that much is alike and some of it as much as can be."""
    words = draw(st.lists(st.sampled_from(NAMES), max_size=9))
    day = draw(st.sampled_from([None, *(DAY + dt.timedelta(days) for days in (0, 1, 4, 13, 14, 15, 30))]))
    return story_words(" ".join(words), language=draw(st.sampled_from(["en", "en", "de"])), day=day)


class TestWhateverTheOrder:
    @given(st.lists(reports(), max_size=14), st.randoms(use_true_random=False))
    @settings(deadline=None, max_examples=150)
    def test_all_at_once(self, articles: list[StoryWords], random: object) -> None:
        order = list(range(len(articles)))
        random.shuffle(order)  # type: ignore[attr-defined]
        stories = group([articles[at] for at in order])
        assert sorted(sorted(order[at] for at in story) for story in stories) == group(articles)
        assert sorted(at for story in stories for at in story) == sorted(order)

    @given(st.lists(reports(), max_size=14), st.data())
    @settings(deadline=None, max_examples=150)
    def test_one_by_one_with_bounds_so_low_that_they_bite(
        self, articles: list[StoryWords], data: st.DataObject
    ) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(grouping, "CROWD", data.draw(st.sampled_from([1, 2, 3, 100])))
            patch.setattr(grouping, "LARGEST", data.draw(st.sampled_from([1, 2, 4, 300])))
            index = Memory()
            for article in articles:
                index.add(article)
            assert index.stories == of_keys(articles)
            gone = data.draw(st.sets(st.sampled_from(articles), max_size=5)) if articles else set()
            for article in gone:
                index.forget(article)
            assert index.stories == of_keys([article for article in articles if article not in gone])


def pile(number: int, distinct: int, day: dt.date | None = DAY) -> list[StoryWords]:
    """So many articles of one day about one thing, in so many wordings."""
    texts = [
        f"Pirates boarded the Salahuddin off Aden at {1000 + one} hours, says Captain Zeszutek."
        for one in range(distinct)
    ]
    return [story_words(texts[at % distinct], language="en", day=day) for at in range(number)]


class TestBadInput:
    def test_a_thousand_times_one_text_is_one_story(self) -> None:
        assert group(pile(1000, 1)) == [list(range(1000))]

    def test_a_crowd_of_one_day_is_grouped_without_comparing_all_with_all(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared = 0
        agreement = grouping._agreement

        def counted(first: grouping._Vectors, second: grouping._Vectors) -> int:
            nonlocal compared
            compared += 1
            return agreement(first, second)

        monkeypatch.setattr(grouping, "_agreement", counted)
        stories = group(pile(3000, 3000))
        assert sorted(at for story in stories for at in story) == list(range(3000))
        assert compared < 3000 * 2 * grouping.CROWD

    def test_articles_without_words_are_stories_of_their_own(self) -> None:
        assert group([story_words(text) for text in ("", "", "…", "?!")]) == [[0], [1], [2], [3]]

    @pytest.mark.parametrize("day", [dt.date.min, dt.date(1066, 10, 14), dt.date(2999, 1, 1), dt.date.max])
    def test_any_day_will_do(self, day: dt.date) -> None:
        articles = [*pile(2, 2, day), *pile(2, 2, DAY)]
        assert group(articles) == [[0, 1], [2, 3]]
        index = Memory()
        for article in articles:
            index.add(article)
        assert index.stories == of_keys(articles)


class TestDays:
    TEXT = "Pirates boarded the Salahuddin off Aden, says Captain Zeszutek of the Mysore."

    def told(self, *days: int) -> list[list[int]]:
        texts = (f"{self.TEXT} It is the {day}th day." for day in days)
        days_of = (DAY + dt.timedelta(day) for day in days)
        return group(story_words(text, language="en", day=day) for text, day in zip(texts, days_of, strict=True))

    def test_the_same_news_of_another_month_is_another_story(self) -> None:
        assert self.told(0, 1, 60, 61) == [[0, 1], [2, 3]]

    def test_what_goes_on_for_weeks_is_a_chain_of_episodes(self) -> None:
        stories = self.told(*range(120))
        assert len(stories) > 1
        for story in stories:
            assert story == list(range(story[0], story[-1] + 1))
            assert story[-1] - story[0] < 2 * grouping.WINDOW

    def test_an_article_without_a_day_may_be_of_any(self) -> None:
        dated, undated = (story_words(self.TEXT, language="en", day=day) for day in (DAY, None))
        assert affinity(dated, undated) > 0.99
        assert group([dated, undated]) == [[0, 1]]

    def test_a_copy_under_another_headline_is_of_the_story(self) -> None:
        copy = story_words(self.TEXT * 3, title="Sea robbers fail", language="en", day=DAY + dt.timedelta(2))
        assert group([story_words(self.TEXT * 3, title="Attack off Aden", language="en", day=DAY), copy]) == [[0, 1]]


TOLD = [json.loads(line) for line in (Path(__file__).parent / "languages.jsonl").read_text("utf-8").splitlines()]
STORIES = [one["story"] for one in TOLD]


class TestLanguages:
    """Articles of our own on ten stories, in thirteen languages; `names` are what is named, as English has it."""

    def words(self, *, names: bool) -> list[StoryWords]:
        return [
            story_words(
                one["text"],
                title=one["title"],
                language=one["language"],
                day=DAY,
                extra_words=one["names"] if names else (),
            )
            for one in TOLD
        ]

    def test_with_the_names_in_one_language_a_story_is_one_in_all(self) -> None:
        stories = group(self.words(names=True))
        assert len(stories) == len(set(STORIES))
        assert all(len({STORIES[at] for at in story}) == 1 for story in stories)

    def test_without_them_names_tie_the_alphabets_and_nothing_is_mixed(self) -> None:
        stories = group(self.words(names=False))
        assert all(len({STORIES[at] for at in story}) == 1 for story in stories)
        alphabets = ("en", "de", "fr", "ru", "fi", "tr")
        spelled = {at for at, one in enumerate(TOLD) if one["language"] in alphabets}
        for name in ("fico", "raisi", "georgia"):
            of_story = {at for at in spelled if STORIES[at] == name}
            assert any(of_story <= set(story) for story in stories), name

    def test_the_language_is_told_from_the_text_or_left_open(self) -> None:
        told = [story_words(one["text"], title=one["title"]).language for one in TOLD]
        assert all(code in ("", one["language"]) for code, one in zip(told, TOLD, strict=True))
        assert told.count("") <= 2


class TestLikeNewsOfOthers:
    """Short reports in nearly the same words, of others."""

    def told(self, *texts: str) -> list[list[int]]:
        return group(story_words(text, language="en", day=DAY) for text in texts)

    @pytest.mark.parametrize(
        "text",
        [
            "Mayor {name} of {town} resigned on Monday.",
            "Mayor {name} was arrested on Monday, police said. The mayor denies taking bribes.",
            "{name} was elected mayor of {town} on Sunday, with more than half of the vote.",
            "Mayor {name} of {town} said on Monday that she would not run again in the autumn election.",
        ],
    )
    def test_three_mayors_are_three_stories(self, text: str) -> None:
        mayors = (("Anna Berg", "Ravna"), ("Tom Lund", "Holm"), ("Eva Kask", "Sula"))
        assert self.told(*(text.format(name=name, town=town) for name, town in mayors)) == [[0], [1], [2]]

    def test_the_same_town_is_not_the_same_story(self) -> None:
        court = "A court in Ravna ruled on Monday that the ferry company must pay the victims of the sinking."
        party = "Footballer Leo Maric celebrated his birthday in Ravna on Monday with a party for 200 guests."
        assert self.told(court, party) == [[0], [1]]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (
                "An explosion in a market in Ravna killed five people on Monday, officials said.",
                "Seven people were killed in an explosion in a market in Ravna on Monday, officials said.",
            ),
            (
                "Mayor Anna Berg of Ravna resigned on Monday. She said she was tired.",
                "The mayor of Ravna, Anna Berg, stepped down on Monday, saying that she was tired.",
            ),
            (
                "The mayor of Ravna was arrested over bribes on Monday, police said.",
                "Anna Berg, the mayor of Ravna, was arrested on Monday. Police accuse her of taking bribes.",
            ),
        ],
    )
    def test_who_is_named_by_one_report_alone_keeps_nothing_apart(self, one: str, other: str) -> None:
        assert self.told(one, other) == [[0, 1]]
