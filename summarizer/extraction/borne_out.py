"""Whether the sentences that an item points at bear out what a model wrote in its own words.

What is checked are names, numbers and main words. A description may use other inflections and near synonyms, so main
words count together: half of them must be there, and a word that stands elsewhere in the article counts half. What is
not checked is how the words are put together: that “A sues B” is not “B sues A” no word shows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from summarizer.schema import Entity
from summarizer.text.similarity import STOP_WORDS, concept, content_words, plain, words
from summarizer.text.words import UNSPACED, Span, numbers_of

ENOUGH = 0.5
"""Share of the main words that must be borne out."""
NEAR = 3
"""Sentences before and after those pointed at in which a name may stand instead."""

_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion "
    "ein eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million milliarde "
    "un une deux trois quatre cinq six sept huit neuf dix onze douze cent mille "
    "uno dos tres cuatro cinco seis siete ocho nueve diez".split()
)
_EMPTY = frozenset(
    "people person man woman men women group side plan use used take takes taken give gives given get gets go goes "
    "way thing things work works part number new hold holds held keep keeps kept keeping going personen leute gens "
    "send sends sending receive receives receiving make makes making personas die war werden wird wurde sein est "
    "sont etre son".split()
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_HIRAGANA = re.compile("[\u3040-\u309f]")
_UNSPACED_PRONOUNS = re.compile("[她他它彼]")
"""Where no spaces stand between words, a run of letters is compared by its pairs of letters."""
_IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "be was were been", "bear bore born", "beat beaten", "become became", "begin began begun", "bend bent",
        "bind bound", "bite bit bitten", "bleed bled", "blow blew blown", "break broke broken", "bring brought",
        "build built", "burn burnt", "buy bought", "catch caught", "choose chose chosen", "come came", "creep crept",
        "deal dealt", "dig dug", "draw drew drawn", "drink drank drunk", "drive drove driven", "eat ate eaten",
        "fall fell fallen", "feed fed", "feel felt", "fight fought", "find found", "flee fled", "fly flew flown",
        "forbid forbade forbidden", "forget forgot forgotten", "freeze froze frozen", "get got gotten",
        "give gave given giving", "go went gone", "grow grew grown", "hang hung", "hear heard", "hide hid hidden",
        "hold held", "keep kept", "know knew known", "lay laid", "lead led", "leave left", "lend lent", "lie lay lain",
        "light lit", "lose lost", "make made", "mean meant", "meet met", "pay paid", "ride rode ridden",
        "ring rang rung",
        "rise rose risen", "run ran", "say said", "see saw seen", "seek sought", "sell sold", "send sent",
        "shake shook shaken", "shine shone", "shoot shot", "show shown", "shrink shrank shrunk", "sing sang sung",
        "sink sank sunk", "sit sat", "sleep slept", "slide slid", "speak spoke spoken", "speed sped", "spend spent",
        "spring sprang sprung", "stand stood", "steal stole stolen", "stick stuck", "strike struck stricken",
        "swear swore sworn", "sweep swept", "swim swam swum", "swing swung", "take took taken", "teach taught",
        "tear tore torn", "tell told", "think thought", "throw threw thrown", "understand understood",
        "wake woke woken", "wear wore worn", "weep wept", "win won", "wind wound", "withdraw withdrew withdrawn",
        "write wrote written",
    )
    for form in forms.split()
}  # fmt: skip
"""English verbs whose forms begin alike in too few letters, each form with its infinitive."""
PRONOUNS = frozenset(
    """he she it they we i you him her them us me who whom which that this these those his hers its their theirs our
    ours my mine your yours himself herself itself themselves er sie es ihn ihm ihr ihnen wir ich il elle ils elles lui
    leur on nous él ella ellos ellas usted nosotros""".split()
)
_REFERRING = PRONOUNS | frozenset(
    """one some many several most both all others another each critics opponents supporters authorities officials sein
    seine seiner ihre ihrer ihren dieser diese dieses sich se son sa ses leurs su sus le la les lo los las
    such latter former""".split()
)


class Evidences:
    """The sentences of an article and its names, for asking whether they bear out an item.

    Args:
        text: the article's text.
        title: its title, which may name what the text does not.
        sentences: where its sentences stand, in order.
    """

    def __init__(self, text: str, title: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = list(sentences)
        self._starts = [start for start, _ in sentences]
        self._everywhere = f"{title}\n{text}"
        self._names: dict[str, frozenset[str]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def learn_names(self, entities: Iterable[Entity]) -> None:
        """Learns what the article's entities are called, and by what role or body they may be meant."""
        by_id = {entity.id: entity for entity in entities}
        for entity in by_id.values():
            self._names[entity.id] = frozenset(word for word in words(entity.name) if word not in STOP_WORDS)
            body = by_id.get(entity.affiliation or "")
            called = f"{entity.role or ''} {body.name if body else ''}"
            known = self._names[entity.id] | {word for word in words(called) if word not in STOP_WORDS}
            # without spaces an office is one run with whom it is of, and stands at the end: 斯卡恩市长
            self._known[entity.id] = known | {word[-2:] for word in known if _UNSPACED.search(word)}

    def why_not_borne_out(self, written: str, spans: Sequence[Span], trigger: str = "") -> str | None:
        """Why the sentences do not bear out what is written, or None when they do."""
        here = f"{self._cut(spans)} {trigger}" if spans else self._everywhere
        if number := next(
            iter(numbers_of(written) - numbers_of(self._around(spans) if spans else self._everywhere)), None
        ):
            return f"the number {number} does not stand in the sentences pointed at"
        names = frozenset[str]().union(*self._names.values()) if self._names else frozenset[str]()
        main = [
            word
            for word in dict.fromkeys(words(written))
            if len(word) > 2 and word not in STOP_WORDS and word not in _EMPTY and word not in _NUMBER_WORDS
        ]
        main = [word for word in main if word not in names and not word.isdigit()]
        if not main:
            return None
        missing = [word for word in main if not _borne(word, here)]
        elsewhere = sum(_borne(word, self._everywhere) for word in missing)
        share = (len(main) - len(missing) + elsewhere / 2) / len(main)
        if share < ENOUGH or len(missing) == len(main) > 1:
            said = ", ".join(f"“{word}”" for word in missing[:4])
            return f"{said}: the sentences pointed at say nothing of it; use their words, or point at those that do"
        return None

    def can_mean(self, entity: str, spans: Sequence[Span]) -> bool:
        """Whether something can mean the entity: a pronoun in the sentences, its name or its role in or near them."""
        sentences = self._cut(spans)
        if _REFERRING & set(words(sentences)) or _UNSPACED_PRONOUNS.search(sentences):
            return True
        around = self._around(spans)
        known = self._known.get(entity, frozenset())
        return not known or any(_borne(word, around) for word in known) or _initials(entity, around)

    def _cut(self, spans: Sequence[Span]) -> str:
        return " ".join(self._text[start:end] for start, end in spans)

    def _around(self, spans: Sequence[Span]) -> str:
        """The sentences, and a few before and after them."""
        if not spans or not self._sentences:
            return self._text
        first = max(0, bisect_left(self._starts, spans[0][0]) - NEAR)
        last = min(len(self._sentences) - 1, bisect_left(self._starts, spans[-1][0]) + NEAR)
        return self._text[self._sentences[first][0] : self._sentences[last][1]]


def _initials(name: str, text: str) -> bool:
    letters = "".join(word[0] for word in words(name))
    return len(letters) > 1 and letters in words(text)


@lru_cache(maxsize=4096)
def _vocabulary(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    return content_words(text), tuple(sorted(set(words(text))))


@lru_cache(maxsize=65536)
def _borne(word: str, text: str) -> bool:
    """Whether the word, an inflection of it, a compound with it or a near synonym stands in the text."""
    stems, there = _vocabulary(text)
    if _UNSPACED.search(word):
        # Japanese endings and particles, in letters of their own, are in every sentence
        pairs = {word[at : at + 2] for at in range(max(1, len(word) - 1))}
        pairs = {pair for pair in pairs if not _HIRAGANA.search(pair)} or pairs
        written = _as_compared(text)
        return sum(pair in written for pair in pairs) >= len(pairs) / 2
    if concept(word) in stems:
        return True
    forms = [word, word[2:]] if word.startswith("ge") and len(word) > 6 else [word]  # a German participle
    verb = _infinitive(word)
    return any(_infinitive(other) == verb for other in there) or any(
        _akin(form, other) for form in forms for other in there
    )


@lru_cache(maxsize=4096)
def _as_compared(text: str) -> str:
    return plain(text)


def _infinitive(word: str) -> str:
    """The infinitive of an irregular verb's form, else the word."""
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ing")):
        if form in _IRREGULAR:
            return _IRREGULAR[form]
    return word


def _akin(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= (5 if shorter[0] < "\u0370" else 3) and (longer.endswith(shorter) or shorter in longer):
        return True
    common = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        common += 1
    return common >= max(3, len(shorter) - 2) if len(shorter) > 3 else common == len(shorter) == 3
