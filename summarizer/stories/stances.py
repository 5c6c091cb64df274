"""Which stances of several reports are one holder's on one target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.schema import Stance
from summarizer.text.similarity import STOP_WORDS, concept, containment, content_words, dice, is_negated, words

from .clustering import CANNOT_LINK, candidate_pairs, cluster
from .items import EntityIds, Item, other_language, story_ids
from .occasions import TRUCES, occasions

StanceItem = Item[Stance]

_LIKELY = 0.6
"""Least agreement of two stances that are one."""
_OPEN = 0.5
"""The most that two targets agree that are called by different nouns, or of which only one names an occasion."""
_TRANSLATED = 0.4
"""What the targets of one holder agree in two languages, where words tell nothing."""


@dataclass(frozen=True, slots=True)
class _Features:
    holder: str | None
    about: str | None
    words: frozenset[str]
    negated: bool
    head: str
    occasions: frozenset[str]
    item: StanceItem


def merge_stances(
    items: Sequence[StanceItem], ids: EntityIds, event_ids: Mapping[tuple[str, str], str]
) -> list[list[StanceItem]]:
    """The items of one holder on one target together, items and groups in the order of `items`.

    Args:
        items: the stances of all articles.
        ids: which story entity each article's entity is.
        event_ids: which story event each article's event is.
    """
    features = [_features(item, ids, event_ids) for item in items]
    languages = {item.info.language for item in items}
    keys = [
        [
            (one.holder, key)
            for key in (*one.words, *([one.about] if one.about else []), *([""] if len(languages) > 1 else []))
        ]
        if one.holder
        else []
        for one in features
    ]
    clusters = cluster(
        len(items),
        candidate_pairs(keys),
        lambda first, second: _affinity(features[first], features[second]),
        _LIKELY,
    )
    return [[items[at] for at in members] for members in clusters]


def target_id(item: StanceItem, ids: EntityIds, event_ids: Mapping[tuple[str, str], str]) -> str | None:
    """The story event or entity that the target is."""
    about = item.part.about
    if about is None:
        return None
    return event_ids.get((item.info.id, about)) or next(iter(story_ids(item, [about], ids)), None)


def _features(item: StanceItem, ids: EntityIds, event_ids: Mapping[tuple[str, str], str]) -> _Features:
    return _Features(
        holder=next(iter(story_ids(item, [item.part.holder], ids)), None),
        about=target_id(item, ids, event_ids),
        words=content_words(item.part.target),
        negated=is_negated(item.part.target),
        head=head_of(item.part.target),
        occasions=occasions(item, (f"for {item.part.target}",)),
        item=item,
    )


def head_of(target: str) -> str:
    """The noun that a target is called by: the last content word before “of”, “to”, “with” and the like."""
    head = ""
    for word in words(target):
        if word not in STOP_WORDS:
            head = concept(word)
        elif head:
            break
    return head


def _affinity(a: _Features, b: _Features) -> float:
    if a.holder is None or a.holder != b.holder or a.negated != b.negated:
        return CANNOT_LINK
    if a.about and a.about == b.about:
        return 1.0
    if a.about and b.about and a.about[0] == b.about[0]:  # two events or two entities
        return CANNOT_LINK
    agreement = (containment(a.words, b.words) + dice(a.words, b.words)) / 2
    if other_language(a.item.info, b.item.info):
        return max(min(agreement, _OPEN), _TRANSLATED)
    truces = not (TRUCES & a.words).isdisjoint(b.words)
    alike = a.head == b.head and not (truces and bool(a.occasions) != bool(b.occasions))
    return agreement if alike else min(agreement, _OPEN)
