"""How much is read at once."""

from __future__ import annotations

from summarizer.errors import ReadError

MAX_BYTES = 16 * 1024 * 1024
"""Of what is read at once: a file that is one article or one JSON value, a JSON line, an answer of a server."""


def too_big(name: str) -> ReadError:
    """The error for what is too big to be one article."""
    return ReadError(
        f"{name}: more than {megabytes(MAX_BYTES)} at once are no single article.",
        "Split it up; articles in one big file go one a line into .jsonl (for an array: jq -c '.[]').",
    )


def megabytes(number: int) -> str:
    """A number of bytes as people say it."""
    return f"{number // (1024 * 1024)} MB"
