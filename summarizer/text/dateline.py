"""The place, agency and day that open an agency's report: “RAVNA (Agency Balt) - March 10, 2026, 14:20 GMT”."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PLACE = (
    rf"(?P<place>{_CAPITAL}(?:{_CAPITAL}|['’.\-])+(?:[ /-]{_CAPITAL}(?:{_CAPITAL}|['’.\-])*){{0,4}}"
    r"(?:,[ ][^\W\d_](?:[^\W\d_]|[.’' -]){1,25}?)?)"
)
_AGENCY = r"\((?P<agency>[^()\n]{2,40})\)"
_DAY = r"[^()\n]{0,25}\d[^()\n]{1,30}?"
_DATELINE = re.compile(
    rf"\s*{_PLACE}(?:,[ ](?P<before>{_DAY}))?[ ]{_AGENCY}[ ]?(?:[-–—―:]+[ ]?"
    rf"(?:(?P<after>(?:[^\W\d_]+[.,]?[ ]|\d)[^()\n]{{0,20}}\b\d{{4}}\b[^()\n]{{0,25}}?)(?=\n|\Z|[ ][-–—―:]+[ ]))?)"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: its place, agency and the words of its day, if it has one, and where it ends in the text."""

    place: str
    agency: str
    day: str | None
    end: int


def find_dateline(text: str) -> Dateline | None:
    """The dateline that `text` opens with, if it names an agency."""
    match = _DATELINE.match(text[:300])
    if not match:
        return None
    return Dateline(match["place"], match["agency"], match["before"] or match["after"], match.end())
