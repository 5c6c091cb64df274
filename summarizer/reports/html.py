"""`report.html`: stories as one page that needs nothing else, or, where that would be too large, a page for each.

Whatever comes from an article is text: templates escape it, `plain` has taken out what turns a line around, and the
page's Content-Security-Policy lets nothing run or load but its own script and style, which it names by their hashes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent_encoded

from summarizer.reports.page import Entry, StoryPage, entry, story_page
from summarizer.reports.parts import DIFFERENCES, NOBODY, cited, counted
from summarizer.schema import Story

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_STORY_FILE = re.compile(r"story-[0-9a-f]{16}\.html")

ONE_FILE = 12_000_000
"""Characters beyond which a report is split."""


def html(
    stories: Sequence[Story], *, texts: Mapping[str, str] | None = None, made: dt.datetime | None = None
) -> str:
    """A report on `stories` as one HTML file: an index when there are several, then each of them.

    Args:
        stories: as `merge` returns them.
        texts: the articles' texts by article id, to be shown whole; of other articles only the words that items rest
            on are in the file.
        made: when the report was made, to be shown; without it the same stories give the same bytes.
    """
    sections = _sections(stories, texts or {}, made)
    return _one_file(stories, list(sections), made)


def write_html(
    stories: Sequence[Story],
    path: Path,
    texts: Mapping[str, str] | None = None,
    made: dt.datetime | None = None,
) -> list[Path]:
    """Write a report to `path`; one larger than `ONE_FILE` as an index there and a folder of stories beside it.

    Returns:
        The files written, `path` first.

    Raises:
        OSError: a file cannot be written.
    """
    sections: list[str] = []
    size = 0
    for section in _sections(stories, texts or {}, made):
        sections.append(section)
        size += len(section)
        if size > ONE_FILE and len(stories) > 1:
            return _split(stories, path, texts or {}, made)
    _write(path, _one_file(stories, sections, made))
    return [path]
