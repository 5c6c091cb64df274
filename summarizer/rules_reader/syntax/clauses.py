"""Clauses: a verb with its subject and all that belongs to it, or nothing where one of them cannot be had whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.rules_reader.lexicon.verbs import frames
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR, PEOPLE
from summarizer.rules_reader.syntax.phrases import Range, phrase_before
from summarizer.rules_reader.syntax.predicates import (
    PHRASE_OPENERS,
    dates,
    is_finite,
    is_reduced,
    low_of,
    predicate_end,
)
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token

_AUXILIARY = frozenset({Tag.BE, Tag.HAVE, Tag.DO, Tag.MODAL, Tag.ADVERB})
_EDGES = frozenset({Tag.BREAK, Tag.COLON, Tag.END, Tag.QUOTATION, Tag.THAT, Tag.SUBORDINATOR})
_OPENS_SUBJECT = frozenset(
    {
        Tag.COMMA, Tag.THAT, Tag.SUBORDINATOR, Tag.BREAK, Tag.COLON, Tag.QUOTATION, Tag.CONJUNCTION, Tag.TIME,
        Tag.CLOSING, Tag.OPENING, Tag.QUESTION, Tag.ADVERB, Tag.END,
    }
)  # fmt: skip
_ABOUT = frozenset({"more than", "less than", "fewer than", "up to", "at least"})
_DAYS = frozenset("day days time moment year week month night morning hour way reason".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, in tokens."""

    subject: Range
    auxiliaries: tuple[int, ...]
    """Of a verb that shares those of the one before it (“was arrested and charged”): theirs; else its own."""
    start: int
    """The first token of the predicate, auxiliaries included."""
    verb: int
    end: int


def clause_of(tokens: Sequence[Token], verb: int, floor: int = 0, until: int | None = None) -> Clause | None:
    """The clause of a finite verb, or of a participle with its auxiliary; None where a part of it is torn off.

    Args:
        tokens: the sentence.
        verb: the verb.
        floor: where what somebody said begins, if the verb is inside of it.
        until: a verb that depends on this one; the clause reaches to the end of what belongs to that.
    """
    start = group_start(tokens, verb)
    found = _subject(tokens, start, floor)
    if found is None:
        return None
    subject, shared = found
    auxiliaries = tuple(range(start, verb))
    if start == verb and shared is None:
        shared = _first_of_two(tokens, subject[0], floor)
    if shared is not None and start == verb:
        auxiliaries = _inherited(tokens, shared, verb, passive=_is_passive(tokens, shared))
    passive = is_passive(tokens, auxiliaries, verb)
    last = verb if until is None else until
    if until is not None:
        passive = tokens[until].tag is Tag.PARTICIPLE and tokens[until - 1].tag is Tag.BE
    relative = start > 0 and tokens[start - 1].tag in (Tag.QUESTION, Tag.THAT)
    end = predicate_end(tokens, last, passive=passive, relative=relative)
    if end is None or (not relative and is_finite(tokens, end) and not is_reduced(tokens, end)):
        return None  # “Norway’s repeated calls for a truce went”: no verb at all
    return Clause(subject, auxiliaries, start, verb, end)


def subject_of(tokens: Sequence[Token], start: int, floor: int = 0) -> Range | None:
    """The subject of the verb whose auxiliaries begin at `start`, if it can be had whole."""
    found = _subject(tokens, start, floor)
    return found[0] if found else None


def group_start(tokens: Sequence[Token], verb: int) -> int:
    """Where the verb's auxiliaries begin, or the verb itself if it has none."""
    start = verb
    while start > 0 and (tokens[start - 1].tag in _AUXILIARY or _is_between(tokens, start - 1)):
        start -= 1
    while start < verb and tokens[start].tag is Tag.ADVERB:
        start += 1
    return start


def _is_between(tokens: Sequence[Token], at: int) -> bool:
    """“First” of “was first introduced”."""
    return at > 0 and tokens[at].low in ("first", "last", "both", "all") and tokens[at - 1].tag in _AUXILIARY


def is_passive(tokens: Sequence[Token], auxiliaries: Sequence[int], verb: int) -> bool:
    """Whether a verb with these auxiliaries is passive."""
    be = any(tokens[at].tag is Tag.BE for at in auxiliaries)
    return be and tokens[verb].tag is not Tag.GERUND


def _is_passive(tokens: Sequence[Token], verb: int) -> bool:
    return tokens[verb].tag is Tag.PARTICIPLE and is_passive(tokens, range(group_start(tokens, verb), verb), verb)


def _inherited(tokens: Sequence[Token], first: int, verb: int, *, passive: bool) -> tuple[int, ...]:
    """“Was arrested and charged with”, “will meet X and visit Y”: the first verb's auxiliaries are the second's."""
    group = range(group_start(tokens, first), first)
    token = tokens[verb]
    active = token.lemma in EVENTS.clauses.intransitive or _object_follows(tokens, verb)
    if passive and token.low.endswith("ed") and not active:
        return tuple(group)
    base = token.low == token.lemma and any(tokens[at].tag is Tag.MODAL for at in group)
    return tuple(group) if base else ()


def _first_of_two(tokens: Sequence[Token], start: int, floor: int) -> int | None:
    """“Five were killed and 20 injured”: the verb before “and” and a subject of its own."""
    if start - 1 < floor or tokens[start - 1].low != "and":
        return None
    for at in range(start - 2, floor - 1, -1):
        if tokens[at].tag in (*_EDGES, Tag.COMMA, Tag.FINITE):
            return None
        if _is_passive(tokens, at):
            return at
    return None


def _object_follows(tokens: Sequence[Token], verb: int) -> bool:
    at = verb + 1
    while at < len(tokens) and tokens[at].tag is Tag.ADVERB:
        at += 1
    return at < len(tokens) and (tokens[at].tag in PHRASE_OPENERS or tokens[at].tag is Tag.QUOTATION)


# The subject


def _subject(tokens: Sequence[Token], start: int, floor: int) -> tuple[Range, int | None] | None:
    """The subject of a verb, and the verb that it is shared with."""
    at = start - 1
    while at >= floor and (tokens[at].tag in (Tag.ADVERB, Tag.TIME) or dates(tokens, at)):
        at -= 1
    if at < floor:
        return None
    token = tokens[at]
    if token.tag is Tag.CONJUNCTION and token.low in ("and", "but", "or", "then"):
        return _shared(tokens, at, floor)
    if token.tag is Tag.COMMA:
        subject = _before_aside(tokens, at, floor) or _antecedent(tokens, at, floor)
    elif token.tag is Tag.CLOSING:
        opening = next((k for k in range(at, floor - 1, -1) if tokens[k].tag is Tag.OPENING), floor)
        subject = _phrase(tokens, opening - 1, floor) if opening - 1 >= floor else None
    elif token.tag in (Tag.QUESTION, Tag.THAT):
        subject = _antecedent(tokens, at, floor)
    elif token.tag is Tag.PRONOUN:
        subject = (at, at + 1)
    else:
        subject = _phrase(tokens, at, floor) or _with_relative(tokens, at, floor)
    return (subject, None) if subject else None


def _with_relative(tokens: Sequence[Token], last: int, floor: int) -> Range | None:
    """“The man who stole it”: a phrase with the relative clause that ends it."""
    for at in range(last, floor, -1):
        if tokens[at].tag is Tag.COMMA or tokens[at].tag in (Tag.BREAK, Tag.COLON, Tag.END):
            return None
        if tokens[at].low in ("who", "which", "that") and tokens[at - 1].tag in NOMINAL:
            verb = next((k for k in range(at, last + 1) if tokens[k].lemma), None)
            end = predicate_end(tokens[: last + 1], verb, passive=_is_passive(tokens, verb)) if verb else None
            start = _left_edge(tokens, at - 1, floor)
            whole = end is not None and end > last and start is not None and _begins(tokens, start, floor)
            return (start, last + 1) if whole and start is not None else None
    return None


def _phrase(tokens: Sequence[Token], last: int, floor: int) -> Range | None:
    """The whole noun phrase that ends with `last`, if it stands where a subject begins."""
    if last < floor or tokens[last].tag not in NOMINAL:
        return None
    start = _left_edge(tokens, last, floor)
    if start is None:
        return None
    if start - 2 >= floor and tokens[start - 1].low == "and" and tokens[start - 2].tag in NOMINAL:
        other = _left_edge(tokens, start - 2, floor)
        while other is not None and other - 2 >= floor and _listed(tokens, other):
            other = _left_edge(tokens, other - 2, floor)
        if other is None:
            return None
        if _begins(tokens, other, floor) and not _has_verb(tokens, other, floor):
            return other, last + 1
        if not _has_verb(tokens, other, floor):
            return None
    return (start, last + 1) if _begins(tokens, start, floor) and _is_whole(tokens, start, last, floor) else None


def _is_whole(tokens: Sequence[Token], start: int, last: int, floor: int) -> bool:
    """Not “run accident” of “hit and run accident”, “host” of “as host”: after such a word, a phrase has an article."""
    if any(tokens[k].text == "The" for k in range(start + 1, last + 1)):
        return False  # two sentences without a full stop between them
    after = tokens[start - 1] if start > floor else None
    if after is None or not (after.tag is Tag.CONJUNCTION or after.low == "as"):
        return True
    first, head = tokens[start], tokens[last]
    named = first.tag in (Tag.DETERMINER, Tag.NAME, Tag.NUMBER) or tokens[last].tag is Tag.NAME
    several = head.low.endswith("s") or head.low in PEOPLE.persons.plural
    return named or several


def _listed(tokens: Sequence[Token], start: int) -> bool:
    return tokens[start - 1].tag is Tag.COMMA and tokens[start - 2].tag in NOMINAL


def _left_edge(tokens: Sequence[Token], last: int, floor: int) -> int | None:
    """Where a noun phrase begins, with all that its prepositions hang on to; None if one hangs on to nothing."""
    phrase = phrase_before(tokens, last, floor)
    if phrase and tokens[phrase[0]].low == "more" and phrase[0] > floor and tokens[phrase[0] - 1].tag is Tag.NUMBER:
        phrase = (phrase[0] - 1, phrase[1])  # two more people
    while phrase and phrase[0] - 1 >= floor and tokens[phrase[0] - 1].tag in (Tag.PREPOSITION, Tag.TO):
        if low_of(tokens, phrase[0] - 2) + " " + low_of(tokens, phrase[0] - 1) in _ABOUT:
            return phrase[0] - 2
        phrase = phrase_before(tokens, phrase[0] - 2, floor) if phrase[0] - 2 >= floor else None
    return phrase[0] if phrase else None


def _begins(tokens: Sequence[Token], start: int, floor: int) -> bool:
    if start == floor:
        return True
    before = tokens[start - 1]
    if before.tag is Tag.THAT and low_of(tokens, start - 2) in EVENTS.clauses.doubted:
        return False
    if before.low in ("whose", "than") or tokens[start].low == "ahead":
        return False
    if before.tag is Tag.QUOTATION:  # a four-day “pause” ahead of Easter
        return before.text.rstrip("”\"’'»")[-1:] in (",", ".", "!", "?")
    reported = before.tag is Tag.FINITE and "clause" in frames().get(before.lemma or "", ())
    if before.tag is Tag.ADVERB and before.low in GRAMMAR.classes.negation:
        return False  # a not guilty plea
    follows = before.low in _DAYS or _is_introduced(tokens, start - 1, floor)  # the day the war began
    reduced = follows and tokens[start].tag is Tag.DETERMINER
    return before.tag in _OPENS_SUBJECT or before.low.endswith("self") or reported or reduced


def _is_introduced(tokens: Sequence[Token], last: int, floor: int) -> bool:
    """“Since its launch the store …”: whether what stands before is a preposition with its phrase, and no more."""
    first = last
    while first > floor and tokens[first - 1].tag not in (Tag.COMMA, *_EDGES - {Tag.SUBORDINATOR}):
        first -= 1
    inside = tokens[first : last + 1]
    return tokens[first].tag in (Tag.PREPOSITION, Tag.SUBORDINATOR) and all(
        token.tag in (Tag.PREPOSITION, Tag.DETERMINER, Tag.POSSESSIVE, *NOMINAL) and not token.lemma
        for token in inside[1:]
    )


def _has_verb(tokens: Sequence[Token], before: int, floor: int) -> bool:
    """Whether the clause has a verb already, so that “and” joins clauses, not their subjects."""
    for at in range(before - 1, floor - 1, -1):
        if tokens[at].tag in _EDGES or tokens[at].tag is Tag.COMMA:
            return False
        if tokens[at].tag in VERBAL:
            return "clause" not in frames().get(tokens[at].lemma or "", ())
    return False


def _antecedent(tokens: Sequence[Token], at: int, floor: int) -> Range | None:
    """Whom “who”, “which” or “that” means; not where what stands before could hang on to something else."""
    if tokens[at].low not in ("who", "which", "that") or at - 1 < floor:
        return None
    last = at - 2 if tokens[at - 1].tag is Tag.COMMA else at - 1
    if last < floor or tokens[last].tag not in NOMINAL:
        return None
    phrase = phrase_before(tokens, last, floor)
    if phrase and tokens[max(floor, phrase[0] - 1)].tag is Tag.GERUND and phrase[0] > floor:
        return None  # a ship carrying arms that was hijacked
    attached = phrase and phrase[0] > floor and tokens[phrase[0] - 1].tag in (Tag.PREPOSITION, Tag.TO)
    if tokens[at].low == "who":
        return _person_of(tokens, phrase) if phrase else None
    return _event_noun_before(tokens, last, floor) if attached else phrase


def _person_of(tokens: Sequence[Token], phrase: Range) -> Range | None:
    """Of “the name of a woman” the woman, of “a spokesman for the bank” the spokesman."""
    inner = next((k + 1 for k in range(phrase[1] - 1, phrase[0], -1) if tokens[k].tag is Tag.PREPOSITION), None)
    if inner is None:
        return phrase
    people = PEOPLE.persons.singular | PEOPLE.persons.plural
    if tokens[phrase[1] - 1].low in people:
        return inner, phrase[1]
    return phrase if any(token.low in people for token in tokens[phrase[0] : inner]) else None


def _event_noun_before(tokens: Sequence[Token], last: int, floor: int) -> Range | None:
    """“The conference in Lima, which opened”: not Lima."""
    outer = _left_edge(tokens, last, floor)
    nouns = EVENTS.verbs.nouns
    head = next((k for k in range(last, outer - 1, -1) if tokens[k].low in nouns), None) if outer is not None else None
    if head is None or head == last or tokens[head + 1].tag is not Tag.PREPOSITION:
        return None
    phrase = phrase_before(tokens, head, floor)
    start = phrase[0] if phrase else head
    for k in range(head - 1, start - 1, -1):
        if tokens[k].tag in (Tag.PREPOSITION, Tag.TO):
            start = k + 1
            break
    return start, last + 1


def _before_aside(tokens: Sequence[Token], comma: int, floor: int) -> Range | None:
    """“Ann Lee, the mayor of Ely, opened”: the first phrase of the clause, if all that follows it is set off."""
    begin = comma
    while begin > floor and tokens[begin - 1].tag not in _EDGES:
        begin -= 1
    segments = _segments(tokens, begin, comma)
    all_of_them = len(segments)
    while segments and tokens[segments[0][0]].tag in (Tag.PREPOSITION, Tag.TIME, Tag.ADVERB, Tag.GERUND):
        segments = segments[1:]
    if len(segments) < 2 or (len(segments) < all_of_them and len(segments) > 2):
        return None  # “After a call from a ship, the Gibe, the Mysore, a destroyer, sailed”
    (start, end), asides = segments[0], segments[1:]
    start += tokens[start].tag is Tag.CONJUNCTION
    if not all(_is_aside(tokens, *each) for each in asides) or tokens[end - 1].tag not in (*NOMINAL, Tag.CLOSING):
        return None
    whole = start < end and not any(token.tag in VERBAL for token in tokens[start:end])
    last = end - 1
    if tokens[last].tag is Tag.CLOSING:
        last = next((k for k in range(last, start, -1) if tokens[k].tag is Tag.OPENING), start) - 1
    phrase = _phrase(tokens, last, floor) if whole else None
    return phrase if phrase and phrase[0] == start else None


def _is_aside(tokens: Sequence[Token], start: int, end: int) -> bool:
    first = tokens[start]
    if first.low in ("who", "which", "whose", "whom", "where"):
        return True
    return first.tag is not Tag.CONJUNCTION and not any(token.tag in VERBAL for token in tokens[start:end])


def _segments(tokens: Sequence[Token], begin: int, end: int) -> list[Range]:
    commas = [begin - 1, *(at for at in range(begin, end) if tokens[at].tag is Tag.COMMA), end]
    return [(a + 1, b) for a, b in pairwise(commas) if a + 1 < b]


def _shared(tokens: Sequence[Token], conjunction: int, floor: int) -> tuple[Range, int | None] | None:
    """The subject of “rose and fell”'s second verb: that of the first, if no other clause lies between."""
    for at in range(conjunction - 1, floor - 1, -1):
        if tokens[at].tag in (Tag.BREAK, Tag.COLON, Tag.END, Tag.THAT, Tag.SUBORDINATOR, Tag.QUESTION, Tag.QUOTATION):
            return None
        if tokens[at].tag in (Tag.FINITE, Tag.PARTICIPLE, Tag.INFINITIVE, Tag.GERUND) and tokens[at].lemma:
            start = group_start(tokens, at)
            if tokens[at].tag is not Tag.FINITE and start == at:
                continue  # an aside of its own: “based in Ely”
            if start > 0 and tokens[start - 1].tag is Tag.TO:
                return None
            found = _subject(tokens, start, floor)
            return (found[0], at if found[1] is None else found[1]) if found else None
    return None


# The predicate
