"""The command line: it parses, calls and prints. stdout is for data, stderr for people."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from summarizer.errors import SummarizerError, UsageError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from summarizer.batch import Batch
    from summarizer.budget import Budget
    from summarizer.reading import Defaults
    from summarizer.schema import ArticleSummary, Story
    from summarizer.summarize import AsyncSummarizer, Options

ALL_DONE, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
STORIES_PRINTED = 5
"""Of a batch with more stories than this only the list is printed; the report has them all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UsageError as error:
        _say(f"summarizer: {error}")
        return WRONG_USAGE
    except SummarizerError as error:
        _say(f"summarizer: {error}")
        return SOME_FAILED
    except KeyboardInterrupt:
        _say("\nInterrupted. What was answered is kept; the same command goes on from here.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has had enough, as `head` does
        sys.stderr.close()
        return ALL_DONE


def _summarize(options: argparse.Namespace) -> int:
    from summarizer.reading import read_article
    from summarizer.summarize import AsyncSummarizer

    article = read_article(options.file, _defaults(options))

    async def one() -> str:
        async with AsyncSummarizer(options.model, **_model_options(options)) as summarizer:
            return (await summarizer.summarize(article)).model_dump_json(indent=2)

    print(asyncio.run(one()))
    return ALL_DONE


def _batch(options: argparse.Namespace) -> int:
    from summarizer import batch
    from summarizer.reports.progress import JsonLog, Progress, Silence
    from summarizer.summarize import AsyncSummarizer

    if options.dry_run:
        return _dry_run(options)
    is_json = options.log_format == "json"
    watching = Silence() if options.quiet else JsonLog() if is_json else Progress()
    budget = _budget(options)

    async def all_of_it() -> Batch:
        async with AsyncSummarizer(options.model, **_model_options(options)) as summarizer:
            with watching as watcher:
                return await batch.run(
                    options.paths,
                    options.output,
                    summarizer,
                    watcher,
                    _defaults(options),
                    merge=not options.no_merge,
                    budget=budget(summarizer.model),
                    batch_api=options.batch_api,
                )

    done = asyncio.run(all_of_it())
    if isinstance(watching, JsonLog):
        watching.event("done", **json.loads((options.output / "run.json").read_text("utf-8")))
    else:
        _tell(done, options.output, quiet=options.quiet)
    return SOME_FAILED if done.failed or done.stopped else ALL_DONE


def _tell(done: Batch, folder: Path, *, quiet: bool) -> None:
    if not quiet:
        _print_stories(done.stories, folder)
        _say(_closing_line(done, folder))
    if done.failed:  # each was told of when it failed; at the end it matters where they are
        _say(f"{done.failed:,} failed; all of them, to try again, are in {folder / 'failed.jsonl'}")
    if done.stopped:
        _say(f"summarizer: stopped: {done.stopped}")


def _dry_run(options: argparse.Namespace) -> int:
    from summarizer import batch
    from summarizer.summarize import AsyncSummarizer

    summarizer = AsyncSummarizer(options.model, **_model_options(options))
    if options.batch_api:
        summarizer.batch_api()
    found = batch.plan(options.paths, options.output, summarizer, _defaults(options))
    budget = _budget(options)(summarizer.model)
    price = budget.batch_price if options.batch_api else budget.price
    cost = price.of(found.input_tokens, found.output_tokens) if price else None
    print(
        f"{found.articles} articles, {found.cached} of them in the cache, {found.written} written already, "
        + (f"{found.batched} in batches at the endpoint, " if found.batched else "")
        + f"{found.unreadable} that cannot be read; "
        f"{found.requests} requests, about {found.input_tokens:,.0f} tokens in and {found.output_tokens:,.0f} out, "
        + (f"about ${cost:,.2f}" if cost is not None else "at a price that is not known (give --price)")
    )
    return ALL_DONE


def _budget(options: argparse.Namespace) -> Callable[[str], Budget]:
    """What a batch may take, once the model is known.

    Raises:
        UsageError: a limit on the cost of a model whose price nobody knows.
    """
    from summarizer.budget import Budget, given_price, known_price

    given = given_price(options.price) if options.price else None
    is_openai = not (options.base_url or os.environ.get("OPENAI_BASE_URL") or options.replay)

    def budget(model: str) -> Budget:
        price = given or (known_price(model) if is_openai else None)
        batch_price = given.halved if given else known_price(model, batch=True) if is_openai else None
        if options.max_cost is not None and price is None:
            raise UsageError(
                f"Nobody knows what {model} costs, so --max-cost cannot be kept.",
                "Give its price with --price INPUT/OUTPUT, dollars for a million tokens, or use --max-tokens-total.",
            )
        return Budget(options.max_tokens_total, options.max_cost, price, batch_price)

    return budget


def _report(options: argparse.Namespace) -> int:
    from summarizer.batch import read_stories
    from summarizer.reports.html import write_html
    from summarizer.reports.parts import counted

    stories = read_stories(options.stories)
    texts, failed = _texts(options.with_text)
    try:
        written = write_html(stories, options.output, texts, made=dt.datetime.now(dt.UTC))
    except OSError as error:
        raise UsageError(f"{error.filename or options.output}: {error.strerror or error}.") from None
    _say(f"{counted(len(stories), 'story', 'stories')} written to {written[0]}")
    return SOME_FAILED if failed else ALL_DONE


def _texts(sources: Sequence[str]) -> tuple[dict[str, str] | None, bool]:
    """The texts of articles by id, and whether one could not be read."""
    from summarizer.reading import Failed, read

    if not sources:
        return None, False
    texts, failed = {}, False
    for found in read(sources):
        if isinstance(found, Failed):
            failed = True
            _say(f"failed: {found.source}: {found.error}")
        else:
            texts[found.article.id] = found.article.text
    return texts, failed


def _evaluate(options: argparse.Namespace) -> int:
    from rich.console import Console

    from summarizer.evaluation import Evaluation, evaluate, read_evaluation, table, write_evaluation
    from summarizer.summarize import AsyncSummarizer

    before = read_evaluation(options.against) if options.against else None

    async def all_of_it() -> Evaluation:
        async with AsyncSummarizer(options.model, **_model_options(options)) as summarizer:
            return await evaluate(options.gold, summarizer, options.articles)

    done = asyncio.run(all_of_it())
    write_evaluation(done, options.output, before)
    Console().print(table(done, before))
    _say(f"Every single error is listed in {options.output / 'errors.md'}.")
    return SOME_FAILED if done.failed else ALL_DONE


def _merge(options: argparse.Namespace) -> int:
    from summarizer.batch import read_summaries
    from summarizer.journal import hold

    summaries = read_summaries(options.summaries)
    if options.into is None:
        asyncio.run(_merge_to_stdout(options, summaries))
        return ALL_DONE
    try:
        with contextlib.ExitStack() as stack:
            hold(options.into.parent, stack)  # two merges at once into one file: the second would undo the first
            asyncio.run(_merge_into(options, summaries))
    except OSError as error:
        raise UsageError(f"{error.filename or options.into}: {error.strerror or error}.") from None
    return ALL_DONE


async def _merge_to_stdout(options: argparse.Namespace, summaries: Sequence[ArticleSummary]) -> None:
    async with _merging(options) as summarizer:
        async for story in summarizer.merge_each(summaries):
            print(story.model_dump_json())


async def _merge_into(options: argparse.Namespace, summaries: Sequence[ArticleSummary]) -> None:
    from summarizer.batch import read_stories, write_stories
    from summarizer.reports.parts import counted

    into = _Earlier(
        read_stories([options.into] if options.into.exists() else []),
        by_scores=not (_is_model_given(options) or options.no_link),
    )
    changes: Counter[str] = Counter()

    async def noted(stories: AsyncGenerator[Story, None]) -> AsyncGenerator[Story, None]:
        async for story in stories:
            key = into.keys.get(story.id)
            changes["new" if key is None else "as before" if key and key == story.key else "changed"] += 1
            yield story

    async with _merging(options) as summarizer:
        await write_stories(options.into, noted(summarizer.merge_each(summaries, into)))
    kinds = ", ".join(f"{changes[kind]} {kind}" for kind in ("new", "changed", "as before"))
    _say(f"{counted(changes.total(), 'story', 'stories')}: {kinds}; written to {options.into}")


def _merging(options: argparse.Namespace) -> AsyncSummarizer:
    """Whoever merges: a model where one is named, else the scores alone."""
    from summarizer.summarize import BUILTIN, AsyncSummarizer

    model = options.model if _is_model_given(options) else BUILTIN
    return AsyncSummarizer(model, **_model_options(options))


def _is_model_given(options: argparse.Namespace) -> bool:
    return bool(options.model or options.base_url or options.record or options.replay)


class _Earlier(Sequence["Story"]):
    """Stories that are added to, and the key of each by its id once they have been read in order.

    Raises:
        UsageError: on reading, when they are to be merged by scores and a model had a part in one of them.
    """

    def __init__(self, stories: Sequence[Story], *, by_scores: bool) -> None:
        self._stories, self._by_scores = stories, by_scores
        self.keys: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._stories)

    @overload
    def __getitem__(self, at: int) -> Story: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Story]: ...
    def __getitem__(self, at: int | slice) -> Story | Sequence[Story]:
        return self._stories[at]

    def __iter__(self) -> Iterator[Story]:
        for story in self._stories:
            self.keys[story.id] = story.key
            model = story.linked_by or next((one.written_by for one in story.gist.sentences if one.written_by), None)
            if self._by_scores and model:
                raise UsageError(
                    f"{model} had a part in these stories, and scores alone would undo that.",
                    f"Give --model {model} (what it answered is cached), or --no-link to merge by scores alone.",
                )
            yield story


def _schema(options: argparse.Namespace) -> int:
    from summarizer.jsonschema import json_schemas

    schemas = json_schemas()
    if options.name is None:
        print("\n".join(schemas))
        return ALL_DONE
    if options.name not in schemas:
        raise UsageError(f"There is no schema {options.name}.", f"There are: {', '.join(schemas)}.")
    print(json.dumps(schemas[options.name], indent=2, ensure_ascii=False))
    return ALL_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="summarizer",
        description="Events, stances and quotes of news articles, tied to their words and merged across sources.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    asking, missing = _asking_options(), _missing_options()

    command = commands.add_parser("summarize", parents=[asking, missing], help="one article to JSON on stdout")
    command.add_argument("file", help="a file, an http(s) address, or - for stdin")
    command.set_defaults(run=_summarize)

    command = commands.add_parser(
        "batch", parents=[asking, missing], help="many articles to summaries, stories and a report"
    )
    command.add_argument("paths", nargs="+", help="files, folders, globs, http(s) addresses, or - for stdin")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the results")
    command.add_argument("--no-merge", action="store_true", help="summaries only, in memory that does not grow")
    command.add_argument(
        "--batch-api", action="store_true", help="by the endpoint's Batch API: within a day, for half the price"
    )
    command.add_argument("--dry-run", action="store_true", help="count articles, tokens and cost; send nothing")
    command.add_argument("--max-tokens-total", type=int, metavar="N", help="stop before more than N tokens are used")
    command.add_argument("--max-cost", type=float, metavar="DOLLARS", help="stop before it costs more")
    command.add_argument(
        "--price", metavar="IN/OUT", help="dollars for a million tokens (default: that of the genai-prices package)"
    )
    command.add_argument("--log-format", choices=("text", "json"), default="text", help="what stderr is for")
    command.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    command.set_defaults(run=_batch)

    command = commands.add_parser(
        "merge",
        parents=[asking],
        help="summaries to stories, one JSON value a line on stdout; by scores without a model",
    )
    command.add_argument("summaries", nargs="+", type=Path, help="summaries.jsonl of a batch")
    command.add_argument(
        "--into",
        type=Path,
        metavar="STORIES",
        help="add them to the stories in this file, instead of writing to stdout",
    )
    command.set_defaults(run=_merge)

    command = commands.add_parser("report", help="stories to one HTML page that a desk can read and check")
    command.add_argument("stories", nargs="+", type=Path, help="stories.jsonl of a batch")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the page, such as report.html"
    )
    command.add_argument(
        "--with-text", nargs="+", default=[], metavar="ARTICLE", help="articles whose whole text may be shown"
    )
    command.set_defaults(run=_report)

    command = commands.add_parser(
        "evaluate", parents=[asking, missing], help="how good an answerer is on labelled articles"
    )
    command.add_argument(
        "gold", nargs="+", type=Path, help="labels: files or folders (their format: tests/gold/README.md)"
    )
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="folder for figures and errors"
    )
    command.add_argument("--articles", type=Path, metavar="DIR", help="where the labelled articles are")
    command.add_argument("--against", type=Path, metavar="FILE", help="evaluation.json of another run to compare with")
    command.set_defaults(run=_evaluate)

    command = commands.add_parser("schema", help="the JSON Schemas of what comes out")
    command.add_argument("name", nargs="?", help="one of them; without a name they are listed")
    command.set_defaults(run=_schema)
    return parser


def _asking_options() -> argparse.ArgumentParser:
    """The options of every command that asks a model."""
    parser = argparse.ArgumentParser(add_help=False)
    model = parser.add_argument_group("model")
    model.add_argument("--model", help="its name at the endpoint, or builtin (default: SUMMARIZER_MODEL)")
    model.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible endpoint (default: OPENAI_BASE_URL)")
    model.add_argument(
        "--structured",
        choices=("json_schema", "json_object"),
        default="json_schema",
        help="json_object for endpoints without strict JSON schema",
    )
    model.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one more field of each request, such as temperature=0; may be repeated",
    )
    model.add_argument("--timeout", type=float, default=600.0, metavar="SECONDS", help="for one request (default: 600)")
    model.add_argument(
        "--concurrency", type=int, default=8, metavar="N", help="requests under way at once (default: 8)"
    )
    model.add_argument(
        "--requests-per-minute", type=float, metavar="N", help="at most (default: what the endpoint bears, learnt)"
    )
    model.add_argument("--tokens-per-minute", type=float, metavar="N", help="at most, input and output together")
    model.add_argument(
        "--no-link",
        action="store_true",
        help="merge by scores alone, without asking the model; it writes no gists then",
    )
    keeping = parser.add_argument_group("what is kept")
    kept = keeping.add_mutually_exclusive_group()
    kept.add_argument("--cache", metavar="DIR", help="folder of answers (default: the platform's cache folder)")
    kept.add_argument("--no-cache", action="store_true", help="keep no answers")
    taped = keeping.add_mutually_exclusive_group()
    taped.add_argument("--record", metavar="DIR", help="record exchanges with the endpoint; those it has are replayed")
    taped.add_argument("--replay", metavar="DIR", help="answer from recordings, with no network")
    return parser


def _missing_options() -> argparse.ArgumentParser:
    """What may be said of articles that do not say it themselves."""
    parser = argparse.ArgumentParser(add_help=False)
    missing = parser.add_argument_group("what a file does not say")
    missing.add_argument("--published", metavar="DATE", help="day of publication, such as 2022-04-22")
    missing.add_argument("--outlet", help="who published it")
    missing.add_argument("--language", help="BCP-47, such as en")
    return parser


def _defaults(options: argparse.Namespace) -> Defaults:
    from summarizer.reading import Defaults

    return Defaults(published=options.published, outlet=options.outlet, language=options.language)


def _model_options(options: argparse.Namespace) -> Options:
    if options.concurrency < 1:
        raise UsageError("--concurrency must be 1 or more.")
    for name in ("requests_per_minute", "tokens_per_minute"):
        if getattr(options, name) is not None and not getattr(options, name) > 0:
            raise UsageError(f"--{name.replace('_', '-')} must be more than 0.")
    return {
        "base_url": options.base_url,
        "structured": options.structured,
        "parameters": dict(_parameter(each) for each in options.parameter),
        "timeout": options.timeout,
        "concurrency": options.concurrency,
        "requests_per_minute": options.requests_per_minute,
        "tokens_per_minute": options.tokens_per_minute,
        "cache": options.cache or not options.no_cache,
        "link": not options.no_link,
        "record": options.record,
        "replay": options.replay,
    }


def _parameter(given: str) -> tuple[str, JsonValue]:
    """NAME=VALUE, the value read as JSON where it is JSON and as text where it is not."""
    name, equals, value = given.partition("=")
    if not (name and equals):
        raise UsageError(f"--parameter {given}: there is no NAME=VALUE.", "Write temperature=0.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _print_stories(stories: Sequence[Story], folder: Path) -> None:
    from rich.console import Console

    from summarizer.reports.terminal import print_story

    console = Console()
    if len(stories) > STORIES_PRINTED:
        for story in stories:
            console.print(f"{len(story.articles):4}  {story.title}", markup=False, highlight=False)
        _say(f"The stories themselves are in {folder / 'report.md'}.")
        return
    for story in stories:
        print_story(story, console)


def _closing_line(done: Batch, folder: Path) -> str:
    from summarizer.reports.parts import counted

    stories = f" in {counted(len(done.stories), 'story', 'stories')}" if done.stories else ""
    parts = [
        counted(done.summaries, "article") + stories,
        f"{done.reused:,} taken over from before" if done.reused else "",
        f"{done.cached:,} from the cache" if done.cached else "",
        f"{counted(done.requests, 'request')}, {done.re_asks:,} to ask again",
        f"{done.input_tokens:,} tokens in, {done.output_tokens:,} out",
        f"${done.cost:,.4f}" if done.cost is not None else "",
        f"{counted(done.dropped, 'item')} dropped or left in part",
        f"{done.failed:,} failed" if done.failed else "",
        f"{done.left:,} not tried" if done.left else "",
        f"{done.seconds:.1f} s",
    ]
    return f"{', '.join(part for part in parts if part)}; written to {folder}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
