"""An entity over all stories: what it is called, what it is, what it said and where it stood, in order of time.

It is known by its name, in any case and with any accents: two who are called the same are not told apart, and the page
says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, Field

from summarizer.errors import MissingError
from summarizer.reports.briefing import Index, line, text_of
from summarizer.schema import Line, Story, StoryEntity, StoryQuote
from summarizer.schema.base import Disowned, EntityKind, QuoteKind
from summarizer.service.differences import one_line
from summarizer.store import Store
from summarizer.store.full_text import search_words

_MOST = 100
"""Stories that are looked through, those with the newest articles."""


class Said(BaseModel):
    """What somebody said, verbatim."""

    story: str
    headline: str
    item: str
    text: str
    kind: QuoteKind
    disowned: Disowned | None = Field(default=None, description="denied, doubted or not said after all")
    cue: str | None = None
    said: str | None = Field(default=None, description="EDTF day on which it was said")
    published: str | None = None
    outlet: str | None = None
    article: str
    renderings: int = Field(description="how many reports have it")
    note: str | None = Field(default=None, description="what to know before quoting it")


class Stood(BaseModel):
    """Where somebody stood on something."""

    story: str
    headline: str
    item: str
    target: str
    side: str
    text: str


class InStory(BaseModel):
    """A story that somebody is in."""

    story: str
    headline: str
    roles: list[str]
    published: list[str]


class EntityOut(BaseModel):
    """Somebody or something, over all stories."""

    id: str
    name: str
    names: list[str]
    kinds: list[EntityKind]
    roles: list[str]
    stories: list[InStory] = Field(description="the newest first")
    quotes: list[Said] = Field(description="the latest first")
    stances: list[Stood]


def entity_id(name: str) -> str:
    """By which an entity is found: the words of its name."""
    return "-".join(search_words(name))


def find_entity(store: Store, id_: str) -> EntityOut:
    """What all stories say of an entity.

    Args:
        id_: its name, or that with `-` between its words.

    Raises:
        MissingError: nobody is called so in any story.
    """
    asked = tuple(search_words(id_.replace("-", " ")))
    found = [(story, them) for story in _stories_with(store, asked) if (them := _called(story, asked))]
    if not found:
        raise MissingError(f"Nobody is called {' '.join(asked) or one_line(id_)} in any story.", "Search for the name.")
    everybody = [one for _, them in found for one in them]
    return EntityOut(
        id="-".join(asked),
        name=everybody[0].name,
        names=_unique(name for one in everybody for name in one.names),
        kinds=list(dict.fromkeys(one.kind for one in everybody)),
        roles=_unique(role for one in everybody for role in one.roles),
        stories=[
            InStory(
                story=story.id,
                headline=story.headline,
                roles=_unique(role for one in them for role in one.roles),
                published=list(story.published),
            )
            for story, them in found
        ],
        quotes=sorted(
            (said for story, them in found for said in _quotes(story, them)),
            key=lambda one: (one.said or one.published or "", one.story, one.item),
            reverse=True,
        ),
        stances=[stood for story, them in found for stood in _stances(story, them)],
    )


def _stories_with(store: Store, asked: Sequence[str]) -> Iterator[Story]:
    if not asked:
        return
    hits = store.search(f'"{" ".join(asked)}"', fields=["names"], limit=4 * _MOST)
    for id_ in list(dict.fromkeys(hit.article.story for hit in hits if hit.article.story))[:_MOST]:
        try:
            yield store.story(id_)
        except MissingError:
            continue  # it was emptied a moment ago, and is being read again


def _called(story: Story, asked: Sequence[str]) -> list[StoryEntity]:
    return [one for one in story.entities if any(tuple(search_words(name)) == asked for name in one.names)]


def _quotes(story: Story, them: Sequence[StoryEntity]) -> Iterator[Said]:
    ids, index = {one.id for one in them}, Index.of(story)
    for quote in story.quotes:
        if ids & {*quote.speakers, quote.on_behalf_of}:
            yield _said(story, quote, index)


def _said(story: Story, quote: StoryQuote, index: Index) -> Said:
    first = quote.renderings[0]
    info = index.readings[first.mention.article].article
    return Said(
        story=story.id,
        headline=story.headline,
        item=quote.id,
        text=first.text,
        kind=first.kind,
        disowned=first.disowned,
        cue=first.cue,
        said=quote.said,
        published=info.published,
        outlet=info.outlet,
        article=info.id,
        renderings=len(quote.renderings),
        note=quote.note,
    )


def _stances(story: Story, them: Sequence[StoryEntity]) -> Iterator[Stood]:
    ids, index = {one.id for one in them}, Index.of(story)
    for target in story.stances:
        for stance in target.stances:
            if stance.holder in ids:
                yield Stood(
                    story=story.id,
                    headline=story.headline,
                    item=stance.id,
                    target=target.target,
                    side=stance.side,
                    text=line_as_text(stance.line, index),
                )


def line_as_text(of: Line, index: Index) -> str:
    """A line as it reads, each report by its outlet."""
    return text_of(line(of, index))


def _unique(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))
