"""Settings from a file, the environment and options: which is the stronger, and what is said where one cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from summarizer.cli import main
from summarizer.cli.settings import _NAMES, variable_of
from tests.endpoint import completion, serving

ROOT = Path(__file__).parents[2]
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "SUMMARIZER_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("It rains in Ostrava. Nobody minds.", "utf-8")


def held(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    assert main(["config"]) == 0
    return {row["name"]: row for row in json.loads(capsys.readouterr().out)}


def write(**files: str) -> None:
    for name, text in files.items():
        Path(f"{name}.toml").write_text(text, "utf-8")


def test_a_file_is_weaker_than_the_environment_and_that_than_an_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(ANSWER) as endpoint:
        write(summarizer=f'model = "of-file"\nbase-url = "{endpoint.base_url}"\n[parameter]\ntemperature = 0\n')
        assert main(["summarize", "a.txt"]) == 0
        monkeypatch.setenv("SUMMARIZER_MODEL", "of-environment")
        assert held(capsys)["model"]["from"] == "SUMMARIZER_MODEL"
        assert main(["summarize", "a.txt"]) == 0
        assert main(["summarize", "a.txt", "--model", "of-option", "--parameter", "seed=1"]) == 0
        bodies = [one["body"] for one in endpoint.requests]
    assert [body["model"] for body in bodies] == ["of-file", "of-environment", "of-option"]
    assert [body["temperature"] for body in bodies] == [0, 0, 0]
    assert bodies[2]["seed"] == 1


def test_pyproject_is_read_where_there_is_no_file_of_our_own(capsys: pytest.CaptureFixture[str]) -> None:
    write(pyproject='[tool.summarizer]\nmodel = "m"\nconcurrency = 2\ncache = false\nlink = false\n')
    found = held(capsys)
    assert found["concurrency"] | {"from": ""} == found["concurrency"] | {"value": "2", "from": ""}
    assert "pyproject.toml" in found["model"]["from"]
    assert (found["cache"]["value"], found["link"]["value"]) == ("false", "false")
    write(summarizer='store = "news.sqlite"')
    assert held(capsys)["model"]["from"] == "default"


def test_a_folder_above_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    write(summarizer='base-url = "http://elsewhere.example/v1"')
    Path("below").mkdir()
    monkeypatch.chdir("below")
    assert held(capsys)["base-url"]["from"] == "default"


def test_a_named_file_is_read_wherever_one_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(desk="port = 8123")
    monkeypatch.setenv("SUMMARIZER_CONFIG", str(tmp_path / "desk.toml"))
    assert held(capsys)["port"]["value"] == "8123"


def test_keys_and_passwords_are_masked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hush-hush-123")
    monkeypatch.setenv("SUMMARIZER_STORE", "postgresql+psycopg://ana:hush-hush-456@db/news")
    write(summarizer='smtp = "smtp://me:hush-hush-789@mail:587"\n[parameter]\nextra = "api_key=hush-hush-000"\n')
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert "hush" not in out
    assert {row["name"]: row["from"] for row in json.loads(out)}["api-key"] == "OPENAI_API_KEY"


def test_that_a_file_sends_the_key_elsewhere_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hush-hush-123")
    write(summarizer='model = "m"\nbase-url = "http://router.invalid/v1"\ntimeout = 0.01\n')
    main(["summarize", "a.txt", "--replay", str(ROOT / "cassettes/injection")])
    assert "is sent to" not in capsys.readouterr().err
    monkeypatch.setattr("summarizer.session.Session.summarize", _refuse)
    with pytest.raises(ZeroDivisionError):
        main(["summarize", "a.txt"])
    assert "OPENAI_API_KEY is sent to http://router.invalid/v1 (so says summarizer.toml)" in capsys.readouterr().err


async def _refuse(*_: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("model = \n", "line 1", id="no TOML"),
        pytest.param('modell = "m"', "Did you mean model?", id="misspelt"),
        pytest.param('api-key = "sk-hush-hush"', "OPENAI_API_KEY", id="a key"),
        pytest.param("concurrency = 0", "summarizer.toml: concurrency: it must be 1 or more", id="out of range"),
        pytest.param('structured = "yaml"', "none of json_schema", id="no choice"),
        pytest.param("link = 3", "neither true nor false", id="no yes or no"),
        pytest.param("folder = 3", "no list", id="no list"),
        pytest.param("parameter = 3", "[parameter]", id="no table"),
        pytest.param("timeout = []", "neither a text nor a number", id="no number"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(summarizer=text)
    assert main(["config"]) == 2
    error = capsys.readouterr().err
    assert "summarizer.toml" in error and told in error
    assert "hush" not in error


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SUMMARIZER_CONCURRENCY", "many")
    assert main(["config"]) == 2
    assert "SUMMARIZER_CONCURRENCY: many is not a whole number" in capsys.readouterr().err


def test_an_option_overrides_that_a_file_keeps_no_cache() -> None:
    with serving(ANSWER) as endpoint:
        write(summarizer=f'model = "m"\nbase-url = "{endpoint.base_url}"\ncache = false\n')
        for _ in range(2):
            assert main(["summarize", "a.txt", "--cache", "kept"]) == 0
        assert len(endpoint.requests) == 1
        write(summarizer=f'model = "m"\nbase-url = "{endpoint.base_url}"\ncache = "kept"\n')
        assert main(["summarize", "a.txt", "--no-cache"]) == 0
        assert len(endpoint.requests) == 2


def test_the_page_names_every_setting() -> None:
    page = (ROOT / "docs/configuration.md").read_text("utf-8")
    for name in _NAMES:
        assert f"| `{name}` |" in page, name
    for name in ("base-url", "model", "max-cost"):
        assert variable_of(name) in page
