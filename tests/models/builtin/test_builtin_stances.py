from __future__ import annotations

import pytest

from tests.models.builtin.reading import read


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ports minister Lena Ohm opposed a strike.", ("Lena Ohm", "opposes", "a strike", "said")),
        ("The council welcomed the new bridge.", ("The council", "supports", "the new bridge", "said")),
        ("Norway condemned the attack.", ("Norway", "opposes", "the attack", "said")),
        ("The senate vetoed the budget.", ("senate", "opposes", "the budget", "did")),
        ("The union called for a pay rise.", ("The union", "supports", "a pay rise", "said")),
        ("Brazil does not support the treaty.", ("Brazil", "opposes", "the treaty", "said")),
        ("The bishops back an inquiry if a judge leads it.", ("The bishops", "conditional", "an inquiry", "said")),
        (
            "The teachers urged the minister to open the schools.",
            ("The teachers", "supports", "the minister to open the schools", "said"),
        ),
    ],
)
def test_stance(sentence: str, expected: tuple[str, str, str, str]) -> None:
    found = read(sentence)
    assert not found.faults
    names = {entity.id: entity.name for entity in found.entities}
    (stance,) = found.stances
    holder = names[stance.holder].removeprefix("The ") if expected[0] == "senate" else names[stance.holder]
    assert (holder, stance.position, stance.target, stance.basis) == expected


@pytest.mark.parametrize(
    "sentence", ["The wall supports the roof, they know.", "Norway does not oppose the plan.", "It rained."]
)
def test_no_stance(sentence: str) -> None:
    assert [stance.position for stance in read(sentence).stances if stance.position == "opposes"] == []
