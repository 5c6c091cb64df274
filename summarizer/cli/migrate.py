"""`summarizer migrate`: makes the tables of a store, or brings them up to date, before anything else is started."""

from __future__ import annotations

import argparse

from summarizer.cli.options import add_command, speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "migrate",
        "make the tables of a store, or bring them up to date (any command does that for itself)",
        "summarizer migrate --store postgresql+psycopg://user@host/news",
        parents=[store_options(), speaking_options()],
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store
    from summarizer.store.database import REVISIONS

    with Store(options.store) as store:
        say(f"{store.name} is at {REVISIONS[-1]}.")
    return ALL_DONE
