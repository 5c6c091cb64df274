"""`report.html`: stories as one page that needs nothing else, or, where that would be too large, a page for each.

Whatever comes from an article is text: templates escape it, `plain` has taken out what turns a line around, and the
page's Content-Security-Policy lets nothing run or load but its own script and style, which it names by their hashes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded

from markupsafe import Markup

from summarizer.dates.display import day_and_time
from summarizer.reports.page import Entry, entry, story_page
from summarizer.reports.parts import DIFFERENCES, NOBODY, cited
from summarizer.reports.plain import plain
from summarizer.schema import Story
from summarizer.text.counting import counted

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_STORY_FILE = re.compile(r"story-[0-9a-f]{16}\.html")

_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
_SUGGESTED_ACTORS = 500

ONE_FILE = 4_000_000
"""Characters beyond which a report is split: up to here Chromium answers within two seconds on two busy cores."""


def html(stories: Sequence[Story], *, texts: Mapping[str, str] | None = None, made: dt.datetime | None = None) -> str:
    """A report on `stories` as one HTML file: an index when there are several, then each of them.

    Args:
        stories: as `merge` returns them.
        texts: the articles' texts by article id, to be shown whole; of other articles only the words that items rest
            on are in the file.
        made: when the report was made, to be shown; without it the same stories give the same bytes.
    """
    return _one_file(stories, list(_sections(stories, texts or {})), made)


def write_html(
    stories: Sequence[Story],
    path: Path,
    texts: Mapping[str, str] | None = None,
    made: dt.datetime | None = None,
) -> list[Path]:
    """Write a report to `path`; one larger than `ONE_FILE` as an index there and a folder of stories beside it.

    Stories are asked for one after another, so they may be read from a file (`records.Lines`).

    Returns:
        The files written, `path` first.

    Raises:
        OSError: a file cannot be written.
    """
    sections: list[str] = []
    size = 0
    for section in _sections(stories, texts or {}):
        sections.append(section)
        size += len(section)
        if size > ONE_FILE and len(stories) > 1:
            return _split(stories, path, texts or {}, made)
    _write(path, _one_file(stories, sections, made))
    return [path]


def _sections(stories: Sequence[Story], texts: Mapping[str, str]) -> Iterator[str]:
    template = _environment().get_template("story.html")
    for number, story in enumerate(stories, 1):
        yield template.render(page=story_page(story, number, texts), level=1 if len(stories) == 1 else 2)


def _one_file(stories: Sequence[Story], sections: Sequence[str], made: dt.datetime | None) -> str:
    if len(stories) == 1:
        return _page(plain(stories[0].title), sections, made)
    entries = [entry(story, number, f"#s{number}") for number, story in enumerate(stories, 1)]
    heading = _heading(len(stories), sum(len(story.articles) for story in stories))
    return _page(heading, sections, made, index=_index(heading, entries))


def _split(stories: Sequence[Story], path: Path, texts: Mapping[str, str], made: dt.datetime | None) -> list[Path]:
    """An index at `path` and a page for each story, named by its id, so that links to it last."""
    folder = path.with_name(f"{path.stem}-stories")
    folder.mkdir(exist_ok=True)
    template = _environment().get_template("story.html")
    home = f"../{percent_encoded(path.name)}"
    files: list[Path] = []
    entries: list[Entry] = []
    articles = 0
    for number, story in enumerate(stories, 1):  # each comes and goes: together they may be more than memory holds
        file = folder / _story_file(story)
        section = template.render(page=story_page(story, number, texts), level=1)
        _write(file, _page(plain(story.title), [section], made, home=home))
        files.append(file)
        entries.append(entry(story, number, f"{percent_encoded(folder.name)}/{file.name}"))
        articles += len(story.articles)
    heading = _heading(len(files), articles)
    _write(path, _page(heading, [], made, index=_index(heading, entries)))
    for stale in set(folder.glob("story-*.html")).difference(files):
        if _STORY_FILE.fullmatch(stale.name):  # of an earlier report, which this one takes the place of
            stale.unlink()
    return [path, *files]


def _story_file(story: Story) -> str:
    return f"story-{hashlib.sha256(story.id.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.html"


def _heading(stories: int, articles: int) -> str:
    return f"{counted(stories, 'story', 'stories')} from {counted(articles, 'article')}"


def _index(heading: str, entries: Sequence[Entry]) -> str:
    actors = Counter(actor for each in entries for actor in each.actors)
    return (
        _environment()
        .get_template("index.html")
        .render(
            heading=heading,
            entries=entries,
            outlets=sorted({outlet for each in entries for outlet in each.outlets}, key=str.casefold),
            actors=[actor for actor, _ in actors.most_common(_SUGGESTED_ACTORS)],
        )
    )


def _page(
    title: str, sections: Sequence[str], made: dt.datetime | None, *, index: str | None = None, home: str | None = None
) -> str:
    style, script = _static("report.css"), _static("report.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=title,
            index=None if index is None else Markup(index),
            sections=[Markup(section) for section in sections],
            home=home,
            made=day_and_time(made.isoformat()) if made else None,
            style=Markup(style),
            script=Markup(script),
            policy=_POLICY.format(style=_hash(style), script=_hash(script)),
        )
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _write(path: Path, text: str) -> None:
    """Whole and at once: a reader sees the old file or the new one."""
    staged = path.with_name(f"{path.name}.tmp")
    staged.write_text(text, encoding="utf-8", newline="\n")
    staged.replace(path)


@lru_cache
def _static(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cited": cited, "counted": counted}
    environment.globals |= {"DIFFERENCES": DIFFERENCES, "NOBODY": NOBODY}
    return environment
