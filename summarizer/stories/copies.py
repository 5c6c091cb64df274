"""How independent the reports of one story are: articles that go back to one report count as one.

Each article is counted by the strongest reason that it gives: the agency whose report it carries, else the text that it
shares with others, else its outlet. No chain of weaker reasons joins two. Whoever reads the reports together may add
which of them retell one report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarizer.schema import (
    ArticleReading,
    CopyGroup,
    CopyKind,
    Corroboration,
    Entity,
    Event,
    Evidence,
    Fact,
    Figure,
    Mention,
    Quote,
    Stance,
)
from summarizer.text import near_duplicates
from summarizer.text.names import parse

from .clustering import candidate_pairs, cluster
from .items import EntityIds

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
    kind: CopyKind | None
    """None for an article that copies nothing."""
    key: Key
    name: str | None = None


@dataclass(frozen=True, slots=True)
class IndependentSources:
    """Which articles of a story go back to one report."""

    copies: tuple[CopyGroup, ...]
    outlets: dict[str, str] = field(default_factory=dict)
    """Named outlets by article id."""
    origin_of: dict[str, int] = field(default_factory=dict)
    """A number by article id: equal for those that count as one."""

    def corroboration(self, mentions: Iterable[Mention], first_said: Iterable[str | None] = ()) -> Corroboration:
        """How many stand behind these mentions.

        Args:
            mentions: the items of one merged item.
            first_said: for each mention, who the article has it from, None when it says so itself. Five outlets that
                report what one person said are one origin.
        """
        mentions = list(mentions)
        articles = {mention.article for mention in mentions}
        speakers = list(first_said) or [None] * len(mentions)
        origins = {speaker or self.origin_of[one.article] for one, speaker in zip(mentions, speakers, strict=True)}
        return Corroboration(
            articles=len(articles),
            outlets=len({self.outlets[article] for article in articles if article in self.outlets}),
            origins=min(len(origins), len({self.origin_of[article] for article in articles})),
        )


def find_sources(readings: Sequence[ArticleReading], retold: Sequence[Sequence[str]] = ()) -> IndependentSources:
    """Which of one story's articles, in the order of `readings`, go back to one report.

    Args:
        readings: its articles.
        retold: ids of articles that somebody who has read them says go back to one report.
    """
    agencies = [_agency(reading) for reading in readings]
    by_reason: dict[tuple[CopyKind | None, Key], list[int]] = defaultdict(list)
    reasons: list[_Reason] = [_Reason(None, ())] * len(readings)
    for members in _copies(readings):
        shared = _shared_reason(members, agencies, readings)
        for at in members:
            reasons[at] = agencies[at] or shared or _own_reason(readings[at])
            by_reason[reasons[at].kind, reasons[at].key].append(at)
    copies = []
    origin_of: dict[str, int] = {}
    for number, members in enumerate(sorted(map(sorted, by_reason.values()))):
        reason = reasons[members[0]]
        articles = tuple(readings[at].article.id for at in members)
        origin_of |= dict.fromkeys(articles, number)
        if len(members) > 1 and reason.kind:
            text = _explain(reason, members, agencies, readings)
            copies.append(CopyGroup(kind=reason.kind, name=reason.name, articles=articles, reason=text))
    for group in retold:
        known = {origin_of[article] for article in group}
        if len(known) > 1:
            copies.append(
                CopyGroup(
                    kind="retelling", articles=tuple(group), reason=f"{_count(len(group))} that retell one report"
                )
            )
            origin_of = {article: min(known) if one in known else one for article, one in origin_of.items()}
    outlets = {one.article.id: " ".join(_source_key(one.article.outlet)) for one in readings if one.article.outlet}
    return IndependentSources(tuple(copies), outlets, origin_of)


def first_speaker(
    reading: ArticleReading, part: Entity | Event | Figure | Stance | Fact | Quote, ids: EntityIds
) -> str | None:
    """Whoever the article has an item from, as a story entity; None when it says so itself."""
    article = reading.article.id

    def meant(local: Iterable[str]) -> str | None:
        return "+".join(sorted({ids[article, one] for one in local if (article, one) in ids})) or None

    if isinstance(part, Entity):
        return None
    if isinstance(part, Quote):
        return meant(part.speakers)
    if isinstance(part, Stance):
        return meant([part.holder]) if part.basis == "said" else None
    if isinstance(part, Event) and part.attributed_to:
        return meant([part.attributed_to])
    words = part.trigger if isinstance(part, Event) else next(iter(part.evidence), None)
    return next((meant(quote.speakers) for quote in reading.quotes if words and _within(words, quote)), None)


def _within(words: Evidence, quote: Quote) -> bool:
    return any(one.start <= words.start and words.end <= one.end for one in quote.evidence)


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
    return _Reason(None, (reading.article.id,))


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
    reason: _Reason,
    members: Sequence[int],
    agencies: Sequence[_Reason | None],
    readings: Sequence[ArticleReading],
) -> str:
    if reason.kind == "agency":
        return _explain_agency(reason, members, agencies, readings)
    if reason.kind == "near_duplicate":
        return f"{_count(len(members))} with at least {_least_shared(members, readings):.0%} of their wording in common"
    return f"{_count(len(members))} by {reason.name}"


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
