"""`summarizer merge`: summaries to stories."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from summarizer.cli.options import add_command, asking_options, grouping_options, merging_options, model_options
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.schema import ArticleSummary, Story
    from summarizer.session import Session


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "merge",
        "summaries to stories, one JSON value a line on stdout; by scores without a model",
        "summarizer merge out/summaries.jsonl --model gpt-5-mini > stories.jsonl",
        "summarizer merge new.jsonl --into stories.jsonl --model gpt-5-mini",
        parents=[asking_options(), grouping_options(), merging_options()],
    )
    command.add_argument("summaries", nargs="+", type=Path, help="summaries.jsonl of a batch")
    command.add_argument(
        "--into",
        dest="kept",  # elsewhere `--into` is the desk's language, and a setting
        type=Path,
        metavar="STORIES",
        help="add them to the stories in this file, instead of writing to stdout",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.batch import read_summaries
    from summarizer.batch.folder import lock_folder

    if options.kept and not options.kept.parent.is_dir():
        raise UsageError(f"{options.kept.parent}: there is no such folder.", "Make it first, or name another file.")
    summaries = read_summaries(options.summaries)
    if options.kept is None:
        asyncio.run(_merge_to_stdout(options, summaries))
        return ALL_DONE
    try:
        with contextlib.ExitStack() as stack:
            lock_folder(options.kept.parent, stack)  # two merges at once into one file: the second would undo the first
            asyncio.run(_merge_into(options, summaries))
    except OSError as error:
        raise UsageError(f"{error.filename or options.kept}: {error.strerror or error}.") from None
    return ALL_DONE


async def _merge_to_stdout(options: argparse.Namespace, summaries: Sequence[ArticleSummary]) -> None:
    async with _merging(options) as session:
        async for story in session.merge_each(summaries, one_story=options.one_story):
            print(story.model_dump_json())


async def _merge_into(options: argparse.Namespace, summaries: Sequence[ArticleSummary]) -> None:
    from summarizer.batch import read_stories, write_stories
    from summarizer.text.counting import counted

    into = _Earlier(
        read_stories([options.kept] if options.kept.exists() else []),
        by_scores=options.link and not _is_model_given(options),
    )
    changes: Counter[str] = Counter()

    async def noted(stories: AsyncGenerator[Story, None]) -> AsyncGenerator[Story, None]:
        async for story in stories:
            key = into.keys.get(story.id)
            changes["new" if key is None else "as before" if key and key == story.key else "changed"] += 1
            yield story

    async with _merging(options) as session:
        merged = session.merge_each(summaries, into, one_story=options.one_story, reread=options.reread)
        await write_stories(options.kept, noted(merged))
    kinds = ", ".join(f"{changes[kind]} {kind}" for kind in ("new", "changed", "as before"))
    say(f"{counted(changes.total(), 'story', 'stories')}: {kinds}; written to {options.kept}")


def _merging(options: argparse.Namespace) -> Session:
    """A session with the model that is named, or, without one, one that merges by scores."""
    from summarizer.session import Session
    from summarizer.session_options import BUILTIN

    model = options.model if _is_model_given(options) else BUILTIN
    return Session(model, **model_options(options))


def _is_model_given(options: argparse.Namespace) -> bool:
    base_url = options.base_url if options.base_url != os.environ.get("OPENAI_BASE_URL") else None
    return bool(options.model or base_url or options.record or options.replay)


class _Earlier(Sequence["Story"]):
    """Stories that are added to, and the key of each by its id once they have been read in order.

    Raises:
        UsageError: on reading, when they are to be merged by scores and a model had a part in one of them.
    """

    def __init__(self, stories: Sequence[Story], *, by_scores: bool) -> None:
        self._stories, self._by_scores = stories, by_scores
        self.keys: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._stories)

    @overload
    def __getitem__(self, at: int) -> Story: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Story]: ...
    def __getitem__(self, at: int | slice) -> Story | Sequence[Story]:
        return self._stories[at]

    def __iter__(self) -> Iterator[Story]:
        for story in self._stories:
            self.keys[story.id] = story.key
            if self._by_scores and story.model:
                raise UsageError(
                    f"{story.model} read the reports of these stories together, and scores alone would undo that.",
                    f"Give --model {story.model} (what it answered is cached), or --no-link to merge by scores alone.",
                )
            yield story
