"""An article out of a store, with all that was taken from it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection

from summarizer.errors import StoreError
from summarizer.llm.cache import DiskCache, default_folder
from summarizer.schema import Article, ArticleSummary
from summarizer.store import article_records, grouping_index, groups, story_records
from summarizer.store.answers import SharedAnswers


def forget(connection: Connection, number: int) -> tuple[list[Article], list[str]]:
    """Deletes an article with all its versions, readings, words and search entries, and empties its stories.

    Returns:
        The versions, and ids of the stories that are to be read again.
    """
    revised = story_records.empty(connection, number)
    clusters = grouping_index.take_away(connection, number)
    linked = groups.unlink(connection, number)
    left = groups.leave(connection, number)
    gone = article_records.forget(connection, number)
    groups.settle(connection, clusters, touched=linked)
    groups.mark_due(connection, [left] if left is not None else [])
    return gone, [one.story for one in revised]


def forget_answers(cache: str | os.PathLike[str] | bool, articles: Sequence[Article], keys: Iterable[str]) -> int:
    """Takes out of the cache what a model has answered about an article; gives how many entries that were.

    Found are answers under the keys of the store's readings, readings of the article that were finished for any other
    store or none, and the answers that those were made of. Not found are answers about parts of an article that was
    too long for one request, and what was said of whole stories: their keys do not tell what they are about.

    Args:
        cache: its folder; True for the platform's cache folder, False for none.

    Raises:
        StoreError: the cache cannot be written to.
    """
    folder = default_folder() if cache is True else Path(cache) if cache is not False else None
    if folder is None or not (folder / "cache.db").exists():
        return 0
    answers = DiskCache(folder)
    try:
        return answers.delete(_about(articles, keys, answers.items()))
    except OSError as error:
        raise StoreError(
            f"{folder}: what was answered about the article cannot be taken out of the cache ({error.strerror}).",
            "The article itself is forgotten. Delete that folder, or forget again once it can be written to.",
        ) from None
    finally:
        answers.close()


def forget_shared_answers(answers: SharedAnswers, articles: Sequence[Article], keys: Iterable[str]) -> int:
    """As `forget_answers`, of those in the store itself."""
    return answers.delete(_about(articles, keys, answers.items()))


def _about(articles: Sequence[Article], keys: Iterable[str], kept: Iterable[tuple[str, str]]) -> set[str]:
    """The keys of what is kept about articles."""
    found = set(keys)
    begins = tuple(f'{{"article":{{"id":{json.dumps(one.id, ensure_ascii=False)},' for one in articles)
    for key, text in kept:
        if text.startswith(begins):
            found.add(key)
            found.update(_key_of(text))
    return found


def _key_of(text: str) -> Iterable[str]:
    try:
        yield ArticleSummary.model_validate_json(text).run.key
    except ValidationError:
        return
