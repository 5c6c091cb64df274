"""How a command ends, and what it says on stderr: plain lines for people, or one JSON object a line for machines."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

ALL_DONE, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_CHATTY = ("trafilatura", "htmldate", "courlan", "instructor")
"""Libraries whose log is about their own workings; what comes of it this program says itself."""


@dataclass(slots=True)
class _Stderr:
    is_json: bool = False
    is_quiet: bool = False


_stderr = _Stderr()


def speak(*, log_format: str, quiet: bool) -> None:
    """Sets how everything is said from now on, the log of this package and of others among it."""
    _stderr.is_json, _stderr.is_quiet = log_format == "json", quiet
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Log)]:
        root.removeHandler(handler)
    root.addHandler(_Log(logging.WARNING))
    logging.captureWarnings(capture=True)


def open_closed_streams() -> None:
    """Takes the place of streams that a shell has closed (`>&-`): what is told goes nowhere, data fails to be written.

    Else the next file that is opened, such as a store, would be standard output to whatever writes there.
    """
    for name, how in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            mode = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), how, encoding="utf-8"))


def say(text: str) -> None:
    """Says something to people; nothing under `--quiet`."""
    if not _stderr.is_quiet:
        _put("note", text)


def complain(text: str) -> None:
    """Says what went wrong, even under `--quiet`."""
    _put("error", text)


def stdout_console() -> Console:
    """A console on stdout that leaves it to `main` to say that nobody reads it any more."""
    from rich.console import Console

    class Stdout(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Stdout()


def let_go_of_stdout() -> None:
    """Sends the rest of stdout to nowhere, so that Python does not fail once more when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # it is no file, as in a test
        return


class _Log(logging.Handler):
    """Prints log records in the form that the user asked for."""

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.split(".")[0] == "summarizer"
        chatty = record.name.startswith(_CHATTY)
        if _stderr.is_quiet and (chatty or record.levelno < logging.ERROR):
            return
        if _stderr.is_json:
            _put("log", record.getMessage(), level=record.levelname.lower(), logger=record.name)
        elif ours or (record.levelno >= logging.ERROR and not chatty):
            _put("log", record.getMessage())


def _put(event: str, text: str, **more: str) -> None:
    from summarizer.reports.printable import printable
    from summarizer.reports.progress import JsonLog
    from summarizer.scrubbing import scrub

    try:
        if _stderr.is_json:
            JsonLog().event(event, text=text, **more)
        else:
            print(printable(scrub(text)), file=sys.stderr, flush=True)
    except OSError:  # nobody reads stderr any more
        return
