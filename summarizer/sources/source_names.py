"""Names of files and addresses as they can be printed and kept."""

from __future__ import annotations

import os
import unicodedata


def printable_name(name: str) -> str:
    """`name` without what a terminal obeys or hides: control and direction characters, lone surrogates."""
    name = os.fsencode(name).decode("utf-8", "replace") if not name.isascii() else name
    if name.isprintable():
        return name
    return "".join(
        character if _is_shown(character) else character.encode("unicode_escape").decode() for character in name
    )


def _is_shown(character: str) -> bool:
    # spaces of all widths, and the joiners that Persian and Hindi are written with
    return character.isprintable() or unicodedata.category(character) == "Zs" or character in "\u200c\u200d"
