"""Folders, patterns, stdin, and files that cannot be read."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from summarizer.errors import ReadError, UsageError
from summarizer.sources import Failed, Found, read, read_article

WORDS = "The harbour board will stop the ferries in June."


def names(*sources: Path | str) -> list[str]:
    return [Path(result.source).name for result in read([str(source) for source in sources])]


def fill(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{WORDS} {path}\n")
    return folder


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything: what the system refuses to others shows only as one of them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that an ordinary user can enter, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "a/z.md", "a/B.TXT", "c")
    assert names(tmp_path) == ["B.TXT", "z.md", "b.txt"]


def test_other_files_of_a_folder_are_left_out_and_named_once(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt", "logo.png", "notes.docx", ".hidden.txt", ".git/x.txt")
    first, second = read([str(tmp_path)])
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    (remark,) = first.remarks
    assert remark.startswith(f"{tmp_path}: 2 left out")
    assert "logo.png, notes.docx" in remark
    assert not second.remarks
    assert not any("logo.png" in note for note in (*first.notes, *second.notes))


def test_a_file_that_is_named_is_read_whatever_its_ending(tmp_path: Path) -> None:
    fill(tmp_path, "report", "report.dat")
    assert names(tmp_path / "report", tmp_path / "report.dat") == ["report", "report.dat"]


def test_patterns_are_expanded_in_order(tmp_path: Path) -> None:
    fill(tmp_path, "b1.txt", "a1.txt", "c.txt", "d/e1.txt")
    assert names(f"{tmp_path}/?1.txt") == ["a1.txt", "b1.txt"]
    assert names(f"{tmp_path}/**/*1.txt") == ["a1.txt", "b1.txt", "e1.txt"]


def test_a_name_that_looks_like_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    fill(tmp_path, "a[1].txt", "a1.txt")
    assert names(tmp_path / "a[1].txt") == ["a[1].txt"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt")
    assert names(tmp_path / "b.txt", tmp_path, f"{tmp_path}/*.txt") == ["b.txt", "a.txt"]


@pytest.mark.parametrize("source", ["missing.txt", "*.nothing", "", "nowhere/"])
def test_what_is_not_there_is_said_and_the_rest_is_read(tmp_path: Path, source: str) -> None:
    fill(tmp_path, "a.txt")
    missing = f"{tmp_path}/{source}" if source else ""
    failed, found = read([missing, str(tmp_path / "a.txt")])
    assert isinstance(failed, Failed)
    assert isinstance(found, Found)
    assert source in str(failed.error)
    assert failed.error.remedy


def test_a_folder_without_articles_is_said_with_what_is_in_it(tmp_path: Path) -> None:
    (failed,) = read([str(fill(tmp_path, "logo.png"))])
    assert isinstance(failed, Failed)
    assert "no article in this folder" in failed.error.problem
    assert "logo.png" in failed.error.problem
    assert ".txt" in failed.error.remedy


def test_bad_files_cost_nothing_but_themselves(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "z.txt")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (tmp_path / "d.json").write_text("{")
    (tmp_path / "e.html").write_text("<html><body></body></html>")
    found = list(read([str(tmp_path)]))
    assert [type(result) for result in found] == [Found, Failed, Failed, Failed, Failed, Found]
    for result in found:
        if isinstance(result, Failed):
            assert result.error.problem.startswith(f"{result.source}:")
            assert result.error.remedy


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt", "c.txt")
    results = read([str(tmp_path)])
    next(results)
    (tmp_path / "b.txt").unlink()
    failed, found = results
    assert isinstance(failed, Failed)
    assert isinstance(found, Found)
    assert "b.txt: the file has gone since the folder was listed" in failed.error.problem


def test_links_that_lead_nowhere_or_in_a_circle(tmp_path: Path) -> None:
    fill(tmp_path, "c.txt")
    (tmp_path / "a.txt").symlink_to(tmp_path / "missing.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    nowhere, circle, found = read([str(tmp_path)])
    assert isinstance(nowhere, Failed)
    assert "a.txt: this is a link to a file that does not exist" in nowhere.error.problem
    assert isinstance(circle, Failed)
    assert "b.txt: this cannot be read" in circle.error.problem
    assert isinstance(found, Found)


def test_folders_that_link_to_one_another_end(tmp_path: Path) -> None:
    fill(tmp_path, "a/x.txt", "b/y.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b" / "side").symlink_to(tmp_path / "a")
    assert names(tmp_path) == ["x.txt", "y.txt"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_and_a_folder_without_permission(open_folder: Path) -> None:
    fill(open_folder, "a.txt", "closed/x.txt", "z.txt")
    read_article(str(open_folder / "z.txt"))  # loads what reading loads, as the user who may
    (open_folder / "a.txt").chmod(0)
    (open_folder / "closed").chmod(0)
    with ordinary_user():
        results = list(read([str(open_folder)]))
    (open_folder / "closed").chmod(0o755)
    assert [Path(result.source).name for result in results] == ["closed", "a.txt", "z.txt"]
    for result in results[:2]:
        assert isinstance(result, Failed)
        assert "no permission" in result.error.problem
    assert isinstance(results[2], Found)


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX are bytes")
def test_a_file_name_that_is_not_utf_8_can_be_printed(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/br\xfccke.txt"
    Path(os.fsdecode(path)).write_text(WORDS)
    (found,) = read([str(tmp_path)])
    assert isinstance(found, Found)
    found.source.encode()


@pytest.mark.parametrize(
    ("data", "source", "text"),
    [
        (b"Just words.\n", "-", "Just words.\n"),
        (b'{"text": "An object."}', "-:1", "An object."),
        (b'{\n  "text": "An object."\n}\n', "-", "An object."),
        (b'[\n  {"text": "A list."}\n]\n', "-[0]", "A list."),
        ("\ufeff".encode() + b'{"text": "With a mark."}\n', "-:1", "With a mark."),
        (b"[Agency] {quoted} words.\n", "-", "[Agency] {quoted} words.\n"),
    ],
)
def test_stdin_is_what_it_looks_like(monkeypatch: pytest.MonkeyPatch, data: bytes, source: str, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    (found,) = read(["-"])
    assert isinstance(found, Found)
    assert (found.source, found.article.text) == (source, text)


def test_json_lines_on_stdin_keep_their_line_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b'{"text": "One."}\n{"text": \n{"text": "Three."}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [(result.source, type(result)) for result in read(["-"])] == [
        ("-:1", Found),
        ("-:2", Failed),
        ("-:3", Found),
    ]


def test_nothing_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(ReadError, match="-: the file is empty"):
        read_article("-")


@pytest.mark.skipif(os.name != "posix", reason="what POSIX has besides files")
def test_what_is_no_file_is_left_out_of_a_folder_and_named(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "inside/b.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "null.txt").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        with contextlib.chdir(tmp_path):  # paths of sockets are short
            listening.bind("socket.json")
        results = list(read([str(tmp_path)]))
    assert [Path(result.source).name for result in results] == ["a.txt", "b.txt"]
    assert isinstance(results[0], Found)
    (remark,) = results[0].remarks
    assert "4 left out" in remark
    assert "folder.txt (a folder)" in remark
    assert "null.txt (a device)" in remark
    assert "pipe.txt (a named pipe)" in remark


def test_what_nobody_may_look_at_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.txt", "b.txt")
    is_dir = Path.is_dir

    def refused(path: Path) -> bool:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", refused)
    failed, found = read([str(tmp_path)])
    assert isinstance(failed, Failed) and "a.txt: you have no permission" in str(failed.error)
    assert isinstance(found, Found) and found.source.endswith("b.txt")
    (alone,) = read([str(tmp_path / "a.txt")])
    assert isinstance(alone, Failed)


def test_one_path_for_a_list_of_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a list") as caught:
        list(read(str(tmp_path)))
    assert f"read(['{tmp_path}'])" in caught.value.remedy


@pytest.mark.skipif(os.name != "posix", reason="what POSIX has besides files")
def test_a_pipe_that_is_named_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="this is a named pipe") as caught:
        read_article(str(tmp_path / "pipe.txt"))
    assert "(-)" in caught.value.remedy
    with pytest.raises(ReadError, match="this is a device"):
        read_article("/dev/zero")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="process substitution")
def test_what_a_shell_hands_over_is_read() -> None:
    out, into = os.pipe()
    os.write(into, WORDS.encode())
    os.close(into)
    assert read_article(f"/dev/fd/{out}").text == WORDS
    os.close(out)


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX are bytes")
def test_a_file_name_that_commands_a_terminal_is_printed_harmlessly(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]0;owned\x07\u202e.txt").write_text(WORDS)
    (tmp_path / "b\x1b[2J\n.txt").write_bytes(b"")
    (tmp_path / "c\x1b[2J.png").write_bytes(b"")
    (tmp_path / "می\u200cشود.txt").write_text(WORDS)
    found, failed, persian = read([str(tmp_path)])
    assert isinstance(found, Found)
    assert isinstance(failed, Failed)
    shown = "".join([found.source, *found.remarks, failed.source, str(failed.error)])
    assert not set("\x1b\x07\n\u202e") & set(shown)
    assert "\\x1b]0;owned" in found.source
    assert persian.source.endswith("می\u200cشود.txt")
