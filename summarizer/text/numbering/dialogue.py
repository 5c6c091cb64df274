"""Speech that Spanish and Portuguese set off by dashes: “—No habrá acuerdo —dijo la ministra Ana Ruiz—. Se acabó.”

A dash that opens a paragraph may also open an item of a list, so it counts only where a second dash and a verb of
saying follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.text.numbering.sentences import Span, trim

_VERBS = """
dijo dijeron dice dicen afirmó aseguró añadió agregó preguntó respondió contestó explicó declaró señaló comentó insistió
advirtió exclamó replicó admitió reconoció subrayó sostuvo indicó apuntó recordó lamentó zanjó concluyó prosiguió
disse disseram diz dizem afirmou assegurou acrescentou perguntou respondeu explicou declarou comentou insistiu alertou
exclamou retrucou admitiu reconheceu sublinhou sustentou indicou lembrou lamentou concluiu garantiu prosseguiu
""".split()
_DASH = "[—–―]"
_OPENS = re.compile(rf"{_DASH}[ \u00a0]?(?=[\w¿¡])")
_ASIDE = re.compile(rf"(?<=\S)\s+{_DASH}[ \u00a0]?(?P<verb>{'|'.join(_VERBS)})\b", re.IGNORECASE)
_ASIDE_ENDS = re.compile(rf"\s?{_DASH}[.,;:]?")
_NAMED = re.compile(
    r"\s+(?:(?:el|la|o|a|os|as|los|las)\s+)?(?P<role>(?:[^\W\d_A-ZÀ-Þ][^\W\d_]*\s+){0,4}?)"
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s+(?:(?:de|da|do|del|dos|das|y|e)\s+)?[A-ZÀ-Þ][\w’'-]+){0,4})"
)


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who spoke, as the aside after a speech says: “—dijo la ministra Ana Ruiz—”."""

    verb: Span
    role: Span | None
    name: Span | None


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says between dashes: `text[start:end]` without them."""

    start: int
    end: int
    narrator: Narrator


def find_speeches(text: str, paragraph: Span) -> Iterator[Speech]:
    """The speeches of a paragraph, in order; none where it does not open with a dash and name a verb of saying."""
    opening = _OPENS.match(text, *paragraph)
    aside = _ASIDE.search(text, opening.end(), paragraph[1]) if opening else None
    if opening is None or aside is None:
        return
    narrator = _narrator(text, aside, paragraph[1])
    yield from _speech(text, opening.end(), aside.start(), narrator)
    goes_on = _ASIDE_ENDS.search(text, aside.end(), paragraph[1])
    if goes_on and (again := trim(text, goes_on.end(), paragraph[1]))[0] < again[1]:
        later = _ASIDE.search(text, again[0], paragraph[1])
        yield from _speech(text, again[0], later.start() if later else again[1], narrator)


def _speech(text: str, start: int, end: int, narrator: Narrator) -> Iterator[Speech]:
    first, last = trim(text, start, end)
    if any(map(str.isalnum, text[first:last])):
        yield Speech(first, last, narrator)


def _narrator(text: str, aside: re.Match[str], end: int) -> Narrator:
    named = _NAMED.match(text, aside.end(), end)
    role = trim(text, *named.span("role")) if named else (0, 0)
    return Narrator(aside.span("verb"), role if role[0] < role[1] else None, named.span("name") if named else None)
