"""Figures of one article against their labels: a figure that shares words with a label is compared by its number."""

from __future__ import annotations

from summarizer.evaluation.gold import GoldArticle
from summarizer.evaluation.matching import assign, overlap
from summarizer.evaluation.tally import Tally
from summarizer.schema import ArticleReading

_SOME = 0.25


def tally_amounts(gold: GoldArticle, summary: ArticleReading, tally: Tally) -> None:
    """Counts the figures of an article. What is given twice, for two things counted, is right once."""
    given = [gold.index.tokens([(one.evidence[0].start, one.evidence[0].end)]) for one in summary.figures]
    near = {
        (i, j): share
        for i, tokens in enumerate(given)
        for j, label in enumerate(gold.figures)
        if (share := overlap(tokens, label.tokens)) >= _SOME
    }
    pairs = {j: i for i, j in assign(near).items()}
    for j, label in enumerate(gold.figures):
        required = not label.label.optional
        tally.count("amounts.labelled", required)
        if j in pairs:
            tally.count("amounts.found", required)
            value = summary.figures[pairs[j]].value
            said = f"{value}; labelled: {label.label.value}: {label.label.text} ({label.label.id})"
            tally.judge("amounts.value", value == label.label.value, "wrong value of a figure", said)
        elif required:
            tally.fault("missed figure", f"{label.label.text} ({label.label.id})")
    needed = {i for j, i in pairs.items() if not gold.figures[j].label.optional}
    for i, figure in enumerate(summary.figures):
        if i not in needed and any((i, j) in near for j in range(len(gold.figures))):
            continue
        tally.count("amounts.given")
        if i not in needed:
            tally.fault("figure that is none", f"{figure.text}: {figure.counted} ({figure.id})")
