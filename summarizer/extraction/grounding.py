"""Ties an answer's pointers to the article: what holds becomes evidence cut by offset, what does not is a fault.

Every item is checked alone. Nothing that a model wrote gets out unless the article bears it out: copied words are
found again, ids and numbers exist, names, roles and figures stand in the article, dates can be what their words say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from summarizer.extraction.answer import (
    AnswerEntity,
    AnswerEvent,
    AnswerFact,
    AnswerFigure,
    AnswerPart,
    AnswerQuote,
    AnswerStance,
    AnswerTime,
    RawAnswer,
    handle_of,
)
from summarizer.extraction.borne_out import PRONOUNS, Evidences
from summarizer.extraction.cues import cue_as_copied, within_denials
from summarizer.extraction.event_dates import DONE, choose_date, find_time_words
from summarizer.extraction.fault import (
    SECTIONS,
    TRANSLATION_OF,
    Fault,
    UnmendableError,
    UnsoundError,
    place_of,
    place_of_translation,
)
from summarizer.extraction.quoted_content import QuotedContent
from summarizer.extraction.translations import Translations
from summarizer.schema import (
    Basis,
    Disowned,
    Entity,
    Event,
    EventStatus,
    Evidence,
    Fact,
    Figure,
    Position,
    Quote,
    Stance,
    StanceVerb,
    Time,
)
from summarizer.schema.base import PART_JOINT
from summarizer.text.amounts import read_amount
from summarizer.text.denials import disowned_by
from summarizer.text.numbering import NumberedArticle
from summarizer.text.words import Span, Words, fold, numbers_of, words_of

_NOUNS_HAVE_CAPITALS = ("de", "lb")
_POSITIONS: dict[StanceVerb, Position] = {
    "supports": "supports",
    "accepts": "supports",
    "defends": "supports",
    "urges": "supports",
    "opposes": "opposes",
    "rejects": "opposes",
    "criticizes": "opposes",
    "accuses": "opposes",
    "doubts": "neutral",  # doubting is not opposing
    "undecided": "neutral",
    "conditional": "conditional",
}
_SENTENCE_END = re.compile(r"[.!?]\s")
_CITED = re.compile(r"\s*\[([\d\s,;–-]+)\]")
_SENTENCE_END = re.compile(r"[.!?…:]\W*$")

Shape = TypeVar("Shape", bound=BaseModel)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Grounded:
    """What the article bears out of an answer, and the faults of the rest."""

    gist: str
    gist_evidence: tuple[Evidence, ...]
    credits: tuple[str, ...]
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    facts: tuple[Fact, ...]
    stances: tuple[Stance, ...]
    quotes: tuple[Quote, ...]
    faults: tuple[Fault, ...]
    gist_translation: str | None = None


def ground(
    numbered: NumberedArticle, answer: RawAnswer, first: int = 1, last: int | None = None, into: str | None = None
) -> Grounded:
    """Checks an answer against the numbered sentences `first` to `last` (all by default), each item alone.

    Args:
        into: the language that translations were asked for in, if any were.
    """
    return _Grounding(numbered, first, len(numbered.sentences) if last is None else last, into).run(answer)


def _parse(shape: type[Shape], item: JsonValue) -> Shape:
    try:
        return shape.model_validate(item)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnsoundError(f"{place}: {first['msg']}" if place else first["msg"]) from None


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


@dataclass
class _Grounding:
    """One pass over one answer."""

    numbered: NumberedArticle
    first: int
    last: int
    into: str | None
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.article = self.numbered.article
        self.text = self.article.text
        self.words = Words(self.text)
        self.title = Words(self.article.title or "")
        self.numbers = numbers_of(f"{self.article.title or ''}\n{self.text}")
        sentences = self.numbered.sentences[self.first - 1 : self.last]
        self.reach: Span = (sentences[0].start, sentences[-1].end) if sentences else (0, 0)
        self.quoted = QuotedContent(self.numbered, self.words, self.reach)
        self.handles: dict[str, str] = {}
        self.unsound_handles: set[str] = set()
        self.names: dict[str, str] = {}
        self.seen: dict[object, str] = {}
        self.evidences = Evidences(
            self.text, self.article.title or "", [(each.start, each.end) for each in self.numbered.sentences]
        )

    def run(self, answer: RawAnswer) -> Grounded:
        self.answer = answer
        self.translations = Translations(answer.translations, self.into, self.article)
        entities = self._entities(answer.entities)
        self.translations.learn_names(entities)
        self.evidences.learn_names(entities)
        events, event_ids = self._events(answer.events)
        figures = self._figures(answer.figures, event_ids)
        facts = self._facts(answer.facts)
        quotes = self._quotes(answer.quotes)
        stances = self._stances(answer.stances, event_ids, quotes, events)
        gist, gist_evidence, gist_translation = self._gist(answer.gist)
        if missing := self.translations.missing:
            self._unfit(" ".join(missing), "there is none")
        return Grounded(
            gist=gist,
            gist_evidence=gist_evidence,
            gist_translation=gist_translation,
            credits=self._credits(answer.credits),
            entities=entities,
            events=events,
            figures=figures,
            facts=facts,
            stances=stances,
            quotes=quotes,
            faults=tuple(self.faults),
        )

    # What items share

    def _each(self, section: str, items: Sequence[JsonValue], read: Callable[[str, JsonValue], Found]) -> list[Found]:
        """What `read` makes of each item; an unsound one becomes a fault and costs no other."""
        found = []
        for index, item in enumerate(items):
            place = place_of(section, index, item)
            try:
                found.append(read(place, item))
            except UnsoundError as error:
                self._fault(section, place, str(error), item, mendable=not isinstance(error, UnmendableError))
        return found

    def _fault(self, section: str, place: str, reason: str, item: JsonValue, *, mendable: bool = True) -> None:
        raw: dict[str, JsonValue] = item if isinstance(item, dict) else {"value": item}
        self.faults.append(Fault(place, SECTIONS[section], reason, raw, mendable))

    def _optional(self, section: str, place: str, item: JsonValue, read: Callable[[], Found]) -> Found | None:
        """What `read` gives; where that is unsound, the item goes without and the loss is listed."""
        try:
            return read()
        except UnmendableError:
            return None
        except UnsoundError as error:
            self._fault(section, place, f"{error}; left out", item)
            return None

    def _translated(self, place: str, of: str) -> str | None:
        """The translation of the item's own text; one that does not fit is listed, and the item goes without."""
        where = place_of_translation(place)
        try:
            return self.translations.text(where, of)
        except UnsoundError as error:
            self._unfit(where, str(error))
            return None

    def _unfit(self, where: str, reason: str) -> None:
        given: JsonValue = {
            place: self.answer.translations[place] for place in where.split() if place in self.answer.translations
        }
        self.faults.append(Fault(f"{TRANSLATION_OF}{where}", "translation", reason, {"t": given}))

    def _once(self, key: object, place: str) -> None:
        if (said := self.seen.setdefault(key, place)) != place:
            raise UnmendableError(f"says the same as {said}")

    def _handle(self, handle: str) -> str:
        """The id of the entity that a handle stands for."""
        if handle in self.unsound_handles:
            raise UnmendableError(f"its entity {handle} does not hold")
        if handle not in self.handles:
            raise UnsoundError(f"there is no entity {handle}")
        return self.handles[handle]

    def _ids(self, section: str, place: str, item: JsonValue, handles: Sequence[str]) -> tuple[str, ...]:
        found = (self._optional(section, place, item, lambda h=handle: self._handle(h)) for handle in handles)  # type: ignore[misc]
        return tuple(dict.fromkeys(each for each in found if each))

    def _id(self, section: str, place: str, item: JsonValue, handle: str | None) -> str | None:
        return self._optional(section, place, item, lambda: self._handle(handle)) if handle else None

    def _sentences(self, numbers: Sequence[int]) -> list[Span]:
        if not numbers:
            raise UnsoundError("a names no sentence")
        spans = []
        for number in sorted(set(numbers)):
            if not self.first <= number <= self.last:
                raise UnsoundError(f"there is no sentence {number}, only {self.first} to {self.last}")
            sentence = self.numbered.sentences[number - 1]
            spans.append((sentence.start, sentence.end))
        return spans

    def _cut(self, spans: Iterable[Span]) -> tuple[Evidence, ...]:
        return tuple(Evidence.cut(self.text, *each) for each in spans)

    def _locate(self, copied: str, within: Sequence[Span], what: str) -> Span:
        """Where copied words stand: in the item's sentences, or in the only other place that they can mean."""
        for each in within:
            for found in self.words.find(copied, *each):
                return found
        elsewhere = list(self.words.find(copied, *self.reach))
        if len(elsewhere) == 1:
            return elsewhere[0]
        raise UnsoundError(f"{what} “{copied}” does not stand like that in its sentences")

    def _vouch(self, written: str, what: str, sentences: Sequence[Span] = (), trigger: str = "") -> str:
        """Checks the model's own words: numbers, names and main words must be those of the sentences pointed at."""
        if not written.strip():
            raise UnsoundError(f"{what} is empty")
        for number in numbers_of(written) - self.numbers:
            raise UnsoundError(f"{what}: the number {number} does not stand in the article")
        if not (self.article.language or "").startswith(_NOUNS_HAVE_CAPITALS):
            for match in re.finditer(r"[\w\u0300-\u036f]+", written):
                word, opens = match[0], not match.start() or _SENTENCE_END.search(written[: match.start()])
                if len(word) > 2 and word[0].isupper() and not (self.words.akin(word) or self.title.akin(word)):
                    if opens and not _is_acronym(word):
                        continue  # any word begins a sentence with a capital: it is checked among the main words
                    raise UnsoundError(f"{what}: the name “{word}” does not stand in the article")
        if reason := self.evidences.why_not_borne_out(written, sentences, trigger):
            raise UnsoundError(f"{what}: {reason}")
        return written.strip()

    def _present(self, entity: str, sentences: Sequence[Span], what: str) -> str:
        """Checks that the sentences can mean an entity: its name, its role or a pronoun is in or near them."""
        if not self.evidences.can_mean(entity, sentences):
            name = next(each for handle, each in self.names.items() if self.handles[handle] == entity)
            raise UnsoundError(f"{what}: neither “{name}” nor a pronoun stands in or near the sentences pointed at")
        return entity

    def _stands(self, written: str, what: str) -> str:
        """Checks words that are to be the article's own, wherever in it they stand."""
        words = words_of(written)
        if not words:
            raise UnsoundError(f"{what} is empty")
        for word in words:
            if word not in self.words and word not in self.title:
                raise UnsoundError(f"{what} “{written}”: “{word}” does not stand in the article")
        return written.strip()

    def _disowned(self, cue: Span, content: Span) -> Disowned | None:
        """What the cue makes of the content; nothing where that is set against what is denied: “denies this: …”."""
        return None if ":" in self.text[cue[1] : content[0]] else disowned_by(self.text[slice(*cue)])

    def _stands_together(self, name: str) -> bool:
        """Whether one sentence, or a title, has all words of a name: those of two people stand apart."""
        words = words_of(name)
        found = (self.text[start:end] for start, end in self.words.find(name, 0, len(self.text)))
        if len(words) == 1 or any(not _SENTENCE_END.search(each) for each in found):
            return True
        return any(all(word in line for word in words) for line in self._lines)

    @cached_property
    def _lines(self) -> list[Words]:
        spans = [(each.start, each.end) for each in self.numbered.sentences]
        spans += [self.numbered.headline] if self.numbered.headline else []
        return [self.title, *(Words(self.text[start:end]) for start, end in spans)]

    # The sections of an answer

    def _gist(self, gist: str) -> tuple[str, tuple[Evidence, ...], str | None]:
        """The gist without its sentence numbers, the sentences, and its translation."""
        numbers = sorted({int(number) for cited in _CITED.findall(gist) for number in re.findall(r"\d+", cited)})
        plain = " ".join(_CITED.sub("", gist).split())[:1500]
        try:
            sentences = self._sentences(numbers) if numbers else []
            vouched = self._vouch(plain, "gist", sentences)
            return vouched, self._cut(sentences), self._translated("gist", vouched)
        except UnsoundError as error:
            self.faults.append(Fault("gist", "gist", str(error), {"g": gist}))
        start = self.numbered.sentences[self.first - 1] if self.numbered.sentences else None
        if not start:
            return self.text.strip(), (), None
        return self.text[start.start : start.end], self._cut([(start.start, start.end)]), None

    def _credits(self, handles: Sequence[JsonValue]) -> tuple[str, ...]:
        names = []
        for handle in handles:
            name = self.names.get(str(handle))
            if name is None and str(handle) not in self.unsound_handles:
                self.faults.append(
                    Fault("credits", "credit", f"there is no entity {handle}", {"c": handle}, mendable=False)
                )
            elif name:
                names.append(name)
        return tuple(dict.fromkeys(names))

    def _entities(self, items: Sequence[JsonValue]) -> tuple[Entity, ...]:
        parsed: list[tuple[str, JsonValue, AnswerEntity]] = []

        def read(place: str, item: JsonValue) -> None:
            entity = _parse(AnswerEntity, item)
            if entity.handle in self.handles:
                raise UnsoundError(f"the handle {entity.handle} is given twice")
            self._stands(entity.name, "the name")
            if all(fold(word) in PRONOUNS and not _is_acronym(word) for word in words_of(entity.name)):
                raise UnsoundError(f"the pronoun “{entity.name}” is no name")
            if entity.kind == "person" and not self._stands_together(entity.name):
                raise UnsoundError(f"no sentence has all of the name “{entity.name}”: it is put together of two")
            self.handles[entity.handle] = f"n{len(self.handles) + 1}"
            self.names[entity.handle] = entity.name.strip()
            parsed.append((place, item, entity))

        self._each("entities", items, read)
        for item in items:
            if isinstance(item, dict) and (handle := str(handle_of(item))) not in self.handles:
                self.unsound_handles.add(handle)
        return tuple(
            Entity(
                id=self.handles[entity.handle],
                name=entity.name.strip(),
                kind=entity.kind,
                role=self._optional("entities", place, item, lambda e=entity: self._stands(e.role, "the role"))  # type: ignore[misc]
                if entity.role
                else None,
                affiliation=self._id(
                    "entities", place, item, entity.affiliation if entity.affiliation != entity.handle else None
                ),
                translation=self._name_translated(entity),
            )
            for place, item, entity in parsed
        )

    def _name_translated(self, entity: AnswerEntity) -> str | None:
        """Its name in the desk's language, where that has another one."""
        try:
            return self.translations.name(entity.handle, entity.name.strip(), entity.kind, self.names.values())
        except UnsoundError as error:
            self._unfit(entity.handle, str(error))
            return None

    def _events(self, items: Sequence[JsonValue]) -> tuple[tuple[Event, ...], dict[str, str]]:
        """The events in the order of the article, and their ids by the place in the answer (e1, e2 …)."""

        def read(place: str, item: JsonValue) -> tuple[str, Event]:
            event = _parse(AnswerEvent, item)
            sentences = self._sentences(event.sentences)
            trigger = self._locate(event.trigger, sentences, "the event's word")
            description = self._vouch(event.description, "the description", sentences, event.trigger)
            places = self._ids("events", place, item, event.places)
            given = AnswerTime(words=event.time_words, date=event.date) if event.time_words else None
            if event.date and not event.time_words:
                self._fault("events", place, f"the date {event.date} has no time words; left out", item)
            time = self._time("events", place, item, given, sentences, trigger, event.status)
            participants = self._ids("events", place, item, event.participants)
            self._once((trigger, places, event.status, time, participants), place)
            return place, Event(
                id="",
                description=description,
                trigger=Evidence.cut(self.text, *trigger),
                participants=participants,
                places=places,
                time=time,
                status=event.status,
                attributed_to=self._id("events", place, item, event.attributed_to),
                refused_by=self._ids("events", place, item, event.refused_by),
                denied_by=self._ids("events", place, item, event.denied_by),
                time_of_call=self._time("events", place, item, event.called, sentences, trigger, "occurred"),
                reason=self._reason("events", place, item, event.reason, sentences),
                background=event.background,
                translation=self._translated(place, description),
                evidence=self._cut(sentences),
            )

        found = sorted(self._each("events", items, read), key=lambda pair: (pair[1].trigger.start, pair[1].trigger.end))
        events = tuple(event.model_copy(update={"id": f"e{n}"}) for n, (_, event) in enumerate(found, 1))
        ids = {f"e{place.removeprefix('event ')}": event.id for (place, _), event in zip(found, events, strict=True)}
        return events, ids

    def _reason(
        self, section: str, place: str, item: JsonValue, parts: Sequence[AnswerPart], sentences: Sequence[Span]
    ) -> tuple[Evidence, ...]:
        """The stretches that say why; one that is not found is left out."""
        stretch = self.quoted.stretch
        found = (self._optional(section, place, item, lambda p=part: stretch(p, sentences)) for part in parts)  # type: ignore[misc]
        return self._cut(each for each in found if each)

    def _time(
        self,
        section: str,
        place: str,
        item: JsonValue,
        given: AnswerTime | None,
        sentences: Sequence[Span],
        near: Span,
        status: EventStatus,
    ) -> Time | None:
        """When something is or was, by copied words and their date; what does not hold of it is left out."""
        if given is None:
            return None
        words = given.words
        where = self._optional(
            section, place, item, lambda: find_time_words(self.words, words, sentences, near, self.reach)
        )
        if where is None:
            return None
        edtf = given.date
        date = (
            self._optional(section, place, item, lambda: choose_date(words, edtf, status, self.article, self.numbers))
            if edtf
            else None
        )
        evidence = Evidence.cut(self.text, *where)
        return Time(expression=evidence.exact, edtf=date, evidence=evidence)

    def _figures(self, items: Sequence[JsonValue], event_ids: dict[str, str]) -> tuple[Figure, ...]:
        def belongs(event: str) -> str:
            if event not in event_ids:
                raise UnmendableError(f"its event {event} does not hold")
            return event_ids[event]

        def read(place: str, item: JsonValue) -> Figure:
            figure = _parse(AnswerFigure, item)
            sentences = self._sentences(figure.sentences)
            where = self._locate(figure.text, sentences, "the figure")
            counted = self._vouch(figure.counted, "what is counted", sentences, figure.text)
            self._once(("figure", where), place)
            exact = self.text[slice(*where)]
            amount = read_amount(exact, self.article.language)
            is_read = (self.article.language or "en").split("-")[0].lower() in _NUMBERS_KNOWN
            if is_read and not re.search(r"\d", exact) and not any(map(_is_number_word, words_of(exact))):
                raise UnsoundError(f"there is no number in “{exact}”")
            return Figure(
                id="",
                counted=counted,
                text=exact,
                value=amount.value,
                unit=amount.unit,
                qualifier=amount.qualifier,
                event=self._optional("figures", place, item, lambda: belongs(figure.event or ""))
                if figure.event
                else None,
                translation=self._translated(place, counted),
                evidence=self._cut([where, *sentences]),
            )

        found = sorted(self._each("figures", items, read), key=lambda each: each.evidence[0].start)
        return tuple(figure.model_copy(update={"id": f"f{n}"}) for n, figure in enumerate(found, 1))

    def _facts(self, items: Sequence[JsonValue]) -> tuple[Fact, ...]:
        def read(place: str, item: JsonValue) -> Fact:
            fact = _parse(AnswerFact, item)
            sentences = self._sentences(fact.sentences)
            text = self._vouch(fact.text, "the fact", sentences)
            self._once(("fact", fold(text)), place)
            return Fact(id="", text=text, translation=self._translated(place, text), evidence=self._cut(sentences))

        found = sorted(self._each("facts", items, read), key=lambda each: each.evidence[0].start)
        return tuple(fact.model_copy(update={"id": f"b{n}"}) for n, fact in enumerate(found, 1))

    def _stances(
        self,
        items: Sequence[JsonValue],
        event_ids: dict[str, str],
        quotes: Sequence[Quote],
        events: Sequence[Event],
    ) -> tuple[Stance, ...]:
        def about(target: str) -> str:
            return event_ids[target] if target in event_ids else self._handle(target)

        def read(place: str, item: JsonValue) -> Stance:
            stance = _parse(AnswerStance, item)
            sentences = self._sentences(stance.sentences)
            holder = self._present(self._handle(stance.holder), sentences, "the holder")
            target = self._vouch(stance.target, "the target", sentences)
            self._once((holder, fold(target), stance.verb), place)
            teller = self._id(
                "stances", place, item, stance.ascribed_by if stance.ascribed_by != stance.holder else None
            )
            return Stance(
                id="",
                holder=holder,
                target=target,
                about=self._optional("stances", place, item, lambda: about(stance.about or ""))
                if stance.about
                else None,
                position=_POSITIONS[stance.verb],
                verb=stance.verb,
                basis=stance.basis or ("reported" if teller else _basis(holder, sentences, quotes, events)),
                reason=self._reason("stances", place, item, stance.reason, sentences),
                said=self._time("stances", place, item, stance.said, sentences, sentences[0], "occurred"),
                ascribed_by=teller,
                translation=self._translated(place, target),
                evidence=self._cut(sentences),
            )

        found = sorted(self._each("stances", items, read), key=lambda each: (each.evidence[0].start, each.target))
        return tuple(stance.model_copy(update={"id": f"s{n}"}) for n, stance in enumerate(found, 1))

    def _quotes(self, items: Sequence[JsonValue]) -> tuple[Quote, ...]:
        def read(place: str, item: JsonValue) -> Quote:
            quote = _parse(AnswerQuote, item)
            sentences = self._sentences(quote.sentences)
            speakers = tuple(
                dict.fromkeys(
                    self._present(self._handle(handle), sentences, "the speaker") for handle in quote.speakers
                )
            )
            marked = self.quoted.marked(quote.marked)
            content = self.quoted.content(quote.parts, marked, sentences)
            self._once(("quote", content, speakers), place)
            self.quoted.claim(quote.marked, place)
            cue = (
                self._optional(
                    "quotes", place, item, lambda: cue_as_copied(self.words, quote.cue or "", sentences, content)
                )
                if quote.cue
                else None
            )
            return Quote(
                id="",
                speakers=speakers,
                on_behalf_of=self._id("quotes", place, item, quote.on_behalf_of),
                via=self._ids("quotes", place, item, quote.via),
                cue=Evidence.cut(self.text, *cue) if cue else None,
                told=self._optional("quotes", place, item, lambda: self._audience(quote.audience or ""))
                if quote.audience
                else None,
                said=self._time("quotes", place, item, quote.said, sentences, cue or content[0], "occurred"),
                occasion=self._optional(
                    "quotes", place, item, lambda: self._stands(quote.occasion or "", "the occasion")
                )
                if quote.occasion
                else None,
                kind=self.quoted.kind(content),
                disowned=self._disowned(cue, content[0]) if cue else disowned_by(quote.cue or ""),
                text=PART_JOINT.join(self.text[start:end] for start, end in content),
                evidence=self._cut(content),
            )

        found = sorted(self._each("quotes", items, read), key=lambda each: [(e.start, e.end) for e in each.evidence])
        found = list(within_denials(self.quoted.without_pull_quotes(found)))
        return tuple(quote.model_copy(update={"id": f"q{n}"}) for n, quote in enumerate(found, 1))

    def _audience(self, audience: str) -> str:
        if audience in self.unsound_handles:
            raise UnmendableError(f"its entity {audience} does not hold")
        several = [self.names[each] for each in audience.split() if each in self.names]
        if several and len(several) == len(audience.split()):
            return ", ".join(several)
        return self._stands(audience, "whom it was told to")


def _is_number_word(word: str) -> bool:
    return read_amount(word).value is not None or fold(word) in _MANY


_NUMBERS_KNOWN = ("en", "de", "fr", "es")
_MANY = frozenset(
    fold(word)
    for word in (
        "hundreds thousands millions billions dozens scores tens half majority hunderte tausende millionen dutzende "
        "twice double triple single once several many most all both none no a an ein eine einen doppelt mehrere viele "
        "une un double deux plusieurs doble varios "
        "centaines milliers millions dizaines moitié cientos miles millones decenas mitad "
        "nobody niemand keine kein personne aucun aucune nadie ningún ninguna "
        "first second third fourth fifth sixth seventh eighth ninth tenth erste ersten erster zweite zweiten zweiter "
        "dritte dritten dritter vierte vierten vierter fünfte fünften fünfter premier première deuxième troisième "
        "quatrième cinquième primera primero primer segunda segundo tercera tercero tercer cuarta quinta"
    ).split()
)


def _basis(holder: str, sentences: Sequence[Span], quotes: Sequence[Quote], events: Sequence[Event]) -> Basis:
    """How a stance is known: the holder is quoted in its sentences, acts in them, or it is told of the holder."""

    def within(evidence: Iterable[Evidence]) -> bool:
        return any(start < each.end and each.start < end for each in evidence for start, end in sentences)

    if any(holder in quote.speakers and within(quote.evidence) for quote in quotes):
        return "said"
    acts = any(event.status in DONE and holder in event.participants and within([event.trigger]) for event in events)
    return "did" if acts else "reported"
