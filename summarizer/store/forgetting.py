"""An article out of a store, with all that was taken from it."""

from __future__ import annotations

from sqlalchemy import Connection

from summarizer.schema import Article
from summarizer.store import article_records, grouping_index, groups, story_records


def forget(connection: Connection, number: int) -> tuple[list[Article], list[str]]:
    """Deletes an article with all its versions, readings, words and search entries, and empties its stories.

    Returns:
        The versions, and ids of the stories that are to be read again.
    """
    revised = story_records.empty(connection, number)
    clusters = grouping_index.take_away(connection, number)
    left = groups.leave(connection, number)
    gone = article_records.forget(connection, number)
    groups.settle(connection, clusters)
    groups.mark_due(connection, [left] if left is not None else [])
    return gone, [one.story for one in revised]
