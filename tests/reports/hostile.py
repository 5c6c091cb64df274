"""Texts that try to be more than text."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

SNIPPETS = (
    "\n# Heading\n\n", "\r\n- item", "\n\n1. item", "\n---\n", "\n===\n", "| a | b |\n|---|---|\n",
    "\n    code", "```\n", "> ", "**bold**", "_em_", "`code`", "~~gone~~", "$x$", "[a](javascript:alert(1))",
    "[1]: https://evil.example", "![i](//e.example)", "[^1]", "<script>alert(1)</script>", "<!--", "-->",
    "<b>", "&lt;", "&#60;", "&copy", "https://evil.example/x", "www.evil.example", "www.", "mail@evil.example",
    "mailto:a@evil.example", "<https://evil.example>", "\\", "!", "(", ")", "[", "]", "*", "_", "[red]",
    "[/red]", "[link=https://evil.example]x[/link]", "[/]", ":skull:", "\x1b[31m",
    "\x1b]8;;https://evil.example\x07", "\x9b2J", "\x07", "\x08", "\r", "\x0b", "\x0c", "\x1c", "\x85",
    "\u2028", "\u2029", "\x00", "\x7f", "\t", " ", "\u00a0", "\u3000", "\u202e", "\u2067", "\u200f", "\u200b",
    "\ufeff", "\u2060", "\U000e0041", "الميناء", "נמל", "港", "e\u0301", "“", "”", "7.", "7)", "+", "-", ":",
)  # fmt: skip

TEXTS = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=6), min_size=1, max_size=4).map("".join)


def unsafe(text: str) -> set[str]:
    """The characters of `text` that a terminal obeys or that turn a line around; line feeds aside."""
    return {
        character
        for character in text
        if (unicodedata.category(character) in ("Cc", "Cs") and character != "\n")
        or character in "\u2028\u2029\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
    }
