"""Copied words are found again in scripts that write small words as one with the next."""

from __future__ import annotations

import pytest

from summarizer.text.words import Words


@pytest.mark.parametrize(
    ("text", "copied", "found"),
    [
        ('המהנדס אמר לרדיו החוף כי "די".', "רדיו החוף", "רדיו החוף"),
        ("הדו״ח הוגש בינואר.", "ינואר", "ינואר"),
        ("הוא אמר שהגשר ייסגר.", "הגשר ייסגר", "הגשר ייסגר"),
        ("وطالب المزارعون بتعويضات عن الأراضي.", "تعويضات", "تعويضات"),
        ("وبحسب الوزارة فإن المحكمة ستنظر.", "حسب الوزارة", "حسب الوزارة"),
    ],
)
def test_words_are_found_behind_what_is_written_as_one_with_them(text: str, copied: str, found: str) -> None:
    words = Words(text)
    (span,) = words.find(copied, 0, len(text))
    assert text[slice(*span)] == found
    assert copied.split(maxsplit=1)[0] in words


def test_a_whole_word_goes_before_the_rest_of_one_and_two_letters_are_no_rest() -> None:
    text = "בגשר ועל גשר."
    assert [text[slice(*span)] for span in Words(text).find("גשר", 0, len(text))] == ["גשר", "גשר"]
    assert next(Words(text).find("גשר", 0, len(text)))[0] == text.rindex("גשר")
    assert list(Words("ברקס").find("קס", 0, 4)) != [] or "קס" not in Words("אברקס")
    assert "ting" not in Words("meeting")
