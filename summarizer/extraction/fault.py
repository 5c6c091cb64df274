"""What is wrong with an item of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from summarizer.schema import Dropped, DroppedKind


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
