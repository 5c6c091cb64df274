"""Stances of one article against their labels, as triplets of holder, position and target.

Holders are matched by name; targets, which are in words of the labeller's own, by content words. A target that
refers to an event or entity may be matched through the words of that one too.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.evaluation.gold import GoldArticle
from summarizer.evaluation.labels import StanceLabel
from summarizer.evaluation.matching import acceptable, assign, target_match
from summarizer.evaluation.tally import Tally, entity_names
from summarizer.schema import ArticleReading, Stance

HALF = 0.5
_RIGHT_POSITION = 10.0  # outweighs every other part of a weight, so that as many triplets as possible are found


def tally_stances(gold: GoldArticle, summary: ArticleReading, tally: Tally) -> None:
    """Counts the stances of an article. What is found fills `tally.found`: holder, position and target are right."""
    entities = entity_names(summary)
    targets = entities | {event.id: event.description for event in summary.events}
    likeness = {
        (i, j): like
        for i, stance in enumerate(summary.stances)
        for j, label in enumerate(gold.stances)
        if (like := _likeness(stance, label, entities.get(stance.holder, ""), targets))
    }
    pairs = {j: i for i, j in assign(likeness).items()}
    for j, label in enumerate(gold.stances):
        required = not label.optional
        stance = summary.stances[pairs[j]] if j in pairs else None
        right = stance is not None and stance.position in label.position
        tally.count("stances.labelled", required)
        tally.count("stances.held", required and stance is not None)
        tally.count("stances.right", required and right)
        if stance:
            given = f"{stance.position}; labelled: {_told(label)}"
            tally.judge("stances.position", right, "wrong position", given)
            if right:
                tally.found["stances", label.id] = stance.id
        elif required:
            tally.fault("missed stance", _told(label))
    needed = {i for j, i in pairs.items() if not gold.stances[j].optional}
    for i, stance in enumerate(summary.stances):
        near = [label for j, label in enumerate(gold.stances) if (i, j) in likeness]
        if i not in needed and any(label.optional for label in near):
            continue
        tally.count("stances.given")
        if i not in needed:
            what = "stance given twice" if near else "stance that is none"
            holder = entities.get(stance.holder, stance.holder)
            tally.fault(what, f"{holder} {stance.position} {stance.target} ({stance.id})")


def _likeness(stance: Stance, label: StanceLabel, holder: str, referents: dict[str, str]) -> float:
    targets: Sequence[str] = [stance.target, referents.get(stance.about or "", "")]
    target = max(target_match(label.target, one) for one in targets)
    held = acceptable(label.holder, [holder])
    if not held or target < HALF:
        return 0.0
    return held + target + (_RIGHT_POSITION if stance.position in label.position else 0.0)


def _told(label: StanceLabel) -> str:
    return f"{label.holder} {' or '.join(label.position)} {label.target} ({label.id})"
