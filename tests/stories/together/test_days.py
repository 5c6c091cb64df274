"""Days that a text names."""

from __future__ import annotations

import pytest

from summarizer.stories.together.days import days_in


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("seven on 26 and 30 March", [(26, 3), (30, 3)]),
        ("9–10 August 2026", [(9, 8), (10, 8)]),
        ("from 3 to 5 May, and 12 on 4 May", [(3, 5), (5, 5), (4, 5)]),
        ("by 78 votes to 70 on 9 December", [(9, 12)]),
        ("on March 10, 2026", [(10, 3)]),
    ],
)
def test_several_days_of_one_month_share_its_name(text: str, days: list[tuple[int, int]]) -> None:
    assert [(one.day, one.month) for one in days_in(text, ("en",))] == days
