"""Reports in files: each story is read, drawn and written once, so that there may be more than memory holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote as percent_encoded

from summarizer.files import staged, write
from summarizer.reports.briefing import Briefing, briefing
from summarizer.reports.html import Entry, entry, page_html, story_html
from summarizer.reports.markdown import IndexLine, index_line, index_text, story_text
from summarizer.schema import Story

ONE_FILE = 4_000_000
"""Characters beyond which a page is split: up to here Chromium answers within two seconds on two busy cores."""

_STORY_FILE = re.compile(r"story-[0-9a-f]{16}\.html")


def write_reports(
    stories: Sequence[Story],
    *,
    page: Path | None = None,
    markdown: Path | None = None,
    made: dt.datetime | None = None,
) -> list[Path]:
    """Write a page, a Markdown file, or both.

    Args:
        stories: as `merge` returns them; asked for one after another, so they may be read from a file.
        page: where the page goes; one larger than `ONE_FILE` is an index there and a folder of stories beside it.
        markdown: where the Markdown goes.
        made: when the report was made, to be shown on the page.

    Returns:
        The files written, `page` and `markdown` first.

    Raises:
        OSError: a file cannot be written.
    """
    pages = _Pages(page, made) if page else None
    texts = _Texts(markdown, many=len(stories) != 1) if markdown else None
    try:
        for number, story in enumerate(stories, 1):
            seen = briefing(story)
            if pages:
                pages.add(story, seen, number)
            if texts:
                texts.add(seen, number)
        written = [*([texts.finish()] if texts else [])]
    finally:
        if texts:
            texts.body.close()
    if not pages:
        return written
    index, *rest = pages.finish()
    return [index, *written, *rest]


@dataclass(slots=True)
class _Texts:
    """A Markdown file: the index stands first and is known last."""

    path: Path
    many: bool
    lines: list[IndexLine] = field(default_factory=list)
    body: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def add(self, seen: Briefing, number: int) -> None:
        self.lines.append(index_line(seen))
        self.body.write(story_text(seen, number if self.many else 0).encode())

    def finish(self) -> Path:
        with staged(self.path) as file:
            file.write(index_text(self.lines).encode() if self.many else b"")
            self.body.seek(0)
            shutil.copyfileobj(self.body, file)
        return self.path


@dataclass(slots=True)
class _Pages:
    """A page, until it has grown too large; then a page for each story, and an index."""

    path: Path
    made: dt.datetime | None
    entries: list[Entry] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    files: list[Path] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.path.with_name(f"{self.path.stem}-stories")

    def add(self, story: Story, seen: Briefing, number: int) -> None:
        text = story_html(story, seen, number)
        self.entries.append(entry(story, seen, number))
        self.size += len(text)
        self.kept.append((story.id, text))
        if self.size > ONE_FILE and len(self.entries) > 1:
            self._split()

    def finish(self) -> list[Path]:
        if not self.files:
            write(self.path, [page_html(self.entries, [text for _, text in self.kept], made=self.made)])
            return [self.path]
        folder = percent_encoded(self.folder.name)
        addresses = [f"{folder}/{file.name}" for file in self.files]
        write(self.path, [page_html(self.entries, [], addresses=addresses, made=self.made)])
        for stale in set(self.folder.glob("story-*.html")).difference(self.files):
            if _STORY_FILE.fullmatch(stale.name):  # of an earlier report, which this one takes the place of
                stale.unlink()
        return [self.path, *self.files]

    def _split(self) -> None:
        """Pages of their own for the stories that are kept, named by their ids, so that links to them last."""
        self.folder.mkdir(exist_ok=True)
        home = f"../{percent_encoded(self.path.name)}"
        for story, text in self.kept:
            digest = hashlib.sha256(story.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            file = self.folder / f"story-{digest}.html"
            beside = file.with_name(f"{file.name}.tmp")  # there may be thousands: no waiting for the disk after each
            page = page_html([self.entries[len(self.files)]], [text], home=home, made=self.made)
            beside.write_text(page, encoding="utf-8", newline="\n")
            beside.replace(file)
            self.files.append(file)
        self.kept.clear()
