from __future__ import annotations

import pytest

from tests.rules_reader.reading import quotes, read


def test_role_and_affiliation_come_from_what_stands_before_the_name() -> None:
    found = read("Kremlin spokesman Dmitry Orlov said talks would go on.")
    by_name = {entity.name: entity for entity in found.entities}
    orlov = by_name["Dmitry Orlov"]
    assert (orlov.kind, orlov.role) == ("person", "Kremlin spokesman")
    assert orlov.affiliation == by_name["Kremlin"].id


def test_role_comes_from_an_apposition() -> None:
    found = read("Ana Ruiz, the secretary of the dockers' guild, said ships were late.")
    assert [(entity.name, entity.role) for entity in found.entities if entity.name == "Ana Ruiz"] == [
        ("Ana Ruiz", "secretary of the dockers' guild")
    ]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("President Maria Sandoval arrived. Sandoval said she was glad.", ["Maria Sandoval"]),
        ("Maria Sandoval arrived late. “I am sorry,” she said.", ["Maria Sandoval"]),
        ("The chairman, Otto Brandt, met Maria Sandoval. She said the talks were good.", ["Maria Sandoval"]),
        ("Otto Brandt resigned. The firm regrets it. He said he was ill.", ["Otto Brandt"]),
        ("Ministry spokesman Otto Brandt arrived. The spokesman said talks would resume.", ["Otto Brandt"]),
        ("The World Rivers Organization (WRO) met. The WRO said dams were full.", ["World Rivers Organization"]),
        ("The Dock Workers Union met. The union said ships were late.", ["Dock Workers Union"]),
        ("“I saw it,” he said.", [""]),
        ("They said nothing was found.", [""]),
    ],
)
def test_short_forms_pronouns_and_offices_mean_who_was_named(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in quotes(text)] == speakers


def test_a_pronoun_is_not_whoever_is_talked_about() -> None:
    assert quotes("Otto Brandt came home. “Karl Voss is a liar,” he said.") == [("Otto Brandt", "Karl Voss is a liar,")]


def test_countries_and_capitals_are_known() -> None:
    kinds = {
        entity.name: entity.kind
        for entity in read("Peru said it would wait. Ana Ruiz met Lee Park in Lima on Monday.").entities
    }
    assert kinds["Peru"] == "country"
    assert kinds["Lima"] == "place"
