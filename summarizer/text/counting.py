"""A number with its noun, in the singular or the plural."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """“1 origin”, “2 origins”."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
