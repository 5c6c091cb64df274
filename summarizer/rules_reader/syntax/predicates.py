"""What belongs to a verb: its objects and complements, as far as they are whole."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.rules_reader.lexicon.gazetteer import places
from summarizer.rules_reader.lexicon.verbs import frames, verb_forms
from summarizer.rules_reader.lexicon.word_lists import EVENTS
from summarizer.rules_reader.syntax.phrases import phrase_after
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token

_ALSO_PREPOSITIONS = frozenset({"after", "before", "since", "until", "till", "as"})
_ADJUNCTS = frozenset({"in", "at", "as", "during", "after", "before", "with", "for"})
_INTRODUCING = frozenset({"even", "just", "only", "not", "so", "as", "shortly", "soon"})
_AFTER_LENGTHS = frozenset({"after", "before", "since", "later", "earlier", "ago", "into", "ahead"})
PHRASE_OPENERS = frozenset({Tag.DETERMINER, Tag.OBJECT, *NOMINAL})
_LONGEST = 34
"""Tokens of a predicate: a longer one ends before its last phrase."""


def predicate_end(tokens: Sequence[Token], verb: int, *, passive: bool = False, relative: bool = False) -> int | None:
    """Where what belongs to a verb ends, never within a phrase; None where something it needs is missing.

    Args:
        tokens: the sentence.
        verb: the verb.
        passive: whether it is passive, and needs no object.
        relative: whether its clause hangs on a noun, so that the verb of that noun may follow it.
    """
    scan = _Scan(tokens, verb, relative=relative)
    scan.run()
    if scan.torn:
        return None
    end = scan.end
    if end - 1 > verb and tokens[end - 1].low in EVENTS.clauses.lengths:
        return None if low_of(tokens, end) in _AFTER_LENGTHS else end  # just days after
    while end - 1 > verb and _trails(tokens, end - 1, end):
        end -= 1 + (tokens[end - 1].tag is Tag.INFINITIVE)
    return end if passive or _is_complete(tokens, verb, end, scan.objects, scan.phrases) else None


class _Scan:
    """Goes through a predicate phrase by phrase."""

    def __init__(self, tokens: Sequence[Token], verb: int, *, relative: bool) -> None:
        self.tokens, self.verb, self.relative = tokens, verb, relative
        kinds = frames().get(tokens[verb].lemma or "", frozenset())
        self.takes_clause = bool(kinds & {"clause", "bare", "question", "told"})
        self.at = self.end = verb + 1
        self.objects = self.phrases = 0
        self.torn = False

    def run(self) -> None:
        """Moves on until nothing that belongs to the verb follows."""
        while self.at < len(self.tokens) and self.at - self.verb < _LONGEST and self._step():
            pass

    def _step(self) -> bool:
        tokens, at = self.tokens, self.at
        token = tokens[at]
        if token.tag in (Tag.ADVERB, Tag.TIME) or token.low == "there":
            return self._take(at + 1)
        if dates(tokens, at):
            self.at += 1
            return True
        if token.tag is Tag.OPENING:
            return self._skip_brackets()
        if token.tag in PHRASE_OPENERS or (token.tag is Tag.PARTICIPLE and _opens_phrase(tokens, at)):
            return self._object()
        if is_short(token):
            self.objects += 1
            return self._take(at + 1)
        if at == self.verb + 1 and _is_particle(tokens, at):
            return self._take(at + 1)
        if token.tag in (Tag.PREPOSITION, Tag.TO) or token.low in _ALSO_PREPOSITIONS:
            return self._prepositional()
        if token.tag in (Tag.GERUND, Tag.PARTICIPLE) and tokens[at - 1].tag in (*NOMINAL, Tag.ADVERB, Tag.TIME):
            return self._take(at + 1)
        if token.tag in (Tag.CONJUNCTION, Tag.COMMA):
            return self._joined()
        self.torn = token.tag is Tag.PRONOUN or (token.tag is Tag.THAT and not self.objects)
        return False

    def _take(self, end: int) -> bool:
        self.at = self.end = end
        return True

    def _stop(self) -> bool:
        """Ends before a phrase that is not whole; without one before it, the predicate is torn."""
        self.torn = not self.objects and not self.phrases
        return False

    def _skip_brackets(self) -> bool:
        closing = next((k for k in range(self.at, len(self.tokens)) if self.tokens[k].tag is Tag.CLOSING), None)
        if closing is None:
            return False
        self.at = closing + 1
        return True

    def _object(self) -> bool:
        end = _phrase_end(self.tokens, self.at)
        if end is None:
            return self._stop()
        if not is_finite(self.tokens, end):
            self.objects += 1
            return self._take(end)
        reduced = is_reduced(self.tokens, end) and not self.takes_clause  # a trip planned for May
        if not self.relative and not reduced:
            return self._stop()
        self.objects += 1
        self._take(end)
        self.at += 1
        return not self.relative

    def _prepositional(self) -> bool:
        tokens, at = self.tokens, self.at
        end = _prepositional_end(tokens, at)
        if end is None and at == self.verb + 1 and tokens[at].low in EVENTS.clauses.particles:
            end = at + 1
        if end is not None:
            self.phrases += 1
            return self._take(end)
        without = tokens[at].low == "without" and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.OBJECT
        adjunct = self.phrases and tokens[at].low in _ADJUNCTS
        if tokens[at].tag is not Tag.SUBORDINATOR and not without and not adjunct:
            self.torn = at == self.end
        return False

    def _joined(self) -> bool:
        tokens, at = self.tokens, self.at
        if not self.objects and not self.phrases:
            return False
        end = _listed_end(tokens, at)
        if end is None and (end := _located_end(tokens, at)) is not None:
            while end < len(tokens) and tokens[end].tag in NOMINAL:
                end += 1  # “the Cupertino, California event”
        return end is not None and self._take(end)


def dates(tokens: Sequence[Token], at: int) -> bool:
    """“In” of “in May”."""
    return tokens[at].tag is Tag.PREPOSITION and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.TIME


def low_of(tokens: Sequence[Token], at: int) -> str:
    """The word at a place without case; nothing outside of the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def is_short(token: Token) -> bool:
    """A quotation that is a part of the sentence, no speech."""
    return token.tag is Tag.QUOTATION and len(token.text.split()) <= 8


def _is_particle(tokens: Sequence[Token], at: int) -> bool:
    """“Off” of “showed off the phone”."""
    return (
        tokens[at].low in EVENTS.clauses.particles - {"by", "through", "over"}
        and at + 1 < len(tokens)
        and tokens[at + 1].tag in PHRASE_OPENERS
    )


def _trails(tokens: Sequence[Token], at: int, end: int) -> bool:
    """“Stating”, “to show”, “even”, of which what follows is lost."""
    bare = tokens[at].tag is Tag.INFINITIVE and tokens[at - 1].tag is Tag.TO
    lost = end < len(tokens) and tokens[end].tag not in (Tag.COMMA, Tag.END, Tag.TIME, Tag.CONJUNCTION, Tag.PREPOSITION)
    return (
        (tokens[at].low in _INTRODUCING and end < len(tokens) and tokens[end].tag in (Tag.SUBORDINATOR, Tag.TIME))
        or (tokens[at].tag is Tag.GERUND and "clause" in frames().get(tokens[at].lemma or "", ()))
        or (lost and tokens[at].tag in (Tag.GERUND, Tag.PARTICIPLE))
        or (bare and tokens[at].lemma not in EVENTS.clauses.intransitive)
    )


def _opens_phrase(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].tag in NOMINAL


def _phrase_end(tokens: Sequence[Token], at: int) -> int | None:
    """The end of the noun phrase at `at`, without what its prepositions bring in."""
    phrase = phrase_after(tokens, at)
    if phrase and tokens[phrase[1] - 1].low in verb_forms() and _is_headless(tokens, phrase):
        return None
    if phrase is None and tokens[at].tag is Tag.DETERMINER and at + 1 < len(tokens) and is_short(tokens[at + 1]):
        end = at + 2  # a “recommended” rating
        while end < len(tokens) and tokens[end].tag in (*NOMINAL, Tag.GERUND):
            end += 1
        return end
    if phrase is None:
        return at + 1 if tokens[at].tag in (Tag.DETERMINER, Tag.NUMBER) and low_of(tokens, at + 1) == "of" else None
    for k in range(at + 1, phrase[1]):
        inside_name = tokens[k - 1].tag is Tag.NAME and k + 1 < phrase[1] and tokens[k + 1].tag is Tag.NAME
        if tokens[k].tag is Tag.PREPOSITION and not (inside_name and tokens[k].low in ("of", "de", "van", "von")):
            return k
    return phrase[1]


def is_reduced(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb may be a participle that belongs to the noun before it."""
    token = tokens[at]
    return token.tag is Tag.FINITE and any(each.form == "participle" for each in verb_forms().get(token.low, ()))


def is_finite(tokens: Sequence[Token], at: int) -> bool:
    """Whether the phrase before `at` is the subject of a clause of its own."""
    while at < len(tokens) and tokens[at].tag is Tag.ADVERB:
        at += 1
    return at < len(tokens) and tokens[at].tag in VERBAL


def _prepositional_end(tokens: Sequence[Token], at: int) -> int | None:
    """The end of a preposition and its phrase, of “to” and its verb."""
    following = at + 1
    while following < len(tokens) and tokens[following].tag is Tag.ADVERB:
        following += 1
    if following >= len(tokens):
        return None
    token = tokens[following]
    if token.tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE) and tokens[at].tag is Tag.TO:
        return following + 1
    if token.tag is Tag.GERUND and tokens[at].low != "to":
        return following + 1
    if is_short(token):
        return following + 1
    if token.tag in (Tag.PREPOSITION, Tag.TO):  # out of, ahead of, according to
        return _prepositional_end(tokens, following)
    end = _phrase_end(tokens, following)
    if tokens[at].low == "between" and end is not None and not _is_pair(tokens, end):
        return None
    alone = tokens[at].low == "without" and tokens[following].tag is Tag.OBJECT
    if end is None or alone or tokens[following].tag is Tag.PRONOUN:
        return None
    reduced = end < len(tokens) and is_reduced(tokens, end) and tokens[at].tag is not Tag.SUBORDINATOR
    return None if is_finite(tokens, end) and not reduced else end


def _is_pair(tokens: Sequence[Token], end: int) -> bool:
    """Whether “between” has both its sides: “Peru and Chile”, “the two”."""
    last = tokens[end - 1].low
    return low_of(tokens, end) == "and" or last.endswith("s") or last in ("two", "three", "both")


def _listed_end(tokens: Sequence[Token], at: int) -> int | None:
    """The end of “, B and C” or “and C” after a phrase; None if a clause, an aside or another verb begins there."""
    position = at
    while position < len(tokens):
        last = tokens[position].tag is Tag.CONJUNCTION
        if tokens[position].tag is Tag.COMMA and position + 1 < len(tokens):
            last = tokens[position + 1].low in ("and", "or")
            position += last
        first = position + 1
        if first >= len(tokens) or tokens[first].tag not in PHRASE_OPENERS:
            return None
        end = _phrase_end(tokens, first)
        if end is None or _has_own_verb(tokens, end):
            return None
        if end < len(tokens) and tokens[end].tag in (Tag.DETERMINER, Tag.OBJECT, Tag.NUMBER):
            return None  # “, and snagged an award”: a verb that no table has
        if last:
            return end if tokens[position].low in ("and", "or", "&") else None
        position = end
        if position >= len(tokens) or tokens[position].tag not in (Tag.COMMA, Tag.CONJUNCTION):
            return None
    return None


def _has_own_verb(tokens: Sequence[Token], end: int) -> bool:
    """Whether a phrase, with all that its prepositions bring in, is the subject of a clause."""
    while end < len(tokens) and tokens[end].tag is Tag.PREPOSITION:
        following = _phrase_end(tokens, end + 1) if end + 1 < len(tokens) else None
        if following is None:
            break
        end = following
    return is_finite(tokens, end)


def _located_end(tokens: Sequence[Token], comma: int) -> int | None:
    """The end of “, France” after a place, and of the comma that closes it."""
    end = comma + 1
    while end < len(tokens) and tokens[end].tag is Tag.NAME:
        end += 1
    named = " ".join(token.text for token in tokens[comma + 1 : end])
    is_place = named in places() or named.casefold().rstrip(".") in EVENTS.clauses.states
    if not is_place or tokens[comma - 1].tag is not Tag.NAME or is_finite(tokens, end):
        return None
    goes_on = end + 1 < len(tokens) and tokens[end].tag is Tag.COMMA and tokens[end + 1].tag is Tag.PREPOSITION
    return end + goes_on


def _is_complete(tokens: Sequence[Token], verb: int, end: int, objects: int, phrases: int) -> bool:
    lemma = tokens[verb].lemma
    if lemma == "take" and low_of(tokens, verb + 1) == "part" and end == verb + 2:
        return False
    joined = end == verb + 1 and low_of(tokens, end) in ("and", "or")
    if joined and lemma not in EVENTS.clauses.complete_alone:
        return False  # struck and killed her
    if objects and _is_object(tokens, verb):
        return True
    if lemma in EVENTS.clauses.transitive:
        return False
    return bool(phrases or end > verb + 1) or lemma in EVENTS.clauses.intransitive


def _is_object(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a noun phrase stands right after the verb and its particle."""
    at = verb + 1
    while at < len(tokens) and (
        tokens[at].tag in (Tag.ADVERB, Tag.TIME)
        or dates(tokens, at)
        or (at == verb + 1 and tokens[at].low in EVENTS.clauses.particles)
    ):
        at += 1
    return at < len(tokens) and (
        tokens[at].tag in (*PHRASE_OPENERS, Tag.QUOTATION, Tag.PARTICIPLE, Tag.PRONOUN, Tag.GERUND)
    )


def _is_headless(tokens: Sequence[Token], phrase: tuple[int, int]) -> bool:
    """“A renewed”, after which a noun was taken for a verb."""
    last = tokens[phrase[1] - 1]
    participle = any(each.form == "participle" for each in verb_forms()[last.low])
    bare = participle and last.low.endswith("ed") and tokens[phrase[1] - 2].tag is Tag.DETERMINER
    return bare and phrase[1] < len(tokens) and bool(tokens[phrase[1]].lemma)
