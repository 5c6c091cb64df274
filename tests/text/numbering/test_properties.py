"""What holds for every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer.schema import Article
from summarizer.text.numbering import NumberedArticle, Sentence, number

MARKS = "“”„\"«»‹›‘’‚'`「」『』"
WORDS = ["We", "won", "s", "t", "n", "said", "Lee", "workers", "p.m.", "Ms.", "12", "é", "🚢", "行く", "⟨q1⟩"]
OTHERS = [
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r",
    "\xa0",
    ".",
    ",",
    "!",
    "…",
    "(",
    "-",
    "—",
    ":",
    "。",
    "\x00",
    "\ud800",
    "\u202e",
]
PIECES = st.sampled_from([*MARKS, "''", "``", *WORDS, *OTHERS])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


@st.composite
def articles(draw: st.DrawFn) -> NumberedArticle:
    language = draw(st.sampled_from([None, "en", "de", "fr", "ja", "xx"]))
    return number(Article(text=draw(TEXTS), title=draw(st.sampled_from([None, "We said"])), language=language))


def sentence_at(article: NumberedArticle, offset: int) -> Sentence:
    return next(one for one in article.sentences if one.start <= offset < one.end)


@given(articles())
def test_no_character_is_lost(article: NumberedArticle) -> None:
    text = article.article.text
    spans = [article.headline] if article.headline else []
    spans += [(sentence.start, sentence.end) for sentence in article.sentences]
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
    assert [sentence.number for sentence in article.sentences] == list(range(1, len(article.sentences) + 1))


@given(articles())
def test_quotations_are_in_order_and_hold_their_content_between_their_marks(article: NumberedArticle) -> None:
    text = article.article.text
    position = article.headline[1] if article.headline else 0
    for index, quotation in enumerate(article.quotations, start=1):
        assert quotation.id == f"q{index}"
        assert position <= quotation.start < quotation.end <= len(text)
        position = quotation.end
        inner = quotation.start
        for start, end in quotation.content:
            marks = text[inner:start].strip()
            assert marks
            assert set(marks) <= set(MARKS)
            assert re.search(r"\w", text[start:end])
            inner = end
        closing = text[inner : quotation.end].strip()
        assert set(closing) <= set(MARKS)
        assert bool(closing) == quotation.closed


@given(articles())
def test_a_quotation_spans_paragraphs_only_when_each_opens_it(article: NumberedArticle) -> None:
    for quotation in article.quotations:
        paragraphs = set()
        for start, end in quotation.content:
            first, last = sentence_at(article, start), sentence_at(article, end - 1)
            assert first.paragraph == last.paragraph
            paragraphs.add(first.paragraph)
        assert len(paragraphs) == len(quotation.content)
        if len(paragraphs) > 1:
            assert quotation.closed


@given(articles())
def test_no_sentence_ends_inside_a_quotation_of_one_paragraph(article: NumberedArticle) -> None:
    for quotation in article.quotations:
        if quotation.closed and len(quotation.content) == 1:
            assert sentence_at(article, quotation.start) == sentence_at(article, quotation.end - 1)


@given(articles())
@example(number(Article(text="He said “a\n\n“b ⟨q1⟩” and\nleft.")))
def test_rendering_shows_every_character_and_every_id_once(article: NumberedArticle) -> None:
    shown = article.render()
    assert re.findall(r"⟨(q\d+)⟩", shown) == [quotation.id for quotation in article.quotations]
    lines = [line for line in shown.split("\n") if line]
    for line, sentence in zip(lines, article.sentences, strict=True):
        words = re.sub(r"⟨q\d+⟩", "", line.removeprefix(f"[{sentence.number}] "))
        assert words == article.plain(sentence.start, sentence.end)
        raw = article.article.text[sentence.start : sentence.end].replace("⟨", "‹").replace("⟩", "›")
        visible = [character for character in raw if character.isprintable() and not character.isspace()]
        assert [character for character in words if character.isprintable() and character != " "] == visible


@given(articles())
def test_what_a_model_is_shown_can_be_sent(article: NumberedArticle) -> None:
    shown = article.render()
    shown.encode()  # raises for half a surrogate pair
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize(
    "piece", [*MARKS, '" ', "' ", " ‘a", "s' a", "“a. ", "“a.\n\n", '12" ', "1. ", "\x00. ", "\ud800"]
)
def test_a_hundred_thousand_characters_of_anything(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    article = number(Article(text=text))
    assert article.sentences[0].start == text.index(piece.strip())
    assert article.sentences[-1].end == len(text.rstrip())
    assert article.render()
