"""`summarizer summarize`: one article, a page on a terminal and JSON in a pipe."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from summarizer.cli.options import (
    add_command,
    asking_options,
    defaults,
    missing_options,
    model_options,
    reading_options,
)
from summarizer.cli.outcome import ALL_DONE, say, stdout_console

if TYPE_CHECKING:
    from summarizer.schema import ArticleSummary, Story


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "summarize",
        "what one article says: a page on a terminal, JSON in a pipe",
        "summarizer summarize report.html --model gpt-5-mini",
        "summarizer summarize report.txt --published 2026-05-07 --model gpt-5-mini | jq .quotes",
        "summarizer summarize tests/articles/visit/letters.json --replay cassettes/visit",
        parents=[asking_options(), reading_options(), missing_options()],
    )
    command.add_argument("file", help="a file, an http(s) address, or - for stdin")
    command.add_argument("--json", action="store_true", help="JSON on a terminal too")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.reports.terminal import print_story
    from summarizer.session import Session
    from summarizer.sources import read_article

    article = read_article(options.file, defaults(options))

    async def one() -> tuple[ArticleSummary, Story | None]:
        async with Session(options.model, **model_options(options)) as session:
            summary = await session.summarize(article)
            if options.json or not sys.stdout.isatty():
                return summary, None
            return summary, await anext(session.merge_each([summary]))  # of one article: nothing more is asked

    summary, story = asyncio.run(one())
    if story is None:
        print(summary.model_dump_json(indent=2))
        return ALL_DONE
    print_story(story, stdout_console())
    say(f"Read by {summary.run.model}. In a pipe, or with --json, this is JSON with the place of every word.")
    return ALL_DONE
