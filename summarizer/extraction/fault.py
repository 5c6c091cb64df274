"""What is wrong with an item of an answer, and how the items that were asked for again take the faulty ones' places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from summarizer.extraction.answer import (
    OWN_TEXTS,
    RawAnswer,
    RawRepair,
    handle_of,
    own_text_of,
    place_replaced,
    without_place,
)
from summarizer.schema import Dropped, DroppedKind

SECTIONS: dict[str, DroppedKind] = {
    "entities": "entity",
    "events": "event",
    "stances": "stance",
    "quotes": "quote",
    "figures": "figure",
    "facts": "fact",
}
"""The lists of an answer, and what stands in each."""

TRANSLATION_OF = "translation "
"""How the place of a faulty translation begins: “translation e3”."""


class UnsoundError(ValueError):
    """An item, or a part of one, that the article does not bear out."""


class UnmendableError(UnsoundError):
    """An item that asking again cannot mend: another one that it refers to is at fault, or it is said already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one item of an answer.

    Attributes:
        place: the item's place in the answer, such as “event 3” or “gist”.
        kind: what sort of item it is.
        reason: what is wrong, for the model and for a reader.
        item: the item as the model gave it.
        mendable: whether it is worth asking for the item again.
    """

    place: str
    kind: DroppedKind
    reason: str
    item: dict[str, JsonValue]
    mendable: bool = True

    @property
    def dropped(self) -> Dropped:
        """The fault as a reader sees it, when it stays."""
        return Dropped(kind=self.kind, reason=self.reason, item=self.item)


def place_of(section: str, index: int, item: JsonValue) -> str:
    """What an item is called before the model and the reader: “entity n3” by its handle, others by their place."""
    if section == "entities" and isinstance(handle := handle_of(item), str):
        return f"entity {handle}"
    return f"{SECTIONS[section]} {index + 1}"


def mend(answer: RawAnswer, repair: RawRepair, faults: Iterable[Fault]) -> RawAnswer:
    """The answer with its faulty items replaced by the repaired ones; new entities are added.

    Only faulty items can be replaced: a repair that touches a sound item changes nothing.
    """
    faulty = {fault.place for fault in faults}
    lists = {section: list(getattr(answer, section)) for section in SECTIONS}
    for section in SECTIONS:
        places = [place_of(section, index, item) for index, item in enumerate(lists[section])]
        indices = {_number(place): index for index, place in enumerate(places)}
        for item in getattr(repair, section):
            if not isinstance(item, dict):
                continue
            mended = without_place(item)
            index = indices.get(_number(place_replaced(item)))
            if index is not None and places[index] in faulty:
                lists[section][index] = mended
            elif index is None and section == "entities":
                lists[section].append(mended)
    gist = repair.gist if repair.gist and "gist" in faulty else answer.gist
    changed = RawAnswer.model_validate({"gist": gist, "credits": answer.credits, **lists})
    return changed.model_copy(update={"translations": _mended_translations(answer, changed, repair, faulty)})


def place_of_translation(place: str) -> str:
    """“e3” for “event 3”, “n4” for “entity n4”, “g” for “gist”: by this a translation says what it is of."""
    kind, _, which = place.partition(" ")
    section = next((section for section, name in SECTIONS.items() if name == kind), None)
    if section is None:
        return "g"
    return which if section == "entities" else f"{OWN_TEXTS[section][0]}{which}"


def _mended_translations(answer: RawAnswer, mended: RawAnswer, repair: RawRepair, faulty: set[str]) -> dict[str, str]:
    """The translations with those anew that were faulty or missing; none of what reads otherwise now."""
    stale = {"g"} if mended.gist != answer.gist else set()
    for section in OWN_TEXTS:
        pairs = zip(getattr(answer, section), getattr(mended, section), strict=False)
        stale |= {
            place_of_translation(place_of(section, index, old))
            for index, (old, new) in enumerate(pairs)
            if own_text_of(section, old) != own_text_of(section, new)
        }
    asked = stale | {place.removeprefix(TRANSLATION_OF) for place in faulty}
    before = answer.translations
    anew = {place: text for place, text in repair.translations.items() if place in asked or place not in before}
    return {place: text for place, text in before.items() if place not in stale} | anew


def _number(place: str) -> str:
    """The number in a place: models write “event 3”, “e3” and “3” alike."""
    return re.sub(r"\D", "", place)
