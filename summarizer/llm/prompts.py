"""The texts that a model is instructed with: one Markdown file each, part of the cache key by their content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from summarizer.text.digest import digest


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text and its hash."""

    name: str
    text: str
    digest: str


@cache
def load(name: str) -> Prompt:
    """The prompt `prompts/<name>.md`, from the wheel or from the source tree beside the package."""
    packaged = files("summarizer") / "_prompts" / f"{name}.md"
    source = Path(__file__).parents[2] / "prompts" / f"{name}.md"
    text = (packaged if packaged.is_file() else source).read_text("utf-8").strip()
    return Prompt(name=name, text=text, digest=digest(text))
