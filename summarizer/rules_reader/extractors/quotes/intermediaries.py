"""Who carried what somebody else said: “X reported, citing Y”, “quoted by X, Y said”, “as reported by X”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.rules_reader.extractors.quotes.reporting_expressions import Attribution, Voice
from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.rules_reader.syntax.phrases import Range, Source, phrase_after
from summarizer.rules_reader.tagging.tagger import Tag, Token

_CARRIED = frozenset({"reported", "quoted", "cited"})
_REPORTS = frozenset({"report", "say", "write", "add", "announce"})


def with_intermediaries(tokens: Sequence[Token], found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions of a sentence, each with those that its words say carried it, outermost last."""
    if not found:
        return []
    cited, carried = _cited(tokens), [*_quoted_by(tokens), *_as_reported_by(tokens)]
    return [_carried(_citing(each, cited), carried) for each in found]


def _citing(attribution: Attribution, cited: Range | None) -> Attribution:
    """“The agency reported, citing two officials, that”: the officials say so, and the agency carries it."""
    source, cue = attribution.source, attribution.cue
    if cited is None or source is None or len(source.phrases) > 1 or cue is None or cue.lemma not in _REPORTS:
        return attribution
    if cue.voice is not Voice.ACTIVE or any(start <= cited[0] < end for start, end in attribution.content):
        return attribution
    return replace(attribution, source=Source((cited,)), via=(*attribution.via, source.phrases[0]))


def _carried(attribution: Attribution, carried: Sequence[Range]) -> Attribution:
    outside = [phrase for phrase in carried if not any(start <= phrase[0] < end for start, end in attribution.content)]
    return replace(attribution, via=(*attribution.via, *outside)) if outside else attribution


def _cited(tokens: Sequence[Token]) -> Range | None:
    """Who is cited in a “citing X” beside the main clause."""
    for at, token in enumerate(tokens[:-1]):
        aside = at == 0 or tokens[at - 1].tag in (Tag.COMMA, Tag.BREAK)
        if token.low in ("citing", "quoting") and aside:
            phrase = phrase_after(tokens, at + 1)
            return phrase if phrase and _can_tell(tokens, phrase) else None
    return None


def _can_tell(tokens: Sequence[Token], phrase: Range) -> bool:
    """Not “citing higher costs”: a name, or a word for people, a body or a document."""
    persons = PEOPLE.persons
    tellers = persons.singular | persons.plural | persons.bodies | persons.documents
    return any(
        token.tag is Tag.NAME or token.low.removesuffix("s") in tellers or token.low in tellers
        for token in tokens[slice(*phrase)]
    )


def _quoted_by(tokens: Sequence[Token]) -> list[Range]:
    """Who passed it on in “Quoted by the agency, X said”."""
    if len(tokens) < 4 or tokens[0].low not in ("quoted", "cited") or tokens[1].low != "by":
        return []
    phrase = phrase_after(tokens, 2)
    return [phrase] if phrase and phrase[1] < len(tokens) and tokens[phrase[1]].tag is Tag.COMMA else []


def _as_reported_by(tokens: Sequence[Token]) -> list[Range]:
    """Who passed it on in “…, as reported by the portal”."""
    for at in range(1, len(tokens) - 3):
        if tokens[at].low == "as" and tokens[at + 1].low in _CARRIED and tokens[at + 2].low == "by":
            phrase = phrase_after(tokens, at + 3)
            return [phrase] if phrase else []
    return []
