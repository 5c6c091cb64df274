"""Speech between dashes is marked as a quotation."""

from __future__ import annotations

from summarizer.schema import Article
from summarizer.text.numbering import number


def shown(text: str) -> str:
    return number(Article(text=text, language="es")).render()


def test_speech_between_dashes_is_marked_and_the_narrator_is_not() -> None:
    assert shown("—No habrá acuerdo —dijo Ana Ruiz—. Se acabó.") == (
        "[1] —No habrá acuerdo⟨q1⟩ —dijo Ana Ruiz—.\n[2] Se acabó.⟨q2⟩"
    )


def test_ids_follow_the_text_where_both_kinds_stand() -> None:
    text = "«Nada», escribió.\n\n—No habrá acuerdo —dijo Ana Ruiz—.\n\n«Todo», respondió."
    assert [each.id for each in number(Article(text=text)).quotations] == ["q1", "q2", "q3"]
    assert shown(text).splitlines()[2] == "[2] —No habrá acuerdo⟨q2⟩ —dijo Ana Ruiz—."


def test_an_english_dash_is_no_speech() -> None:
    assert number(Article(text="— No deal, said Ann Lee — again.\n\n—The end — he said.")).quotations == ()
