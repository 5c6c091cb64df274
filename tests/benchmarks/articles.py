"""Generated articles of about 450 words, and for each the answer that a good model would give."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from typing import Any

_FIRST = (
    "Ada Bruno Carla Dario Edda Florin Greta Hanno Ilse Jarek Karla Leander Mira Nilo Oda Pavel Runa Selim Tilda Udo"
)
_LAST = (
    "Almer Brandt Corvin Dreyer Ekholm Farkas Gruber Holt Ibsen Jansky Kessler Lorenz Moreau Novak Ostrow Perez Quast"
)
_TOWNS = "Altmark Birkfurt Carrow Dunmere Elsby Farnach Glenholm Harwick Ilmstedt Jorvath Kelmond Lindry Marstow Norvik"
_THINGS = "ferry bridge tramway reservoir library harbour stadium market observatory hospital railway airport"
_DAYS = "Monday Tuesday Wednesday Thursday Friday"

_TEXT = """\
Talks on the {thing} of {town} ended on {day} without a result, officials of both councils said late in the evening.

{mayor}, the mayor of {town}, had travelled to {other} with a delegation of {count} engineers to settle who pays for \
the work. “We came with an offer that nobody in this room can call unfair,” {mayor_last} said after the meeting. \
According to the mayor, the town is ready to carry {share} million crowns of the cost over the next four years.

{minister}, the minister of transport, rejected the offer. “The state will not pay for a {thing} that was neglected \
for twenty years,” the minister told reporters in {other}. {minister_last} announced that the ministry would present \
a plan of its own next month, and called on the council to publish its accounts before then.

Work on the {thing} stopped in March, when inspectors found cracks in two of its supports and closed the site for \
everybody but their own staff. Since then {count} workers have been sent home, and shops along the quay say that they \
lose a third of their trade. The builders' union demanded that wages be paid until the dispute is over. Its \
chairwoman, {union}, said that the workers had waited long enough for an answer from either side.

“People here do not ask whose fault it is, they ask when it will open,” {union_last} said. She warned that the union \
would block the road to {other} if there was no agreement by the end of the week. A spokesman of the police said that \
the force was prepared for a demonstration, but declined to give figures.

An association of shopkeepers supports the mayor's offer and criticised the ministry for what it called a lack of \
interest in the north of the country. Its members had collected {signatures} signatures by {day}. They want the \
parliament to debate the matter before the summer, and have written to every member from the region.

In {other}, where the {thing} is used by commuters, opinions differ. Some fear that the traffic will go through the \
old town for years, while others welcome the quiet. The council of {other} has so far refused to take part in the \
cost, because the structure stands wholly on the ground of {town}. A court is expected to rule on that question in \
the autumn, and both sides said that they would accept whatever it decides.

The {thing} was opened in 1968 and has been repaired twice, the last time after a flood that damaged its foundations. \
A report by the technical university found in the previous year that it could be saved at a moderate cost if the work \
began soon. The authors advised against a new building, which would take at least six years and need a permit that \
is hard to get. The talks will go on next week, officials said. Report number {number}."""


@lru_cache(maxsize=512)
def _filling(number: int) -> dict[str, Any]:
    dice = random.Random(number)
    people = [f"{dice.choice(_FIRST.split())} {last}" for last in dice.sample(_LAST.split(), 3)]
    town, other = dice.sample(_TOWNS.split(), 2)
    return {
        "number": number,
        "thing": dice.choice(_THINGS.split()),
        "town": town,
        "other": other,
        "day": dice.choice(_DAYS.split()),
        "count": dice.randint(12, 90),
        "share": dice.randint(3, 80),
        "signatures": dice.randint(1000, 9999),
        "mayor": people[0],
        "mayor_last": people[0].split()[1],
        "minister": people[1],
        "minister_last": people[1].split()[1],
        "union": people[2],
        "union_last": people[2].split()[1],
    }


def article(number: int) -> dict[str, str]:
    """Article `number` as a JSON line has it."""
    return {
        "text": _TEXT.format(**_filling(number)),
        "published": "2026-03-06",
        "outlet": f"Outlet {number % 40}",
        "language": "en",
    }


def answer(number: int) -> str:
    """What a model answers about article `number`, as JSON text of about 3 KB."""
    f = _filling(number)
    entities = [
        _entity(1, f["mayor"], "person", f"the mayor of {f['town']}", "n4"),
        _entity(2, f["minister"], "person", "the minister of transport", "n6"),
        _entity(3, f["union"], "person", "chairwoman", "n7"),
        _entity(4, f["town"], "place"),
        _entity(5, f["other"], "place"),
        _entity(6, "the ministry", "organization"),
        _entity(7, "The builders' union", "organization"),
        _entity(8, "An association of shopkeepers", "organization"),
        _entity(9, "inspectors", "group"),
    ]
    events = [
        _event("talks end without a result", "ended", [], ["n5"], f"on {f['day']}", None, "occurred", [1]),
        _event("the mayor travels with engineers", "travelled", ["n1"], ["n5"], None, None, "occurred", [2]),
        _event("the ministry presents a plan", "present", ["n6"], [], "next month", "2026-04", "planned", [7]),
        _event("work stops", "stopped", [], ["n4"], "in March", None, "occurred", [8]),
        _event("the union blocks the road", "block", ["n7"], ["n5"], "by the end of the week", None, "possible", [13]),
        _event("a court rules on the question", "rule", [], [], "in the autumn", None, "planned", [21]),
    ]
    stances = [
        {"h": "n2", "t": "the offer of the town", "o": None, "p": "opposes", "b": "said", "a": [5]},
        {"h": "n8", "t": "the offer of the mayor", "o": None, "p": "supports", "b": "reported", "a": [15]},
        {
            "h": "n7",
            "t": "wages are paid until the dispute is over",
            "o": None,
            "p": "supports",
            "b": "said",
            "a": [10],
        },
    ]
    quotes = [
        _quote(["n1"], "said", ["q1"], [], [3]),
        _quote(["n1"], "According to", [], [{"b": "the town is", "e": "next four years"}], [4]),
        _quote(["n2"], "told reporters", ["q2"], [], [6]),
        _quote(["n3"], "said that", [], [{"b": "the workers had", "e": "from either side"}], [11]),
        _quote(["n3"], "said", ["q3"], [], [12]),
        _quote(["n3"], "warned that", [], [{"b": "the union would", "e": "of the week"}], [13]),
    ]
    gist = f"Talks on the {f['thing']} of {f['town']} ended without a result."
    return json.dumps({"g": gist, "n": entities, "e": events, "s": stances, "q": quotes, "c": []}, ensure_ascii=False)


def _entity(handle: int, name: str, kind: str, role: str | None = None, of: str | None = None) -> dict[str, Any]:
    return {"i": f"n{handle}", "n": name, "k": kind, "r": role, "o": of}


def _event(
    clause: str,
    word: str,
    who: list[str],
    where: list[str],
    when: str | None,
    date: str | None,
    status: str,
    at: list[int],
) -> dict[str, Any]:
    return {"d": clause, "t": word, "p": who, "l": where, "w": when, "x": date, "s": status, "b": None, "a": at}


def _quote(who: list[str], cue: str, marked: list[str], parts: list[dict[str, str]], at: list[int]) -> dict[str, Any]:
    return {"s": who, "f": None, "v": [], "c": cue, "u": None, "m": marked, "p": parts, "a": at}
