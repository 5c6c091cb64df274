"""Which events of several reports are one happening."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer import edtf
from summarizer.schema import EntityKind, Event, EventStatus

from .clustering import CANNOT_LINK, candidate_pairs, cluster
from .items import EntityIds, Item, latest, story_ids
from .names import CLASSES, parse
from .similarity import content_words, dice, words

EventItem = Item[Event]

_ONE_EVENT = 0.65
# What each aspect adds when it agrees fully; one that a report leaves out counts half.
_WORDING, _DETAIL, _PEOPLE, _PLACE, _TIME = 0.4, 0.15, 0.3, 0.1, 0.05
_UNKNOWN = 0.5
_SAME_REPORT = 0.1
"""Taken off for two events of one report, which seldom tells one happening twice."""
_OTHER_DAY = 7
"""Days by which two reports may differ on the date of what has occurred."""

# Verbs that name nothing by themselves (“held talks”): what they name stands beside them.
_LIGHT = content_words("hold take make give have do conduct carry undergo begin start launch end")
_ATTEMPTS = content_words("attempt try tried fail failed foil foiled avert")
_EDITION = re.compile(r"\b(?:(?:19|20)\d\d|\d+(?:st|nd|rd|th))\b")


@dataclass(frozen=True, slots=True)
class _Features:
    article: str
    trigger: frozenset[str]
    words: frozenset[str]
    editions: frozenset[str]
    attempt: bool
    people: frozenset[str]
    towns: frozenset[str]
    countries: frozenset[str]
    span: edtf.DateSpan | None
    settled: bool


def merge_events(items: Sequence[EventItem], ids: EntityIds, kinds: dict[str, EntityKind]) -> list[list[EventItem]]:
    """The items that are one happening together, items and groups in the order of `items`.

    Args:
        items: the events of all articles.
        ids: which story entity each article's entity is.
        kinds: the kind of each story entity.
    """
    features = [_features(item, ids, kinds) for item in items]

    def affinity(first: int, second: int) -> float:
        return _affinity(features[first], features[second], kinds)

    pairs = candidate_pairs([feature.trigger | feature.words for feature in features])
    return [[items[at] for at in members] for members in cluster(len(items), pairs, affinity, _ONE_EVENT)]


def span_of(item: EventItem) -> edtf.DateSpan | None:
    """The days of an event, None when it has no date that can be placed."""
    time = item.part.time
    return edtf.span(time.edtf) if time and time.edtf else None


def current_status(items: Sequence[EventItem]) -> EventStatus:
    """The status that the latest reports give; of several the one most of them give, then the first."""
    frequency = Counter(item.part.status for item in latest(items))
    return max(frequency, key=lambda status: frequency[status])


def current_date(items: Sequence[EventItem]) -> str | None:
    """The EDTF date that the latest dated reports give, or a more exact one within it that others give."""
    dated = [(item, found) for item in items if (found := span_of(item))]
    if not dated:
        return None
    spans = {id(item): found for item, found in dated}
    last = latest([item for item, _ in dated])
    frequency = Counter(spans[id(item)] for item in last)
    newest = max(frequency, key=lambda found: (frequency[found], -found.days))
    fitting = [(item, found) for item, found in dated if newest == found or _more_exact(found, newest)]
    best, _ = min(fitting, key=lambda pair: (pair[1].yearless, pair[1].days))
    return best.part.time.edtf if best.part.time else None


def representative(items: Sequence[EventItem]) -> EventItem:
    """Of the events that have the current status, the one described most like the others; of equals the first."""
    status = current_status(items)
    items = [item for item in items if item.part.status == status]
    told = [content_words(item.part.description) for item in items]
    common = Counter(word for one in told for word in one)
    scores = [sum(common[word] for word in one) / (len(one) + 1) for one in told]
    return items[scores.index(max(scores))]


def _more_exact(found: edtf.DateSpan, than: edtf.DateSpan) -> bool:
    if found.yearless != than.yearless:
        return than.yearless and found.days == than.days and found.overlaps(than)
    return than.contains(found)


def _features(item: EventItem, ids: EntityIds, kinds: dict[str, EntityKind]) -> _Features:
    event = item.part
    in_text = words(event.description)
    participants = story_ids(item, event.participants, ids)
    named_places = [
        entity.id
        for entity in item.reading.entities
        if entity.kind == "place" and (tokens := parse(entity.name, entity.kind).tokens) and set(tokens) <= set(in_text)
    ]
    places = set(story_ids(item, (*event.places, *named_places), ids))
    places.update(one for one in participants if kinds[one] == "place")
    involved = {*event.participants, *event.places, *named_places}
    names = frozenset[str]().union(*(content_words(one.name) for one in item.reading.entities if one.id in involved))
    told = content_words(event.description) - names
    trigger = content_words(event.trigger.exact) - names or told
    return _Features(
        article=item.info.id,
        trigger=trigger - _LIGHT or told | trigger,
        words=told,
        editions=frozenset(_EDITION.findall(event.description)),
        attempt=not _ATTEMPTS.isdisjoint(told | trigger),
        people=frozenset(one for one in participants if kinds[one] != "place"),
        towns=frozenset(one for one in places if kinds[one] != "country"),
        countries=frozenset(one for one in places if kinds[one] == "country"),
        span=span_of(item),
        settled=event.status in ("occurred", "ongoing", "alleged"),
    )


def _affinity(a: _Features, b: _Features, kinds: dict[str, EntityKind]) -> float:
    wording, place = _wording(a, b), _place(a, b)
    if place == CANNOT_LINK or (a.editions and b.editions and a.editions.isdisjoint(b.editions)):
        return CANNOT_LINK
    if a.attempt != b.attempt:
        return 0.0
    people = _people(a, b, kinds)
    time = _time(a, b)
    detail = dice(a.words, b.words)
    if time == 0 and not (wording == people == place == 1 and _may_have_moved(a, b)):
        return CANNOT_LINK
    score = _WORDING * wording + _DETAIL * detail + _PEOPLE * people + _PLACE * place + _TIME * time
    return score - _SAME_REPORT if a.article == b.article else score


def _wording(a: _Features, b: _Features) -> float:
    """1 for a like trigger; little when one's trigger only occurs in the other's description."""
    if not a.trigger.isdisjoint(b.trigger):
        return 1.0
    return 0.15 * ((not a.trigger.isdisjoint(b.words)) + (not b.trigger.isdisjoint(a.words)))


def _people(a: _Features, b: _Features, kinds: dict[str, EntityKind]) -> float:
    if not a.people or not b.people:
        return _UNKNOWN
    shared = a.people & b.people
    if shared == a.people or shared == b.people:
        return 1.0
    agreement = len(shared) / len(a.people | b.people)
    mine, theirs = ({CLASSES[kinds[one]] for one in side - shared} for side in (a.people, b.people))
    # He met one and he met the other: two meetings. He met one and he met “the government” may be one.
    return -0.5 if agreement < 0.5 and not mine.isdisjoint(theirs) else agreement


def _place(a: _Features, b: _Features) -> float:
    if not a.towns.isdisjoint(b.towns):
        return 1.0 if a.towns == b.towns else 0.7
    if a.towns and b.towns:
        return CANNOT_LINK
    if not a.countries.isdisjoint(b.countries):
        return 1.0
    if a.countries and b.countries and not (a.towns or b.towns):
        return CANNOT_LINK
    return _UNKNOWN if not (a.towns | a.countries) or not (b.towns | b.countries) else 0.3


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
