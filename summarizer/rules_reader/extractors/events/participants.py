"""Who does what happens, and where: subjects, pronouns that can mean one alone, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.extractors.events.statuses import covers
from summarizer.rules_reader.extractors.quotes.attributions import Attribution
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR, PEOPLE
from summarizer.rules_reader.syntax.clauses import Clause
from summarizer.rules_reader.syntax.phrases import Range, phrase_after
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.tagger import VERBAL, Tag


@dataclass(frozen=True, slots=True)
class Participants:
    """Those who take part in the events of one sentence."""

    tagged: TaggedSentence
    before: TaggedSentence | None
    attributions: Sequence[Attribution]
    registry: EntityRegistry
    pronouns_before: dict[str, str]
    """Whom the pronouns of the sentence before mean, where they are its subjects."""
    pronouns: dict[str, str]
    """Whom the pronouns of this sentence mean, as far as they have been resolved."""

    def subject(self, clause: Clause) -> tuple[str | None, str | None]:
        """The handle of a clause's subject, and its name where a pronoun stands for it."""
        tokens = self.tagged.tokens
        first = tokens[clause.subject[0]]
        if first.tag not in (Tag.PRONOUN, Tag.OBJECT):
            alone = clause.subject[1] - clause.subject[0] > 1 or first.tag is Tag.NAME
            handle = self.registry.resolve(tokens, clause.subject, self._apposition(clause.subject)) if alone else None
            named = first.low in ("his", "her", "its", "their") and handle and self._is_named(handle)
            return handle, self.registry.records[handle].name if named and handle else None
        handle = self._pronoun(clause.subject[0])
        if handle:
            self.pronouns[first.low] = handle
        return handle, self.registry.records[handle].name if handle else None

    def _apposition(self, subject: Range) -> Range | None:
        """The phrase beside a subject that names it: “Her envoy, the former minister Colette Marchetti,”."""
        tokens = self.tagged.tokens
        if subject[1] + 1 >= len(tokens) or tokens[subject[1]].tag is not Tag.COMMA:
            return None
        return phrase_after(tokens, subject[1] + 1)

    def _is_named(self, handle: str) -> bool:
        known = self.registry.records[handle]
        return known.kind == "person" and known.name[:1].isupper() and all(w[:1].isupper() for w in known.name.split())

    def _pronoun(self, at: int) -> str | None:
        """Whom a pronoun means, if it can mean one alone: whoever reports it, or the only one named just before."""
        tokens = self.tagged.tokens
        low, start = tokens[at].low, tokens[at].start
        since = self.before.sentence.start if self.before else self.tagged.sentence.start
        fitting = self.registry.candidates(low, since, start)
        reporter = next((each for each in self.attributions if covers(each.content, at) and each.source), None)
        if reporter and reporter.source and len(reporter.source.phrases) == 1 and reporter.source.start < at:
            sources = self.registry.speakers(tokens, reporter.source)
            if sources and tokens[reporter.source.start].tag is not Tag.PRONOUN:
                if low in ("it", "they"):
                    fitting = self.registry.candidates(low, tokens[reporter.source.start].start, start)
                alone = fitting <= {sources[0]} and self.registry.may_mean(low, sources[0])
                return sources[0] if alone else None
        if low not in ("he", "she"):
            return None
        before = self.pronouns.get(low) or self.pronouns_before.get(low)
        others = {each for each in self.registry.acting(since, start) - {before} if self._is_distinct(each)}
        if before and not others & fitting:
            return before  # “She left. She will …”
        inside = self.registry.candidates(low, self.tagged.sentence.start, start)
        if len(inside) == 1 and inside <= self.registry.acting(self.tagged.sentence.start, start):
            fitting = inside  # “Lee cancelled a trip, on which he was to …”
        if len(fitting) != 1 or not self._names_no_other(at):
            return None
        (handle,) = fitting
        return (
            handle if self.registry.may_mean(low, handle) and self.registry.records[handle].kind == "person" else None
        )

    def _is_distinct(self, handle: str) -> bool:
        """Not “her spokesman”, of whom a report that goes on with “she” does not tell."""
        return self.registry.records[handle].name.split(" ", 1)[0].casefold() not in ("his", "her", "its", "their")

    def resolve_main_pronoun(self) -> None:
        """Resolves the pronoun that the sentence is about, for the sentence after it."""
        tokens = self.tagged.tokens
        verb = next((k for k, token in enumerate(tokens) if token.tag in VERBAL), 0)
        at = next((k for k in range(verb - 1, -1, -1) if tokens[k].tag is not Tag.ADVERB), -1)
        if at >= 0 and tokens[at].low in ("he", "she") and (handle := self._pronoun(at)):
            self.pronouns[tokens[at].low] = handle

    def may_take_part(self, handle: str) -> bool:
        known = self.registry.records[handle]
        return known.kind != "other" and known.name.casefold() not in GRAMMAR.classes.determiner

    def _names_no_other(self, pronoun: int) -> bool:
        """Whether nobody is described, but not named, whom a pronoun could mean as well."""
        tokens = [*(self.before.tokens if self.before else ()), *self.tagged.tokens[:pronoun]]
        people = PEOPLE.persons.singular | EVENTS.clauses.more_persons
        return not any(
            token.tag is Tag.NOUN
            and token.low in people
            and not any(each.tag is Tag.NAME for each in tokens[max(0, at - 6) : at + 7])
            for at, token in enumerate(tokens)
        )

    def places(self, at: int, end: int) -> list[str]:
        tokens = self.tagged.tokens
        places: list[str] = []
        for k in range(at + 1, min(end, len(tokens))):
            if (
                tokens[k].tag in (Tag.PREPOSITION, Tag.TO)
                and tokens[k].low in ("in", "at", "near", "to")
                and (phrase := phrase_after(tokens, k + 1, end))
            ):
                places += [
                    each for each in self._named(phrase) if self.registry.records[each].kind in ("place", "country")
                ]
        return list(dict.fromkeys(places))

    def _named(self, phrase: Range) -> list[str]:
        tokens = self.tagged.tokens
        handle = self.registry.resolve(tokens, phrase) if tokens[phrase[1] - 1].tag is Tag.NAME else None
        if handle is None or self.registry.records[handle].kind == "other":
            return []
        self.registry.records[handle].used = True
        return [handle]
