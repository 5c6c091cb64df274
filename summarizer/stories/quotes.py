"""Which quotes of several reports render one utterance.

Outlets cut differently, one quotes and another reports: what counts is the share of the shorter rendering's content
that the longer one has. A speaker is never mixed with another.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.schema import ArticleInfo, Disowned, Quote
from summarizer.text.similarity import content_words, is_negated, words

from .clustering import CANNOT_LINK, Affinity, Pair, candidate_pairs, cluster
from .items import EntityIds, Item, days_between, story_ids
from .occasions import TRUCES, occasions

QuoteItem = Item[Quote]

_LIKELY = 0.5
"""Least agreement of two quotes that render one utterance."""
_LONG = 6
"""So many equal words in a row are no coincidence: two people do not happen to say them."""
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_OPEN = 0.35
"""The most that two quotes agree when one names an occasion (an Easter truce) and the other does not, or long after."""
_FEW = 5
"""Shared content words from which on the overlap counts in full."""
_UNNAMED_WORDS = 4
"""Content words of a quote that nobody is named for, from which on it is recognised within a longer one."""
_SAME_DAYS = 3
"""Days between two publications within which a like statement is taken for the same (a weekend and a day)."""
_VERBATIM_DAYS = 10
"""Days within which the very same words are."""
_RAREST = 8
"""Words of a quote by which candidates are sought."""
_BACKGROUND = 20
"""Added to the number of quotes, so that words that a few quotes share still weigh something."""
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi lunes",
            "tuesday dienstag mardi martes",
            "wednesday mittwoch mercredi miercoles",
            "thursday donnerstag jeudi jueves",
            "friday freitag vendredi viernes",
            "saturday samstag samedi sabado",
            "sunday sonntag dimanche domingo",
        )
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class _Features:
    info: ArticleInfo
    speakers: frozenset[str]
    words: frozenset[str]
    weight: float
    """The sum of the weights of its words."""
    sequence: str
    weekday: int | None
    occasions: frozenset[str]
    is_negated: bool
    """Whether it says that something is not so, by its words or by a denial of them."""
    disowned: Disowned | None


def merge_quotes(items: Sequence[QuoteItem], ids: EntityIds) -> list[list[QuoteItem]]:
    """The items that render one utterance together, items and groups in the order of `items`.

    Args:
        items: the quotes of all articles.
        ids: which story entity each article's entity is.
    """
    spread = Counter(word for item in items for word in content_words(item.part.text))
    weights = {word: math.log((len(items) + _BACKGROUND) / (count + 1)) for word, count in spread.items()}
    features = [_features(item, ids, weights) for item in items]

    def affinity(first: int, second: int) -> float | None:
        return _affinity(features[first], features[second], weights)

    keys = [
        [*((one.speakers, word) for word in _rarest(one.words, spread)), (one.speakers, one.sequence)]
        for one in features
    ]
    pairs = _one_whole_for_each_part(candidate_pairs(keys), features, affinity)
    return [[items[at] for at in members] for members in cluster(len(items), pairs, affinity, _LIKELY)]


def merge_copied_quotes(items: Sequence[QuoteItem], ids: EntityIds) -> list[list[QuoteItem]]:
    """As `merge_quotes`, but only what is word for word the same, or a long stretch of it."""
    said = [(frozenset(story_ids(item, item.part.speakers, ids)), said_words(item.part.text)) for item in items]

    def affinity(first: int, second: int) -> float | None:
        (ours, mine), (theirs, yours) = said[first], said[second]
        if items[first].part.disowned != items[second].part.disowned:
            return CANNOT_LINK
        if ours and theirs and ours != theirs:
            return CANNOT_LINK
        shorter = min(mine, yours, key=len)
        if mine == yours and (ours == theirs or len(shorter.split()) >= _LONG):
            return 1.0
        return 1.0 if len(shorter.split()) >= _LONG and _holds(mine, yours) else 0.0

    keys = [[*_stretches(text), text] for _, text in said]
    return [[items[at] for at in members] for members in cluster(len(items), candidate_pairs(keys), affinity, 1.0)]


def said_words(text: str) -> str:
    """What was said as words in a row, so that U.S. and US are the same."""
    return " ".join(words(_INITIALS.sub(lambda match: match[0].replace(".", ""), text)))


def _stretches(text: str) -> list[str]:
    """What a long stretch of a quote is found by: some of its words in a row."""
    row = text.split()
    return [" ".join(row[at : at + _LONG]) for at in range(len(row) - _LONG + 1)]


def _features(item: QuoteItem, ids: EntityIds, weights: Mapping[str, float]) -> _Features:
    content = content_words(item.part.text)
    return _Features(
        info=item.info,
        speakers=frozenset(story_ids(item, item.part.speakers, ids)),
        words=content,
        weight=math.fsum(weights[word] for word in content),
        sequence=said_words(item.part.text),
        weekday=_weekday(item.part),
        occasions=occasions(item, (f"to {item.part.text}",)),
        is_negated=is_negated(item.part.text) != (item.part.disowned is not None),
        disowned=item.part.disowned,
    )


def _rarest(said: frozenset[str], spread: Mapping[str, int]) -> list[str]:
    shared_by_some = (word for word in said if spread[word] > 1)
    return sorted(shared_by_some, key=lambda word: (spread[word], word))[:_RAREST]


def _affinity(a: _Features, b: _Features, weights: Mapping[str, float]) -> float | None:
    if a.speakers != b.speakers:
        return CANNOT_LINK
    if a.info.id == b.info.id:
        return None  # two parts of what another report gives in one piece, or two utterances: the others decide
    overlap = _overlap(a, b, weights)
    verbatim = _holds(a.sequence, b.sequence)
    if a.disowned != b.disowned and (verbatim or a.is_negated != b.is_negated):
        return CANNOT_LINK  # the same words, said by one report to be denied
    if not a.speakers:  # nobody is named: only the same words are the same utterance
        enough = 2 if a.sequence == b.sequence else _UNNAMED_WORDS
        return 1.0 if verbatim and min(len(a.words), len(b.words)) >= enough else CANNOT_LINK
    apart = days_between(a.info, b.info) or 0
    # “We will not open the quay until …” and “The quay is open and …” share their words and say the contrary.
    if apart > _VERBATIM_DAYS or (not verbatim and (_other_day(a, b) or a.is_negated != b.is_negated)):
        return CANNOT_LINK
    if apart > _SAME_DAYS and not verbatim:
        return min(overlap, _OPEN)
    if a.sequence == b.sequence:
        return 1.0
    if verbatim and min(len(a.words), len(b.words)) > 1:
        return max(overlap, 0.9)
    truces = not (TRUCES & a.words).isdisjoint(b.words)
    return min(overlap, _OPEN) if truces and bool(a.occasions) != bool(b.occasions) else overlap


def _overlap(a: _Features, b: _Features, weights: Mapping[str, float]) -> float:
    """The share of the lighter text's content that the other has, less when it is but a few words."""
    shared, lighter = a.words & b.words, min(a.weight, b.weight)
    if not shared or not lighter:
        return 0.0
    share = min(1.0, math.fsum(weights[word] for word in shared) / lighter)
    return share * min(1.0, len(shared) / _FEW)


def _holds(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and f" {shorter} " in f" {longer} "


def _one_whole_for_each_part(pairs: Sequence[Pair], features: Sequence[_Features], affinity: Affinity) -> list[Pair]:
    """Of the quotes of one report that a shorter rendering may be part of, only the best.

    Else a short phrase that two statements of a report both contain would draw the two together.
    """
    wholes: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pair in pairs:
        part, whole = sorted(pair, key=lambda at: (len(features[at].words), at))
        wholes[part, features[whole].info.id].append(whole)
    return sorted(
        (min(part, whole), max(part, whole))
        for (part, _), found in wholes.items()
        for whole in (found if len(found) == 1 else _best_whole(part, found, affinity))
    )


def _best_whole(part: int, found: Sequence[int], affinity: Affinity) -> list[int]:
    """The one that agrees most, and those that must be kept apart."""
    scores = [(affinity(part, whole), whole) for whole in found]
    apart = [whole for score, whole in scores if score == CANNOT_LINK]
    fitting = sorted((-round(score, 6), whole) for score, whole in scores if score is not None and score >= 0)
    return apart + [whole for _, whole in fitting[:1]]


def _other_day(a: _Features, b: _Features) -> bool:
    """Whether the reports name different days on which it was said."""
    if a.weekday is None or b.weekday is None:
        return False
    days = [_counted(one.weekday, one.info.published_day) for one in (a, b) if one.weekday is not None]
    return days[0] != days[1] if None not in days else a.weekday != b.weekday


def _counted(weekday: int, published: dt.date | None) -> dt.date | None:
    if published is None or published.toordinal() < 7:
        return None
    return published - dt.timedelta(days=(published.weekday() - weekday) % 7)


def _weekday(quote: Quote) -> int | None:
    """The one weekday that stands beside the reporting words and outside of what was said."""
    if not quote.cue:
        return None
    cue = quote.cue
    window = cue.prefix + cue.exact + cue.suffix
    begin = cue.start - len(cue.prefix)
    outside = "".join(
        " " if any(part.start <= begin + at < part.end for part in quote.evidence) else letter
        for at, letter in enumerate(window)
    )
    found = {_WEEKDAYS[word] for word in words(outside) if word in _WEEKDAYS}
    return found.pop() if len(found) == 1 else None
