"""From what a model has written to a story: what is wrong with it, and its lines as clauses with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from summarizer.dates import edtf
from summarizer.schema import (
    ArticleReading,
    Caveat,
    Clause,
    Corroboration,
    DoubtedLine,
    DroppedLine,
    Event,
    Fact,
    Figure,
    Line,
    Mention,
    Story,
    StoryEvent,
    StoryFact,
    StoryFigure,
    StoryOrigin,
    StoryPart,
    StoryStance,
    StoryTarget,
    Unused,
    Version,
)
from summarizer.schema.story import TOLD_ELSEWHERE
from summarizer.stories.assembly import Assembly, PartT, headline_of, published, sourced, timeline
from summarizer.stories.by_scores import event_line, fact_line, figure_line, story_by_scores
from summarizer.stories.copies import find_sources
from summarizer.stories.events import EventItem, representative
from summarizer.stories.items import Item
from summarizer.stories.stances import StanceItem

from .answer import TogetherCaveat, TogetherEvent, TogetherFigure, TogetherLine, TogetherOrigin, TogetherStance
from .checks import DATE_FAULT, DOUBT, Checks
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


_HAPPENED = ("occurred", "ongoing")


def faults_of(entry: Entry, checks: Checks, reports: Reports) -> list[str]:
    """What is wrong with an entry, for whoever wrote it; nothing when it holds."""
    date = entry.x if isinstance(entry, TogetherEvent) and entry.x and edtf.span(entry.x) else None
    about = isinstance(entry, (TogetherOrigin, TogetherCaveat))
    is_figure = isinstance(entry, TogetherFigure)
    faults = [
        fault
        for at, line in enumerate(lines_of(entry))
        for fault in checks.line(line, date, about_reports=about, is_version=at > 0 or is_figure)
    ]
    if isinstance(entry, TogetherEvent):
        if entry.x and (wrong := checks.date(entry.x, lines_of(entry))):
            faults.append(wrong)
        faults += _unknown(entry.h, "e", reports)
    elif isinstance(entry, TogetherFigure):
        faults += checks.loose(entry.w)
        if not entry.v:
            faults.append("v has no line")
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
    is_reviewed: bool = True
    """Whether all its entries were read once more, with what is doubtful about them."""

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

    def final_faults(self) -> tuple[dict[str, list[str]], list[DoubtedLine]]:
        """What keeps entries out of the story, and the lines that stand in spite of a doubt.

        Doubts come of words alone: in reading lines and sentences once more their writer has judged them.
        """
        found = self.faults(list(self.record.entries))
        if not self.is_reviewed:
            return found, []
        certain = {place: [one for one in faults if not one.startswith(DOUBT)] for place, faults in found.items()}
        doubted = [
            DoubtedLine(
                part=_PART[place[0]],
                text=self.plain(" / ".join(lines_of(self.record.entries[place]))),
                reason="; ".join(faults),
            )
            for place, faults in found.items()
            if not certain[place]
        ]
        return {place: faults for place, faults in certain.items() if faults}, doubted

    def holds(self, version: str, checks: Checks) -> bool:
        """Whether the line of a version may stand."""
        faults = checks.line(version, is_version=True)
        return not faults or (self.is_reviewed and all(one.startswith(DOUBT) for one in faults))

    def resolved(self, text: str) -> str:
        """Reports by their ids in place of their letters."""
        by_letter = self.reports.by_letter
        return REPORT_TOKEN.sub(
            lambda found: f"{{{by_letter[found[1]].id}}}" if found[1] in by_letter else "a report", text
        )

    def plain(self, line: str) -> str:
        """A line as a reader sees it, without what it points at."""
        return self.resolved(CITATION.sub("", line))

    def days_apart(self, place: str, tied: Tied) -> list[str]:
        """Items of a happening that was, of another day than its entry's: one of the two may be wrong."""
        entry = self.record.entries[place]
        if not isinstance(entry, TogetherEvent):
            return []
        whole = edtf.span(entry.x) if entry.x else None
        found = []
        for mention in tied.mentions.get(place, ()):
            event = self.reports.part(mention, "e")
            if not isinstance(event, Event) or event.status not in _HAPPENED or not event.time:
                continue
            own = edtf.span(event.time.edtf) if event.time.edtf else None
            if own and own.days == 1 and not (whole and whole.contains(own)):
                found.append(f"{place}: {self.reports.handle('e', mention)} was on {event.time.edtf}")
        return found

    def story(self) -> Story:
        """The story, without the lines that do not hold."""
        faults, doubted = self.final_faults()
        readings = [one.reading for one in self.reports.all if one.letter not in self.record.apart]
        here = {reading.article.id for reading in readings}
        retold = [
            [one.id for one in self.reports.all if one.letter in group and one.id in here]
            for group in self.record.retold
        ]
        sources = find_sources(readings, [group for group in retold if len(group) > 1])
        story = _Assembled(self, faults, readings, Assembly(readings, sources, self.earlier)).story()
        return story.model_copy(update={"doubted": tuple(doubted)})


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
        self._checks = writing.checks()
        self._dropped: list[DroppedLine] = []

    def story(self) -> Story:
        """The whole of it."""
        assembly = self._assembly
        groups = [[item for item in group if item.info.id in self._here] for group in self._writing.groups.names]
        translations = self._writing.groups.translations
        entities = assembly.entities([group for group in groups if group], translations)
        quotes = [[item for item in group if item.info.id in self._here] for group in self._writing.groups.quotes]
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
            quotes=assembly.quotes([group for group in quotes if group], translations),
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
        text = " / ".join(map(self._writing.plain, lines_of(entry)))
        self._dropped.append(DroppedLine(part=_PART[part], text=text, reason="; ".join(self._faults[place])))

    def _headline(self) -> str:
        if reasons := self._faults.get("t"):
            self._dropped.append(DroppedLine(part="headline", text=self._record.headline, reason="; ".join(reasons)))
        return headline_of(self._readings) if reasons or not self._record.headline.strip() else self._record.headline

    def _line(self, part: str, line: str, date: str | None = None) -> Line | None:
        """A line with its evidence, without that of reports which tell another story or do not carry the clause."""
        clauses = []
        for clause in parse_line(line, tail=part in "ok"):
            behind = clause.sentences if part in "ok" else self._checks.carriers(clause, date)
            evidence = [one for pointer in behind if (one := self._reports.sentence(pointer))]
            kept = tuple(one for one in evidence if one.article in self._here)
            if not kept:
                reason = "it rests on a report that tells another story"
                self._dropped.append(DroppedLine(part=_PART[part], text=self._writing.plain(line), reason=reason))
                return None
            clauses.append(Clause(text=self._writing.resolved(clause.text), evidence=kept))
        return Line(clauses=tuple(clauses)) if clauses else None

    def _named(self, handles: str) -> tuple[str, ...]:
        ids = self._assembly.entity_ids
        mentions = self._reports.named_in(handles, "n")[0]
        return tuple(dict.fromkeys(ids[one.article, one.item] for one in mentions if (one.article, one.item) in ids))

    def _corroboration(self, items: Sequence[Item[PartT]], line: Line) -> Corroboration:
        """How many stand behind an item; where no item of an article is tied to it, the articles its line rests on."""
        if items:
            return self._assembly.corroboration(items)
        return self._assembly.sources.corroboration(Mention(article=one, item="") for one in line.articles)

    def _item(self, kind: Kind, mention: Mention) -> Item:  # type: ignore[type-arg]
        reading = self._reports.by_letter[self._reports.letter_of[mention.article]].reading
        return Item(reading, self._reports.part(mention, kind))

    def _ids(self, prefix: str, of: str, places: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[str]:
        if self._writing.keeps_places:
            return list(places)
        return self._assembly.ids_of(prefix, mentions, of)

    def _events(self) -> list[StoryEvent]:
        found: list[tuple[str, TogetherEvent, Line]] = []
        for place, entry in self._record.of_part("e"):
            assert isinstance(entry, TogetherEvent)
            undated = self._only_the_date_is_wrong(place)
            if place in self._faults:
                self._drop("e", place, entry)
            holds = undated or place not in self._faults
            if line := holds and (self._line("e", entry.c, entry.x) or self._line_of_items(place)):
                found.append((place, entry.model_copy(update={"x": None}) if undated else entry, line))
            else:
                self._tied.unused += (("e", one) for one in self._tied.mentions.get(place, ()))
        mentions = [self._tied.mentions.get(place, []) for place, *_ in found]
        ids = self._ids("e", "events", [place for place, *_ in found], mentions)
        return [
            self._event(own_id, entry, line, of)
            for own_id, (_, entry, line), of in zip(ids, found, mentions, strict=True)
        ]

    def _only_the_date_is_wrong(self, place: str) -> bool:
        return place in self._faults and all(one.startswith(DATE_FAULT) for one in self._faults[place])

    def _line_of_items(self, place: str) -> Line | None:
        """What a report has alone, where a line rests on one that tells another story too."""
        items: list[EventItem] = [self._item("e", one) for one in self._tied.mentions.get(place, ())]
        here = [one for one in items if one.info.id in self._here]
        return event_line([representative(here)], self._assembly) if here else None

    def _event(self, own_id: str, entry: TogetherEvent, line: Line, mentions: Sequence[Mention]) -> StoryEvent:
        items: list[EventItem] = [self._item("e", one) for one in mentions]
        return StoryEvent(
            id=own_id,
            mentions=tuple(mentions),
            corroboration=self._corroboration(items, line),
            line=line,
            edtf=entry.x,
            edtf_worked_out=bool(entry.x and self._checks.is_worked_out(entry.x, lines_of(entry))),
            status=entry.s,
            versions=tuple(Version(line=version) for one in entry.v if (version := self._line("e", one, entry.x))),
            background=entry.g,
            participants=self._assembly.involved(items, "participants"),
            places=self._assembly.involved(items, "places"),
        )

    def _figures(self) -> tuple[StoryFigure, ...]:
        found: list[tuple[str, str, list[tuple[Line, list[Item[Figure]]]]]] = []
        for place, entry in self._record.of_part("f"):
            assert isinstance(entry, TogetherFigure)
            if place in self._faults:
                self._drop("f", place, entry)
            versions = [version for at in range(len(entry.v)) if (version := self._version(place, entry, at))]
            if versions and not self._checks.loose(entry.w):
                found.append((place, self._writing.resolved(entry.w), versions))
            else:
                self._tied.unused += (("f", item.mention) for _, items in versions for item in items)
        figures = self._assembly.figures([(counted, versions) for _, counted, versions in found])
        if not self._writing.keeps_places:
            return figures
        return tuple(one.model_copy(update={"id": place}) for one, (place, *_) in zip(figures, found, strict=True))

    def _version(self, place: str, entry: TogetherFigure, at: int) -> tuple[Line, list[Item[Figure]]] | None:
        """A line of a figure with the items that it gives; what they say alone, where the line does not hold."""
        items: list[Item[Figure]] = [self._item("f", one) for one in self._tied.versions.get((place, at), ())]
        is_sound = place not in self._faults or self._writing.holds(entry.v[at], self._checks)
        line = self._line("f", entry.v[at]) if is_sound else None
        if line is None and items:
            line = figure_line(items)
        return (line, items) if line else None

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
            StoryFact(id=own_id, mentions=tuple(of), corroboration=self._corroboration(items, line), line=line)
            for own_id, (_, line, items), of in zip(ids, found, mentions, strict=True)
        )

    def _targets(self) -> tuple[StoryTarget, ...]:
        found: list[tuple[str, TogetherStance, Line, list[StanceItem], str]] = []
        for place, entry in self._record.of_part("s"):
            assert isinstance(entry, TogetherStance)
            items: list[StanceItem] = [self._item("s", one) for one in self._tied.mentions.get(place, ())]
            if place in self._faults:
                self._drop("s", place, entry)
            holder = next(iter(self._named(entry.h)), None) or self._holder(items)
            line = self._line("s", entry.c) if place not in self._faults else None
            if line and holder:
                found.append((place, entry, line, items, holder))
            else:
                self._tied.unused += (("s", item.mention) for item in items)
        mentions = [[item.mention for item in items] for *_, items, _ in found]
        ids = self._ids("s", "stances", [place for place, *_ in found], mentions)
        targets: dict[str, list[StoryStance]] = {}
        for own_id, (_, entry, line, items, holder) in zip(ids, found, strict=True):
            targets.setdefault(entry.t, []).append(
                StoryStance(
                    id=own_id,
                    mentions=tuple(item.mention for item in items),
                    corroboration=self._corroboration(items, line),
                    holder=holder,
                    side=entry.p,
                    line=line,
                )
            )
        return tuple(
            StoryTarget(id=f"t{at}", target=self._writing.resolved(target), stances=tuple(of))
            for at, (target, of) in enumerate(targets.items(), start=1)
        )

    def _holder(self, items: Sequence[StanceItem]) -> str | None:
        ids = self._assembly.entity_ids
        return next((ids[one.info.id, one.part.holder] for one in items if (one.info.id, one.part.holder) in ids), None)

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
