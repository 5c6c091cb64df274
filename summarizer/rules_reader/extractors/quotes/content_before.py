"""Contents that stand before their reporting expression: “…, she said”."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.rules_reader.extractors.quotes.content_end import LONGEST, quotations_end, whole_quotation
from summarizer.rules_reader.syntax.negation import is_refused_clause
from summarizer.rules_reader.syntax.phrases import Range, is_clause, strip
from summarizer.rules_reader.tagging.tagger import Tag, Token


def content_before(tokens: Sequence[Token], before: int) -> Range | None:
    """The clause or quotation before “…, she said”."""
    start, closed = before, 0
    while start > 0 and tokens[start - 1].tag not in (Tag.BREAK, Tag.COLON, Tag.END):
        closed += (tokens[start - 1].tag is Tag.CLOSING) - (tokens[start - 1].tag is Tag.OPENING)
        if closed < 0:
            break
        start -= 1
    if tokens[before - 1].low == "as":
        before -= 1
        if is_refused_clause(tokens, before):
            return None
    start, end = strip(tokens, start, before)
    if start >= end or end - start > LONGEST or tokens[start].low == "according":
        return None
    if whole_quotation(tokens, start) and quotations_end(tokens, start) < end:
        # ““…,” said Lee, who is, friends say, …”: the quotation has a speaker of its own
        again = _last_whole_quotation(tokens, start, end)
        return (again, end) if again is not None and tokens[again - 1].text.endswith(".") else None
    quoted = _last_whole_quotation(tokens, start, end)
    if quoted is not None:
        return quoted, end
    return (start, end) if is_clause(tokens, start, end) or tokens[start].low in ("if", "unless", "when") else None


def _last_whole_quotation(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """“Asked whether she was sorry, “No,” she said”: the quotation alone is hers."""
    last = tokens[end - 1]
    if last.tag is not Tag.QUOTATION:
        return None
    first = end - 1
    while first > start and tokens[first - 1].tag is Tag.QUOTATION:
        first -= 1
    introduced = first > start and (
        tokens[first - 1].tag in (Tag.COMMA, Tag.COLON) or tokens[first - 1].text.endswith(".")
    )
    return first if first == start or (introduced and begins_sentence(last.text)) else None


def begins_sentence(quotation: str) -> bool:
    """Whether the first letter is a capital."""
    return next((char for char in quotation if char.isalnum()), "").isupper()
