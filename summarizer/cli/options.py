"""Options that several commands have."""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import math
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from summarizer.errors import UsageError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from summarizer.session_options import Options
    from summarizer.sources import Defaults


_MOST = 2**63 - 1  # that a database takes


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, and leaves the many options to `--help`."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parses, and says what is unknown while it is known whose it is: a command's help is what lists its options.

        Raises:
            UsageError: wrong or unknown arguments.
        """
        args = sys.argv[1:] if args is None else list(args)
        if self._subparsers is None:  # before what is missing is told of, which a misspelt option may have been
            self._check_options(args)
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown

    def _check_options(self, args: list[str]) -> None:
        options = [option for option in self._option_string_actions if option.startswith("--")]
        for given in itertools.takewhile(lambda each: each != "--", args):
            name = given.partition("=")[0]
            if not name.startswith("--") or " " in given or any(option.startswith(name) for option in options):
                continue
            near = difflib.get_close_matches(name, options, 1)
            raise UsageError(
                f"{name} is no option of `{self.prog}`.",
                (f"Did you mean {near[0]}? " if near else "") + f"`{self.prog} --help` lists them.",
            )

    def error(self, message: str) -> NoReturn:
        """Says what is wrong.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{message}.", f"`{self.prog} --help` shows how it is used.")


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    told: str,
    *examples: str,
    parents: Sequence[argparse.ArgumentParser] = (),
) -> argparse.ArgumentParser:
    """A command whose help says what it does and how it is used, by example."""
    return commands.add_parser(
        name,
        parents=list(parents),
        help=told,
        description=f"{told[0].upper()}{told[1:]}.",
        epilog="\n".join(("examples:" if len(examples) > 1 else "example:", *(f"  {each}" for each in examples))),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def whole_number(least: int, most: int = _MOST) -> Callable[[str], int]:
    """A type of an option: a whole number within these bounds."""

    def read(given: str) -> int:
        try:
            number = int(given)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{given} is not a whole number") from None
        if not least <= number <= most:
            bounds = f"{least} to {most}" if most < _MOST else f"{least} or more" if number < least else "less"
            raise argparse.ArgumentTypeError(f"it must be {bounds}, not {given}")
        return number

    return read


def positive_number(given: str) -> float:
    """A type of an option: a number above 0 that is not endless."""
    number = amount(given)
    if not number:
        raise argparse.ArgumentTypeError(f"it must be more than 0, not {given}")
    return number


def amount(given: str) -> float:
    """A type of an option: 0, or a number above it that is not endless."""
    try:
        number = float(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given} is not a number") from None
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"it must be a number that is not below 0, not {given}")
    return number


def speaking_options() -> argparse.ArgumentParser:
    """How a command says things on stderr."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--log-format", choices=("text", "json"), default="text", help="what stderr is for")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    return parser


def asking_options() -> argparse.ArgumentParser:
    """The options of every command that asks a model."""
    parser = argparse.ArgumentParser(add_help=False, parents=[speaking_options()])
    model = parser.add_argument_group("model")
    model.add_argument("--model", help="its name at the endpoint, or builtin (default: SUMMARIZER_MODEL)")
    model.add_argument("--base-url", metavar="URL", help="an OpenAI-compatible endpoint (default: OPENAI_BASE_URL)")
    model.add_argument(
        "--structured",
        choices=("json_schema", "tools", "json_object"),
        default="json_schema",
        help="how JSON is asked for; tools and json_object are for endpoints without strict JSON schema",
    )
    model.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one more field of each request, such as temperature=0; may be repeated",
    )
    model.add_argument(
        "--timeout", type=positive_number, default=600.0, metavar="SECONDS", help="for one request (default: 600)"
    )
    model.add_argument(
        "--concurrency", type=whole_number(1), default=8, metavar="N", help="requests under way at once (default: 8)"
    )
    model.add_argument(
        "--requests-per-minute",
        type=positive_number,
        metavar="N",
        help="at most (default: what the endpoint bears, learnt)",
    )
    model.add_argument(
        "--tokens-per-minute", type=positive_number, metavar="N", help="at most, input and output together"
    )
    model.add_argument(
        "--no-link",
        action="store_false",
        dest="link",
        help="merge by scores alone, without asking the model; it writes no gists then",
    )
    keeping = parser.add_argument_group("what is kept")
    cache_options(keeping, "keep no answers")
    taped = keeping.add_mutually_exclusive_group()
    taped.add_argument("--record", metavar="DIR", help="record exchanges with the endpoint; those it has are replayed")
    taped.add_argument("--replay", metavar="DIR", help="answer from recordings, with no network")
    return parser


def cache_options(group: argparse._ArgumentGroup | argparse.ArgumentParser, without: str) -> None:
    """Where answers are kept; `without` says what it means that they are not."""
    kept = group.add_mutually_exclusive_group()
    kept.add_argument(
        "--cache", metavar="DIR", default=True, help="folder of answers (default: the platform's cache folder)"
    )
    kept.add_argument("--no-cache", action="store_const", const=False, dest="cache", help=without)


def reading_options() -> argparse.ArgumentParser:
    """The options of every command that reads articles one by one."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--into",
        metavar="LANG",
        help="the desk's language, such as en: gists, descriptions, targets and names of articles in other languages "
        "are given in it as well, as the model's translation",
    )
    return parser


def store_options() -> argparse.ArgumentParser:
    """Where the store is."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--store",
        metavar="PLACE",
        help="a file, or a PostgreSQL: postgresql+psycopg://… (default: SUMMARIZER_STORE, else the data folder)",
    )
    return parser


def missing_options() -> argparse.ArgumentParser:
    """What may be said of articles that do not say it themselves."""
    parser = argparse.ArgumentParser(add_help=False)
    missing = parser.add_argument_group("what a file does not say")
    missing.add_argument("--published", metavar="DATE", help="day of publication, such as 2022-04-22")
    missing.add_argument("--outlet", help="who published it")
    missing.add_argument("--language", help="BCP-47, such as en")
    return parser


def defaults(options: argparse.Namespace) -> Defaults:
    """What `missing_options` were given."""
    from summarizer.sources import Defaults

    return Defaults(published=options.published, outlet=options.outlet, language=options.language)


def model_options(options: argparse.Namespace) -> Options:
    """What `asking_options` were given.

    Raises:
        UsageError: a value that cannot be.
    """
    return {
        "base_url": options.base_url,
        "structured": options.structured,
        "into": vars(options).get("into"),
        "parameters": dict(_parameter(each) for each in options.parameter),
        "timeout": options.timeout,
        "concurrency": options.concurrency,
        "requests_per_minute": options.requests_per_minute,
        "tokens_per_minute": options.tokens_per_minute,
        "cache": options.cache,
        "link": options.link,
        "near_pairs": getattr(options, "ask_near_pairs", False),
        "embedding_model": getattr(options, "embedding_model", None),
        "record": options.record,
        "replay": options.replay,
    }


def _parameter(given: str) -> tuple[str, JsonValue]:
    """NAME=VALUE, the value read as JSON where it is JSON and as text where it is not."""
    name, equals, value = given.partition("=")
    if not (name and equals):
        raise UsageError(f"--parameter {given}: there is no NAME=VALUE.", "Write temperature=0.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def grouping_options() -> argparse.ArgumentParser:
    """Who tells which articles make a story, where their words leave it open."""
    parser = argparse.ArgumentParser(add_help=False)
    near = parser.add_argument_group("stories that nearly agree").add_mutually_exclusive_group()
    near.add_argument(
        "--ask-near-pairs",
        action="store_true",
        help="ask the model whether two stories are one whose words agree nearly enough",
    )
    near.add_argument(
        "--embedding-model", metavar="NAME", help="tell that by embeddings of this model, asked at /v1/embeddings"
    )
    return parser


def merging_options() -> argparse.ArgumentParser:
    """How stories are made."""
    parser = argparse.ArgumentParser(add_help=False)
    stories = parser.add_argument_group("stories")
    stories.add_argument(
        "--one-story", action="store_true", help="all articles tell one story: do not ask their words which tell which"
    )
    stories.add_argument(
        "--reread", action="store_true", help="read stories from their first report on instead of adding to them"
    )
    return parser
