"""Who is for or against what: verbs, nouns and phrases of position, with their holder and their target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerStance
from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.extractors.quotes.attributions import find_attributions
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR, SIDES, STANCES, Sides
from summarizer.rules_reader.syntax.clauses import group_start, is_passive, subject_of
from summarizer.rules_reader.syntax.negation import is_negated, is_reversed, is_taken_back
from summarizer.rules_reader.syntax.phrases import (
    Range,
    Source,
    main_subject,
    phrase_after,
    phrase_before,
    subject_before,
)
from summarizer.rules_reader.syntax.predicates import predicate_end
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token
from summarizer.schema import Basis, Position, StanceVerb

_LONGEST_TARGET = 24
_POSSESSIVES = frozenset({"his", "her", "its", "their"})
_VERBS: dict[Position, StanceVerb] = {
    "supports": "supports",
    "opposes": "opposes",
    "conditional": "conditional",
    "neutral": "undecided",
}
_OPEN = frozenset({Tag.PRONOUN, Tag.OBJECT})
_DOUBTFUL = frozenset("could may might can should must cannot".split())
_OPENED_BY = frozenset({"on", "against", "to", "between", "into", "over"})
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Side:
    position: Position
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Found:
    """A position in a sentence."""

    at: int
    source: Source
    target: Range
    side: _Side


def read_stances(sentences: Sequence[TaggedSentence], registry: EntityRegistry, pointer: Pointer) -> list[JsonValue]:
    """The stances of the sentences, as items of an answer; each holder, target and position once."""
    items: list[JsonValue] = []
    seen: set[object] = set()
    last: tuple[list[str], str] | None = None
    for tagged in sentences:
        for found in _positions(tagged.tokens):
            tokens = tagged.tokens
            if is_reversed(tokens, found.at) or is_taken_back(tokens, found.at) or is_negated(tokens, found.at):
                continue  # who does not support a thing need not oppose it
            side = _turned(tokens, found)
            holders = registry.speakers(tagged.tokens, found.source)
            written = _written(tagged.tokens, found.target, pointer)
            if tagged.tokens[found.target[0]].low == "one":  # “opposed an inquiry, but would accept one if”
                written = last[1] if last and last[0] == holders else None
            if written is None:
                continue
            last = (holders, written)
            about = _about(tagged.tokens, found.target, registry)
            for holder in holders:
                if holder == about or (holder, written.casefold(), side.position) in seen:
                    continue
                seen.add((holder, written.casefold(), side.position))
                item = AnswerStance(
                    holder=holder,
                    target=written,
                    about=about,
                    verb=_VERBS[side.position],
                    basis=side.basis,
                    sentences=[tagged.number],
                )
                items.append(item.model_dump(by_alias=True))
    return items


@cache
def _sides() -> dict[str, _Side]:
    found: dict[str, _Side] = {}
    for position in SIDES:
        for basis, verbs in STANCES.verbs[position].items():
            for lemma in verbs:
                found.setdefault(lemma, _Side(position, basis))
    return found


def _positions(tokens: Sequence[Token]) -> Iterator[_Found]:
    for at, token in enumerate(tokens):
        if token.lemma:
            found = _of_verb(tokens, at) or _of_name(tokens, at)
        elif token.tag is Tag.NOUN:
            found = _of_noun(tokens, at)
        elif token.tag is Tag.BE:
            found = _of_phrase(tokens, at)
        else:
            found = None
        if found:
            yield found
    yield from _said_to_be(tokens)


# Verbs


def _of_verb(tokens: Sequence[Token], at: int) -> _Found | None:
    """“Condemned the raid”, “urged X to act”, “demanded that …”, “voted to …”, “was rejected by”."""
    lemma = tokens[at].lemma or ""
    particle = tokens[at + 1].low if at + 1 < len(tokens) else ""
    together = f"{lemma}_{particle}"
    asks = STANCES.takes.asks
    with_particle = together in _sides() or together in asks
    key = together if with_particle else lemma
    side = _sides().get(key) or (_Side("supports", "said") if key in asks else None)
    start = group_start(tokens, at)
    if is_passive(tokens, range(start, at), at):
        return _of_passive(tokens, at, start, _sides().get(key))
    source = _holder(tokens, at, start)
    if source is None:
        return None
    first = at + 1 + with_particle
    infinitive: Position | None = STANCES.takes.infinitive.get(lemma)
    clause: Position | None = STANCES.takes.clause.get(lemma)
    to = _to_after(tokens, at) if infinitive else None
    turned = STANCES.takes.speaking | _sides().keys()  # “refused to condemn” is no opposition
    if infinitive == "opposes" and to is not None:
        governed = tokens[to + 1].lemma or ""
        if governed in turned or f"{governed}_{tokens[to + 2].low if to + 2 < len(tokens) else ''}" in turned:
            return None
    if infinitive and to is not None:
        end = _predicate(tokens, to + 1)
        return _Found(at, source, (to + 1, end), _Side(infinitive, "did")) if end else None
    if clause and particle == "that":
        end = _clause_end(tokens, at + 2)
        return _Found(at, source, (at + 2, end), _Side(clause, "said")) if end else None
    target = (_asked(tokens, first) if key in asks else None) or (
        _thing(tokens, first, key) if key in _sides() else None
    )
    return _Found(at, source, target, side) if target and side else None


def _to_after(tokens: Sequence[Token], at: int) -> int | None:
    """Where the “to” before an infinitive stands: the second one of “voted 11 to 7 on Tuesday to keep”."""
    for k in range(at + 1, len(tokens) - 1):
        if tokens[k].low in GRAMMAR.classes.negation:
            return None
        if tokens[k].tag is Tag.TO and tokens[k + 1].tag in (Tag.INFINITIVE, Tag.BE):
            return k
        if tokens[k].tag not in (Tag.NUMBER, Tag.TIME, Tag.ADVERB, Tag.TO, Tag.PREPOSITION):
            return None
    return None


def _of_passive(tokens: Sequence[Token], at: int, start: int, side: _Side | None) -> _Found | None:
    """The stance of a passive: “The call has been rejected by Moscow”."""
    if side is None or at + 2 >= len(tokens) or tokens[at + 1].low != "by":
        return None
    agent = phrase_after(tokens, at + 2)
    subject = phrase_before(tokens, start - 1) if start else None
    if agent is None or subject is None or not _is_target(tokens, subject, tokens[at].lemma or ""):
        return None
    return _Found(at, Source((agent,)), subject, side)


def _holder(tokens: Sequence[Token], at: int, start: int) -> Source | None:
    """The subject of a verb that is told as a fact; none of “could reject”, “if it backs”."""
    helpers = {token.low for token in tokens[start:at]}
    if helpers & _DOUBTFUL or {"would", "have"} <= helpers or _is_supposed(tokens, start):
        return None
    tag, previous = tokens[at].tag, tokens[start - 1] if start else None
    if tag is Tag.INFINITIVE and previous and previous.tag is Tag.TO and start == at:
        governor = start - 2
        if governor < 0 or tokens[governor].lemma not in STANCES.takes.vows:
            return None
        return _holder(tokens, governor, group_start(tokens, governor))
    auxiliaries = [token.tag for token in tokens[start:at] if token.tag is not Tag.ADVERB]
    if tag is Tag.GERUND and not auxiliaries:
        return main_subject(tokens, at) if previous and previous.tag is Tag.COMMA else None
    if tag in (Tag.PARTICIPLE, Tag.INFINITIVE, Tag.GERUND) and not auxiliaries:
        return None
    subject = subject_of(tokens, start)
    whole = subject is not None and _stands_alone(tokens, subject)
    return Source((subject,)) if subject and whole else subject_before(tokens, at)


def _stands_alone(tokens: Sequence[Token], subject: Range) -> bool:
    """Whether a subject is no pronoun and no list, and has no apposition that says more of whom it means."""
    inside = tokens[slice(*subject)]
    after = [token.tag for token in tokens[subject[1] : subject[1] + 2]]
    apposed = after[:1] in ([Tag.COMMA], [Tag.OPENING]) and Tag.QUESTION not in after
    return not apposed and all(token.tag not in (*_OPEN, Tag.COMMA, Tag.CONJUNCTION) for token in inside)


def _is_supposed(tokens: Sequence[Token], before: int) -> bool:
    for at in range(before - 1, max(-1, before - 10), -1):
        if tokens[at].tag in (Tag.COMMA, Tag.BREAK, Tag.END):
            return False
        if tokens[at].low in ("if", "unless", "whether"):
            return True
    return False


def _asked(tokens: Sequence[Token], first: int) -> Range | None:
    """What is asked of somebody: “the minister to open the schools”, “Moscow to withdraw”."""
    phrase = phrase_after(tokens, first)
    if phrase is None or tokens[first].tag in _OPEN:
        return None
    end = phrase[1]
    if end + 1 >= len(tokens) or tokens[end].tag is not Tag.TO or tokens[end + 1].tag not in (Tag.INFINITIVE, Tag.BE):
        return None
    last = _predicate(tokens, end + 1)
    return (first, last) if last else None


def _predicate(tokens: Sequence[Token], verb: int) -> int | None:
    """The end of a verb and what belongs to it."""
    if verb >= len(tokens) or tokens[verb].tag not in (Tag.INFINITIVE, Tag.BE, Tag.GERUND):
        return None
    passive = tokens[verb].tag is Tag.BE
    end = predicate_end(tokens, verb + passive, passive=passive) if verb + passive < len(tokens) else None
    while end and end - 1 > verb and (tokens[end - 1].tag is Tag.TIME or _is_length(tokens, end - 1)):
        end -= 1
    while end and end - 1 > verb and tokens[end - 1].tag in (Tag.PREPOSITION, Tag.TO):
        end -= 1
    return end


def _is_length(tokens: Sequence[Token], at: int) -> bool:
    """“Years” of “for years”."""
    return tokens[at].low in EVENTS.clauses.lengths and tokens[at - 1].tag is Tag.PREPOSITION


def _clause_end(tokens: Sequence[Token], first: int) -> int | None:
    """The end of a clause that begins at `first`, if it is whole and denies nothing."""
    verb = next((k for k in range(first, min(len(tokens), first + 14)) if tokens[k].lemma), None)
    if verb is None or tokens[first].tag in _OPEN:
        return None
    negated = any(token.low in GRAMMAR.classes.negation for token in tokens[first:verb])
    return None if negated else predicate_end(tokens, verb)


def _thing(tokens: Sequence[Token], first: int, lemma: str) -> Range | None:
    """The target of a verb: a noun phrase, or a gerund with what belongs to it."""
    if first >= len(tokens):
        return None
    if tokens[first].tag is Tag.GERUND:
        end = _predicate(tokens, first)
        return (first, end) if end else None
    phrase = phrase_after(tokens, first)
    if phrase is None or tokens[first].tag in _OPEN or _goes_on(tokens, phrase[1]):
        return None
    if tokens[_head(tokens, phrase)].low in STANCES.targets.claims and _begins_that(tokens, phrase[1]):
        return None  # who rejects a report that something is so denies it, and is against nothing that it tells of
    phrase = (first, _attached(tokens, (first, _without_purpose(tokens, phrase))))
    end = phrase[1]
    if end + 1 < len(tokens) and tokens[end].tag is Tag.TO and tokens[end + 1].tag is Tag.INFINITIVE:
        opens = tokens[_head(tokens, phrase)].low in STANCES.targets.measures
        last = _predicate(tokens, end + 1) if opens else None  # “the motion to keep the library open”
        if last is None:
            return None
        phrase = (first, last)
    return phrase if _is_target(tokens, phrase, lemma) else None


def _begins_that(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].tag is Tag.THAT


def _without_purpose(tokens: Sequence[Token], phrase: Range) -> int:
    """Where a phrase ends before “in an attempt”, “in response”."""
    for at in range(phrase[0] + 1, phrase[1]):
        rest = {token.low for token in tokens[at : phrase[1]]}
        if tokens[at].low in ("in", "at", "with") and rest & STANCES.targets.purposes:
            return at
    return phrase[1]


def _goes_on(tokens: Sequence[Token], end: int) -> bool:
    """Whether what looks like an object is the subject of a clause."""
    while end < len(tokens) and tokens[end].tag is Tag.ADVERB:
        end += 1
    return end < len(tokens) and tokens[end].tag in VERBAL


def _head(tokens: Sequence[Token], phrase: Range) -> int:
    for at in range(phrase[0] + 1, phrase[1]):
        begins = tokens[at].tag in (Tag.PREPOSITION, Tag.TO, Tag.THAT) or (
            tokens[at].tag in (Tag.PARTICIPLE, Tag.GERUND) and tokens[at - 1].tag in NOMINAL
        )
        if begins and (tokens[at - 1].tag is not Tag.NAME or tokens[at].low != "of"):
            return at - 1
    return phrase[1] - 1


def _attached(tokens: Sequence[Token], phrase: Range) -> int:
    """The end of a phrase with what its head opens (“the attack on the port”, “any inquiry led by the ministry”)."""
    end = phrase[1]
    opened = STANCES.targets.with_complement | EVENTS.verbs.nouns
    opens = end + 1 < len(tokens) and tokens[_head(tokens, phrase)].low in opened
    if opens and tokens[end].low in _OPENED_BY and tokens[end + 1].tag is not Tag.TIME:
        following = phrase_after(tokens, end + 1)
        end = following[1] if following else end
    if end + 2 < len(tokens) and tokens[end].lemma and tokens[end + 1].low == "by":
        following = phrase_after(tokens, end + 2)
        end = following[1] if following else end
    if end < len(tokens) and tokens[end].tag is Tag.GERUND:  # a resolution condemning the war
        end = _predicate(tokens, end) or end
    told = tokens[_head(tokens, phrase)].low in STANCES.targets.claims
    if told and end < len(tokens) and tokens[end].tag is Tag.THAT:
        end = _clause_end(tokens, end + 1) or end
    return end


def _is_target(tokens: Sequence[Token], phrase: Range, lemma: str) -> bool:
    head = tokens[_head(tokens, phrase)]
    if phrase[1] - phrase[0] > _LONGEST_TARGET or head.tag not in NOMINAL:
        return False
    if lemma not in STANCES.takes.measures_only or head.low == "one":
        return True
    return head.low in STANCES.targets.measures | EVENTS.verbs.nouns


# Nouns, phrases and judgments


def _of_noun(tokens: Sequence[Token], at: int) -> _Found | None:
    """“Norway’s opposition to the plan”, “voiced support for the strike”."""
    position = _side_in(STANCES.nouns, tokens[at].low)
    if position is None or at + 2 >= len(tokens) or tokens[at + 1].low not in STANCES.nouns.prepositions:
        return None
    target = phrase_after(tokens, at + 2)
    phrase = phrase_before(tokens, at)
    if target is None or phrase is None:
        return None
    verb = phrase[0] - 1
    if verb >= 0 and tokens[verb].lemma in STANCES.nouns.giving:
        source = _holder(tokens, verb, group_start(tokens, verb))
        return _Found(verb, source, target, _Side(position, "said")) if source else None
    owner = next((k for k in range(phrase[0], at) if tokens[k].tag is Tag.POSSESSIVE), None)
    if owner is None or owner == phrase[0] or any(tokens[k].tag in NOMINAL for k in range(owner + 1, at)):
        return None
    if verb >= 0 and (tokens[verb].lemma or tokens[verb].low in ("for", "of", "without")):
        return None  # “lost Italy's support”, “asked for Italy's support”: whether it is there, nobody says
    return _Found(at, Source(((phrase[0], owner),)), target, _Side(position, "reported"))


def _of_phrase(tokens: Sequence[Token], at: int) -> _Found | None:
    """“Is against the plan”, “was in favour of”."""
    first = at + 1
    while first < len(tokens) and tokens[first].tag is Tag.ADVERB:
        first += 1
    written = " ".join(token.low for token in tokens[first : first + 4])
    for position in SIDES:
        for phrase in STANCES.phrases[position]:
            if written.startswith(f"{phrase} "):
                target = _thing(tokens, first + len(phrase.split()), "")
                source = _holder(tokens, at, group_start(tokens, at))
                return _Found(first, source, target, _Side(position, "reported")) if target and source else None
    return None


def _of_name(tokens: Sequence[Token], at: int) -> _Found | None:
    """“Called the plan a disgrace”, “described it as reckless”: only where the word tells the side."""
    if tokens[at].lemma not in STANCES.judged.verbs or at + 1 >= len(tokens):
        return None
    start = group_start(tokens, at)
    phrase = phrase_after(tokens, at + 1)
    if phrase is None or tokens[at + 1].tag in _OPEN or is_passive(tokens, range(start, at), at):
        return None
    end = phrase[1]
    position = None
    if end < len(tokens) and tokens[end].low == "as":
        position = _judgment(tokens, end + 1)
    elif tokens[at].lemma in ("call", "brand", "label", "dub", "deem", "consider"):
        position = _judgment(tokens, end)
        last = _side_in(STANCES.judged, tokens[end - 1].low)
        if position is None and last and end - 2 > at:  # called a release superfluous
            position, end = last, end - 1
    source = _holder(tokens, at, start) if position else None
    return _Found(at, source, (at + 1, end), _Side(position, "said")) if source and position else None


def _judgment(tokens: Sequence[Token], at: int) -> Position | None:
    """What the words at `at` say of something: one judging word, quoted or not, and no negation."""
    if at >= len(tokens):
        return None
    if tokens[at].tag is Tag.QUOTATION:
        said = [word.casefold() for word in _WORD.findall(tokens[at].text)]
        if len(said) > 6 or set(said) & GRAMMAR.classes.negation:
            return None
    else:
        end = at
        while end < len(tokens) and tokens[end].tag in (Tag.DETERMINER, Tag.ADVERB, *NOMINAL, Tag.QUOTATION):
            end += 1
        said = [token.low for token in tokens[at:end]]
    if set(said) & GRAMMAR.classes.negation | set(said) & {"no", "hardly"}:
        return None
    judged = {position for word in said if (position := _side_in(STANCES.judged, word))}
    return judged.pop() if len(judged) == 1 else None


def _said_to_be(tokens: Sequence[Token]) -> Iterator[_Found]:
    """“Said that a cease-fire is unnecessary”."""
    if not any(_side_in(STANCES.judged, token.low) for token in tokens):
        return
    for each in find_attributions(tokens):
        if each.source is None or each.cue is None or each.is_disowned or len(each.content) != 1:
            continue
        start, end = each.content[0]
        phrase = phrase_after(tokens, start, end)
        if phrase is None or phrase[1] + 1 >= end or tokens[phrase[1]].low not in ("is", "was", "are", "were"):
            continue
        position = _judgment(tokens, phrase[1] + 1) if end - phrase[1] <= 6 else None
        if position and tokens[start].tag not in _OPEN and _is_target(tokens, phrase, "sign"):
            yield _Found(each.cue.first, each.source, phrase, _Side(position, "said"))


def _side_in(lists: Sides, word: str) -> Position | None:
    """The side whose list of words has this one."""
    return "supports" if word in lists.supports else "opposes" if word in lists.opposes else None


# The item


def _written(tokens: Sequence[Token], target: Range, pointer: Pointer) -> str | None:
    """The target in the article's words; none where a pronoun leaves it open. “His plan” is the plan."""
    start, end = target
    inside = tokens[start:end]
    if not inside or any(token.tag in _OPEN or token.tag is Tag.TIME for token in inside):
        return None
    if inside[-1].low in ("one", "ones"):
        return None
    opens = tokens[start].low in _POSSESSIVES or tokens[start].low in ("this", "that", "these", "those", "such")
    if any(token.low in _POSSESSIVES for token in inside[1:]) or (
        opens and tokens[_head(tokens, target)].low in STANCES.targets.kin
    ):
        return None
    start += opens
    if start >= end:
        return None
    written = pointer.owned(pointer.text[tokens[start].start : tokens[end - 1].end])
    if written is None or len(written) > 300:
        return None
    return f"the {written}" if opens else written


def _turned(tokens: Sequence[Token], found: _Found) -> _Side:
    """The side as conditions leave it."""
    at, side = found.at, found.side
    end = found.target[1] if found.target[0] > at else at + 1
    after = " ".join(token.low for token in tokens[end : end + 5]).lstrip(", ")
    if any(after.startswith(f"{phrase} ") for phrase in STANCES.conditions):
        return _Side("conditional", side.basis)
    return side


def _about(tokens: Sequence[Token], target: Range, registry: EntityRegistry) -> str | None:
    """The entity that a target names."""
    if tokens[target[1] - 1].tag is not Tag.NAME or any(token.lemma for token in tokens[slice(*target)]):
        return None
    if _head(tokens, target) != target[1] - 1:
        return None
    handle = registry.resolve(tokens, target)
    if handle:
        registry.records[handle].used = True
    return handle
