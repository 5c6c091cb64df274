"""What the scores leave open goes to whoever can read, in blocks; no answer can break what is certain."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.schema import ArticleReading, Story
from summarizer.stories.merging_by_scores import Block, merge, merge_linked
from summarizer.stories.merging_by_scores.clustering import CANNOT_LINK, LARGEST, SMALL, Limits, linking
from summarizer.stories.merging_by_scores.linking import validated

from . import ferry
from .build import Report, entity_called, event_of, quote_of
from .test_merge import readings

Answer = Callable[[Block], Sequence[Sequence[int]] | None]


class Scripted:
    """Answers as it is told, and keeps what it was asked."""

    model = "scripted"
    digest = "as told"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.blocks: list[Block] = []

    async def link(self, block: Block) -> Sequence[Sequence[int]] | None:
        self.blocks.append(block)
        return self._answer(block)


def linked(summaries: Sequence[ArticleReading], answer: Answer) -> tuple[Story, ...]:
    return asyncio.run(merge_linked(summaries, Scripted(answer)))


def all_one(block: Block) -> list[list[int]]:
    return [list(range(1, len(block.items) + 1))]


def joining(*words: str) -> Answer:
    """Makes one what has one of these words in it."""

    def answer(block: Block) -> list[list[int]]:
        return [[number for number, item in enumerate(block.items, 1) if any(word in item.text for word in words)]]

    return answer


GIST = "The palace and the League speak about the bridge at Drevno."


def told(article: str, text: str, published: str = "2031-05-09", speaker: str = "Leonid Varga") -> Report:
    one = Report(article, published, gist=GIST, title=GIST)
    one.quote(text, one.entity(speaker))
    return one


WATER = told("a", "She comes to learn which valve has to be shut at the start, so that the cellars stay dry")
TAPS = told("b", "Her journey is about the tap that must be closed before all others, for the basements' sake")
THIRD = told("c", "Nobody in the palace has read what the League wrote in spring", "2031-05-10")
OPEN = [WATER.reading(), TAPS.reading(), THIRD.reading()]


def test_a_translation_without_a_word_in_common_is_joined_by_whoever_reads() -> None:
    both = [WATER.reading(), TAPS.reading()]
    assert [len(one.quotes) for one in merge(both)] == [2]
    (story,) = linked(both, joining("valve", "tap"))
    assert {variant.mention.article for variant in story.quotes[0].variants} == {"a", "b"}


def test_nobody_who_answers_leaves_it_to_the_score() -> None:
    for summaries in (OPEN, ferry.readings()):
        stories = linked(summaries, lambda _: None)
        assert [one.key for one in stories] == [""], "the question is asked again the next time"
        assert stories == tuple(one.model_copy(update={"key": ""}) for one in merge(summaries))


def test_no_answer_joins_two_speakers_two_journeys_or_two_people_of_one_report() -> None:
    (story,) = linked(ferry.readings(), all_one)
    for quote in story.quotes:
        assert len(quote.speakers) == 1
    assert event_of(story, "wire", "e1") != event_of(story, "wire", "e2")
    assert entity_called(story, "Pavel Draganov") != entity_called(story, "Sergei Molotkov")


def test_a_number_that_is_missing_stands_alone_and_an_unknown_or_second_one_is_refused() -> None:
    assert validated([[1, 2, 9], [2, 3], [0, -1]], 4) == [[0, 1], [2], []]


def test_a_block_is_what_its_items_say_and_not_how_they_came() -> None:
    blocks = []
    for order in (1, 2, 3):
        shuffled = OPEN[:]
        random.Random(order).shuffle(shuffled)
        linker = Scripted(lambda _: [])
        asyncio.run(merge_linked(shuffled, linker))
        blocks.append(linker.blocks)
    assert blocks[0] == blocks[1] == blocks[2]
    assert [(block.kind, len(block.items)) for block in blocks[0]] == [("quotes", 3)]


def test_a_block_names_its_reports_by_letter_with_their_days() -> None:
    linker = Scripted(lambda _: [])
    asyncio.run(merge_linked([WATER.reading(), told("b", "Nobody reads the letters of the League").reading()], linker))
    (block,) = [one for one in linker.blocks if one.kind == "quotes"]
    assert block.reports == (("A", "2031-05-09"), ("B", "2031-05-09"))
    assert [item.report for item in block.items] == ["A", "B"]
    assert "Leonid Varga «said»: She comes to learn" in block.items[0].text


def test_what_the_score_is_sure_of_is_not_asked_about() -> None:
    same = "The bridge at Drevno will be opened to all travellers before the first snow falls"
    linker = Scripted(lambda _: [])
    (story,) = asyncio.run(merge_linked([told("a", same).reading(), told("b", same).reading()], linker))
    assert len(story.quotes) == 1
    assert not [block for block in linker.blocks if block.kind == "quotes"]


def test_halves_of_a_block_that_is_too_large_find_each_other_again() -> None:
    size = 2 * SMALL
    chain = [(at, at + 1) for at in range(size - 1)]
    steps = linking(size, chain, lambda a, b: 0.5 if b - a == 1 else 0.4, Limits(0.9, 0.8, 0.3))
    rounds, sizes = 0, Counter[bool]()
    blocks = next(steps)
    try:
        while True:
            rounds += 1
            sizes.update(len(block) <= LARGEST for block in blocks)
            blocks = steps.send([[list(range(len(block)))] for block in blocks])
    except StopIteration as done:
        assert done.value == [list(range(size))]
    assert rounds > 1
    assert set(sizes) == {True}


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.sampled_from([CANNOT_LINK, 0.2, 0.5, 1.0])))
def test_no_answer_breaks_a_cannot_link(scores: dict[tuple[int, int], float]) -> None:
    affinity = {(min(pair), max(pair)): score for pair, score in scores.items() if pair[0] != pair[1]}
    steps = linking(8, sorted(affinity), lambda a, b: affinity.get((a, b), 0.1), Limits(0.9, 0.6, 0.3))
    try:
        blocks = next(steps)
        while True:
            blocks = steps.send([[list(range(len(block)))] for block in blocks])
    except StopIteration as done:
        clusters = done.value
    assert sorted(item for members in clusters for item in members) == list(range(8))
    assert all(affinity.get((a, b)) != CANNOT_LINK for members in clusters for a in members for b in members if a < b)


@settings(max_examples=30)
@given(
    readings,
    st.randoms(use_true_random=False),
    st.sampled_from([all_one, joining("Drevno", "Oyarzún"), lambda _: None]),
)
def test_any_order_in_same_bytes_out_whatever_is_answered(
    some: tuple[ArticleReading, ...], order: random.Random, answer: Answer
) -> None:
    shuffled = list(some)
    order.shuffle(shuffled)
    assert linked(shuffled, answer) == linked(some, answer)


@settings(max_examples=30)
@given(readings)
def test_every_item_is_in_exactly_one_merged_item_whatever_is_answered(some: tuple[ArticleReading, ...]) -> None:
    stories = linked(some, all_one)
    for kind in ("entities", "events", "stances", "quotes"):
        given_items = Counter((one.article.id, item.id) for one in some for item in getattr(one, kind))
        merged = Counter(
            (mention.article, mention.item)
            for story in stories
            for item in getattr(story, kind)
            for mention in item.mentions
        )
        assert merged == given_items, kind


def test_a_linker_s_own_fault_is_not_swallowed() -> None:
    def answer(_: Block) -> None:
        raise RuntimeError("down")

    with pytest.raises(RuntimeError, match="down"):
        linked(OPEN, answer)


def test_a_quote_joined_by_hand_keeps_both_renderings_verbatim() -> None:
    (story,) = linked([WATER.reading(), TAPS.reading()], joining("valve", "tap"))
    quote = quote_of(story, "a", "q1")
    assert {one.text for one in quote.variants} == {WATER.reading().quotes[0].text, TAPS.reading().quotes[0].text}
