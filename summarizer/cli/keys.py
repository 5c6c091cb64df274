"""`summarizer keys`: who may use the service."""

from __future__ import annotations

import argparse
import datetime as dt

from summarizer.cli.options import speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = commands.add_parser("keys", help="who may use the service")
    actions = command.add_subparsers(required=True, metavar="ACTION")
    common = [store_options(), speaking_options()]
    make = actions.add_parser("add", parents=common, help="make a key, and print it this once")
    make.add_argument("name", help="whose it is")
    make.add_argument("--role", choices=("reader", "analyst", "admin"), default="reader", help="(default: reader)")
    make.set_defaults(run=_add)
    show = actions.add_parser("list", parents=common, help="the keys, without the keys themselves")
    show.set_defaults(run=_list)
    revoke = actions.add_parser("revoke", parents=common, help="make a key worthless")
    revoke.add_argument("id")
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
