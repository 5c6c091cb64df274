"""What a sentence reports: reporting expressions, who they are of, and where the content begins and ends.

The patterns are those that carry reported speech in English news: “X said (that) …”, “…, X said”, “…, said X”,
“according to X”, “X promised to …”, “urged Y to …”, “accused Y of …”, “his call for …”, “is expected to …”. All is read
from the tagged tokens; marked quotations are tokens like others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.models.builtin.cues import Cue, Voice, find_cues
from summarizer.models.builtin.lexicon import words
from summarizer.models.builtin.phrases import (
    MEDIA,
    REACH,
    Range,
    Source,
    clause_follows,
    is_clause,
    main_subject,
    phrase_after,
    phrase_before,
    strip,
    subject_after,
    subject_before,
)
from summarizer.models.builtin.tagging import NOMINAL, VERBAL, Tag, Token

LONGEST = 150
"""Tokens of a content: what runs on for longer is no prose, and where it ends is anybody's guess."""

_ANSWERS = frozenset({"yes", "no", "so", "nothing", "little", "goodbye", "hello", "of", "about"})
_SHORT_CONTENT = frozenset({"intent", "directive", "thing", "appeal", "act", "accuse", "blame"})
_STOPS = frozenset({Tag.COMMA, Tag.END, Tag.CLOSING, Tag.BREAK, Tag.CONJUNCTION})
_CONTRAST = frozenset({"while", "whereas", "although", "though", "but"})
_CARRIES = frozenset(
    """statement letter report memo message email e-mail filing document note tweet post article affidavit testimony
    book editorial blog column telegram communique communiqué podcast""".split()
)
"""Of what something is said in, that which carries the words itself: it is the `via`."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution in one sentence, in tokens."""

    cue: Cue | None
    source: Source | None
    content: tuple[Range, ...]
    begins: int
    """The first token of the cue, or of the subject that is its own."""
    told: Range | None = None
    via: Range | None = None


@dataclass(frozen=True, slots=True)
class _Complement:
    """What follows a reporting expression."""

    start: int | None = None
    told: Range | None = None
    via: Range | None = None
    source: Source | None = None


def find_attributions(tokens: Sequence[Token]) -> list[Attribution]:
    """The attributions of a sentence, in order of their cues."""
    drafts = [draft for cue in find_cues(tokens) if (draft := _draft(tokens, cue))]
    found = []
    for at, draft in enumerate(drafts):
        content = tuple(
            piece
            for each in draft.content
            if (piece := strip(tokens, *_bounded(tokens, draft, each, drafts[at + 1 :])))[0] < piece[1]
        )
        if content and _is_reported(tokens, draft, content):
            found.append(replace(draft, content=content))
    return [
        each
        for each in found
        if not any(_same_speaker_inside(tokens, each, other) or _before_content(each, other) for other in found)
    ]


def _is_reported(tokens: Sequence[Token], draft: Attribution, content: Sequence[Range]) -> bool:
    """Whether the content says something: a lone word is none unless it is quoted."""
    inside = [token for start, end in content for token in tokens[start:end]]
    if any(token.tag is Tag.QUOTATION for token in inside):
        return True
    frames = draft.cue.frames if draft.cue else frozenset()
    least = 1 if frames & {"name", "depict"} else 2 if frames & _SHORT_CONTENT else 3
    if least > len(inside) > 1 and any(token.tag in VERBAL for token in inside):
        return True  # “they think it isn't”
    return least <= len(inside) and len(inside) <= LONGEST


def _same_speaker_inside(tokens: Sequence[Token], inner: Attribution, outer: Attribution) -> bool:
    """“Said he hopes”: one attribution, the outer one. What a pronoun's cue inside a report adds is left out too."""
    if inner is outer or not (inner.cue and outer.cue) or not any(s <= inner.cue.first < e for s, e in outer.content):
        return False
    if inner.source is None:
        return inner.cue.voice in (Voice.ACTIVE, Voice.PARTICIPIAL)
    return all(
        tokens[phrase[0]].tag is Tag.PRONOUN or tokens[phrase[0]].low in _POSSESSIVES for phrase in inner.source.phrases
    )


def _before_content(inner: Attribution, outer: Attribution) -> bool:
    """“Said in a statement that”: the noun is what it was said in, no cue of its own."""
    if inner is outer or not (inner.cue and outer.cue) or inner.cue.voice is not Voice.NOUN:
        return False
    return inner.content[0][0] == outer.content[0][0] and outer.cue.first < inner.cue.first


_POSSESSIVES = frozenset({"his", "her", "its", "their", "our", "my", "your"})


# Who, and on which side of the cue the content stands


def _draft(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """The attribution of a cue; its content runs to the end of the sentence yet."""
    if cue.voice is Voice.ACCORDING:
        return _according(tokens, cue)
    if cue.voice is Voice.NOUN:
        return _of_noun(tokens, cue)
    if cue.voice is Voice.PASSIVE:
        return _of_passive(tokens, cue)
    inverted = _inverted(tokens, cue)
    if inverted:
        return inverted
    participial = cue.voice is Voice.PARTICIPIAL
    source = _participial_source(tokens, cue) if participial else subject_before(tokens, cue.first)
    complement = _complement(tokens, cue, cue.end)
    begins = source.start if source and _is_own(tokens, source, cue) else cue.first
    if complement.start is None:
        return _after_content(tokens, cue, source, begins, complement)
    if source is None and not (cue.voice is Voice.PARTICIPIAL or tokens[complement.start].tag is Tag.QUOTATION):
        return None
    content = [(complement.start, len(tokens))]
    left = _left(tokens, begins) if tokens[complement.start - 1].tag is Tag.COMMA else None
    if left and tokens[left[1] - 1].tag not in (Tag.FINITE, Tag.INFINITIVE):
        content.insert(0, left)  # “…, he said, “…”” but not “it was to show, he said, “…””
    return Attribution(cue, source, tuple(content), begins, complement.told, complement.via)


def _is_own(tokens: Sequence[Token], source: Source, cue: Cue) -> bool:
    """Whether the subject is the verb's own, not one that it shares (“X rose and said”)."""
    between = tokens[source.phrases[-1][1] : cue.first]
    return cue.voice is not Voice.PARTICIPIAL and not any(token.tag is Tag.CONJUNCTION for token in between[-2:])


def _after_content(
    tokens: Sequence[Token], cue: Cue, source: Source | None, begins: int, complement: _Complement
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
    at = _past_adjuncts(tokens, complement.told[1] if complement.told else cue.end)[0]
    goes_on = at + 1 < len(tokens) and tokens[at].tag is Tag.COMMA and _goes_on(tokens, at + 1)
    left = _left(tokens, begins)
    if left is None and goes_on and tokens[at + 1].tag in VERBAL:
        left = phrase_before(tokens, begins - 2)  # “The inquiry, she said, would …”
    if left is None or not (cue.frames & {"clause", "bare", "told"} or _has_quotation(tokens, left)):
        return None
    content = [left]
    if goes_on:
        content.append((at + 1, len(tokens)))
    return Attribution(cue, source, tuple(content), begins, complement.told, complement.via)


def _has_quotation(tokens: Sequence[Token], within: Range) -> bool:
    return any(token.tag is Tag.QUOTATION for token in tokens[slice(*within)])


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows a “…, she said,” is hers: not the narrator's “adding”, “but”, “who”, “after”."""
    if tokens[at].tag is Tag.SUBORDINATOR:
        return tokens[at].low in ("because", "if", "unless", "although", "so", "since")
    narrates = (Tag.GERUND, Tag.PARTICIPLE, Tag.QUESTION, Tag.END)
    return tokens[at].tag not in narrates and tokens[at].low not in ("according", "but", "yet")


def _left(tokens: Sequence[Token], before: int) -> Range | None:
    """The clause or quotation before “…, she said”."""
    start, closed = before, 0
    while start > 0 and tokens[start - 1].tag not in (Tag.BREAK, Tag.COLON, Tag.END):
        closed += (tokens[start - 1].tag is Tag.CLOSING) - (tokens[start - 1].tag is Tag.OPENING)
        if closed < 0:
            break
        start -= 1
    if tokens[before - 1].low == "as":
        before -= 1
    start, end = strip(tokens, start, before)
    if start >= end or end - start > LONGEST:
        return None
    if _whole_quotation(tokens, start) and _quotations_end(tokens, start) < end:
        return None  # ““…,” said Lee, who is, friends say, …”: the quotation has a speaker of its own
    quoted = _last_whole_quotation(tokens, start, end)
    if quoted is not None:
        return quoted, end
    return (start, end) if is_clause(tokens, start, end) or tokens[start].low in ("if", "unless", "when") else None


def _last_whole_quotation(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """“Asked whether she was sorry, “No,” she said”: the quotation alone is hers."""
    last = tokens[end - 1]
    if last.tag is not Tag.QUOTATION:
        return None
    first = end - 1
    while first > start and tokens[first - 1].tag is Tag.QUOTATION:
        first -= 1
    opens = next((char for char in last.text if char.isalnum()), "")
    introduced = first > start and (
        tokens[first - 1].tag in (Tag.COMMA, Tag.COLON) or tokens[first - 1].text.endswith(".")
    )
    return first if first == start or (introduced and opens.isupper()) else None


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
    left = _left(tokens, at) if before else None
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
        _complement(tokens, cue, cue.end).start is not None and clause_follows(tokens, cue.end)
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


def _according(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    phrase = phrase_after(tokens, cue.end)
    if phrase is None:
        return None
    apposition = phrase_after(tokens, phrase[1] + 1) if _comma_at(tokens, phrase[1]) else None
    left = _left(tokens, cue.first) if cue.first else None
    if left:
        return Attribution(cue, Source((phrase,), apposition), (left,), cue.first)
    at = phrase[1]
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


def _of_noun(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“Her promise to …”, “the bank's claim that …”, “has plans to …”."""
    phrase = phrase_before(tokens, cue.first)
    start = cue.end if cue.frames & {"intent"} else cue.end + 1
    source = None
    if phrase:
        source = _possessor(tokens, phrase)
        before = tokens[phrase[0] - 1] if phrase[0] else None
        says = before and (before.tag is Tag.HAVE or before.lemma in words("attribution", "nouns", "light"))
        if source is None and says:
            source = subject_before(tokens, phrase[0] - 1)
    return Attribution(cue, source, ((start, len(tokens)),), cue.first)


def _possessor(tokens: Sequence[Token], phrase: Range) -> Source | None:
    start, end = phrase
    for at in range(end - 1, start, -1):
        if tokens[at].tag is Tag.POSSESSIVE:
            return Source(((start, at),))
    return Source(((start, start + 1),)) if tokens[start].low in _POSSESSIVES else None


def _of_passive(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """“Is expected to”, “was accused by X of”, “was told that”, “was quoted by Y as saying that”."""
    at, source = cue.end, None
    while at < len(tokens) and tokens[at].tag in (Tag.ADVERB, Tag.TIME):
        at += 1
    if at < len(tokens) and tokens[at].low == "by" and (phrase := phrase_after(tokens, at + 1)):
        source, at = Source((phrase,)), phrase[1]
    if cue.lemma in ("quote", "cite"):
        return _quoted_as(tokens, cue, at, source)
    if at + 1 >= len(tokens):
        return None
    start = _passive_content(tokens, cue.frames, at, by_somebody=source is not None)
    return Attribution(cue, source, ((start, len(tokens)),), cue.first) if start is not None else None


def _passive_content(tokens: Sequence[Token], frames: frozenset[str], at: int, *, by_somebody: bool) -> int | None:
    token, following = tokens[at], tokens[at + 1]
    if token.tag is Tag.TO and "passive" in frames and following.tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE):
        return at
    if token.tag is Tag.QUOTATION and frames & {"name", "depict"}:
        return at
    introduced = (
        (token.tag is Tag.THAT and frames & {"clause", "told"})
        or (token.low == "of" and "accuse" in frames)
        or (token.low == "for" and "blame" in frames)
        or (token.low == "as" and "depict" in frames and by_somebody)
    )
    return at + 1 if introduced else None


def _quoted_as(tokens: Sequence[Token], cue: Cue, at: int, carrier: Source | None) -> Attribution | None:
    if at + 2 < len(tokens) and tokens[at].low == "as" and tokens[at + 1].tag is Tag.GERUND:
        complement = _complement(tokens, replace(cue, frames=frozenset({"clause", "bare"})), at + 2)
        if complement.start is not None:
            said = replace(cue, first=at + 1, end=at + 2)
            via = carrier.phrases[0] if carrier else None
            content = ((complement.start, len(tokens)),)
            return Attribution(said, subject_before(tokens, cue.first), content, cue.first, via=via)
    return None


# What follows the cue


def _complement(tokens: Sequence[Token], cue: Cue, first: int) -> _Complement:
    """Where the content after a cue begins, whom it was told to, and what it was said in."""
    frames = cue.frames
    if frames & {"told", "directive"}:
        told = _with_audience(tokens, cue, first)
        if told:
            return told
        if cue.lemma in ("tell", "inform", "assure", "remind", "notify", "convince", "persuade"):
            return _Complement()
    at, told_to, via = _past_adjuncts(tokens, first)
    start = _content_start(tokens, frames, at)
    if start is None and first < at < len(tokens) and tokens[at].tag not in (*_STOPS, *VERBAL):
        start = _content_start(tokens, frames, first)
    if start is None:
        start = _after_object(tokens, frames, first)
    return _Complement(start, told_to, via)


def _with_audience(tokens: Sequence[Token], cue: Cue, first: int) -> _Complement | None:
    phrase = phrase_after(tokens, first)
    if phrase is None or phrase[1] >= len(tokens):
        return None
    at, _, via = _past_adjuncts(tokens, phrase[1])
    if at >= len(tokens):
        return _Complement(told=phrase, via=via)
    following = tokens[at]
    if following.tag is Tag.TO and "directive" in cue.frames and at + 1 < len(tokens) and tokens[at + 1].tag in (
        Tag.INFINITIVE, Tag.BE, Tag.HAVE, Tag.QUOTATION, Tag.ADVERB, Tag.DO,
    ):  # fmt: skip
        return _Complement(first, phrase, via)  # whoever is to do it belongs to what is asked
    if "told" not in cue.frames:
        return None
    if following.tag is Tag.THAT:
        return _Complement(at + 1, phrase, via)
    start = _content_start(tokens, frozenset({"clause", "question", "quote"}), at)
    if start is not None and (cue.lemma in ("tell", "inform", "assure", "remind") or following.tag is not Tag.TIME):
        always = cue.lemma in ("tell", "inform", "assure", "remind", "notify")
        if always or following.tag in (Tag.QUOTATION, Tag.COMMA, Tag.COLON):
            return _Complement(start, phrase, via)
    return _Complement(told=phrase, via=via) if cue.lemma == "tell" else None


def _past_adjuncts(tokens: Sequence[Token], at: int) -> tuple[int, Range | None, Range | None]:
    """Past “on Monday”, “in a statement”, “to reporters”: the next token, whom it was told to, and what carried it."""
    told = via = None
    while at < len(tokens):
        token = tokens[at]
        if token.tag is Tag.TIME or (token.tag is Tag.ADVERB and token.low != "not" and _adverb_of_the_cue(tokens, at)):
            at += 1
            continue
        if token.tag not in (Tag.PREPOSITION, Tag.TO) or at + 1 >= len(tokens):
            break
        if tokens[at + 1].tag is Tag.TIME:
            at += 2
            continue
        phrase = phrase_after(tokens, at + 1)
        if phrase is None:
            break
        head = tokens[phrase[1] - 1].low
        if token.tag is Tag.TO:
            told = phrase
        elif head in MEDIA or any(each.low in MEDIA for each in tokens[slice(*phrase)]):
            via = phrase if _carrier(tokens, phrase) else via
        elif not _before_that(tokens, phrase[1]):
            break
        at = phrase[1]
    return at, told, via


def _carrier(tokens: Sequence[Token], phrase: Range) -> bool:
    heads = [token.low for token in tokens[slice(*phrase)]]
    return any(word in _CARRIES for word in heads) and "conference" not in heads


def _before_that(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].tag in (Tag.THAT, Tag.TIME)


def _adverb_of_the_cue(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is None or following.tag in (
        Tag.THAT, Tag.PREPOSITION, Tag.TIME, Tag.COMMA, Tag.END, Tag.TO, Tag.QUOTATION, Tag.COLON, Tag.ADVERB,
    )  # fmt: skip


def _content_start(tokens: Sequence[Token], frames: frozenset[str], at: int) -> int | None:
    """Where the content begins if the reporting expression is over before `at`."""
    if at >= len(tokens):
        return None
    token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if token.tag is Tag.QUOTATION:
        return at if frames & {"clause", "name", "question", "told"} else None
    if following is None:
        return None
    if token.tag in (Tag.COMMA, Tag.COLON):
        quoted = following.tag is Tag.QUOTATION and frames & {"clause", "quote", "question"}
        listed = token.tag is Tag.COLON and "clause" in frames
        return at + 1 if quoted or listed else None
    if token.tag is Tag.THAT and "clause" in frames:
        return at if following.tag in VERBAL else at + 1
    if "question" in frames and (token.tag is Tag.QUESTION or token.low in ("whether", "if", "when", "where", "why")):
        return at
    if (
        token.tag is Tag.TO
        and "intent" in frames
        and following.tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE, Tag.DO, Tag.ADVERB)
    ):
        return at
    if token.low == "not" and following.tag is Tag.TO and "intent" in frames:
        return at
    if token.low == "for" and "appeal" in frames:
        return at + 1
    if (token.tag is Tag.GERUND or token.low in ("having", "being")) and "act" in frames:
        return at
    no_clause = (*_STOPS, *VERBAL, Tag.TO, Tag.OBJECT, Tag.SUBORDINATOR)
    if "bare" in frames and token.tag not in no_clause and (token.low not in _ANSWERS or following.tag is Tag.NUMBER):
        return at
    if (
        "bare" in frames
        and token.tag is Tag.SUBORDINATOR
        and token.low in ("if", "when", "while", "because", "although", "unless")
    ):
        return at
    if "clause" in frames and clause_follows(tokens, at):
        return at
    if frames & {"clause", "quote"} and token.low in ("of", "about"):
        return at + 1 if any(each.tag is Tag.QUOTATION for each in tokens[at + 1 : at + 5]) else None
    if "act" in frames and (denied := _denied(tokens, at)):
        return denied
    if "thing" in frames and token.tag in (Tag.DETERMINER, Tag.NUMBER, Tag.NOUN) and not clause_follows(tokens, at):
        return at if not _wished(tokens, at) else None
    return None


def _denied(tokens: Sequence[Token], at: int) -> int | None:
    """“Denied reports that she had resigned”."""
    phrase = phrase_after(tokens, at)
    return at if phrase and phrase[1] < len(tokens) and tokens[phrase[1]].tag is Tag.THAT else None


def _wished(tokens: Sequence[Token], at: int) -> int | None:
    """“Wants Congress to act”: where the “to” stands."""
    phrase = phrase_after(tokens, at)
    if phrase and phrase[1] + 1 < len(tokens) and tokens[phrase[1]].tag is Tag.TO:
        return phrase[1] if tokens[phrase[1] + 1].tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE) else None
    return None


def _after_object(tokens: Sequence[Token], frames: frozenset[str], first: int) -> int | None:
    """“Accused Y of …”, “described Y as …”, “called Y …”, “wants Y to …”."""
    phrase = phrase_after(tokens, first)
    if phrase is None or phrase[1] + 1 > len(tokens):
        return None
    end = phrase[1]
    if "wish" in frames and _wished(tokens, first) is not None:
        return first
    # what is attached by “of” and “for” may be what is said of somebody
    for particle, frame in (("of", "accuse"), ("for", "blame"), ("as", "depict")):
        if frame in frames:
            for at in range(first + 1, min(len(tokens) - 1, first + 25)):
                if tokens[at].low == particle and (
                    particle != "of" or tokens[at + 1].tag in (Tag.GERUND, Tag.NOUN, Tag.HAVE, Tag.BE, Tag.QUOTATION)
                ):
                    return at + 1
                if tokens[at].tag in (Tag.COMMA, Tag.END, Tag.PARTICIPLE, *VERBAL):
                    break
    if "name" in frames and end < len(tokens):
        if tokens[end].tag is Tag.QUOTATION:
            return end
        if tokens[end].tag in (Tag.DETERMINER, Tag.NOUN, Tag.NUMBER) and tokens[end - 1].tag in (
            Tag.OBJECT,
            Tag.PRONOUN,
            *NOMINAL,
        ):
            return end
    return None


# Where the content ends


def _bounded(tokens: Sequence[Token], draft: Attribution, content: Range, later: Sequence[Attribution]) -> Range:
    """The content up to where the narrator, or another attribution, takes over."""
    start, end = content
    if draft.cue is None or end <= draft.cue.first:
        return content
    if _whole_quotation(tokens, start):
        return start, _quotations_end(tokens, start)
    end = min(end, start + LONGEST + 1, _end_of_clause(tokens, draft, start, end))
    for other in later:
        if other.cue and other.cue.first >= start and (cut := _taken_over(tokens, other, start)) is not None:
            end = min(end, cut)
    return start, max(start, end)


def _whole_quotation(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is a quotation that stands for itself: a sentence, or all that is left."""
    if tokens[at].tag is not Tag.QUOTATION:
        return False
    inner = tokens[at].text.rstrip("”’\"'»“")
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return inner.endswith((".", "!", "?", ",")) or following is None or following.tag in (Tag.END, Tag.COMMA, Tag.BREAK)


def _quotations_end(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens):
        if tokens[end].tag is Tag.QUOTATION:
            end += 1
        elif (
            end + 1 < len(tokens)
            and tokens[end + 1].tag is Tag.QUOTATION
            and tokens[end].tag in (Tag.CONJUNCTION, Tag.BREAK)
        ):
            end += 2
        else:
            break
    return end


def _end_of_clause(tokens: Sequence[Token], draft: Attribution, start: int, end: int) -> int:
    is_noun = draft.cue is not None and draft.cue.voice is Voice.NOUN
    is_phrase = is_noun and draft.cue is not None and "clause" not in draft.cue.frames
    ends_at_comma = is_noun or _is_subordinate(tokens, draft)
    embedded, opened = False, 0
    for at in range(start, end):
        token = tokens[at]
        opened += (token.tag is Tag.OPENING) - (token.tag is Tag.CLOSING)
        if opened < 0 or token.text == ";" or (token.tag is Tag.END and token.text in ".!?"):
            return at
        if token.tag is Tag.COMMA and (ends_at_comma or _narrator_after(tokens, at, start, end)):
            return at
        if token.tag in (Tag.QUESTION, Tag.THAT, Tag.SUBORDINATOR, Tag.PRONOUN):
            embedded = True
        elif is_phrase and token.tag in VERBAL and not embedded and at > start:
            return at  # “the decision to close it surprised …”
    return end


def _is_subordinate(tokens: Sequence[Token], draft: Attribution) -> bool:
    """“Although she said …, the narrator goes on”; “Lee, who said …, left”."""
    if draft.begins == 1 and tokens[0].tag is Tag.SUBORDINATOR:
        return True
    return draft.cue is not None and draft.source is not None and draft.source.relative


def _narrator_after(tokens: Sequence[Token], comma: int, start: int, end: int) -> bool:
    """Whether what follows a comma is the narrator's: nothing, “referring to …”, or a clause beside a “to …”."""
    if comma + 1 >= end:
        return True
    following = tokens[comma + 1]
    if following.low in words("attribution", "phrases", "narration"):
        return True
    contrasts = following.tag is Tag.CONJUNCTION or following.low in _CONTRAST
    return tokens[start].tag is Tag.TO and contrasts and is_clause(tokens, comma, end)


def _taken_over(tokens: Sequence[Token], other: Attribution, start: int) -> int | None:
    """Where another attribution ends this content: at its “…, X said”, “and added”, “while X says”, “, adding”."""
    if other.cue is None:
        return None
    begins = other.begins
    at = begins - 1
    if any(each_end <= begins and each_start <= start for each_start, each_end in other.content):
        return begins  # it stands after its own content, which this one is part of
    if other.cue.voice is Voice.PARTICIPIAL:
        at = other.cue.first - 1
        while at > start and tokens[at].tag in (Tag.ADVERB, Tag.TIME):
            at -= 1
        return at if tokens[at].tag in (Tag.COMMA, Tag.CONJUNCTION, Tag.BREAK) else None
    if other.cue.voice is not Voice.ACTIVE:
        return None
    own = begins < other.cue.first
    passed = (Tag.ADVERB,) if own else (Tag.ADVERB, Tag.HAVE, Tag.TIME)
    while at > start and tokens[at].tag in passed:
        at -= 1
    if at <= start:
        return None
    if not own:
        return at if tokens[at].tag in (Tag.CONJUNCTION, Tag.COMMA, Tag.BREAK) else None
    contrasts = tokens[at].low in _CONTRAST or (tokens[at].tag is Tag.CONJUNCTION and tokens[at - 1].tag is Tag.COMMA)
    return at if contrasts or tokens[at].tag is Tag.BREAK else None


def said_in_colon(tokens: Sequence[Token]) -> Attribution | None:
    """“She was blunt: “…””: a quotation that a colon introduces, without a reporting expression."""
    for at in range(1, len(tokens) - 1):
        if tokens[at].tag is Tag.COLON and tokens[at + 1].tag is Tag.QUOTATION:
            source = main_subject(tokens, at)
            return Attribution(None, source, ((at + 1, _quotations_end(tokens, at + 1)),), at)
    return None
