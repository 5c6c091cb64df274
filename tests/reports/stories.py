"""Stories for the tests of reports, made by hand: an invented collision off an invented port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from summarizer.schema import (
    ArticleInfo,
    ArticleReading,
    Corroboration,
    Difference,
    DifferenceKind,
    Dropped,
    Entity,
    Event,
    Evidence,
    Gist,
    GistSentence,
    Mention,
    Origin,
    Quote,
    QuoteKind,
    QuoteVariant,
    RefusedSentence,
    Side,
    SourcedEvidence,
    Story,
    StoryEntity,
    StoryEvent,
    StoryPosition,
    StoryQuote,
    StoryStance,
    Time,
    Value,
    Variation,
)
from summarizer.stories.marks import marks

Spoil = Callable[[str], str]
"""What a hostile article does to a text of its own."""


def evidence(text: str) -> Evidence:
    return Evidence(start=0, end=len(text), exact=text, prefix="", suffix="")


def mention(item: str) -> Mention:
    """“post/v1” is item v1 of the article post."""
    return Mention(article=item.partition("/")[0], item=item.partition("/")[2])


def mentions(*items: str) -> tuple[Mention, ...]:
    return tuple(mention(item) for item in items)


def corroboration(articles: int, origins: int) -> Corroboration:
    return Corroboration(articles=articles, outlets=articles, origins=origins)


def difference(
    number: int, kind: DifferenceKind, item: str, field: str, reason: str, *sides: tuple[str, str, str]
) -> Difference:
    """Each side is a value, the mention that gives it and the words that it rests on."""
    return Difference(
        id=f"d{number}",
        kind=kind,
        item=item,
        field=field,
        reason=reason,
        sides=tuple(
            Side(
                value=value,
                mentions=mentions(given),
                evidence=(SourcedEvidence.of(mention(given).article, evidence(words)),),
            )
            for value, given, words in sides
        ),
    )


def variation(field: str, *values: tuple[str, str]) -> Variation:
    """Each value with the mentions that give it."""
    return Variation(
        field=field, values=tuple(Value(value=value, mentions=mentions(*given.split())) for value, given in values)
    )


def telling(story: Story, text: str) -> Story:
    """`story` with a gist of one sentence."""
    return story.model_copy(update={"gist": Gist(sentences=(GistSentence(text=text, items=("v1",)),))})


def same(text: str) -> str:
    return text


def reading(spoil: Spoil, **given: Any) -> ArticleReading:
    """An article of the story."""
    return ArticleReading(fingerprint="", gist=spoil("A ferry and a barge collided."), **given)


def articles(spoil: Spoil) -> tuple[ArticleReading, ...]:
    return (
        reading(
            spoil,
            article=ArticleInfo(
                id="post",
                title=spoil("Ferry and barge collide off Port Calder"),
                url="https://www.harbourpost.example/news/ferry?id=7&page=1",
                outlet=spoil("Harbour Post"),
                byline=spoil("Una Brandt"),
                language="en",
                published="2022-04-22T09:40:00+02:00",
                published_basis="metadata",
            ),
            credits=(spoil("Coast Wire"),),
            entities=(
                Entity(id="n1", name=spoil("Mara Ilves"), kind="person", role=spoil("harbour master")),
                Entity(id="n2", name=spoil("Kyriv"), kind="place"),
            ),
            quotes=(quote(spoil, "q1", "We heard two blasts of the horn and then nothing at all.", told="reporters"),),
        ),
        reading(
            spoil,
            article=ArticleInfo(
                id="wire",
                title=spoil("Collision at sea"),
                outlet=spoil("Coast Wire"),
                published="2022-04-22",
                published_basis="in_text",
            ),
            entities=(Entity(id="n1", name=spoil("M. Ilves"), kind="person", role=spoil("head of the port")),),
            quotes=(quote(spoil, "q1", "Two blasts, then nothing"),),
        ),
        reading(
            spoil,
            article=ArticleInfo(id="page", url="https://www.islandtimes.example/a/1"),
            entities=(Entity(id="n2", name=spoil("Kyryv"), kind="place"),),
            events=(
                Event(
                    id="v3",
                    description=spoil("Fishermen complained about the barge"),
                    trigger=evidence("complained"),
                    time=Time(expression=spoil("in recent weeks")),
                    status="alleged",
                    evidence=(evidence("Fishermen had complained about the barge in recent weeks."),),
                ),
            ),
            dropped=(
                Dropped(
                    kind="quote",
                    reason=spoil("the last words “as they say” are not in sentence 4"),
                    item={"s": ["n9"], "p": [{"b": "it was", "e": spoil("as they say")}]},
                ),
                Dropped(kind="event", reason=spoil("sentence 31 does not exist"), item={"d": spoil("A pier burnt")}),
            ),
        ),
        reading(
            spoil,
            article=ArticleInfo(
                id="evening",
                title=spoil("Ferry disaster: what we know"),
                url="https://evening.example/ferry",
                outlet=spoil("Evening Courier"),
                published="2022-04-24",
                published_basis="metadata",
            ),
            quotes=(quote(spoil, "q1", "the horn had sounded twice before the crash", kind="indirect"),),
        ),
    )


def quote(spoil: Spoil, id: str, text: str, kind: QuoteKind = "direct", told: str | None = None) -> Quote:  # noqa: A002
    return Quote(id=id, kind=kind, text=spoil(text), told=told, evidence=(evidence(text),))


def entities(spoil: Spoil) -> tuple[StoryEntity, ...]:
    def entity(id: str, kind: Any, *names: str, given: str, **more: Any) -> StoryEntity:  # noqa: A002
        items = mentions(*given.split())
        spoilt = tuple(spoil(name) for name in names)
        return StoryEntity(
            id=id,
            kind=kind,
            name=spoilt[0],
            names=spoilt,
            mentions=items,
            corroboration=corroboration(len(items), 1),
            **more,
        )

    return (
        entity(
            "n1",
            "person",
            "Mara Ilves",
            "M. Ilves",
            given="post/n1 wire/n1",
            values=(
                variation("name", (spoil("Mara Ilves"), "post/n1"), (spoil("M. Ilves"), "wire/n1")),
                variation("role", (spoil("harbour master"), "post/n1"), (spoil("head of the port"), "wire/n1")),
            ),
            roles=(spoil("harbour master"), spoil("head of the port")),
            affiliation="n2",
        ),
        entity("n2", "organization", "Port Authority", given="post/n3"),
        entity(
            "n3",
            "place",
            "Kyriv",
            "Kyryv",
            given="post/n2 page/n2",
            values=(variation("name", (spoil("Kyriv"), "post/n2"), (spoil("Kyryv"), "page/n2")),),
        ),
        entity("n4", "other", "the ferry Aurelia", given="post/n4"),
        entity("n5", "group", "Seafarers' Union", given="wire/n5"),
        entity("n6", "person", "Ivo Tamm", given="wire/n6", roles=(spoil("transport minister"),)),
    )


def events(spoil: Spoil) -> tuple[StoryEvent, ...]:
    return (
        StoryEvent(
            id="v1",
            description=spoil("The ferry Aurelia and a barge collided off Port Calder"),
            participants=("n4",),
            places=("n3",),
            edtf="2022-04-21",
            status="occurred",
            mentions=mentions("post/v1", "wire/v1", "page/v1", "evening/v1"),
            values=(
                variation("edtf", ("2022-04-21", "post/v1 wire/v1"), ("2022-04-20", "evening/v1")),
                variation(
                    "description",
                    (spoil("The ferry Aurelia and a barge collided off Port Calder"), "post/v1 wire/v1"),
                    (spoil("A barge rammed a ferry"), "page/v1"),
                ),
            ),
            corroboration=corroboration(4, 3),
        ),
        StoryEvent(
            id="v2",
            description=spoil("Parliament debates an inquiry"),
            edtf="2022-04-25/2022-05-01",
            status="planned",
            attributed_to=("n6",),
            mentions=mentions("evening/v2"),
            corroboration=corroboration(1, 1),
        ),
        StoryEvent(
            id="v3",
            description=spoil("Fishermen complained about the barge"),
            status="alleged",
            mentions=mentions("page/v3"),
            corroboration=corroboration(1, 1),
        ),
    )


def stances(spoil: Spoil) -> tuple[StoryStance, ...]:
    def position(name: Any, basis: Any, published: str | None, given: str) -> StoryPosition:
        return StoryPosition(position=name, basis=basis, published=published, mentions=mentions(given))

    return (
        StoryStance(
            id="s1",
            holder="n1",
            target=spoil("a night ban for barges"),
            positions=(position("supports", "said", "2022-04-22", "post/s1"),),
            mentions=mentions("post/s1"),
            corroboration=corroboration(1, 1),
        ),
        StoryStance(
            id="s2",
            holder="n6",
            target=spoil("an independent inquiry"),
            positions=(
                position("opposes", "said", "2022-04-22", "wire/s1"),
                position("conditional", "reported", "2022-04-24", "evening/s1"),
            ),
            mentions=mentions("wire/s1", "evening/s1"),
            corroboration=corroboration(2, 2),
        ),
        StoryStance(
            id="s3",
            holder="n5",
            target=spoil("an independent inquiry"),
            positions=(position("supports", "did", None, "page/s1"),),
            mentions=mentions("page/s1"),
            corroboration=corroboration(1, 1),
        ),
    )


def quotes(spoil: Spoil) -> tuple[StoryQuote, ...]:
    horn = spoil("We heard two blasts of the horn and then nothing at all.")
    fog = spoil("Nobody should have been out there in that fog.")
    return (
        StoryQuote(
            id="q0",
            text=fog,
            chosen=mention("page/q5"),
            chosen_because="the only rendering",
            variants=(QuoteVariant(mention=mention("page/q5"), text=fog, kind="direct"),),
            mentions=mentions("page/q5"),
            corroboration=corroboration(1, 1),
        ),
        StoryQuote(
            id="q1",
            speakers=("n1",),
            on_behalf_of="n2",
            text=horn,
            chosen=mention("post/q1"),
            chosen_because="direct, and the longest",
            variants=(
                QuoteVariant(
                    mention=mention("evening/q1"),
                    text=spoil("the horn had sounded twice before the crash"),
                    kind="indirect",
                    cue=spoil("recalled"),
                ),
                QuoteVariant(mention=mention("post/q1"), text=horn, kind="direct"),
                QuoteVariant(
                    mention=mention("wire/q1"),
                    text=spoil("Two blasts, then nothing"),
                    kind="direct",
                    via=("n2",),
                    marks=marks(spoil("Two blasts, then nothing"), horn),
                ),
            ),
            mentions=mentions("evening/q1", "post/q1", "wire/q1"),
            corroboration=corroboration(3, 2),
        ),
    )


def differences(spoil: Spoil) -> tuple[Difference, ...]:
    return (
        difference(
            1,
            "conflict",
            "v1",
            "edtf",
            "two days that share none",
            ("2022-04-21", "post/v1", spoil("The two vessels met on Thursday at dusk.")),
            ("2022-04-20", "evening/v1", spoil("Wednesday's collision cost four lives.")),
        ),
        difference(
            2,
            "update",
            "s2",
            "position",
            "a later report moves it on",
            ("opposes", "wire/s1", spoil("Mr Tamm saw no need for one.")),
            ("conditional", "evening/s1", spoil("He would accept one if the union did.")),
        ),
        difference(
            3,
            "granularity",
            "n3",
            "name",
            "one name contains the other",
            (spoil("Kyriv"), "post/n2", spoil("in Kyriv")),
            (spoil("Kyryv on Sea"), "page/n2", spoil("in Kyryv on Sea")),
        ),
    )


ORIGINS = (
    Origin(
        id="o1",
        kind="agency",
        name="Coast Wire",
        articles=("post", "wire"),
        reason="Harbour Post says that it carries a report of Coast Wire",
    ),
    Origin(id="o2", kind="article", articles=("page",), reason="shares no text and no credit with another"),
    Origin(id="o3", kind="outlet", name="Evening Courier", articles=("evening",), reason="the only one of this outlet"),
)


def collision(spoil: Spoil = same) -> Story:
    """Four articles, one without outlet, title and date; a difference of each kind; dropped items; an unsaid quote."""
    return Story(
        id="story-1",
        title=spoil("Ferry and barge collide off Port Calder"),
        gist=Gist(
            sentences=(
                GistSentence(text=spoil("A ferry and a barge collided off Port Calder."), items=("v1", "d1")),
                GistSentence(text=spoil("Tamm would accept an inquiry."), items=("s2",), written_by="gpt-5-mini"),
            ),
            refused=(RefusedSentence(text=spoil("Nobody died."), items=("v1",), reason=spoil("it negates")),),
        ),
        models=("gpt-5-mini",),
        published=("2022-04-22", "2022-04-24"),
        articles=articles(spoil),
        origins=ORIGINS,
        entities=entities(spoil),
        events=events(spoil),
        stances=stances(spoil),
        quotes=quotes(spoil),
        differences=differences(spoil),
    )
