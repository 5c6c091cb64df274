"""What happens or is to happen: verbs and nouns that name it, with the time words of their clause and their status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic import JsonValue

from summarizer.answer import AnswerEvent
from summarizer.dates import contradiction
from summarizer.edtf import span as days_of
from summarizer.models.builtin.attributions import Attribution, find_attributions
from summarizer.models.builtin.entities import Roster
from summarizer.models.builtin.lexicon import frames, table, words
from summarizer.models.builtin.phrases import Range, main_subject, phrase_after, phrase_before, subject_before
from summarizer.models.builtin.pointing import Pointer
from summarizer.models.builtin.sentences import Read
from summarizer.models.builtin.tagging import NOMINAL, VERBAL, Tag, Token
from summarizer.models.builtin.times import Tense, TimeWords
from summarizer.schema import Article, EventStatus
from summarizer.words import numbers_of

_CLAUSE_EDGES = frozenset({Tag.BREAK, Tag.COLON, Tag.END, Tag.QUOTATION, Tag.THAT, Tag.SUBORDINATOR, Tag.QUESTION})
_FAR = 14
"""Tokens between time words and what they date; a comma counts for four, a clause's edge for eight."""
_DESCRIBED = 18


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A token that names a happening, or a reporting verb that only takes time words away from one."""

    at: int
    is_event: bool
    is_noun: bool = False


def read_events(sentences: Sequence[Read], roster: Roster, pointer: Pointer, article: Article) -> list[JsonValue]:
    """The events of the sentences, as items of an answer."""
    items: list[JsonValue] = []
    seen: set[object] = set()
    for read in sentences:
        attributions = find_attributions(read.tokens)
        for trigger, time in _dated(read, _triggers(read, attributions)):
            item = _Reading(read, attributions, roster, pointer, article).event(trigger, time)
            if item and (key := (item.t, item.s, item.w, item.x, tuple(item.a), tuple(item.l))) not in seen:
                seen.add(key)
                items.append(item.model_dump())
    return items


def _triggers(read: Read, attributions: Sequence[Attribution]) -> list[_Trigger]:
    cues = {each.cue.first for each in attributions if each.cue}
    found = []
    for at, token in enumerate(read.tokens):
        if at in cues or (token.lemma in frames() and "bare" in frames().get(token.lemma or "", ())):
            found.append(_Trigger(at, is_event=False))
        elif token.lemma and _is_predicate(read.tokens, at):
            standing = token.lemma in words("events", "verbs", "standing")
            governs = token.lemma in words("events", "governors", "cancelled") | {"schedule", "plan", "expect", "set"}
            found.append(_Trigger(at, is_event=not standing and not governs))
        elif token.tag is Tag.NOUN and token.low in words("events", "verbs", "nouns") and _is_headed(read.tokens, at):
            found.append(_Trigger(at, is_event=True, is_noun=True))
    return found


def _is_predicate(tokens: Sequence[Token], at: int) -> bool:
    tag = tokens[at].tag
    if tag in (Tag.FINITE, Tag.INFINITIVE):
        return True
    before = _passed_adverbs(tokens, at)
    if tag is Tag.PARTICIPLE:
        return before >= 0 and tokens[before].tag in (Tag.BE, Tag.HAVE, *NOMINAL)
    accused = before > 0 and tokens[before].low == "of" and tokens[before - 1].lemma in frames()  # accused of selling
    return tag is Tag.GERUND and before >= 0 and (tokens[before].tag is Tag.BE or accused)


def _is_headed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun is the head of its phrase, not “trade talks agenda”'s first word."""
    return at + 1 == len(tokens) or tokens[at + 1].tag not in (*NOMINAL, Tag.POSSESSIVE)


def _passed_adverbs(tokens: Sequence[Token], at: int) -> int:
    at -= 1
    while at >= 0 and tokens[at].tag is Tag.ADVERB:
        at -= 1
    return at


def _dated(read: Read, triggers: Sequence[_Trigger]) -> Iterator[tuple[_Trigger, TimeWords | None]]:
    """The triggers that are events, each with the time words nearest to it in its clause."""
    times: dict[int, TimeWords] = {}
    for time in read.times:
        distances = {each.at: _distance(read.tokens, each.at, time) for each in triggers}
        near = [each for each in triggers if distances[each.at] <= _FAR]
        best = min(near, key=lambda each: (distances[each.at], each.is_noun), default=None)
        if best and best.is_event:
            times.setdefault(best.at, time)
    for each in triggers:
        token = read.tokens[each.at]
        happens = token.lemma in words("events", "verbs", "happening")
        if each.is_event and (
            each.at in times or (happens and not each.is_noun) or (each.is_noun and _governor(read.tokens, each.at))
        ):
            yield each, times.get(each.at)


def _distance(tokens: Sequence[Token], at: int, time: TimeWords) -> int:
    """How far time words are from a trigger: those before it, as “On Monday, …”, a little farther."""
    place = next((k for k, token in enumerate(tokens) if token.start >= time.start), len(tokens))
    between = tokens[min(at, place) + 1 : max(at, place)]
    weight = sum(
        8 if token.tag in _CLAUSE_EDGES else 4 if token.tag in (Tag.COMMA, Tag.CONJUNCTION, Tag.TO) else 1
        for token in between
    )
    return weight + (4 if 1 < place < at else 0)


def _governor(tokens: Sequence[Token], at: int) -> EventStatus | None:
    """What the words before a noun, or before “to” and a verb, make of what it names."""
    for back in range(at - 1, max(-1, at - 12), -1):
        token = tokens[back]
        if token.tag in _CLAUSE_EDGES or (token.tag is Tag.COMMA and at - back > 3):
            return None
        if token.low == "not" and tokens[at].tag is Tag.INFINITIVE and back == at - 2:
            return "cancelled"
        particle = tokens[back + 1].low if back + 1 < at else ""
        for key in (f"{token.lemma}_{particle}", token.lemma, token.low):
            if key and (status := _statuses().get(key)):
                return status
        if token.tag is Tag.BE and back == at - 2 and tokens[at - 1].tag is Tag.TO:
            return "planned"  # is to meet
        if token.lemma and token.tag is Tag.FINITE:
            return None
    return None


@cache
def _statuses() -> dict[str, EventStatus]:
    found: dict[str, EventStatus] = {}
    for status in get_args(EventStatus):
        for word in words("events", "governors", status) if status in table("events")["governors"] else ():
            found.setdefault(word, status)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of one event in its sentence."""

    read: Read
    attributions: Sequence[Attribution]
    roster: Roster
    pointer: Pointer
    article: Article

    def event(self, trigger: _Trigger, time: TimeWords | None) -> AnswerEvent | None:
        tokens, number = self.read.tokens, self.read.number
        status = self._status(trigger)
        written = self._trigger_words(trigger.at)
        description = self._description(trigger)
        if status is None or written is None or description is None:
            return None
        when = self.pointer.present((time.start, time.end), [number]) if time else None
        tense = _tense(status, is_noun=trigger.is_noun)
        date = self._date(time, when, tense) if time and when else None
        if time and date and status == "occurred" and self._lies_ahead(date):
            status, date = "planned", self._date(time, when or "", 1)
        participants, places = self._partakers(trigger)
        reporter = next((each for each in self.attributions if _covers(each.content, trigger.at)), None)
        by = self.roster.speakers(tokens, reporter.source) if reporter and reporter.source else []
        return AnswerEvent(
            d=description,
            t=written,
            p=participants,
            l=places,
            w=when,
            x=date,
            s=status,
            b=by[0] if by else None,
            a=[number],
        )

    def _trigger_words(self, at: int) -> str | None:
        """The token, or it with a neighbour where the sentence has it before."""
        tokens = self.read.tokens
        for start, end in ((at, at + 1), (at, at + 2), (at - 1, at + 1), (at - 1, at + 2)):
            if start >= 0 and end <= len(tokens):
                span = self.pointer.trimmed((tokens[start].start, tokens[end - 1].end))
                if span and (written := self.pointer.within(span, [self.read.number])):
                    return written
        return None

    # Status

    def _status(self, trigger: _Trigger) -> EventStatus | None:
        tokens, at = self.read.tokens, trigger.at
        if any(tokens[k].low in words("events", "adverbs", "alleged") for k in range(max(0, at - 4), at)):
            return "alleged"
        reporter = next((each for each in self.attributions if _covers(each.content, at) and each.cue), None)
        if reporter and reporter.cue and reporter.cue.lemma in ("accuse", "allege", "suspect", "deny", "claim"):
            return "alleged"
        if trigger.is_noun:
            return _governor(tokens, at) or _called_off(tokens, at) or self._of_clause(at)
        return self._of_verb(at)

    def _of_verb(self, at: int) -> EventStatus | None:
        tokens = self.read.tokens
        token, before = tokens[at], _passed_adverbs(tokens, at)
        auxiliary = tokens[before] if before >= 0 else None
        negated = any(each.low in words("words", "classes", "negation") for each in tokens[max(0, before - 1) : at])
        if token.tag is Tag.INFINITIVE and auxiliary and auxiliary.tag is Tag.TO:
            return _governor(tokens, before + 1)
        chain = before
        while chain > 0 and tokens[chain].tag in (Tag.BE, Tag.HAVE, Tag.ADVERB):
            chain -= 1
        if chain >= 0 and tokens[chain].tag is Tag.TO and before > chain:
            return _governor(tokens, chain + 1)  # due to be replaced
        modal = next((each for each in tokens[max(0, at - 4) : at] if each.tag is Tag.MODAL), None)
        if modal:
            if negated:
                return "cancelled"
            for status in ("planned", "proposed", "hypothetical"):
                if modal.low in words("events", "modals", status):
                    return status
        if _in_condition(tokens, at):
            return "hypothetical"
        if negated:
            return "cancelled"
        if token.tag is Tag.GERUND:
            return "ongoing"
        if token.tag is Tag.FINITE and token.low not in _past_forms():
            return "ongoing" if not self.read.times else "planned"
        return "occurred"

    def _of_clause(self, at: int) -> EventStatus | None:
        """A noun takes the time of its clause's verb."""
        tokens = self.read.tokens
        for back in range(at - 1, max(-1, at - 8), -1):
            if tokens[back].tag in (Tag.COMMA, *_CLAUSE_EDGES):
                break
            if tokens[back].lemma and tokens[back].tag is Tag.INFINITIVE:
                return self._of_verb(back)
        around = [k for k in range(max(0, at - 10), min(len(tokens), at + 10)) if tokens[k].tag in VERBAL]
        nearest = min(around, key=lambda k: abs(k - at), default=None)
        if nearest is None:
            return "occurred"
        if tokens[nearest].tag is Tag.MODAL:
            return "planned" if tokens[nearest].low in words("events", "modals", "planned") else "hypothetical"
        present = tokens[nearest].low in ("is", "are", "'s", "’s")
        return "ongoing" if present and tokens[at].tag is Tag.NOUN else "occurred"

    # Time

    def _date(self, time: TimeWords, when: str, tense: Tense) -> str | None:
        published = self.article.published_day
        date = time.resolve(tense, published)
        if date is None or contradiction(when, date, published, self.article.language):
            return None
        days = days_of(date)
        if days and not published and not days.yearless:
            years = {str(days.first.year), str(days.last.year)}
            return date if years & numbers_of(f"{self.article.title or ''}\n{self.article.text}") else None
        return date

    def _lies_ahead(self, date: str) -> bool:
        days, published = days_of(date), self.article.published_day
        return bool(days and published and not days.yearless and days.first > published + dt.timedelta(days=1))

    # Who, where, what

    def _partakers(self, trigger: _Trigger) -> tuple[list[str], list[str]]:
        tokens, at = self.read.tokens, trigger.at
        participants: list[str] = []
        places: list[str] = []
        source = None if trigger.is_noun else subject_before(tokens, at) or main_subject(tokens, at)
        if source:
            participants += self._used(phrase for phrase in source.phrases)
        end = _clause_end(tokens, at)
        for k in range(at + 1, end):
            if (
                tokens[k].tag is Tag.PREPOSITION
                and tokens[k].low in ("in", "at", "near", "to")
                and (phrase := phrase_after(tokens, k + 1, end))
            ):
                places += [each for each in self._named(phrase) if self.roster.known[each].kind in ("place", "country")]
        return list(dict.fromkeys(participants)), list(dict.fromkeys(places))

    def _used(self, phrases: Iterator[Range]) -> list[str]:
        handles = [
            handle
            for phrase in phrases
            if (handle := self.roster.meant(self.read.tokens, phrase))
            and (self.read.tokens[phrase[0]].tag not in (Tag.PRONOUN, Tag.OBJECT) or self._is_alone(handle))
        ]
        handles = [handle for handle in handles if self.roster.known[handle].kind != "other"]
        for handle in handles:
            self.roster.known[handle].used = True
        return handles

    def _named(self, phrase: Range) -> list[str]:
        if self.read.tokens[phrase[1] - 1].tag is not Tag.NAME:
            return []
        return self._used(iter([phrase]))

    def _description(self, trigger: _Trigger) -> str | None:
        """Subject and predicate in the article's words, without its time words; None where that says too little."""
        tokens, at = self.read.tokens, trigger.at
        end = _clause_end(tokens, at)
        if trigger.is_noun:
            phrase = phrase_before(tokens, at)
            start = phrase[0] if phrase else at
            pieces = self._without_times((start, end))
            headed = tokens[start].tag not in (Tag.PREPOSITION, Tag.ADVERB)
            torn = len(pieces.split()) < 3 and tokens[end - 1].tag is Tag.PREPOSITION  # “fire for”
            return self.pointer.owned(pieces) if headed and not torn else None
        source = subject_before(tokens, at) or main_subject(tokens, at)
        start = at
        while start > 0 and tokens[start - 1].tag in (Tag.ADVERB, Tag.BE, Tag.HAVE, Tag.MODAL, Tag.DO):
            start -= 1
        subject = self._subject(source.phrases[0]) if source else ""
        return self.pointer.owned(f"{subject} {self._without_times((start, end))}")

    def _subject(self, phrase: Range) -> str:
        """The subject in the article's words; a pronoun is replaced only where it can mean one person alone.

        Who “he” is may be guessed for a speaker, whom the words beside him bear out, but not for who fell ill.
        """
        tokens = self.read.tokens
        first = tokens[phrase[0]]
        if first.tag in (Tag.PRONOUN, Tag.OBJECT):
            handle = self.roster.meant(tokens, phrase)
            return self.roster.known[handle].name if handle and self._is_alone(handle) else first.text
        return self.pointer.text[first.start : tokens[phrase[1] - 1].end]

    def _is_alone(self, handle: str) -> bool:
        """Whether the article names nobody else of the kind."""
        kind = self.roster.known[handle].kind
        return sum(each.kind == kind for each in self.roster.known.values()) == 1

    def _without_times(self, tokens_range: Range) -> str:
        tokens = self.read.tokens
        kept: list[str] = []
        for at in range(*tokens_range):
            dates = tokens[at].tag is Tag.PREPOSITION and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.TIME
            if tokens[at].tag is not Tag.TIME and not dates:
                joined = bool(kept) and self.pointer.text[tokens[at].start - 1 : tokens[at].start].strip() != ""
                kept.append(("" if joined else " ") + tokens[at].text)
        pieces = "".join(kept).replace("()", "").replace("( )", "")
        return pieces.strip(" ,(" if pieces.count(")") >= pieces.count("(") else " ,").removesuffix("(").strip(" ,")


def _tense(status: EventStatus, *, is_noun: bool) -> Tense:
    """Which way time words count: what is called off lay ahead, what did not happen lies behind."""
    if status == "cancelled":
        return 1 if is_noun else -1
    return 1 if status in ("planned", "proposed", "hypothetical") else -1


def _clause_end(tokens: Sequence[Token], at: int) -> int:
    for end in range(at + 1, min(len(tokens), at + _DESCRIBED)):
        if tokens[end].tag in (_CLAUSE_EDGES - {Tag.QUOTATION}) | {Tag.COMMA}:
            return end
    return min(len(tokens), at + _DESCRIBED)


def _covers(content: Sequence[Range], at: int) -> bool:
    return any(start <= at < end for start, end in content)


def _called_off(tokens: Sequence[Token], at: int) -> EventStatus | None:
    """“A service on Saturday has been called off”, “was cancelled”: the verb after its subject."""
    for k in range(at + 1, min(len(tokens), at + 20)):
        if tokens[k].tag in (Tag.BREAK, Tag.THAT):
            return None
        particle = tokens[k + 1].low if k + 1 < len(tokens) else ""
        if tokens[k].tag is Tag.PARTICIPLE and {f"{tokens[k].lemma}_{particle}", tokens[k].lemma} & words(
            "events", "governors", "cancelled"
        ):
            return "cancelled"
        if tokens[k].tag is Tag.PARTICIPLE and tokens[k].lemma in ("schedule", "plan", "set", "expect", "slate"):
            return "planned"
    return None


def _in_condition(tokens: Sequence[Token], at: int) -> bool:
    for k in range(at - 1, max(-1, at - 12), -1):
        if tokens[k].tag in (Tag.COMMA, Tag.BREAK, Tag.END):
            return False
        if tokens[k].low in ("if", "unless", "whether"):
            return True
    return False


@cache
def _past_forms() -> frozenset[str]:
    from summarizer.models.builtin.lexicon import verb_forms

    return frozenset(
        word for word, readings in verb_forms().items() if any(each.form in ("past", "participle") for each in readings)
    )
