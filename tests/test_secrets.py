"""A key or a password that the program was given is in nothing that it prints, writes or raises."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import Article, AsyncSummarizer, SummarizerError
from summarizer.cli import main
from summarizer.scrubbing import hide_secret, scrub, without_user
from tests.endpoint import Reply, completion, serving

KEY, PASSWORD = "key-of-ours-4711", "pa55word!"
BASIC = b64encode(f"user:{PASSWORD}".encode()).decode()
ANSWER = completion(json.dumps({"g": "It rains.", "n": [], "e": [], "s": [], "q": [], "c": []}))
ECHOES = [
    Reply(401, json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid"}}).encode()),
    Reply(500, json.dumps({"error": {"message": f"upstream said: Authorization: Bearer {KEY}"}}).encode()),
    Reply(400, json.dumps({"detail": f"?api_key={KEY}"}).encode()),
    Reply(401, json.dumps({"error": {"message": f"what is Basic {BASIC}?"}}).encode()),
    Reply(200, json.dumps({"error": {"message": f"{KEY} is blocked", "code": 403}}).encode()),
]


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from summarizer.llm import client as wiring

    for name in ("OPENAI_BASE_URL", "SUMMARIZER_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(wiring, "_wait", lambda _state: 0.0)


def everything(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("log", [["--log-format", "json"], []])
@pytest.mark.parametrize("reply", ECHOES)
def test_a_key_that_the_endpoint_repeats_is_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reply: Reply, log: list[str]
) -> None:
    (tmp_path / "in.txt").write_text("It rains.", "utf-8")
    with serving(reply) as endpoint:
        address = endpoint.base_url.replace("://", f"://user:{PASSWORD}@")
        command = ["batch", str(tmp_path / "in.txt"), "-o", str(tmp_path / "out"), "--model", "m", *log]
        assert main([*command, "--base-url", address, "--record", str(tmp_path / "tapes")]) == 1
    shown = "".join(capsys.readouterr()) + everything(tmp_path)
    assert "failed" in shown
    assert KEY not in shown
    assert PASSWORD not in shown
    assert BASIC not in shown


def test_a_password_in_a_source_is_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text(json.dumps({"text": "It rains.", "url": f"https://me:{PASSWORD}@example.org/1"}) + "\n", "utf-8")
    with serving(ANSWER) as endpoint:
        command = ["batch", f"http://me:{PASSWORD}@127.0.0.1:1/page", str(feed), "-o", str(tmp_path / "out")]
        assert main([*command, "--base-url", endpoint.base_url, "--model", "m"]) == 1
    feed.unlink()
    shown = "".join(capsys.readouterr()) + everything(tmp_path)
    assert "https://example.org/1" in shown
    assert PASSWORD not in shown


async def test_a_key_is_in_no_error() -> None:
    for reply in ECHOES:
        with serving(reply) as endpoint:
            async with AsyncSummarizer("m", base_url=endpoint.base_url, cache=False) as summarizer:
                with pytest.raises(SummarizerError) as raised:
                    await summarizer.summarize(Article(text="It rains."))
        assert KEY not in repr(raised.value) + str(raised.value) + raised.value.problem


@pytest.mark.parametrize(
    "text",
    [
        "http://me:XXXX@example.org/a",
        "ftp://XXXX@example.org/a",
        "Incorrect API key provided: sk-XXXX1234.",
        "Authorization: Bearer XXXX1234",
        'headers {"authorization": "Basic XXXX1234"}',
        "https://example.org/a?key=XXXX1234&page=2",
        "api_key=XXXX1234, retry",
        "password: XXXX1234",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    assert "XXXX" not in scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/@editor: 404",
        "Unexpected token: }",
        "max_tokens: 186",
        "Check OPENAI_API_KEY, and that it belongs to this endpoint.",
        "Set a key, or mail desk@example.org.",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("key", ["", "x", "none", "EMPTY", "ollama", "lm-studio"])
def test_what_stands_for_no_key_blots_out_no_words(key: str) -> None:
    hide_secret(key)
    assert scrub(f"none, EMPTY, ollama and lm-studio ({key})") == f"none, EMPTY, ollama and lm-studio ({key})"


@given(st.text(), st.text())
def test_a_given_key_is_hidden_wherever_it_stands_alone(before: str, after: str) -> None:
    hide_secret(KEY)
    assert KEY not in scrub(f"{before} {KEY} {after}")


def test_an_address_keeps_all_but_who_asks() -> None:
    assert without_user("https://me:pw@example.org:8443/a?b=c@d") == "https://example.org:8443/a?b=c@d"
    assert without_user("https://me:p@w@example.org/a") == "https://example.org/a"
