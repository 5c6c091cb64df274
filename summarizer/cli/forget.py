"""`summarizer forget`: an article out of a store, with all that was taken from it."""

from __future__ import annotations

import argparse

from summarizer.cli.options import add_command, cache_options, speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "forget",
        "take an article out of a store, wholly",
        "summarizer forget 9a41c0 --store news.sqlite",
        parents=[store_options(), speaking_options()],
    )
    command.add_argument("ids", nargs="+", metavar="ID", help="the article's id, the beginning of it, or its address")
    cache_options(command, "leave the cache of answers as it is")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store
    from summarizer.text.counting import counted

    with Store(options.store, make=False) as store:
        for id_ in options.ids:
            forgotten = store.forget(id_, cache=options.cache)
            emptied = f"; emptied: {', '.join(forgotten.stories)}" if forgotten.stories else ""
            answers = counted(forgotten.answers, "answer") + " taken out of the cache"
            say(f"{id_} is forgotten{emptied}; {answers}")
    say("What is left of these stories is read again by the next `summarizer add`.")
    say("What a model said of whole stories or parts of a long article may still be in the cache: delete its folder.")
    return ALL_DONE
