"""What the merge made one, against the labels: pairs of items that were found, copies, stories.

A pair of items of two articles counts half for each of them, so that counts of articles add up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from summarizer.evaluation.gold import LINKED, GoldStory, Linked
from summarizer.evaluation.matching import assign, name_match
from summarizer.evaluation.tally import Mistake, Tally
from summarizer.schema import ArticleReading, Merged, Story

Place = tuple[str, str]
"""Ids of a story and of a merged item of it; or, before the merge, of an article and of an item of it."""


@dataclass(slots=True)
class Links:
    """Where the items of all articles went in the merge, and which ones the labels of one story were found as."""

    gold: GoldStory
    tallies: Mapping[str, Tally]
    stories: Sequence[Story]
    merged: Mapping[Linked, Mapping[Place, Place]]
    found: dict[Linked, dict[str, frozenset[Place]]] = field(default_factory=dict)
    faults: list[Mistake] = field(default_factory=list)

    def fault(self, what: str, text: str) -> None:
        """Keeps something that went wrong between articles."""
        self.faults.append(Mistake(story=self.gold.labels.story, article=None, what=what, text=text))

    @property
    def all_faults(self) -> Iterator[Mistake]:
        """What went wrong in each article, then between them."""
        for tally in self.tallies.values():
            yield from tally.faults
        yield from self.faults

    def share(self, items: Iterable[str], name: str) -> None:
        """Counts one, in equal parts for the articles of the items."""
        keys = [item.partition(":")[0] for item in items]
        for key in keys:
            self.tallies[key].count(name, 1 / len(keys))

    def went(self, kind: Linked, item: Place) -> Place:
        """Where an item of an article went; itself, when no story has it."""
        return self.merged[kind].get(item, item)

    def joined(self, kind: Linked, one: str, other: str, *, every: bool = False) -> bool:
        """Whether two labelled items are one in the merge.

        Args:
            every: all items that a name may mean must be joined; else one suffices.
        """
        pairs = itertools.product(self.found[kind][one], self.found[kind][other])
        return (all if every else any)(self.went(kind, a) == self.went(kind, b) for a, b in pairs)


def merged_items(stories: Sequence[Story]) -> dict[Linked, dict[Place, Place]]:
    """Which merged item each item of an article went into."""

    def places(kind: Linked) -> Iterator[tuple[Place, Place]]:
        for story in stories:
            for item in _merged(story, kind):
                yield from (((one.article, one.item), (story.id, item.id)) for one in item.mentions)

    return {kind: dict(places(kind)) for kind in LINKED}


def _merged(story: Story, kind: Linked) -> Iterable[Merged]:
    return itertools.chain(*(target.stances for target in story.stances)) if kind == "stances" else getattr(story, kind)


def tally_links(links: Links, summaries: Mapping[str, ArticleReading]) -> None:
    """Counts the joins and the origins of one labelled story.

    Args:
        links: where everything went; `links.found` is filled.
        summaries: by the articles' keys in the labels.
    """
    for kind in LINKED:
        links.found[kind] = _found_entities(links, summaries) if kind == "entities" else _found_items(links, kind)
        _tally_joins(links, kind)
    if len(links.gold.articles) > 1:
        _tally_origins(links)


def _found_items(links: Links, kind: Linked) -> dict[str, frozenset[Place]]:
    return {
        f"{key}:{label.id}": frozenset([(article.article.id, item)])
        for key, article in links.gold.articles.items()
        for label in getattr(links.gold.labels.articles[key], kind)
        if (item := links.tallies[key].found.get((kind, label.id)))
    }


def _found_entities(links: Links, summaries: Mapping[str, ArticleReading]) -> dict[str, frozenset[Place]]:
    """The entities that the labelled names of each article mean: all that have the name that fits best."""
    found: dict[str, frozenset[Place]] = {}
    labels = links.gold.labels
    linked = {
        name for each in (labels.same, labels.different, labels.unsure) for group in each.entities for name in group
    }
    for key, summary in summaries.items():
        wanted = sorted(name for name in linked if name.partition(":")[0] == key)
        given = sorted({entity.name for entity in summary.entities})
        likeness = {
            (i, j): name_match(label.partition(":")[2], name)
            for i, label in enumerate(wanted)
            for j, name in enumerate(given)
        }
        for i, j in assign(likeness).items():
            same = [one.id for one in summary.entities if one.name == given[j] or name_match(one.name, given[j]) == 1]
            found[wanted[i]] = frozenset((summary.article.id, one) for one in same)
    return found


def _tally_joins(links: Links, kind: Linked) -> None:
    labels, found = links.gold.labels, links.found[kind]
    groups = [set(group) for group in getattr(labels.same, kind)]
    same = {frozenset(pair) for group in groups for pair in itertools.combinations(sorted(group), 2)}
    unsure = {frozenset(pair) for pair in getattr(labels.unsure, kind)}
    apart = {frozenset(pair) for pair in getattr(labels.different, kind)}
    # Of entities only those that are hard are listed: what stands in no group may be one with another.
    separate = set() if kind == "entities" else {one for one in found if _required(links, kind, one)}
    judged = sorted(found.keys() & separate.union(*groups))
    apart |= {frozenset(pair) for pair in itertools.combinations(judged, 2)} - same - unsure
    for pair in sorted(same, key=sorted):
        one, other = sorted(pair)
        if one not in found or other not in found:
            if all(item in found or _required(links, kind, item) for item in pair):
                links.share((one, other), f"links.{kind}.unfound")
        elif links.joined(kind, one, other):
            links.share((one, other), f"links.{kind}.right")
        else:
            links.share((one, other), f"links.{kind}.missed")
            links.fault(f"missed join of {kind}", _side_by_side(links, kind, one, other))
    for pair in sorted(apart, key=sorted):
        one, other = sorted(pair)
        if one in found and other in found and links.joined(kind, one, other, every=True):
            links.share((one, other), f"links.{kind}.wrong")
            links.fault(f"wrong join of {kind}", _side_by_side(links, kind, one, other))


def _required(links: Links, kind: Linked, item: str) -> bool:
    """Whether an item has to be found, and is on its own where it is in no group of `same`."""
    key, _, name = item.partition(":")
    return (kind, name) not in links.gold.articles[key].optional


def _side_by_side(links: Links, kind: Linked, one: str, other: str) -> str:
    return f"{_worded(links, kind, one)} ↔ {_worded(links, kind, other)}"


def _worded(links: Links, kind: Linked, item: str) -> str:
    key, _, name = item.partition(":")
    labels = links.gold.labels.articles[key]
    match kind:
        case "entities":
            return item
        case "quotes":
            words = next(" … ".join(one.content) for one in labels.quotes if one.id == name)
        case "events":
            words = next(one.within or one.trigger for one in labels.events if one.id == name)
        case "stances":
            words = next(f"{one.holder}: {one.target}" for one in labels.stances if one.id == name)
    return f"{item} {words}"


def _tally_origins(links: Links) -> None:
    """An article's origin is right when it is one with exactly those that it goes back to one report with."""
    articles = {one.article.id: key for key, one in links.gold.articles.items()}
    labelled = {key: frozenset(group) for group in links.gold.labels.origins for key in group}
    for key in links.gold.articles:
        expected = labelled.get(key, frozenset([key]))
        own = links.gold.articles[key].article.id
        copies = (group.articles for story in links.stories for group in story.copies if own in group.articles)
        given = frozenset([key]).union(articles[one] for group in copies for one in group if one in articles)
        links.tallies[key].judge(
            "links.origins",
            given == expected,
            "wrong origin",
            f"one with {', '.join(sorted(given))}; labelled: {', '.join(sorted(expected))}",
        )


def tally_grouping(linked: Sequence[Links]) -> None:
    """Counts the pairs of articles that came out in one story, against the stories that are labelled."""
    placed = [(links, key, one.article.id) for links in linked for key, one in links.gold.articles.items()]
    went = {one.article.id: story.id for links in linked[:1] for story in links.stories for one in story.articles}
    for (links, key, article), (other, other_key, other_article) in itertools.combinations(placed, 2):
        together = article in went and went[article] == went.get(other_article)
        if not together and links is not other:
            continue
        outcome = "missed" if not together else "right" if links is other else "wrong"
        links.tallies[key].count(f"links.articles.{outcome}", 0.5)
        other.tallies[other_key].count(f"links.articles.{outcome}", 0.5)
        if outcome != "right":
            names = f"{links.gold.labels.story}/{key} ↔ {other.gold.labels.story}/{other_key}"
            links.fault("articles not in one story" if outcome == "missed" else "articles wrongly in one story", names)
