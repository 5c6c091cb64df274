"""How many died is a figure where an article says it plainly; two reports of one blast give a difference."""

from __future__ import annotations

import pytest

from summarizer import Article, Summarizer
from tests.rules_reader.reading import read

_REST = (
    " Rescue workers searched the ruins of the Marn fireworks factory. The owner of the Marn factory was questioned."
)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("A blast at a factory in Marn left 12 dead on Monday.", 12),
        ("Twelve people died in a blast in Marn on Monday.", 12),
        ("A crane fell on Monday, killing at least 12 people.", 12),
        ("The blast in Marn killed 12, police said.", 12),
        ("The death toll from Monday's blast in Marn rose to 17.", 17),
        ("More than 30 people were killed in Marn on Monday.", 30),
    ],
)
def test_a_plain_toll_is_a_figure(sentence: str, value: float) -> None:
    found = read(sentence)
    assert not found.faults
    (figure,) = found.figures
    assert figure.value == value
    assert figure.text in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Another 12 people were killed in Marn on Monday.",
        "The blast killed 12 people in 2019.",
        "Nobody of the 12 people died in Marn.",
        "Up to 12 people could have died in Marn, it is feared.",
        "The army denied that 12 people were killed.",
        "The fire killed 12 cows on Monday.",
        "Hunters found 12 dead birds on Monday.",
        "Twelve people were killed or injured on Monday.",
        "“Twelve people died,” the mayor said.",
        "Twelve people died in Marn. Three people died in Tarn.",
        "The death toll rose from 12 to 17.",
        "It was the worst blast since one killed 12 people.",
    ],
)
def test_what_is_no_plain_toll_is_none(sentence: str) -> None:
    assert read(sentence).figures == ()


def _figures(*leads: str) -> list[list[float | None]]:
    with Summarizer("builtin") as summarizer:
        summaries = [
            summarizer.summarize(
                Article(
                    text=lead + _REST,
                    title="Fireworks factory blast in Marn",
                    published=f"2026-03-1{at}",
                    outlet=f"P{at}",
                )
            )
            for at, lead in enumerate(leads)
        ]
        (story,) = summarizer.merge(summaries)
    return [[version.value for version in figure.versions] for figure in story.figures]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "A blast at a fireworks factory in Marn left 12 dead on Monday, police said.",
            "A blast at a fireworks factory in Marn left 17 dead on Monday, police said.",
        ),
        (
            "Twelve people died in a blast at a fireworks factory in Marn on Monday.",
            "A blast tore through a fireworks factory in Marn on Monday, killing at least 17 people.",
        ),
    ],
)
def test_two_tolls_of_one_blast_are_a_difference(first: str, second: str) -> None:
    assert _figures(first, second) == [[12, 17]]


def test_tolls_of_two_disasters_are_two_figures() -> None:
    first = "A blast at a fireworks factory in Marn left 12 dead on Monday, police said."
    assert _figures(first, "Elsewhere a bus overturned, killing three people.") == [[12], [3]]
