"""Where reports of one happening, utterance or stance do not say the same, and of what kind the difference is.

Only what can be judged without reading is a difference: dates by containment, status and time by the order of
publication, numbers by what their words allow, places by whether they exclude each other. Other words for the same are
none, nor is it one that a report names more of those who took part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from summarizer.dates import edtf
from summarizer.schema import (
    ArticleInfo,
    Difference,
    DifferenceKind,
    EventStatus,
    Evidence,
    Mention,
    Quote,
    Side,
    SourcedEvidence,
)
from summarizer.text.names import country_of
from summarizer.text.similarity import content_words, is_negated, listed, negated_words, stem, words

from .events import EventItem, span_of
from .figures import Figure, figures
from .items import Item, PartT, publication_key, surely_later
from .quotes import QuoteItem, denies
from .stances import StanceItem
from .wording import worded

ValueT = TypeVar("ValueT")

_RANK: dict[DifferenceKind, int] = {"conflict": 0, "update": 1, "granularity": 2}
_FIELD_RANK = ("polarity", "position", "status", "edtf", "number", "places")
# How a happening comes about: later steps take the place of earlier ones.
_PROGRESS: dict[EventStatus, int] = {
    "possible": 0,
    "proposed": 1,
    "planned": 2,
    "refused": 3,
    "cancelled": 3,
    "ongoing": 3,
    "occurred": 4,
}
_BEGUN: frozenset[EventStatus] = frozenset(("ongoing", "occurred"))
_TO_COME: frozenset[EventStatus] = frozenset(("possible", "proposed", "planned"))
_SCHEDULING = frozenset(stem(word) for word in listed("scheduling arranging possible potential tentative eventual"))
_POSITION_WORDS = {"supports": "for it", "opposes": "against it", "conditional": "on conditions", "neutral": "neutral"}
UNDATED = "no date yet"
"""The value of a date that a report says is still to be fixed."""


@dataclass(frozen=True, slots=True)
class _Claim(Generic[ValueT]):
    """What one item says of a field."""

    value: ValueT
    label: str
    mention: Mention
    info: ArticleInfo
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _SideOf(Generic[ValueT]):
    """All who say the same."""

    claims: tuple[_Claim[ValueT], ...]
    articles: frozenset[str]
    infos: Mapping[str | None, ArticleInfo]
    """One article of each time of publication: a thousand reports came out at a few."""

    @classmethod
    def of(cls, claims: Sequence[_Claim[ValueT]]) -> _SideOf[ValueT]:
        infos = {claim.info.published: claim.info for claim in claims}
        return cls(tuple(claims), frozenset(claim.info.id for claim in claims), infos)

    @property
    def published(self) -> frozenset[str | None]:
        return frozenset(self.infos)

    @property
    def value(self) -> ValueT:
        return self.claims[0].value

    @property
    def label(self) -> str:
        return self.claims[0].label

    @property
    def first(self) -> ArticleInfo:
        return min((claim.info for claim in self.claims), key=publication_key)

    @property
    def all_dated(self) -> bool:
        return all(claim.info.published for claim in self.claims)


Verdict = tuple[DifferenceKind, str]
Judge = Callable[[_SideOf[ValueT], _SideOf[ValueT]], Verdict | None]
"""What holds between two values, the one first reported before the other; None when they do not differ."""


def event_differences(item: str, mentions: Sequence[EventItem]) -> Iterator[Difference]:
    """The differences of a merged event.

    Args:
        item: id of the merged event.
        mentions: its events.
    """
    of_dates = list(_differences(item, "edtf", _claims(mentions, _date), _judge_dates))
    of_status = list(_differences(item, "status", _claims(mentions, _status), _judge_status))
    fixed = next((one for one in of_dates if any(side.value == UNDATED for side in one.sides)), None)
    if fixed and (moved := next((one for one in of_status if one.kind == "update"), None)):
        # to be dated is to be planned: one matter, told once
        of_dates.remove(fixed)
        of_status[of_status.index(moved)] = moved.model_copy(
            update={"reason": f"{moved.reason}; {fixed.reason}", "sides": _with_evidence(moved.sides, fixed.sides)}
        )
    yield from of_status
    yield from of_dates
    for unit_claims in _by_unit(
        _claim(one, figure, _figure_label(figure), one.part.evidence)
        for one in mentions
        for figure in figures(one.part.description)
    ):
        yield from _differences(item, "number", unit_claims, _judge_figures)
    yield from _differences(item, "places", _claims(mentions, _country), _judge_countries)


def _with_evidence(sides: Sequence[Side], more: Sequence[Side]) -> tuple[Side, ...]:
    """`sides`, each with what the same reports bring forward in `more`."""

    def widened(side: Side) -> Side:
        articles = {mention.article for mention in side.mentions}
        brought = (one for other in more for one in other.evidence if one.article in articles)
        return side.model_copy(update={"evidence": tuple(dict.fromkeys((*side.evidence, *brought)))})

    return tuple(map(widened, sides))


def quote_differences(item: str, mentions: Sequence[QuoteItem]) -> Iterator[Difference]:
    """The differences of a merged quote: what one rendering negates and another does not, and its numbers."""
    yield from _differences(item, "polarity", _opposed(mentions), _judge_polarity)
    for unit_claims in _by_unit(
        _claim(one, figure, _figure_label(figure), one.part.evidence)
        for one in mentions
        for figure in figures(one.part.text)
    ):
        yield from _differences(item, "number", unit_claims, _judge_figures)


def stance_differences(item: str, mentions: Sequence[StanceItem]) -> Iterator[Difference]:
    """The differences of a merged stance: positions that changed, or that reports give differently."""
    in_order = sorted(mentions, key=lambda one: (publication_key(one.info), _first_offset(one)))
    claims = [_claim(one, str(one.part.position), one.part.position, one.part.evidence) for one in in_order]
    yield from _differences(item, "position", claims, _judge_positions, within_one=True)


def ranked(differences: Iterable[Difference], weight: Mapping[str, int]) -> tuple[Difference, ...]:
    """Conflicts first, then updates, then granularity; within a kind what most articles report first; ids d1, d2, …

    Args:
        differences: in the order of the story's items.
        weight: how many articles report each merged item.
    """
    ordered = sorted(differences, key=lambda one: (_RANK[one.kind], -weight[one.item], _FIELD_RANK.index(one.field)))
    return tuple(one.model_copy(update={"id": f"d{number}"}) for number, one in enumerate(ordered, start=1))


def _claim(item: Item[PartT], value: ValueT, label: str, evidence: Sequence[Evidence]) -> _Claim[ValueT]:
    return _Claim(value, label, item.mention, item.info, tuple(evidence))


def _claims(mentions: Sequence[EventItem], read: Callable[[EventItem], _Claim[ValueT] | None]) -> list[_Claim[ValueT]]:
    return [claim for one in mentions if (claim := read(one))]


def _by_unit(claims: Iterable[_Claim[Figure]]) -> Iterator[list[_Claim[Figure]]]:
    by_unit: dict[str, list[_Claim[Figure]]] = {}
    for claim in claims:
        by_unit.setdefault(claim.value.unit, []).append(claim)
    yield from by_unit.values()


def _first_offset(one: StanceItem) -> int:
    return min((evidence.start for evidence in one.part.evidence), default=0)


def _differences(
    item: str, field: str, claims: Sequence[_Claim[ValueT]], judge: Judge[ValueT], *, within_one: bool = False
) -> Iterator[Difference]:
    """One difference of each kind that holds between the values of a field.

    Args:
        within_one: one report may tell of both, as of a change of mind.
    """
    by_label: dict[str, list[_Claim[ValueT]]] = {}
    for claim in claims:
        by_label.setdefault(claim.label, []).append(claim)
    sides = sorted((_SideOf.of(group) for group in by_label.values()), key=lambda one: publication_key(one.first))
    found: dict[DifferenceKind, tuple[str, dict[str, _SideOf[ValueT]]]] = {}
    for at, earlier in enumerate(sides):
        for later in sides[at + 1 :]:
            if earlier.articles == later.articles and not within_one:
                continue  # one report that says both
            if verdict := judge(earlier, later):
                _, taking_part = found.setdefault(verdict[0], (verdict[1], {}))
                taking_part |= {earlier.label: earlier, later.label: later}
    for kind, (reason, taking_part) in found.items():
        in_order = sorted(taking_part.values(), key=lambda one: publication_key(one.first))
        yield Difference(id="d", kind=kind, item=item, field=field, sides=tuple(map(_side, in_order)), reason=reason)


def _side(side: _SideOf[ValueT]) -> Side:
    evidence = [SourcedEvidence.of(claim.info.id, one) for claim in side.claims for one in claim.evidence]
    return Side(
        value=side.label,
        mentions=tuple(claim.mention for claim in side.claims),
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _moved_on(earlier: _SideOf[ValueT], later: _SideOf[ValueT]) -> bool:
    """Whether every report of the one came before every report of the other, beyond doubt."""
    olds = earlier.published - later.published if earlier.articles & later.articles else earlier.published
    news = later.published - earlier.published if earlier.articles & later.articles else later.published
    infos = {**earlier.infos, **later.infos}
    return bool(olds and news) and all(surely_later(infos[new], infos[old]) for old in olds for new in news)


def _followed_up(earlier: _SideOf[ValueT], later: _SideOf[ValueT]) -> bool:
    """Whether a report of the one came after the first of the other, beyond doubt."""
    return any(surely_later(info, earlier.first) for info in later.infos.values())


def _apart(a: _SideOf[ValueT], b: _SideOf[ValueT]) -> bool:
    """Whether each has a report that does not say the other as well."""
    return bool(a.articles - b.articles) and bool(b.articles - a.articles)


def _unordered(a: _SideOf[ValueT], b: _SideOf[ValueT]) -> str:
    return (
        "" if a.all_dated and b.all_dated else "; publication dates are missing, so one may be an update of the other"
    )


# Status and time


def _status(item: EventItem) -> _Claim[EventStatus]:
    return _claim(item, item.part.status, item.part.status, (item.part.trigger,))


def _judge_status(earlier: _SideOf[EventStatus], later: _SideOf[EventStatus]) -> Verdict | None:
    if {earlier.value, later.value} <= _BEGUN:
        return None  # a war has begun and goes on
    for old, new in ((earlier, later), (later, earlier)):
        if _goes_on(old.value, new.value) and _followed_up(old, new):
            return "update", f"first reported as {old.value}, by a later report as {new.value}"
    old_value, new_value = earlier.value, later.value
    if not _apart(earlier, later):
        return None
    if "alleged" in (old_value, new_value):
        return "conflict", "one report leaves open what another states"
    if {old_value, new_value} <= _TO_COME:
        return None  # asked for, expected, planned: without an order of reports only other words for one stage
    return "conflict", f"it cannot be {old_value} and {new_value}{_unordered(earlier, later)}"


def _goes_on(old: EventStatus, new: EventStatus) -> bool:
    if old == "alleged":
        return new not in _TO_COME
    return old in _PROGRESS and new in _PROGRESS and _PROGRESS[old] < _PROGRESS[new]


def _date(item: EventItem) -> _Claim[edtf.DateSpan | None] | None:
    event = item.part
    found = span_of(item)
    if found is None:
        return _claim(item, None, UNDATED, (event.trigger,)) if _to_be_scheduled(item) else None
    time = event.time
    evidence = (time.evidence,) if time and time.evidence else event.evidence
    return _claim(item, found, _date_label(found, time.edtf if time and time.edtf else ""), evidence)


def _to_be_scheduled(item: EventItem) -> bool:
    event = item.part
    told = [event.description, event.trigger.exact, event.trigger.prefix, event.trigger.suffix]
    stems = {stem(word) for text in told for word in words(text)}
    return event.status == "proposed" or (event.status == "planned" and not stems.isdisjoint(_SCHEDULING))


def _date_label(found: edtf.DateSpan, value: str) -> str:
    # one label for the ways of writing one day
    return found.first.isoformat() if found.days == 1 and not found.yearless else value


def _judge_dates(earlier: _SideOf[edtf.DateSpan | None], later: _SideOf[edtf.DateSpan | None]) -> Verdict | None:
    if earlier.value is None and later.value is None:
        return None
    if later.value is None:
        earlier, later = later, earlier
    old, new = earlier.value, later.value
    if new is None:
        return None
    if old is None:
        if _followed_up(later, earlier):
            return None
        if _followed_up(earlier, later):
            return "update", f"at first without a date, then set for {worded(new)}"
        if not _apart(earlier, later):
            return None
        return (
            "granularity",
            f"still without a date in one report, {worded(new)} in another; which is later is not known",
        )
    if old == new or not _apart(earlier, later) or (old.yearless != new.yearless and old.overlaps(new)):
        return None
    if old.contains(new) or new.contains(old):
        if old.first == new.first and dt.date.max in (old.last, new.last):
            return None  # begun on that day and going on since
        exact, loose = (new, old) if old.contains(new) else (old, new)
        return "granularity", f"{worded(exact)} is more exact than {worded(loose)}"
    if old.overlaps(new):
        return None
    if _moved_on(earlier, later):
        return "update", f"later reports date it {worded(new)} instead of {worded(old)}"
    return "conflict", f"it cannot be on {worded(old)} and on {worded(new)}{_unordered(earlier, later)}"


# Numbers, places, words, positions


def _figure_label(figure: Figure) -> str:
    return figure.text


def _judge_figures(earlier: _SideOf[Figure], later: _SideOf[Figure]) -> Verdict | None:
    old, new = earlier.value, later.value
    if not _apart(earlier, later) or (old.low, old.high) == (new.low, new.high):
        return None
    if old.contains(new) or new.contains(old):
        exact, loose = (later, earlier) if old.contains(new) else (earlier, later)
        return "granularity", f"“{exact.label}” is more exact than “{loose.label}”"
    if old.overlaps(new):
        return None
    if _moved_on(earlier, later):
        return "update", f"later reports give “{later.label}” instead of “{earlier.label}”"
    return "conflict", f"“{earlier.label}” and “{later.label}” cannot both hold{_unordered(earlier, later)}"


def _country(item: EventItem) -> _Claim[str] | None:
    """The one country that an event's places are in, as far as it is known."""
    named = {one.id: one for one in item.reading.entities}
    places = [named[one] for one in item.part.places if one in named]
    found = {country for one in places if (country := country_of(one.name, one.kind))}
    if len(found) != 1:
        return None
    return _claim(item, found.pop(), ", ".join(one.name for one in places), item.part.evidence)


def _judge_countries(earlier: _SideOf[str], later: _SideOf[str]) -> Verdict | None:
    if earlier.value == later.value or not _apart(earlier, later):
        return None
    return "conflict", f"it cannot be in {earlier.label} and in {later.label}{_unordered(earlier, later)}"


def _opposed(mentions: Sequence[QuoteItem]) -> list[_Claim[bool]]:
    """The renderings that negate what others affirm, and those others; each side by its first rendering."""
    negative: list[QuoteItem] = []
    positive: list[QuoteItem] = []
    for one in mentions:
        (negative if is_negated(one.part.text) != _is_denial(one.part) else positive).append(one)
    affirmed = frozenset[str]().union(*(content_words(one.part.text) for one in positive))
    negative = [one for one in negative if not _negated(one.part).isdisjoint(affirmed)]
    denied = frozenset[str]().union(*(_negated(one.part) for one in negative))
    positive = [one for one in positive if not content_words(one.part.text).isdisjoint(denied)]
    return [
        _claim(one, side is negative, _as_meant(side[0].part), one.part.evidence)
        for side in (negative, positive)
        for one in side
    ]


def _negated(quote: Quote) -> frozenset[str]:
    return content_words(quote.text) if _is_denial(quote) else negated_words(quote.text)


def _as_meant(quote: Quote) -> str:
    return f"{quote.cue.exact}: {quote.text}" if quote.cue and denies(quote.cue.exact) else quote.text


def _is_denial(quote: Quote) -> bool:
    return quote.cue is not None and denies(quote.cue.exact)


def _judge_polarity(earlier: _SideOf[bool], later: _SideOf[bool]) -> Verdict | None:
    if not _apart(earlier, later):
        return None
    return "conflict", "one rendering negates what the other affirms"


def _judge_positions(earlier: _SideOf[str], later: _SideOf[str]) -> Verdict | None:
    old, new = _POSITION_WORDS[earlier.label], _POSITION_WORDS[later.label]
    if _moved_on(earlier, later):
        return "update", f"{old} in earlier reports, {new} in later ones"
    if earlier.articles & later.articles:
        return "update", f"one report tells of both: {old}, then {new}"
    return "conflict", f"one report has it {old}, another {new}{_unordered(earlier, later)}"
