"""What is shipped: schemas in step with the classes, and a wheel that holds all that a run needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from summarizer.cli.schema import all_schemas
from tests.endpoint import completion, serving

ROOT = Path(__file__).parents[1]


def test_the_schemas_are_those_of_the_classes() -> None:
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "schemas").glob("*.json")}
    assert written == all_schemas(), (
        "run: for name in $(summarizer schema); do summarizer schema $name > schemas/$name.json; done"
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_an_installed_wheel_finds_its_prompts_and_schemas(wheel: Path, tmp_path: Path) -> None:
    script = (
        "import summarizer, json\n"
        "from importlib.resources import files\n"
        "from summarizer.llm import prompts\n"
        "shipped = {p.name for p in (files('summarizer') / '_schemas').iterdir()}\n"
        "print(json.dumps([summarizer.__file__, prompts.load('extract').digest, sorted(shipped)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(wheel)},
    )
    where, digest, schemas = json.loads(done.stdout)
    from summarizer.llm import prompts

    assert Path(where).is_relative_to(wheel)
    assert digest == prompts.load("extract").digest
    assert schemas == sorted(path.name for path in (ROOT / "schemas").iterdir())


def test_an_installed_wheel_replays_the_recordings(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "summarizer", "batch", str(ROOT / "tests/articles/visit"), "-o", "out"]
    done = subprocess.run(
        [*command, "--replay", str(ROOT / "cassettes/visit")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(wheel)},
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.md").stat().st_size > 1000


def test_importing_it_loads_no_client() -> None:
    heavy = {"openai", "instructor", "pydantic", "trafilatura", "rich"}
    script = f"import sys, summarizer; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_that_finds_all_in_the_cache_loads_no_client(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from summarizer import Article, AsyncSummarizer\n"
        "async def run(url):\n"
        "    async with AsyncSummarizer('m', base_url=url, cache='kept') as summarizer:\n"
        "        print((await summarizer.summarize(Article(text='It rains.'))).run.cached)\n"
        "asyncio.run(run(sys.argv[1]))\n"
        "print(sorted({'openai', 'instructor', 'httpx2', 'aiohttp'} & set(sys.modules)))\n"
    )
    answer = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with serving(answer) as endpoint:
        for cached, loaded in (("False", True), ("True", False)):
            command = [sys.executable, "-c", script, endpoint.base_url]
            done = subprocess.run(
                command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
            ).stdout.splitlines()
            assert done[0] == cached
            assert ("openai" in done[1]) is loaded
            assert loaded or done[1] == "[]"


def test_every_public_name_is_there() -> None:
    import summarizer

    assert all(hasattr(summarizer, name) for name in summarizer.__all__)
    assert not hasattr(summarizer, "nothing")
