"""Which names are one, which quotes render one utterance, and what foreign ones mean.

What words tell for certain, and what a model adds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from summarizer.schema import Entity, Mention, Quote
from summarizer.stories.assembly import Assembly, passage_of
from summarizer.stories.entities import EntityItem, merge_equal_names
from summarizer.stories.items import EntityIds, Item, PartT
from summarizer.stories.numbers import digits, written
from summarizer.stories.quotes import QuoteItem, merge_copied_quotes
from summarizer.text.languages import written_in
from summarizer.text.names import CLASSES
from summarizer.text.similarity import content_words

from .answer import SameAnswer
from .reports import KINDS, Kind, Reports

_TRANSLATED: tuple[Kind, ...] = ("n", "q")
_SHOWN = 260
"""Characters of a quote that are shown: enough to know it by."""


@dataclass(slots=True)
class Groups:
    """What is one: names and quotes, each in one group, in the order of the reports."""

    names: list[list[EntityItem]]
    quotes: list[list[QuoteItem]]
    order: Mapping[Mention, int]
    """All of them, in the order of the reports."""
    translations: dict[Mention, str] = field(default_factory=dict)
    """Of quotes and descriptions of people in another language than that of most reports."""

    @classmethod
    def plain(cls, assembly: Assembly) -> Groups:
        """What is word for word the same."""
        entities: list[EntityItem] = assembly.items("entities")
        quotes: list[QuoteItem] = assembly.items("quotes")
        names = merge_equal_names(entities)
        every = [*(item.mention for item in entities), *(item.mention for item in quotes)]
        order = {mention: at for at, mention in enumerate(every)}
        return cls(names, merge_copied_quotes(quotes, _numbered(names)), order)

    @property
    def name_mentions(self) -> list[list[Mention]]:
        """The names by their mentions."""
        return [[item.mention for item in group] for group in self.names]

    def join(self, answer: SameAnswer, reports: Reports) -> None:
        """Joins what a model says is one, as far as it can be."""
        self.names = _joined(self.names, [reports.named_in(one, "n")[0] for one in answer.n], _may_be_one, self.order)
        ids = _numbered(self.names)
        wanted = [reports.named_in(one, "q")[0] for one in answer.q]
        every = [item for group in self.quotes for item in group]
        copied = merge_copied_quotes(sorted(every, key=lambda item: self.order[item.mention]), ids)
        self.quotes = _joined(
            self.quotes,
            [*([item.mention for item in group] for group in copied), *wanted],
            lambda ours, theirs: _may_be_said(ours, theirs, ids),
            self.order,
        )
        for one in answer.t:
            for kind in _TRANSLATED:
                for mention in reports.named_in(one.h, kind)[0]:
                    if _may_translate(one.c, kind, mention, reports):
                        self.translations[mention] = one.c.strip(' “”"«»„')

    def render(self, reports: Reports, new: frozenset[str], limit: int) -> str:
        """The names and quotes as a model is shown them, one line for those that are one already.

        Args:
            reports: the reports.
            new: ids of the articles that it is about; of the others only what may be the same as something in these.
            limit: characters; what goes beyond is left out, what is old and least alike first.
        """
        lines = [_Shown("n", [item.mention for item in group], _name_line(group)) for group in self.names]
        lines += [
            _Shown("q", [item.mention for item in group], _quote_line(group, reports.language)) for group in self.quotes
        ]
        fresh = [one for one in lines if any(mention.article in new for mention in one.mentions)]
        words = {kind: frozenset[str]().union(*(one.words for one in fresh if one.kind == kind)) for kind in KINDS}
        kept = list(fresh)
        room = limit - sum(len(one.text) for one in fresh)
        alike = [(len(one.words & words[one.kind]), at) for at, one in enumerate(lines) if one not in fresh]
        for shared, at in sorted(alike, reverse=True):
            room -= len(lines[at].text)
            if room < 0 or not shared:
                break
            kept.append(lines[at])
        blocks = []
        for report in reports.all:
            rows = [one for one in lines if one in kept and one.mentions[0].article == report.id]
            if rows:
                named = (f"{reports.handle(one.kind, one.mentions[0])} {one.text}" for one in rows)
                blocks.append("\n".join([reports.header(report), *named]))
        return "\n\n".join(blocks)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is one already, on one line."""

    kind: Kind
    mentions: list[Mention]
    text: str

    @property
    def words(self) -> frozenset[str]:
        return content_words(self.text)


def _numbered(names: Sequence[Sequence[EntityItem]]) -> EntityIds:
    return {(item.info.id, item.part.id): str(at) for at, group in enumerate(names) for item in group}


def _joined(
    groups: Sequence[list[Item[PartT]]],
    wanted: Sequence[Sequence[Mention]],
    may_be_one: Callable[[Sequence[Item[PartT]], Sequence[Item[PartT]]], bool],
    order: Mapping[Mention, int],
) -> list[list[Item[PartT]]]:
    """Joins the groups that `wanted` names together, where they may be one."""
    home = {item.mention: at for at, group in enumerate(groups) for item in group}
    joined = dict(enumerate(groups))
    for mentions in wanted:
        known = list(dict.fromkeys(home[one] for one in mentions if one in home))
        for other in known[1:]:
            if may_be_one(joined[known[0]], joined[other]):
                joined[known[0]] = joined[known[0]] + joined.pop(other)
                home |= {item.mention: known[0] for item in joined[known[0]]}
    kept = [sorted(group, key=lambda item: order[item.mention]) for group in joined.values()]
    return sorted(kept, key=lambda group: order[group[0].mention])


def _may_translate(translation: str, kind: Kind, mention: Mention, reports: Reports) -> bool:
    """Whether an item is in another language than the story, and its translation has the same numbers."""
    part = reports.part(mention, kind)
    reading = reports.by_letter[reports.letter_of[mention.article]].reading
    if isinstance(part, Quote):
        shown = _as_printed(Item(reading, part))
    else:
        shown = part.name if isinstance(part, Entity) else ""
    is_foreign = written_in(reading.article.language or reports.language) != reports.language
    return is_foreign and bool(shown and translation.strip()) and _in_digits(shown) == _in_digits(translation)


def _in_digits(text: str) -> set[str]:
    """The numbers of a text, without those in words, which other languages than English have too."""
    return {digits(match[0]) for match in written(text)}


def _as_printed(item: QuoteItem) -> str:
    """A quotation alone; of reported speech the whole sentences, which it can only be understood in."""
    return item.part.text if item.part.kind == "direct" else passage_of(item).exact


def _may_be_one(ours: Sequence[EntityItem], theirs: Sequence[EntityItem]) -> bool:
    """A person is no thing."""
    classes = {CLASSES[item.part.kind] == "person" for item in (*ours, *theirs)}
    return len(classes) == 1


def _may_be_said(ours: Sequence[QuoteItem], theirs: Sequence[QuoteItem], ids: EntityIds) -> bool:
    """Two quotes with speakers are one only where a speaker, or whom one of them speaks for, is the same."""
    mine, yours = (
        {
            ids[item.info.id, local]
            for item in group
            for local in (*item.part.speakers, *filter(None, [item.part.on_behalf_of]))
            if (item.info.id, local) in ids
        }
        for group in (ours, theirs)
    )
    return not mine or not yours or not mine.isdisjoint(yours)


def _name_line(group: Sequence[EntityItem]) -> str:
    names = dict.fromkeys(item.part.name for item in group)
    first: Entity = group[0].part
    roles = dict.fromkeys(item.part.role for item in group if item.part.role)
    body = next((one.name for one in group[0].reading.entities if one.id == first.affiliation), None)
    about = [first.kind, *list(roles)[:2], *([f"of {body}"] if body else [])]
    return _one_line(f"{' / '.join(names)} ({'; '.join(about)})")


def _quote_line(group: Sequence[QuoteItem], language: str) -> str:
    """A quote with who said it; one in another language than the story as it is printed, to be translated."""
    item = max(group, key=lambda one: len(one.part.text))
    quote: Quote = item.part
    named: Mapping[str, str] = {one.id: one.name for one in item.reading.entities}
    who = ", ".join(named.get(one, "?") for one in quote.speakers) or "nobody named"
    behalf = f" for {named.get(quote.on_behalf_of, '?')}" if quote.on_behalf_of else ""
    is_foreign = written_in(item.info.language or language) != language
    cue = f" {quote.cue.exact}" if quote.cue and not (is_foreign and quote.kind != "direct") else ""
    when = f" ({quote.said.edtf})" if quote.said and quote.said.edtf else ""
    text = _one_line(_as_printed(item) if is_foreign else quote.text)
    text = text if is_foreign or len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
    said = f"“{text}”" if quote.kind == "direct" else text
    return _one_line(f"{who}{behalf}{cue}{when}: {said}")


def _one_line(text: str) -> str:
    return " ".join(text.split())
