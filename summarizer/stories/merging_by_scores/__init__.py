"""Summaries of articles → stories: what several reports agree on, where they differ, how independent they are.

Pure: the same set of summaries gives the same stories, byte for byte, in whatever order they come. Every step takes
its items in an order of their own (publication, then article id), finds candidates through an inverted index, scores
them, and clusters by agreement (see `clustering`). What the scores leave open is yielded in blocks (see `linking`):
`merge` leaves it to the score, `merge_linked` asks a `Linker`. Nothing here waits for anything.

Articles may be added to stories that exist. All articles are grouped again, which costs little (see `grouping`); of the
stories only those are made again whose articles change, and of a linker only blocks are asked that say something new.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.dates import edtf
from summarizer.schema import (
    ArticleReading,
    Basis,
    Difference,
    EntityKind,
    Gist,
    Mention,
    Position,
    QuoteVariant,
    Story,
    StoryEntity,
    StoryEvent,
    StoryPosition,
    StoryQuote,
    StoryStance,
)

from . import differences as diff
from . import events, quotes, stances
from .entities import EntityItem, canonical_kind, canonical_name, merge_entities
from .events import EventItem, merge_events
from .gist import Teller, Told, chosen, told
from .grouping import most_central
from .items import Item, story_ids, variation
from .linking import Block, BlockItem, Linker, Steps, alone, answered
from .marks import marks
from .origins import Sources, event_tellers, find_sources, quote_tellers, stance_tellers
from .quotes import QuoteItem, merge_quotes
from .shelf import Planned, Shelf
from .stances import StanceItem, merge_stances

__all__ = [
    "Block",
    "BlockItem",
    "Linker",
    "Teller",
    "merge",
    "merge_each",
    "merge_linked",
    "merge_linked_each",
]

_TITLE = 120
"""Code points of a title that is taken from a gist."""


AHEAD = 100
"""Stories that are being made at once when somebody is asked: enough to keep everybody busy who answers."""


def merge(summaries: Iterable[ArticleReading], into: Iterable[Story] = ()) -> tuple[Story, ...]:
    """The stories that the articles report, ordered by their first article.

    Each article is in exactly one story, each item of each article in exactly one merged item. What comes out is what a
    merge of all the articles at once gives, but for what stories are known by: see `identity`.

    Args:
        summaries: what each article says; what depends on the run (cost, cache) is left out. The same article given
            twice with the same content counts once.
        into: stories of an earlier merge that the articles are added to. One whose articles stay the same is taken
            over as it is.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    return tuple(merge_each(tuple(summaries), tuple(into)))


def merge_each(
    summaries: Sequence[ArticleReading], into: Sequence[Story] = (), *, complete: bool = False
) -> Iterator[Story]:
    """As `merge`, one story after another, for sets that are larger than memory.

    Args:
        summaries: as for `merge`; asked for one by one, so they may be read from a file (`records.Lines`).
        into: as for `merge`; asked for one by one as well.
        complete: whether `summaries` are all there are: an article of `into` that is not among them is gone, and what
            they say of an article goes before what `into` says.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    shelf = Shelf(summaries, into, complete=complete)
    for planned in shelf.plans():
        yield shelf.as_it_was(planned, "") or alone(_story(planned, shelf, asking=False))


async def merge_linked(
    summaries: Iterable[ArticleReading], linker: Linker, into: Iterable[Story] = (), *, teller: Teller | None = None
) -> tuple[Story, ...]:
    """As `merge`, with somebody to ask about what the scores leave open.

    Args:
        summaries: as for `merge`.
        linker: asked about one block at a time, about several at once.
        into: as for `merge`. A story that another linker or teller, or none, had a part in is made anew.
        teller: writes the gists of stories; without one their items are chosen.

    Raises:
        UsageError: two summaries of one article id say different things.
    """
    stories = merge_linked_each(tuple(summaries), linker, tuple(into), teller=teller)
    return tuple([story async for story in stories])


async def merge_linked_each(
    summaries: Sequence[ArticleReading],
    linker: Linker,
    into: Sequence[Story] = (),
    *,
    complete: bool = False,
    teller: Teller | None = None,
) -> AsyncGenerator[Story, None]:
    """As `merge_linked`, one story after another; arguments and errors as there and for `merge_each`."""
    shelf = await asyncio.to_thread(Shelf, summaries, into, complete=complete)
    plans = await asyncio.to_thread(shelf.plans)
    asked = "\n".join((linker.digest, teller.digest if teller else ""))
    under_way: deque[asyncio.Task[Story]] = deque()
    try:
        for planned in plans:
            under_way.append(asyncio.create_task(_linked(planned, shelf, linker, teller, asked)))
            if len(under_way) == AHEAD:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _linked(planned: Planned, shelf: Shelf, linker: Linker, teller: Teller | None, asked: str) -> Story:
    """A planned story; `asked` is a hash of who is asked and how."""
    if same := shelf.as_it_was(planned, asked):
        return same
    answers: list[Sequence[object] | None] = []

    async def ask(blocks: tuple[Block, ...]) -> Sequence[Sequence[Sequence[int]] | None]:
        found = await asyncio.gather(*map(linker.link, blocks))
        answers.extend(found)
        return found

    # The items of one article are as its reader told them apart: a story of one article leaves nothing to ask.
    story = await answered(_story(planned, shelf, asking=len(planned.cards) > 1), ask)
    linked_by = linker.model if any(one is not None for one in answers) else None
    if teller:
        story = await told(story, _Heard(teller, answers))
    # what nobody answered may be answered the next time: such a story is not taken over
    key = "" if None in answers else planned.key(asked)
    return story.model_copy(update={"linked_by": linked_by, "key": key})


@dataclass(frozen=True, slots=True)
class _Heard:
    """A teller, and what it answered."""

    teller: Teller
    answers: list[Sequence[object] | None]

    @property
    def model(self) -> str:
        return self.teller.model

    @property
    def digest(self) -> str:
        return self.teller.digest

    async def tell(self, brief: str) -> Sequence[Told] | None:
        self.answers.append(answer := await self.teller.tell(brief))
        return answer

    async def mend(self, brief: str, told: Sequence[Told], faults: Sequence[tuple[int, str]]) -> Sequence[Told] | None:
        self.answers.append(answer := await self.teller.mend(brief, told, faults))
        return answer


@dataclass(slots=True)
class _Draft:
    """A story in the making: what the later steps need of the earlier ones."""

    readings: Sequence[ArticleReading]
    sources: Sources
    asking: bool
    entity_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    event_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    kinds: dict[str, EntityKind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def named(self, ids: Iterable[str]) -> str:
        """Story entities by name, for a reader."""
        return "; ".join(sorted(self.names[one] for one in ids))


def _story(planned: Planned, shelf: Shelf, *, asking: bool) -> Steps[Story]:
    readings = shelf.readings(planned)
    draft = _Draft(readings, find_sources(readings), asking)
    entities = yield from _entities(draft)
    timeline = yield from _events(draft)
    positions = yield from _stances(draft)
    utterances = yield from _quotes(draft)
    weight = {one.id: one.corroboration.articles for one in (*timeline, *positions, *utterances)}
    central = most_central(readings)
    days = sorted(day.isoformat() for reading in readings if (day := reading.article.published_day))
    story = Story(
        id=planned.name.id,
        formerly=planned.name.formerly,
        key=planned.key(""),
        title=_title(central),
        gist=Gist(),
        models=planned.models,
        published=(days[0], days[-1]) if days else (),
        articles=tuple(readings),
        origins=draft.sources.origins,
        entities=entities,
        events=timeline,
        stances=positions,
        quotes=utterances,
        differences=diff.ranked(draft.differences, weight),
    )
    return story.model_copy(update={"gist": chosen(story)})


def _title(reading: ArticleReading) -> str:
    if reading.article.title:
        return reading.article.title
    lead = reading.gist.split(". ")[0].strip()
    if len(lead) > _TITLE:
        lead = lead[:_TITLE].rsplit(" ", 1)[0] + " …"
    return lead or "Untitled"


def _entities(draft: _Draft) -> Steps[tuple[StoryEntity, ...]]:
    groups = yield from merge_entities(
        [Item(reading, part) for reading in draft.readings for part in reading.entities], asking=draft.asking
    )
    for number, group in enumerate(groups, start=1):
        draft.kinds[f"n{number}"] = canonical_kind(group)
        draft.names[f"n{number}"] = canonical_name(group)
        for item in group:
            draft.entity_ids.setdefault((item.info.id, item.part.id), f"n{number}")
    return tuple(_entity(f"n{number}", group, draft) for number, group in enumerate(groups, start=1))


def _entity(own_id: str, group: Sequence[EntityItem], draft: _Draft) -> StoryEntity:
    frequency = Counter(item.part.name for item in group)
    name = draft.names[own_id]
    others = sorted((one for one in frequency if one != name), key=lambda one: (-frequency[one], one))
    affiliations = [
        (found, item.mention)
        for item in group
        for found in story_ids(item, [item.part.affiliation], draft.entity_ids)
        if found != own_id
    ]
    bodies = Counter(found for found, _ in affiliations)
    roles = [(item.part.role, item.mention) for item in group if item.part.role]
    mentions = tuple(item.mention for item in group)
    return StoryEntity(
        id=own_id,
        mentions=mentions,
        values=(
            *variation("name", ((item.part.name, item.mention) for item in group)),
            *variation("kind", ((item.part.kind, item.mention) for item in group)),
            *variation("role", roles),
            *variation("affiliation", ((draft.names[found], mention) for found, mention in affiliations)),
        ),
        corroboration=draft.sources.corroboration(mentions),
        name=name,
        names=(name, *others),
        kind=draft.kinds[own_id],
        roles=tuple({role.casefold(): role for role in dict.fromkeys(role for role, _ in roles)}.values()),
        affiliation=max(bodies, key=lambda one: bodies[one]) if bodies else None,
    )


def _events(draft: _Draft) -> Steps[tuple[StoryEvent, ...]]:
    items = [Item(reading, part) for reading in draft.readings for part in reading.events]
    merged = yield from merge_events(items, draft.entity_ids, draft.kinds, asking=draft.asking)
    groups = sorted(merged, key=_timeline_key)
    found = []
    for number, group in enumerate(groups, start=1):
        for item in group:
            draft.event_ids.setdefault((item.info.id, item.part.id), f"e{number}")
        found.append(_event(f"e{number}", group, draft))
        draft.differences += diff.event_differences(f"e{number}", group)
    return tuple(found)


def _timeline_key(group: Sequence[EventItem]) -> tuple[bool, str]:
    """Dated events by their first day, then undated ones; sorting keeps the order of the first mention."""
    date = events.current_date(group)
    span = edtf.span(date) if date else None
    if span is None or span.yearless:
        return (True, "")
    return (False, span.first.isoformat() if span.first.year > 1 else span.last.isoformat())


def _event(own_id: str, group: Sequence[EventItem], draft: _Draft) -> StoryEvent:
    ids = draft.entity_ids
    mentions = tuple(item.mention for item in group)
    attributions = [(one, item.mention) for item in group for one in story_ids(item, [item.part.attributed_to], ids)]
    return StoryEvent(
        id=own_id,
        mentions=mentions,
        values=(
            *variation("description", ((item.part.description, item.mention) for item in group)),
            *variation("status", ((item.part.status, item.mention) for item in group)),
            *variation(
                "edtf",
                ((item.part.time.edtf, item.mention) for item in group if item.part.time and item.part.time.edtf),
            ),
            *variation("participants", _named_sets(group, "participants", draft)),
            *variation("places", _named_sets(group, "places", draft)),
            *variation("attributed_to", ((draft.names[one], mention) for one, mention in attributions)),
        ),
        corroboration=draft.sources.corroboration(mentions, event_tellers(group, ids)),
        description=events.representative(group).part.description,
        participants=_united(group, "participants", draft),
        places=_agreed_places(group, draft),
        edtf=events.current_date(group),
        status=events.current_status(group),
        attributed_to=tuple(dict.fromkeys(one for one, _ in attributions)),
    )


def _named_sets(group: Sequence[EventItem], of: str, draft: _Draft) -> Iterator[tuple[str, Mention]]:
    for item in group:
        if found := story_ids(item, getattr(item.part, of), draft.entity_ids):
            yield draft.named(found), item.mention


def _united(group: Sequence[EventItem], of: str, draft: _Draft) -> tuple[str, ...]:
    found = (one for item in group for one in story_ids(item, getattr(item.part, of), draft.entity_ids))
    return tuple(dict.fromkeys(found))


def _agreed_places(group: Sequence[EventItem], draft: _Draft) -> tuple[str, ...]:
    """All places, or those that several reports name: a second city that one report adds is not where it happened."""
    named = Counter(one for item in group for one in story_ids(item, item.part.places, draft.entity_ids))
    several = tuple(one for one, reports in named.items() if reports > 1)
    return several or tuple(named)


def _stances(draft: _Draft) -> Steps[tuple[StoryStance, ...]]:
    items = [Item(reading, part) for reading in draft.readings for part in reading.stances]
    groups = yield from merge_stances(items, draft.entity_ids, draft.event_ids, draft.names, asking=draft.asking)
    found = []
    for number, group in enumerate(groups, start=1):
        found.append(_stance(f"s{number}", group, draft))
        draft.differences += diff.stance_differences(f"s{number}", group)
    return tuple(found)


def _stance(own_id: str, group: Sequence[StanceItem], draft: _Draft) -> StoryStance:
    mentions = tuple(item.mention for item in group)
    holders = story_ids(group[0], [group[0].part.holder], draft.entity_ids)
    targets = Counter(found for item in group if (found := stances.target_id(item, draft.entity_ids, draft.event_ids)))
    by_position: dict[tuple[Position, Basis], list[StanceItem]] = defaultdict(list)
    for item in group:
        by_position[item.part.position, item.part.basis].append(item)
    return StoryStance(
        id=own_id,
        mentions=mentions,
        values=(
            *variation("target", ((item.part.target, item.mention) for item in group)),
            *variation("position", ((item.part.position, item.mention) for item in group)),
            *variation("basis", ((item.part.basis, item.mention) for item in group)),
        ),
        corroboration=draft.sources.corroboration(mentions, stance_tellers(group, draft.entity_ids)),
        holder=holders[0] if holders else "",
        target=stances.representative(group).part.target,
        about=max(targets, key=lambda one: targets[one]) if targets else None,
        positions=tuple(_position(*key, items) for key, items in by_position.items()),
    )


def _position(position: Position, basis: Basis, items: Sequence[StanceItem]) -> StoryPosition:
    days = [day.isoformat() for item in items if (day := item.info.published_day)]
    return StoryPosition(
        position=position, basis=basis, published=min(days, default=None), mentions=tuple(one.mention for one in items)
    )


def _quotes(draft: _Draft) -> Steps[tuple[StoryQuote, ...]]:
    items = [Item(reading, part) for reading in draft.readings for part in reading.quotes]
    groups = yield from merge_quotes(items, draft.entity_ids, draft.names, asking=draft.asking)
    found = []
    for number, group in enumerate(groups, start=1):
        found.append(_quote(f"q{number}", group, draft))
        draft.differences += diff.quote_differences(f"q{number}", group)
    return tuple(found)


def _quote(own_id: str, group: Sequence[QuoteItem], draft: _Draft) -> StoryQuote:
    ids = draft.entity_ids
    mentions = tuple(item.mention for item in group)
    speakers = story_ids(group[0], group[0].part.speakers, ids)
    principals = [(one, item.mention) for item in group for one in story_ids(item, [item.part.on_behalf_of], ids)]
    frequency = Counter(one for one, _ in principals)
    best, because = quotes.representative(group)
    return StoryQuote(
        id=own_id,
        mentions=mentions,
        values=(
            *variation("on_behalf_of", ((draft.names[one], mention) for one, mention in principals)),
            *variation("told", ((item.part.told, item.mention) for item in group if item.part.told)),
            *variation("kind", ((item.part.kind, item.mention) for item in group)),
        ),
        corroboration=draft.sources.corroboration(mentions, quote_tellers(group, speakers)),
        speakers=speakers,
        on_behalf_of=max(frequency, key=lambda one: frequency[one]) if frequency else None,
        text=best.part.text,
        chosen=best.mention,
        chosen_because=because,
        variants=tuple(
            QuoteVariant(
                mention=item.mention,
                text=item.part.text,
                kind=item.part.kind,
                cue=item.part.cue.exact if item.part.cue else None,
                via=story_ids(item, item.part.via, ids),
                marks=marks(item.part.text, best.part.text),
            )
            for item in group
        ),
    )
