"""Which time words say when an event is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.rules_reader.extractors.events.mentions import WITHIN_PHRASE, EventMention, is_moving, moved_to
from summarizer.rules_reader.extractors.events.statuses import FAR
from summarizer.rules_reader.extractors.quotes.attributions import Attribution
from summarizer.rules_reader.lexicon.verbs import frames
from summarizer.rules_reader.lexicon.word_lists import EVENTS
from summarizer.rules_reader.syntax.predicates import low_of
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.tagger import NOMINAL, Tag, Token
from summarizer.rules_reader.tagging.time_expressions import TimeExpression

_CLAUSE_EDGES = frozenset({Tag.BREAK, Tag.COLON, Tag.END, Tag.QUOTATION, Tag.THAT, Tag.SUBORDINATOR, Tag.QUESTION})


def time_words_of_events(
    tagged: TaggedSentence, attributions: Sequence[Attribution], mentions: Sequence[EventMention], text: str
) -> dict[int, TimeExpression]:
    """The time words of each happening that has some, by its token."""
    return _Dating(tagged, attributions, text).times(mentions)


@dataclass(frozen=True, slots=True)
class _Dating:
    tagged: TaggedSentence
    attributions: Sequence[Attribution]
    text: str

    def times(self, mentions: Sequence[EventMention]) -> dict[int, TimeExpression]:
        """The time words nearest to each event in its clause; what is said takes those next to “said” away."""
        tokens = self.tagged.tokens
        cues = {each.cue.first for each in self.attributions if each.cue}
        named = {each.at for each in mentions}
        covered = {
            k
            for each in mentions
            if each.clause
            for k in range(min(each.clause.verb, each.at), max(each.clause.end, each.at) + 1)
        }
        rivals = {
            at for at, token in enumerate(tokens)
            if (at in cues and at not in named)
            or (at not in named | covered and token.lemma and token.tag in (Tag.FINITE, Tag.INFINITIVE))
            or (at not in named | covered and token.tag is Tag.PARTICIPLE and tokens[at - 1].tag in (Tag.HAVE, Tag.BE))
            or (at not in named and token.tag is Tag.PARTICIPLE and self._is_reduced(at))
        }  # fmt: skip
        times: dict[int, TimeExpression] = {}
        for time in self.tagged.times:
            distances = {at: _distance(tokens, at, time) for at in named | rivals}
            place = next((k for k, token in enumerate(tokens) if token.start >= time.start), len(tokens))
            for each in mentions:
                if each.clause and each.clause.verb < place < each.clause.end:
                    distances[each.at] = min(distances[each.at], FAR)
                if not self._may_date(each, place) or (self._modifies(place) and tokens[each.at].tag is not Tag.NOUN):
                    del distances[each.at]
            near = [at for at in distances if distances[at] <= FAR]
            best = min(near, key=lambda at: (distances[at], tokens[at].tag is Tag.NOUN, at), default=None)
            if best in named and best is not None:
                times.setdefault(best, time)
        for each in mentions:
            first = next(
                (
                    n
                    for n in mentions
                    if each.clause
                    and n.clause
                    and n.clause.verb + 1 in (each.clause.subject[0] - 1, each.clause.start - 1)
                ),
                None,
            )
            if first and each.at in times and each.clause and tokens[each.clause.subject[0] - 1].low == "and":
                times.setdefault(first.at, times[each.at])
        times |= self._shared_times(mentions, times)
        times = self._with_moved(mentions, times)
        for each in mentions:
            deed = next(
                (n for n in mentions if n.clause and n.clause.subject[0] <= each.at < n.clause.subject[1]), None
            )
            if each.has_result and deed and deed.at in times:
                times.setdefault(each.at, times[deed.at])
        return times

    def _is_reduced(self, at: int) -> bool:
        """“Reached” of “an agreement reached in May”; “planned for May” says when its noun is to be."""
        tokens = self.tagged.tokens
        due = tokens[at].low in EVENTS.verbs.due | {"planned", "expected", "held"}
        return at > 0 and tokens[at - 1].tag in NOMINAL and not due

    def _shared_times(
        self, mentions: Sequence[EventMention], times: dict[int, TimeExpression]
    ) -> dict[int, TimeExpression]:
        """“Five died on Monday when a crane fell”, “since 2009, when a fire …”: of one time."""
        tokens = self.tagged.tokens
        shared: dict[int, TimeExpression] = {}
        for k in (k for k, token in enumerate(tokens) if token.low == "when" and k):
            after_when = [each for each in mentions if each.clause and each.clause.subject[0] == k + 1]
            before = max((each.at for each in mentions if each.at < k), default=None)
            if not after_when or after_when[0].at in times:
                continue
            if before in times and before is not None:
                shared[after_when[0].at] = times[before]
            elif last := next((each for each in self.tagged.times if 0 <= tokens[k].start - each.end <= 2), None):
                shared[after_when[0].at] = last.unbounded(self.text)
        return shared

    def _with_moved(
        self, mentions: Sequence[EventMention], times: dict[int, TimeExpression]
    ) -> dict[int, TimeExpression]:
        """The day that something is moved to is that of the thing alone, never of the moving."""
        tokens = self.tagged.tokens
        for place in {to for k in range(len(tokens)) if is_moving(tokens, k) and (to := moved_to(tokens, k))}:
            start = tokens[place].start
            if day := next((each for each in self.tagged.times if each.start <= start < each.end), None):
                times = {at: time for at, time in times.items() if time is not day}
                times |= {each.at: day.unbounded(self.text) for each in mentions if each.moved_to == place}
        return times

    def _modifies(self, place: int) -> bool:
        """Whether time words belong to a noun: “1991” of “a 1991 agreement”, “Monday” of “Monday’s vote”."""
        tokens = self.tagged.tokens
        end = place
        while end < len(tokens) and tokens[end].tag is Tag.TIME:
            end += 1
        if end == place:  # a dated possessive is no time word of its own
            return low_of(tokens, place + 1) in ("'s", "’s")
        after = tokens[end].tag if end < len(tokens) else None
        return after is Tag.NOUN and place > 0 and tokens[place - 1].tag in (Tag.DETERMINER, Tag.POSSESSIVE)

    def _may_date(self, mention: EventMention, place: int) -> bool:
        """Whether time words can be those of the event, not of the asking, the calling off or another verb."""
        clause = mention.clause
        if clause is None:
            return self._adjoins(mention.at, place)
        lemma = self.tagged.tokens[clause.verb].lemma or ""
        asked = lemma in frames() or lemma in EVENTS.governors.cancelled
        return clause.verb == mention.at or not asked or place > mention.at

    def _adjoins(self, noun: int, place: int) -> bool:
        """Whether time words go with a noun: “Monday’s vote”, “the talks in Oslo on Monday”."""
        between = self.tagged.tokens[min(noun, place) + 1 : max(noun, place)]
        within = (
            {*WITHIN_PHRASE, Tag.PREPOSITION, Tag.TO, Tag.TIME, Tag.MODAL, Tag.BE}
            if place > noun
            else WITHIN_PHRASE | {Tag.TIME}
        )
        return len(between) < FAR and all(token.tag in within and not token.lemma for token in between)


def _distance(tokens: Sequence[Token], at: int, time: TimeExpression) -> int:
    """How far time words are from a trigger: those before it, as “On Monday, …”, a little farther."""
    place = next((k for k, token in enumerate(tokens) if token.start >= time.start), len(tokens))
    between = tokens[min(at, place) + 1 : max(at, place)]
    weight = sum(
        8 if token.tag in _CLAUSE_EDGES else 4 if token.tag in (Tag.COMMA, Tag.CONJUNCTION, Tag.TO) else 1
        for token in between
    )
    return weight + (4 if 1 < place < at else 0)
