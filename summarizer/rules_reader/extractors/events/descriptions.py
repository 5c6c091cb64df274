"""An event told in one clause, in the article's words and without dates; nothing where a reader could not follow it."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR, PEOPLE
from summarizer.rules_reader.syntax.clauses import Clause
from summarizer.rules_reader.syntax.phrases import Range
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.tagger import NOMINAL, Tag, Token
from summarizer.rules_reader.tagging.time_expressions import months
from summarizer.schema import EventStatus

_POSSESSIVES = {"his": "one", "her": "one", "its": "thing", "their": "several"}
_OPEN = frozenset("my our your these those this that such another other".split())
_LEFT_OUT = frozenset(
    "also however meanwhile therefore thus then there here now moreover later earlier nevertheless instead too".split()
)
_PARTS = frozenset("night morning day evening afternoon weekend eve".split())
_OWNED = frozenset({Tag.ADVERB, Tag.GERUND, Tag.PARTICIPLE, Tag.QUOTATION, Tag.TIME, *NOMINAL})
_DANGLING = frozenset({Tag.SUBORDINATOR, Tag.PREPOSITION, Tag.TO, Tag.DETERMINER, Tag.CONJUNCTION, Tag.POSSESSIVE})
_UNRESOLVED = frozenset({Tag.PRONOUN, Tag.OBJECT, Tag.QUESTION})


class EventDescriber:
    """Writes what happens in one sentence."""

    def __init__(self, tagged: TaggedSentence, registry: EntityRegistry, pointer: Pointer) -> None:
        self.tagged, self.registry, self.pointer = tagged, registry, pointer

    def clause(self, clause: Clause, subject: str | None, holder: str | None) -> str | None:
        """The clause in words.

        Args:
            clause: the clause.
            subject: what its subject is called; None where that is what the article says there.
            holder: the handle of whom the subject means, if that is known.
        """
        tokens = self.tagged.tokens
        subject_words = subject or self._subject(clause.subject)
        kind = self._number_of(clause.subject, holder)
        kept = [*clause.auxiliaries, *range(clause.verb if clause.auxiliaries else clause.start, clause.end)]
        kept = list(dict.fromkeys(kept))
        predicate = self._words(kept, kind)
        if subject_words is None or predicate is None or tokens[clause.verb].start is None:
            return None
        return self._owned(f"{subject_words} {predicate}")

    def noun(self, phrase: Range, status: EventStatus, *, plural: bool) -> str | None:
        """An event noun as a clause: the noun phrase, and a verb that says its status."""
        tokens = self.tagged.tokens
        made = EVENTS.clauses.modifiers
        at = [k for k in range(*phrase) if tokens[k].low not in made]
        first = tokens[phrase[0]]
        opens = first.low in _POSSESSIVES or first.low in ("this", "these", "those", "that")
        phrase_words = self._words(at[1:] if opens else at, None)
        if phrase_words is None or len(phrase_words.split()) < (1 if opens or plural else 2):
            return None
        owned = self._owned(f"the {phrase_words}" if opens else phrase_words)
        predicate_of = EVENTS.noun_predicates[status]
        return f"{owned} {predicate_of.several if plural else predicate_of.one}" if owned else None

    def _owned(self, written: str) -> str | None:
        """Words that grounding takes; “the” may stand in for “his”."""
        bare = written.removeprefix("the ")
        return written if self.pointer.owned(bare) == " ".join(bare.split()) else None

    def _subject(self, phrase: Range) -> str | None:
        """The subject in the article's words; none where it stays open whom it means."""
        tokens = self.tagged.tokens
        first = tokens[phrase[0]]
        if first.tag in _UNRESOLVED or first.low in EVENTS.clauses.no_subject:
            return None
        if first.low in _POSSESSIVES:
            plain = EVENTS.verbs.nouns | PEOPLE.persons.bodies
            if _head(tokens, phrase).low not in plain:
                return None
            rest = self._words(range(phrase[0] + 1, phrase[1]), None)
            return f"the {rest}" if rest else None
        if first.low in _OPEN or _head(tokens, phrase).low in ("latter", "former"):
            return None
        return self._words(range(*phrase), None)

    def _number_of(self, phrase: Range, holder: str | None) -> str:
        """Whether a possessive of one person, a thing or several could mean the subject."""
        tokens = self.tagged.tokens
        known = self.registry.records.get(holder or "")
        joined = any(
            tokens[at].low == "and" and tokens[at + 1].tag is not Tag.NOUN for at in range(phrase[0], phrase[1] - 1)
        )  # “CEO and co-founder Steve Jobs” is one
        if joined or (known and (known.plural or known.kind == "group")):
            return "several"
        if known and known.kind == "person":
            return "one" if known.gender or known.role else "named"  # two capitalised words may be a firm
        head = _head(tokens, phrase)
        if head.tag is Tag.NAME and known is None:
            return "named"
        if known and known.kind == "organization" and known.name.istitle() and " " not in known.name:
            return "named"  # a surname, as likely as not
        if known and known.kind in ("organization", "country"):
            return "body"
        if head.low in PEOPLE.persons.singular:
            return "one"
        if head.low in PEOPLE.persons.plural or (
            head.low.endswith("s") and not head.low.endswith("ss") and head.tag is Tag.NOUN
        ):
            return "several"
        return "body" if head.low in PEOPLE.persons.bodies else "thing"

    def _words(self, kept: Sequence[int], kind: str | None) -> str | None:
        """The tokens without time words, connecting adverbs and asides; None where a pronoun or an end stays open."""
        tokens, text = self.tagged.tokens, self.pointer.text
        left = [at for at in _without_asides(tokens, kept) if not self._is_left_out(at)]
        left = [
            at for at in left if not (_introduces_time(tokens, at) and not set(_time_after(tokens, at)) & set(left))
        ]
        while left and (
            tokens[left[-1]].tag in (Tag.COMMA, Tag.CONJUNCTION, Tag.BREAK)
            or self._is_dateless(left[-1])
            or _introduces_later(tokens, left[-1])
        ):
            left.pop()
        if left and tokens[left[-1]].low.rstrip(".") in ("mt", "st", "dr", "mr", "mrs", "ms"):
            return None
        if _names_part(tokens, left):
            left = left[:-3]
        if any(tokens[at].tag is Tag.NUMBER and at and tokens[at - 1].tag is Tag.TIME for at in left):
            return None  # “20” of “Monday 20, Tuesday 21 and Wednesday 22 March”
        if left and text[tokens[left[-1]].end : tokens[left[-1]].end + 2].strip(" ")[:1].isdigit():
            return None  # a number that is cut in two
        if not left or (tokens[left[-1]].tag in _DANGLING and tokens[left[-1]].low not in _particles()):
            return None
        pieces: list[str] = []
        for at in left:
            token = tokens[at]
            written = token.text
            relative = token.tag is Tag.QUESTION and pieces and tokens[at - 1].tag in NOMINAL
            if (token.tag in _UNRESOLVED and not relative and not token.low.endswith(("self", "selves"))) or (
                token.tag is Tag.NAME and _is_pronoun(token)
            ):
                return None
            if token.low in _POSSESSIVES:
                owned = at + 1 < len(tokens) and tokens[at + 1].tag in _OWNED
                if not owned or kind is None or not _may_mean(_POSSESSIVES[token.low], kind):
                    return None
            elif token.tag is Tag.DETERMINER and token.low in _OPEN - {"such", "another", "other"}:
                return None
            if self._is_dated_possessive(at):
                written = "the"
            if token.tag is Tag.POSSESSIVE and at > 0 and self._is_dated_possessive(at - 1):
                continue
            gap = text[tokens[at - 1].end : token.start] if at - 1 in left else " "
            close = gap in ("", ".", ". ", "’", "'", "’ ", "' ", "° ") or token.tag is Tag.COMMA
            pieces.append(
                (gap.strip(" ") + (" " if gap.strip(" ") and gap.endswith(" ") else "") if close else " ") + written
                if pieces
                else written
            )
        return None if self._names_month(left) else "".join(pieces)

    def _names_month(self, left: Sequence[int]) -> bool:
        """Whether a part of time words is left: “in March and June”."""
        tokens = self.tagged.tokens
        return any(
            tokens[at].low in months() and at > 0 and tokens[at - 1].tag in (Tag.CONJUNCTION, Tag.PREPOSITION)
            for at in left
            if tokens[at].tag is Tag.NAME
        )

    def _is_left_out(self, at: int) -> bool:
        tokens = self.tagged.tokens
        token = tokens[at]
        if at and tokens[at - 1].low in EVENTS.clauses.lengths:
            return token.tag is Tag.TIME  # an hour later
        return token.tag is Tag.TIME or (token.tag in (Tag.ADVERB, Tag.PRONOUN) and token.low in _LEFT_OUT)

    def _is_dateless(self, at: int) -> bool:
        """Whether a participle says nothing once its date is left out: “planned” of “a trip planned for next week”."""
        tokens = self.tagged.tokens
        after = tokens[at + 1 : at + 3]
        return (
            tokens[at].tag in (Tag.PARTICIPLE, Tag.GERUND)
            and at > 0
            and tokens[at - 1].tag in NOMINAL
            and any(token.tag is Tag.TIME for token in after)
        )

    def _is_dated_possessive(self, at: int) -> bool:
        """Whether it is a day before a possessive, as in “Monday’s vote”."""
        tokens = self.tagged.tokens
        token = tokens[at]
        inside = any(each.start <= token.start < each.end for each in self.tagged.times)
        return inside and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.POSSESSIVE


def _particles() -> frozenset[str]:
    return EVENTS.clauses.particles


def _head(tokens: Sequence[Token], phrase: Range) -> Token:
    for at in range(phrase[0] + 1, phrase[1]):
        if tokens[at].tag is Tag.PREPOSITION and tokens[at - 1].tag is not Tag.NAME:
            return tokens[at - 1]
    return tokens[phrase[1] - 1]


def _may_mean(possessive: str, kind: str) -> bool:
    return (
        possessive == kind
        or (kind == "body" and possessive in ("thing", "several"))
        or (kind == "named" and possessive in ("one", "thing"))
    )


def _is_pronoun(token: Token) -> bool:
    """“We” with a capital, where a full stop or a quotation mark was lost."""
    acronym = token.text.isupper() and len(token.text) > 1
    return not acronym and token.low in GRAMMAR.classes.pronoun


def _introduces_time(tokens: Sequence[Token], at: int) -> bool:
    """A word that goes with the time words after it: “on”, “early on”, “from … to”; not “out” of “walked out on”."""
    if at and tokens[at - 1].lemma and tokens[at].low in _particles():
        return False
    return bool(_time_after(tokens, at)) and (
        tokens[at].tag in (Tag.PREPOSITION, Tag.TO, Tag.SUBORDINATOR)
        or tokens[at].low
        in ("early", "late", "later", "earlier", "just", "only", "about", "less", "more", "and", "or", "also")
    )


def _names_part(tokens: Sequence[Token], left: Sequence[int]) -> bool:
    """Whether what is left ends in “on the night”, of which the date was left out."""
    last = [tokens[at] for at in left[-3:]]
    return len(last) == 3 and last[0].tag is Tag.PREPOSITION and last[1].low == "the" and last[2].low in _PARTS


def _introduces_later(tokens: Sequence[Token], at: int) -> bool:
    """“Before” of “before the end of May”; not “down” of “broke down on Friday”."""
    if at and tokens[at - 1].lemma and tokens[at].low in _particles():
        return False
    after = tokens[at + 1 : at + 5]
    return tokens[at].tag in (Tag.PREPOSITION, Tag.SUBORDINATOR) and any(token.tag is Tag.TIME for token in after)


def _time_after(tokens: Sequence[Token], at: int) -> list[int]:
    following = at + 1
    if following < len(tokens) and tokens[following].tag is Tag.PREPOSITION:
        following += 1
    return [following] if following < len(tokens) and tokens[following].tag is Tag.TIME else []


def _without_asides(tokens: Sequence[Token], kept: Sequence[int]) -> list[int]:
    """The tokens that are not in brackets."""
    found, depth = [], 0
    for at in kept:
        depth += tokens[at].tag is Tag.OPENING
        if not depth:
            found.append(at)
        depth -= tokens[at].tag is Tag.CLOSING
    return found
