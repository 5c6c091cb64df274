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
    (target,) = story.stances
    assert [one.side for one in target.stances] == ["against", "against"]
    assert len({one.holder for one in target.stances}) == 2


def test_both_positions_of_one_holder_are_told_and_which_report_has_which() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "supports", "the harbour levy"),
        holding("b", "2031-05-11", "Anna Berg", "opposes", "the harbour levy"),
    )
    ((stance,),) = (target.stances for target in story.stances)
    assert [clause.evidence[0].article for clause in stance.line.clauses] == ["a", "b"]
    assert stance.side == "mixed"


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
    (target,) = one_story(*reports).stances
    assert len(target.stances) == 1


def test_a_thing_and_what_it_is_to_bring_about_are_two_targets() -> None:
    story = one_story(
        holding("a", "2031-05-09", "Anna Berg", "supports", "a visit to Drevno to end the river war"),
        holding("b", "2031-05-09", "Anna Berg", "supports", "an end to the river war"),
    )
    assert len(story.stances) == 2


def in_language(report: Report, language: str) -> Report:
    report._info = report._info.model_copy(update={"language": language})
    return report


def test_a_target_in_another_language_joins_those_of_which_it_shares_one_s_event() -> None:
    """Where words tell nothing, two targets of one holder agree by 0.4: with one that is the same event, 0.7."""
    reports = [holding("b", "2031-05-09", "Anna Berg", "supports", "the truce on the river")]
    for article, target, language in (("a", "the truce on the river", "en"), ("c", "die Waffenruhe am Fluss", "de")):
        one = Report(article, "2031-05-09", gist=GIST, title=GIST)
        berg = one.entity("Anna Berg")
        event = one.event("the League calls a truce", "truce", [one.entity("River League", "organization")])
        one.stance(berg, "supports", target, about=event)
        reports.append(in_language(one, language))
    story = one_story(*[in_language(reports[0], "en"), *reports[1:]])
    assert len(story.stances) == 1


def test_two_targets_of_one_holder_in_two_languages_are_two_where_nothing_joins_them() -> None:
    story = one_story(
        in_language(holding("a", "2031-05-09", "Anna Berg", "supports", "the harbour levy"), "en"),
        in_language(holding("b", "2031-05-09", "Anna Berg", "supports", "die Hafenabgabe"), "de"),
    )
    assert len(story.stances) == 2
