"""`summarizer migrate`: makes the tables of a store, or brings them up to date, before anything else is started."""

from __future__ import annotations

import argparse

from summarizer.cli.options import speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser(
        "migrate",
        parents=[store_options(), speaking_options()],
        help="make the tables of a store, or bring them up to date (any command does that for itself)",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store
    from summarizer.store.database import REVISIONS

    with Store(options.store) as store:
        say(f"{store.name} is at {REVISIONS[-1]}.")
    return ALL_DONE
