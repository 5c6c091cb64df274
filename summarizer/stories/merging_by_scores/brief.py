"""A story's merged items by number, on a line each, for somebody who writes its gist.

Of a large story the items that matter most; nothing is in it that does not come from the items, so an answer may be
kept by what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from summarizer.schema import (
    ArticleInfo,
    Difference,
    Mention,
    Merged,
    QuoteVariant,
    Side,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    StoryStance,
)

from .grounds import Grounds
from .linking import letter
from .wording import status_word

_EVENTS, _QUOTES, _STANCES, _DIFFERENCES, _NAMES = 36, 20, 16, 8, 24
"""The most of each kind."""
_WORDINGS = 3
"""The most wordings of one item, and the code points of each."""
_LONGEST = 400
_CITED = 6
"""The most reports that are named for one item."""
MergedT = TypeVar("MergedT", bound=Merged)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a writer reads."""

    text: str
    items: tuple[str, ...]
    """The ids of the items, numbered from 1."""

    @classmethod
    def of(cls, story: Story, grounds: Grounds) -> Brief:
        """That of `story`."""
        return _Writing(story, grounds).brief()


class _Writing:
    def __init__(self, story: Story, grounds: Grounds) -> None:
        self.story = story
        self.language = grounds.language
        self.names = {entity.id: _line(entity.name) for entity in story.entities}
        self.letters = {reading.article.id: letter(at) for at, reading in enumerate(story.articles)}
        self.events = _weightiest(story.events, _EVENTS)
        self.stances = _weightiest([one for one in story.stances if one.holder in self.names], _STANCES)
        self.quotes = _weightiest(story.quotes, _QUOTES)
        shown = {one.id for one in (*self.events, *self.stances, *self.quotes)}
        self.differences = [one for one in story.differences if one.item in shown][:_DIFFERENCES]
        involved = {entity.id for item in shown for entity in grounds.by_item[item].entities}
        self.entities = _weightiest([one for one in story.entities if one.id in involved], _NAMES)
        items: tuple[Merged | Difference, ...] = (
            *self.events,
            *self.stances,
            *self.quotes,
            *self.differences,
            *self.entities,
        )
        self.shown: set[str] = set()
        """Letters of the reports that a line refers to."""
        self.numbers = {item.id: number for number, item in enumerate(items, start=1)}

    def brief(self) -> Brief:
        lines = [
            *self._each(self.events, self._event),
            *self._each(self.stances, self._stance),
            *self._each(self.quotes, self._quote),
            *(f"[{self.numbers[one.id]}] {self._difference(one)}" for one in self.differences),
            *(f"[{self.numbers[one.id]}] name: {self._entity(one)}" for one in self.entities),
        ]
        reports = "; ".join(
            _report(self.letters[one.article.id], one.article)
            for one in self.story.articles
            if self.letters[one.article.id] in self.shown
        )
        opening = [f"Language: {self.language}"] if self.language else []
        return Brief("\n".join([*opening, f"Reports: {reports}", *lines]), tuple(self.numbers))

    def _each(self, items: Iterable[MergedT], line: Callable[[MergedT], str]) -> Iterable[str]:
        return (f"[{self.numbers[item.id]}] {line(item)}" for item in items)

    def _event(self, event: StoryEvent) -> str:
        date = f", {event.edtf}" if event.edtf else ""
        tellers = self._named(event.attributed_to)
        told = _wordings(event, "description", event.description)
        return f"{status_word(event.status)}{date} ({self._support(event)}): {told}" + (
            f" — according to {tellers}" if tellers else ""
        )

    def _stance(self, stance: StoryStance) -> str:
        steps = ", then ".join(
            f"{held.position} ({held.basis}{f', {held.published}' if held.published else ''})"
            for held in stance.positions
        )
        target = _wordings(stance, "target", stance.target)
        return f"position ({self._support(stance)}): {self.names[stance.holder]} {steps}: {target}"

    def _quote(self, quote: StoryQuote) -> str:
        speakers = self._named(quote.speakers) or "nobody named"
        principal = self.names.get(quote.on_behalf_of or "")
        texts = dict.fromkeys((quote.text, *(variant.text for variant in quote.variants)))
        variants = {variant.text: variant for variant in reversed(quote.variants)}
        said = " | ".join(_rendering(variants[text]) for text in list(texts)[:_WORDINGS])
        return f"said ({self._support(quote)}): {speakers}{f' on behalf of {principal}' if principal else ''}: {said}"

    def _difference(self, difference: Difference) -> str:
        sides = " / ".join(f"{_line(status_word(side.value))} ({self._letters(side)})" for side in difference.sides)
        return f"{difference.kind} on {difference.field} of [{self.numbers[difference.item]}]: {sides}"

    def _entity(self, entity: StoryEntity) -> str:
        names = " | ".join(_line(name) for name in entity.names[:_WORDINGS])
        roles = "; ".join(_line(role) for role in entity.roles[:_WORDINGS])
        body = self.names.get(entity.affiliation or "")
        return "; ".join(part for part in (names, roles, f"of {body}" if body else "") if part)

    def _support(self, item: Merged) -> str:
        of = self._cited(item.mentions)
        origins = item.corroboration.origins
        return f"{of}; {'one origin' if origins == 1 else f'{origins} origins'}"

    def _letters(self, side: Side) -> str:
        return self._cited(side.mentions)

    def _cited(self, mentions: Iterable[Mention]) -> str:
        """The letters of the first reports, and how many more there are."""
        letters = sorted({self.letters[one.article] for one in mentions}, key=lambda one: (len(one), one))
        self.shown.update(letters[:_CITED])
        return " ".join((*letters[:_CITED], *([f"and {len(letters) - _CITED} more"] if letters[_CITED:] else [])))

    def _named(self, ids: Iterable[str]) -> str:
        return ", ".join(self.names[one] for one in ids if one in self.names)


def _rendering(variant: QuoteVariant) -> str:
    return f"{variant.kind}{f' «{_line(variant.cue)}»' if variant.cue else ''}: {_line(variant.text)}"


def _report(letter: str, article: ArticleInfo) -> str:
    day = article.published_day
    parts = (letter, _line(article.outlet or ""), day.isoformat() if day else "on an unknown day")
    return " ".join(part for part in parts if part)


def _weightiest(items: Sequence[MergedT], most: int) -> list[MergedT]:
    """The `most` that most origins report, in the order of `items`; of those as many do, some of each article."""
    if len(items) <= most:
        return list(items)
    ranks: dict[str, tuple[int, int, int]] = {}
    of_article: Counter[str] = Counter()
    for item in items:
        first = item.mentions[0].article
        of_article[first] += 1
        ranks[item.id] = (-item.corroboration.origins, -item.corroboration.articles, of_article[first])
    kept = set(sorted(ranks, key=lambda one: ranks[one])[:most])
    return [item for item in items if item.id in kept]


def _wordings(item: Merged, field: str, first: str) -> str:
    """What the reports call it, the representative wording first."""
    others = (value.value for one in item.values if one.field == field for value in one.values)
    return " | ".join(_line(text) for text in list(dict.fromkeys((first, *others)))[:_WORDINGS])


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
