"""`summarizer report`: stories to one HTML page."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from summarizer.cli.options import add_command, speaking_options
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "report",
        "stories to one HTML page that a desk can read and check",
        "summarizer report out/stories.jsonl -o report.html",
        parents=[speaking_options()],
    )
    command.add_argument("stories", nargs="+", type=Path, help="stories.jsonl of a batch")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the page, such as report.html; - for stdout"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.batch import read_stories
    from summarizer.reports.write import write_reports
    from summarizer.text.counting import counted

    stories = read_stories(options.stories)
    to_stdout = str(options.output) == "-"
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html") if to_stdout else options.output
        if not page.parent.is_dir():
            raise UsageError(f"{page.parent}: there is no such folder.", "Make it first, or name another with -o.")
        try:
            written = write_reports(stories, page=page, made=dt.datetime.now(dt.UTC))
        except OSError as error:
            raise UsageError(f"{page} cannot be written ({error.strerror or error}).") from None
        if to_stdout:
            _print_page(written)
        else:
            say(f"{counted(len(stories), 'story', 'stories')} written to {written[0]}")
    return ALL_DONE


def _print_page(written: Sequence[Path]) -> None:
    if len(written) > 1:
        raise UsageError("This is too much for one page.", "Name a file with -o: a folder of pages is made beside it.")
    sys.stdout.write(written[0].read_text("utf-8"))
