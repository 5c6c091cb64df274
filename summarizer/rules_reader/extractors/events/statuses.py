"""What a clause says of its verb: that it happened, is planned, asked for, called off, alleged or only thought of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.rules_reader.extractors.quotes.attributions import Attribution
from summarizer.rules_reader.lexicon.verbs import verb_forms
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR
from summarizer.rules_reader.syntax.negation import is_negated, is_reversed
from summarizer.rules_reader.syntax.phrases import Range
from summarizer.rules_reader.syntax.predicates import low_of
from summarizer.rules_reader.tagging.tagger import Tag, Token
from summarizer.schema import EventStatus

FAR = 14
"""Tokens between a verb and the time words that say when it is to be."""


@cache
def governors() -> dict[str, EventStatus]:
    """What a word makes of the verb or the noun that depends on it."""
    found: dict[str, EventStatus] = {}
    for status, words in EVENTS.governors.by_status.items():
        for word in words:
            found.setdefault(word, status)
    return found


@dataclass(frozen=True, slots=True)
class Statuses:
    """The statuses of the verbs of one sentence."""

    tokens: Sequence[Token]
    attributions: Sequence[Attribution]

    def of_verb(self, at: int, auxiliaries: Sequence[int]) -> EventStatus | None:
        """What a finite clause says of its verb; None where nobody can tell, or it holds at no time."""
        tokens = self.tokens
        token, helpers = tokens[at], [tokens[k] for k in auxiliaries]
        near = tokens[max(0, at - 4) : at]
        if any(each.low in EVENTS.hearsay_adverbs for each in (*helpers, *near)):
            return "alleged"
        if is_reversed(tokens, at):
            return None
        said = any(each.low in GRAMMAR.classes.negation for each in helpers)
        negated = said or is_negated(tokens, at)
        modal = next((each for each in helpers if each.tag is Tag.MODAL), None)
        perfect = any(each.tag is Tag.HAVE for each in helpers)
        alleged = self._is_alleged(at)
        if modal:
            return self._of_modal(at, modal.low, negated=negated, perfect=perfect)
        if _in_condition(tokens, at):
            return "possible"
        if negated:  # what did not happen need not have been planned
            return "alleged" if alleged and said else None
        if alleged:
            return "alleged"
        if perfect and token.tag is not Tag.GERUND:
            since = any(each.low == "since" for each in tokens[at : at + FAR])
            return "ongoing" if since and token.lemma in EVENTS.verbs.durative else "occurred"
        be = next((each for each in helpers if each.tag is Tag.BE), None)
        if token.tag is Tag.GERUND:
            return self._of_progressive(at, be.low if be else "", helpers)
        finite = be.low if be else token.low
        if finite in ("was", "were", "wasn't", "weren't") or (not be and (finite in past_forms() or not token.lemma)):
            return "occurred"
        if be and be.low in ("is", "are", "'s", "’s") and token.lemma in ("expect", "schedule", "plan", "set"):
            return "planned"
        dated = any(abs(k - at) <= FAR for k, each in enumerate(tokens) if each.tag is Tag.TIME)
        return "planned" if dated and not _is_habitual(tokens) else self._present(at)

    def _present(self, at: int) -> EventStatus | None:
        """The simple present tells what holds, not what happens, but for what somebody plans or asks for."""
        tokens = self.tokens
        lemma = tokens[at].lemma or ""
        key = f"{lemma}_{low_of(tokens, at + 1)}"
        return "ongoing" if lemma in governors() or key in governors() or tokens[at].tag is Tag.BE else None

    def _of_modal(self, at: int, modal: str, *, negated: bool, perfect: bool) -> EventStatus | None:
        tokens = self.tokens
        if perfect:
            return None
        if negated:
            return "cancelled" if modal in EVENTS.modals.planned | {"wo", "would", "wouldn't"} else None
        if _in_condition(tokens, at) or _is_conditional(tokens, at):
            return "possible"
        if modal in ("would", "'d", "’d") and (cue := self._cue_over(at)):
            return "planned" if cue in EVENTS.verbs.announcing else "possible"
        return next((status for status, words in EVENTS.modals.by_status.items() if modal in words), None)

    def _of_progressive(self, at: int, be: str, helpers: Sequence[Token]) -> EventStatus:
        tokens = self.tokens
        if be in ("was", "were", "wasn't", "weren't"):
            still = any(each.low == "still" for each in helpers)
            return "ongoing" if still else "occurred"
        ahead = any(token.tag is Tag.TIME for token in tokens[at : at + FAR])
        return "planned" if tokens[at].lemma in EVENTS.verbs.travelling or (ahead and be != "been") else "ongoing"

    def _cue_over(self, at: int) -> str | None:
        """The reporting verb of which the token is content."""
        covering = [each for each in self.attributions if each.cue and covers(each.content, at)]
        return covering[-1].cue.lemma if covering and covering[-1].cue else None

    def _is_alleged(self, at: int) -> bool:
        """Whether somebody says so whose word the report does not take."""
        return any(
            each.cue is not None
            and covers(each.content, at)
            and (each.cue.lemma in EVENTS.verbs.disputed or self.tokens[each.cue.first].low in EVENTS.verbs.disputed)
            for each in self.attributions
        )


def covers(content: Sequence[Range], at: int) -> bool:
    return any(start <= at < end for start, end in content)


def _in_condition(tokens: Sequence[Token], at: int) -> bool:
    for k in range(at - 1, max(-1, at - 12), -1):
        if tokens[k].tag in (Tag.COMMA, Tag.BREAK, Tag.END):
            return False
        if tokens[k].low in ("if", "unless", "whether"):
            return True
    return False


def _is_conditional(tokens: Sequence[Token], at: int) -> bool:
    """Whether what will happen hangs on something: “if the dam breaks, the town will …”."""
    return any(
        token.low in ("if", "unless") and low_of(tokens, k - 1) not in ("as", "even")
        for k, token in enumerate(tokens)
        if k != at
    )


def _is_habitual(tokens: Sequence[Token]) -> bool:
    return any(token.low in ("every", "each", "usually", "often", "always", "normally") for token in tokens)


@cache
def past_forms() -> frozenset[str]:
    return frozenset(
        word for word, readings in verb_forms().items() if any(each.form in ("past", "participle") for each in readings)
    )
