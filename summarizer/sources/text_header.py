"""What plain text says of itself before it begins: headline, byline, day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.sources import published
from summarizer.sources.labelled_header import Labelled, labelled_header
from summarizer.text.dateline import find_dateline

_LINES = 8
_LONGEST_TITLE = 250  # characters
_LONGEST_LINE = 120  # of a byline, or of a day
_SEPARATOR = re.compile(r"\s+[|•·]\s+|\s+[–—-]\s+(?=\S*\d)|,\s+(?=(?:last )?updated\b)")
_SIGNED = re.compile(r"(?P<name>[^\W\d_][^|\d]{2,59}?)\s+[|•]\s+(?P<outlet>[^|\d]{2,59})\Z")
_NOBODY = frozenset(  # words of sections of a paper, which stand before its name as an author does
    "news world politics business sport sports opinion editorial analysis local national international europe culture "
    "science health money markets life style travel breaking live latest home staff reporter desk wire the".split()
)
_LATELY = re.compile(r"(?:last )?updated\b[^\w\n]*(?:\d+|an?)\s+(?:minute|hour|day)s?\s+ago\Z", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:by|written by|reported by|words by|author:|von|autor(?:in)?:|par|por|di|da|door|av|af|текст:|автор:)\s+"
    r"(?P<name>[^\W\d_].{2,79})\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s*[(<\[]?[\w.+-]+@[\w.-]+[)>\]]?")
_LOWER_CASE_IN_NAMES = {
    "and", "und", "et", "y", "e", "en", "och", "og", "i", "in", "for", "of", "the", "de", "da", "dos", "del", "della",
    "di", "du", "la", "le", "van", "von", "der", "den", "ter", "bin", "al", "el",
}  # fmt: skip
# Words that begin sentences and no names: behind “in June” glued to “The board …” stands the text.
_OPENERS = (
    "The|A|An|In|On|At|It|He|She|They|We|After|When|As|For|More|Two|Three|Several|This|That|There|Police|President|"
    "Der|Die|Das|Ein|Eine|Im|Am|Bei|Nach|Mit|Es|Sie|Er|Le|La|Les|L[’']|Un|Une|Des|Il|Elle|El|Los|Las|Una|En|Lo|Gli|I|"
    "O|Os|Um|Uma|De|Het|Een"
)
_GLUED = re.compile(rf"(?<=[a-zà-ÿ0-9?!”»’)])(?=(?:{_OPENERS})[  ][\w“„«]|[“„«][A-ZÀ-Þ])")
_OPENING = re.compile(rf"(?:{_OPENERS})\b|[“„«\"]")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first lines of a text say of it, and where the text itself begins."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    end: int = 0
    is_update: bool = False
    """Whether `published` is the day of an update: no other is named."""


def read_header(text: str, language: str | None) -> Header:
    """The header of a plain text, if it has one beyond doubt.

    Only labels (“Title: …”), a byline, “Published: …”, or a day right below the first line make it one: a short first
    line alone may be a headline or the text itself, and stays where it is. A subheading between headline and byline is
    text.
    """
    if labelled := labelled_header(text):
        return _of_labels(labelled, language)
    lines = _opening_lines(text)
    title: str | None = None
    byline: str | None = None
    day: str | None = None
    outlet: str | None = None
    updated: str | None = None
    sure, end, kept_from = False, 0, None
    for index, (line, start, stop, opens_paragraph) in enumerate(lines):
        if find_dateline(line):
            break
        parts = _SEPARATOR.split(line)
        found = [_part(part, language) for part in parts]
        if found.count(None) == 1 < len(found) and title and _is_name(other := parts[found.index(None)]):
            outlet = outlet or other
            found.remove(None)
        if all(found) and found:
            for kind, value in (each for each in found if each):
                sure = sure or kind in ("byline", "labelled") or (index == 1 and not opens_paragraph)
                if kind == "byline":
                    byline = byline or value
                elif kind == "updated":
                    updated = updated or value
                elif value:
                    day = day or value
            end = stop
        elif index == 1 and title and not opens_paragraph and (signed := _signed(line)):
            (byline, outlet), sure, end = signed, True, stop
        elif (index == 0 or (index == 1 and end)) and len(line) <= _LONGEST_TITLE:
            title = line  # a day may stand above it
        elif index == 1 and title and kept_from is None and not end:
            kept_from = start
        else:
            break
    if not sure or not text[end:].strip():
        return Header()
    end = end if kept_from is None else kept_from
    return Header(_without_marks(title), byline, day or updated, outlet, end=end, is_update=not day and bool(updated))


def split_glued_headline(text: str) -> tuple[str, str] | None:
    """The headline that a crawler has glued to the text (“… ferries in JuneThe board …”), and the text, if so."""
    line = text[:300].split("\n", 1)[0]
    for match in _GLUED.finditer(line, 20, 200):
        headline = line[: match.start()].strip()
        if len(headline.split()) >= 3 and not re.search(r"[.!?]\s", headline):
            return headline, text[match.start() :]
    return None


def without_title(text: str, title: str) -> str:
    """`text` without its title, where that opens it on the same line as the first sentence."""
    if len(title.split()) < 3 or not text.startswith(title):
        return text
    rest = text[len(title) :]
    behind = rest.lstrip(" \u00a0")
    glued = rest[:1].isupper() or (rest != behind and (_OPENING.match(behind) or find_dateline(behind)))
    return behind if glued else text


def _of_labels(labelled: Labelled, language: str | None) -> Header:
    fields = labelled.fields
    day = fields.get("published")
    byline = fields.get("byline")
    if byline and (match := _BYLINE.match(byline)):
        byline = match["name"]
    return Header(
        title=fields.get("title"),
        byline=_without_address(byline) if byline else None,
        published=(published.full_moment(day, language) or day) if day else None,
        outlet=fields.get("outlet"),
        url=fields.get("url"),
        language=fields.get("language"),
        end=labelled.end,
    )


def _opening_lines(text: str) -> list[tuple[str, int, int, bool]]:
    """The first lines with anything in them: each with its place, and whether an empty line stands before it."""
    lines: list[tuple[str, int, int, bool]] = []
    position, empty = 0, True
    for line in text[:3000].splitlines(keepends=True):
        if line.strip():
            lines.append((line.strip(" \t\r\n\ufeff"), position, position + len(line), empty))
            empty = False
        else:
            empty = True
        position += len(line)
        if len(lines) == _LINES:
            break
    return lines


def _part(line: str, language: str | None) -> tuple[str, str | None] | None:
    """What a line of a header, or a part of one, is: a byline, a day with a label before it, a day, an update."""
    if len(line) > _LONGEST_LINE:
        return None
    if (match := _BYLINE.match(line)) and _is_name(match["name"]):
        return "byline", _without_address(match["name"])
    if _LATELY.match(line):
        return "updated", None
    if published.UPDATED.match(line) and (
        day := published.full_moment(published.UPDATED.sub("", line, count=1), language)
    ):
        return "updated", day
    if day := published.full_moment(line, language):
        return ("labelled" if published.LABEL.match(line) else "day"), day
    return None


def _signed(line: str) -> tuple[str, str] | None:
    """Author and outlet of “Helen Marsh | The Ravna Times”, which has no “By”."""
    match = _SIGNED.match(line)
    if not match or not _is_name(match["outlet"]):
        return None
    words = match["name"].split()
    named = 2 <= len(words) <= 4 and all(word[0].isupper() and word.casefold() not in _NOBODY for word in words)
    return (match["name"], match["outlet"]) if named and match["name"][-1] not in ".!?:" else None


def _without_address(name: str) -> str:
    return _ADDRESS.sub("", name).rstrip(".,; ")


def _is_name(words: str) -> bool:
    """Whether each word begins with a capital, but for those that may stand between names."""
    if words[-1] in "!?:" or re.search(r"[.!?]\s+[a-zà-ÿ]", words):
        return False
    return all(
        not word[0].isalpha() or word[0].isupper() or not word.islower() or word.strip(",.") in _LOWER_CASE_IN_NAMES
        for word in words.split()
    ) and any(word[0].isupper() for word in words.split())


def _without_marks(title: str | None) -> str | None:
    return title.strip("#* \t") or None if title else None
