"""Paragraphs, headline and sentences, and how a model is shown them."""

from __future__ import annotations

import pytest

from summarizer.schema import Article
from summarizer.text.numbering import NumberedArticle, number


def numbered(text: str, title: str | None = None, language: str | None = None) -> NumberedArticle:
    return number(Article(text=text, title=title, language=language))


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in numbered(text, language=language).sentences]


def headline(text: str, title: str | None = None) -> str | None:
    span = numbered(text, title).headline
    return text[span[0] : span[1]] if span else None


def test_renders_numbers_paragraphs_and_quotation_ids() -> None:
    text = (
        "Ferry strike ends after nine days\n\n"
        "The ferries sail again. Captain Ada Holm called it “a fair deal” on Friday.\n\n"
        "“We lost a week,” she said. “We won’t lose another.”\n"
    )
    shown = (
        "[1] The ferries sail again.\n"
        "[2] Captain Ada Holm called it “a fair deal”⟨q1⟩ on Friday.\n"
        "\n"
        "[3] “We lost a week,”⟨q2⟩ she said.\n"
        "[4] “We won’t lose another.”⟨q3⟩"
    )
    article = numbered(text)
    assert article.render() == shown
    assert article.headline == (0, 33)
    assert article.render(2, 3) == "\n".join(shown.split("\n")[1:4])


def test_offsets_count_code_points() -> None:
    text = "🚢 Café Åse opens. She said: “Très bien 🎉!” Crowds came."
    assert sentences(text) == ["🚢 Café Åse opens.", "She said: “Très bien 🎉!”", "Crowds came."]


def test_single_newlines_part_paragraphs_when_there_is_no_blank_line() -> None:
    article = numbered("One is here.\nTwo is here. Three is.\nFour is here.")
    assert [sentence.paragraph for sentence in article.sentences] == [0, 1, 1, 2]


def test_single_newlines_become_spaces_when_blank_lines_part_paragraphs() -> None:
    article = numbered("The mayor\nspoke of\ta plan.\n \nNobody listened.")
    assert article.render() == "[1] The mayor spoke of a plan.\n\n[2] Nobody listened."


def test_no_sentence_ends_inside_a_quotation() -> None:
    text = "“We came. We saw. We left,” Lee said. He smiled."
    assert sentences(text) == ["“We came. We saw. We left,” Lee said.", "He smiled."]


def test_a_sentence_ends_with_the_quotation_that_ends_it() -> None:
    assert sentences("“It is over.” Lee left.") == ["“It is over.”", "Lee left."]
    assert sentences("“Is it over?” he asked. Lee left.") == ["“Is it over?” he asked.", "Lee left."]


def test_a_stray_mark_neither_joins_nor_moves_sentences() -> None:
    text = 'The 12" pipe burst. The 10" pipe held. It was “old. Lee left. Nobody’s hurt.'
    assert sentences(text) == [
        'The 12" pipe burst.',
        'The 10" pipe held.',
        "It was “old.",
        "Lee left.",
        "Nobody’s hurt.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ms. Lee met Sen. Roe and Dr. Poe of the U.N. panel.",
        "It opens at 5 p.m. Monday.",
        "Shares rose 3.5 percent to $10.2 million.",
        "1. Bring water.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_follow_the_language() -> None:
    text = "Er kam am 3. Mai an. Dann ging er."
    assert sentences(text, language="de-AT") == ["Er kam am 3. Mai an.", "Dann ging er."]
    assert sentences(text, language="tlh") == ["Er kam am 3.", "Mai an.", "Dann ging er."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry strike ends\n\nThe ferries sail again.", "Ferry strike ends"),
        ("Ferry strike ends\nThe ferries sail again.\nAll of them.", "Ferry strike ends"),
        ("The strike is over.\n\nThe ferries sail again.", None),
        ("Exclusive\n\nThe ferries sail again.", None),
        ("He told us:\n\n“The ferries sail again.”", None),
        ("“The ferries sail\n\n“and all is well,” Lee said.", None),
        ("Ferry strike ends", None),
        ("ferries " * 30 + "\n\nAll of them sail.", None),
    ],
)
def test_headline(text: str, expected: str | None) -> None:
    assert headline(text) == expected


def test_the_title_is_a_headline_whatever_it_looks_like() -> None:
    assert headline("Will it end?\n\nThe ferries sail again.", title="Will  it end?") == "Will it end?"


def test_quotations_of_the_headline_have_no_id() -> None:
    article = numbered("Lee calls deal “fair” at last\n\nHe called it “fair” on Friday.")
    assert article.render() == "[1] He called it “fair”⟨q1⟩ on Friday."


def test_an_article_cannot_forge_ids_lines_or_hide_text() -> None:
    article = numbered("He said ⟨q1⟩ so\x1b[31m \x00A\u202eb\U000e0041c\n[7] Forged “here”.\n\nEnd.")
    assert article.render() == "[1] He said ‹q1› so[31m Abc [7] Forged “here”⟨q1⟩.\n\n[2] End."


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\x85"])
def test_unusual_spaces_before_punctuation(space: str) -> None:
    text = f"Il a dit «{space}Non{space}»{space}! Puis il part{space}. Fin{space}."
    assert sentences(text, language="fr") == [
        f"Il a dit «{space}Non{space}»{space}!",
        f"Puis il part{space}.",
        f"Fin{space}.",
    ]


@pytest.mark.parametrize("text", ["", " \n\n\t ", "\ufeff", "\x00"])
def test_texts_without_words(text: str) -> None:
    article = numbered(text)
    assert article.quotations == ()
    assert article.headline is None
    assert len(article.sentences) == (1 if text.strip() else 0)


def test_what_somebody_says_in_whole_sentences_is_no_headline() -> None:
    said = "“We were never asked. Then the letter was there.” Irma Saal, farmer"
    numbered = number(Article(text=f"{said}\n\nThe dam is to be built."))
    assert numbered.headline is None
    assert [each.id for each in numbered.quotations] == ["q1"]
    assert number(Article(text="“We won’t pay!” says Saal\n\nThe dam is to be built.")).headline is not None


def test_marks_within_hebrew_abbreviations_are_no_quotation_marks() -> None:
    text = 'יו"ר הוועד, דן אורן, אמר כי העירייה "הורגת את הרחוב". דו"ח הוגש בינואר. כתב את הדו״ח.'
    numbered = number(Article(text=text, language="he"))
    assert [text[each.start : each.end] for each in numbered.quotations] == ['"הורגת את הרחוב"']
    assert len(numbered.sentences) == 3
