"""What a user names → files, stdin and addresses, in an order of their own."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from summarizer.errors import ReadError
from summarizer.scrubbing import without_user
from summarizer.sources.article_fields import Failed
from summarizer.sources.source_names import printable_name

Kind = Literal["html", "json", "lines", "csv", "markdown", "mail", "feed"]

SUFFIXES: dict[str, Kind | None] = {
    ".txt": None,
    ".text": None,
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".tsv": "csv",
    ".eml": "mail",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
"""Endings of articles in a folder, and what such a file is; None is for the first lines to show."""

_RESULTS = re.compile(
    r"(?:summaries|stories|failed)(?:\.partial|\.outdated)?\.jsonl|run\.json|report\.(?:html|md)|report-stories"
)
"""What a batch writes into its folder, which is often a folder in the one that it reads."""
_HANDED_OVER = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")  # what a shell puts in place of <(…)
_NO_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file to read. `listed` if it was found in a folder, so that it did exist."""

    path: Path
    listed: bool = False

    @property
    def name(self) -> str:
        """The path as it can be printed: a name in another encoding than the system's holds lone surrogates."""
        return printable_name(str(self.path))

    @property
    def kind(self) -> Kind | None:
        """What the ending says that it is; of `page.html.gz` the one before `.gz`."""
        return SUFFIXES.get(_ending(self.path))


@dataclass(frozen=True, slots=True)
class Stdin:
    """Standard input."""

    name: str = "-"


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address; its name is without the user and password that it may hold."""

    url: str

    @property
    def name(self) -> str:
        """The address as it can be printed and kept."""
        return printable_name(without_user(self.url))


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a folder."""

    text: str


@dataclass(slots=True)
class _Listing:
    files: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def open_file(file: File) -> BinaryIO:
    """Opens a file, without ever waiting for somebody to write into a pipe.

    Raises:
        OSError: it cannot be opened.
        ReadError: it is no file.
    """
    if os.path.abspath(file.path).startswith(_HANDED_OVER):  # noqa: PTH100 (not where the link leads)
        return file.path.open("rb")
    if what := _no_file(file.path):
        raise ReadError(f"{file.name}: this is {what}, not a file.", "Name a file, or pipe the article in (-).")
    # should it have become a pipe in the meantime, this does not wait
    return open(file.path, "rb", opener=lambda path, flags: os.open(path, flags | getattr(os, "O_NONBLOCK", 0)))


def _no_file(path: Path) -> str | None:
    """What it is, if it is neither a file nor a folder nor absent."""
    try:
        mode = path.stat().st_mode
    except OSError:  # reading it will say why
        return None
    return next((what for test, what in _NO_FILES if test(mode)), None)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    return path.with_suffix("").suffix.lower() if ending == ".gz" else ending


def expand(sources: Iterable[str]) -> Iterator[File | Stdin | Address | Note | Failed]:
    """What the sources stand for: those of a folder or pattern sorted, each file once however often it is named."""
    seen: set[tuple[int, int]] = set()
    for source in sources:
        for place in _places(source):
            if isinstance(place, File):
                identity = _identity(place.path)
                if identity in seen:
                    continue
                if identity:
                    seen.add(identity)
            yield place


def nothing_there(sources: Iterable[str]) -> list[Failed]:
    """Why none of the sources is there; none if there is something, readable or not, or a folder that is empty yet."""
    failed: list[Failed] = []
    named = list(sources)
    if any(source and Path(source).exists() for source in named):
        return []
    for place in expand(named):
        if isinstance(place, Failed):
            failed.append(place)
        elif not isinstance(place, Note):
            return []
    return failed


def _places(source: str) -> Iterator[File | Stdin | Address | Note | Failed]:
    if source == "-":
        yield Stdin()
    elif source.lower().startswith(("http://", "https://")):
        yield Address(source)
    elif source and (Path(source).is_symlink() or Path(source).exists()):
        yield from _at(Path(source))
    elif glob.has_magic(source):
        # as a shell does it: hidden files are left out, and what matches counts as named
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207
        for match in matches:
            yield from _at(Path(match))
        if not matches:
            yield _failed(source, "nothing matches this pattern.", "Check it; in a shell, quote it or leave it bare.")
    else:
        yield _failed(source or "(no name)", "there is no such file or folder.", "Check the spelling and the folder.")


def _at(path: Path) -> Iterator[File | Note | Failed]:
    try:
        is_folder = path.is_dir()
    except OSError as error:
        name = printable_name(str(path))
        yield Failed(name, system_error(name, error))
        return
    if is_folder:
        yield from _folder(path)
    else:
        yield File(path)


def _folder(folder: Path) -> Iterator[File | Note | Failed]:
    listing = _Listing()
    _list(folder, listing, set())
    yield from listing.failed
    left_out = _left_out(folder, listing.left_out)
    if not listing.files and not listing.failed:
        problem = "there is no article in this folder" + (f" ({left_out})." if left_out else ".")
        yield _failed(str(folder), problem, f"Files of articles end in {', '.join(SUFFIXES)}.")
    elif left_out:
        yield Note(left_out)
    yield from (File(path, listed=True) for path in listing.files)


def _list(folder: Path, listing: _Listing, visited: set[tuple[int, int]]) -> None:
    """Adds what lies in `folder` and below; links to folders are followed, each folder once."""
    identity = _identity(folder)
    if identity in visited:
        return
    if identity:
        visited.add(identity)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        name = printable_name(str(folder))
        listing.failed.append(Failed(name, system_error(name, error)))
        return
    names = {entry.name for entry in entries}
    has_results = "summarizer.sqlite" in names or {"run.json", "summaries.jsonl"} <= names
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if has_results and _RESULTS.fullmatch(entry.name):
            listing.left_out.append(f"{printable_name(entry.name)} (a result of a batch)")
            continue
        try:
            _list_entry(entry, listing, visited)
        except OSError as error:  # a link to where nobody may look
            name = printable_name(str(entry))
            listing.failed.append(Failed(name, system_error(name, error)))


def _list_entry(entry: Path, listing: _Listing, visited: set[tuple[int, int]]) -> None:
    articles = _ending(entry) in SUFFIXES
    if entry.is_dir() and not articles:
        _list(entry, listing, visited)
    elif what := "a folder" if entry.is_dir() else _no_file(entry):
        listing.left_out.append(f"{printable_name(entry.name)} ({what})")
    elif articles:
        listing.files.append(entry)
    else:
        listing.left_out.append(printable_name(entry.name))


def _left_out(folder: Path, names: list[str]) -> str:
    if not names:
        return ""
    names = sorted(names, key=lambda name: not name.endswith(")"))  # what one would have taken for an article first
    shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    return f"{printable_name(str(folder))}: {len(names)} left out that are no articles: {shown}"


def system_error(name: str, error: OSError, *, listed: bool = False) -> ReadError:
    """What the operating system says, in a user's words."""
    if isinstance(error, FileNotFoundError):
        if Path(name).is_symlink():
            return ReadError(f"{name}: this is a link to a file that does not exist.", "Mend or remove the link.")
        if listed:
            return ReadError(f"{name}: the file has gone since the folder was listed.", "Run again if it is back.")
    if isinstance(error, PermissionError):
        return ReadError(f"{name}: you have no permission to read this.", "Change its permissions (chmod).")
    return ReadError(f"{name}: this cannot be read ({error.strerror or error}).", "Check the file and the disk.")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:  # reading it will say why
        return None
    return status.st_dev, status.st_ino


def _failed(name: str, problem: str, remedy: str) -> Failed:
    name = printable_name(name)
    return Failed(name, ReadError(f"{name}: {problem}", remedy))
