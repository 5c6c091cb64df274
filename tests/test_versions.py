"""What is kept from one version to the next is made anew when it would come out otherwise, and only then."""

from __future__ import annotations

import json

from tests.pins import PINS, results, unpinned


def test_a_result_that_changes_raises_its_number() -> None:
    pinned, found = json.loads(PINS.read_text("utf-8")), results()
    assert unpinned(pinned, found) == [], "raise these in summarizer/versions.py, then run: python -m tests.pins"
    assert pinned == found, "the pins are of an earlier number or of other answers; run: python -m tests.pins"


def test_another_result_under_the_same_number_is_noticed() -> None:
    was = {"READING": {"number": 1, "of": "a", "result": "x"}}
    assert unpinned(was, {"READING": {"number": 1, "of": "a", "result": "y"}}) == ["READING"]
    assert unpinned(was, {"READING": {"number": 2, "of": "a", "result": "y"}}) == []
    assert unpinned(was, {"READING": {"number": 1, "of": "b", "result": "y"}}) == []
