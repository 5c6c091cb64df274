"""Tables of articles."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from summarizer.sources import Defaults, Failed, Found, read

TEXT = "The board will stop the ferries in June; “we regret it,” said Mara Lind.\n\nIslanders, however, were not asked."
COLUMNS = ["Title", "datePublished", "source", "Text", "mood"]
ROW = ["Ferries, again", "2026-05-12", "The Oldhaven Post", TEXT, "3"]


def table(*rows: list[str], delimiter: str = ",") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue()


def results(folder: Path, content: str | bytes, name: str = "a.csv", **defaults: str) -> list[Found | Failed]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read([str(path)], Defaults(**defaults)))


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("export", ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_row_is_an_article(tmp_path: Path, name: str, delimiter: str, encoding: str) -> None:
    if encoding == "utf-16":  # what a name without an ending is is told by its bytes
        name = name.replace("export", "export.csv")
    content = table(COLUMNS, ROW, ["", "", "", "Another one.", ""], delimiter=delimiter)
    first, second = results(tmp_path, content.encode(encoding), name)
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    article = first.article
    assert (article.title, article.published, article.outlet) == ("Ferries, again", "2026-05-12", "The Oldhaven Post")
    assert article.text.replace("\r\n", "\n") == TEXT
    assert any("mood" in note for note in first.notes)
    assert second.article.text == "Another one."
    assert [each.source.rpartition(":")[2] for each in (first, second)] == ["2", "5"]


def test_a_table_without_a_column_of_text_says_what_is_needed(tmp_path: Path) -> None:
    (failed,) = results(tmp_path, "ticker,price\nABC,3\n")
    assert isinstance(failed, Failed)
    assert "ticker, price" in failed.error.problem
    assert "text" in failed.error.remedy


def test_a_row_with_too_many_cells_costs_itself_alone(tmp_path: Path) -> None:
    failed, found = results(tmp_path, "title,text\nA,The ferries, said Lind, stop\nB,Two.\n")
    assert isinstance(failed, Failed)
    assert "a.csv:2: 4 cells" in failed.error.problem
    assert isinstance(found, Found)


def test_an_open_quotation_mark_is_bounded(tmp_path: Path) -> None:
    content = 'title,text\nA,One.\nB,"never closed\n' + "words and words\n" * 1_200_000
    found, failed = results(tmp_path, content)
    assert isinstance(found, Found)
    assert isinstance(failed, Failed)
    assert "a.csv:3" in failed.error.problem


def test_text_with_commas_is_no_table(tmp_path: Path) -> None:
    (found,) = results(tmp_path, "Text, body and title were gone, he said.\nNobody knows.\n", "a.txt")
    assert isinstance(found, Found)
    assert found.article.text.startswith("Text, body")


def test_a_table_in_an_older_encoding(tmp_path: Path) -> None:
    (found,) = results(tmp_path, "title;text\nBrücke;Der Bürgermeister schließt die Brücke.\n".encode("cp1252"))
    assert isinstance(found, Found)
    assert found.article.text == "Der Bürgermeister schließt die Brücke."


def test_a_table_without_rows_is_said(tmp_path: Path) -> None:
    (failed,) = results(tmp_path, "title,text\n")
    assert isinstance(failed, Failed)
    assert "no row" in failed.error.problem
