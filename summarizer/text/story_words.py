"""The words by which an article's story is known: a pure function of its own text, so that no other article changes it.

A word weighs the more the rarer it is in its language at large (`wordfreq`, frozen tables), the oftener and the earlier
it stands, and more when it is a name or a number. Three kinds are kept, the heaviest of each:

* words, for articles of one language;
* pairs of neighbouring words, because two events of one kind share words, but seldom phrases;
* ties, which other languages have too: names, spelled alike whatever the script and the ending, and numbers.
"""

from __future__ import annotations

import datetime as dt
import gzip
import importlib.resources
import json
import math
import re
import sys
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from .languages import detect_language, primary

WORDS = 50
"""Words kept of an article, and as many pairs: twice as many tell no more."""
TIES = 24
"""Ties kept of an article."""
KEYS = 16
"""Words by which an article is looked up, the heaviest ones."""
TIE_KEYS = 6
"""Ties by which it is looked up."""

_COMMON = 5.3
"""Zipf frequency (logarithm of occurrences in a thousand million words) from which on a word tells nothing."""
_RAREST = 8.0
"""From which the weight of a word is counted: so much less the Zipf frequency, to the power of 1.5."""
_UNLISTED = 1.5
"""Zipf frequency taken for a word that is not in the table, which ends at 3."""
_IDENTIFIER = 3.0
"""Zipf frequency taken for letters and digits in one word, such as a flight or a road."""
_NAME, _NUMBER = 1.5, 2.0
"""Times as much as another word weighs a name, and a number: kinds of events share words, an event has its figures."""
_LEAD, _LEAD_DENSE = 400, 150
"""Characters of the lead; in scripts that write a word with one or two of them."""
_IN_LEAD, _IN_TITLE = 4, 3
"""Times as often as elsewhere a word in the lead counts, and one in the title."""
_AT_HAND = 50_000
"""Words of a language of which it is at hand how frequent they are: nearly all that a text has, over and over."""
_FINENESS = 100
"""Weights are whole numbers of this fraction, so that they are the same on any machine."""

_DENSE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_HANGUL = "\uac00-\ud7a3"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer: written without spaces, and no tables for them."""
_INDIC = "\u0900-\u0963\u0966-\u0dff"
"""With vowel signs, which are no letters of their own."""
_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c\u00ad]")
"""What Hebrew and Arabic may do without, and what only says where a word may be divided."""
_GROUPED = re.compile(r"(?<=\d)[.,'\u00a0\u202f](?=\d{3}(?!\d))")
_IN_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])")
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)(?!\w)"
    rf"|(?P<dense>[{_DENSE}{_HANGUL}]+)|(?P<katakana>[{_KATAKANA}]+)|(?P<unspaced>[{_UNSPACED}]+)"
    rf"|(?P<word>(?:\b[Oo]['’](?=[A-Z]))?(?:(?![{_DENSE}{_HANGUL}{_KATAKANA}{_UNSPACED}\u3041-\u309f])[\w\u0300-\u036f{_INDIC}])+"
    rf"(?:(?<=\w{{3}})['’]\w{{1,2}}(?!\w))?)"
)
_PIECE = 4
"""Letters of a script without spaces that are taken for a word."""
_GAP = re.compile(r"[^\n.!?;:]?")
"""What may stand between the two words of a pair."""

_INFLECTED = frozenset("bg cs el et fi hr hu lt lv mk pl ru sh sk sl tr uk".split())
"""Languages in which the end of a word says its part in the sentence: cut to `_STEM` letters, words are found again as
well as by a stemmer made for the language (McNamee and Mayfield 2004, “Character n-gram tokenization”)."""
_STEM = 5
_ARTICLE = re.compile(r"^[وفبك]?ال(?=\w{3})|^لل(?=\w{3})")
"""Of Arabic, which is written as one word with its noun, alone or with a preposition."""
_VOWELS = frozenset("aeiouyаеиоуыэюяёіїєйьъαεηιουω")

_TO_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґђјљњћџѓќѕў" + "αβγδεζηθικλμνξοπρσςτυφχψω",
            "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i e g dj j lj nj c dz g k dz u"
            " a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "),
            strict=True,
        )
    )
)


_Token = tuple[str, float, bool, str]
"""A word, its Zipf frequency, whether it is capitalised, and by what it is known."""


@dataclass(frozen=True)
class StoryWords:
    """What grouping knows of an article; nothing else of it is needed, so that a store can keep it."""

    language: str
    """The primary code of the article's language, as the tables have it; empty when it is not known."""
    day: int | None
    """The day of publication, as `date.toordinal` counts; None when it is not known."""
    words: tuple[str, ...]
    """The words that weigh most, the heaviest first."""
    weights: array[int] = field(repr=False)
    """What each of the words weighs, in their order."""
    ties: tuple[str, ...]
    """Names and numbers as other languages have them too, heaviest first."""
    tie_weights: array[int] = field(repr=False)
    pairs: array[int] = field(repr=False)
    """Hashes of the heaviest pairs of neighbouring words, ascending."""

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> str:
        """Equal for two articles only if grouping knows the same of both: the language, and a hash of the rest."""
        known = blake2b(self.dump().encode("utf-8", "surrogatepass"), digest_size=12)
        return f"{self.language}-{known.hexdigest()}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The words by which it is looked up: “cheeks” as its language has it, “=cheek” for any."""
        return (*self.words[:KEYS], *(f"={tie}" for tie in self.ties[:TIE_KEYS]))

    def dump(self) -> str:
        """As a line of JSON, the same for the same words."""
        parts = (
            self.language,
            self.day,
            " ".join(self.words),
            self.weights.tolist(),
            " ".join(self.ties),
            self.tie_weights.tolist(),
            self.pairs.tolist(),
        )
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, line: str) -> StoryWords:
        """What `dump` wrote."""
        language, day, words, weights, ties, tie_weights, pairs = json.loads(line)
        return cls(
            language=language,
            day=day,
            words=tuple(map(sys.intern, words.split())),
            weights=array("H", weights),
            ties=tuple(map(sys.intern, ties.split())),
            tie_weights=array("H", tie_weights),
            pairs=array("I", pairs),
        )


def story_words(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    day: dt.date | None = None,
    extra_words: Iterable[str] = (),
) -> StoryWords:
    """The words by which the story of an article is known.

    Args:
        language: BCP-47; told from the text when it is not given.
        day: of publication.
        extra_words: names in it as another language has them, such as a reader found them in the desk's.
    """
    code = primary(language or detect_language(f"{title or ''} {text}"))
    found = _Found(code)
    if title:
        found.take(title, title=True)
    found.take(text)
    weights = found.weights()
    ties = found.ties(weights)
    for name in extra_words:
        other = _Found("en")
        other.take(name.title(), title=True)
        for tie, weight in other.ties(other.weights()).items():
            ties[tie] = max(ties[tie], weight)
    words, tied = _heaviest(weights, WORDS), _heaviest(ties, TIES)
    return StoryWords(
        language=code,
        day=day.toordinal() if day else None,
        words=tuple(words),
        weights=array("H", words.values()),
        ties=tuple(tied),
        tie_weights=array("H", tied.values()),
        pairs=array("I", sorted(found.pairs())),
    )


class _Found:
    """The words of an article as they are found in it."""

    def __init__(self, language: str) -> None:
        self._frequencies = _Frequencies.of(language)
        self._counts: dict[str, int] = {}
        self._zipf: dict[str, float] = {}
        self._seen: dict[str, int] = {}
        self._capital: dict[str, int] = {}
        self._forms: dict[str, str] = {}
        self._common: dict[str, tuple[float, int, int]] = {}
        """Words that tell nothing: their frequency, how often they stand there, how often capitalised."""
        self._pairs: dict[tuple[str, str], None] = {}

    def take(self, text: str, *, title: bool = False) -> None:
        """Counts the words of a text."""
        text = _prepared(text)
        before, end = "", 0
        counts, seen, common = self._counts, self._seen, self._common
        for start, stop, (word, zipf, is_capital, key) in self._tokens(text):
            if zipf > _COMMON:
                frequency, times, capitals = common.get(key, (0.0, 0, 0))
                common[key] = max(frequency, zipf), times + 1, capitals + is_capital
                before = ""
                continue
            dense = _LEAD_DENSE if word[0] > "\u1100" else _LEAD
            count = _IN_TITLE if title else _IN_LEAD if start < dense else 1
            if key in counts:
                counts[key] += count
                seen[key] += 1
                self._capital[key] += is_capital
                if zipf > self._zipf[key]:
                    self._zipf[key] = zipf
            else:
                counts[key], seen[key], self._capital[key], self._zipf[key] = count, 1, is_capital, zipf
                self._forms[key] = word
            if before and (start < end or _GAP.fullmatch(text, end, start)):
                self._pairs[before, key] = None
            before, end = key, stop

    def weights(self) -> dict[str, int]:
        """What each word weighs."""
        return {
            word: min(65535, round(_FINENESS * (1 + math.log(count)) * self._rarity(word)))
            for word, count in self._counts.items()
            if word not in self._common
        }

    def ties(self, weights: Mapping[str, int]) -> Counter[str]:
        """What each name and number weighs."""
        found: Counter[str] = Counter()
        for word, weight in weights.items():
            if word[0].isdigit() or self._is_name(word):
                tie = word if word[0].isdigit() else _stem(_latin(self._forms[word]))
                if len(tie) > 1:
                    found[tie] = max(found[tie], weight)
        return found

    def pairs(self) -> Iterator[int]:
        """The heaviest pairs, as numbers."""
        rarity = {word: self._rarity(word) for pair in self._pairs for word in pair}
        weighed = {
            " ".join(pair): round(_FINENESS * math.sqrt(rarity[pair[0]] * rarity[pair[1]])) for pair in self._pairs
        }
        for pair in _heaviest(weighed, WORDS):
            yield int.from_bytes(blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=4).digest())

    def _rarity(self, word: str) -> float:
        kind = _NUMBER if word[0].isdigit() else _NAME if self._is_name(word) else 1.0
        zipf = self._zipf[word]
        if word in self._common:  # “este” is common, “esté” is not, and they are looked up as one
            zipf = max(zipf, self._common[word][0])
        return kind * math.pow(max(0.0, _RAREST - zipf), 1.5)

    def _is_name(self, word: str) -> bool:
        _, times, capitals = self._common.get(word, (0.0, 0, 0))
        return 2 * (self._capital[word] + capitals) > self._seen[word] + times

    def _tokens(self, text: str) -> Iterator[tuple[int, int, _Token]]:
        """Each word with its place."""
        zipf = self._frequencies
        for match in _TOKEN.finditer(text):
            kind, found = match.lastgroup, match.group()
            start, stop = match.span()
            if kind == "word":
                yield start, stop, zipf.token(found)
            elif kind == "number":
                yield start, stop, _number(found)
            elif kind == "dense":
                for at in range(len(found) - 1):
                    two = zipf.simplified(found[at : at + 2])
                    yield start + at, start + at + 2, (two, zipf.of_two(two), False, zipf.key(two))
            elif kind == "katakana":
                yield start, stop, (found, zipf.of_word(found), len(found) > 2, zipf.key(found))
            elif kind == "unspaced":
                for at in range(len(found) - _PIECE + 1):
                    piece = found[at : at + _PIECE]
                    yield start + at, start + at + _PIECE, (piece, _IDENTIFIER, False, zipf.key(piece))


class _Frequencies:
    """How frequent words are in one language."""

    def __init__(self, language: str) -> None:
        import wordfreq

        self._table: Mapping[str, float] = {}
        if language in wordfreq.available_languages("small"):
            self._table = wordfreq.get_frequency_dict(language, "small")
        self._inflected = language in _INFLECTED
        self.token = lru_cache(maxsize=_AT_HAND)(self._token)
        self._simpler: Mapping[int, int] = {}
        self._to_latin = language == "sh"
        self._one: defaultdict[str, float] = defaultdict(float)
        self._two: defaultdict[str, float] = defaultdict(float)
        if language == "zh":
            self._simpler = _simpler_characters()
        if language in ("zh", "ja", "ko"):
            for word, frequency in self._table.items():
                for letter in word:
                    self._one[letter] += frequency
                for at in range(len(word) - 1):
                    self._two[word[at : at + 2]] += frequency

    @staticmethod
    @cache
    def of(language: str) -> _Frequencies:
        """The frequencies of a language: read once, when a first article of it comes."""
        return _Frequencies(language)

    def _token(self, found: str) -> _Token:
        """A word as it stands in a text."""
        if found.isdecimal():
            return _number(found)
        folded = found.casefold().replace("’", "'")
        if folded.startswith("o'"):
            folded = f"o{folded[2:]}"
        base, _, ending = folded.partition("'")
        # “wasn't” tells nothing, “women's” and “İmamoğlu'na” what they tell without their endings
        nothing = ending not in ("", "s") and self.has(folded)
        zipf = _COMMON + 1 if nothing else self.of_word(base)
        return base, zipf, found[0] != folded[0], base if zipf > _COMMON else self.key(base)

    def key(self, word: str) -> str:
        """By what a word that tells something is known, whatever its ending."""
        plain = word if word[0].isdigit() else _plain(word)
        return _stem(plain) if self._inflected and not word[0].isdigit() else plain

    def simplified(self, word: str) -> str:
        """Traditional characters as the simplified ones that the table has."""
        return word.translate(self._simpler) if self._simpler else word

    def has(self, word: str) -> bool:
        """Whether the table has a word."""
        return word in self._table

    def of_word(self, word: str) -> float:
        """The Zipf frequency of a word as it is written, in lower case."""
        if len(word) == 1 and word < "\u0530":
            return _COMMON + 1
        frequency = self._table.get(word.translate(_TO_LATIN) if self._to_latin else word)
        if frequency:
            return math.log10(frequency) + 9
        if any(letter.isdigit() for letter in word):
            return _IDENTIFIER
        if self._table:
            return _UNLISTED
        # no table: the shorter a word, the more frequent (Zipf 1935)
        return max(_UNLISTED, 6.5 - 0.5 * len(word))

    def of_two(self, two: str) -> float:
        """The Zipf frequency of two characters side by side, within a word or where two words meet."""
        if not self._table:
            return _IDENTIFIER
        frequency: float = self._two.get(two, 0.0) + self._one.get(two[0], 0.0) * self._one.get(two[1], 0.0)
        return max(_UNLISTED, math.log10(frequency) + 9) if frequency else _UNLISTED


def _prepared(text: str) -> str:
    """A text with one form for each letter and digit, and numbers in one piece."""
    text = _IN_GROUPS.sub(lambda number: number.group().replace(" ", ""), _GROUPED.sub("", text))
    if not text.isascii():
        text = _POINTS.sub("", unicodedata.normalize("NFKC", text))
        text = re.sub(r"(?![0-9])\d", lambda digit: str(unicodedata.digit(digit.group())), text)
    return text


def _number(found: str) -> _Token:
    return found, _of_number(found), False, found


def _of_number(number: str) -> float:
    """The Zipf frequency taken for a number: the same in all languages."""
    digits = len(number.replace(",", "").replace(".", ""))
    if digits == 1:
        return _COMMON + 1
    if digits == 4 and number[:2] in ("19", "20"):
        return 4.5
    return {2: 4.5, 3: 4.0, 4: 3.3}.get(digits, 2.5)


def _heaviest(weights: Mapping[str, int], most: int) -> dict[str, int]:
    first = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {sys.intern(word): weight for word, weight in first if weight}


def _plain(word: str) -> str:
    """A word without its accents and vowel points."""
    if word.isascii():
        return word
    if "\u0600" <= word[0] <= "\u06ff":
        return _ARTICLE.sub("", word)
    if word[0] > "\u052f":
        return word
    letters = (letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return "".join(letters).replace("ı", "i")


def _stem(word: str) -> str:
    cut = word[:_STEM]
    return cut[:-1] if len(cut) > 3 and cut[-1] in _VOWELS else cut


def _latin(word: str) -> str:
    return _plain(_plain(word).translate(_TO_LATIN))


@lru_cache(maxsize=1)
def _simpler_characters() -> Mapping[int, int]:
    import msgpack

    packed = importlib.resources.files("wordfreq").joinpath("data/_chinese_mapping.msgpack.gz").read_bytes()
    table: dict[int, Any] = msgpack.unpackb(gzip.decompress(packed), raw=False, strict_map_key=False)
    return table
