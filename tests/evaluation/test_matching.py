from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.evaluation.labels import locate
from summarizer.evaluation.matching import TextIndex, assign, name_match, target_match

PAIRS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0, 1))


@given(PAIRS)
def test_the_assignment_is_the_best_of_all(weights: dict[tuple[int, int], float]) -> None:
    best = max(
        sum(weights.get(pair, 0.0) for pair in enumerate(columns)) for columns in itertools.permutations(range(5))
    )
    found = assign(weights)
    assert len(set(found.values())) == len(found)
    assert sum(weights[pair] for pair in found.items()) == pytest.approx(best, abs=1e-6)


def test_the_greatest_overlap_alone_is_not_the_best_assignment() -> None:
    assert assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}) == {0: 1, 1: 0}


@given(st.text("ab’ .,“\n\u00a0", max_size=40), st.data())
def test_words_found_in_the_normalised_text_are_at_their_place_in_the_original(text: str, data: st.DataObject) -> None:
    index = TextIndex(text)
    if not index.normalised:
        return
    start = data.draw(st.integers(0, len(index.normalised) - 1))
    end = data.draw(st.integers(start + 1, len(index.normalised)))
    first, last = index.original((start, end))
    assert " ".join(text[first:last].split()) == index.normalised[start:end].strip()


def test_words_are_counted_without_marks_and_by_any_of_their_characters() -> None:
    text = "“It’s over,” she\u00a0said."
    index = TextIndex(text)
    assert index.tokens([(0, 12)]) == index.tokens([(1, 10)]) == {0, 1}
    assert index.tokens([(15, 18)]) == {2, 3}
    assert index.tokens([(0, 1), (11, 12), (3, 3)]) == frozenset()
    assert index.original(locate(index.normalised, "she said")) == (13, 21)


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("Torbjorn Haugstad", "torbjorn haugstad’s", 1.0),
        ("Inês Carvalhão", "Ines Carvalhao", 1.0),
        ("W.R.O.", "WRO", 1.0),
        ("the dockers", "docker", 1.0),
        ("Haugstad", "President Torbjørn Haugstad", 0.5),
        ("the President", "President", 1.0),
        ("Haugstad", "Ndlela", 0.0),
        ("", "Ndlela", 0.0),
    ],
)
def test_names(one: str, other: str, match: float) -> None:
    assert name_match(one, other) == name_match(other, one) == match


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        ("a release of water", "releasing the water", True),
        ("die Rückgabe des Mantels", "Rückgabe", True),
        ("an immediate strike", "a public inquiry", False),
        ("the", "a strike", False),
    ],
)
def test_targets(one: str, other: str, enough: bool) -> None:
    assert (target_match(one, other) >= 0.5) is enough
