"""Which entry tells of which item: by the handles that the model gives, else by sentences and words that they share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from summarizer.schema import Event, Fact, Figure, Mention, Quote, Stance
from summarizer.stories.by_scores import wordings
from summarizer.stories.items import Item
from summarizer.stories.numbers import numbers_in
from summarizer.text.similarity import STOP_WORDS, containment, content_words, words

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
    wordings: dict[str, list[list[Mention]]] = field(default_factory=dict)
    """By place, of figures: those that are worded alike together."""
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
        elif isinstance(entry, TogetherFigure):
            claim("f", place, " ".join(entry.v))
        elif isinstance(entry, TogetherStance):
            claim("s", place, entry.i)
    _put_figures_right(home, record, reports)
    near = _Neighbours(record, reports)
    kinds: tuple[Kind, ...] = ("e", "s", "b", "f")
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
                if kind != "f":
                    tied.mentions[own].append(mention)
            elif elsewhere := near.telling(kind, mention):
                tied.told[item] = elsewhere
            elif original is None:
                tied.unused.append(item)
            else:
                tied.told[item] = ""
    for place, entry in record.of_part("f"):
        mentions = [one for (kind, one), at in home.items() if kind == "f" and at == place]
        if mentions and isinstance(entry, TogetherFigure):
            tied.wordings[place] = _in_order(entry, mentions, reports)
    return tied


def _put_figures_right(home: dict[tuple[Kind, Mention], str], record: WrittenRecord, reports: Reports) -> None:
    """Gives two figures that stand in each other's entries their own.

    A model that confuses two handles must not make 61 people of 61 pages. One figure alone that shares no word with
    its entry is no sign of it: “late” is a delay.
    """
    counted = {
        place: content_words(entry.w) for place, entry in record.of_part("f") if isinstance(entry, TogetherFigure)
    }
    named: dict[tuple[Kind, Mention], set[str]] = {}
    for item, place in home.items():
        part = reports.part(item[1], "f") if item[0] == "f" else None
        if isinstance(part, Figure):
            wanted = content_words(f"{part.counted} {part.text}")
            if not wanted & counted.get(place, frozenset()):
                named[item] = {other for other, words_ in counted.items() if wanted & words_}
    strays = [(item, home[item]) for item in named]
    for (item, place), (other, its_place) in combinations(strays, 2):
        if its_place in named[item] and place in named[other]:
            home[item], home[other] = its_place, place


def uncovered(record: WrittenRecord, reports: Reports, only: Callable[[str], bool]) -> list[str]:
    """Sentences that hold a name or a number and stand behind no line, no quote and no figure."""
    behind = {pointer for entry in record.entries.values() for pointer in cited(entry)}
    kinds: tuple[Kind, ...] = ("q", "f")
    for kind in kinds:
        for mention in reports.mentions(kind):
            behind.update(reports.pointers(mention.article, getattr(reports.part(mention, kind), "evidence", ())))
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
        if isinstance(part, Figure):
            return self._same_figure(part)
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

    def _same_figure(self, figure: Figure) -> str | None:
        """A figure that has this value for what is called alike."""
        for place, entry in self._record.of_part("f"):
            if not isinstance(entry, TogetherFigure):
                continue
            for other in self._reports.named_in(" ".join(entry.v), "f")[0]:
                known = self._reports.part(other, "f")
                if not isinstance(known, Figure) or figure.value is None or known.value != figure.value:
                    continue
                if containment(content_words(known.counted), content_words(figure.counted)) >= _ALIKE:
                    return place
        return None


def _said(part: Part) -> str:
    if isinstance(part, Event):
        return part.description
    if isinstance(part, Stance):
        return part.target
    return part.text if isinstance(part, (Fact, Figure, Quote)) else ""


def _in_order(entry: TogetherFigure, mentions: list[Mention], reports: Reports) -> list[list[Mention]]:
    """The wordings of a figure in the order in which the model has them, whatever it put together under one."""
    named = [one for handles in entry.v for one in reports.named_in(handles, "f")[0]]
    ordered = [
        *(one for one in dict.fromkeys(named) if one in mentions),
        *(one for one in mentions if one not in named),
    ]
    items = []
    for mention in ordered:
        part = reports.part(mention, "f")
        assert isinstance(part, Figure)
        items.append(Item(reports.by_letter[reports.letter_of[mention.article]].reading, part))
    return [[item.mention for item in wording] for wording in wordings(items)]
