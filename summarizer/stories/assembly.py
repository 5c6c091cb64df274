"""Merged items as a story shows them, however it was found that their mentions are one."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias, TypeVar

from summarizer.dates import edtf
from summarizer.schema import (
    Article,
    ArticleReading,
    Corroboration,
    Entity,
    EntityKind,
    Event,
    Evidence,
    Fact,
    Figure,
    FigureVersion,
    Line,
    Mention,
    Quote,
    Rendering,
    SourcedEvidence,
    Stance,
    Story,
    StoryEntity,
    StoryEvent,
    StoryFigure,
    StoryQuote,
)
from summarizer.text.languages import language_of_most, written_in
from summarizer.text.numbering import Sentence, number

from .copies import IndependentSources, first_speaker
from .entities import EntityItem, canonical_kind, canonical_name
from .items import Item, story_ids
from .quotes import QuoteItem

FigureItem = Item[Figure]
AnyItem: TypeAlias = "Item[Entity] | Item[Event] | Item[Figure] | Item[Stance] | Item[Fact] | Item[Quote]"
PartT = TypeVar("PartT", Entity, Event, Figure, Stance, Fact, Quote)

_KIND_RANK = {"direct": 0, "mixed": 1, "indirect": 2}
_LONGEST_PASSAGE = 700
"""Characters from cue to content beyond which the content stands alone."""


@dataclass(slots=True)
class Assembly:
    """The items of one story in the making; entities first, since all others name them."""

    readings: Sequence[ArticleReading]
    sources: IndependentSources
    earlier: Story | None = None
    """The story as it was: items keep the ids that they have there."""
    entity_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    kinds: dict[str, EntityKind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    language: str = field(init=False)
    """That of most reports."""

    def __post_init__(self) -> None:
        self.language = language_of_most(reading.article.language for reading in self.readings)

    def items(self, of: str) -> list[Item[PartT]]:
        """All items of a kind (`events`, `quotes` …) in order of publication."""
        return [Item(reading, part) for reading in self.readings for part in getattr(reading, of)]

    def corroboration(self, items: Sequence[Item[PartT]]) -> Corroboration:
        """How many stand behind items that are one."""
        said = [first_speaker(item.reading, item.part, self.entity_ids) for item in items]
        return self.sources.corroboration([item.mention for item in items], said)

    def entities(
        self, groups: Sequence[Sequence[EntityItem]], translations: Mapping[Mention, str] | None = None
    ) -> tuple[StoryEntity, ...]:
        """Each group as one entity; `translations` by the descriptions that they are of."""
        ids = kept_ids("n", [[item.mention for item in group] for group in groups], self._earlier_ids("entities"))
        for own_id, group in zip(ids, groups, strict=True):
            self.kinds[own_id] = canonical_kind(group)
            self.names[own_id] = canonical_name(group, self.language)
            for item in group:
                self.entity_ids.setdefault((item.info.id, item.part.id), own_id)
        return tuple(self._entity(own_id, group, translations or {}) for own_id, group in zip(ids, groups, strict=True))

    def quotes(
        self, groups: Sequence[Sequence[QuoteItem]], translations: Mapping[Mention, str] | None = None
    ) -> tuple[StoryQuote, ...]:
        """Each group as one utterance; `translations` by the quotes that they are of."""
        ids = kept_ids("q", [[item.mention for item in group] for group in groups], self._earlier_ids("quotes"))
        return tuple(self._quote(own_id, group, translations or {}) for own_id, group in zip(ids, groups, strict=True))

    def figures(
        self, told: Sequence[tuple[str, Sequence[tuple[Line, Sequence[FigureItem]]]]]
    ) -> tuple[StoryFigure, ...]:
        """What is counted, with its states or wordings, each with the items that have it so."""
        groups = [[item for _, of in versions for item in of] for _, versions in told]
        mentions = [[item.mention for item in group] for group in groups]
        ids = kept_ids("f", mentions, self._earlier_ids("figures"))
        return tuple(
            StoryFigure(
                id=own_id,
                mentions=tuple(of),
                corroboration=self.corroboration(group),
                counted=counted,
                versions=tuple(_version(line, items) for line, items in versions),
            )
            for own_id, (counted, versions), group, of in zip(ids, told, groups, mentions, strict=True)
        )

    def ids_of(self, prefix: str, groups: Sequence[Sequence[Mention]], of: str) -> list[str]:
        """Ids for groups of mentions, those of the earlier story where they share some."""
        return kept_ids(prefix, groups, self._earlier_ids(of))

    def involved(self, items: Sequence[Item[Event]], of: str) -> tuple[str, ...]:
        """The story entities that take part in events that are one, or where they are."""
        found = (one for item in items for one in story_ids(item, getattr(item.part, of), self.entity_ids))
        return tuple(dict.fromkeys(found))

    def named(self, item: Item[PartT], local: Iterable[str | None]) -> list[str]:
        """The names of an article's entities, as the story has them."""
        return [self.names[one] for one in story_ids(item, local, self.entity_ids)]

    def _earlier_ids(self, of: str) -> dict[Mention, str]:
        if not self.earlier:
            return {}
        merged = (
            [stance for target in self.earlier.stances for stance in target.stances]
            if of == "stances"
            else getattr(self.earlier, of)
        )
        return {mention: one.id for one in merged for mention in one.mentions}

    def _entity(self, own_id: str, group: Sequence[EntityItem], translations: Mapping[Mention, str]) -> StoryEntity:
        frequency = Counter(item.part.name for item in group)
        name = self.names[own_id]
        others = sorted((one for one in frequency if one != name), key=lambda one: (-frequency[one], one))
        others += sorted({item.part.translation for item in group if item.part.translation} - {name, *others})
        bodies = Counter(
            found
            for item in group
            for found in story_ids(item, [item.part.affiliation], self.entity_ids)
            if found != own_id
        )
        roles = dict.fromkeys(item.part.role for item in group if item.part.role)
        return StoryEntity(
            id=own_id,
            mentions=tuple(item.mention for item in group),
            corroboration=self.corroboration(group),
            name=name,
            names=(name, *others),
            kind=self.kinds[own_id],
            roles=tuple({role.casefold(): role for role in roles}.values()),
            affiliation=max(bodies, key=lambda one: bodies[one]) if bodies else None,
            translation=next((translations[one.mention] for one in group if one.mention in translations), None)
            if all(written_in(item.info.language) != self.language for item in group)
            else None,
        )

    def _quote(self, own_id: str, group: Sequence[QuoteItem], translations: Mapping[Mention, str]) -> StoryQuote:
        order = {id(item): at for at, item in enumerate(group)}
        ranked = sorted(group, key=lambda item: (_KIND_RANK[item.part.kind], -len(item.part.text), order[id(item)]))
        speakers = (story_ids(item, item.part.speakers, self.entity_ids) for item in ranked)
        relayed = (one for item in ranked for one in story_ids(item, [item.part.on_behalf_of], self.entity_ids))
        days = [item.part.said.edtf for item in ranked if item.part.said and item.part.said.edtf]
        mentions = tuple(item.mention for item in group)
        said_by = next(filter(None, speakers), ())
        return StoryQuote(
            id=own_id,
            mentions=mentions,
            corroboration=self.corroboration(group),
            speakers=said_by,
            on_behalf_of=next((one for one in relayed if one not in said_by), None),
            said=min(days, key=_length, default=None),
            renderings=tuple(
                Rendering(
                    mention=item.mention,
                    text=item.part.text,
                    kind=item.part.kind,
                    disowned=item.part.disowned,
                    cue=item.part.cue.exact if item.part.cue else None,
                    passage=passage_of(item),
                    told=item.part.told,
                    occasion=item.part.occasion,
                    via=story_ids(item, item.part.via, self.entity_ids),
                    translation=translations.get(item.mention),
                )
                for item in ranked
            ),
        )


def _version(line: Line, items: Sequence[FigureItem]) -> FigureVersion:
    first = items[0].part if items else None
    return FigureVersion(
        line=line,
        value=first.value if first else None,
        unit=first.unit if first else None,
        mentions=tuple(item.mention for item in items),
    )


def _length(date: str) -> int:
    """Days that a date spans: of several, the shortest says most."""
    found = edtf.span(date)
    return found.days if found else sys.maxsize


def kept_ids(prefix: str, groups: Sequence[Sequence[Mention]], earlier: Mapping[Mention, str]) -> list[str]:
    """An id for each group: the earlier one that most of its mentions had, else a new number.

    Where an item came apart, the largest part keeps the id; where several became one, that with most mentions stays.
    """
    wanted: list[tuple[int, int, str]] = []
    for at, group in enumerate(groups):
        shared = Counter(earlier[mention] for mention in group if mention in earlier)
        wanted += ((-count, at, own_id) for own_id, count in shared.items())
    given: dict[int, str] = {}
    taken = set(earlier.values())
    used: set[str] = set()
    for _, at, own_id in sorted(wanted):
        if at not in given and own_id not in used:
            given[at] = own_id
            used.add(own_id)
    number = 0
    found = []
    for at in range(len(groups)):
        if at not in given:
            number += 1
            while f"{prefix}{number}" in taken:
                number += 1
            given[at] = f"{prefix}{number}"
        found.append(given[at])
    return found


def sourced(reading: ArticleReading, evidence: Sequence[Evidence]) -> SourcedEvidence:
    """The first of some evidence, with its article."""
    first = evidence[0] if evidence else Evidence.cut("", 0, 0)
    return SourcedEvidence.of(reading.article.id, first)


def all_sourced(reading: ArticleReading, evidence: Sequence[Evidence]) -> tuple[SourcedEvidence, ...]:
    """Evidence with its article."""
    return tuple(SourcedEvidence.of(reading.article.id, one) for one in evidence)


def timeline(events: Iterable[StoryEvent]) -> tuple[StoryEvent, ...]:
    """Dated events by their first day, then undated ones, those of the background last."""
    return tuple(sorted(events, key=_when))


def _when(event: StoryEvent) -> tuple[bool, bool, dt.date]:
    span = edtf.span(event.edtf) if event.edtf else None
    if span is None or span.yearless:
        return (event.background, True, dt.date.max)
    return (event.background, False, span.first if span.first.year > 1 else span.last)


def published(readings: Sequence[ArticleReading]) -> tuple[str, ...]:
    """First and last day of publication."""
    days = sorted(day.isoformat() for reading in readings if (day := reading.article.published_day))
    return (days[0], days[-1]) if days else ()


def headline_of(readings: Sequence[ArticleReading]) -> str:
    """The newest headline of a report, else what the newest report says first."""
    dated = [reading for reading in readings if reading.article.published] or list(readings)
    titled = [one.article.title for some in (readings, dated) for one in some if one.article.title]
    told = [one.gist.split(". ")[0].strip() for one in dated if one.gist.strip()]
    return (titled or told or ["Untitled"])[-1]


def passage_of(item: QuoteItem) -> SourcedEvidence:
    """The whole sentences that hold a quote and its cue as they stand in the article, so that it can be read alone.

    What is said in reply comes with its question.
    """
    quote, text = item.part, item.reading.text
    spans = [*quote.evidence, *([quote.cue] if quote.cue else [])]
    if text is None or not quote.evidence or any(text[one.start : one.end] != one.exact for one in spans):
        return sourced(item.reading, quote.evidence)
    start, end = min(one.start for one in spans), max(one.end for one in spans)
    if end - start > _LONGEST_PASSAGE:
        start, end = quote.evidence[0].start, quote.evidence[-1].end
    touched = [one for one in _sentences(text, item.info.language) if one.start < end and start < one.end]
    start, end = min([start, *(one.start for one in touched)]), max([end, *(one.end for one in touched)])
    if quote.kind == "direct" and (before := _sentence_before(text, item.info.language, start)):
        start = before.start if text[before.start : before.end].endswith("?") else start
    return SourcedEvidence.of(item.info.id, Evidence.cut(text, start, end))


def _sentence_before(text: str, language: str | None, start: int) -> Sentence | None:
    """The sentence that ends right before a place, in the same paragraph."""
    found = next((one for one in reversed(_sentences(text, language)) if one.end <= start), None)
    return found if found and "\n" not in text[found.end : start] else None


@lru_cache(maxsize=64)
def _sentences(text: str, language: str | None) -> tuple[Sentence, ...]:
    return number(Article(text=text, language=language)).sentences
