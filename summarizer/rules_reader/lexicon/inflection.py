"""The forms of English verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one verb; where spellings differ, each."""

    base: str
    third: str
    past: tuple[str, ...]
    participle: tuple[str, ...]
    gerund: tuple[str, ...]


def inflect(base: str, irregular: Mapping[str, tuple[str, str]], doubling: frozenset[str]) -> Forms:
    """The forms of a verb.

    Args:
        base: its infinitive.
        irregular: past and past participle of verbs, where they are not regular.
        doubling: verbs of which the last consonant doubles though they have more than one syllable.
    """
    stems = _stems(base, doubling)
    regular = tuple(dict.fromkeys(_past(stem) for stem in stems))
    past, participle = irregular.get(base, ("", ""))
    return Forms(
        base=base,
        third=_third(base),
        past=(past,) if past else regular,
        participle=(participle,) if participle else regular,
        gerund=tuple(dict.fromkeys(_gerund(stem, base) for stem in stems)),
    )


def _stems(base: str, doubling: frozenset[str]) -> tuple[str, ...]:
    """What the endings are put to: one spelling, or two where British and American English differ."""
    if base.endswith("l") and base in doubling:
        return base + "l", base
    vowels = sum(letter in _VOWELS for letter in base)
    closed = len(base) > 2 and base[-1] not in _VOWELS + "wxy" and base[-2] in _VOWELS and base[-3] not in _VOWELS
    return (base + base[-1],) if base in doubling or (closed and vowels == 1) else (base,)


def _third(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(stem: str) -> str:
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + "ed"


def _gerund(stem: str, base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return stem + "ing"
