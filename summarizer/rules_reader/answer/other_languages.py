"""What can be read in any language: marked quotations, and days that are dated in full."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerEvent, AnswerQuote, RawAnswer
from summarizer.extraction.reader import Part
from summarizer.rules_reader.extractors.gist import gist
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.time_expressions import find_calendar_days
from summarizer.schema import EventStatus
from summarizer.text.numbering import Quotation

_SPEECH = 3
"""Words of a quotation that is given: fewer may be a title, a nickname, a word used with distance."""
_LETTERS = 4
"""Letters of a quotation in a script that puts no spaces between words."""


def answer_in_other_languages(part: Part) -> RawAnswer:
    """Marked quotations without speakers, and dated days as events, each with the words of its sentence."""
    numbered = part.numbered
    pointer = Pointer(numbered, part.first, part.last)
    sentences = [TaggedSentence(sentence, (), ()) for sentence in numbered.sentences[part.first - 1 : part.last]]
    quotes: list[JsonValue] = [
        AnswerQuote(s=[], f=None, v=[], c=None, u=None, m=[each.id], p=[], a=numbers).model_dump()
        for each in numbered.quotations
        if _is_speech(numbered.article.text, each) and (numbers := _numbers(sentences, each))
    ]
    return RawAnswer(
        g=gist(pointer, numbered.article.title, sentences),
        n=[],
        e=list(_dated(part, pointer)),
        s=[],
        q=quotes,
        c=[],
    )


def _is_speech(text: str, quotation: Quotation) -> bool:
    quoted = " ".join(text[start:end] for start, end in quotation.content)
    unspaced = sum(unicodedata.east_asian_width(letter) == "W" for letter in quoted)
    return len(quoted.split()) >= _SPEECH or unspaced >= _LETTERS


def _numbers(sentences: list[TaggedSentence], quotation: Quotation) -> list[int]:
    return [
        tagged.number
        for tagged in sentences
        if tagged.sentence.start < quotation.end and quotation.start < tagged.sentence.end
    ]


def _dated(part: Part, pointer: Pointer) -> Iterator[JsonValue]:
    article = part.numbered.article
    published = article.published_day
    for sentence in part.numbered.sentences[part.first - 1 : part.last]:
        for found in find_calendar_days(article.text, sentence.start, sentence.end, article.language):
            date = found.resolve(0, published)
            words = pointer.within((found.start, found.end), [sentence.number])
            description = " ".join(article.text[sentence.start : sentence.end].split())
            if date is None or words is None or published is None or date.startswith("XXXX") or len(description) > 600:
                continue
            if date == str(published) or not description.isprintable():
                continue  # the dateline, more often than not
            status: EventStatus = "planned" if date > str(published) else "occurred"
            yield AnswerEvent(
                d=description, t=words, p=[], l=[], w=words, x=date, s=status, b=None, a=[sentence.number]
            ).model_dump()
