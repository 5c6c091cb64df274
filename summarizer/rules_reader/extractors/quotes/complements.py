"""What follows a reporting expression: whom it was told to, what carried it, and where the content begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.rules_reader.extractors.quotes.content_before import begins_sentence
from summarizer.rules_reader.extractors.quotes.reporting_expressions import Cue
from summarizer.rules_reader.lexicon.verbs import frames as frames_of
from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.rules_reader.syntax.phrases import WHERE_WORDS_STAND, Range, clause_follows, phrase_after
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token

_ANSWERS = frozenset({"yes", "no", "so", "nothing", "little", "goodbye", "hello", "of", "about"})
_JUDGING = ("ous", "ful", "less", "able", "ible", "istic")
"""How an adjective ends that says what something is called: “called the release superfluous”."""
_STOPS = frozenset({Tag.COMMA, Tag.END, Tag.CLOSING, Tag.BREAK, Tag.CONJUNCTION})
_CARRIES = frozenset(
    """statement letter report memo message email e-mail filing document note tweet post article affidavit testimony
    book editorial blog column telegram communique communiqué podcast announcement posting release""".split()
)
"""Of what something is said in, that which carries the words itself: it is the `via`."""


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows a reporting expression."""

    start: int | None = None
    audience: Range | None = None
    via: tuple[Range, ...] = ()


def complement(tokens: Sequence[Token], cue: Cue, first: int) -> Complement:
    """Where the content after a cue begins, whom it was told to, and what it was said in."""
    frames = cue.frames
    if frames & {"told", "directive"}:
        audience = _with_audience(tokens, cue, first)
        if audience:
            return audience
        if cue.lemma in ("tell", "inform", "assure", "remind", "notify", "convince", "persuade"):
            return Complement()
    at, told_to, via = past_adjuncts(tokens, first)
    start = _content_start(tokens, frames, at)
    if "clause" in frames and (later := _later_that(tokens, at)) is not None:
        start = later
    if start is None and cue.lemma == "read" and _shows_words(tokens, cue.first, at):
        start = at
    if start is None and first < at < len(tokens) and tokens[at].tag not in (*_STOPS, *VERBAL):
        start = _content_start(tokens, frames, first)
    if start is None:
        start = _after_object(tokens, frames, first)
    return Complement(start, told_to, via)


def _later_that(tokens: Sequence[Token], first: int) -> int | None:
    """“Said, however, that”, “reported, citing two officials, that”, “said after the vote that”: past the “that”."""
    if first >= len(tokens) or tokens[first].tag not in (Tag.COMMA, Tag.BREAK, Tag.SUBORDINATOR):
        return None
    set_off = tokens[first].tag is not Tag.SUBORDINATOR
    for at in range(first + 1, min(len(tokens) - 1, first + 25)):
        token, before = tokens[at], tokens[at - 1]
        if token.tag in (Tag.QUOTATION, Tag.COLON, Tag.END):
            return None
        if token.tag is Tag.THAT and set_off == (before.tag in (Tag.COMMA, Tag.BREAK)):
            is_other = "clause" in frames_of().get(before.lemma or "", ()) or tokens[at + 1].tag in VERBAL
            return None if is_other and not set_off else at + 1
    return None


def _shows_words(tokens: Sequence[Token], cue: int, at: int) -> bool:
    """“A banner read “…””, “the letter read “…””: nobody reads it aloud."""
    bearers = PEOPLE.persons.documents | PEOPLE.persons.surfaces
    quoted = at < len(tokens) and tokens[at].tag is Tag.QUOTATION
    return quoted and cue > 0 and tokens[cue - 1].low.removesuffix("s") in bearers


def _with_audience(tokens: Sequence[Token], cue: Cue, first: int) -> Complement | None:
    phrase = phrase_after(tokens, first)
    if phrase is None or phrase[1] >= len(tokens):
        return None
    at, _, via = past_adjuncts(tokens, phrase[1])
    if phrase[1] + 1 < len(tokens) and tokens[phrase[1] + 1].low == "either":
        at = phrase[1]
    if at >= len(tokens):
        return Complement(audience=phrase, via=via)
    if tokens[at].low in ("not", "never") and at + 1 < len(tokens):
        at += 1
    following = tokens[at]
    if following.tag is Tag.TO and "directive" in cue.frames and at + 1 < len(tokens) and (
        tokens[at + 1].low == "either"
        or tokens[at + 1].tag in (Tag.INFINITIVE, Tag.BE, Tag.HAVE, Tag.QUOTATION, Tag.ADVERB, Tag.DO)
    ):  # fmt: skip
        return Complement(first, phrase, via)  # whoever is to do it belongs to what is asked
    if following.low in ("who", "which") and (late := _that_after_relative(tokens, at)) is not None:
        return Complement(late, phrase, via)
    if following.low == "of" and "topic" in cue.frames:
        return Complement(at + 1, phrase, via)  # “notified the college of nine violations”
    if "told" not in cue.frames:
        return None
    if following.tag is Tag.THAT:
        return Complement(at + 1, phrase, via)
    start = _content_start(tokens, frozenset({"clause", "question", "quote"}), at)
    if start is not None and (cue.lemma in ("tell", "inform", "assure", "remind") or following.tag is not Tag.TIME):
        always = cue.lemma in ("tell", "inform", "assure", "remind", "notify")
        if always or following.tag in (Tag.QUOTATION, Tag.COMMA, Tag.COLON):
            return Complement(start, phrase, via)
    return Complement(audience=phrase, via=via) if cue.lemma == "tell" else None


def _that_after_relative(tokens: Sequence[Token], who: int) -> int | None:
    """“Told residents who had gathered in the hall that”: past the “that”."""
    for at in range(who + 2, min(len(tokens) - 1, who + 25)):
        if tokens[at].tag in (Tag.QUOTATION, Tag.COLON, Tag.END, Tag.BREAK):
            return None
        if tokens[at].tag is Tag.THAT and tokens[at + 1].tag not in VERBAL:
            return at + 1 if "clause" not in frames_of().get(tokens[at - 1].lemma or "", ()) else None
    return None


def past_adjuncts(tokens: Sequence[Token], at: int) -> tuple[int, Range | None, tuple[Range, ...]]:
    """Past “on Monday”, “in a statement”, “to reporters”: the next token, whom it was told to, and what carried it."""
    audience: Range | None = None
    via: tuple[Range, ...] = ()
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
            audience = phrase
        elif head in WHERE_WORDS_STAND or any(each.low in WHERE_WORDS_STAND for each in tokens[slice(*phrase)]):
            via = (phrase,) if _carrier(tokens, phrase) else via
        elif not _before_that(tokens, phrase[1]):
            break
        at = phrase[1]
    return at, audience, via


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
        if "fact" in frames and not begins_sentence(token.text):
            return None  # “has shown “a reckless disregard””
        return at if frames & {"clause", "name", "question", "told", "utter", "blame", "depict"} else None
    if following is None:
        return None
    if "name" in frames and token.tag is Tag.DETERMINER and following.tag is Tag.QUOTATION:
        return at  # “what he called the “night shift” mood”
    if "depict" in frames and token.low == "as" and following.tag is Tag.QUOTATION:
        return at + 1  # “which he dismissed as “a joke””
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
    if token.tag is Tag.TO and "refusal" in frames and any(t.tag is Tag.QUOTATION for t in tokens[at + 1 : at + 6]):
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
    if token.low in ("nothing", "little", "much", "more") and following.tag not in (*VERBAL, *NOMINAL):
        return None
    if "clause" in frames and clause_follows(tokens, at) and ("fact" not in frames or _begins_clause(tokens, at)):
        return at
    if frames & {"clause", "quote"} and token.low in ("of", "about"):
        return at + 1 if any(each.tag is Tag.QUOTATION for each in tokens[at + 1 : at + 5]) else None
    if "act" in frames and (denied := _denied(tokens, at)):
        return denied
    if "thing" in frames and token.tag in (Tag.DETERMINER, Tag.NUMBER, Tag.NOUN) and not clause_follows(tokens, at):
        return at if not _wished(tokens, at) else None
    return None


def _begins_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun phrase and its verb follow at once: “found the bolts were loose”, not “found a gun, …”."""
    phrase = phrase_after(tokens, at)
    after = phrase[1] if phrase else at
    while after < len(tokens) and tokens[after].tag is Tag.ADVERB:
        after += 1
    return phrase is not None and after < len(tokens) and tokens[after].tag in VERBAL


def _denied(tokens: Sequence[Token], at: int) -> int | None:
    """Where the content begins in “Denied reports that she had resigned”: at what is denied."""
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
    # whom it is said of belongs to what is said
    for particle, frame in (
        ("of", "accuse"), ("for", "blame"), ("as", "depict"), ("to", "ascribe"), ("as", "ascribe"),
    ):  # fmt: skip
        if frame in frames:
            for at in range(first + 1, min(len(tokens) - 1, first + 25)):
                if tokens[at].low == particle and (
                    particle != "of" or tokens[at + 1].tag in (Tag.GERUND, Tag.NOUN, Tag.HAVE, Tag.BE, Tag.QUOTATION)
                ):
                    return first
                if tokens[at].tag in (Tag.COMMA, Tag.END, Tag.PARTICIPLE, *VERBAL):
                    break
    if "name" in frames and end < len(tokens):
        if tokens[end].tag is Tag.QUOTATION or (end - first > 2 and tokens[end - 1].low.endswith(_JUDGING)):
            return first
        if tokens[end].tag in (Tag.DETERMINER, Tag.NOUN, Tag.NUMBER) and tokens[end - 1].tag in (
            Tag.OBJECT,
            Tag.PRONOUN,
            *NOMINAL,
        ):
            return first
    if "figure" in frames and _has_figure(tokens, first):
        return first
    return None


def _has_figure(tokens: Sequence[Token], first: int) -> bool:
    """Whether a figure follows “at”: “Put the number of injured at 23”."""
    for at in range(first + 1, min(len(tokens) - 1, first + 15)):
        if tokens[at].low == "at":
            return any(token.tag is Tag.NUMBER for token in tokens[at + 1 : at + 4])
        if tokens[at].tag in (Tag.COMMA, Tag.END, *VERBAL):
            return False
    return False
