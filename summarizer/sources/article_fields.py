"""From what a file says of an article to an `Article`, with what was noticed on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NoReturn

from summarizer.errors import ReadError, UsageError
from summarizer.schema import Article
from summarizer.scrubbing import without_user
from summarizer.sources import published
from summarizer.text.languages import detect_language

MAX_CHARACTERS = 500_000
"""Code points of one article's text. The longest transcripts that newspapers print stay below; a book does not."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")  # the shape of BCP-47 for languages that news is in
_NO_LANGUAGE = {"und", "mul", "zxx"}  # ISO 639-2: undetermined, several, none
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What to take for granted where an article does not say it itself.

    Args:
        published: ISO 8601 date or date and time.
        outlet: name of the publisher.
        language: BCP-47.

    Raises:
        UsageError: a date or a language that is none.
    """

    published: str | None = None
    outlet: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None and not published.is_iso(self.published):
            raise UsageError(
                f"“{self.published}” is not a date of publication.", "Write 2022-04-22 or 2022-04-22T18:30:00+02:00."
            )
        if self.language is not None and not _LANGUAGE.match(self.language):
            raise UsageError(f"“{self.language}” is not a language.", "Write its BCP-47 code: en, de, pt-BR.")


@dataclass(frozen=True, slots=True)
class Found:
    """An article, where it was found (`dir/a.html`, `feed.jsonl:7`, `x.json[3]`, `-`, an address), and what to know.

    `notes` are about the article; `remarks` about the folder or feed that it is the first of, which they name.
    """

    source: str
    article: Article
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A source, or a part of one, that gave no article."""

    source: str
    error: ReadError

    @property
    def article(self) -> NoReturn:
        """There is none: whoever asks for it without a look is told why.

        Raises:
            ReadError: always.
        """
        raise self.error


@dataclass(slots=True)
class Raw:
    """What a source says of one article, as it says it: nothing filled in, nothing checked."""

    source: str
    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    language: str | None = None
    published: str | None = None
    published_basis: Literal["metadata", "in_text"] = "metadata"
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def finish(raw: Raw, defaults: Defaults) -> Found:
    """The article that `raw` describes, with `defaults` where it is silent.

    Raises:
        ReadError: there is no text, or more than an article can have.
    """
    text = _checked_text(raw)
    language = _language(raw) or defaults.language or detect_language(text)
    day, basis = _publication(raw, text, language, defaults)
    article = Article(
        id=_clean(raw.id) or "",
        text=text,
        title=_on_one_line(raw.title),
        url=without_user(_clean(raw.url) or "") or None,
        outlet=_on_one_line(raw.outlet) or defaults.outlet,
        byline=_on_one_line(raw.byline),
        language=language,
        published=day,
        published_basis=basis,
    )
    return Found(raw.source, article, tuple(raw.notes), tuple(raw.remarks))


def _checked_text(raw: Raw) -> str:
    text, replaced = _SURROGATE.subn("\ufffd", raw.text)
    if replaced:
        raw.notes.append(f"{replaced} broken characters (lone surrogates) replaced by U+FFFD")
    if not any(character.isalnum() for character in text):
        raise ReadError(f"{raw.source}: there is no text in it.", "Remove it, or put the article's text in.")
    if len(text) > MAX_CHARACTERS:
        raise ReadError(
            f"{raw.source}: {len(text):,} characters are more than one article has (limit {MAX_CHARACTERS:,}).",
            "If it holds several articles, put each in a file or a JSON line of its own.",
        )
    return text


def _clean(value: str | None) -> str | None:
    return _SURROGATE.sub("\ufffd", value).strip() or None if value else None


def _on_one_line(value: str | None) -> str | None:
    """`value` without line ends and what a terminal obeys: headings and names are printed."""
    return " ".join(_CONTROL.sub(" ", cleaned).split()) or None if (cleaned := _clean(value)) else None


def unusable(raw: Raw, field: Literal["published", "language"], language: str | None) -> str | None:
    """What a source states as its day or language, if it is none.

    Args:
        language: BCP-47, in which a day may be written.
    """
    if field == "language":
        given = _given_language(raw)
        return None if not given or _LANGUAGE.match(given) else given
    given = _given_day(raw)
    return None if not given or published.as_iso(given, language) else given


def _given_language(raw: Raw) -> str | None:
    given = (_clean(raw.language) or "").replace("_", "-")
    return None if given.lower() in _NO_LANGUAGE else given


def _given_day(raw: Raw) -> str | None:
    given = _clean(raw.published)
    # news-please writes a missing date as "None"
    return None if given is None or given.lower() in ("none", "null") else given


def _language(raw: Raw) -> str | None:
    given = _given_language(raw)
    if not given:
        return None
    if _LANGUAGE.match(given):
        return given
    raw.notes.append(f"“{given}” is not a language code such as en or pt-BR: not used")
    return None


def _publication(
    raw: Raw, text: str, language: str | None, defaults: Defaults
) -> tuple[str | None, Literal["metadata", "in_text", "unknown"]]:
    """Publication date and where it is from: what the source says, else a date line of the text, else the default.

    A date that cannot be read costs the date, never the article: the text is still worth reading, and a note says
    which value it was.
    """
    day = _stated(raw, language)
    basis: Literal["metadata", "in_text"] = raw.published_basis
    if day is None:
        day, basis = published.date_line(text, language), "in_text"
        if day and defaults.published and defaults.published[:10] != day[:10]:
            raw.notes.append(f"dated {day} by a line of its text; the given {defaults.published} is not used")
    if day is None:
        day, basis = defaults.published, "metadata"
    if day is None:
        raw.notes.append("no date of publication: words such as “Tuesday” cannot be dated; give one with --published")
        return None, "unknown"
    if published.is_future(day):
        raw.notes.append(f"published in the future: {day}")
    return day, basis


def _stated(raw: Raw, language: str | None) -> str | None:
    given = _given_day(raw)
    if given is None:
        return None
    day = published.as_iso(given, language)
    if day is None:
        raw.notes.append(f"“{given[:60]}” is not a date of publication: not used; write it as 2022-04-22")
    return day
