"""The articles of a merge: what is needed to group them is kept, the rest is read when its story is made."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

from summarizer.errors import UsageError
from summarizer.schema import ArticleReading, ArticleSummary, Story
from summarizer.text.story_words import StoryWords, story_words

from .grouping import group, near
from .identity import EarlierStory, StoryName, founded_by, name_stories, story_key
from .items import publication_key

_NAMED = ("person", "country", "place", "organization")
_OPEN = 8
"""Earlier stories that are at hand at once: the articles of a story are read one after another."""


@dataclass(frozen=True, slots=True)
class _Card:
    """What is kept of an article while stories are planned; its text is read again when its story is made."""

    order: tuple[bool, dt.datetime, str]
    digest: str
    """A hash of what the article says."""
    words: StoryWords
    models: frozenset[str]
    story: int | None
    """The earlier story that it stands in, None for one among the summaries."""
    at: int
    """Its position in that story, or among the summaries."""

    @property
    def id(self) -> str:
        return self.order[2]


@dataclass(frozen=True, slots=True)
class PlannedStory:
    """A story that is to be made, or taken over."""

    name: StoryName
    cards: tuple[_Card, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """Who read its articles."""
        return tuple(sorted(frozenset[str]().union(*(card.models for card in self.cards))))

    def key(self, asked: str) -> str:
        """A hash of all that can change it; a story of one article leaves nothing to ask."""
        return story_key([card.digest for card in self.cards], asked if len(self.cards) > 1 else "")

    def without(self, articles: Sequence[str]) -> tuple[PlannedStory, PlannedStory]:
        """What is left without some articles that tell another story, and that story; the founder keeps the id."""
        left, gone = (tuple(card for card in self.cards if (card.id in articles) is there) for there in (False, True))
        founder = next((card for card in self.cards if founded_by(card.id) == self.name.id), self.cards[0])
        heir, other = (gone, left) if founder in gone else (left, gone)
        new = StoryName(founded_by(other[0].id))
        kept = StoryName(self.name.id, tuple(one for one in self.name.formerly if one != new.id))
        return (
            (PlannedStory(kept, left), PlannedStory(new, gone))
            if heir is left
            else (PlannedStory(new, left), PlannedStory(kept, gone))
        )


class StoryPlanner:
    """Summaries, and the stories of an earlier merge.

    Args:
        summaries: what each article says; read once in order, and each again when its story is made.
        into: stories of an earlier merge; read once in order, and again where they are needed.
        complete: whether `summaries` are all there are: an article of `into` that is not among them is gone, and what
            they say of an article goes before what `into` says.
        one_story: whether all articles tell one story, whatever their words say: somebody else has grouped them.
        joined: two articles each, by id, whose stories are one, whatever their words say.
        apart: ids of articles that are a story of their own, or of what they are joined with.

    Raises:
        UsageError: two summaries of one article id say different things.
    """

    def __init__(
        self,
        summaries: Sequence[ArticleReading],
        into: Sequence[Story],
        *,
        complete: bool,
        one_story: bool = False,
        joined: Iterable[tuple[str, str]] = (),
        apart: Collection[str] = (),
    ) -> None:
        self._summaries, self._into = summaries, into
        self._one_story = one_story
        self._joined, self._apart = tuple(joined), frozenset(apart)
        self._cards: dict[str, _Card] = {}
        for at, summary in enumerate(summaries):
            self._add(_card(summary, at))
        self._earlier: list[EarlierStory] = []
        for number, story in enumerate(into):
            self._earlier.append(EarlierStory.of(story))
            if not complete:
                for at, reading in enumerate(story.articles):
                    self._add(_card(reading, at, number, story.models))
        self._by_key = {one.key: number for number, one in enumerate(self._earlier) if one.key}
        self._story = lru_cache(maxsize=_OPEN)(self._read)

    def plans(self) -> Iterator[PlannedStory]:
        """The stories that the articles make, ordered by their first article."""
        cards = sorted(self._cards.values(), key=lambda card: card.order)
        if self._one_story:
            groups = [tuple(cards)]
        else:
            groups = self._by_hand([[cards[at] for at in story] for story in group(card.words for card in cards)])
        found = name_stories([[card.id for card in group] for group in groups], self._earlier)
        return map(PlannedStory, found, groups)

    def near(self) -> list[tuple[ArticleReading, ArticleReading]]:
        """Two articles of each two stories that agree nearly enough to be one."""
        cards = sorted(self._cards.values(), key=lambda card: card.order)
        words = [card.words for card in cards]
        return [(self._reading(cards[one]), self._reading(cards[other])) for one, other in near(words, group(words))]

    def _by_hand(self, groups: Sequence[Sequence[_Card]]) -> list[tuple[_Card, ...]]:
        """Stories by words, with what is joined or taken out all the same; in order of their first articles."""
        if not self._joined and not self._apart:
            return [tuple(cards) for cards in groups]
        root = {card.id: card.id for cards in groups for card in cards}

        def find(id_: str) -> str:
            while root[id_] != id_:
                root[id_] = id_ = root[root[id_]]
            return id_

        by_words = ([card.id for card in cards if card.id not in self._apart] for cards in groups)
        pairs = [(ids[0], other) for ids in by_words for other in ids[1:]]
        for one, other in (*pairs, *self._joined):
            if one in root and other in root:
                root[find(other)] = find(one)
        parts: dict[str, list[_Card]] = defaultdict(list)
        for card in sorted((card for cards in groups for card in cards), key=lambda card: card.order):
            parts[find(card.id)].append(card)
        return [tuple(cards) for cards in parts.values()]

    def readings(self, planned: PlannedStory) -> list[ArticleReading]:
        """What the articles of a story say, in order of publication."""
        return [self._reading(card) for card in planned.cards]

    def kept(self, planned: PlannedStory, asked: str) -> Story | None:
        """The earlier story that is the same in all but what it is known by."""
        number = self._by_key.get(planned.key(asked))
        return self.named(self._story(number), planned) if number is not None else None

    def named(self, story: Story, planned: PlannedStory) -> Story:
        """A story under the name that it is planned with."""
        name = planned.name
        return story.model_copy(update={"id": name.id, "formerly": name.formerly, "models": planned.models})

    def earlier(self, planned: PlannedStory) -> Story | None:
        """The story as it was before articles were added to it."""
        number = next((at for at, one in enumerate(self._earlier) if one.id == planned.name.id), None)
        return self._story(number) if number is not None else None

    def _add(self, card: _Card) -> None:
        known = self._cards.setdefault(card.id, card)
        if known.digest != card.digest:
            raise UsageError(
                f"Two different summaries have the article id {card.id!r}.",
                "Keep one of them, or give the articles ids of their own.",
            )
        if not card.models <= known.models:
            self._cards[card.id] = replace(known, models=known.models | card.models)

    def _reading(self, card: _Card) -> ArticleReading:
        if card.story is not None:
            return self._story(card.story).articles[card.at]
        summary = self._summaries[card.at]
        return summary.reading if isinstance(summary, ArticleSummary) else summary

    def _read(self, number: int) -> Story:
        return self._into[number]


def _card(reading: ArticleReading, at: int, story: int | None = None, models: Sequence[str] = ()) -> _Card:
    if isinstance(reading, ArticleSummary):
        models = (reading.run.model,)
    said = reading.model_dump_json(exclude={"run"})
    return _Card(
        order=publication_key(reading.article),
        digest=blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        words=_words(reading),
        models=frozenset(models),
        story=story,
        at=at,
    )


def _words(reading: ArticleReading) -> StoryWords:
    """The words by which the story of an article is known: those of its text, or of what was read out of it."""
    info = reading.article
    said = [reading.gist, *(event.description for event in reading.events), *(quote.text for quote in reading.quotes)]
    return story_words(
        reading.text or "\n".join(said),
        title=info.title,
        language=info.language,
        day=info.published_day,
        extra_words=[
            name
            for entity in reading.entities
            if entity.kind in _NAMED
            for name in (entity.name, entity.translation)
            if name
        ],
    )
