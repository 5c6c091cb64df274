"""Gzip files: read as what they hold, within bounds."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections import deque
from pathlib import Path

import pytest

from summarizer.errors import ReadError
from summarizer.sources import Failed, Found, read, read_article
from summarizer.sources.limits import MAX_BYTES

WORDS = "The harbour board will stop the ferries in June.\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt.gz", WORDS.encode()),
        ("a.txt", WORDS.encode()),
        ("a.json.gz", json.dumps({"text": WORDS}).encode()),
        ("a.md.gz", b"---\ntitle: Ferries\n---\n" + WORDS.encode()),
    ],
)
def test_what_is_packed_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(gzip.compress(data))
    (found,) = read([str(tmp_path)])
    assert isinstance(found, Found)
    assert found.article.text.strip() == WORDS.strip()


def test_packed_json_lines_keep_their_numbers_and_stream(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl.gz"
    with gzip.open(path, "wt") as stream:
        for number in range(3000):
            stream.write(json.dumps({"text": f"Report {number}. {WORDS}", "language": "en"}) + "\n")
    next(read([str(path)]))
    tracemalloc.start()
    results = [result.source for result in read([str(path)])]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert results[-1] == f"{path}:3000"
    assert peak < 2_000_000


def test_gzip_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(WORDS.encode()))))
    assert read_article("-").text == WORDS


@pytest.mark.parametrize("line", [b"x", b'{"text": 1}' + b" " * 10_000 + b"\n"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(line * (20 * MAX_BYTES // len(line)), 9))
    tracemalloc.start()
    (last,) = deque(read([str(path)]), maxlen=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(last, Failed)
    assert "unpacks to more than 100 times" in last.error.problem or "longer than 16 MB" in last.error.problem
    assert peak < 4 * MAX_BYTES


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(WORDS.encode() * 100)[:-20], "gzip file is broken"),
        (b"\x1f\x8b" + b"rubbish" * 20, "gzip file is broken"),
        (gzip.compress(gzip.compress(WORDS.encode())), "gzip file within a gzip file"),
        (gzip.compress(b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 300), "tar archive"),
    ],
)
def test_what_cannot_be_unpacked_is_said(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=rf"a\.txt\.gz: .*{says}") as caught:
        read_article(str(path))
    assert caught.value.remedy
