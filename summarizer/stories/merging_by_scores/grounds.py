"""What each merged item of a story says, for whoever writes a sentence on it and for whoever checks one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from summarizer.schema import (
    ArticleReading,
    Difference,
    Event,
    EventStatus,
    Mention,
    Merged,
    Position,
    Quote,
    Stance,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    StoryStance,
)
from summarizer.text.similarity import words

from .quotes import denies

_SIGNS = "“”„«»‘’\"'.,;:!?()[]…"
GroundKind = Literal["event", "stance", "quote", "difference", "entity"]


@dataclass(frozen=True, slots=True)
class Ground:
    """One item of a story that a sentence may rest on."""

    item: str
    kind: GroundKind
    texts: tuple[str, ...]
    """What it says, in every wording that the reports give it."""
    current: tuple[str, ...]
    """Those of `texts` that hold by the latest report, its own last; in the story's language where there is one."""
    entities: tuple[StoryEntity, ...] = ()
    """Who and what is in it, and the bodies that they belong to."""
    tellers: tuple[StoryEntity, ...] = ()
    """Who says so: speakers, the holder of a stance, those whom an event is reported from."""
    outlets: tuple[str, ...] = ()
    """The outlets that report it, by name."""
    dates: tuple[str, ...] = ()
    """EDTF: its date by the latest report."""
    former: tuple[str, ...] = ()
    """EDTF: other dates that reports give or gave it."""
    status: EventStatus | None = None
    positions: tuple[Position, ...] = ()
    spoken: tuple[tuple[str, bool], ...] = ()
    """Renderings of an utterance, and whether all of it is in the speaker's own words."""
    cues: tuple[str, ...] = ()
    """Reporting words of an utterance, in every rendering."""
    is_denied: bool = False
    """Whether the reporting words of an utterance turn it round: what `texts` say is denied."""
    differences: tuple[Difference, ...] = ()
    is_settled: bool = True
    """Whether it may be said without saying whose word it is."""
    mentions: tuple[Mention, ...] = ()


class Grounds:
    """All that the sentences on a story may rest on."""

    def __init__(self, story: Story) -> None:
        self.entities = story.entities
        self._story = story
        self._making = _Making(story)

    @cached_property
    def by_item(self) -> Mapping[str, Ground]:
        """What each item says, by its id: events, stances, quotes, differences and entities."""
        story = self._story
        of = {item.id: self.of(item) for item in (*story.events, *story.stances, *story.quotes)}
        differences = {one.id: self._making.difference(one, of.get(one.item)) for one in story.differences}
        return of | differences | {one.id: self._making.entity(one) for one in story.entities}

    def of(self, item: Merged) -> Ground:
        """What one item of the story says."""
        match item:
            case StoryEvent():
                return self._making.event(item)
            case StoryStance():
                return self._making.stance(item)
            case StoryQuote():
                return self._making.quote(item)
            case StoryEntity():
                return self._making.entity(item)
        raise TypeError(type(item))

    @cached_property
    def language(self) -> str | None:
        """The primary language of most of the articles that say theirs; of two as frequent, the one met first."""
        return _language(self._story.articles)

    @cached_property
    def in_lower_case(self) -> frozenset[str]:
        """Words that some report writes in lower case: they are no names."""
        return frozenset(
            word.strip(_SIGNS) for text in _all_texts(self._story) for word in text.split() if word[:1].islower()
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """The words in plain letters of which the story's names are made."""
        return frozenset(part for entity in self.entities for name in entity.names for part in words(name))


class _Making:
    def __init__(self, story: Story) -> None:
        self.entities = {entity.id: entity for entity in story.entities}
        self.events = {(one.article.id, event.id): event for one in story.articles for event in one.events}
        self.stances = {(one.article.id, stance.id): stance for one in story.articles for stance in one.stances}
        self.outlets = {one.article.id: one.article.outlet for one in story.articles}
        language = _language(story.articles)
        self.in_language = {
            one.article.id for one in story.articles if language and _primary(one.article.language) == language
        }
        self.several_origins = len(story.origins) > 1
        self.differences: dict[str, list[Difference]] = defaultdict(list)
        for one in story.differences:
            self.differences[one.item].append(one)

    def event(self, event: StoryEvent) -> Ground:
        told = [(one.article, item) for one in event.mentions if (item := self.events.get((one.article, one.item)))]
        items = [item for _, item in told]
        tellers = self._entities(event.attributed_to)
        involved = self._entities((*event.participants, *event.places, *event.attributed_to))
        latest = [(article, item) for article, item in told if item.status == event.status]
        readable = [item for article, item in latest if article in self.in_language]
        former = (value for one in event.values if one.field == "edtf" for value in (each.value for each in one.values))
        return Ground(
            item=event.id,
            kind="event",
            texts=_each_once((event.description, *(item.description for item in items), *_time_words(items))),
            current=_each_once(item.description for item in readable or [item for _, item in latest])
            or (event.description,),
            entities=self._with_bodies(involved),
            tellers=tellers,
            outlets=self._outlets(event.mentions),
            dates=(event.edtf,) if event.edtf else (),
            former=tuple(date for date in former if date != event.edtf),
            status=event.status,
            differences=tuple(self.differences[event.id]),
            is_settled=event.status != "alleged" and not self._is_lone(event),
            mentions=event.mentions,
        )

    def stance(self, stance: StoryStance) -> Ground:
        items = [item for one in stance.mentions if (item := self.stances.get((one.article, one.item)))]
        holders = self._entities([stance.holder])
        texts = _each_once((stance.target, *(item.target for item in items)))
        reported = {held.basis for held in stance.positions} == {"reported"}
        about = self._entities([stance.about] if stance.about else [])
        return Ground(
            item=stance.id,
            kind="stance",
            texts=texts,
            current=texts,
            entities=self._with_bodies((*holders, *about)),
            tellers=holders,
            outlets=self._outlets(stance.mentions),
            dates=_each_once(held.published for held in stance.positions if held.published),
            positions=tuple(held.position for held in stance.positions),
            differences=tuple(self.differences[stance.id]),
            is_settled=not (reported and self._is_lone(stance)),
            mentions=stance.mentions,
        )

    def quote(self, quote: StoryQuote) -> Ground:
        texts = _each_once((quote.text, *(variant.text for variant in quote.variants)))
        cues = _each_once(variant.cue for variant in quote.variants if variant.cue)
        speakers = self._entities(quote.speakers)
        principal = self._entities([quote.on_behalf_of] if quote.on_behalf_of else [])
        return Ground(
            item=quote.id,
            kind="quote",
            texts=texts,
            current=texts,
            entities=self._with_bodies((*speakers, *principal)),
            tellers=(*speakers, *principal),
            outlets=self._outlets(quote.mentions),
            spoken=tuple((variant.text, variant.kind == "direct") for variant in quote.variants),
            cues=cues,
            is_denied=any(map(denies, cues)),
            differences=tuple(self.differences[quote.id]),
            is_settled=False,
            mentions=quote.mentions,
        )

    def difference(self, difference: Difference, of: Ground | None) -> Ground:
        sides = tuple(side.value for side in difference.sides)
        dates = sides if difference.field == "edtf" else ()
        mentions = tuple(mention for side in difference.sides for mention in side.mentions)
        return Ground(
            item=difference.id,
            kind="difference",
            texts=_each_once((*sides, difference.reason, *(of.texts if of else ()))),
            current=_each_once((*sides, difference.reason, *(of.current if of else ()))),
            entities=of.entities if of else (),
            tellers=of.tellers if of else (),
            outlets=self._outlets(mentions),
            dates=of.dates if of else dates[-1:],
            former=_each_once((*(of.former if of else ()), *dates)),
            status=of.status if of else None,
            positions=of.positions if of else (),
            spoken=of.spoken if of else (),
            cues=of.cues if of else (),
            is_denied=of.is_denied if of else False,
            differences=of.differences if of else (difference,),
            is_settled=of.is_settled if of else True,
            mentions=mentions,
        )

    def entity(self, entity: StoryEntity) -> Ground:
        texts = (*entity.names, *entity.roles)
        return Ground(
            item=entity.id,
            kind="entity",
            texts=texts,
            current=texts,
            entities=self._with_bodies((entity,)),
            mentions=entity.mentions,
        )

    def _is_lone(self, item: Merged) -> bool:
        return self.several_origins and item.corroboration.origins < 2

    def _entities(self, ids: Iterable[str]) -> tuple[StoryEntity, ...]:
        return tuple(self.entities[one] for one in ids if one in self.entities)

    def _with_bodies(self, entities: Sequence[StoryEntity]) -> tuple[StoryEntity, ...]:
        bodies = self._entities(one.affiliation for one in entities if one.affiliation)
        found = {one.id: one for one in (*entities, *bodies)}
        return tuple(found.values())

    def _outlets(self, mentions: Iterable[Mention]) -> tuple[str, ...]:
        return _each_once(name for mention in mentions if (name := self.outlets.get(mention.article)))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _time_words(items: Iterable[Event]) -> Iterator[str]:
    yield from (item.time.expression for item in items if item.time and item.time.expression and not item.time.edtf)


def _language(readings: Sequence[ArticleReading]) -> str | None:
    counts: dict[str, int] = defaultdict(int)
    for reading in readings:
        if language := _primary(reading.article.language):
            counts[language] += 1
    return max(counts, key=lambda one: counts[one]) if counts else None


def _primary(language: str | None) -> str:
    return (language or "").split("-")[0].casefold()


def _all_texts(story: Story) -> Iterator[str]:
    for reading in story.articles:
        items: tuple[Event | Stance | Quote, ...] = (*reading.events, *reading.stances, *reading.quotes)
        for item in items:
            yield from (evidence.exact for evidence in item.evidence)
        yield from (event.description for event in reading.events)
        yield from (stance.target for stance in reading.stances)
