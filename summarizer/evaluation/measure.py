"""From labels and what an answerer made of their articles to figures."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from summarizer.api import AsyncSummarizer
from summarizer.errors import AccessError, UsageError
from summarizer.evaluation.amounts import tally_amounts
from summarizer.evaluation.events import tally_events
from summarizer.evaluation.figures import figures, sum_counts
from summarizer.evaluation.gold import GoldArticle, GoldStory, read_gold
from summarizer.evaluation.links import Links, merged_items, tally_grouping, tally_links
from summarizer.evaluation.quotes import tally_quotes
from summarizer.evaluation.stances import tally_stances
from summarizer.evaluation.tally import Mistake, Tally
from summarizer.schema import ArticleReading, ArticleSummary, Record, Story


class ArticleCounts(Record):
    """What was counted in one article."""

    story: str
    article: str = Field(description="its key in the labels")
    counts: dict[str, float]


class FailedArticle(Record):
    """An article that gave no answer: all its labels count as missed."""

    story: str
    article: str
    problem: str


class Evaluation(Record):
    """The figures of one run over labelled articles, and the counts of each article that they are made of."""

    models: tuple[str, ...] = Field(description="who answered")
    prompts: tuple[str, ...] = Field(description="hashes of the prompts")
    labels: dict[str, str] = Field(description="a hash of the labels and the articles of each story")
    seconds: float = Field(description="by the clock, for all articles and the merge; in replay, that of the replay")
    figures: dict[str, float | None] = Field(description="by name; none where there was nothing to judge")
    articles: tuple[ArticleCounts, ...]
    failed: tuple[FailedArticle, ...] = ()
    faults: tuple[Mistake, ...] = Field(
        default=(), exclude=True, description="what went wrong, one by one; in errors.md"
    )


async def evaluate(gold: Sequence[Path], summarizer: AsyncSummarizer, articles: Path | None = None) -> Evaluation:
    """Runs an answerer over labelled articles and measures what comes out.

    Args:
        gold: files of labels, or folders of them.
        summarizer: who answers.
        articles: the folder of the articles; `articles` beside the labels' folder by default.

    Raises:
        ReadError: labels or articles cannot be read, or labels are not found in their articles.
        AccessError: the key is wrong or there is no quota: every further call would fail alike.
    """
    stories = read_gold(gold, articles)
    started = time.perf_counter()
    summaries: list[ArticleSummary] = []
    failed: dict[str, str] = {}
    async for result in summarizer.summarize_many(one.article for story in stories for one in story.articles.values()):
        if isinstance(result, ArticleSummary):
            summaries.append(result)
        elif isinstance(result.error, AccessError):
            raise result.error
        else:
            failed[result.article.id] = str(result.error)
    merged = await summarizer.merge(summaries)
    return score(stories, summaries, merged, seconds=time.perf_counter() - started, failed=failed)


def score(
    gold: Sequence[GoldStory],
    summaries: Iterable[ArticleSummary],
    stories: Sequence[Story],
    *,
    seconds: float = 0.0,
    failed: Mapping[str, str] | None = None,
) -> Evaluation:
    """Measures summaries and stories against labels.

    Args:
        gold: the labelled stories.
        summaries: of their articles; an article without one has found nothing.
        stories: what the summaries were merged into.
        seconds: what it took.
        failed: why articles have no summary, by article id.
    """
    by_article = {summary.article.id: summary for summary in summaries}
    merged = merged_items(stories)
    linked: list[Links] = []
    lost: list[FailedArticle] = []
    for story in gold:
        name = story.labels.story
        answers = {key: by_article.get(one.article.id) for key, one in story.articles.items()}
        readings = {key: answers[key] or _nothing(one) for key, one in story.articles.items()}
        tallies = {key: _tally(name, one, readings[key], answers[key]) for key, one in story.articles.items()}
        links = Links(story, tallies, stories, merged)
        tally_links(links, readings)
        linked.append(links)
        for key, answer in answers.items():
            if answer is None:
                problem = (failed or {}).get(story.articles[key].article.id, "there is no summary of it")
                lost.append(FailedArticle(story=name, article=key, problem=problem))
    tally_grouping(linked)
    counts = tuple(
        ArticleCounts(story=links.gold.labels.story, article=key, counts=tally.counts)
        for links in linked
        for key, tally in links.tallies.items()
    )
    return Evaluation(
        models=tuple(sorted({summary.run.model for summary in by_article.values()})),
        prompts=tuple(sorted({summary.run.prompt for summary in by_article.values()})),
        labels={story.labels.story: story.digest for story in gold},
        seconds=round(seconds, 3),
        figures=figures(sum_counts(one.counts for one in counts)),
        articles=counts,
        failed=tuple(lost),
        faults=tuple(fault for links in linked for fault in links.all_faults),
    )


def pooled(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Evaluations of different stories as one; what was measured across stories in one merge is not in it."""
    articles = tuple(article for one in evaluations for article in one.articles)
    return Evaluation(
        models=tuple(sorted({model for one in evaluations for model in one.models})),
        prompts=tuple(sorted({prompt for one in evaluations for prompt in one.prompts})),
        labels={story: digest for one in evaluations for story, digest in one.labels.items()},
        seconds=round(sum(one.seconds for one in evaluations), 3),
        figures=figures(sum_counts(article.counts for article in articles)),
        articles=articles,
        failed=tuple(failed for one in evaluations for failed in one.failed),
        faults=tuple(fault for one in evaluations for fault in one.faults),
    )


def read_evaluation(path: Path) -> Evaluation:
    """An `evaluation.json`.

    Raises:
        UsageError: it is none.
    """
    try:
        return Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no evaluation of this version"
        raise UsageError(f"{path}: {reason}.", "Give an evaluation.json as `summarizer evaluate` writes it.") from None


def as_json(evaluation: Evaluation) -> str:
    """`evaluation.json`."""
    return json.dumps(evaluation.model_dump(), indent=1, ensure_ascii=False) + "\n"


def _nothing(gold: GoldArticle) -> ArticleReading:
    return ArticleReading(article=gold.article.info, fingerprint="", gist="")


def _tally(story: str, gold: GoldArticle, reading: ArticleReading, answer: ArticleSummary | None) -> Tally:
    tally = Tally(story, gold.key)
    tally_quotes(gold, reading, tally)
    tally_events(gold, reading, tally)
    tally_amounts(gold, reading, tally)
    tally_stances(gold, reading, tally)
    tally.count("cost.articles")
    tally.count("cost.failed", answer is None)
    if answer:
        tally.count("cost.dropped", len(answer.dropped))
        for name in ("requests", "re_asks", "input_tokens", "output_tokens"):
            tally.count(f"cost.{name}", getattr(answer.run, name))
    return tally
