"""Attributions by a verb: who its subject is, and on which side of it the content stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.rules_reader.extractors.quotes.complements import Complement, complement, past_adjuncts
from summarizer.rules_reader.extractors.quotes.content_before import begins_sentence, content_before
from summarizer.rules_reader.extractors.quotes.reporting_expressions import Attribution, Cue, Voice
from summarizer.rules_reader.lexicon.verbs import frames
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION, PEOPLE
from summarizer.rules_reader.syntax.phrases import (
    REACH,
    Range,
    Source,
    clause_follows,
    main_subject,
    phrase_after,
    phrase_before,
    strip,
    subject_after,
    subject_before,
)
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token


def of_verb(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """The attribution of a verb; its content runs to the end of the sentence yet."""
    inverted = _inverted(tokens, cue)
    if inverted:
        return inverted
    if cue.frames & {"name", "depict"} and _is_byname(tokens, cue):
        return None
    participial = cue.voice is Voice.PARTICIPIAL
    source = _participial_source(tokens, cue) if participial else subject_before(tokens, cue.first)
    found = complement(tokens, cue, cue.end)
    if source and cue.lemma == "hear":
        return _told_in_court(cue, source, found, len(tokens))
    if source and (writing := _fronted_writing(tokens, source) or (participial and _writing(tokens, cue))):
        found = replace(found, via=found.via or (writing,))
    begins = source.start if source and _is_own(tokens, source, cue) else cue.first
    if found.start is None and source and _leaves_gap(tokens, source, cue):
        return Attribution(cue, source, ((cue.end, len(tokens)),), begins)
    if found.start and source and tokens[found.start].tag is Tag.GERUND and _follows_relative(tokens, source):
        return None  # “the attack, which the army denied carrying out, …”
    if found.start is None or _where_it_was_said(tokens, begins, cue, found.start):
        return _after_content(tokens, cue, source, begins, found)
    if source is None and not (cue.voice is Voice.PARTICIPIAL or tokens[found.start].tag is Tag.QUOTATION):
        return None
    if _wants_what_stands_before(tokens, source, cue, found.start):
        return None
    content = [(found.start, len(tokens))]
    left = _left_of_split(tokens, begins, found.start) if tokens[found.start - 1].tag is Tag.COMMA else None
    if left:
        content.insert(0, left)
    return Attribution(cue, source, tuple(content), begins, found.audience, found.via)


def _told_in_court(cue: Cue, source: Source, found: Complement, end: int) -> Attribution | None:
    """“The court heard that”: nobody is named who said it."""
    if found.start is None:
        return None
    return Attribution(cue, None, ((found.start, end),), source.start, source.phrases[0])


def _fronted_writing(tokens: Sequence[Token], source: Source) -> Range | None:
    """What somebody wrote in, where it opens the sentence: “In a letter to the board, Lee said”."""
    if source.start < 3 or tokens[0].low != "in" or tokens[source.start - 1].tag is not Tag.COMMA:
        return None
    after, _, via = past_adjuncts(tokens, 0)
    return via[0] if via and after == source.start - 1 else None


def _writing(tokens: Sequence[Token], cue: Cue) -> Range | None:
    """What somebody wrote in, before a participle: “Resigned in a letter to the board stating”."""
    phrase = phrase_before(tokens, cue.first - 1) if cue.first else None
    while phrase and phrase[0] > 1 and tokens[phrase[0] - 1].tag is Tag.TO:
        phrase = phrase_before(tokens, phrase[0] - 2)
    if phrase is None or phrase[0] == 0 or tokens[phrase[0] - 1].low not in ("in", "with", "through", "via"):
        return None
    return phrase if tokens[phrase[1] - 1].low in PEOPLE.persons.documents else None


def _is_byname(tokens: Sequence[Token], cue: Cue) -> bool:
    """“The affair, dubbed “Gulfgate” by the press, …”: a word used with distance."""
    at = cue.end
    quoted = at + 1 < len(tokens) and tokens[at].tag is Tag.QUOTATION and tokens[at + 1].low == "by"
    return quoted and cue.first > 0 and tokens[cue.first - 1].tag is Tag.COMMA


def _leaves_gap(tokens: Sequence[Token], source: Source, cue: Cue) -> bool:
    """“A move that analysts said could fetch …”: what is said has its subject before the “that”."""
    if source.start < 2 or cue.end >= len(tokens) or not cue.frames & {"clause", "bare"}:
        return False
    after = tokens[cue.end].tag in VERBAL
    return _follows_relative(tokens, source) and tokens[source.start - 2].tag in (*NOMINAL, Tag.COMMA) and after


def _follows_relative(tokens: Sequence[Token], source: Source) -> bool:
    before = tokens[source.start - 1] if source.start else None
    return before is not None and (before.tag is Tag.THAT or before.low in ("which", "who"))


def _wants_what_stands_before(tokens: Sequence[Token], source: Source | None, cue: Cue, start: int) -> bool:
    """“The flair the firm wanted to see”: what is wanted stands before it."""
    if source is None or source.start == 0 or not cue.frames & {"intent"} or tokens[start].tag is not Tag.TO:
        return False
    return tokens[source.start - 1].tag in (Tag.NOUN, Tag.NAME) and len(tokens) - start <= 3


def _where_it_was_said(tokens: Sequence[Token], begins: int, cue: Cue, start: int) -> bool:
    """““…,” he said from Miami”: what follows is no content."""
    where = tokens[start].tag in (Tag.PREPOSITION, Tag.SUBORDINATOR) or tokens[start].low in ("when", "where")
    if begins == 0 or not where or start != cue.end:
        return False
    return tokens[begins - 1].tag is Tag.QUOTATION


def _left_of_split(tokens: Sequence[Token], begins: int, start: int) -> Range | None:
    """What stands before “he said” where a quotation follows it: content too, unless the quotation begins anew."""
    left = content_before(tokens, begins)
    if left and all(token.tag is Tag.QUOTATION for token in tokens[slice(*left)]):
        return left
    if begins_sentence(tokens[start].text):
        return None  # “As she fell, a man cried, “No!””
    if left is None and begins > 1 and tokens[begins - 1].tag is Tag.COMMA:
        left = phrase_before(tokens, begins - 2)  # “The mayor, she added, “has no idea.””
        left = left if left and left[0] == 0 else None
    # not “it was to show, he said, “…””
    return left if left and tokens[left[1] - 1].tag not in (Tag.FINITE, Tag.INFINITIVE) else None


def _is_own(tokens: Sequence[Token], source: Source, cue: Cue) -> bool:
    """Whether the subject is the verb's own, not one that it shares (“X rose and said”)."""
    between = tokens[source.phrases[-1][1] : cue.first]
    return cue.voice is not Voice.PARTICIPIAL and not any(token.tag is Tag.CONJUNCTION for token in between[-2:])


def _after_content(
    tokens: Sequence[Token], cue: Cue, source: Source | None, begins: int, follows: Complement
) -> Attribution | None:
    """“…, she said” and “…, she said, …”: the content stands before, and may go on."""
    if source is not None and _later_called(tokens, cue, begins):
        return Attribution(cue, source, ((begins - 2, begins - 1),), begins)
    if not cue.frames & {"clause", "bare", "quote", "told"} or source is None or cue.voice is Voice.ADJECTIVE:
        return None
    if cue.lemma == "show" and tokens[source.phrases[0][1] - 1].low not in ATTRIBUTION.speakers.showing:
        return None
    if (
        source.relative
        or begins == 0
        or not (tokens[begins - 1].tag in (Tag.COMMA, Tag.QUOTATION, Tag.BREAK) or tokens[begins - 1].low == "as")
    ):
        return None
    at = past_adjuncts(tokens, follows.audience[1] if follows.audience else cue.end)[0]
    quoted = tokens[begins - 1].tag is Tag.QUOTATION
    if not quoted and at < len(tokens) and tokens[at].tag in (*NOMINAL, *VERBAL, Tag.DETERMINER, Tag.OBJECT):
        return None  # “…, which proved unsuccessful”
    if tokens[begins - 1].low == "as" and not _asserts(tokens, cue):
        return None
    left = content_before(tokens, begins)
    goes_on = at + 1 < len(tokens) and tokens[at].tag is Tag.COMMA and _goes_on(tokens, at + 1, left)
    if left is None and goes_on and tokens[at + 1].tag in VERBAL:
        left = phrase_before(tokens, begins - 2)  # “The inquiry, she said, would …”
    if left is None and goes_on and _only_connects(tokens, begins) and clause_follows(tokens, at + 1):
        left = (at + 1, len(tokens))  # “But, she said, the inquiry …”
        goes_on = False
    if left is None and goes_on and tokens[0].tag is Tag.PREPOSITION and clause_follows(tokens, at + 1):
        left = strip(tokens, 0, begins)  # “For those who stay, she said, the inquiry …”
    if left is None or not (cue.frames & {"clause", "bare", "told"} or _has_quotation(tokens, left)):
        return None
    content = [left]
    if goes_on:
        content.append((at + 1, len(tokens)))
    elif quoted and (following := _quotation_after(tokens, at)) is not None:
        content.append((following, len(tokens)))  # ““…,” she said after the vote, “…””
    return Attribution(cue, source, tuple(content), begins, follows.audience, follows.via)


def _asserts(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether “…, as X said” is X's word for it; “as X had demanded” says that X wanted it before it was."""
    before = tokens[cue.first - 1]
    return cue.lemma in ATTRIBUTION.phrases.asserting and before.low not in ("had", "'d", "’d")


def _later_called(tokens: Sequence[Token], cue: Cue, begins: int) -> bool:
    """Whether a quoted name stands before its namer: “The “town sale,” as the mayor called it”."""
    if begins < 2 or "name" not in cue.frames or tokens[begins - 1].low != "as" or cue.end >= len(tokens):
        return False
    return tokens[begins - 2].tag is Tag.QUOTATION and tokens[cue.end].low in ("it", "them", "him", "her")


def _has_quotation(tokens: Sequence[Token], within: Range) -> bool:
    return any(token.tag is Tag.QUOTATION for token in tokens[slice(*within)])


def _only_connects(tokens: Sequence[Token], begins: int) -> bool:
    """Whether nothing but “And,”, “But,” or “Still,” stands before “she said”."""
    return begins == 2 and tokens[0].tag in (Tag.CONJUNCTION, Tag.ADVERB) and tokens[1].tag is Tag.COMMA


def _goes_on(tokens: Sequence[Token], at: int, left: Range | None) -> bool:
    """Whether what follows a “…, she said,” is hers: not the narrator's “adding”, “but”, “who”, “after”."""
    if tokens[at].tag is Tag.SUBORDINATOR:
        return tokens[at].low in ("because", "if", "unless", "although", "so", "since")
    following = at + (tokens[at].tag is Tag.CONJUNCTION)
    if left and all(token.tag is Tag.QUOTATION for token in tokens[slice(*left)]):
        return any(token.tag is Tag.QUOTATION for token in tokens[at : at + 2])
    if tokens[at].low in ("but", "yet"):
        return following < len(tokens) and _predicate_begins(tokens, following)
    narrates = (Tag.GERUND, Tag.PARTICIPLE, Tag.QUESTION, Tag.END)
    return tokens[at].tag not in narrates and tokens[at].low != "according"


def _predicate_begins(tokens: Sequence[Token], at: int) -> bool:
    """“…, he said, but still was on the list”: the clause before goes on."""
    return next((token.tag in VERBAL for token in tokens[at : at + 3] if token.tag is not Tag.ADVERB), False)


def _inverted(tokens: Sequence[Token], cue: Cue) -> Attribution | None:
    """The attribution of a verb before its subject: ““…,” said Ann Lee”, “…, said Ann Lee”, “Said Ann Lee: “…””."""
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
    if before is Tag.COMMA and ("fact" in cue.frames or (end < len(tokens) and tokens[end].tag is Tag.QUOTATION)):
        return None  # “An official, speaking in Rome, said the sides “are close””
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
    if source is None:
        return False
    opens = source.start == 0 or tokens[source.start - 1].tag in (Tag.CONJUNCTION, Tag.BREAK, Tag.COMMA)
    return opens or (complement(tokens, cue, cue.end).start is not None and clause_follows(tokens, cue.end))


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
    if cue.first > 0 and _writing(tokens, cue) and (writer := main_subject(tokens, cue.first)):
        return writer
    if cue.first > 0:
        phrase = phrase_before(tokens, cue.first - 1) if tokens[cue.first - 1].tag in NOMINAL else None
        if phrase and _utters(tokens[phrase[1] - 1]):
            return Source((phrase,))  # “a letter asking”
        if tokens[cue.first - 1].tag is Tag.NAME and phrase and cue.lemma == "say":
            return Source(((_name_start(tokens, cue.first), cue.first),))  # “a call from the Gibe saying”
        return (
            _reporting_subject(tokens, cue.first)
            or main_subject(tokens, cue.first)
            or _inverted_subject(tokens, cue.first)
            or _first_phrase(tokens, cue.first)
        )
    for at in range(cue.end, len(tokens)):
        if tokens[at].tag is Tag.COMMA:
            following = next((k for k in range(at + 1, len(tokens)) if tokens[k].tag in VERBAL), None)
            return subject_before(tokens, following, at + 1) if following else None
    return None


def _name_start(tokens: Sequence[Token], end: int) -> int:
    start = end
    while start > 0 and tokens[start - 1].tag is Tag.NAME:
        start -= 1
    return start


def _utters(token: Token) -> bool:
    return token.low in PEOPLE.persons.singular | PEOPLE.persons.plural | PEOPLE.persons.documents


def _reporting_subject(tokens: Sequence[Token], before: int) -> Source | None:
    """“The claim was denied by Lee, who said …, adding that”: the subject of the first verb that reports."""
    for at in range(before):
        if tokens[at].tag is Tag.FINITE and frames().get(tokens[at].lemma or "", frozenset()) & {"bare", "told"}:
            return subject_before(tokens, at)
    return None


def _inverted_subject(tokens: Sequence[Token], before: int) -> Source | None:
    """Who goes on speaking in ““…,” said Ann Lee, adding that”: the subject that follows its verb."""
    for at in range(before):
        if tokens[at].tag is Tag.FINITE and at and tokens[at - 1].tag is Tag.QUOTATION:
            return subject_after(tokens, at)
    return None


def _first_phrase(tokens: Sequence[Token], before: int) -> Source | None:
    """The first phrase of a sentence like “Supporters differ, saying that …”, whose verb is in no table."""
    phrase = phrase_after(tokens, 0, before)
    speaks = phrase and (tokens[phrase[1] - 1].tag is Tag.NAME or _utters(tokens[phrase[1] - 1]))
    return Source((phrase,)) if phrase and speaks else None
