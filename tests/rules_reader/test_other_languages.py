"""Articles that are not in English: quotations with the speakers that dashes set apart, German weekdays."""

from __future__ import annotations

import pytest

from tests.rules_reader.reading import read


def quotes(text: str, language: str) -> list[tuple[list[str], str, str | None]]:
    found = read(text, language=language)
    assert not found.faults
    names = {entity.id: entity.name for entity in found.entities}
    return [([names[one] for one in quote.speakers], quote.text, quote.kind) for quote in found.quotes]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("es", "—No habrá acuerdo —dijo la ministra Ana Ruiz—.", ["No habrá acuerdo"]),
        ("es", "—No habrá acuerdo —dijo la ministra Ana Ruiz.", ["No habrá acuerdo"]),
        (
            "es",
            "—No habrá acuerdo —dijo la ministra Ana Ruiz—. Mañana volveremos a la mesa.",
            ["No habrá acuerdo", "Mañana volveremos a la mesa."],
        ),
        ("pt", "— Não haverá acordo — disse a ministra Ana Ruiz.", ["Não haverá acordo"]),
    ],
)
def test_speech_between_dashes_has_its_speaker(language: str, text: str, said: list[str]) -> None:
    assert quotes(text, language) == [(["Ana Ruiz"], one, "direct") for one in said]


def test_whoever_speaks_without_a_name_is_nobody() -> None:
    assert quotes("—¿Qué pasará ahora con ellos? —preguntó un periodista.", "es") == [
        ([], "¿Qué pasará ahora con ellos?", "direct")
    ]


def test_dashes_of_a_list_and_asides_are_no_speech() -> None:
    text = "— pan y leche para todos\n— agua para los niños\n\nEl alcalde —que dijo que no— se fue a casa."
    assert quotes(text, "es") == []


@pytest.mark.parametrize(
    ("text", "day", "status"),
    [
        ("Die Gewerkschaft hat am Montag den Streik beendet.", "2024-05-13", "occurred"),
        ("Der Minister wird am Freitagabend nach Berlin reisen.", "2024-05-17", "planned"),
        ("Am vergangenen Montag trat der Minister zurück.", "2024-05-13", "occurred"),
        ("Am kommenden Montag treffen sich die Parteien.", "2024-05-20", "planned"),
    ],
)
def test_a_german_weekday_is_the_day_of_an_event(text: str, day: str, status: str) -> None:
    (event,) = read(text, language="de").events
    assert (event.time.edtf if event.time else None, event.status) == (day, status)


@pytest.mark.parametrize(
    "text",
    [
        "Am Montag treffen sich die Parteien.",
        "„Wir haben gewartet“, sagte die Bürgermeisterin am Dienstag.",
        "Das Gericht wird entscheiden, ob die Firma am Montag informiert wurde.",
    ],
)
def test_a_german_weekday_is_no_date_where_the_verbs_do_not_tell_which(text: str) -> None:
    assert read(text, language="de").events == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Treffen am Montag wurde auf Freitag verschoben."),
        ("de", "Das Treffen hat am Montag nicht begonnen."),
        ("fr", "La réunion du 3 mai 2024 a été annulée."),
        ("fr", "«\u00a0Nous ne partirons pas\u00a0», a déclaré la ministre Ana Ruiz le 3 mai 2024."),
        ("es", "La reunión no empezó el 3 de mayo de 2024."),
    ],
)
def test_a_day_of_what_is_not_so_or_of_a_remark_is_no_event(language: str, text: str) -> None:
    assert read(text, language=language).events == ()


def test_a_month_that_is_never_in_another_language_is_a_month() -> None:
    assert len(read("Le transport est prévu pour le 2 mai 2025.", language="fr").events) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "部长否认“军队越境”。会议在周一举行。"),
        ("ja", "大臣は「合意はない」と否定した。"),
        ("fr", "La ministre a démenti que « des troupes étrangères » aient franchi la frontière."),
        ("de", "Der Minister bestritt, dass „Truppen die Grenze überschritten“ hätten."),
    ],
)
def test_a_quotation_that_the_sentence_denies_is_left_out(language: str, text: str) -> None:
    assert read(text, language=language).quotes == ()
