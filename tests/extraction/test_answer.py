"""What is right but wrapped is understood: notes, lists as strings, missing keys."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from summarizer.extraction.answer import (
    ANSWER_SCHEMA,
    AnswerEntity,
    AnswerEvent,
    AnswerQuote,
    AnswerStance,
    AnswerTime,
    RawAnswer,
    WholeAnswer,
)

EVENT: dict[str, Any] = {
    "d": "Ruiz resigns",
    "t": "resigns",
    "p": "n1 n2",
    "l": "",
    "s": "planned",
    "a": "3 4",
    "o": [],
}
QUOTE: dict[str, Any] = {"s": "n1", "c": "said", "p": ["q1"], "a": "3", "o": []}


def test_notes_become_fields() -> None:
    notes = [
        "w next Tuesday (26) = 2022-04-26",
        "b n3",
        "r n4 n5",
        "d n6",
        "y because the … pay is low",
        "c on Monday",
        "g",
    ]
    event = AnswerEvent.model_validate(EVENT | {"o": notes})
    assert (event.participants, event.sentences) == (["n1", "n2"], [3, 4])
    assert (event.time_words, event.date, event.attributed_to) == ("next Tuesday (26)", "2022-04-26", "n3")
    assert (event.refused_by, event.denied_by, event.background) == (["n4", "n5"], ["n6"], True)
    assert [(part.first, part.last) for part in event.reason] == [("because the", "pay is low")]
    assert event.called == AnswerTime(words="on Monday", date=None)


def test_notes_of_a_quote_and_of_a_stance() -> None:
    quote = AnswerQuote.model_validate(QUOTE | {"o": ["f n2", "v n3", "v n4", "u reporters", "k a press conference"]})
    assert (quote.on_behalf_of, quote.via, quote.audience, quote.occasion) == (
        "n2",
        ["n3", "n4"],
        "reporters",
        "a press conference",
    )
    stance = {"h": "n1", "v": "rejects", "t": "the plan", "a": "3", "o": ["o e2", "b n2", "w on Friday = 2026-05-08"]}
    read = AnswerStance.model_validate(stance)
    assert (read.about, read.ascribed_by, read.said) == ("e2", "n2", AnswerTime(words="on Friday", date="2026-05-08"))


@pytest.mark.parametrize(
    ("content", "ids", "parts"),
    [
        (["q1 q2"], ["q1", "q2"], []),
        (["⟨q1⟩", "⟨q2⟩"], ["q1", "q2"], []),
        (["q1", "and that he … not stay long"], ["q1"], [("and that he", "not stay long")]),
        (["a few words"], [], [("a few words", "a few words")]),
        (["no decision had ... been taken"], [], [("no decision had", "been taken")]),
        ("q3", ["q3"], []),
        ([{"b": "no decision", "e": "been taken"}], [], [("no decision", "been taken")]),
        (None, [], []),
    ],
)
def test_content_is_ids_or_stretches(content: Any, ids: list[str], parts: list[tuple[str, str]]) -> None:
    quote = AnswerQuote.model_validate(QUOTE | {"p": content})
    assert (quote.marked, [(part.first, part.last) for part in quote.parts]) == (ids, parts)


@pytest.mark.parametrize(
    "wrapped",
    [
        {"p": ["n1", "n2"], "a": [3, 4]},
        {"p": "n1, n2", "a": "3-4"},
        {"a": ["3", "4"]},
        {"a": "[3], [4]"},
        {"l": None, "o": None},
        {"o": "", "x": "", "confidence": 0.9},
    ],
)
def test_what_is_wrapped_but_right_is_understood(wrapped: dict[str, Any]) -> None:
    event = AnswerEvent.model_validate(EVENT | wrapped)
    assert (event.participants, event.places, event.sentences, event.date) == (["n1", "n2"], [], [3, 4], None)


@pytest.mark.parametrize(
    "loose",
    [
        {"k": "Person", "i": 1},
        {"k": "PERSON ", "n": ["Ana Ruiz"]},
        {"r": ["Mayor", "of Drevno"]},
        {"r": "none", "o": []},
    ],
)
def test_an_entity_that_nobody_held_to_the_schema_is_understood(loose: dict[str, Any]) -> None:
    entity = AnswerEntity.model_validate({"i": "1", "n": "Ana Ruiz", "k": "person", "r": "", "o": ""} | loose)
    assert (entity.handle, entity.name, entity.kind) == ("1", "Ana Ruiz", "person")
    assert entity.role in (None, "Mayor, of Drevno")


def test_other_words_for_one_of_a_closed_list_are_understood_and_what_is_none_of_it_is_not() -> None:
    assert AnswerEvent.model_validate(EVENT | {"s": "Scheduled"}).status == "planned"
    assert AnswerStance.model_validate({"h": "n1", "v": "Criticises", "t": "the plan", "a": 3}).verb == "criticizes"
    with pytest.raises(ValidationError):
        AnswerEvent.model_validate(EVENT | {"s": "who knows"})


def test_items_may_stand_under_their_handles() -> None:
    answer = RawAnswer.model_validate({"n": {"n1": {"n": "Ana Ruiz"}, "n2": {"n": "Ben Ort"}}, "q": QUOTE})
    assert [one["i"] for one in answer.entities] == ["n1", "n2"]
    assert answer.quotes == [QUOTE]


def test_two_lists_and_a_gist_are_an_answer_of_an_endpoint() -> None:
    assert WholeAnswer.model_validate({"g": "It rains.", "n": [], "q": []}).gist == "It rains."
    with pytest.raises(ValidationError):
        WholeAnswer.model_validate({"g": "It rains.", "n": []})


def test_keys_that_may_be_empty_may_be_missing() -> None:
    assert AnswerEvent.model_validate({"d": "Ruiz resigns", "t": "resigns", "s": "planned", "a": 3}).sentences == [3]
    assert AnswerQuote.model_validate({"p": "q1", "a": 3}).speakers == []


@pytest.mark.parametrize("empty", [{"n": None, "q": None}, {"q": []}, {"answer": {"n": [], "q": []}}])
def test_missing_sections_are_empty_and_an_object_around_the_answer_is_taken_off(empty: dict[str, Any]) -> None:
    answer = RawAnswer.model_validate(empty)
    assert (answer.entities, answer.events, answer.quotes, answer.figures, answer.gist) == ([], [], [], [], "")


@pytest.mark.parametrize("other", [{}, {"error": "overloaded"}, {"g": "no lists"}, [], "text"])
def test_what_is_no_answer_is_not_taken_for_an_empty_one(other: Any) -> None:
    with pytest.raises(ValidationError):
        RawAnswer.model_validate(other)


def test_strict_mode_gets_every_key_required_and_no_lengths() -> None:
    def objects(node: Any) -> Any:
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for value in node.values():
                yield from objects(value)
        elif isinstance(node, list):
            for value in node:
                yield from objects(value)

    found = list(objects(ANSWER_SCHEMA))
    assert len(found) == 7
    assert all(each["required"] == list(each["properties"]) and each["additionalProperties"] is False for each in found)
    assert "maxLength" not in str(ANSWER_SCHEMA)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list("dtplsaowxbz")), inner, max_size=6)
        ),
        max_leaves=12,
    )
)
def test_nothing_but_a_validation_error_comes_of_any_item(item: Any) -> None:
    for shape in (AnswerEvent, AnswerQuote, AnswerStance):
        try:
            shape.model_validate(item)
        except ValidationError:
            continue
