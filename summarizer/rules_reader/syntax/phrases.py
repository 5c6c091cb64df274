"""Noun phrases, subjects and clauses in a tagged sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.rules_reader.lexicon.verbs import frames, verb_forms
from summarizer.rules_reader.lexicon.word_lists import GRAMMAR, PEOPLE
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token

Range = tuple[int, int]
"""Tokens `start` to `end`, the last not included."""

REACH = 60
"""How many tokens away a subject or an object is looked for: farther, a sentence is no prose."""

_ATTACHED_ANYWHERE = frozenset({"of", "for"})
_ATTACHED_AT_THE_START = frozenset(
    {"at", "from", "in", "with", "by", "on", "to", "against", "near", "inside", "within"}
)
_PAST_A_VERB = frozenset({Tag.ADVERB, Tag.HAVE, Tag.MODAL, Tag.BE, Tag.DO, Tag.TIME})
_BOUNDARIES = frozenset(
    {Tag.QUOTATION, Tag.COMMA, Tag.COLON, Tag.BREAK, Tag.THAT, Tag.SUBORDINATOR, Tag.CONJUNCTION, Tag.OPENING, Tag.END}
)
_CLAUSE_BREAKS = frozenset({Tag.QUOTATION, Tag.COLON, Tag.BREAK, Tag.THAT, Tag.END})
_INSIDE_MODIFIER = frozenset({*NOMINAL, Tag.PREPOSITION, Tag.TO, Tag.DETERMINER, Tag.POSSESSIVE, Tag.TIME, Tag.ADVERB})
_MADE_PUBLIC = frozenset({"announce", "report", "propose", "disclose", "reveal", "write", "find", "show"})
_SINCE = frozenset({"after", "before", "since"})
_THEN = frozenset({"later", "earlier", "ago"})
_INDEFINITE = frozenset({"someone", "somebody", "anyone", "anybody", "everyone", "everybody", "nobody"})
_NO_SUBJECT = frozenset(
    {Tag.PREPOSITION, Tag.SUBORDINATOR, Tag.ADVERB, Tag.GERUND, Tag.PARTICIPLE, Tag.TO, Tag.TIME, Tag.QUESTION}
)


@dataclass(frozen=True, slots=True)
class Source:
    """Who a sentence says speaks or acts: one noun phrase, or several that “and” joins."""

    phrases: tuple[Range, ...]
    apposition: Range | None = None
    relative: bool = False
    """Whether the verb is that of a relative clause (“Lee, who said …”)."""

    @property
    def start(self) -> int:
        """The first token."""
        return self.phrases[0][0]


def phrase_before(tokens: Sequence[Token], last: int, floor: int = 0) -> Range | None:
    """The noun phrase of which `last` is the last token, with what is attached to it (“a spokesman for the bank”)."""
    start = _core_before(tokens, last, floor)
    if start is None:
        return None
    while start - 2 >= floor and tokens[start - 1].tag in (Tag.PREPOSITION, Tag.TO):
        outer = start - 2
        if tokens[outer].tag is Tag.PARTICIPLE:
            outer -= 1
        if outer < floor or not (
            tokens[outer].tag in NOMINAL or tokens[outer].tag is Tag.PRONOUN or _partitive(tokens, start)
        ):
            break
        wider = _core_before(tokens, outer, floor) if tokens[outer].tag in NOMINAL else outer
        if wider is None or not _attaches(tokens, start - 1, wider, floor):
            break
        start = wider
    return start, last + 1


def _partitive(tokens: Sequence[Token], start: int) -> bool:
    """“Some of the analysts”."""
    return tokens[start - 1].low == "of" and tokens[start - 2].tag in (Tag.DETERMINER, Tag.NUMBER, Tag.PRONOUN)


def _attaches(tokens: Sequence[Token], preposition: int, wider: int, floor: int) -> bool:
    if tokens[preposition].low in _ATTACHED_ANYWHERE:
        return True
    opens = wider == floor or (wider - 1 == floor and tokens[floor].tag is Tag.ADVERB)  # “Nearly six in 10 voters”
    begins = opens or tokens[wider - 1].tag in _BOUNDARIES
    return begins and tokens[preposition].low in _ATTACHED_AT_THE_START


def _core_before(tokens: Sequence[Token], last: int, floor: int) -> int | None:
    if last < floor or tokens[last].tag not in NOMINAL:
        return None
    start = last
    while start > floor and last - start < REACH:
        before = tokens[start - 1]
        joins_names = before.text == "&" or (
            before.low in ("of", "de", "van", "von", "al", "bin", "and")
            and before.low != "and"
            and start - 2 >= floor
            and tokens[start - 2].tag is Tag.NAME
            and tokens[start].tag is Tag.NAME
        )
        if before.tag in NOMINAL or before.tag is Tag.POSSESSIVE or joins_names:
            start -= 1
        elif before.tag is Tag.DETERMINER:
            if start - 2 >= floor and tokens[start - 2].low in ("all", "both", "half"):
                start -= 1
            return start - 1
        elif tokens[start].tag is Tag.POSSESSIVE and before.tag in (Tag.PRONOUN, Tag.TIME):
            return start - 1
        elif before.low in _INDEFINITE:
            return start - 1  # “someone close to the family”
        else:
            break
    return start if tokens[start].tag is not Tag.POSSESSIVE else start + 1


def phrase_after(tokens: Sequence[Token], first: int, ceiling: int | None = None) -> Range | None:
    """The noun phrase that begins with the token `first`."""
    end_of_sentence = len(tokens) if ceiling is None else ceiling
    end = _core_after(tokens, first, end_of_sentence)
    if end is None:
        return None
    while (
        end + 1 < end_of_sentence
        and tokens[end].tag is Tag.PREPOSITION
        and tokens[end].low in (*_ATTACHED_ANYWHERE, "at", "from", "in", "with")
    ):
        following = _core_after(tokens, end + 1, end_of_sentence)
        if following is None or _is_medium(tokens, end, following):
            break
        end = following
    return first, end


def _core_after(tokens: Sequence[Token], first: int, ceiling: int) -> int | None:
    if first >= ceiling:
        return None
    if first + 2 < ceiling and _partitive(tokens, first + 2):
        inner = _core_after(tokens, first + 2, ceiling)
        if inner is not None:
            return inner  # “some of the players”
    if tokens[first].tag in (Tag.PRONOUN, Tag.OBJECT):
        return first + 1
    at = first
    while at < ceiling and at - first < REACH:
        token = tokens[at]
        joins = token.text == "&" or (
            token.low in ("of", "de", "van", "von", "al", "bin")
            and tokens[at - 1].tag is Tag.NAME
            and at + 1 < ceiling
            and tokens[at + 1].tag is Tag.NAME
        )
        counts = token.low in ("about", "around", "over") and at + 1 < ceiling and tokens[at + 1].tag is Tag.NUMBER
        inside = counts or token.tag in NOMINAL or token.tag in (Tag.DETERMINER, Tag.POSSESSIVE) or joins
        if at > first and token.tag is Tag.DETERMINER and tokens[at - 1].tag not in (Tag.DETERMINER, Tag.POSSESSIVE):
            break
        modifier = token.tag in (Tag.PARTICIPLE, Tag.GERUND) or (token.tag is Tag.ADVERB and at > first)
        participle = modifier and at + 1 < ceiling and tokens[at + 1].tag in NOMINAL
        if not inside and not participle:
            break
        at += 1
    return at if any(token.tag in NOMINAL for token in tokens[first:at]) else None


WHERE_WORDS_STAND = frozenset(
    """statement interview letter speech report conference release briefing call email e-mail message memo filing note
    address telegram testimony hearing meeting post tweet blog article editorial column broadcast phone telephone talk
    document affidavit book video podcast comments remarks communique communiqué session debate brief announcement
    posting""".split()
)
"""What something is said in."""


def _is_medium(tokens: Sequence[Token], preposition: int, end: int) -> bool:
    """“In a statement”, “at a news conference”: where something was said, not who said it."""
    return tokens[preposition].low in ("in", "at", "during") and tokens[end - 1].low in WHERE_WORDS_STAND


def subject_before(tokens: Sequence[Token], verb: int, floor: int = 0) -> Source | None:
    """The subject of the verb at `verb`, when it stands before it."""
    at = verb - 1
    floor = max(floor, verb - 2 * REACH)
    while at >= floor and (tokens[at].tag in _PAST_A_VERB or _set_off_adverb(tokens, at)):
        at -= 2 if _set_off_adverb(tokens, at) else 1
    if at > floor and tokens[at].tag is Tag.PREPOSITION and tokens[at + 1].tag is Tag.TIME:
        at -= 1  # “the judge on Monday ruled”
    if at < floor:
        return None
    if at - 1 > floor and tokens[at - 1].tag in NOMINAL and _is_embedded(tokens, at, floor):
        at -= 1  # “a person “with direct knowledge” claimed”
    token = tokens[at]
    if token.tag is Tag.OBJECT and at - 2 >= floor and _partitive(tokens, at):
        return Source(((at - 2, at + 1),))  # “one of them said”
    if token.tag is Tag.PRONOUN:
        return Source(((at, at + 1),))
    if token.low in ("who", "which", "that") and token.tag in (Tag.QUESTION, Tag.THAT):
        last = at - 2 if at > floor and tokens[at - 1].tag is Tag.COMMA else at - 1
        antecedent = phrase_before(tokens, last, floor)
        if antecedent is None or token.low == "that":
            return None
        named = _in_apposition_to(tokens, antecedent, floor)
        return Source((named,), antecedent, relative=True) if named else Source((antecedent,), relative=True)
    if token.tag in (Tag.COMMA, Tag.CLOSING, Tag.BREAK):
        return _subject_before_aside(tokens, at, floor)
    if token.tag is Tag.CONJUNCTION:
        return main_subject(tokens, at, floor)
    if token.tag in (Tag.FINITE, Tag.PARTICIPLE) and at + 1 == verb and at > floor:
        return _those_asked(tokens, at, floor)
    if token.tag in (Tag.FINITE, Tag.PARTICIPLE) and tokens[at + 1].tag in (Tag.TIME, Tag.PREPOSITION):
        return _modified(tokens, (at + 1, at + 1), floor)  # “a poll released Sunday showed”
    if token.tag is Tag.OBJECT:
        return _modified(tokens, (at, at + 1), floor)  # “a man standing next to her said”
    if token.tag not in NOMINAL:
        return None
    phrase = phrase_before(tokens, at, floor)
    if phrase is None:
        return None
    return _antecedent(tokens, phrase, floor) or _modified(tokens, phrase, floor) or _joined(tokens, phrase, floor)


def _those_asked(tokens: Sequence[Token], participle: int, floor: int) -> Source | None:
    """“Most of those asked said”, “drivers questioned said”."""
    start = participle - 1
    if tokens[start].low == "those":
        if start - 2 >= floor and tokens[start - 1].low == "of":
            outer = _core_before(tokens, start - 2, floor)
            start = outer if outer is not None else start - 2
        return Source(((start, participle + 1),))
    plural = tokens[start].tag is Tag.NOUN and tokens[start].low in PEOPLE.persons.plural
    phrase = phrase_before(tokens, start, floor) if plural else None
    return Source((phrase,)) if phrase else None


def _in_apposition_to(tokens: Sequence[Token], phrase: Range, floor: int) -> Range | None:
    """“Samir, a student from Homs, who asked”: the name before the description."""
    start = phrase[0]
    if start - 2 < floor or tokens[start].tag is not Tag.DETERMINER or tokens[start - 1].tag is not Tag.COMMA:
        return None
    return phrase_before(tokens, start - 2, floor) if tokens[start - 2].tag is Tag.NAME else None


def _set_off_adverb(tokens: Sequence[Token], at: int) -> bool:
    """“Lee, however, said”."""
    return (
        at > 1
        and tokens[at].tag is Tag.COMMA
        and tokens[at - 1].tag in (Tag.ADVERB, Tag.TIME)
        and tokens[at - 2].tag is Tag.COMMA
    )


def _antecedent(tokens: Sequence[Token], phrase: Range, floor: int) -> Source | None:
    """“An engineer who took part said”: the engineer, not the part."""
    for at in range(phrase[0] - 1, max(floor, phrase[0] - 16) - 1, -1):
        if tokens[at].tag in (Tag.COMMA, Tag.QUOTATION, Tag.BREAK, Tag.COLON, Tag.THAT):
            return None
        if tokens[at].low == "who":
            head = phrase_before(tokens, at - 1, floor) if at > floor else None
            return Source((head,)) if head else None
    return None


def _modified(tokens: Sequence[Token], phrase: Range, floor: int) -> Source | None:
    """“A study published on Monday in the Tidal Review said”: the study, not the review."""
    at = phrase[0] - 1
    while at > floor and tokens[at].tag in _INSIDE_MODIFIER:
        at -= 1
    participle = tokens[at] if at > floor else None
    if participle is None or participle.tag not in (Tag.FINITE, Tag.PARTICIPLE, Tag.GERUND):
        return None
    goes_on = participle.tag is Tag.GERUND or tokens[at + 1].tag in (Tag.PREPOSITION, Tag.TIME, Tag.TO, Tag.ADVERB)
    if not goes_on or (participle.tag is Tag.FINITE and not _may_be_participle(participle)):
        return None
    head = phrase_before(tokens, at - 1, floor)
    begins = head is not None and (
        head[0] == floor or tokens[head[0] - 1].tag in _BOUNDARIES or _reports(tokens[head[0] - 1])
    )
    return Source((head,)) if head and begins else None


def _may_be_participle(token: Token) -> bool:
    """Whether a form that was taken for a past tense can be a participle after a noun: not “said on Monday”."""
    readings = verb_forms().get(token.low)
    if readings is None:
        return token.low.endswith("ed")
    clause = "clause" in frames().get(token.lemma or "", ()) and token.lemma not in _MADE_PUBLIC
    return not clause and any(each.form == "participle" for each in readings)


def _joined(tokens: Sequence[Token], phrase: Range, floor: int) -> Source:
    start = phrase[0]
    if start - 2 >= floor and tokens[start - 1].low == "and" and tokens[start - 2].tag in NOMINAL:
        other = phrase_before(tokens, start - 2, floor)
        begins = other is not None and (
            other[0] == floor or tokens[other[0] - 1].tag in _BOUNDARIES or _reports(tokens[other[0] - 1])
        )
        if other and begins:
            return Source((other, phrase))
    return Source((phrase,))


def _reports(token: Token) -> bool:
    return token.tag is Tag.FINITE and "bare" in frames().get(token.lemma or "", ())


def _subject_before_aside(tokens: Sequence[Token], at: int, floor: int) -> Source | None:
    """“Ann Lee, chairman and chief executive of Orbit, said”; “Ann Lee (Labour) said”."""
    begin = at
    while begin > floor and at - begin < REACH:
        breaks = tokens[begin - 1].tag in _CLAUSE_BREAKS and not _in_relative(tokens, begin - 1, floor)
        if breaks and not _is_embedded(tokens, begin - 1, floor):
            break
        begin -= 1
    subject: Range | None = None
    apposition: Range | None = None
    unfinished = False
    for start, end in _segments(tokens, begin, at):
        relative = start + (tokens[start].tag is Tag.CONJUNCTION)
        has_verb = any(_is_verb(tokens, each, start, described=subject is not None) for each in range(start, end))
        if subject and (unfinished or (relative < end and tokens[relative].tag in (Tag.QUESTION, Tag.THAT))):
            unfinished = not has_verb  # “, whose album, Lost, came out in May,”
            continue
        aside = (Tag.SUBORDINATOR, Tag.GERUND, Tag.PARTICIPLE)  # “…, speaking while he ate, …”
        if subject and tokens[start].tag in aside and is_clause(tokens, start, end):
            continue
        if head := _before_relative(tokens, start, end):
            if subject is None:
                subject = head
            elif apposition is None:
                apposition = head
        elif has_verb:
            subject, apposition = _after_conjunction(tokens, start, end), None
        elif subject is None and (_SINCE & {t.low for t in tokens[start:end]} or tokens[end - 1].low in _THEN):
            continue  # “Three days after the fire, …”, “Hours later, …”
        elif subject is None and tokens[start].tag not in _NO_SUBJECT:
            subject = _after_conjunction(tokens, start, end) or _whole(tokens, start, end)
        elif subject and apposition is None and tokens[start].tag not in _NO_SUBJECT:
            apposition = (start, end)
    return Source((subject,), apposition) if subject else None


def _is_verb(tokens: Sequence[Token], at: int, start: int, *, described: bool) -> bool:
    """Whether a token is the verb of its segment, not a participle of a description: “Orbit, a firm based in Kent,”."""
    if tokens[at].tag is not Tag.FINITE or not described or tokens[start].tag is not Tag.DETERMINER:
        return tokens[at].tag in VERBAL
    attached = tokens[at - 1].tag in NOMINAL and tokens[at + 1].tag in (Tag.PREPOSITION, Tag.TIME, Tag.TO)
    return not (attached and _may_be_participle(tokens[at]))


def _is_embedded(tokens: Sequence[Token], quotation: int, floor: int) -> bool:
    """“Ann Lee, who calls it “a gift”, said”: some quoted words inside the aside, not what is said."""
    if tokens[quotation].tag is not Tag.QUOTATION or quotation <= floor:
        return False
    inside = tokens[quotation - 1].tag not in (Tag.COMMA, Tag.COLON, Tag.BREAK, Tag.END, Tag.QUOTATION)
    return inside and tokens[quotation].text.strip("“”‘’\"'`«»„ ")[-1:] not in (",", ".", "!", "?")


def _in_relative(tokens: Sequence[Token], that: int, floor: int) -> bool:
    """“A witness, who asked that …, said”: the “that” belongs to the aside."""
    if tokens[that].tag is not Tag.THAT:
        return False
    for at in range(that - 1, max(floor, that - 12), -1):
        if tokens[at].low in ("who", "which") or tokens[at].tag is Tag.GERUND:
            return tokens[at - 1].tag is Tag.COMMA
        if tokens[at].tag in (*_CLAUSE_BREAKS, Tag.COMMA):
            return False
    return False


def _before_relative(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """“An engineer who took part”: the engineer."""
    for at in range(start + 1, end):
        if tokens[at].tag in VERBAL:
            return None
        if tokens[at].low in ("who", "which", "whose", "whom"):
            return _whole(tokens, start, at) if tokens[start].tag not in _NO_SUBJECT else None
    return None


def _segments(tokens: Sequence[Token], begin: int, end: int) -> list[Range]:
    """The stretches between commas and brackets."""
    segments, start = [], begin
    for at in range(begin, end + 1):
        if at == end or tokens[at].tag in (Tag.COMMA, Tag.OPENING, Tag.CLOSING):
            if at > start:
                segments.append((start, at))
            start = at + 1
    return segments


def _whole(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    while start < end and tokens[start].tag in (Tag.CONJUNCTION, Tag.ADVERB):
        start += 1
    if start < end and (tokens[start].tag is Tag.PRONOUN or (end - start == 1 and tokens[start].tag is Tag.DETERMINER)):
        return start, start + 1  # “Another, at a bank, said”
    return phrase_after(tokens, start, end)


def _after_conjunction(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """“The stock fell and Ann Lee, its chairman, said”: what stands after the conjunction, or after “he said”."""
    phrase = phrase_before(tokens, end - 1, start) if tokens[end - 1].tag in NOMINAL else None
    if phrase is None or phrase[0] == start:
        return None
    before = tokens[phrase[0] - 1]
    if before.tag in (Tag.CONJUNCTION, Tag.SUBORDINATOR, Tag.THAT) or _reports(before):
        return phrase
    return None


def main_subject(tokens: Sequence[Token], before: int, floor: int = 0) -> Source | None:
    """The subject of the first finite verb in `tokens[floor:before]`."""
    for at in range(floor, before):
        if tokens[at].tag in VERBAL:
            subject = subject_before(tokens, at, floor)
            if subject and not subject.relative:
                return subject
    return None


def subject_after(tokens: Sequence[Token], verb: int) -> Source | None:
    """The subject of an inverted verb (“said Ann Lee, a spokeswoman”)."""
    phrase = phrase_after(tokens, verb + 1)
    if verb + 2 < len(tokens) and tokens[verb + 1].low in ("another", "many") and tokens[verb + 2].tag is Tag.END:
        return Source(((verb + 1, verb + 2),))
    if phrase is None or tokens[verb + 1].tag is Tag.OBJECT:
        return None
    phrases = [phrase]
    end = phrase[1]
    if end + 1 < len(tokens) and tokens[end].low == "and":
        other = phrase_after(tokens, end + 1)
        if other and (other[1] == len(tokens) or tokens[other[1]].tag not in VERBAL):
            phrases.append(other)
            end = other[1]
    apposition = None
    if end + 1 < len(tokens) and tokens[end].tag in (Tag.COMMA, Tag.OPENING):
        apposition = phrase_after(tokens, end + 1)
    return Source(tuple(phrases), apposition)


def is_clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether there is a finite verb, or a marked quotation that may hold one."""
    return any(token.tag in VERBAL or token.tag is Tag.QUOTATION for token in tokens[start:end])


def clause_follows(tokens: Sequence[Token], first: int) -> bool:
    """Whether a clause begins at `first`: something that can be a subject, and then its finite verb."""
    if first >= len(tokens) or tokens[first].tag in (Tag.COMMA, Tag.END, Tag.BREAK, Tag.COLON, Tag.CONJUNCTION):
        return False
    if tokens[first].tag in (Tag.TO, Tag.PARTICIPLE, Tag.FINITE, Tag.MODAL) or tokens[first].low in (
        "of",
        "about",
        "as",
        "with",
    ):
        return False
    for at in range(first, min(len(tokens), first + REACH)):
        tag = tokens[at].tag
        if tag in VERBAL:
            return at > first
        if tag in (Tag.TO, Tag.THAT, Tag.QUESTION, Tag.END, Tag.BREAK, Tag.COLON):
            return False
        if tag is Tag.COMMA and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.CONJUNCTION:
            return False
        if tag is Tag.QUOTATION and (at == first or _begins_with_verb(tokens[at])):
            return True
    return False


def _begins_with_verb(quotation: Token) -> bool:
    """““Is finished””: the predicate of what stands before it."""
    opening = re.search(r"[^\W\d_]+(?:['’][^\W\d_]+)?", quotation.text)
    low = opening[0].casefold() if opening else ""
    classes = GRAMMAR.classes
    auxiliary = low in classes.be | classes.have | classes.do | classes.modal
    return auxiliary or any(reading.form in ("third", "past") for reading in verb_forms().get(low, ()))


def strip(tokens: Sequence[Token], start: int, end: int) -> Range:
    """The tokens without signs and conjunctions at their edges."""
    edges = (Tag.COMMA, Tag.END, Tag.BREAK, Tag.COLON)
    while start < end and tokens[start].tag in (*edges, Tag.CLOSING, Tag.CONJUNCTION):
        start += 1
    while end > start and tokens[end - 1].tag in (*edges, Tag.OPENING, Tag.CONJUNCTION):
        end -= 1
    return start, end
