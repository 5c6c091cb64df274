"""From what a model has written to a story: what is wrong with it, and its lines as clauses with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from summarizer.dates import edtf
from summarizer.schema import (
    ArticleReading,
    Caveat,
    Clause,
    DroppedLine,
    Fact,
    Line,
    Mention,
    Story,
    StoryEvent,
    StoryFact,
    StoryOrigin,
    StoryPart,
    StoryStance,
    StoryTarget,
    Unused,
    Version,
)
from summarizer.schema.story import TOLD_ELSEWHERE
from summarizer.stories.assembly import Assembly, headline_of, published, sourced, timeline
from summarizer.stories.by_scores import event_line, fact_line, side_of, stance_line, story_by_scores
from summarizer.stories.copies import find_sources
from summarizer.stories.events import EventItem, representative
from summarizer.stories.items import Item
from summarizer.stories.stances import StanceItem

from .answer import TogetherCaveat, TogetherEvent, TogetherFigure, TogetherLine, TogetherOrigin, TogetherStance
from .checks import DATE_FAULT, Checks
from .lines import CITATION, REPORT_TOKEN, parse_line
from .record import Entry, WrittenRecord, lines_of
from .reports import Kind, Reports
from .same import Groups
from .tying import Tied, tie

EntryT = TypeVar("EntryT", bound=Entry)
_PART: Mapping[str, StoryPart] = {
    "o": "origins",
    "k": "know_before_repeating",
    "g": "gist",
    "e": "events",
    "f": "figures",
    "b": "facts",
    "s": "stances",
}


def faults_of(entry: Entry, checks: Checks, reports: Reports) -> list[str]:
    """What is wrong with an entry, for whoever wrote it; nothing when it holds."""
    date = entry.x if isinstance(entry, TogetherEvent) and entry.x and edtf.span(entry.x) else None
    about = isinstance(entry, (TogetherOrigin, TogetherCaveat))
    faults = [
        fault
        for at, line in enumerate(lines_of(entry))
        for fault in checks.line(line, date, about_reports=about, is_version=at > 0)
    ]
    if isinstance(entry, TogetherEvent):
        if entry.x and (wrong := checks.date(entry.x, lines_of(entry))):
            faults.append(wrong)
        faults += _unknown(entry.h, "e", reports)
    elif isinstance(entry, TogetherFigure):
        faults += _unknown(" ".join(entry.v), "f", reports) + checks.loose(entry.w)
        if not reports.named_in(" ".join(entry.v), "f")[0]:
            faults.append("v names no figure")
    elif isinstance(entry, TogetherStance):
        faults += _unknown(entry.i, "s", reports) + checks.loose(entry.t)
        if not reports.named_in(entry.h, "n")[0]:
            faults.append(f"h: {entry.h!r} is no name")
    elif isinstance(entry, TogetherOrigin):
        faults += _unknown(entry.w, "n", reports)
    return list(dict.fromkeys(faults))


def _unknown(handles: str, kind: Kind, reports: Reports) -> list[str]:
    return [f"there is no {one}" for one in reports.named_in(handles, kind)[1]]


@dataclass(slots=True)
class Writing:
    """A story in the making."""

    reports: Reports
    groups: Groups
    record: WrittenRecord
    earlier: Story | None
    keeps_places: bool
    """Whether the places of items are their ids: those of the story as it was."""
    dropped: list[DroppedLine] = field(default_factory=list)

    def name_of(self) -> dict[Mention, int]:
        """For each name, the number of whom it means."""
        return {mention: at for at, group in enumerate(self.groups.name_mentions) for mention in group}

    def checks(self) -> Checks:
        """What checks its lines."""
        return Checks(self.reports, self.groups.name_mentions)

    def tied(self) -> Tied:
        """Its items by entry."""
        return tie(self.record, self.reports, self.name_of())

    def faults(self, places: Iterable[str]) -> dict[str, list[str]]:
        """What is wrong with the entries at these places, and with the headline."""
        checks = self.checks()
        found = {place: faults_of(self.record.entries[place], checks, self.reports) for place in places}
        found["t"] = checks.loose(self.record.headline)
        return {place: faults for place, faults in found.items() if faults}

    def story(self, faults: Mapping[str, Sequence[str]]) -> Story:
        """The story, without the lines that have these faults."""
        readings = [one.reading for one in self.reports.all if one.letter not in self.record.apart]
        here = {reading.article.id for reading in readings}
        retold = [
            [one.id for one in self.reports.all if one.letter in group and one.id in here]
            for group in self.record.retold
        ]
        sources = find_sources(readings, [group for group in retold if len(group) > 1])
        return _Assembled(self, faults, readings, Assembly(readings, sources, self.earlier)).story()


class _Assembled:
    """The parts of a story, put together from a writing."""

    def __init__(
        self,
        writing: Writing,
        faults: Mapping[str, Sequence[str]],
        readings: Sequence[ArticleReading],
        assembly: Assembly,
    ) -> None:
        self._writing, self._faults, self._readings, self._assembly = writing, faults, readings, assembly
        self._reports, self._record = writing.reports, writing.record
        self._here = {reading.article.id for reading in readings}
        self._tied = writing.tied()
        self._dropped = list(writing.dropped)

    def story(self) -> Story:
        """The whole of it."""
        assembly = self._assembly
        groups = [[item for item in group if item.info.id in self._here] for group in self._writing.groups.names]
        entities = assembly.entities([group for group in groups if group])
        quotes = [[item for item in group if item.info.id in self._here] for group in self._writing.groups.quotes]
        notes = self._notes()
        gist = tuple(line for _, entry in self._of("g", TogetherLine) if (line := self._line("g", entry.c)))
        if not gist:
            gist = story_by_scores(self._readings).gist
        return Story(
            id="",
            headline=self._headline(),
            read="together",
            published=published(self._readings),
            articles=tuple(self._readings),
            gist=gist,
            know_before_repeating=tuple(
                Caveat(kind=entry.k, line=line)
                for _, entry in self._of("k", TogetherCaveat)
                if (line := self._line("k", entry.c))
            ),
            origins=tuple(
                StoryOrigin(line=line, sources=self._named(entry.w))
                for _, entry in self._of("o", TogetherOrigin)
                if (line := self._line("o", entry.c))
            ),
            copies=assembly.sources.copies,
            entities=entities,
            events=timeline(self._events()),
            figures=self._figures(),
            facts=self._facts(),
            quotes=assembly.quotes([group for group in quotes if group], notes),
            stances=self._targets(),
            unused=self._unused(),
            dropped=tuple(self._dropped),
        )

    def _of(self, part: str, shape: type[EntryT]) -> list[tuple[str, EntryT]]:
        """The sound entries of one list; those with a fault are listed as dropped."""
        found: list[tuple[str, EntryT]] = []
        for place, entry in self._record.of_part(part):
            assert isinstance(entry, shape)
            if place in self._faults:
                self._drop(part, place, entry)
            else:
                found.append((place, entry))
        return found

    def _drop(self, part: str, place: str, entry: Entry) -> None:
        text = entry.w if isinstance(entry, TogetherFigure) else " / ".join(map(self._plain, lines_of(entry)))
        self._dropped.append(DroppedLine(part=_PART[part], text=text, reason="; ".join(self._faults[place])))

    def _headline(self) -> str:
        if reasons := self._faults.get("t"):
            self._dropped.append(DroppedLine(part="headline", text=self._record.headline, reason="; ".join(reasons)))
        return headline_of(self._readings) if reasons or not self._record.headline.strip() else self._record.headline

    def _line(self, part: str, line: str) -> Line | None:
        """A line with its evidence, without that of reports which tell another story."""
        clauses = []
        for clause in parse_line(line, tail=part in "ok"):
            evidence = [one for pointer in clause.sentences if (one := self._reports.sentence(pointer))]
            kept = tuple(one for one in evidence if one.article in self._here)
            if not kept:
                reason = "it rests on a report that tells another story"
                self._dropped.append(DroppedLine(part=_PART[part], text=self._plain(line), reason=reason))
                return None
            clauses.append(Clause(text=self._resolved(clause.text), evidence=kept))
        return Line(clauses=tuple(clauses)) if clauses else None

    def _resolved(self, text: str) -> str:
        """Reports by their ids in place of their letters."""
        by_letter = self._reports.by_letter
        return REPORT_TOKEN.sub(
            lambda found: f"{{{by_letter[found[1]].id}}}" if found[1] in by_letter else "a report", text
        )

    def _plain(self, line: str) -> str:
        """A line that did not hold as a reader sees it, without what it points at."""
        return self._resolved(CITATION.sub("", line))

    def _named(self, handles: str) -> tuple[str, ...]:
        ids = self._assembly.entity_ids
        mentions = self._reports.named_in(handles, "n")[0]
        return tuple(dict.fromkeys(ids[one.article, one.item] for one in mentions if (one.article, one.item) in ids))

    def _item(self, kind: Kind, mention: Mention) -> Item:  # type: ignore[type-arg]
        reading = self._reports.by_letter[self._reports.letter_of[mention.article]].reading
        return Item(reading, self._reports.part(mention, kind))

    def _ids(self, prefix: str, of: str, places: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[str]:
        if self._writing.keeps_places:
            return list(places)
        return self._assembly.ids_of(prefix, mentions, of)

    def _events(self) -> list[StoryEvent]:
        found: list[tuple[str, TogetherEvent, Line, bool]] = []
        for place, entry in self._record.of_part("e"):
            assert isinstance(entry, TogetherEvent)
            undated = self._only_the_date_is_wrong(place)
            is_sound = undated or place not in self._faults
            if place in self._faults:
                self._drop("e", place, entry)
            if line := (self._line("e", entry.c) if is_sound else None) or self._line_of_items(place):
                told = entry.model_copy(update={"x": None}) if undated else entry
                found.append((place, told, line, is_sound))
            else:
                self._tied.unused += (("e", one) for one in self._tied.mentions.get(place, ()))
        mentions = [self._tied.mentions.get(place, []) for place, *_ in found]
        ids = self._ids("e", "events", [place for place, *_ in found], mentions)
        return [
            self._event(own_id, entry, line, of, is_sound=is_sound)
            for own_id, (_, entry, line, is_sound), of in zip(ids, found, mentions, strict=True)
        ]

    def _only_the_date_is_wrong(self, place: str) -> bool:
        return place in self._faults and all(one.startswith(DATE_FAULT) for one in self._faults[place])

    def _event(
        self, own_id: str, entry: TogetherEvent, line: Line, mentions: Sequence[Mention], *, is_sound: bool
    ) -> StoryEvent:
        items: list[EventItem] = [self._item("e", one) for one in mentions]
        first = representative(items).part if items else None
        versions = [version for one in entry.v if (version := self._line("e", one))] if is_sound else []
        told_date = first.time.edtf if first and first.time else None
        told_status = first.status if first else entry.s
        return StoryEvent(
            id=own_id,
            mentions=tuple(mentions),
            corroboration=self._assembly.corroboration(items),
            line=line,
            edtf=entry.x if is_sound else told_date,
            edtf_worked_out=entry.y and is_sound and bool(entry.x),
            status=entry.s if is_sound else told_status,
            versions=tuple(Version(line=one) for one in versions),
            background=entry.g,
            participants=self._assembly.involved(items, "participants"),
            places=self._assembly.involved(items, "places"),
        )

    def _line_of_items(self, place: str) -> Line | None:
        """What was read out of a report alone, where the line of the reading together does not hold."""
        items: list[EventItem] = [self._item("e", one) for one in self._tied.mentions.get(place, ())]
        return event_line([representative(items)], self._assembly) if items else None

    def _figures(self) -> tuple:  # type: ignore[type-arg]
        sound = [(place, entry) for place, entry in self._of("f", TogetherFigure) if place in self._tied.wordings]
        for place, wordings in self._tied.wordings.items():
            if place in self._faults:
                self._tied.unused += (("f", one) for wording in wordings for one in wording)
        groups = [[[self._item("f", one) for one in of] for of in self._tied.wordings[place]] for place, _ in sound]
        figures = self._assembly.figures([entry.w for _, entry in sound], groups)
        if not self._writing.keeps_places:
            return figures
        return tuple(one.model_copy(update={"id": place}) for one, (place, _) in zip(figures, sound, strict=True))

    def _facts(self) -> tuple[StoryFact, ...]:
        found: list[tuple[str, Line, list[Item[Fact]]]] = []
        for place, entry in self._record.of_part("b"):
            assert isinstance(entry, TogetherLine)
            items: list[Item[Fact]] = [self._item("b", one) for one in self._tied.mentions.get(place, ())]
            if place in self._faults:
                self._drop("b", place, entry)
            line = self._line("b", entry.c) if place not in self._faults else None
            if line := line or (fact_line(items) if items else None):
                found.append((place, line, items))
            else:
                self._tied.unused += (("b", item.mention) for item in items)
        mentions = [[item.mention for item in items] for _, _, items in found]
        ids = self._ids("b", "facts", [place for place, *_ in found], mentions)
        return tuple(
            StoryFact(id=own_id, mentions=tuple(of), corroboration=self._assembly.corroboration(items), line=line)
            for own_id, (_, line, items), of in zip(ids, found, mentions, strict=True)
        )

    def _targets(self) -> tuple[StoryTarget, ...]:
        found: list[tuple[str, TogetherStance, Line, list[StanceItem], str]] = []
        for place, entry in self._record.of_part("s"):
            assert isinstance(entry, TogetherStance)
            items: list[StanceItem] = [self._item("s", one) for one in self._tied.mentions.get(place, ())]
            is_sound = place not in self._faults
            if not is_sound:
                self._drop("s", place, entry)
            holder = next(iter(self._named(entry.h)), None) or self._holder(items)
            line = self._line("s", entry.c) if is_sound else None
            line = line or (stance_line(items, self._assembly) if items else None)
            if line and holder:
                found.append((place, entry, line, items, holder))
            else:
                self._tied.unused += (("s", item.mention) for item in items)
        mentions = [[item.mention for item in items] for *_, items, _ in found]
        ids = self._ids("s", "stances", [place for place, *_ in found], mentions)
        targets: dict[str, list[StoryStance]] = {}
        for own_id, (place, entry, line, items, holder) in zip(ids, found, strict=True):
            targets.setdefault(entry.t, []).append(
                StoryStance(
                    id=own_id,
                    mentions=tuple(item.mention for item in items),
                    corroboration=self._assembly.corroboration(items),
                    holder=holder,
                    side=side_of(items) if place in self._faults else entry.p,
                    line=line,
                )
            )
        return tuple(
            StoryTarget(id=f"t{at}", target=self._resolved(target), stances=tuple(of))
            for at, (target, of) in enumerate(targets.items(), start=1)
        )

    def _holder(self, items: Sequence[StanceItem]) -> str | None:
        ids = self._assembly.entity_ids
        return next((ids[one.info.id, one.part.holder] for one in items if (one.info.id, one.part.holder) in ids), None)

    def _notes(self) -> dict[Mention, str]:
        """Notes that hold, by a mention of their quote."""
        checks = self._writing.checks()
        found = {}
        for mention, note in self._writing.groups.notes.items():
            if faults := checks.loose(note):
                self._dropped.append(DroppedLine(part="quotes", text=note, reason="; ".join(faults)))
            else:
                found[mention] = self._resolved(note)
        return found

    def _unused(self) -> tuple[Unused, ...]:
        found = [
            Unused(mention=mention, reason=f"{TOLD_ELSEWHERE}: {_PART[place[0]]}" if place else "a copy's")
            for (_, mention), place in self._tied.told.items()
        ]
        for kind, mention in self._tied.unused:
            if mention.article in self._here:
                item = self._item(kind, mention)
                evidence = sourced(item.reading, item.part.evidence) if item.part.evidence else None
                found.append(Unused(mention=mention, evidence=evidence, reason="no line tells of it"))
        return tuple(found)
