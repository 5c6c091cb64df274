"""What somebody denies, doubts or did not say is told apart from what is said, by the reporting words."""

from __future__ import annotations

import pytest

from summarizer.text.denials import disowned_by


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", None),
        ("according to", None),
        ("rejected as", None),
        ("denied", "denied"),
        ("rejected claims that", "denied"),
        ("dismissed reports that", "denied"),
        ("bestritt", "denied"),
        ("dementierte", "denied"),
        ("a nié", "denied"),
        ("a démenti", "denied"),
        ("negó", "denied"),
        ("ha smentito", "denied"),
        ("doubts", "doubted"),
        ("bezweifelt", "doubted"),
        ("did not say", "not_said"),
        ("didn't claim", "not_said"),
        ("did not deny", "not_said"),
    ],
)
def test_reporting_words_say_whether_the_words_are_the_speaker_s(cue: str, expected: str | None) -> None:
    assert disowned_by(cue) == expected
