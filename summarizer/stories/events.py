"""Which events of several reports are one happening.

What makes a happening this one and no other differs: a journey is known by who goes where, a meeting by who meets
whom, a truce by its occasion and by who asks for it; anything else by the words that name it, and by who, where and
when as far as reports say so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from summarizer.dates import edtf
from summarizer.schema import EntityKind, Event, EventStatus
from summarizer.text.names import CLASSES, country_of, parse
from summarizer.text.similarity import concept, content_words, dice, words

from .clustering import CANNOT_LINK, candidate_pairs, cluster
from .event_dates import reported_days
from .items import EntityIds, Item, latest, story_ids
from .numbers import NUMBER_WORDS, numbers_in
from .occasions import TRUCES, occasions

EventItem = Item[Event]
Type = Literal["journey", "meeting", "call", "other"]

_LIKELY = 0.62
"""Least agreement of two events that are one."""
# What each aspect adds when it agrees fully; one that a report leaves out counts half.
_WORDING, _DETAIL, _PEOPLE, _PLACE, _TIME = 0.45, 0.15, 0.2, 0.1, 0.1
_UNKNOWN = 0.5
_SAME_REPORT = 0.15
"""Subtracted for two events of the same report: a report seldom tells one event twice."""
_OPEN = 0.55
"""The most that two events agree when something that may tell them apart is left out by one of them."""
_OTHER_DAY = 7
"""Days by which two reports may differ on the date of what has occurred."""

# Verbs that name nothing by themselves (“held talks”): what they name stands beside them.
_COUNTS = frozenset(concept(word) for word in NUMBER_WORDS)
"""Numbers say nothing about which event it is: a toll that rises from report to report is one event's."""
_LIGHT = content_words("hold take make give have do conduct carry undergo begin start launch end")
_ATTEMPTS = content_words("attempt try tried fail failed foil foiled avert block thwart prevent")
_JOURNEYS = content_words("visit trip travel journey tour arrive go come head fly leave depart stop stopover")
_MEETINGS = content_words("meet talks summit receive sit see speak lunch dinner welcome")
_SPEECH = content_words("announce call ask request propose demand invite urge discuss reject accept cancel offer plan")
_CALLS = content_words("phone telephone call")
_DEATHS = content_words("kill died dead deaths fatalities")
_ADDITION = re.compile(r"\b(?:another|additional|further)\b|\b\w+ (?:more|others?)\b(?! than)", re.IGNORECASE)
"""“Two more dockworkers died”: only a part of the number that other reports give."""
_EDITION = re.compile(r"\b(?:(?:19|20)\d\d|\d+(?:st|nd|rd|th)|[A-Z]+[-/ ]?\d[\w/-]*\d|\d+[/-]\d[\d/-]*)\b")
"""Years, ordinals and the numbers of cases and flights: events that differ in one of them are two."""


@dataclass(frozen=True, slots=True)
class _Features:
    article: str
    published: dt.date | None
    type: Type
    trigger: frozenset[str]
    words: frozenset[str]
    wording: tuple[str, ...]
    editions: frozenset[str]
    occasions: frozenset[str]
    attempt: bool
    addition: bool
    people: frozenset[str]
    core: frozenset[str]
    """The first two who take part: who meets whom, when others are there too."""
    traveller: str | None
    towns: tuple[str, ...]
    destination: str | None
    places: frozenset[str]
    """Words of the names of its places."""
    countries: frozenset[str]
    """The countries of all its places, as far as they are known."""
    proposer: str | None
    span: edtf.DateSpan | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Kinds:
    """What is known of each story entity."""

    kinds: Mapping[str, EntityKind]
    countries: Mapping[str, str]
    """The country of a place, where it is known."""
    named: frozenset[str]
    """Those that have a name: “nine people” of two reports may or may not be the same nine."""

    @classmethod
    def of(cls, items: Sequence[Item[Event]], ids: EntityIds, kinds: Mapping[str, EntityKind]) -> Kinds:
        """What the reports of `items` say of each story entity."""
        countries: dict[str, str] = {}
        named = set()
        for reading in {item.info.id: item.reading for item in items}.values():
            for entity in reading.entities:
                if not (own := ids.get((reading.article.id, entity.id))):
                    continue
                if country := country_of(entity.name, entity.kind):
                    countries.setdefault(own, country)
                first = next(iter(words(entity.name)), "")
                if parse(entity.name, entity.kind).named and not (first.isdecimal() or first in NUMBER_WORDS):
                    named.add(own)
        return cls(kinds, countries, frozenset(named))


def merge_events(items: Sequence[EventItem], ids: EntityIds, kinds: Mapping[str, EntityKind]) -> list[list[EventItem]]:
    """The items that are one happening together, items and groups in the order of `items`.

    Args:
        items: the events of all articles.
        ids: which story entity each article's entity is.
        kinds: the kind of each story entity.
    """
    known = Kinds.of(items, ids, kinds)
    features = [_features(item, ids, known) for item in items]
    clusters = cluster(
        len(items),
        candidate_pairs([_keys(one) for one in features]),
        lambda first, second: _affinity(features[first], features[second], kinds),
        _LIKELY,
    )
    return [[items[at] for at in members] for members in clusters]


def current_status(items: Sequence[EventItem]) -> EventStatus:
    """The status that the latest reports give; of several the one most of them give, then the first."""
    frequency = Counter(item.part.status for item in latest(items))
    return max(frequency, key=lambda status: frequency[status])


def representative(items: Sequence[EventItem]) -> EventItem:
    """Of the events that have the current status, the one described most like the others; of equals the first.

    Where they differ in a number, as a toll that rises, only those of the last reports are asked.
    """
    status = current_status(items)
    items = [item for item in items if item.part.status == status]
    counts = {numbers for item in items if (numbers := numbers_in(item.part.description))}
    if len(counts) > 1:
        items = latest([item for item in items if numbers_in(item.part.description)])
    wordings = [content_words(item.part.description) for item in items]
    common = Counter(word for one in wordings for word in one)
    scores = [sum(common[word] for word in one) / (len(one) + 1) for one in wordings]
    return items[scores.index(max(scores))]


# What an event is known by


def _features(item: EventItem, ids: EntityIds, known: Kinds) -> _Features:
    event = item.part
    kinds = known.kinds
    in_text = words(event.description)
    participants = story_ids(item, event.participants, ids)
    named_places = [
        entity.id
        for entity in item.reading.entities
        if CLASSES[entity.kind] == "territory" and _named_in(entity.name, entity.kind, in_text)
    ]
    places = story_ids(item, (*event.places, *named_places), ids)
    involved = {*event.participants, *event.places, *named_places}
    names = frozenset[str]().union(
        *(
            content_words(one.name)
            for one in item.reading.entities
            if one.id in involved and parse(one.name, one.kind).named
        )
    )
    described = frozenset(word for word in content_words(event.description) - names if word not in _COUNTS)
    trigger = content_words(event.trigger.exact) - names or described
    people = [one for one in participants if CLASSES[kinds[one]] != "territory" or kinds[one] == "country"]
    travellers = [one for one in people if kinds[one] in ("person", "group", "organization")]
    towns = tuple(one for one in places if kinds[one] != "country")
    of_type = _type(trigger, described)
    time_words = event.time.expression or "" if event.time else ""
    return _Features(
        article=item.info.id,
        published=item.info.published_day,
        type=of_type,
        trigger=trigger - _LIGHT or described | trigger,
        words=described,
        wording=in_text,
        editions=frozenset(_EDITION.findall(event.description)),
        occasions=occasions(item, (event.description, event.trigger.exact, f"on {time_words}")),
        attempt=not _ATTEMPTS.isdisjoint(described | trigger),
        addition=bool(_ADDITION.search(event.description)),
        people=frozenset(one for one in people if one in known.named),
        core=frozenset(travellers[:2]),
        traveller=travellers[0] if travellers else None,
        towns=towns,
        destination=_destination(places, kinds, in_text, item, ids) if of_type == "journey" else None,
        places=_words_of_places(item, {*event.places, *named_places}),
        countries=frozenset(known.countries[one] for one in places if one in known.countries),
        proposer=next(iter(story_ids(item, [event.attributed_to], ids)), None),
        span=reported_days(item),
        settled=event.status in ("occurred", "ongoing", "alleged"),
    )


def _words_of_places(item: EventItem, local: Set[str]) -> frozenset[str]:
    names = (one for one in item.reading.entities if one.id in local)
    return frozenset(key for one in names for key in parse(one.name, one.kind).keys)


def _keys(one: _Features) -> set[str]:
    # of a journey or a meeting any word will do, so the kind is a key together with who and where
    kind = {f"{one.type} {who}" for who in one.people} if one.type != "other" else set()
    return {*one.trigger, *one.words, *kind}


def _type(trigger: frozenset[str], described: frozenset[str]) -> Type:
    if not _DEATHS.isdisjoint(described):
        return "other"  # “left twelve dead” is no departure
    if not _CALLS.isdisjoint(trigger | described) and not _MEETINGS.isdisjoint(trigger | described):
        return "call"
    for source in (trigger, described if trigger.isdisjoint(_SPEECH) else frozenset[str]()):
        if not _MEETINGS.isdisjoint(source) and _JOURNEYS.isdisjoint(trigger):
            return "meeting"
        if not _JOURNEYS.isdisjoint(source):
            return "journey"
    return "other"


@lru_cache(maxsize=65536)
def _named_in(name: str, kind: EntityKind, text: tuple[str, ...]) -> bool:
    tokens = words(name)
    return bool(tokens) and parse(name, kind).named and set(tokens) <= set(text)


def _destination(
    places: Sequence[str], kinds: Mapping[str, EntityKind], text: Sequence[str], item: EventItem, ids: EntityIds
) -> str | None:
    """The first place that the description names, the one that is left aside (“leaves Geneva for Ashgabat”)."""
    if not places:
        return None
    named: dict[str, int] = {}
    for entity in item.reading.entities:
        own = ids.get((item.info.id, entity.id), "")
        first = next(iter(words(entity.name)), None)
        if own in places and first and first in text:
            at = text.index(first)
            if at and text[at - 1] not in ("leave", "leaves", "left", "from"):
                named.setdefault(own, at)
    towns = [one for one in places if kinds[one] != "country"] or list(places)
    return min(towns, key=lambda one: (named.get(one, len(text)), towns.index(one)))


# How much two agree


def _affinity(a: _Features, b: _Features, kinds: Mapping[str, EntityKind]) -> float:
    if _excluded(a, b):
        return CANNOT_LINK
    if a.article != b.article and a.wording == b.wording and a.span == b.span:
        return 1.0
    score = {"journey": _journeys, "meeting": _meetings}.get(a.type, _likeness)(a, b, kinds)
    if score == CANNOT_LINK:
        return CANNOT_LINK
    if _time(a, b) == 0 and not (score >= _LIKELY and _may_have_moved(a, b)):
        return CANNOT_LINK
    if a.attempt != b.attempt or a.addition != b.addition or _left_open(a, b) or _elsewhere(a, b):
        score = min(score, _OPEN)
    return score - _SAME_REPORT if a.article == b.article else score


def _excluded(a: _Features, b: _Features) -> bool:
    """Whether two events cannot be one, whatever else they share."""
    if a.editions and b.editions and a.editions.isdisjoint(b.editions):
        return True
    if a.occasions and b.occasions and a.type == b.type == "other" and a.occasions.isdisjoint(b.occasions):
        return not a.trigger.isdisjoint(TRUCES)
    if a.type != b.type and "other" not in (a.type, b.type):
        return True
    if a.article == b.article and a.type == b.type != "other" and a.people and b.people:
        return True  # a report tells a journey or a meeting once; the other one is another
    return _done_before(a, b) or _done_before(b, a)


def _done_before(done: _Features, to_come: _Features) -> bool:
    """Whether one, on a day that is not told, had happened when it was reported, and the other is dated after that."""
    if not done.settled or done.span or not done.published or not to_come.span or to_come.span.yearless:
        return False
    return (to_come.span.first - done.published).days > 1


def _left_open(a: _Features, b: _Features) -> bool:
    """Whether one of two truces has an occasion or a proposer that the other lacks."""
    if a.trigger.isdisjoint(TRUCES) or b.trigger.isdisjoint(TRUCES):
        return False
    return bool(a.occasions) != bool(b.occasions) or bool(a.proposer and b.proposer and a.proposer != b.proposer)


def _elsewhere(a: _Features, b: _Features) -> bool:
    """Whether their places have no word in common, and no day tells that they are one all the same."""
    if not a.places or not b.places or not a.places.isdisjoint(b.places) or not a.countries.isdisjoint(b.countries):
        return False
    return a.type == "other" and not (a.span and a.span == b.span)


def _journeys(a: _Features, b: _Features, kinds: Mapping[str, EntityKind]) -> float:
    if b.type != "journey":
        return min(_likeness(a, b, kinds), _OPEN)
    if a.traveller and b.traveller and a.traveller != b.traveller and a.people.isdisjoint(b.people):
        return CANNOT_LINK
    same_traveller = bool(a.traveller) and a.traveller == b.traveller
    if not a.destination or not b.destination:
        return _OPEN if same_traveller else 0.3
    if a.destination != b.destination:
        # “to Ukraine” and “to Kyiv” may be one journey, “to Moscow” and “to Kyiv” are two
        nested = not a.countries.isdisjoint(b.countries) and bool(
            (kinds[a.destination] == "country") != (kinds[b.destination] == "country")
        )
        if not nested:
            return CANNOT_LINK
        return (0.75 if same_traveller else 0.4) + 0.05 * _time(a, b)
    return (0.9 if same_traveller else 0.5) + 0.1 * _time(a, b)


def _meetings(a: _Features, b: _Features, kinds: Mapping[str, EntityKind]) -> float:
    if b.type != "meeting":
        return min(_likeness(a, b, kinds), _OPEN)
    ours, theirs = set(a.towns), set(b.towns)
    if ours and theirs and ours != theirs and (len(ours) > 1 or len(theirs) > 1):
        return CANNOT_LINK  # asked for in two cities, held in one of them
    if ours and theirs and ours.isdisjoint(theirs) and a.countries and b.countries and a.countries != b.countries:
        return CANNOT_LINK
    if not a.core or not b.core:
        return min(_likeness(a, b, kinds), _OPEN)
    if a.core == b.core and len(a.core) > 1:
        others_differ = bool(a.people - b.people) and bool(b.people - a.people)
        return (0.7 if others_differ else 0.88) + 0.12 * _time(a, b)
    shared = a.people & b.people
    if not shared:
        return CANNOT_LINK
    if len(shared) > 1:
        return _OPEN + 0.1 * _time(a, b)
    if len(a.core) > 1 and len(b.core) > 1 and _both_persons(a.core - shared, b.core - shared, kinds):
        return CANNOT_LINK  # he met one and he met the other
    return min(_likeness(a, b, kinds), _OPEN)


def _both_persons(a: frozenset[str], b: frozenset[str], kinds: Mapping[str, EntityKind]) -> bool:
    return any(kinds[one] == "person" for one in a) and any(kinds[one] == "person" for one in b)


def _likeness(a: _Features, b: _Features, kinds: Mapping[str, EntityKind]) -> float:
    place = _place(a, b)
    if place == CANNOT_LINK:
        return CANNOT_LINK
    return (
        _WORDING * _wording(a, b)
        + _DETAIL * _detail(a, b)
        + _PEOPLE * _people(a, b, kinds)
        + _PLACE * place
        + _TIME * _time(a, b)
    )


def _wording(a: _Features, b: _Features) -> float:
    """1 for a like trigger; little when one's trigger only occurs in the other's description."""
    if not a.trigger.isdisjoint(b.trigger) or _one_toll(a, b):
        return 1.0
    return 0.2 * ((not a.trigger.isdisjoint(b.words)) + (not b.trigger.isdisjoint(a.words)))


def _one_toll(a: _Features, b: _Features) -> bool:
    """Whether both tell of deaths, in other words (“killed 12”, “left 12 dead”), and of more that is alike."""
    if _DEATHS.isdisjoint(a.words) or _DEATHS.isdisjoint(b.words):
        return False
    return len((a.words & b.words) - _DEATHS) > 1


def _detail(a: _Features, b: _Features) -> float:
    """How much of what is told is alike, one occasion being enough; less than nothing if only one word is."""
    shared = a.trigger & b.trigger
    ours, theirs = a.words - shared, b.words - shared
    if not a.occasions.isdisjoint(b.occasions):
        return 1.0
    if shared and ours and theirs and ours.isdisjoint(theirs):
        return -0.25
    return dice(a.words, b.words)


def _people(a: _Features, b: _Features, kinds: Mapping[str, EntityKind]) -> float:
    if not a.people or not b.people:
        return _UNKNOWN
    shared = a.people & b.people
    if shared == a.people or shared == b.people:
        return 1.0
    agreement = len(shared) / len(a.people | b.people)
    mine, theirs = ({CLASSES[kinds[one]] for one in side - shared} for side in (a.people, b.people))
    # He hit one and he hit the other: two blows. The engineers and the country may be one.
    return agreement - 1 if agreement < 0.5 and not mine.isdisjoint(theirs) else agreement


def _place(a: _Features, b: _Features) -> float:
    ours, theirs = frozenset(a.towns), frozenset(b.towns)
    if not ours.isdisjoint(theirs):
        return 1.0
    if a.countries and b.countries and a.countries.isdisjoint(b.countries):
        return CANNOT_LINK
    if a.countries and b.countries:
        return 0.6
    return 0.2 if ours and theirs else _UNKNOWN


def _time(a: _Features, b: _Features) -> float:
    if not a.span or not b.span:
        return _UNKNOWN
    if a.span == b.span:
        return 1.0
    return 0.8 if a.span.overlaps(b.span) else 0.0


def _may_have_moved(a: _Features, b: _Features) -> bool:
    """Whether two dates may be one happening put off, or one that reports date differently."""
    if a.article == b.article or not a.span or not b.span or a.span.yearless != b.span.yearless:
        return False
    if a.span.first > b.span.first:
        return _may_have_moved(b, a)
    return not a.settled or (b.span.first - a.span.last).days <= _OTHER_DAY
