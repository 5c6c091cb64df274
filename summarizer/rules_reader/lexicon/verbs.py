"""The forms of the verbs in the tables, and what each reporting verb takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from summarizer.rules_reader.lexicon.inflection import inflect
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, EVENTS, GRAMMAR, STANCES


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a written form can be: a form of the verb `lemma`."""

    lemma: str
    form: str
    """`base`, `third`, `past`, `participle` or `gerund`."""


@cache
def verb_forms() -> dict[str, tuple[VerbForm, ...]]:
    """Every form of every verb in the tables."""
    irregular = {
        base: (past, participle)
        for line in GRAMMAR.verbs.irregular.strip().replace("\n", "|").split("|")
        for base, past, participle in [line.split()]
    }
    doubling = GRAMMAR.verbs.doubling
    found: dict[str, list[VerbForm]] = defaultdict(list)
    for lemma in sorted(_lemmas() | irregular.keys()):
        forms = inflect(lemma, irregular, doubling)
        for form, spellings in (
            ("base", (forms.base,)),
            ("third", (forms.third,)),
            ("past", forms.past),
            ("participle", forms.participle),
            ("gerund", forms.gerund),
        ):
            for spelling in spellings:
                found[spelling].append(VerbForm(lemma, form))
    return {form: tuple(readings) for form, readings in found.items()}


def _lemmas() -> set[str]:
    lemmas = GRAMMAR.verbs.common | EVENTS.verbs.happening | GRAMMAR.verbs.also_nouns
    lemmas = lemmas.union(
        *ATTRIBUTION.verbs.values(), *(verbs for side in STANCES.verbs.values() for verbs in side.values())
    )
    british = {f"{lemma[:-3]}ise" for lemma in lemmas if lemma.endswith("ize") and lemma not in ("seize", "prize")}
    return {lemma.partition("_")[0] for lemma in lemmas | british} - {"be", "have", "do", "would"}


@cache
def frames() -> dict[str, frozenset[str]]:
    """For each reporting verb, with its particle (“call_for”), the kinds of content that it takes."""
    found: dict[str, set[str]] = defaultdict(set)
    for frame, verbs in ATTRIBUTION.verbs.items():
        for lemma in verbs:
            found[lemma].add(frame)
    return {lemma: frozenset(kinds) for lemma, kinds in found.items()}


@cache
def particles() -> dict[str, frozenset[str]]:
    """For each verb, the particles with which it is a reporting verb of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for lemma in frames():
        verb, _, particle = lemma.partition("_")
        if particle:
            found[verb].add(particle)
    return {verb: frozenset(each) for verb, each in found.items()}
