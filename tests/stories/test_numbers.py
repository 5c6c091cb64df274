"""A number that a report has only loosely is not told as exact."""

from __future__ import annotations

import pytest

from summarizer.stories.numbers import lost_qualifiers

LOOSE = """
at least|no fewer than|upwards of|more than|over|above|in excess of|less than|fewer than|under|below|up to|at most
as many as|no more than|nearly|almost|close to|just under|about|around|some|roughly|approximately|an estimated
"""


@pytest.mark.parametrize("loose", LOOSE.strip().replace("\n", "|").split("|"))
def test_what_loosens_a_number_is_kept(loose: str) -> None:
    report = f"The court heard that {loose} 200 people had died."
    assert list(lost_qualifiers("200 people died", report)) == ["200"]
    assert list(lost_qualifiers(f"{loose} 200 people died", report)) == []


def test_an_exact_number_has_nothing_to_lose() -> None:
    assert list(lost_qualifiers("200 people died", "The court heard that 200 people had died.")) == []
    assert list(lost_qualifiers("200 died", "Nearly 200 died, one report said; 200 died, said the other.")) == []
