"""What can be read in other languages: marked quotations, speech between dashes, dated days, German weekdays."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerEntity, AnswerEvent, AnswerQuote, RawAnswer
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.extractors.gist import gist
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.time_expressions import TimeExpression, find_calendar_days, find_german_weekdays
from summarizer.schema import EventStatus
from summarizer.text.denials import has_denial
from summarizer.text.numbering import Quotation, Sentence
from summarizer.text.numbering.dialogue import Narrator, find_speeches

_SPEECH = 3
"""Words of a quotation that is given: fewer may be a title, a nickname, a word used with distance."""
_LETTERS = 4
"""Letters of a quotation in a script that puts no spaces between words."""
# Words, or beginnings of them, by which a day is that of something put off or called off. By hand.
_CALLED_OFF = tuple(
    """verschob verschieb verlegt vertagt abgesagt abgeblasen reporté repoussé ajourné annulé aplaza pospuest cancelad
    suspendid rinviat annullat spostat posticipat adiad uitgesteld afgelast verplaatst перенес отмен отложен 推迟 取消
    延期 中止""".split()
)
_NEGATIONS = {
    "de": frozenset("nicht kein keine keinen keiner keinem nie niemand nichts".split()),
    "fr": frozenset("ne pas jamais aucun aucune personne rien".split()),
    "es": frozenset("no nunca jamás ni nadie ningún ninguna".split()),
    "it": frozenset("non mai nessuno nessuna né".split()),
    "pt": frozenset("não nunca nem ninguém nenhum nenhuma".split()),
    "nl": frozenset("niet geen nooit niemand".split()),
    "ru": frozenset("не ни нет никто".split()),
    "uk": frozenset("не ні немає ніхто".split()),
}
"""Of each language its own: French “mai” is a month, Italian “mai” is never."""
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
        if _is_speech(numbered.article.text, each)
        and (numbers := _numbers(sentences, each))
        and not _is_denied(numbered.article.text, each, numbered.sentences[numbers[0] - 1])
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


def _is_denied(text: str, quotation: Quotation, sentence: Sentence) -> bool:
    """Whether the words beside a quotation deny what it says; who denies it, nobody can tell here."""
    outside = f"{text[sentence.start : quotation.start]} {text[quotation.end : sentence.end]}"
    return has_denial(outside)


def _numbers(sentences: list[TaggedSentence], quotation: Quotation) -> list[int]:
    return [
        tagged.number
        for tagged in sentences
        if tagged.sentence.start < quotation.end and quotation.start < tagged.sentence.end
    ]


def _dated(part: ArticlePart, pointer: Pointer) -> Iterator[JsonValue]:
    article = part.numbered.article
    published = article.published_day
    speech = [each for each in part.numbered.quotations if _is_speech(part.numbered.article.text, each)]
    quoted = {number for each in speech for number in _numbers_within(part, each)}
    for sentence in part.numbered.sentences[part.first - 1 : part.last]:
        if sentence.number in quoted or _is_unsettled(article.text[sentence.start : sentence.end], article.language):
            continue  # the day of a remark; or of what was called off, put off or is not so
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


def _numbers_within(part: ArticlePart, quotation: Quotation) -> list[int]:
    sentences = part.numbered.sentences
    first = bisect_right(sentences, quotation.start, key=lambda each: each.start)
    last = bisect_left(sentences, quotation.end, key=lambda each: each.start)
    return [each.number for each in sentences[max(0, first - 1) : last]]


def _is_unsettled(sentence: str, language: str | None) -> bool:
    """Whether something is put off, called off, denied or not so in a sentence."""
    small = sentence.casefold()
    negations = _NEGATIONS.get((language or "").split("-")[0].lower(), frozenset())
    negated = not negations.isdisjoint(re.findall(r"\w+", small))
    return negated or any(word in small for word in _CALLED_OFF) or has_denial(sentence)


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
