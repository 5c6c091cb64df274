"""How independent the reports of one story are: articles that go back to one report are one origin.

Each article gets one origin by the strongest reason that it gives: the agency whose report it carries, else the
text that it shares with others, else its outlet. No chain of weaker reasons joins two origins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarizer import fingerprint
from summarizer.schema import (
    ArticleReading,
    Corroboration,
    Event,
    Mention,
    Origin,
    OriginKind,
    Quote,
    Stance,
)

from .clustering import candidate_pairs, cluster
from .items import EntityIds, Item, story_ids
from .names import parse

_COPY = 0.5
"""Share of the shorter text's wording in the longer one from which on they are one text."""

# News agencies, which supply other outlets; others count when an article credits them. By hand, as `names` spells them.
_AGENCIES = frozenset(
    parse(name, "organization").keys
    for name in (
        "AP",
        "Associated Press",
        "AFP",
        "Reuters",
        "TASS",
        "RIA Novosti",
        "Interfax",
        "dpa",
        "EFE",
        "ANSA",
        "Lusa",
        "Xinhua",
        "Kyodo",
        "Yonhap",
        "IANS",
        "PTI",
        "ANI",
        "UPI",
        "Bloomberg",
        "Anadolu",
        "Ukrinform",
        "BelTA",
        "Belga",
        "APA",
        "PAP",
        "TT",
        "NTB",
        "Ritzau",
        "AAP",
        "Antara",
        "Bernama",
        "IRNA",
        "Canadian Press",
        "PA Media",
    )
)
_DESCRIPTIONS = frozenset(["news", "agency", "service", "state", "wire", "press"])

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    kind: OriginKind
    key: Key
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The origins of a story, and which article has which."""

    origins: tuple[Origin, ...]
    outlets: dict[str, str] = field(default_factory=dict)
    """Named outlets by article id."""
    origin_of: dict[str, str] = field(default_factory=dict)
    """Origin id by article id."""

    def corroboration(self, mentions: Iterable[Mention], told_by: Iterable[str | None] = ()) -> Corroboration:
        """How many stand behind these mentions.

        Args:
            mentions: the items of one merged item.
            told_by: for each mention, the story entity that the article has it from, None when it says so itself.
                Five outlets that report what one person said are one origin.
        """
        mentions = list(mentions)
        articles = {mention.article for mention in mentions}
        tellers = list(told_by) or [None] * len(mentions)
        sources = {teller or self.origin_of[mention.article] for mention, teller in zip(mentions, tellers, strict=True)}
        return Corroboration(
            articles=len(articles),
            outlets=len({self.outlets[article] for article in articles if article in self.outlets}),
            origins=min(len(sources), len({self.origin_of[article] for article in articles})),
        )


def find_sources(readings: Sequence[ArticleReading]) -> Sources:
    """The origins of one story's articles, in the order of `readings`."""
    copies = _copies(readings)
    agencies = [_agency(reading, readings) for reading in readings]
    reasons = list[_Reason](_Reason("article", (reading.article.id,)) for reading in readings)
    for members in copies:
        reason = _shared_reason(members, agencies, readings)
        for at in members:
            reasons[at] = agencies[at] or reason or _own_reason(readings[at])
    by_reason: dict[tuple[OriginKind, Key], list[int]] = defaultdict(list)
    for at, reason in enumerate(reasons):
        by_reason[reason.kind, reason.key].append(at)
    origins = []
    origin_of = {}
    for number, members in enumerate(by_reason.values(), start=1):
        names = Counter(name for at in members if (name := reasons[at].name))
        name = max(names, key=lambda one: names[one]) if names else None
        kind = reasons[members[0]].kind
        articles = tuple(readings[at].article.id for at in members)
        origin_of.update(dict.fromkeys(articles, f"o{number}"))
        if kind == "outlet" and len(members) == 1:
            kind = "article"
        text = _explain(kind, name, members, agencies, readings)
        origins.append(Origin(id=f"o{number}", kind=kind, name=name, articles=articles, reason=text))
    outlets = {one.article.id: " ".join(_source_key(one.article.outlet)) for one in readings if one.article.outlet}
    return Sources(tuple(origins), outlets, origin_of)


def quote_tellers(items: Sequence[Item[Quote]], speakers: Sequence[str]) -> list[str | None]:
    """Whoever spoke: an utterance has one origin, however many report it."""
    return ["+".join(speakers) or None for _ in items]


def event_tellers(items: Sequence[Item[Event]], ids: EntityIds) -> list[str | None]:
    """Whoever each article has the event from."""
    return [next(iter(story_ids(item, [item.part.attributed_to], ids)), None) for item in items]


def stance_tellers(items: Sequence[Item[Stance]], ids: EntityIds) -> list[str | None]:
    """The holder, where it is what they said themselves."""
    return [
        next(iter(story_ids(item, [item.part.holder], ids)), None) if item.part.basis == "said" else None
        for item in items
    ]


def _copies(readings: Sequence[ArticleReading]) -> list[list[int]]:
    sketches = [reading.fingerprint for reading in readings]
    pairs = candidate_pairs([fingerprint.hashes(sketch) for sketch in sketches])
    return cluster(len(readings), pairs, lambda a, b: fingerprint.similarity(sketches[a], sketches[b]), _COPY)


def _shared_reason(
    members: Sequence[int], agencies: Sequence[_Reason | None], readings: Sequence[ArticleReading]
) -> _Reason | None:
    """Why copies are one: the agency that most of them name, else their text."""
    if len(members) == 1:
        return None
    named = Counter(agency.key for at in members if (agency := agencies[at]))
    if named:
        key = max(named, key=lambda one: named[one])
        return next(agency for at in members if (agency := agencies[at]) and agency.key == key)
    outlets = {_own_reason(readings[at]) for at in members}
    if len({reason.key for reason in outlets}) == 1:
        return None  # one outlet's own versions
    return _Reason("near_duplicate", (readings[members[0]].article.id,))


def _own_reason(reading: ArticleReading) -> _Reason:
    outlet = reading.article.outlet
    if outlet and _source_key(outlet):
        return _Reason("outlet", _source_key(outlet), outlet)
    return _Reason("article", (reading.article.id,))


def _agency(reading: ArticleReading, readings: Sequence[ArticleReading]) -> _Reason | None:
    """The one agency or outlet whose report an article carries."""
    outlet = _source_key(reading.article.outlet)
    if outlet in _AGENCIES:
        return _Reason("agency", outlet, reading.article.outlet)
    carried = _carried(reading)
    credited = {key: name for name in reading.credits if (key := _source_key(name)) and key != outlet}
    if credited:
        key = max(credited, key=lambda one: (carried[one], one in _AGENCIES))
        return _Reason("agency", key, credited[key])
    most = max(carried, key=lambda one: carried[one], default=())
    if 2 * carried[most] > len(reading.quotes) and carried[most] > 1 and most in _AGENCIES:
        return _Reason("agency", most, _names_of(reading)[most])
    if outlet and any(_source_key(name) == outlet for other in readings for name in other.credits):
        return _Reason("agency", outlet, reading.article.outlet)
    return None


def _carried(reading: ArticleReading) -> Counter[Key]:
    """How many quotes each source carried, in the order of the article."""
    names = {entity.id: _source_key(entity.name) for entity in reading.entities}
    return Counter(
        key for quote in reading.quotes for key in dict.fromkeys(names.get(one, ()) for one in quote.via) if key
    )


def _names_of(reading: ArticleReading) -> dict[Key, str]:
    return {_source_key(entity.name): entity.name for entity in reading.entities}


def _source_key(name: str | None) -> Key:
    keys = parse(name, "organization").keys if name else ()
    short = tuple(key for key in keys if key not in _DESCRIPTIONS)
    return keys if keys in _AGENCIES else short or keys


def _explain(
    kind: OriginKind,
    name: str | None,
    members: Sequence[int],
    agencies: Sequence[_Reason | None],
    readings: Sequence[ArticleReading],
) -> str:
    if kind == "agency":
        copies = sum(agencies[at] is None for at in members)
        repeats = f"; {copies} of them repeats its wording without naming it" if copies else ""
        return f"{_count(len(members))} carrying {name}'s report{repeats}"
    if kind == "near_duplicate":
        first = readings[members[0]].fingerprint
        least = min(fingerprint.similarity(first, readings[at].fingerprint) for at in members[1:])
        return f"{_count(len(members))} with at least {least:.0%} of their wording in common"
    if kind == "outlet":
        return f"{_count(len(members))} by {name}"
    return "a report of its own: no agency credited, no text shared"


def _count(articles: int) -> str:
    return "one article" if articles == 1 else f"{articles} articles"
