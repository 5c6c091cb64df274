"""Which files of the package a replayed batch enters, and over how many edges from file to file.

    python -m tests.benchmarks.files_entered [--list] [FOLDER CASSETTE]

A file is entered when one of its functions is called, by whatever thread; importing it is not entering it. An edge is a
call from a function in one file to a function in another one. What a stranger would have to open to follow an article
all the way, and a measure of nothing else: a file that holds two subjects counts less than two that hold one each.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

import summarizer
from summarizer.cli import main

PACKAGE = f"{Path(summarizer.__file__).parent}/"


class Entered:
    """A profile function that counts the files entered and the edges between them."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.edges: Counter[tuple[str, str]] = Counter()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Notes a call; comprehensions, class bodies and modules are part of what is read where they stand."""
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(PACKAGE) or not code.co_flags & 2:
            return
        here = code.co_filename.removeprefix(PACKAGE)
        self.files[here] += 1
        caller = frame.f_back
        if caller is not None and caller.f_code.co_filename.startswith(PACKAGE):
            there = caller.f_code.co_filename.removeprefix(PACKAGE)
            if there != here:
                self.edges[there, here] += 1


def entered(articles: str, cassette: str) -> Entered:
    """What `summarizer batch` enters from its first line to its last on these articles."""
    found = Entered()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        threading.setprofile(found)
        sys.setprofile(found)
        try:
            code = main(["batch", articles, "-o", f"{folder}/out", "--replay", cassette, "--quiet"])
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    if code:
        raise SystemExit(f"the batch ended with {code}")
    return found


def report() -> None:
    """Prints the two numbers, and with --list the files with the edges that lead to them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", default="tests/articles/strike")
    parser.add_argument("cassette", nargs="?", default="cassettes/strike")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    found = entered(options.articles, options.cassette)
    print(f"{len(found.files)} files over {len(found.edges)} edges")
    if options.list:
        for name in sorted(found.files):
            callers = sorted(caller for caller, called in found.edges if called == name)
            print(f"{name}  {found.files[name]} calls; from {', '.join(callers) or 'outside'}")


if __name__ == "__main__":
    report()
