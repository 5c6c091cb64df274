"""What a model fills in when it reads the reports of a story together, in a strict schema.

A line is one string with its sentences in brackets: “G is to meet P on Tuesday [A3 B2], and asked for a truce [C4].”
Changes have the shape of the answer, each entry with the place of the one that it replaces: they serve to put faulty
lines right, to add what was passed over, and to add later reports.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from summarizer.llm.wire_schema import wire_schema
from summarizer.schema import CaveatKind, EventStatus, Side

_PLACE = Field(description="place of the entry that this one replaces; null when it is new")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TogetherLine(_Strict):
    c: str = Field(description="line")


class TogetherOrigin(_Strict):
    c: str = Field(description="line")
    w: str = Field(description="handles of the names of who first said it: An1 Bn4; may be empty")


class TogetherCaveat(_Strict):
    k: CaveatKind
    c: str = Field(description="line")


class TogetherEvent(_Strict):
    h: str = Field(description="handles of the events that tell of it: Ae1 Be2; may be empty")
    c: str = Field(description="line")
    x: str | None = Field(description="EDTF date")
    s: EventStatus
    v: list[str] = Field(description="lines; only where reports part")
    g: bool = Field(description="background")


class TogetherFigure(_Strict):
    w: str = Field(description="what is counted, few words")
    v: list[str] = Field(description="lines: each state or wording once")


class TogetherStance(_Strict):
    t: str = Field(description="target; the same words for all who stand on it")
    h: str = Field(description="handle of the holder's name")
    p: Side
    c: str = Field(description="line")
    i: str = Field(description="handles of the stances it is from: As1 Bs2; may be empty")


class TogetherAnswer(_Strict):
    d: list[str] = Field(description="letters of reports that tell another story altogether")
    r: list[str] = Field(description="reports that go back to one text or report: A C")
    o: list[TogetherOrigin]
    k: list[TogetherCaveat]
    t: str = Field(description="headline")
    g: list[str] = Field(description="lines")
    e: list[TogetherEvent]
    f: list[TogetherFigure]
    b: list[str] = Field(description="lines")
    s: list[TogetherStance]


class ChangedLine(TogetherLine):
    z: str | None = _PLACE


class ChangedOrigin(TogetherOrigin):
    z: str | None = _PLACE


class ChangedCaveat(TogetherCaveat):
    z: str | None = _PLACE


class ChangedEvent(TogetherEvent):
    z: str | None = _PLACE


class ChangedFigure(TogetherFigure):
    z: str | None = _PLACE


class ChangedStance(TogetherStance):
    z: str | None = _PLACE


class TogetherChanges(_Strict):
    d: list[str] = Field(description="letters of new reports that tell another story altogether")
    r: list[str] = Field(description="reports that go back to one text or report, where that changes")
    x: list[str] = Field(description="places of entries to take out: k2 e5")
    o: list[ChangedOrigin]
    k: list[ChangedCaveat]
    t: str | None = Field(description="headline, if it changes")
    g: list[ChangedLine]
    e: list[ChangedEvent]
    f: list[ChangedFigure]
    b: list[ChangedLine]
    s: list[ChangedStance]


class SameTranslation(_Strict):
    h: str = Field(description="handle: Bq3")
    c: str = Field(description="translation")


class SameAnswer(_Strict):
    n: list[str] = Field(description="names of one and the same: An1 Bn4 Cn2")
    q: list[str] = Field(description="quotes that render one utterance: Aq1 Bq3")
    t: list[SameTranslation]


TOGETHER_SCHEMA = wire_schema(TogetherAnswer)
CHANGES_SCHEMA = wire_schema(TogetherChanges)
SAME_SCHEMA = wire_schema(SameAnswer)
