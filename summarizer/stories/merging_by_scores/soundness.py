"""Whether the merged items that a sentence of a gist names do say so.

A check on words, without a model: every name, number, date and quoted word of the sentence stands in the items that it
names, its other words do as far as a paraphrase keeps them, and it neither adds nor drops a negation, a status, a side
or the one who says so. What it cannot see is who does what to whom among people that the items all name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from summarizer.dates import edtf
from summarizer.schema import Difference, EventStatus, Position, StoryEntity
from summarizer.text.names import is_country, sound_key
from summarizer.text.similarity import (
    NEGATIONS,
    STOP_WORDS,
    concept,
    content_words,
    listed,
    negated_words,
    plain,
    words,
)
from summarizer.text.words import numbers_of

from .figures import NUMBER_WORDS, figures
from .gist_dates import Dates, Named, dates
from .grounds import Ground, Grounds
from .signs import Sign, heavy_words, shows, signs, without

LONGEST = 400
"""Code points of a sentence."""
MOST_ITEMS = 6
"""Items that one sentence may rest on: with more of them, nearly anything would be found in one."""
COVERED = 0.6
"""Share of a sentence's content words, its names, numbers and dates aside, that its items must have. Of 37 sentences
written for the items of four stories 34 hold, those at 0.67 and above; of 52 altered or misplaced ones none does, and
sentences beside the items of another story have 0.38 at most."""

_TO_COME: frozenset[EventStatus] = frozenset(("planned", "proposed", "possible"))
_STATUS_SIGNS: dict[EventStatus, tuple[Sign, ...]] = {
    "planned": ("to_come",),
    "proposed": ("wanted", "possible"),
    "possible": ("possible", "wanted"),
    "refused": ("off", "wanted", "possible"),
    "cancelled": ("off",),
    "alleged": ("told",),
}
_POSITION_SIGNS: dict[Position, tuple[Sign, ...]] = {
    "supports": ("for", "wanted"),
    "opposes": ("against",),
    "conditional": ("on_conditions", "for", "wanted"),
    "neutral": ("neutral",),
}
_QUOTED = re.compile(r"“([^“”]*)”|„([^„“”]*)[“”]|«\s*([^«»]*?)\s*»|\"([^\"]*)\"")
_MARKED = re.compile(r"[“„«\"](.+?)[”“»\"]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*")
_OPENING = re.compile(r"^\W*|[:;“„«]\s*|[.!?]\s+")
_PREPOSITION = re.compile(r"\b(?:against|gegen|contre|contra|contro)\b")
_SIDE_BY_SIDE = re.compile(r"[^\W\d_]+\s+")
_INFLECTED = frozenset(listed("ru uk be pl cs sk hr sr sl bg lt lv et fi hu tr el"))
_NOUNS_HAVE_CAPITALS = frozenset(("de", "lb"))
# Qualifiers of a number, or the last word of one; those of English that `figures` sees only beside what is counted.
_LOOSE = frozenset(
    listed("""
    than least about around some roughly approximately nearly almost over under up estimated
    mehr als uber mindestens rund etwa fast knapp ungefahr gut plus moins environ pres presque mas menos unos unas casi
    cerca aproximadamente mais quase uns umas piu meno circa quasi almeno oltre ruim bijna ongeveer minstens более свыше
    около почти понад близько ponad okolo prawie
    """)
)
_SPELLED: dict[str, dict[str, int]] = {
    "en": NUMBER_WORDS,
    **{
        language: {word: value for value, word in enumerate(row.split(), start=2)}
        for language, row in {
            "de": "zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
            "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
            "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
            "pt": "dois tres quatro cinco seis sete oito nove dez onze doze",
            "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
        }.items()
    },
}
_ORDER_WORDS = frozenset(
    listed("first later earlier latest now before after originally initially date number position status places")
)
"""Of an item whose reports moved on or differ."""
_SENTENCE_WORDS = frozenset(listed("report reports account accounts article articles outlet outlets people behalf"))


_NUMERIC = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?|[^\W\d_]+(?:-[^\W\d_]+)?")


class UnsoundError(Exception):
    """Why a sentence does not hold."""


def fault(sentence: str, items: Sequence[str], grounds: Grounds) -> str | None:
    """Why `items` do not say what `sentence` says, or None when they do.

    Args:
        sentence: one sentence of a gist.
        items: ids of merged items and differences.
        grounds: what there is to rest on.
    """
    try:
        _check(sentence, items, grounds)
    except UnsoundError as error:
        return str(error)
    return None


def _check(sentence: str, items: Sequence[str], grounds: Grounds) -> None:
    if not _WORD.search(sentence):
        raise UnsoundError("it says nothing")
    if len(sentence) > LONGEST:
        raise UnsoundError(f"it is longer than {LONGEST} characters")
    if any(ord(letter) < 32 for letter in sentence):
        raise UnsoundError("it holds a line break or a control character")
    if not items:
        raise UnsoundError("it names no item")
    if len(set(items)) > MOST_ITEMS:
        raise UnsoundError(f"it names more than {MOST_ITEMS} items")
    for item in items:
        if item not in grounds.by_item:
            raise UnsoundError(f"there is no item {item}")
    named = [grounds.by_item[item] for item in dict.fromkeys(items)]
    if all(ground.kind == "entity" for ground in named):
        raise UnsoundError("it rests on names alone")
    checked = _Sentence(sentence, named, grounds)
    checked.quotations()
    checked.dates()
    checked.numbers()
    checked.capitals()
    checked.content()
    checked.negations()
    for ground in named:
        checked.item(ground)
    checked.licences()


class _Sentence:
    def __init__(self, text: str, named: Sequence[Ground], grounds: Grounds) -> None:
        self.text, self.named, self.grounds = text, named, grounds
        self.texts = tuple(text for ground in named for text in ground.texts)
        self.entities = {entity.id: entity for ground in named for entity in ground.entities}
        self.quoted = [next(filter(None, match), "") for match in _QUOTED.findall(text)]
        self.bare = _QUOTED.sub(" … ", text)
        """Without what stands in quotation marks, which is looked for word by word."""
        self.language = grounds.language or "en"
        self.signs = self._unnamed(self.bare)
        """Without names too: “The Will Report” tells nothing of the future."""
        self.when: Dates = dates(self.bare, grounds.language)
        self.words = frozenset(words(self.bare))
        self.own = _vocabulary(self.texts)
        self.vocabulary = self.own | _vocabulary(
            (
                *(name for entity in self.entities.values() for name in (*entity.names, *entity.roles)),
                *(outlet for ground in named for outlet in ground.outlets),
                *(cue for ground in named for cue in ground.cues),
            )
        )
        self.concepts = frozenset(word for one in self.vocabulary for word in (concept(one), one))
        self.sounds = frozenset(map(sound_key, self.vocabulary))

        self.serving = tuple(self._serving())
        """What its words may be beside content: the signs that its items call for."""

    def _unnamed(self, text: str) -> str:
        names = {name for entity in self.entities.values() for name in entity.names}
        names.update(outlet for ground in self.named for outlet in ground.outlets)
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
        return text

    def _shows(self, sign: Sign) -> bool:
        return shows(self.signs, sign, self.grounds.language)

    def _serving(self) -> Iterable[Sign]:
        yield "said"
        for ground in self.named:
            yield from _STATUS_SIGNS.get(ground.status, ()) if ground.status else ()
            yield from (sign for position in ground.positions for sign in _POSITION_SIGNS[position])
            if ground.differences:
                yield "differ"

    # What stands in it

    def quotations(self) -> None:
        for quoted in self.quoted:
            found = [ground for ground in self.named if any(_holds(text, quoted) for text in _quotable(ground))]
            if not found:
                raise UnsoundError(f"“{_clip(quoted)}” does not stand like that in what it names")
            spoken = [ground for ground in found if ground.kind == "quote"]
            if spoken and not any(self._is_attributed(ground) for ground in spoken):
                raise UnsoundError(f"it does not say whose words “{_clip(quoted)}” are")

    def dates(self) -> None:
        told = [dates(text, self.grounds.language).named for text in self.texts]
        literal = {one for named in told for one in named}
        if self.when.relative and not any(self.when.relative[0] in text.casefold() for text in self.texts):
            raise UnsoundError(f"“{self.when.relative[0]}” is counted from a day that it does not give")
        current = [date for ground in self.named for date in ground.dates]
        former = [date for ground in self.named for date in ground.former]
        stale = []
        for named in self.when.named:
            if any(named.holds_for(date) for date in current) or named in literal:
                continue
            if not any(named.holds_for(date) for date in former):
                raise UnsoundError(f"what it names has not the date {_worded(named)}")
            stale.append(named)
        for named in stale:
            if not self._shows("differ") and not self._gives_current_date(named):
                raise UnsoundError(f"it gives {_worded(named)} and not the date of the latest report")

    def _gives_current_date(self, stale: Named) -> bool:
        of = [ground for ground in self.named if any(stale.holds_for(date) for date in ground.former)]
        return any(named.holds_for(date) for ground in of for date in ground.dates for named in self.when.named)

    def numbers(self) -> None:
        theirs = (*self.texts, *self._called())
        known = frozenset[float]().union(*(_values(text, self.language) for text in theirs))
        own = _values(self.when.rest, self.language)
        for value in sorted(own - known):
            raise UnsoundError(f"the number {value:g} does not stand in what it names")
        for figure in figures(self.when.rest):
            counted = _values(figure.text, self.language)
            given = [one for text in theirs for one in figures(text)]
            same = [one for one in given if one.unit == figure.unit] or [
                one for one in given if _values(one.text, self.language) == counted
            ]
            if same and not any(figure.contains(one) for one in same):
                raise UnsoundError(f"“{figure.text}” is not what is said: “{same[0].text}”")
        for value in sorted(own):
            if self._is_loose(value, theirs) and not self._is_loose(value, [self.when.rest]):
                raise UnsoundError(f"{value:g} is not said to be exact")

    def _is_loose(self, value: float, texts: Iterable[str]) -> bool:
        """Whether every text that has the number has a word before it that loosens it."""
        found = [
            not _LOOSE.isdisjoint(before)
            for text in texts
            for number, before in _numbers_in_order(text, self.language)
            if number == value
        ]
        return bool(found) and all(found)

    def _called(self) -> Iterable[str]:
        return (name for entity in self.entities.values() for name in (*entity.names, *entity.roles))

    def capitals(self) -> None:
        """Whatever has a capital is a name, but for the first word if some report has it in lower case."""
        openings = {match.end() for match in _OPENING.finditer(self.when.rest)}
        people: list[tuple[int, str]] = []
        for match in _WORD.finditer(self.when.rest):
            word = match[0]
            parts = [part for one in words(word) for part in (one,) if part]
            if not word[0].isupper():
                self._lower(parts, cased=word[0].islower())
                continue
            opens = match.start() in openings
            for part in parts:
                if self._is_known_name(part):
                    people.append((match.start(), part))
                elif part in STOP_WORDS or (opens and (signs(part, "said") or part in _SENTENCE_WORDS)):
                    continue
                elif not (opens and word.casefold() in self.grounds.in_lower_case and not self._names_somebody(part)):
                    raise UnsoundError(f"“{word}” does not stand in what it names")
        self._one_person_each(people)

    def _lower(self, parts: Sequence[str], *, cased: bool) -> None:
        """In a script without capitals every word might be a name; in others one that the story has as a name is."""
        for part in parts:
            if part in self.vocabulary or part in STOP_WORDS:
                continue
            if not cased or (part not in self.grounds.in_lower_case and self._names_somebody(part)):
                raise UnsoundError(f"“{part}” does not stand in what it names")

    def _names_somebody(self, word: str) -> bool:
        return word in self.grounds.names

    def _is_known_name(self, word: str) -> bool:
        if word in self.vocabulary or sound_key(word) in self.sounds:
            return True
        if word.endswith("s") and word[:-1] in self.vocabulary:
            return True
        if self.grounds.language in _INFLECTED and any(_shares_stem(word, known) for known in self.vocabulary):
            return True
        if self.grounds.language in _NOUNS_HAVE_CAPITALS and concept(word) in self.concepts:
            return True
        return not is_country(word) and any(
            _shares_stem(word, part) or (len(word) > 3 and entity.kind == "country" and part.startswith(word))
            for entity in self.entities.values()
            if entity.kind in ("country", "place", "organization")
            for name in entity.names
            for part in words(name)
        )

    def _one_person_each(self, people: Sequence[tuple[int, str]]) -> None:
        """Two words side by side are not the given name of one and the surname of another."""
        for (place, first), (next_place, second) in pairwise(people):
            if not _SIDE_BY_SIDE.fullmatch(self.when.rest[place:next_place]):
                continue
            holders = [
                {
                    entity.id
                    for entity in self.entities.values()
                    if entity.kind == "person" and any(part in words(name) for name in entity.names)
                }
                for part in (first, second)
            ]
            if all(holders) and holders[0].isdisjoint(holders[1]):
                raise UnsoundError(f"nobody is called {first} {second}")

    def content(self) -> None:
        wanted = self._content()
        missing = sorted(word for word in wanted if not self._covers(word))
        if wanted and len(missing) > (1 - COVERED) * len(wanted):
            raise UnsoundError(f"too little of it stands in what it names: not {', '.join(missing)}")
        for word in heavy_words(self.bare):
            if not self._covers(word) and not self._is_called_for(word):
                raise UnsoundError(f"“{word}” is not said by what it names")

    def _content(self) -> frozenset[str]:
        rest = self._unnamed(self.when.rest)
        for sign in self.serving:
            rest = without(rest, sign)
        return frozenset(
            word
            for word in words(rest)
            if word not in STOP_WORDS
            and word not in NEGATIONS
            and not word.isdigit()
            and word not in _SENTENCE_WORDS
            and not any(word == ground.status for ground in self.named)
            and not (word in _ORDER_WORDS and self._has_history())
            and not self._is_name_of_theirs(word)
        )

    def _has_history(self) -> bool:
        return any(ground.differences or len(ground.positions) > 1 for ground in self.named)

    def _is_name_of_theirs(self, word: str) -> bool:
        return any(word in words(name) for entity in self.entities.values() for name in entity.names)

    def _covers(self, word: str) -> bool:
        if concept(word) in self.concepts:
            return True
        return len(word) > 4 and any(_shares_stem(word, known) for known in self.vocabulary if len(known) > 4)

    def _is_called_for(self, word: str) -> bool:
        """Whether a status or a position of its items is what the word says."""
        return any(shows(word, sign) for sign in self.serving if sign != "said")

    def negations(self) -> None:
        denied = negated_words(self.bare)
        theirs = frozenset[str]().union(*(negated_words(text) for text in self.texts))
        excused = any(
            ground.status == "cancelled" or {"opposes", "conditional", "neutral"} & set(ground.positions)
            for ground in self.named
        )
        negative = self.words & NEGATIONS
        if negative and not excused and denied.isdisjoint(theirs):
            raise UnsoundError("it negates what no item that it names negates")
        affirmed = frozenset[str]().union(
            *(content_words(text) - negated_words(text) for text in (*self.texts, *self._called()))
        )
        only_denied = theirs - affirmed
        own = content_words(self.bare) - denied
        if (dropped := own & only_denied) and not excused:
            raise UnsoundError(f"what it names says “{sorted(dropped)[0]}” with a negation")

    # Each item that it names

    def item(self, ground: Ground) -> None:
        if ground.kind == "entity":
            self._entity(ground)
            return
        if not self._tells_of(ground):
            raise UnsoundError(f"{_clip(ground.texts[0])}: it says nothing of this")
        if ground.status:
            self._status(ground, ground.status)
        if ground.positions:
            self._positions(ground)
        if ground.kind == "quote" and not self._is_attributed(ground):
            raise UnsoundError("it does not say who says so")
        if ground.is_denied and not (self._shows("denied") or self.words & NEGATIONS):
            raise UnsoundError(f"{_clip(ground.texts[0])}: it leaves out that this is denied")
        if not ground.is_settled and not self._is_attributed(ground):
            raise UnsoundError(f"{_clip(ground.texts[0])}: only one says so, and it does not say who")
        for difference in ground.differences:
            self._difference(difference, ground)

    def _entity(self, ground: Ground) -> None:
        """Naming somebody who has no part in the other items would let a sentence put anybody in anybody's place."""
        own = ground.entities[0]
        others = [one for one in self.named if one.kind != "entity"]
        named = _vocabulary(tuple(text for one in others for text in one.texts))
        if not any(own.id == entity.id for one in others for entity in one.entities) and not any(
            named.issuperset(words(name)) for name in own.names if words(name)
        ):
            raise UnsoundError(f"{_clip(own.name)} has no part in what else it names")
        if not self._mentions(own):
            raise UnsoundError(f"it does not mention {_clip(own.name)}")

    def _tells_of(self, ground: Ground) -> bool:
        own = _vocabulary(ground.texts)
        names = frozenset(part for entity in ground.entities for name in entity.names for part in words(name))
        told = frozenset(concept(word) for word in own if word not in STOP_WORDS and word not in names)
        if not told:
            return not own.isdisjoint(words(self.text)) or not own
        said = frozenset(concept(word) for word in words(self.text) if word not in STOP_WORDS)
        return not told.isdisjoint(said) or any(
            _shares_stem(word, other) for word in words(self.text) if len(word) > 4 for other in own if len(other) > 4
        )

    def _status(self, ground: Ground, status: EventStatus) -> None:
        called = _STATUS_SIGNS.get(status)
        against = [_PREPOSITION.search(plain(text)) for text in ground.current]
        if against and all(against) and not self._shows("against"):
            raise UnsoundError(f"{_clip(ground.texts[0])}: it leaves out that this is against something")
        if called and not any(map(self._shows, called)) and not _states(self.bare, status):
            raise UnsoundError(f"{_clip(ground.texts[0])}: it does not say that this is {status}")

    def _positions(self, ground: Ground) -> None:
        """The last position must be told; with another one before it, that may be told too."""
        last = ground.positions[-1]
        against = self._shows("against")
        told = {
            "opposes": against,
            "conditional": self._shows("on_conditions"),
            "supports": (self._shows("for") or self._shows("wanted"))
            and not (against and not self._may_be_against(ground)),
            "neutral": self._shows("neutral"),
        }
        if not told[last]:
            raise UnsoundError(f"{_clip(ground.texts[0])}: it does not say that the position is “{last}”")

    def _may_be_against(self, ground: Ground) -> bool:
        return len(set(ground.positions)) > 1 or any(
            set(one.positions) - {"supports"}
            or one.status == "cancelled"
            or any(shows(t, "against") for t in one.texts)
            for one in self.named
        )

    def _is_attributed(self, ground: Ground) -> bool:
        """Whether it says whose word it is: by a name or a role of theirs, or an outlet's."""
        tellers = [teller for teller in ground.tellers if any(words(name) for name in teller.names)]
        if any(map(self._mentions, tellers)):
            return True
        if any(plain(outlet) in plain(self.bare) for outlet in ground.outlets):
            return True
        if ground.kind == "quote" and tellers:
            return False
        own = _vocabulary(ground.texts)
        return any(sign not in own for sign in signs(self.signs, "told"))

    def _mentions(self, entity: StoryEntity) -> bool:
        called = frozenset(part for name in (*entity.names, *entity.roles) for part in _telling(name))
        said = frozenset(words(self.bare))
        if not called.isdisjoint(said):
            return True
        return not frozenset(map(sound_key, called)).isdisjoint(map(sound_key, said))

    def _difference(self, difference: Difference, ground: Ground) -> None:
        if difference.kind == "granularity":
            return
        given = [side for side in difference.sides if self._gives(side.value, difference.field)]
        touched = bool(given) or difference.field in ("status", "polarity", "position")
        if difference.kind == "conflict" and touched and not self._shows("differ") and len(given) < 2:
            raise UnsoundError(f"{_clip(ground.texts[0])}: it does not say that reports differ")
        if difference.kind == "update" and difference.field == "number" and given and difference.sides[-1] not in given:
            raise UnsoundError(f"a later report gives “{difference.sides[-1].value}”")

    def _gives(self, value: str, field: str) -> bool:
        if field == "edtf":
            return edtf.span(value) is not None and any(named.holds_for(value) for named in self.when.named)
        if field == "number":
            return bool(_values(value, self.language) & _values(self.when.rest, self.language))
        if field == "places":
            return not frozenset(words(value)).isdisjoint(self.words)
        return False

    def licences(self) -> None:
        """What it makes of its items that none of them is."""
        is_at_odds = any(ground.differences for ground in self.named) or self._in_texts("differ")
        if self._shows("differ") and not is_at_odds:
            raise UnsoundError("what it names has no difference")
        events = [ground for ground in self.named if ground.status]
        if not events or len(events) < len([one for one in self.named if one.kind not in ("entity", "difference")]):
            return  # a stance and an utterance may be about what is to come
        statuses = {ground.status for ground in events}
        is_to_come = statuses & (_TO_COME | {"cancelled", "alleged"}) or self._in_texts("future")
        if self._shows("future") and not is_to_come:
            raise UnsoundError("it puts into the future what has happened")
        if "cancelled" not in statuses and self._shows("off") and not self._in_texts("off"):
            raise UnsoundError("it calls off what nobody has called off")

    def _in_texts(self, sign: Sign) -> bool:
        return any(shows(text, sign) for ground in self.named for text in ground.current)


def _quotable(ground: Ground) -> Iterable[str]:
    """Where words in quotation marks may be from: what somebody said in their own words, or marks of an item's own."""
    for text, is_direct in ground.spoken:
        yield from [text] if is_direct else _MARKED.findall(text)
    if ground.kind != "quote":
        yield from (marked for text in ground.texts for marked in _MARKED.findall(text))


def _holds(text: str, quoted: str) -> bool:
    bare = _even(quoted).strip(" .,;:!?…")
    return bool(bare) and re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", _even(text)) is not None


def _even(text: str) -> str:
    """With one kind of spaces and apostrophes: outlets set them differently."""
    return " ".join(text.replace("’", "'").replace("‘", "'").split())


@lru_cache(maxsize=4096)
def _vocabulary(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))


def _shares_stem(word: str, other: str) -> bool:
    """Whether two words part only in their last three letters, and share four at least (Russia, Russian)."""
    least = max(4, max(len(word), len(other)) - 3)
    return word[:least] == other[:least]


@lru_cache(maxsize=65536)
def _values(text: str, language: str) -> frozenset[float]:
    """The numbers of a text but for 1, which is an article in many languages."""
    return frozenset(value for value, _ in _numbers_in_order(text, language) if value != 1)


def _numbers_in_order(text: str, language: str) -> list[tuple[float, tuple[str, ...]]]:
    """The numbers of a text in digits or spelled out, each with the two words before it."""
    found: list[tuple[float, tuple[str, ...]]] = []
    for match in _NUMERIC.finditer(text):
        before = tuple(plain(word) for word in re.findall(r"[^\W\d_]+", text[: match.start()])[-2:])
        if match[0][0].isdigit():
            found.extend((float(digits), before) for digits in numbers_of(match[0]))
        elif (value := _spelled(plain(match[0]), _SPELLED.get(language, {}))) is not None:
            found.append((value, before))
    return found


def _spelled(word: str, known: Mapping[str, int]) -> float | None:
    first, _, second = word.partition("-")
    tens, ones = known.get(first), known.get(second)
    if tens and ones and tens >= 20 > 10 > ones:
        return tens + ones
    return tens


def _telling(name: str) -> Sequence[str]:
    """The words that a name is known by; all of it where it has no other (UN, which is an article elsewhere)."""
    return [part for part in words(name) if part not in STOP_WORDS and len(part) > 1] or words(name)


def _states(text: str, status: EventStatus) -> bool:
    return status in words(text)


def _worded(named: Named) -> str:
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    parts = [f"{named.year}" if named.year else "", f"{named.month:02}" if named.month else ""]
    written = "-".join(part for part in (*parts, f"{named.day:02}" if named.day else "") if part)
    return written or (weekdays[named.weekday] if named.weekday is not None else "")


def _clip(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
