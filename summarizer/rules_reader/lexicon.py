"""The tables of `data/`, and the forms of the verbs in them."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from summarizer.rules_reader.inflection import inflect


@cache
def table(name: str) -> dict[str, Any]:
    """The table `data/<name>.toml`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """The words under a key of a table."""
    node: Any = table(name)
    for key in keys:
        node = node[key]
    return frozenset(node.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written form can be: a form of the verb `lemma`."""

    lemma: str
    form: str
    """`base`, `third`, `past`, `participle` or `gerund`."""


@cache
def verb_forms() -> dict[str, tuple[Reading, ...]]:
    """Every form of every verb in the tables."""
    irregular = {
        base: (past, participle)
        for line in table("words")["verbs"]["irregular"].strip().replace("\n", "|").split("|")
        for base, past, participle in [line.split()]
    }
    doubling = words("words", "verbs", "doubling")
    found: dict[str, list[Reading]] = defaultdict(list)
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
                found[spelling].append(Reading(lemma, form))
    return {form: tuple(readings) for form, readings in found.items()}


def _lemmas() -> set[str]:
    stances = table("stances")
    lemmas = (
        words("words", "verbs", "common")
        | words("events", "verbs", "happening")
        | words("words", "verbs", "also_nouns")
    )
    for key in table("attribution")["verbs"]:
        lemmas |= words("attribution", "verbs", key)
    for side in ("supports", "opposes"):
        for basis in stances[side]:
            lemmas |= words("stances", side, basis)
    british = {f"{lemma[:-3]}ise" for lemma in lemmas if lemma.endswith("ize") and lemma not in ("seize", "prize")}
    return {lemma.partition("_")[0] for lemma in lemmas | british} - {"be", "have", "do", "would"}


@cache
def frames() -> dict[str, frozenset[str]]:
    """For each reporting verb, with its particle (“call_for”), the kinds of content that it takes."""
    found: dict[str, set[str]] = defaultdict(set)
    for frame in table("attribution")["verbs"]:
        for lemma in words("attribution", "verbs", frame):
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
