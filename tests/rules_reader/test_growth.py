"""What the rules do grows with the length of an article, and no faster."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from summarizer.extraction.grounding import ground
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.answer.reader import read_part
from summarizer.schema import Article
from summarizer.text.numbering import number

_SAID = (
    "Minister Anna Kovac{0} said on Monday that the bridge at Marn{0} would not open, and “nobody pays {0} times”.",
    "The council of Ravna{0} voted on Friday to close school {0}, which the mayor denied was promised.",
    "Peter Lund{0} opposes the plan, but he did not say whether he would resign if {0} members left.",
    "“It is {0} days,” she said, “and I do not believe reports that the dam has failed.”",
)


def _calls(sentences: int, end: str) -> int:
    """How many functions are called to read an article of so many sentences."""
    text = end.join(_SAID[at % len(_SAID)].format(at) for at in range(sentences))
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        numbered = number(Article(text=text, language="en", published="2024-05-15"))
        ground(numbered, read_part(ArticlePart(numbered, 1, len(numbered.sentences))))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("end", ["\n\n", " "])
def test_an_article_of_four_times_the_length_takes_four_times_the_work(end: str) -> None:
    _calls(8, end)  # what is made once
    assert _calls(120, end) < 5.5 * _calls(30, end)  # 16 times, where each sentence is set against each other
