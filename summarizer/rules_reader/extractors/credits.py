"""Agencies and outlets whose reporting an article says it carries, by the forms that newspapers use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from summarizer.rules_reader.extractors.entities.registry import EntityRegistry
from summarizer.rules_reader.lexicon.word_lists import CREDITS
from summarizer.text.words import Span, fold, words_of

_ONE = r"(?:[Tt]he )?[A-ZÀ-Þ][\w.&’'À-ÿ-]*(?:[ ](?:de|of|the|[A-ZÀ-Þ0-9][\w.&’'À-ÿ-]*)){0,4}"
_SEVERAL = rf"(?P<names>{_ONE}(?:(?:,[ ]|,?[ ]and[ ]|/){_ONE}){{0,4}})"
_JOINT = re.compile(r",?[ ]and[ ]|,[ ]|/")
_SURE = frozenset({"dateline", "with", "source", "information", "published"})
"""Forms in which whatever is named is an outlet; in the others it may be a person or a remark."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {form: re.compile(_named(pattern), re.MULTILINE) for form, pattern in CREDITS.patterns.items()}


def _named(pattern: str) -> str:
    """The pattern with its names as groups; a form may have them in two places."""
    first, *rest = pattern.split("NAME")
    return first + "".join(
        _SEVERAL.replace("<names>", f"<names{number}>") + part for number, part in enumerate(rest, 1)
    )


def read_credits(text: str, reach: Span, outlet: str | None, registry: EntityRegistry) -> list[str]:
    """The handles of the agencies and outlets that `text[start:end]` credits, in order; the article's own is none."""
    own = fold(outlet or "").removeprefix("the ")
    found: dict[str, None] = {}
    for start, name in sorted(_found(text, reach)):
        if fold(name).removeprefix("the ") == own:
            continue
        handle = registry.add(name, "organization", start)
        if handle:
            registry.records[handle].kind = "organization"
            found.setdefault(handle)
    return list(found)


def _found(text: str, reach: Span) -> Iterator[tuple[int, str]]:
    for form, pattern in _patterns().items():
        for match in pattern.finditer(text, *reach):
            for group, names in match.groupdict().items():
                start = match.start(group)
                for name in _JOINT.split(names or ""):
                    if _is_outlet(name, sure=form in _SURE):
                        yield start + (names or "").index(name), name.rstrip(".")


def _is_outlet(name: str, *, sure: bool) -> bool:
    inside = [fold(word) for word in words_of(name)]
    if not inside or set(inside) & CREDITS.names.no_outlets:
        return False
    known = bool(set(inside) & CREDITS.names.agencies)
    acronym = name.isupper() and name.isalpha() and 2 < len(name) <= 6
    return sure or known or acronym
