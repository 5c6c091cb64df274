"""What was counted: the same names for every article, so that counts add up and resamples of articles do too."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.evaluation.gold import Linked
from summarizer.schema import ArticleReading, Record


class Mistake(Record):
    """One thing that went wrong, for a person to read."""

    story: str
    article: str | None
    what: str
    text: str


@dataclass(slots=True)
class Tally:
    """Counts of one article, what went wrong in it, and which item each label (of a kind, by its id) was found as."""

    story: str
    article: str
    counts: dict[str, float] = field(default_factory=dict)
    faults: list[Mistake] = field(default_factory=list)
    found: dict[tuple[Linked, str], str] = field(default_factory=dict)

    def count(self, name: str, number: float = 1) -> None:
        """Adds to a count; counts are fractions where two articles share one."""
        self.counts[name] = self.counts.get(name, 0) + number

    def judge(self, name: str, right: bool, what: str, text: str) -> None:
        """Counts one judgement, and a fault when it is not right."""
        self.count(f"{name}.judged")
        if right:
            self.count(f"{name}.right")
        else:
            self.fault(what, text)

    def fault(self, what: str, text: str) -> None:
        """Keeps something that went wrong in this article."""
        self.faults.append(Mistake(story=self.story, article=self.article, what=what, text=text))


def entity_names(summary: ArticleReading) -> dict[str, str]:
    """The name of each entity of a summary, by its id."""
    return {entity.id: entity.name for entity in summary.entities}
