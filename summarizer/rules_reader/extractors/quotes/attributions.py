"""What a sentence reports: reporting expressions, who they are of, and where the content begins and ends.

The patterns are those that carry reported speech in English news: “X said (that) …”, “…, X said”, “…, said X”,
“according to X”, “X promised to …”, “urged Y to …”, “accused Y of …”, “his call for …”, “is expected to …”. All is read
from the tagged tokens; marked quotations are tokens like others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.rules_reader.extractors.quotes.active_verbs import of_verb
from summarizer.rules_reader.extractors.quotes.complements import past_adjuncts
from summarizer.rules_reader.extractors.quotes.content_before import begins_sentence
from summarizer.rules_reader.extractors.quotes.content_end import LONGEST, quotations_end, within_bounds
from summarizer.rules_reader.extractors.quotes.intermediaries import with_intermediaries
from summarizer.rules_reader.extractors.quotes.nouns_and_passives import (
    POSSESSIVES,
    according,
    of_noun,
    of_passive,
    quoting,
)
from summarizer.rules_reader.extractors.quotes.reporting_expressions import (
    Attribution,
    Cue,
    Voice,
    find_reporting_expressions,
)
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, EVENTS, GRAMMAR
from summarizer.rules_reader.syntax.negation import is_negated, is_refused, is_untrue
from summarizer.rules_reader.syntax.phrases import Range, main_subject, phrase_after, strip, subject_before
from summarizer.rules_reader.tagging.tagger import VERBAL, Tag, Token

__all__ = ["Attribution", "find_attributions", "only_reports", "said_in_colon"]

_SAME = frozenset({"he", "she", "it", "they", "we", "i", "you"})
_SHORT_CONTENT = frozenset({"intent", "directive", "thing", "appeal", "act", "accuse", "blame"})


def find_attributions(tokens: Sequence[Token]) -> list[Attribution]:
    """The attributions of a sentence, in order of their cues."""
    cues = [cue for cue in find_reporting_expressions(tokens) if not _rules_out(tokens, cue)]
    withheld = [each for cue in cues if (each := _withheld(tokens, cue))]
    reporting = [cue for cue in cues if not any(start <= cue.first < end for start, end in withheld)]
    drafts = [draft for cue in reporting if (draft := _draft(tokens, cue))]
    found = []
    for at, draft in enumerate(drafts):
        pieces = [_piece(tokens, draft, nth, drafts[at + 1 :]) for nth in range(len(draft.content))]
        content = tuple(piece for piece in pieces if piece[0] < piece[1])
        if content and _is_reported(tokens, draft, content):
            disowned = draft.cue is not None and (
                _is_disowned(tokens, draft.cue) or _came_to_nothing(tokens, draft.cue, content)
            )
            found.append(replace(draft, content=content, is_disowned=disowned))
    found = [replace(each, is_disowned=each.is_disowned and not _is_denied(each, found)) for each in found]
    kept = [
        each
        for each in found
        if not any(_same_speaker_inside(tokens, each, other) or _before_content(each, other) for other in found)
    ]
    return with_intermediaries(tokens, kept)


def _rules_out(tokens: Sequence[Token], cue: Cue) -> bool:
    """“Ruled out sending troops” reports no ruling."""
    return cue.lemma == "rule" and cue.end < len(tokens) and tokens[cue.end].low == "out"


def _is_disowned(tokens: Sequence[Token], cue: Cue) -> bool:
    """“Did not say that”, “refused to confirm that”, “dismissed reports that”, “the claim that … was wrong”."""
    if cue.voice is Voice.NOUN:
        return is_untrue(tokens, cue.first)
    return cue.voice is not Voice.ACCORDING and (is_negated(tokens, cue.first) or is_refused(tokens, cue.first))


def _came_to_nothing(tokens: Sequence[Token], cue: Cue, content: Sequence[Range]) -> bool:
    """“Had planned to resign on Monday but stayed”."""
    intent = cue.first > 0 and "intent" in cue.frames and tokens[cue.first - 1].low in ("had", "'d", "’d")
    return intent and any(token.low == "but" for start, end in content for token in tokens[start:end])


def _is_denied(inner: Attribution, found: Sequence[Attribution]) -> bool:
    """“Denied reports that she had resigned”: told with the denial that it stands in."""
    return inner.cue is not None and any(
        each.cue is not None
        and each.cue.lemma in EVENTS.verbs.denying
        and not each.is_disowned
        and any(start <= inner.cue.first < end for start, end in each.content)
        for each in found
    )


def _withheld(tokens: Sequence[Token], cue: Cue) -> Range | None:
    """“Did not say whether he had decided to go, but …”: what reports nothing, with the cues in it."""
    at = cue.end
    if at >= len(tokens) or cue.lemma not in ATTRIBUTION.phrases.withholding:
        return None
    if tokens[at].tag is not Tag.QUESTION and tokens[at].low not in ("whether", "if", "when", "where"):
        return None
    negation = GRAMMAR.classes.negation
    if not any(token.low in negation for token in tokens[max(0, cue.first - 2) : cue.first]):
        return None
    stops = (Tag.COMMA, Tag.BREAK, Tag.QUOTATION)
    return cue.first, next((end for end in range(at, len(tokens)) if tokens[end].tag in stops), len(tokens))


def _piece(tokens: Sequence[Token], draft: Attribution, nth: int, later: Sequence[Attribution]) -> Range:
    start, end = strip(tokens, *within_bounds(tokens, draft, draft.content[nth], later))
    goes_on = nth > 0 and start > 0 and tokens[start - 1].tag is Tag.CONJUNCTION
    return start - (goes_on and draft.content[nth][0] < start < end), end  # “It closed, he said, but reopened”


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
    if inner.source is None and inner.cue.voice is Voice.PASSIVE and tokens[inner.content[0][0]].tag is Tag.TO:
        return outer.source is not None  # “Lee said he is expected to go”: it is Lee's expectation
    if inner.source is None:
        return inner.cue.voice in (Voice.ACTIVE, Voice.PARTICIPIAL)
    if outer.source is not None and inner.source.phrases == outer.source.phrases:
        return True  # “said she had enough and plans to go”
    return all(
        tokens[phrase[0]].low in _SAME or tokens[phrase[0]].low in POSSESSIVES for phrase in inner.source.phrases
    )


def _before_content(inner: Attribution, outer: Attribution) -> bool:
    """“Said in a statement that”: the noun is what it was said in, no cue of its own."""
    if inner is outer or not (inner.cue and outer.cue) or inner.cue.voice is not Voice.NOUN:
        return False
    return inner.content[0][0] == outer.content[0][0] and outer.cue.first < inner.cue.first


def _draft(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """The attribution of a cue; its content runs to the end of the sentence yet."""
    if cue.voice is Voice.ACCORDING:
        return according(tokens, cue)
    if cue.voice is Voice.NOUN:
        return of_noun(tokens, cue)
    if cue.voice is Voice.PASSIVE:
        return of_passive(tokens, cue)
    return quoting(tokens, cue) or of_verb(tokens, cue)


def only_reports(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is a mere “Mr. Lee asked.”, or begins with “Mr. Lee asked,”."""
    cue = next((cue for cue in find_reporting_expressions(tokens) if cue.voice is Voice.ACTIVE), None)
    if cue is None or not cue.frames & {"clause", "quote", "told", "utter"}:
        return False
    source = subject_before(tokens, cue.first)
    phrase = phrase_after(tokens, cue.end) if "told" in cue.frames else None
    after = past_adjuncts(tokens, phrase[1] if phrase else cue.end)[0]
    opens = source is not None and all(token.tag is Tag.DETERMINER for token in tokens[: source.start])
    if after + 1 < len(tokens) and tokens[after + 1].tag is Tag.QUOTATION and begins_sentence(tokens[after + 1].text):
        return False  # “Mr. Lee said, “Enough.””: it has a content of its own
    return opens and (after >= len(tokens) or tokens[after].tag in (Tag.END, Tag.COMMA))


def said_in_colon(tokens: Sequence[Token]) -> Attribution | None:
    """“She was blunt: “…””: a quotation that a colon introduces, without a reporting expression."""
    for at in range(1, len(tokens) - 1):
        if tokens[at].tag is Tag.COLON and tokens[at + 1].tag is Tag.QUOTATION:
            source = main_subject(tokens, at)
            return Attribution(None, source, ((at + 1, quotations_end(tokens, at + 1)),), at)
    return None
