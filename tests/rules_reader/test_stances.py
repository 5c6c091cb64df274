from __future__ import annotations

import pytest

from tests.rules_reader.reading import read

STANCES = [
    ("Ports minister Lena Ohm opposed a strike.", ("Lena Ohm", "opposes", "a strike", "said")),
    ("The council welcomed the new bridge.", ("The council", "supports", "the new bridge", "said")),
    ("Norway condemned the attack on the port.", ("Norway", "opposes", "the attack on the port", "said")),
    ("The senate vetoed the budget.", ("The senate", "opposes", "the budget", "did")),
    ("The union called for a pay rise.", ("The union", "supports", "a pay rise", "said")),
    ("Brazil does not support the treaty.", None),
    ("The bishops back an inquiry if a judge leads it.", ("The bishops", "conditional", "an inquiry", "said")),
    ("The teachers urged the minister to open the schools.",
     ("The teachers", "supports", "the minister to open the schools", "said")),
    ("The truce has been rejected by Norway.", ("Norway", "opposes", "The truce", "said")),
    ("Ana Ruiz vowed to veto the bill.", ("Ana Ruiz", "opposes", "the bill", "did")),
    ("The council voted to keep the library open.", ("The council", "supports", "keep the library open", "did")),
    ("Peru refuses to recognise the vote.", ("Peru", "opposes", "recognise the vote", "did")),
    ("Peru demanded that Chile withdraw its troops from the valley.", None),
    ("Peru demanded that Chile withdraw troops from the valley.",
     ("Peru", "supports", "Chile withdraw troops from the valley", "said")),
    ("The growers are against a tax on water.", ("The growers", "opposes", "a tax on water", "reported")),
    ("The mayor was in favour of the toll.", ("The mayor", "supports", "the toll", "reported")),
    ("Norway’s opposition to the merger is known.", ("Norway", "opposes", "the merger", "reported")),
    ("Ana Ruiz voiced support for the strike.", ("Ana Ruiz", "supports", "the strike", "said")),
    ("Karl Voss called the plan a disgrace.", ("Karl Voss", "opposes", "the plan", "said")),
    ("Karl Voss described the ruling as “utterly wrong”.", ("Karl Voss", "opposes", "the ruling", "said")),
    ("Ana Ruiz said that a cease-fire is unnecessary.", ("Ana Ruiz", "opposes", "a cease-fire", "said")),
    ("Karl Voss opposed any inquiry led by the ministry.",
     ("Karl Voss", "opposes", "any inquiry led by the ministry", "said")),
    ("Chile accepted his plan for a release of water.",
     ("Chile", "supports", "the plan for a release of water", "reported")),
    ("Ana Ruiz backed closing the library for years.", ("Ana Ruiz", "supports", "closing the library", "said")),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), STANCES)
def test_stance(sentence: str, expected: tuple[str, str, str, str] | None) -> None:
    found = read(sentence)
    assert not found.faults
    names = {entity.id: entity.name for entity in found.entities}
    told = [(names[each.holder], each.position, each.target, each.basis) for each in found.stances]
    assert told == ([expected] if expected else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "The wall supports the roof, they know.",
        "Norway does not oppose the plan.",
        "It rained.",
        "Protesters blocked the road.",
        "Rebels attacked the convoy.",
        "Ana Ruiz signed a book.",
        "Norway could reject the treaty.",
        "If Norway rejects the treaty, talks will end.",
        "Karl Voss called the plan a plan.",
        "Karl Voss praised her.",
        "The ministers urged her to go.",
        "Ana Ruiz accused its neighbour of theft.",
        "Karl Voss refused to condemn the attack.",
        "Neither Voss nor Ruiz supports the plan.",
        "The mayor, Ana Ruiz, no longer supports the plan.",
        "Nobody in the cabinet supports the tax.",
        "Few in the cabinet backed the tax.",
        "Ana Ruiz rejected a report that it opposed arbitration.",
    ],
)
def test_no_side_where_none_is_taken_or_it_stays_open(sentence: str) -> None:
    assert [each.target for each in read(sentence).stances if each.position != "neutral"] in ([], ["the roof"])
