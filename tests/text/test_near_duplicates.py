"""Copies are recognised by their wording alone."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.near_duplicates import fingerprint, similarity

texts = st.lists(st.sampled_from([f"w{n}" for n in range(60)]), min_size=1, max_size=300).map(" ".join)


def prose(seed: int, words: int) -> str:
    """Text without sense, from the few thousand words that news uses."""
    chosen = random.Random(seed)
    return " ".join(f"word{int(chosen.paretovariate(0.6)) % 3000}" for _ in range(words))


@given(texts)
def test_a_text_is_wholly_similar_to_itself_whatever_case_and_line_breaks(text: str) -> None:
    reset = text.upper().replace(" ", "\n  ")
    assert similarity(fingerprint(text), fingerprint(reset)) == 1.0


@given(texts, texts)
def test_similarity_is_symmetric_and_within_bounds(a: str, b: str) -> None:
    there, back = similarity(fingerprint(a), fingerprint(b)), similarity(fingerprint(b), fingerprint(a))
    assert there == back
    assert 0.0 <= there <= 1.0


@given(st.text(max_size=300))
def test_any_text_has_a_sketch_of_bounded_size(text: str) -> None:
    assert len(fingerprint(text)) <= 684


@given(st.text(), st.text())
def test_what_is_no_sketch_is_similar_to_nothing(a: str, b: str) -> None:
    assert 0.0 <= similarity(a, b) <= 1.0
    assert similarity("", fingerprint("a text")) == 0.0


def test_an_agency_text_under_a_new_lead_is_a_copy() -> None:
    body = prose(1, 350)
    assert similarity(fingerprint(body), fingerprint(prose(2, 60) + " " + body)) > 0.8


def test_a_shortened_agency_text_is_a_copy() -> None:
    body = prose(3, 900)
    cut = " ".join(body.split()[:250])
    assert similarity(fingerprint(body), fingerprint(cut)) > 0.8


def test_reports_that_share_only_a_quotation_are_no_copies() -> None:
    quotation = prose(4, 45)
    one, other = prose(5, 400) + " " + quotation, quotation + " " + prose(6, 350)
    assert similarity(fingerprint(one), fingerprint(other)) < 0.3
