"""The gist of a report: the sentences of its lead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.tagging.sentences import TaggedSentence, is_notice
from summarizer.rules_reader.tagging.tagger import VERBAL, Tag
from summarizer.text.words import numbers_of, words_of

_DATELINE = re.compile(r"^[A-Z][A-Z .,'’/-]+(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^()]{2,30}\))? ?(?:--|[-–—])\s+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_LEAST, _ENOUGH, _MOST = 6, 160, 1200
_LOOKED_AT = 5


def gist(pointer: Pointer, title: str | None, sentences: Sequence[TaggedSentence]) -> str:
    """The first sentence that tells something, and the one after it that has most of the title's words.

    Args:
        pointer: points into the article.
        title: its title, if it has one.
        sentences: those of the part.
    """
    near = [tagged for tagged in sentences[: 3 * _LOOKED_AT] if _tells(tagged)]
    telling = [tagged for tagged in near if _opens(tagged)] or near or list(sentences)
    leads = ((at, lead) for at, tagged in enumerate(telling) if (lead := _sound(pointer, _plain(pointer.text, tagged))))
    at, lead = next(leads, (0, "…"))
    if len(lead) >= _ENOUGH:
        return lead
    wanted = {word.casefold() for word in words_of(title or lead) if len(word) > 3}
    others = [tagged for tagged in telling[at + 1 : at + _LOOKED_AT] if _tells(tagged)]
    best = max(others, key=lambda tagged: len(wanted & {token.low for token in tagged.tokens}), default=None)
    second = _sound(pointer, _plain(pointer.text, best)) if best else ""
    return f"{lead} {second}".strip() if len(lead) + len(second) < 2.5 * _ENOUGH else lead


def _tells(tagged: TaggedSentence) -> bool:
    finite = any(token.tag in VERBAL for token in tagged.tokens)
    return len(tagged.tokens) >= _LEAST and finite and not is_notice(tagged.tokens)


def _opens(tagged: TaggedSentence) -> bool:
    """Whether a report can be told from here: no answer, no speech alone, nobody who was named before."""
    first = next((token for token in tagged.tokens if token.tag not in (Tag.ADVERB, Tag.CONJUNCTION)), tagged.tokens[0])
    quoted = first.tag is Tag.QUOTATION and sum(token.tag is not Tag.QUOTATION for token in tagged.tokens) < _LEAST
    return not quoted and first.tag not in (Tag.PRONOUN, Tag.OBJECT) and tagged.tokens[-1].text != "?"


def _plain(text: str, tagged: TaggedSentence) -> str:
    sentence = " ".join(text[tagged.sentence.start : tagged.sentence.end].split())
    return _DATELINE.sub("", _MARKUP.sub(" ", sentence).strip())


def _sound(pointer: Pointer, sentence: str) -> str:
    """The sentence at a length that an answer takes, without what spaces and hidden signs make of numbers."""
    words = sentence.split(" ") if len(sentence) <= _MOST else sentence[:_MOST].split(" ")[:-1]
    kept = [word for word in words if word.isprintable() and all(each in pointer.words for each in words_of(word))]
    if not numbers_of(" ".join(kept)) <= pointer.numbers:
        kept = [word for word in kept if not any(map(str.isdigit, word))]
    return " ".join(kept)
