"""A story as a reader sees it: names for ids, dates in words, articles as numbered sources.

What a report shows is decided here and nowhere else, so that Markdown, terminal and HTML never tell two stories.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from summarizer.dates.display import day_and_time, human, short_day
from summarizer.reports.parts import (
    Alternatives,
    DifferenceView,
    DroppedView,
    EventView,
    GistLine,
    HoldingView,
    NameView,
    Notes,
    OriginView,
    PositionView,
    Reading,
    RefusedView,
    RenderingView,
    SideView,
    Source,
    SpeakerView,
    StoryView,
    Support,
    TargetView,
    UtteranceView,
    cited,
)
from summarizer.reports.plain import clipped, plain
from summarizer.schema import (
    ArticleInfo,
    ArticleReading,
    Basis,
    Difference,
    Entity,
    Event,
    GistSentence,
    Mention,
    Merged,
    Origin,
    OriginKind,
    Quote,
    QuoteKind,
    QuoteVariant,
    Side,
    Stance,
    Story,
    StoryEntity,
    StoryEvent,
    StoryQuote,
    StoryStance,
    Variation,
)
from summarizer.text.counting import counted

_LABEL_LENGTH = 40
_EXCERPT_LENGTH = 60  # of a quote that a difference only refers to
_DROPPED_LENGTH = 240  # of a dropped item, which the summaries hold in full

_FIELD_NAMES = {"edtf": "date", "polarity": "whether it is so"}
# Fields that say what an item is: its line shows one value, and only the others need showing.
_WORDINGS = frozenset({"description", "target", "name"})
# Fields whose values are shown anyhow: in a quote's renderings, a stance's positions, an event's details.
_SHOWN_ANYHOW = frozenset({"text", "kind", "via", "told", "position", "basis", "participants", "places"})

_BASES: dict[Basis, str] = {"said": "said so", "did": "acted so", "reported": "as reported"}
_ORIGINS: dict[OriginKind, str] = {
    "agency": "agency report",
    "near_duplicate": "near-duplicate text",
    "outlet": "one outlet",
    "article": "single article",
}
_OPENING_MARKS = ("“", "„", "«", '"')


def view(story: Story) -> StoryView:
    """`story` as a reader sees it."""
    index = _Index.of(story)
    return StoryView(
        title=plain(story.title),
        gist=tuple(_gist(sentence, index) for sentence in story.gist.sentences),
        gist_by=_gist_by(story.gist.sentences),
        basis=_basis(story),
        differences=tuple(_difference(found, number, index) for number, found in enumerate(story.differences, 1)),
        notices=tuple(_notices(story, index)),
        timeline=tuple(_event(event, index) for event in story.events),
        targets=_targets(story.stances, index),
        speakers=_speakers(story.quotes, index),
        names=tuple(_names(story.entities, index)),
        origins=tuple(_origin(origin, index) for origin in story.origins),
        sources=_sources(story),
        dropped=tuple(_dropped(story, index)),
        refused=tuple(RefusedView(plain(one.text), plain(one.reason)) for one in story.gist.refused),
    )


def gist_text(view: StoryView) -> str:
    """The gist in one piece."""
    return " ".join(sentence.text for sentence in view.gist)


@dataclass(frozen=True, slots=True)
class _Index:
    """What ids stand for, and where the story's differences are."""

    numbers: dict[str, int]
    entities: dict[str, StoryEntity]
    items: dict[tuple[str, str], Entity | Event | Stance | Quote]
    merged: dict[str, Merged]
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, story: Story) -> _Index:
        merged = (*story.entities, *story.events, *story.stances, *story.quotes)
        return cls(
            numbers={reading.article.id: number for number, reading in enumerate(story.articles, 1)},
            entities={entity.id: entity for entity in story.entities},
            items={(reading.article.id, item.id): item for reading in story.articles for item in _items(reading)},
            merged={item.id: item for item in merged},
            differences=story.differences,
        )

    def name(self, entity: str) -> str:
        """The name of an entity of the story; an id that is none stands for itself."""
        return plain(self.entities[entity].name if entity in self.entities else entity)

    def names(self, entities: Iterable[str]) -> str:
        return ", ".join(self.name(entity) for entity in entities)

    def articles(self, mentions: Iterable[Mention]) -> tuple[int, ...]:
        return self.cited(mention.article for mention in mentions)

    def cited(self, articles: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({self.numbers[article] for article in articles}))

    def difference(self, own_id: str) -> Difference | None:
        return next((found for found in self.differences if found.id == own_id), None)

    def support(self, item: Merged) -> Support:
        return Support(self.articles(item.mentions), item.corroboration.origins)


def _items(reading: ArticleReading) -> Iterator[Entity | Event | Stance | Quote]:
    yield from reading.entities
    yield from reading.events
    yield from reading.stances
    yield from reading.quotes


def _gist(sentence: GistSentence, index: _Index) -> GistLine:
    found = (index.merged.get(item) or index.difference(item) for item in sentence.items)
    mentions = (mention for item in found if item for mention in _mentions(item))
    return GistLine(plain(sentence.text), index.articles(mentions))


def _mentions(found: Merged | Difference) -> Iterator[Mention]:
    if isinstance(found, Merged):
        yield from found.mentions
    else:
        yield from (mention for side in found.sides for mention in side.mentions)


def _gist_by(sentences: Sequence[GistSentence]) -> str:
    """Who wrote it, for a reader who wonders how far to trust it."""
    writers = list(dict.fromkeys(plain(one.written_by) for one in sentences if one.written_by))
    if not sentences:
        return ""
    if not writers:
        return "Put together from the items, each sentence from its own."
    rest = " the others put together from theirs." if any(one.written_by is None for one in sentences) else ""
    return f"Written by {', '.join(writers)} and checked against the items that each sentence rests on" + (
        f";{rest}" if rest else "."
    )


def _basis(story: Story) -> str:
    """How much the story rests on, in one line that promises no more than there is."""
    outlets = [reading.article.outlet for reading in story.articles]
    unnamed = outlets.count(None)
    undated = sum(reading.article.published is None for reading in story.articles)
    named = len({outlet.casefold() for outlet in outlets if outlet})
    return (
        f"{counted(len(outlets), 'article')}, {counted(named, 'named outlet')}"
        + (f" ({counted(unnamed, 'article names', 'articles name')} none)" if unnamed else "")
        + f", {counted(len(story.origins), 'origin')}"
        + (f" · published {plain(human('/'.join(story.published)))}" if story.published else "")
        + (f" · {undated} undated" if undated else "")
        + (f" · read by {', '.join(plain(model) for model in story.models)}" if story.models else "")
    )


def _notices(story: Story, index: _Index) -> Iterator[str]:
    """What else a desk should know before it relies on the story."""
    if len(story.articles) == 1:
        yield "There is one article only, and nothing to compare it with."
    elif not story.differences:
        yield "No differences between the articles were found."
    if len(story.articles) > 1 and len(story.origins) == 1:
        yield f"All {len(story.articles)} articles go back to one origin: nothing here is independently confirmed."
    undated = index.cited(reading.article.id for reading in story.articles if reading.article.published is None)
    if undated:
        yield f"No day of publication is known for {cited(undated)}; words such as “yesterday” have no date there."
    unsaid = index.articles(mention for quote in story.quotes if not quote.speakers for mention in quote.mentions)
    if unsaid:
        yield f"There are quotes that nobody is named for, in {cited(unsaid)}."
    dropped = index.cited(reading.article.id for reading in story.articles if reading.dropped)
    if dropped:
        number = sum(len(reading.dropped) for reading in story.articles)
        yield f"{counted(number, 'item')} could not be tied to the text of {cited(dropped)}: see “Dropped”."


def _difference(found: Difference, number: int, index: _Index) -> DifferenceView:
    return DifferenceView(
        number=number,
        kind=found.kind,
        item=_described(index.merged.get(found.item), index) or plain(found.item),
        field=_field(found.field),
        sides=tuple(_side(side, found.field, index) for side in found.sides),
        reason=plain(found.reason),
    )


def _side(side: Side, field: str, index: _Index) -> SideView:
    value = _value(side.value, field)
    words = [(plain(evidence.exact), index.numbers[evidence.article]) for evidence in side.evidence]
    return SideView(value, index.articles(side.mentions), _readings(given for given in words if given[0] != value))


def _described(item: Merged | None, index: _Index) -> str:
    """A merged item in a few words."""
    match item:
        case StoryEvent():
            return plain(item.description)
        case StoryEntity():
            return plain(item.name)
        case StoryStance():
            return f"{index.name(item.holder)} on {plain(item.target)}"
        case StoryQuote():
            speakers = index.names(item.speakers) or "nobody named"
            variant = next((variant for variant in item.variants if variant.mention == item.chosen), None)
            words = clipped(plain(item.text), _EXCERPT_LENGTH)
            return f"{speakers}: {_marked(words, variant.kind if variant else 'indirect')}"
        case _:
            return ""


def _field(field: str) -> str:
    return _FIELD_NAMES.get(field, plain(field).replace("_", " "))


def _value(value: str, field: str) -> str:
    return plain(human(value) if field == "edtf" else value)


def _notes(item: Merged, index: _Index) -> Notes:
    """The fields that differ: those that a difference is about by its number, the others by their values."""
    differences = [(found.field, number) for number, found in enumerate(index.differences, 1) if found.item == item.id]
    told = _SHOWN_ANYHOW.union(field for field, _ in differences)
    return Notes(
        alternatives=tuple(
            _alternatives(variation, item, index) for variation in item.values if variation.field not in told
        ),
        differences=tuple((_field(field), number) for field, number in differences),
    )


def _alternatives(variation: Variation, item: Merged, index: _Index) -> Alternatives:
    shown = getattr(item, variation.field) if variation.field in _WORDINGS else None
    readings = (
        Reading(_value(value.value, variation.field), index.articles(value.mentions))
        for value in variation.values
        if value.value != shown
    )
    return Alternatives("also" if shown else _field(variation.field), tuple(readings))


def _event(event: StoryEvent, index: _Index) -> EventView:
    return EventView(
        item_id=event.id,
        date=plain(human(event.edtf)) if event.edtf else "no date",
        status=event.status,
        text=plain(event.description),
        details=tuple(_event_details(event, index)),
        support=index.support(event),
        notes=_notes(event, index),
    )


def _event_details(event: StoryEvent, index: _Index) -> Iterator[str]:
    if participants := _unmentioned(event.participants, event, index):
        yield f"with {participants}"
    if places := _unmentioned(event.places, event, index):
        yield f"at {places}"
    if event.attributed_to:
        yield f"according to {index.names(event.attributed_to)}"
    if not event.edtf and (words := _time_words(event, index)):
        by = len(index.support(event).articles) > 1
        yield "; ".join(f"“{reading.text}”" + (f" {cited(reading.articles)}" if by else "") for reading in words)


def _unmentioned(entities: Sequence[str], event: StoryEvent, index: _Index) -> str:
    """The names of those entities that the event's description leaves out."""
    said = _bare(event.description)

    def is_mentioned(entity: StoryEntity) -> bool:
        names = [_bare(name) for name in entity.names]
        surnames = {words[-1] for name in names if entity.kind == "person" and (words := name.split())}
        return any(name in said for name in names) or not surnames.isdisjoint(said.split())

    known = index.entities
    return index.names(entity for entity in entities if entity not in known or not is_mentioned(known[entity]))


def _bare(text: str) -> str:
    """`text` without case, accents and possessive endings."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return re.sub(r"['’]s?\b", "", letters.casefold())


def _time_words(event: StoryEvent, index: _Index) -> tuple[Reading, ...]:
    """When the articles say that an event without a date is."""
    return _readings(
        (plain(item.time.expression), index.numbers[mention.article])
        for mention in event.mentions
        if isinstance(item := index.items.get((mention.article, mention.item)), Event)
        and item.time
        and item.time.expression
    )


def _readings(given: Iterable[tuple[str, int]]) -> tuple[Reading, ...]:
    """Equal texts together, in the order of their first appearance."""
    found: dict[str, set[int]] = {}
    for text, article in given:
        found.setdefault(text, set()).add(article)
    return tuple(Reading(text, tuple(sorted(articles))) for text, articles in found.items())


def _targets(stances: Sequence[StoryStance], index: _Index) -> tuple[TargetView, ...]:
    """Stances by what they are on, what most have a position on first."""
    groups: dict[str, list[StoryStance]] = {}
    for stance in stances:
        groups.setdefault(stance.about or stance.target.casefold(), []).append(stance)
    return tuple(
        TargetView(plain(group[0].target), tuple(_holding(stance, group[0].target, index) for stance in group))
        for group in sorted(groups.values(), key=len, reverse=True)
    )


def _holding(stance: StoryStance, heading: str, index: _Index) -> HoldingView:
    worded = () if stance.target == heading else (f"on “{plain(stance.target)}”",)
    return HoldingView(
        item_id=stance.id,
        holder=index.name(stance.holder),
        introduction=", ".join((*_introduced(stance.holder, index), *worded)),
        positions=tuple(
            PositionView(
                position=held.position,
                known=_BASES[held.basis] + (f", published {plain(human(held.published))}" if held.published else ""),
                articles=index.articles(held.mentions),
            )
            for held in stance.positions
        ),
        support=index.support(stance),
        notes=_notes(stance, index),
    )


def _introduced(entity: str, index: _Index) -> tuple[str, ...]:
    """Role and affiliation."""
    known = index.entities.get(entity)
    role = plain(known.roles[0]) if known and known.roles else ""
    affiliation = index.name(known.affiliation) if known and known.affiliation else ""
    return tuple(part for part in (role, "" if affiliation in role else affiliation) if part)


def _speakers(quotes: Sequence[StoryQuote], index: _Index) -> tuple[SpeakerView, ...]:
    """Utterances by who is said to have said them, those that nobody is named for last."""
    groups: dict[tuple[str, ...], list[StoryQuote]] = {}
    for quote in quotes:
        groups.setdefault(quote.speakers, []).append(quote)
    return tuple(
        SpeakerView(
            name=" and ".join(index.name(speaker) for speaker in speakers) or None,
            introduction=", ".join(_introduced(speakers[0], index)) if len(speakers) == 1 else "",
            utterances=tuple(_utterance(quote, index) for quote in group),
        )
        for speakers, group in sorted(groups.items(), key=lambda entry: not entry[0])
    )


def _utterance(quote: StoryQuote, index: _Index) -> UtteranceView:
    found: dict[tuple[str, QuoteKind, str | None, tuple[str, ...]], list[Mention]] = {}
    for variant in sorted(quote.variants, key=lambda variant: variant.mention != quote.chosen):
        text = _marked(plain(variant.text), variant.kind)
        cue = plain(variant.cue) if variant.cue else None
        found.setdefault((text, variant.kind, cue, tuple(_quote_details(variant, index))), []).append(variant.mention)
    return UtteranceView(
        item_id=quote.id,
        renderings=tuple(
            RenderingView(text, kind, cue, details, index.articles(mentions))
            for (text, kind, cue, details), mentions in found.items()
        ),
        chosen_because=plain(quote.chosen_because) if len(found) > 1 else None,
        on_behalf_of=index.name(quote.on_behalf_of) if quote.on_behalf_of else None,
        support=index.support(quote),
        notes=_notes(quote, index),
    )


def _quote_details(variant: QuoteVariant, index: _Index) -> Iterator[str]:
    if variant.via:
        yield f"via {index.names(variant.via)}"
    item = index.items.get((variant.mention.article, variant.mention.item))
    if isinstance(item, Quote) and item.told:
        yield f"told {plain(item.told)}"


def _marked(text: str, kind: QuoteKind) -> str:
    """Quotation marks for what is wholly the speaker's words, and for nothing else."""
    return text if kind != "direct" or text.startswith(_OPENING_MARKS) else f"“{text}”"


def _names(entities: Iterable[StoryEntity], index: _Index) -> Iterator[NameView]:
    """Whoever the articles call or describe differently, so that a wrong identification can be seen."""
    for entity in entities:
        if notes := _notes(entity, index).alternatives:
            yield NameView(plain(entity.name), notes)


def _origin(origin: Origin, index: _Index) -> OriginView:
    kind = _ORIGINS[origin.kind]
    return OriginView(
        kind=f"{kind}, {plain(origin.name)}" if origin.name else kind,
        articles=index.cited(origin.articles),
        reason=plain(origin.reason),
    )


def _sources(story: Story) -> tuple[Source, ...]:
    days = [day for reading in story.articles if (day := reading.article.published_day)]
    several_years = len({day.year for day in days}) > 1
    sources: dict[str, Source] = {}
    for number, reading in enumerate(story.articles, 1):
        article = reading.article
        label = _unique(_label(article, year=several_years), sources)
        sources[label] = Source(
            number=number,
            label=label,
            title=plain(article.title) if article.title else None,
            url=web_address(article.url),
            details=tuple(_source_details(reading)),
        )
    return tuple(sources.values())


def _label(article: ArticleInfo, *, year: bool) -> str:
    """Outlet, else host, else title, else id, and the day."""
    candidates = (plain(text or "") for text in (article.outlet, _host(article.url), article.title, article.id))
    day = short_day(article.published_day, year=year) if article.published_day else "undated"
    return f"{clipped(next(filter(None, candidates), 'article'), _LABEL_LENGTH)}, {day}"


def _unique(label: str, taken: Iterable[str]) -> str:
    taken = set(taken)
    numbered = (f"{label} ({number})" for number in range(2, len(taken) + 2))
    return label if label not in taken else next(candidate for candidate in numbered if candidate not in taken)


def web_address(url: str | None) -> str | None:
    """`url` in ASCII if it is an http or https address with a host, else None."""
    return percent_encoded(url.strip(), safe="%:/?#[]@!&'()*+,;=") if url and _host(url) else None


def _host(url: str | None) -> str:
    try:
        parts = urlsplit(url or "")
    except ValueError:  # a bracket that opens no IPv6 address
        return ""
    return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""


def _source_details(reading: ArticleReading) -> Iterator[str]:
    article = reading.article
    if article.byline:
        yield f"by {plain(article.byline)}"
    if article.published:
        given = " (by its own text)" if article.published_basis == "in_text" else ""
        yield f"published {day_and_time(article.published)}{given}"
    else:
        yield "day of publication unknown"
    if article.language:
        yield f"language {plain(article.language)}"
    if reading.credits:
        yield f"credits {', '.join(plain(credit) for credit in reading.credits)}"
    if article.url and not web_address(article.url):
        yield f"from {plain(article.url)}"


def _dropped(story: Story, index: _Index) -> Iterator[DroppedView]:
    for reading in story.articles:
        for dropped in reading.dropped:
            yield DroppedView(
                article=index.numbers[reading.article.id],
                kind=dropped.kind,
                reason=plain(dropped.reason),
                item=clipped(plain(json.dumps(dropped.item, ensure_ascii=False)), _DROPPED_LENGTH),
            )
