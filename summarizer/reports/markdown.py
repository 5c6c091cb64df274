"""`report.md`: stories as CommonMark.

Whatever comes from an article makes no markup, no HTML and no link, and is escaped where it would; the one link is the
article's own address. Renderers that link bare addresses (GFM and its like) find none to link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from summarizer.reports.briefing import (
    Briefing,
    Group,
    Part,
    Row,
    Section,
    Source,
    Words,
    briefing,
    with_fewest_citations,
)
from summarizer.schema import Story
from summarizer.text.counting import counted

# Each alternative begins with its character, so that a text without any of them is passed over at once.
_ANYWHERE = re.compile(
    r"[\\`*~]"
    r"|_(?:(?<![^\W_]_)|(?![^\W_]))"  # between letters it is no emphasis
    r"|\](?=[(:\[])|\[(?<=!\[)"  # ends no address and defines none
    r"|:(?:(?<=[^\W\d_]:)(?=//)|(?<=mailto:)|(?<=xmpp:))"
    r"|\.(?:(?<=\w\w\.)(?=[a-z]{2,})|(?<=[Ww]{3}\.))"  # “evil.example” is no address, “U.N.” never was one
    r"|\$(?!\d)"
)
_AT_THE_START = re.compile(r"\A(?:#(?=#{0,5}(?:\s|\Z))|>|\[(?=[ xX]\]|\^)|[-+=](?=\s|\Z|[-+=]))")
_NUMBER_AT_THE_START = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)")
_HTML = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FIRST_FROM_RIGHT_TO_LEFT = "\u0590"  # Hebrew; all such scripts stand behind it
_HTML_ENTITIES = {"<": "&lt;", "&": "&amp;"}


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A story in the index."""

    headline: str
    made: str
    articles: int


def markdown(stories: Sequence[Story]) -> str:
    """A report on `stories`: an index when there are several, then each of them."""
    drawn = list(map(briefing, stories))
    if len(drawn) == 1:
        return story_text(drawn[0])
    return "".join([index_text(list(map(index_line, drawn))), *map(story_text, drawn, range(1, len(drawn) + 1))])


def index_line(seen: Briefing) -> IndexLine:
    """A story as the index shows it."""
    return IndexLine(seen.headline, seen.made, len(seen.sources))


def index_text(lines: Sequence[IndexLine]) -> str:
    """The index of a report on several stories."""
    stories, articles = counted(len(lines), "story", "stories"), sum(line.articles for line in lines)
    return _document(
        [
            f"# {stories} from {counted(articles, 'article')}",
            "\n".join(
                f"{number}. [{_in_link(line.headline)}](#story-{number}) — {_escaped(line.made)}"
                for number, line in enumerate(lines, 1)
            ),
        ]
    )


def story_text(seen: Briefing, number: int = 0) -> str:
    """One story; with its `number` in the index as a part of a longer report."""
    level = "##" if number else "#"
    start = [f'\n<a id="story-{number}"></a>', f"{level} {number}. {_escaped(seen.headline, inner=True)}"]
    return _document(
        [
            *(start if number else [f"{level} {_escaped(seen.headline)}"]),
            _escaped(f"{seen.made} {seen.warning}".strip()),
            "\n".join(map(_source, seen.sources)),
            f"{level}# Gist" if seen.gist else "",
            "\n".join(_rows(seen.gist)),
            *(block for section in seen.sections for block in _section(section, f"{level}#")),
        ]
    )


def _document(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _source(source: Source) -> str:
    title = _in_link(source.title)
    linked = f"[{title}](<{_ENTITY.sub('&amp;', source.url)}>)" if source.url else title
    return f"- [{source.number}] {_escaped(source.label, inner=True)}, {_escaped(source.day, inner=True)}" + (
        f": {linked}" if linked else ""
    )


def _section(section: Section, level: str) -> Iterator[str]:
    if section.name == "did-not-hold":  # listed here, what is not so would be read as told
        yield f"*{counted(section.count, 'line')} did not hold; the web page and the data list them with the reasons.*"
        return
    yield f"{level} {section.title}"
    yield f"*{section.note}*" if section.note else ""
    if section.name == "quotes":
        yield "\n".join(line for group in section.groups for line in _by_speaker(group))
    else:
        for group in section.groups:
            yield _heading(group)
            yield "\n".join(_rows(group.rows))


def _by_speaker(group: Group) -> Iterator[str]:
    """A speaker, and under it what they said; one thing said stands beside the name."""
    speaker = f"**{_escaped(group.heading)}**"
    if group.introduction:
        speaker += f", {_escaped(group.introduction, inner=True)}"
    if len(group.rows) == 1:
        (row,) = group.rows
        yield f"- {speaker}: {_parts(row.parts)}"
        yield from _rows(row.rows, "  ")
    else:
        yield f"- {speaker}"
        yield from _rows(group.rows, "  ")


def _heading(group: Group) -> str:
    introduction = f", {_escaped(group.introduction, inner=True)}" if group.introduction else ""
    return f"**{_escaped(group.heading)}**{introduction}" if group.heading else ""


def _rows(rows: Iterable[Row], indent: str = "") -> Iterator[str]:
    for row in rows:
        lead = f"**{_escaped(row.lead, inner=True)}:** " if row.lead else ""
        yield f"{indent}- {lead}{_parts(row.parts)}"
        yield from _rows(row.rows, f"{indent}  ")


def _parts(parts: Sequence[Part]) -> str:
    shown: list[str] = []
    for part in with_fewest_citations(parts):
        if not isinstance(part, Words):
            shown.append(f" {part}")
            continue
        text = _escaped(part.text, inner=True) if shown else _escaped(part.text.lstrip())
        shown.append(f"**{text.strip()}**" if part.style == "strong" else text)
    return "".join(shown).strip()


def _in_link(text: str) -> str:
    return re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", _escaped(text, inner=True))


def _escaped(text: str, *, inner: bool = False) -> str:
    """Plain text of one line as Markdown that shows just that text; `inner`: it does not begin the line."""
    safe = _HTML.sub(lambda found: _HTML_ENTITIES[found[0]], _ANYWHERE.sub(r"\\\g<0>", text))
    if not inner:
        safe = _NUMBER_AT_THE_START.sub(r"\1\\\2", _AT_THE_START.sub(r"\\\g<0>", safe))
    # GFM looks for mail addresses after it has resolved escapes, so a word joiner, which nobody sees, parts them.
    safe = safe.replace("@", "@\u2060")
    return f"\u2068{safe}\u2069" if _runs_right_to_left(text) else safe


def _runs_right_to_left(text: str) -> bool:
    """Whether `text` must be isolated, lest it carry punctuation and citations beside it to its other end."""
    if text.isascii() or max(text) < _FIRST_FROM_RIGHT_TO_LEFT:
        return False
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
