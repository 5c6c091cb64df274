"""What the model says in the desk's language stands beside the article's own words, and says no more than they do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import JsonValue

from summarizer import Article, ArticleSummary, AsyncSummarizer, Summarizer
from summarizer.errors import UsageError
from summarizer.extraction.answer import RawAnswer, RawRepair
from summarizer.extraction.fault import Fault, mend
from summarizer.extraction.grounding import Grounded, ground
from summarizer.text.numbering import number
from tests.endpoint import completion, serving

GERMAN = Article(
    text=(
        "Außenminister Andrij Melnik reist am Freitag nach München. Dort trifft er 120 Abgeordnete. "
        "„Wir kommen nicht als Bittsteller“, sagte Melnik. Er lehnt den Plan der Grünen ab."
    ),
    published="2031-04-02",
    language="de",
)
ENGLISH = Article(text="Mayor Ana Ruiz opened the bridge on Friday.", published="2031-04-02", language="en")
ENTITIES: list[JsonValue] = [
    {"i": "n1", "n": "Andrij Melnik", "k": "person", "r": "Außenminister", "o": ""},
    {"i": "n2", "n": "München", "k": "place", "r": "", "o": ""},
    {"i": "n3", "n": "Grünen", "k": "organization", "r": "", "o": ""},
]
ANSWER: dict[str, Any] = {
    "n": ENTITIES,
    "e": [
        {
            "d": "Andrij Melnik reist nach München",
            "t": "reist",
            "p": "n1",
            "l": "n2",
            "s": "planned",
            "a": "1",
            "o": [],
        },
        {
            "d": "Andrij Melnik trifft 120 Abgeordnete",
            "t": "trifft",
            "p": "n1",
            "l": "",
            "s": "planned",
            "a": "1 2",
            "o": [],
        },
    ],
    "s": [{"h": "n1", "v": "rejects", "t": "der Plan der Grünen", "a": "4", "o": []}],
    "q": [{"s": "n1", "c": "sagte", "p": ["q1"], "a": "3", "o": []}],
    "f": [],
    "b": [],
    "c": "",
    "g": "Andrij Melnik reist nach München [1].",
}
TRANSLATIONS = [
    "n2 Munich",
    "n3 the Greens",
    "g Andrij Melnik is to travel to Munich [1].",
    "e1 Andrij Melnik travels to Munich",
    "e2: Andrij Melnik meets 120 members of parliament",
    "s1 the plan of the Greens",
]


def read(*translations: str, into: str | None = "en", article: Article = GERMAN) -> Grounded:
    return ground(number(article), RawAnswer.model_validate(ANSWER | {"t": list(translations)}), into=into)


def read_name(name: str, kind: str, text: str, *translations: str) -> Grounded:
    answer = {"n": [{"i": "n1", "n": name, "k": kind}], "g": text, "t": list(translations)}
    return ground(number(Article(text=text, language="de")), RawAnswer.model_validate(answer), into="en")


def reasons(grounded: Grounded) -> list[str]:
    return [f"{fault.place}: {fault.reason}" for fault in grounded.faults]


def test_every_text_of_the_model_and_each_name_may_be_in_the_desk_s_language_too() -> None:
    grounded = read(*TRANSLATIONS)
    assert grounded.faults == ()
    assert grounded.gist_translation == "Andrij Melnik is to travel to Munich."
    assert [entity.translation for entity in grounded.entities] == [None, "Munich", "the Greens"]
    assert [event.translation for event in grounded.events] == [
        "Andrij Melnik travels to Munich",
        "Andrij Melnik meets 120 members of parliament",
    ]
    assert [stance.translation for stance in grounded.stances] == ["the plan of the Greens"]
    assert [quote.text for quote in grounded.quotes] == ["Wir kommen nicht als Bittsteller"]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        pytest.param("e2 Andrij Melnik meets 130 members", "number", id="another number"),
        pytest.param("e2 Andrij Melnik meets members of parliament", "number", id="a number lost"),
        pytest.param("e1 He travels to Munich", "does not name “Andrij Melnik”", id="a name lost"),
        pytest.param("e1 Andrij Melnik travels to Berlin", "does not name “Munich”", id="another place"),
        pytest.param("e1 Andrij Melnik travels with Baerbock to Munich", "“Baerbock”", id="a name that is nowhere"),
        pytest.param("g Andrij Melnik: “We do not come” to Munich", "quotation marks", id="a quotation in place"),
        pytest.param("n1 Wolodymyr Selenskyj", "spelling", id="somebody else"),
        pytest.param("n1 Andrij Jaroslawowytsch Melnik", "or more", id="more than the article has"),
        pytest.param("n2 Andrij Melnik", "another entity", id="an entity of the same article"),
        pytest.param("n2 Munich 1972", "number", id="a name with a number of its own"),
    ],
)
def test_a_translation_that_says_something_else_is_left_out_alone_and_listed(wrong: str, reason: str) -> None:
    place = wrong.split(" ", maxsplit=1)[0]
    grounded = read(*(one for one in TRANSLATIONS if one.split(" ")[0].rstrip(":") != place), wrong)
    faults = [fault for fault in grounded.faults if fault.place == f"translation {place}"]
    assert [reason in fault.reason for fault in faults] == [True], reasons(grounded)
    assert faults[0].kind == "translation"
    assert len(grounded.events) == 2, "the item itself holds"


@pytest.mark.parametrize(
    ("name", "kind", "other"),
    [
        ("Wolodymyr Selenskyj", "person", "Volodymyr Zelensky"),
        ("Володимир Зеленський", "person", "Volodymyr Zelensky"),
        ("Franziskus", "person", "Francis"),
        ("ليلى حداد", "person", "Leila Haddad"),
        ("ハンネ・ラスク", "person", "Hanne Rask"),
        ("Deutschland", "country", "Germany"),
        ("Киев", "place", "Kyiv"),
        ("Auswärtiges Amt", "organization", "Foreign Office"),
    ],
)
def test_names_go_from_one_language_to_another(name: str, kind: str, other: str) -> None:
    text = f"{name} kommt."
    answer = {
        "n": [{"i": "n1", "n": name, "k": kind, "r": "", "o": ""}],
        "g": text,
        "t": [f"n1 {other}", f"g {other} comes."],
    }
    grounded = ground(number(Article(text=text, language="de")), RawAnswer.model_validate(answer), into="en")
    assert grounded.entities[0].translation == other
    assert grounded.gist_translation == f"{other} comes."


def test_a_small_number_may_be_a_word_in_one_of_the_languages() -> None:
    grounded = read_name("市長", "person", "市長は1車線を開ける。", "n1 the mayor", "g The mayor opens one lane.")
    assert grounded.gist_translation == "The mayor opens one lane."


def test_a_country_is_no_other_country() -> None:
    answer = {"n": [{"i": "n1", "n": "Österreich", "k": "country"}], "g": "Österreich wählt.", "t": ["n1 Australia"]}
    grounded = ground(
        number(Article(text="Österreich wählt.", language="de")), RawAnswer.model_validate(answer), into="en"
    )
    assert grounded.entities[0].translation is None


def test_what_has_no_translation_is_asked_for_at_once() -> None:
    grounded = read("n2 Munich")
    (fault,) = grounded.faults
    assert (fault.place, fault.mendable) == ("translation e1 e2 s1 g", True)


def test_an_article_whose_language_nobody_knows_may_be_in_the_desk_s() -> None:
    short = Article(text=ENGLISH.text)
    answer = RawAnswer.model_validate({"g": "Ana Ruiz opened the bridge.", "n": [], "t": []})
    assert ground(number(short), answer, into="en").faults == ()


def test_without_a_language_translations_are_none() -> None:
    grounded = read(*TRANSLATIONS, into=None)
    assert grounded.gist_translation is None
    assert "translation" not in grounded.events[0].model_dump()


@pytest.mark.parametrize(
    "given",
    [
        {"n2": "Munich", "g": "Melnik travels to Munich"},
        [{"z": "n2", "t": "Munich"}, {"z": "g", "t": "Melnik travels to Munich"}],
        ["⟨n2⟩ Munich", "g: Melnik travels to Munich"],
        ["n2 → Munich", "gist = Melnik travels to Munich", "and nothing else", 7, None],
    ],
)
def test_translations_are_understood_however_they_are_written(given: Any) -> None:
    assert RawAnswer.model_validate({"g": "", "n": [], "t": given}).translations == {
        "n2": "Munich",
        "g": "Melnik travels to Munich",
    }


def test_a_repair_replaces_faulty_translations_and_those_of_items_that_read_otherwise_now() -> None:
    answer = RawAnswer.model_validate(ANSWER | {"t": ["e1 wrong", "e2 of what is gone", "s1 sound"]})
    faults = [
        Fault("translation e1", "translation", "", {}),
        Fault("translation g", "translation", "", {}),
        Fault("event 2", "event", "", {}),
    ]
    mended = {**ANSWER["e"][1], "d": "Andrij Melnik trifft Abgeordnete", "z": "event 2"}
    repair = RawRepair.model_validate({"e": [mended], "t": ["e1 right", "s1 meddled with", "g came late"]})
    assert mend(answer, repair, faults).translations == {"e1": "right", "s1": "sound", "g": "came late"}


def bodies(article: Article, into: str | None) -> tuple[str, str]:
    with Summarizer("m", base_url="http://127.0.0.1:9/v1", cache=False, into=into) as summarizer:
        session = summarizer._async._session
        ((key, body),) = session.requests(article).items()
        return key, json.dumps(body, ensure_ascii=False)


def test_only_a_request_about_an_article_in_another_language_changes() -> None:
    assert bodies(ENGLISH, "en") == bodies(ENGLISH, None)
    assert bodies(GERMAN, "de-AT") == bodies(GERMAN, None)
    key, body = bodies(GERMAN, "en")
    plain_key, plain = bodies(GERMAN, None)
    assert key != plain_key
    assert "English (en)" in body
    assert "English (en)" not in plain
    assert bodies(GERMAN, "fr")[0] != key, "the language belongs to the key"


async def test_a_reading_says_which_language_its_translations_are_in() -> None:
    summaries = []
    with serving(completion(json.dumps(ANSWER | {"t": TRANSLATIONS}))) as endpoint:
        for into in ("en", None):
            async with AsyncSummarizer("m", base_url=endpoint.base_url, cache=False, into=into) as summarizer:
                summaries.append(await summarizer.summarize(GERMAN))
    asked, plain = summaries
    assert (asked.translated_into, asked.gist_translation) == ("en", "Andrij Melnik is to travel to Munich.")
    assert "translat" not in plain.model_dump_json()
    assert ArticleSummary.model_validate_json(asked.model_dump_json()) == asked


def test_a_language_that_is_none_is_refused_with_what_to_write() -> None:
    with pytest.raises(UsageError, match="BCP-47"):
        Summarizer("m", base_url="http://127.0.0.1:9/v1", cache=False, into="klingonish")
