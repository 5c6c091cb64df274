"""A long article is read in parts, and what was found in them is put together again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from summarizer.extraction.grounding import Grounded
from summarizer.extraction.reader import ArticlePart
from summarizer.schema import Entity, Event, Fact, Figure, Quote, Stance
from summarizer.text.numbering import NumberedArticle
from summarizer.text.words import fold

Item = TypeVar("Item", Event, Figure, Fact, Stance, Quote)

_REFERENCES = (
    "participants",
    "places",
    "attributed_to",
    "refused_by",
    "denied_by",
    "holder",
    "about",
    "ascribed_by",
    "speakers",
    "on_behalf_of",
    "via",
    "event",
)
"""The fields of items that hold ids of other items."""


def split(numbered: NumberedArticle, most: int | None, into: str | None = None) -> list[ArticlePart]:
    """Parts of at most so many words, each begun at a paragraph where one is near, else at a sentence."""
    if most is None:
        return [ArticlePart(numbered, 1, len(numbered.sentences), into=into)]
    starts, words, last_paragraph = [1], 0, 0
    text = numbered.article.text
    for sentence in numbered.sentences:
        length = len(text[sentence.start : sentence.end].split())
        new_paragraph = sentence.paragraph != last_paragraph
        if words + length > most or (new_paragraph and words > 0.8 * most):
            if sentence.number > starts[-1]:
                starts.append(sentence.number)
            words = 0
        words, last_paragraph = words + length, sentence.paragraph
    ends = [start - 1 for start in starts[1:]] + [len(numbered.sentences)]
    return [
        ArticlePart(numbered, first, last, index, len(starts), into)
        for index, (first, last) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def combine(parts: Sequence[Grounded]) -> Grounded:
    """The parts of one long article as one: entities of one name and kind are one, and ids count on."""
    if len(parts) == 1:
        return parts[0]
    entities: dict[tuple[str, str], Entity] = {}
    events: list[Event] = []
    figures: list[Figure] = []
    facts: list[Fact] = []
    stances: list[Stance] = []
    quotes: list[Quote] = []
    affiliations: dict[str, str] = {}
    for part in parts:
        ids: dict[str, str] = {}
        for entity in part.entities:
            known = entities.get((fold(entity.name), entity.kind))
            ids[entity.id] = known.id if known else f"n{len(entities) + 1}"
            entities[fold(entity.name), entity.kind] = (known or entity).model_copy(
                update={
                    "id": ids[entity.id],
                    "role": (known and known.role) or entity.role,
                    "translation": (known and known.translation) or entity.translation,
                    "affiliation": None,
                }
            )
        for entity in part.entities:
            if entity.affiliation and ids[entity.id] != ids[entity.affiliation]:
                affiliations.setdefault(ids[entity.id], ids[entity.affiliation])
        moved = {event.id: f"e{len(events) + n}" for n, event in enumerate(part.events, 1)}
        events += [_renamed(event, ids, moved[event.id]) for event in part.events]
        figures += [_renamed(each, moved, f"f{len(figures) + n}") for n, each in enumerate(part.figures, 1)]
        facts += [_renamed(each, {}, f"b{len(facts) + n}") for n, each in enumerate(part.facts, 1)]
        stances += [_renamed(each, ids | moved, f"s{len(stances) + n}") for n, each in enumerate(part.stances, 1)]
        quotes += [_renamed(each, ids, f"q{len(quotes) + n}") for n, each in enumerate(part.quotes, 1)]
    return Grounded(
        gist=parts[0].gist,
        gist_evidence=parts[0].gist_evidence,
        gist_translation=parts[0].gist_translation,
        credits=tuple(dict.fromkeys(name for part in parts for name in part.credits)),
        entities=tuple(
            entity.model_copy(update={"affiliation": affiliations.get(entity.id)}) for entity in entities.values()
        ),
        events=tuple(events),
        figures=tuple(figures),
        facts=tuple(facts),
        stances=tuple(stances),
        quotes=tuple(quotes),
        faults=tuple(fault for part in parts for fault in part.faults),
    )


def _renamed(item: Item, ids: dict[str, str], own_id: str) -> Item:
    """The item with its own id and the ids that it refers to replaced."""
    update: dict[str, object] = {"id": own_id}
    for name in _REFERENCES:
        value = getattr(item, name, None)
        if isinstance(value, tuple):
            update[name] = tuple(dict.fromkeys(ids[each] for each in value))
        elif value is not None:
            update[name] = ids[value]
    return item.model_copy(update=update)
