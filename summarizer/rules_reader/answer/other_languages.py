"""What can be read in other languages: marked quotations, speech between dashes, dated days, German weekdays."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerEntity, AnswerEvent, AnswerQuote, RawAnswer
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.extractors.gist import gist
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.time_expressions import TimeExpression, find_calendar_days, find_german_weekdays
from summarizer.schema import EventStatus
from summarizer.text.numbering import Quotation, Sentence
from summarizer.text.numbering.dialogue import Narrator, find_speeches

_SPEECH = 3
"""Words of a quotation that is given: fewer may be a title, a nickname, a word used with distance."""
_LETTERS = 4
"""Letters of a quotation in a script that puts no spaces between words."""
_LONGEST_EVENT = 600
"""Characters of a sentence that is an event."""


def answer_in_other_languages(part: ArticlePart) -> RawAnswer:
    """Quotations, with the speaker that dashes set apart, and dated days as events in the words of their sentence."""
    numbered = part.numbered
    pointer = Pointer(numbered, part.first, part.last)
    sentences = [TaggedSentence(sentence, (), ()) for sentence in numbered.sentences[part.first - 1 : part.last]]
    narrators = _narrators(part)
    speakers: dict[str, AnswerEntity] = {}
    quotes: list[JsonValue] = [
        _quote(pointer, each, numbers, narrators.get(each.start), speakers).model_dump(by_alias=True)
        for each in numbered.quotations
        if _is_speech(numbered.article.text, each) and (numbers := _numbers(sentences, each))
    ]
    return RawAnswer(
        gist=gist(pointer, numbered.article.title, sentences),
        entities=[speaker.model_dump(by_alias=True) for speaker in speakers.values()],
        events=list(_dated(part, pointer)),
        quotes=quotes,
    )


def _narrators(part: ArticlePart) -> dict[int, Narrator]:
    """Who utters what dashes set off, by where that starts."""
    text = part.numbered.article.text
    paragraphs: dict[int, tuple[int, int]] = {}
    for each in part.numbered.sentences[part.first - 1 : part.last]:
        start = paragraphs.get(each.paragraph, (each.start, 0))[0]
        paragraphs[each.paragraph] = start, each.end
    return {
        speech.start: speech.narrator for paragraph in paragraphs.values() for speech in find_speeches(text, paragraph)
    }


def _quote(
    pointer: Pointer,
    quotation: Quotation,
    numbers: list[int],
    narrator: Narrator | None,
    known: dict[str, AnswerEntity],
) -> AnswerQuote:
    """The quotation, with its cue and its speaker where a narrator names one; who is new is entered in `known`."""
    if narrator is None:
        return AnswerQuote(marked=[quotation.id], sentences=numbers)
    said_in = [sentence.number for sentence in pointer.sentences if sentence.start <= narrator.verb[0] < sentence.end]
    speakers = []
    if narrator.name and (name := pointer.owned(pointer.text[slice(*narrator.name)])):
        role = pointer.owned(pointer.text[slice(*narrator.role)]) if narrator.role else None
        speaker = known.setdefault(name, AnswerEntity(handle=f"n{len(known) + 1}", name=name, kind="person", role=role))
        speakers.append(speaker.handle)
    return AnswerQuote(
        speakers=speakers,
        cue=pointer.present(narrator.verb, said_in),
        marked=[quotation.id],
        sentences=sorted({*numbers, *said_in}),
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


def _dated(part: ArticlePart, pointer: Pointer) -> Iterator[JsonValue]:
    article = part.numbered.article
    published = article.published_day
    for sentence in part.numbered.sentences[part.first - 1 : part.last]:
        days = list(find_calendar_days(article.text, sentence.start, sentence.end, article.language))
        if published is not None:
            # A calendar day that is the day of publication is the dateline's, more often than not.
            dated = [(found, date) for found in days if (date := found.resolve(0, published)) != str(published)]
            if not days and (article.language or "").startswith("de"):
                dated = [
                    (found, found.resolve(0, published))
                    for found in find_german_weekdays(article.text, sentence.start, sentence.end)
                ]
            for found, date in dated:
                if event := _event(pointer, sentence, found, date, str(published)):
                    yield event.model_dump(by_alias=True)


def _event(
    pointer: Pointer, sentence: Sentence, found: TimeExpression, date: str | None, published: str
) -> AnswerEvent | None:
    """What a sentence tells, in its own words, on the day that it names."""
    words = pointer.within((found.start, found.end), [sentence.number])
    description = " ".join(pointer.text[sentence.start : sentence.end].split())
    if date is None or words is None or date.startswith("XXXX") or len(description) > _LONGEST_EVENT:
        return None
    if not description.isprintable():
        return None
    status: EventStatus = "planned" if date > published else "occurred"
    return AnswerEvent(
        description=description, trigger=words, time_words=words, date=date, status=status, sentences=[sentence.number]
    )
