from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.stories.merging_by_scores.marks import marks
from summarizer.text.words import words_of

from .build import Report, one_story

WORDS = st.lists(st.sampled_from("we will not carry the last log down, “stairs” 300 €5 … —".split()), max_size=12).map(
    " ".join
)


def marked(text: str, chosen: str) -> list[tuple[str, str, str]]:
    """Kind, own words, words of the representative rendering."""
    return [(mark.kind, text[mark.start : mark.end], mark.chosen) for mark in marks(text, chosen)]


def test_words_that_differ_are_told_from_words_that_are_the_same() -> None:
    assert marked("We shall carry the heavy log", "We will carry the last log down the stairs") == [
        ("changed", "shall", "will"),
        ("changed", "heavy", "last"),
        ("left_out", "", "down the stairs"),
    ]


def test_an_added_word_has_nothing_in_its_place() -> None:
    assert marked("We will carry the very last log", "We will carry the last log") == [("added", "very", "")]


def test_case_and_punctuation_are_no_difference() -> None:
    assert marked("“We will carry it,”", "we will carry it — all …") == [("left_out", "", "all")]


def test_a_number_that_differs_is_marked_with_its_sign() -> None:
    assert marked("it cost €5 million to build", "it cost €50 million to build") == [("changed", "€5", "€50")]


@pytest.mark.parametrize(
    "text",
    [
        "Nous porterons le dernier journal",
        "the log",  # two of its words are nowhere near those of another statement
        "She will see to it that somebody else carries down what there is to carry",
    ],
)
def test_a_translation_or_a_paraphrase_is_not_marked_all_over(text: str) -> None:
    assert marked(text, "We will carry a final piece of wood downstairs") == []


def test_a_part_of_a_statement_says_what_it_leaves_out() -> None:
    assert marked("the last log", "We will carry the last log down the stairs") == [
        ("left_out", "", "We will carry"),
        ("left_out", "", "down the stairs"),
    ]


@given(WORDS, WORDS)
def test_each_rendering_can_be_read_off_the_other_and_the_marks(text: str, chosen: str) -> None:
    found = marks(text, chosen)
    rebuilt, done = "", 0
    for mark in found:
        assert done <= mark.start <= mark.end
        assert (mark.start == mark.end) == (mark.kind == "left_out")
        assert (mark.chosen == "") == (mark.kind == "added")
        rebuilt += f"{text[done : mark.start]} {mark.chosen} "
        done = mark.end
    if found:
        assert words_of(rebuilt + text[done:]) == words_of(chosen)


LONGER = "We shall carry the last burning log of the old tower down the stairs"


def test_a_story_s_variants_are_marked_and_the_representative_one_is_not() -> None:
    reports = []
    for name, text in (("a", "We will carry the last burning log of the old tower"), ("b", LONGER)):
        report = Report(name, "2031-05-09", title="A log in Drevno", gist="Anna Berg speaks of a log in Drevno.")
        report.quote(text, report.entity("Anna Berg"))
        reports.append(report)
    (quote,) = one_story(*reports).quotes
    of = {variant.mention.article: variant for variant in quote.variants}
    assert quote.chosen.article == "b"
    assert of["b"].marks == ()
    assert [(one.kind, one.chosen) for one in of["a"].marks] == [("changed", "shall"), ("left_out", "down the stairs")]
