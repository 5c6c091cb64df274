from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.wording import compared

WORDS = st.lists(st.sampled_from("we will not carry the last log down, “stairs” 300 €5".split()), max_size=12).map(
    " ".join
)


def marked(text: str, to: str) -> str:
    signs = {"same": "{}", "added": "+{}+", "missing": "-{}-"}
    return "".join(signs[run.kind].format(run.text) for run in compared(text, to)).strip()


def test_words_that_differ_are_told_from_words_that_are_the_same() -> None:
    assert marked("We shall carry the log", "We will carry the last log") == "We- will-+ shall+ carry the- last- log"


def test_case_and_punctuation_are_no_difference() -> None:
    assert marked("“We will carry it,”", "we will carry it") == "“We will carry it,”"


def test_a_different_number_is_a_difference() -> None:
    assert marked("it cost 5 million to build", "it cost 50 million to build") == "it cost- 50-+ 5+ million to build"


def test_a_translation_is_not_marked_all_over() -> None:
    assert marked("Nous porterons le dernier journal", "We will carry the last log") == ""


@given(WORDS, WORDS)
def test_each_rendering_can_be_read_off_the_comparison(text: str, to: str) -> None:
    runs = compared(text, to)
    if runs:
        assert "".join(run.text for run in runs if run.kind != "missing").split() == text.split()
        equal = sum(len(run.text.split()) for run in runs if run.kind == "same")
        missing = sum(len(run.text.split()) for run in runs if run.kind == "missing")
        assert equal + missing == len(to.split())
