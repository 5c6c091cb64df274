"""A sentence as tagged tokens, each marked quotation one token of its own.

No parser and no trained tagger: closed classes and verb forms come from tables, all else is a noun or, with a capital,
a name, and the neighbours decide where a form can be a noun or a verb. What attributions need to be found is the verbs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from summarizer.rules_reader.lexicon.verbs import VerbForm, frames, verb_forms
from summarizer.rules_reader.lexicon.word_lists import GRAMMAR, PEOPLE
from summarizer.rules_reader.tagging.time_expressions import TimeExpression


class Tag(StrEnum):
    """What a token is in its sentence."""

    DETERMINER = "DET"
    POSSESSIVE = "POS"  # 's
    PRONOUN = "PRO"
    OBJECT = "OBJ"
    PREPOSITION = "PREP"
    CONJUNCTION = "CC"
    SUBORDINATOR = "SUB"
    THAT = "THAT"
    TO = "TO"
    QUESTION = "WH"
    MODAL = "MOD"
    BE = "BE"
    HAVE = "HAVE"
    DO = "DO"
    FINITE = "V"
    INFINITIVE = "VB"
    PARTICIPLE = "VBN"
    GERUND = "VBG"
    ADVERB = "ADV"
    NUMBER = "NUM"
    NAME = "NAME"
    NOUN = "N"  # adjectives too
    TIME = "TIME"
    QUOTATION = "Q"
    COMMA = ","
    COLON = ":"
    BREAK = ";"  # semicolons and dashes
    OPENING = "("
    CLOSING = ")"
    END = "."


NOMINAL = frozenset({Tag.NOUN, Tag.NAME, Tag.NUMBER})
VERBAL = frozenset({Tag.FINITE, Tag.MODAL, Tag.BE, Tag.HAVE, Tag.DO})
"""What shows a finite clause."""
CLAUSE_OPENERS = frozenset({Tag.DETERMINER, Tag.PRONOUN, Tag.THAT, Tag.NUMBER, Tag.TO, Tag.QUESTION, Tag.QUOTATION})


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign or marked quotation at `text[start:end]`."""

    text: str
    start: int
    end: int
    tag: Tag
    lemma: str | None = None
    quotation: int | None = None
    low: str = field(init=False, repr=False, compare=False)
    """The word without case."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "low", self.text.casefold())


_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Cmdr|Cpl|Rev|Hon|St|Messrs|Jr|Sr|Inc|Corp|Co"
    "|Const|Insp|Det|Supt|Ald|Cllr|Dep|Asst|Atty|Brig|Cdr|Comdr|Pte|Pvt|Pfc|Spc|Msgr|Pres|Amb"
    "|Ltd|No|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|vs|Bros|Mx"
)
_TOKEN = re.compile(
    rf"(?P<word>(?:[^\W\d_]\.){{2,}}|[^\W\d_]\.(?=\s+[A-Z])|\b(?:{_ABBREVIATED})\.|(?:[$€£]\s?)?\d+(?:[.,:]\d+)*%?(?:[-\w]+)?"
    r"|\w+(?:[-’'.&/]\w+)*|&)"
    r"|(?P<clitic>(?<=\w)['’] (?:s|t|ll|d|ve|re|m)\b|(?<=\w )['’](?:s|ll|d|ve|re|m)\b|(?<=s )['’](?=\s))"  # torn off
    r"|(?P<bracket>-[LR]RB-)|(?P<dash>-{2,}|[–—]|(?<=\s)-(?=\s))|(?P<sign>[,;:.!?…()\[\]])"
)
_CLITIC = re.compile(r"(?<=\w)['’](?:s|ll|d|ve|re|m)\Z", re.IGNORECASE)
_CLITICS = {
    "": Tag.POSSESSIVE,
    "ll": Tag.MODAL,
    "d": Tag.MODAL,
    "ve": Tag.HAVE,
    "re": Tag.BE,
    "m": Tag.BE,
    "t": Tag.ADVERB,
}
_GOES_ON = re.compile(r"[,;:)]|\s+[a-z]")  # after the full stop of an abbreviation: Gary, Ind., by
_SIGNS = {
    ",": Tag.COMMA, ":": Tag.COLON, ";": Tag.BREAK,
    "(": Tag.OPENING, "[": Tag.OPENING, ")": Tag.CLOSING, "]": Tag.CLOSING,
}  # fmt: skip
_CLASSES = (
    (GRAMMAR.classes.be, Tag.BE),
    (GRAMMAR.classes.have, Tag.HAVE),
    (GRAMMAR.classes.do, Tag.DO),
    (GRAMMAR.classes.modal, Tag.MODAL),
    (GRAMMAR.classes.pronoun, Tag.PRONOUN),
    (GRAMMAR.classes.object, Tag.OBJECT),
    (GRAMMAR.classes.determiner, Tag.DETERMINER),
    (GRAMMAR.classes.conjunction, Tag.CONJUNCTION),
    (GRAMMAR.classes.question, Tag.QUESTION),
    (GRAMMAR.classes.subordinator, Tag.SUBORDINATOR),
    (GRAMMAR.classes.preposition, Tag.PREPOSITION),
    (GRAMMAR.classes.adverb, Tag.ADVERB),
    (GRAMMAR.classes.negation, Tag.ADVERB),
    (GRAMMAR.classes.number, Tag.NUMBER),
)


@cache
def _closed() -> dict[str, Tag]:
    """The tag of each word of a closed class; the first class that has a word wins."""
    tags = {"that": Tag.THAT, "to": Tag.TO}
    for words, tag in _CLASSES:
        for word in words:
            tags.setdefault(word, tag)
    return tags


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an article writes its words away from the beginnings of sentences: with a capital or without."""

    capital: frozenset[str]
    small: frozenset[str]


_WORD_AFTER_WORD = re.compile(r"(?<=[^\W\d_,][ ])[^\W\d_]+(?:[-’']\w+)*")


def spelling_of(text: str) -> Spelling:
    """The spelling of a text's words; those after a word and a space cannot begin a sentence."""
    capital: set[str] = set()
    small: set[str] = set()
    for match in _WORD_AFTER_WORD.finditer(text):
        (capital if match[0][0].isupper() else small).add(_CLITIC.sub("", match[0]).casefold())
    return Spelling(frozenset(capital), frozenset(small))


def tokenize(
    text: str,
    start: int,
    end: int,
    quotations: Sequence[tuple[int, int, int]],
    times: Sequence[TimeExpression],
    spelling: Spelling,
) -> tuple[Token, ...]:
    """The tagged tokens of the sentence `text[start:end]`.

    Args:
        text: the article's text.
        start: where the sentence starts.
        end: where it ends.
        quotations: start, end and index of the marked quotations that touch it, in order.
        times: the time words in it.
        spelling: that of the article.
    """
    tokens: list[Token] = []
    position = start
    for opening, closing, index in [*quotations, (end, end, -1)]:
        tokens += _split(text, position, max(position, min(opening, end)))
        if index >= 0:
            inner, outer = max(opening, start), min(closing, end)
            tokens.append(Token(text[inner:outer], inner, outer, Tag.QUOTATION, quotation=index))
        position = max(position, closing)
    tokens = [_first_guess(tokens, at, spelling) for at in range(len(tokens))]
    tokens = _mark_times(tokens, times)
    return tuple(_settle(tokens))


def _split(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text, start, end):
        if match["word"]:
            clitic = _CLITIC.search(match[0])
            cut = match.start() + clitic.start() if clitic else match.end()
            tokens.append(Token(text[match.start() : cut], match.start(), cut, Tag.NOUN))
            if clitic:
                tokens.append(Token(text[cut : match.end()], cut, match.end(), Tag.POSSESSIVE))
        elif match["dash"]:
            tokens.append(Token(match[0], *match.span(), Tag.BREAK))
        elif match["clitic"]:
            tokens.append(Token(match[0], *match.span(), Tag.POSSESSIVE))
        elif match["bracket"]:
            tokens.append(Token(match[0], *match.span(), Tag.OPENING if match[0][1] == "L" else Tag.CLOSING))
        elif not (match[0] == "." and _GOES_ON.match(text, match.end(), end)):
            tokens.append(Token(match[0], *match.span(), _SIGNS.get(match[0], Tag.END)))
    return tokens


def _first_guess(tokens: Sequence[Token], at: int, spelling: Spelling) -> Token:
    token = tokens[at]
    if token.tag is Tag.POSSESSIVE and (ending := token.low[1:].strip()) != "s":
        return replace(token, tag=_CLITICS[ending])
    if token.tag is Tag.POSSESSIVE:
        before = _closed().get(tokens[at - 1].low) if at else None
        return replace(token, tag=Tag.BE) if before in (Tag.PRONOUN, Tag.THAT, Tag.QUESTION) else token
    if token.tag is not Tag.NOUN:
        return token
    if token.low == "yet" and (at + 1 == len(tokens) or tokens[at + 1].tag in (Tag.COMMA, Tag.END)):
        return replace(token, tag=Tag.ADVERB)  # not yet.
    if token.low == "long" and at and _closed().get(tokens[at - 1].low) is Tag.HAVE:
        return replace(token, tag=Tag.ADVERB)  # have long complained
    low, begins = token.low, at == 0 or tokens[at - 1].tag in (Tag.QUOTATION, Tag.COLON, Tag.END)
    closed = _closed().get(low)
    if closed and (begins or not token.text[0].isupper() or len(low) == 1):
        return replace(token, tag=closed)
    if token.text[0].isdigit() or token.text[0] in "$€£":
        return replace(token, tag=Tag.NUMBER)
    if token.text[0].isupper() and (not begins or _is_name(tokens, at, spelling)):
        return replace(token, tag=Tag.NAME)
    if low.endswith("ly") and low not in GRAMMAR.classes.not_adverbs:
        return replace(token, tag=Tag.ADVERB)
    return token


@cache
def _common_nouns() -> frozenset[str]:
    persons = PEOPLE.persons
    return persons.singular | persons.plural | persons.bodies | persons.documents


def _is_name(tokens: Sequence[Token], at: int, spelling: Spelling) -> bool:
    """Whether the capital that begins a sentence is a name's."""
    token = tokens[at]
    low = token.low
    if low in spelling.capital:
        return True
    if (
        at + 1 < len(tokens)
        and tokens[at + 1].text[:1].isupper()
        and tokens[at + 1].tag is Tag.NOUN
        and low not in spelling.small
    ):
        return not low.endswith(("ly", "ing"))
    if low in spelling.small or low in _common_nouns() or low in verb_forms():
        return token.text.isupper() and len(low) > 1
    if low in PEOPLE.names.of_media:
        return True
    return not low.endswith(("ly", "ing", "ed")) and (not low.endswith("s") or token.text.isupper())


def _mark_times(tokens: list[Token], times: Sequence[TimeExpression]) -> list[Token]:
    marked = []
    for at, token in enumerate(tokens):
        inside = next((each for each in times if each.start <= token.start < each.end), None)
        modifies = inside and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.POSSESSIVE
        if inside and not modifies and token.text[0].isalnum() and token.tag is not Tag.QUOTATION:
            marked.append(replace(token, tag=Tag.TIME))
        else:
            marked.append(token)
    return marked


def _settle(tokens: list[Token]) -> list[Token]:
    """Decides, from left to right, what is a verb."""
    for at, token in enumerate(tokens):
        if token.tag is Tag.NOUN:
            readings = verb_forms().get(token.low)
            tokens[at] = _verb(tokens, at, readings) if readings else _by_ending(tokens, at)
        elif token.tag is Tag.DETERMINER and token.low == "her" and not _noun_follows(tokens, at):
            tokens[at] = replace(token, tag=Tag.OBJECT)
        elif (
            token.tag is Tag.DETERMINER
            and token.low in ("this", "these", "those", "some", "many", "few", "both", "all")
            and (at + 1 < len(tokens) and _before_verb(tokens, at))
        ):
            tokens[at] = replace(token, tag=Tag.PRONOUN)
    return tokens


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].tag in (*NOMINAL, Tag.ADVERB, Tag.QUOTATION, Tag.TIME)


def _before_verb(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1]
    if following.tag in VERBAL:
        return True
    readings = verb_forms().get(following.low, ()) if following.tag is Tag.NOUN else ()
    return any(each.lemma not in GRAMMAR.verbs.also_nouns for each in readings)


def _verb(tokens: Sequence[Token], at: int, readings: Sequence[VerbForm]) -> Token:
    token = tokens[at]
    forms = {each.form: each.lemma for each in readings}
    before = _before(tokens, at)
    previous = before.tag if before else None
    for triggers, form, tag in (
        ((Tag.TO, Tag.MODAL, Tag.DO), "base", Tag.INFINITIVE),
        ((Tag.HAVE,), "participle", Tag.PARTICIPLE),
        ((Tag.BE,), "participle", Tag.PARTICIPLE),
        ((Tag.BE,), "gerund", Tag.GERUND),
    ):
        if previous in triggers and form in forms:
            return replace(token, tag=tag, lemma=forms[form])
    adjacent = tokens[at - 1].tag if at else None
    if adjacent in (Tag.DETERMINER, Tag.POSSESSIVE) or (adjacent is Tag.NUMBER and not forms.keys() & {"past"}):
        return token
    if adjacent is Tag.ADVERB and previous is Tag.DETERMINER and before and before.low in ("a", "an", "the"):
        return token  # a widely used tool
    if adjacent is Tag.NUMBER and "participle" in forms and "told" not in frames().get(forms["participle"], ()):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        plural = following is not None and following.low.endswith("s")
        plural = plural or tokens[at - 1].low == "one"
        if following and following.tag is Tag.NOUN and (plural or following.low not in verb_forms()):
            return replace(token, tag=Tag.PARTICIPLE, lemma=forms["participle"])  # nine alleged violations
    if "base" in forms and _is_let(tokens, at):
        return replace(token, tag=Tag.INFINITIVE, lemma=forms["base"])
    if "gerund" in forms and _is_occasion(tokens, at, forms["gerund"]):
        return token
    if "gerund" in forms:
        return replace(token, tag=Tag.GERUND, lemma=forms["gerund"])
    if adjacent is Tag.PREPOSITION and tokens[at - 1].low != "like":
        return token
    if "past" in forms or "participle" in forms:
        return _past(tokens, at, forms, before)
    return _present(tokens, at, forms, before)


def _is_let(tokens: Sequence[Token], at: int) -> bool:
    """“To let the family know that”."""
    for before in range(at - 1, max(-1, at - 6), -1):
        if tokens[before].lemma == "let":
            return before < at - 1
        if tokens[before].tag not in (*NOMINAL, Tag.DETERMINER, Tag.POSSESSIVE, Tag.OBJECT):
            return False
    return False


def _is_occasion(tokens: Sequence[Token], at: int, lemma: str) -> bool:
    """“A regular briefing that”, “the Senate hearing”: a noun in -ing."""
    if at == 0 or tokens[at].low not in GRAMMAR.verbs.occasions or tokens[at - 1].tag not in (
        Tag.NOUN, Tag.NAME, Tag.POSSESSIVE, Tag.DETERMINER,
    ):  # fmt: skip
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or (following.tag is Tag.THAT and "clause" not in frames().get(lemma, ())):
        return True
    return following.tag in (Tag.PREPOSITION, Tag.COMMA, Tag.END, Tag.TIME, Tag.POSSESSIVE, Tag.CLOSING, *VERBAL)


def _by_ending(tokens: Sequence[Token], at: int) -> Token:
    """A word that no table has: a verb if it ends like one and stands where one stands."""
    token = tokens[at]
    before = _before(tokens, at)
    if len(token.low) < 5 or before is None or "-" in token.low:
        return token
    if token.low.endswith("ed"):
        if before.tag in (Tag.BE, Tag.HAVE):
            return replace(token, tag=Tag.PARTICIPLE)
        if before.tag in (Tag.NOUN, Tag.NAME, Tag.PRONOUN, Tag.QUESTION):
            by_somebody = at + 1 < len(tokens) and tokens[at + 1].low == "by"
            return replace(token, tag=Tag.PARTICIPLE if by_somebody else Tag.FINITE)
    if token.low.endswith("ing") and before.tag in (Tag.BE, Tag.COMMA):
        return replace(token, tag=Tag.GERUND)
    return token


def _before(tokens: Sequence[Token], at: int) -> Token | None:
    """The token before, adverbs passed over; in a question, the subject too (did he say)."""
    at -= 1
    while at >= 0 and tokens[at].tag is Tag.ADVERB:
        at -= 1
    return tokens[at] if at >= 0 else None


def _past(tokens: Sequence[Token], at: int, forms: dict[str, str], before: Token | None) -> Token:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    lemma = forms.get("past") or forms["participle"]
    ambiguous = lemma in GRAMMAR.verbs.also_nouns and ("base" in forms or token.low in ("thought", "found"))
    if ambiguous and "base" in forms:
        return _present(tokens, at, forms | {"third": forms["base"]}, before)
    if "past" not in forms or before is None:
        return replace(token, tag=Tag.PARTICIPLE, lemma=lemma)
    reduced = following is not None and (
        (following.low == "by" and before.tag in NOMINAL and (lemma != "say" or before.tag is not Tag.NAME))
        or (
            before.tag is Tag.COMMA
            and (following.tag in (Tag.PREPOSITION, Tag.ADVERB, Tag.TO) or following.low == "as")
            and _verb_after_comma(tokens, at)
        )
    )
    return replace(token, tag=Tag.PARTICIPLE if reduced and "participle" in forms else Tag.FINITE, lemma=lemma)


def _in_condition(tokens: Sequence[Token], at: int) -> bool:
    """“If the dam breaks,”: a clause that has no verb yet."""
    for back in range(at - 1, max(-1, at - 8), -1):
        if tokens[back].low in ("if", "unless", "when", "until", "as"):
            return True
        if tokens[back].tag in (*VERBAL, Tag.COMMA, Tag.END):
            return False
    return False


def _asks_for(lemma: str, after: Token) -> bool:
    """“The group hopes for”, “calls on”."""
    return after.low == "for" and "appeal" in frames().get(lemma, ())


def _clause_after(tokens: Sequence[Token], at: int, lemma: str) -> bool:
    """“His partner hopes prices will fall”: a reporting verb, a bare noun phrase and its auxiliary."""
    if "clause" not in frames().get(lemma, ()):
        return False
    for token in tokens[at + 1 : at + 6]:
        if token.tag in (Tag.MODAL, Tag.BE, Tag.HAVE):
            return token is not tokens[at + 1]
        if token.tag not in (Tag.NOUN, Tag.NAME, Tag.NUMBER, Tag.ADVERB):
            return False
    return False


def _verb_after_comma(tokens: Sequence[Token], at: int) -> bool:
    """Whether “…, based in Dallas, said” goes on with a verb of its own: then the participle is a mere aside."""
    for comma in range(at + 1, min(len(tokens) - 1, at + 20)):
        if tokens[comma].tag is Tag.COMMA:
            following = tokens[comma + 1]
            readings = verb_forms().get(following.low, ()) if following.tag is Tag.NOUN else ()
            return following.tag in VERBAL or any(each.form in ("past", "third") for each in readings)
    return False


def _present(tokens: Sequence[Token], at: int, forms: dict[str, str], before: Token | None) -> Token:
    token = tokens[at]
    previous = before.tag if before else None
    after = next((each for each in tokens[at + 1 : at + 4] if each.tag is not Tag.ADVERB), None)
    lemma = forms.get("third") or forms["base"]
    also_noun = lemma in GRAMMAR.verbs.also_nouns
    opens = after is not None and (
        after.tag in CLAUSE_OPENERS
        or after.tag in (Tag.OBJECT, Tag.TIME, Tag.COLON)
        or _asks_for(lemma, after)
        or _clause_after(tokens, at, lemma)
        or (after.tag in (Tag.COMMA, Tag.END) and _in_condition(tokens, at))
    )
    subject = before is not None and (
        before.tag in (Tag.PRONOUN, Tag.QUESTION, Tag.NAME, Tag.QUOTATION, Tag.CLOSING)
        or (before.tag in (Tag.NOUN, Tag.THAT) and (not also_noun or opens))
    )
    if "third" in forms and token.low != lemma:
        joined = previous in (Tag.COMMA, Tag.CONJUNCTION, Tag.ADVERB) and (not also_noun or opens)
        if (subject or joined or previous is Tag.TIME) and (
            not also_noun or opens or previous in (Tag.PRONOUN, Tag.QUESTION)
        ):
            return replace(token, tag=Tag.FINITE, lemma=lemma)
        return token
    plural = before is not None and (
        before.low in ("they", "we", "i", "you", "who", "that", "people", "police")
        or (before.tag in (Tag.NOUN, Tag.NAME) and before.low.endswith("s"))
        or before.low in PEOPLE.persons.plural
    )
    if plural and (not also_noun or opens or (before is not None and before.tag is Tag.PRONOUN)):
        return replace(token, tag=Tag.FINITE, lemma=lemma)
    if previous is Tag.COMMA and "base" in forms and not also_noun and opens and "clause" in frames().get(lemma, ()):
        return replace(token, tag=Tag.FINITE, lemma=lemma)  # officials here, who …, say that
    follows_noun = previous in (Tag.CONJUNCTION, Tag.NOUN, Tag.NAME)  # growers in Kent say
    if "base" in forms and ((follows_noun and not also_noun) or (previous is Tag.CONJUNCTION and opens)):
        return replace(token, tag=Tag.FINITE, lemma=lemma)
    if (
        "past" in forms
        and before is not None
        and (before.tag in (Tag.PRONOUN, Tag.NAME) or (before.tag is Tag.NOUN and opens))
    ):
        return replace(token, tag=Tag.FINITE, lemma=lemma)
    return token
