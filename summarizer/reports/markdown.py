"""`report.md`: stories as CommonMark.

Whatever comes from an article is escaped, so that it makes no markup, no HTML and no link; the one link is the
article's own address. Renderers that link bare addresses (GFM and its like) find none to link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from summarizer.reports.parts import (
    DIFFERENCES,
    NOBODY,
    Alternatives,
    DifferenceView,
    EventView,
    HoldingView,
    NameView,
    Notes,
    OriginView,
    Source,
    SpeakerView,
    StoryView,
    TargetView,
    UtteranceView,
    cited,
)
from summarizer.reports.view import view
from summarizer.schema import Story
from summarizer.text.counting import counted

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]|~^$#=])")
_BLOCK_START = re.compile(r"\A(\d*)([-+:.)])")
# Written with an escape in it, an address is none: in “https://”, in “evil.example”, in “www.”.
_ADDRESS = re.compile(r"(?<=[^\W\d_]):(?=\S)|(?<=\w)\.(?=[^\W\d_])|(?<=[Ww]{3})\.")


def markdown(stories: Sequence[Story]) -> str:
    """A report on `stories`: an index when there are several, then each of them."""
    return "".join(markdown_parts(stories))


def markdown_parts(stories: Sequence[Story]) -> Iterator[str]:
    """As `markdown`, story by story: each is asked for twice, and none is kept."""
    if len(stories) == 1:
        (story,) = map(view, stories)
        yield _document([f"# {_escaped(story.title)}", *_story(story, level="##")])
        return
    yield _document(_index(stories))
    for number, story in enumerate(map(view, stories), 1):
        heading = f"## {number}. {_escaped(story.title)}"
        yield "\n" + _document([f'<a id="story-{number}"></a>', heading, *_story(story, level="###")])


def _document(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _index(stories: Sequence[Story]) -> Iterator[str]:
    articles = 0
    lines = []
    for number, story in enumerate(map(view, stories), 1):
        articles += len(story.sources)
        lines.append(
            f"{number}. [{_escaped(story.title)}](#story-{number}) — {_escaped(story.basis)}"
            f" · {counted(len(story.differences), 'difference')}"
        )
    yield f"# {counted(len(stories), 'story', 'stories')} from {counted(articles, 'article')}"
    yield "\n".join(lines)


def _story(story: StoryView, level: str) -> Iterator[str]:
    yield _list(f"{_escaped(sentence.text)} {cited(sentence.articles)}" for sentence in story.gist)
    yield _escaped(story.gist_by)
    yield _escaped(story.basis)
    yield f"{level} Needs attention"
    yield "\n".join(line for difference in story.differences for line in _difference(difference, story))
    yield _list(_escaped(notice) for notice in story.notices)
    yield f"{level} Timeline"
    yield _section(_event(event) for event in story.timeline)
    yield f"{level} Who stands where"
    yield from _blocks(_target(target, level) for target in story.targets)
    yield f"{level} Who said what"
    yield from _blocks(_speaker(speaker, story, level) for speaker in story.speakers)
    if story.names:
        yield f"{level} Names taken as one"
        yield _list(_name(name) for name in story.names)
    yield f"{level} Origins"
    yield _list(_origin(origin) for origin in story.origins)
    yield f"{level} Sources"
    yield _list(_source(source) for source in story.sources)
    if story.dropped:
        yield f"{level} Dropped"
        yield _list(
            f"{cited([item.article])} {item.kind}: {_escaped(item.reason)} — {_escaped(item.item)}"
            for item in story.dropped
        )
    if story.refused:
        yield f"{level} Refused for the gist"
        yield _list(f"{_escaped(item.reason)} — {_escaped(item.text)}" for item in story.refused)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _section(items: Iterable[Iterable[str]]) -> str:
    return "\n".join(line for item in items for line in item) or "None found."


def _blocks(groups: Iterable[Iterable[str]]) -> list[str]:
    return [block for group in groups for block in group] or ["None found."]


def _difference(difference: DifferenceView, story: StoryView) -> Iterator[str]:
    kind = DIFFERENCES[difference.kind]
    marker = f"{difference.number}."
    indent = " " * (len(marker) + 1)
    yield f"{marker} **{kind}** on {_escaped(difference.field)}: {_escaped(difference.item)}"
    for side in difference.sides:
        by = len(side.articles) > 1
        words = "; ".join(
            f"“{_escaped(given.text)}”" + (f" {cited(given.articles)}" if by else "") for given in side.evidence
        )
        yield f"{indent}- {_strong(side.value)} — {_named(side.articles, story)}{f': {words}' if words else ''}"
    yield f"{indent}- Why: {_escaped(difference.reason)}"


def _named(articles: Iterable[int], story: StoryView) -> str:
    return "; ".join(f"{_escaped(story.label(article))} [{article}]" for article in articles)


def _alternatives(alternatives: Alternatives) -> str:
    readings = (f"{_escaped(reading.text)} {cited(reading.articles)}" for reading in alternatives.readings)
    return f"{_escaped(alternatives.field)}: {' · '.join(readings)}"


def _notes(notes: Notes) -> Iterator[str]:
    for alternatives in notes.alternatives:
        yield f"  - {_alternatives(alternatives)}"
    if notes.differences:
        yield f"  - reports differ: {_escaped(', '.join(f'{field} (see {at})' for field, at in notes.differences))}"


def _event(event: EventView) -> Iterator[str]:
    details = "".join(f"; {_escaped(detail)}" for detail in event.details)
    yield f"- {_strong(event.date)} · *{event.status}* · {_escaped(event.text)}{details} {event.support}"
    yield from _notes(event.notes)


def _target(target: TargetView, level: str) -> Iterator[str]:
    yield f"{level}# {_escaped(target.text)}"
    yield _section(_holding(holding) for holding in target.holdings)


def _holding(holding: HoldingView) -> Iterator[str]:
    introduction = f" ({_escaped(holding.introduction)})" if holding.introduction else ""
    positions = "; ".join(
        f"*{held.position}* ({_escaped(held.known)}) {cited(held.articles)}" for held in holding.positions
    )
    origins = f", {counted(holding.support.origins, 'origin')}" if len(holding.support.articles) > 1 else ""
    yield f"- {_strong(holding.holder)}{introduction}: {positions}{origins}"
    yield from _notes(holding.notes)


def _speaker(speaker: SpeakerView, story: StoryView, level: str) -> Iterator[str]:
    introduction = f" ({_escaped(speaker.introduction)})" if speaker.introduction else ""
    yield f"{level}# {_escaped(speaker.name or NOBODY)}{introduction}"
    yield _section(_utterance(utterance, story) for utterance in speaker.utterances)


def _utterance(utterance: UtteranceView, story: StoryView) -> Iterator[str]:
    indent = "- "
    for rendering in utterance.renderings:
        details = "".join(f", {_escaped(detail)}" for detail in rendering.details)
        said = f"{_escaped(rendering.cue)}: {_escaped(rendering.text)}" if rendering.cue else _escaped(rendering.text)
        yield f"{indent}{said} — {_named(rendering.articles, story)} ({rendering.kind}{details})"
        indent = "  - also: "
    if utterance.on_behalf_of:
        yield f"  - on behalf of {_escaped(utterance.on_behalf_of)}"
    if utterance.chosen_because:
        yield f"  - the first stands for all: {_escaped(utterance.chosen_because)}"
    yield from _notes(utterance.notes)


def _name(name: NameView) -> str:
    return f"{_strong(name.name)} — {'; '.join(map(_alternatives, name.alternatives))}"


def _origin(origin: OriginView) -> str:
    counts = "stands alone" if len(origin.articles) == 1 else "count as one"
    return f"{cited(origin.articles)} {counts} — {_escaped(origin.kind)}: {_escaped(origin.reason)}"


def _source(source: Source) -> str:
    title = _escaped(source.title or source.url or "untitled")
    linked = f"[{title}](<{source.url.replace('&', '&amp;')}>)" if source.url else title
    return f"[{source.number}] {_strong(source.label)}: {linked} — {_escaped(', '.join(source.details))}"


def _strong(text: str) -> str:
    return f"**{_escaped(text)}**" if text else ""


def _escaped(text: str) -> str:
    """Plain text of one line as Markdown that shows just that text, wherever in a line it stands."""
    safe = _PUNCTUATION.sub(r"\\\1", text.translate(_ENTITIES))
    safe = _ADDRESS.sub(r"\\\g<0>", _BLOCK_START.sub(r"\1\\\2", safe))
    # GFM looks for mail addresses after it has resolved escapes, so a word joiner, which nobody sees, parts them.
    safe = safe.replace("@", "@\u2060")
    return f"\u2068{safe}\u2069" if _runs_right_to_left(text) else safe


def _runs_right_to_left(text: str) -> bool:
    """Whether `text` must be isolated, lest it carry punctuation and citations beside it to its other end."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
