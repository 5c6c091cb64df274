"""Markdown: what stands before the text about it, and the text without its marks."""

from __future__ import annotations

import re
import tomllib

from summarizer.sources.html import fragment_text

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"([A-Za-z][\w -]*?)\s*:(?:\s+(.*))?\Z")
_FOLDED = re.compile(r"\A[>|][+-]?(?=\s)")
_ITEM = re.compile(r"\s*-\s+(.*)\Z")

_LINK = re.compile(r"(?<!\\)\[[^\]\n]+\]\((?:https?:|mailto:|/|\.)[^)\s]*(?: \"[^\"\n]*\")?\)")
_HEADING = re.compile(r"\ufeff?\s*#{1,6} +[^\W\d]")
_HEADINGS = re.compile(r"^#{1,6} +[^\W\d]", re.MULTILINE)


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


def looks_like_markdown(text: str) -> bool:
    """Whether a text without a telling name is Markdown beyond doubt: it has links, or opens with a heading."""
    return bool(_LINK.search(text) or _HEADING.match(text) or len(_HEADINGS.findall(text)) > 1)


def markdown_text(text: str, *, keep_lines: bool = False) -> str:
    """The text of Markdown: headings, links, emphasis and lists without their marks, a blank line between blocks.

    Args:
        keep_lines: whether its lines are meant, as in a text that only holds some Markdown.
    """
    from markdown_it import MarkdownIt

    return fragment_text(
        MarkdownIt("commonmark", {"breaks": keep_lines}).enable(["table", "strikethrough"]).render(text)
    )


def _toml(text: str) -> dict[str, object]:
    try:
        return {
            key: str(value) if not isinstance(value, list | dict) else value
            for key, value in tomllib.loads(text).items()
        }
    except tomllib.TOMLDecodeError:
        return {}


def _yaml(text: str) -> dict[str, object]:
    blocks: dict[str, list[str]] = {}  # what stands behind each key, and below it
    lines: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if entry := _ENTRY.match(line):
            lines = blocks[entry[1].strip().lower()] = [(entry[2] or "").strip()]
        elif lines and (line.startswith((" ", "\t")) or (_ITEM.match(line) and lines[0][:1] in ("", "["))):
            lines.append(line)
        else:
            return {}
    return {key: _value(*lines) for key, lines in blocks.items()}


def _value(given: str, *below: str) -> object:
    listed: list[str] = []
    if given.startswith("[") and given.endswith("]"):
        listed = [_unquoted(part) for part in given[1:-1].split(",") if part.strip()]
    items = [item[1] for line in below if (item := _ITEM.match(line))]
    if below and len(items) == len(below) and (listed or not given):
        return [*listed, *map(_unquoted, items)]
    if below:  # folded, or an object of its own
        return _FOLDED.sub("", " ".join((_unquoted(given), *(line.strip() for line in below)))).strip()
    return listed or _unquoted(given)


def _unquoted(given: str) -> str:
    given = given.strip()
    if len(given) > 1 and given[0] == given[-1] and given[0] in "\"'":
        return given[1:-1].replace('\\"', '"').replace("''", "'")
    return re.sub(r"\s+#.*\Z", "", given)
