"""`summarizer batch`: many articles to summaries, stories and a report."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli.options import (
    add_command,
    amount,
    asking_options,
    defaults,
    grouping_options,
    merging_options,
    missing_options,
    model_options,
    reading_options,
    whole_number,
)
from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, complain, say, stdout_console
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.batch import Batch
    from summarizer.llm.prices import Budget
    from summarizer.schema import Story


STORIES_PRINTED = 5
"""Of a batch with more stories than this only the list is printed; the report has them all."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "batch",
        "many articles to summaries, stories and a report",
        "summarizer batch articles/ -o out --model gpt-5-mini",
        "summarizer batch articles/ -o out --model gpt-5-mini --dry-run",
        "summarizer batch tests/articles/visit -o out --replay cassettes/visit",
        parents=[asking_options(), grouping_options(), reading_options(), missing_options(), merging_options()],
    )
    command.add_argument("paths", nargs="+", help="files, folders, globs, http(s) addresses, or - for stdin")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the results")
    command.add_argument(
        "--replace", action="store_true", help="drop what the folder holds of articles that are not among PATHS"
    )
    command.add_argument("--no-merge", action="store_true", help="summaries only, in memory that does not grow")
    command.add_argument(
        "--batch-api", action="store_true", help="by the endpoint's Batch API: within a day, for half the price"
    )
    command.add_argument("--dry-run", action="store_true", help="count articles, tokens and cost; send nothing")
    command.add_argument(
        "--max-tokens-total", type=whole_number(0), metavar="N", help="stop before more than N tokens are used"
    )
    command.add_argument("--max-cost", type=amount, metavar="DOLLARS", help="stop before it costs more")
    command.add_argument(
        "--price", metavar="IN/OUT", help="dollars for a million tokens (default: that of the genai-prices package)"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.batch.run import run
    from summarizer.reports.progress import JsonLog, Progress, Silence
    from summarizer.session import Session

    if options.output.exists() and not options.output.is_dir():
        raise UsageError(f"{options.output}: this is no folder.", "Name a folder for the results with -o.")
    if options.dry_run:
        return _dry_run(options)
    is_json = options.log_format == "json"
    watching = Silence() if options.quiet else JsonLog() if is_json else Progress()
    budget = _budget(options)

    async def all_of_it() -> Batch:
        async with Session(options.model, **model_options(options)) as session:
            with watching as watcher:
                return await run(
                    options.paths,
                    options.output,
                    session,
                    watcher,
                    defaults(options),
                    _write_reports,
                    merge=not options.no_merge,
                    one_story=options.one_story,
                    reread=options.reread,
                    replace=options.replace,
                    budget=budget(session.model),
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
        say(_closing_line(done, folder))
    if done.failed:  # each was told of when it failed; at the end it matters where they are
        complain(f"{done.failed:,} failed; all of them, to try again, are in {folder / 'failed.jsonl'}")
    if done.stopped:
        complain(f"summarizer: stopped: {done.stopped}")


def _write_reports(stories: Sequence[Story], folder: Path) -> None:
    from summarizer.batch.folder import PAGE, REPORT
    from summarizer.reports.write import write_reports

    write_reports(stories, page=folder / PAGE, markdown=folder / REPORT, made=dt.datetime.now(dt.UTC))


def _dry_run(options: argparse.Namespace) -> int:
    from summarizer.batch.run import plan
    from summarizer.session import Session

    session = Session(options.model, **model_options(options))
    if options.batch_api:
        session.batch_api()
    found = plan(options.paths, options.output, session, defaults(options))
    budget = _budget(options)(session.model)
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
    from summarizer.llm.prices import Budget, given_price, known_price

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


def _print_stories(stories: Sequence[Story], folder: Path) -> None:
    from summarizer.reports.terminal import print_story

    console = stdout_console()
    if len(stories) > STORIES_PRINTED:
        for story in stories:
            console.print(f"{len(story.articles):4}  {story.headline}", markup=False, highlight=False)
        say(f"The stories themselves are in {folder / 'report.md'}.")
        return
    for story in stories:
        print_story(story, console)


def _closing_line(done: Batch, folder: Path) -> str:
    from summarizer.text.counting import counted

    stories = f" in {counted(len(done.stories), 'story', 'stories')}" if done.stories else ""
    parts = [
        counted(done.summaries, "article") + stories,
        f"{done.reused:,} taken over from before" if done.reused else "",
        f"{done.cached:,} from the cache" if done.cached else "",
        f"{counted(done.requests, 'request')}, {counted(done.re_asks, 're-ask')}",
        f"{done.input_tokens:,} tokens in, {done.output_tokens:,} out",
        f"${done.cost:,.4f}" if done.cost is not None else "",
        f"{counted(done.dropped, 'item')} dropped or left in part",
        f"{done.failed:,} failed" if done.failed else "",
        f"{done.left:,} not tried" if done.left else "",
        f"{done.seconds:.1f} s",
    ]
    return f"{', '.join(part for part in parts if part)}; written to {folder}"
