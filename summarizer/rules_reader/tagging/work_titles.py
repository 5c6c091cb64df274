"""Quotation marks around the title of a book, a film or a song: a name, and nobody's speech."""

from __future__ import annotations

import re
from functools import cache

from summarizer.rules_reader.lexicon.verbs import verb_forms
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, PEOPLE

_LONGEST = 10  # words
_NEAR = 40  # characters
_WORD = re.compile(r"[^\W_]+(?:[-’'/][^\W_]+)*")
_BEFORE = re.compile(r"([^\W\d_]+),?\s*\Z")
_AFTER = re.compile(r"\s*([^\W\d_]+)")
_INTRODUCES = frozenset("of in for from on at with as the a his her their its starring titled entitled".split())


def is_title_at(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is written as a title and stands where one does: “his film “Nine Lives””."""
    found = _WORD.findall(text[start:end])
    if not 0 < len(found) <= _LONGEST or text[start:end].strip("“”‘’\"'`«»„ ").endswith((".", "!", "?")):
        return False
    if not found[0][0].isupper() or any(len(word) > 3 and word[0].islower() for word in found):
        return False
    before, after = _BEFORE.search(text, max(0, start - _NEAR), start), _AFTER.match(text, end)
    named = any(each and each[1].casefold() in _creations() for each in (before, after))
    introduced = before is not None and len(found) > 1 and before[1].casefold() in _INTRODUCES
    return (named or introduced) and not _is_uttered(text[max(0, start - _NEAR) : start])


def _is_uttered(before: str) -> bool:
    """““…,” he said in “…”” apart, whether somebody speaks or names something just before: “called the film “…””."""
    clause = re.split(r"[,;:.”\"]", before.rstrip(" ,"))[-1]
    return any(
        reading.lemma in ATTRIBUTION.speakers.naming_or_uttering
        for word in _WORD.findall(clause)
        for reading in verb_forms().get(word.casefold(), ())
    )


@cache
def _creations() -> frozenset[str]:
    singular = PEOPLE.persons.creations
    return singular | {f"{word}s" for word in singular}
