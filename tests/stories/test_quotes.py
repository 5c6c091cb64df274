"""One utterance once, with each rendering verbatim; never across speakers."""

from __future__ import annotations

import pytest

from .build import Report, one_story, quote_of

GIST = "The palace and the League speak about the bridge at Drevno."
SAID = "The bridge at Drevno will be opened to all travellers before the first snow falls"


def told(article: str, text: str, speaker: str = "Leonid Varga", published: str | None = "2031-05-09") -> Report:
    one = Report(article, published, gist=GIST, title=GIST)
    one.quote(text, one.entity(speaker))
    return one


@pytest.mark.parametrize(
    "rendering",
    [
        "Before the first snow falls, Drevno's bridge will be open to every traveller",
        "opened to all travellers before the first snow",
        "The bridge at Drevno would be opened before the snow, to all who travel",
    ],
)
def test_translations_and_parts_are_one_utterance(rendering: str) -> None:
    assert len(one_story(told("a", SAID), told("b", rendering)).quotes) == 1


def test_the_same_words_of_two_speakers_are_two_utterances() -> None:
    assert len(one_story(told("a", SAID), told("b", SAID, "Elena Arkhipova")).quotes) == 2


def test_a_like_statement_a_week_later_is_another() -> None:
    later = told("b", "The bridge at Drevno is going to be opened before the snow falls", published="2031-05-17")
    assert len(one_story(told("a", SAID), later).quotes) == 2


def test_days_named_beside_the_cue_tell_like_statements_apart() -> None:
    reports = []
    for article, day in (("a", "Monday"), ("b", "Thursday")):
        one = Report(article, "2031-05-09", gist=GIST, title=GIST)
        one.quote(
            f"{SAID}{'' if day == 'Monday' else ' on us'}, friends of {article}",
            one.entity("Varga"),
            cue=f"said {day}",
        )
        reports.append(one)
    assert len(one_story(*reports).quotes) == 2


def test_one_that_denies_and_one_that_does_not_are_two_utterances_whatever_words_they_share() -> None:
    shut = told("a", "We will not open the quay until the silo is cold", published="2031-11-03")
    opened = told("b", "The quay is open and the silo is cold", published="2031-11-06")
    assert len(one_story(shut, opened).quotes) == 2


@pytest.mark.parametrize("other", [SAID, "The bridge at Drevno will be opened before the first snow falls"])
def test_what_one_report_has_denied_and_another_has_said_are_two_utterances(other: str) -> None:
    denied = Report("a", "2031-05-09", gist=GIST, title=GIST)
    denied.quote(SAID, denied.entity("Leonid Varga"), cue="denied", kind="indirect", disowned="denied")
    story = one_story(denied, told("b", other))
    assert sorted(str(quote.renderings[0].disowned) for quote in story.quotes) == ["None", "denied"]


def test_another_statement_of_the_same_speaker_is_another() -> None:
    assert len(one_story(told("a", SAID), told("b", "Nobody in the palace has seen the League's letter")).quotes) == 2


def test_one_long_quote_joins_with_the_parts_that_another_report_splits_it_into() -> None:
    second = "and the toll that merchants have feared since spring is off the table for good"
    whole = told("whole", f"{SAID}, {second}")
    split = told("split", SAID)
    split.quote(second, "n1")
    assert len(one_story(whole, split).quotes) == 1


def test_a_phrase_that_two_statements_share_does_not_draw_them_together() -> None:
    two = told("two", f"{SAID}, a silver morning for the river towns")
    two.quote("We asked the League's envoys for patience and for a silver morning", "n1")
    part = told("part", "a silver morning")
    story = one_story(two, part)
    assert quote_of(story, "two", "q1") != quote_of(story, "two", "q2")


def test_direct_speech_stands_first_and_nothing_is_blended() -> None:
    one = told("a", SAID)
    other = Report("b", "2031-05-08", gist=GIST, title=GIST)
    longer = f"the bridge at Drevno would be opened to all travellers before the first snow falls, {'and so on ' * 5}"
    other.quote(longer, other.entity("Leonid Varga"), kind="indirect")
    (quote,) = one_story(one, other).quotes
    assert [(one.mention.article, one.text) for one in quote.renderings] == [("a", SAID), ("b", longer)]


def test_a_rendering_can_be_read_alone_with_cue_and_marks() -> None:
    (quote,) = one_story(told("a", SAID)).quotes
    assert quote.renderings[0].passage.exact.startswith(f"“{SAID}”, they said")


@pytest.mark.parametrize(
    ("one", "other"), [("No talks", "No talks"), ("The US keeps its word", "The U.S. keeps its word")]
)
def test_what_is_word_for_word_the_same_is_one(one: str, other: str) -> None:
    assert len(one_story(told("a", one), told("b", other)).quotes) == 1


def test_what_one_person_said_has_one_origin_however_many_report_it() -> None:
    story = one_story(*(told(article, SAID) for article in "abc"))
    assert story.quotes[0].corroboration.articles == 3
    assert story.quotes[0].corroboration.origins == 1


def test_unnamed_speakers_are_one_only_in_the_very_same_words() -> None:
    def unsaid(article: str, text: str) -> Report:
        one = Report(article, "2031-05-09", gist=GIST, title=GIST)
        one.quote(text)
        return one

    assert len(one_story(unsaid("a", SAID), unsaid("b", SAID)).quotes) == 1
    assert len(one_story(unsaid("a", SAID), unsaid("b", SAID.replace("falls", "comes"))).quotes) == 2


def test_a_set_phrase_is_not_the_words_that_it_means() -> None:
    phrase = told("a", "silencing the guns")
    plain = told("b", "to talk with the palace about steps to stop the fighting and to help the river towns")
    assert len(one_story(phrase, plain).quotes) == 2


def test_a_truce_for_a_feast_and_a_truce_are_asked_for_in_two_utterances() -> None:
    feast = told("a", "a truce of four days for the League's Easter")
    other = told("b", "a truce of some days along the river")
    assert len(one_story(feast, other).quotes) == 2


@pytest.mark.parametrize(
    ("before", "is_shown"), [("Would the bridge open this week?", True), ("The bridge stayed closed this week.", False)]
)
def test_a_reply_comes_with_its_question_and_with_nothing_else(before: str, is_shown: bool) -> None:
    report = Report("a", "2031-05-09", gist=GIST, title=GIST)
    speaker = report.entity("Leonid Varga")
    report.sentence(before)
    report.quote("Not yet", speaker)
    (quote,) = one_story(report).quotes
    assert (before in quote.renderings[0].passage.exact) is is_shown
    assert "“Not yet”, they said." in quote.renderings[0].passage.exact
