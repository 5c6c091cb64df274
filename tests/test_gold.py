"""Every gold label can be found in its article and means something."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from summarizer.dates.edtf import span
from summarizer.evaluation.labels import (
    UNJUDGED,
    ArticleLabels,
    QuoteLabel,
    StoryLabels,
    load,
    locate,
    normalise,
    wordings,
)
from summarizer.sources import Found, read

ARTICLES = Path(__file__).parent / "articles"
STORIES = sorted((Path(__file__).parent / "gold").glob("*.json"))
CUE_REACH = 300  # characters between a cue and what it reports


@pytest.fixture(params=STORIES, ids=lambda path: path.stem)
def story(request: pytest.FixtureRequest) -> StoryLabels:
    path: Path = request.param
    return load(path)


def source(label: ArticleLabels) -> str:
    """The labelled article's text, independent of the package's own reader, with whitespace normalised."""
    path = ARTICLES / label.file
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        import trafilatura

        raw = trafilatura.extract(raw, include_comments=False) or ""
    elif path.suffix == ".jsonl":
        assert label.line is not None, f"{label.file}: a label of a .jsonl file needs its line"
        raw = json.loads(raw.splitlines()[label.line - 1])["text"]
    elif path.suffix == ".json":
        raw = json.loads(raw)["text"]
    return normalise(raw)


def test_every_article_is_labelled() -> None:
    labelled = {(a.file, a.line) for path in STORIES for a in load(path).articles.values()}
    files = {str(path.relative_to(ARTICLES)) for path in ARTICLES.rglob("*.*")}
    lines = {
        (name, number if name.endswith(".jsonl") else None)
        for name in files
        for number, _ in enumerate((ARTICLES / name).read_text(encoding="utf-8").splitlines(), 1)
    }
    assert labelled == lines


def test_the_reader_keeps_every_labelled_word(story: StoryLabels) -> None:
    for key, label in story.articles.items():
        results = list(read([str(ARTICLES / label.file)]))
        result = results[(label.line or 1) - 1]
        assert isinstance(result, Found), result
        text = normalise(result.article.text)
        words = [part for quote in label.quotes for part in quote.content]
        words += [event.within or event.trigger for event in label.events]
        assert [part for part in words if normalise(part) not in text] == [], key


def test_quotes_stand_in_the_article(story: StoryLabels) -> None:
    problems = [
        f"{key}:{quote.id}: {problem}"
        for key, article in story.articles.items()
        for text in [source(article)]
        for quote in article.quotes
        for problem in _quote_problems(text, quote)
    ]
    assert problems == []


def _quote_problems(text: str, quote: QuoteLabel) -> list[str]:
    try:
        spans = [locate(text, part, quote.within) for part in quote.content]
    except ValueError as error:
        return [str(error)]
    problems = []
    if any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
        problems.append("parts overlap or are not in order")
    near = text[max(0, spans[0][0] - CUE_REACH) : spans[-1][1] + CUE_REACH]
    problems += [f"no “{cue}” near it" for cue in quote.cue if cue and not _has_words(near, cue)]
    whole = text[spans[0][0] : spans[-1][1]]
    marks = re.compile('[“”„«»"]')
    wrapped = all(marks.search(text[start - 2 : start]) for start, _ in spans if start)
    if "indirect" in quote.kind and len(quote.kind) == 1 and marks.search(whole):
        problems.append("indirect, but there are quotation marks in it")
    if quote.kind == ("direct",) and not wrapped:
        problems.append("direct, but no quotation mark opens it")
    if quote.kind == ("mixed",) and not any(marks.search(part) for part in quote.content):
        problems.append("mixed, but no quotation mark is in it")
    return problems


def _has_words(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(normalise(words))}(?!\w)", text) is not None


def test_triggers_stand_in_the_article(story: StoryLabels) -> None:
    problems = []
    for key, article in story.articles.items():
        text = source(article)
        for event in article.events:
            try:
                locate(text, event.trigger, event.within)
                for words in event.also:
                    locate(text, words)
            except ValueError as error:
                problems.append(f"{key}:{event.id}: {error}")
    assert problems == []


def test_no_two_events_of_an_article_share_a_trigger(story: StoryLabels) -> None:
    for key, article in story.articles.items():
        text = source(article)
        spans = sorted(locate(text, event.trigger, event.within) for event in article.events)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans)), key


def test_names_stand_in_the_article(story: StoryLabels) -> None:
    missing = [
        f"{key}: {name}"
        for key, article in story.articles.items()
        for text in [source(article).casefold()]
        for name in _names(article)
        if name.casefold() not in text
    ]
    assert missing == []


def _names(article: ArticleLabels) -> set[str]:
    given = {stance.holder for stance in article.stances} | set(article.credits)
    for quote in article.quotes:
        given.update(quote.speakers)
        given.update(quote.via)
        given.update(filter(None, (quote.on_behalf_of, quote.told)))
    # “the signatories | the ministers”: at least the first is the article's own
    return {wordings(name)[0] for name in given - {UNJUDGED}}


def test_dates_are_edtf(story: StoryLabels) -> None:
    dates = [
        (key, event.id, value)
        for key, article in story.articles.items()
        for event in article.events
        for value in event.edtf
        if value not in (None, UNJUDGED)
    ]
    assert [date for date in dates if span(date[2] or "") is None] == []


def test_ids_are_unique(story: StoryLabels) -> None:
    for article in story.articles.values():
        for items in (article.quotes, article.events, article.stances):
            ids = [item.id for item in items]
            assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["quotes", "events", "stances", "entities"])
def test_links_name_items_that_exist(story: StoryLabels, kind: str) -> None:
    linked = [
        item
        for links in (story.same, story.different, story.unsure)
        for group in getattr(links, kind)
        for item in group
    ]
    assert [item for item in linked if not _exists(story, kind, item)] == []


def _exists(story: StoryLabels, kind: str, item: str) -> bool:
    key, _, name = item.partition(":")
    article = story.articles.get(key)
    if article is None:
        return False
    if kind == "entities":
        return name.casefold() in source(article).casefold()
    return name in {label.id for label in getattr(article, kind)}


@pytest.mark.parametrize("kind", ["quotes", "events", "stances", "entities"])
def test_links_do_not_contradict_each_other(story: StoryLabels, kind: str) -> None:
    clusters = [set(group) for group in getattr(story.same, kind)]
    assert sum(map(len, clusters)) == len(set().union(*clusters)), "an item in two clusters"
    apart = [set(pair) for links in (story.different, story.unsure) for pair in getattr(links, kind)]
    assert [pair for pair in apart if len(pair) != 2 or any(pair <= cluster for cluster in clusters)] == []
    assert len({frozenset(pair) for pair in apart}) == len(apart), "a pair listed twice"


def test_same_statements_have_one_speaker(story: StoryLabels) -> None:
    entities = [set(group) for group in story.same.entities]
    for group in story.same.quotes:
        speakers = [_speakers(story, item) for item in group]
        for one, other in itertools.combinations(speakers, 2):
            assert one == other or any(one | other <= cluster for cluster in entities) or _same_name(one, other), group


def _speakers(story: StoryLabels, item: str) -> set[str]:
    key, _, name = item.partition(":")
    quote = next(quote for quote in story.articles[key].quotes if quote.id == name)
    return {f"{key}:{wordings(speaker)[0]}" for speaker in quote.speakers}


def _same_name(one: set[str], other: set[str]) -> bool:
    return {item.partition(":")[2] for item in one} == {item.partition(":")[2] for item in other}


def test_origins_name_articles(story: StoryLabels) -> None:
    named = list(itertools.chain.from_iterable(story.origins))
    assert set(named) <= set(story.articles)
    assert len(named) == len(set(named))
