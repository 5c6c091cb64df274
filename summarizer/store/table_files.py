"""The tables of a store as files: CSV for spreadsheets, Parquet for everything else."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Literal

from summarizer.errors import UsageError
from summarizer.files import staged
from summarizer.schema import ArticleReading, Story
from summarizer.tables import COLUMNS, Row, cell, rows_of, story_row

TableFormat = Literal["csv", "parquet"]
_ROWS_AT_ONCE = 10_000  # of a row group


def write_tables(
    folder: Path,
    kind: TableFormat,
    summaries: Iterable[tuple[ArticleReading, str | None]],
    stories: Iterable[Story],
) -> list[Path]:
    """Writes each table, one article after another, and returns the paths.

    Args:
        summaries: each with the id of the story that it is told in.

    Raises:
        UsageError: Parquet is asked for where pyarrow is not installed.
    """
    if kind == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise UsageError("Parquet needs pyarrow.", "Install it: pip install 'summarizer[parquet]'.")
    paths = {name: folder / f"{name}.{kind}" for name in COLUMNS}
    with contextlib.ExitStack() as stack:
        files = {name: stack.enter_context(staged(path)) for name, path in paths.items()}
        tables = {name: (_Csv if kind == "csv" else _Parquet)(files[name], COLUMNS[name]) for name in COLUMNS}
        for summary, story in summaries:
            for name, rows in rows_of(summary, story).items():
                tables[name].add(rows)
        for each in stories:
            tables["stories"].add([story_row(each)])
        for table in tables.values():
            table.end()
    return list(paths.values())


class _Csv:
    """Rows of a table as CSV; begins with the mark that spreadsheets want."""

    def __init__(self, file: IO[bytes], columns: dict[str, type]) -> None:
        self._columns = columns
        self._text = io.TextIOWrapper(file, "utf-8-sig", errors="backslashreplace", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(columns)

    def add(self, rows: Sequence[Row]) -> None:
        self._writer.writerows([cell(row[name]) for name in self._columns] for row in rows)

    def end(self) -> None:
        self._text.flush()
        self._text.detach()  # whoever opened the file closes it


class _Parquet:
    """Rows of a table as Parquet, written as many as make a row group at a time."""

    def __init__(self, file: IO[bytes], columns: dict[str, type]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
        self._pa = pa
        self._schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
        self._writer = pq.ParquetWriter(file, self._schema)
        self._rows: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        self._rows += rows
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._flush()

    def end(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(self._pa.Table.from_pylist(self._rows, self._schema))
        self._rows.clear()
