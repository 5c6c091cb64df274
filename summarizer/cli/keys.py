"""`summarizer keys`: who may use the service."""

from __future__ import annotations

import argparse
import datetime as dt

from summarizer.cli.options import add_command, speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "keys",
        "who may use the service",
        "summarizer keys add ana --role analyst --store news.sqlite",
        "summarizer keys list --store news.sqlite",
    )
    actions = command.add_subparsers(required=True, metavar="ACTION")
    common = [store_options(), speaking_options()]
    make = add_command(
        actions,
        "add",
        "make a key, and print it this once",
        "summarizer keys add ana --role analyst --store news.sqlite",
        parents=common,
    )
    make.add_argument("name", help="whose it is")
    make.add_argument("--role", choices=("reader", "analyst", "admin"), default="reader", help="(default: reader)")
    make.set_defaults(run=_add)
    show = add_command(
        actions,
        "list",
        "the keys, without the keys themselves",
        "summarizer keys list --store news.sqlite",
        parents=common,
    )
    show.set_defaults(run=_list)
    revoke = add_command(
        actions,
        "revoke",
        "make a key worthless",
        "summarizer keys revoke 5d0c --store news.sqlite",
        parents=common,
    )
    revoke.add_argument("id", help="the key's id, as `summarizer keys list` has it")
    revoke.set_defaults(run=_revoke)


def _add(options: argparse.Namespace) -> int:
    from summarizer.service.keys import add_key
    from summarizer.store import Store

    with Store(options.store) as store:
        key, secret = add_key(store, options.name, options.role)
    print(secret)
    say(f"The key of {key.name} ({key.role}), id {key.id}. It is kept nowhere: it cannot be shown again.")
    return ALL_DONE


def _list(options: argparse.Namespace) -> int:
    from summarizer.service.keys import list_keys
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        for key in list_keys(store):
            made = dt.datetime.fromtimestamp(key.made, dt.UTC).date().isoformat()
            print(f"{key.id}  {key.role:8}{made}  {key.name}{'  (revoked)' if key.revoked else ''}")
    return ALL_DONE


def _revoke(options: argparse.Namespace) -> int:
    from summarizer.service.keys import revoke_key
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        revoke_key(store, options.id)
    say(f"{options.id} opens nothing any more.")
    return ALL_DONE
