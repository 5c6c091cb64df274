"""A story without a reader: items that are nearly the same are one, and lines are what was read out of each report.

Nothing is claimed that takes reading: no conflict, no update, no source that is independent of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.schema import (
    ArticleReading,
    Clause,
    Event,
    Fact,
    Figure,
    Line,
    Side,
    Story,
    StoryEvent,
    StoryFact,
    StoryFigure,
    StoryStance,
    StoryTarget,
    Unused,
    Version,
)
from summarizer.text.similarity import content_words, dice

from .assembly import Assembly, all_sourced, headline_of, published, timeline
from .copies import find_sources
from .entities import merge_entities
from .event_dates import choose_among_dates
from .events import EventItem, current_status, merge_events, representative
from .items import Item
from .numbers import numbers_in
from .quotes import merge_quotes, said_words
from .stances import StanceItem, head_of, merge_stances

_GIST = 4
"""Events that make a gist."""
_ALIKE = 0.6
"""Likeness of two targets, or of what two figures count, from which on they are one."""
_STATUS = {
    "planned": "Planned",
    "proposed": "Called for or proposed",
    "refused": "Called for and refused",
    "cancelled": "Called off",
    "alleged": "Alleged",
    "possible": "Possible",
}
_DEATHS = content_words("killed killing died dead death deaths toll people persons")
_SIDES: dict[str, Side] = {"supports": "for", "opposes": "against"}
_VERBS = {"conditional": "sets conditions for", "undecided": "is undecided on", "neutral": "takes no side on"}


def story_by_scores(readings: Sequence[ArticleReading], earlier: Story | None = None) -> Story:
    """The story that articles tell, in order of publication; its id, key and models are for others to fill in.

    Args:
        readings: what each article says.
        earlier: the story as it was before articles were added: its items keep their ids.
    """
    assembly = Assembly(readings, find_sources(readings), earlier)
    entities = assembly.entities(merge_entities(assembly.items("entities")))
    event_items: list[EventItem] = assembly.items("events")
    event_groups = merge_events(event_items, assembly.entity_ids, assembly.kinds)
    events = _events(assembly, event_groups)
    event_ids = {(one.article, one.item): event.id for event in events for one in event.mentions}
    single = len(readings) == 1
    stances: list[StanceItem] = assembly.items("stances")
    held = [item for item in stances if (item.info.id, item.part.holder) in assembly.entity_ids]
    return Story(
        id="",
        headline=headline_of(readings),
        read="single" if single else "scores",
        published=published(readings),
        articles=tuple(readings),
        gist=_own_gist(readings[0]) if single else _gist(events),
        copies=assembly.sources.copies,
        entities=entities,
        events=timeline(events),
        figures=_figures(assembly),
        facts=_facts(assembly),
        quotes=assembly.quotes(merge_quotes(assembly.items("quotes"), assembly.entity_ids)),
        stances=_targets(assembly, merge_stances(held, assembly.entity_ids, event_ids)),
        unused=tuple(
            Unused(mention=item.mention, reason="its holder is nobody whom the article names")
            for item in stances
            if item not in held
        ),
    )


def event_line(items: Sequence[EventItem], assembly: Assembly) -> Line:
    """What articles say alike of an event: whose word it is and who denies or refuses it are part of it."""
    item, event = items[0], items[0].part
    said = event.description.strip().rstrip(".")
    label = _STATUS.get(event.status)
    said = f"{label}: {said}" if label else said[:1].upper() + said[1:]
    asides = [
        f"{introduced} {', '.join(map(_within_a_sentence, names))}"
        for introduced, local in (
            ("according to", [event.attributed_to]),
            ("refused by", event.refused_by),
            ("denied by", event.denied_by),
        )
        if (names := assembly.named(item, local))
    ]
    text = f"{said} ({'; '.join(asides)})." if asides else f"{said}."
    evidence = tuple(one for item in items for one in all_sourced(item.reading, item.part.evidence))
    return Line(clauses=(Clause(text=text, evidence=evidence),))


def _within_a_sentence(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}" if name.startswith(("The ", "A ", "An ")) else name


def stance_line(items: Sequence[StanceItem], assembly: Assembly) -> Line:
    """What articles say of where one holder stands: a clause for each way in which they put it."""
    clauses: dict[str, list[StanceItem]] = {}
    for item in items:
        verb = item.part.verb or item.part.position
        holder = ", ".join(assembly.named(item, [item.part.holder])) or "Somebody unnamed"
        teller = ", ".join(assembly.named(item, [item.part.ascribed_by]))
        said = f"{holder} {_VERBS.get(verb, verb)} {item.part.target.strip().rstrip('.')}"
        clauses.setdefault(f"{said}, according to {teller}." if teller else f"{said}.", []).append(item)
    return Line(
        clauses=tuple(
            Clause(
                text=text,
                evidence=tuple(one for item in of for one in all_sourced(item.reading, item.part.evidence)),
            )
            for text, of in clauses.items()
        )
    )


def side_of(items: Sequence[StanceItem]) -> Side:
    """The coarse side that items give, mixed where they part."""
    sides = {_SIDES.get(item.part.position, "mixed") for item in items}
    return sides.pop() if len(sides) == 1 else "mixed"


def fact_line(items: Sequence[Item[Fact]]) -> Line:
    """A standing fact in the words of the first that has it."""
    said = items[0].part.text.strip().rstrip(".")
    evidence = tuple(one for item in items for one in all_sourced(item.reading, item.part.evidence))
    return Line(clauses=(Clause(text=f"{said[:1].upper()}{said[1:]}.", evidence=evidence),))


def figure_line(items: Sequence[Item[Figure]]) -> Line:
    """A figure in the words of the first that has it."""
    evidence = tuple(one for item in items for one in all_sourced(item.reading, item.part.evidence))
    return Line(clauses=(Clause(text=items[0].part.text, evidence=evidence),))


def _own_gist(reading: ArticleReading) -> tuple[Line, ...]:
    if not reading.gist.strip():
        return ()
    return (Line(clauses=(Clause(text=reading.gist, evidence=all_sourced(reading, reading.gist_evidence)),)),)


def _gist(events: Sequence[StoryEvent]) -> tuple[Line, ...]:
    """What most reports tell, in the order in which it happened."""
    foreground = [event for event in events if not event.background]
    most = sorted(foreground, key=lambda event: -event.corroboration.articles)[:_GIST]
    return tuple(event.line for event in timeline(most))


def _events(assembly: Assembly, groups: Sequence[Sequence[EventItem]]) -> tuple[StoryEvent, ...]:
    ids = assembly.ids_of("e", [[item.mention for item in group] for group in groups], "events")
    found = []
    for own_id, group in zip(ids, groups, strict=True):
        versions: dict[tuple[object, ...], list[EventItem]] = {}
        for item in group:
            versions.setdefault(_wording(item), []).append(item)
        found.append(
            StoryEvent(
                id=own_id,
                mentions=tuple(item.mention for item in group),
                corroboration=assembly.corroboration(group),
                line=event_line([representative(group)], assembly),
                edtf=choose_among_dates(group),
                status=current_status(group),
                versions=tuple(Version(line=event_line(of, assembly)) for of in versions.values())
                if len(versions) > 1
                else (),
                background=all(item.part.background for item in group),
                participants=assembly.involved(group, "participants"),
                places=assembly.involved(group, "places"),
            )
        )
    return tuple(found)


def _wording(item: EventItem) -> tuple[object, ...]:
    """What tells one report's version of an event from another's."""
    event: Event = item.part
    whose = event.attributed_to is None, bool(event.denied_by), bool(event.refused_by)
    return numbers_in(event.description), event.status, event.time.edtf if event.time else None, whose


def _figures(assembly: Assembly) -> tuple[StoryFigure, ...]:
    items: list[Item[Figure]] = assembly.items("figures")
    groups: list[list[Item[Figure]]] = []
    for item in items:
        counted = content_words(item.part.counted)
        home = next(
            (
                group
                for group in groups
                if (
                    _one_toll(item, group[0])
                    or (
                        group[0].part.unit == item.part.unit
                        and dice(counted, content_words(group[0].part.counted)) >= _ALIKE
                    )
                )
                and all(other.info.id != item.info.id for other in group)
            ),
            None,
        )
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return assembly.figures(
        [(group[0].part.counted, [(figure_line(of), of) for of in _wordings(group)]) for group in groups]
    )


def _one_toll(item: Item[Figure], other: Item[Figure]) -> bool:
    """Whether two reports count the dead, in whatever words, in sentences that have more than that in common."""
    if not all(content_words(one.part.counted) <= _DEATHS for one in (item, other)):
        return False
    ours, yours = (content_words(" ".join(span.exact for span in one.part.evidence)) for one in (item, other))
    return len((ours & yours) - _DEATHS) > 1


def _wordings(items: Sequence[Item[Figure]]) -> list[list[Item[Figure]]]:
    """Figures that are worded alike together, in the order in which they first come."""
    alike: dict[tuple[str, float | None, str | None], list[Item[Figure]]] = {}
    for item in items:
        value = item.part.value
        key = ("" if value is not None else said_words(item.part.text), value, item.part.qualifier)
        alike.setdefault(key, []).append(item)
    return list(alike.values())


def _facts(assembly: Assembly) -> tuple[StoryFact, ...]:
    groups: dict[str, list[Item[Fact]]] = {}
    items: list[Item[Fact]] = assembly.items("facts")
    for item in items:
        groups.setdefault(said_words(item.part.text), []).append(item)
    ids = assembly.ids_of("b", [[item.mention for item in group] for group in groups.values()], "facts")
    return tuple(
        StoryFact(
            id=own_id,
            mentions=tuple(item.mention for item in group),
            corroboration=assembly.corroboration(group),
            line=fact_line(group),
        )
        for own_id, group in zip(ids, groups.values(), strict=True)
    )


def _targets(assembly: Assembly, groups: Sequence[Sequence[StanceItem]]) -> tuple[StoryTarget, ...]:
    targets: list[tuple[str, list[Sequence[StanceItem]]]] = []
    for group in groups:
        target = max((item.part.target for item in group), key=len)
        home = next((one for one in targets if _same_target(one[0], target)), None)
        if home is None:
            targets.append((target, [group]))
        else:
            home[1].append(group)
    of_targets = [group for _, of in targets for group in of]
    ids = iter(assembly.ids_of("s", [[item.mention for item in group] for group in of_targets], "stances"))
    return tuple(
        StoryTarget(id=f"t{number}", target=target, stances=tuple(_stance(next(ids), group, assembly) for group in of))
        for number, (target, of) in enumerate(targets, start=1)
    )


def _same_target(one: str, other: str) -> bool:
    return head_of(one) == head_of(other) and dice(content_words(one), content_words(other)) >= _ALIKE


def _stance(own_id: str, group: Sequence[StanceItem], assembly: Assembly) -> StoryStance:
    return StoryStance(
        id=own_id,
        mentions=tuple(item.mention for item in group),
        corroboration=assembly.corroboration(group),
        holder=assembly.entity_ids[group[0].info.id, group[0].part.holder],
        side=side_of(group),
        line=stance_line(group, assembly),
    )
