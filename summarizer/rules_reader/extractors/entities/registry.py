"""Who and what an article names, and whom its pronouns and descriptions mean.

Everything is entered once, under the fullest name; short forms, pronouns and “the spokesman” are joined to the nearest
entry that fits, or to none.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerEntity
from summarizer.extraction.borne_out import PRONOUNS
from summarizer.rules_reader.extractors.entities.names import Gender, NameSpan, find_names, is_inside_name, offices
from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.rules_reader.syntax.phrases import Range, Source, phrase_after, phrase_before
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token
from summarizer.schema import EntityKind
from summarizer.text.words import fold, words_of

NEAR = 1500
"""How many characters back a pronoun is understood."""
_SAME_SENTENCE = 200
"""How many characters back the only one who fits is meant, though no subject."""
_FAR = 3 * NEAR
"""How many characters back a description (“the spokesman”) is understood."""
_REPORTED = 12
"""How many of the last contents are kept in mind: who is only talked about in them is seldom the next speaker."""
_LONGEST_NAME = 14  # words; a longer description is cut to its head
_PERSONAL: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_PLURAL = frozenset({"they", "them", "their", "theirs"})
_NEUTER = frozenset({"it", "its"})
_DEFINITE = frozenset({"the", "this", "that"})
_THEIR = frozenset({"his", "her", "their"})


@dataclass(slots=True)
class EntityRecord:
    """One entity of the article, as far as it has been read."""

    handle: str
    name: str
    kind: EntityKind
    role: str | None = None
    affiliation: str | None = None
    gender: Gender | None = None
    plural: bool = False
    used: bool = False
    guessed: bool = False
    """Whether nothing but the look of the name tells its kind yet."""
    words: frozenset[str] = frozenset()
    """The words of its names, without case."""


@dataclass(frozen=True, slots=True, order=True)
class _Mention:
    start: int
    subject: bool
    handle: str


def _start(mention: _Mention) -> int:
    return mention.start


@dataclass
class EntityRegistry:
    """The entities of one article."""

    text: str
    records: dict[str, EntityRecord] = field(default_factory=dict)
    _mentions: list[_Mention] = field(default_factory=list)
    _acting: set[str] = field(default_factory=set)
    """Handles of all that are the subject of some sentence."""
    _by_key: dict[str, str] = field(default_factory=dict)
    _by_end: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The entries by the first and by the last word of their names, in order of entry."""
    _named_at: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Where the entry is named, in order."""
    _keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The names that stand for an entry."""
    _businesses: list[str] = field(default_factory=list)
    """The entries with a word of a business in their names."""
    _reported: list[tuple[int, int]] = field(default_factory=list)

    # Reading the article for names

    def read(self, sentences: Iterable[Sequence[Token]], quoted: Iterable[Sequence[Token]] = ()) -> None:
        """Enters the names of all sentences, full names before the short forms that mean them.

        Args:
            sentences: the sentences, without what they quote.
            quoted: what they quote: full names are taken from it, but nobody is named there as one who acts.
        """
        for tokens in quoted:
            for name in find_names(tokens):
                if name.kind == "person" and name.tokens[1] - name.tokens[0] > 1:
                    self._enter_name(tokens, name)
        found = [(tokens, name) for tokens in sentences for name in find_names(tokens)]
        for tokens, name in found:
            if name.kind == "person" and name.tokens[1] - name.tokens[0] > 1:
                self._enter_name(tokens, name)
        for tokens, name in found:
            self._enter_name(tokens, name)
        for (tokens, name), (other_tokens, other) in pairwise(found):
            if other_tokens is tokens:
                self._join_acronym(tokens, name, other)
        for tokens, name in found:
            handle = self._find(tokens, name)
            if handle:
                start = tokens[name.tokens[0]].start
                self._mentions.append(_Mention(start, _is_subject(tokens, name.tokens), handle))
                insort(self._named_at[handle], start)
            self._apposition(tokens, name)
        self._mentions.sort()
        self._acting |= {each.handle for each in self._mentions if each.subject}

    def _apposition(self, tokens: Sequence[Token], name: NameSpan) -> None:
        """Takes the role from “Ann Lee, the secretary of Orbit,” and “her spokesman, Jan Dahl,”."""
        handle = self._find(tokens, name)
        start, end = name.tokens[0], name.tokens[1]
        if handle and self.records[handle].kind not in ("person", "other"):
            return
        phrase = None
        if end + 1 < len(tokens) and tokens[end].tag is Tag.COMMA:
            phrase = phrase_after(tokens, end + 1)
        if (phrase is None or not _heads_person(tokens, phrase)) and start > 1 and tokens[start - 1].tag is Tag.COMMA:
            phrase = phrase_before(tokens, start - 2)
        if phrase is None or not _heads_person(tokens, phrase) or self._named(tokens, phrase):
            return
        if handle is None and end - start > 1:
            handle = self._add_record(self._text_of(tokens, name.tokens), "person", gender=name.gender)
        if handle:
            known = self.records[handle]
            known.kind = "person"
            known.role = known.role or self._description(tokens, phrase)
            known.gender = known.gender or _gender_of(tokens, phrase)

    def _join_acronym(self, tokens: Sequence[Token], name: NameSpan, following: NameSpan) -> None:
        """Joins an acronym in brackets with the name before it: “World Rivers Organization (WRO)”."""
        end = name.tokens[1]
        if end + 1 >= len(tokens) or tokens[end].tag is not Tag.OPENING:
            return
        if following.tokens[0] == end + 1 and tokens[end + 1].text.isupper():
            handle = self._find(tokens, name)
            other = self._find(tokens, following)
            if handle and other and handle != other:
                self._join(other, handle)

    def _join(self, short: str, full: str) -> None:
        joined = self.records.pop(short)
        self.records[full].words |= joined.words
        for key in self._keys.pop(short):
            self._add_key(key, full)
        found = [fold(word) for word in words_of(joined.name)]
        for end in dict.fromkeys((found[0], found[-1])):
            self._by_end[end].remove(short)

    def _enter_name(self, tokens: Sequence[Token], name: NameSpan) -> str | None:
        handle = self._find(tokens, name)
        role = self._role(tokens, name)
        if handle is None:
            if name.kind is None and name.tokens[1] - name.tokens[0] == 1 and not role:
                return None  # who bears a lone unknown name is settled when it acts
            return self._add_record(self._text_of(tokens, name.tokens), name.kind or "other", role, name.gender)
        known = self.records[handle]
        known.gender = known.gender or name.gender
        known.role = known.role or role
        if known.kind == "other" and name.kind:
            known.kind = name.kind
        return handle

    def _role(self, tokens: Sequence[Token], name: NameSpan) -> str | None:
        start, end = name.titles
        while start < end and tokens[start].tag in (Tag.DETERMINER, Tag.POSSESSIVE):
            start += 1
        while end > start and tokens[end - 1].low.rstrip(".") in PEOPLE.titles.address:
            end -= 1
        return (
            self._text_of(tokens, (start, end))
            if start < end and any(t.low in offices() for t in tokens[start:end])
            else None
        )

    def _text_of(self, tokens: Sequence[Token], tokens_range: Range) -> str:
        start, end = tokens_range
        raw = " ".join(self.text[tokens[start].start : tokens[end - 1].end].split())
        return raw if raw.isprintable() else " ".join(words_of(raw))

    def _add_record(
        self, name: str, kind: EntityKind, role: str | None = None, gender: Gender | None = None
    ) -> str | None:
        key = _key(name)
        if key in self._by_key:
            return self._by_key[key]
        if not _may_be_entered(name):
            return None
        handle = f"n{len(self._by_key) + 1}"
        while handle in self.records:
            handle = f"n{int(handle[1:]) + 1}"
        sound_role = role if role and _may_be_entered(role) else None
        self.records[handle] = EntityRecord(
            handle, name, kind, sound_role, gender=gender, words=frozenset(map(fold, words_of(name)))
        )
        self._add_key(key, handle)
        if self.records[handle].words & PEOPLE.names.of_businesses:
            self._businesses.append(handle)
        found = [fold(word) for word in words_of(name)]
        for end in dict.fromkeys((found[0], found[-1])):
            self._by_end[end].append(handle)
        return handle

    def _add_key(self, key: str, handle: str) -> None:
        self._by_key[key] = handle
        self._keys[handle].append(key)

    def _find(self, tokens: Sequence[Token], name: NameSpan) -> str | None:
        """The entry of a name: the same words, or the last or first words of one that is known.

        Of several with these last words, as a father and a son, the one who was named last.
        """
        text = self._text_of(tokens, name.tokens)
        key = _key(text)
        handle = self._by_key.get(key)
        wanted = [fold(word) for word in words_of(text)]
        if not wanted:
            return handle
        sharing = self._sharing(wanted, name)
        if len(sharing) > 1 and (handle is None or self.records[handle] in sharing):
            before = tokens[name.tokens[0]].start
            return max(sharing, key=lambda known: self._last_named(known.handle, before)).handle
        if handle is None:
            handle = next(
                (known.handle for known in self._with_ends(wanted) if _may_be_short_for(known, wanted, name)), None
            )
            if handle:
                self._add_key(key, handle)
        return handle

    def _sharing(self, wanted: Sequence[str], name: NameSpan) -> list[EntityRecord]:
        """The people who have this one word as their surname."""
        if len(wanted) > 1 or len(self._by_end.get(wanted[0], ())) < 2:
            return []
        found = [known for known in self._with_ends(wanted) if known.kind == "person"]
        return [each for each in found if _may_be_short_for(each, wanted, name) and _surname(each) == wanted[0]]

    def _with_ends(self, wanted: Sequence[str]) -> list[EntityRecord]:
        """The entries whose names begin with the first or end with the last of these words, the latest first."""
        handles = [*self._by_end.get(wanted[0], ()), *self._by_end.get(wanted[-1], ())]
        handles = sorted(set(handles), key=lambda handle: int(handle[1:]), reverse=True)
        return [self.records[handle] for handle in handles]

    def _last_named(self, handle: str, before: int) -> int:
        """Where the entry was named last before this place; -1 if it was not."""
        starts = self._named_at.get(handle, [])
        at = bisect_left(starts, before)
        return starts[at - 1] if at else -1

    def add(self, name: str, kind: EntityKind, at: int) -> str | None:
        """Enters a name that acts at `at`; None if grounding would not take it."""
        handle = self._add_record(" ".join(name.split()), kind)
        if handle:
            self.note_mention(at, handle)
        return handle

    # Who is meant

    def speakers(self, tokens: Sequence[Token], source: Source, silent: Sequence[tuple[int, int]] = ()) -> list[str]:
        """The handles of those that a source names; a pronoun that nothing resolves gives none.

        Args:
            tokens: the sentence.
            source: the noun phrases.
            silent: stretches of the text, such as what is said, in which the speaker is not named.
        """
        handles = []
        for phrase in source.phrases:
            if all(token.tag in (Tag.TIME, Tag.NUMBER) and token.low != "one" for token in tokens[slice(*phrase)]):
                continue  # a number or a day says nothing
            apposition = source.apposition if len(source.phrases) == 1 else None
            handle = self.resolve(tokens, phrase, apposition, [*silent, *self._reported[-_REPORTED:]])
            handle = handle or self._only_one(tokens[phrase[0]])
            if handle:
                self.note_mention(tokens[phrase[0]].start, handle)
                handles.append(handle)
        self._reported += silent
        return list(dict.fromkeys(handles))

    def _only_one(self, pronoun: Token) -> str | None:
        """The only person of a pronoun’s gender near it, though only talked about: “What irks Ms. Lee, she says”."""
        gender = _PERSONAL.get(pronoun.low)
        near = {each.handle for each in self._mentioned(pronoun.start - NEAR, pronoun.start)}
        fitting = [
            each for each in map(self.records.get, near) if each and each.kind == "person" and each.gender == gender
        ]
        return fitting[0].handle if gender and len(fitting) == 1 else None

    def correct_guess(self, handle: str, kind: EntityKind) -> None:
        """Takes the kind that the text shows where only the look of the name told one."""
        known = self.records[handle]
        if known.guessed:
            known.kind, known.guessed = kind, False

    def note_mention(self, start: int, handle: str, *, used: bool = True) -> None:
        """Remembers that the entity acts or speaks at `start`, for the pronouns after it."""
        self.records[handle].used = self.records[handle].used or used
        self._acting.add(handle)
        insort(self._mentions, _Mention(start, True, handle))

    def resolve(
        self,
        tokens: Sequence[Token],
        phrase: Range,
        apposition: Range | None = None,
        silent: Sequence[tuple[int, int]] = (),
    ) -> str | None:
        """The handle of the entity that a noun phrase refers to; None if that stays open."""
        first = tokens[phrase[0]]
        if (
            phrase[1] - phrase[0] == 1
            and fold(first.text) in PRONOUNS
            and not (first.text.isupper() and len(first.text) > 1)
        ):
            return self._pronoun(first.low, first.start, silent)
        name, description = self._named(tokens, phrase), None
        if name is None and apposition and (name := self._named(tokens, apposition)) and _heads_person(tokens, phrase):
            description = phrase
        elif name is None:
            return self._described(tokens, phrase)
        elif apposition and self._named(tokens, apposition) is None and _heads_person(tokens, apposition):
            description = apposition
        around = apposition if apposition and description == apposition else phrase
        return self._of_name(tokens, name, description, around)

    def _named(self, tokens: Sequence[Token], phrase: Range) -> NameSpan | None:
        """The name that a noun phrase is headed by, if any; “a Republican” is none."""
        if (
            tokens[phrase[0]].low in ("a", "an")
            and tokens[phrase[0] + 1 : phrase[1]][:1]
            and tokens[phrase[0] + 1].tag is Tag.NAME
        ):
            return None
        head_end = _head_end(tokens, phrase)
        for name in find_names(tokens[: phrase[1]]):
            start, end = name.tokens
            if start >= phrase[0] and end >= head_end > start and _titles_fit(tokens, phrase, name):
                return name
        return None

    def _of_name(self, tokens: Sequence[Token], name: NameSpan, description: Range | None, around: Range) -> str | None:
        handle = self._find(tokens, name)
        if handle is None:
            kind = name.kind or "other"
            handle = self._add_record(self._text_of(tokens, name.tokens), kind, self._role(tokens, name), name.gender)
        if handle is None:
            return None
        known = self.records[handle]
        if description:
            known.kind = "person"
            known.role = known.role or self._description(tokens, description)
            known.gender = known.gender or _gender_of(tokens, description)
        elif known.kind == "other":
            known.kind = "person" if name.tokens[1] - name.tokens[0] in (2, 3) else "other"
            known.guessed = True
        if known.kind == "person" and known.affiliation is None:
            known.affiliation = self._affiliation(tokens, name, around)
        return handle

    def _description(self, tokens: Sequence[Token], phrase: Range) -> str | None:
        start = phrase[0] + (tokens[phrase[0]].tag is Tag.DETERMINER)
        text = self._text_of(tokens, (start, phrase[1])) if start < phrase[1] else ""
        return text if _may_be_entered(text) else None

    def _affiliation(self, tokens: Sequence[Token], name: NameSpan, around: Range) -> str | None:
        """“Kremlin spokesman Dmitry Peskov”, “Ann Lee, a spokeswoman for the ministry”."""
        for other in find_names(tokens[: around[1]]):
            if other.tokens[0] < min(around[0], name.titles[0]) or other.tokens == name.tokens:
                continue
            handle = self._find(tokens, other)
            if handle and self.records[handle].kind in ("organization", "country"):
                self.records[handle].used = True
                return handle
        return None

    def _described(self, tokens: Sequence[Token], phrase: Range) -> str | None:
        """Somebody without a name: “the spokesman” who is known, or an entry with these words."""
        head = tokens[_head_end(tokens, phrase) - 1].low
        definite = tokens[phrase[0]].low in _DEFINITE
        theirs = phrase[1] - phrase[0] == 2 and tokens[phrase[0]].low in _THEIR  # “his brother”
        if (definite or theirs) and (known := self._by_role(head, tokens[phrase[0]].start)):
            return known
        is_business = phrase[1] - phrase[0] == 2 and head in PEOPLE.persons.businesses
        if definite and is_business and (known := self._the_business(tokens[phrase[0]].start)):
            return known
        if phrase[1] - phrase[0] > _LONGEST_NAME:
            phrase = (phrase[0], _head_end(tokens, phrase))
        kind: EntityKind = (
            "group" if head in PEOPLE.persons.plural
            else "person" if head in PEOPLE.persons.singular | offices()
            else "organization" if head in PEOPLE.persons.bodies
            else "work" if head in PEOPLE.persons.documents
            else "other"
        )  # fmt: skip
        handle = self._add_record(self._text_of(tokens, phrase), kind, gender=_gender_of(tokens, phrase))
        if handle:
            self.records[handle].plural = kind == "group"
        return handle

    def _by_role(self, head: str, before: int) -> str | None:
        """The one who is known by this role, or the body that has this word in its name; the last named of several."""
        for mention in reversed(self._mentioned(before - _FAR, before)):
            known = self.records[mention.handle]
            in_role = known.kind == "person" and head in offices() and head in _role_words(known.role)
            if in_role or (known.kind == "organization" and {head, head + "s"} & known.words):
                return known.handle
        return None

    def _the_business(self, before: int) -> str | None:
        """Whom “the company” means: the only business that has been named."""
        meant = None
        for handle in self._businesses:
            known = self.records.get(handle)
            if known and known.kind == "organization" and self._last_named(handle, before) >= 0:
                if meant:
                    return None
                meant = handle
        return meant

    def _pronoun(self, low: str, at: int, silent: Sequence[tuple[int, int]]) -> str | None:
        """Whom a pronoun means: the nearest subject that fits, or else the only one of its sentence that does."""
        gender = _PERSONAL.get(low)
        fitting = [
            each
            for each in self._mentioned(at - NEAR, at)
            if not any(start <= each.start < end for start, end in silent)
            and self._fits(self.records[each.handle], low, gender)
        ]
        if gender and any(self.records[each.handle].kind == "person" for each in fitting):
            fitting = [each for each in fitting if self.records[each.handle].kind == "person"]
        subjects = [each for each in fitting if each.subject]
        nearest = fitting[-1] if fitting else None
        close = {each.handle for each in fitting if at - each.start <= _SAME_SENTENCE}
        if not subjects and len(close or {each.handle for each in fitting}) > 1:
            return None
        meant = subjects[-1] if subjects else nearest
        if meant and gender:
            self.records[meant.handle].kind, self.records[meant.handle].guessed = "person", False
        return meant.handle if meant else None

    def candidates(self, pronoun: str, since: int, before: int) -> set[str]:
        """All named in `text[since:before]` whom a pronoun could mean, lone surnames of nobody known included."""
        low = pronoun.casefold()
        gender = _PERSONAL.get(low)
        return {
            handle
            for each in self._mentioned(since, before)
            if (known := self.records[handle := each.handle]).name not in PEOPLE.demonyms
            and not (known.kind == "other" and known.name.endswith("s"))
            and ((gender and handle in self._acting and _is_lone(known)) or self._fits(known, low, gender))
        }

    def acting(self, since: int, before: int) -> set[str]:
        """All who are named as subjects in `text[since:before]`."""
        return {each.handle for each in self._mentioned(since, before) if each.subject}

    def may_mean(self, pronoun: str, handle: str) -> bool:
        """Whether a pronoun fits an entity."""
        return self._fits(self.records[handle], pronoun.casefold(), _PERSONAL.get(pronoun.casefold()))

    def _mentioned(self, start: int, end: int) -> Sequence[_Mention]:
        """The mentions from `start` to `end`, the last not included."""
        found = self._mentions
        return found[bisect_left(found, start, key=_start) : bisect_left(found, end, key=_start)]

    def _fits(self, known: EntityRecord, low: str, gender: Gender | None) -> bool:
        if gender:
            return _may_be_person(known) and known.gender in (gender, None) and not known.plural
        if low in _NEUTER:
            return known.kind in ("organization", "country", "work") or (known.guessed and known.kind == "other")
        if low in _PLURAL:
            return known.plural or known.kind in ("group", "organization")
        return False

    # What goes into the answer

    def answer(self) -> list[JsonValue]:
        """The entities that the answer refers to, and everybody named with a role or of a known kind."""
        kept = {each.handle for each in self.records.values() if each.used or (each.kind != "other" and each.role)}
        kept |= {each.affiliation for each in self.records.values() if each.handle in kept and each.affiliation}
        return [
            AnswerEntity(
                handle=each.handle,
                name=each.name,
                kind=each.kind,
                role=each.role,
                affiliation=each.affiliation if each.affiliation != each.handle else None,
            ).model_dump(by_alias=True)
            for each in self.records.values()
            if each.handle in kept
        ]


def _surname(known: EntityRecord) -> str:
    return fold(words_of(known.name)[-1])


def _may_be_short_for(known: EntityRecord, wanted: Sequence[str], name: NameSpan) -> bool:
    """Whether a name can be a shorter form of a known one, or its form with initials."""
    if known.kind not in ("person", "other", name.kind):
        return False
    have = [fold(word) for word in words_of(known.name)]
    size = len(wanted)
    short = size < len(have) and (have[-size:] == wanted or have[:size] == wanted)
    initials = size > 1 and len(have) > 1 and wanted[-1] == have[-1] and wanted[0][0] == have[0][0]
    compatible = not (name.gender and known.gender and name.gender != known.gender)
    return compatible and (short or (initials and name.kind == "person"))


def _role_words(role: str | None) -> list[str]:
    """The words of a role's head: not those after “of” and “for”."""
    return (role or "").partition(" of ")[0].partition(" for ")[0].casefold().split()


def _may_be_person(known: EntityRecord) -> bool:
    """A person, or two or three capitalised words of which nothing says what they name."""
    unknown = known.kind == "other" and (known.guessed or 2 <= len(known.name.split()) <= 3)
    return known.kind == "person" or (unknown and all(word[0].isupper() for word in known.name.split()))


def _is_lone(known: EntityRecord) -> bool:
    """A single capitalised word, which may be a surname whatever it was taken for."""
    return known.kind in ("organization", "other") and known.name.istitle() and " " not in known.name


def _key(name: str) -> str:
    found = [fold(word) for word in words_of(name)]
    while len(found) > 1 and found[0] in ("the", "a", "an", "this", "that"):
        found = found[1:]
    return " ".join(found)


def _may_be_entered(name: str) -> bool:
    """Whether grounding would take it: it has a word that is no pronoun, and is not too long."""
    found = words_of(name)
    return bool(found) and len(name) <= 200 and any(fold(word) not in PRONOUNS for word in found)


def _head_end(tokens: Sequence[Token], phrase: Range) -> int:
    """Where the head of a noun phrase ends: before what is attached to it."""
    for at in range(phrase[0] + 1, phrase[1]):
        inside_name = tokens[at - 1].tag is Tag.NAME and at + 1 < phrase[1] and tokens[at + 1].tag is Tag.NAME
        if tokens[at].tag is Tag.PREPOSITION and not (tokens[at].low == "of" and is_inside_name(tokens, at)):
            return at
        if (
            tokens[at].tag not in (*NOMINAL, Tag.POSSESSIVE, Tag.DETERMINER, Tag.GERUND, Tag.PARTICIPLE, Tag.ADVERB)
            and not inside_name
        ):
            return at
    return phrase[1]


def _titles_fit(tokens: Sequence[Token], phrase: Range, name: NameSpan) -> bool:
    """Not “Trump officials”, whose head is no name: the name must end the head of the phrase."""
    return (
        name.tokens[1] >= _head_end(tokens, phrase)
        and tokens[name.tokens[1] - 1].tag is Tag.NAME
        and phrase[0] <= name.tokens[0]
    )


def _heads_person(tokens: Sequence[Token], phrase: Range) -> bool:
    """Whether a description is of one person (“chairman of the bank”)."""
    return any(token.low in offices() for token in tokens[phrase[0] : _head_end(tokens, phrase)])


def _gender_of(tokens: Sequence[Token], phrase: Range) -> Gender | None:
    for token in tokens[slice(*phrase)]:
        if token.low in PEOPLE.titles.female or token.low in (
            "woman",
            "girl",
            "wife",
            "daughter",
            "sister",
            "widow",
        ):
            return "female"
        if token.low in PEOPLE.titles.male or token.low in (
            "man",
            "boy",
            "husband",
            "son",
            "brother",
            "widower",
        ):
            return "male"
    return None


def _is_subject(tokens: Sequence[Token], name: Range) -> bool:
    """Whether the name stands where a subject does: before a verb, or at the beginning."""
    following = next((token for token in tokens[name[1] : name[1] + 2] if token.tag is not Tag.ADVERB), None)
    return (following is not None and following.tag in VERBAL) or all(
        token.tag not in VERBAL and token.tag is not Tag.PREPOSITION for token in tokens[: name[0]]
    )
