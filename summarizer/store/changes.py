"""What is new in a story from one revision to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from summarizer.schema import Line, Merged, Record, Story, StoryEvent, StoryFact, StoryFigure, StoryStance

ChangeKind = Literal["added", "moved_on", "corrected", "removed"]
ChangedPart = Literal[
    "articles", "headline", "know_before_repeating", "events", "figures", "facts", "quotes", "stances"
]


class Change(Record):
    """One thing that is new in a story."""

    kind: ChangeKind
    part: ChangedPart
    item: str | None = None
    text: str
    before: str | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Thing:
    """An item as it is compared: by the items of articles that it merges, or by the sentences that carry it."""

    id: str | None
    text: str
    state: tuple[str, ...]
    """What moves on: another wording of the same is nothing new."""
    marks: frozenset[tuple[str, ...]]
    articles: tuple[str, ...] = field(default=())


def changes(before: Story | None, after: Story, corrected: Mapping[str, str]) -> tuple[Change, ...]:
    """What a reader of `before` has to be told of `after`.

    Args:
        before: none for a story that is new: its articles and headline are.
        corrected: ids of articles that took the place of earlier versions, and those versions' ids.
    """
    if before is None:
        new = Change(kind="added", part="headline", text=after.headline, articles=_ids(after))
        return (new, *_articles((), after, corrected))
    found = list(_articles(_ids(before), after, corrected))
    gone = set(_ids(before)) - set(_ids(after))
    if before.headline != after.headline:
        found.append(Change(kind="moved_on", part="headline", text=after.headline, before=before.headline))
    then, now = dict(_things(before)), dict(_things(after))
    for part, things in now.items():
        found += _compared(part, then.get(part, []), things, gone, corrected)
    return tuple(found)


def _articles(before: Sequence[str], after: Story, corrected: Mapping[str, str]) -> Iterator[Change]:
    labels = {one.article.id: one.article.title or one.article.outlet or one.article.id for one in after.articles}
    for id_, label in labels.items():
        if id_ in before:
            continue
        was = corrected.get(id_)
        kind: ChangeKind = "corrected" if was in before else "added"
        yield Change(kind=kind, part="articles", item=id_, text=label, before=was, articles=(id_,))
    replaced = {corrected.get(id_) for id_ in labels}
    for id_ in before:
        if id_ not in labels and id_ not in replaced:
            yield Change(kind="removed", part="articles", item=id_, text=id_, articles=(id_,))


def _compared(
    part: ChangedPart,
    before: Sequence[_Thing],
    after: Sequence[_Thing],
    gone: Set[str],
    corrected: Mapping[str, str],
) -> Iterator[Change]:
    """What is new among the items of one part."""
    left = dict(enumerate(before))
    by_mark: dict[object, list[int]] = defaultdict(list)
    for at, thing in left.items():
        for mark in (thing.text, *thing.marks):
            by_mark[mark].append(at)
    fresh = []
    for thing in after:
        shared = Counter(at for mark in thing.marks for at in by_mark.get(mark, ()) if at in left)
        shared.update(at for at in by_mark.get(thing.text, ()) if at in left)
        if not shared:
            fresh.append(thing)
            continue
        same = left.pop(max(shared, key=lambda at: (shared[at], -at)))
        if same.state != thing.state:
            yield _change("moved_on", part, thing, same.text)
    rest = list(left.values())
    for thing in fresh:
        # An item of a corrected version has other handles than before: it is what it was if it says the same.
        was = next((one for one in rest if _is_of(one, corrected.values()) and _is_of(thing, corrected)), None)
        if was:
            rest.remove(was)
            yield _change("corrected", part, thing, was.text)
        else:
            yield _change("added", part, thing, None)
    for thing in rest:
        if part != "know_before_repeating" or _is_of(thing, gone):
            yield _change("removed", part, thing, None)


def _change(kind: ChangeKind, part: ChangedPart, thing: _Thing, before: str | None) -> Change:
    return Change(kind=kind, part=part, item=thing.id, text=thing.text, before=before, articles=thing.articles)


def _is_of(thing: _Thing, articles: Iterable[str]) -> bool:
    return not set(thing.articles).isdisjoint(articles)


def _things(story: Story) -> Iterator[tuple[ChangedPart, list[_Thing]]]:
    yield (
        "know_before_repeating",
        [
            _Thing(None, one.line.text, (one.kind,), _sentences(one.line), one.line.articles)
            for one in story.know_before_repeating
        ],
    )
    yield (
        "events",
        [
            _Thing(one.id, one.line.text, (one.status, one.edtf or "", str(len(one.versions))), _marks(one), _of(one))
            for one in story.events
        ],
    )
    yield (
        "figures",
        [
            _Thing(
                one.id,
                f"{one.counted}: {' → '.join(version.line.text for version in one.versions)}",
                tuple(version.line.text for version in one.versions),
                _mentions(one) | frozenset[tuple[str, ...]]().union(*(_sentences(v.line) for v in one.versions)),
                _of(one),
            )
            for one in story.figures
        ],
    )
    yield "facts", [_Thing(one.id, one.line.text, (), _marks(one), _of(one)) for one in story.facts]
    yield (
        "quotes",
        [_Thing(one.id, one.renderings[0].text, (one.note or "",), _mentions(one), _of(one)) for one in story.quotes],
    )
    yield (
        "stances",
        [
            _Thing(one.id, one.line.text, (one.side,), _marks(one), _of(one))
            for target in story.stances
            for one in target.stances
        ],
    )


def _mentions(item: Merged) -> frozenset[tuple[str, ...]]:
    return frozenset((one.article, one.item) for one in item.mentions)


def _marks(item: StoryEvent | StoryFact | StoryStance) -> frozenset[tuple[str, ...]]:
    return _mentions(item) | _sentences(item.line)


def _of(item: Merged) -> tuple[str, ...]:
    """The articles that have an item; where nothing read out of one alone is tied to it, those its lines rest on."""
    lines = [item.line] if isinstance(item, (StoryEvent, StoryFact, StoryStance)) else []
    if isinstance(item, StoryFigure):
        lines = [one.line for one in item.versions]
    cited = (article for line in lines for article in line.articles)
    return tuple(dict.fromkeys((one.article for one in item.mentions) if item.mentions else cited))


def _sentences(line: Line) -> frozenset[tuple[str, ...]]:
    return frozenset((one.article, str(one.start)) for clause in line.clauses for one in clause.evidence)


def _ids(story: Story) -> tuple[str, ...]:
    return tuple(one.article.id for one in story.articles)
