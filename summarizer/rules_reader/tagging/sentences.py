"""The sentences of an article as tagged tokens, and whether it is a text that the rules read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from summarizer.rules_reader.lexicon.word_lists import EVENTS, GRAMMAR
from summarizer.rules_reader.tagging.tagger import Tag, Token, spelling_of, tokenize
from summarizer.rules_reader.tagging.time_expressions import TimeExpression, find_time_expressions
from summarizer.rules_reader.tagging.work_titles import is_title_at
from summarizer.text.numbering import NumberedArticle, Sentence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH = 0.2
"""Share of function words: news in English has about 0.4, other languages less than 0.1."""
_SAMPLE = 2_000
LONGEST_SENTENCE = 300
"""Tokens of a sentence that is read; of a longer one, which is no prose, only what it quotes."""
NAMELESS = frozenset({"Q", "A"})
"""Who asks and who answers in an interview that names neither."""
_SPEAKER = re.compile(r"(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}|[QA](?=:))(?: \([^()\n]{1,60}\))?:\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence, its tokens and its time words."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    times: tuple[TimeExpression, ...]

    @property
    def number(self) -> int:
        """The number of the sentence."""
        return self.sentence.number


# A quotation whose closing mark was lost before the reporting words: “We wait, she said. There is no news.
_CUE_INSIDE = re.compile(
    r"[,.!?]\s+(?:[Hh]e|[Ss]he|[Tt]hey|[Tt]he \w+|(?:[A-Z][\w.’'-]+ ){1,4}?)\s?(?:said|told|says|added|asked|wrote)\b"
    r"|, (?:said|says|added) [A-Z]"
)


def tag_quotations(numbered: NumberedArticle) -> Iterator[tuple[Token, ...]]:
    """What is quoted, as tokens."""
    text = numbered.article.text
    spelling = spelling_of(text)
    for quotation in numbered.quotations:
        for start, end in quotation.content:
            yield tokenize(text, start, end, (), (), spelling)


def tag_sentences(numbered: NumberedArticle, last: int) -> list[TaggedSentence]:
    """The sentences 1 to `last` with their tokens."""
    text = numbered.article.text
    spelling = spelling_of(text)
    ends = [quotation.end for quotation in numbered.quotations]
    found = []
    for sentence in numbered.sentences[:last]:
        touching = []
        for index in range(bisect_right(ends, sentence.start), len(numbered.quotations)):
            quotation = numbered.quotations[index]
            if quotation.start >= sentence.end:
                break
            if is_title_at(text, quotation.start, quotation.end):
                continue
            if quotation.closed or not _CUE_INSIDE.search(text, quotation.start, quotation.end):
                touching.append((quotation.start, quotation.end, index))
        times = tuple(find_time_expressions(text, sentence.start, sentence.end))
        tokens = tokenize(text, sentence.start, sentence.end, touching, times, spelling)
        if len(tokens) > LONGEST_SENTENCE:
            tokens, times = tuple(token for token in tokens if token.tag is Tag.QUOTATION), ()
        found.append(TaggedSentence(sentence, tokens, times))
    return found


@cache
def _notices() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """What notices open with, the words that their phrases begin with, and the phrases."""
    notices = EVENTS.notices
    phrases = tuple(notices.phrases)
    return notices.openings, frozenset(phrase.split(" ", 1)[0] for phrase in phrases), phrases


def is_notice(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is a paper's word to its readers or under a picture: “sign up”, “photo: …”."""
    openings, first_words, phrases = _notices()
    lows = [token.low for token in tokens[:40]]
    if any(" ".join(lows[:length]) in openings for length in (1, 2, 3)):
        return True
    if first_words.isdisjoint(lows):
        return False
    told = " ".join(lows)
    return any(phrase in told for phrase in phrases)


def is_english(text: str, language: str | None) -> bool:
    """Whether the rules apply: English, in capitals and small letters. A short text is what it says it is."""
    found = _WORD.findall(text[: 20 * _SAMPLE])[:_SAMPLE]
    if sum(map(str.isupper, found)) > 0.6 * len(found):
        return False
    said_so = language is not None and language.lower().startswith("en")
    if len(found) < 12:
        return not language or said_so
    function = GRAMMAR.function_words
    return sum(word.casefold() in function for word in found) >= _ENGLISH * len(found) / (1 + said_so)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker of a transcript says: “SMITH: …”."""

    name: tuple[int, int]
    content: tuple[int, int]
    numbers: tuple[int, ...]


def find_turns(numbered: NumberedArticle, first: int, last: int) -> list[Turn]:
    """The turns of a transcript, one a paragraph; none in a text where fewer than two paragraphs look like one."""
    text = numbered.article.text
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in numbered.sentences[first - 1 : last]:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    turns = []
    for sentences in paragraphs.values():
        end = sentences[-1].end
        match = _SPEAKER.match(text, sentences[0].start, end)
        if match:
            numbers = tuple(sentence.number for sentence in sentences)
            turns.append(Turn(match.span("name"), (match.end(), end), numbers))
    return turns if len(turns) > 1 else []
