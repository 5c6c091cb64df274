"""Three invented articles on an invented lighthouse, whose evidence is where it says: for tests that follow it."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.schema import Article, ArticleReading, Entity, EntityKind, Event, EventStatus, Evidence, Quote, Stance
from summarizer.schema import Time as When
from summarizer.stories import merge

POST = Article(
    id="post",
    title="Lamp at Skerry Point to go dark",
    outlet="Harbour Post",
    url="https://harbourpost.example/lamp",
    language="en",
    published="2022-04-22",
    text=(
        "The lamp at Skerry Point will go dark on 2 May, keeper Mara Ilves said on Friday.\n\n"
        "“We will carry the last log down the stairs ourselves,” Ilves told reporters.\n\n"
        "Nobody asked the gulls. Ilves opposes the closure."
    ),
)
WIRE = Article(
    id="wire",
    title="Skerry Point lamp",
    outlet="Coast Wire",
    published="2022-04-23",
    text=(
        "The lamp at Skerry Point will go dark on 2 May.\n"
        "“We shall carry the last log down the stairs,” said keeper Mara Ilves. She opposes the closure."
    ),
)
COURIER = Article(
    id="courier",
    title="Lamp stays lit",
    outlet="Evening Courier",
    published="2022-04-25",
    text="The lamp at Skerry Point will not go dark on 2 May after all. Keeper Mara Ilves welcomed it.",
)
TEXTS = {article.id: article.text for article in (POST, WIRE, COURIER)}

KEEPER = Entity(id="n1", name="Mara Ilves", kind="person", role="keeper")


def cut(article: Article, words: str) -> Evidence:
    """Where `words` first stand in the article."""
    start = article.text.index(words)
    return Evidence.cut(article.text, start, start + len(words))


def place(name: str, kind: EntityKind = "place") -> Entity:
    return Entity(id="n2", name=name, kind=kind)


def dark(article: Article, trigger: str, sentence: str, status: EventStatus) -> Event:
    return Event(
        id="e1",
        description="The lamp at Skerry Point goes dark",
        trigger=cut(article, trigger),
        participants=("n2",),
        time=When(expression="on 2 May", edtf="2022-05-02", evidence=cut(article, "on 2 May")),
        status=status,
        evidence=(cut(article, sentence),),
    )


def reading(
    article: Article, event: Event, stances: Sequence[Stance] = (), quotes: Sequence[Quote] = ()
) -> ArticleReading:
    return ArticleReading(
        article=article.info,
        fingerprint="",
        gist="The lamp at Skerry Point is to go dark.",
        entities=(KEEPER, place("the lamp at Skerry Point", "other")),
        events=(event,),
        stances=tuple(stances),
        quotes=tuple(quotes),
    )


def opposed(article: Article, sentence: str) -> Stance:
    return Stance(
        id="s1",
        holder="n1",
        target="the closure of the lamp",
        position="opposes",
        basis="reported",
        evidence=(cut(article, sentence),),
    )


def log(article: Article, words: str, cue: str) -> Quote:
    return Quote(
        id="q1", speakers=("n1",), kind="direct", text=words, cue=cut(article, cue), evidence=(cut(article, words),)
    )


READINGS = (
    reading(
        POST,
        dark(
            POST,
            "go dark",
            "The lamp at Skerry Point will go dark on 2 May, keeper Mara Ilves said on Friday.",
            "planned",
        ),
        [opposed(POST, "Ilves opposes the closure.")],
        [log(POST, "We will carry the last log down the stairs ourselves,", "told")],
    ),
    reading(
        WIRE,
        dark(WIRE, "go dark", "The lamp at Skerry Point will go dark on 2 May.", "planned"),
        [opposed(WIRE, "She opposes the closure.")],
        [log(WIRE, "We shall carry the last log down the stairs,", "said")],
    ),
    reading(
        COURIER,
        dark(COURIER, "go dark", "The lamp at Skerry Point will not go dark on 2 May after all.", "cancelled"),
    ),
)
(STORY,) = merge(READINGS)
