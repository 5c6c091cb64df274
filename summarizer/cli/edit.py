"""`summarizer edit` and `summarizer edits`: stories of a store changed by hand, as `Store` does by the same names."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import sys
from typing import TYPE_CHECKING

from summarizer.cli.options import add_command, speaking_options, store_options
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.store import Edit

_ITEM = "id of an item, as `summarizer story ID --json` has it (e3), or a line by its part and place: gist/2"
_VERBS: dict[str, tuple[str, tuple[tuple[str, str], ...], str]] = {
    "set-headline": (
        "another headline",
        (("story", "id of the story"), ("headline", "the headline")),
        'summarizer edit set-headline 3f1c "Ferry sinks off Ostrava" --why "house style"',
    ),
    "hide": (
        "an item or a line is not shown",
        (("story", "id of the story"), ("item", _ITEM)),
        "summarizer edit hide 3f1c e3",
    ),
    "correct": (
        "an item or a line reads otherwise; of a quotation it is the note that does",
        (("story", "id of the story"), ("item", _ITEM), ("words", "how it is to read")),
        'summarizer edit correct 3f1c gist/2 "Nobody was hurt."',
    ),
    "same": (
        "two names of a story are one",
        (("story", "id of the story"), ("entity", "id of the name that stays (n1)"), ("other", "id of the other (n4)")),
        "summarizer edit same 3f1c n1 n4",
    ),
    "not-same": (
        "what some articles call NAME is somebody or something else",
        (
            ("story", "id of the story"),
            ("entity", "id of the name that they are counted as (n1)"),
            ("name", "the name"),
        ),
        'summarizer edit not-same 3f1c n1 "the minister"',
    ),
    "join": (
        "two stories are one",
        (("story", "id of the story that stays"), ("other", "id of the other")),
        "summarizer edit join 3f1c 9a41",
    ),
    "take-out": (
        "an article is not of a story",
        (("story", "id of the story"), ("article", "id or address of the article")),
        "summarizer edit take-out 3f1c https://example.org/1",
    ),
}
_BY_ADD = ("join", "take_out")
"""What the next reading does, and not the edit itself."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands to the parser."""
    edit = add_command(
        commands,
        "edit",
        "change a story by hand; what is changed stays, and can be undone",
        *(example for _, _, example in _VERBS.values()),
    )
    verbs = edit.add_subparsers(required=True, metavar="WHAT")
    for verb, (told, arguments, example) in _VERBS.items():
        one = add_command(verbs, verb, told, example, parents=[store_options(), speaking_options()])
        for name, what in arguments:
            one.add_argument(name, metavar=name.upper(), help=what)
        _signed(one).add_argument("--why", default="", help="the reason, which is kept")
        one.set_defaults(run=_edit, verb=verb)
    undo = add_command(
        verbs,
        "undo",
        "take an edit back",
        "summarizer edit undo 2",
        parents=[store_options(), speaking_options()],
    )
    undo.add_argument("number", type=int, metavar="NUMBER", help="its number, as `summarizer edits` has it")
    _signed(undo).set_defaults(run=_undo)
    edits = add_command(
        commands,
        "edits",
        "what was changed by hand, in order",
        "summarizer edits 3f1c",
        parents=[store_options(), speaking_options()],
    )
    edits.add_argument("story", nargs="?", metavar="STORY", help="id of a story (default: all)")
    edits.set_defaults(run=_edits)


def _signed(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--who", help="who changes it (default: the name that you are logged in with)")
    return parser


def _edit(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    _, arguments, _ = _VERBS[options.verb]
    given = [getattr(options, name) for name, _ in arguments]
    with Store(options.store, make=False) as store:
        change = getattr(store, options.verb.replace("-", "_"))
        _tell(change(*given, who=_who(options), why=options.why))
    return ALL_DONE


def _undo(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        _tell(store.undo(options.number, who=_who(options)))
    return ALL_DONE


def _edits(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        for one in store.edits(options.story):
            print(_told(one) if sys.stdout.isatty() else _json(one))
    return ALL_DONE


def _who(options: argparse.Namespace) -> str:
    if options.who is not None:
        return str(options.who)
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without a name for its user
        raise UsageError("Nobody is named who makes this edit.", "Say who with --who.") from None


def _tell(edit: Edit) -> None:
    print(_told(edit) if sys.stdout.isatty() else _json(edit))
    if edit.kind in _BY_ADD:
        say("The stories are as they were until the next `summarizer add`, which reads them again.")


def _told(edit: Edit) -> str:
    when = dt.datetime.fromtimestamp(edit.at).isoformat(" ", "minutes")
    undone = f"  (undone by {edit.undone_by})" if edit.undone_by is not None else ""
    why = f": {edit.why}" if edit.why else ""
    return f"{edit.number:4}  {when}  {edit.who}  {edit.kind.replace('_', '-')}  [{edit.story}]{why}{undone}"


def _json(edit: Edit) -> str:
    known = {name: getattr(edit, name) for name in ("number", "at", "who", "why", "story", "undone_at", "undone_by")}
    return json.dumps(known | edit.details.model_dump(), ensure_ascii=False)
