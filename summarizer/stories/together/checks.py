"""Whether the sentences behind a clause bear it out, word by word as far as code can tell.

What is looked at: names, numbers with what loosens them, days, quoted words, negation, degree, codes that must not be
left. A paraphrase passes: a fault is only what plainly does not stand in the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from summarizer.dates import edtf
from summarizer.schema import ArticleReading, Entity, Evidence, Mention, SourcedEvidence
from summarizer.stories.numbers import digits, lost_qualifiers, numbers_in, spelt, written
from summarizer.text.names import parse
from summarizer.text.similarity import NEGATIONS, STOP_WORDS, concept, is_negated, listed, plain, words
from summarizer.text.words import Words, fold, words_of

from .days import Source, days_in, is_of, weekdays_in
from .lines import Pointed, parse_line
from .reports import Reports, handles

_TOKEN = re.compile(r"\{([A-Z]{1,2})\}")
_POINTER = re.compile(r"\b[A-Z]{1,2}\d{1,3}\b")
_REPORT_BY_LETTER = re.compile(r"\b[Rr]eports? [A-Z]\b")
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|‘([^‘’]{12,})’(?!\w)")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.\-]*\w)?")
_POSSESSIVE = re.compile(r"[’']s?\Z")
_BRACKETS = re.compile(r"[\[\]{}]")
_DEFINITE = re.compile(
    r"\b(?:the|these|those|all|both|either|his|her|their|its|other|first|last)\s+(?:\w+\s+)?\Z", re.IGNORECASE
)
_REACH = 4
"""Words behind a “not” or a “may” that it is about."""
_BEFORE = 3
"""Sentences before the cited one in which a name may stand that it takes up with “he” or “the minister”."""
_ABOUT_REPORTS = re.compile(
    r"\{|\b(?:reports?|reported|reporting|articles?|accounts?|outlets?|agenc(?:y|ies)|versions?|sources?|wordings?|texts?|"
    r"figures?|counts?|translations?|rest|rests|stands?|single|both|neither|none|same|differ\w*|presumably)\b",
    re.IGNORECASE,
)
"""A clause about the reports and not about what they tell."""
_COUNTED_REPORTS = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}(?:reports?|articles?|accounts?|outlets?|agencies|versions?|sources?|wordings?|texts?|counts?|"
    r"figures?|translations?|renderings?|others|names|sides|parties|lines|sets|numbers|dates|days apart)\b",
    re.IGNORECASE,
)
_HEDGES = frozenset(
    listed("""
    may might could possibly perhaps allegedly reportedly apparently seemingly supposedly probably likely potentially
    könnte könnten möglicherweise angeblich vielleicht pourrait pourraient peut-être podría podrían quizás
    """)
)
"""Words after which a thing is not certain."""
_HEDGE_PHRASES = re.compile(
    r"\b(?:appear(?:s|ed)? to|seem(?:s|ed)? to|call(?:s|ed|ing)? (?:for|on)|urg(?:e|es|ed|ing)|propos(?:e|es|ed|ing)|"
    r"demand(?:s|ed|ing)?|threaten(?:s|ed|ing)? (?:to|with)|consider(?:s|ed|ing)?|efforts? to|attempts? (?:to|at)|"
    r"tr(?:y|ies|ied|ying) to|hop(?:e|es|ed|ing) (?:to|for)|wants? to|willing to|ready to|"
    r"plans? to|due to|set to|expected to|scheduled to|in talks (?:on|for|about)|would)\b",
    re.IGNORECASE,
)
_SOFTENING = re.compile(
    r"\b(?:may|might|could|would|can|possibl\w*|perhaps|alleg\w*|reported\w*|apparent\w*|suppos\w*|probabl\w*|likely|"
    r"potential\w*|presum\w*|appear\w*|seem\w*|call\w*|urg\w*|propos\w*|demand\w*|ask\w*|appeal\w*|request\w*|threat\w*|"
    r"warn\w*|consider\w*|effort\w*|attempt\w*|tr(?:y|ies|ied|ying)|seek\w*|sought|hop(?:e|es|ed|ing)|want\w*|wish\w*|"
    r"willing\w*|ready|plan\w*|due|set|expect\w*|schedul\w*|is to|are to|was to|were to|to be|will|not|no|never|nor|"
    r"reject\w*|refus\w*|den(?:y|ies|ied|ying)|fail\w*|unheeded|unsuccessful\w*|offer\w*|sugg\w*|claim\w*|accus\w*|according|"
    r"fear\w*|risk\w*|if|unless|until|yet|far|bid|push\w*|aim\w*|intend\w*|talks|said to|believ\w*|thought|doubt\w*|"
    r"next|to come|before|support\w*|oppos\w*|favou?r\w*|object\w*|back(?:s|ed|ing)?|promis\w*|vow\w*|pledg\w*|"
    r"insist\w*|agree\w*|prepar\w*)\b|–|—|:|\?",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|lack\w*|fail\w*|refus\w*|reject\w*|den(?:y|ies|ied|"
    r"ial|ying)|declin\w*|unheeded|deaf|unsuccessful\w*|unable|unclear|unknown|unnamed|anonym\w*|unconfirmed|false|against|oppos\w*|"
    r"yet to|ruled out|rul\w+ out|cancel\w*|called off|drop\w*|stop\w*|suspend\w*|dispute\w*|contradict\w*|instead|"
    r"rather|"
    r"unless|until|few\w*|little|less|hardly|barely|only|un\w{4,}|in\w{5,}able|im\w{5,}|powerless|doubt\w*|avoid\w*|"
    r"prevent\w*|block\w*|halt\w*|open|miss\w*|remain\w*|still|end\w*|kein\w*|nicht|nie|pas|jamais|ni|sans|sin|nunca|"
    r"wrong\w*|incorrect\w*|absence|absent|silent|silence|ignor\w*|other than|lost|but|before|ahead)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Backing:
    """The sentences behind a clause."""

    behind: str
    """Their pointers."""
    text: str
    near: Words
    """With the sentences before them, and who printed them."""
    about: frozenset[str]
    """Words of the names of those whom items of these sentences are about: “he” is one of them."""
    source: Source
    english: bool


class Checks:
    """Checks the lines of one story.

    Args:
        reports: its reports.
        names: the names that are one, as far as it is known.
    """

    def __init__(self, reports: Reports, names: Sequence[Sequence[Mention]]) -> None:
        self._reports = reports
        self._variants: dict[str, set[str]] = {}
        """Words of all names of those whom a word of a name may mean."""
        self._names_of: dict[Mention, frozenset[str]] = {}
        for group in names:
            entities = [part for mention in group if isinstance(part := reports.part(mention, "n"), Entity)]
            tokens = frozenset(token for one in entities for token in _name_words(one))
            for token in tokens:
                self._variants.setdefault(token, set()).update(tokens)
            self._names_of |= dict.fromkeys(group, tokens)
        self.languages = tuple(dict.fromkeys(one.reading.article.language for one in reports.all))

    def line(self, line: str, date: str | None = None) -> list[str]:
        """What is wrong with a line, for whoever wrote it; nothing when it holds.

        Args:
            line: as the model wrote it.
            date: the EDTF date of the happening that it tells of.
        """
        clauses = parse_line(line)
        if not clauses:
            return ["it says nothing"]
        faults = [fault for at, clause in enumerate(clauses) for fault in self._clause(clause, date, opens=at == 0)]
        return list(dict.fromkeys(faults))

    def date(self, value: str, lines: Sequence[str]) -> str | None:
        """What is wrong with the date of a happening, told in these lines."""
        if edtf.span(value) is None:
            return f"x: {value!r} is not an EDTF date"
        clauses = [clause for line in lines for clause in parse_line(line)]
        backing = self._backing([one for clause in clauses for one in clause.sentences])
        if not backing.source.gives_time():
            return f"x: no sentence behind the line says when, so {value} is not borne out"
        return None

    def loose(self, text: str, within: str | None = None) -> list[str]:
        """What is wrong with words that have no sentences of their own.

        Args:
            text: the words.
            within: what bears them out; all reports by default.
        """
        texts = within or "\n".join(
            f"{one.reading.article.title or ''}\n{one.numbered.article.text}" for one in self._reports.all
        )
        there = Words(texts)
        faults = self._codes(text, texts)
        numbers = numbers_in(texts)
        faults += [f"“{one[0]}” stands nowhere" for one in written(text) if digits(one[0]) not in numbers]
        for name in self._names(text, opens=True):
            if not any(there.akin(one) for one in (name, *self._variants.get(plain(name), ()))):
                faults.append(f"“{name}” stands nowhere")
        return [
            *faults,
            *(f"the words “{one}” stand nowhere so" for one in _quoted(text) if not _stands_in(one, texts)),
        ]

    def _clause(self, clause: Pointed, date: str | None, *, opens: bool) -> list[str]:
        shown = clause.text
        if not clause.sentences:
            return [f"no sentence stands behind “{shown}”"]
        missing = [pointer for pointer in clause.sentences if self._reports.sentence(pointer) is None]
        if missing:
            return [f"there is no sentence {', '.join(missing)} (behind “{shown}”)"]
        backing = self._backing(clause.sentences)
        text = _TOKEN.sub("…", shown)
        faults = self._codes(shown, backing.text)
        faults += [
            f"the words “{one}” do not stand so in {backing.behind}"
            for one in _quoted(text)
            if not _stands_in(one, backing.text)
        ]
        faults += [f"“{one}” is not in {backing.behind}" for one in self._missing_names(text, backing, opens=opens)]
        faults += [f"“{one}” is not in {backing.behind}" for one in self._missing_values(text, shown, backing, date)]
        if backing.english and not _ABOUT_REPORTS.search(shown):
            faults += _turned(text, backing)
        return faults

    def _backing(self, pointers: Sequence[str]) -> _Backing:
        found = [one for pointer in pointers if (one := self._reports.sentence(pointer))]
        near: list[str] = []
        about: set[str] = set()
        articles = []
        for one in found:
            report = self._reports.by_letter[self._reports.letter_of[one.article]]
            article = report.numbered.article
            at = next(at for at, each in enumerate(report.numbered.sentences) if each.start == one.start)
            near.append(article.text[report.numbered.sentences[max(0, at - _BEFORE)].start : one.end])
            near += [known for known in (article.outlet, article.byline, *report.reading.credits) if known]
            about |= self._about(report.reading, one)
            articles.append(article)
        text = "\n".join(one.exact for one in found)
        languages = tuple(dict.fromkeys(article.language for article in articles))
        return _Backing(
            behind=" ".join(pointers),
            text=text,
            near=Words("\n".join(near)),
            about=frozenset(about),
            source=Source(text, [day for article in articles if (day := article.published_day)], languages),
            english=all((language or "en").lower().startswith("en") for language in languages),
        )

    def _about(self, reading: ArticleReading, sentence: SourcedEvidence) -> set[str]:
        found: set[str] = set()
        for ids, evidence in _who_is_where(reading):
            if any(one.start < sentence.end and one.end > sentence.start for one in evidence):
                for local in ids:
                    found |= self._names_of.get(Mention(article=sentence.article, item=local), frozenset())
        return found

    def _codes(self, text: str, source: str) -> list[str]:
        """What is meant for the program and left in the words."""
        letters = self._reports.by_letter
        found = [f"{{{one}}} is no report" for one in _TOKEN.findall(text) if one not in letters]
        codes = [one for one in handles(text) if self._reports.item(one)]
        codes += [one for one in _POINTER.findall(text) if self._reports.sentence(one) and one not in source]
        codes += [one for one in _REPORT_BY_LETTER.findall(text) if one not in source]
        if _BRACKETS.search(_TOKEN.sub("", text)):
            codes.append("brackets that hold no sentences")
        return [*found, *(f"“{one}” is left in the words" for one in codes)]

    def _names(self, text: str, *, opens: bool) -> Iterator[str]:
        """Words that are names, as far as it can be told: known ones, and those with a capital within a sentence."""
        for match in _WORD.finditer(text):
            word = _POSSESSIVE.sub("", match[0]).rstrip(".")
            before = text[: match.start()].rstrip()
            starts = (opens and not before) or before.endswith((".", "!", "?", ":", "“", '"', "–", "—", "(", "…", "‘"))
            if not word[:1].isupper() or plain(word) in STOP_WORDS or len(word) < 2:
                continue
            if plain(word) in self._variants or not (starts or self._nouns_have_capitals):
                yield word

    @cached_property
    def _nouns_have_capitals(self) -> bool:
        languages = [(one or "en").lower() for one in self.languages]
        return any(one.startswith("de") for one in languages)

    def _missing_names(self, text: str, backing: _Backing, *, opens: bool) -> Iterator[str]:
        days = {fold(name) for name, _ in weekdays_in(text, self.languages)}
        days |= {fold(word) for day in days_in(text, self.languages) for word in day.shown.split()}
        for name in self._names(text, opens=opens):
            variants = self._variants.get(plain(name), set())
            if fold(name) in days or not backing.about.isdisjoint({plain(name), *variants}):
                continue
            parts = name.split("-") if "-" in name else [name]
            if all(backing.near.akin(one) for one in parts) or any(backing.near.akin(one) for one in variants):
                continue
            if name.isupper() and _has_initials(name, backing.near.text):
                continue
            yield name

    def _missing_values(self, text: str, shown: str, backing: _Backing, date: str | None) -> Iterator[str]:
        there = numbers_in(backing.text)
        of_report = bool(_TOKEN.search(shown))
        rest = text
        for day in days_in(text, self.languages):
            rest = rest.replace(day.shown, " ")
            printed = of_report and any(
                (one.day, one.month) == (day.day, day.month) for one in backing.source.published
            )
            if not (backing.source.gives(day) or is_of(day, date) or printed):
                yield day.shown
        years = {str(one.year) for one in backing.source.published}
        span = edtf.span(date) if date else None
        years |= {str(one.year) for one in (span.first, span.last)} if span else set()
        for number in written(rest):
            if digits(number[0]) not in there | years:
                yield number[0]
        for word, weekday in weekdays_in(text, self.languages):
            if not (
                backing.source.gives_weekday(weekday) or (span and span.days == 1 and span.first.weekday() == weekday)
            ):
                yield word
        if not backing.english:
            return
        for match, value in spelt(rest):
            known = _DEFINITE.search(rest[: match.start()]) or _COUNTED_REPORTS.match(rest, match.end())
            if value > 1 and not known and str(value) not in there:
                yield match[0]
        for bare in lost_qualifiers(rest, backing.text):
            yield f"{bare} without the word that loosens it"


def _turned(text: str, backing: _Backing) -> Iterator[str]:
    """Where a clause denies what its sentences do not, or asserts what they deny or leave uncertain."""
    if is_negated(text) and not _NEGATIVE.search(backing.text):
        yield f"{backing.behind} does not deny what “{text}” denies"
    told = frozenset(concept(word) for word in words(text) if word not in STOP_WORDS)
    if not _NEGATIVE.search(text) and (lost := told & _only_behind(backing.text, _denial_ends)):
        yield f"the “not” of {backing.behind} is lost in “{text}” ({', '.join(sorted(lost))})"
    if not _SOFTENING.search(text) and (lost := told & _only_behind(backing.text, _hedge_ends)):
        yield f"{backing.behind} is less certain than “{text}” ({', '.join(sorted(lost))})"


def _only_behind(text: str, ends: Callable[[str], list[int]]) -> frozenset[str]:
    """The content words of a text that stand nowhere but in the four words behind certain places."""
    places = ends(text)
    behind: set[str] = set()
    elsewhere: set[str] = set()
    for match in _WORD.finditer(text):
        found = {concept(word) for word in words(match[0]) if word not in STOP_WORDS}
        is_behind = any(
            place <= match.start() and len(words_of(text[place : match.start()])) < _REACH for place in places
        )
        (behind if is_behind else elsewhere).update(found)
    return frozenset(behind - elsewhere)


def _denial_ends(text: str) -> list[int]:
    return [match.end() for match in _WORD.finditer(text) if NEGATIONS.intersection(words(match[0]))]


def _hedge_ends(text: str) -> list[int]:
    ends = [match.end() for match in _WORD.finditer(text) if plain(match[0]) in _HEDGES]
    return ends + [match.end() for match in _HEDGE_PHRASES.finditer(text)]


def _who_is_where(reading: ArticleReading) -> Iterator[tuple[Sequence[str], Sequence[Evidence]]]:
    """Whom each item of a reading is about, and its words."""
    for event in reading.events:
        yield (*event.participants, *event.places, *filter(None, [event.attributed_to])), event.evidence
    for stance in reading.stances:
        yield (stance.holder,), stance.evidence
    for quote in reading.quotes:
        cue = (quote.cue,) if quote.cue else ()
        yield (*quote.speakers, *quote.via, *filter(None, [quote.on_behalf_of])), (*quote.evidence, *cue)


def _name_words(entity: Entity) -> Iterator[str]:
    """The words that a name is recognised by."""
    if not parse(entity.name, entity.kind).named:
        return
    for word in _WORD.findall(entity.name):
        if word[:1].isupper() and len(word) > 1 and plain(word) not in STOP_WORDS:
            yield plain(_POSSESSIVE.sub("", word))


def _quoted(text: str) -> list[str]:
    return [next(filter(None, groups)) for groups in _QUOTED.findall(text)]


def _stands_in(quoted: str, text: str) -> bool:
    wanted = " ".join(fold(word) for word in words_of(quoted))
    return f" {wanted} " in f" {' '.join(fold(word) for word in words_of(text))} "


def _has_initials(acronym: str, text: str) -> bool:
    initials = "".join(word[0] for word in words_of(text) if word[:1].isupper())
    return acronym.replace(".", "") in initials
