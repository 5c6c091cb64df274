"""`summarizer summarize`: one article to JSON on stdout."""

from __future__ import annotations

import argparse
import asyncio

from summarizer.cli.options import asking_options, defaults, missing_options, model_options
from summarizer.cli.outcome import ALL_DONE


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser(
        "summarize", parents=[asking_options(), missing_options()], help="one article to JSON on stdout"
    )
    command.add_argument("file", help="a file, an http(s) address, or - for stdin")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.api import AsyncSummarizer
    from summarizer.sources import read_article

    article = read_article(options.file, defaults(options))

    async def one() -> str:
        async with AsyncSummarizer(options.model, **model_options(options)) as summarizer:
            return (await summarizer.summarize(article)).model_dump_json(indent=2)

    print(asyncio.run(one()))
    return ALL_DONE
