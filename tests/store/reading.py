"""A reader for tests of the store: quick, counts what it is asked, and takes every sentence at its word."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Sequence

from summarizer.errors import AnswerError
from summarizer.schema import (
    Article,
    ArticleReading,
    ArticleSummary,
    Clause,
    Corroboration,
    Entity,
    Event,
    Evidence,
    Line,
    Mention,
    Quote,
    Rendering,
    Run,
    SourcedEvidence,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
)
from summarizer.session import Failure
from summarizer.stories.near_pairs import Decider
from summarizer.text.digest import digest
from summarizer.text.near_duplicates import fingerprint
from summarizer.usage import Usage

_NAME = re.compile(r"\b[A-Z]\w+(?: [A-Z]\w+)+")
_SAID = re.compile(r"“([^”]+)” said (\w+ \w+)")


class StandIn:
    """Reads articles: each sentence is an event, each “…” said Somebody a quote; counts how often it is asked."""

    model = "stand-in"
    concurrency = 2
    decider: Decider | None = None

    def __init__(self) -> None:
        self.articles: list[str] = []
        self.stories: list[tuple[str, ...]] = []
        self.fail: set[str] = set()

    @property
    def merging(self) -> Usage:
        return Usage(requests=len(self.stories))

    async def summarize_many(
        self, articles: Iterable[Article] | AsyncIterable[Article]
    ) -> AsyncGenerator[ArticleSummary | Failure, None]:
        assert not isinstance(articles, AsyncIterable)
        for article in articles:
            self.articles.append(article.id)
            if article.id in self.fail:
                yield Failure(article, AnswerError("No answer.", "Try again."))
            else:
                yield read(article)

    async def merge_each(
        self,
        summaries: Sequence[ArticleReading],
        into: Sequence[Story] = (),
        *,
        complete: bool = False,
        one_story: bool = False,
    ) -> AsyncGenerator[Story, None]:
        assert complete
        assert one_story
        self.stories.append(tuple(one.article.id for one in summaries))
        yield tell(summaries, into)


def read(article: Article) -> ArticleSummary:
    """What the stand-in reads out of an article."""
    entities = {name: Entity(id=f"n{at}", name=name, kind="person") for at, name in enumerate(_found(article.text), 1)}
    events = [
        Event(
            id=f"e{at}",
            description=sentence.exact,
            trigger=sentence,
            status="occurred",
            evidence=(sentence,),
            participants=tuple(one.id for name, one in entities.items() if name in sentence.exact),
        )
        for at, sentence in enumerate(_sentences(article.text), 1)
    ]
    quotes = [
        Quote(
            id=f"q{at}",
            speakers=(entities[said[2]].id,),
            kind="direct",
            text=said[1],
            evidence=(Evidence.cut(article.text, *said.span(1)),),
        )
        for at, said in enumerate(_SAID.finditer(article.text), 1)
    ]
    return ArticleSummary(
        article=article.info,
        fingerprint=fingerprint(article.text),
        gist=events[0].description if events else "",
        text=article.text,
        entities=tuple(entities.values()),
        events=tuple(events),
        quotes=tuple(quotes),
        run=Run(
            model="stand-in",
            prompt="p",
            schema="s",
            key=digest([article.id]),
            requests=1,
            re_asks=0,
            input_tokens=100,
            output_tokens=10,
            cached=False,
        ),
    )


def tell(readings: Sequence[ArticleReading], into: Sequence[Story] = ()) -> Story:
    """The story of some articles: what two of them say word for word is one."""
    readings = sorted(readings, key=lambda one: (one.article.published or "", one.article.id))
    known = [*(story.id for story in into), *(id_ for story in into for id_ in story.formerly)]
    id_ = known[0] if known else digest(["story", readings[0].article.id])
    people: dict[str, list[Mention]] = {}
    told: dict[str, list[tuple[Mention, SourcedEvidence]]] = {}
    said: dict[str, list[Rendering]] = {}
    speakers: dict[str, str] = {}
    for one in readings:
        at = one.article.id
        for entity in one.entities:
            people.setdefault(entity.name, []).append(Mention(article=at, item=entity.id))
        for event in one.events:
            evidence = SourcedEvidence.of(at, event.evidence[0])
            told.setdefault(event.description, []).append((Mention(article=at, item=event.id), evidence))
        for quote in one.quotes:
            passage = SourcedEvidence.of(at, quote.evidence[0])
            mention = Mention(article=at, item=quote.id)
            said.setdefault(quote.text, []).append(
                Rendering(mention=mention, text=quote.text, kind="direct", passage=passage)
            )
            speakers[quote.text] = next(e.name for e in one.entities if e.id == quote.speakers[0])
    ids = {person: f"n{number}" for number, person in enumerate(people, 1)}
    return Story(
        id=id_,
        formerly=tuple(known[1:]),
        key=digest([one.article.id for one in readings]),
        headline=readings[-1].article.title or readings[-1].gist,
        read="scores",
        articles=tuple(one.reading if isinstance(one, ArticleSummary) else one for one in readings),
        entities=tuple(
            StoryEntity(
                id=ids[person], name=person, names=(person,), kind="person", mentions=m, corroboration=_count(m)
            )
            for person, m in ((person, tuple(found)) for person, found in people.items())
        ),
        events=tuple(
            StoryEvent(
                id=f"e{number}",
                line=Line(clauses=(Clause(text=text, evidence=tuple(e for _, e in found)),)),
                status="occurred",
                mentions=tuple(m for m, _ in found),
                corroboration=_count([m for m, _ in found]),
                participants=tuple(ids[person] for person in people if person in text),
            )
            for number, (text, found) in enumerate(told.items(), 1)
        ),
        quotes=tuple(
            StoryQuote(
                id=f"q{number}",
                speakers=(ids[speakers[text]],),
                renderings=tuple(found),
                mentions=tuple(r.mention for r in found),
                corroboration=_count([r.mention for r in found]),
            )
            for number, (text, found) in enumerate(said.items(), 1)
        ),
    )


def _count(mentions: Sequence[Mention]) -> Corroboration:
    number = len({one.article for one in mentions})
    return Corroboration(articles=number, outlets=0, origins=number)


def _found(text: str) -> list[str]:
    return list(dict.fromkeys(_NAME.findall(text)))


def _sentences(text: str) -> list[Evidence]:
    return [Evidence.cut(text, *one.span()) for one in re.finditer(r"[^.\s][^.]*\.", text)]
