"""Copies count once; what is independent counts for itself."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from .build import Report, one_story

GIST = "The bridge at Drevno is open after years of work, the mayor says."


def article(name: str, outlet: str | None = None, credits_: tuple[str, ...] = (), text: str | None = None) -> Report:
    one = Report(
        name, "2031-05-09", outlet=outlet, gist=GIST, title=GIST, credits_=credits_, text=text or f"Text {name}"
    )
    one.event("the mayor opens the bridge", "opens", [one.entity("Anna Berg")], status="occurred")
    return one


def test_two_outlets_that_print_an_agency_s_text_are_one_origin_under_either_name_of_it() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    story = one_story(
        article("a", "Daily Ferry", ("AFP",), text),
        article("b", "Harbour Post", ("Agence France-Presse",), f"{text} And more of its own."),
        article("c", "Lamp"),
    )
    assert [(one.kind, one.articles) for one in story.copies] == [("agency", ("a", "b"))]
    assert story.events[0].corroboration.model_dump() == {"articles": 3, "outlets": 3, "origins": 2}


def test_crediting_an_agency_for_a_statement_does_not_make_the_report_the_agency_s() -> None:
    story = one_story(article("a", "Daily Ferry", ("Reuters",)), article("b", "Harbour Post", ("Reuters",)))
    assert story.copies == ()


def test_an_article_of_the_agency_and_one_in_its_name_are_one_origin() -> None:
    own = article("a", "AFP")
    reprint = Report("b", "2031-05-09", outlet="Harbour Post", byline="AFP", gist=GIST, title=GIST, text="Another lead")
    story = one_story(own, reprint)
    assert [(one.kind, one.articles) for one in story.copies] == [("agency", ("a", "b"))]


def test_an_article_whose_quotes_an_agency_carried_is_that_agency_s() -> None:
    one = Report("a", "2031-05-09", outlet="Daily Ferry", gist=GIST, title=GIST, credits_=("Reuters",), text="Text a")
    reuters, berg = one.entity("Reuters", "organization"), one.entity("Anna Berg")
    for said in ("The bridge is open", "The tolls are gone", "Everybody may cross"):
        one.quote(said, berg, via=[reuters])
    story = one_story(one, article("b", "Reuters"))
    assert [(origin.kind, origin.articles) for origin in story.copies] == [("agency", ("a", "b"))]


def test_a_copied_text_is_one_origin_and_the_reason_says_so() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    story = one_story(
        article("a", "Daily Ferry", text=text), article("b", "Harbour Post", text="A lead of its own. " + text)
    )
    (origin,) = story.copies
    assert origin.kind == "near_duplicate"
    assert "wording in common" in origin.reason


def test_a_copy_that_hides_its_agency_counts_with_the_agency() -> None:
    text = " ".join(f"word{n}" for n in range(200))
    story = one_story(
        article("a", "Daily Ferry", ("Reuters",), text), article("b", "Harbour Post", text=text + " The end.")
    )
    assert [(one.kind, one.name, one.articles) for one in story.copies] == [("agency", "Reuters", ("a", "b"))]


def test_two_articles_of_one_outlet_are_one_origin() -> None:
    story = one_story(article("a", "Daily Ferry"), article("b", "Daily Ferry"))
    assert [(one.kind, one.articles) for one in story.copies] == [("outlet", ("a", "b"))]


def test_an_outlet_that_carries_two_agencies_does_not_make_them_one() -> None:
    afp, reuters = (" ".join(f"{name}{n}" for n in range(200)) for name in ("word", "other"))
    story = one_story(
        article("a", "Daily Ferry", ("AFP",), afp),
        article("b", "Daily Ferry", ("Reuters",), reuters),
        article("c", "Lamp", ("Reuters",), reuters),
    )
    assert [one.articles for one in story.copies] == [("b", "c")]


def test_articles_without_outlet_or_text_are_origins_of_their_own() -> None:
    story = one_story(Report("a", gist=GIST, title=GIST, text=""), Report("b", gist=GIST, title=GIST, text=""))
    assert story.copies == ()


def test_an_event_that_all_have_from_one_person_has_one_origin() -> None:
    reports = []
    for name in "ab":
        one = Report(name, "2031-05-09", gist=GIST, title=GIST, text=f"Text {name}")
        berg = one.entity("Anna Berg")
        one.event("the mayor opens the bridge", "opens", [berg], status="alleged", attributed_to=berg)
        reports.append(one)
    assert one_story(*reports).events[0].corroboration.origins == 1


@pytest.mark.parametrize(
    ("shared", "credited", "copied"),
    [(0.5, False, True), (0.49, False, False), (0.25, True, True), (0.24, True, False)],
)
def test_half_the_wording_makes_a_copy_and_a_quarter_where_both_credit_the_same(
    shared: float, credited: bool, copied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.text.near_duplicates.similarity", Mock(return_value=shared))
    text = " ".join(f"word{n}" for n in range(200))
    credits_ = ("Lamp Agency",) if credited else ()
    story = one_story(
        article("a", "Daily Ferry", credits_, text), article("b", "Harbour Post", credits_, f"{text} More.")
    )
    assert bool(story.copies) is copied
