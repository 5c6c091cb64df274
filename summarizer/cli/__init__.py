"""The command line: it parses, calls and prints. stdout is for data, stderr for people."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from summarizer.cli import (
    add,
    batch,
    completion,
    config,
    edit,
    evaluate,
    export,
    forget,
    keys,
    mcp,
    merge,
    migrate,
    report,
    schema,
    search,
    serve,
    settings,
    stories,
    summarize,
)
from summarizer.cli.options import Parser
from summarizer.cli.outcome import (
    ALL_DONE,
    INTERRUPTED,
    SOME_FAILED,
    WRONG_USAGE,
    complain,
    let_go_of_stdout,
    open_closed_streams,
    say,
    speak,
)
from summarizer.errors import SummarizerError, UsageError
from summarizer.versions import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 all done, 1 some failed, 2 wrong usage, 130 interrupted."""
    open_closed_streams()
    speak(log_format="text", quiet=False)
    try:
        parser = _parser()
        held = settings.apply(parser)
        options = parser.parse_args(arguments, argparse.Namespace(parser=parser, settings=held))
        speak(log_format=getattr(options, "log_format", "text"), quiet=getattr(options, "quiet", False))
        if address := settings.sends_key_as_file_says(options, held):
            say(f"{settings.KEY_VARIABLE} is sent to {address}.")
        code = int(options.run(options))
        sys.stdout.flush()
    except UsageError as error:
        complain(f"summarizer: {error}")
        return WRONG_USAGE
    except SummarizerError as error:
        complain(f"summarizer: {error}")
        return SOME_FAILED
    except KeyboardInterrupt:
        complain("Interrupted. What was answered is kept; the same command goes on from here.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has had enough, as `head` does
        let_go_of_stdout()
        complain("summarizer: nobody reads the output any more; the rest of it is not written.")
        return ALL_DONE
    except OSError as error:
        let_go_of_stdout()
        complain(f"summarizer: {error.filename or 'the output'} cannot be written ({error.strerror or error}).")
        return SOME_FAILED
    return code


_COMMANDS = (
    summarize,
    batch,
    merge,
    report,
    add,
    stories,
    edit,
    search,
    forget,
    export,
    serve,
    keys,
    mcp,
    migrate,
    evaluate,
    schema,
    config,
    completion,
)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="summarizer",
        description="Events, stances and quotes of news articles, tied to their words and merged across sources.",
    )
    parser.add_argument("--version", action="version", version=f"summarizer {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser
