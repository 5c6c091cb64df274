"""What analysts change by hand, laid over a story each time that it is read.

An edit finds what it changed by what that rests on (the items of articles that are merged in it, or the sentences that
carry it), not by an id, which another reading may give to something else. Where that is gone, the edit says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from summarizer.errors import UsageError
from summarizer.schema import (
    ArticleReading,
    Clause,
    Corroboration,
    EditKind,
    Line,
    Mention,
    Merged,
    Record,
    Story,
    StoryEdit,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    StoryStance,
)

Part = Literal[
    "gist", "know_before_repeating", "origins", "events", "figures", "facts", "quotes", "stances", "entities"
]
Mark = tuple[str, str]
"""An article and one of its items, or the first code point of one of its sentences."""

_CORRECTABLE = {
    "gist",
    "know_before_repeating",
    "origins",
    "events",
    "figures",
    "facts",
    "stances",
    "entities",
    "quotes",
}


class Target(Record):
    """What an edit changes: where it is, how it read then, and what it rests on."""

    part: Part
    text: str
    marks: tuple[Mark, ...]


class Headline(Record):
    """Another headline."""

    kind: Literal["headline"] = "headline"
    text: str = Field(min_length=1)


class Hide(Record):
    """An item or a line is not shown."""

    kind: Literal["hide"] = "hide"
    target: Target


class Correct(Record):
    """Other words for an item. A quotation keeps its words, which are the article's: its note is changed."""

    kind: Literal["correct"] = "correct"
    target: Target
    text: str = Field(min_length=1)


class Same(Record):
    """Two names are one."""

    kind: Literal["same"] = "same"
    target: Target
    other: Target


class NotSame(Record):
    """Of what counts as one name, some is another."""

    kind: Literal["not_same"] = "not_same"
    target: Target
    name: str = Field(description="the name as some of the articles give it, which is somebody or something else")
    marks: tuple[Mark, ...] = Field(description="the items of articles that are the other one")


class Join(Record):
    """Two stories are one; by `Edit.anchors` their articles are known."""

    kind: Literal["join"] = "join"
    other: str
    headline: str


class TakeOut(Record):
    """An article is not of this story."""

    kind: Literal["take_out"] = "take_out"
    article: str
    label: str


Details = Headline | Hide | Correct | Same | NotSame | Join | TakeOut


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody changed, when and why."""

    number: int
    at: float
    who: str
    why: str
    story: str
    details: Details
    undone_at: float | None = None
    undone_by: str | None = None

    @property
    def kind(self) -> EditKind:
        """What kind of a change."""
        return self.details.kind


@dataclass(slots=True)
class _Item:
    """An item of a story, or a line, and how to put another in its place."""

    part: Part
    id: str | None
    text: str
    marks: frozenset[Mark]
    value: Any
    replace: Callable[[Any], Story]
    """The story with another value in its place; None takes it out."""
    names: tuple[str, ...] = field(default=())


def target(story: Story, item: str) -> Target:
    """What an edit of an item would change.

    Args:
        story: as it is shown.
        item: the item's id (`e3`), or a line by its part and place, counted from 1: `gist/2`, `origins/1`.

    Raises:
        UsageError: the story has no such item.
    """
    part, slash, place = item.partition("/")
    for found in _items(story):
        if found.id == item if not slash else (found.part == part and place == _place(story, found)):
            return Target(part=found.part, text=found.text, marks=tuple(sorted(found.marks)))
    raise UsageError(f"The story {story.id} has no item {item}.", "`summarizer story ID --json` lists them with ids.")


def entity_marks(story: Story, entity: str, name: str) -> tuple[Mark, ...]:
    """The items of articles that give an entity this name.

    Raises:
        UsageError: none does, or all do: then there is nothing to tell apart.
    """
    one = next((one for one in story.entities if one.id == entity), None)
    if one is None:
        raise UsageError(f"The story {story.id} has no name {entity}.", "`summarizer story ID --json` lists them.")
    called = {(r.article.id, e.id): e.name for r in story.articles for e in r.entities}
    marks = tuple((m.article, m.item) for m in one.mentions if called.get((m.article, m.item)) == name)
    if not marks or len(marks) == len(one.mentions):
        raise UsageError(
            f"{one.name}: " + ("no article" if not marks else "every article") + f" gives the name {name}.",
            f"The names are: {', '.join(one.names)}.",
        )
    return marks


def apply(story: Story, made: Iterable[Edit]) -> Story:
    """The story with edits laid over it, each listed with whether it still holds."""
    listed = []
    for edit in made:
        story, entry = _applied(story, edit)
        listed.append(entry)
    return story.model_copy(update={"edits": tuple(listed)})


def _applied(story: Story, edit: Edit) -> tuple[Story, StoryEdit]:
    details = edit.details

    def entry(
        before: str | None, after: str | None = None, item: str | None = None, *, holds: bool = True
    ) -> StoryEdit:
        when = dt.datetime.fromtimestamp(edit.at, dt.UTC).isoformat(timespec="seconds")
        return StoryEdit(
            number=edit.number,
            kind=edit.kind,
            who=edit.who,
            when=when,
            why=edit.why,
            item=item,
            before=before,
            after=after,
            holds=holds,
        )

    match details:
        case Headline():
            return story.model_copy(update={"headline": details.text}), entry(story.headline, details.text)
        case Join():
            return story, entry(None, details.headline)
        case TakeOut():
            holds = all(one.article.id != details.article for one in story.articles)
            return story, entry(details.label, holds=holds)
        case Hide() | Correct():
            found = _find(story, details.target)
            after = details.text if isinstance(details, Correct) else None
            if found is None:
                return story, entry(details.target.text, after, holds=False)
            changed = _corrected(found, details.text) if isinstance(details, Correct) else None
            return found.replace(changed), entry(found.text, after, found.id)
        case Same():
            one, other = _find(story, details.target), _find(story, details.other)
            if one is None or other is None:
                return story, entry(details.other.text, details.target.text, holds=False)
            if one.id == other.id:  # the reader found it too
                return story, entry(details.other.text, details.target.text, one.id)
            return _joined_names(story, one.value, other.value), entry(other.text, one.text, one.id)
        case NotSame():
            found = _find(story, details.target)
            apart = [m for m in found.value.mentions if (m.article, m.item) in set(details.marks)] if found else []
            if found is None or not apart:
                return story, entry(details.target.text, details.name, holds=False)
            if len(apart) == len(found.value.mentions):  # the reader has told them apart itself
                return story, entry(details.target.text, details.name, found.id)
            return _split_name(story, found.value, apart, details.name), entry(found.text, details.name, found.id)


def _find(story: Story, wanted: Target) -> _Item | None:
    """The item that shares most with what an edit was made for; at least half of one of the two."""
    marks = frozenset(wanted.marks)

    def shared(item: _Item) -> tuple[int, bool]:
        return len(item.marks & marks), item.text == wanted.text

    best = max((one for one in _items(story) if one.part == wanted.part), key=shared, default=None)
    if best is None:
        return None
    common = len(best.marks & marks)
    return best if common and 2 * common >= min(len(best.marks), len(marks)) else None


def _corrected(item: _Item, text: str) -> Any:
    value = item.value
    if isinstance(value, StoryQuote):
        return value.model_copy(update={"note": text})
    if isinstance(value, StoryEntity):
        return value.model_copy(update={"name": text, "names": tuple(dict.fromkeys((text, *value.names)))})
    if item.part == "figures":
        return value.model_copy(update={"counted": text})
    line = _line(text, value if isinstance(value, Line) else value.line)
    return line if isinstance(value, Line) else value.model_copy(update={"line": line})


def _line(text: str, was: Line) -> Line:
    """An analyst's line. It cites the sentences that the line it replaces had cited."""
    evidence = {(one.article, one.start, one.end): one for clause in was.clauses for one in clause.evidence}
    return Line(clauses=(Clause(text=text, evidence=tuple(evidence.values())),))


def _items(story: Story) -> Iterator[_Item]:
    """All that can be hidden or corrected."""
    for at, line in enumerate(story.gist):
        yield _Item("gist", None, line.text, _sentences(line), line, _replacing(story, "gist", at))
    for part in ("know_before_repeating", "origins"):
        for at, one in enumerate(getattr(story, part)):
            yield _Item(part, None, one.line.text, _sentences(one.line), one, _replacing(story, part, at))
    for at, event in enumerate(story.events):
        marks = _mentions(event) or _sentences(event.line)
        yield _Item("events", event.id, event.line.text, marks, event, _replacing(story, "events", at))
    for at, figure in enumerate(story.figures):
        text = f"{figure.counted}: {' → '.join(one.line.text for one in figure.versions)}"
        counts = Line(clauses=tuple(clause for one in figure.versions for clause in one.line.clauses))
        marks = _mentions(figure) or _sentences(counts)
        yield _Item("figures", figure.id, text, marks, figure, _replacing(story, "figures", at))
    for at, fact in enumerate(story.facts):
        marks = _mentions(fact) or _sentences(fact.line)
        yield _Item("facts", fact.id, fact.line.text, marks, fact, _replacing(story, "facts", at))
    for at, quote in enumerate(story.quotes):
        text = quote.renderings[0].text
        yield _Item("quotes", quote.id, text, _mentions(quote), quote, _replacing(story, "quotes", at))
    for at, entity in enumerate(story.entities):
        yield _Item("entities", entity.id, entity.name, _mentions(entity), entity, _replacing(story, "entities", at))
    for among, one in enumerate(story.stances):
        for at, stance in enumerate(one.stances):
            marks = _mentions(stance) or _sentences(stance.line)
            yield _Item("stances", stance.id, stance.line.text, marks, stance, _replacing_stance(story, among, at))


def _replacing(story: Story, part: str, at: int) -> Callable[[Any], Story]:
    def replace(value: Any) -> Story:
        items = list(getattr(story, part))
        items[at : at + 1] = [] if value is None else [value]
        return story.model_copy(update={part: tuple(items)})

    return replace


def _replacing_stance(story: Story, among: int, at: int) -> Callable[[StoryStance | None], Story]:
    def replace(value: StoryStance | None) -> Story:
        targets = list(story.stances)
        stances = list(targets[among].stances)
        stances[at : at + 1] = [] if value is None else [value]
        changed = [targets[among].model_copy(update={"stances": tuple(stances)})] if stances else []
        targets[among : among + 1] = changed
        return story.model_copy(update={"stances": tuple(targets)})

    return replace


def _place(story: Story, item: _Item) -> str:
    lines = [one for one in _items(story) if one.part == item.part]
    return str(next(at for at, one in enumerate(lines, 1) if one.value is item.value))


def _mentions(item: Merged) -> frozenset[Mark]:
    return frozenset((one.article, one.item) for one in item.mentions)


def _sentences(line: Line) -> frozenset[Mark]:
    return frozenset((one.article, str(one.start)) for clause in line.clauses for one in clause.evidence)


def _joined_names(story: Story, one: StoryEntity, other: StoryEntity) -> Story:
    """Two entities as one; whatever named the other names this one."""
    mentions = one.mentions + tuple(m for m in other.mentions if m not in one.mentions)
    joined = one.model_copy(
        update={
            "mentions": mentions,
            "names": tuple(dict.fromkeys((*one.names, *other.names))),
            "roles": tuple(dict.fromkeys((*one.roles, *other.roles))),
            "affiliation": one.affiliation or (other.affiliation if other.affiliation != one.id else None),
            "corroboration": _corroboration(story, mentions),
        }
    )
    entities = tuple(joined if e.id == one.id else e for e in story.entities if e.id != other.id)
    return _renamed(story.model_copy(update={"entities": entities}), {other.id: one.id})


def _split_name(story: Story, one: StoryEntity, apart: Sequence[Mention], name: str) -> Story:
    """Some of an entity's mentions as an entity of their own; each item names the one that its articles name."""
    left = tuple(m for m in one.mentions if m not in apart)
    readings = {reading.article.id: reading for reading in story.articles}
    new = one.model_copy(
        update={
            "id": _free_id(one.id, {e.id for e in story.entities}),
            "mentions": tuple(apart),
            "name": name,
            "names": (name,),
            "roles": _roles(readings, apart),
            "affiliation": None,
            "corroboration": _corroboration(story, apart),
        }
    )
    names = tuple(n for n in one.names if n != name) or one.names
    rest = one.model_copy(
        update={
            "mentions": left,
            "names": names,
            "name": one.name if one.name in names else names[0],
            "roles": _roles(readings, left) or one.roles,
            "corroboration": _corroboration(story, left),
        }
    )
    moved = {(m.article, m.item) for m in apart}
    kept = {(m.article, m.item) for m in left}

    def tell_apart(ids: tuple[str, ...], local: Iterable[Mark]) -> tuple[str, ...]:
        """Ids as they were, with the new entity beside or in place of the old where the articles name it."""
        if one.id not in ids:
            return ids
        named = set(local)
        wanted = [id_ for id_, marks in ((one.id, kept), (new.id, moved)) if named & marks] or [one.id]
        return tuple(dict.fromkeys(x for id_ in ids for x in (wanted if id_ == one.id else [id_])))

    def event(value: StoryEvent) -> StoryEvent:
        own = [_own(readings, m, "events") for m in value.mentions]
        return value.model_copy(
            update={
                field_: tell_apart(
                    getattr(value, field_),
                    [(m.article, i) for m, e in zip(value.mentions, own, strict=True) if e for i in getattr(e, field_)],
                )
                for field_ in ("participants", "places")
            }
        )

    def quote(value: StoryQuote) -> StoryQuote:
        own = [(m.article, _own(readings, m, "quotes")) for m in value.mentions]
        spokesman = [(a, q.on_behalf_of) for a, q in own if q and q.on_behalf_of]
        return value.model_copy(
            update={
                "speakers": tell_apart(value.speakers, [(a, i) for a, q in own if q for i in q.speakers]),
                "on_behalf_of": next(iter(tell_apart((value.on_behalf_of,), spokesman)), None)
                if value.on_behalf_of
                else None,
                "renderings": tuple(
                    r.model_copy(
                        update={
                            "via": tell_apart(
                                r.via,
                                [(a, i) for a, q in own if q and a == r.mention.article for i in q.via],
                            )
                        }
                    )
                    for r in value.renderings
                ),
            }
        )

    def stance(value: StoryStance) -> StoryStance:
        own = [(m.article, _own(readings, m, "stances")) for m in value.mentions]
        return value.model_copy(update={"holder": tell_apart((value.holder,), [(a, s.holder) for a, s in own if s])[0]})

    entities = tuple(x for e in story.entities for x in ((rest, new) if e.id == one.id else (e,)))
    return story.model_copy(
        update={
            "entities": entities,
            "events": tuple(event(one) for one in story.events),
            "quotes": tuple(quote(one) for one in story.quotes),
            "stances": tuple(
                one.model_copy(update={"stances": tuple(stance(s) for s in one.stances)}) for one in story.stances
            ),
        }
    )


def _own(readings: dict[str, ArticleReading], mention: Mention, part: str) -> Any:
    reading = readings.get(mention.article)
    return next((one for one in getattr(reading, part, ()) if one.id == mention.item), None)


def _roles(readings: dict[str, ArticleReading], mentions: Iterable[Mention]) -> tuple[str, ...]:
    own = (_own(readings, m, "entities") for m in mentions)
    return tuple(dict.fromkeys(one.role for one in own if one and one.role))


def _free_id(like: str, taken: set[str]) -> str:
    stem = like.rstrip("0123456789") or "n"
    number = len(taken) + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _corroboration(story: Story, mentions: Iterable[Mention]) -> Corroboration:
    """How many articles and outlets there are behind mentions; of copies one counts."""
    ids = {one.article for one in mentions}
    outlets = {one.article.outlet for one in story.articles if one.article.id in ids and one.article.outlet}
    origins = {id_: id_ for id_ in ids}
    for copies in story.copies:
        same = [id_ for id_ in copies.articles if id_ in ids]
        together = {origins[id_] for id_ in same}
        origins = {id_: same[0] if was in together else was for id_, was in origins.items()}
    return Corroboration(articles=len(ids), outlets=len(outlets), origins=len(set(origins.values())))


def _renamed(story: Story, ids: dict[str, str]) -> Story:
    """The story with other ids of entities, wherever one is named."""

    def all_(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids.get(id_, id_) for id_ in given))

    def one(given: str | None) -> str | None:
        return ids.get(given, given) if given is not None else None

    return story.model_copy(
        update={
            "entities": tuple(
                e.model_copy(update={"affiliation": None if one(e.affiliation) == e.id else one(e.affiliation)})
                for e in story.entities
            ),
            "events": tuple(
                e.model_copy(update={"participants": all_(e.participants), "places": all_(e.places)})
                for e in story.events
            ),
            "quotes": tuple(
                q.model_copy(
                    update={
                        "speakers": all_(q.speakers),
                        "on_behalf_of": one(q.on_behalf_of),
                        "renderings": tuple(r.model_copy(update={"via": all_(r.via)}) for r in q.renderings),
                    }
                )
                for q in story.quotes
            ),
            "stances": tuple(
                t.model_copy(
                    update={
                        "stances": tuple(s.model_copy(update={"holder": one(s.holder) or s.holder}) for s in t.stances)
                    }
                )
                for t in story.stances
            ),
            "origins": tuple(o.model_copy(update={"sources": all_(o.sources)}) for o in story.origins),
        }
    )
