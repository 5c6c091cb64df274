"""What a page adds to a story's view: where each line's words are, and what is drawn.

Order and facts are those of `view`. A line's `pointers` say for each article which atoms of its passages to mark.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from summarizer.reports.parts import (
    DifferenceView,
    EventView,
    GistLine,
    HoldingView,
    OriginView,
    PositionView,
    Reading,
    RenderingView,
    SideView,
    Source,
    SpeakerView,
    StoryView,
    TargetView,
    UtteranceView,
)
from summarizer.reports.passages import AtomRange, Passages, grounded, named, passages
from summarizer.reports.plain import plain
from summarizer.reports.timescale import Mark, Scale
from summarizer.reports.view import gist_text, view
from summarizer.reports.wording import Run, runs
from summarizer.schema import (
    Difference,
    Event,
    Evidence,
    Mention,
    Merged,
    Position,
    Quote,
    Side,
    SourcedEvidence,
    Stance,
    Story,
    StoryEvent,
    StoryQuote,
    StoryStance,
)

Dots = tuple[tuple[float, tuple[int, ...]], ...]
"""Places on a scale, in percent, and the articles published there."""

Pointers = Mapping[int, str]
"""By article number: ranges of atoms, those that carry the point marked with “!”: “3-5,4-4!”."""

_ACTORS = ("person", "organization", "country", "group")
_MOST_ACTORS = 40  # of a story in the index
_LABEL = 3.2  # percent of the narrowest scale that the number of an article takes
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KINDS: dict[type[Merged], str] = {StoryEvent: "event", StoryStance: "position", StoryQuote: "quote"}
_BUILT_IN = re.compile(r"built-?in", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """A sentence of the gist; `rests_on` are places on the page, each with what kind of item is there."""

    view: GistLine
    pointers: Pointers
    rests_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side of a difference."""

    view: SideView
    pointers: Pointers


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A difference; `pointers` open all its sides at once."""

    view: DifferenceView
    sides: tuple[SideLine, ...]
    pointers: Pointers


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line of the timeline.

    `steps` are its statuses in order of publication where there were several, `mark` where its date is drawn, `former`
    where the other dates given for it are.
    """

    view: EventView
    pointers: Pointers
    steps: tuple[Reading, ...]
    mark: Mark | None
    former: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position."""

    view: PositionView
    pointers: Pointers


@dataclass(frozen=True, slots=True)
class CellLine:
    """A position in the matrix, which stays one sign in however many ways it is known."""

    position: Position
    known: tuple[str, ...]
    articles: tuple[int, ...]
    pointers: Pointers


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """Where one holder stands on one target."""

    view: HoldingView
    pointers: Pointers
    positions: tuple[PositionLine, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target, and who stands where on it; `cells` are its row of the matrix, one for each of its columns."""

    view: TargetView
    holdings: tuple[HoldingLine, ...]
    cells: tuple[tuple[CellLine, ...], ...]


@dataclass(frozen=True, slots=True)
class RenderingLine:
    """A rendering; `runs` tell it from the one that stands for all, where the two can be compared."""

    view: RenderingView
    pointers: Pointers
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class UtteranceLine:
    """Something said once."""

    view: UtteranceView
    pointers: Pointers
    renderings: tuple[RenderingLine, ...]


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """What one speaker said."""

    view: SpeakerView
    utterances: tuple[UtteranceLine, ...]


@dataclass(frozen=True, slots=True)
class OriginLine:
    """An origin, and where on the scale of publication days its articles stand, those of one day together."""

    view: OriginView
    dots: Dots


@dataclass(frozen=True, slots=True)
class SourceLine:
    """An article and what is shown of its words."""

    view: Source
    language: str | None
    passages: Passages


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story, ready for its template."""

    number: int
    view: StoryView
    built_in: bool
    gist: tuple[SentenceLine, ...]
    anchors: Mapping[str, str]
    differences: tuple[DifferenceLine, ...]
    scale: Scale | None
    publications: Dots
    dated: tuple[EventLine, ...]
    undated: tuple[EventLine, ...]
    holders: tuple[str, ...]
    targets: tuple[TargetLine, ...]
    speakers: tuple[SpeakerLine, ...]
    lanes: Scale | None
    origins: tuple[OriginLine, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in the index, with what it is found by."""

    number: int
    href: str
    title: str
    gist: str
    basis: str
    differences: tuple[tuple[str, int], ...]
    first: str
    last: str
    outlets: tuple[str, ...]
    actors: tuple[str, ...]


def story_page(story: Story, number: int, texts: Mapping[str, str]) -> StoryPage:
    """The page of `story`, the `number`th of the report."""
    seen = view(story)
    words = _Words.of(story, texts)
    days = [day for reading in story.articles if (day := reading.article.published_day)]
    scale = Scale.of([date for event in story.events for date in _dates(event)], days)
    lanes = Scale.of([day.isoformat() for day in days], days)
    events = [_event(*pair, words, scale) for pair in zip(story.events, seen.timeline, strict=True)]
    dated = sum(event.edtf is not None for event in story.events)
    targets = _targets(story, seen, words)
    anchors = _anchors(story)
    return StoryPage(
        number=number,
        view=seen,
        built_in=any(_BUILT_IN.search(model) for model in story.models),
        gist=_gist(story, seen, words, anchors),
        anchors=anchors,
        differences=tuple(_difference(*pair, words) for pair in zip(story.differences, seen.differences, strict=True)),
        scale=scale,
        publications=_apart(_dots(range(1, len(story.articles) + 1), story, scale)),
        dated=tuple(events[:dated]),
        undated=tuple(events[dated:]),
        holders=targets[0],
        targets=targets[1],
        speakers=_speakers(story, seen, words),
        lanes=lanes,
        origins=tuple(OriginLine(origin, _dots(origin.articles, story, lanes)) for origin in seen.origins),
        sources=tuple(
            SourceLine(source, _language(reading.article.language), shown)
            for source, reading, shown in zip(seen.sources, story.articles, words.shown, strict=True)
        ),
    )


def entry(story: Story, number: int, href: str) -> Entry:
    """What the index shows of `story`, and finds it by."""
    seen = view(story)
    acting = Counter(
        actor
        for acting in (
            *(event.participants for event in story.events),
            *((stance.holder,) for stance in story.stances),
            *(quote.speakers for quote in story.quotes),
        )
        for actor in acting
    )
    names = {entity.id: plain(entity.name) for entity in story.entities if entity.kind in _ACTORS}
    actors = [names[actor] for actor, _ in acting.most_common() if actor in names]
    outlets = {plain(reading.article.outlet) for reading in story.articles if reading.article.outlet}
    days = sorted(day.isoformat() for reading in story.articles if (day := reading.article.published_day))
    return Entry(
        number=number,
        href=href,
        title=seen.title,
        gist=gist_text(seen),
        basis=seen.basis,
        differences=tuple(Counter(found.kind for found in story.differences).most_common()),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        outlets=tuple(sorted(outlets)),
        actors=tuple(dict.fromkeys(actors))[:_MOST_ACTORS],
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Where the words of a story's items are."""

    numbers: dict[str, int]
    items: dict[tuple[str, str], Event | Stance | Quote]
    shown: tuple[Passages, ...]

    @classmethod
    def of(cls, story: Story, texts: Mapping[str, str]) -> _Words:
        more: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in (one for found in story.differences for side in found.sides for one in side.evidence):
            more[evidence.article].append(evidence)
        return cls(
            numbers={reading.article.id: number for number, reading in enumerate(story.articles, 1)},
            items={(reading.article.id, item.id): item for reading in story.articles for item in grounded(reading)},
            shown=tuple(
                passages(reading, more[reading.article.id], texts.get(reading.article.id)) for reading in story.articles
            ),
        )

    def pointers(self, mentions: Iterable[Mention], also: Iterable[SourcedEvidence] = ()) -> Pointers:
        """The words of the items mentioned; with `also`, theirs are what is around and these carry the point."""
        around: dict[int, list[Evidence]] = defaultdict(list)
        point: dict[int, list[Evidence]] = defaultdict(list)
        for evidence in also:
            point[self.numbers[evidence.article]].append(evidence)
        for mention in mentions:
            item = self.items.get((mention.article, mention.item))
            if item is None:
                continue
            number = self.numbers[mention.article]
            said, naming = (named(item), item.evidence) if isinstance(item, Quote) else (item.evidence, named(item))
            around[number] += said if naming or also else ()
            point[number] += () if also else naming or said
        return {
            number: ",".join((*self._ranges(number, around[number], ""), *self._ranges(number, point[number], "!")))
            for number in sorted({*around, *point})
        }

    def _ranges(self, number: int, found: Iterable[Evidence], sign: str) -> Iterator[str]:
        places: set[AtomRange] = {place for each in found if (place := self.shown[number - 1].place(each))}
        for first, last in sorted(places):
            yield f"{first}-{last}{sign}"


def _anchors(story: Story) -> Mapping[str, str]:
    """Where on the page the line of each item is; ids of items may be anything, and of names only some have a line."""
    lines = (*story.events, *story.stances, *story.quotes)
    places = {item.id: f"i{number}" for number, item in enumerate(lines, 1)}
    return places | {found.id: f"d{number}" for number, found in enumerate(story.differences, 1)}


def _gist(story: Story, seen: StoryView, words: _Words, anchors: Mapping[str, str]) -> tuple[SentenceLine, ...]:
    items = (*story.events, *story.stances, *story.quotes)
    merged = {item.id: item.mentions for item in items}
    kinds = {item.id: _KINDS[type(item)] for item in items} | {found.id: "difference" for found in story.differences}
    return tuple(
        SentenceLine(
            view=line,
            pointers=words.pointers(mention for item in sentence.items for mention in merged.get(item, ())),
            rests_on=tuple((anchors[item], kinds[item]) for item in sentence.items if item in anchors),
        )
        for sentence, line in zip(story.gist.sentences, seen.gist, strict=True)
    )


def _difference(found: Difference, seen: DifferenceView, words: _Words) -> DifferenceLine:
    def pointers(sides: Iterable[Side]) -> Pointers:
        sides = tuple(sides)
        return words.pointers(
            [mention for side in sides for mention in side.mentions],
            [evidence for side in sides for evidence in side.evidence],
        )

    return DifferenceLine(
        view=seen,
        sides=tuple(
            SideLine(side_seen, pointers([side])) for side, side_seen in zip(found.sides, seen.sides, strict=True)
        ),
        pointers=pointers(found.sides),
    )


def _event(event: StoryEvent, seen: EventView, words: _Words, scale: Scale | None) -> EventLine:
    dates = [date for date in _dates(event) if date != event.edtf]
    return EventLine(
        view=seen,
        pointers=words.pointers(event.mentions),
        steps=_steps(event, words.numbers),
        mark=scale.mark(event.edtf) if scale and event.edtf else None,
        former=tuple(mark for date in dates if scale and (mark := scale.mark(date))),
    )


def _dates(event: StoryEvent) -> Iterator[str]:
    if event.edtf:
        yield event.edtf
    for variation in event.values:
        if variation.field == "edtf":
            yield from (value.value for value in variation.values if value.value != event.edtf)


def _steps(event: StoryEvent, numbers: Mapping[str, int]) -> tuple[Reading, ...]:
    steps = (
        Reading(plain(value.value), tuple(sorted({numbers[mention.article] for mention in value.mentions})))
        for variation in event.values
        if variation.field == "status"
        for value in variation.values
    )
    return tuple(sorted(steps, key=lambda step: step.articles))


def _targets(story: Story, seen: StoryView, words: _Words) -> tuple[tuple[str, ...], tuple[TargetLine, ...]]:
    """The columns of the matrix, whoever stands on most first, and its rows."""
    stances = {stance.id: stance for stance in story.stances}
    rows = [
        (target, tuple(_holding(stances[holding.item_id], holding, words) for holding in target.holdings))
        for target in seen.targets
    ]
    columns = [name for name, _ in Counter(line.view.holder for _, lines in rows for line in lines).most_common()]
    return tuple(columns), tuple(
        TargetLine(
            target,
            lines,
            tuple(
                tuple(_cells([position for line in lines if line.view.holder == column for position in line.positions]))
                for column in columns
            ),
        )
        for target, lines in rows
    )


def _cells(positions: Sequence[PositionLine]) -> Iterator[CellLine]:
    for position, lines in groupby(positions, key=lambda line: line.view.position):
        held = tuple(lines)
        pointers: dict[int, list[str]] = defaultdict(list)
        for line in held:
            for article, pointer in line.pointers.items():
                pointers[article].append(pointer)
        yield CellLine(
            position=position,
            known=tuple(dict.fromkeys(line.view.known for line in held)),
            articles=tuple(sorted({article for line in held for article in line.view.articles})),
            pointers={article: ",".join(pointers[article]) for article in sorted(pointers)},
        )


def _holding(stance: StoryStance, seen: HoldingView, words: _Words) -> HoldingLine:
    return HoldingLine(
        view=seen,
        pointers=words.pointers(stance.mentions),
        positions=tuple(
            PositionLine(position_seen, words.pointers(position.mentions))
            for position, position_seen in zip(stance.positions, seen.positions, strict=True)
        ),
    )


def _speakers(story: Story, seen: StoryView, words: _Words) -> tuple[SpeakerLine, ...]:
    quotes = {quote.id: quote for quote in story.quotes}
    return tuple(
        SpeakerLine(
            speaker,
            tuple(_utterance(quotes[utterance.item_id], utterance, words) for utterance in speaker.utterances),
        )
        for speaker in seen.speakers
    )


def _utterance(quote: StoryQuote, seen: UtteranceView, words: _Words) -> UtteranceLine:
    def line(rendering: RenderingView) -> RenderingLine:
        variants = [
            variant
            for variant in quote.variants
            if words.numbers[variant.mention.article] in rendering.articles and plain(variant.text) in rendering.text
        ]
        compared = next((found for one in variants if (found := runs(one, rendering.text))), ())
        return RenderingLine(rendering, words.pointers(variant.mention for variant in variants), compared)

    return UtteranceLine(
        view=seen, pointers=words.pointers(quote.mentions), renderings=tuple(map(line, seen.renderings))
    )


def _dots(articles: Iterable[int], story: Story, scale: Scale | None) -> Dots:
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for number in articles:
        if day := story.articles[number - 1].article.published_day:
            by_day[day].append(number)
    placed = ((scale.mark(day.isoformat()), numbers) for day, numbers in sorted(by_day.items()) if scale)
    return tuple((mark.at, tuple(numbers)) for mark, numbers in placed if mark)


def _apart(dots: Dots) -> Dots:
    """Dots whose labels would overlap, taken together."""
    found: list[tuple[float, tuple[int, ...]]] = []
    for x, articles in dots:
        if found and x - found[-1][0] < _LABEL * len(found[-1][1]):
            found[-1] = (found[-1][0], found[-1][1] + articles)
        else:
            found.append((x, articles))
    return tuple(found)


def _language(given: str | None) -> str | None:
    """A language tag that a browser can use."""
    return given if given and _LANGUAGE.fullmatch(given) else None
