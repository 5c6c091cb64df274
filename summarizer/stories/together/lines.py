"""Reads a model's line: clauses, each with the sentences in brackets behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POINTER = r"[A-Z]{1,2}\d+"
CITATION = re.compile(
    rf"\s*\[\s*({_POINTER}(?:\s*[-–]\s*(?:[A-Z]{{1,2}})?\d+)?(?:[\s,;]+{_POINTER}(?:\s*[-–]\s*(?:[A-Z]{{1,2}})?\d+)?)*)\s*\]"
)
REPORT_TOKEN = re.compile(r"\{([A-Z]{1,2})\}")
"""How a line names a report by its letter."""
_POINTED = re.compile(r"([A-Z]{1,2})(\d+)(?:\s*[-–]\s*(?:[A-Z]{1,2})?(\d+))?")
_PUNCTUATION = re.compile(r"[\s]*([.,;:!?…)\]»”’\"]+)(?=\s|\Z|\[)")
_LONGEST_RANGE = 12
"""Sentences that “A3-A9” may stand for: more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words of a line, and the sentences behind them as the model points at them (“A7”)."""

    text: str
    sentences: tuple[str, ...]


def parse_line(line: str, *, tail: bool = False) -> tuple[Pointed, ...]:
    """The clauses of a line.

    A citation covers the words since the one before; punctuation behind it belongs to the words before it. Words that
    no citation follows are a clause with no sentences.

    Args:
        line: as a model wrote it.
        tail: whether words at its end that no citation follows are about the whole, and so rest on all its sentences.
    """
    clauses: list[Pointed] = []
    at = 0
    while match := CITATION.search(line, at):
        words = line[at : match.start()]
        at = match.end()
        if closing := _PUNCTUATION.match(line, at):
            words += closing[1]
            at = closing.end()
        _add(clauses, " ".join(words.split()), _sentences(match[1]))
    rest = " ".join(line[at:].split())
    is_judgement = tail and any(map(str.isalnum, rest))
    every = tuple(dict.fromkeys(pointer for clause in clauses for pointer in clause.sentences))
    _add(clauses, rest, every if is_judgement else ())
    return tuple(clauses)


def write_line(clauses: list[Pointed]) -> str:
    """A line as a model writes it, for showing it one that is there."""
    return " ".join(
        f"{clause.text} [{' '.join(clause.sentences)}]" if clause.sentences else clause.text for clause in clauses
    )


def _add(clauses: list[Pointed], text: str, sentences: tuple[str, ...]) -> None:
    if any(map(str.isalnum, text)):
        clauses.append(Pointed(text, sentences))
    elif clauses and (text or sentences):
        last = clauses[-1]
        clauses[-1] = Pointed(last.text + text, tuple(dict.fromkeys((*last.sentences, *sentences))))


def _sentences(cited: str) -> tuple[str, ...]:
    found: list[str] = []
    for letter, first, last in _POINTED.findall(cited):
        numbers = range(int(first), int(last) + 1) if last else range(int(first), int(first) + 1)
        if not numbers or len(numbers) > _LONGEST_RANGE:
            numbers = range(int(first), int(first) + 1)
        found += (f"{letter}{number}" for number in numbers)
    return tuple(dict.fromkeys(found))
