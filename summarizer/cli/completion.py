"""`summarizer completion`: what a shell needs to complete commands and options.

Made by shtab out of the parser: a script that is written once, so that a press of Tab starts no Python.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from summarizer.cli.options import add_command
from summarizer.cli.outcome import ALL_DONE

_FOLDERS = ("DIR",)
_FILES = ("FILE", "STORIES", "PLACE")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "completion",
        "a script with which a shell completes commands and options",
        'eval "$(summarizer completion bash)"   # in ~/.bashrc',
        "summarizer completion zsh > ~/.zfunc/_summarizer   # in a folder of fpath",
        "summarizer completion fish > ~/.config/fish/completions/summarizer.fish",
    )
    command.add_argument("shell", choices=("bash", "zsh", "fish"), help="which shell")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    import shtab

    _name_files(options.parser, shtab.FILE, shtab.DIRECTORY)
    print(shtab.complete(options.parser, options.shell))
    return ALL_DONE


def _name_files(parser: argparse.ArgumentParser, file: object, folder: object) -> None:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _name_files(command, file, folder)
        elif action.metavar in _FOLDERS:
            action.complete = folder  # type: ignore[attr-defined]
        elif action.metavar in _FILES or action.type is Path or action.dest in ("paths", "file"):
            action.complete = file  # type: ignore[attr-defined]
