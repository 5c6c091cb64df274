"""Holder by target, with every position and when it was reported."""

from __future__ import annotations

from .build import Report, one_story

GIST = "Ministers quarrel over the harbour levy and the truce on the river."


def holding(article: str, published: str | None, holder: str, position: str, target: str) -> Report:
    one = Report(article, published, gist=GIST, title=GIST)
    one.stance(one.entity(holder), position, target)  # type: ignore[arg-type]
    return one


def test_one_target_under_two_wordings_is_one_stance() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "supports", "a river truce"),
        holding("b", "2031-05-09", "Anna Berg", "supports", "the cease-fire on the river"),
    )
    assert len(story.stances) == 1


def test_a_deputy_does_not_hold_the_stance_of_the_country() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "opposes", "the harbour levy"),
        holding("b", "2031-05-09", "Olof Ek", "opposes", "the harbour levy"),
    )
    assert len(story.stances) == 2


def test_a_change_of_mind_is_an_update_when_publication_tells_the_order() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "supports", "the harbour levy"),
        holding("b", "2031-05-11", "Anna Berg", "opposes", "the harbour levy"),
    )
    (stance,), (difference,) = story.stances, story.differences
    assert [(one.position, one.published) for one in stance.positions] == [
        ("supports", "2031-05-09"),
        ("opposes", "2031-05-11"),
    ]
    assert difference.kind == "update"


def test_without_an_order_of_publication_differing_positions_are_a_conflict() -> None:
    story = one_story(
        holding("a", None, "Anna Berg", "supports", "the harbour levy"),
        holding("b", "2031-05-11", "Anna Berg", "opposes", "the harbour levy"),
    )
    assert [one.kind for one in story.differences] == ["conflict"]


def test_a_target_is_known_by_its_event_whatever_it_is_called() -> None:
    reports = []
    for article, name in (("a", "the pause that envoys asked for"), ("b", "a truce over the holidays")):
        one = Report(article, "2031-05-09", gist=GIST, title=GIST)
        berg = one.entity("Anna Berg")
        about = one.event(
            "the League calls a truce on the river", "truce", [one.entity("River League", "organization")]
        )
        one.stance(berg, "supports", name, about)
        reports.append(one)
    (stance,) = one_story(*reports).stances
    assert stance.about == "e1"


def test_a_change_of_mind_that_one_report_tells_is_shown_in_its_order() -> None:
    one = Report("a", "2031-05-09", gist=GIST, title=GIST)
    berg = one.entity("Anna Berg")
    one.stance(berg, "opposes", "the harbour levy")
    one.stance(berg, "conditional", "the harbour levy")
    (difference,) = one_story(one).differences
    assert (difference.kind, [side.value for side in difference.sides]) == ("update", ["opposes", "conditional"])


def test_a_thing_and_what_it_is_to_bring_about_are_two_targets() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "supports", "a visit to Drevno to end the river war"),
        holding("b", "2031-05-09", "Anna Berg", "supports", "an end to the river war"),
    )
    assert len(story.stances) == 2
