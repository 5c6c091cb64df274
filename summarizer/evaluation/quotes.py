"""Quotes of one article against their labels.

A quote is found when its content and the label's have an intersection over union of at least half, in words, in the
one-to-one assignment with the greatest overlap; exact is the same words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from summarizer.evaluation.events import same_date
from summarizer.evaluation.gold import GoldArticle, GoldQuote
from summarizer.evaluation.labels import UNJUDGED, QuoteLabel, wordings
from summarizer.evaluation.matching import Tokens, acceptable, assign, dice, overlap, words
from summarizer.evaluation.tally import Tally, entity_names
from summarizer.schema import ArticleReading, Quote
from summarizer.schema.base import PART_JOINT

HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Given:
    quote: Quote
    tokens: Tokens


def tally_quotes(gold: GoldArticle, summary: ArticleReading, tally: Tally) -> None:
    """Counts the quotes of an article. What is found fills `tally.found`."""
    given = _given(gold, summary, tally)
    pairs = assign(
        {(i, j): dice(one.tokens, label.tokens) for i, one in enumerate(given) for j, label in enumerate(gold.quotes)}
    )
    found = {j: i for i, j in pairs.items() if overlap(given[i].tokens, gold.quotes[j].tokens) >= HALF}
    for j, label in enumerate(gold.quotes):
        one = given[found[j]] if j in found else None
        if not label.label.optional:
            _count(label, one, tally)
        if one:
            tally.found["quotes", label.label.id] = one.quote.id
            _judge(label.label, one.quote, entity_names(summary), tally)
    required = {i for j, i in found.items() if not gold.quotes[j].label.optional}
    answers = [i for i, one in enumerate(given) if i in required or not _may_be_given(one, gold)]
    _count_given([given[i] for i in answers], gold, tally)
    for i in answers:
        kind = given[i].quote.kind
        tally.count(f"quotes.{kind}.given")
        if i in required:
            tally.count(f"quotes.{kind}.right")
        else:
            tally.fault("quote that is none", f"{given[i].quote.text} ({given[i].quote.id})")


def _given(gold: GoldArticle, summary: ArticleReading, tally: Tally) -> list[_Given]:
    """The quotes whose evidence holds. Each is checked to be the article's own words."""
    text = gold.article.text
    given = []
    for quote in summary.quotes:
        own = [one for one in quote.evidence if one.exact and text[one.start : one.end] == one.exact]
        verbatim = len(own) == len(quote.evidence) and quote.text == PART_JOINT.join(one.exact for one in own)
        tally.judge(
            "quotes.verbatim", verbatim, "quote in other words than the article's", f"{quote.text} ({quote.id})"
        )
        if tokens := gold.index.tokens((one.start, one.end) for one in own):
            given.append(_Given(quote, tokens))
    return given


def _may_be_given(one: _Given, gold: GoldArticle) -> bool:
    return any(label.label.optional and overlap(one.tokens, label.tokens) >= HALF for label in gold.quotes)


def _count(gold: GoldQuote, one: _Given | None, tally: Tally) -> None:
    """Recall, over all kinds and over the first kind that is labelled."""
    label = gold.label
    for name in ("quotes", f"quotes.{label.kind[0]}"):
        tally.count(f"{name}.labelled")
        tally.count(f"{name}.half", one is not None)
        tally.count(f"{name}.same", one is not None and one.tokens == gold.tokens)
    if one is None:
        tally.fault("missed quote", f"{_said(label)} — {_speakers(label)} ({label.id})")
    elif one.tokens != gold.tokens:
        tally.fault("quote cut elsewhere", f"{one.quote.text} ({one.quote.id}); labelled: {_said(label)}")


def _count_given(answers: list[_Given], gold: GoldArticle, tally: Tally) -> None:
    labelled = Counter(label.tokens for label in gold.quotes if not label.label.optional)
    tally.count("quotes.given", len(answers))
    tally.count("quotes.exact", sum((labelled & Counter(one.tokens for one in answers)).values()))


def _judge(label: QuoteLabel, quote: Quote, entities: dict[str, str], tally: Tally) -> None:
    speakers = [entities[one] for one in quote.speakers if one in entities]
    named = ", ".join(speakers) or "nobody"
    at = f"“{_said(label)}” ({label.id})"
    if label.speakers:
        right = all(acceptable(speaker, speakers) for speaker in label.speakers)
        for name in ("quotes.speaker", f"quotes.{label.kind[0]}.speaker"):
            tally.count(f"{name}.judged")
            tally.count(f"{name}.right", right)
        if not right:
            tally.fault("wrong speaker", f"{named}; labelled: {_speakers(label)}: {at}")
    else:
        tally.judge("quotes.unsaid", not speakers, "speaker where the article names none", f"{named}: {at}")
    cue = quote.cue.exact if quote.cue else None
    tally.judge("quotes.cue", _right_cue(label, cue), "wrong cue", f"{cue}; labelled: {_one_of(label.cue)}: {at}")
    if UNJUDGED not in label.kind:
        right = quote.kind in label.kind
        tally.judge("quotes.kind", right, "wrong kind", f"{quote.kind}; labelled: {_one_of(label.kind)}: {at}")
    if label.on_behalf_of != UNJUDGED:
        principal = entities.get(quote.on_behalf_of or "")
        _judge_name("on_behalf_of", label.on_behalf_of, principal, at, tally)
    if label.told != UNJUDGED:
        _judge_name("told", label.told, quote.told, at, tally)
    if UNJUDGED not in label.said:
        day = quote.said.edtf if quote.said else None
        right = any(same_date(day, labelled) for labelled in label.said)
        dated = f"{day or 'none'}; labelled: {_one_of(label.said)}: {at}"
        tally.judge("quotes.said", right, "wrong day of a quote", dated)
        if None not in label.said:
            tally.count("quotes.dated.judged")
            tally.count("quotes.dated.right", right)
    if isinstance(label.via, tuple):
        via = [entities[one] for one in quote.via if one in entities]
        right = len(via) == len(label.via) and all(acceptable(a, [b]) for a, b in zip(label.via, via, strict=True))
        tally.judge("quotes.via", right, "wrong via", f"{_listed(via)}; labelled: {_listed(label.via)}: {at}")


def _judge_name(field: str, label: str | None, given: str | None, at: str, tally: Tally) -> None:
    right = given is None if label is None else given is not None and acceptable(label, [given]) > 0
    tally.judge(
        f"quotes.{field}",
        right,
        f"wrong {field.replace('_', ' ')}",
        f"{given or 'none'}; labelled: {label or 'none'}: {at}",
    )


def _right_cue(label: QuoteLabel, given: str | None) -> bool:
    """The same words, or the ones inside the others (told, told reporters)."""
    ours = set(words(given or ""))
    labelled = [set(words(cue or "")) for cue in label.cue]
    return any(bool(one) == bool(ours) and (one <= ours or ours <= one) for one in labelled)


def _said(label: QuoteLabel) -> str:
    return PART_JOINT.join(label.content)


def _speakers(label: QuoteLabel) -> str:
    return " and ".join(wordings(speaker)[0] for speaker in label.speakers) or "nobody"


def _one_of(values: tuple[str | None, ...]) -> str:
    return " or ".join(value or "none" for value in values)


def _listed(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(values) or "none"
