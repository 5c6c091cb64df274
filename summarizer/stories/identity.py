"""Which story is which, from one merge to the next: ids that stay, and stories that may be taken over as they are.

An id belongs to the article that a story began with, its founder. Wherever that article goes, the id goes: it stays
when the story grows, it stays with the founder's part when the story splits, and where two stories turn out to be one,
that of the founder published first lives on, and the story says what others it was known by.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer import versions
from summarizer.schema import Story


@dataclass(frozen=True, slots=True)
class EarlierStory:
    """An earlier story, as far as the next merge needs it: ids, articles and models, not its text."""

    id: str
    formerly: tuple[str, ...]
    key: str
    articles: tuple[str, ...]
    """Ids of its articles, in order of publication."""
    models: tuple[str, ...]

    @classmethod
    def of(cls, story: Story) -> EarlierStory:
        """What is kept of `story`."""
        return cls(story.id, story.formerly, story.key, tuple(one.article.id for one in story.articles), story.models)


@dataclass(frozen=True, slots=True)
class StoryName:
    """The id of a story, and the ids that it had before."""

    id: str
    formerly: tuple[str, ...] = ()


def name_stories(groups: Sequence[Sequence[str]], earlier: Sequence[EarlierStory]) -> list[StoryName]:
    """A name for each group of articles: that of an earlier story where its founder is in the group, else a new one.

    Args:
        groups: article ids, those of each group in order of publication.
        earlier: stories of an earlier merge, in any order.
    """
    claims = _claims({one for group in groups for one in group}, earlier)
    taken = {story for stories in claims.values() for story in stories}
    found = []
    for group in groups:
        known = list(dict.fromkeys(story for article in group for story in claims.get(article, ())))
        if not known:
            known = [next(one for one in _own(group) if one not in taken)]
            taken.add(known[0])
        found.append(StoryName(known[0], tuple(known[1:])))
    return found


def story_key(digests: Sequence[str], asked: str) -> str:
    """A hash of all that can change a story.

    Args:
        digests: of what its articles say, in order of publication.
        asked: of who reads them together and how, empty when nobody is asked.
    """
    return hashlib.sha256("\n".join((str(versions.STORIES), asked, *digests)).encode()).hexdigest()[:16]


def founded_by(article: str) -> str:
    """The id of the story whose first article this is."""
    return hashlib.sha256(article.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _claims(present: set[str], earlier: Sequence[EarlierStory]) -> Mapping[str, Sequence[str]]:
    """The story ids that belong to each article: present ids before former ones."""
    claims: dict[str, list[str]] = defaultdict(list)
    claimed: set[str] = set()
    # in an order of their own, so that stories that were kept in two files come out the same
    stories = [(story, [one for one in story.articles if one in present]) for story in sorted(earlier, key=_order)]

    def claim(name: str, left: Sequence[str]) -> None:
        if left and name not in claimed:
            claimed.add(name)
            # an id whose founder is gone belongs to the first article that is left
            claims[next((one for one in left if founded_by(one) == name), left[0])].append(name)

    for story, left in stories:
        claim(story.id, left)
    for story, left in stories:
        for name in story.formerly:
            claim(name, left)
    return claims


def _order(story: EarlierStory) -> tuple[str, tuple[str, ...]]:
    return story.id, story.articles


def _own(group: Sequence[str]) -> Iterator[str]:
    """Ids for a new story; the first one, unless another story has it since its own founder was gone."""
    yield from map(founded_by, group)
    number = 1
    while True:
        number += 1
        yield founded_by(f"{group[0]}\n{number}")
