"""Which entry tells of which item: by the handles that the model gives, else by sentences and words that they share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from summarizer.schema import Event, Fact, Figure, Mention, Quote, Stance
from summarizer.stories.numbers import numbers_in
from summarizer.text.similarity import STOP_WORDS, content_words, words

from .answer import TogetherEvent, TogetherFigure, TogetherStance
from .lines import parse_line
from .record import Entry, WrittenRecord, cited, lines_of
from .reports import Kind, Part, Reports

_ALIKE = 0.4
"""Share of an item's content words that a line with its sentences has, from which on it tells of the item."""
_FURNITURE = re.compile(
    r"@|https?://|www\.|\b(?:read more|keep reading|you may also like|follow us|subscribe|newsletter|leave a reply|"
    r"sponsored|advertisement|(?:writing|reporting|editing) by|"
    r"te puede interesar|lea también|lire aussi|lesen sie auch)\b",
    re.IGNORECASE,
)
"""What no fact of a story stands beside."""
_SHORTEST = 6
"""Words that a sentence has at least which may hold a fact."""


@dataclass(slots=True)
class Tied:
    """The items of all reports, each in one entry or in none."""

    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """By place, of events, stances and facts."""
    versions: dict[tuple[str, int], list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """By place and number of the line, of figures."""
    told: dict[tuple[Kind, Mention], str] = field(default_factory=dict)
    """Items that stand in no entry of their kind, but a line tells of them: its place."""
    unused: list[tuple[Kind, Mention]] = field(default_factory=list)


def tie(record: WrittenRecord, reports: Reports, name_of: Mapping[Mention, int]) -> Tied:
    """Ties the items of reports to the entries of a record.

    Args:
        record: what the model has written.
        reports: what it read.
        name_of: for each name, the number of whom it means.
    """
    tied = Tied()
    home: dict[tuple[Kind, Mention], str] = {}

    def claim(kind: Kind, place: str, handles: str) -> None:
        for mention in reports.named_in(handles, kind)[0]:
            if reports.letter_of[mention.article] not in record.apart:
                home.setdefault((kind, mention), place)

    for place, entry in record.entries.items():
        if isinstance(entry, TogetherEvent):
            claim("e", place, entry.h)
        elif isinstance(entry, TogetherStance):
            claim("s", place, entry.i)
    near = _Neighbours(record, reports)
    kinds: tuple[Kind, ...] = ("e", "s", "b")
    for kind in kinds:
        for mention in reports.mentions(kind):
            if reports.letter_of[mention.article] in record.apart:
                continue
            item = (kind, mention)
            original = reports.originals.get(item)
            own = home.get(item) or (home.get((kind, original)) if original else None)
            own = own or near.own_entry(kind, mention, name_of)
            if own:
                home[item] = own
                tied.mentions[own].append(mention)
            elif elsewhere := near.telling(kind, mention):
                tied.told[item] = elsewhere
            elif original is None:
                tied.unused.append(item)
            else:
                tied.told[item] = ""
    _tie_figures(tied, near, record, reports)
    return tied


def _tie_figures(tied: Tied, near: _Neighbours, record: WrittenRecord, reports: Reports) -> None:
    """Each figure belongs to the line that has its number out of its sentence."""
    found: dict[Mention, tuple[str, int]] = {}
    for mention in reports.mentions("f"):
        item: tuple[Kind, Mention] = ("f", mention)
        figure = reports.part(mention, "f")
        if reports.letter_of[mention.article] in record.apart or not isinstance(figure, Figure):
            continue
        original = reports.originals.get(item)
        if version := near.version(mention, figure) or (found.get(original) if original else None):
            found[mention] = version
            tied.versions[version].append(mention)
        elif elsewhere := near.telling("f", mention):
            tied.told[item] = elsewhere
        elif original:
            tied.told[item] = ""
        else:
            tied.unused.append(item)


def is_told(record: WrittenRecord, reports: Reports, kind: Kind, mention: Mention) -> bool:
    """Whether each sentence that an item rests on stands behind a line of the record, whatever of it the line tells."""
    behind = {pointer for entry in record.entries.values() for pointer in cited(entry)}
    pointers = reports.pointers(mention.article, getattr(reports.part(mention, kind), "evidence", ()))
    return behind.issuperset(pointers)


def uncovered(record: WrittenRecord, reports: Reports, only: Callable[[str], bool]) -> list[str]:
    """Sentences that hold a name or a number and stand behind no line and no quotation."""
    behind = {pointer for entry in record.entries.values() for pointer in cited(entry)}
    for mention in reports.mentions("q"):
        quote = reports.part(mention, "q")
        if isinstance(quote, Quote) and quote.kind != "indirect":
            behind.update(reports.pointers(mention.article, quote.evidence))
    found = []
    for report in reports.shown:
        if report.letter in record.apart or not only(report.id):
            continue
        text = report.numbered.article.text
        for sentence in report.numbered.sentences:
            said = text[sentence.start : sentence.end]
            row = words(said)
            if f"{report.letter}{sentence.number}" in behind or len(row) < _SHORTEST or _FURNITURE.search(said):
                continue
            capitals = [word for word in said.split()[1:] if word[:1].isupper() and word.lower() not in STOP_WORDS]
            if capitals or numbers_in(said):
                found.append(f"{report.letter}{sentence.number}")
    return found


class _Neighbours:
    """Entries by the sentences behind them."""

    def __init__(self, record: WrittenRecord, reports: Reports) -> None:
        self._record, self._reports = record, reports
        self._clauses: dict[str, list[tuple[str, str]]] = defaultdict(list)
        """By sentence: place, and the words of the clause."""
        for place, entry in record.entries.items():
            for line in lines_of(entry):
                for clause in parse_line(line):
                    for pointer in clause.sentences:
                        self._clauses[pointer].append((place, clause.text))

    def own_entry(self, kind: Kind, mention: Mention, name_of: Mapping[Mention, int]) -> str | None:
        """An entry of the item's own kind that tells of it."""
        part = self._reports.part(mention, kind)
        holder = name_of.get(Mention(article=mention.article, item=part.holder)) if isinstance(part, Stance) else None
        found = self._best(kind, mention, part, kind)
        if isinstance(part, Stance) and found:
            entry = self._record.entries[found]
            held = self._reports.named_in(entry.h, "n")[0] if isinstance(entry, TogetherStance) else []
            return found if any(name_of.get(one) == holder for one in held) else None
        return found

    def telling(self, kind: Kind, mention: Mention) -> str | None:
        """An entry of any kind that tells of the item."""
        return self._best(kind, mention, self._reports.part(mention, kind), "")

    def _best(self, kind: Kind, mention: Mention, part: Part, of: str) -> str | None:
        pointers = self._reports.pointers(mention.article, getattr(part, "evidence", ()))
        wanted = content_words(_said(part))
        scores: dict[str, float] = {}
        for pointer in pointers:
            for place, text in self._clauses.get(pointer, ()):
                if place.startswith(of) and place[0] not in "ok":
                    scores[place] = max(scores.get(place, 0.0), self._likeness(kind, part, wanted, place, text))
        best = max(scores, key=lambda place: scores[place], default=None)
        return best if best and scores[best] >= _ALIKE else None

    def _likeness(self, kind: Kind, part: Part, wanted: frozenset[str], place: str, text: str) -> float:
        if isinstance(part, Figure):
            return 1.0 if numbers_in(part.text) & numbers_in(text) else 0.0
        entry: Entry = self._record.entries[place]
        whole = " ".join([text, *lines_of(entry)]) if kind == place[0] else text
        told = content_words(whole)
        return len(wanted & told) / len(wanted) if wanted else 0.0

    def version(self, mention: Mention, figure: Figure) -> tuple[str, int] | None:
        """The line of a figure, by its place and number, that has this one's number out of its sentence."""
        pointers = set(self._reports.pointers(mention.article, figure.evidence))
        numbers = numbers_in(figure.text)
        counted = content_words(f"{figure.counted} {figure.text}")
        found: list[tuple[int, str, int]] = []
        for place, entry in self._record.of_part("f"):
            if isinstance(entry, TogetherFigure):
                shared = len(counted & content_words(entry.w))
                found += (
                    (shared, place, at)
                    for at, line in enumerate(entry.v)
                    for clause in parse_line(line)
                    if pointers.intersection(clause.sentences) and numbers & numbers_in(clause.text)
                )
        best = max(found, key=lambda one: one[0], default=None)
        return best and best[1:]


def _said(part: Part) -> str:
    if isinstance(part, Event):
        return part.description
    if isinstance(part, Stance):
        return part.target
    return part.text if isinstance(part, (Fact, Figure, Quote)) else ""
