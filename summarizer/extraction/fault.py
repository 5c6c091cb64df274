"""What is wrong with an item of an answer, and how the items that were asked for again take the faulty ones' places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from summarizer.extraction.answer import RawAnswer, RawRepair
from summarizer.schema import Dropped, DroppedKind

SECTIONS: dict[str, DroppedKind] = {
    "n": "entity",
    "e": "event",
    "s": "stance",
    "q": "quote",
    "f": "figure",
    "b": "fact",
}
"""The lists of an answer, by their letters on the wire, and what stands in each."""


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
    if section == "n" and isinstance(item, dict) and isinstance(item.get("i"), str):
        return f"entity {item['i']}"
    return f"{SECTIONS[section]} {index + 1}"


def mend(answer: RawAnswer, repair: RawRepair, faults: Iterable[Fault]) -> RawAnswer:
    """The answer with its faulty items replaced by the repaired ones; new entities are added.

    Only faulty items can be replaced: a repair that touches a sound item changes nothing.
    """
    faulty = {fault.place for fault in faults}
    lists = {key: list(getattr(answer, key)) for key in SECTIONS}
    for key in SECTIONS:
        places = [place_of(key, index, item) for index, item in enumerate(lists[key])]
        handles = {_handle(place): index for index, place in enumerate(places)}
        for item in getattr(repair, key):
            if not isinstance(item, dict):
                continue
            mended = {name: value for name, value in item.items() if name != "z"}
            index = handles.get(_handle(str(item.get("z", ""))))
            if index is not None and places[index] in faulty:
                lists[key][index] = mended
            elif index is None and key == "n":
                lists[key].append(mended)
    gist = repair.g if repair.g and "gist" in faulty else answer.g
    return RawAnswer(g=gist, c=answer.c, **lists)


def _handle(place: str) -> str:
    """The number in a place: models write “event 3”, “e3” and “3” alike."""
    return re.sub(r"\D", "", place)
