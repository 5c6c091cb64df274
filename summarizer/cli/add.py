"""`summarizer add`: articles into a store, its stories kept up to date."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import TYPE_CHECKING

from summarizer.cli.options import (
    add_command,
    asking_options,
    defaults,
    grouping_options,
    missing_options,
    model_options,
    reading_options,
    store_options,
)
from summarizer.cli.outcome import ALL_DONE, SOME_FAILED, complain, say

if TYPE_CHECKING:
    from summarizer.store import Revision, Store, Update

_KINDS = {"added": "+", "moved_on": "→", "corrected": "≠", "removed": "−"}
_SHOWN = 12
"""Changes of a story that are listed; `summarizer story` shows all of it."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "add",
        "articles into a store, its stories kept up to date; says what is new in which story",
        "summarizer add morning/ --store news.sqlite --model gpt-5-mini",
        parents=[store_options(), asking_options(), grouping_options(), reading_options(), missing_options()],
    )
    command.add_argument(
        "paths",
        nargs="*",
        help="files, folders, globs, http(s) addresses, or - for stdin; none goes on with what is left to do",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.session import Session
    from summarizer.sources import read
    from summarizer.store import Store
    from summarizer.store.updating import update

    with Store(options.store) as store:

        async def all_of_it() -> Update:
            async with Session(options.model, **model_options(options)) as session:
                return await update(store, session, read(options.paths, defaults(options)) if options.paths else ())

        done = asyncio.run(all_of_it())
        for revision in done.revisions:
            print(_told(revision) if sys.stdout.isatty() else revision_json(revision))
        _tell(done, store)
    return SOME_FAILED if done.failed else ALL_DONE


def revision_json(revision: Revision) -> str:
    """A revision as a line of JSON."""
    fields = ("number", "story", "revision", "at", "why", "headline")
    known = {field: getattr(revision, field) for field in fields}
    return json.dumps(known | {"changes": [one.model_dump() for one in revision.changes]}, ensure_ascii=False)


def _told(revision: Revision) -> str:
    lines = [f"{revision.headline or '(no longer a story)'}  [{revision.story}]"]
    for change in revision.changes[:_SHOWN]:
        before = f"  (was: {change.before})" if change.before and change.part != "articles" else ""
        part = change.part.replace("_", " ")
        lines.append(f"  {_KINDS[change.kind]} {part}: {change.text}{before}")
    if len(revision.changes) > _SHOWN:
        lines.append(f"  … and {len(revision.changes) - _SHOWN} more")
    return "\n".join(lines)


def _tell(done: Update, store: Store) -> None:
    from summarizer.text.counting import counted

    for source, error in done.failed:
        complain(f"failed: {source}: {str(error).removeprefix(f'{source}: ')}")
    kinds = [one.kind for one in done.put]
    parts = [
        f"{kinds.count('new')} new, {kinds.count('corrected')} corrected, {kinds.count('known')} known before",
        f"{counted(len(done.revisions), 'story', 'stories')} changed",
        f"{done.elsewhere} left to another process or to the next try" if done.elsewhere else "",
        f"{counted(done.usage.requests, 'request')}, {done.usage.input_tokens:,} tokens in, "
        f"{done.usage.output_tokens:,} out",
        f"{len(done.failed)} failed" if done.failed else "",
    ]
    say(f"{', '.join(part for part in parts if part)}; in {store.name}")
