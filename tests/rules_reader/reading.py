"""The built-in reader's answer to a text, grounded as any answerer's is."""

from __future__ import annotations

from summarizer.extraction.grounding import Grounded, ground
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.answer.reader import read_part
from summarizer.schema import Article
from summarizer.text.numbering import number

PUBLISHED = "2024-05-15"  # a Wednesday


def read(
    text: str, *, language: str | None = "en", published: str | None = PUBLISHED, outlet: str | None = None
) -> Grounded:
    """What grounding makes of the answer; English news gives it nothing to refuse."""
    numbered = number(Article(text=text, language=language, published=published, outlet=outlet))
    return ground(numbered, read_part(ArticlePart(numbered, 1, len(numbered.sentences))))


def quotes(text: str) -> list[tuple[str, str]]:
    """Who says what: names joined by “and”, empty where nobody is named."""
    found = read(text)
    assert not found.faults
    names = {entity.id: entity.name for entity in found.entities}
    return [(" and ".join(names[speaker] for speaker in quote.speakers), quote.text) for quote in found.quotes]
