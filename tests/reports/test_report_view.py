from __future__ import annotations

import pytest
from hypothesis import given

from summarizer.reports.plain import plain
from summarizer.reports.view import view, web_address
from summarizer.schema import ArticleInfo, Gist, Origin, Story, StoryEvent

from .hostile import TEXTS, unsafe
from .stories import collision, corroboration, difference, mentions, reading, same, variation


def story_of(*articles: ArticleInfo, **more: object) -> Story:
    fields: dict[str, object] = {
        "id": "s",
        "title": "Ferry",
        "gist": Gist(),
        "models": ("m",),
        "articles": tuple(reading(same, article=article) for article in articles),
        "origins": (Origin(id="o1", kind="agency", articles=tuple(a.id for a in articles), reason="one report"),),
    }
    return Story.model_validate(fields | more)


def labels(*articles: ArticleInfo) -> list[str]:
    return [source.label for source in view(story_of(*articles)).sources]


def test_a_source_is_called_by_its_outlet_else_host_else_title_else_id() -> None:
    assert labels(
        ArticleInfo(id="1", outlet="Harbour Post", url="https://a.example", published="2022-04-22"),
        ArticleInfo(id="2", url="https://www.b.example/x", title="Ferry", published="2022-05-01T08:00:00Z"),
        ArticleInfo(id="3", url="file:///c.html", title="Ferry"),
        ArticleInfo(id="4"),
    ) == ["Harbour Post, 22 Apr", "b.example, 1 May", "Ferry, undated", "4, undated"]


def test_labels_of_a_story_differ_and_have_a_year_only_when_years_do() -> None:
    first, second, third = (
        ArticleInfo(id=number, outlet="Harbour Post", published="2022-12-31") for number in ("1", "2", "3")
    )
    assert labels(first, second, third) == [
        "Harbour Post, 31 Dec",
        "Harbour Post, 31 Dec (2)",
        "Harbour Post, 31 Dec (3)",
    ]
    assert labels(first, ArticleInfo(id="4", outlet="Coast Wire", published="2023-01-01")) == [
        "Harbour Post, 31 Dec 2022",
        "Coast Wire, 1 Jan 2023",
    ]


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "https:///x", "http://[x"],
)
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert web_address(url) is None


def test_a_link_is_ascii_without_spaces_quotes_or_angle_brackets() -> None:
    assert web_address('https://a.example/ä b"<>`\\\n?q=1&r=%20') == (
        "https://a.example/%C3%A4%20b%22%3C%3E%60%5C%0A?q=1&r=%20"
    )


def test_the_basis_says_what_is_missing() -> None:
    assert view(collision()).basis == (
        "4 articles, 3 named outlets (1 article names none), 3 origins · published 22–24 April 2022 · 1 undated"
        " · read by gpt-5-mini"
    )


def test_many_articles_of_one_origin_are_not_taken_for_confirmation() -> None:
    notices = view(story_of(ArticleInfo(id="1"), ArticleInfo(id="2"))).notices
    assert "All 2 articles go back to one origin: nothing here is independently confirmed." in notices
    assert "No differences between the articles were found." in notices


def test_a_single_article_is_not_said_to_agree() -> None:
    notices = view(story_of(ArticleInfo(id="1", published="2022-04-22"))).notices
    assert notices == ("There is one article only, and nothing to compare it with.",)


def test_every_value_of_a_differing_field_is_shown_with_who_gives_it() -> None:
    event = StoryEvent(
        id="v1",
        description="The ferry sailed",
        edtf="2022-04",
        status="planned",
        mentions=mentions("1/v1", "2/v1"),
        corroboration=corroboration(2, 1),
        values=(variation("edtf", ("2022-04", "1/v1"), ("2022-04-18/2022-04-24", "2/v1")),),
    )
    shown = view(story_of(ArticleInfo(id="1"), ArticleInfo(id="2"), events=(event,))).timeline[0]
    (alternatives,) = shown.notes.alternatives
    assert alternatives.field == "date"
    assert [(reading.text, reading.articles) for reading in alternatives.readings] == [
        ("April 2022", (1,)),
        ("18–24 April 2022", (2,)),
    ]


def test_an_event_without_a_date_keeps_the_words_of_the_article() -> None:
    undated = view(collision()).timeline[2]
    assert (undated.date, undated.details) == ("no date", ("“in recent weeks”",))


def test_a_difference_names_what_it_is_about_and_in_what_words() -> None:
    conflict, update, _ = view(collision()).differences
    assert (conflict.item, conflict.field) == ("The ferry Aurelia and a barge collided off Port Calder", "date")
    assert [(side.value, side.articles) for side in conflict.sides] == [
        ("21 April 2022", (1,)),
        ("20 April 2022", (4,)),
    ]
    assert update.item == "Ivo Tamm on an independent inquiry"


def test_a_difference_between_renderings_shows_each_once() -> None:
    sides = (("The crew slept.", "post/q1", "The crew slept."), ("The crew did not sleep.", "wire/q1", "did not sleep"))
    found = difference(1, "conflict", "q1", "polarity", "only one denies it", *sides)
    shown = view(collision().model_copy(update={"differences": (found,)})).differences[0]
    assert shown.item == "Mara Ilves: “We heard two blasts of the horn and then nothing at all.”"
    assert [[words.text for words in side.evidence] for side in shown.sides] == [[], ["did not sleep"]]


def test_details_leave_out_whom_the_description_names() -> None:
    event = (
        collision()
        .events[1]
        .model_copy(
            update={
                "description": "Tamm will see Ilvés's crew at Kyryv",
                "participants": ("n6", "n1", "n5"),
                "places": ("n3",),
            }
        )
    )
    shown = view(collision().model_copy(update={"events": (event,)})).timeline[0]
    assert shown.details == ("with Seafarers' Union", "according to Ivo Tamm")


def test_holders_on_one_target_stand_together() -> None:
    first, second = view(collision()).targets
    assert [holding.holder for holding in first.holdings] == ["Ivo Tamm", "Seafarers' Union"]
    assert [holding.holder for holding in second.holdings] == ["Mara Ilves"]


def test_the_chosen_rendering_comes_first_and_nobody_named_last() -> None:
    ilves, nobody = view(collision()).speakers
    assert ilves.utterances[0].renderings[0].text == "“We heard two blasts of the horn and then nothing at all.”"
    assert nobody.name is None


def test_only_the_speakers_own_words_stand_in_quotation_marks() -> None:
    renderings = view(collision()).speakers[0].utterances[0].renderings
    assert {rendering.kind: rendering.text.startswith("“") for rendering in renderings} == {
        "direct": True,
        "indirect": False,
    }


@given(TEXTS)
def test_plain_text_is_one_line_without_controls(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1
    assert not unsafe(plain(text))


@given(TEXTS)
def test_plain_text_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_plain_text_keeps_what_languages_are_written_with() -> None:
    text = "“Ça alors !” می‌خواهم 港 👩‍👧 – e\u0301"
    assert plain(text) == text


def test_a_control_character_is_seen_not_obeyed() -> None:
    assert plain("a\x1b[31mb\u202ec") == "a\ufffd[31mbc"
