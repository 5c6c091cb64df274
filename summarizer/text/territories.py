"""Countries and cities under their names in several languages: those of CLDR and of the time zone database, by Babel.

CLDR's Russian and Ukrainian names, spelled out in Latin letters, are those that old transliterations use (Ashkhabad).
Only cities that a time zone is named after are known: the largest ones, most capitals among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk")
# The database keeps some zones under names that are no longer used.
_RENAMED = {"kiev": "kyiv", "saigon": "ho chi minh city", "calcutta": "kolkata", "rangoon": "yangon"}


@dataclass(frozen=True, slots=True)
class Territories:
    """What names in plain letters mean."""

    countries: dict[str, str]
    """Name in any of the languages → English name."""
    cities: dict[str, str]
    """Name in any of the languages → English name."""
    country_of: dict[str, str]
    """English name of a city → English name of its country."""


@cache
def territories(letters: Callable[[str], str]) -> Territories:
    """The names that are known, each spelled by `letters`."""
    from babel import Locale
    from babel.core import get_global

    english = {str(code): str(name) for code, name in Locale("en").territories.items()}
    codes = {code for code in english if len(code) == 2 and code.isalpha()}
    countries: dict[str, str] = {}
    cities: dict[str, str] = {}
    country_of: dict[str, str] = {}
    zones = {zone: code for zone, code in get_global("zone_territories").items() if code in codes and "/" in zone}
    for zone, code in sorted(zones.items()):
        city = _city(zone, letters)
        cities.setdefault(city, city)
        country_of.setdefault(city, _bare(english[code], letters))
    for language in _LANGUAGES:
        locale = Locale(language)
        for code in sorted(codes):
            if name := locale.territories.get(code):
                countries.setdefault(_bare(str(name), letters), _bare(english[code], letters))
        for zone in sorted(zones):
            if name := locale.time_zones.get(zone, {}).get("city"):
                cities.setdefault(letters(name), _city(zone, letters))
    return Territories(countries, cities, country_of)


def _bare(name: str, letters: Callable[[str], str]) -> str:
    return letters(name.partition(" (")[0])


def _city(zone: str, letters: Callable[[str], str]) -> str:
    name = letters(zone.rsplit("/", 1)[-1].replace("_", " "))
    return _RENAMED.get(name, name)
