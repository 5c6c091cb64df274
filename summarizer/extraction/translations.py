"""A model's translations of its own words and of names into the desk's language, and whether each fits its original.

A translation is nobody's words and no evidence; it stands beside what was checked against the article. So it may say no
more: it has the same numbers, names the same people and places, brings in no name that the article lacks, and quotes
nothing, because quotations are never translated in place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from summarizer.extraction.borne_out import PRONOUNS
from summarizer.extraction.fault import UnsoundError
from summarizer.schema import Article, Entity, EntityKind
from summarizer.text.languages import detect_language, primary
from summarizer.text.names import CLASSES, country_of, is_country, parse
from summarizer.text.numbering.marks import SIGNS
from summarizer.text.similarity import plain
from summarizer.text.words import Words, numbers_of, words_of

_CITED = re.compile(r"\s*\[[\d\s,;–-]+\]")
_LONGEST = {"g": 1500, "n": 200}
_LONGEST_TEXT = 600
_MARKED = re.compile(f"[{re.escape(''.join(sorted(set(SIGNS) - set('‘’‚‛`') - {chr(39)})))}]")
"""Quotation marks, without those that may be apostrophes."""
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+)\W*$")
_NOUNS_HAVE_CAPITALS = ("de", "lb")
_SHORT = 3
"""Letters of a word that is too short to be taken for a name, and by which names are known again."""
_LIKE = 0.6
"""Likeness of two spellings of one name: Selenskyj, Zelensky."""
_WRITTEN_OUT = 12
"""Numbers up to this may be digits in one language and a word in the other: 1車線, one lane."""
_OTHER_COUNTING = re.compile(r"\d\s*[月十百千万萬億亿兆]")
"""Numbers of Chinese and Japanese that other languages write with other digits: 2千万, 5月."""
_LETTERS_APART = "\u0250"
"""From here on scripts have letters whose sounds are not compared, but for the Cyrillic ones."""


class Translations:
    """The translations of one answer, by their places on the wire: g, n2, e1.

    Args:
        given: the texts by place.
        into: the language that was asked for; None when none was.
        article: what is translated.
    """

    def __init__(self, given: Mapping[str, str], into: str | None, article: Article) -> None:
        self._given = given if into else {}
        self._into = primary(into)
        self._is_foreign = bool(into) and bool(primary(article.language) or detect_language(article.text))
        self._article = article
        self._entities: tuple[Entity, ...] = ()
        self.missing: list[str] = []
        """Places of what has no translation though it should have one."""

    def name(self, place: str, name: str, kind: EntityKind, others: Iterable[str]) -> str | None:
        """The name of an entity in the desk's language; None where that has no other one.

        Args:
            place: the handle of the entity.
            name: its name in the article.
            kind: what it is.
            others: the names of the article's entities.

        Raises:
            UnsoundError: this can be no other name of it.
        """
        given = self._given.get(place, "").strip()
        if not given or given == name:
            return None
        _check_form(place, given)
        if not words_of(given) or all(plain(word) in PRONOUNS for word in words_of(given)):
            raise UnsoundError(f"“{given}” is no name")
        if _numbers(given) - _numbers(name):
            raise UnsoundError(f"“{given}” has a number that “{name}” lacks")
        if any(plain(given) == plain(other) != plain(name) for other in others):
            raise UnsoundError(f"“{given}” is another entity of the article, not “{name}”")
        if not _may_be_called(name, given, kind):
            raise UnsoundError(f"“{given}” is no other spelling of “{name}”: it is somebody or something else, or more")
        return given

    def learn_names(self, entities: Iterable[Entity]) -> None:
        """Learns the names that translations may have instead of the article's own."""
        self._entities = tuple(entities)

    def text(self, place: str, of: str) -> str | None:
        """The translation of a text; None when there is none, or none was asked for.

        Args:
            place: “g”, “e1”, “s1”, “f1”, “b1”.
            of: what it translates.

        Raises:
            UnsoundError: it says something else than what it translates.
        """
        given = " ".join(_CITED.sub("", self._given.get(place, "")).split())
        if not given:
            if self._is_foreign:
                self.missing.append(place)
            return None
        _check_form(place, given)
        mine, theirs = _numbers(given), _numbers(of)
        apart = {number for number in mine ^ theirs if not number.isdecimal() or int(number) > _WRITTEN_OUT}
        if apart and not _OTHER_COUNTING.search(of):
            number = min(apart)
            raise UnsoundError(
                f"the number {number} stands in {'the translation' if number in mine else 'the text'} alone"
            )
        for entity in self._entities:
            if entity.kind in ("person", "country", "place") and not _is_named_alike(entity, of, given):
                raise UnsoundError(f"it does not name “{entity.translation or entity.name}”, whom the text names")
        if stranger := next(self._strange_names(given), None):
            raise UnsoundError(f"the name “{stranger}” stands neither in the article nor among the names in t")
        return given

    def _strange_names(self, given: str) -> Iterator[str]:
        """Names in a translation that neither the article has nor the names that came with it.

        A word with a capital that is common in the desk's language (“President”, “Tuesday”) is taken for no name.
        """
        common = _common_words(self._into)
        if self._into in _NOUNS_HAVE_CAPITALS or not common:
            return
        for match in re.finditer(r"[\w\u0300-\u036f]+", given):
            word = match[0]
            if len(word) <= _SHORT or not word[0].isupper() or _SENTENCE_START.search(given[: match.start()]):
                continue
            if plain(word) not in common and not self._words.akin(plain(word)):
                yield word

    @cached_property
    def _words(self) -> Words:
        """The words of the article and of its names in the desk's language, in plain letters."""
        names = " ".join(entity.translation or "" for entity in self._entities)
        return Words(plain(f"{self._article.title or ''}\n{self._article.text}\n{names}"))


def _check_form(place: str, given: str) -> None:
    if len(given) > _LONGEST.get(place[0], _LONGEST_TEXT):
        raise UnsoundError("it is longer than any text of its kind")
    if _MARKED.search(given):
        raise UnsoundError("it has quotation marks: quotations are not translated, and a translation is nobody's words")


def _numbers(text: str) -> set[str]:
    """The numbers of a text in European digits."""
    return {"".join(str(unicodedata.digit(digit)) for digit in number) for number in numbers_of(text)}


def _is_named_alike(entity: Entity, of: str, given: str) -> bool:
    """Whether an entity that a text names is named in its translation as well."""
    if next(Words(of).find(entity.name, 0, len(of)), None) is None:
        return True
    there = Words(plain(given))
    names = f"{entity.name} {entity.translation or ''}"
    return any(there.akin(word) for word in words_of(plain(names)) if len(word) > 1 or not word.isascii())


def _may_be_called(name: str, given: str, kind: EntityKind) -> bool:
    """Whether two names in two languages can be those of one entity, as far as that can be told."""
    if CLASSES[kind] == "territory":
        known = is_country(plain(name)) and is_country(plain(given))
        return not known or country_of(name, "country") == country_of(given, "country")
    own, other = parse(name, kind), parse(given, kind)
    if kind != "person" or not (own.named and other.named):
        return True
    if any(letter >= _LETTERS_APART for key in (*own.keys, *other.keys) for letter in key):
        return True  # by their sounds no two of these are compared
    alike = any(_sounds_alike(one, another) for one in own.keys for another in other.keys)
    return alike and len(other.tokens) <= len(own.tokens)


def _sounds_alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    return one[:_SHORT] == other[:_SHORT] or Levenshtein.normalized_similarity(one, other) >= _LIKE


@lru_cache(maxsize=4)
def _common_words(language: str) -> frozenset[str]:
    """The words of a language that its frequency table has; none where there is no table."""
    import wordfreq

    if language not in wordfreq.available_languages("small"):
        return frozenset()
    return frozenset(map(plain, wordfreq.get_frequency_dict(language, "small")))
