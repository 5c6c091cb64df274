"""`summarizer export`: a store as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from summarizer.cli.options import add_command, speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "export",
        "a store as files: all of it as JSONL, or tables of quotes, events, stances … as CSV or Parquet",
        "summarizer export --store news.sqlite -o files",
        "summarizer export --store out -o tables --format csv",
        parents=[store_options(), speaking_options()],
    )
    command.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the files")
    command.add_argument(
        "--format",
        choices=("jsonl", "csv", "parquet"),
        default="jsonl",
        help="jsonl: all there is; csv, parquet: tables (default: jsonl)",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    try:
        with Store(options.store, make=False) as store:
            paths = store.export(options.output, options.format)
    except OSError as error:
        raise UsageError(f"{error.filename or options.output}: {error.strerror or error}.") from None
    page = f" `summarizer report {paths[-1]} -o FILE` makes a page." if options.format == "jsonl" else ""
    say(f"Written: {', '.join(str(path) for path in paths)}.{page}")
    return ALL_DONE
