"""Whether the sentences behind a clause bear it out, word by word as far as code can tell.

What is looked at: names, numbers with what loosens them, days, quoted words, negation, degree, codes that must not be
left. A paraphrase passes: a fault is what plainly does not stand in the sentences, a doubt what words make likely.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.dates import edtf
from summarizer.schema import ArticleReading, Entity, Evidence, Mention, SourcedEvidence
from summarizer.stories.numbers import digits, lost_qualifiers, numbers_in, spelt, written
from summarizer.text.languages import written_in
from summarizer.text.names import parse
from summarizer.text.similarity import NEGATIONS, STOP_WORDS, concept, content_words, is_negated, listed, plain, words
from summarizer.text.words import Words, fold, words_of

from .days import Source, days_in, is_of, weekdays_in
from .lines import REPORT_TOKEN, Pointed, parse_line
from .reports import Reports, handles

DATE_FAULT = "x: "
"""What a fault of the date of a happening begins with: the line may hold without it."""
DOUBT = "doubt: "
"""What a fault begins with that words only make likely: who reads line and sentences may uphold the line."""
_DAY = re.compile(r"\d{4}-(\d\d)-(\d\d)")
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
"""Words behind a “not” or a “may” that it is about, in the same part of the sentence."""
_STOP = re.compile(r"[,;:.!?–—”“\"»«]")
_ENDS = (".", "!", "?", "…", ":", "”", '"')
"""What stands before a capital that is no name's."""
_PAUSE = re.compile(r"[,;:.!?–—]")
_MOST = 0.6
"""Share of a sentence from which on it holds little but what somebody says."""
_ATTRIBUTES = re.compile(
    r"\{|\b(?:sa(?:y|ys|id|ying)|t(?:old|ells?)|accord\w*|announc\w*|report\w*|claim\w*|accus\w*|alleg\w*|"
    r"den(?:y|ies|ied)|insist\w*|call\w*|urg\w*|warn\w*|ask\w*|wrote|writes?|word|words|quot\w*|speaks?|spoke\w*|expect\w*|"
    r"fear\w*|repeat\w*|put|puts|count\w*|gave|gives?|reject\w*|propos\w*|promis\w*|argu\w*|challeng\w*|note[sd]?|"
    r"caution\w*|doubt\w*|demand\w*|view\w*|want\w*|hope\w*|feels?|felt|agree\w*|oppos\w*|support\w*|backs?|backed|ruled|"
    r"estimat\w*|describ\w*|confirm\w*|add(?:s|ed)|sees?|saw|think\w*|thought|believ\w*|plan\w*|vow\w*|pledg\w*|"
    r"sagt\w*|laut|zufolge|selon|dit|dijo|según)\b",
    re.IGNORECASE,
)
"""What tells whose word a thing is."""
_DENIALS = NEGATIONS - {"without"}
"""What goes without a thing is no denial of it."""
_MODALS = frozenset(listed("may might could would can should"))
_BETWEEN = frozenset(listed("yet also still been be have"))
"""Words between “may” or “not” and the verb that it is about."""
_ADVERB = re.compile(r"(?!(?:comp|imp|multip|rep|app|supp|re)ly)\w+ly")
_VERB_REACH, _LOOSE_BEFORE, _LOOSE_BEHIND = 3, 5, 2
_LOOSENING = re.compile(
    r"to|may|might|could|would|can|should|will|if|whether|not|never|no|nobody|none|nothing|neither|nor|cannot|hardly|"
    r"without|unless|before|until|possibl\w*|likely|perhaps|presumably|reportedly|allegedly|apparently|hop\w+|fear\w*|"
    r"warn\w*|plan\w*|threat\w*|doubt\w*|risk\w*|refus\w*|den(?:y|ies|ied|ying)|declin\w*|fail\w*|rather|for|"
    r"\w+n[’']t",
    re.IGNORECASE,
)
"""What leaves the verb beside it open, or turns it."""
_AHEAD, _BEHIND = 10, 3
"""Words that “may” or “denied” covers behind it and before it, in a paraphrase."""
_FEWEST, _SHARED = 3, 0.25
"""Content words of a clause from which on, and the share of them that, its sentences must have."""
_BEFORE = 2
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
_ALONE = re.compile(
    r"\bindependen(?:t|tly|ce)\b|\b(?:stands?|rests?) (?:on (?:its|their) own|alone)\b|"
    r"\b(?:no(?:ne)?|neither)\b[^;.]{0,40}\b(?:retells?|repeats?|goes back|depends?|rests?)\b",
    re.IGNORECASE,
)
"""What says of reports or sources that they do not depend on each other."""
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
    r"ial|ying)|declin\w*|unheeded|deaf|unsuccessful\w*|unable|unclear|unknown|unlike|unwilling|unlikely|unnamed|"
    r"anonym\w*|unconfirmed|false|against|oppos\w*|yet to|rul\w+ out|cancel\w*|called off|drop\w*|stop\w*|suspend\w*|"
    r"dispute\w*|contradict\w*|instead|rather|unless|hardly|barely|powerless|doubt\w*|avoid\w*|prevent\w*|block\w*|"
    r"halt\w*|open|miss\w*|remain\w*|still|end\w*|wrong\w*|incorrect\w*|absence|absent|silent|silence|ignor\w*|"
    r"other than|lost|but|before|ahead|kein\w*|nicht|nie|pas|jamais|ni|sans|sin|nunca)\b|n[’']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Backing:
    """The sentences behind a clause."""

    behind: str
    """Their pointers."""
    text: str
    near: Words
    """With the sentences before them, and who printed them, in plain letters."""
    articles: frozenset[str]
    about: frozenset[str]
    """Words of the names of those whom items of these sentences are about: “he” is one of them."""
    source: Source
    english: bool
    of_line_s_language: bool
    """Whether they are in the language of most reports, in which the lines are."""


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
        self._articles: dict[str, set[str]] = {}
        """The articles that have somebody of whose names a word is."""
        self._names_of: dict[Mention, frozenset[str]] = {}
        for group in names:
            entities = [part for mention in group if isinstance(part := reports.part(mention, "n"), Entity)]
            tokens = frozenset(token for one in entities for token in _name_words(one))
            for token in tokens:
                self._variants.setdefault(token, set()).update(tokens)
                self._articles.setdefault(token, set()).update(mention.article for mention in group)
            self._names_of |= dict.fromkeys(group, tokens)
        self._language = reports.language
        self.languages = tuple(dict.fromkeys(one.reading.article.language for one in reports.all))

    def line(
        self, line: str, date: str | None = None, *, about_reports: bool = False, is_version: bool = False
    ) -> list[str]:
        """What is wrong with a line, for whoever wrote it; nothing when it holds.

        Args:
            line: as the model wrote it.
            date: the EDTF date of the happening that it tells of.
            about_reports: whether it is about the reports and not about what they tell: it may compare what they have
                and say what they lack.
            is_version: whether it stands under a line that says whose word it is.
        """
        clauses = parse_line(line, tail=about_reports)
        if not clauses:
            return ["it says nothing"]
        every = list(dict.fromkeys(pointer for clause in clauses for pointer in clause.sentences))
        whole = self._backing(every) if about_reports else None
        faults = [
            fault
            for at, clause in enumerate(clauses)
            for fault in self._clause(
                clause, date, whole, opens=at == 0 or clauses[at - 1].text[-1:] in (*".!?…:”", '"')
            )
        ]
        if whole and (found := _ALONE.search(line)) and not _ALONE.search(whole.text):
            faults.append(f"{DOUBT}what does “{found[0]}” rest on? Say what each has instead")
        if not (about_reports or is_version or _ATTRIBUTES.search(line)):
            faults += self._unattributed(clauses)
        return list(dict.fromkeys(faults))

    def date(self, value: str, lines: Sequence[str]) -> str | None:
        """What is wrong with the date of a happening told in these lines: their sentences say it, or those before."""
        if edtf.span(value) is None:
            return f"{DATE_FAULT}{value!r} is not an EDTF date"
        clauses = [clause for line in lines for clause in parse_line(line)]
        backing = self._backing([one for clause in clauses for one in clause.sentences])
        if not backing.source.gives_time() and not replace(backing.source, text=backing.near.text).gives_time():
            return f"{DATE_FAULT}no sentence behind the line says when, so {value} is not borne out"
        return None

    def is_worked_out(self, value: str, lines: Sequence[str]) -> bool:
        """Whether a day is counted from a weekday or “yesterday”: no sentence behind these lines names it."""
        counted = {(int(day), int(month)) for month, day in _DAY.findall(value)}
        if not counted:
            return False
        text = self._backing([one for line in lines for clause in parse_line(line) for one in clause.sentences]).text
        return counted.isdisjoint((day.day, day.month) for day in days_in(text, self.languages))

    def loose(self, text: str, within: str | None = None) -> list[str]:
        """What is wrong with words that have no sentences of their own.

        Args:
            text: the words.
            within: what bears them out; all reports by default.
        """
        texts = within or "\n".join(
            f"{one.reading.article.title or ''}\n{one.numbered.article.text}" for one in self._reports.all
        )
        there = Words(plain(texts))
        faults = self._codes(text, texts)
        numbers = numbers_in(texts)
        faults += [f"“{one[0]}” stands nowhere" for one in written(text) if digits(one[0]) not in numbers]
        for name in self._names(text, opens=True):
            if not any(there.akin(one) for one in (plain(name), *self._variants.get(plain(name), ()))):
                faults.append(f"“{name}” stands nowhere")
        return [
            *faults,
            *(f"the words “{one}” stand nowhere so" for one in _quoted(text) if not _stands_in(one, texts)),
        ]

    def _clause(self, clause: Pointed, date: str | None, whole: _Backing | None, *, opens: bool) -> list[str]:
        shown = clause.text
        if not clause.sentences:
            return [f"no sentence stands behind “{shown}”"]
        missing = [pointer for pointer in clause.sentences if self._reports.sentence(pointer) is None]
        if missing:
            return [f"there is no sentence {', '.join(missing)} (behind “{shown}”)"]
        backing = self._backing(clause.sentences)
        text = REPORT_TOKEN.sub("…", shown)
        faults = self._codes(shown, backing.text)
        faults += [
            f"the words “{one}” do not stand so in {backing.behind}"
            for one in _quoted(text)
            if not _stands_in(one, backing.text)
        ]
        # In another language a name may stand there in a word of its own: “Innenminister” for “Interior Minister”.
        sure = "" if (whole or backing).of_line_s_language else DOUBT
        faults += [
            f"{sure}“{one}” is not in {backing.behind}"
            for one in self._missing_names(text, whole or backing, opens=opens)
        ]
        values = self._missing_values(text, whole or backing, date, about_reports=whole is not None)
        faults += [f"“{one}” is not in {backing.behind}" for one in values]
        if not whole:
            faults += [f"{DOUBT}“{one}” is not in {behind}" for _, behind, one in self._partly_carried(clause, date)]
            faults += self._said_otherwise(text, backing)
        if backing.english and not whole and not _ABOUT_REPORTS.search(shown):
            faults += _lost_not_or_may(text, backing)
        return faults

    def carriers(self, clause: Pointed, date: str | None = None) -> tuple[str, ...]:
        """The sentences behind a clause without those of reports that lack a number or a day which others have."""
        lacking = {report for report, _, _ in self._partly_carried(clause, date)}
        kept = tuple(one for one in clause.sentences if _report(one) not in lacking)
        return kept or clause.sentences

    def _partly_carried(self, clause: Pointed, date: str | None) -> Iterator[tuple[str, str, str]]:
        """Where one report's sentences lack a number or a day that another's have: it, they, and what they lack."""
        by_report: dict[str, list[str]] = {}
        for pointer in clause.sentences:
            by_report.setdefault(_report(pointer), []).append(pointer)
        if len(by_report) < 2:
            return
        text = REPORT_TOKEN.sub("…", clause.text)
        published = self._backing(clause.sentences).source.published
        for report, pointers in by_report.items():
            alone = self._backing(pointers)
            for one in self._missing_values(text, alone, date, printed=published):
                yield report, alone.behind, one

    def _said_otherwise(self, text: str, backing: _Backing) -> Iterator[str]:
        """Where hardly a word of a clause is one of its sentences."""
        if not backing.of_line_s_language:
            return
        told = content_words(text)
        if len(told) >= _FEWEST and len(told & content_words(backing.text)) < _SHARED * len(told):
            yield f"{DOUBT}{backing.behind} says something else than “{text}”"

    def _unattributed(self, clauses: Sequence[Pointed]) -> Iterator[str]:
        """Where a line tells as a fact what its sentences have from somebody, and names nobody."""
        told = {plain(word) for clause in clauses for word in _WORD.findall(clause.text)}
        for clause in clauses:
            found = [one for pointer in clause.sentences if (one := self._reports.sentence(pointer))]
            speakers = [self._speakers(one) for one in found]
            if found and all(names is not None and names.isdisjoint(told) for names in speakers):
                behind = " ".join(clause.sentences)
                yield f"{DOUBT}{behind} has it from somebody; “{clause.text}” tells it as a fact"

    def _speakers(self, sentence: SourcedEvidence) -> frozenset[str] | None:
        """Words of the names of those who say what a sentence holds; None when it says most of it by itself."""
        reading = self._reports.by_letter[self._reports.letter_of[sentence.article]].reading
        covered, names = 0, set[str]()
        for quote in reading.quotes:
            inside = [min(one.end, sentence.end) - max(one.start, sentence.start) for one in quote.evidence]
            if quote.speakers and any(length > 0 for length in inside):
                covered += sum(length for length in inside if length > 0)
                for local in quote.speakers:
                    names |= self._names_of.get(Mention(article=sentence.article, item=local), frozenset())
                    names |= {word for one in reading.entities if one.id == local for word in words(one.name)}
        return frozenset(names - STOP_WORDS) if covered > _MOST * len(sentence.exact) else None

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
            near=Words(plain("\n".join(near))),
            articles=frozenset(one.article for one in found),
            about=frozenset(about),
            source=Source(text, [day for article in articles if (day := article.published_day)], languages),
            english=all((language or "en").lower().startswith("en") for language in languages),
            of_line_s_language=all(written_in(language) == self._language for language in languages),
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
        found = [f"{{{one}}} is no report" for one in REPORT_TOKEN.findall(text) if one not in letters]
        codes = [one for one in handles(text) if self._reports.item(one)]
        codes += [one for one in _POINTER.findall(text) if self._reports.sentence(one) and one not in source]
        codes += [one for one in _REPORT_BY_LETTER.findall(text) if one not in source]
        if _BRACKETS.search(REPORT_TOKEN.sub("", text)):
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
            if all(backing.near.akin(plain(one)) for one in parts) or any(map(backing.near.akin, variants)):
                continue
            if name.isupper() and _has_initials(name, backing.text):
                continue
            if not backing.of_line_s_language and not self._is_foreign_to(plain(name), backing.articles):
                continue
            yield name

    def _is_foreign_to(self, name: str, articles: frozenset[str]) -> bool:
        """Whether this is the name of somebody whom these articles, in another language, do not have at all."""
        return name in self._articles and self._articles[name].isdisjoint(articles)

    def _missing_values(
        self,
        text: str,
        backing: _Backing,
        date: str | None,
        *,
        about_reports: bool = False,
        printed: Sequence[dt.date] = (),
    ) -> Iterator[str]:
        """Numbers, days and weekdays that are not in the sentences.

        `printed`: days of publication of other reports behind the clause, as of which they may have what it tells.
        """
        there = numbers_in(backing.text)
        as_of = {(one.day, one.month) for one in printed}
        rest = text
        for day in days_in(text, self.languages):
            rest = rest.replace(day.shown, " ")
            if not (backing.source.gives(day) or is_of(day, date) or (day.day, day.month) in as_of):
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
        if about_reports:
            return
        for match, value in spelt(rest):
            known = _DEFINITE.search(rest[: match.start()]) or _COUNTED_REPORTS.match(rest, match.end())
            if value > 1 and not known and str(value) not in there:
                yield match[0]
        for bare in lost_qualifiers(rest, backing.text):
            yield f"{bare} without the word that loosens it"


def _report(pointer: str) -> str:
    """The letter of a sentence's report."""
    return pointer.rstrip("0123456789")


def _lost_not_or_may(text: str, backing: _Backing) -> Iterator[str]:
    """Where a clause denies what its sentences do not, or asserts what they deny or leave uncertain."""
    if is_negated(text) and not _NEGATIVE.search(backing.text):
        yield f"{DOUBT}{backing.behind} does not deny what “{text}” denies"
    for lost, ends, kept in (
        (f"the “not” of {backing.behind} is lost in", _denial_ends, _NEGATIVE),
        (f"{backing.behind} is less certain than", _hedge_ends, _SOFTENING),
    ):
        turned = _only_behind(backing.text, ends) & _not_near(text, kept)
        if turned:
            yield f"{DOUBT}{lost} “{text}” ({', '.join(sorted(turned))})"
    bare = _bare_words(text)
    for lost, loosens in (
        (f"the “not” of {backing.behind} is lost in", _DENIALS),
        (f"{backing.behind} is less certain than", _MODALS),
    ):
        turned = _loosened(backing.text, loosens) & bare
        if turned:
            yield f"{DOUBT}{lost} “{text}” ({', '.join(sorted(turned))})"


def _loosened(text: str, by: Set[str]) -> frozenset[str]:
    """The content words that stand nowhere in a text but right behind such a word: “may turn out”, “did not answer”."""
    row = [match[0] for match in _WORD.finditer(text)]
    behind: set[str] = set()
    elsewhere: set[str] = set()
    for at, word in enumerate(row):
        found = {concept(one) for one in words(word) if one not in STOP_WORDS}
        (behind if _is_right_behind(row, at, by) else elsewhere).update(found)
    return frozenset(behind - elsewhere)


def _is_right_behind(row: Sequence[str], at: int, by: Set[str]) -> bool:
    """Whether one of `by` stands up to three words before, with nothing but small words between."""
    for word in reversed(row[max(0, at - _VERB_REACH) : at]):
        if not by.isdisjoint(words(word)) or plain(word) in by:
            return True
        if not (plain(word) in STOP_WORDS or plain(word) in _BETWEEN or _ADVERB.fullmatch(word)):
            return False
    return False


def _bare_words(text: str) -> frozenset[str]:
    """The content words of a text that no word near them, between the same stops, loosens or turns."""
    loose: set[str] = set()
    bare: set[str] = set()
    for part in _PAUSE.split(text):
        row = [match[0] for match in _WORD.finditer(part)]
        for at, word in enumerate(row):
            found = {concept(one) for one in words(word) if one not in STOP_WORDS}
            beside = row[max(0, at - _LOOSE_BEFORE) : at] + row[at + 1 : at + 1 + _LOOSE_BEHIND]
            (loose if any(map(_LOOSENING.fullmatch, beside)) else bare).update(found)
    return frozenset(bare - loose)


def _not_near(text: str, pattern: re.Pattern[str]) -> frozenset[str]:
    """The content words of a text that no word of a kind stands near."""
    places = [len(words_of(text[: match.start()])) for match in pattern.finditer(text)]
    found: set[str] = set()
    near: set[str] = set()
    for at, word in enumerate(words_of(text)):
        concepts = {concept(one) for one in words(word) if one not in STOP_WORDS}
        is_near = any(-_BEHIND <= at - place <= _AHEAD for place in places)
        (near if is_near else found).update(concepts)
    return frozenset(found - near)


def _only_behind(text: str, ends: Callable[[str], list[int]]) -> frozenset[str]:
    """The content words of a text that stand nowhere but in the few words behind certain places."""
    places = ends(text)
    behind: set[str] = set()
    elsewhere: set[str] = set()
    for match in _WORD.finditer(text):
        found = {concept(word) for word in words(match[0]) if word not in STOP_WORDS}
        is_behind = any(
            place <= match.start()
            and len(words_of(text[place : match.start()])) < _REACH
            and not _STOP.search(text, place, match.start())
            for place in places
        )
        (behind if is_behind else elsewhere).update(found)
    return frozenset(behind - elsewhere)


def _denial_ends(text: str) -> list[int]:
    return [match.end() for match in _WORD.finditer(text) if _DENIALS.intersection(words(match[0]))]


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
