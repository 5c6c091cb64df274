"""Writes a report item by item: each item's sentence goes into the text, and its evidence is cut from there."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.schema import (
    ArticleInfo,
    ArticleReading,
    Basis,
    Disowned,
    Entity,
    EntityKind,
    Event,
    EventStatus,
    Evidence,
    Fact,
    Figure,
    Position,
    Quote,
    QuoteKind,
    Stance,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    Time,
)
from summarizer.stories import merge
from summarizer.text.near_duplicates import fingerprint


class Report:
    """One article in the making. Entities are named by their id in that article, in the order of `entity` calls."""

    def __init__(
        self,
        article: str,
        published: str | None = None,
        *,
        outlet: str | None = None,
        byline: str | None = None,
        title: str | None = None,
        gist: str = "",
        credits_: Sequence[str] = (),
        text: str | None = None,
        language: str | None = None,
    ) -> None:
        self._info = ArticleInfo(
            id=article, published=published, outlet=outlet, byline=byline, title=title, language=language
        )
        self._gist = gist
        self._credits = tuple(credits_)
        self._own_text = text
        self._text = ""
        self._entities: list[Entity] = []
        self._events: list[Event] = []
        self._stances: list[Stance] = []
        self._quotes: list[Quote] = []
        self._figures: list[Figure] = []
        self._facts: list[Fact] = []

    def entity(
        self,
        name: str,
        kind: EntityKind = "person",
        role: str | None = None,
        affiliation: str | None = None,
        translation: str | None = None,
    ) -> str:
        own_id = f"n{len(self._entities) + 1}"
        one = Entity(id=own_id, name=name, kind=kind, role=role, affiliation=affiliation, translation=translation)
        self._entities.append(one)
        return one.id

    def event(
        self,
        description: str,
        trigger: str,
        participants: Sequence[str] = (),
        places: Sequence[str] = (),
        date: str | None = None,
        status: EventStatus = "planned",
        attributed_to: str | None = None,
    ) -> str:
        sentence = self._write(f"{description}.")
        start = sentence.start + sentence.exact.index(trigger)
        one = Event(
            id=f"e{len(self._events) + 1}",
            description=description,
            trigger=Evidence.cut(self._text, start, start + len(trigger)),
            participants=tuple(participants),
            places=tuple(places),
            time=Time(edtf=date) if date else None,
            status=status,
            attributed_to=attributed_to,
            evidence=(sentence,),
        )
        self._events.append(one)
        return one.id

    def quote(
        self,
        text: str,
        *speakers: str,
        kind: QuoteKind = "direct",
        cue: str = "said",
        via: Sequence[str] = (),
        on_behalf_of: str | None = None,
        disowned: Disowned | None = None,
    ) -> str:
        sentence = self._write(f"“{text}”, they {cue}.")
        start = sentence.start + sentence.exact.index(text)
        said = sentence.start + sentence.exact.rindex(cue)
        one = Quote(
            id=f"q{len(self._quotes) + 1}",
            speakers=speakers,
            on_behalf_of=on_behalf_of,
            via=tuple(via),
            cue=Evidence.cut(self._text, said, said + len(cue)),
            kind=kind,
            disowned=disowned,
            text=text,
            evidence=(Evidence.cut(self._text, start, start + len(text)),),
        )
        self._quotes.append(one)
        return one.id

    def figure(self, text: str, counted: str, sentence: str, value: float | None = None) -> str:
        told = self._write(sentence)
        start = told.start + told.exact.index(text)
        one = Figure(
            id=f"f{len(self._figures) + 1}",
            counted=counted,
            text=text,
            value=value,
            evidence=(Evidence.cut(self._text, start, start + len(text)), told),
        )
        self._figures.append(one)
        return one.id

    def fact(self, text: str) -> str:
        one = Fact(id=f"b{len(self._facts) + 1}", text=text, evidence=(self._write(f"{text}."),))
        self._facts.append(one)
        return one.id

    def sentence(self, text: str) -> None:
        """A sentence that nothing is read out of."""
        self._write(text)

    def stance(
        self, holder: str, position: Position, target: str, about: str | None = None, basis: Basis = "said"
    ) -> str:
        sentence = self._write(f"They were asked about {target}.")
        one = Stance(
            id=f"s{len(self._stances) + 1}",
            holder=holder,
            target=target,
            about=about,
            position=position,
            basis=basis,
            evidence=(sentence,),
        )
        self._stances.append(one)
        return one.id

    def reading(self) -> ArticleReading:
        return ArticleReading(
            article=self._info,
            fingerprint=fingerprint(self._own_text if self._own_text is not None else self._text),
            text=self._text or None,
            gist=self._gist,
            credits=self._credits,
            entities=tuple(self._entities),
            events=tuple(self._events),
            figures=tuple(self._figures),
            facts=tuple(self._facts),
            stances=tuple(self._stances),
            quotes=tuple(self._quotes),
        )

    def _write(self, sentence: str) -> Evidence:
        start = len(self._text)
        self._text += sentence + " "
        return Evidence.cut(self._text, start, start + len(sentence))


def one_story(*reports: Report) -> Story:
    """The story that the reports make together."""
    (story,) = merge(report.reading() for report in reports)
    return story


def entity_called(story: Story, name: str) -> StoryEntity:
    """The one entity of a story that has this name among its names."""
    (found,) = [one for one in story.entities if name in one.names]
    return found


def event_of(story: Story, article: str, event: str) -> StoryEvent:
    """The merged event that an article's event went into."""
    (found,) = [one for one in story.events if (article, event) in {(m.article, m.item) for m in one.mentions}]
    return found


def quote_of(story: Story, article: str, quote: str) -> StoryQuote:
    """The merged quote that an article's quote went into."""
    (found,) = [one for one in story.quotes if (article, quote) in {(m.article, m.item) for m in one.mentions}]
    return found
