"""Summaries and a story made from gold labels: the answer that a perfect answerer would give."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import cast

from summarizer.evaluation.gold import GoldArticle, GoldStory, Linked, read_gold
from summarizer.evaluation.labels import UNJUDGED, EventLabel, locate, wordings
from summarizer.evaluation.matching import Span
from summarizer.schema import (
    ArticleReading,
    ArticleSummary,
    Clause,
    CopyGroup,
    Corroboration,
    Entity,
    Event,
    Evidence,
    Figure,
    Line,
    Mention,
    Quote,
    QuoteKind,
    Rendering,
    Run,
    SourcedEvidence,
    Stance,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    StoryStance,
    StoryTarget,
    Time,
)

GOLD = Path(__file__).parent.parent / "gold"
NOBODY = Corroboration(articles=1, outlets=0, origins=1)
LINE = Line(clauses=(Clause(text="", evidence=()),))


@lru_cache
def gold_of(story: str) -> GoldStory:
    (gold,) = read_gold([GOLD / f"{story}.json"])
    return gold


def summary_of(gold: GoldStory, key: str) -> ArticleSummary:
    article, labels = gold.articles[key], gold.labels.articles[key]
    named = [wordings(stance.holder)[0] for stance in labels.stances]
    for quote in labels.quotes:
        named += [wordings(speaker)[0] for speaker in quote.speakers]
        named += list(quote.via) if isinstance(quote.via, tuple) else []
        named += [quote.on_behalf_of] if quote.on_behalf_of not in (None, UNJUDGED) else []
    for event in labels.events:
        for field in (event.refused_by, event.denied_by):
            named += list(field) if isinstance(field, tuple) else []
    linked = gold.labels.same.entities + gold.labels.different.entities + gold.labels.unsure.entities
    named += [one.partition(":")[2] for group in linked for one in group if one.partition(":")[0] == key]
    ids = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(named), 1)}
    return ArticleSummary(
        article=article.article.info,
        fingerprint="",
        gist="",
        entities=tuple(Entity(id=own_id, name=name, kind="other") for name, own_id in ids.items()),
        quotes=tuple(_quotes(article, ids)),
        events=tuple(_events(article, ids)),
        figures=tuple(_figures(article)),
        stances=tuple(
            Stance(
                id=one.id,
                holder=ids[wordings(one.holder)[0]],
                target=one.target,
                position=one.position[0],
                basis="said",
                evidence=(),
            )
            for one in labels.stances
        ),
        run=Run(
            model="perfect",
            prompt="p",
            schema="s",
            key="k",
            requests=1,
            re_asks=0,
            input_tokens=1000,
            output_tokens=100,
            cached=False,
        ),
    )


def cut(article: GoldArticle, span: Span) -> Evidence:
    return Evidence.cut(article.article.text, *span)


def _words(exact: str | None) -> Evidence | None:
    return Evidence(start=0, end=0, exact=exact, prefix="", suffix="") if exact else None


def _quotes(article: GoldArticle, ids: dict[str, str]) -> Iterable[Quote]:
    for one in article.quotes:
        label, evidence = one.label, tuple(cut(article, span) for span in one.spans)
        yield Quote(
            id=label.id,
            speakers=tuple(ids[wordings(speaker)[0]] for speaker in label.speakers),
            on_behalf_of=ids.get(label.on_behalf_of or ""),
            via=tuple(ids[name] for name in label.via) if isinstance(label.via, tuple) else (),
            cue=_words(label.cue[0]),
            told=None if label.told in (None, UNJUDGED) else wordings(label.told)[0],
            said=None if label.said[0] in (None, UNJUDGED) else Time(edtf=label.said[0]),
            kind="direct" if label.kind[0] == UNJUDGED else cast(QuoteKind, label.kind[0]),
            text=" … ".join(part.exact for part in evidence),
            evidence=evidence,
        )


def _figures(article: GoldArticle) -> Iterable[Figure]:
    for one in article.figures:
        label = one.label
        span = article.index.original(locate(article.index.normalised, label.text, label.within))
        yield Figure(
            id=label.id, counted=label.text, text=label.text, value=label.value, evidence=(cut(article, span),)
        )


def _events(article: GoldArticle, ids: dict[str, str]) -> Iterable[Event]:
    for one in article.events:
        trigger = cut(article, one.spans[0])
        yield Event(
            id=one.label.id,
            description=trigger.exact,
            trigger=trigger,
            time=Time(edtf=_date(one.label)),
            status=one.label.status[0],
            refused_by=tuple(ids[name] for name in one.label.refused_by) if one.label.refused_by != UNJUDGED else (),
            denied_by=tuple(ids[name] for name in one.label.denied_by) if one.label.denied_by != UNJUDGED else (),
            time_of_call=None if one.label.called[0] == UNJUDGED else Time(edtf=one.label.called[0]),
            reason=_reason(article, one.label.reason),
            evidence=(trigger,),
        )


def _reason(article: GoldArticle, words: str | None) -> tuple[Evidence, ...]:
    if words in (None, UNJUDGED):
        return ()
    return (cut(article, article.index.original(locate(article.index.normalised, words or ""))),)


def _date(label: EventLabel) -> str | None:
    return None if label.edtf[0] == UNJUDGED else label.edtf[0]


def story_of(gold: GoldStory, summaries: dict[str, ArticleSummary]) -> Story:
    """The story that the labels describe: what they make one is one, all else is on its own."""
    groups = {kind: _groups(gold, summaries, kind) for kind in ("quotes", "events", "stances", "entities")}
    return Story(
        id=gold.labels.story,
        headline="",
        read="together",
        models=("perfect",),
        articles=tuple(ArticleReading(article=one.article, fingerprint="", gist="") for one in summaries.values()),
        copies=tuple(_copies(gold)),
        quotes=tuple(
            StoryQuote(id=f"q{number}", mentions=group, corroboration=NOBODY, renderings=tuple(map(_rendering, group)))
            for number, group in enumerate(groups["quotes"])
        ),
        events=tuple(
            StoryEvent(id=f"e{number}", mentions=group, corroboration=NOBODY, line=LINE, status="occurred")
            for number, group in enumerate(groups["events"])
        ),
        stances=tuple(
            StoryTarget(
                id=f"t{number}",
                target="",
                stances=(
                    StoryStance(
                        id=f"s{number}", mentions=group, corroboration=NOBODY, holder="n1", side="for", line=LINE
                    ),
                ),
            )
            for number, group in enumerate(groups["stances"])
        ),
        entities=tuple(
            StoryEntity(id=f"n{number}", mentions=group, corroboration=NOBODY, name="", names=(), kind="other")
            for number, group in enumerate(groups["entities"])
        ),
    )


def _rendering(mention: Mention) -> Rendering:
    nowhere = SourcedEvidence(article=mention.article, start=0, end=0, exact="", prefix="", suffix="")
    return Rendering(mention=mention, text="", kind="direct", passage=nowhere)


def _groups(gold: GoldStory, summaries: dict[str, ArticleSummary], kind: Linked) -> list[tuple[Mention, ...]]:
    groups = [tuple(_mention(summaries, kind, item) for item in group) for group in getattr(gold.labels.same, kind)]
    grouped = {(mention.article, mention.item) for mention in itertools.chain(*groups)}
    alone = [
        (Mention(article=summary.article.id, item=item.id),)
        for summary in summaries.values()
        for item in getattr(summary, kind)
        if (summary.article.id, item.id) not in grouped
    ]
    return groups + alone


def _mention(summaries: dict[str, ArticleSummary], kind: Linked, item: str) -> Mention:
    key, _, name = item.partition(":")
    if kind == "entities":
        (name,) = [entity.id for entity in summaries[key].entities if entity.name == name]
    return Mention(article=summaries[key].article.id, item=name)


def _copies(gold: GoldStory) -> Iterable[CopyGroup]:
    for group in gold.labels.origins:
        ids = tuple(gold.articles[key].article.id for key in group)
        yield CopyGroup(kind="retelling", articles=ids, reason="")
