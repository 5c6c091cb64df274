"""Who is for or against what: position verbs with their subject and object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import JsonValue

from summarizer.answer import AnswerStance
from summarizer.models.builtin.entities import Roster
from summarizer.models.builtin.lexicon import table, words
from summarizer.models.builtin.phrases import Range, main_subject, phrase_after, subject_before
from summarizer.models.builtin.pointing import Pointer
from summarizer.models.builtin.sentences import Read
from summarizer.models.builtin.tagging import VERBAL, Tag, Token
from summarizer.schema import Basis, Position

_LONGEST_TARGET = 16
_ASKS = frozenset({"urge", "call_on"})
"""What they are for is that somebody does something."""
_FLIPPED: dict[Position, Position] = {"supports": "opposes", "opposes": "neutral"}


@dataclass(frozen=True, slots=True)
class _Side:
    position: Position
    basis: Basis


def read_stances(sentences: Sequence[Read], roster: Roster, pointer: Pointer) -> list[JsonValue]:
    """The stances of the sentences, as items of an answer; each holder, target and position once."""
    items: list[JsonValue] = []
    seen: set[object] = set()
    for read in sentences:
        for holders, target, side in _found(read.tokens, roster):
            written = pointer.owned(pointer.text[read.tokens[target[0]].start : read.tokens[target[1] - 1].end])
            if written is None or len(written) > 600:
                continue
            about = _about(read.tokens, target, roster)
            for holder in holders:
                if holder == about or (holder, written.casefold(), side.position) in seen:
                    continue
                seen.add((holder, written.casefold(), side.position))
                item = AnswerStance(h=holder, t=written, o=about, p=side.position, b=side.basis, a=[read.number])
                items.append(item.model_dump())
    return items


@cache
def _sides() -> dict[str, _Side]:
    found: dict[str, _Side] = {}
    for position in ("supports", "opposes"):
        for basis in table("stances")[position]:
            for lemma in words("stances", position, basis):
                found.setdefault(lemma, _Side(position, basis))
    return found


def _found(tokens: Sequence[Token], roster: Roster) -> Iterator[tuple[list[str], Range, _Side]]:
    for at, token in enumerate(tokens):
        if token.lemma is None or not _is_active(tokens, at):
            continue
        particle = tokens[at + 1].low if at + 1 < len(tokens) else ""
        with_particle = f"{token.lemma}_{particle}" in _sides() or f"{token.lemma}_{particle}" in _ASKS
        lemma = f"{token.lemma}_{particle}" if with_particle else token.lemma
        side = _Side("supports", "said") if lemma in _ASKS else _sides().get(lemma)
        target = _target(tokens, at + 1 + with_particle, lemma) if side else None
        if side is None or target is None:
            continue
        side = _turned(tokens, at, target, side)
        source = subject_before(tokens, at) or (main_subject(tokens, at) if token.tag is Tag.GERUND else None)
        holders = roster.speakers(tokens, source) if source else []
        if holders and side:
            yield holders, target, side


def _is_active(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].tag is Tag.ADVERB:
        before -= 1
    previous = tokens[before].tag if before >= 0 else None
    tag = tokens[at].tag
    if tag is Tag.PARTICIPLE:
        return previous is Tag.HAVE
    if tag is Tag.GERUND:
        return previous in (Tag.BE, Tag.COMMA)
    return tag is Tag.FINITE or (tag is Tag.INFINITIVE and previous is Tag.DO)


def _target(tokens: Sequence[Token], first: int, lemma: str) -> Range | None:
    if first >= len(tokens):
        return None
    if tokens[first].tag is Tag.GERUND:
        end = first + 1
        while end < min(len(tokens), first + _LONGEST_TARGET) and tokens[end].tag not in (
            Tag.COMMA,
            Tag.END,
            Tag.BREAK,
            Tag.TIME,
            *VERBAL,
        ):
            end += 1
        return first, end
    phrase = phrase_after(tokens, first)
    if phrase is None or tokens[first].tag in (Tag.PRONOUN, Tag.OBJECT):
        return None
    end = phrase[1]
    if lemma in _ASKS:
        if end + 1 >= len(tokens) or tokens[end].tag is not Tag.TO:
            return None
        while end < min(len(tokens), first + _LONGEST_TARGET) and tokens[end].tag not in (
            Tag.COMMA,
            Tag.END,
            Tag.BREAK,
            Tag.QUOTATION,
        ):
            end += 1
    return (first, end) if end - first <= _LONGEST_TARGET else None


def _turned(tokens: Sequence[Token], at: int, target: Range, side: _Side) -> _Side | None:
    """The side as negation and conditions leave it; none where nobody can tell."""
    negated = any(
        token.low in words("words", "classes", "negation") or token.low in ("longer",)
        for token in tokens[max(0, at - 3) : at]
    )
    after = " ".join(token.low for token in tokens[target[1] : target[1] + 4]).lstrip(", ")
    if any(after.startswith(phrase) for phrase in table("stances")["conditional"]["phrases"]):
        return _Side("conditional", side.basis)
    if negated:
        flipped = _FLIPPED.get(side.position)
        return _Side(flipped, side.basis) if flipped == "opposes" else None
    return side


def _about(tokens: Sequence[Token], target: Range, roster: Roster) -> str | None:
    """The entity that a target names."""
    if tokens[target[1] - 1].tag is not Tag.NAME or tokens[target[0]].tag is Tag.GERUND:
        return None
    handle = roster.meant(tokens, target)
    if handle:
        roster.known[handle].used = True
    return handle
