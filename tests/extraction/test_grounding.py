"""What an answer points at is cut from the article; what it makes up does not get out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from summarizer.extraction.answer import RawAnswer, RawRepair
from summarizer.extraction.fault import mend
from summarizer.extraction.grounding import Grounded, ground
from summarizer.extraction.long_articles import combine
from summarizer.schema import Article
from summarizer.text.numbering import NumberedArticle, number

TEXT = (
    "Mayor Ana Ruiz said on Tuesday that she will not resign. “I was elected,” she told reporters, “and I stay.”\n\n"
    "The council, according to its clerk, is to “look into the matter” and vote on 12 May at last. "
    "Opponents of the US-born mayor want 1,200 signatures by then. “She is finished,” said Ben Ort."
)
ARTICLE = Article(text=TEXT, published="2026-05-06", language="en")


@pytest.fixture
def numbered() -> NumberedArticle:
    return number(ARTICLE)


def entity(handle: str, name: str, **fields: Any) -> dict[str, JsonValue]:
    return {"i": handle, "n": name, "k": "person", "r": None, "o": None} | fields


def quote(**fields: Any) -> dict[str, JsonValue]:
    return {"s": ["n1"], "f": None, "v": [], "c": None, "u": None, "m": [], "p": [], "a": [1]} | fields


def event(**fields: Any) -> dict[str, JsonValue]:
    return {
        "d": "The council votes",
        "t": "vote",
        "p": [],
        "l": [],
        "w": None,
        "x": None,
        "s": "planned",
        "b": None,
        "a": [3],
    } | fields


def answer(**lists: list[Any]) -> RawAnswer:
    people = [entity("n1", "Ana Ruiz"), entity("n2", "Ben Ort"), entity("n3", "council", k="organization")]
    return RawAnswer.model_validate({"g": "Ana Ruiz stays.", "n": people, "e": [], "s": [], "q": [], "c": []} | lists)


def part(first: str, last: str) -> dict[str, JsonValue]:
    return {"b": first, "e": last}


def reasons(grounded: Grounded) -> list[str]:
    return [fault.reason for fault in grounded.faults]


def test_the_sentences_are_as_the_tests_take_them(numbered: NumberedArticle) -> None:
    assert [quotation.id for quotation in numbered.quotations] == ["q1", "q2", "q3", "q4"]
    assert len(numbered.sentences) == 5


# Quotes


def test_indirect_speech_is_cut_from_first_to_last_words(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(q=[quote(c="said", p=[part("she will not", "not resign")])]))
    (found,) = grounded.quotes
    assert found.text == "she will not resign"
    assert (found.kind, found.cue and found.cue.exact) == ("indirect", "said")


def test_a_quotation_split_by_its_cue_is_one_quote_of_two_spans(numbered: NumberedArticle) -> None:
    (found,) = ground(numbered, answer(q=[quote(c="told", u="reporters", m=["q1", "q2"], a=[2])])).quotes
    assert [each.exact for each in found.evidence] == ["I was elected,", "and I stay."]
    assert (found.kind, found.text, found.told) == ("direct", "I was elected, … and I stay.", "reporters")


def test_a_marked_quotation_inside_indirect_speech_makes_it_mixed(numbered: NumberedArticle) -> None:
    mixed = quote(s=["n3"], c="according to", m=["q3"], p=[part("is to look", "on 12 May")], a=[3])
    (found,) = ground(numbered, answer(q=[mixed])).quotes
    assert (found.kind, found.text) == ("mixed", "is to “look into the matter” and vote on 12 May")


def test_content_that_begins_at_a_marked_quotation_takes_its_mark_along(numbered: NumberedArticle) -> None:
    mixed = quote(s=["n3"], m=["q3"], p=[part("look into the", "on 12 May")], a=[3])
    (found,) = ground(numbered, answer(q=[mixed])).quotes
    assert found.text == "“look into the matter” and vote on 12 May"


def test_a_part_that_ends_before_the_comma_of_its_quotation_is_not_doubled() -> None:
    text = "In this “time of danger, the chief would like to talk,” the spokesman says. Nobody answered."
    numbered = number(Article(text=text))
    given_answer = RawAnswer.model_validate(
        {
            "g": "",
            "n": [entity("n1", "spokesman")],
            "e": [],
            "s": [],
            "q": [quote(c="says", m=["q1"], p=[part("In this time", "like to talk")])],
            "c": [],
        }
    )
    (found,) = ground(numbered, given_answer).quotes
    assert found.text == "In this “time of danger, the chief would like to talk,”"


@pytest.mark.parametrize(
    ("faulty", "reason"),
    [
        pytest.param(quote(p=[part("she will", "will resign")]), "the last words", id="a word left out"),
        pytest.param(quote(p=[part("she might not", "resign")]), "the first words", id="a word changed"),
        pytest.param(quote(p=[part("not resign", "she will")]), "the last words", id="back to front"),
        pytest.param(quote(m=["q9"]), "no quotation q9", id="no such quotation"),
        pytest.param(quote(m=["q1"], a=[77]), "no sentence 77", id="no such sentence"),
        pytest.param(quote(m=["q1"], a=[]), "names no sentence", id="no sentence"),
        pytest.param(quote(), "p does not say", id="no content"),
        pytest.param(quote(m=["q1"], s=["n8"]), "no entity n8", id="no such speaker"),
        pytest.param({"s": ["n1"]}, "Field required", id="not the schema"),
        pytest.param("She said so.", "dictionary", id="not an object"),
    ],
)
def test_a_faulty_quote_is_dropped_alone_and_listed(numbered: NumberedArticle, faulty: JsonValue, reason: str) -> None:
    grounded = ground(numbered, answer(q=[faulty, quote(s=["n2"], c="said", m=["q4"], a=[5])]))
    assert [found.text for found in grounded.quotes] == ["She is finished,"]
    (fault,) = grounded.faults
    assert reason in fault.reason
    assert (fault.kind, fault.place, fault.mendable) == ("quote", "quote 1", True)
    assert fault.dropped.item


def test_a_marked_quotation_belongs_to_one_quote_only(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(q=[quote(m=["q1"], a=[2]), quote(s=["n2"], m=["q1", "q2"], a=[2])]))
    assert len(grounded.quotes) == 1
    assert "already belongs to quote 1" in grounded.faults[0].reason


def test_a_cue_that_does_not_stand_there_costs_the_cue_alone(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(q=[quote(s=["n2"], c="shouted", m=["q4"], a=[5])]))
    assert (len(grounded.quotes), grounded.quotes[0].cue) == (1, None)
    assert "the cue “shouted”" in grounded.faults[0].reason


def test_the_cue_is_never_looked_for_in_what_was_said() -> None:
    numbered = number(Article(text="He said that she said nothing. Then he left."))
    one = quote(c="said", p=[part("she said", "said nothing")])
    (found,) = ground(numbered, answer(n=[entity("n1", "he said")], q=[one])).quotes
    assert found.cue and numbered.article.text[: found.cue.start] == "He "


def test_a_speaker_whose_name_the_article_does_not_hold_is_no_speaker(numbered: NumberedArticle) -> None:
    people = [entity("n1", "Anna Ruizova")]
    grounded = ground(numbered, answer(n=people, q=[quote(m=["q1"], a=[2])]))
    assert (grounded.entities, grounded.quotes) == ((), ())
    assert [fault.mendable for fault in grounded.faults if fault.kind == "quote"] == [False]


# Entities


def test_a_pronoun_is_no_name_but_an_acronym_is_one(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(n=[entity("n1", "she"), entity("n2", "US", k="country")]))
    assert [found.name for found in grounded.entities] == ["US"]


def test_a_role_that_the_article_does_not_state_is_left_out_and_listed(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(n=[entity("n1", "Ana Ruiz", r="Prime Minister")]))
    assert (grounded.entities[0].name, grounded.entities[0].role) == ("Ana Ruiz", None)
    assert "Prime" in grounded.faults[0].reason
    assert grounded.faults[0].reason.endswith("left out")


# Events


def test_an_event_is_tied_to_its_word_and_its_time_words(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(e=[event(p=["n3"], w="on 12 May", x="2026-05-12")]))
    (found,) = grounded.events
    assert found.time
    assert (found.trigger.exact, found.time.expression, found.time.edtf) == ("vote", "on 12 May", "2026-05-12")
    assert found.participants == ("n3",)
    assert not grounded.faults


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"x": "2026-05-13"}, "another day of the month", id="another day"),
        pytest.param({"x": "2026-06-12"}, "another month", id="another month"),
        pytest.param({"x": "next week"}, "not an EDTF date", id="no date"),
        pytest.param({"s": "occurred"}, "lies after the publication day", id="occurred in the future"),
        pytest.param({"w": None}, "no time words", id="without words"),
        pytest.param({"w": "on 13 May"}, "do not stand like that", id="words that are not there"),
    ],
)
def test_a_date_that_its_words_cannot_mean_is_left_out(
    numbered: NumberedArticle, fields: dict[str, JsonValue], reason: str
) -> None:
    grounded = ground(numbered, answer(e=[event(w="on 12 May", x="2026-05-12") | fields]))
    assert [found.time.edtf if found.time else None for found in grounded.events] == [None]
    assert any(reason in each for each in reasons(grounded))


def test_a_number_that_the_article_does_not_hold_refuses_the_description(numbered: NumberedArticle) -> None:
    made_up = event(d="The council votes with 17 members")
    separated_otherwise = event(d="Opponents want 1200 signatures", t="want", a=[4])
    grounded = ground(numbered, answer(e=[made_up, separated_otherwise]))
    assert [found.description for found in grounded.events] == ["Opponents want 1200 signatures"]
    assert "the number 17" in reasons(grounded)[0]


def test_a_name_that_the_article_does_not_hold_refuses_the_description(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(e=[event(d="The council of Springfield votes")]))
    assert (grounded.events, "“Springfield”" in reasons(grounded)[0]) == ((), True)


def test_a_stance_may_be_about_an_event_by_its_place(numbered: NumberedArticle) -> None:
    stance = {"h": "n2", "t": "a vote of the council", "o": "e2", "v": "supports", "a": [3]}
    early, late = event(t="resign", a=[1], d="Ruiz resigns", s="cancelled"), event()
    # e2 of the answer comes first in the article, and so is e1 of the summary
    grounded = ground(numbered, answer(e=[late, early], s=[stance]))
    (found,) = grounded.stances
    about = next(each for each in grounded.events if each.id == found.about)
    assert about.description == "Ruiz resigns"


def test_a_gist_that_names_what_the_article_does_not_gives_way_to_its_first_sentence(numbered: NumberedArticle) -> None:
    made_up = answer().model_copy(update={"gist": "The mayor of Springfield stays, 99 councillors say."})
    grounded = ground(numbered, made_up)
    assert grounded.gist == "Mayor Ana Ruiz said on Tuesday that she will not resign."
    assert grounded.faults[0].kind == "gist"


# Repairs


def test_a_repair_replaces_faulty_items_only(numbered: NumberedArticle) -> None:
    first = answer(q=[quote(p=[part("she will", "will resign")]), quote(s=["n2"], m=["q4"], a=[5])])
    faults = ground(numbered, first).faults
    repair = RawRepair.model_validate(
        {
            "g": "Ben Ort wins.",
            "n": [],
            "e": [],
            "s": [],
            "q": [
                quote(p=[part("she will not", "resign")]) | {"z": "quote 1"},
                quote(m=["q1"], a=[2]) | {"z": "quote 2"},  # nobody asked for this one
            ],
        }
    )
    grounded = ground(numbered, mend(first, repair, faults))
    assert [found.text for found in grounded.quotes] == ["she will not resign", "She is finished,"]
    assert grounded.gist == "Ana Ruiz stays."
    assert not grounded.faults


@pytest.mark.parametrize("place", ["quote 1", "q1", "1", "Quote 1"])
def test_a_place_is_understood_however_a_model_writes_it(numbered: NumberedArticle, place: str) -> None:
    first = answer(q=[quote()])
    repair = RawRepair.model_validate({"n": [], "e": [], "s": [], "q": [quote(m=["q1"], a=[2]) | {"z": place}]})
    assert len(ground(numbered, mend(first, repair, ground(numbered, first).faults)).quotes) == 1


def test_a_repair_may_add_the_entity_that_was_missing(numbered: NumberedArticle) -> None:
    first = answer(q=[quote(s=["n8"], m=["q3"], a=[3])])
    repair = RawRepair.model_validate(
        {
            "n": [entity("n8", "clerk") | {"z": "n8"}],
            "e": [],
            "s": [],
            "q": [quote(s=["n8"], m=["q3"], a=[3]) | {"z": "quote 1"}],
        }
    )
    grounded = ground(numbered, mend(first, repair, ground(numbered, first).faults))
    names = {each.id: each.name for each in grounded.entities}
    assert [names[speaker] for speaker in grounded.quotes[0].speakers] == ["clerk"]


# Long articles


def test_parts_of_one_article_come_together_without_doubles(numbered: NumberedArticle) -> None:
    one = ground(numbered, answer(q=[quote(m=["q1", "q2"], a=[2])]), 1, 2)
    two = ground(numbered, answer(q=[quote(s=["n2"], m=["q4"], a=[5])], e=[event(p=["n3"])]), 3, 5)
    whole = combine([one, two])
    assert [(each.id, each.name) for each in whole.entities] == [
        ("n1", "Ana Ruiz"),
        ("n2", "Ben Ort"),
        ("n3", "council"),
    ]
    assert [each.id for each in whole.quotes] == ["q1", "q2"]
    assert whole.quotes[1].speakers == ("n2",)
    assert whole.events[0].participants == ("n3",)


def test_a_part_cannot_point_outside_of_itself(numbered: NumberedArticle) -> None:
    grounded = ground(numbered, answer(q=[quote(m=["q4"], a=[5]), quote(m=["q1"], a=[2])]), 1, 2)
    assert [found.text for found in grounded.quotes] == ["I was elected,"]


# Always

_words = st.sampled_from([*TEXT.split(), "q1", "q2", "q3", "q4", "n1", "n2", "n3", "e1", "", "zzz", "2026-05-12", "12"])
_text = st.lists(_words, max_size=4).map(" ".join)
_value: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.integers(-2, 8), _text, _words),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("bevx"), inner, max_size=2)),
    max_leaves=6,
)


def _items(keys: str, **sound: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    fields = {key: st.one_of(sound.get(key, _value), _value) for key in keys}
    return st.lists(st.one_of(st.fixed_dictionaries(fields), _value), max_size=4)


_numbers = st.lists(st.integers(1, 5), min_size=1, max_size=3)
_handles = st.lists(st.sampled_from(["n1", "n2", "n3"]), max_size=2)
_answers = st.builds(
    lambda **lists: RawAnswer.model_validate(lists),
    g=_text,
    n=_items("inkro", i=st.sampled_from(["n1", "n2", "n3"]), n=_text, k=st.just("person"), r=st.none(), o=st.none()),
    e=_items(
        "dtplwxsba",
        d=_text,
        t=_words,
        p=_handles,
        l=_handles,
        w=st.none() | _text,
        x=st.none() | _text,
        s=st.sampled_from(["planned", "occurred"]),
        b=st.none(),
        a=_numbers,
    ),
    s=_items("htopba", h=st.just("n1"), t=_text, o=st.none(), p=st.just("supports"), b=st.just("said"), a=_numbers),
    q=_items(
        "sfvcumpa",
        s=_handles,
        f=st.none(),
        v=_handles,
        c=st.none() | _words,
        u=st.none(),
        m=st.lists(st.sampled_from(["q1", "q2", "q3", "q4"]), max_size=2),
        p=st.lists(st.fixed_dictionaries({"b": _words, "e": _words}), max_size=2),
        a=_numbers,
    ),
    c=_handles,
)


@given(_answers)
def test_whatever_a_model_answers_only_the_article_gets_out(given_answer: RawAnswer) -> None:
    numbered = number(ARTICLE)
    grounded = ground(numbered, given_answer)
    ids = {each.id for each in grounded.entities}
    spans = [each for event in grounded.events for each in (event.trigger, *event.evidence)]
    spans += [each for quote in grounded.quotes for each in (*quote.evidence, *([quote.cue] if quote.cue else []))]
    spans += [each for stance in grounded.stances for each in stance.evidence]
    for evidence in spans:
        assert evidence.exact == TEXT[evidence.start : evidence.end] != ""
    for found in grounded.quotes:
        assert set(found.speakers) | set(found.via) <= ids
        assert all(stretch in TEXT for stretch in found.text.split(" … "))
    for happening in grounded.events:
        assert set(happening.participants) | set(happening.places) <= ids
    sections = (given_answer.entities, given_answer.events, given_answer.stances, given_answer.quotes)
    items = sum(map(len, sections))
    kept = len(grounded.entities) + len(grounded.events) + len(grounded.stances) + len(grounded.quotes)
    lost = [fault for fault in grounded.faults if fault.kind in ("entity", "event", "stance", "quote")]
    assert kept + sum(not fault.reason.endswith("left out") for fault in lost) == items


# What the answer has in its short form


def short(text: str, **lists: Any) -> Grounded:
    people = [
        {"i": "n1", "n": "Ana Ruiz", "k": "person", "r": "", "o": ""},
        {"i": "n2", "n": "Ben Ort", "k": "person", "r": "", "o": ""},
    ]
    article = Article(text=text, published="2026-02-22", language="en")  # a Sunday
    return ground(number(article), RawAnswer.model_validate({"g": "", "n": people} | lists))


REFUSED = (
    "Mayor Ana Ruiz asked on Tuesday for a halt to the work until Monday because the bridge is unsafe. "
    "Ben Ort turned it down. Some 300 people, or two thirds of the village, marched. "
    "“We will not be drowned,” she said."
)


def test_a_refusal_says_who_when_it_was_called_for_and_why() -> None:
    notes = [
        "w until Monday = ../2026-02-23",
        "b n1",
        "r n2",
        "c Tuesday = 2026-02-17",
        "y because the bridge … is unsafe",
    ]
    halt = {"d": "the work halts", "t": "halt", "p": "", "l": "", "s": "refused", "a": "1 2", "o": notes}
    grounded = short(REFUSED, g="Ana Ruiz asked for a halt [1].", e=[halt])
    (found,) = grounded.events
    assert not grounded.faults
    assert (found.status, found.attributed_to, found.refused_by) == ("refused", "n1", ("n2",))
    assert found.time_of_call and found.time_of_call.edtf == "2026-02-17"
    assert [each.exact for each in found.reason] == ["because the bridge is unsafe"]


def test_a_weekday_to_come_is_not_the_one_before() -> None:
    halt = {"d": "the work halts", "t": "halt", "s": "planned", "a": "1", "o": ["w until Monday = ../2026-02-16"]}
    grounded = short(REFUSED, g="Ana Ruiz asked for a halt [1].", e=[halt])
    assert grounded.events[0].time and grounded.events[0].time.edtf is None
    assert "is 2026-02-23" in grounded.faults[0].reason


def test_figures_are_cut_from_the_article_and_read() -> None:
    given_figures = [
        {"w": "people who marched", "t": "Some 300 people", "a": "3", "e": "e1"},
        {"w": "share of the village that marched", "t": "two thirds", "a": "3", "e": ""},
        {"w": "people who marched", "t": "Some 400 people", "a": "3", "e": ""},
        {"w": "people of the village", "t": "the village", "a": "3", "e": ""},
    ]
    march = {"d": "people march", "t": "marched", "s": "occurred", "a": "3", "o": []}
    grounded = short(REFUSED, g="Ana Ruiz asked for a halt [1].", e=[march], f=given_figures)
    assert [(each.text, each.value, each.unit, each.qualifier, each.event) for each in grounded.figures] == [
        ("Some 300 people", 300.0, "people", "Some", "e1"),
        ("two thirds", 2 / 3, None, None, None),
    ]
    assert [fault.place for fault in grounded.faults] == ["figure 3", "figure 4"]


def test_content_with_marks_in_it_is_never_indirect() -> None:
    text = "Ana Ruiz said the plan was “a gift” to builders. Ben Ort agreed."
    grounded = short(
        text,
        g="Ana Ruiz spoke of the plan [1].",
        q=[{"s": "n1", "c": "said", "p": ["the plan was … to builders"], "a": "1", "o": []}],
    )
    assert grounded.quotes[0].kind == "mixed"


def test_a_pull_quote_is_not_a_second_quote() -> None:
    text = (
        "“We will not be drowned by their plan,” said Ana Ruiz.\n\n“We will not be drowned by their plan”\n\n"
        "Ben Ort laughed."
    )
    given_quotes = [
        {"s": "n1", "c": "said", "p": ["q1"], "a": "1", "o": []},
        {"s": "n1", "c": "", "p": ["q2"], "a": "2", "o": []},
    ]
    grounded = short(text, g="Ana Ruiz speaks of a plan [1].", q=given_quotes)
    assert [(each.text, bool(each.cue)) for each in grounded.quotes] == [
        ("We will not be drowned by their plan,", True)
    ]


def test_a_stance_has_its_verb_and_the_side_that_follows_from_it() -> None:
    sides = {
        verb: short(REFUSED, s=[{"h": "n2", "v": verb, "t": "a halt to the work", "a": "1 2", "o": []}])
        .stances[0]
        .position
        for verb in ("rejects", "urges", "doubts", "conditional")
    }
    assert sides == {"rejects": "opposes", "urges": "supports", "doubts": "neutral", "conditional": "conditional"}


def test_two_meetings_told_by_one_verb_are_two_events() -> None:
    text = "Ana Ruiz will meet Ben Ort and the bishop on Tuesday."
    meet = {"t": "meet", "s": "planned", "a": "1", "o": ["w Tuesday = 2026-02-24"]}
    with_ort = {"d": "Ana Ruiz meets Ben Ort", "p": "n1 n2"} | meet
    with_bishop = {"d": "Ana Ruiz meets the bishop", "p": "n1"} | meet
    grounded = short(text, g="Ana Ruiz will meet Ben Ort [1].", e=[with_ort, with_bishop, with_ort])
    assert [event.description for event in grounded.events] == ["Ana Ruiz meets Ben Ort", "Ana Ruiz meets the bishop"]
    assert [fault.reason for fault in grounded.faults] == ["says the same as event 1"]


def test_of_a_cue_whose_words_stand_apart_the_verb_is_the_cue() -> None:
    text = "Ana Ruiz agreed on Sunday night to a pause. Ben Ort agreed."
    pause = {"s": "n1", "c": "agreed to", "p": ["a pause"], "a": "1", "o": []}
    other = {"s": "n1", "c": "agreed with", "p": ["a pause"], "a": "1", "o": ["k a talk"]}
    grounded = short(text, g="Ana Ruiz agreed to a pause [1].", q=[pause])
    assert [quote.cue and quote.cue.exact for quote in grounded.quotes] == ["agreed"]
    assert "the cue “agreed with”" in short(text, g="Ana Ruiz agreed to a pause [1].", q=[other]).faults[0].reason


@pytest.mark.parametrize(
    ("sentence", "copied", "kept"),
    [
        ("Ana Ruiz did not say that the pause holds.", "say", "did not say"),
        ("Ana Ruiz did not say that the pause holds.", "did not say", "did not say"),
        ("Ana Ruiz did on Tuesday not say that the pause holds.", "did not say", "did on Tuesday not say"),
        ("Ana Ruiz didn't publicly say that the pause holds.", "say", "didn't publicly say"),
        ("Ana Ruiz sagte nicht, dass the pause holds.", "sagte", "sagte nicht"),
        ("Ana Ruiz n'a pas dit que the pause holds.", "dit", "n'a pas dit"),
        ("Ana Ruiz on Sunday denied that the pause holds.", "denied", "denied"),
    ],
)
def test_a_denial_keeps_its_cue_however_it_was_copied(sentence: str, copied: str, kept: str) -> None:
    quote = {"s": "n1", "c": copied, "p": ["the pause holds"], "a": "1", "o": []}
    (found,) = short(sentence, g="Ana Ruiz spoke of the pause [1].", q=[quote]).quotes
    assert found.cue and found.cue.exact == kept
    assert found.disowned in ("denied", "not_said")


@pytest.mark.parametrize(
    "sentence", ["Ana Ruiz not only said that the pause holds.", "No, said Ana Ruiz, the pause holds."]
)
def test_a_not_that_is_about_something_else_is_no_denial(sentence: str) -> None:
    quote = {"s": "n1", "c": "said", "p": ["the pause holds"], "a": "1", "o": []}
    (found,) = short(sentence, g="Ana Ruiz spoke of the pause [1].", q=[quote]).quotes
    assert (found.cue and found.cue.exact, found.disowned) == ("said", None)


def test_what_a_denying_cue_reports_is_denied_though_the_cue_does_not_stand_there() -> None:
    quote = {"s": "n1", "c": "denies", "p": ["the pause holds"], "a": "1", "o": []}
    grounded = short("Ana Ruiz denied that the pause holds.", g="Ana Ruiz spoke of the pause [1].", q=[quote])
    assert [(one.cue, one.disowned) for one in grounded.quotes] == [(None, "denied")]


def test_what_is_set_against_a_denial_is_not_denied() -> None:
    article = Article(text="The ministry denies this: there are two boxes. The ministry denies that there are three.")
    ministry = entity("n1", "ministry", k="organization")
    against = quote(c="denies", p=[part("there are two", "two boxes")])
    denied = quote(c="denies", p=[part("there are three", "are three")], a=[2])
    answered = RawAnswer.model_validate({"g": "", "n": [ministry], "q": [against, denied]})
    assert [found.disowned for found in ground(number(article), answered).quotes] == [None, "denied"]


def test_what_goes_on_until_a_weekday_ends_on_the_next_one() -> None:
    article = Article(text="Sailings are suspended until Wednesday.", published="2031-02-03", language="en")
    suspended = event(d="Sailings are suspended", t="suspended", s="ongoing", a=[1])
    dates = {}
    for date in ("../2031-02-05", "../2031-01-29"):
        given = suspended | {"w": "until Wednesday", "x": date}
        (found,) = ground(number(article), RawAnswer.model_validate({"g": "", "n": [], "e": [given]})).events
        dates[date] = found.time and found.time.edtf
    assert dates == {"../2031-02-05": "../2031-02-05", "../2031-01-29": None}


def test_an_ordinal_and_nobody_are_figures_without_a_value() -> None:
    article = Article(text="It is the third grounding. Nobody was hurt.", language="en")
    figures = [{"w": "groundings", "t": "third", "a": "1"}, {"w": "hurt", "t": "Nobody", "a": "2"}]
    grounded = ground(number(article), RawAnswer.model_validate({"g": "", "n": [], "f": figures}))
    assert [(one.text, one.value) for one in grounded.figures] == [("third", None), ("Nobody", None)]


def test_a_name_put_together_of_two_people_is_none(numbered: NumberedArticle) -> None:
    people = [entity("n1", "Ana Ruiz"), entity("n2", "Ben Ruiz")]
    grounded = ground(numbered, RawAnswer.model_validate({"g": "", "n": people}))
    assert [found.name for found in grounded.entities] == ["Ana Ruiz"]
    assert any("two" in reason for reason in reasons(grounded))
