"""The cue of a quote, the words that report it: a denial keeps its cue, “did not say”, and is never cut to “say”.

It is found as it was copied, all of its words in their order; of a cue that does not stand like that nothing is kept.
What a cue makes of what it reports (denied, doubted, not said) is told in `text/denials.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from summarizer.extraction.fault import UnsoundError
from summarizer.schema import Evidence, Quote
from summarizer.text.denials import disowned_by
from summarizer.text.words import Span, Words, words_of

# By hand, in the languages that news most often mixes.
_NOT_BEFORE = re.compile(
    r"\b(?:(?:(?:did|do|does|has|have|had|is|was|were|would|could|can|will|may|might|should)\s+)?(?:not|never)|\w+n[’']t|"
    r"cannot|(?:n[’']\w+\s+)?(?:pas|jamais)|nicht|nie|niemals|no|nunca|non)\s+(?:(?!only)\w+ly\s+)?\Z",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(r"\s+(?:nicht|nie|niemals|niet)\b(?!\s+nur)", re.IGNORECASE)


def cue_as_copied(words: Words, copied: str, sentences: Sequence[Span], content: Sequence[Span]) -> Span:
    """Where the cue stands: of several places the one nearest to what was said, outside of it.

    Args:
        words: the words of the article.
        copied: the cue as the answer has it.
        sentences: those that the quote points at.
        content: where what was said stands.

    Raises:
        UnsoundError: the copied words do not stand in the sentences, or only within what was said.
    """
    found = [each for sentence in sentences for each in words.find(copied, *sentence)]
    found = found or [each for sentence in sentences for each in _apart(words, copied, sentence)]
    outside = [each for each in found if not any(start <= each[0] and each[1] <= end for start, end in content)]
    if not outside:
        raise UnsoundError(
            f"the cue “{copied}” lies within the content"
            if found
            else f"the cue “{copied}” does not stand like that in its sentences"
        )
    best = min(outside, key=lambda each: min(min(abs(start - each[1]), abs(each[0] - end)) for start, end in content))
    return _with_its_not(words, best, sentences)


def _with_its_not(words: Words, cue: Span, sentences: Sequence[Span]) -> Span:
    """The cue with a “not” that stands right before or behind it and was not copied: “did not say”, “sagte nicht”."""
    text = words.text
    start, end = next(((a, b) for a, b in sentences if a <= cue[0] and cue[1] <= b), cue)
    if before := _NOT_BEFORE.search(text[start : cue[0]]):
        return start + before.start(), cue[1]
    if behind := _NOT_BEHIND.match(text, cue[1], end):
        return cue[0], behind.end()
    return cue


def _apart(words: Words, copied: str, sentence: Span) -> Iterable[Span]:
    """Where the first of copied words stands, if the others follow it in the sentence (“agreed on Sunday to”).

    Of a denial it is all from the first word to the last: “did on Tuesday not say”.
    """
    first, *others = words_of(copied) or [""]
    is_denial = disowned_by(copied) is not None
    for each in words.find(first, *sentence) if others else ():
        after: Span | None = each
        for word in others:
            after = after and next(iter(words.find(word, after[1], sentence[1])), None)
        if after:
            yield (each[0], after[1]) if is_denial else each


def within_denials(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """What is denied by way of who tells it is denied itself: “denied reports that she had resigned”.

    Args:
        quotes: in the order of where they begin.
    """
    denials: list[Quote] = []
    for quote in quotes:
        denials = [one for one in denials if one.evidence[-1].end > quote.evidence[0].start]
        outer = next((one for one in denials if _opens(quote, one.evidence[0])), None)
        yield quote.model_copy(update={"disowned": outer.disowned}) if outer and not quote.disowned else quote
        if quote.disowned:
            denials.append(quote)


def _opens(quote: Quote, content: Evidence) -> bool:
    """Whether the reporting words of a quote open the content of another, and what they report ends with it."""
    if not quote.cue or not content.start <= quote.cue.start or quote.evidence[-1].end > content.end:
        return False
    return len(content.exact[: quote.cue.start - content.start].split()) <= 1
