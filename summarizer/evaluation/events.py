"""Events of one article against their labels.

A label counts as found when an event has a word of its trigger in a sentence where the label places it.
"""

from __future__ import annotations

from summarizer.dates.edtf import span
from summarizer.evaluation.gold import GoldArticle, GoldEvent
from summarizer.evaluation.labels import UNJUDGED, EventLabel, locate
from summarizer.evaluation.matching import Tokens, acceptable, assign, dice, overlap
from summarizer.evaluation.tally import Tally, entity_names
from summarizer.schema import ArticleReading, Event


def tally_events(gold: GoldArticle, summary: ArticleReading, tally: Tally) -> None:
    """Counts the events of an article. What is found fills `tally.found`."""
    entities = entity_names(summary)
    triggers = [_trigger(gold, event) for event in summary.events]
    pairs = assign(
        {
            (i, j): _closeness(trigger, label)
            for i, trigger in enumerate(triggers)
            for j, label in enumerate(gold.events)
        }
    )
    found = {j: i for i, j in pairs.items()}
    for j, label in enumerate(gold.events):
        required = not label.label.optional
        tally.count("events.labelled", required)
        if j in found:
            tally.count("events.found", required)
            event = summary.events[found[j]]
            tally.found["events", label.label.id] = event.id
            _judge(label.label, event, tally)
            _judge_notes(gold, label.label, event, entities, tally)
        elif required:
            tally.fault("missed event", f"{label.label.within or label.label.trigger} ({label.label.id})")
    needed = {i for j, i in found.items() if not gold.events[j].label.optional}
    for i, event in enumerate(summary.events):
        near = [label.label for label in gold.events if _closeness(triggers[i], label)]
        if i not in needed and any(label.optional for label in near):
            continue
        tally.count("events.given")
        if i not in needed:
            what = "event given twice" if near else "event that is none"
            tally.fault(what, f"{event.description}: “{event.trigger.exact}” ({event.id})")


def _trigger(gold: GoldArticle, event: Event) -> Tokens:
    trigger = event.trigger
    holds = gold.article.text[trigger.start : trigger.end] == trigger.exact
    return gold.index.tokens([(trigger.start, trigger.end)]) if holds else frozenset()


def _closeness(trigger: Tokens, label: GoldEvent) -> float:
    return max(dice(trigger, place) for place in label.places)


def _judge(label: EventLabel, event: Event, tally: Tally) -> None:
    at = f"{label.within or label.trigger} ({label.id})"
    status = " or ".join(label.status)
    tally.judge(
        "events.status", event.status in label.status, "wrong status", f"{event.status}; labelled: {status}: {at}"
    )
    if UNJUDGED in label.edtf:
        return
    given = event.time.edtf if event.time else None
    right = any(same_date(given, date) for date in label.edtf)
    dates = " or ".join(date or "none" for date in label.edtf)
    tally.judge("events.date", right, "wrong date", f"{given or 'none'}; labelled: {dates}: {at}")
    if None not in label.edtf:
        tally.count("events.dated.judged")
        tally.count("events.dated.right", right)


def _judge_notes(gold: GoldArticle, label: EventLabel, event: Event, entities: dict[str, str], tally: Tally) -> None:
    """Who refused and who denies it, when it was called for, and why: only where that is labelled."""
    at = f"{label.within or label.trigger} ({label.id})"
    for field in ("refused_by", "denied_by"):
        wanted = getattr(label, field)
        if isinstance(wanted, tuple):
            named = [entities[one] for one in getattr(event, field) if one in entities]
            right = all(acceptable(name, named) for name in wanted) and len(named) <= len(wanted)
            said = f"{', '.join(named) or 'nobody'}; labelled: {', '.join(wanted) or 'nobody'}: {at}"
            tally.judge(f"events.{field}", right, f"wrong {field.replace('_', ' ')}", said)
    if UNJUDGED not in label.called:
        called = event.time_of_call.edtf if event.time_of_call else None
        right = any(same_date(called, date) for date in label.called)
        tally.judge("events.called", right, "wrong time of call", f"{called or 'none'}: {at}")
    if label.reason not in (None, UNJUDGED):
        text = gold.index.normalised
        wanted_tokens = gold.index.tokens([gold.index.original(locate(text, label.reason))])
        found = gold.index.tokens((one.start, one.end) for one in event.reason)
        tally.judge("events.reason", overlap(found, wanted_tokens) >= 0.5, "missed reason", f"{label.reason}: {at}")


def same_date(given: str | None, labelled: str | None) -> bool:
    """The same days, however they are written (2026-35 and 2026-07/2026-09)."""
    if given is None or labelled is None:
        return given == labelled
    return given == labelled or (span(given) is not None and span(given) == span(labelled))
