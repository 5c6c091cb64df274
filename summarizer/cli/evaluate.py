"""`summarizer evaluate`: how good a reader is on labelled articles."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from summarizer.cli.options import add_command, asking_options, missing_options, model_options
from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, say, stdout_console


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "evaluate",
        "how good an answerer is on labelled articles",
        "summarizer evaluate tests/gold -o figures --model gpt-5-mini",
        parents=[asking_options(), missing_options()],
    )
    command.add_argument(
        "gold", nargs="+", type=Path, help="labels: files or folders (their format: tests/gold/README.md)"
    )
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="folder for figures and errors"
    )
    command.add_argument("--articles", type=Path, metavar="DIR", help="where the labelled articles are")
    command.add_argument("--against", type=Path, metavar="FILE", help="evaluation.json of another run to compare with")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.api import AsyncSummarizer
    from summarizer.evaluation import Evaluation, evaluate, read_evaluation, table, write_evaluation

    before = read_evaluation(options.against) if options.against else None

    async def all_of_it() -> Evaluation:
        async with AsyncSummarizer(options.model, **model_options(options)) as summarizer:
            return await evaluate(options.gold, summarizer, options.articles)

    done = asyncio.run(all_of_it())
    write_evaluation(done, options.output, before)
    stdout_console().print(table(done, before))
    say(f"Every single error is listed in {options.output / 'errors.md'}.")
    return SOME_FAILED if done.failed else ALL_DONE
