"""What kind of thing a name is of which only what it does tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.rules_reader.extractors.quotes.reporting_expressions import Attribution
from summarizer.rules_reader.lexicon.word_lists import ATTRIBUTION
from summarizer.rules_reader.syntax.phrases import Source
from summarizer.rules_reader.tagging.tagger import Tag, Token
from summarizer.schema import EntityKind

_OLDEST = 120
_FIRST_PERSON = re.compile(r"\b(?:I|my|me)\b")


def kind_by_speech(tokens: Sequence[Token], found: Attribution) -> EntityKind | None:
    """The kind that an attribution shows its one speaker to have: followed by “who” or an age, laughs, says “I”."""
    if found.source is None or len(found.source.phrases) > 1:
        return None
    if is_person(tokens, found.source) or (found.cue and found.cue.lemma in ATTRIBUTION.speakers.persons_only):
        return "person"
    said = [token for start, end in found.content for token in tokens[start:end] if token.tag is Tag.QUOTATION]
    if any(_FIRST_PERSON.search(token.text) for token in said):
        return "person"
    if found.cue is None or found.content[-1][0] < found.cue.end:
        return None
    first = found.content[-1][0]
    following = tokens[first + 1] if first + 1 < len(tokens) else None
    if tokens[first].low in ("he", "she", "i"):
        return "person"
    if tokens[first].low == "it" and following and following.tag in (Tag.MODAL, Tag.HAVE, Tag.FINITE):
        return "organization"
    return None


def is_person(tokens: Sequence[Token], source: Source) -> bool:
    """Whether a “who” or an age follows the name: “Lee, who”, “Lee, 58,”."""
    end = source.phrases[-1][1]
    if source.relative and end < len(tokens):
        return any(token.low in ("who", "whose", "whom") for token in tokens[end : end + 2])
    if end + 1 >= len(tokens) or tokens[end].tag is not Tag.COMMA:
        return False
    following = tokens[end + 1]
    age = following.text.isdigit() and 0 < int(following.text) < _OLDEST
    return following.low in ("who", "whose", "whom") or age
