"""Short news of many styles, and all that happens in each: every description is a sound clause, and nothing is added.

Written before the rules were run on them. The day of publication is a Wednesday, 15 May 2024.
"""

from __future__ import annotations

import pytest

from tests.rules_reader.reading import read

NEWS: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    # agency
    ("NARVIK, May 14 (IOP) - A ferry with 80 people on board sank off the coast on Tuesday after a fire, the coast "
     "guard said.",
     [("A ferry with 80 people on board sank off the coast after a fire", "occurred", "2024-05-14")]),
    ("The central bank raised its main rate by half a point on Wednesday and will meet again on 20 June.",
     [("The central bank raised its main rate by half a point", "occurred", "2024-05-15"),
      ("The central bank will meet again", "planned", "2024-06-20")]),
    ("Two climbers died in an avalanche near Zermatt last Saturday, police said.",
     [("Two climbers died in an avalanche near Zermatt", "occurred", "2024-05-11")]),
    ("Rebels shelled the port of Dahla on Monday, killing nine people.",
     [("Rebels shelled the port of Dahla", "occurred", "2024-05-13"),
      ("Rebels shelled the port of Dahla, killing nine people", "occurred", None)]),
    # subjects with asides, lists and relative clauses
    ("Ana Ruiz, the mayor of Lima, opened a hospital on Friday.",
     [("Ana Ruiz opened a hospital", "occurred", "2024-05-10")]),
    ("The tanker, which left Odessa in April, was boarded by marines on Sunday.",
     [("The tanker left Odessa", "occurred", "2024-04"),
      ("The tanker was boarded by marines", "occurred", "2024-05-12")]),
    ("Letters to the mayors of Kent, Dover and Hythe, their lawyer, Jan Dahl, announced Wednesday, will follow.", []),
    ("Since the day the war in Zembla began, prices have doubled.", [("the war in Zembla began", "occurred", None)]),
    ("The man who stole the painting was arrested in Oslo on 3 May.",
     [("The man stole the painting", "occurred", None),
      ("The man who stole the painting was arrested in Oslo", "occurred", "2024-05-03")]),
    ("Fears about the fate of miners in Karlow are growing.", []),
    ("The bridge that collapsed on Monday was built in 1931.",
     [("The bridge collapsed", "occurred", "2024-05-13"), ("The bridge that collapsed was built", "occurred", "1931")]),
    # verbs that need an object, or have it elsewhere
    ("The king will receive in Bergen, next Monday, the new envoys.", []),
    ("The letter that the minister sent on Tuesday has been lost.", []),
    ("The council adopted a resolution on Monday that bans whaling.",
     [("The council adopted a resolution", "occurred", "2024-05-13")]),
    # plans
    ("President Maria Sandoval will fly to Lima on Friday to meet her Peruvian counterpart.",
     [("President Maria Sandoval will fly to Lima to meet her Peruvian counterpart", "planned", "2024-05-17"),
      ("President Maria Sandoval to meet her Peruvian counterpart", "planned", None)]),
    ("The minister is to meet the strikers on 20 May.",
     [("The minister is to meet the strikers", "planned", "2024-05-20")]),
    ("Orbit plans to close two plants in Ohio next year.",
     [("Orbit plans to close two plants in Ohio", "planned", "2025")]),
    ("The museum said it would return the mask in June.",
     [("The museum would return the mask", "planned", "2024-06")]),
    ("The summit is scheduled for 4 July in Oslo.", [("The summit is scheduled in Oslo", "planned", "2024-07-04")]),
    ("The trial begins on Monday.", [("The trial begins", "planned", "2024-05-20")]),
    # what is asked for, called off, feared, alleged
    ("The union urged the firm to reopen the canteen.",
     [("The union urged the firm to reopen the canteen", "proposed", None)]),
    ("The bishops requested a meeting with the strikers.",
     [("The bishops requested a meeting with the strikers", "proposed", None)]),
    ("Norway’s repeated calls for a cease-fire went unheard.", [("a cease-fire is proposed", "proposed", None)]),
    ("The prince cancelled a trip to Nigeria planned for next week.",
     [("The prince cancelled a trip to Nigeria", "cancelled", "2024-05-20/2024-05-26")]),
    ("The concert on Saturday has been called off.", [("The concert has been called off", "cancelled", "2024-05-18")]),
    ("The delegation did not travel to Oslo on Monday.",
     []),
    ("If the dam breaks, the town will be evacuated.",
     [("the dam breaks", "possible", None), ("the town will be evacuated", "possible", None)]),
    ("The rebels could attack the port next week.",
     [("The rebels could attack the port", "possible", "2024-05-20/2024-05-26")]),
    ("The banker was accused of stealing two million crowns.",
     [("The banker was accused of stealing two million crowns", "alleged", None)]),
    ("The general is said to have fled the capital on Monday.",
     [("The general is said to have fled the capital", "alleged", "2024-05-13")]),
    ("He allegedly stole the painting in 2019.", []),
    ("Zembla claims that Orsk attacked a convoy on Sunday.", [("Orsk attacked a convoy", "alleged", "2024-05-12")]),
    # under way
    ("Engineers are rebuilding the bridge.", [("Engineers are rebuilding the bridge", "ongoing", None)]),
    ("Karl Voss, who is hosting talks between the two sides, looked tired.",
     [("Karl Voss is hosting talks between the two sides", "ongoing", None)]),
    # pronouns
    ("Maria Sandoval arrived in Lima on Monday. She opened the fair on Tuesday.",
     [("Maria Sandoval arrived in Lima", "occurred", "2024-05-13"),
      ("Maria Sandoval opened the fair", "occurred", "2024-05-14")]),
    ("Otto Brandt met Karl Voss in Graz on Monday. He resigned on Tuesday.",
     [("Otto Brandt met Karl Voss in Graz", "occurred", "2024-05-13")]),
    ("His two-month assault on the fortress ended on Sunday.",
     [("the two-month assault on the fortress ended", "occurred", "2024-05-12")]),
    # statements, standing facts, furniture
    ("The minister denounced the plan on Monday and described it as a joke.", []),
    ("The river is 300 miles long and flows into the sea.", []),
    ("Comments are closed.\n\nSign up for our newsletter today.", []),
    ("Tom Weller won the race in 1998 and again in 2002.", [("Tom Weller won the race", "occurred", "1998")]),
    # nouns that name what happens
    ("An earthquake in Chile on Sunday left thousands without power.",
     [("An earthquake in Chile left thousands without power", "occurred", "2024-05-12")]),
    ("Growers protested during a visit by the minister to Turin on Thursday.",
     [("Growers protested during a visit by the minister to Turin", "occurred", "2024-05-09")]),
    ("The meeting lasted three hours.", [("The meeting lasted three hours", "occurred", None)]),
    # local, sport, business, science
    ("The school on Mill Lane reopened this week after repairs.",
     [("The school on Mill Lane reopened after repairs", "occurred", "2024-05-13/2024-05-19")]),
    ("Leeds beat Hull 3-1 on Saturday.", [("Leeds beat Hull 3-1", "occurred", "2024-05-11")]),
    ("Harbin Steel bought a mill near Gary, Ind., for $40 million in March.",
     [("Harbin Steel bought a mill near Gary, Ind., for $40 million", "occurred", "2024-03")]),
    ("Astronomers discovered the comet two years ago.", [("Astronomers discovered the comet", "occurred", "2022")]),
    ("Voters in Orsk elected a new council yesterday; turnout was 40%.",
     [("Voters in Orsk elected a new council", "occurred", "2024-05-14")]),
    ("In March, 141 countries adopted a resolution condemning the raid.",
     [("141 countries adopted a resolution condemning the raid", "occurred", "2024-03")]),
    ("Police arrested two men on suspicion of arson, but released them on Tuesday.",
     [("Police arrested two men on suspicion of arson", "occurred", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NEWS, ids=[text[:40] for text, _ in NEWS])
def test_all_that_happens(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = read(text)
    assert not found.faults
    told = [(event.description, event.status, event.time.edtf if event.time else None) for event in found.events]
    assert sorted(told, key=str) == sorted(expected, key=str)
