from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.plain import plain
from summarizer.reports.wording import runs
from summarizer.schema import Mention, QuoteVariant
from summarizer.stories.marks import marks

from .hostile import TEXTS

WORDS = st.lists(st.sampled_from("we will not carry the last log down, “stairs” 300 €5 …".split()), max_size=12).map(
    " ".join
)


def variant(text: str, chosen: str) -> QuoteVariant:
    return QuoteVariant(mention=Mention(article="a", item="q1"), text=text, kind="direct", marks=marks(text, chosen))


def shown(text: str, chosen: str) -> str:
    signs = {"same": "{}", "added": "+{}+", "missing": "-{}-"}
    return "".join(signs[run.kind].format(run.text) for run in runs(variant(text, chosen), f"“{text}”"))


def test_words_that_differ_stand_beside_those_they_are_said_for() -> None:
    assert shown("We shall carry the log", "We will carry the last log") == "“We -will -+shall+ carry the- last- log”"


def test_a_rendering_without_marks_is_shown_as_it_is() -> None:
    assert shown("Nous porterons le dernier journal", "We will carry the last log") == ""


def test_half_a_statement_that_is_left_out_is_cut_short() -> None:
    assert len(shown("down the stairs", f"We will carry {'very ' * 60}heavy logs down the stairs")) < 150


@given(WORDS, WORDS, TEXTS)
def test_its_own_words_can_be_read_off_it(text: str, chosen: str, hostile: str) -> None:
    own = f"{text}{hostile}"
    found = runs(variant(own, chosen), f"“{plain(own)}”")
    if found:
        said = plain("".join(run.text for run in found if run.kind != "missing"))
        assert "".join(said.split()) == "".join(f"“{plain(own)}”".split())
