"""How independent the reports of one story are: articles that go back to one report are one origin.

Each article gets one origin by the strongest reason that it gives: the agency whose report it carries, else the
text that it shares with others, else its outlet. No chain of weaker reasons joins two origins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarizer.schema import ArticleReading, Corroboration, Event, Mention, Origin, OriginKind, Quote, Stance
from summarizer.text import near_duplicates
from summarizer.text.names import parse

from .clustering import candidate_pairs, cluster
from .items import EntityIds, Item, story_ids

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
    agencies = [_agency(reading) for reading in readings]
    groups = _copies(readings)
    by_reason: dict[tuple[OriginKind, Key], list[int]] = defaultdict(list)
    reasons: list[_Reason] = [_Reason("article", ())] * len(readings)
    for members in groups:
        shared = _shared_reason(members, agencies, readings)
        for at in members:
            reasons[at] = agencies[at] or shared or _own_reason(readings[at])
            by_reason[reasons[at].kind, reasons[at].key].append(at)
    origins = []
    origin_of = {}
    for number, members in enumerate(sorted(map(sorted, by_reason.values())), start=1):
        reason = reasons[members[0]]
        articles = tuple(readings[at].article.id for at in members)
        origin_of.update(dict.fromkeys(articles, f"o{number}"))
        kind = "article" if reason.kind == "outlet" and len(members) == 1 else reason.kind
        text = _explain(kind, reason, members, agencies, readings)
        origins.append(Origin(id=f"o{number}", kind=kind, name=reason.name, articles=articles, reason=text))
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
    """Articles that have one text, the same credit counting for half of what they must share."""
    sketches = [reading.fingerprint for reading in readings]
    credited = [_credited(reading) for reading in readings]
    pairs = candidate_pairs([near_duplicates.hashes(sketch) for sketch in sketches])

    def affinity(first: int, second: int) -> float:
        shared = near_duplicates.similarity(sketches[first], sketches[second])
        return min(1.0, 2 * shared) if credited[first] & credited[second] else shared

    return cluster(len(readings), pairs, affinity, _COPY)


def _shared_reason(
    members: Sequence[int], agencies: Sequence[_Reason | None], readings: Sequence[ArticleReading]
) -> _Reason | None:
    """Why copies are one: the agency whose text it is, the one that they credit, else the text that they share."""
    if len(members) == 1:
        return None
    named = Counter(agency.key for at in members if (agency := agencies[at]))
    if named:
        key = max(named, key=lambda one: named[one])
        return next(agency for at in members if (agency := agencies[at]) and agency.key == key)
    outlets = {_own_reason(readings[at]) for at in members}
    if len({reason.key for reason in outlets}) == 1:
        return None  # one outlet's own versions
    credits_ = Counter(key for at in members for key in sorted(_credited(readings[at])))
    if credits_:
        key = max(credits_, key=lambda one: (credits_[one], one in _AGENCIES))
        name = next(one for at in members for one in readings[at].credits if _source_key(one) == key)
        return _Reason("agency", key, name)
    return _Reason("near_duplicate", (readings[members[0]].article.id,))


def _own_reason(reading: ArticleReading) -> _Reason:
    outlet = reading.article.outlet
    if outlet and _source_key(outlet):
        return _Reason("outlet", _source_key(outlet), outlet)
    return _Reason("article", (reading.article.id,))


def _agency(reading: ArticleReading) -> _Reason | None:
    """The agency whose own text an article is: it appeared there, or says so beside its author, or is quoted by it.

    A credit alone does not make an article the agency's: many credit whoever they have one sentence from.
    """
    outlet = _source_key(reading.article.outlet)
    if outlet in _AGENCIES:
        return _Reason("agency", outlet, reading.article.outlet)
    names = {_source_key(name): name for name in reading.credits}
    byline = _source_key(reading.article.byline)
    if byline and byline in _AGENCIES | names.keys() - {outlet}:
        return _Reason("agency", byline, names.get(byline, reading.article.byline))
    carried = _carried(reading)
    most = max(carried, key=lambda one: carried[one], default=())
    if most in _credited(reading) and carried[most] > 1 and 2 * carried[most] > len(reading.quotes):
        return _Reason("agency", most, names[most])
    return None


def _credited(reading: ArticleReading) -> frozenset[Key]:
    """The sources that an article credits, itself aside."""
    own = _source_key(reading.article.outlet)
    return frozenset(key for name in reading.credits if (key := _source_key(name)) and key != own)


def _carried(reading: ArticleReading) -> Counter[Key]:
    """How many quotes each source carried, in the order of the article."""
    names = {entity.id: _source_key(entity.name) for entity in reading.entities}
    return Counter(
        key for quote in reading.quotes for key in dict.fromkeys(names.get(one, ()) for one in quote.via) if key
    )


def _source_key(name: str | None) -> Key:
    keys = parse(name, "organization").keys if name else ()
    short = tuple(key for key in keys if key not in _DESCRIPTIONS)
    return keys if keys in _AGENCIES else short or keys


def _explain(
    kind: OriginKind,
    reason: _Reason,
    members: Sequence[int],
    agencies: Sequence[_Reason | None],
    readings: Sequence[ArticleReading],
) -> str:
    if kind == "agency":
        return _explain_agency(reason, members, agencies, readings)
    if kind == "near_duplicate":
        return f"{_count(len(members))} with at least {_least_shared(members, readings):.0%} of their wording in common"
    if kind == "outlet":
        return f"{_count(len(members))} by {reason.name}"
    credited = " and ".join(sorted({name for at in members for name in readings[at].credits if name != reason.name}))
    if credited:
        return f"a report of its own, which credits {credited} but shares no text with another article"
    return "a report of its own: no agency credited, no text shared"


def _explain_agency(
    reason: _Reason,
    members: Sequence[int],
    agencies: Sequence[_Reason | None],
    readings: Sequence[ArticleReading],
) -> str:
    own = sum(agencies[at] is not None for at in members)
    copies = len(members) - own
    if not copies:
        return f"{_count(own)} of {reason.name}'s own"
    named = sum(reason.key in _credited(readings[at]) for at in members)
    shared = f"at least {_least_shared(members, readings):.0%} of their wording in common"
    naming = f"{named} of them credit {reason.name}" if named > 1 else f"one of them credits {reason.name}"
    return f"{_count(len(members))} with {shared}; {naming}"


def _least_shared(members: Sequence[int], readings: Sequence[ArticleReading]) -> float:
    first = readings[members[0]].fingerprint
    return min(near_duplicates.similarity(first, readings[at].fingerprint) for at in members[1:])


def _count(articles: int) -> str:
    return "one article" if articles == 1 else f"{articles} articles"
