"""How a command ends: its exit code, and what is said on stderr."""

from __future__ import annotations

import sys

ALL_DONE, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def say(text: str) -> None:
    """Says something to people: on stderr."""
    print(text, file=sys.stderr, flush=True)
