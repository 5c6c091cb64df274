"""One happening once, told by several; two happenings never as one."""

from __future__ import annotations

from typing import Any

from .build import Report, one_story

GIST = "Oyarzún goes to Drevno for talks with Draganov."


def report(article: str, published: str | None = "2031-05-09") -> tuple[Report, dict[str, str]]:
    """An empty report and the ids of those who act in it."""
    one = Report(article, published, gist=GIST, title=GIST)
    ids = {name: one.entity(name) for name in ("Ramón Oyarzún", "Pavel Draganov", "Sergei Molotkov")}
    ids |= {name: one.entity(name, "place") for name in ("Drevno", "Kyiv")}
    ids |= {name: one.entity(name, "country") for name in ("Ukraine", "Kenya")}
    return one, ids


def merged(*told: dict[str, Any]) -> int:
    """How many events a story has, each told by a report of its own."""
    reports = []
    for at, event in enumerate(told):
        one, ids = report(f"a{at}", event.pop("published", "2031-05-09"))
        people, places = event.pop("people", ["Ramón Oyarzún"]), event.pop("places", [])
        one.event(**event, participants=[ids[name] for name in people], places=[ids[name] for name in places])
        reports.append(one)
    return len(one_story(*reports).events)


def test_a_visit_to_two_cities_is_two_visits() -> None:
    there = {"description": "Oyarzún visits Drevno", "trigger": "visits", "places": ["Drevno"]}
    elsewhere = {"description": "Oyarzún visits Kyiv", "trigger": "visits", "places": ["Kyiv"]}
    assert merged(there, elsewhere) == 2


def test_a_place_that_only_the_words_name_tells_visits_apart() -> None:
    there = {"description": "Oyarzún visits Drevno", "trigger": "visits"}
    elsewhere = {"description": "Oyarzún visits Kyiv", "trigger": "visits"}
    assert merged(there, elsewhere) == 2


def test_meetings_with_two_people_on_one_day_are_two() -> None:
    common = {"trigger": "meets", "places": ["Drevno"], "date": "2031-05-13"}
    one = {"description": "Oyarzún meets Draganov", "people": ["Ramón Oyarzún", "Pavel Draganov"], **common}
    other = {"description": "Oyarzún meets Molotkov", "people": ["Ramón Oyarzún", "Sergei Molotkov"], **common}
    assert merged(one, other) == 2


def test_planned_and_then_done_is_one_event() -> None:
    plan = {"description": "Oyarzún will visit Drevno", "trigger": "visit", "places": ["Drevno"], "date": "2031-05-13"}
    done = plan | {"description": "Oyarzún visited Drevno", "trigger": "visited", "status": "occurred"}
    assert merged(plan, done) == 1


def test_the_announcement_is_not_the_event() -> None:
    both = {"people": ["Ramón Oyarzún", "Pavel Draganov"]}
    said = {"description": "Draganov announced a meeting with Oyarzún", "trigger": "announced", **both}
    meant = {"description": "Draganov has a meeting with Oyarzún", "trigger": "meeting", **both}
    assert merged(said, meant) == 2


def test_an_attempt_is_not_the_deed() -> None:
    deed = {"description": "raiders attack the ferry", "trigger": "attack", "status": "occurred", "people": []}
    attempt = deed | {"description": "raiders attempt to attack the ferry"}
    assert merged(deed, attempt) == 2


def test_a_cause_is_not_its_effect() -> None:
    cause = {
        "description": "a guard shot Molotkov",
        "trigger": "shot",
        "status": "occurred",
        "people": ["Sergei Molotkov"],
    }
    effect = cause | {"description": "Molotkov died", "trigger": "died"}
    assert merged(cause, effect) == 2


def test_one_edition_of_a_yearly_event_is_that_edition() -> None:
    one = {"description": "Drevno hosts the 2030 ferry fair", "trigger": "fair", "status": "occurred", "people": []}
    assert merged(one, one | {"description": "Drevno hosts the 2031 ferry fair"}) == 2


def test_like_events_on_other_days_stay_apart_unless_all_else_agrees() -> None:
    first = {"description": "Oyarzún visits Drevno", "trigger": "visits", "date": "2031-03-01", "status": "occurred"}
    second = first | {"date": "2031-05-13"}
    assert merged(first, second) == 2


def test_each_report_has_its_own_day_of_one_event_and_nothing_is_called_a_conflict() -> None:
    reports = []
    for article, day in (("a", "2031-05-07"), ("b", "2031-05-08")):
        one, ids = report(article)
        who = [ids["Ramón Oyarzún"], ids["Pavel Draganov"]]
        one.event("Oyarzún met Draganov in Drevno", "met", who, [ids["Drevno"]], day, "occurred")
        reports.append(one)
    story = one_story(*reports)
    assert [version.line.articles for version in story.events[0].versions] == [("a",), ("b",)]
    assert story.know_before_repeating == ()


def test_light_verbs_do_not_hide_what_they_carry() -> None:
    both = {"people": ["Ramón Oyarzún", "Pavel Draganov"]}
    held = {"description": "Oyarzún and Draganov held talks", "trigger": "held", **both}
    met = {"description": "Oyarzún met Draganov", "trigger": "met", **both}
    assert merged(held, met) == 1


def test_the_timeline_is_in_order_of_dates_with_undated_events_last() -> None:
    one, ids = report("a")
    who = [ids["Ramón Oyarzún"]]
    one.event("Oyarzún signs the treaty", "signs", who, [], None)
    one.event("Oyarzún visits Kyiv", "visits", who, [ids["Kyiv"]], "2031-05-15")
    one.event("envoys wrote to Oyarzún", "wrote", who, [], "2031-05", "occurred")
    assert [event.edtf for event in one_story(one).events] == ["2031-05", "2031-05-15", None]


def test_a_journey_to_a_country_may_be_the_one_to_its_city_and_never_the_one_to_another_country() -> None:
    asked = {"description": "Oyarzún visits Ukraine", "trigger": "visits", "places": ["Ukraine"], "status": "proposed"}
    fixed = {"description": "Oyarzún will go to Kyiv", "trigger": "go", "places": ["Kyiv"], "date": "2031-05-15"}
    dropped = {
        "description": "Oyarzún makes a trip to Kenya",
        "trigger": "trip",
        "places": ["Kenya"],
        "status": "cancelled",
    }
    assert merged(dict(asked), dict(fixed)) == 1
    assert merged(dict(dropped), dict(fixed)) == 2
    assert merged(dict(dropped), dict(asked)) == 2


def test_a_journey_to_two_cities_is_the_one_to_the_first() -> None:
    both = {"description": "Oyarzún travels to Drevno and Kyiv", "trigger": "travels", "places": ["Drevno", "Kyiv"]}
    first = {"description": "Oyarzún will arrive in Drevno", "trigger": "arrive", "places": ["Drevno"]}
    second = {"description": "Oyarzún visits Kyiv", "trigger": "visits", "places": ["Kyiv"]}
    assert merged(dict(both), dict(first)) == 1
    assert merged(dict(both), dict(second)) == 2


def test_a_meeting_asked_for_in_two_cities_is_not_the_one_held_in_one_of_them() -> None:
    two = ["Ramón Oyarzún", "Pavel Draganov"]
    held = {"description": "Oyarzún meets Draganov in Drevno", "trigger": "meets", "people": two, "places": ["Drevno"]}
    asked = {
        "description": "Oyarzún meets Draganov and Molotkov in Drevno and Kyiv",
        "trigger": "meets",
        "people": [*two, "Sergei Molotkov"],
        "places": ["Drevno", "Kyiv"],
        "status": "proposed",
    }
    assert merged(held, asked) == 2


def test_the_arrival_is_not_the_meeting_and_the_meeting_with_the_host_not_the_lunch_with_the_minister() -> None:
    day = {"date": "2031-05-13", "places": ["Drevno"]}
    arrival = {"description": "Oyarzún arrives in Drevno", "trigger": "arrives", **day}
    meeting = {"description": "Draganov receives Oyarzún", "trigger": "receives", **day}
    lunch = {"description": "Oyarzún has lunch with Molotkov", "trigger": "lunch", **day}
    meeting["people"], lunch["people"] = ["Pavel Draganov", "Ramón Oyarzún"], ["Ramón Oyarzún", "Sergei Molotkov"]
    assert merged(arrival, meeting, lunch) == 3


def test_the_truce_of_a_feast_is_not_one_called_for_without_it() -> None:
    feast = {"description": "both sides keep an Easter truce", "trigger": "truce", "status": "proposed", "people": []}
    again = feast | {"description": "the armies lay down arms for an Easter cease-fire", "trigger": "cease-fire"}
    later = feast | {"description": "both sides keep a humanitarian pause", "trigger": "humanitarian pause"}
    assert merged(dict(feast), dict(again)) == 1
    assert merged(dict(feast), dict(later)) == 2


def test_two_more_dead_are_not_all_the_dead() -> None:
    every = {"description": "seven dockers died", "trigger": "died", "status": "occurred", "people": []}
    assert merged(dict(every), every | {"description": "two more dockers died"}) == 2


def test_a_word_of_many_meanings_is_not_enough() -> None:
    crack = {"description": "dockers reported cracks in the quay", "trigger": "reported", "people": []}
    inquiry = crack | {"description": "the inquiry reports within a month", "trigger": "reports"}
    assert merged(crack, inquiry) == 2


def test_what_had_happened_is_not_what_is_dated_later() -> None:
    past = {"description": "Oyarzún visited Kyiv", "trigger": "visited", "places": ["Kyiv"], "status": "occurred"}
    to_come = {"description": "Oyarzún visits Kyiv", "trigger": "visits", "places": ["Kyiv"], "date": "2031-05-15"}
    assert merged(past, to_come) == 2


def test_cases_with_numbers_of_their_own_are_two() -> None:
    first = {"description": "the board opened inquiry SR-2031-052", "trigger": "opened", "people": []}
    assert merged(dict(first), first | {"description": "the board opened inquiry SR-2031-053"}) == 2


def test_a_toll_that_rises_is_of_one_blast() -> None:
    first = {"description": "five people were killed in a blast at the mill", "trigger": "killed", "people": []}
    first |= {"status": "occurred", "date": "2031-05-08"}
    assert merged(dict(first), first | {"description": "seven people were killed in a blast at the mill"}) == 1


def test_a_toll_in_other_words_is_of_one_blast_and_the_last_report_s_stands_first() -> None:
    reports = []
    for article, published, told, trigger in (
        ("a", "2031-05-08", "a blast at the Drevno mill left 12 dead", "left"),
        ("b", "2031-05-09", "17 people were killed in the blast at the Drevno mill", "killed"),
    ):
        one, _ = report(article, published)
        one.event(told, trigger, status="occurred", date="2031-05-08")
        reports.append(one)
    (event,) = one_story(*reports).events
    assert "17" in event.line.text
    assert len(event.versions) == 2


def test_deaths_of_two_kinds_are_two_events() -> None:
    day: dict[str, Any] = {"status": "occurred", "date": "2031-05-08", "people": []}
    mill = {"description": "a blast at the Drevno mill left 12 dead", "trigger": "left"} | day
    bus = {"description": "three tourists died when a bus overturned in the hills", "trigger": "died"} | day
    assert merged(mill, bus) == 2


def test_unnamed_people_are_no_names_that_tell_deaths_apart() -> None:
    reports = []
    for article, told in (("a", "Five people were killed"), ("b", "Seven people were killed in a blast at a market")):
        one, _ = report(article)
        who = one.entity(" ".join(told.split()[:2]), "group")
        one.event(told, "killed", [who], status="occurred", date="2031-05-08")
        reports.append(one)
    (event,) = one_story(*reports).events
    assert len(event.versions) == 2


def test_copies_of_one_text_tell_an_event_once() -> None:
    told = {"description": "talks are to resume", "trigger": "talks", "people": []}
    assert merged(dict(told), dict(told), dict(told)) == 1


def test_whose_word_it_is_stays_with_the_report_that_has_it() -> None:
    one, ids = report("a")
    one.event("Oyarzún resigned", "resigned", [ids["Ramón Oyarzún"]], status="occurred")
    other, ids = report("b")
    other.event(
        "Oyarzún resigned", "resigned", [ids["Ramón Oyarzún"]], status="alleged", attributed_to=other.entity("aides")
    )
    (event,) = one_story(one, other).events
    texts = {version.line.articles: version.line.text for version in event.versions}
    assert "aides" not in texts[("a",)]
    assert "aides" in texts[("b",)]


def test_one_report_seldom_tells_one_happening_twice() -> None:
    one, ids = report("a")
    other, _ = report("b")
    for description in ("Oyarzún closes the road by the harbour", "Oyarzún closes the fishing grounds by the mill"):
        one.event(description, "closes", [ids["Ramón Oyarzún"]])
    assert len(one_story(one, other).events) == 2
