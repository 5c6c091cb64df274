"""What a model fills in for one numbered article: pointers, in a strict schema.

Keys are one or two letters, explained by their descriptions, because output tokens are what users wait and pay
for. Nothing of the article is copied but names, roles and the few words that the code finds again. Lengths are bounded
here and not on the wire, where strict mode knows no lengths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from summarizer.llm.wire_schema import wire_schema
from summarizer.schema import Basis, EntityKind, EventStatus, Position

if TYPE_CHECKING:
    ANSWER_SCHEMA: dict[str, Any]
    REPAIR_SCHEMA: dict[str, Any]

Few = Annotated[str, Field(max_length=200)]
Gist = Annotated[str, Field(max_length=1500)]
Clause = Annotated[str, Field(max_length=600)]


_Status = Annotated[
    EventStatus,
    BeforeValidator(lambda status: "possible" if status == "hypothetical" else status),  # as it was called on the wire
    WithJsonSchema(
        {
            "enum": ["occurred", "ongoing", "planned", "proposed", "cancelled", "alleged", "hypothetical"],
            "type": "string",
        }
    ),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class AnswerEntity(_Strict):
    """somebody or something that acts, speaks, is acted on or is a target"""

    i: Few = Field(description="handle: n1, n2, …")
    n: Few = Field(description="fullest name the article gives; for the unnamed the fullest description")
    k: EntityKind = Field(description="kind; a work is a law, report, letter, treaty, programme")
    r: Few | None = Field(description="role as the article states it")
    o: Few | None = Field(description="handle of the entity it speaks or acts for, as the article states it")


class AnswerEvent(_Strict):
    d: Clause = Field(description="one short clause, subject first, no dates")
    t: Few = Field(description="the word or two of the article, side by side, that name the happening, copied")
    p: list[Few] = Field(description="handles of those taking part")
    l: list[Few] = Field(description="handles of the places")  # noqa: E741
    w: Few | None = Field(description="the time words, copied")
    x: Few | None = Field(description="EDTF date that they mean")
    s: _Status = Field(description="status")
    b: Few | None = Field(description="handle of whoever the article has it from; null when it says so itself")
    a: list[int] = Field(description="sentence numbers")


class AnswerStance(_Strict):
    h: Few = Field(description="handle of the holder")
    t: Clause = Field(description="target: a short noun phrase or affirmative clause")
    o: Few | None = Field(
        description="the entity that the target is (its handle), or the event (e1 for the first of e, e2 …)"
    )
    p: Position = Field(description="position")
    b: Basis = Field(description="basis: the holder said it, did it, or it is told of them")
    a: list[int] = Field(description="sentence numbers")


class AnswerPart(_Strict):
    b: Few = Field(description="its first words, three or fewer, copied")
    e: Few = Field(description="its last words, three or fewer, copied")


class AnswerQuote(_Strict):
    s: list[Few] = Field(description="handles of the speakers; empty if unsaid")
    f: Few | None = Field(description="handle of the one on whose behalf they visibly relay it")
    v: list[Few] = Field(description="handles of the agencies, outlets or documents that carried it, outermost last")
    c: Few | None = Field(description="cue: the reporting words, copied")
    u: Few | None = Field(description="handle or words of whom it was told to")
    m: list[Few] = Field(description="ids of the marked quotations that belong to it")
    p: list[AnswerPart] = Field(
        description="what was said, when it is not all inside marked quotations: the whole content, marked words "
        "included; two parts when the cue splits it; else empty"
    )
    a: list[int] = Field(description="numbers of all its sentences, the one with the cue too")


class Answer(_Strict):
    g: Gist = Field(description="gist: two sentences at most")
    n: list[AnswerEntity]
    e: list[AnswerEvent]
    s: list[AnswerStance]
    q: list[AnswerQuote]
    c: list[Few] = Field(description="handles of outlets and agencies whose reporting the article says it carries")


class RepairedEntity(AnswerEntity):
    z: Few = Field(description="place of the faulty item that it replaces")


class RepairedEvent(AnswerEvent):
    z: Few = Field(description="place of the faulty item that it replaces")


class RepairedStance(AnswerStance):
    z: Few = Field(description="place of the faulty item that it replaces")


class RepairedQuote(AnswerQuote):
    z: Few = Field(description="place of the faulty item that it replaces")


class Repair(_Strict):
    """The faulty items again; one that cannot be mended is left out."""

    g: Gist | None = Field(description="the gist again, if it is faulty; else null")
    n: list[RepairedEntity]
    e: list[RepairedEvent]
    s: list[RepairedStance]
    q: list[RepairedQuote]


class RawAnswer(BaseModel):
    """An answer as it came: the outer shape holds, the items are yet to be checked, each alone.

    One item that breaks the schema must not cost the article, so only this shape is for the whole answer to get right.
    """

    g: str
    n: list[Any]
    e: list[Any]
    s: list[Any]
    q: list[Any]
    c: list[Any]


class RawRepair(BaseModel):
    """A repair as it came."""

    g: str | None = None
    n: list[Any]
    e: list[Any]
    s: list[Any]
    q: list[Any]


_WIRE: dict[str, type[BaseModel]] = {"ANSWER_SCHEMA": Answer, "REPAIR_SCHEMA": Repair}


def __getattr__(name: str) -> dict[str, Any]:
    """The wire schemas, made when first asked for (PEP 562): building them takes as long as all other imports."""
    if name not in _WIRE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, wire_schema(_WIRE[name]))  # type: ignore[no-any-return]
