"""Words that turn round, weaken or take back what a verb says: rules cannot tell who does what then."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.rules_reader.lexicon.word_lists import GRAMMAR, STANCES
from summarizer.rules_reader.tagging.tagger import Tag, Token

_EDGES = frozenset({Tag.BREAK, Tag.COLON, Tag.END, Tag.THAT, Tag.SUBORDINATOR, Tag.QUOTATION})
_CLAUSE = _EDGES | {Tag.COMMA, Tag.QUESTION}
_REACH = 12
"""Tokens before a verb in which such a word can still govern it."""

_MATRIX = 40
"""Tokens of a clause around what it tells."""


def is_negated(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word of negation stands before a verb in its clause: “did not capture”, “never supported”."""
    for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if tokens[k].tag in _CLAUSE or tokens[k].low == "but":
            return False
        if tokens[k].low in GRAMMAR.classes.negation or _is_no_longer(tokens, k):
            return True
    return False


def _is_no_longer(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].low == "no" and tokens[at + 1].low in ("longer", "one")


def is_reversed(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb at `at` is said of nobody, only nearly, no longer, or of something that is refused.

    “Neither A nor B supports”, “nobody backs”, “almost captured”, “no longer supports”, “refused to condemn”.
    """
    turning = GRAMMAR.classes.reversing
    for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
        token = tokens[k]
        if token.tag in _EDGES:
            return False
        if token.low in turning or _is_no_longer(tokens, k):
            return True
        if token.lemma in GRAMMAR.classes.refusing and _governs(tokens, k, at):
            return True
    return False


def _governs(tokens: Sequence[Token], governor: int, at: int) -> bool:
    """Whether “to”, “in” or a particle alone stands between a verb and the one that depends on it."""
    between = tokens[governor + 1 : at]
    return any(token.tag is Tag.TO or token.tag is Tag.PREPOSITION for token in between) and all(
        token.tag in (Tag.TO, Tag.PREPOSITION, Tag.ADVERB, Tag.BE, Tag.HAVE) for token in between
    )


def is_refused(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb is said of nobody in its clause, or depends on one that refuses it: “declined to confirm”."""
    for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
        if tokens[k].tag in _CLAUSE:
            return False
        if tokens[k].low in GRAMMAR.classes.reversing:
            return True
        if tokens[k].lemma in GRAMMAR.classes.refusing and _governs(tokens, k, at):
            return True
    return False


def is_taken_back(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence denies, doubts or calls untrue what its verb at `at` tells, or only says that it is claimed.

    “Denied that he supports”, “it is false that Greece condemns”, “rejected claims that”, “which Rome denied”.
    """
    disowning, claims = GRAMMAR.classes.disowning, STANCES.targets.claims
    for k, token in enumerate(tokens):
        if k == at:
            continue
        taken_back = token.low in disowning or (token.lemma in disowning and token.tag is not Tag.NAME)
        if taken_back and (k < at or any(each.low == "which" for each in tokens[at:k])):
            return True
        following = tokens[k + 1].tag if k + 1 < len(tokens) else None
        if k < at and token.low in claims and following is Tag.THAT:
            return True
        if k < at and token.low == "without" and following is Tag.GERUND:
            return True
        if token.low == "true" and any(each.low in GRAMMAR.classes.negation for each in tokens[:k]):
            return True
        if k < at and token.tag is Tag.THAT and is_disowning(tokens, k):
            return True
    return False


def is_disowning(tokens: Sequence[Token], that: int) -> bool:
    """Whether what stands before a “that” keeps what follows from being told as a fact.

    “Did not say that”, “it is wrong to say that”, “refused to confirm that”, “there is no evidence that”.
    """
    edges, begin = (Tag.BREAK, Tag.QUOTATION, Tag.THAT), max(0, that - _MATRIX)
    begin = next((k + 1 for k in range(that - 1, begin - 1, -1) if tokens[k].tag in edges), begin)
    words = GRAMMAR.classes.negation | GRAMMAR.classes.reversing | GRAMMAR.classes.untrue | {"no"}
    return any(
        token.low in words
        or token.low in GRAMMAR.classes.disowning
        or (token.tag is not Tag.NAME and token.lemma in GRAMMAR.classes.disowning | GRAMMAR.classes.refusing)
        for token in tokens[begin:that]
    )


def is_untrue(tokens: Sequence[Token], claim: int) -> bool:
    """Whether a noun that tells something (“the report that …”) is turned down or called untrue in its sentence."""
    turning = GRAMMAR.classes.disowning | GRAMMAR.classes.refusing
    before = tokens[max(0, claim - _MATRIX) : claim]
    if any(token.lemma in turning or token.low in GRAMMAR.classes.negation for token in before):
        return True
    return any(token.low in GRAMMAR.classes.untrue for token in tokens[claim : claim + _MATRIX])


def is_refused_clause(tokens: Sequence[Token], comma: int) -> bool:
    """Whether a clause that a comma and “as” follow denies, rules out or turns down something.

    “Ruled out sending troops, as B had demanded”: what B demanded is not the ruling out.
    """
    negation = GRAMMAR.classes.negation | GRAMMAR.classes.reversing
    refusing = GRAMMAR.classes.refusing
    return any(token.low in negation or token.lemma in refusing for token in tokens[:comma])
