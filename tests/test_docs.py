"""What the documentation shows is so: its examples run, its commands parse, its pages are in step with the program."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from summarizer.cli import _parser

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
RUN = ("sh", "python")
"""Fences that are run, in the order of their page; those called `shell` need what a test has not: a key, a network."""


def fences(page: Path) -> list[tuple[str, str, int]]:
    """Language, text and line of each block of code."""
    found = MarkdownIt().parse(page.read_text("utf-8"))
    return [
        (one.info.split()[0] if one.info else "", one.content, one.map[0] + 1)
        for one in found
        if one.type == "fence" and one.map
    ]


def script(page: Path) -> str:
    """All examples of a page as one script, which says where it stands before each."""
    parts = ["set -e"]
    for language, text, line in fences(page):
        if language in RUN:
            parts.append(f"echo '{page.name}:{line}' >&2")
            parts.append(text if language == "sh" else f"python - <<'END_OF_EXAMPLE'\n{text}END_OF_EXAMPLE")
    return "\n".join(parts)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder like a clone with the package installed, in which nothing is kept from elsewhere."""
    for name in ("tests", "cassettes", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    for name, command in (("python", ""), ("summarizer", "-m summarizer")):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {command} "$@"\n', "utf-8")
        program.chmod(0o755)
    return tmp_path


def environment(clone: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SUMMARIZER_"))}
    return clean | {
        "PATH": f"{clone / 'bin'}:{clean['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(clone / "cache"),
        "XDG_DATA_HOME": str(clone / "data"),
    }


@pytest.mark.parametrize("name", ["tutorial", "models", "python", "store", "configuration"])
def test_the_examples_of_a_page_run(name: str, clone: Path) -> None:
    run(script(ROOT / "docs" / f"{name}.md"), clone)


def test_the_examples_of_the_service_run(clone: Path) -> None:
    with serving(clone) as port:
        run(script(ROOT / "docs" / "service.md").replace("127.0.0.1:8000", f"127.0.0.1:{port}"), clone)


def run(text: str, clone: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", text], cwd=clone, env=environment(clone), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def serving(clone: Path) -> Iterator[int]:
    """`summarizer serve` at a free port, without a model."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "summarizer", "serve", "--store", "news.sqlite", "--model", "builtin"]
    with subprocess.Popen(
        [*command, "--port", str(port)], cwd=clone, env=environment(clone), stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_ready(f"http://127.0.0.1:{port}/readyz", process)
            yield port
        finally:
            process.terminate()


def until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the service has ended"
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # nothing tells from outside when a port is listened on
    raise AssertionError("the service is not ready")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_line_is_one(page: Path) -> None:
    for language, text, at in fences(page):
        if language not in ("sh", "shell"):
            continue
        for line in text.replace("\\\n", " ").splitlines():
            for found in re.finditer(r"(?:^|[(&;]\s*|\$\()summarizer (?P<arguments>[^|>&)\n]*)", line):
                arguments = shlex.split(found["arguments"], comments=True)
                if arguments and "…" not in arguments:
                    assert _parser().parse_args(arguments).run, f"{page.name}:{at}: {line}"


def test_the_page_of_the_schema_has_every_field() -> None:
    from docs.make_schema_page import page

    def without_examples(text: str) -> list[str]:
        return [re.sub(r" \| (`|\[`|–).*$", "", line) for line in text.splitlines()]

    written = without_examples((ROOT / "docs/schema.md").read_text("utf-8"))
    assert written == without_examples(page({})), "run: python -m docs.make_schema_page"


@pytest.mark.docs
def test_the_notebook_runs() -> None:
    if importlib.util.find_spec("nbclient") is None:
        pytest.skip("the extra `docs` is not installed")
    from docs.run_notebook import run as run_notebook

    shown = [output for cell in run_notebook().cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown)
