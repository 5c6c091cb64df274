"""Who said what: by speaker, in the words of the reports; what a line tells already is not said again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer.dates.edtf import span
from summarizer.reports.briefing import (
    KNOW,
    NOBODY,
    Citation,
    Group,
    Index,
    Part,
    Place,
    Row,
    Section,
    Words,
    day,
    translated_rows,
)
from summarizer.reports.printable import printable
from summarizer.schema import Evidence, Mention, Quote, Rendering, Story, StoryQuote
from summarizer.stories.together.days import Source, weekdays_in
from summarizer.text.languages import written_in

_MARKS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‹": "›", '"': '"', "'": "'", "「": "」", "『": "』"}
_PLAIN = frozenset(
    """said says say told tells added adds according-to sagte sagt gesagt erklärte erklärt teilte mitgeteilt zufolge
    laut dit déclaré selon ajouté dijo dice dicho afirmó según agregó""".split()
)
"""Reporting words that say no more than that somebody said it."""
# Words that stand beside a quotation and say nothing that its lead-in does not.
_SMALL = frozenset(
    "a an and also at by for from had has have he her his in it its of on she that the then they their to we who whom "
    "which with".split()
)
_Span = tuple[int, int]
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|‘([^‘’]+)’(?!\w)")
_NOTE = "Verbatim: quotations with their marks, other words as the whole sentences that report them."
_NOTE_BESIDE_LINES = f"{_NOTE} Reported speech without own words stands in the lines of the other parts."


def utterances(story: Story, index: Index) -> Section:
    """What was said, by speaker: people first, then others, what nobody is named for last."""
    is_told = _Told(story)
    by_speaker: dict[tuple[str, ...], list[StoryQuote]] = {}
    for quote in _outermost(story.quotes, index):
        # Of reported speech the shortest sentence that holds it stands first: a long one tells of other things too.
        plain_first = sorted(quote.renderings, key=lambda one: _order(one, index))
        if kept := tuple(one for one in plain_first if not is_told(one)):
            by_speaker.setdefault(quote.speakers, []).append(quote.model_copy(update={"renderings": kept}))
    return Section(
        name="quotes",
        title="Who said what",
        groups=tuple(
            Group(
                rows=tuple(_utterance(quote, index) for quote in said),
                heading=index.names(speakers) or NOBODY,
                introduction=_introduction(speakers, index),
            )
            for speakers, said in sorted(by_speaker.items(), key=lambda entry: _rank(entry[0], index))
        ),
        note=_NOTE_BESIDE_LINES if is_told.lines else _NOTE,
    )


def _order(rendering: Rendering, index: Index) -> tuple[bool, bool, int]:
    """What is in the story's language and in quotation marks first."""
    is_reported = rendering.kind != "direct"
    return _is_foreign(rendering.mention, index), is_reported, len(rendering.passage.exact) if is_reported else 0


def _is_foreign(mention: Mention, index: Index) -> bool:
    reading = index.readings.get(mention.article)
    return reading is not None and written_in(reading.article.language) != index.language


def _rank(speakers: Sequence[str], index: Index) -> int:
    kinds = {index.entities[one].kind for one in speakers if one in index.entities}
    return 2 if not speakers else 0 if "person" in kinds else 1


class _Told:
    """Whether the lines of a story that was read together tell a piece of reported speech already.

    They are written with all sentences before the reader's eyes: what is reported speech and no quotation is theirs to
    tell. Own words within it are told where a line or a quotation has them.
    """

    def __init__(self, story: Story) -> None:
        self.lines = tuple(story.lines()) if story.read in ("together", "grown") else ()
        quotations = (one.text for quote in story.quotes for one in quote.renderings if one.kind == "direct")
        self._words = f" {' '.join(map(_bare, (*(line.text for line in self.lines), *quotations)))} "

    def __call__(self, rendering: Rendering) -> bool:
        if not self.lines or rendering.kind == "direct":
            return False
        own = [next(filter(None, found)) for found in _QUOTED.findall(rendering.passage.exact)]
        return all(f" {_bare(words)} " in self._words for words in own)


@dataclass(frozen=True, slots=True)
class _Said:
    """Renderings that say the same, the first one standing for them."""

    renderings: tuple[Rendering, ...]

    @property
    def first(self) -> Rendering:
        return self.renderings[0]


def _outermost(quotes: Sequence[StoryQuote], index: Index) -> Iterator[StoryQuote]:
    """The quotes without the renderings that stand within what is reported to have been said, and each sentence once.

    “Hallam doubts that the welds are as bad as the consultants claim” is one line: what the consultants claim can only
    be read in it.
    """
    contents: dict[str, list[_Span]] = {}
    for quote in quotes:
        for rendering in quote.renderings:
            if content := _content(rendering, index):
                contents.setdefault(rendering.mention.article, []).append(content)
    shown: set[tuple[tuple[str, ...], str, int, int]] = set()
    for quote in quotes:
        kept = []
        for one in quote.renderings:
            sentence = (quote.speakers, one.mention.article, one.passage.start, one.passage.end)
            if sentence not in shown and not _stands_within(_content(one, index), contents, one.mention.article):
                kept.append(one)
                if _whole_quotation(one, quote, index) is None:
                    shown.add(sentence)
        if kept:
            yield quote.model_copy(update={"renderings": tuple(kept)})


def _content(rendering: Rendering, index: Index) -> _Span | None:
    item = _item(rendering, index)
    return (item.evidence[0].start, item.evidence[-1].end) if item and item.evidence else None


def _stands_within(content: _Span | None, contents: Mapping[str, Sequence[_Span]], article: str) -> bool:
    if content is None:
        return False
    others = contents.get(article, ())
    return any(start <= content[0] and content[1] <= end and (start, end) != content for start, end in others)


def _introduction(speakers: Sequence[str], index: Index) -> str:
    """Who one speaker is: a role out of a report in the language of most, or whom they speak for."""
    known = index.entities.get(speakers[0]) if len(speakers) == 1 else None
    if not known:
        return ""
    foreign: set[str] = set()
    for mention in known.mentions:
        reading = index.readings.get(mention.article)
        role = next((one.role for one in reading.entities if one.id == mention.item), None) if reading else None
        if role and _is_foreign(mention, index):
            foreign.add(role)
        elif role and not _starts_small(role):
            return printable(role)
    given = next((printable(role) for role in known.roles if role not in foreign and not _starts_small(role)), "")
    body = index.entities.get(known.affiliation or "")
    return given or (f"of {printable(body.name)}" if body and body.kind in ("organization", "country") else "")


def _starts_small(role: str) -> bool:
    words = _words(role)
    return not words or words[0] in _SMALL


def _utterance(quote: StoryQuote, index: Index) -> Row:
    """One act of speaking: the fullest rendering, and under it a note and what other reports have."""
    is_translated = any(not _is_foreign(one.mention, index) for one in quote.renderings)
    first, *others = [
        _rendering(said, quote, index, first=not number, translated=not is_translated)
        for number, said in enumerate(_alike(quote.renderings))
    ]
    note = (Row((Words(index.named(quote.note), "strong"),)),) if quote.note else ()
    return Row(first.parts, rows=(*first.rows, *note, *others))


def _alike(renderings: Sequence[Rendering]) -> Iterator[_Said]:
    found: dict[tuple[str, str], list[Rendering]] = {}
    for each in renderings:
        cue = "" if each.kind == "direct" else _bare(each.cue or "")
        found.setdefault((_bare(each.text), cue), []).append(each)
    for alike in found.values():
        yield _Said(tuple(alike))


def _rendering(said: _Said, quote: StoryQuote, index: Index, *, first: bool, translated: bool) -> Row:
    rendering = said.first
    quotation = _whole_quotation(rendering, quote, index)
    shown = quotation or printable(rendering.passage.exact)
    cue = printable(rendering.cue or "") if quotation else ""
    lead = "" if not cue or "-".join(_words(cue)) in _PLAIN else f"{cue}: "
    alike = [one for one in said.renderings if quotation or _bare(one.passage.exact) == _bare(rendering.passage.exact)]
    parts: list[Part] = [Words(lead), Words(shown, "verbatim")]
    occasion = tuple(_occasion(quote, rendering, index)) if first else ()
    if more := "; ".join((*occasion, *_channels(said, f"{lead}{shown}", index))):
        parts.append(Words(f" ({more})"))
    parts.append(_citation(alike, index))
    if warned := [str(number) for one in alike for number in _warnings(one, quote, index)]:
        numbers = ", ".join(dict.fromkeys(warned))
        parts.append(Words(f" – see {numbers} under “{KNOW}”"))
    if worded_otherwise := [one for one in said.renderings if one not in alike]:
        parts += (Words(", likewise"), _citation(worded_otherwise, index))
    rows = translated_rows(rendering.translation) if translated else ()
    return Row(tuple(part for part in parts if not isinstance(part, Words) or part.text), rows=rows)


def _warnings(rendering: Rendering, quote: StoryQuote, index: Index) -> Iterator[int]:
    """The numbers of the warnings that are about this quotation: they point at its sentences and have its words.

    An error or an update that names the speaker is about it too, whatever it quotes.
    """
    there, said = rendering.passage, f" {_bare(rendering.text)} "
    speakers = {word for one in quote.speakers if one in index.entities for word in _words(index.entities[one].name)}
    for number, caveat in enumerate(index.caveats, start=1):
        cited = [one for clause in caveat.line.clauses for one in clause.evidence]
        if not any(one.article == there.article and one.start < there.end and there.start < one.end for one in cited):
            continue
        quoted = (_bare(next(filter(None, found))) for found in _QUOTED.findall(caveat.line.text))
        names_speaker = not speakers.isdisjoint(_words(caveat.line.text))
        if any(f" {words} " in said for words in quoted) or (names_speaker and caveat.kind in ("slip", "update")):
            yield number


def _channels(said: _Said, known: str, index: Index) -> Iterator[str]:
    """To whom, where and through whom, as far as the words shown leave it open."""
    channels: dict[str, set[int]] = {}
    for rendering in said.renderings:
        for sign, value in (
            ("to ", printable(rendering.told or "")),
            ("", printable(rendering.occasion or "")),
            ("through ", index.names(rendering.via)),
        ):
            is_said_already = sign == "through " and value in printable(rendering.told or "")
            if value and value.casefold() not in known.casefold() and not is_said_already:
                channels.setdefault(sign + value, set()).update(index.cited((), [rendering.mention.article]).articles)
    everybody = index.cited((), [rendering.mention.article for rendering in said.renderings]).articles
    for channel, numbers in channels.items():
        yield channel if len(numbers) == len(everybody) else f"{channel} {Citation(tuple(sorted(numbers)))}"


def _occasion(quote: StoryQuote, rendering: Rendering, index: Index) -> Iterator[str]:
    """For whom, and when: the day, or that of the report where its words count from it (“three weeks ago”)."""
    if quote.on_behalf_of:
        yield f"for {index.name(quote.on_behalf_of)}"
    known = span(quote.said) if quote.said else None
    if quote.said and known and known.days == 1:
        yield day(quote.said)
    elif printed := _counted_from(rendering, index):
        yield f"reported {day(printed.isoformat())}"


def _counted_from(rendering: Rendering, index: Index) -> dt.date | None:
    """The day of the report, where the words shown say “tomorrow” or “on Monday”."""
    reading = index.readings.get(rendering.mention.article)
    printed = reading.article.published_day if reading else None
    if reading is None or printed is None:
        return None
    source = Source(rendering.passage.exact, [printed], [reading.article.language])
    return printed if source.counts_from_its_day() else None


def _citation(renderings: Sequence[Rendering], index: Index) -> Citation:
    places: list[Place] = []
    for each in renderings:
        places += index.places([each.passage], point=False)
        number = index.numbers.get(each.mention.article)
        if number and (item := _item(each, index)):
            places += (Place(number, evidence) for evidence in item.evidence)
    return index.cited(places, [each.mention.article for each in renderings])


def _item(rendering: Rendering, index: Index) -> Quote | None:
    reading = index.readings.get(rendering.mention.article)
    return next((one for one in reading.quotes if one.id == rendering.mention.item), None) if reading else None


def _whole_quotation(rendering: Rendering, quote: StoryQuote, index: Index) -> str | None:
    """The quotation with its marks, when its sentences hold hardly more than who said it, to whom, where and when."""
    item = _item(rendering, index)
    parts = item.evidence if item else ()
    if rendering.kind != "direct" or rendering.disowned or len(parts) != 1:
        return None  # what somebody denies having said can only be read in its sentence
    if not (found := _with_its_marks(parts[0], rendering)):
        return None
    quotation, rest = found
    known = {*_SMALL, *_words(" ".join(filter(None, (rendering.cue, rendering.told, rendering.occasion))))}
    for one in (*quote.speakers, *rendering.via):
        if entity := index.entities.get(one):
            known.update(word for text in (*entity.names, *entity.roles) for word in _words(text))
    if quote.said:  # “on Sunday” is said by its day
        language = index.readings[rendering.mention.article].article.language
        known.update(word for shown, _ in weekdays_in(rest, [language]) for word in _words(shown))
    return quotation if known.issuperset(_words(rest)) else None


def _with_its_marks(content: Evidence, rendering: Rendering) -> tuple[str, str] | None:
    """The content with the marks that stand around it in its passage, and what else the passage has.

    None when the marks are not there, as where a report never closes a quotation: they are not added.
    """
    passage = rendering.passage
    start, end = content.start - passage.start, content.end - passage.start
    if not 0 <= start <= end <= len(passage.exact):
        return None
    before, after = passage.exact[:start], passage.exact[end:]
    if content.exact[:1] in _MARKS and content.exact[-1:] in _MARKS.get(content.exact[:1], ""):
        return printable(content.exact), f"{before} {after}"
    if not (before[-1:] in _MARKS and after[:1] and after[:1] in _MARKS[before[-1:]]):
        return None
    return f"{before[-1:]}{printable(content.exact)}{after[:1]}", f"{before[:-1]} {after[1:]}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _bare(text: str) -> str:
    """`text` for comparing: without marks, case and what ends it."""
    return " ".join(_words(text))
