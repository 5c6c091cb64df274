"""The commands of a store, where there is none, and what a search prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.cli import main
from summarizer.cli.search import _told
from summarizer.schema import Article
from summarizer.store import FoundQuote, Hit, Stored


@pytest.mark.parametrize(
    "command",
    [
        ["search", "ferry"],
        ["stories"],
        ["story", "3f1c"],
        ["export", "-o", "out"],
        ["forget", "3f1c"],
        ["edits"],
        ["edit", "hide", "3f1c", "e3"],
        ["edit", "undo", "1"],
        ["keys", "list"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("place", ["none.sqlite", "no/none.sqlite", "empty.sqlite"])
def test_what_reads_a_store_makes_none(
    command: list[str],
    place: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.sqlite").touch()
    assert main([*command, "--store", place]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{place}: there is no store" in err
    assert f"summarizer add PATHS --store {place}" in err
    assert [path.name for path in tmp_path.iterdir()] == ["empty.sqlite"]
    assert not (tmp_path / "empty.sqlite").stat().st_size


def test_a_folder_of_a_version_without_a_store_says_how_it_is_taken_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "summaries.jsonl").touch()
    assert main(["stories", "--store", str(tmp_path)]) == 2
    assert f"`summarizer batch PATHS -o {tmp_path}` once more" in capsys.readouterr().err


def test_a_folder_that_is_made_for_a_store_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for told in (True, False):
        assert main(["migrate", "--store", str(tmp_path / "new" / "s.sqlite")]) == 0
        assert (f"{tmp_path / 'new'}: there was no such folder" in capsys.readouterr().err) == told


def test_a_search_says_that_nothing_was_found_and_else_whose_the_quotes_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("The ferry sank on Monday. “We had no warning,” said Jan Novak.", encoding="utf-8")
    store = ["--store", str(tmp_path / "s.sqlite")]
    assert main(["add", str(tmp_path / "a.txt"), "--model", "builtin", *store]) == 0
    capsys.readouterr()
    assert main(["search", "zeppelin", *store]) == 0
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert main(["search", "zeppelin", "--quiet", *store]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["search", "warning", "--in", "quotes", *store]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert [(one["speakers"], one["kind"]) for one in json.loads(out)["quotes"]] == [(["Jan Novak"], "direct")]


def test_quotation_marks_stand_only_round_what_was_quoted() -> None:
    article = Stored(1, Article(text="…", title="Ferry"), 1, 1, "read", "a.txt", 0.0, "3f1c")
    quotes = (FoundQuote("We had no warning", "direct", ("Jan Novak",)), FoundQuote("it sank", "indirect", ()))
    assert [line.strip() for line in _told(Hit(article, "…", quotes)).splitlines()[2:]] == [
        "Jan Novak: “We had no warning”",
        "it sank",
    ]
