"""What a model fills in for one numbered article: pointers, in a strict schema.

Keys are one letter, explained by their descriptions, because output tokens are what users wait and pay for. What most
items lack stands in one list of notes (`o`), each a letter and a value, and not in keys of its own: strict mode wants
every key in every item. Nothing of the article is copied but names, roles and the few words that the code finds again.

The `Wire…` classes are what a model is shown. What it gives is read, item by item and leniently, into the `Answer…`
classes, which say in words what each letter is (their aliases are the letters) and are also what the reader by rules
fills in. Outside of this module an answer has no letters, but for an item that is shown as the model gave it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from summarizer.llm.wire_schema import wire_schema
from summarizer.schema import Basis, EntityKind, EventStatus, StanceVerb

if TYPE_CHECKING:
    ANSWER_SCHEMA: dict[str, Any]
    REPAIR_SCHEMA: dict[str, Any]
    TRANSLATED_ANSWER_SCHEMA: dict[str, Any]
    TRANSLATED_REPAIR_SCHEMA: dict[str, Any]

_WORDS = 200
_CLAUSE = 600
_GIST = 1500


# What a model is shown


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class WireEntity(_Wire):
    i: str = Field(description="handle: n1, n2, …")
    n: str = Field(description="name; for the unnamed the fullest description")
    k: EntityKind = Field(description="kind; a work is a law, report, letter, treaty, programme")
    r: str = Field(description="role as the article states it")
    o: str = Field(description="handle of the entity it speaks or acts for")


class WireEvent(_Wire):
    d: str = Field(description="one short clause, subject first, no dates")
    t: str = Field(description="the word or two that name the happening, copied")
    p: str = Field(description="handles of those taking part")
    l: str = Field(description="handles of the places")  # noqa: E741
    s: EventStatus
    a: str = Field(description="sentence numbers")
    o: list[str] = Field(
        description="notes: w time words = EDTF; b who the article has it from; r who refused it; d who denies it; "
        "y why, for what, on what condition; c when it was called for, offered or announced; g background"
    )


class WireStance(_Wire):
    h: str = Field(description="handle of the holder")
    v: StanceVerb
    t: str = Field(description="target: a short noun phrase or affirmative clause")
    a: str = Field(description="sentence numbers")
    o: list[str] = Field(
        description="notes: o the entity or event (e1 for the first of e) that the target is; b who tells it of the "
        "holder; y why, on what condition; w when the holder said or showed it"
    )


class WireQuote(_Wire):
    s: str = Field(description="handles of the speakers")
    c: str = Field(description="cue: the reporting words, copied")
    p: list[str] = Field(description="what was said: ids of marked quotations in one string, stretches one each")
    a: str = Field(description="numbers of all its sentences, the one with the cue too")
    o: list[str] = Field(
        description="notes: f on whose behalf; v what carried it, outermost last; u whom it was told to; w when it was "
        "said; k the occasion"
    )


class WireFigure(_Wire):
    w: str = Field(description="what is counted or measured")
    t: str = Field(description="the figure with qualifier and unit, copied")
    a: str = Field(description="sentence numbers")
    e: str = Field(description="event that it belongs to (e1 for the first of e)")


class WireFact(_Wire):
    d: str = Field(description="one clause")
    a: str = Field(description="sentence numbers")


class WireAnswer(_Wire):
    n: list[WireEntity] = Field(description="entities")
    e: list[WireEvent] = Field(description="events")
    s: list[WireStance] = Field(description="stances")
    q: list[WireQuote] = Field(description="quotes")
    f: list[WireFigure] = Field(description="figures")
    b: list[WireFact] = Field(description="standing facts")
    c: str = Field(description="handles of outlets and agencies whose reporting the article says it carries")
    g: str = Field(description="gist: two sentences at most, each with its sentence numbers in brackets")


class WireTranslatedAnswer(WireAnswer):
    """What is asked for where the article is in another language than the desk's: all translations in one list.

    A key in each item would be paid for in every one, and change the items of articles that need none.
    """

    t: list[str] = Field(description="translations, each its place and the text: “g …”, “n2 …”, “e1 …”")


class _RepairedEntity(WireEntity):
    z: str = Field(description="place of the faulty item that it replaces")


class _RepairedEvent(WireEvent):
    z: str = Field(description="place of the faulty item that it replaces")


class _RepairedStance(WireStance):
    z: str = Field(description="place of the faulty item that it replaces")


class _RepairedQuote(WireQuote):
    z: str = Field(description="place of the faulty item that it replaces")


class _RepairedFigure(WireFigure):
    z: str = Field(description="place of the faulty item that it replaces")


class _RepairedFact(WireFact):
    z: str = Field(description="place of the faulty item that it replaces")


class WireRepair(_Wire):
    """The faulty items again; one that cannot be mended is left out, a list may be empty."""

    n: list[_RepairedEntity]
    e: list[_RepairedEvent]
    s: list[_RepairedStance]
    q: list[_RepairedQuote]
    f: list[_RepairedFigure]
    b: list[_RepairedFact]
    g: str = Field(description="the gist again, if it is faulty")


class WireTranslatedRepair(WireRepair):
    t: list[str] = Field(description="the faulty translations again, and those of the items above")


# What is read of it


def _listed(value: object) -> object:
    """A list, however it is written: “n1 n2”, a single value, null."""
    if value is None:
        return []
    if isinstance(value, str):
        return re.findall(r"[^\s,;⟨⟩]+", value)
    return value if isinstance(value, (list, tuple)) else [value]


def _numbers(value: object) -> object:
    """Sentence numbers, however they are written: [3, 4], “3 4”, “3-5”, “[3]”."""
    if isinstance(value, bool) or not isinstance(value, (str, list, tuple)):
        return [] if value is None else value if isinstance(value, bool) else [value]
    if not isinstance(value, str):
        return [number for one in value for number in (_numbers(one) if isinstance(one, str) else [one])]  # type: ignore[attr-defined]
    numbers: list[int] = []
    for first, last in re.findall(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?", value):
        start, end = int(first), int(last or first)
        numbers += range(start, end + 1) if start <= end < start + 60 else [start, end]
    return numbers


def _nothing(value: object) -> object:
    """None for what is written when there is nothing to say."""
    if isinstance(value, str) and value.strip().casefold() in ("", "null", "none", "-", "n/a"):
        return None
    if isinstance(value, list) and len(value) == 1:
        return _nothing(value[0])
    return None if value == [] else value


def _text(value: object) -> object:
    """Text, where a number or a list of texts is given for it: 1, ["Ada Lund"]."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value


_OTHER_WORDS = {
    "organisation": "organization",
    "company": "organization",
    "institution": "organization",
    "government": "organization",
    "location": "place",
    "city": "place",
    "people": "group",
    "document": "work",
    "completed": "occurred",
    "happened": "occurred",
    "scheduled": "planned",
    "canceled": "cancelled",
    "rejected": "refused",
    "hypothetical": "possible",
    "support": "supports",
    "oppose": "opposes",
    "reject": "rejects",
    "accept": "accepts",
    "urge": "urges",
    "doubt": "doubts",
    "criticize": "criticizes",
    "criticise": "criticizes",
    "criticises": "criticizes",
    "accuse": "accuses",
    "defend": "defends",
}
"""What models write for a value of a closed list, where nobody holds them to it, and which one they mean."""


def _choice(value: object) -> object:
    """One of a closed list, in whatever case, or by another word that can only mean it."""
    if not isinstance(value, str):
        return value
    word = value.strip().casefold()
    return _OTHER_WORDS.get(word, word)


_HANDLES = re.compile(r"\s*[a-z]\d+(?:[\s,]+[a-z]\d+)+\s*")
"""Several handles where one is wanted: the first is taken."""
Few = Annotated[str, Field(max_length=_WORDS), BeforeValidator(_text)]
Maybe = Annotated[Few | None, BeforeValidator(_nothing)]
Clause = Annotated[str, Field(max_length=_CLAUSE), BeforeValidator(_text)]
One = Annotated[Maybe, BeforeValidator(lambda value: value.split()[0] if _HANDLES.fullmatch(str(value)) else value)]
Handles = Annotated[list[Few], BeforeValidator(_listed)]
Numbers = Annotated[list[int], BeforeValidator(_numbers)]

_ELLIPSIS = re.compile(r"\s*(?:…|\.{3}|\[…\]|\[\.{3}\])\s*")
_NOTE = re.compile(r"\s*([a-z])(?:\s*[:=]\s*|\s+|$)(.*)", re.DOTALL)
_ID = re.compile(r"[⟨\[]?(q\d+)[⟩\]]?", re.IGNORECASE)


class _Read(BaseModel):
    """What is read of an answer, by the letters of the wire or by name; it is written down by the letters again."""

    model_config = ConfigDict(strict=True, defer_build=True, validate_by_name=True, serialize_by_alias=True)


class AnswerPart(_Read):
    """The first and the last words of a stretch of the article."""

    first: Few = Field(alias="b")
    last: Few = Field(alias="e")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        """“first words … last words” as one string; a stretch without “…” is copied whole."""
        if not isinstance(data, str):
            return data
        first, *others = _ELLIPSIS.split(data.strip(), maxsplit=1)
        return {"b": first, "e": others[0]} if first and others and others[0] else {"b": data, "e": data}


class AnswerTime(_Read):
    """Copied time words, and the EDTF date that they mean."""

    words: Few = Field(alias="w")
    date: Maybe = Field(default=None, alias="x")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        words, _, date = data.rpartition("=") if "=" in data else (data, "", "")
        return {"w": words.strip(), "x": date.strip()}


class _Item(_Read):
    """An item as it is read: unknown keys are passed over, missing ones are nothing, and the notes become fields."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        by_name = isinstance(data, dict) and "sentences" in data  # filled in by rules: there is nothing to unfold
        return cls._unfold(dict(data)) if isinstance(data, dict) and not by_name else data

    @classmethod
    def _unfold(cls, data: dict[str, Any]) -> dict[str, Any]:
        return data


def _notes(data: dict[str, Any], single: dict[str, str], several: dict[str, str]) -> dict[str, Any]:
    """Puts the notes of `o` into fields of their own, by their letters."""
    notes = data.pop("o", None)
    if isinstance(notes, dict):
        notes = [f"{letter} {value}" for letter, value in notes.items() if _nothing(value) is not None]
    for note in [notes] if isinstance(notes, str) else notes if isinstance(notes, list) else []:
        match = _NOTE.fullmatch(note) if isinstance(note, str) else None
        if match is None:
            continue
        letter, value = match[1], match[2].strip()
        if letter in single and value:
            data.setdefault(single[letter], value)
        elif letter in several and value:
            data.setdefault(several[letter], []).append(value)
        elif letter == "g":
            data["background"] = True
    return data


def _split(values: list[Any]) -> list[Any]:
    """The handles in several notes of one letter as one list."""
    return [handle for value in values for handle in (_listed(value) if isinstance(value, str) else [value])]  # type: ignore[attr-defined]


class AnswerEntity(_Item):
    """Somebody or something that acts, speaks, is acted on or is a target."""

    handle: Few = Field(alias="i")
    name: Few = Field(alias="n")
    kind: Annotated[EntityKind, BeforeValidator(_choice)] = Field(alias="k")
    role: Maybe = Field(default=None, alias="r")
    affiliation: Maybe = Field(default=None, alias="o")


class AnswerEvent(_Item):
    """An event: description, trigger, participants, places, status, sentences, and its notes."""

    description: Clause = Field(alias="d")
    trigger: Few = Field(alias="t")
    participants: Handles = Field(default=[], alias="p")
    places: Handles = Field(default=[], alias="l")
    status: Annotated[EventStatus, BeforeValidator(_choice)] = Field(alias="s")
    sentences: Numbers = Field(alias="a")
    time_words: Maybe = Field(default=None, alias="w")
    date: Maybe = Field(default=None, alias="x")
    attributed_to: One = Field(default=None, alias="b")
    refused_by: list[Few] = []
    denied_by: list[Few] = []
    reason: list[AnswerPart] = []
    called: AnswerTime | None = None
    background: bool = False

    @classmethod
    def _unfold(cls, data: dict[str, Any]) -> dict[str, Any]:
        data = _notes(
            data,
            {"w": "when", "b": "attributed_to", "c": "called"},
            {"r": "refused_by", "d": "denied_by", "y": "reason"},
        )
        for name in ("refused_by", "denied_by"):
            if name in data:
                data[name] = _split(data[name])
        if when := data.pop("when", None):
            time = AnswerTime.model_validate(when)
            data |= {"time_words": time.words, "date": time.date}
        return data


class AnswerStance(_Item):
    """A stance: holder, verb, target, sentences, and its notes; `about` is the entity or event that the target is.

    How it is known (`basis`) a model is not asked: it follows from the quotes and events in the same sentences.
    """

    holder: Few = Field(alias="h")
    verb: Annotated[StanceVerb, BeforeValidator(_choice)] = Field(alias="v")
    target: Clause = Field(alias="t")
    sentences: Numbers = Field(alias="a")
    about: One = Field(default=None, alias="o")
    ascribed_by: One = Field(default=None, alias="b")
    reason: list[AnswerPart] = []
    said: AnswerTime | None = None
    basis: Basis | None = None

    @classmethod
    def _unfold(cls, data: dict[str, Any]) -> dict[str, Any]:
        if isinstance(data.get("o"), list) or " " in str(data.get("o") or ""):
            data = _notes(data, {"o": "about", "b": "ascribed_by", "w": "said"}, {"y": "reason"})
        return data


class AnswerQuote(_Item):
    """An attribution: speakers, cue, content, sentences, and its notes."""

    speakers: Handles = Field(default=[], alias="s")
    cue: Maybe = Field(default=None, alias="c")
    marked: Handles = Field(default=[], alias="m")
    parts: list[AnswerPart] = Field(default=[], alias="p")
    sentences: Numbers = Field(alias="a")
    on_behalf_of: One = Field(default=None, alias="f")
    via: Handles = Field(default=[], alias="v")
    audience: Maybe = Field(default=None, alias="u")
    said: AnswerTime | None = None
    occasion: Maybe = None

    @classmethod
    def _unfold(cls, data: dict[str, Any]) -> dict[str, Any]:
        data = _notes(data, {"f": "on_behalf_of", "u": "audience", "w": "said", "k": "occasion"}, {"v": "via"})
        if "via" in data:
            data["via"] = _split(data["via"])
        content = data.get("p") or []
        content = [content] if isinstance(content, (str, dict)) else content
        ids: list[str] = []
        parts: list[Any] = []
        for one in content if isinstance(content, list) else []:
            found = _ID.findall(one) if isinstance(one, str) else []
            if found and not _ID.sub("", one).strip(" ,;"):
                ids += found
            elif isinstance(one, str):
                parts.append(_ID.sub("", one) if "⟨" in one else one)
            else:
                parts.append(one)
        return data | {"p": parts, "m": [*_listed(data.get("m")), *ids]}  # type: ignore[misc]


class AnswerFigure(_Item):
    """Something counted or measured."""

    counted: Clause = Field(alias="w")
    text: Few = Field(alias="t")
    sentences: Numbers = Field(alias="a")
    event: Maybe = Field(default=None, alias="e")


class AnswerFact(_Item):
    """A standing fact."""

    text: Clause = Field(alias="d")
    sentences: Numbers = Field(alias="a")


def handle_of(item: object) -> object:
    """The handle that an entity as it came gives itself, whatever it is; None without one."""
    return item.get("i") if isinstance(item, dict) else None


def place_replaced(item: dict[str, Any]) -> str:
    """The place of the faulty item that a repaired one says it replaces; empty for a new one."""
    return str(item.get("z", ""))


def without_place(item: dict[str, Any]) -> dict[str, Any]:
    """A repaired item as one of an answer."""
    return {name: value for name, value in item.items() if name != "z"}


OWN_TEXTS = {
    "entities": ("n", "n"),
    "events": ("e", "d"),
    "stances": ("s", "t"),
    "figures": ("f", "w"),
    "facts": ("b", "d"),
}
"""The lists whose items may have a translation: the letter of the list, and of the text that is translated."""


def own_text_of(section: str, item: object) -> object:
    """What may be translated of an item as it came."""
    return item.get(OWN_TEXTS[section][1]) if isinstance(item, dict) else None


def _items(value: object) -> object:
    """The items of a section; one alone is a list of one, null is none, and they may stand under their handles."""
    if value is None or value == "":
        return []
    if isinstance(value, dict) and value and all(isinstance(item, dict) for item in value.values()):
        return [{"i": handle} | item for handle, item in value.items()]
    return value if isinstance(value, list) else [value]


Items = Annotated[list[Any], BeforeValidator(_items)]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


_TRANSLATION = re.compile(r"\s*[⟨\[(“\"]?(g|[nesfb]\d+)(?:ist\b|\b)[⟩\])”\"]?\s*(?::|=|–|-|→)?\s*(.+)", re.DOTALL)


def _translations(value: object) -> object:
    """Translations by their places, however they are written: “e1 …”, {"e1": "…"}, [{"z": "e1", "t": "…"}]."""
    if isinstance(value, dict):
        value = [f"{place} {text}" for place, text in value.items()]
    found: dict[str, str] = {}
    for one in value if isinstance(value, list) else [value]:
        written = " ".join(each for each in one.values() if isinstance(each, str)) if isinstance(one, dict) else one
        if isinstance(written, str) and (match := _TRANSLATION.fullmatch(written)):
            found[match[1]] = match[2].strip()
    return found


_LISTS = frozenset("nesqfb")
"""The letters of an answer's lists."""


class RawAnswer(BaseModel):
    """An answer as it came: the outer shape holds, the items are yet to be checked, each alone.

    One item that breaks the schema must not cost the article, and a list that is missing is an empty one, so only
    this much is for the whole answer to get right.
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    gist: Text = Field(default="", alias="g")
    entities: Items = Field(default=[], alias="n")
    events: Items = Field(default=[], alias="e")
    stances: Items = Field(default=[], alias="s")
    quotes: Items = Field(default=[], alias="q")
    figures: Items = Field(default=[], alias="f")
    facts: Items = Field(default=[], alias="b")
    credits: Annotated[list[Any], BeforeValidator(_listed)] = Field(default=[], alias="c")
    translations: Annotated[dict[str, str], BeforeValidator(_translations)] = Field(default={}, alias="t")

    _wanted: ClassVar[frozenset[str]] = _LISTS
    _least: ClassVar[int] = 1
    """Keys that are there at least."""

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, data: Any) -> Any:
        """Takes an answer out of an object around it, and refuses one that has too little of an answer in it."""
        if isinstance(data, dict) and not cls._is_answer(data) and "entities" not in data:
            inner = [value for value in data.values() if isinstance(value, dict) and cls._is_answer(value)]
            if len(inner) != 1:
                raise ValueError(f"of the keys {', '.join(sorted(cls._wanted))} too few are there")
            return inner[0]
        return data

    @classmethod
    def _is_answer(cls, data: dict[str, Any]) -> bool:
        return len(cls._wanted & set(data)) >= cls._least


def names_by_handle(answer: RawAnswer) -> dict[str, Any]:
    """What the entities of an answer as it came call themselves."""
    return {str(item["i"]): item.get("n") for item in answer.entities if isinstance(item, dict) and "i" in item}


class WholeAnswer(RawAnswer):
    """What an endpoint must send to have answered: one key of one letter also stands in what is no answer."""

    _wanted: ClassVar[frozenset[str]] = _LISTS | {"g"}
    _least: ClassVar[int] = 3


class RawRepair(RawAnswer):
    """A repair as it came; the gist alone, or translations, may be what it mends."""

    _wanted: ClassVar[frozenset[str]] = _LISTS | {"g", "t"}


_WIRE: dict[str, type[BaseModel]] = {
    "ANSWER_SCHEMA": WireAnswer,
    "REPAIR_SCHEMA": WireRepair,
    "TRANSLATED_ANSWER_SCHEMA": WireTranslatedAnswer,
    "TRANSLATED_REPAIR_SCHEMA": WireTranslatedRepair,
}


def __getattr__(name: str) -> dict[str, Any]:
    """The wire schemas, made when first asked for (PEP 562): building them takes as long as all other imports."""
    if name not in _WIRE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, wire_schema(_WIRE[name]))  # type: ignore[no-any-return]
