"""Records in files, read one by one."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from summarizer.batch.jsonl import Lines
from summarizer.errors import ReadError
from summarizer.schema import Mention


def lines(*paths: Path) -> Lines[Mention]:
    return Lines(paths, Mention, "mentions.jsonl")


def mention(number: int) -> str:
    return Mention(article=f"a{number} “ü”", item="e1").model_dump_json()


def test_records_of_several_files_stand_in_order_and_can_be_asked_for_again(tmp_path: Path) -> None:
    first, second, empty = (tmp_path / name for name in ("1.jsonl", "2.jsonl", "3.jsonl"))
    first.write_text(f"\n{mention(0)}\r\n\n{mention(1)}\n", encoding="utf-8")
    second.write_text(mention(2), encoding="utf-8")  # no newline at the end
    empty.touch()
    found = lines(first, empty, second)
    assert [one.article[:2] for one in found] == ["a0", "a1", "a2"]
    assert (len(found), found[-1], found[1:]) == (3, found[2], [found[1], found[2]])
    assert list(found) == list(found)


def test_what_can_be_read_only_once_is_kept(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(f"{mention(0)}\n{mention(1)}\n",))
    writer.start()
    found = lines(pipe)
    writer.join()
    assert [one.article[:2] for one in found] == [one.article[:2] for one in found] == ["a0", "a1"]


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"article": "a"}', b'{"article": "\xff"}'])
def test_a_broken_line_is_named_and_the_others_can_be_read(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(mention(0).encode() + b"\n\n" + broken + b"\n" + mention(1).encode() + b"\n")
    found = lines(path)
    assert [found[0].article[:2], found[2].article[:2]] == ["a0", "a1"]
    with pytest.raises(ReadError, match=r"some\.jsonl:3"):
        found[1]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl"):
        with pytest.raises(ReadError, match=str(path)):
            lines(path)
