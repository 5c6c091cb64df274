"""Countries, their inhabitants and capitals, from the package countryinfo, and how English news shortens them."""

from __future__ import annotations

from functools import cache

from summarizer.schema import EntityKind

# Forms of English news that the package does not give.
_SHORT_FORMS: dict[EntityKind, str] = {
    "country": """
        U.S.|US|USA|U.S.A.|America|UK|U.K.|Britain|England|Scotland|Wales|UAE|Russia|Iran|Syria|Vietnam|Laos|Bolivia
        Venezuela|Tanzania|Moldova|Türkiye|Turkey|Czechia|Myanmar|Burma|Congo|Korea|Palestine|Kosovo|Taiwan|Macedonia
        Yugoslavia|Czechoslovakia|Brunei|Gaza|Tibet|Soviet Union|East Germany|West Germany|South Korea|North Korea
        Ivory Coast|United States|United Kingdom""",
    "place": """
        Kyiv|Kiev|Jerusalem|Tel Aviv|Beijing|Brussels|Bonn|Washington|Geneva|Europe|Asia|Africa|Antarctica|California
        Texas|Florida|Ohio|Chicago|Boston|Dallas|Houston|New York|Los Angeles|San Francisco|Hong Kong|Latin America
        Middle East|Wall Street|North America|South America|Manhattan|Brooklyn|Philadelphia|Detroit|Miami""",
    "organization": """
        EU|UN|U.N.|European Union|United Nations|White House|Kremlin|Pentagon|Congress|Parliament|Senate""",
}


@cache
def places() -> dict[str, EntityKind]:
    """Country or place, by name."""
    from countryinfo import all_countries

    found: dict[str, EntityKind] = {}
    for country in all_countries():
        data = country.info()
        capital = data.get("capital") or ()
        for name in [capital] if isinstance(capital, str) else capital:
            found.setdefault(name, "place")
        for name in (data["name"], *data.get("altSpellings", ())):
            if len(name) > 3:
                found[name] = "country"
    for kind, names in _SHORT_FORMS.items():
        found |= {name.strip(): kind for line in names.splitlines() for name in line.split("|") if name.strip()}
    return found


@cache
def demonyms() -> frozenset[str]:
    """Names of inhabitants (Peruvian), which no person is called by."""
    from countryinfo import all_countries

    return frozenset(country.info().get("demonym") or country.info()["name"] for country in all_countries())
