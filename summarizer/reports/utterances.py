"""Who said what: by speaker, each rendering so that its line can be read alone, in the words of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarizer.reports.briefing import NOBODY, Citation, Group, Index, Place, Row, Section, Words, day
from summarizer.reports.printable import printable
from summarizer.schema import Evidence, Quote, Rendering, StoryQuote

_MARKS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‹": "›", '"': '"', "'": "'", "「": "」", "『": "』"}
_ACCORDING = re.compile(r"according to\b", re.IGNORECASE)
# Cues that a name can stand before without a colon: “Ilves denied that …”, but “Ilves: call for …”.
_VERB = re.compile(
    r"(?:said|told|wrote|thought|felt|saw|knew|found|held|swore|spoke|made|put|is|was|has|had|does|did|can|could|would|"
    r"will|may|might|\w+ed|\w+[^\Ws]s)\b",
    re.IGNORECASE,
)
# Words that stand beside a quotation and say nothing that its lead-in does not.
_SMALL = frozenset("a an and also he her his in it its she that the then they their to we who whom which".split())
_Span = tuple[int, int]
_NOTE = "Verbatim: a speaker’s own words in quotation marks, reported speech in the report’s whole sentences."


def utterances(quotes: Sequence[StoryQuote], index: Index) -> Section:
    """What was said, by speaker in order of first appearance, what nobody is named for last."""
    by_speaker: dict[tuple[str, ...], list[StoryQuote]] = {}
    for quote in _outermost(quotes, index):
        by_speaker.setdefault(quote.speakers, []).append(quote)
    return Section(
        name="quotes",
        title="Who said what",
        groups=tuple(
            Group(
                rows=tuple(_utterance(quote, index) for quote in said),
                heading=index.names(speakers) or NOBODY,
                introduction=_introduction(speakers, index),
            )
            for speakers, said in sorted(by_speaker.items(), key=lambda entry: not entry[0])
        ),
        note=_NOTE,
    )


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
            if span := _content(rendering, index):
                contents.setdefault(rendering.mention.article, []).append(span)
    shown: set[tuple[tuple[str, ...], str, int, int]] = set()
    for quote in quotes:
        kept = []
        for one in quote.renderings:
            sentence = (quote.speakers, one.mention.article, one.passage.start, one.passage.end)
            if sentence not in shown and not _stands_within(_content(one, index), contents, one.mention.article):
                kept.append(one)
                if one.kind != "direct":
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
    """Who one speaker is: the first role that a report states, or whom they speak for."""
    known = index.entities.get(speakers[0]) if len(speakers) == 1 else None
    if not known:
        return ""
    roles = [role for role in map(printable, known.roles) if _words(role)[:1] and _words(role)[0] not in _SMALL]
    if roles:
        return roles[0]
    return index.name(known.affiliation) if known.affiliation else ""


def _utterance(quote: StoryQuote, index: Index) -> Row:
    """One act of speaking: the fullest rendering, and under it a note and what other reports have."""
    first, *others = [
        _rendering(said, quote, index, first=not number) for number, said in enumerate(_alike(quote.renderings))
    ]
    note = (Row((Words(index.named(quote.note), "strong"),)),) if quote.note else ()
    return Row(first.parts, rows=(*note, *others))


def _alike(renderings: Sequence[Rendering]) -> Iterator[_Said]:
    found: dict[tuple[str, str], list[Rendering]] = {}
    for each in renderings:
        cue = "" if each.kind == "direct" else _bare(each.cue or "")
        found.setdefault((_bare(each.text), cue), []).append(each)
    for alike in found.values():
        yield _Said(tuple(alike))


def _rendering(said: _Said, quote: StoryQuote, index: Index, *, first: bool) -> Row:
    rendering = said.first
    citation = _citation(said.renderings, index)
    name = _short_name(quote.speakers, index)
    passage = printable(rendering.passage.exact)
    quotation = _whole_quotation(rendering, quote, index)
    before, after = _lead_in(rendering) if quotation else ("", "")
    shown = quotation or passage
    occasion = tuple(_occasion(quote, index)) if first else ()
    more = "; ".join((*occasion, *_channels(said, f"{name}{after} {shown}", index)))
    if more:
        after = f"{after} ({more})"
    if name or after:
        after += " " if name and not quotation and _reads_on(rendering, passage) else ": "
    parts = (Words(before), Words(name, "strong"), Words(after.lstrip() if not name else after))
    return Row((*(part for part in parts if part.text), Words(shown, "verbatim"), citation))


def _lead_in(rendering: Rendering) -> tuple[str, str]:
    """What stands before and behind the name: “Mara Ilves told reporters”, “According to Mara Ilves”."""
    cue = printable(rendering.cue or "")
    if _ACCORDING.match(cue):
        return "According to ", ""
    told = printable(rendering.told or "")
    if told and cue.casefold().endswith("told"):
        cue = f"{cue} {told}"
    return "", f" {cue}" if cue else ""


def _reads_on(rendering: Rendering, passage: str) -> bool:
    cue = printable(rendering.cue or "")
    return bool(cue) and passage.startswith(cue) and bool(_VERB.match(cue))


def _channels(said: _Said, known: str, index: Index) -> Iterator[str]:
    """To whom, where and through whom, as far as the words shown leave it open."""
    channels: dict[str, set[int]] = {}
    for rendering in said.renderings:
        for sign, value in (
            ("to ", printable(rendering.told or "")),
            ("", printable(rendering.occasion or "")),
            ("through ", index.names(rendering.via)),
        ):
            if value and value.casefold() not in known.casefold():
                channels.setdefault(sign + value, set()).update(index.cited((), [rendering.mention.article]).articles)
    everybody = index.cited((), [rendering.mention.article for rendering in said.renderings]).articles
    for channel, numbers in channels.items():
        yield channel if len(numbers) == len(everybody) else f"{channel} {Citation(tuple(sorted(numbers)))}"


def _occasion(quote: StoryQuote, index: Index) -> Iterator[str]:
    """For whom, and when."""
    if quote.on_behalf_of:
        yield f"for {index.name(quote.on_behalf_of)}"
    if quote.said and (date := day(quote.said)):
        yield date


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


def _short_name(speakers: Sequence[str], index: Index) -> str:
    """The shortest of their names that ends their full ones: “Ilves”."""
    short = []
    for speaker in speakers:
        name = index.name(speaker)
        known = index.entities.get(speaker)
        endings = [printable(each) for each in known.names] if known and known.kind == "person" else []
        short.append(min((each for each in endings if f" {name}".endswith(f" {each}") and each), key=len, default=name))
    *others, last = short or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _whole_quotation(rendering: Rendering, quote: StoryQuote, index: Index) -> str | None:
    """The quotation with its marks, when its passage holds nothing else but the cue, the audience and the speaker."""
    item = _item(rendering, index)
    parts = item.evidence if item else ()
    if rendering.kind != "direct" or len(parts) != 1:
        return None
    if not (found := _with_its_marks(parts[0], rendering)):
        return None
    quotation, rest = found
    told = " ".join(filter(None, (rendering.cue, rendering.told)))
    known = {*_SMALL, *_words(told)}
    for speaker in quote.speakers:
        if entity := index.entities.get(speaker):
            known.update(word for text in (*entity.names, *entity.roles) for word in _words(text))
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
