"""What happens or is to happen: verbs and nouns that name it, with the time words of their clause and their status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from summarizer.dates.edtf import span as days_of
from summarizer.dates.time_words import contradiction
from summarizer.extraction.answer import AnswerEvent
from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.events.descriptions import EventDescriber
from summarizer.rules_reader.extractors.events.event_time_words import time_words_of_events
from summarizer.rules_reader.extractors.events.mentions import (
    WITHIN_PHRASE,
    EventMention,
    find_event_mentions,
    needs_no_date,
)
from summarizer.rules_reader.extractors.events.participants import Participants
from summarizer.rules_reader.extractors.events.statuses import FAR, covers, past_forms
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.extractors.quotes.attributions import Attribution, find_attributions
from summarizer.rules_reader.lexicon.word_lists import EVENTS
from summarizer.rules_reader.syntax.phrases import phrase_after
from summarizer.rules_reader.syntax.predicates import low_of, predicate_end
from summarizer.rules_reader.tagging.sentences import TaggedSentence, is_notice
from summarizer.rules_reader.tagging.tagger import Tag, Token
from summarizer.rules_reader.tagging.time_expressions import Tense, TimeExpression
from summarizer.schema import Article, EventStatus

_VERSE = 60
"""Letters of a line of verse, at most."""


def read_events(
    sentences: Sequence[TaggedSentence], registry: EntityRegistry, pointer: Pointer, article: Article
) -> list[JsonValue]:
    """The events of the sentences, as items of an answer."""
    items: list[JsonValue] = []
    seen: set[object] = set()
    meant: dict[str, str] = {}
    for at, tagged in enumerate(sentences):
        if not _tells(tagged.tokens) or _is_verse(pointer.text, tagged):
            continue
        before = sentences[at - 1] if at else None
        attributions = find_attributions(tagged.tokens)
        participants = Participants(tagged, before, attributions, registry, meant, {})
        participants.resolve_main_pronoun()
        for item in _Reading(tagged, attributions, participants, registry, pointer, article).events():
            keys = (
                (item.trigger, item.status, item.time_words, item.date, tuple(item.sentences), tuple(item.places)),
                (item.description.casefold(), item.status, item.date),
            )
            if not seen & set(keys):
                seen |= set(keys)
                items.append(item.model_dump(by_alias=True))
        meant = participants.pronouns
    return items


def _tells(tokens: Sequence[Token]) -> bool:
    """Whether a sentence states something: a question and a notice to readers do not."""
    return bool(tokens) and tokens[-1].text != "?" and not is_notice(tokens)


def _is_verse(text: str, tagged: TaggedSentence) -> bool:
    """Whether a sentence is a line of a poem or a list: it or the line before it ends without a full stop."""
    start, end = tagged.sentence.start, tagged.sentence.end
    lines = text[start:end].split("\n")
    if len(lines) > 1:
        return all(line[:1].isupper() and len(line) < _VERSE for line in lines)
    before = text[max(0, start - 2) : start]
    if end - start >= _VERSE:
        return False
    follows = before.endswith("\n") and before[:1] not in '\n.!?…”"’»)'
    return follows or (text[end : end + 1] == "\n" and text[end : end + 2] != "\n\n" and text[end - 1] in ",;:")


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of the events of one sentence."""

    tagged: TaggedSentence
    attributions: Sequence[Attribution]
    participants: Participants
    registry: EntityRegistry
    pointer: Pointer
    article: Article

    def events(self) -> Iterator[AnswerEvent]:
        mentions = find_event_mentions(self.tagged.tokens, self.attributions)
        times = time_words_of_events(self.tagged, self.attributions, mentions, self.pointer.text)
        for each in mentions:
            if each.at in times or needs_no_date(self.tagged.tokens, each):
                event = self._event(each, times.get(each.at))
                if event:
                    yield event

    def _event(self, mention: EventMention, time: TimeExpression | None) -> AnswerEvent | None:
        tokens, number, at = self.tagged.tokens, self.tagged.number, mention.at
        status, clause = mention.status, mention.clause
        when = self.pointer.present((time.start, time.end), [number]) if time else None
        ahead = tokens[at].tag is Tag.NOUN or (clause is not None and clause.verb != at)
        tense = _tense(status, ahead=ahead)
        date = self._date(time, when, tense) if time and when else None
        if time and date and status == "occurred" and self._lies_ahead(date):
            if clause:
                when = date = None  # the words belong to something else
            else:
                status, date = "planned", self._date(time, when or "", 1)
        open_end = when is not None and when.split()[0].casefold() in ("until", "till")
        supposed = status == "possible" and tokens[at].tag is Tag.FINITE and tokens[at].low in past_forms()
        if time and when and (open_end or supposed or self._decided_then(mention)) and self._may_lie_ahead(time, when):
            when = date = None  # “closed the road until Monday”, “whether he met her on Monday”: the last or the next
        if clause and time and when and self._is_called_off_then(clause.verb, time):
            when = date = None  # the day on which it was called off
        holder, subject = self.participants.subject(clause) if clause else (None, None)
        describer = EventDescriber(self.tagged, self.registry, self.pointer)
        written = self._trigger_words(at)
        if clause:
            description = describer.clause(clause, subject, holder)
        else:
            tellable = status != "occurred" or date or mention.has_result
            description = self._noun_description(describer, at, status) if tellable else None
        if written is None or description is None:
            return None
        reporter = next((each for each in self.attributions if covers(each.content, at)), None)
        denies = reporter is not None and reporter.cue is not None and reporter.cue.lemma in EVENTS.verbs.denying
        tellers = self.registry.speakers(tokens, reporter.source) if reporter and reporter.source else []
        by = [] if denies else tellers
        participants = [holder] if holder and self.participants.may_take_part(holder) else []
        for each in participants:
            self.registry.records[each].used = True
        end = clause.end if clause else predicate_end(tokens, at) or at + 1
        return AnswerEvent(
            description=description,
            trigger=written,
            participants=participants,
            places=self.participants.places(at, max(end, at + 1)),
            time_words=when,
            date=date,
            status=status,
            attributed_to=by[0] if by else None,
            denied_by=tellers if denies else [],
            sentences=[number],
        )

    def _is_called_off_then(self, verb: int, time: TimeExpression) -> bool:
        """Whether time words say when it was called off, not when it was to be: “Was called off on Tuesday”."""
        tokens = self.tagged.tokens
        after = [token for token in tokens[verb + 1 :] if token.end <= time.start]
        off = EVENTS.governors.cancelled
        keys = {tokens[verb].lemma, f"{tokens[verb].lemma}_{low_of(tokens, verb + 1)}"}
        return (
            tokens[verb].tag is Tag.PARTICIPLE
            and bool(keys & off)
            and time.start >= tokens[verb].end
            and len(after) < 3
        )

    def _noun_description(self, describer: EventDescriber, at: int, status: EventStatus) -> str | None:
        tokens = self.tagged.tokens
        start = at
        while start > 0 and tokens[start - 1].tag in (*WITHIN_PHRASE, Tag.TIME):
            start -= 1
        end = at + 1
        while end < len(tokens) and tokens[end].tag in (Tag.PREPOSITION, Tag.TO, Tag.TIME):
            if tokens[end].tag is Tag.TIME:
                end += 1
                continue
            following = phrase_after(tokens, end + 1)
            if following is None or tokens[end].low in ("after", "before", "as", "than", "during"):
                break
            end = following[1]
        plural = tokens[at].low in EVENTS.verbs.plural_nouns
        return describer.noun((start, end), status, plural=plural)

    def _trigger_words(self, at: int) -> str | None:
        """The token, or it with a neighbour where the sentence has it before."""
        tokens = self.tagged.tokens
        for start, end in ((at, at + 1), (at, at + 2), (at - 1, at + 1), (at - 1, at + 2)):
            if start >= 0 and end <= len(tokens):
                span = self.pointer.trimmed((tokens[start].start, tokens[end - 1].end))
                if span and (written := self.pointer.within(span, [self.tagged.number])):
                    return written
        return None

    def _date(self, time: TimeExpression, when: str, tense: Tense) -> str | None:
        published = self.article.published_day
        date = time.resolve(tense, published)
        if date is None or contradiction(when, date, published, self.article.language):
            return None
        days = days_of(date)
        if days and not published and not days.yearless:
            years = {str(days.first.year), str(days.last.year)}
            return date if years & self.pointer.numbers else None
        return date

    def _decided_then(self, mention: EventMention) -> bool:
        """“Voted to close the library on Monday”: the day of the vote, or that of the closing."""
        tokens, clause = self.tagged.tokens, mention.clause
        if clause is None or mention.status not in ("planned", "proposed") or len(self.tagged.times) > 1:
            return False
        before = tokens[max(0, mention.at - 2 * FAR) : mention.at]
        to = next((k for k in range(len(before) - 1, -1, -1) if before[k].tag is Tag.TO), 0)
        governor = next((before[k] for k in range(to - 1, -1, -1) if before[k].lemma), None)
        return governor is not None and governor.tag is Tag.FINITE and governor.low in past_forms()

    def _may_lie_ahead(self, time: TimeExpression, when: str) -> bool:
        return self._date(time, when, 1) != self._date(time, when, -1)

    def _lies_ahead(self, date: str) -> bool:
        days, published = days_of(date), self.article.published_day
        return bool(days and published and not days.yearless and days.first > published)


def _tense(status: EventStatus, *, ahead: bool) -> Tense:
    """Which way time words count: what is called off lay ahead, what did not happen lies behind."""
    if status == "cancelled":
        return 1 if ahead else -1
    return 1 if status in ("planned", "proposed", "possible") else -1
