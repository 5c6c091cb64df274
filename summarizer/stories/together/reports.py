"""The reports of a story side by side, as a model is shown them, and what its pointers mean.

Reports go by letter in the story's order, sentences by letter and number (`A7`), what was read out of each report alone
by letter, kind and number (`An1` a name, `Ae1` an event, `Af1` a figure, `As1` a stance, `Ab1` a fact, `Aq1` a quote).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from summarizer.schema import (
    Article,
    ArticleReading,
    Entity,
    Event,
    Evidence,
    Fact,
    Figure,
    Mention,
    Quote,
    SourcedEvidence,
    Stance,
)
from summarizer.text.languages import language_of_most
from summarizer.text.numbering import NumberedArticle, number
from summarizer.text.similarity import words

Kind = Literal["n", "e", "f", "s", "b", "q"]
Part: TypeAlias = Entity | Event | Figure | Stance | Fact | Quote
KINDS: Mapping[Kind, str] = {
    "n": "entities",
    "e": "events",
    "f": "figures",
    "s": "stances",
    "b": "facts",
    "q": "quotes",
}
_HANDLE = re.compile(r"\b([A-Z]{1,2})([nefsbq])(\d+)\b")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPEAKING = ("person", "organization", "country", "group")
"""Kinds of names that hold a stance or say something first: others need no handle."""
_FENCE = re.compile(r"<(?=/?report>)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the story, numbered."""

    letter: str
    reading: ArticleReading
    numbered: NumberedArticle
    copy_of: str | None
    """Letter of an earlier report that holds each of its sentences: it is not shown."""

    @property
    def id(self) -> str:
        """The article's id."""
        return self.reading.article.id


class Reports:
    """The reports of one story, in the story's order, each with its text."""

    def __init__(self, readings: Sequence[ArticleReading]) -> None:
        self.all: list[Report] = []
        known: list[tuple[str, frozenset[tuple[str, ...]]]] = []
        for at, reading in enumerate(readings):
            article = Article(**dict(reading.article), text=reading.text or "")
            numbered = number(article)
            said = frozenset(words(article.text[one.start : one.end]) for one in numbered.sentences)
            copy_of = next((name for name, other in known if said and said <= other), None)
            self.all.append(Report(letter(at), reading, numbered, copy_of))
            if copy_of is None:
                known.append((letter(at), said))
        self.language = language_of_most(one.reading.article.language for one in self.all)
        """That of most reports, in which lines are written."""
        self.by_letter = {one.letter: one for one in self.all}
        self.letter_of = {one.id: one.letter for one in self.all}

    @property
    def shown(self) -> list[Report]:
        """Those that are no copies."""
        return [one for one in self.all if one.copy_of is None]

    # What a pointer means

    def sentence(self, pointer: str) -> SourcedEvidence | None:
        """The sentence that `A7` points at."""
        match = re.fullmatch(r"([A-Z]{1,2})(\d+)", pointer)
        report = self.by_letter.get(match[1]) if match else None
        if not match or report is None or not 1 <= int(match[2]) <= len(report.numbered.sentences):
            return None
        found = report.numbered.sentences[int(match[2]) - 1]
        return SourcedEvidence.of(report.id, Evidence.cut(report.numbered.article.text, found.start, found.end))

    def pointers(self, article: str, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """The sentences of an article that hold some of `evidence`."""
        report = self.by_letter[self.letter_of[article]]
        starts = [one.start for one in report.numbered.sentences]
        found: dict[str, None] = {}
        for one in evidence:
            at = max(0, bisect_right(starts, one.start) - 1)
            for sentence in report.numbered.sentences[at:]:
                if sentence.start >= one.end:
                    break
                if sentence.end > one.start:
                    found[f"{report.letter}{sentence.number}"] = None
        return tuple(found)

    def item(self, handle: str) -> tuple[Kind, Mention] | None:
        """The kind and the item that a handle names."""
        return self._items.get(handle)

    def part(self, mention: Mention, kind: Kind) -> Part:
        """The item itself."""
        return self._parts[kind, mention]

    def handle(self, kind: Kind, mention: Mention) -> str:
        """What an item is called in a request."""
        return self._handles[kind, mention]

    def mentions(self, kind: Kind) -> list[Mention]:
        """All items of a kind, in the story's order."""
        return [mention for of_kind, mention in self._parts if of_kind == kind]

    def named_in(self, handles: str, kind: Kind) -> tuple[list[Mention], list[str]]:
        """The items of a kind that a model names (“Ae1 Be2”), and what it names that there is not."""
        found, unknown = [], []
        for match in _HANDLE.finditer(handles):
            item = self.item(match[0])
            if item and item[0] == kind:
                found.append(item[1])
            else:
                unknown.append(match[0])
        return list(dict.fromkeys(found)), unknown

    @cached_property
    def originals(self) -> Mapping[tuple[Kind, Mention], Mention]:
        """For items of copies, the item of the shown report that is cut from the same words."""
        found: dict[tuple[Kind, Mention], Mention] = {}
        for report in self.all:
            if report.copy_of is None:
                continue
            original = self.by_letter[report.copy_of]
            for kind, field in KINDS.items():
                there = {_cut_from(part): part for part in reversed(getattr(original.reading, field))}
                for part in getattr(report.reading, field):
                    if twin := there.get(_cut_from(part)):
                        found[kind, Mention(article=report.id, item=part.id)] = Mention(
                            article=original.id, item=twin.id
                        )
        return found

    @cached_property
    def _parts(self) -> dict[tuple[Kind, Mention], Part]:
        return {
            (kind, Mention(article=report.id, item=part.id)): part
            for kind, field in KINDS.items()
            for report in self.all
            for part in getattr(report.reading, field)
        }

    @cached_property
    def _handles(self) -> dict[tuple[Kind, Mention], str]:
        return {
            (kind, Mention(article=report.id, item=part.id)): f"{report.letter}{kind}{at}"
            for kind, field in KINDS.items()
            for report in self.all
            for at, part in enumerate(getattr(report.reading, field), start=1)
        }

    @cached_property
    def _items(self) -> dict[str, tuple[Kind, Mention]]:
        return {handle: (kind, mention) for (kind, mention), handle in self._handles.items()}

    # What a model is shown

    def render(self, name_groups: Sequence[Sequence[Mention]], only: frozenset[str] | None = None) -> str:
        """The reports with their items.

        Args:
            name_groups: names that are one already; each is shown once, in the first report that has it, and only where
                it may be needed for who holds a stance or said something.
            only: article ids of the reports to show; all by default.
        """
        chosen = [one for one in self.shown if only is None or one.id in only]
        fullest = {mention: group for group in name_groups for mention in group}
        listed: set[Mention] = set()
        blocks = []
        for report in chosen:
            names = []
            for entity in report.reading.entities:
                mention = Mention(article=report.id, item=entity.id)
                if mention not in listed and entity.kind in _SPEAKING:
                    listed.update(fullest.get(mention, (mention,)))
                    names.append(f"{self.handle('n', mention)} {_one_line(_name(entity))}")
            blocks.append(self._render_one(report, names))
        return "\n\n".join(blocks)

    def header(self, report: Report) -> str:
        """Which report, by whom, of what day."""
        info = report.reading.article
        copies = [one.reading.article.outlet or "another outlet" for one in self.all if one.copy_of == report.letter]
        parts = [f"Report {report.letter}", *([info.outlet] if info.outlet else [])]
        if info.byline:
            parts.append(f"by {info.byline}")
        if day := info.published_day:
            clock = f" {info.published[11:16]}" if info.published and len(info.published) > 15 else ""
            parts.append(f"published {day:%A}, {day.isoformat()}{clock}")
        if copies:
            parts.append(f"carried word for word by {', '.join(copies)} too")
        return _FENCE.sub("‹", _one_line(", ".join(parts)))

    def _render_one(self, report: Report, names: Sequence[str]) -> str:
        reading, numbered = report.reading, report.numbered
        lines = [self.header(report)]
        if reading.article.title:
            lines.append(f"Title: {_FENCE.sub('‹', _one_line(reading.article.title))}")
        body = _FENCE.sub("‹", re.sub(r"(?m)^\[(\d+)\]", rf"[{report.letter}\1]", numbered.render()))
        body = re.sub(r"⟨q\d+⟩", "", re.sub(r"\n\n+", "\n", body))
        lines += ["<report>", body, "</report>"]
        items = [
            ("Names", names),
            ("Events", [self._render_item(report, "e", part) for part in reading.events]),
            ("Figures", [self._render_item(report, "f", part) for part in reading.figures]),
            ("Stances", [self._render_item(report, "s", part) for part in reading.stances]),
            ("Facts", [self._render_item(report, "b", part) for part in reading.facts]),
        ]
        lines += [f"{kind}: {' · '.join(found)}" for kind, found in items if found]
        return "\n".join(lines)

    def _render_item(self, report: Report, kind: Kind, part: Part) -> str:
        mention = Mention(article=report.id, item=part.id)
        return f"{self.handle(kind, mention)} {self.describe(kind, mention)}"

    def describe(self, kind: Kind, mention: Mention) -> str:
        """An item in few words, with its sentences."""
        part = self.part(mention, kind)
        report = self.by_letter[self.letter_of[mention.article]]
        names = {entity.id: entity.name for entity in report.reading.entities}
        if isinstance(part, Entity):
            return _one_line(_name(part))
        cited = " ".join(self.pointers(mention.article, part.evidence))
        if isinstance(part, Event):
            day = part.time.edtf if part.time else None
            said = f"{part.status}{f' {day}' if day else ''}: {part.description}"
        elif isinstance(part, Figure):
            said = f"“{part.text}” {part.counted}"
        elif isinstance(part, Stance):
            said = f"{names.get(part.holder, 'nobody named')} {part.position}: {part.target}"
        else:
            said = part.text
        return f"[{cited}] {_one_line(said)}"


def letter(number: int) -> str:
    """A … Z, AA, AB …"""
    rest, last = divmod(number, len(_LETTERS))
    return (letter(rest - 1) if rest else "") + _LETTERS[last]


def handles(text: str) -> Iterator[str]:
    """The handles of items in a text."""
    return (match[0] for match in _HANDLE.finditer(text))


def _cut_from(part: Part) -> tuple[object, ...]:
    if isinstance(part, Entity):
        return (words(part.name),)
    return tuple(words(one.exact) for one in part.evidence)


def _name(entity: Entity) -> str:
    return f"{entity.name}, {entity.role}" if entity.role else entity.name


def _one_line(text: str) -> str:
    return " ".join(text.split())
