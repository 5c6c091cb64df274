"""`report.html`: stories as one page that needs nothing else.

Whatever comes from an article is text: everything is escaped, `printable` has taken out what turns a line around, and
the page's Content-Security-Policy lets nothing run or load but its own script and style, which it names by their
hashes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from summarizer.dates.display import day_and_time
from summarizer.reports.article_text import ArticleText, article_text
from summarizer.reports.briefing import Briefing, Citation, Part, Place, Row, Words, briefing, text_of
from summarizer.reports.printable import printable
from summarizer.schema import Evidence, Story
from summarizer.text.counting import counted

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SUGGESTED_ACTORS = 500
_ACTORS = ("person", "organization", "country", "group")
_MOST_ACTORS = 40  # of a story in the index


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in the index, with what it is found by."""

    number: int
    headline: str
    gist: str
    articles: int
    basis: str
    caveats: tuple[tuple[str, int], ...]
    first: str
    last: str
    outlets: tuple[str, ...]
    actors: tuple[str, ...]


def html(stories: Sequence[Story], *, made: dt.datetime | None = None) -> str:
    """A report on `stories` as one HTML file: an index when there are several, then each of them.

    Args:
        stories: as `merge` returns them. Articles whose text they have are shown whole; of others only the words that
            lines rest on are in the file.
        made: when the report was made, to be shown; without it the same stories give the same bytes.
    """
    entries, drawn = [], []
    for number, story in enumerate(stories, 1):
        seen = briefing(story)
        entries.append(entry(story, seen, number))
        drawn.append(story_html(story, seen, number))
    return page_html(entries, drawn, made=made)


def story_html(story: Story, seen: Briefing, number: int) -> str:
    """One story, the `number`th of its report, as a part of a page."""
    cited: dict[int, list[Evidence]] = defaultdict(list)
    for place in _places(seen):
        cited[place.article].append(place.evidence)
    texts = {at: article_text(reading.text, cited[at]) for at, reading in enumerate(story.articles, 1)}
    languages = {at: _language(reading.article.language) for at, reading in enumerate(story.articles, 1)}
    drawing = _Drawing(number, texts)
    template = _environment().get_template("story.html")
    return template.render(n=number, story=seen, texts=texts, languages=languages, parts=drawing.parts)


def page_html(
    entries: Sequence[Entry],
    stories: Sequence[str],
    *,
    addresses: Sequence[str] = (),
    home: str | None = None,
    made: dt.datetime | None = None,
) -> str:
    """A page of stories, with an index when there are several, or none.

    Args:
        entries: what the index shows of each story.
        stories: what `story_html` gives; empty when each story has a page of its own.
        addresses: where the stories are, when not on this page.
        home: the address of the page with the index, when it is another.
        made: when the report was made.
    """
    alone = home is not None or (len(entries) == 1 and not addresses)
    index = None if alone else _index(entries, addresses or [f"#s{each.number}" for each in entries])
    style, script = _static("report.css"), _static("report.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            title=entries[0].headline if alone else _heading(entries),
            index=None if index is None else Markup(index),
            stories=[Markup(each) for each in stories],
            home=home,
            made=day_and_time(made.isoformat()) if made else None,
            style=Markup(style),
            script=Markup(script),
            policy=_POLICY.format(style=_hash(style), script=_hash(script)),
        )
    )


def entry(story: Story, seen: Briefing, number: int) -> Entry:
    """What the index shows of `story`, and finds it by."""
    acting = Counter(
        actor
        for actors in (
            *(event.participants for event in story.events),
            *((stance.holder,) for target in story.stances for stance in target.stances),
            *(quote.speakers for quote in story.quotes),
        )
        for actor in actors
    )
    names = {entity.id: printable(entity.name) for entity in story.entities if entity.kind in _ACTORS}
    actors = [names[actor] for actor, _ in acting.most_common() if actor in names]
    outlets = {printable(reading.article.outlet) for reading in story.articles if reading.article.outlet}
    days = sorted(day.isoformat() for reading in story.articles if (day := reading.article.published_day))
    return Entry(
        number=number,
        headline=seen.headline,
        gist=" ".join(text_of(row.parts) for row in seen.gist),
        articles=len(seen.sources),
        basis=seen.made,
        caveats=tuple(Counter(caveat.kind for caveat in story.know_before_repeating).most_common()),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        outlets=tuple(sorted(outlets)),
        actors=tuple(dict.fromkeys(actors))[:_MOST_ACTORS],
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws the parts of rows; citations say for each article which atoms of its text to mark."""

    number: int
    texts: Mapping[int, ArticleText]

    def parts(self, parts: Iterable[Part]) -> Markup:
        drawn = (self._words(part) if isinstance(part, Words) else self._citation(part) for part in parts)
        return Markup("".join(drawn))

    def _words(self, words: Words) -> str:
        return f'<span class="{words.style}">{escape(words.text)}</span>'

    def _citation(self, citation: Citation) -> str:
        places = ";".join(f"{article}:{self._ranges(citation, article)}" for article in citation.articles)
        label = str(citation)
        return (
            f' <a class="cite" href="#s{self.number}a{citation.articles[0]}" aria-label="Evidence in {label}"'
            f' data-e="{places}">{label}</a>'
        )

    def _ranges(self, citation: Citation, article: int) -> str:
        """“3-5,4-4!”: atoms around the point, and with “!” those that carry it."""
        found = {
            (*atoms, place.point)
            for place in citation.places
            if place.article == article and (atoms := self.texts[article].range(place.evidence))
        }
        return ",".join(f"{first}-{last}{'!' if point else ''}" for first, last, point in sorted(found))


def _places(seen: Briefing) -> Iterator[Place]:
    def of(rows: Iterable[Row]) -> Iterator[Place]:
        for row in rows:
            for part in row.parts:
                if isinstance(part, Citation):
                    yield from part.places
            yield from of(row.rows)

    yield from of(seen.gist)
    for section in seen.sections:
        for group in section.groups:
            yield from of(group.rows)


def _heading(entries: Sequence[Entry]) -> str:
    articles = sum(each.articles for each in entries)
    return f"{counted(len(entries), 'story', 'stories')} from {counted(articles, 'article')}"


def _index(entries: Sequence[Entry], addresses: Sequence[str]) -> str:
    actors = Counter(actor for each in entries for actor in each.actors)
    return (
        _environment()
        .get_template("index.html")
        .render(
            heading=_heading(entries),
            entries=list(zip(entries, addresses, strict=True)),
            outlets=sorted({outlet for each in entries for outlet in each.outlets}, key=str.casefold),
            actors=[actor for actor, _ in actors.most_common(_SUGGESTED_ACTORS)],
        )
    )


def _language(given: str | None) -> str | None:
    """A language tag that a browser can use."""
    return given if given and _LANGUAGE.fullmatch(given) else None


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


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
    environment.filters |= {"counted": counted}
    return environment
