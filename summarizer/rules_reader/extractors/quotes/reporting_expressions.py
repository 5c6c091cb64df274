"""Reporting expressions in a tagged sentence, and what an attribution by one of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from summarizer.rules_reader.lexicon.verbs import frames, particles
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, PEOPLE
from summarizer.rules_reader.syntax.phrases import Range, Source, clause_follows
from summarizer.rules_reader.tagging.tagger import NOMINAL, Tag, Token


class Voice(Enum):
    """The grammatical form of a reporting expression, by which its speaker and content are found."""

    ACTIVE = "active"
    PARTICIPIAL = "participial"  # “…, adding that”
    PASSIVE = "passive"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression: the tokens `first` to `end`, the last not included."""

    first: int
    end: int
    voice: Voice
    frames: frozenset[str]
    lemma: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in one sentence, in tokens."""

    cue: Cue | None
    source: Source | None
    content: tuple[Range, ...]
    begins: int
    """The first token of the cue, or of the subject that is its own."""
    audience: Range | None = None
    via: tuple[Range, ...] = ()
    """Who or what passed it on, such as an agency or a letter, outermost last."""
    is_disowned: bool = False
    """Whether it is not said after all, or said to be untrue: “did not say that”, “dismissed reports that”."""


_ACCORDING = frozenset({"according"})
_COPULAS = frozenset({"feel", "remain", "become", "seem", "appear", "sound"})


def find_reporting_expressions(tokens: Sequence[Token]) -> Iterator[Cue]:
    """The reporting expressions outside of quotations, in order."""
    for at, token in enumerate(tokens):
        if token.low == "according" and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.TO:
            yield Cue(at, at + 2, Voice.ACCORDING, _ACCORDING, "according")
        elif token.lemma:
            cue = _adjective(tokens, at) or _verb(tokens, at, token.lemma)
            if cue:
                yield cue
        elif token.tag in (Tag.NOUN, Tag.ADVERB):
            cue = _noun(tokens, at) or _adjective(tokens, at)
            if cue:
                yield cue


def _verb(tokens: Sequence[Token], at: int, lemma: str) -> Cue | None:
    end = at + 1
    if end < len(tokens) and tokens[end].low in particles().get(lemma, ()):
        lemma = f"{lemma}_{tokens[end].low}"
        end += 1
    kinds = frames().get(lemma)
    if lemma == "hear" and not _is_heard_in_court(tokens, at):
        return None
    voice = _voice(tokens, at) if kinds else None
    return Cue(at, end, voice, kinds, lemma) if kinds and voice else None


def _is_heard_in_court(tokens: Sequence[Token], at: int) -> bool:
    """“The court heard that”: what a court hears somebody has stated; what others hear is no statement."""
    return at > 0 and tokens[at - 1].low in PEOPLE.persons.courts


def _voice(tokens: Sequence[Token], at: int) -> Voice | None:
    tag = tokens[at].tag
    before = at - 1
    while before >= 0 and tokens[before].tag is Tag.ADVERB:
        before -= 1
    previous = tokens[before].tag if before >= 0 else None
    if tag is Tag.FINITE:
        return Voice.ACTIVE
    if tag is Tag.INFINITIVE:
        return Voice.ACTIVE if previous in (Tag.MODAL, Tag.DO) else None
    if tag is Tag.GERUND:
        if previous is Tag.BE:
            return Voice.ACTIVE
        hangs_on = (Tag.COMMA, None, Tag.CONJUNCTION, Tag.BREAK, Tag.QUOTATION, Tag.NOUN, Tag.NAME)
        return Voice.PARTICIPIAL if previous in hangs_on else None
    if tag is Tag.PARTICIPLE:
        if previous is Tag.COMMA and at + 2 < len(tokens) and tokens[at + 1].low == "as":
            return Voice.PASSIVE if tokens[at + 2].tag is Tag.QUOTATION else None  # “…, described as “calm”, …”
        return Voice.ACTIVE if previous is Tag.HAVE else Voice.PASSIVE if previous is Tag.BE else None
    return None


def _noun(tokens: Sequence[Token], at: int) -> Cue | None:
    """A noun with a content after it: “the claim that”, “plans to”, “his call for”."""
    if at + 2 >= len(tokens):
        return None
    if at and tokens[at - 1].low == "in":
        return None  # “in order to”
    low, following, then = tokens[at].low, tokens[at + 1], tokens[at + 2]
    if low in ATTRIBUTION.nouns.clause and _has_clause(tokens, at + 1):
        return Cue(at, at + 1, Voice.NOUN, frozenset({"clause"}), low)
    if following.tag is Tag.TO and then.tag is Tag.INFINITIVE and low in ATTRIBUTION.nouns.intent:
        return Cue(at, at + 1, Voice.NOUN, frozenset({"intent"}), low)
    if following.low == "for" and low in ATTRIBUTION.nouns.appeal:
        return Cue(at, at + 1, Voice.NOUN, frozenset({"appeal"}), low)
    return None


def _has_clause(tokens: Sequence[Token], at: int) -> bool:
    first = that_after(tokens, at) + 1
    return first < len(tokens) and tokens[first].tag in (
        Tag.DETERMINER, Tag.PRONOUN, Tag.NAME, Tag.NOUN, Tag.NUMBER, Tag.QUOTATION, Tag.GERUND,
    )  # fmt: skip


def that_after(tokens: Sequence[Token], at: int) -> int:
    """Where the “that” of “the claim (on social media) that” stands; the end of the sentence if there is none."""
    start = at
    while at < len(tokens) and at < start + 6:
        if tokens[at].tag is Tag.THAT:
            return at
        first = tokens[start].tag is Tag.PREPOSITION and tokens[start].low != "of"
        if not first or tokens[at].tag not in (Tag.PREPOSITION, Tag.DETERMINER, *NOMINAL):
            break
        at += 1
    return len(tokens)


def _adjective(tokens: Sequence[Token], at: int) -> Cue | None:
    """An adjective that reports: “is confident that”, “are worried the ferry will sink”."""
    if at == 0 or at + 1 >= len(tokens):
        return None
    bare = tokens[at + 1].tag in (Tag.PRONOUN, Tag.DETERMINER, Tag.NAME) and clause_follows(tokens, at + 1)
    if tokens[at + 1].tag is not Tag.THAT and not bare:
        return None
    if tokens[at].low not in ATTRIBUTION.adjectives:
        return None
    before = at - 1
    while before > 0 and tokens[before].tag is Tag.ADVERB:
        before -= 1
    copula = tokens[before].tag is Tag.BE or tokens[before].lemma in _COPULAS
    return Cue(at, at + 1, Voice.ADJECTIVE, frozenset({"clause"}), tokens[at].low) if copula else None
