"""Markdown: what stands before the text about it, and the text without its marks."""

from __future__ import annotations

import re
import tomllib

from summarizer.sources.html import fragment_text

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"([A-Za-z][\w -]*?)\s*:(?:\s+(.*))?\Z")
_ITEM = re.compile(r"\s*-\s+(.*)\Z")


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """What Markdown says of itself between two `---` (YAML) or `+++` (TOML) lines at its beginning, and the rest.

    Of YAML the simple part that pages use is understood: a value or a list for each key. What is not written like
    this is text: many texts have a rule of dashes.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    fields = _toml(match[2]) if match[1] == "+++" else _yaml(match[2])
    return (fields, text[match.end() :]) if fields else ({}, text)


def plain(text: str) -> str:
    """The text of Markdown: headings, links, emphasis and lists without their marks, a blank line between blocks."""
    from markdown_it import MarkdownIt

    return fragment_text(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def _toml(text: str) -> dict[str, object]:
    try:
        return {
            key: str(value) if not isinstance(value, list | dict) else value
            for key, value in tomllib.loads(text).items()
        }
    except tomllib.TOMLDecodeError:
        return {}


def _yaml(text: str) -> dict[str, object]:
    fields: dict[str, object] = {}
    key = ""
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        entry, item = _ENTRY.match(line), _ITEM.match(line)
        if entry:
            key = entry[1].strip().lower()
            fields[key] = _value(entry[2] or "")
        elif item and key and isinstance(fields[key] or [], list):
            fields[key] = [*(fields[key] or []), _unquoted(item[1])]  # type: ignore[misc]
        elif key and line.startswith((" ", "\t")):  # folded, or an object of its own
            fields[key] = f"{fields[key]} {line.strip()}".removeprefix(">").removeprefix("|").strip()
        else:
            return {}
    return fields


def _value(given: str) -> object:
    given = given.strip()
    if given.startswith("[") and given.endswith("]"):
        return [_unquoted(part) for part in given[1:-1].split(",") if part.strip()]
    return _unquoted(given)


def _unquoted(given: str) -> str:
    given = given.strip()
    if len(given) > 1 and given[0] == given[-1] and given[0] in "\"'":
        return given[1:-1].replace('\\"', '"').replace("''", "'")
    return re.sub(r"\s+#.*\Z", "", given)
