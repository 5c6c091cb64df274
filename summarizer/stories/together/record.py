"""What a model has written so far of a story, as places that later answers change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from summarizer.schema import Line, Mention, SourcedEvidence, Story

from .answer import (
    TogetherAnswer,
    TogetherCaveat,
    TogetherChanges,
    TogetherEvent,
    TogetherFigure,
    TogetherLine,
    TogetherOrigin,
    TogetherStance,
)
from .lines import Pointed, parse_line, write_line
from .reports import Kind, Reports

Entry: TypeAlias = TogetherLine | TogetherOrigin | TogetherCaveat | TogetherEvent | TogetherFigure | TogetherStance
PARTS = "okgefbs"
"""The lists of an answer, by their keys; a place is such a letter and a number."""
_PLACE = re.compile(r"\b([okgefbs])(\d+)\b")
_ARTICLE = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class WrittenRecord:
    """Entries by place, those of one list in order."""

    headline: str
    apart: set[str] = field(default_factory=set)
    """Letters of reports that tell another story."""
    retold: list[set[str]] = field(default_factory=list)
    """Letters of reports that go back to one."""
    entries: dict[str, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: TogetherAnswer) -> WrittenRecord:
        """A first answer."""
        record = cls(answer.t)
        record._note(answer.d, answer.r)
        for part in PARTS:
            for entry in getattr(answer, part):
                record._add(part, TogetherLine(c=entry) if isinstance(entry, str) else entry)
        return record

    @classmethod
    def of_story(cls, story: Story, reports: Reports) -> WrittenRecord:
        """The record of a story that was read together before: the place of an item is its id."""
        record = cls(story.headline)
        for group in story.copies:
            if group.kind == "retelling":
                record.retold.append({reports.letter_of[one] for one in group.articles if one in reports.letter_of})

        def line(found: Line) -> str:
            return _written(found, reports)

        def handles(kind: Kind, mentions: Iterable[Mention]) -> str:
            return " ".join(reports.handle(kind, one) for one in mentions)

        first_named = {entity.id: handles("n", entity.mentions[:1]) for entity in story.entities}
        for at, origin in enumerate(story.origins, 1):
            named = " ".join(first_named[one] for one in origin.sources)
            record.entries[f"o{at}"] = TogetherOrigin(c=line(origin.line), w=named)
        for at, caveat in enumerate(story.know_before_repeating, 1):
            record.entries[f"k{at}"] = TogetherCaveat(k=caveat.kind, c=line(caveat.line))
        for at, told in enumerate(story.gist, 1):
            record.entries[f"g{at}"] = TogetherLine(c=line(told))
        for event in story.events:
            record.entries[event.id] = TogetherEvent(
                h=handles("e", event.mentions),
                c=line(event.line),
                x=event.edtf,
                s=event.status,
                v=[line(one.line) for one in event.versions],
                g=event.background,
            )
        for figure in story.figures:
            record.entries[figure.id] = TogetherFigure(w=figure.counted, v=[line(one.line) for one in figure.versions])
        for fact in story.facts:
            record.entries[fact.id] = TogetherLine(c=line(fact.line))
        for target in story.stances:
            for stance in target.stances:
                record.entries[stance.id] = TogetherStance(
                    t=target.target,
                    h=first_named.get(stance.holder, ""),
                    p=stance.side,
                    c=line(stance.line),
                    i=handles("s", stance.mentions),
                )
        return record

    def change(self, changes: TogetherChanges) -> list[str]:
        """Applies changes; the places that are new or not as they were."""
        if changes.t:
            self.headline = changes.t
        self._note(changes.d, changes.r)
        for taken in changes.x:
            for match in _PLACE.finditer(taken):
                self.entries.pop(match[0], None)
        changed = []
        for part in PARTS:
            for entry in getattr(changes, part):
                plain = _without_place(entry)
                if entry.z in self.entries and entry.z[0] == part:
                    self.entries[entry.z] = plain
                    changed.append(entry.z)
                else:
                    changed.append(self._add(part, plain))
        return changed

    def of_part(self, part: str) -> Iterator[tuple[str, Entry]]:
        """The entries of one list, with their places."""
        return ((place, entry) for place, entry in self.entries.items() if place[0] == part)

    def render(self) -> str:
        """The record as a model is shown it, an entry a line with its place."""
        lines = [f"t: {self.headline}"]
        if self.apart:
            lines.append(f"d: {' '.join(sorted(self.apart))}")
        if self.retold:
            lines.append(f"r: {' | '.join(' '.join(sorted(group)) for group in self.retold)}")
        for part in PARTS:
            lines += (f"{place}: {_shown(entry)}" for place, entry in self.of_part(part))
        return "\n".join(lines)

    def _note(self, apart: Sequence[str], retold: Sequence[str]) -> None:
        self.apart.update(one for letters in apart for one in re.findall(r"[A-Z]{1,2}", letters))
        self.retold += (found for letters in retold if len(found := set(re.findall(r"\b[A-Z]{1,2}\b", letters))) > 1)

    def _add(self, part: str, entry: Entry) -> str:
        number = 1 + max((int(place[1:]) for place in self.entries if place[0] == part), default=0)
        self.entries[f"{part}{number}"] = entry
        return f"{part}{number}"


def lines_of(entry: Entry) -> list[str]:
    """All lines of an entry."""
    if isinstance(entry, TogetherFigure):
        return entry.v
    return [entry.c, *entry.v] if isinstance(entry, TogetherEvent) else [entry.c]


def cited(entry: Entry) -> set[str]:
    """The sentences that an entry points at."""
    return {pointer for line in lines_of(entry) for clause in parse_line(line) for pointer in clause.sentences}


def _without_place(entry: Entry) -> Entry:
    """An entry of an answer's changes as one of an answer."""
    shape: type[Entry] = type(entry).__bases__[0]
    return shape(**{name: getattr(entry, name) for name in shape.model_fields})


def _shown(entry: Entry) -> str:
    if isinstance(entry, TogetherFigure):
        return f"{entry.w}: {' | '.join(entry.v)}"
    if isinstance(entry, TogetherEvent):
        when = f"{entry.x}, " if entry.x else ""
        versions = "".join(f" | v: {one}" for one in entry.v)
        background = ", background" if entry.g else ""
        return f"({when}{entry.s}{background}; {entry.h}) {entry.c}{versions}"
    if isinstance(entry, TogetherStance):
        return f"({entry.t}; {entry.h} {entry.p}; {entry.i}) {entry.c}"
    if isinstance(entry, TogetherOrigin):
        return f"({entry.w}) {entry.c}"
    return f"({entry.k}) {entry.c}" if isinstance(entry, TogetherCaveat) else entry.c


def _written(line: Line, reports: Reports) -> str:
    def pointers(evidence: Sequence[SourcedEvidence]) -> tuple[str, ...]:
        known = (one for one in evidence if one.article in reports.letter_of)
        return tuple(dict.fromkeys(pointer for one in known for pointer in reports.pointers(one.article, [one])))

    def lettered(text: str) -> str:
        return _ARTICLE.sub(lambda found: f"{{{reports.letter_of.get(found[1], found[1])}}}", text)

    return write_line([Pointed(lettered(clause.text), pointers(clause.evidence)) for clause in line.clauses])
