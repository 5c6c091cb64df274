"""Which names are those of countries and places."""

from __future__ import annotations

import pytest

from summarizer.rules_reader.lexicon.gazetteer import places
from summarizer.rules_reader.lexicon.word_lists import PEOPLE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Peru", "country"),
        ("Trinidad and Tobago", "country"),
        ("Saint Lucia", "country"),
        ("Singapore", "country"),  # a city too, and no less a country
        ("Djibouti", "country"),
        ("U.S.", "country"),
        ("Ankara", "place"),
        ("San José", "place"),
        ("Vancouver", "place"),
        ("Kremlin", "organization"),
        ("Unknown Region", None),
        ("Pseudo-Bidi", None),
    ],
)
def test_countries_and_cities_are_told_apart(name: str, kind: str | None) -> None:
    assert places().get(name) == kind


def test_inhabitants_are_no_country() -> None:
    assert {"Peruvian", "Papua New Guinean", "Swiss"} <= PEOPLE.demonyms
    assert not PEOPLE.demonyms & places().keys()
