"""Names in a tagged sentence: where they are, and what kind of thing bears them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from summarizer.rules_reader.lexicon.gazetteer import places
from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.rules_reader.syntax.phrases import Range
from summarizer.rules_reader.tagging.tagger import Tag, Token
from summarizer.schema import EntityKind

Gender = Literal["male", "female"]

_CONNECTING = frozenset({"of", "&", "and", "for"})


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name: the tokens of it, and those of the titles before it."""

    tokens: Range
    titles: Range
    kind: EntityKind | None
    """None when the name alone does not tell."""
    gender: Gender | None = None


@cache
def offices() -> frozenset[str]:
    """Titles that are a role."""
    return PEOPLE.titles.office | PEOPLE.persons.singular


def find_names(tokens: Sequence[Token]) -> Iterator[NameSpan]:
    """The names outside of quotations, in order."""
    at = 0
    while at < len(tokens):
        if tokens[at].tag is Tag.NAME:
            end = _end_of_run(tokens, at)
            yield from _names_in(tokens, at, end)
            at = end
        else:
            at += 1


def _end_of_run(tokens: Sequence[Token], start: int) -> int:
    end = start + 1
    while end < len(tokens):
        if tokens[end].tag is Tag.NAME:
            end += 1
        elif end + 1 < len(tokens) and tokens[end + 1].tag is Tag.NAME and _connects(tokens, start, end):
            end += 2
        elif (
            tokens[end].low == "of"
            and end + 2 < len(tokens)
            and tokens[end + 1].low == "the"
            and tokens[end + 2].tag is Tag.NAME
        ):
            if not _heads_a_body(tokens, start, end):
                break
            end += 3
        else:
            break
    return end


def _connects(tokens: Sequence[Token], start: int, at: int) -> bool:
    low = tokens[at].low
    if low in PEOPLE.names.particles:
        return True
    if low not in _CONNECTING:
        return False
    if low == "&":
        return True
    if low == "and":  # only inside the name of a body: Food and Drug Administration
        end = at + 2
        while end < len(tokens) and tokens[end].tag is Tag.NAME:
            end += 1
        return _bare(tokens[end - 1]) in PEOPLE.names.of_bodies and end > at + 2
    return _heads_a_body(tokens, start, at)


def is_inside_name(tokens: Sequence[Token], of: int) -> bool:
    """Whether an “of” joins two parts of one name: Bank of England, not Ann Lee of Orbit Corp."""
    start = of
    while start > 0 and tokens[start - 1].tag is Tag.NAME:
        start -= 1
    return start < of and of + 1 < len(tokens) and tokens[of + 1].tag is Tag.NAME and _heads_a_body(tokens, start, of)


def _heads_a_body(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the last word is one that bodies are called by: “Bank of England”, “World Organization of Rivers”."""
    return _bare(tokens[end - 1]) in PEOPLE.names.of_bodies and _bare(tokens[start]) not in PEOPLE.titles.address


def _bare(token: Token) -> str:
    return token.low.rstrip(".")


def _names_in(tokens: Sequence[Token], start: int, end: int) -> Iterator[NameSpan]:
    """The names of one run of capitals: “President Joe Biden”, “CBS Mr. Smith”."""
    for at in range(start + 1, end):
        if _bare(tokens[at]) in PEOPLE.titles.address and _bare(tokens[at]) != "st":
            yield from _names_in(tokens, start, at)
            yield from _names_in(tokens, at, end)
            return
    first = start
    body = _bare(tokens[end - 1]) in PEOPLE.names.of_bodies or _text(tokens, start, end) in places()
    if not body or _bare(tokens[start]) in PEOPLE.titles.address:
        while first < end and (_bare(tokens[first]) in PEOPLE.titles.address or _is_office(tokens, first, end)):
            first += 1
        office = next((at for at in range(end - 2, first, -1) if tokens[at].low in PEOPLE.titles.office), None)
        first = office + 1 if office else first  # Agriculture Secretary Dale Whitt
    if first < end:
        titles = _titles_before(tokens, start, first)
        yield NameSpan((first, end), titles, _kind(tokens, first, end, titles), _gender(tokens, first, titles))


def _is_office(tokens: Sequence[Token], at: int, end: int) -> bool:
    if tokens[at].low in offices():
        return True
    of_country = tokens[at].text in PEOPLE.demonyms or tokens[at].text in places()
    return of_country and at + 1 < end and tokens[at + 1].low in offices()


def _titles_before(tokens: Sequence[Token], start: int, first: int) -> Range:
    """The titles, with what stands before them in small letters (“Kremlin spokesman”, “chief executive”)."""
    before = start
    while before > 0 and start - before < 6 and tokens[before - 1].tag in (Tag.NOUN, Tag.NAME, Tag.POSSESSIVE):
        before -= 1
    has_office = any(token.low in offices() for token in tokens[before:first])
    return (before if has_office else start), first


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    return " ".join(token.text for token in tokens[start:end])


def _kind(tokens: Sequence[Token], start: int, end: int, titles: Range) -> EntityKind | None:
    text = _text(tokens, start, end)
    last = _bare(tokens[end - 1])
    if kind := places().get(text):
        return kind
    titled = [token.low.rstrip(".") for token in tokens[titles[0] : titles[1]]]
    if any(word in PEOPLE.titles.address or word in offices() for word in titled):
        return "person"
    of_something = any(token.low in ("of", "and") for token in tokens[start:end])
    of_country = end - start > 1 and tokens[start].text in PEOPLE.demonyms
    if last in PEOPLE.names.of_bodies or "&" in text or of_something or of_country:
        return "organization"
    if end - start == 1 and text.isupper() and 1 < len(text) <= 6:
        return "organization"
    if last in PEOPLE.names.of_places:
        return "place"
    first = tokens[start].low
    if end - start > 1 and first in PEOPLE.first_names.male | PEOPLE.first_names.female:
        return "person"
    if end - start > 2 and len(tokens[start + 1].text) == 2 and tokens[start + 1].text.endswith("."):
        return "person"  # John W. Lee
    return None


def _gender(tokens: Sequence[Token], start: int, titles: Range) -> Gender | None:
    for token in tokens[titles[0] : titles[1]]:
        if token.low in PEOPLE.titles.male:
            return "male"
        if token.low in PEOPLE.titles.female:
            return "female"
    first = tokens[start].low
    male, female = first in PEOPLE.first_names.male, first in PEOPLE.first_names.female
    return "male" if male and not female else "female" if female and not male else None
