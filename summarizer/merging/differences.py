"""Where reports of one happening, utterance or stance do not say the same, and of what kind the difference is.

Only what can be judged without reading is a difference: dates by containment, status and time by the order of
publication, numbers by what their words allow, sets by inclusion. Other words for the same are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from summarizer import edtf
from summarizer.schema import (
    ArticleInfo,
    Difference,
    DifferenceKind,
    EventStatus,
    Evidence,
    Mention,
    Side,
    SourcedEvidence,
)

from .events import EventItem, span_of
from .figures import Figure, figures
from .items import EntityIds, Item, PartT, publication_key, story_ids, surely_later
from .quotes import QuoteItem
from .similarity import content_words, is_negated, listed, negated_words, stem, words
from .stances import StanceItem

ValueT = TypeVar("ValueT")

_RANK: dict[DifferenceKind, int] = {"conflict": 0, "update": 1, "granularity": 2}
_FIELD_RANK = ("polarity", "position", "status", "edtf", "number", "places", "participants")
# How a happening comes about: later steps take the place of earlier ones.
_PROGRESS: dict[EventStatus, int] = {
    "hypothetical": 0,
    "proposed": 1,
    "planned": 2,
    "cancelled": 3,
    "ongoing": 3,
    "occurred": 4,
}
_SCHEDULING = frozenset(stem(word) for word in listed("scheduling arranging possible potential tentative eventual"))
_BEFORE_THE_DAY: frozenset[str] = frozenset(("hypothetical", "proposed", "planned"))
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

    @classmethod
    def of(cls, claims: Sequence[_Claim[ValueT]]) -> _SideOf[ValueT]:
        return cls(tuple(claims), frozenset(claim.info.id for claim in claims))

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


def event_differences(
    item: str, mentions: Sequence[EventItem], ids: EntityIds, names: Mapping[str, str]
) -> Iterator[Difference]:
    """The differences of a merged event.

    Args:
        item: id of the merged event.
        mentions: its events.
        ids: which story entity each article's entity is.
        names: the name of each story entity.
    """
    of_dates = list(_differences(item, "edtf", _claims(mentions, _date), _judge_dates))
    of_status = _differences(item, "status", _claims(mentions, _status), _judge_status)
    if any(one.sides[0].value == UNDATED for one in of_dates):  # to be dated is to be planned: one matter
        of_status = (one for one in of_status if not _BEFORE_THE_DAY.issuperset(side.value for side in one.sides))
    yield from of_status
    yield from of_dates
    for unit_claims in _by_unit(
        _claim(one, figure, _figure_label(figure), one.part.evidence)
        for one in mentions
        for figure in figures(one.part.description)
    ):
        yield from _differences(item, "number", unit_claims, _judge_figures)
    for field in ("places", "participants"):
        claims = [
            _claim(one, frozenset(found), "; ".join(sorted(names[each] for each in found)), one.part.evidence)
            for one in mentions
            if (found := story_ids(one, getattr(one.part, field), ids))
        ]
        yield from _differences(item, field, claims, _judge_sets)


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
    claims = [_claim(one, str(one.part.position), one.part.position, one.part.evidence) for one in mentions]
    yield from _differences(item, "position", claims, _judge_positions)


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


def _differences(item: str, field: str, claims: Sequence[_Claim[ValueT]], judge: Judge[ValueT]) -> Iterator[Difference]:
    """One difference of each kind that holds between the values of a field."""
    by_label: dict[str, list[_Claim[ValueT]]] = {}
    for claim in claims:
        by_label.setdefault(claim.label, []).append(claim)
    sides = sorted((_SideOf.of(group) for group in by_label.values()), key=lambda one: publication_key(one.first))
    found: dict[DifferenceKind, tuple[str, dict[str, _SideOf[ValueT]]]] = {}
    for at, earlier in enumerate(sides):
        for later in sides[at + 1 :]:
            if earlier.articles == later.articles:
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
    return all(
        surely_later(new.info, old.info) for old in earlier.claims for new in later.claims if new.info.id != old.info.id
    )


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
    old, new = earlier.value, later.value
    if surely_later(later.first, earlier.first) and (
        old == "alleged" or (old in _PROGRESS and new in _PROGRESS and _PROGRESS[old] < _PROGRESS[new])
    ):
        return "update", f"first reported as {old}, by a later report as {new}"
    if not _apart(earlier, later):
        return None
    if "alleged" in (old, new):
        return "conflict", "one report leaves open what another states"
    return "conflict", f"{old} and {new} cannot both hold{_unordered(earlier, later)}"


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
    old, new = earlier.value, later.value
    if old is None:
        fixed = surely_later(later.first, earlier.first)
        return ("update", f"first still to be scheduled, by a later report dated {later.label}") if fixed else None
    if new is None or old == new or not _apart(earlier, later):
        return None
    if old.yearless != new.yearless and old.overlaps(new):
        return None
    if old.contains(new) or new.contains(old):
        exact, loose = (later, earlier) if old.contains(new) else (earlier, later)
        return "granularity", f"{exact.label} lies within {loose.label}"
    if old.overlaps(new):
        return None
    if _moved_on(earlier, later):
        return "update", f"later reports date it {later.label} instead of {earlier.label}"
    return "conflict", f"it cannot be on {earlier.label} and on {later.label}{_unordered(earlier, later)}"


# Numbers, sets, words, positions


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


def _judge_sets(earlier: _SideOf[frozenset[str]], later: _SideOf[frozenset[str]]) -> Verdict | None:
    if not _apart(earlier, later):
        return None
    fewer, more = sorted((earlier, later), key=lambda one: len(one.value))
    if fewer.value < more.value:
        return "granularity", f"{more.label} includes {fewer.label}"
    return None


def _opposed(mentions: Sequence[QuoteItem]) -> list[_Claim[bool]]:
    """The renderings that negate what others affirm, and those others; each side by its first rendering."""
    negative = [one for one in mentions if is_negated(one.part.text)]
    positive = [one for one in mentions if not is_negated(one.part.text)]
    affirmed = frozenset[str]().union(*(content_words(one.part.text) for one in positive))
    negative = [one for one in negative if not negated_words(one.part.text).isdisjoint(affirmed)]
    denied = frozenset[str]().union(*(negated_words(one.part.text) for one in negative))
    positive = [one for one in positive if not content_words(one.part.text).isdisjoint(denied)]
    return [
        _claim(one, side is negative, side[0].part.text, one.part.evidence)
        for side in (negative, positive)
        for one in side
    ]


def _judge_polarity(earlier: _SideOf[bool], later: _SideOf[bool]) -> Verdict | None:
    if not _apart(earlier, later):
        return None
    return "conflict", "one rendering negates what the other affirms"


def _judge_positions(earlier: _SideOf[str], later: _SideOf[str]) -> Verdict | None:
    if surely_later(later.first, earlier.first) and _moved_on(earlier, later):
        return "update", f"{earlier.label} in earlier reports, {later.label} in later ones"
    if not _apart(earlier, later):
        return None
    return "conflict", f"reports differ on the position: {earlier.label}, {later.label}"
