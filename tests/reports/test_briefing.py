"""What a report shows of a story, however it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.briefing import (
    Citation,
    Index,
    Part,
    Row,
    Section,
    Words,
    briefing,
    day,
    line,
    text_of,
    with_fewest_citations,
)
from summarizer.reports.html import html
from summarizer.reports.markdown import markdown
from summarizer.schema import (
    Article,
    ArticleReading,
    Caveat,
    Clause,
    Entity,
    Event,
    Evidence,
    Fact,
    Figure,
    Line,
    Stance,
    Story,
)
from summarizer.stories import merge

from .stories import Told, another, collision, paragraphs, same

TOLD = Told(same, paragraphs(same))
INDEX = Index.of(collision())


def shown(parts: tuple[Part, ...]) -> str:
    return "".join(part.text if isinstance(part, Words) else f" {part}" for part in parts).strip()


def told(*clauses: tuple[str, str]) -> str:
    return shown(line(TOLD.line(*clauses), INDEX))


def section(story: Story, name: str) -> Section:
    return next(each for each in briefing(story).sections if each.name == name)


def texts(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        yield f"{row.lead}: {shown(row.parts)}" if row.lead else shown(row.parts)
        yield from (f"  {text}" for text in texts(row.rows))


def lines(story: Story, name: str) -> list[str]:
    """The rows of a section, headings of groups between them."""
    found: list[str] = []
    for group in section(story, name).groups:
        found += [f"{group.heading} ({group.introduction})" if group.introduction else group.heading]
        found += texts(group.rows)
    return [each for each in found if each]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            [("The lamp goes dark on 4 May,", "post.crash page.crash"), ("if the court allows it.", "wire.crash")],
            "The lamp goes dark on 4 May [1, 3], if the court allows it [2].",
        ),
        ([("It is dark", "post.crash"), ("; it was light …", "wire.crash")], "It is dark [1]; it was light [2] …"),
        ([("He called it “a trap.”", "post.crash")], "He called it “a trap.” [1]"),
        ([("They met in the U.S.", "post.crash")], "They met in the U.S. [1]"),
        ([("At 5 p.m.,", "post.crash"), ("it rained.", "wire.crash")], "At 5 p.m. [1], it rained [2]."),
        ([("It rained", "post.crash"), (".", "post.crash")], "It rained [1]."),
        ([("{post} and {wire} say so.", "post.crash wire.crash")], "Harbour Post [1] and Coast Wire [2] say so."),
        ([("{page} says so,", "page.crash"), ("{page} alone.", "page.crash")], "Report [3] says so, report [3] alone."),
        ([("{evening} denies it.", "post.crash")], "Evening Courier [4] denies it [1]."),
        ([("{nobody} says so.", "post.crash")], "{nobody} says so [1]."),
    ],
)
def test_a_citation_stands_after_its_clause_and_before_the_punctuation(
    clauses: list[tuple[str, str]], expected: str
) -> None:
    assert told(*clauses) == expected


@given(
    st.lists(st.tuples(st.text("ab. ,;“”{}", min_size=1, max_size=12), st.sampled_from(["post", "wire"])), min_size=1)
)
def test_no_word_of_a_line_is_lost_and_none_is_added(clauses: list[tuple[str, str]]) -> None:
    given_line = Line(
        clauses=tuple(Clause(text=text, evidence=(TOLD.sourced(f"{article}.crash"),)) for text, article in clauses)
    )
    letters = re.sub(r"\s", "", "".join(text for text, _ in clauses))
    assert re.sub(r"\s", "", text_of(line(given_line, INDEX))) == letters


def test_each_citation_leads_to_the_sentences_of_its_own_clause() -> None:
    parts = line(TOLD.line(("The toll is four,", "evening.toll"), ("no longer three.", "post.crash wire.crash")), INDEX)
    cited = [[place.evidence.exact for place in part.places] for part in parts if isinstance(part, Citation)]
    assert cited == [
        [TOLD.paragraphs["evening"]["toll"]],
        [TOLD.paragraphs["post"]["crash"], TOLD.paragraphs["wire"]["crash"]],
    ]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ([("It rained", "post.crash"), ("all night.", "post.crash")], "It rained all night [1]."),
        ([("It rained.", "post.crash"), ("It snowed.", "post.crash")], "It rained [1]. It snowed [1]."),
        ([("It rained", "post.crash"), ("and snowed.", "wire.crash")], "It rained [1] and snowed [2]."),
        ([("It rained", "post.crash"), ("says {post}.", "post.crash")], "It rained [1] says Harbour Post [1]."),
    ],
)
def test_a_citation_that_the_next_one_repeats_in_the_same_sentence_can_be_left_out(
    clauses: list[tuple[str, str]], expected: str
) -> None:
    assert shown(with_fewest_citations(line(TOLD.line(*clauses), INDEX))) == expected


def test_many_articles_are_cited_in_runs() -> None:
    assert str(Citation((1, 2, 3))) == "[1, 2, 3]"
    assert str(Citation((1, 2, 3, 4, 6))) == "[1–4, 6]"


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2022-05-04", "4 May 2022"),
        ("2022-05-02/2022-05-08", "week of 2–8 May 2022"),
        ("2022-05-03/2022-05-09", "3–9 May 2022"),
        ("2022-05-04/..", "from 4 May 2022"),
        ("../2010-12-31", "by 31 December 2010"),
        ("XXXX-04-26", "26 April (no year given)"),
        ("2019", "2019"),
        ("2022-05-~04", ""),
    ],
)
def test_dates_are_written_as_people_write_them(edtf: str, expected: str) -> None:
    assert day(edtf) == expected


def test_the_timeline_has_dated_events_then_undated_ones_and_background_apart() -> None:
    assert lines(collision(), "timeline") == [
        "21 April 2022†: The ferry Aurelia and a gravel barge collided off Port Calder [1, 2],"
        " killing at least three people [1].",
        "  Harbour Post [1] and Coast Wire [2] have Thursday 21 April.",
        "  Report [3] has Wednesday night, off Kyriv point.",
        "Week of 25 April – 1 May 2022: Parliament is to debate an inquiry [4], which Tamm rejected [2]"
        " before he said he would accept one [4].",
        "No date given",
        "Fishermen had complained about the barge “in recent weeks” [3].",
        "To come, as of the last report",
        "From 4 May 2022: The Port Authority may close the northern channel to barges at night [1].",
        "Background",
        "2019: The northern channel was dredged for barges [4].",
    ]


def test_what_was_said_can_be_read_alone_in_the_words_of_its_report() -> None:
    assert lines(collision(), "quotes") == [
        "Mara Ilves (harbour master)",
        "“We heard two blasts of the horn and then nothing at all,”"
        " (22 April 2022; to reporters [1]; on the quay [1]; through Coast Wire [2]) [1, 2]",
        "  The reports contradict each other: quote neither without the other.",
        "Ivo Tamm (transport minister)",
        "saying the coast guard “has the matter in hand” [2]",
        "“I would accept an inquiry,” Mr Tamm told the Evening Courier on Sunday, “if the Seafarers’ Union"
        " asks for one.” (reported 24 April 2022) [4]",
        "Odo Brandt (secretary of the Seafarers’ Union)",
        "spoke: “did everything by the book” (for Rahel Sepp) [5]",
        "Seafarers’ Union",
        "called the minister’s answer “a scandal” [5]",
        "demanded an inquiry: “We will not carry barges’ mistakes to the grave.” [5]",
        "Nobody named",
        "“Nobody answered us.” [3]",
    ]


def test_a_quotation_whose_passage_has_only_cue_and_speaker_beside_it_gets_a_lead_in() -> None:
    (quote, *_) = collision().quotes
    wire = quote.renderings[1].model_copy(update={"told": "reporters"})
    alone = quote.model_copy(update={"renderings": (wire,), "note": None})
    story = collision().model_copy(update={"quotes": (alone,)})
    assert lines(story, "quotes")[1] == (
        "“We heard two blasts of the horn and then nothing at all”"
        " (22 April 2022; to reporters; through Coast Wire) [2]"
    )


def test_marks_that_a_report_has_not_got_are_not_added() -> None:
    (quote, *_) = collision().quotes
    unclosed = quote.renderings[0]
    passage = unclosed.passage
    cut = passage.model_copy(update={"exact": passage.exact.replace("”", ""), "end": passage.end - 1})
    alone = quote.model_copy(update={"renderings": (unclosed.model_copy(update={"passage": cut}),), "note": None})
    story = collision().model_copy(update={"quotes": (alone,)})
    assert "”" not in lines(story, "quotes")[1]


def test_the_same_words_denied_and_said_are_not_printed_as_one() -> None:
    quote = collision().quotes[0]
    denied = quote.renderings[2]
    said = denied.model_copy(update={"cue": "said", "mention": quote.renderings[1].mention})
    both = quote.model_copy(update={"renderings": (denied, said)})
    story = collision().model_copy(update={"quotes": (both,), "read": "scores"})
    assert len([each for each in lines(story, "quotes") if "horn" in each]) == 2


def test_a_quotation_is_dated_by_its_day_or_by_the_report_that_it_counts_from() -> None:
    quote = collision().quotes[0]
    weeks = quote.model_copy(update={"said": "2022-04-18/2022-04-24"})
    (shown, *_) = (
        one for one in lines(collision().model_copy(update={"quotes": (weeks,)}), "quotes") if "two blasts" in one
    )
    assert "reported 22 April 2022" in shown and "18" not in shown


def test_own_words_that_a_line_has_are_not_shown_again_but_a_quotation_always_is() -> None:
    story = collision()
    tamm = next(one for one in story.quotes if "has the matter in hand" in one.renderings[0].passage.exact)
    mixed = tamm.model_copy(update={"renderings": (tamm.renderings[0].model_copy(update={"kind": "mixed"}),)})
    quotes = tuple(mixed if one is tamm else one for one in story.quotes)
    assert "matter in hand" in str(lines(story.model_copy(update={"quotes": quotes}), "quotes"))
    clause = Clause(
        text="Tamm says the coast guard “has the matter in hand”.", evidence=story.gist[0].clauses[0].evidence
    )
    told = story.model_copy(update={"quotes": quotes, "gist": (Line(clauses=(clause,)),)})
    assert "matter in hand" not in str(lines(told, "quotes"))
    assert "We heard two blasts" in str(lines(told, "quotes"))


def test_all_who_stand_on_a_target_stand_under_it_with_their_names() -> None:
    assert lines(collision(), "stances") == [
        "an inquiry into the collision",
        "Seafarers’ Union: demands one [5].",
        "Ivo Tamm rejected one [2] and later said he would accept one if the Seafarers’ Union asks for it [4].",
        "barges in the northern channel at night",
        "The Port Authority may close it to them [1].",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("figures", ["People killed: at least three [1]; Three [2]; four [4]", "Seats needed for an inquiry: 51 [4]"]),
        ("facts", ["An inquiry needs a majority of 51 seats in Parliament [4]."]),
        (
            "origins",
            [
                "Harbour Post [1] and Coast Wire [2] rest on what the harbour master said, Evening Courier [4] on the"
                " coast guard.",
                "[1, 2] count as one: Harbour Post [1] says that it carries a report of Coast Wire",
            ],
        ),
        (
            "left-out",
            [
                "nothing else in the story turns on it",
                "Fishermen complained about the barge [3]",
                "Rain fell on Port Calder all night. [1]",
            ],
        ),
        (
            "did-not-hold",
            [
                "its sentences say the contrary",
                "Nobody died.",
                "the last words “as they say” are not in sentence 4",
                "quote [3]",
                "sentence 31 does not exist",
                "event: A pier burnt [3]",
            ],
        ),
    ],
)
def test_the_other_parts(name: str, expected: list[str]) -> None:
    assert lines(collision(), name) == expected


def test_caveats_are_one_line_each_with_their_kind() -> None:
    assert [row.lead for row in section(collision(), "know").groups[0].rows] == [
        "1. Conflict",
        "2. Update",
        "3. Source",
    ]


def test_only_names_that_do_not_show_it_are_told_to_be_one() -> None:
    (ilves, *others) = collision().entities
    assert not any(each.name == "names" for each in briefing(collision()).sections)
    known = ilves.model_copy(update={"names": ("Mara Ilves", "M. Ilves", "the harbour master")})
    story = collision().model_copy(update={"entities": (known, *others)})
    assert any("the harbour master" in one for one in lines(story, "names"))


def test_a_quotation_leads_to_the_warning_that_is_about_it() -> None:
    story = collision()
    quote = story.quotes[0]
    said = quote.renderings[0].passage
    warned = "The words “two blasts of the horn” were taken back."
    caveat = Caveat(kind="source", line=Line(clauses=(Clause(text=warned, evidence=(said,)),)))
    (first, *_) = section(story.model_copy(update={"know_before_repeating": (caveat,)}), "quotes").groups[0].rows
    assert "see 1" in text_of(first.parts)
    about_others = caveat.model_copy(update={"line": Line(clauses=(Clause(text="The ferry sank.", evidence=(said,)),))})
    (first, *_) = section(story.model_copy(update={"know_before_repeating": (about_others,)}), "quotes").groups[0].rows
    assert "see 1" not in text_of(first.parts)


def test_what_a_story_has_not_got_has_no_part() -> None:
    assert [each.name for each in briefing(another()).sections] == ["timeline"]


@pytest.mark.parametrize(
    ("how", "model", "said"),
    [
        ("together", "gpt-5-mini", "2 articles of 23–25 April 2022, read together by gpt-5-mini. "),
        ("grown", "gpt-5-mini", "read by gpt-5-mini as they came in, each beside the story so far. "),
        ("single", "gpt-5-mini", "read by gpt-5-mini. There is nothing to compare it with."),
        ("single", "builtin", "No language model read it: expect less to be found, and check it closely."),
        ("scores", "gpt-5-mini", "put together by scores. No model has read them side by side"),
    ],
)
def test_it_says_how_it_was_made_and_what_not_to_expect(how: str, model: str, said: str) -> None:
    together = model if how in ("together", "grown") else None
    seen = briefing(another().model_copy(update={"read": how, "model": together, "models": (model,)}))
    assert said in f"{seen.made} {seen.warning}"


def test_an_article_is_known_by_its_outlet_or_where_it_was_found() -> None:
    sources = briefing(collision()).sources
    assert [(source.label, source.day, source.title) for source in sources] == [
        ("Harbour Post", "22 April 2022", "Ferry and barge collide off Port Calder"),
        ("Coast Wire", "22 April 2022", "Collision at sea"),
        ("islandtimes.example", "undated", "untitled"),
        ("Evening Courier", "24 April 2022", "Ferry disaster: what we know"),
        ("Seafarers’ Letter", "25 April 2022", ""),
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[", "//evil.example", "file:///x"])
def test_an_address_that_leads_nowhere_on_the_web_is_no_link(url: str) -> None:
    story = another()
    (first, *others) = story.articles
    info = first.article.model_copy(update={"url": url})
    spoilt = story.model_copy(update={"articles": (first.model_copy(update={"article": info}), *others)})
    assert briefing(spoilt).sources[0].url is None


TRANSLATED = "Translation by the model, not to be quoted: "


def foreign_story() -> Story:
    article = Article(text="Die Bürgermeisterin Ada Holt öffnet die Brücke. 300 Leute kamen.", language="de")
    opened, came = (Evidence.cut(article.text, *span) for span in ((0, 47), (48, 64)))
    reading = ArticleReading(
        article=article.info,
        fingerprint="",
        text=article.text,
        gist="Ada Holt öffnet die Brücke.",
        gist_translation="Ada Holt opens the bridge.",
        translated_into="en",
        entities=(
            Entity(id="n1", name="Ada Holt", kind="person"),
            Entity(id="n2", name="die Brücke", kind="organization", translation="the bridge"),
        ),
        events=(
            Event(
                id="e1",
                description="Ada Holt öffnet die Brücke",
                trigger=opened,
                status="ongoing",
                translation="Ada Holt opens the bridge",
                evidence=(opened,),
            ),
        ),
        figures=(Figure(id="f1", counted="Leute", text="300", translation="people", evidence=(came,)),),
        facts=(Fact(id="b1", text="Die Brücke ist alt", translation="The bridge is old", evidence=(opened,)),),
        stances=(
            Stance(
                id="s1",
                holder="n1",
                target="die Öffnung der Brücke",
                position="supports",
                basis="did",
                translation="the opening of the bridge",
                evidence=(opened,),
            ),
        ),
    )
    (story,) = merge([reading])
    return story


def test_a_translation_stands_under_what_it_translates_and_says_that_it_is_one() -> None:
    story = foreign_story()
    assert list(texts(briefing(story).gist)) == [
        "Ada Holt öffnet die Brücke.",
        f"  {TRANSLATED}Ada Holt opens the bridge.",
    ]
    shown = "\n".join(lines(story, "timeline") + lines(story, "figures") + lines(story, "facts"))
    for translation in ("Ada Holt opens the bridge", "people", "The bridge is old"):
        assert f"  {TRANSLATED}{translation}" in shown
    assert f"({TRANSLATED[0].lower()}{TRANSLATED[1:]}the opening of the bridge)" in lines(story, "stances")[0]
    assert lines(story, "names") == ["die Brücke [1]; the bridge (by the model, in the desk's language)"]


def test_a_line_in_words_of_its_own_has_no_translation_of_others_words() -> None:
    story = foreign_story()
    own = Line(clauses=(Clause(text="The bridge was opened.", evidence=story.events[0].line.clauses[0].evidence),))
    retold = story.model_copy(update={"events": (story.events[0].model_copy(update={"line": own}),), "gist": (own,)})
    assert TRANSLATED not in "\n".join(lines(retold, "timeline"))
    assert list(texts(briefing(retold).gist)) == ["The bridge was opened [1]."]


def test_pages_and_markdown_show_translations() -> None:
    story = foreign_story()
    for drawn in (markdown([story]), html([story])):
        assert drawn.count("Ada Holt opens the bridge") >= 2
        assert "by the model, not to be quoted" in drawn
