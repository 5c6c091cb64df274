"""`summarizer mcp`: the store for agents, over stdin and stdout."""

from __future__ import annotations

import argparse

from summarizer.cli.options import add_command, asking_options, model_options, reading_options, store_options
from summarizer.cli.outcome import ALL_DONE
from summarizer.errors import UsageError


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "mcp",
        "the store for agents (Model Context Protocol), over stdin and stdout",
        "summarizer mcp --store news.sqlite",
        parents=[store_options(), asking_options(), reading_options()],
    )
    command.add_argument("--allow-asking", action="store_true", help="let agents have texts read by the model")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from summarizer.service.agents import make_server
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The service is not installed ({error.name}).", "Install it: pip install 'summarizer[service]'."
        ) from None
    from summarizer.api import Summarizer
    from summarizer.store import Store

    with Store(options.store) as store:
        if not options.allow_asking:
            make_server(store, lambda _: None).run("stdio")
            return ALL_DONE
        with Summarizer(options.model, **model_options(options)) as summarizer:
            make_server(store, lambda _: summarizer).run("stdio")
    return ALL_DONE
