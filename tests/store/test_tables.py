"""A store as tables: every row can be found again in its article, in CSV and in Parquet alike."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pytest

from summarizer import Store, Summarizer, UsageError, read
from summarizer.cli import main
from summarizer.tables import COLUMNS, Row, tables

ROOT = Path(__file__).parents[2]
needs_pyarrow = pytest.mark.skipif(not importlib.util.find_spec("pyarrow"), reason="pyarrow is not installed")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("store") / "news.sqlite"
    with Store(place) as store, Summarizer("builtin") as summarizer:
        store.add(read([str(ROOT / "tests/articles/strike")]), summarizer)
    return place


def rows(place: Path) -> dict[str, list[Row]]:
    with Store(place) as store:
        stored = store.articles()
        told = [store.story(one.id) for one in store.stories()]
        return tables([store.summary(one.article.id) for one in stored], told)


def test_each_quote_is_found_at_its_place_and_names_its_speaker(place: Path) -> None:
    found = rows(place)["quotes"]
    assert len(found) > 10
    assert any(row["speakers"] for row in found)
    with Store(place) as store:
        for row in found:
            text = store.article(str(row["article"])).article.text
            shown = text[int(row["start"] or 0) : int(row["end"] or 0)]
            assert shown.startswith(str(row["text"]).split(" … ")[0])


def test_csv_has_the_same_rows(place: Path, tmp_path: Path) -> None:
    assert main(["export", "--store", str(place), "-o", str(tmp_path), "--format", "csv"]) == 0
    known = rows(place)
    for name, columns in COLUMNS.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            written = list(csv.DictReader(file))
        assert len(written) == len(known[name])
        assert all(list(row) == list(columns) for row in written)
    with (tmp_path / "quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert {(row["article"], row["text"]) for row in written} == {
        (row["article"], row["text"]) for row in known["quotes"]
    }


@pytest.mark.docs
@needs_pyarrow
def test_parquet_has_the_same_rows(place: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    assert main(["export", "--store", str(place), "-o", str(tmp_path), "--format", "parquet"]) == 0
    for name, known in rows(place).items():
        written = pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
        assert sorted(written, key=repr) == sorted(known, key=repr), name


def test_without_pyarrow_it_is_said_what_to_install(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with Store(place) as store, pytest.raises(UsageError, match=r"summarizer\[parquet\]"):
        store.export(tmp_path / "tables", "parquet")
