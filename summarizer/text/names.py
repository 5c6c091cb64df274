"""Names taken apart: titles off, letters plain, and one key for the spellings that transliteration gives a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from summarizer.schema import EntityKind

from .similarity import STOP_WORDS, listed, plain
from .territories import territories

Class = Literal["person", "territory", "body", "work"]

# Readers differ on some kinds (a city state, a party or a movement), never on whether something is a person.
CLASSES: dict[EntityKind, Class] = {
    "person": "person",
    "country": "territory",
    "place": "territory",
    "organization": "body",
    "group": "body",
    "work": "work",
    "other": "work",
}

# Titles and offices that stand before a person's name, by hand.
_TITLES = frozenset(
    listed("""
    mr mrs ms miss dr prof professor sir lord lady dame madam president vice prime deputy minister chancellor
    premier secretary general ambassador envoy senator congressman congresswoman representative governor mayor judge
    justice king queen prince princess emperor pope cardinal archbishop bishop reverend rabbi imam ayatollah sheikh
    general colonel major captain lieutenant sergeant admiral commander chief chairman chairwoman chairperson
    director spokesman spokeswoman spokesperson officer detective inspector herr frau monsieur madame senor senora
    """)
)
# Nouns that name an office: a person called by nothing else has no name.
_OFFICES = _TITLES | frozenset(
    listed("""
    official officials aide adviser advisor analyst expert source sources diplomat lawyer attorney prosecutor leader
    head boss founder owner member lawmaker politician critic witness survivor resident victim suspect man woman boy
    girl mother father wife husband son daughter brother sister neighbor neighbour doctor nurse teacher soldier
    policeman journalist reporter author writer player coach driver worker employee executive ceo author
    """)
)
# One name for places and bodies that news calls by several; exonyms that no rule of transliteration reaches.
_ALIASES = {
    alias: name
    for name, aliases in {
        "kyiv": ("kiev",),
        "kharkiv": ("kharkov",),
        "lviv": ("lvov",),
        "mykolaiv": ("nikolaev",),
        "beijing": ("peking",),
        "mumbai": ("bombay",),
        "kolkata": ("calcutta",),
        "myanmar": ("burma",),
        "yangon": ("rangoon",),
        "turkey": ("turkiye",),
        "czech republic": ("czechia",),
        "netherlands": ("holland",),
        "russia": ("russian federation",),
        "china": ("peoples republic of china",),
        "north korea": ("dprk",),
        "united states": ("us", "usa", "america", "united states of america"),
        "united kingdom": ("uk", "britain", "great britain"),
        "united arab emirates": ("uae",),
        "united nations": ("un", "uno", "onu", "united nations organization"),
        "european union": ("eu", "ue"),
        "nato": ("otan", "north atlantic treaty organization", "north atlantic treaty organisation"),
        "associated press": ("ap",),
        "agence france presse": ("afp",),
        "deutsche presse agentur": ("dpa",),
        "press trust of india": ("pti",),
        "united press international": ("upi",),
    }.items()
    for alias in aliases
}
_EXPANDED_WITHIN = {"un": ("united", "nations"), "eu": ("european", "union"), "us": ("united", "states")}
_LEGAL_FORMS = frozenset(listed("inc corp corporation co company ltd limited llc plc gmbh ag sa spa nv bv oy ab"))
_SMALL_WORDS = frozenset(listed("the of and for a an de la le du des der die das und del di e et y"))
_PARTICLES = frozenset(listed("al el bin ibn ben jr sr"))

# Ukrainian and Russian letters, by the usual press transliteration.
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщыэюяё",
            listed("a b v g g d e ye zh z i i yi i k l m n o p r s t u f kh ts ch sh shch i e yu ya e"),
            strict=True,
        )
    )
    | {"ъ": "", "ь": ""}
)
# In order: what differing transliterations of one sound have in common.
_SOUNDS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"isation", "ization"),
        (r"tre$", "ter"),
        (r"our$", "or"),
        (r"dzh|dj", "j"),
        (r"sch|tch|tsch", "sh"),
        (r"zh", "z"),
        (r"kh|gh", "h"),
        (r"ph", "f"),
        (r"ou|oo", "u"),
        (r"q|ck", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"[jy]", "i"),
        (r"(.)\1+", r"\1"),
        (r"ie", "e"),
        (r"(.)\1+", r"\1"),
    )
)
_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared."""

    tokens: tuple[str, ...]
    """Its words in plain letters, without titles and small words."""
    keys: tuple[str, ...]
    """Of each word, what its transliterations have in common."""
    acronym: str | None = None
    """The letters, when it is one."""
    named: bool = True
    """False for “a Kremlin spokesman”, “officials”, “141 countries”."""

    @property
    def initials(self) -> str:
        """The first letters of its words."""
        return "".join(token[0] for token in self.tokens)

    @property
    def is_full(self) -> bool:
        """For a person: has a given name that is more than an initial, and a surname."""
        return len(self.tokens) > 1 and any(len(token) > 1 for token in self.tokens[:-1])


@lru_cache(maxsize=65536)
def parse(name: str, kind: EntityKind) -> Name:
    """A name taken apart. An entity without any word in its name gives no tokens and matches nothing."""
    bare = _BRACKETS.sub("", name) or name
    return _person(bare) if kind == "person" else _thing(bare, kind)


def country_of(name: str, kind: EntityKind) -> str | None:
    """The country that a place is, or that a large city is known to be in, by its English name in plain letters."""
    if CLASSES[kind] != "territory":
        return None
    called, known = " ".join(parse(name, kind).tokens), territories(_letters)
    country = called if kind == "country" else known.country_of.get(called) or known.countries.get(called)
    return _ALIASES.get(country, country) if country else None


def is_country(name: str) -> bool:
    """Whether a name in plain letters is that of a country, in any of the languages that are known."""
    return name in territories(_letters).countries


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """What the transliterations of a name in plain letters have in common: Sergey, Sergei, Sergej → sergei."""
    for pattern, key in _SOUNDS:
        word = pattern.sub(key, word)
    return word


def _letters(name: str) -> str:
    return plain(plain(name).translate(_CYRILLIC))


def _person(name: str) -> Name:
    spelled = _WORD.findall(_POSSESSIVE.sub("", unicodedata.normalize("NFC", name)))
    tokens = [_letters(word) for word in spelled]
    last_title = max((at for at, token in enumerate(tokens) if token in _TITLES), default=-1)
    rest = tokens[last_title + 1 :]
    if not rest or _is_office(tokens, rest) or not any(map(_is_capital, spelled[last_title + 1 :])):
        kept = tuple(token for token in tokens if token not in STOP_WORDS)
        return Name(kept, tuple(map(sound_key, kept)), named=False)
    kept = tuple(token for token in rest if token not in _PARTICLES) or tuple(rest)
    return Name(kept, tuple(map(sound_key, kept)))


def _is_capital(word: str) -> bool:
    return word[0].isalpha() and not word[0].islower()  # scripts without case have names too


def _is_office(tokens: list[str], rest: list[str]) -> bool:
    of = next((at for at, token in enumerate(tokens) if at and token in ("of", "for", "to", "at", "in", "from")), None)
    head = tokens[of - 1] if of else tokens[-1]
    return any(word in _OFFICES or word.removesuffix("s") in _OFFICES for word in (head, rest[-1])) or rest[0] in (
        "of",
        "for",
        "to",
        "at",
    )


def _thing(name: str, kind: EntityKind) -> Name:
    dotless = _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", name)
    words = _WORD.findall(_POSSESSIVE.sub("", unicodedata.normalize("NFC", dotless)))
    tokens = tuple(map(_letters, words))
    content = tuple(token for token in tokens if token not in _SMALL_WORDS) or tokens
    alias = _alias(" ".join(tokens), kind) or _alias(" ".join(content), kind)
    acronym = content[0] if len(content) == 1 and len(content[0]) <= 6 and words and _is_acronym(words) else None
    if alias:
        content = tuple(token for token in alias.split() if token not in _SMALL_WORDS)
    else:
        content = tuple(part for token in content for part in _expanded(token, content))
        content = tuple(token for token in content if token not in _LEGAL_FORMS) or content
    return Name(content, tuple(map(sound_key, content)), acronym, named=any(map(_is_capital, words)))


def _alias(name: str, kind: EntityKind) -> str | None:
    if alias := _ALIASES.get(name):
        return alias
    if CLASSES[kind] != "territory":
        return None
    known = territories(_letters)
    found = known.countries.get(name) if kind == "country" else known.cities.get(name) or known.countries.get(name)
    return _ALIASES.get(found, found) if found else None


def _is_acronym(words: list[str]) -> bool:
    return any(len(word) > 1 and word.isupper() for word in words)


def _expanded(token: str, name: tuple[str, ...]) -> tuple[str, ...]:
    return _EXPANDED_WITHIN.get(token, (token,)) if len(name) > 1 else (token,)


def is_initial_of(initial: str, token: str) -> bool:
    """Whether one is a single letter that the other begins with."""
    return len(initial) == 1 and token.startswith(initial)
