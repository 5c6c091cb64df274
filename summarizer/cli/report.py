"""`summarizer report`: stories to one HTML page."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    pass


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser("report", help="stories to one HTML page that a desk can read and check")
    command.add_argument("stories", nargs="+", type=Path, help="stories.jsonl of a batch")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the page, such as report.html"
    )
    command.add_argument(
        "--with-text", nargs="+", default=[], metavar="ARTICLE", help="articles whose whole text may be shown"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.batch import read_stories
    from summarizer.reports.html import write_html
    from summarizer.text.counting import counted

    stories = read_stories(options.stories)
    texts, failed = _texts(options.with_text)
    try:
        written = write_html(stories, options.output, texts, made=dt.datetime.now(dt.UTC))
    except OSError as error:
        raise UsageError(f"{error.filename or options.output}: {error.strerror or error}.") from None
    say(f"{counted(len(stories), 'story', 'stories')} written to {written[0]}")
    return SOME_FAILED if failed else ALL_DONE


def _texts(sources: Sequence[str]) -> tuple[dict[str, str] | None, bool]:
    """The texts of articles by id, and whether one could not be read."""
    from summarizer.sources import Failed, read

    if not sources:
        return None, False
    texts, failed = {}, False
    for found in read(sources):
        if isinstance(found, Failed):
            failed = True
            say(f"failed: {found.source}: {found.error}")
        else:
            texts[found.article.id] = found.article.text
    return texts, failed
