"""`summarizer report`: stories to one HTML page."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.cli.options import speaking_options
from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, complain, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    pass


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser(
        "report", parents=[speaking_options()], help="stories to one HTML page that a desk can read and check"
    )
    command.add_argument("stories", nargs="+", type=Path, help="stories.jsonl of a batch")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the page, such as report.html; - for stdout"
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
    to_stdout = str(options.output) == "-"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html") if to_stdout else options.output
        if not page.parent.is_dir():
            raise UsageError(f"{page.parent}: there is no such folder.", "Make it first, or name another with -o.")
        try:
            written = write_html(stories, page, texts, made=dt.datetime.now(dt.UTC))
        except OSError as error:
            raise UsageError(f"{page} cannot be written ({error.strerror or error}).") from None
        if to_stdout:
            _print_page(written)
        else:
            say(f"{counted(len(stories), 'story', 'stories')} written to {page}")
    return SOME_FAILED if failed else ALL_DONE


def _print_page(written: Sequence[Path]) -> None:
    if len(written) > 1:
        raise UsageError("This is too much for one page.", "Name a file with -o: a folder of pages is made beside it.")
    sys.stdout.write(written[0].read_text("utf-8"))


def _texts(sources: Sequence[str]) -> tuple[dict[str, str] | None, bool]:
    """The texts of articles by id, and whether one could not be read."""
    from summarizer.sources import Failed, read

    if not sources:
        return None, False
    texts, failed = {}, False
    for found in read(sources):
        if isinstance(found, Failed):
            failed = True
            complain(f"failed: {found.source}: {found.error}")
        else:
            texts[found.article.id] = found.article.text
    return texts, failed
