"""Attributions by a verb: who its subject is, and on which side of it the content stands."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.models.builtin.complements import Complement, complement, past_adjuncts
from summarizer.models.builtin.cues import Attribution, Cue, Voice
from summarizer.models.builtin.lexicon import words
from summarizer.models.builtin.phrases import (
    REACH,
    Range,
    Source,
    clause_follows,
    main_subject,
    phrase_after,
    phrase_before,
    subject_after,
    subject_before,
)
from summarizer.models.builtin.preceding import content_before
from summarizer.models.builtin.tagging import NOMINAL, VERBAL, Tag, Token


def of_verb(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """The attribution of a verb; its content runs to the end of the sentence yet."""
    inverted = _inverted(tokens, cue)
    if inverted:
        return inverted
    participial = cue.voice is Voice.PARTICIPIAL
    source = _participial_source(tokens, cue) if participial else subject_before(tokens, cue.first)
    found = complement(tokens, cue, cue.end)
    begins = source.start if source and _is_own(tokens, source, cue) else cue.first
    if found.start is None:
        return _after_content(tokens, cue, source, begins, found)
    if source is None and not (cue.voice is Voice.PARTICIPIAL or tokens[found.start].tag is Tag.QUOTATION):
        return None
    content = [(found.start, len(tokens))]
    left = content_before(tokens, begins) if tokens[found.start - 1].tag is Tag.COMMA else None
    if left and tokens[left[1] - 1].tag not in (Tag.FINITE, Tag.INFINITIVE):
        content.insert(0, left)  # “…, he said, “…”” but not “it was to show, he said, “…””
    return Attribution(cue, source, tuple(content), begins, found.told, found.via)


def _is_own(tokens: Sequence[Token], source: Source, cue: Cue) -> bool:
    """Whether the subject is the verb's own, not one that it shares (“X rose and said”)."""
    between = tokens[source.phrases[-1][1] : cue.first]
    return cue.voice is not Voice.PARTICIPIAL and not any(token.tag is Tag.CONJUNCTION for token in between[-2:])


def _after_content(
    tokens: Sequence[Token], cue: Cue, source: Source | None, begins: int, follows: Complement
) -> Attribution | None:
    """“…, she said” and “…, she said, …”: the content stands before, and may go on."""
    if not cue.frames & {"clause", "bare", "quote", "told"} or source is None or cue.voice is Voice.ADJECTIVE:
        return None
    if (
        source.relative
        or begins == 0
        or tokens[begins - 1].tag not in (Tag.COMMA, Tag.QUOTATION, Tag.BREAK, Tag.SUBORDINATOR)
    ):
        return None
    at = past_adjuncts(tokens, follows.told[1] if follows.told else cue.end)[0]
    goes_on = at + 1 < len(tokens) and tokens[at].tag is Tag.COMMA and _goes_on(tokens, at + 1)
    left = content_before(tokens, begins)
    if left is None and goes_on and tokens[at + 1].tag in VERBAL:
        left = phrase_before(tokens, begins - 2)  # “The inquiry, she said, would …”
    if left is None or not (cue.frames & {"clause", "bare", "told"} or _has_quotation(tokens, left)):
        return None
    content = [left]
    if goes_on:
        content.append((at + 1, len(tokens)))
    return Attribution(cue, source, tuple(content), begins, follows.told, follows.via)


def _has_quotation(tokens: Sequence[Token], within: Range) -> bool:
    return any(token.tag is Tag.QUOTATION for token in tokens[slice(*within)])


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows a “…, she said,” is hers: not the narrator's “adding”, “but”, “who”, “after”."""
    if tokens[at].tag is Tag.SUBORDINATOR:
        return tokens[at].low in ("because", "if", "unless", "although", "so", "since")
    narrates = (Tag.GERUND, Tag.PARTICIPLE, Tag.QUESTION, Tag.END)
    return tokens[at].tag not in narrates and tokens[at].low not in ("according", "but", "yet")


def _inverted(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """““…,” said Ann Lee”, “…, said Ann Lee”, “Said Ann Lee: “…””."""
    at = cue.first
    if tokens[at].tag is not Tag.FINITE or not cue.frames & {"clause", "quote", "bare"} or cue.end >= len(tokens):
        return None
    before = tokens[at - 1].tag if at else None
    if before not in (None, Tag.QUOTATION, Tag.COMMA):
        return None
    source = subject_after(tokens, cue.end - 1)
    if source is None:
        return None
    end = source.phrases[-1][1]
    if end < len(tokens) and tokens[end].tag in (*VERBAL, Tag.TO):
        return None
    left = content_before(tokens, at) if before else None
    if before is Tag.COMMA and (left is None or _is_aside(tokens, cue)):
        return None
    content = [left] if left else []
    following = _quotation_after(tokens, end)
    if following is not None:
        content.append((following, len(tokens)))
    return Attribution(cue, source, tuple(content), at) if content else None


def _is_aside(tokens: Sequence[Token], cue: Cue) -> bool:
    """“Ann Lee, its chairman, said sales fell”: the comma closes an apposition, the verb is not inverted."""
    source = subject_before(tokens, cue.first)
    return source is not None and (
        complement(tokens, cue, cue.end).start is not None and clause_follows(tokens, cue.end)
    )


def _quotation_after(tokens: Sequence[Token], end: int) -> int | None:
    """Where a quotation goes on after “said Ann Lee, its chairman,”."""
    for at in range(end, min(len(tokens) - 1, end + REACH)):
        if tokens[at].tag in (Tag.COMMA, Tag.COLON) and tokens[at + 1].tag is Tag.QUOTATION:
            return at + 1
        if tokens[at].tag in (Tag.END, Tag.BREAK, *VERBAL):
            return None
    return None


def _participial_source(tokens: Sequence[Token], cue: Cue) -> Source | None:
    """The subject of the clause that “…, adding that” hangs on, or that follows “Citing …, ”."""
    if cue.first > 0:
        if (
            tokens[cue.first - 1].tag in NOMINAL
            and (phrase := phrase_before(tokens, cue.first - 1))
            and _utters(tokens[phrase[1] - 1])
        ):
            return Source((phrase,))  # “a letter asking”
        return (
            main_subject(tokens, cue.first) or _inverted_subject(tokens, cue.first) or _first_phrase(tokens, cue.first)
        )
    for at in range(cue.end, len(tokens)):
        if tokens[at].tag is Tag.COMMA:
            following = next((k for k in range(at + 1, len(tokens)) if tokens[k].tag in VERBAL), None)
            return subject_before(tokens, following, at + 1) if following else None
    return None


def _utters(token: Token) -> bool:
    return any(token.low in words("people", "persons", key) for key in ("one", "several", "work"))


def _inverted_subject(tokens: Sequence[Token], before: int) -> Source | None:
    """““…,” said Ann Lee, adding that”."""
    for at in range(before):
        if tokens[at].tag is Tag.FINITE and at and tokens[at - 1].tag is Tag.QUOTATION:
            return subject_after(tokens, at)
    return None


def _first_phrase(tokens: Sequence[Token], before: int) -> Source | None:
    """“Supporters differ, saying that” with a verb that no table has."""
    phrase = phrase_after(tokens, 0, before)
    return Source((phrase,)) if phrase else None
