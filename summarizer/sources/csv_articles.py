"""Tables with a row for each article."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from summarizer.errors import ReadError
from summarizer.sources.json_articles import Parsed, as_object, is_field, is_text_field, numbered_lines
from summarizer.sources.limits import MAX_BYTES, megabytes
from summarizer.sources.plain_text import decode

_DELIMITERS = ",;\t|"


def looks_like_table(first: str) -> bool:
    """Whether a first line names columns of articles: one with their text, and another that is known."""
    names = _header(first, _delimiter(first))
    return len(names) > 1 and any(map(is_text_field, names)) and sum(map(is_field, names)) > 1


def rows(stream: BinaryIO, name: str, first: bytes, language: str | None) -> Iterator[Parsed]:
    """Each row of a table as an object, its keys the names in the first line, told by its line (`x.csv:7`).

    Args:
        stream: read row by row, never at once.
        name: of the file.
        first: the first line, which has been read already.
        language: BCP-47, for lines that are not in Unicode.

    Raises:
        ReadError: there is no column with text, or the table is broken; the rows before that have been given.
    """
    csv.field_size_limit(MAX_BYTES)
    lines = _decoded(stream, name, first, language)
    opening = next(lines, "")
    delimiter = _delimiter(opening)
    names = _header(opening, delimiter)
    if not any(map(is_text_field, names)):
        raise ReadError(
            f"{name}: no column of this table holds the text of articles (its columns: {', '.join(names)[:200]}).",
            "Name the columns in the first line, as the keys in JSON: text, and if there are any title, published, "
            "outlet, url, byline, language.",
        )
    reader = csv.reader(lines, delimiter=delimiter)
    number, anything = 2, False
    try:
        for cells in reader:
            source, number = f"{name}:{number}", reader.line_num + 2
            if any(cell.strip() for cell in cells):
                anything = True
                yield Parsed(source, _row(cells, names, source))
    except csv.Error as error:
        raise ReadError(f"{name}:{number}: this row cannot be read ({error}).", "Is a quotation mark open?") from error
    if not anything:
        raise ReadError(f"{name}: the table has no row but its first.", "Remove it, or put a row for each article in.")


def _row(cells: list[str], names: list[str], source: str) -> dict[str, str] | ReadError:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return ReadError(
            f"{source}: {len(cells)} cells in this row, {len(names)} columns in the table.",
            "Put a cell that holds the separator in quotation marks.",
        )
    return as_object({name: cell for name, cell in zip(names, cells, strict=False) if name and cell.strip()})


def _decoded(stream: BinaryIO, name: str, first: bytes, language: str | None) -> Iterator[str]:
    for number, line in numbered_lines(stream, name, first):
        if line is None:
            raise ReadError(f"{name}:{number}: the line is longer than {megabytes(MAX_BYTES)}.", "Split it up.")
        yield (
            decode(line, f"{name}:{number}", language=language).text if line.strip() else line.decode("ascii", "ignore")
        )


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


def _header(first: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([first.strip("\ufeff\r\n")], delimiter=delimiter), [])
    return [cell.strip() for cell in cells]
