"""The words of a sentence that name what happens, each with the clause that tells it and its status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from summarizer.rules_reader.extractors.events.statuses import Statuses, governors, past_forms
from summarizer.rules_reader.extractors.quotes.attributions import Attribution
from summarizer.rules_reader.lexicon.verbs import frames
from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR, PEOPLE, STANCES
from summarizer.rules_reader.syntax.clauses import Clause, clause_of, group_start, is_passive, subject_of
from summarizer.rules_reader.syntax.negation import is_disowning
from summarizer.rules_reader.syntax.phrases import phrase_before
from summarizer.rules_reader.syntax.predicates import low_of, predicate_end
from summarizer.rules_reader.tagging.tagger import NOMINAL, VERBAL, Tag, Token
from summarizer.schema import EventStatus

_CLAUSE_EDGES = frozenset({Tag.BREAK, Tag.COLON, Tag.END, Tag.QUOTATION, Tag.THAT, Tag.SUBORDINATOR, Tag.QUESTION})
_SENTENCE = 40
"""Tokens of a sentence in which one part takes back or dates another."""
_PLURALS = frozenset("i you we they who which that these those people police".split())
WITHIN_PHRASE = frozenset({Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADVERB, Tag.PARTICIPLE, *NOMINAL})


@dataclass(frozen=True, slots=True)
class EventMention:
    """A word that names a happening, and the clause by which it is told."""

    at: int
    status: EventStatus
    clause: Clause | None = None
    """None where the event is told by the noun without a clause."""
    has_result: bool = False
    """Whether a noun is the subject of what comes of it (“a fire killed nine”)."""
    moved_to: int | None = None
    """The time words of the day to which it was moved (“postponed until Monday”): its own day now."""


def find_event_mentions(tokens: Sequence[Token], attributions: Sequence[Attribution]) -> list[EventMention]:
    """What happens in a sentence; of what one clause tells twice, one."""
    finder = _Finder(tokens, attributions, Statuses(tokens, attributions))
    every = (each for at in range(len(tokens)) for each in finder.at(at))
    found = {each.at: each for each in every if not _is_unsettled(tokens, each.at, attributions)}
    told_by_nouns = {each.clause.verb for each in found.values() if each.clause and tokens[each.at].tag is Tag.NOUN}
    return _distinct([each for each in found.values() if each.at not in told_by_nouns])


def is_moving(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb moves a thing to another day: “postponed”, “put back”, “brought forward”."""
    lemma = tokens[at].lemma
    return lemma in EVENTS.verbs.moving or f"{lemma}_{low_of(tokens, at + 1)}" in EVENTS.verbs.moving


def moved_to(tokens: Sequence[Token], after: int) -> int | None:
    """The time words behind “until”, “to” or “for”, in the same breath as the verb or noun at `after`."""
    for k in range(after + 1, min(len(tokens), after + 10)):
        if tokens[k].tag in _CLAUSE_EDGES or tokens[k].tag is Tag.COMMA or tokens[k].tag is Tag.CONJUNCTION:
            return None
        before = low_of(tokens, k - 1)
        if tokens[k].tag is Tag.TIME and (
            tokens[k].low.startswith(("until ", "till ")) or before in ("until", "till", "to", "for")
        ):
            return k
    return None


def _is_unsettled(tokens: Sequence[Token], at: int, attributions: Sequence[Attribution]) -> bool:
    """Whether a sentence leaves open, or takes back, what its words at `at` tell; a plain denial is told as one."""
    over = [each for each in attributions if any(start <= at < end for start, end in each.content)]
    if any(each.is_disowned for each in over):
        return True
    if any(each.cue and each.cue.lemma in EVENTS.verbs.denying for each in over):
        return False
    that = next((k for k in range(at - 1, max(-1, at - _SENTENCE), -1) if tokens[k].tag is Tag.THAT), None)
    if that is None or not is_disowning(tokens, that):
        return False
    return not any(tokens[k].tag in (Tag.BREAK, Tag.QUOTATION) for k in range(that, at))


def needs_no_date(tokens: Sequence[Token], mention: EventMention) -> bool:
    """Whether the mention is an event even if nothing dates it."""
    token = tokens[mention.at]
    if token.tag is Tag.NOUN:
        return mention.clause is not None or mention.status != "occurred" or mention.has_result
    governed = mention.clause is not None and mention.clause.verb != mention.at
    return governed or mention.status == "alleged" or token.lemma in EVENTS.verbs.happening


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds what happens in one sentence."""

    tokens: Sequence[Token]
    attributions: Sequence[Attribution]
    statuses: Statuses

    def at(self, at: int) -> Iterator[EventMention]:
        token = self.tokens[at]
        if token.tag is Tag.FINITE or (token.lemma and token.tag in (Tag.PARTICIPLE, Tag.GERUND, Tag.INFINITIVE)):
            found = self._of_verb(at)
        elif token.tag is Tag.NOUN and token.low in EVENTS.verbs.nouns and self._is_headed(at):
            found = self._of_noun(at)
        else:
            found = None
        if found:
            yield found

    def _of_verb(self, at: int) -> EventMention | None:
        tokens = self.tokens
        lemma = tokens[at].lemma or ""
        if self._is_statement(at) or lemma in EVENTS.verbs.standing:
            return None
        if lemma == "happen" and low_of(tokens, at + 1) == "to":
            return None
        start = group_start(tokens, at)
        before = tokens[start - 1] if start else None
        if before and before.tag is Tag.TO and (tokens[at].tag is Tag.INFINITIVE or start < at):
            return self._governed(at, start - 1)
        if before and before.low == "of" and tokens[at].tag is Tag.GERUND:
            return self._of_accusation(at, start - 2)
        governs = lemma in EVENTS.verbs.governing or f"{lemma}_{low_of(tokens, at + 1)}" in EVENTS.verbs.governing
        if lemma in EVENTS.verbs.arranging | {"set", "slate", "due"} and tokens[at].tag is Tag.PARTICIPLE:
            return None
        governs = governs and (low_of(tokens, at + 1) == "to" or lemma not in EVENTS.verbs.happening)
        if lemma in EVENTS.verbs.travelling and at + 2 < len(tokens) and tokens[at + 2].tag is not Tag.INFINITIVE:
            governs = False
        if tokens[at].low in EVENTS.verbs.adjectival:
            return None
        if tokens[at].tag is Tag.GERUND and before and before.tag is Tag.COMMA and start == at:
            return self._resulting(at)
        if governs or (tokens[at].tag is not Tag.FINITE and not _has_auxiliary(tokens, start, at)):
            return None
        clause = clause_of(tokens, at, self._floor(at))
        if clause is None or (not clause.auxiliaries and tokens[clause.subject[1] - 1].tag is Tag.NUMBER):
            return None  # 30 diverted ships
        if not self._agrees(clause) or tokens[at].low in EVENTS.verbs.due:
            return None
        status = self.statuses.of_verb(at, clause.auxiliaries)
        return EventMention(at, status, clause) if status else None

    def _agrees(self, clause: Clause) -> bool:
        """Whether subject and verb can go together: no “an empty shell”, taken for a verb; “is” with “-ing”."""
        tokens = self.tokens
        token, head = tokens[clause.verb], tokens[clause.subject[1] - 1]
        if token.tag is Tag.GERUND:
            return any(tokens[k].tag is Tag.BE for k in clause.auxiliaries)
        if clause.subject[1] - clause.subject[0] == 1 and head.tag is Tag.NOUN and not self._stands_bare(clause):
            return False
        bare = clause.end == clause.verb + 1 or low_of(tokens, clause.verb + 1) == "place"
        if bare and head.tag is Tag.NAME and token.lemma in EVENTS.clauses.eventive:
            return False  # “the firm began” what?
        if clause.auxiliaries or token.low != token.lemma or token.low in past_forms():
            return True
        return head.low.endswith("s") or head.low in PEOPLE.persons.plural | _PLURALS

    def _stands_bare(self, clause: Clause) -> bool:
        """Whether a lone noun can be a subject: several, or nothing before it that it was torn from."""
        head, before = self.tokens[clause.subject[0]], clause.subject[0] - 1
        plural = head.low.endswith("s") or head.low in PEOPLE.persons.plural
        return plural or before < 0 or self.tokens[before].tag in (Tag.COMMA, Tag.THAT)

    def _resulting(self, at: int) -> EventMention | None:
        """“A crane fell, killing five”: told with the clause that it goes on from."""
        tokens = self.tokens
        if tokens[at].lemma not in EVENTS.verbs.resulting:
            return None
        verb = next((k for k in range(at - 2, -1, -1) if tokens[k].tag in (Tag.FINITE, Tag.PARTICIPLE)), None)
        main = clause_of(tokens, verb, self._floor(verb)) if verb is not None else None
        end = predicate_end(tokens, at)
        if main is None or end is None or main.end != at - 1:
            return None
        status = self.statuses.of_verb(main.verb, main.auxiliaries)
        return EventMention(at, status, replace(main, end=end)) if status in ("occurred", "alleged") else None

    def _is_statement(self, at: int) -> bool:
        """Whether a verb reports: what is said is told by quotes, and that it is said is no event."""
        token = self.tokens[at]
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if token.lemma == "speak" and after and after.low == "of":
            return True
        if token.lemma == "see" and after and after.tag is Tag.NAME:
            return False  # will see the president
        if any(each.cue and each.cue.first <= at < each.cue.end for each in self.attributions):
            return token.lemma not in EVENTS.verbs.formal
        return token.lemma in frames() and token.lemma not in EVENTS.verbs.happening

    def _floor(self, at: int) -> int:
        """Where what somebody said begins, of which the token is a part; else the beginning of the sentence."""
        return max((start for each in self.attributions for start, end in each.content if start <= at < end), default=0)

    def _governed(self, at: int, to: int) -> EventMention | None:
        """“Plans to close”, “urged the firm to reopen”, “is to meet”, “was due to be replaced”."""
        tokens = self.tokens
        found = self._governor(to)
        if found is None:
            return self._of_request(at, to)
        governor, status = found
        if tokens[governor].lemma in GRAMMAR.classes.refusing:
            return None  # “police refused to release him”: nothing was called off
        if any(token.low in GRAMMAR.classes.negation for token in tokens[governor:to]):
            return None  # “voted not to close”
        if status == "planned" and self._came_to_nothing(governor, at):
            return None
        clause = clause_of(tokens, governor, self._floor(governor), until=at)
        own = self.statuses.of_verb(governor, clause.auxiliaries) if clause else None
        if clause is None or own is None or own == "alleged":
            return None
        if any(token.tag is Tag.OBJECT for token in tokens[governor:to]):
            return None
        direct = (
            all(
                token.tag in (Tag.NUMBER, Tag.TIME, Tag.ADVERB, Tag.TO, Tag.PREPOSITION) or k == governor
                for k, token in enumerate(tokens[governor:to], governor)
            )
            or status == "planned"
        )
        if (
            direct
            and status != "occurred"
            and tokens[governor].lemma in EVENTS.verbs.happening - EVENTS.verbs.aspectual
            and own in ("occurred", "ongoing", "planned")
        ):
            end = predicate_end(tokens, at, passive=tokens[at].tag is Tag.PARTICIPLE)
            own_clause = Clause(clause.subject, (), to, to, end) if end is not None else None
            return EventMention(at, status, own_clause) if own_clause else None
        if own == "occurred" and status == "planned" and self._is_dropped(governor, at):
            return EventMention(at, "cancelled", clause)
        if own == "cancelled":
            return EventMention(at, "cancelled", clause) if status == "planned" else None
        if status == "occurred":
            status = own
        return EventMention(at, status if own in ("occurred", "ongoing", "planned") else own, clause)

    def _of_request(self, at: int, to: int) -> EventMention | None:
        """“Has written to the president asking to come”: whoever does it is to come."""
        tokens = self.tokens
        if tokens[to - 1].low in ("and", "then"):  # “and then to travel on”
            first = next((k for k in range(to - 1, 0, -1) if tokens[k].tag is Tag.INFINITIVE), 0)
            return _of_second_verb(self._of_request(first, first - 1), tokens, at, to) if first > 1 else None
        k = to - 1
        if k < 2 or tokens[k].tag is not Tag.GERUND or tokens[k - 1].tag not in (*NOMINAL, Tag.COMMA, Tag.TIME):
            return None
        status = governors().get(tokens[k].lemma or "")
        verb = next((n for n in range(k - 1, -1, -1) if tokens[n].tag in (Tag.FINITE, Tag.PARTICIPLE)), None)
        main = clause_of(tokens, verb, self._floor(verb)) if verb is not None else None
        end = predicate_end(tokens, at, passive=tokens[at].tag is Tag.PARTICIPLE)
        if main is None or end is None or status not in ("planned", "proposed"):
            return None
        return EventMention(at, status, Clause(main.subject, (), to, to, end))

    def _came_to_nothing(self, governor: int, at: int) -> bool:
        """“Had planned to resign on Monday but stayed”."""
        tokens = self.tokens
        long_ago = any(token.low in ("had", "'d", "’d") for token in tokens[group_start(tokens, governor) : governor])
        return long_ago and any(token.low == "but" for token in tokens[at : at + _SENTENCE])

    def _is_dropped(self, governor: int, at: int) -> bool:
        """“Was to fly on Monday, but …”, “which was to be held in May, was called off”."""
        tokens = self.tokens
        if tokens[governor].low not in ("was", "were") and not any(
            t.low in ("was", "were", "had") for t in tokens[group_start(tokens, governor) : governor]
        ):
            return False
        rest = tokens[at + 1 :]
        off = EVENTS.governors.cancelled
        return any(
            (token.low == "but" and rest[k - 1].tag is Tag.COMMA)
            or (token.lemma and {token.lemma, f"{token.lemma}_{low_of(rest, k + 1)}"} & off)
            for k, token in enumerate(rest)
        )

    def _governor(self, to: int) -> tuple[int, EventStatus] | None:
        """The verb that governs “to” and a verb, and what it makes of it; “occurred” as it was itself."""
        tokens = self.tokens
        k = to - 1
        while k >= 0 and to - k < 14:
            token = tokens[k]
            if token.lemma and token.tag in (Tag.FINITE, Tag.PARTICIPLE, Tag.INFINITIVE, Tag.GERUND):
                return self._governing_verb(k, to)
            if token.tag is Tag.BE and token.low != "been":
                word = low_of(tokens, to - 1)
                if low_of(tokens, k - 1) in EVENTS.clauses.aims:
                    return None
                status = "planned" if k == to - 1 or word in EVENTS.verbs.due else _adjectives().get(word)
                return (k, status) if status and to - k < 4 else None
            if token.tag not in (*WITHIN_PHRASE, Tag.PREPOSITION, Tag.OBJECT, Tag.TIME, Tag.TO, Tag.COMMA):
                return None
            k -= 1
        return None

    def _governing_verb(self, k: int, to: int) -> tuple[int, EventStatus] | None:
        tokens = self.tokens
        lemma, start = tokens[k].lemma or "", group_start(tokens, k)
        if tokens[k].tag is not Tag.FINITE and not _has_auxiliary(tokens, start, k):
            return None
        passive = tokens[k].tag is Tag.PARTICIPLE and any(t.tag is Tag.BE for t in tokens[start:k])
        said = passive and k == to - 1 and lemma in EVENTS.verbs.hearsay
        if said and low_of(tokens, to + 1) in ("have", "be"):
            return k, "alleged"
        if lemma in EVENTS.verbs.aspectual and k == to - 1:
            return k, "occurred"
        if lemma in EVENTS.verbs.achieving and not any(t.tag in (Tag.COMMA, Tag.CONJUNCTION) for t in tokens[k:to]):
            return k, "occurred"
        noun = next((n for n in range(to - 1, k, -1) if tokens[n].tag is Tag.NOUN), None)
        if lemma in EVENTS.verbs.holding | EVENTS.verbs.announcing and noun == to - 1:
            status = governors().get(tokens[noun].low)
            return (k, status) if status else None
        status = governors().get(f"{lemma}_{low_of(tokens, k + 1)}") or governors().get(lemma)
        nounish = tokens[to + 1].lemma in GRAMMAR.verbs.also_nouns and tokens[to + 2 : to + 3]
        if nounish and tokens[to + 2].tag in (Tag.NOUN, Tag.END, Tag.COMMA):
            return None  # return to patrol duties
        if lemma in EVENTS.verbs.travelling and self.statuses.of_verb(k, range(start, k)) == "planned":
            return k, "planned"  # will go to Rome to meet
        direct = all(
            t.tag in (Tag.NUMBER, Tag.TIME, Tag.ADVERB, Tag.TO) or _introduces(tokens, n)
            for n, t in enumerate(tokens[k + 1 : to], k + 1)
        )
        directed = lemma in EVENTS.verbs.directing and not any(
            t.tag in (Tag.COMMA, Tag.CONJUNCTION) for t in tokens[k:to]
        )
        return (k, status) if status and (direct or directed) else None

    def _of_accusation(self, at: int, accuser: int) -> EventMention | None:
        tokens = self.tokens
        while accuser >= 0 and tokens[accuser].tag in WITHIN_PHRASE and not tokens[accuser].lemma:
            accuser -= 1
        if accuser < 0 or tokens[accuser].lemma not in ("accuse", "suspect"):
            return None
        clause = clause_of(tokens, accuser, self._floor(accuser), until=at)
        status = self.statuses.of_verb(accuser, clause.auxiliaries) if clause else None
        return EventMention(at, "alleged", clause) if clause and status in ("occurred", "ongoing", "alleged") else None

    def _is_headed(self, at: int) -> bool:
        """Whether a noun is the head of its phrase, not “trade talks agenda”'s first word."""
        tokens = self.tokens
        return at + 1 == len(tokens) or tokens[at + 1].tag not in (*NOMINAL, Tag.POSSESSIVE, Tag.GERUND)

    def _of_noun(self, at: int) -> EventMention | None:
        tokens = self.tokens
        phrase = phrase_before(tokens, at, self._floor(at))
        if phrase is None:
            return None
        start = at
        while start - 1 >= phrase[0] and tokens[start - 1].tag in WITHIN_PHRASE:
            start -= 1
        return (
            self._as_moved(at, start)
            or self._as_subject(at, start)
            or self._as_object(at, start)
            or self._of_noun_alone(at, start)
        )

    def _as_moved(self, at: int, start: int) -> EventMention | None:
        """“The hearing was postponed until Monday”, “moved the vote to Friday”: it is to be on that day."""
        tokens = self.tokens
        verbs = (k for k in range(start - 1, min(len(tokens), at + 12)) if k >= 0 and is_moving(tokens, k))
        verb = next(verbs, None)
        if verb is None:
            return None
        first = group_start(tokens, verb)
        auxiliaries = range(first, verb)
        if tokens[verb].tag is Tag.PARTICIPLE and is_passive(tokens, auxiliaries, verb):
            subject = subject_of(tokens, first, self._floor(verb))
            of_it = subject is not None and subject[0] == start and verb > at
        else:
            of_it = verb == start - 1 and tokens[verb].tag is Tag.FINITE
        long_ago = any(tokens[k].low in ("had", "'d", "’d") for k in auxiliaries)
        if not of_it or long_ago or self.statuses.of_verb(verb, tuple(auxiliaries)) not in ("occurred", "planned"):
            return None
        day = moved_to(tokens, max(at, verb))
        return EventMention(at, "planned", moved_to=day) if day is not None else None

    def _as_subject(self, at: int, start: int) -> EventMention | None:
        """“The strike begins”, “a concert on Saturday has been called off”."""
        tokens = self.tokens
        for verb in range(at + 1, min(len(tokens), at + 20)):
            token = tokens[verb]
            if token.tag in (*_CLAUSE_EDGES, Tag.COMMA):
                return None
            if token.tag is Tag.BE and (found := self._of_being(at, start, verb)):
                return found
            if not token.lemma or token.tag not in (Tag.FINITE, Tag.PARTICIPLE, Tag.INFINITIVE, Tag.GERUND):
                continue
            clause = clause_of(tokens, verb, self._floor(at))
            if clause is None or clause.subject[0] != start or low_of(tokens, verb + 1) == "to":
                return None
            lemma = f"{token.lemma}_{low_of(tokens, verb + 1)}"
            words_ = {lemma, token.lemma}
            passive = token.tag is Tag.PARTICIPLE
            status = self.statuses.of_verb(verb, clause.auxiliaries)
            if status is None:
                return None
            if passive and words_ & EVENTS.governors.cancelled:
                return EventMention(at, "cancelled", clause)
            if passive and words_ & (EVENTS.verbs.due | EVENTS.verbs.arranging):
                return EventMention(at, "planned" if status != "cancelled" else "cancelled", clause)
            if words_ & EVENTS.verbs.aspectual or (passive and words_ & EVENTS.verbs.holding):
                return EventMention(at, status, clause)
            whole = at + 1 < verb and tokens[at + 1].tag is Tag.PREPOSITION
            has_result = whole and token.lemma in EVENTS.verbs.resulting and status == "occurred"
            return EventMention(at, status, has_result=True) if has_result else None
        return None

    def _of_being(self, at: int, start: int, be: int) -> EventMention | None:
        """An event noun before a form of “be”: “The talks are under way”, “the visit will be on 14 May”."""
        tokens = self.tokens
        clause = clause_of(tokens, be, self._floor(at))
        if clause is None or clause.subject[0] != start:
            return None
        after = next((k for k in range(be + 1, len(tokens)) if tokens[k].tag is not Tag.ADVERB), len(tokens))
        if low_of(tokens, after) in ("underway", "under"):
            return EventMention(at, "ongoing", clause) if tokens[be].low in ("is", "are") else None
        dated = after < len(tokens) and (tokens[after].tag is Tag.TIME or _introduces(tokens, after))
        modal = any(tokens[k].low in ("will", "would") for k in clause.auxiliaries)
        if not dated or any(tokens[k].low in GRAMMAR.classes.negation for k in clause.auxiliaries):
            return None
        return EventMention(at, "planned" if modal or tokens[be].low in ("is", "are") else "occurred")

    def _as_object(self, at: int, start: int) -> EventMention | None:
        """“Held talks”, “requested a meeting”, “cancelled a trip”; “announced plans for a strike”."""
        tokens = self.tokens
        verb = start - 1
        particle = verb > 0 and tokens[verb].tag is Tag.PREPOSITION and bool(tokens[verb - 1].lemma)
        verb -= particle
        if (
            verb < 0
            or not tokens[verb].lemma
            or tokens[verb].tag not in (Tag.FINITE, Tag.PARTICIPLE, Tag.GERUND, Tag.INFINITIVE)
        ):
            return None
        lemma = tokens[verb].lemma or ""
        key = f"{lemma}_{tokens[start - 1].low}" if particle else lemma
        made = governors().get(key) if key != "tell" else None  # “told a news conference” asks for none
        light = key in EVENTS.verbs.holding
        if not light and tokens[start].low == "the" and any(lemma in sides for sides in _sides()):
            return None  # “supports the treaty”: it is there, and nobody asks for it
        first = group_start(tokens, verb)
        if not (made or light) or (tokens[verb].tag is not Tag.FINITE and not _has_auxiliary(tokens, first, verb)):
            return None
        if first and tokens[first - 1].tag is Tag.TO:
            found = self._governed(verb, first - 1) if light else None
            return EventMention(at, found.status, found.clause) if found else None
        clause = clause_of(tokens, verb, self._floor(verb))
        status = self.statuses.of_verb(verb, clause.auxiliaries) if clause else None
        if clause is None or status is None:
            return None
        if made and not light:
            return EventMention(at, made, clause) if status in ("occurred", "ongoing", "planned") else None
        return EventMention(at, status, clause)

    def _of_noun_alone(self, at: int, start: int) -> EventMention | None:
        """“Calls for a truce”, “the threat of a strike”; a noun with a date of its own is told if it is dated."""
        tokens = self.tokens
        before = start - 1
        if before > 0 and tokens[before].low in ("for", "of", "against"):
            status = governors().get(tokens[before - 1].low) if self._is_call(before - 1) else None
            if status in ("proposed", "possible", "planned", "cancelled"):
                wished = tokens[before - 1].low in ("plan", "plans") and tokens[before].low == "for"
                return EventMention(at, "proposed" if wished else status)
        if status := self._status_from_verb_after(at):
            return EventMention(at, status)
        told = EVENTS.clauses.modifiers  # “set fire”, “call talks”: a verb before a noun is no “planned”
        modified = [
            status for k in range(start, at) if tokens[k].low in told and (status := governors().get(tokens[k].low))
        ]
        if modified and modified[0] in ("planned", "proposed", "possible", "cancelled", "alleged"):
            return EventMention(at, modified[0])
        if tokens[start].tag is Tag.TIME or (before >= 0 and tokens[before].low in EVENTS.verbs.after_the_fact):
            return EventMention(at, "occurred") if self._is_past(start) else None
        return None

    def _is_call(self, at: int) -> bool:
        """Whether a noun asks for something that is not there: no “support for the treaty”, no call that is dropped."""
        tokens = self.tokens
        if tokens[at].low in STANCES.nouns.supports | STANCES.nouns.opposes:
            return False
        turning = GRAMMAR.classes.refusing | GRAMMAR.classes.disowning | EVENTS.governors.cancelled
        return not any(
            token.lemma in turning or token.low in GRAMMAR.classes.negation for token in tokens[max(0, at - 6) : at]
        )

    def _status_from_verb_after(self, at: int) -> EventStatus | None:
        """“The release that she proposed”, “a strike threatened by the union”."""
        tokens = self.tokens
        end = next((k for k in range(at + 1, len(tokens)) if tokens[k].tag is Tag.THAT or tokens[k].lemma), None)
        if end is None or end - at > 8 or any(token.tag is Tag.COMMA for token in tokens[at:end]):
            return None
        if tokens[end].tag is Tag.THAT:
            verb = next((k for k in range(end + 1, len(tokens)) if tokens[k].tag in VERBAL or tokens[k].lemma), None)
            made = governors().get(tokens[verb].lemma or "") if verb is not None and verb > end + 1 else None
        else:
            made = governors().get(tokens[end].lemma or "") if low_of(tokens, end + 1) == "by" else None
        return made if made in ("proposed", "planned", "possible") else None

    def _is_past(self, before: int) -> bool:
        """Whether the clause before a noun tells of the past."""
        tokens = self.tokens
        finite = [token for token in tokens if token.tag in VERBAL]
        past = [token for token in finite if token.low in ("was", "were", "had", "did") or token.low in past_forms()]
        return bool(finite) and len(past) == len(finite) and before >= 0


def _distinct(mentions: Sequence[EventMention]) -> list[EventMention]:
    """Of those that one clause tells, the first; and no noun that is a part of what another tells."""
    clauses = [each.clause for each in mentions if each.clause]
    found: list[EventMention] = []
    for each in mentions:
        again = each.clause and any(
            other.clause and (other.clause.verb, other.clause.end) == (each.clause.verb, each.clause.end)
            for other in found
        )
        part = each.clause is None and any(
            clause.start <= each.at < clause.end
            or (clause.subject[0] <= each.at < clause.subject[1] and not each.has_result)
            for clause in clauses
        )
        if not again and not (part and each.status == "occurred"):
            found.append(each)
    return found


def _of_second_verb(mention: EventMention | None, tokens: Sequence[Token], at: int, to: int) -> EventMention | None:
    """A second verb that “and to” adds, with the subject and the status of the first."""
    end = predicate_end(tokens, at)
    if mention is None or mention.clause is None or end is None:
        return None
    return EventMention(at, mention.status, replace(mention.clause, start=to, verb=to, end=end))


@cache
def _sides() -> tuple[frozenset[str], ...]:
    """Verbs that take a side, by the side and by how it is known."""
    return tuple(words for side in ("supports", "opposes") for words in STANCES.verbs[side].values())


@cache
def _adjectives() -> dict[str, EventStatus]:
    """What an adjective before “to” makes of the verb after it: “is likely to”."""
    return {"likely": "possible", "unlikely": "possible", "willing": "possible", "eager": "possible"}


def _introduces(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].tag is Tag.PREPOSITION and at + 1 < len(tokens) and tokens[at + 1].tag is Tag.TIME


def _has_auxiliary(tokens: Sequence[Token], start: int, at: int) -> bool:
    return any(token.tag is not Tag.ADVERB for token in tokens[start:at])
