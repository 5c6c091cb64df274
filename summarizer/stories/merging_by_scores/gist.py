"""A story's gist: three to five sentences, each with the merged items that it rests on.

Put together from the items that matter most, or written by somebody who is shown them by number; what is written gets
out sentence by sentence, as far as the items that it names say so (see `soundness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from summarizer.dates import edtf
from summarizer.schema import (
    Difference,
    Event,
    Gist,
    GistSentence,
    Mention,
    Merged,
    Position,
    Quote,
    QuoteVariant,
    RefusedSentence,
    Stance,
    Story,
    StoryEvent,
    StoryPosition,
    StoryQuote,
    StoryStance,
)

from .brief import Brief
from .grounds import Ground, Grounds
from .signs import signs
from .soundness import fault
from .wording import worded

LEAST, MOST = 3, 5
"""Sentences of a gist; fewer than the least when the story has fewer items."""
_QUOTABLE = 240
"""Code points up to which an utterance is short enough for a gist."""
_POSITIONS: dict[Position, tuple[str, str]] = {
    "supports": ("supported", ""),
    "opposes": ("opposed", ""),
    "conditional": ("supported", " on conditions"),
    "neutral": ("was neutral on", ""),
}
_STEPS: dict[Position, str] = {
    "supports": "supported",
    "opposes": "opposed",
    "conditional": "supported on conditions",
    "neutral": "neutral",
}
_FIELDS = {"edtf": "date", "polarity": "whether it is so"}
_OPENING_MARKS = ("“", "„", "«", '"')


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that somebody wrote, and the numbers of the items that it is to rest on."""

    text: str
    numbers: tuple[int, ...]


class Teller(Protocol):
    """Writes gists."""

    @property
    def model(self) -> str:
        """Who that is, by name."""

    @property
    def digest(self) -> str:
        """A hash of all but the brief that can change what it writes."""

    async def tell(self, brief: str) -> Sequence[Told] | None:
        """A gist of the numbered items in `brief`; None for no answer."""

    async def mend(self, brief: str, told: Sequence[Told], faults: Sequence[tuple[int, str]]) -> Sequence[Told] | None:
        """The gist again, when too little of it holds: positions in `told` from 1, each with what is wrong."""


def chosen(story: Story) -> Gist:
    """The gist of a story without anybody to write it: the items that matter most, in words that say no more.

    What most origins report comes first, then what most articles do, then what the most prominent take part in, then
    what was reported first; among them what the weightiest conflict or update is about.
    """
    grounds, order = Grounds(story), _order(story)
    events = sorted(story.events, key=lambda one: _rank(one, one.participants, story, order))
    stances = sorted(
        (one for one in story.stances if one.holder in order.names),
        key=lambda one: _rank(one, [one.holder], story, order),
    )
    quotes = sorted(
        (one for one in story.quotes if one.speakers),
        key=lambda one: (
            len(one.text) > _QUOTABLE or not _is_plainly_said(one),
            _variant(one).kind != "direct",
            *_rank(one, one.speakers, story, order),
        ),
    )
    weighty = next((one.item for one in story.differences if one.kind != "granularity"), None)
    every: dict[str, StoryEvent | StoryStance | StoryQuote] = {}
    every |= {one.id: one for one in story.events}
    every |= {one.id: one for one in story.stances}
    every |= {one.id: one for one in story.quotes}
    picked = [one.id for one in (*events[:2], *stances[:1], *quotes[:1])]
    picked += [weighty] if weighty in every and weighty not in picked else []
    rest = (one.id for one in (*events, *quotes, *stances, *story.quotes) if one.id not in picked)
    picked = list(dict.fromkeys((*picked, *rest)))[: max(LEAST, min(len(picked), MOST))]
    rendering = _Rendering(grounds, order)
    return Gist(sentences=tuple(rendering.of(item) for item in every.values() if item.id in picked))


async def told(story: Story, teller: Teller) -> Story:
    """`story` with its gist written by `teller`, as far as it holds.

    A story of one article has its items chosen: its own gist says the rest. What the teller does not answer, or too
    little of what it answers holds, is made up for from the chosen ones.
    """
    if len(story.articles) < 2 or not story.gist.sentences:
        return story
    grounds = Grounds(story)
    brief = Brief.of(story, grounds)
    answer = await teller.tell(brief.text)
    if answer is None:
        return story
    sifting = _sifted(answer, brief, grounds, teller.model)
    if len(sifting.sound) < len(story.gist.sentences[:LEAST]):
        again = await teller.mend(brief.text, answer, sifting.faults)
        mended = _sifted(again or (), brief, grounds, teller.model)
        if len(mended.sound) >= len(sifting.sound):
            sifting = mended
    return story.model_copy(update={"gist": sifting.gist(story.gist)})


@dataclass(frozen=True, slots=True)
class _Sifted:
    """What of an answer holds, and what does not."""

    sound: tuple[GistSentence, ...]
    refused: tuple[RefusedSentence, ...]
    faults: tuple[tuple[int, str], ...]

    def gist(self, instead: Gist) -> Gist:
        """The sentences that hold; where they are too few, `instead` has what they do not tell."""
        told = {item for sentence in self.sound for item in sentence.items}
        more = [one for one in instead.sentences if told.isdisjoint(one.items)]
        missing = max(0, min(LEAST, len(instead.sentences)) - len(self.sound))
        return Gist(sentences=(*self.sound, *more[:missing]), refused=self.refused)


def _sifted(answer: Sequence[Told], brief: Brief, grounds: Grounds, model: str) -> _Sifted:
    sound: list[GistSentence] = []
    refused: list[RefusedSentence] = []
    faults: list[tuple[int, str]] = []
    for number, sentence in enumerate(answer, start=1):
        text = sentence.text.strip()
        known = tuple(dict.fromkeys(brief.items[at - 1] for at in sentence.numbers if 1 <= at <= len(brief.items)))
        unknown = [at for at in sentence.numbers if not 1 <= at <= len(brief.items)]
        if unknown:
            reason: str | None = f"there is no item {unknown[0]}"
        elif any(text == one.text for one in sound):
            reason = "it is there twice"
        elif len(sound) == MOST:
            reason = f"there are {MOST} sentences before it"
        else:
            reason = fault(text, known, grounds)
        if reason is None:
            sound.append(GistSentence(text=text, items=known, written_by=model))
        else:
            refused.append(RefusedSentence(text=text, items=known, reason=reason))
            faults.append((number, reason))
    return _Sifted(tuple(sound), tuple(refused), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Order:
    places: dict[Mention, tuple[int, int]]
    """Where each item is told: the article, in order of publication, and the first code point."""
    names: dict[str, str]
    prominence: dict[str, int]


def _order(story: Story) -> _Order:
    places: dict[Mention, tuple[int, int]] = {}
    for number, reading in enumerate(story.articles):
        items: tuple[Event | Stance | Quote, ...] = (*reading.events, *reading.stances, *reading.quotes)
        for item in items:
            first = min((evidence.start for evidence in item.evidence), default=0)
            places[Mention(article=reading.article.id, item=item.id)] = (number, first)
    return _Order(
        places,
        {entity.id: entity.name for entity in story.entities},
        {entity.id: entity.corroboration.articles for entity in story.entities},
    )


def _rank(item: Merged, taking_part: Iterable[str], story: Story, order: _Order) -> tuple[int, int, int, int, int]:
    place = min((order.places.get(one, (len(story.articles), 0)) for one in item.mentions), default=(0, 0))
    prominence = max((order.prominence.get(one, 0) for one in taking_part), default=0)
    return (-item.corroboration.origins, -item.corroboration.articles, -prominence, *place)


class _Rendering:
    """Items as sentences that say no more than they do."""

    def __init__(self, grounds: Grounds, order: _Order) -> None:
        self.grounds, self.names = grounds, order.names

    def of(self, item: StoryEvent | StoryStance | StoryQuote) -> GistSentence:
        ground = self.grounds.of(item)
        shown = [one for one in ground.differences if one.kind != "granularity"]
        match item:
            case StoryEvent():
                text = self._event(item, ground, shown)
            case StoryStance():
                text = self._stance(item, ground, shown)
            case StoryQuote():
                text = self._quote(item, shown)
        return GistSentence(text=text, items=(item.id, *(one.id for one in shown)))

    def _event(self, event: StoryEvent, ground: Ground, shown: Sequence[Difference]) -> str:
        varies = any(one.field == "status" for one in event.values)
        details: list[str] = [event.status] if varies or event.status != "occurred" else []
        if event.edtf and (span := edtf.span(event.edtf)):
            details.append(worded(span))
        if event.attributed_to or not ground.is_settled:
            details.append(f"according to {self._whose(event.attributed_to, ground)}")
        return _sentence(_one_line(ground.current[-1]), (*details, *map(_differing, shown)))

    def _stance(self, stance: StoryStance, ground: Ground, shown: Sequence[Difference]) -> str:
        details = [] if ground.is_settled else [f"according to {self._whose((), ground)}"]
        details += [_differing(one) for one in shown if one.kind == "conflict"]
        holder, target = _one_line(self.names[stance.holder]), _one_line(stance.target).rstrip(" .")
        steps = [(position, min(one.published or "" for one in held)) for position, held in _steps(stance)]
        if len(steps) == 1:
            verb, condition = _POSITIONS[steps[0][0]]
            return _sentence(f"{holder} {verb} {target}{condition}", details)
        told = ", then ".join(
            f"{_STEPS[position]}{f' ({_day(published)})' if published else ''}" for position, published in steps
        )
        return _sentence(f"{holder} on {target}: {told}", details)

    def _quote(self, quote: StoryQuote, shown: Sequence[Difference]) -> str:
        text = _one_line(quote.text).rstrip(" ,;")
        if _variant(quote).kind == "direct" and not text.startswith(_OPENING_MARKS):
            text = f"“{text}”"
        speakers = _listed([self.names[one] for one in quote.speakers if one in self.names])
        principal = self.names.get(quote.on_behalf_of or "")
        relayed = f" on behalf of {principal}" if principal else ""
        meant = "" if _is_plainly_said(quote) else f" ({_variant(quote).cue})"
        said = f"{speakers}{relayed}{meant}: {text}" if speakers else f"It was said{meant}: {text}"
        return _sentence(_one_line(said), tuple(map(_differing, shown)))

    def _whose(self, ids: Iterable[str], ground: Ground) -> str:
        named = [self.names[one] for one in ids if one in self.names]
        return _one_line(_listed(named or ground.outlets[:1])) or "one report"


def _variant(quote: StoryQuote) -> QuoteVariant:
    return next(one for one in quote.variants if one.mention == quote.chosen)


def _is_plainly_said(quote: StoryQuote) -> bool:
    """Whether its reporting words say no more than that it was said: not that it is denied, hoped or feared."""
    cue = _variant(quote).cue
    return cue is None or bool(signs(cue, "said"))


def _steps(stance: StoryStance) -> Iterable[tuple[Position, list[StoryPosition]]]:
    return ((position, list(held)) for position, held in groupby(stance.positions, key=lambda one: one.position))


def _day(published: str) -> str:
    span = edtf.span(published)
    return worded(span) if span else published


def _differing(difference: Difference) -> str:
    if difference.kind == "update":
        return difference.reason
    values = " or ".join(_value(side.value, difference.field) for side in difference.sides)
    return _one_line(f"reports differ on the {_FIELDS.get(difference.field, difference.field)}: {values}")


def _value(value: str, field: str) -> str:
    span = edtf.span(value) if field == "edtf" else None
    return worded(span) if span else value


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _sentence(text: str, details: Sequence[str]) -> str:
    added = f" ({'; '.join(details)})" if details else ""
    ends = not added and text.rstrip("”“»\"' ").endswith((".", "!", "?", "…"))
    whole = text if ends else f"{text.rstrip(' .')}{added}."
    return whole[:1].upper() + whole[1:]


def _one_line(text: str) -> str:
    return " ".join("".join(letter if ord(letter) >= 32 else " " for letter in text).split())
