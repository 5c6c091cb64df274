"""Plain text: encodings, what is no text, and dates."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import ReadError, UsageError
from summarizer.sources import Defaults, Found, read, read_article
from summarizer.sources.article_fields import MAX_CHARACTERS
from summarizer.sources.plain_text import decode
from summarizer.sources.published import full_date

FERRY = "The harbour board of Oldhaven will stop the ferries in June.\n\n“We regret it,” said Mara Lind.\n"
PONT = (
    "Le maire de Vieuxport a déclaré : « Nous fermerons le pont en février, même à regret. » L’opposition a protesté."
)
MOST = "Burmistrz powiedział: „Zamkniemy most w lutym, niestety”. Mieszkańcy żądają wyjaśnień, a radni głosują w środę."
BRUECKE = "„Wir schließen die Brücke“, sagte Bürgermeisterin Jäger über die Pläne für den Fähranleger."
PUENTE = "El alcalde señaló que el puente no cerrará mañana, según fuentes del Gobierno español."


def one(path: Path, defaults: Defaults = Defaults()) -> Found:  # noqa: B008
    (result,) = read([str(path)], defaults)
    assert isinstance(result, Found)
    return result


def written(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_plain_text_is_the_file_as_it_stands(tmp_path: Path) -> None:
    found = one(written(tmp_path, FERRY.encode()))
    assert found.article.text == FERRY
    assert found.article.title is None
    assert found.source == str(tmp_path / "a.txt")


def test_line_ends_of_windows_become_those_of_unix_and_nothing_else_changes(tmp_path: Path) -> None:
    text = "One\r\n\r\n  two\u00a0\u200bthree \t\r\nfour\n\n\n"
    assert one(written(tmp_path, text.encode())).article.text == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_dropped(tmp_path: Path, mark: bytes, encoding: str) -> None:
    assert one(written(tmp_path, mark + PONT.encode(encoding))).article.text == PONT


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (PONT, "cp1252", None),
        (BRUECKE, "cp1252", None),
        (PUENTE, "latin-1", None),
        ("café", "latin-1", None),
        ("Café fermé à midi.", "cp1252", None),
        (MOST, "cp1250", "pl"),
        ("Мост закроют в феврале, заявил мэр. Жители требуют объяснений.", "cp1251", None),
        ("市長は二月に橋を閉鎖すると述べた。住民は説明を求めている。", "shift_jis", None),
        ("The mayor will close the bridge in February.", "utf-16-le", None),
    ],
)
def test_older_encodings_are_recognised_and_the_guess_is_told(
    tmp_path: Path, text: str, encoding: str, language: str | None
) -> None:
    found = one(written(tmp_path, text.encode(encoding)), Defaults(language=language))
    assert found.article.text == text
    assert any("is a guess" in note for note in found.notes)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf_8_is_always_read_as_such(text: str) -> None:
    assert decode(text.encode(), "a.txt").text == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_give_text_or_a_clear_error(data: bytes) -> None:
    try:
        decode(data, "a.txt").text.encode()
    except ReadError as error:
        assert error.problem.startswith("a.txt: ")
        assert error.remedy


@pytest.mark.parametrize("data", [b"", b" \n\t\n", "\u200b\ufeff\n".encode()])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ReadError, match=r"a\.txt: .*(empty|no text)"):
        read_article(str(written(tmp_path, data)))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 and so on", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Office"),
        (rb"{\rtf1\ansi The mayor}", "RTF"),
        (bytes(range(256)) * 20, "not text"),
    ],
)
def test_a_binary_file_is_refused_with_what_it_is(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=rf"a\.txt: .*{says}") as caught:
        read_article(str(written(tmp_path, data)))
    assert caught.value.remedy


@given(st.random_module(), st.sampled_from([300, 1001, 20_000]), st.sampled_from([b"", codecs.BOM_UTF16_LE]))
@settings(max_examples=40)
def test_junk_is_never_taken_for_chinese(seed: object, size: int, mark: bytes) -> None:  # noqa: ARG001
    with pytest.raises(ReadError):
        decode(mark + random.randbytes(size), "a.txt")


def test_a_stray_nul_costs_nothing(tmp_path: Path) -> None:
    text = FERRY + "\0" + FERRY
    assert one(written(tmp_path, text.encode())).article.text == text


def test_a_book_is_no_article(tmp_path: Path) -> None:
    path = written(tmp_path, b"word " * (MAX_CHARACTERS // 5 + 1))
    with pytest.raises(ReadError, match="more than one article has"):
        read_article(str(path))


def test_a_file_of_20_megabytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, b"The mayor said so.\n" * 1_100_000)
    with pytest.raises(ReadError, match=r"a\.txt: more than 16 MB"):
        read_article(str(path))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("March 06, 2008", None),
        ("Published: 6 March 2008", "en"),
        ("Thursday, 6 March 2008, 10:00 a.m.", "en-GB"),
        ("2008-03-06", None),
        ("**6 March 2008**", None),
        ("Veröffentlicht am 6. März 2008", "de"),
        ("Publié le 6 mars 2008 à 10h30", "fr"),
        ("06.03.2008", "de"),
        ("3/6/2008", "en-US"),
        ("6/3/2008", "en-GB"),
        ("6 марта 2008", None),
        ("2008年3月6日", "ja"),
        ("٦ مارس ٢٠٠٨", "ar"),
    ],
)
def test_a_line_that_is_a_date_is_read(line: str, language: str | None) -> None:
    assert full_date(line, language) == "2008-03-06"


@pytest.mark.parametrize(
    "line",
    [
        "LONDON, 6 March 2008 (Agency) - The mayor",
        "Updated 6 March 2008",
        "On 6 March 2008 the mayor resigned",
        "6 March",
        "March 2008",
        "yesterday",
        "06/03/2008",
        "The 3 bridges of 2008",
        "31 February 2008",
        "31/02/2008",
        "20080306 12",
        "",
    ],
)
def test_other_lines_are_no_dates_of_publication(line: str) -> None:
    assert full_date(line, "en") is None


@given(st.text(max_size=80), st.sampled_from([None, "en", "de", "xx"]))
def test_no_line_trips_the_date_reader(line: str, language: str | None) -> None:
    full_date(line, language)


def test_the_date_is_taken_from_the_text_when_nothing_else_gives_it(tmp_path: Path) -> None:
    found = one(written(tmp_path, b"Ferries to stop\n\nMarch 6, 2008\n\n" + FERRY.encode()))
    assert (found.article.published, found.article.published_basis) == ("2008-03-06", "in_text")


def test_a_date_further_down_is_not_that_of_publication(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(["One", "two", "three", "four", "five", "March 6, 2008"]).encode())
    assert one(path).article.published_basis == "unknown"


def test_without_a_date_the_article_is_read_and_the_remedy_named(tmp_path: Path) -> None:
    found = one(written(tmp_path, FERRY.encode()))
    assert (found.article.published, found.article.published_basis) == (None, "unknown")
    assert any("--published" in note for note in found.notes)


def test_defaults_fill_in_what_the_file_does_not_say(tmp_path: Path) -> None:
    defaults = Defaults(published="2022-04-22", outlet="The Oldhaven Post", language="en")
    article = one(written(tmp_path, FERRY.encode()), defaults).article
    assert (article.published, article.outlet, article.language) == ("2022-04-22", "The Oldhaven Post", "en")
    assert article.published_basis == "metadata"


def test_a_date_line_goes_before_the_default_and_the_difference_is_told(tmp_path: Path) -> None:
    found = one(written(tmp_path, b"March 6, 2008\n\n" + FERRY.encode()), Defaults(published="2022-04-22"))
    assert found.article.published == "2008-03-06"
    assert any("2022-04-22 is not used" in note for note in found.notes)


def test_a_date_in_the_future_is_accepted_with_a_note(tmp_path: Path) -> None:
    found = one(written(tmp_path, FERRY.encode()), Defaults(published="2999-01-01"))
    assert found.article.published == "2999-01-01"
    assert "published in the future: 2999-01-01" in found.notes


@pytest.mark.parametrize("wrong", [{"published": "yesterday"}, {"language": "English"}])
def test_wrong_defaults_are_refused_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong.values()))):
        Defaults(**wrong)
