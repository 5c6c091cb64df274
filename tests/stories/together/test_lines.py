"""A line comes apart where the sentences that carry it change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.stories.together.lines import Pointed, parse_line, write_line


def parsed(line: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(clause.text, clause.sentences) for clause in parse_line(line)]


def test_a_citation_covers_the_words_since_the_one_before_and_takes_the_punctuation_behind_it() -> None:
    assert parsed("G is to meet P on Tuesday [A3 B2], and asked for a truce [C4].") == [
        ("G is to meet P on Tuesday,", ("A3", "B2")),
        ("and asked for a truce.", ("C4",)),
    ]


@pytest.mark.parametrize(
    ("cited", "sentences"),
    [
        ("[A3, B2]", ("A3", "B2")),
        ("[A3; B2]", ("A3", "B2")),
        ("[A3][B2]", ("A3", "B2")),
        ("[A3] [B2]", ("A3", "B2")),
        ("[A3-A5]", ("A3", "A4", "A5")),
        ("[A3–5 AB12]", ("A3", "A4", "A5", "AB12")),
        ("[A3 A3]", ("A3",)),
        ("[A3-A900]", ("A3",)),
    ],
)
def test_citations_are_read_as_models_write_them(cited: str, sentences: tuple[str, ...]) -> None:
    assert parsed(f"The bridge is open {cited}.") == [("The bridge is open.", sentences)]


def test_words_behind_the_last_citation_are_a_clause_that_nothing_carries() -> None:
    assert parsed("The bridge is open [A1], and everybody is glad.")[-1] == ("and everybody is glad.", ())


def test_words_at_the_end_may_be_about_all_the_sentences_of_a_line() -> None:
    (first, second) = parse_line("{A} has five dead [A1]; {B} has seven [B1].", tail=True)
    assert (first.sentences, second.sentences) == (("A1",), ("B1",))
    *_, last = parse_line("{A} has five dead [A1], {B} seven [B1]; presumably one count.", tail=True)
    assert last == Pointed("presumably one count.", ("A1", "B1"))


def test_a_closing_quotation_mark_goes_with_its_words() -> None:
    assert parsed("She called it “a bridge too far [A1].” He did not [B1].")[0] == (
        "She called it “a bridge too far.”",
        ("A1",),
    )


pointers = st.tuples(st.sampled_from("ABC"), st.integers(1, 99)).map(lambda one: f"{one[0]}{one[1]}")
clauses = st.builds(
    Pointed,
    st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}[,.;]?", fullmatch=True),
    st.lists(pointers, min_size=1, max_size=3, unique=True).map(tuple),
)


@given(st.lists(clauses, min_size=1, max_size=5))
def test_what_is_written_is_read_again(line: list[Pointed]) -> None:
    assert list(parse_line(write_line(line))) == line


@given(st.text(max_size=200))
def test_any_text_comes_apart_without_a_word_lost(line: str) -> None:
    assert sum(map(str.isalnum, "".join(clause.text for clause in parse_line(line)))) <= sum(map(str.isalnum, line))
    if any(map(str.isalnum, line)) and "[" not in line:
        assert "".join(parse_line(line)[0].text.split()) == "".join(line.split())
