"""How many died, where an article says it plainly and says one number alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from summarizer.extraction.answer import AnswerFigure
from summarizer.rules_reader.extractors.pointers import Pointer
from summarizer.rules_reader.lexicon.word_lists import GRAMMAR
from summarizer.rules_reader.tagging.sentences import TaggedSentence
from summarizer.rules_reader.tagging.tagger import Tag
from summarizer.text.amounts import read_amount

_SPELT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]+)?"
)
_COUNT = (
    r"(?P<count>(?:(?:at least|more than|about|around|nearly|some) )?"
    rf"(?:\d{{1,3}}(?:,\d{{3}})*|{_SPELT})(?: (?:people|persons|men|women|children|civilians))?)"
)
# Behind a number or “dead” no noun follows: “killed 12 cows”, “12 dead birds”; nor “or injured”.
_END = (
    r"(?=[,.;:)]|\Z| (?:and|in|on|at|when|while|near|outside|inside|after|as|by|to|before|across|during|early|late|"
    r"this|yesterday|today|overnight|police|officials|authorities)\b)"
)
_PLAIN = tuple(
    re.compile(rf"(?<![\w$€£.,-]){pattern}{_END}", re.IGNORECASE)
    for pattern in (
        rf"{_COUNT} (?:(?:were|are|was|have been|had been|is) )?(?:confirmed )?(?P<dead>killed|dead)",
        rf"{_COUNT} (?:have |had )?(?P<dead>died)",
        rf"(?:left|leaving) {_COUNT} (?P<dead>dead)",
        rf"(?P<dead>killed|killing) {_COUNT}",
        rf"(?P<dead>death toll)[^.;,“”]{{0,60}}? (?:rose to|risen to|climbed to|stands at|stood at|reached) {_COUNT}",
    )
)
_OTHERS = re.compile(
    r"\b(?:another|more|others?|additional|further|last (?:year|month|week)|years ago|since|worst|deadliest|each"
    r"|if|could|may|might|would|feared|believed|expected|claim\w*|alleg\w*"
    r"|unconfirmed|rumou?rs?|(?:18|19|20)\d\d)\b",
    re.IGNORECASE,
)
"""What makes it the toll of something else, a part of one, or none that is sure."""


def read_tolls(sentences: Sequence[TaggedSentence], pointer: Pointer) -> list[JsonValue]:
    """The one number of dead that the sentences have, as an item of an answer; none where they have several."""
    found: dict[float, AnswerFigure] = {}
    for tagged in sentences:
        sentence = tagged.sentence
        told = pointer.text[sentence.start : sentence.end]
        for match in (match for pattern in _PLAIN for match in pattern.finditer(told)):
            value = read_amount(match["count"], "en").value
            start, end = sentence.start + match.start("count"), sentence.start + match.end("count")
            written = pointer.within((start, end), [tagged.number])
            if value is None or written is None or _is_open(tagged, told.replace(match["count"], "", 1)):
                return []
            figure = AnswerFigure(counted=match["dead"].lower(), text=written, sentences=[tagged.number])
            found.setdefault(value, figure)
    return [figure.model_dump(by_alias=True) for figure in found.values()] if len(found) == 1 else []


def _is_open(tagged: TaggedSentence, told: str) -> bool:
    turning = GRAMMAR.classes.negation | GRAMMAR.classes.disowning | GRAMMAR.classes.reversing
    quoted = any(token.tag is Tag.QUOTATION for token in tagged.tokens)
    return (
        quoted
        or bool(_OTHERS.search(told))
        or any(token.low in turning or token.lemma in turning for token in tagged.tokens)
    )
