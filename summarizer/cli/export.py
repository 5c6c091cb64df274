"""`summarizer export`: a store as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from summarizer.cli.options import speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser(
        "export",
        parents=[store_options(), speaking_options()],
        help="a store as JSONL files",
    )
    command.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the files")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    try:
        with Store(options.store, make=False) as store:
            paths = store.export(options.output)
    except OSError as error:
        raise UsageError(f"{error.filename or options.output}: {error.strerror or error}.") from None
    say(f"Written: {', '.join(str(path) for path in paths)}. `summarizer report {paths[-1]} -o FILE` makes a page.")
    return ALL_DONE
