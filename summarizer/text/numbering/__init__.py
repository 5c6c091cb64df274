"""An article as numbered sentences with marked quotations, for a model to point at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.schema import Article
from summarizer.text.dateline import find_dateline
from summarizer.text.numbering.dialogue import find_speeches
from summarizer.text.numbering.pairing import Pairing, pair_marks
from summarizer.text.numbering.quotations import Quotation, find_quotations
from summarizer.text.numbering.sentences import Span, split_paragraphs, split_sentences

__all__ = ["NumberedArticle", "Quotation", "Sentence", "as_shown", "number"]

_HEADLINE_LENGTH = 150
_SPEECH = re.compile(r"[.。]\s*\Z|[.!?]\s+\w|[。！？]\w")
"""In a quotation: it is spoken in whole sentences, which a headline has no room for."""
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ",", ";", "。", "！", "？")

# What a model must not be shown: control characters, halves of surrogate pairs, and the invisible characters that
# reorder text or spell a hidden one (bidirectional controls, tags).
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]+"
)
_SPACE = re.compile(r"\s+")
_LOOK_ALIKES = str.maketrans("⟨⟩", "‹›")


def as_shown(text: str) -> str:
    """`text` as a model reads it: on one line, without hidden characters and without the `⟨` and `⟩` of our marks."""
    return _SPACE.sub(" ", _HIDDEN.sub("", text)).translate(_LOOK_ALIKES)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text[start:end]`, without space around it. `number` counts from 1 over the whole article."""

    number: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class NumberedArticle:
    """An article with its sentences and quotations, both in order. The headline has neither."""

    article: Article
    headline: Span | None
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]

    def plain(self, start: int, end: int) -> str:
        """`text[start:end]` as a model reads it: on one line, without hidden characters and without `⟨` and `⟩`."""
        return as_shown(self.article.text[start:end])

    def render(self, first: int = 1, last: int | None = None) -> str:
        """The sentences `first` to `last` (both included; the last one by default) as a model reads them.

        One line a sentence, `[12] text`; an empty line between paragraphs; `⟨q3⟩` right after each quotation.
        """
        lines: list[str] = []
        paragraph = None
        sentences = self.sentences[max(first, 1) - 1 : last]
        quotation = bisect_right(self.quotations, sentences[0].start, key=lambda q: q.end) if sentences else 0
        for sentence in sentences:
            if paragraph not in (None, sentence.paragraph):
                lines.append("")
            paragraph = sentence.paragraph
            parts = [f"[{sentence.number}] "]
            start = sentence.start
            while quotation < len(self.quotations) and self.quotations[quotation].end <= sentence.end:
                marked = self.quotations[quotation]
                parts.append(f"{self.plain(start, marked.end)}⟨{marked.id}⟩")
                start = marked.end
                quotation += 1
            parts.append(self.plain(start, sentence.end))
            lines.append("".join(parts))
        return "\n".join(lines)


def number(article: Article) -> NumberedArticle:
    """Number the sentences of an article and mark its quotations, in time linear in its length."""
    text = article.text
    paragraphs = split_paragraphs(text)
    pairings = [pair_marks(text, *paragraph) for paragraph in paragraphs]
    headline = paragraphs[0] if _opens_with_headline(article, paragraphs, pairings) else None
    if headline:
        del paragraphs[0], pairings[0]
    language = (article.language or "en").split("-")[0].lower()
    sentences: list[Sentence] = []
    for index, (paragraph, pairing) in enumerate(zip(paragraphs, pairings, strict=True)):
        quoted = [(pair.opening.start, pair.closing.end) for pair in pairing.pairs]
        for start, end in split_sentences(text, paragraph, quoted, language):
            sentences.append(Sentence(len(sentences) + 1, start, end, index))
    sentence_ends = [sentence.end for sentence in sentences]
    quotations = find_quotations(text, paragraphs, pairings, sentence_ends)
    return NumberedArticle(article, headline, tuple(sentences), _with_speeches(text, paragraphs, quotations))


def _with_speeches(text: str, paragraphs: Sequence[Span], quotations: list[Quotation]) -> tuple[Quotation, ...]:
    """The quotations, and what dashes set off as speech outside of them."""
    spoken = [
        Quotation("", speech.start, speech.end, ((speech.start, speech.end),), closed=True)
        for paragraph in paragraphs
        for speech in find_speeches(text, paragraph)
        if not any(each.start < speech.end and speech.start < each.end for each in quotations)
    ]
    if not spoken:
        return tuple(quotations)
    in_order = sorted([*quotations, *spoken], key=lambda each: each.start)
    return tuple(replace(each, id=f"q{place}") for place, each in enumerate(in_order, 1))


def _opens_with_headline(article: Article, paragraphs: Sequence[Span], pairings: Sequence[Pairing]) -> bool:
    if len(paragraphs) < 2:
        return False
    start, end = paragraphs[0]
    words = article.text[start:end].split()
    if len(words) < 2:
        return False
    if (dateline := find_dateline(article.text[start:end])) and dateline.end == end - start:
        return False
    if article.title and words == article.title.split():
        return True
    return (
        end - start <= _HEADLINE_LENGTH
        and not words[-1].rstrip("”’\"'»“)").endswith(_SENTENCE_ENDS)
        and not pairings[0].unclosed
        and not any(_SPEECH.search(article.text, pair.opening.end, pair.closing.start) for pair in pairings[0].pairs)
    )
