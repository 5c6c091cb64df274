"""Countries and cities as English news names them: those of CLDR, by Babel, and the short forms of `people.toml`."""

from __future__ import annotations

from functools import cache

from summarizer.rules_reader.lexicon.word_lists import PEOPLE
from summarizer.schema import EntityKind

_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of CLDR that stand for unions and for nothing."""


@cache
def places() -> dict[str, EntityKind]:
    """Country or place, by name: cities are the capitals, and those that a time zone is named after."""
    from babel import Locale
    from babel.core import get_global

    english = Locale("en")
    found: dict[str, EntityKind] = {}
    for zone in get_global("zone_territories"):
        if "/" in zone:
            city = english.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            found[city.partition(",")[0]] = "place"
    for code, name in english.territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
            bare = str(name).partition(" (")[0]
            found |= dict.fromkeys((bare, bare.replace("&", "and"), bare.replace("St. ", "Saint ")), "country")
    for kind, names in PEOPLE.gazetteer.items():
        found |= dict.fromkeys(names, kind)
    return found
