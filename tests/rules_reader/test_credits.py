from __future__ import annotations

import time

import pytest

from tests.rules_reader.reading import read

LEAD = "A ferry sank off the coast on Tuesday, the coast guard said."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"NARVIK, May 14 (IOP) - {LEAD}", ("IOP",)),
        (f"NARVIK (Northern Press) — {LEAD}", ("Northern Press",)),
        (f"(Reuters) - {LEAD}", ("Reuters",)),
        (f"{LEAD} (AFP)", ("AFP",)),
        (f"{LEAD}\n\n– IOP", ("IOP",)),
        (f"{LEAD}\n\n--NWS\nkl/pb", ("NWS",)),
        (f"{LEAD}\n\n(With inputs from Silk Wire and AFP)", ("Silk Wire", "AFP")),
        (f"{LEAD}\n\nWith material from the Associated Press.", ("Associated Press",)),
        (f"{LEAD}\n\nSource: Radio Wick", ("Radio Wick",)),
        (f"{LEAD}\n\nThe Associated Press contributed to this report.", ("Associated Press",)),
        (f"{LEAD} The information is from the Norwegian agency Nordpress.", ("Nordpress",)),
        (f"{LEAD}\n\nThis article was originally published by The Wick Gazette.", ("The Wick Gazette",)),
    ],
)
def test_whose_reporting_it_carries(text: str, expected: tuple[str, ...]) -> None:
    found = read(text)
    assert not found.faults
    assert found.credits == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}\n\nReporting by Lena Ohm; editing by Karl Voss",
        f"{LEAD}\n\nLena Ohm contributed to this report.",
        f"{LEAD} It left (left) with two lorries (Photo)",
        "Ana Ruiz (Labour) said she would stand. The World Rivers Organization (WRO) met.",
        "The minister spoke with reporters from Oslo. He came with details from Lima.",
    ],
)
def test_people_parties_and_acronyms_are_no_outlets(text: str) -> None:
    assert read(text).credits == ()


def test_its_own_outlet_is_not_credited() -> None:
    assert read(f"NARVIK (Northern Press) — {LEAD}", outlet="Northern Press").credits == ()


def test_a_long_run_of_empty_lines_takes_time_in_proportion() -> None:
    begun = time.process_time()
    read(f"The mayor said so.{chr(10) * 40_000}The end came.")
    assert time.process_time() - begun < 10, "seconds; the square of its length would be minutes"
