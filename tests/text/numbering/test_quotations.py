"""Which quotations are marked, from where to where."""

from __future__ import annotations

import pytest

from summarizer.schema import Article
from summarizer.text.numbering import number


def quoted(text: str) -> list[str]:
    return [text[quotation.start : quotation.end] for quotation in number(Article(text=text)).quotations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He spoke of “a fair deal” there.", ["“a fair deal”"]),
        ('He spoke of "a fair deal" there.', ['"a fair deal"']),
        ("He spoke of ‘a fair deal’ there.", ["‘a fair deal’"]),
        ("Elle parle d’«Union» et dit : « Nous allons »", ["«Union»", "« Nous allons »"]),
        ("„Wir gehen“, sagte er. „Nein“, sagte sie.", ["„Wir gehen“", "„Nein“"]),
        ("»Wir gehen«, sagte er; ›nein‹ und ‹oui›.", ["»Wir gehen«", "›nein‹", "‹oui›"]),
        ("‚Wir gehen‘, sagte er.", ["‚Wir gehen‘"]),
        ("”Vi går”, sa han. ”Nej”, sa hon.", ["”Vi går”", "”Nej”"]),
        ("„Idziemy”, powiedział.", ["„Idziemy”"]),
        ("彼は「行く。」と言った。『本』も。", ["「行く。」", "『本』"]),
        ("他说：“好的。”然后走了。", ["“好的。”"]),
        ("''Go now,'' he said.", ["''Go now,''"]),
        ("``Go now,'' he said. `No,' she said.", ["``Go now,''", "`No,'"]),
        ("“Go now“ he said.", ["“Go now“"]),
        ('“Go now" he said. "No” she said.', ['“Go now"', '"No”']),
        ("He came (“at last”)—“late”…", ["“at last”", "“late”"]),
        ('The sign said "…and so on" twice.', ['"…and so on"']),
        ('" We go , " he said . " Now . "', ['" We go , "', '" Now . "']),
        ('"We go, "Lee said. "Now. "', ['"We go, "', '"Now. "']),
    ],
)
def test_every_style_of_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Don’t touch the workers’ union of the ’90s, O’Neill’s or rock ’n’ roll.",
        "Don't touch the workers' union of the '90s, O'Neill's or rock 'n' roll.",
        "Get ‘em. It’s the ‘90s ‘til midnight; the boys’ team won.",
        "Jobs' plan, d'accord, and the class of '98.",
        'He is 6\'2" tall, with 15" or 17" wheels.',
        "Hawai‘i and ‘Iolani Palace are an island’s pride.",
    ],
)
def test_apostrophes_and_inches_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'We won't go,' he said. 'We stay.'", ["'We won't go,'", "'We stay.'"]),
        ("‘The workers’ union is dead,’ he said of the boys’ club.", ["‘The workers’ union is dead,’"]),
        ("The ‘five steps’ of the workers’ unions.", ["‘five steps’"]),
        ("He wants ‘the workers’ rights’ he lost.", ["‘the workers’ rights’"]),
        ("'I love rock 'n' roll,' he said.", ["'I love rock 'n' roll,'"]),
        ("‘Get ‘em now,’ he said.", ["‘Get ‘em now,’"]),
        ("‘We’re goin’ home,’ he said.", ["‘We’re goin’ home,’"]),
        ("Said Charles O 'Reilly of the boys' club. It was \"great\".", ['"great"']),
    ],
)
def test_single_marks_among_apostrophes(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_inches_inside_a_quotation() -> None:
    assert quoted('"He is 6\'2" tall," she said. "So?"') == ['"He is 6\'2" tall,"', '"So?"']
    assert quoted('A "12" and a "13" came.') == ['"12"', '"13"']


@pytest.mark.parametrize(
    "text",
    [
        "“He told me ‘go “now” or never’ and left,”",
        "‘He said “go” and left,’",
        '“He said "go" and left,”',
        "« Il a dit “partez” hier »",
        "“He told me “go” and left,”",
        "「彼は『嫌だ』と言った」",
    ],
)
def test_only_the_outermost_quotation_is_marked(text: str) -> None:
    assert quoted(f"{text} she said.") == [text]


@pytest.mark.parametrize("marks", ["“”", '""', "‘’", "''", "«»", "„“"])
def test_a_quotation_that_runs_over_paragraphs(marks: str) -> None:
    opening, closing = marks[0], marks[1]
    text = f"He rose. {opening}One.\n\n{opening}Two. More.\n\n{opening}Three,{closing} he said. {opening}Four.{closing}"
    article = number(Article(text=text))
    first, second = article.quotations
    assert first.closed
    assert [text[start:end] for start, end in first.content] == ["One.", "Two. More.", "Three,"]
    assert text[first.start : first.end].endswith(f"Three,{closing}")
    assert [text[start:end] for start, end in second.content] == ["Four."]
    assert article.render().count("⟨q1⟩") == 1


def test_a_quotation_that_never_closes_ends_with_its_paragraph() -> None:
    text = "He said: “We go. We stay.\n\nThe “end” came."
    first, second = number(Article(text=text)).quotations
    assert (text[first.start : first.end], first.closed) == ("“We go. We stay.", False)
    assert (text[second.start : second.end], second.closed) == ("“end”", True)


def test_paragraphs_that_open_and_never_close_are_quotations_of_their_own() -> None:
    assert quoted("“We go. We stay.\n\n“They left.") == ["“We go. We stay.", "“They left."]


def test_a_quotation_that_never_closes_ends_where_the_next_starts() -> None:
    assert quoted("He said: “We go. “We stay,” she said.") == ["“We go.", "“We stay,”"]
    assert quoted('"We go, he said. "We stay," she said.') == ['"We go, he said.', '"We stay,"']


def test_in_a_text_without_paragraphs_it_ends_with_its_sentence() -> None:
    text = "He said: “We go. " + "Nobody went anywhere that day. " * 50
    assert quoted(text) == ["“We go."]


def test_stray_marks_do_not_swallow_what_lies_between_paragraphs() -> None:
    assert quoted("A stray” mark.\n\nThe “middle” part.\n\nOne more” here.") == ["“middle”"]


def test_a_single_mark_that_never_closes_is_a_quotation_only_where_a_sentence_starts() -> None:
    assert quoted("He said: ‘We go.\n\nThe ‘last one left.") == ["‘We go."]


@pytest.mark.parametrize("text", ['"', "“ ”", '""', "‘…’ and «»", '12"', "’’’", "“", "a\n\n“\n\nb"])
def test_marks_around_no_word_are_no_quotation(text: str) -> None:
    assert quoted(text) == []
