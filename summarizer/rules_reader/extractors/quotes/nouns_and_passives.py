"""Attributions without an active verb: “according to X”, “her promise to …”, “was accused by X of …”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.rules_reader.extractors.quotes.complements import complement
from summarizer.rules_reader.extractors.quotes.content_before import content_before
from summarizer.rules_reader.extractors.quotes.reporting_expressions import Attribution, Cue, Voice, that_after
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, PEOPLE
from summarizer.rules_reader.syntax.phrases import (
    Range,
    Source,
    clause_follows,
    main_subject,
    phrase_after,
    phrase_before,
    subject_before,
)
from summarizer.rules_reader.tagging.tagger import VERBAL, Tag, Token

POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my", "your"})


def according(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    phrase = phrase_after(tokens, cue.end)
    if phrase is None:
        return None
    apposition = phrase_after(tokens, phrase[1] + 1) if _comma_at(tokens, phrase[1]) else None
    relative = _comma_at(tokens, phrase[1]) and tokens[phrase[1] + 1].tag is Tag.QUESTION
    begins = cue.first == 0 or tokens[cue.first].text[0].isupper()  # a full stop may be lost before it
    left = None if begins else content_before(tokens, cue.first)
    if left:
        return Attribution(cue, Source((phrase,), apposition), (left,), cue.first)
    at = phrase[1] + relative  # “According to the complaint, which was filed in Boise, …”
    while at < len(tokens) and tokens[at].tag is not Tag.COMMA:
        at += 1
    start = at + 1
    if apposition and not clause_follows(tokens, start) and _comma_at(tokens, apposition[1]):
        start = apposition[1] + 1
    elif (
        apposition and _comma_at(tokens, apposition[1]) and not any(t.tag in VERBAL for t in tokens[slice(*apposition)])
    ):
        start = apposition[1] + 1  # “According to Ann Lee, its chairman, …”
    else:
        apposition = None
    content = ((start, len(tokens)),)
    return Attribution(cue, Source((phrase,), apposition), content, cue.first) if start < len(tokens) else None


def _comma_at(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at].tag is Tag.COMMA


def of_noun(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“Her promise to …”, “the bank's claim that …”, “has plans to …”."""
    phrase = phrase_before(tokens, cue.first)
    start = cue.end if cue.frames & {"intent"} else cue.end + 1
    if "clause" in cue.frames:
        start = that_after(tokens, cue.end) + 1
    source = _author(tokens, cue.end)
    if phrase and source is None:
        source = _possessor(tokens, phrase)
        before = tokens[phrase[0] - 1] if phrase[0] else None
        decides = before is not None and before.lemma == "make" and tokens[cue.first].low.startswith("decision")
        says = before and not decides and (before.tag is Tag.HAVE or before.lemma in ATTRIBUTION.nouns.giving)
        if source is None and says:
            source = subject_before(tokens, phrase[0] - 1)
    if source is None and cue.frames & {"intent"}:
        return None  # “a desire to change it”, “the decision to close it”: nobody is said to have it
    return Attribution(cue, source, ((start, len(tokens)),), cue.first)


def _author(tokens: Sequence[Token], at: int) -> Source | None:
    """Who is named after a noun and “by”: “The announcement by the guild that”."""
    phrase = phrase_after(tokens, at + 1) if at < len(tokens) and tokens[at].low == "by" else None
    return Source((phrase,)) if phrase else None


def _possessor(tokens: Sequence[Token], phrase: Range) -> Source | None:
    start, end = phrase
    for at in range(end - 1, start, -1):
        if tokens[at].tag is Tag.POSSESSIVE:
            return Source(((start, at),))
    return Source(((start, start + 1),)) if tokens[start].low in POSSESSIVES else None


def of_passive(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“Is expected to”, “was accused by X of”, “was told that”, “was quoted by Y as saying that”."""
    at, source = cue.end, None
    while at < len(tokens) and tokens[at].tag in (Tag.ADVERB, Tag.TIME):
        at += 1
    if at < len(tokens) and tokens[at].low == "by" and (phrase := phrase_after(tokens, at + 1)):
        source, at = Source((phrase,)), phrase[1]
    if cue.lemma in ("quote", "cite"):
        return _quoted_as(tokens, cue, at, source)
    if cue.lemma == "tell" and (heard := _court_was_told(tokens, cue)):
        return heard
    if at + 1 >= len(tokens):
        return None
    start = _passive_content(tokens, cue.frames, at, by_somebody=source is not None)
    return Attribution(cue, source, ((start, len(tokens)),), cue.first) if start is not None else None


def _court_was_told(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“He hid the bird, the court was told”: nobody is named who said it."""
    court = subject_before(tokens, cue.first)
    if court is None or court.start == 0 or tokens[court.start - 1].tag is not Tag.COMMA:
        return None
    if tokens[court.phrases[0][1] - 1].low not in PEOPLE.persons.courts:
        return None
    if cue.end < len(tokens) and tokens[cue.end].tag not in (Tag.TIME, Tag.END, Tag.COMMA):
        return None
    left = content_before(tokens, court.start)
    return Attribution(cue, None, (left,), court.start, court.phrases[0]) if left else None


def _passive_content(tokens: Sequence[Token], frames: frozenset[str], at: int, *, by_somebody: bool) -> int | None:
    token, following = tokens[at], tokens[at + 1]
    if token.tag is Tag.TO and "passive" in frames and following.tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE):
        return at
    if token.tag is Tag.QUOTATION and frames & {"name", "depict"}:
        return at
    if "told" in frames and not by_somebody and clause_follows(tokens, at):
        return at  # “was told the driver had slept”
    introduced = (
        (token.tag is Tag.THAT and frames & {"clause", "told"})
        or (token.low == "of" and "accuse" in frames)
        or (token.low == "for" and "blame" in frames)
        or (token.low == "as" and "depict" in frames and (by_somebody or following.tag is Tag.QUOTATION))
    )
    return at + 1 if introduced else None


def _quoted_as(tokens: Sequence[Token], cue: Cue, at: int, carrier: Source | None) -> Attribution | None:
    """“Was quoted (by Y) as saying that”, and with the content before it: “…,” X was quoted as saying (by Y)."""
    if at + 1 >= len(tokens) or tokens[at].low != "as" or tokens[at + 1].tag is not Tag.GERUND:
        return None
    said, source, after = _as_saying(cue, at), subject_before(tokens, cue.first), at + 2
    if after < len(tokens) and tokens[after].low == "by" and (phrase := phrase_after(tokens, after + 1)):
        carrier, after = Source((phrase,)), phrase[1]
    via = carrier.phrases[:1] if carrier else ()
    begins = source.start if source else cue.first
    found = complement(tokens, said, after)
    if found.start is not None:
        return Attribution(said, source, ((found.start, len(tokens)),), begins, found.audience, via)
    left = content_before(tokens, begins) if begins else None
    return Attribution(said, source, (left,), begins, found.audience, via) if left else None


def _as_saying(cue: Cue, at: int) -> Cue:
    """The cue moved to the “saying” at `at + 1`."""
    return replace(cue, first=at + 1, end=at + 2, frames=frozenset({"clause", "bare"}), lemma="say")


def quoting(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“Interfax quoted X as saying that”: X says it, and Interfax carries it."""
    phrase = phrase_after(tokens, cue.end)
    if cue.lemma not in ("quote", "cite") or phrase is None or phrase[1] + 1 >= len(tokens):
        return None
    at = phrase[1] - (tokens[phrase[1]].tag is Tag.GERUND)  # “quotes a spokesman (as) confirming that”
    if (at == phrase[1] and tokens[at].low != "as") or tokens[at + 1].tag is not Tag.GERUND:
        return None
    said = _as_saying(cue, at)
    start = complement(tokens, said, at + 2).start
    carrier = subject_before(tokens, cue.first) if cue.voice is Voice.ACTIVE else main_subject(tokens, cue.first)
    via = carrier.phrases[:1] if carrier else ()
    begins = carrier.start if carrier and cue.voice is Voice.ACTIVE else cue.first
    content = (start, len(tokens)) if start else content_before(tokens, begins) if begins else None
    return Attribution(said, Source((phrase,)), (content,), begins, via=via) if content else None
