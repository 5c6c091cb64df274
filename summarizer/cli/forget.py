"""`summarizer forget`: an article out of a store, with all that was taken from it."""

from __future__ import annotations

import argparse

from summarizer.cli.options import speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser(
        "forget",
        parents=[store_options(), speaking_options()],
        help="take an article out of a store, wholly",
    )
    command.add_argument("ids", nargs="+", metavar="ID", help="the article's id, the beginning of it, or its address")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.llm.cache import default_folder
    from summarizer.store import Store

    with Store(options.store) as store:
        for id_ in options.ids:
            forgotten = store.forget(id_)
            emptied = f"; emptied: {', '.join(forgotten.stories)}" if forgotten.stories else ""
            say(f"{id_} is forgotten{emptied}")
    say("What is left of these stories is read again by the next `summarizer add`.")
    say(f"Answers about it may be in the cache too: {default_folder()} (or where --cache was). Delete that folder.")
    return ALL_DONE
