"""A story as an editor reads it: rows of words and citations, in sections.

What a report shows, and in which order, is decided here and nowhere else, so that page, Markdown and terminal never
tell two stories. They differ only in how they draw a row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from summarizer.dates.display import day_and_time, human
from summarizer.dates.edtf import span
from summarizer.reports.printable import printable, printable_part
from summarizer.schema import (
    ArticleInfo,
    ArticleReading,
    Caveat,
    CopyGroup,
    Dropped,
    Evidence,
    Line,
    Mention,
    SourcedEvidence,
    Story,
    StoryEntity,
    StoryEvent,
    StoryFact,
    StoryFigure,
    StoryStance,
    StoryTarget,
    Unused,
)
from summarizer.schema.story import TOLD_ELSEWHERE
from summarizer.text.counting import counted
from summarizer.text.languages import language_of_most

NOBODY = "Nobody named"
KNOW = "Know before repeating"
BY_RULES = "builtin"
"""What a story calls the reader that needs no model."""

_COUNTED = "† counted from a weekday, “yesterday” or the like."
_TRANSLATED = "Translation by the model, not to be quoted: "
_TO_COME = "To come, as of the last report"
_SHORTEST_RUN = 4  # of article numbers that are written as “1–4”
_TRAILING = re.compile(r"[\s.,;:!?…—–]*\Z")
_INITIALS = re.compile(r"(?:\b\w\.){2,}\Z")
_READS_ON = re.compile(r"[,.;:!?…)\]’”»]")
_WITH_A_NAME = ("person", "organization", "country")
_BESIDE_NAMES = frozenset("the a an her his its their our dr mr mrs ms sir der die das le la les el los las".split())
_SIDES = ("for", "mixed", "against")
_DROPPED_FIELDS = ("c", "d", "t", "w", "text", "description")


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an article. `point`: those that carry the claim, not what stands around them."""

    article: int
    evidence: Evidence
    point: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a row. Verbatim ones are cut from an article."""

    text: str
    style: Literal["normal", "strong", "quiet", "verbatim"] = "normal"


@dataclass(frozen=True, slots=True)
class Citation:
    """The articles that carry the words before it. `named`: the words before it are the name of the article."""

    articles: tuple[int, ...]
    places: tuple[Place, ...] = ()
    named: bool = False

    def __str__(self) -> str:
        return f"[{', '.join(_runs(self.articles))}]"


Part = Words | Citation


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `lead` is what it is found by: a date, a kind, what is counted; `rows` belong under it."""

    parts: tuple[Part, ...]
    lead: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, or under that of the section."""

    rows: tuple[Row, ...]
    heading: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the briefing. `folded`: what stands in no line, shown when asked for."""

    name: str
    title: str
    groups: tuple[Group, ...]
    note: str = ""
    folded: bool = False

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Source:
    """An article of the story."""

    number: int
    label: str
    day: str
    title: str
    url: str | None
    byline: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A story, ready to be drawn."""

    headline: str
    made: str
    warning: str
    sources: tuple[Source, ...]
    gist: tuple[Row, ...]
    sections: tuple[Section, ...]


def briefing(story: Story) -> Briefing:
    """`story` as an editor reads it."""
    from summarizer.reports.utterances import utterances

    index = Index.of(story)
    sections = (
        Section(
            "know",
            KNOW,
            _one_group(_caveat(number, each, index) for number, each in enumerate(story.know_before_repeating, 1)),
        ),
        Section(
            "timeline",
            "Timeline",
            tuple(_timeline(story, index)),
            note=_COUNTED if any(event.edtf_worked_out for event in story.events) else "",
        ),
        Section("figures", "Figures", _one_group(_figure(each, index) for each in story.figures)),
        utterances(story, index),
        Section("stances", "Who stands where", tuple(_target(each, index) for each in story.stances)),
        Section("facts", "Standing facts", _one_group(_fact(each, index) for each in story.facts)),
        Section("origins", "Origins", _one_group(_origins(story, index))),
        Section("names", "Names taken as one", _one_group(_names(story.entities, index))),
        Section("left-out", "Left out", tuple(_left_out(story, index)), folded=True),
        Section("did-not-hold", "Did not hold", tuple(_did_not_hold(story, index)), folded=True),
    )
    return Briefing(
        headline=index.named(story.headline),
        made=_made(story),
        warning=_warning(story),
        sources=tuple(_source(number, reading.article) for number, reading in enumerate(story.articles, 1)),
        gist=tuple(Row(line(each, index), rows=_gist_translated(each, story, index)) for each in story.gist),
        sections=tuple(section for section in sections if section.count),
    )


@dataclass(frozen=True, slots=True)
class Index:
    """What the ids of a story stand for."""

    numbers: dict[str, int]
    readings: dict[str, ArticleReading]
    entities: dict[str, StoryEntity]
    tokens: re.Pattern[str] | None
    language: str
    """That of most reports."""
    caveats: tuple[Caveat, ...]

    @classmethod
    def of(cls, story: Story) -> Index:
        """The index of `story`."""
        readings = {reading.article.id: reading for reading in story.articles}
        ids = "|".join(re.escape(each) for each in sorted(readings, key=len, reverse=True))
        return cls(
            numbers={article: number for number, article in enumerate(readings, 1)},
            readings=readings,
            entities={entity.id: entity for entity in story.entities},
            tokens=re.compile(rf"\{{({ids})\}}") if ids else None,
            language=language_of_most(one.article.language for one in readings.values()),
            caveats=story.know_before_repeating,
        )

    def name(self, entity: str) -> str:
        """The name of an entity of the story; an id that is none stands for itself."""
        known = self.entities.get(entity)
        return printable((known.translation or known.name) if known else entity)

    def names(self, entities: Iterable[str]) -> str:
        """“A”, “A and B”, “A, B and C”."""
        *others, last = [self.name(entity) for entity in entities] or [""]
        return f"{', '.join(others)} and {last}" if others else last

    def label(self, article: str) -> str:
        """What an article is called in a sentence: its outlet."""
        return printable(self.readings[article].article.outlet or "") or "report"

    def cited(self, places: Iterable[Place], also: Iterable[str] = ()) -> Citation:
        """A citation of the articles of `places`, and of others by their ids."""
        given = tuple(places)
        numbers = {place.article for place in given} | {self.numbers[each] for each in also if each in self.numbers}
        return Citation(tuple(sorted(numbers)), given)

    def places(self, evidence: Iterable[SourcedEvidence], *, point: bool = True) -> Iterator[Place]:
        """Where `evidence` stands; that of other stories' articles is left out."""
        for each in evidence:
            if each.article in self.numbers:
                yield Place(self.numbers[each.article], each, point)

    def split(self, text: str) -> Iterator[tuple[str, str | None]]:
        """`text` from token to token: words, and the article whose token follows them."""
        if self.tokens is None:
            yield text, None
            return
        words = self.tokens.split(text)
        for at in range(0, len(words), 2):
            yield words[at], words[at + 1] if at + 1 < len(words) else None

    def named(self, text: str) -> str:
        """`text` on one line, with “Harbour Post [1]” for the token of an article."""
        parts = "".join(
            words + (f"{self.label(article)} [{self.numbers[article]}]" if article else "")
            for words, article in self.split(text)
        )
        return printable(parts)


def line(told: Line, index: Index) -> tuple[Part, ...]:
    """A line, each clause with its citation before the punctuation."""
    parts: list[Part] = []
    for clause in told.clauses:
        text = clause.text.strip()
        places = tuple(index.places(clause.evidence))
        apart = " " if parts and text and not _READS_ON.match(text) else ""
        body, tail = _before_punctuation(text)
        named: set[int] = set()
        for words, article in index.split(body):
            if words or apart:
                parts.append(Words(apart + printable_part(words)))
                apart = ""
            if article:
                label, number = index.label(article), index.numbers[article]
                starts = not parts or (len(parts) == 1 and parts[0] == Words(""))
                own = tuple(place for place in places if place.article == number)
                parts += (
                    Words(_capital(label) if starts else label),
                    Citation((number,), own, named=True),
                )
                named.add(number)
        if body and (rest := [place for place in places if place.article not in named]):
            parts.append(index.cited(rest))
        if tail:
            parts.append(Words(printable_part(tail)))
    return tuple(_joined(parts))


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """`parts` with neighbouring words as one, and without empty ones."""
    for is_words, run in groupby(parts, key=lambda part: isinstance(part, Words)):
        if not is_words:
            yield from run
        elif text := "".join(part.text for part in run if isinstance(part, Words)):
            yield Words(text)


def translated_rows(translation: str | None) -> tuple[Row, ...]:
    """A model's translation as the row that stands under what it translates; none where there is none."""
    if not translation:
        return ()
    return (Row((Words(f"{_TRANSLATED}{printable(translation)}", "quiet"),)),)


def _item_translated(told: Line, mentions: Iterable[Mention], index: Index) -> tuple[Row, ...]:
    """The translation of an item whose own words the line has: one in words of its own needs none."""
    said = told.text.casefold()
    for text, translation in _translations(mentions, index):
        if text.strip().rstrip(".").casefold() in said:
            return translated_rows(translation)
    return ()


def _translations(mentions: Iterable[Mention], index: Index) -> Iterator[tuple[str, str]]:
    """The texts of items that have a translation, with it."""
    for mention in mentions:
        reading = index.readings.get(mention.article)
        for text, own_id, translation in _translated_items(reading) if reading else ():
            if own_id == mention.item and translation:
                yield text, translation


def _translated_items(reading: ArticleReading) -> Iterator[tuple[str, str, str | None]]:
    yield from ((one.description, one.id, one.translation) for one in reading.events)
    yield from ((one.counted, one.id, one.translation) for one in reading.figures)
    yield from ((one.text, one.id, one.translation) for one in reading.facts)
    yield from ((one.target, one.id, one.translation) for one in reading.stances)


def _gist_translated(told: Line, story: Story, index: Index) -> tuple[Row, ...]:
    """The translation of a line of the gist that is an article's own gist, or one of the story's events."""
    for reading in story.articles:
        if reading.gist == told.text:
            return translated_rows(reading.gist_translation)
    mentions = next((event.mentions for event in story.events if event.line == told), ())
    return _item_translated(told, mentions, index)


def text_of(parts: Iterable[Part]) -> str:
    """The words alone, without citations; the name of an article keeps its number."""
    return "".join(part.text if isinstance(part, Words) else f" {part}" if part.named else "" for part in parts).strip()


def with_fewest_citations(parts: Sequence[Part]) -> tuple[Part, ...]:
    """`parts` without the citations that the next one repeats within the same sentence."""
    kept: list[Part] = []
    following: Citation | None = None
    for part in reversed(parts):
        if isinstance(part, Words):
            if part.text[:1] in tuple(".!?;:…") or re.search(r"[.!?;]\s", part.text):
                following = None
            kept.append(part)
            continue
        if following and not part.named and part.articles == following.articles:
            continue
        following = None if part.named else part
        kept.append(part)
    return tuple(reversed(kept))


def day(edtf: str) -> str:
    """An EDTF date as people write it; nothing when it is of a form that has no words."""
    shown = human(edtf)
    if shown == edtf and not edtf.isdecimal():
        return ""
    start, _, end = edtf.partition("/")
    try:
        first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    except ValueError:
        return printable(shown)
    is_week = first.weekday() == 0 and last - first == dt.timedelta(days=6)
    return f"week of {shown}" if is_week else shown


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        consecutive = [number for _, number in run]
        if len(consecutive) >= _SHORTEST_RUN:
            yield f"{consecutive[0]}–{consecutive[-1]}"
        else:
            yield from map(str, consecutive)


def _before_punctuation(text: str) -> tuple[str, str]:
    """`text` in two, where a citation belongs: “in the U.S.” keeps its full stop."""
    match = _TRAILING.search(text)
    at = match.start() if match else len(text)
    if initials := _INITIALS.search(text[: at + 1]):
        at = initials.end()
    return text[:at], text[at:]


def _one_group(rows: Iterable[Row]) -> tuple[Group, ...]:
    return (Group(tuple(rows)),)


def _made(story: Story) -> str:
    """How the story came about, so that a reader knows how far to trust it."""
    days = f" of {printable(human('/'.join(story.published)))}" if story.published else ""
    articles = f"{counted(len(story.articles), 'article')}{days}"
    model = printable(story.model or "a model")
    match story.read:
        case "together":
            return f"{articles}, read together by {model}."
        case "grown":
            return f"{articles}, read by {model} as they came in, each beside the story so far."
        case "single":
            return f"{articles}, read by {printable(', '.join(story.models)) or model}."
        case "scores":
            return f"{articles}, put together by scores."


def _warning(story: Story) -> str:
    """What a reader must not expect of it."""
    if story.read == "scores":
        return "No model has read them side by side: conflicts, updates and who depends on whom are not judged."
    if story.read != "single":
        return ""
    by_rules = set(story.models) == {BY_RULES}
    return "There is nothing to compare it with." + (
        " No language model read it: expect less to be found, and check it closely." if by_rules else ""
    )


def _source(number: int, article: ArticleInfo) -> Source:
    url = _web_address(article.url) if article.url else None
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return Source(
        number=number,
        label=printable(article.outlet or host) or "outlet unknown",
        day=printable(day_and_time(article.published).partition(",")[0]) if article.published else "undated",
        title=printable(article.title or "") or ("untitled" if url else ""),
        url=url,
        byline=printable(article.byline or ""),
    )


def _web_address(url: str) -> str | None:
    """`url` with nothing in it that could end a link; None unless it leads to the web."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return percent_encoded(url, safe="%/:=&?~#+!$,;'@()*[]") if known else None


def _caveat(number: int, caveat: Caveat, index: Index) -> Row:
    return Row(line(caveat.line, index), lead=f"{number}. {caveat.kind.capitalize()}")


def _timeline(story: Story, index: Index) -> Iterator[Group]:
    """What happened by day; what has no day of its own by the day of the first report that tells of it."""
    groups: dict[str, list[tuple[dt.date, Row]]] = {"": [], "No date given": [], _TO_COME: [], "Background": []}
    last = dt.date.fromisoformat(story.published[1]) if story.published else dt.date.max
    for event in story.events:
        reported = None if event.edtf else _reported(event, index)
        row, first = _event(event, index, reported), _first_day(event.edtf)
        heading = "" if row.lead else "No date given"
        if first and first > last:
            heading = _TO_COME
        groups["Background" if event.background else heading].append(
            (first or (reported[0] if reported else dt.date.max), row)
        )
    for heading, rows in groups.items():
        if rows:
            yield Group(tuple(row for _, row in sorted(rows, key=lambda one: one[0])), heading)


def _first_day(date: str | None) -> dt.date | None:
    found = span(date) if date else None
    if found is None or found.yearless:
        return None
    return found.first if found.first.year > 1 else found.last


def _reported(event: StoryEvent, index: Index) -> tuple[dt.date, dt.date] | None:
    """First and last day of the reports that tell of it."""
    if event.background:
        return None
    cited = event.line.articles or tuple(mention.article for mention in event.mentions)
    days = [day for one in cited if one in index.readings and (day := index.readings[one].article.published_day)]
    return (min(days), max(days)) if days else None


def _event(event: StoryEvent, index: Index, reported: tuple[dt.date, dt.date] | None) -> Row:
    date = day(event.edtf) if event.edtf else ""
    lead = f"{date}†" if date and event.edtf_worked_out else date
    return Row(
        parts=line(event.line, index),
        lead=_capital(lead) or (f"Reported {day(_edtf(reported))}" if reported else ""),
        rows=(
            *_item_translated(event.line, event.mentions, index),
            *(
                Row(line(each.line, index), rows=_item_translated(each.line, event.mentions, index))
                for each in event.versions
                if each.line != event.line
            ),
        ),
    )


def _edtf(days: tuple[dt.date, dt.date]) -> str:
    first, last = days
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _figure(figure: StoryFigure, index: Index) -> Row:
    parts: list[Part] = []
    for version in figure.versions:
        told = line(version.line, index)
        *before, last = told or (Words(""),)
        if isinstance(last, Words):
            before.append(Words(last.text.rstrip(" .;")))
        else:
            before.append(last)
        parts += (Words("; " if parts else ""), *before)
    translations = (own for text, own in _translations(figure.mentions, index) if text == figure.counted)
    return Row(
        tuple(_joined(parts)),
        lead=_capital(index.named(figure.counted)),
        rows=translated_rows(next(translations, None)),
    )


def _fact(fact: StoryFact, index: Index) -> Row:
    return Row(line(fact.line, index), rows=_item_translated(fact.line, fact.mentions, index))


def _target(target: StoryTarget, index: Index) -> Group:
    stances = sorted(target.stances, key=lambda stance: _SIDES.index(stance.side))
    mentions = [mention for stance in stances for mention in stance.mentions]
    translations = (own for text, own in _translations(mentions, index) if text == target.target)
    translated = next(translations, None)
    return Group(
        tuple(_stance(stance, index) for stance in stances),
        heading=index.named(target.target),
        introduction=f"{_TRANSLATED[0].lower()}{_TRANSLATED[1:]}{printable(translated)}" if translated else "",
    )


def _stance(stance: StoryStance, index: Index) -> Row:
    parts = line(stance.line, index)
    holder = index.entities.get(stance.holder)
    begins_small = text_of(parts)[:1].islower()
    told = text_of(parts).casefold()
    known = [name.casefold() for name in holder.names] if holder else []
    is_named = any(name in told for name in (*known, *(name.split()[-1] for name in known if name.split())))
    # A line that begins with somebody else is told as it stands: its holder is not who speaks or acts in it.
    return Row(parts, lead="" if is_named or not begins_small else index.name(stance.holder))


def _origins(story: Story, index: Index) -> Iterator[Row]:
    """In words; what code has found besides: one text, and where nobody has told in words, one house."""
    for origin in story.origins:
        yield Row(line(origin.line, index))
    for group in story.copies:
        if not story.origins or group.kind in ("agency", "near_duplicate"):
            yield Row(_copies(group, index))


def _copies(group: CopyGroup, index: Index) -> tuple[Part, ...]:
    reason = index.named(group.reason)
    return index.cited((), group.articles), Words(f" count as one: {reason}" if reason else " count as one")


def _names(entities: Iterable[StoryEntity], index: Index) -> Iterator[Row]:
    """Entities that go by names which do not show that they are one, each name with the articles that have it."""
    for entity in entities:
        if entity.kind not in _WITH_A_NAME or not _by_meaning(entity.names):
            continue
        translations = set()
        spelt: dict[str, set[str]] = {name: set() for name in entity.names}
        for mention in entity.mentions:
            reading = index.readings.get(mention.article)
            for own in reading.entities if reading else ():
                if own.id == mention.item:
                    spelt.setdefault(own.name, set()).add(mention.article)
                    translations.add(own.translation)
        parts: list[Part] = []
        for name, articles in spelt.items():
            parts.append(Words(("; " if parts else "") + printable(name)))
            if articles:
                parts.append(index.cited((), articles))
            elif name in translations:
                parts.append(Words(" (by the model, in the desk's language)", "quiet"))
        yield Row(tuple(parts))


def _by_meaning(names: Sequence[str]) -> bool:
    """Whether a name has no word and no initials in common with the first: “the Ministry” needs no telling."""
    first, *others = [_telling_words(name) for name in names] or [frozenset()]
    initials = "".join(word[0] for word in re.findall(r"\w+", names[0]) if word[0].isupper()) if names else ""
    return any(first.isdisjoint(other) and initials.casefold() not in other for other in others)


def _telling_words(name: str) -> frozenset[str]:
    """The words of a name without case, marks, articles and titles."""
    words = frozenset(re.findall(r"\w+", name.casefold()))
    return words - _BESIDE_NAMES or words


def _left_out(story: Story, index: Index) -> Iterator[Group]:
    """What was read and stands nowhere above, by reason: where its sentence is pointed at, it was looked at."""
    told = _told_places(story)
    found: dict[str, dict[tuple[Part, ...], Row]] = {}
    for unused in story.unused:
        if not unused.reason.startswith(TOLD_ELSEWHERE) and not _stands_at(unused.evidence, told):
            parts = _unused(unused, index)
            found.setdefault(index.named(unused.reason), {}).setdefault(parts, Row(parts))
    for reason, rows in found.items():
        yield Group(tuple(rows.values()), heading=reason)


def _did_not_hold(story: Story, index: Index) -> Iterator[Group]:
    """Lines and items of the articles that were dropped, by reason."""
    found: dict[str, list[Row]] = {}
    for line_ in story.dropped:
        found.setdefault(index.named(line_.reason), []).append(Row((Words(index.named(line_.text)),)))
    for article, reading in index.readings.items():
        for dropped in reading.dropped:
            row = Row((Words(_dropped(dropped)), index.cited((), [article])))
            found.setdefault(printable(dropped.reason), []).append(row)
    for reason, rows in found.items():
        yield Group(tuple(rows), heading=reason)


def _told_places(story: Story) -> dict[str, list[tuple[int, int]]]:
    """By article, the stretches that some line points at or that are quoted."""
    about = [*(one.line for one in story.know_before_repeating), *(one.line for one in story.origins)]
    cited = [one for told in (*story.lines(), *about) for clause in told.clauses for one in clause.evidence]
    cited += [
        rendering.passage for quote in story.quotes for rendering in quote.renderings if rendering.kind != "indirect"
    ]
    found: dict[str, list[tuple[int, int]]] = {}
    for one in cited:
        found.setdefault(one.article, []).append((one.start, one.end))
    return found


def _stands_at(evidence: SourcedEvidence | None, told: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    if evidence is None:
        return False
    return any(start < evidence.end and evidence.start < end for start, end in told.get(evidence.article, ()))


def _unused(unused: Unused, index: Index) -> tuple[Part, ...]:
    """An item in its own words, or a sentence."""
    if unused.evidence:
        return Words(printable(unused.evidence.exact), "verbatim"), index.cited(index.places([unused.evidence]))
    if not unused.mention or unused.mention.article not in index.numbers:
        return ()
    article, number = unused.mention.article, index.numbers[unused.mention.article]
    for text, own_id, evidence in _items(index.readings[article]):
        if own_id == unused.mention.item:
            return Words(printable(text)), index.cited((Place(number, one) for one in evidence), [article])
    return Words(unused.mention.item), index.cited((), [article])


def _items(reading: ArticleReading) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """The items of an article: in words, by their ids, with the words that they rest on."""
    yield from ((one.name, one.id, ()) for one in reading.entities)
    yield from ((one.description, one.id, one.evidence) for one in reading.events)
    yield from ((f"{one.counted}: {one.text}", one.id, one.evidence) for one in reading.figures)
    yield from ((one.text, one.id, one.evidence) for one in reading.facts)
    yield from ((one.target, one.id, one.evidence) for one in reading.stances)
    yield from ((one.text, one.id, one.evidence) for one in reading.quotes)


def _dropped(dropped: Dropped) -> str:
    """What was dropped, in its own words where it has some."""
    words = next((text for name in _DROPPED_FIELDS if isinstance(text := dropped.item.get(name), str)), "")
    return f"{dropped.kind}: {printable(words)}" if words else dropped.kind
