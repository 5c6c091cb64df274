"""`summarizer stories` and `summarizer story`: what a store tells."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys

from summarizer.cli.options import add_command, speaking_options, store_options, whole_number
from summarizer.cli.outcome import ALL_DONE


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands to the parser."""
    several = add_command(
        commands,
        "stories",
        "the stories of a store, latest change first",
        "summarizer stories --store news.sqlite",
        "summarizer stories --since 41 --store news.sqlite",
        parents=[store_options(), speaking_options()],
    )
    several.add_argument("--limit", type=whole_number(1), default=50, metavar="N", help="at most (default: 50)")
    several.add_argument(
        "--since",
        type=whole_number(0),
        metavar="REVISION",
        help="what is new in all stories since the revision with this number",
    )
    several.set_defaults(run=_stories)
    one = add_command(
        commands,
        "story",
        "one story of a store: a page on a terminal, JSON in a pipe",
        "summarizer story 3f1c --store news.sqlite",
        "summarizer story 3f1c --store news.sqlite --json | jq .gist",
        parents=[store_options(), speaking_options()],
    )
    one.add_argument("id", help="the story's id, or the beginning of it")
    one.add_argument("--revision", type=whole_number(1), metavar="N", help="as it was then")
    one.add_argument("--json", action="store_true", help="JSON on a terminal too: it has the ids of items")
    one.set_defaults(run=_story)


def _stories(options: argparse.Namespace) -> int:
    from summarizer.cli.add import revision_json
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        if options.since is not None:
            for revision in store.changes(options.since, limit=options.limit):
                print(revision_json(revision))
            return ALL_DONE
        for line in store.stories(limit=options.limit):
            days = [dt.date.fromordinal(day).isoformat() if day else None for day in (line.first_day, line.last_day)]
            if sys.stdout.isatty():
                print(f"{line.id}  {days[1] or '          '}  {line.articles:4}  {line.headline}")
            else:
                known = dataclasses.asdict(line) | {"first_day": days[0], "last_day": days[1]}
                print(json.dumps(known, ensure_ascii=False))
    return ALL_DONE


def _story(options: argparse.Namespace) -> int:
    from summarizer.store import Store

    with Store(options.store, make=False) as store:
        story = store.story(options.id, options.revision)
    if options.json or not sys.stdout.isatty():
        print(story.model_dump_json(indent=2))
        return ALL_DONE
    from summarizer.cli.outcome import stdout_console
    from summarizer.reports.terminal import print_story

    print_story(story, stdout_console())
    return ALL_DONE
