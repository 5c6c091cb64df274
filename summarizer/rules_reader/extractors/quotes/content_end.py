"""Where a content ends: with its quotations, its clause, or where the narrator or another attribution takes over."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.rules_reader.extractors.quotes.reporting_expressions import Attribution, Voice
from summarizer.rules_reader.lexicon.verbs import verb_forms
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, GRAMMAR
from summarizer.rules_reader.syntax.phrases import Range, is_clause
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token

LONGEST = 150
"""Tokens of a content: what runs on for longer is no prose, and where it ends is anybody's guess."""

_CONTRAST = frozenset({"while", "whereas", "although", "though", "but"})


def within_bounds(tokens: Sequence[Token], draft: Attribution, content: Range, later: Sequence[Attribution]) -> Range:
    """The content up to where the narrator, or another attribution, takes over."""
    start, end = content
    if draft.cue is None or end <= draft.cue.first or start >= end:
        return content
    if whole_quotation(tokens, start):
        return start, quotations_end(tokens, start)
    end = min(end, start + LONGEST + 1, _end_of_clause(tokens, draft, start, end))
    for other in later:
        if other.cue and other.cue.first >= start and (cut := _taken_over(tokens, draft, other, start)) is not None:
            end = min(end, cut)
    return start, max(start, end)


def _holds_comma(token: Token) -> bool:
    """Whether it is a quotation with the comma of the sentence around it inside: “…, called it “a gift,” adding”."""
    return token.tag is Tag.QUOTATION and without_marks(token.text).endswith(",")


def without_marks(quotation: str) -> str:
    """A marked quotation without its marks."""
    return quotation.strip("“”‘’\"'`«»„ ")


def whole_quotation(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is a quotation that stands for itself: a sentence, or all that is left."""
    if tokens[at].tag is not Tag.QUOTATION:
        return False
    inner = without_marks(tokens[at].text)
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return inner.endswith((".", "!", "?", ",")) or following is None or following.tag in (Tag.END, Tag.COMMA, Tag.BREAK)


def quotations_end(tokens: Sequence[Token], at: int) -> int:
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
    is_wish = tokens[start].tag in (Tag.TO, Tag.OBJECT)
    when_wished = is_wish and draft.begins > 0 and tokens[draft.begins - 1].tag is Tag.SUBORDINATOR
    ends_at_comma = is_noun or when_wished or _is_subordinate(tokens, draft) or _is_fronted(tokens, draft)
    embedded, opened = False, 0
    end = _main_verb(tokens, draft, start, end) or end
    for at in range(start, end):
        token = tokens[at]
        opened += (token.tag is Tag.OPENING) - (token.tag is Tag.CLOSING)
        if opened < 0 or token.text == ";" or (token.tag is Tag.END and token.text in ".!?"):
            return at
        ends = token.tag is Tag.COMMA and (ends_at_comma or _narrator_after(tokens, at, start, end))
        if ends and not (is_noun and _is_closing_aside(tokens, at + 1, end)):
            return at
        if _holds_comma(token) and at + 1 < end and tokens[at + 1].low in ATTRIBUTION.phrases.narration:
            return at + 1
        if token.tag is Tag.CONJUNCTION and at > start and _speaker_goes_on(tokens, at):
            return at
        if token.tag in (Tag.QUESTION, Tag.THAT, Tag.SUBORDINATOR, Tag.PRONOUN):
            embedded = True
        elif is_phrase and token.tag in VERBAL and not embedded and at > start:
            return at  # “the decision to close it surprised …”
    return end


def _is_closing_aside(tokens: Sequence[Token], at: int, end: int) -> bool:
    """“The claim that it was paid to a player, whose name was withheld”: what ends the sentence ends the content."""
    if at >= end or any(token.tag in (Tag.COMMA, Tag.BREAK, Tag.CONJUNCTION) for token in tokens[at:end]):
        return False
    verbs = sum(token.tag in VERBAL for token in tokens[at:end])
    if tokens[at].low in ("who", "whose", "which", "whom", "where"):
        return verbs > 0
    named = {token.low for token in tokens[at : at + 3]} & ATTRIBUTION.nouns.clause
    return verbs == 0 and tokens[at].tag in (Tag.DETERMINER, Tag.NUMBER, Tag.TIME) and not named


def _main_verb(tokens: Sequence[Token], draft: Attribution, start: int, end: int) -> int | None:
    """Where the sentence's own verb ends the content: “A man who said he was ill was …”, “The claim that it sank is …”.

    Only of what opens the sentence; the verb is the last that nothing between it and the one before introduces.
    """
    if draft.cue is None or not _opens_the_subject(tokens, draft):
        return None
    found, before, introduced = None, -1, False
    for at in range(start, end):
        token = tokens[at]
        if token.tag in (Tag.COMMA, Tag.END, Tag.BREAK):
            break
        if token.tag in (Tag.QUESTION, Tag.THAT, Tag.SUBORDINATOR, Tag.PRONOUN, Tag.CONJUNCTION):
            introduced = True
        elif token.tag in VERBAL and tokens[at - 1].tag not in (*VERBAL, Tag.ADVERB):
            if before >= 0 and not introduced:
                found = at
            before, introduced = at, False
    return found


def _opens_the_subject(tokens: Sequence[Token], draft: Attribution) -> bool:
    """Whether the reporting expression is part of the subject that opens the sentence."""
    if draft.cue is None or any(token.tag in (*VERBAL, Tag.COMMA) for token in tokens[: draft.cue.first]):
        return False
    if draft.cue.voice is Voice.PARTICIPIAL:
        return draft.cue.first > 0 and tokens[draft.cue.first - 1].tag in NOMINAL
    if draft.source is None:
        return draft.cue.voice is Voice.NOUN
    inside = draft.source.start > 1 and tokens[draft.source.start - 1].tag in (Tag.THAT, Tag.QUESTION)
    return draft.cue.voice is Voice.NOUN or draft.source.relative or inside  # “A crane that dockers say … fell”


def _speaker_goes_on(tokens: Sequence[Token], conjunction: int) -> bool:
    """“…, but would not name her”, “… and declined to say”: what the speaker did, no more what was said."""
    first = next((at for at in range(conjunction + 1, len(tokens)) if tokens[at].tag is not Tag.ADVERB), len(tokens))
    if first >= len(tokens):
        return False
    if tokens[first].tag is Tag.FINITE:
        return tokens[first].lemma in ATTRIBUTION.phrases.contrasting and (
            tokens[conjunction].low == "but" or tokens[first].lemma in ("decline", "refuse")
        )
    if tokens[first].tag not in (Tag.MODAL, Tag.DO):
        return False
    verb = next((token for token in tokens[first + 1 : first + 4] if token.tag is not Tag.ADVERB), None)
    negated = any(token.low in GRAMMAR.classes.negation for token in tokens[first : first + 3])
    return negated and verb is not None and verb.low in ATTRIBUTION.phrases.withholding


def _is_subordinate(tokens: Sequence[Token], draft: Attribution) -> bool:
    """“Although she said …, the narrator goes on”; “Lee, who said …, left”."""
    if draft.begins == 1 and tokens[0].tag is Tag.SUBORDINATOR:
        return True
    return draft.cue is not None and draft.source is not None and draft.source.relative


def _is_fronted(tokens: Sequence[Token], draft: Attribution) -> bool:
    """Whether a participle and its content open the sentence: “In response to critics saying …, Lee said …”."""
    if draft.cue is None or draft.cue.voice is not Voice.PARTICIPIAL or draft.cue.first == 0:
        return False
    return tokens[draft.cue.first - 1].tag in NOMINAL and not any(t.tag in VERBAL for t in tokens[: draft.cue.first])


def _narrator_after(tokens: Sequence[Token], comma: int, start: int, end: int) -> bool:
    """Whether what follows a comma is the narrator's: nothing, “referring to …”, or a clause beside a “to …”."""
    if comma + 1 >= end:
        return True
    following = tokens[comma + 1]
    if following.low in ATTRIBUTION.phrases.narration:
        return True
    named = tokens[comma + 2].low if comma + 2 < end and following.low in ("a", "an") else ""
    if named in ATTRIBUTION.nouns.clause:
        return True  # “…, a charge the company denies”
    if following.tag is Tag.CONJUNCTION and _narrator_doubts(tokens[comma + 2 : end]):
        return True
    contrasts = following.tag is Tag.CONJUNCTION or following.low in _CONTRAST
    return tokens[start].tag is Tag.TO and contrasts and is_clause(tokens, comma, end)


def _narrator_doubts(tokens: Sequence[Token]) -> bool:
    """Whether the narrator leaves something open: “…, and it remains uncertain whether”."""
    if len(tokens) < 3 or tokens[0].low != "it":
        return False
    return any(token.low in ATTRIBUTION.phrases.doubting for token in tokens[2:4])


def _agree(tokens: Sequence[Token], draft: Attribution, other: Attribution) -> bool:
    """Whether two verbs can share a subject: not “said he had a good run and plans to travel”."""
    if draft.cue is None or other.cue is None or draft.cue.voice is not Voice.ACTIVE:
        return True
    past = [_is_past(tokens[each.first]) for each in (draft.cue, other.cue)]
    return None in past or past[0] == past[1]


def _is_past(token: Token) -> bool | None:
    """Whether a finite verb is in the past; None where its form does not tell."""
    readings = verb_forms().get(token.low, ()) if token.tag is Tag.FINITE else ()
    forms = {reading.form for reading in readings}
    return None if not forms or {"base", "past"} <= forms else "past" in forms


def _taken_over(tokens: Sequence[Token], draft: Attribution, other: Attribution, start: int) -> int | None:
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
        if _holds_comma(tokens[at]):
            return at + 1
        return at if tokens[at].tag in (Tag.COMMA, Tag.CONJUNCTION, Tag.BREAK) else None
    if other.cue.voice not in (Voice.ACTIVE, Voice.ADJECTIVE):
        return None
    own = begins < other.cue.first
    if not own and "fact" in other.cue.frames:
        return None  # “said he came out and saw a crowd”
    passed = (Tag.ADVERB,) if own else (Tag.ADVERB, Tag.HAVE, Tag.TIME)
    while at > start and tokens[at].tag in passed:
        at -= 1
    if at <= start:
        return None
    if not own and (tokens[at].tag is not Tag.CONJUNCTION or _agree(tokens, draft, other)):
        return at if tokens[at].tag in (Tag.CONJUNCTION, Tag.COMMA, Tag.BREAK) else None
    contrasts = tokens[at].low in _CONTRAST or (
        tokens[at].tag is Tag.CONJUNCTION and (tokens[at - 1].tag is Tag.COMMA or _holds_comma(tokens[at - 1]))
    )
    return at if contrasts or tokens[at].tag is Tag.BREAK else None
