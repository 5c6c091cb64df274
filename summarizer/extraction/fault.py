"""What is wrong with an item of an answer, and how the items that were asked for again take the faulty ones' places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from summarizer.extraction.answer import RawAnswer, RawRepair, handle_of, place_replaced, without_place
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
    return RawAnswer(gist=gist, credits=answer.credits, **lists)


def _number(place: str) -> str:
    """The number in a place: models write “event 3”, “e3” and “3” alike."""
    return re.sub(r"\D", "", place)
