"""What older versions of summarizer kept of a batch in files, taken over into the store of the folder.

They wrote `summaries.jsonl` at the end of a run, and until then each summary into `summaries.partial.jsonl`; failures
likewise. These files stay as they are until the run that takes them over has written its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from summarizer.errors import UsageError
from summarizer.schema import Article, ArticleSummary
from summarizer.store import article_records

SUMMARIES = ("summaries.jsonl", "summaries.partial.jsonl")
FAILED = "failed.jsonl"
_PARTS = ("summaries.partial.jsonl", "failed.partial.jsonl")
_ID = re.compile(rb'\{"article":\{"id":("(?:[^"\\]|\\.)*")')


def take_over_summaries(connection: Connection, folder: Path) -> Iterator[tuple[str | None, bytes]]:
    """Keeps the summaries of a folder in the order of its files; gives those of another version, and of which article.

    A last line that was cut off in mid-write is passed over.
    """
    place = 0
    for name in SUMMARIES:
        for line in _lines(folder / name):
            try:
                summary = ArticleSummary.model_validate_json(line)
                article = Article(**(summary.article.model_dump() | {"text": summary.text}))
            except (ValidationError, UsageError):
                if line.endswith(b"\n"):
                    found = _ID.match(line)
                    yield json.loads(found[1]) if found else None, line
                continue
            place += 1
            article_records.put_read(connection, article, "", summary, place)


def failures(folder: Path) -> Iterator[tuple[Mapping[str, Any] | None, Mapping[str, Any]]]:
    """What failed: the article as it was given, if there was one, and why."""
    for line in _lines(folder / FAILED):
        try:
            given = json.loads(line)
            why = given.pop("failure")
            reason = {
                "source": str(why["source"]),
                "kind": str(why["error"]),
                "problem": str(why["reason"]),
                "remedy": str(why["remedy"]),
                "requests": int(why["requests"]),
            }
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # no line of ours
        yield given or None, reason


def remove_parts(folder: Path) -> None:
    """Takes away what a run of an older version had not finished, once all of it is in the store."""
    for name in _PARTS:
        (folder / name).unlink(missing_ok=True)


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as lines:
            yield from (line for line in lines if line.strip())
