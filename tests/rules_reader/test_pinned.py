"""What the rules read in the articles of the recorded stories, pinned to the number of the rules."""

from __future__ import annotations

from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader.answer.reader import RULES, read_part
from summarizer.text.digest import digest
from summarizer.text.numbering import number
from tests.pins import kept

PINNED = (7, "a90f979ecdf6d898", "18b5fca06bf159de")
"""The number of the rules, and hashes of the articles and of their answers."""


def test_another_answer_raises_the_number_of_the_rules() -> None:
    articles = [article for article, _ in kept()]
    answers = []
    for article in articles:
        numbered = number(article)
        answers.append(read_part(ArticlePart(numbered, 1, len(numbered.sentences))).model_dump())
    rules, of, result = PINNED
    found = digest([article.model_dump(mode="json") for article in articles]), digest(answers)
    changed = found[0] == of and found[1] != result
    assert not (changed and rules == RULES), "the same articles get other answers: raise RULES"
    assert (RULES, *found) == PINNED, "pin this here"
