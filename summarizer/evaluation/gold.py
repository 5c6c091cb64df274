"""Gold labels at their places in the articles, as the package's own reader reads those."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from summarizer.errors import ReadError
from summarizer.evaluation.labels import (
    ArticleLabels,
    EventLabel,
    FigureLabel,
    QuoteLabel,
    StanceLabel,
    StoryLabels,
    load,
    locate,
)
from summarizer.evaluation.matching import Span, TextIndex, Tokens
from summarizer.schema import Article
from summarizer.sources import Failed, Found, read

Linked = Literal["quotes", "events", "stances", "entities"]
LINKED: tuple[Linked, ...] = ("quotes", "events", "stances", "entities")

Contents = dict[Path, dict[str, Found | Failed]]
"""What each file holds, by the place in it: a file of many lines is read once."""


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A labelled quote, and where its content stands."""

    label: QuoteLabel
    spans: tuple[Span, ...]
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """A labelled event, and where it is named: at its trigger first, then in `also`."""

    label: EventLabel
    spans: tuple[Span, ...]
    places: tuple[Tokens, ...]


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A labelled figure, and where it stands."""

    label: FigureLabel
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and its labels."""

    key: str
    article: Article
    index: TextIndex
    quotes: tuple[GoldQuote, ...]
    events: tuple[GoldEvent, ...]
    figures: tuple[GoldFigure, ...]
    stances: tuple[StanceLabel, ...]
    optional: frozenset[tuple[Linked, str]]
    """The quotes, events and stances that need not be found."""


@dataclass(frozen=True, slots=True)
class GoldStory:
    """The articles of one story, by their keys, and what links them."""

    labels: StoryLabels
    articles: Mapping[str, GoldArticle]

    @property
    def digest(self) -> str:
        """A hash of the labels and the texts: what was measured on others cannot be compared."""
        hashed = [self.labels.model_dump_json(), *(one.article.text for one in self.articles.values())]
        return hashlib.sha256("\0".join(hashed).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_gold(paths: Iterable[Path], articles: Path | None = None) -> tuple[GoldStory, ...]:
    """The labelled stories in files, or in all `*.json` of a folder.

    Args:
        paths: files and folders of labels.
        articles: the folder that `file` is counted from; `articles` beside the labels' folder by default.

    Raises:
        ReadError: a file holds no labels, an article cannot be read, or labels are not found in it; all of these are
            named.
    """
    files = [file for path in paths for file in _files(path)]
    stories = tuple(_story(file, articles or file.resolve().parent.parent / "articles") for file in files)
    labelled = [(story.labels.story, one.article.id) for story in stories for one in story.articles.values()]
    named = [story.labels.story for story in stories]
    if len(set(named)) < len(named) or len({article for _, article in labelled}) < len(labelled):
        raise ReadError(
            f"{', '.join(str(file) for file in files)}: a story or an article is labelled twice.",
            "Give each story a name of its own, and label each article once.",
        )
    return stories


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if found := sorted(path.glob("*.json")):
        return found
    raise ReadError(f"{path}: there are no labels in it.", "Give a folder with a .json file for each story.")


def _story(file: Path, folder: Path) -> GoldStory:
    labels = load(file)
    problems: list[str] = list(_unknown(labels))
    contents: Contents = {}
    articles = {
        key: _article(key, label, _read(folder / label.file, label.line, contents), problems)
        for key, label in labels.articles.items()
    }
    if problems:
        raise ReadError(
            f"{file}: {'; '.join(problems)}.", "Copy the words from the article; each must stand there once."
        )
    return GoldStory(labels, articles)


def _unknown(labels: StoryLabels) -> Iterator[str]:
    """What is linked and not labelled."""
    for kind in LINKED:
        known = {f"{key}:{item.id}" for key, one in labels.articles.items() for item in getattr(one, kind, ())}
        linked = {
            item
            for links in (labels.same, labels.different, labels.unsure)
            for group in getattr(links, kind)
            for item in group
        }
        if kind == "entities":
            yield from (
                f"there is no article of {item}" for item in sorted(linked) if _key(item) not in labels.articles
            )
        else:
            yield from (f"{kind} has no {item}" for item in sorted(linked - known))
    yield from (f"origins has no {key}" for group in labels.origins for key in group if key not in labels.articles)


def _key(item: str) -> str:
    return item.partition(":")[0]


def _article(key: str, label: ArticleLabels, article: Article, problems: list[str]) -> GoldArticle:
    index = TextIndex(article.text)

    def placed(item: str, parts: Sequence[str], within: str | None) -> tuple[Span, ...]:
        spans = []
        for part in parts:
            try:
                spans.append(index.original(locate(index.normalised, part, within)))
            except ValueError as error:
                problems.append(f"{key}:{item}: {error} in {label.file}")
        return tuple(spans)

    quotes = []
    for quote in label.quotes:
        spans = placed(quote.id, quote.content, quote.within)
        quotes.append(GoldQuote(quote, spans, index.tokens(spans)))
    events = []
    for event in label.events:
        spans = placed(event.id, (event.trigger,), event.within) + placed(event.id, event.also, None)
        events.append(GoldEvent(event, spans, tuple(index.tokens([span]) for span in spans)))
    figures = [GoldFigure(one, index.tokens(placed(one.id, (one.text,), one.within))) for one in label.figures]
    optional: set[tuple[Linked, str]] = {("quotes", one.id) for one in label.quotes if one.optional}
    optional |= {("events", one.id) for one in label.events if one.optional}
    optional |= {("stances", one.id) for one in label.stances if one.optional}
    return GoldArticle(
        key, article, index, tuple(quotes), tuple(events), tuple(figures), label.stances, frozenset(optional)
    )


def _read(path: Path, line: int | None, contents: Contents) -> Article:
    results = contents.setdefault(path, {})
    if not results:
        results.update((result.source, result) for result in read([str(path)]))
    result = results.get(f"{path}:{line}") if line else None
    if result is None and len(results) == 1 and (line is None or str(path) in results):
        (result,) = results.values()
    if isinstance(result, Found):
        return result.article
    if isinstance(result, Failed):
        raise result.error
    raise ReadError(
        f"{path}{f':{line}' if line else ''}: there is not one article here.",
        "Name its line (`line`, from 1) where a .jsonl file holds several.",
    )
