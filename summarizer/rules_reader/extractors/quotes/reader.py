"""The attributions of a whole article: marked quotations and reported speech, with their speakers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerQuote
from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.extractors.quotes.attributions import (
    Attribution,
    find_attributions,
    only_reports,
    said_in_colon,
)
from summarizer.rules_reader.extractors.quotes.content_end import without_marks
from summarizer.rules_reader.extractors.quotes.nouns_and_passives import POSSESSIVES
from summarizer.rules_reader.extractors.quotes.reporting_expressions import Voice
from summarizer.rules_reader.extractors.quotes.speaker_kinds import is_person, kind_by_speech
from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.rules_reader.syntax.phrases import Range, Source, main_subject, phrase_after
from summarizer.rules_reader.tagging.sentences import NAMELESS, TaggedSentence, Turn
from summarizer.rules_reader.tagging.tagger import VERBAL, Tag, Token
from summarizer.text.numbering import Quotation
from summarizer.text.words import Span

_SPEECH = 4
"""Words of a marked quotation that is speech though nobody is said to have said it; fewer are a title or a nickname."""
_RELAYS = frozenset({"spokesman", "spokeswoman", "spokesperson", "lawyer", "attorney", "aide"})


_SHORT = 10  # tokens
_HEADING = 8
"""Words of a subheading, at most."""
_ANSWERS = frozenset({"respond", "reply", "react", "answer"})


@dataclass(slots=True)
class QuoteDraft:
    """One quote before it is put into the answer: its content and all that is known of its speaker."""

    numbers: set[int]
    spans: list[Span] = field(default_factory=list)
    """The content, where it is not all in marked quotations."""
    marked: list[int] = field(default_factory=list)
    cue: Span | None = None
    cue_number: int = 0
    speakers: list[str] = field(default_factory=list)
    on_behalf_of: str | None = None
    via: list[str] = field(default_factory=list)
    told: str | None = None
    unresolved: bool = False
    """Whether its speaker is a “he” or “she” whom nothing before it names."""
    paragraph: int = 0


@dataclass
class QuoteReader:
    """Reads the quotes of one part of an article."""

    pointer: Pointer
    registry: EntityRegistry
    quotations: Sequence[Quotation]
    outlet: str | None = None
    quotes: list[QuoteDraft] = field(default_factory=list)
    claimed: dict[int, QuoteDraft] = field(default_factory=dict)
    _touching: dict[int, list[QuoteDraft]] = field(default_factory=lambda: defaultdict(list))
    """The quotes by the numbers of their sentences."""

    def read(self, sentences: Sequence[TaggedSentence]) -> None:
        """Reads attributions sentence by sentence, then the quotations that no sentence attributes."""
        for at, tagged in enumerate(sentences):
            joined = self._joined(sentences[at - 1], tagged) if at else tagged
            found = find_attributions(joined.tokens)
            if not found and (introduced := said_in_colon(joined.tokens)):
                found = [introduced]
            self._sentence(joined, found)
        for quoted in self.quotes:
            self._index(quoted, quoted.numbers)
        for at, tagged in enumerate(sentences):
            before = sentences[at - 1] if at else None
            self._unattributed(tagged, before, sentences[at + 1] if at + 1 < len(sentences) else None)

        for tagged, after in pairwise(sentences):
            for quoted in self._touching[tagged.number]:
                if quoted.unresolved and not quoted.speakers and max(quoted.numbers) == tagged.number:
                    quoted.speakers = self._named_next(after)

    def turns(self, turns: Iterable[Turn]) -> None:
        """Takes the turns of a transcript as quotes without a cue."""
        for turn in turns:
            name = self.pointer.text[turn.name[0] : turn.name[1]]
            speaker = None if name in NAMELESS else self.registry.add(name, "person", turn.name[0])
            if speaker:
                self.registry.records[speaker].kind = "person"
            self.quotes.append(QuoteDraft(set(turn.numbers), [turn.content], speakers=[speaker] if speaker else []))

    def _joined(self, before: TaggedSentence, tagged: TaggedSentence) -> TaggedSentence:
        """The sentence with the question before it that it attributes: “Why?” | Mr. Lee asked."""
        last = before.tokens[-1] if before.tokens else None
        if last is None or last.quotation is None or last.quotation in self.claimed:
            return tagged
        same = before.sentence.paragraph == tagged.sentence.paragraph
        asked = same and without_marks(last.text).endswith(("?", "!", "…", "—", "--"))
        return replace(tagged, tokens=(last, *tagged.tokens)) if asked and only_reports(tagged.tokens) else tagged

    # One sentence

    def _sentence(self, tagged: TaggedSentence, found: Sequence[Attribution]) -> None:
        self._note_subject(tagged.tokens)
        quoted = {id(each): self._quoted(tagged, each) for each in found}
        found = self._carried(tagged.tokens, found, quoted)
        for each in sorted(found, key=lambda each: -sum(end - start for start, end in each.content)):
            self._claim(tagged.tokens, each, quoted[id(each)])
        relayed = {id(each): self._relayed(each, found, quoted) for each in found}
        for each in found:
            if inner := relayed[id(each)]:
                quoted[id(each)].on_behalf_of = quoted[id(inner)].speakers[0]
        inners = {id(inner) for inner in relayed.values() if inner}
        kept = [each for each in found if id(each) not in inners and not each.is_disowned]
        self.quotes += (quoted[id(each)] for each in kept)

    def _note_subject(self, tokens: Sequence[Token]) -> None:
        """Remembers who acts in the sentence, for its “they say” and those of the next."""
        source = main_subject(tokens, len(tokens))
        if source is None or tokens[source.start].tag is Tag.PRONOUN:
            return
        handle = self.registry.resolve(tokens, source.phrases[0], source.apposition)
        if handle and (self.registry.records[handle].kind != "other" or self.registry.records[handle].guessed):
            if is_person(tokens, source):
                self.registry.correct_guess(handle, "person")
            self.registry.note_mention(tokens[source.start].start, handle, used=False)

    def _quoted(self, tagged: TaggedSentence, found: Attribution) -> QuoteDraft:
        tokens = tagged.tokens
        silent = [(tokens[start].start, tokens[end - 1].end) for start, end in found.content]
        quoted = QuoteDraft({tagged.number}, paragraph=tagged.sentence.paragraph)
        if tokens[0].start < tagged.sentence.start and tokens[0].quotation is not None:
            quoted.numbers |= self._numbers(tokens[0].quotation)
        if found.cue:
            quoted.cue = (tokens[found.cue.first].start, tokens[found.cue.end - 1].end)
            quoted.cue_number = tagged.number
        if found.source:
            author = _author(tokens, found.source)
            quoted.speakers = self.registry.speakers(tokens, author or found.source, silent)
            if not quoted.speakers and found.cue and tokens[found.source.start].low in POSSESSIVES:
                owner = main_subject(tokens, found.source.start)  # “The board dropped its plan to”
                quoted.speakers = self.registry.speakers(tokens, owner, silent) if owner else []
            quoted.unresolved = not quoted.speakers and tokens[found.source.start].low in ("he", "she")
            kind = kind_by_speech(tokens, found)
            if kind and len(quoted.speakers) == 1:
                self.registry.correct_guess(quoted.speakers[0], kind)
            document = self.registry.resolve(tokens, found.source.phrases[0]) if author else None
            if document:
                self.registry.records[document].used = True
                quoted.via.append(document)
        if found.audience and not (
            found.cue and found.cue.lemma in _ANSWERS and not _can_be_addressed(tokens, found.audience)
        ):
            self._note_audience(tokens, found.audience, quoted)
        for phrase in found.via:
            if carrier := self.registry.resolve(tokens, phrase):
                self.registry.records[carrier].used = True
                self.registry.correct_guess(carrier, "organization")
                quoted.via.append(carrier)
        quoted.speakers = [handle for handle in quoted.speakers if handle not in quoted.via]
        return quoted

    def _carried(
        self, tokens: Sequence[Token], found: Sequence[Attribution], quoted: dict[int, QuoteDraft]
    ) -> list[Attribution]:
        """“X said, according to Orbit News”: X speaks, and the outlet or document carried it."""
        kept = []
        for each in found:
            inner = next((other for other in found if _is_carried(tokens, each, other)), None)
            carriers = [
                handle
                for handle in quoted[id(each)].speakers
                if self.registry.records[handle].kind in ("organization", "work")
            ]
            if inner is None or not carriers:
                kept.append(each)
            else:
                outer = quoted[id(each)].via
                own = [handle for handle in quoted[id(inner)].via if handle not in outer]
                quoted[id(inner)].via = [*own, *carriers, *outer]
        return kept

    def _note_audience(self, tokens: Sequence[Token], audience: Range, quoted: QuoteDraft) -> None:
        handle = self.registry.resolve(tokens, audience)
        if handle is None:
            return
        quoted.told = handle
        self.registry.records[handle].used = True
        known = self.registry.records[handle]
        is_outlet = _is_outlet(tokens[slice(*audience)])
        own = tokens[audience[0]].low in ("this", "our") or (
            self.outlet and known.name.casefold() in self.outlet.casefold()
        )
        if is_outlet and not own:
            known.kind = "organization"
            quoted.via.append(handle)

    def _claim(self, tokens: Sequence[Token], found: Attribution, quoted: QuoteDraft) -> None:
        inside = [token for start, end in found.content for token in tokens[start:end]]
        marks = [token for token in inside if token.tag is Tag.QUOTATION]
        free = [token for token in marks if token.quotation not in self.claimed]
        whole = all(token.tag is Tag.QUOTATION or not token.text[0].isalnum() for token in inside) and len(free) == len(
            marks
        )
        if not (whole and marks):
            quoted.spans = [(tokens[start].start, tokens[end - 1].end) for start, end in found.content]
            free = [token for token in free if not _is_title(token.text)]
        for token in free:
            self._mark(token.quotation, quoted)

    def _mark(self, index: int | None, quoted: QuoteDraft) -> None:
        if index is not None and index not in self.claimed:
            self.claimed[index] = quoted
            quoted.marked.append(index)

    def _relayed(
        self, outer: Attribution, found: Sequence[Attribution], quoted: dict[int, QuoteDraft]
    ) -> Attribution | None:
        """The attribution of whom a spokesman relays: his words begin with it."""
        speakers = quoted[id(outer)].speakers
        if len(speakers) != 1 or not _RELAYS & set((self.registry.records[speakers[0]].role or "").casefold().split()):
            return None
        for inner in found:
            if inner is outer or inner.source is None or inner.begins != outer.content[0][0]:
                continue
            others = quoted[id(inner)].speakers
            if len(others) == 1 and others != speakers and self.registry.records[others[0]].kind == "person":
                return inner
        return None

    # Quotations that nobody in their sentence is said to have uttered

    def _unattributed(
        self, tagged: TaggedSentence, before: TaggedSentence | None, after: TaggedSentence | None
    ) -> None:
        for token in tagged.tokens:
            index = token.quotation
            if index is None or index in self.claimed or self.quotations[index].start < tagged.sentence.start:
                continue
            if (
                token is tagged.tokens[0]
                and _is_verbless(tagged.tokens[1:])
                and (held := self._continued(tagged, before))
            ):
                self._take_whole(tagged, index, held)
                continue
            alone = _stands_alone(tagged.tokens, token)
            if not alone and not _is_sentence(token.text):
                continue
            if alone and _is_subheading(tagged, before, after):
                continue
            if alone and (going_on := self._goes_with(tagged, before, after)):
                self._index(going_on, self._numbers(index))
                self._mark(index, going_on)
            elif _is_sentence(token.text) or alone:
                self._enter_alone(tagged, before, after, index)

    def _take_whole(self, tagged: TaggedSentence, index: int, quoted: QuoteDraft) -> None:
        """Takes a sentence into the quote that begins with quoted words and ends in the speaker's own."""
        if not quoted.spans:
            quoted.spans = [span for each in quoted.marked for span in self.quotations[each].content]
        quoted.spans.append((tagged.tokens[0].start, tagged.tokens[-1].end))
        self._index(quoted, {tagged.number})
        self._mark(index, quoted)

    def _index(self, quoted: QuoteDraft, numbers: Iterable[int]) -> None:
        """Adds sentences to those that a quote touches."""
        for number in numbers:
            if quoted not in self._touching[number]:
                self._touching[number].append(quoted)
        quoted.numbers.update(numbers)

    def _numbers(self, index: int) -> set[int]:
        """The sentences that a quotation touches."""
        quotation, sentences = self.quotations[index], self.pointer.sentences
        first = bisect_right(sentences, quotation.start, key=lambda sentence: sentence.end)
        last = bisect_left(sentences, quotation.end, key=lambda sentence: sentence.start)
        reach = self.pointer.reach
        return {each.number for each in sentences[first:last] if reach[0] <= each.start < reach[1]}

    def _goes_with(
        self, tagged: TaggedSentence, before: TaggedSentence | None, after: TaggedSentence | None
    ) -> QuoteDraft | None:
        """The quote that a sentence of nothing but quotation belongs to."""
        return self._continued(tagged, before) or self._anticipated(tagged, after) or self._borne_out(tagged, before)

    def _borne_out(self, tagged: TaggedSentence, before: TaggedSentence | None) -> QuoteDraft | None:
        """The reported speech that a quotation of its paragraph follows: “She said it was cold. “We froze.””."""
        if before is None or before.sentence.paragraph != tagged.sentence.paragraph:
            return None
        last = self._touching[before.number][-1:]
        return last[0] if last and last[0].cue_number == before.number and last[0].speakers else None

    def _continued(self, tagged: TaggedSentence, before: TaggedSentence | None) -> QuoteDraft | None:
        """The quote that a sentence of nothing but quotation goes on with: that of the sentence before."""
        if before is None:
            return None
        last = [quoted for quoted in self._touching[before.number] if quoted.marked]
        same_paragraph = before.sentence.paragraph == tagged.sentence.paragraph
        if last and (same_paragraph or _ends_with_quotation(before.tokens) or last[-1].cue_number):
            return last[-1]
        return None

    def _anticipated(self, tagged: TaggedSentence, after: TaggedSentence | None) -> QuoteDraft | None:
        """The quote of the next sentence, if that is a quotation of the same paragraph too."""
        if (
            after is None
            or after.sentence.paragraph != tagged.sentence.paragraph
            or after.tokens[0].tag is not Tag.QUOTATION
        ):
            return None
        return self.claimed.get(after.tokens[0].quotation or 0) if after.tokens[0].quotation is not None else None

    def _enter_alone(
        self, tagged: TaggedSentence, before: TaggedSentence | None, after: TaggedSentence | None, index: int
    ) -> None:
        quoted = QuoteDraft(self._numbers(index), paragraph=tagged.sentence.paragraph)
        self._mark(index, quoted)
        if before is not None and before.sentence.paragraph == tagged.sentence.paragraph - 1:
            quoted.speakers = self._last_speakers(before)
        if before is not None and before.sentence.paragraph >= tagged.sentence.paragraph - _ends_in_colon(
            before.tokens
        ):
            source = main_subject(before.tokens, len(before.tokens))
            quoted.speakers = self._last_speakers(before)
            handles = self.registry.speakers(before.tokens, source) if source else []
            self._introduce(before, quoted)
            if handles and is_person(before.tokens, source or Source(())):
                self.registry.correct_guess(handles[0], "person")
            kind = self.registry.records[handles[0]].kind if handles else "other"
            if not quoted.speakers and kind in ("person", "group", "work"):
                quoted.speakers = handles
        if signed := self._signed(tagged, before, after):
            quoted.speakers = signed
        if not quoted.speakers and after is not None and after.sentence.paragraph == tagged.sentence.paragraph:
            quoted.speakers = self._who_comes_in(after)
        self._index(quoted, quoted.numbers)
        self.quotes.append(quoted)

    def _signed(self, tagged: TaggedSentence, before: TaggedSentence | None, after: TaggedSentence | None) -> list[str]:
        """Whose name a quotation is signed with: “…” – Minister Olena Hart; or “From Commissioner Lund:” before it."""
        signatures = [(tagged.tokens, after_quotation) for after_quotation in _places_after_quotations(tagged.tokens)]
        if after is not None:
            signatures.append((after.tokens, 0))
        for tokens, at in signatures:
            if at + 1 < len(tokens) and tokens[at].tag is Tag.BREAK and not any(t.tag in VERBAL for t in tokens[at:]):
                return self._person_at(tokens, at + 1)
        if before is not None and _ends_in_colon(before.tokens):
            at = next((k for k, token in enumerate(before.tokens) if token.low == "from"), len(before.tokens))
            if all(token.tag is Tag.CONJUNCTION for token in before.tokens[:at]):
                return self._person_at(before.tokens, at + 1)
        return []

    def _person_at(self, tokens: Sequence[Token], start: int) -> list[str]:
        """The person whose name, with a title before it, stands at `start`."""
        phrase = phrase_after(tokens, start)
        if phrase is None or tokens[phrase[1] - 1].tag is not Tag.NAME:
            return []
        handles = self.registry.speakers(tokens, Source((phrase,)))
        for handle in handles:
            self.registry.correct_guess(handle, "person")
        return handles

    def _who_comes_in(self, after: TaggedSentence) -> list[str]:
        """The person who acts in the sentence after a quotation: “No water.” Fatma Aydin points at the tap."""
        if self._touching[after.number] or any(token.tag is Tag.QUOTATION for token in after.tokens):
            return []
        return self._named_next(after)

    def _named_next(self, after: TaggedSentence) -> list[str]:
        """The person whose name begins a sentence."""
        end = next((at for at, token in enumerate(after.tokens) if token.tag is not Tag.NAME), 0)
        if end == 0:
            return []
        source = Source(((0, end),))
        handles = self.registry.speakers(after.tokens, source)
        return handles if len(handles) == 1 and self.registry.records[handles[0]].kind == "person" else []

    def _last_speakers(self, before: TaggedSentence) -> list[str]:
        """Who has just been reported to say something in words of the narrator's."""
        last = [each for each in self._touching[before.number] if each.cue_number == before.number and each.speakers]
        return last[-1].speakers if last and not _ends_in_colon(before.tokens) else []

    def _introduce(self, before: TaggedSentence, quoted: QuoteDraft) -> None:
        """Takes the verb of “The letter read:” as the cue of what the next paragraph quotes."""
        verb = next((token for token in reversed(before.tokens) if token.tag is Tag.FINITE), None)
        if _ends_in_colon(before.tokens) and verb:
            quoted.cue, quoted.cue_number = (verb.start, verb.end), before.number
            quoted.numbers.add(before.number)

    # The answer

    def answer(self) -> list[JsonValue]:
        """The quotes that can be pointed at, each once."""
        items: list[JsonValue] = []
        seen: set[object] = set()
        for quoted in self.quotes:
            item = self._item(quoted)
            if item is None:
                continue
            parts = tuple((part.first, part.last) for part in item.parts)
            key = (parts, tuple(item.marked), tuple(sorted(item.sentences)), tuple(item.speakers))
            if key not in seen:
                seen.add(key)
                items.append(item.model_dump(by_alias=True))
        return items

    def _item(self, quoted: QuoteDraft) -> AnswerQuote | None:
        numbers = sorted(quoted.numbers)
        spans = [trimmed for span in quoted.spans if (trimmed := self.pointer.trimmed(span))]
        parts = self.pointer.parts(spans, numbers) if spans else []
        if not numbers or parts is None or not (parts or quoted.marked):
            return None
        cue = self.pointer.present(quoted.cue, [quoted.cue_number]) if quoted.cue else None
        return AnswerQuote(
            speakers=quoted.speakers,
            on_behalf_of=quoted.on_behalf_of,
            via=list(dict.fromkeys(quoted.via)),
            cue=cue,
            audience=quoted.told,
            marked=[self.quotations[index].id for index in quoted.marked],
            parts=parts,
            sentences=numbers,
        )


def _can_be_addressed(tokens: Sequence[Token], phrase: Range) -> bool:
    """Not “responded to the death”: a name or a word for people ends the phrase."""
    last = tokens[phrase[1] - 1]
    addressees = PEOPLE.persons.singular | PEOPLE.persons.plural | PEOPLE.persons.bodies
    return last.tag in (Tag.NAME, Tag.OBJECT) or last.low in addressees


def _is_carried(tokens: Sequence[Token], outer: Attribution, inner: Attribution) -> bool:
    """Whether “according to …” or “Orbit News reported that” stands beside a whole “X said …”."""
    if inner is outer or not (outer.cue and inner.cue) or inner.source is None:
        return False
    if outer.cue.voice is not Voice.ACCORDING and not _reports_begin(tokens, outer, inner):
        return False
    says = inner.cue.frames & {"bare", "told"} or (
        inner.cue.frames & {"clause"} and inner.begins == outer.content[0][0]
    )
    inside = any(start <= inner.cue.first < end for start, end in outer.content)
    return bool(says) and inner.cue.voice is Voice.ACTIVE and inside


def _reports_begin(tokens: Sequence[Token], outer: Attribution, inner: Attribution) -> bool:
    """Whether an outlet reports what another says: “The Orbit Times reported that X said”."""
    if outer.cue is None or outer.cue.lemma != "report" or outer.source is None:
        return False
    return inner.begins == outer.content[0][0] and _is_outlet(tokens[slice(*outer.source.phrases[0])])


def _is_outlet(tokens: Sequence[Token]) -> bool:
    return any(token.low in PEOPLE.names.of_media for token in tokens)


def _author(tokens: Sequence[Token], source: Source) -> Source | None:
    """Who wrote it: “a report by the museum”."""
    end = source.phrases[0][1]
    if end + 1 >= len(tokens) or tokens[end].low != "by" or tokens[end - 1].low not in PEOPLE.persons.documents:
        return None
    phrase = phrase_after(tokens, end + 1)
    return Source((phrase,)) if phrase else None


def _is_title(quotation: str) -> bool:
    """A book or a nickname: every longer word has a capital, and no sentence ends."""
    long = [word for word in without_marks(quotation).split() if len(word) > 3]
    return (
        len(long) > 1
        and all(word[0].isupper() for word in long)
        and not without_marks(quotation).endswith((".", "!", "?", ","))
    )


def _is_sentence(quotation: str) -> bool:
    """Whether a quotation is speech by its looks alone: it begins and ends as a sentence does."""
    inner = without_marks(quotation)
    opens = next((char for char in inner if char.isalpha()), "")
    return opens.isupper() and inner.endswith((".", "!", "?", "…")) and len(inner.split()) >= _SPEECH


def _is_subheading(tagged: TaggedSentence, before: TaggedSentence | None, after: TaggedSentence | None) -> bool:
    """Whether a few quoted words without a full stop fill a paragraph between two others: “Days, not weeks”."""
    paragraph = tagged.sentence.paragraph
    shared = any(each is not None and each.sentence.paragraph == paragraph for each in (before, after))
    inner = without_marks(" ".join(token.text for token in tagged.tokens))
    introduced = before is not None and _ends_in_colon(before.tokens)
    return not shared and not introduced and not inner.endswith((".", "!", "…", ",")) and len(inner.split()) <= _HEADING


def _places_after_quotations(tokens: Sequence[Token]) -> list[int]:
    return [at + 1 for at, token in enumerate(tokens) if token.tag is Tag.QUOTATION]


def _is_verbless(tokens: Sequence[Token]) -> bool:
    """““No one can tell what will happen” with the economy.”: a phrase that hangs on what is quoted before it."""
    hangs = bool(tokens) and tokens[0].tag is Tag.PREPOSITION and len(tokens) <= _SHORT
    return hangs and all(token.tag not in (*VERBAL, Tag.COMMA, Tag.QUOTATION, Tag.COLON) for token in tokens)


def _stands_alone(tokens: Sequence[Token], quotation: Token) -> bool:
    """Whether a sentence is nothing but quotation, or begins with one that is a sentence of its own."""
    if all(each.tag is Tag.QUOTATION or not each.text[0].isalnum() for each in tokens):
        return True
    before = tokens[: tokens.index(quotation)]
    apart = all(each.tag in (Tag.QUOTATION, Tag.NUMBER, Tag.END, Tag.BREAK) for each in before)
    return apart and _is_sentence(quotation.text)


def _ends_with_quotation(tokens: Sequence[Token]) -> bool:
    return any(token.tag is Tag.QUOTATION for token in tokens[-2:])


def _ends_in_colon(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[-1].tag is Tag.COLON
