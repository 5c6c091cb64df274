"""Paragraphs, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import sentencex

from summarizer.text.numbering.marks import SIGNS

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\n\s*")

_TERMINATORS = ".!?。！？"
_TERMINATOR_AND_MARKS = re.compile(f"[{_TERMINATORS}][{SIGNS}]+(?=\\s|\\Z)")
_SPACE_AND_NEXT = re.compile(r"\s+\S|\Z")
_RARE_SPACE = re.compile(r"[^\S \n]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HIDE_MARKS = dict.fromkeys(map(ord, SIGNS), "Q")

# English titles before names that `sentencex` 1.0 takes for the end of a sentence.
_TITLE = re.compile(r"\b(?:Ms|Mx|Govs|Const|Dep|Atty|Amb|Cllr|Comm|Commr|Spc)\.\s*\Z")
# English titles before names that `sentencex` 1.0 takes for the end of a sentence.
_TITLE = re.compile(r"\b(?:Ms|Mx|Govs|Const|Dep|Atty|Amb|Cllr|Comm|Commr|Spc)\.\s*\Z")
_TIME_OF_DAY = re.compile(r"\b[ap]\.m\.\s*\Z", re.IGNORECASE)
# What an English time of day goes on with: weekdays, months, North American and European time zones.
_AFTER_TIME_OF_DAY = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|MSK)\b"
)


def split_paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text, without the space around them; each line is one when there are no blank lines."""
    separator = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_END
    paragraphs = []
    start = 0
    for match in [*separator.finditer(text), None]:
        end = match.start() if match else len(text)
        paragraph = trim(text, start, end)
        if paragraph[0] < paragraph[1]:
            paragraphs.append(paragraph)
        start = match.end() if match else end
    return paragraphs


def trim(text: str, start: int, end: int) -> Span:
    """`text[start:end]` without the space around it; empty when there is nothing else."""
    piece = text[start:end].lstrip()
    start = end - len(piece)
    return start, start + len(piece.rstrip())


def split_sentences(text: str, paragraph: Span, quotations: Sequence[Span], language: str) -> Iterator[Span]:
    """The sentences of a paragraph, without the space around them; none ends inside one of `quotations`."""
    start, end = paragraph
    boundaries = sentencex.get_sentence_boundaries(language, _mask(text, paragraph, quotations))
    last_word = end - 1
    while last_word > start and not text[last_word].isalnum():
        last_word -= 1
    begin = read = start
    has_word = False
    for boundary in boundaries:
        cut = start + boundary["end_index"]
        has_word = has_word or any(map(str.isalpha, text[read:cut]))
        read = cut
        # a bare `1.` belongs to what follows, a bare `)` to what it follows
        if has_word and cut <= last_word and not _is_abbreviated(text, cut):
            yield trim(text, begin, cut)
            begin = cut
            has_word = False
    yield trim(text, begin, end)


def _mask(text: str, paragraph: Span, quotations: Sequence[Span]) -> str:
    """The paragraph with every quotation and quotation mark put out of sight, as long as it was.

    `sentencex` pairs marks by rules of its own, which a stray one misleads over the rest of the paragraph. So each
    quotation becomes one word, followed by a full stop when its last sentence ends with it.
    """
    start, end = paragraph
    pieces = []
    for opening, closing in quotations:
        pieces.append(_mask_marks(text[start:opening]))
        pieces.append(_mask_quotation(text, opening, closing, end))
        start = closing
    pieces.append(_mask_marks(text[start:end]))
    masked = _SURROGATE.sub("Q", "".join(pieces))
    return _RARE_SPACE.sub(" ", masked)  # a no-break space before a full stop makes `sentencex` 1.0 panic


def _mask_quotation(text: str, start: int, end: int, paragraph_end: int) -> str:
    content = text[start:end].rstrip(SIGNS + " \u00a0\u202f")
    following = _SPACE_AND_NEXT.match(text, end, paragraph_end)
    ends_sentence = content[-1:] in _TERMINATORS and following and not following[0][-1:].islower()
    return "Q" + "q" * (end - start - 2) + ("." if ends_sentence else "q")


def _mask_marks(piece: str) -> str:
    piece = _TERMINATOR_AND_MARKS.sub(lambda match: "Q" * (len(match[0]) - 1) + match[0][0], piece)
    return piece.translate(_HIDE_MARKS)


def _is_abbreviated(text: str, cut: int) -> bool:
    """Whether a boundary is in the middle of `Ms. Lee` or of `5 p.m. Monday`."""
    tail = max(0, cut - 12)
    if _TITLE.search(text, tail, cut):
        return True
    return bool(_TIME_OF_DAY.search(text, tail, cut) and _AFTER_TIME_OF_DAY.match(text, cut))
