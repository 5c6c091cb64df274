"""The whole merge: an analyst's view of five reports, and what holds for any set of summaries."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import UsageError
from summarizer.schema import ArticleInfo, ArticleReading, ArticleSummary, Entity, Merged, Quote, Run, Stance, Story
from summarizer.stories import merge

from . import ferry
from .build import Report, entity_called, event_of


@pytest.fixture(scope="module")
def story() -> Story:
    (story,) = merge(ferry.readings())
    return story


def test_the_meeting_stands_once_with_every_article_behind_it(story: Story) -> None:
    meeting = event_of(story, "agency", "e1")
    assert {one.article for one in meeting.mentions} == {"agency", "broadcaster", "weekly", "wire", "local"}
    assert (meeting.edtf, meeting.status) == ("2031-05-13", "planned")
    assert meeting.corroboration.origins == 4, "two of the five carry the same agency"


def test_the_second_visit_moves_from_being_scheduled_to_a_day(story: Story) -> None:
    visit = event_of(story, "agency", "e2")
    assert visit == event_of(story, "wire", "e2") == event_of(story, "weekly", "e3")
    assert (visit.edtf, visit.status) == ("2031-05-15", "planned")
    assert [version.line.articles for version in visit.versions] == [("agency", "weekly"), ("wire",)]


def test_the_spokesman_s_statement_stands_once_with_both_translations(story: Story) -> None:
    (quote,) = story.quotes
    assert quote.speakers == (entity_called(story, "Leonid Varga").id,)
    assert sorted(one.mention.article for one in quote.renderings) == ["agency", "broadcaster"]
    assert quote.renderings[0].text != quote.renderings[1].text


def test_the_minister_stands_under_one_name_with_its_variants(story: Story) -> None:
    assert set(entity_called(story, "Sergei Molotkov").names) == {"Sergei Molotkov", "Sergey Molotkov"}
    head = entity_called(story, "Ramón Oyarzún")
    assert set(head.names) == {"Ramon Oyarzun", "Ramón Oyarzún", "Oyarzún", "R. Oyarzún"}
    assert head.affiliation == entity_called(story, "RL").id


def test_without_a_reader_nothing_is_claimed_that_takes_one(story: Story) -> None:
    assert story.read == "scores"
    assert (story.know_before_repeating, story.origins) == ((), ())


def test_the_story_has_a_headline_of_its_reports_and_the_order_of_publication(story: Story) -> None:
    assert story.headline in {reading.article.title for reading in ferry.readings()}
    assert [one.article.id for one in story.articles] == ["agency", "broadcaster", "weekly", "wire", "local"]
    assert story.published == ("2031-05-09", "2031-05-12")


def test_a_like_meeting_elsewhere_is_another_story() -> None:
    other = Report(
        "other", "2031-05-10", title="Fishermen meet in Lisbon", gist="Fishermen of three countries met over cod."
    )
    crew = other.entity("Fishermen's Guild", "organization")
    other.event("fishermen met over quotas", "met", [crew], [other.entity("Lisbon", "place")], "2031-05-09", "occurred")
    stories = merge([*ferry.readings(), other.reading()])
    assert [len(one.articles) for one in stories] == [5, 1]


def test_the_same_news_weeks_later_is_another_story() -> None:
    again = ferry.agency().reading()
    info = again.article.model_copy(update={"id": "again", "published": "2031-07-01"})
    stories = merge([*ferry.readings(), again.model_copy(update={"article": info})])
    assert [len(one.articles) for one in stories] == [5, 1]


def test_a_running_story_is_told_in_episodes() -> None:
    first = ferry.agency().reading()

    def on(day: int) -> ArticleReading:
        published = (dt.date(2031, 5, 1) + dt.timedelta(days=2 * day)).isoformat()
        info = first.article.model_copy(update={"id": f"day {day:02}", "published": published})
        return first.model_copy(update={"article": info})

    stories = merge([on(day) for day in range(60)])
    spans = [[int(one.article.id[4:]) for one in story.articles] for story in stories]
    assert sorted(day for span in spans for day in span) == list(range(60))
    assert 1 < len(spans) < 10


def test_what_is_reported_in_another_season_changes_no_story() -> None:
    """A word that all use in July is no commonplace in May."""
    some = [Report(f"a{at}", "2031-05-09", title=title).reading() for at, title in enumerate(TEXTS)]
    later = [Report(f"b{at}", "2031-07-09", title=" ".join(TEXTS)).reading() for at in range(40)]
    stories = merge([*some, *later])
    assert [one for one in stories if one.published == ("2031-05-09", "2031-05-09")] == list(merge(some))


# Any set of summaries

NAMES = (
    "Ramón Oyarzún",
    "Oyarzun",
    "R. Oyarzún",
    "Pavel Draganov",
    "UN",
    "United Nations",
    "Kiev",
    "Kyiv",
    "Drevno",
    "a spokesman",
)
TEXTS = (
    "Oyarzún will meet Draganov in Drevno",
    "Draganov did not meet Oyarzún",
    "more than 200 envoys wrote a letter",
    "250 envoys wrote",
    "the bridge",
    "",
)
local_ids = st.sampled_from(["n1", "n2", "n3", "e1", "nowhere", ""])


@st.composite
def any_reading(draw: st.DrawFn, article: str) -> ArticleReading:
    """A reading with ids that point nowhere, ids given twice, dates of all kinds, empty names."""
    published = draw(st.sampled_from([None, "2031-05-09", "2031-05-09T10:00:00+02:00", "2031-05-11", "2031-06-30"]))
    report = Report(
        article,
        published,
        outlet=draw(st.sampled_from([None, "Daily Ferry", "Lamp"])),
        gist=draw(st.sampled_from(TEXTS)),
        credits_=draw(st.sampled_from([(), ("AFP",), ("Reuters", "AFP"), ("",)])),
        text=draw(st.sampled_from(["", "one two three four five six seven eight", "Text " + article])),
    )
    some = st.lists(local_ids, max_size=3)
    for name in draw(st.lists(st.sampled_from((*NAMES, "")), max_size=4)):
        kind = draw(st.sampled_from(["person", "organization", "place", "country", "work", "group"]))
        report.entity(name, kind, draw(st.sampled_from([None, "spokesman", "President"])), draw(local_ids))  # type: ignore[arg-type]
    for text in draw(st.lists(st.sampled_from(TEXTS[:4]), max_size=3)):
        date = draw(st.sampled_from([None, "2031-05-13", "2031-05", "XXXX-05-13", "../2031", "no date", "2031-05-15"]))
        status = draw(st.sampled_from(["planned", "proposed", "occurred", "alleged", "cancelled", "possible"]))
        report.event(text, text.split()[-1], draw(some), draw(some), date, status, draw(local_ids))  # type: ignore[arg-type]
    for text in draw(st.lists(st.sampled_from(TEXTS[:4]), max_size=3)):
        report.quote(text, *draw(some), kind=draw(st.sampled_from(["direct", "indirect"])), via=draw(some))
    for _ in range(draw(st.integers(0, 2))):
        position = draw(st.sampled_from(["supports", "opposes", "neutral"]))
        report.stance(draw(local_ids), position, draw(st.sampled_from(TEXTS)), draw(local_ids))  # type: ignore[arg-type]
    return report.reading()


readings = st.integers(0, 5).flatmap(lambda n: st.tuples(*(any_reading(f"a{at}") for at in range(n))))


def as_bytes(summaries: list[ArticleReading]) -> bytes:
    return b"\n".join(one.model_dump_json().encode() for one in merge(summaries))


@settings(max_examples=60)
@given(readings, st.randoms(use_true_random=False))
def test_any_order_in_same_bytes_out(some: tuple[ArticleReading, ...], order: random.Random) -> None:
    shuffled = list(some)
    order.shuffle(shuffled)
    assert as_bytes(shuffled) == as_bytes(list(some))


@settings(max_examples=60)
@given(readings)
def test_every_item_is_in_exactly_one_merged_item_and_every_article_in_one_story(
    some: tuple[ArticleReading, ...],
) -> None:
    stories = merge(some)
    assert Counter(one.article.id for story in stories for one in story.articles) == Counter(
        one.article.id for one in some
    )
    for kind in ("entities", "events", "figures", "facts", "stances", "quotes"):
        given_items = Counter((one.article.id, item.id) for one in some for item in getattr(one, kind))
        merged = Counter(
            (mention.article, mention.item)
            for story in stories
            for item in of_kind(story, kind)
            for mention in item.mentions
        )
        if kind == "stances":  # one whose holder is nobody that its article names is listed
            listed = [one.mention for story in stories for one in story.unused if one.mention]
            merged.update((one.article, one.item) for one in listed)
        assert merged == given_items, kind


def of_kind(story: Story, kind: str) -> Sequence[Merged]:
    """The merged items of a kind."""
    if kind == "stances":
        return [stance for target in story.stances for stance in target.stances]
    return getattr(story, kind)  # type: ignore[no-any-return]


@settings(max_examples=60)
@given(readings)
def test_every_id_in_a_story_points_at_something(some: tuple[ArticleReading, ...]) -> None:
    for story in merge(some):
        entities = {one.id for one in story.entities}
        kinds = ("entities", "events", "figures", "facts", "stances", "quotes")
        items = [one.id for kind in kinds for one in of_kind(story, kind)]
        assert len(items) == len(set(items))
        for event in story.events:
            assert entities.issuperset((*event.participants, *event.places))
        for quote in story.quotes:
            assert entities.issuperset(quote.speakers)
        articles = {one.article.id for one in story.articles}
        assert articles.issuperset(article for one in story.copies for article in one.articles)
        assert articles.issuperset(article for line in story.gist for article in line.articles)


@settings(max_examples=60)
@given(readings)
def test_a_quote_never_has_two_speakers_views_in_it(some: tuple[ArticleReading, ...]) -> None:
    for story in merge(some):
        of = {(m.article, m.item): one.id for one in story.entities for m in one.mentions}
        said = {
            (reading.article.id, quote.id): frozenset(
                of[reading.article.id, one] for one in quote.speakers if (reading.article.id, one) in of
            )
            for reading in story.articles
            for quote in reading.quotes
        }
        for merged in story.quotes:
            assert {said[m.article, m.item] for m in merged.mentions} == {frozenset(merged.speakers)}


def test_the_bytes_do_not_depend_on_the_process() -> None:
    """Hash randomisation orders sets differently in every process."""
    code = (
        "from tests.stories import ferry; from summarizer.stories import merge; import hashlib; "
        "print(hashlib.sha256(b''.join(s.model_dump_json().encode() for s in merge(ferry.readings()))).hexdigest())"
    )
    root = Path(__file__).parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2", "3")
    }
    here = hashlib.sha256(b"".join(one.model_dump_json().encode() for one in merge(ferry.readings()))).hexdigest()
    assert digests == {here}


# Odd input


def summary_of(reading: ArticleReading, model: str) -> ArticleSummary:
    run = Run(
        model=model,
        prompt="p",
        schema="s",
        key="k",
        requests=1,
        re_asks=0,
        input_tokens=9,
        output_tokens=9,
        cached=False,
    )
    return ArticleSummary(**dict(reading), run=run)


def test_what_a_run_cost_does_not_show_and_who_read_does() -> None:
    plain = ferry.readings()
    paid = [summary_of(reading, model) for reading, model in zip(plain, "abcab", strict=True)]
    (story,) = merge(paid)
    assert story.models == ("a", "b", "c")
    assert story.model_copy(update={"models": ()}) == merge(plain)[0]


def test_an_article_given_twice_counts_once() -> None:
    twice = [*ferry.readings(), summary_of(ferry.wire().reading(), "a")]
    assert [len(one.articles) for one in merge(twice)] == [5]


def test_one_id_for_two_contents_is_refused_by_name() -> None:
    one = ferry.wire().reading()
    with pytest.raises(UsageError, match="wire") as error:
        merge([one, one.model_copy(update={"gist": "Something else."})])
    assert error.value.remedy


def test_nothing_in_nothing_out() -> None:
    assert merge([]) == ()


def test_an_article_without_anything_is_a_story_of_its_own() -> None:
    bare = ArticleReading(article=ArticleInfo(id="bare"), fingerprint="", gist="")
    (story,) = merge([bare])
    assert (story.headline, story.articles, story.published) == ("Untitled", (bare,), ())


def test_ids_that_point_nowhere_cost_nothing_else() -> None:
    bad = ArticleReading(
        article=ArticleInfo(id="bad"),
        fingerprint="not a sketch",
        gist="A report.",
        entities=(Entity(id="n1", name="", kind="person", affiliation="n9"),),
        stances=(Stance(id="s1", holder="n9", target="", about="e9", position="neutral", basis="said", evidence=()),),
        quotes=(Quote(id="q1", speakers=("n9",), on_behalf_of="n8", kind="direct", text="", evidence=()),),
    )
    (story,) = merge([bad])
    assert [len(found) for found in (story.entities, story.stances, story.quotes)] == [1, 0, 1]
