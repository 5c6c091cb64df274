"""From bytes to text: any encoding, and what is no text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from summarizer.errors import ReadError

# First bytes of what people have beside articles, and what to do about it.
_NOT_TEXT = (
    (b"%PDF-", "a PDF document", "Export its text, as UTF-8."),
    (b"{\\rtf", "an RTF document", "Save it as plain text (UTF-8) or HTML."),
    (b"\xd0\xcf\x11\xe0", "an Office document", "Save it as plain text (UTF-8) or HTML."),
    (b"PK\x03\x04", "an Office document or a ZIP archive", "Save it as plain text (UTF-8) or HTML, or unpack it."),
    (b"\x1f\x8b", "a gzip file within a gzip file", "Unpack it with gunzip."),
)
_TAR = (257, b"ustar")  # where a tar archive says what it is
_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_META_CHARSET = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH", "BOPOMOFO", "IDEOGRAPHIC"}
_LATIN1 = {"iso8859-1", "ascii"}  # browsers read both as Windows-1252, which only adds to them (WHATWG Encoding)

# The Windows code page of languages with letters of their own (Microsoft, “Code Page Identifiers”). The encodings of
# Chinese, Japanese and Korean are not here: they are told apart by their bytes.
_CODE_PAGES = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr"), "cp1251"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    "el": "cp1253", "tr": "cp1254", "az": "cp1254", "he": "cp1255", "vi": "cp1258", "th": "cp874",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what to know about how it was read."""

    text: str
    note: str | None = None


def byte_order_mark(data: bytes) -> str | None:
    """The encoding that the first bytes of `data` announce, if any."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def decode(data: bytes, source: str, declared: str | None = None, language: str | None = None) -> Decoded:
    """The text that `data` holds, without a byte order mark.

    In order: a byte order mark, UTF-8, what HTTP or the page itself declares, the code page of `language`, a guess
    by charset-normalizer. UTF-8 comes before what is declared because text in another encoding is hardly ever valid
    UTF-8, while declarations are often wrong.

    Raises:
        ReadError: there is nothing in it, or it is no text.
    """
    if not data.strip():
        raise ReadError(f"{source}: the file is empty.", "Remove it, or put the article's text in.")
    for start, what, remedy in _NOT_TEXT:
        if data.startswith(start):
            raise ReadError(f"{source}: this is {what}, not text.", remedy)
    if data.startswith(_TAR[1], _TAR[0]):
        raise ReadError(f"{source}: this is a tar archive, not text.", "Unpack it with tar.")
    if encoding := byte_order_mark(data):
        text = _try(data, encoding)
        if text is None or not _is_writing(text):
            raise _no_text(source)
        return Decoded(text)
    text = None if _is_binary(data) else _try(data, "utf-8")
    return Decoded(text) if text is not None else _legacy(data, source, declared, language)


def _legacy(data: bytes, source: str, declared: str | None, language: str | None) -> Decoded:
    declared = declared or _declared_within(data)
    text = _try(data, declared) if declared and not _is_binary(data) else None
    if text is not None:
        return Decoded(text)
    encoding = _guess_wide(data) if _is_binary(data) else _guess(data, (language or "").split("-")[0].lower())
    text = _try(data, encoding) if encoding else None
    if text is None or not _is_writing(text):
        raise _no_text(source)
    return Decoded(text, f"read as {encoding}, which is a guess: if letters look wrong, save the file as UTF-8")


def _declared_within(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _guess(data: bytes, language: str) -> str | None:
    from charset_normalizer import from_bytes

    if (own := _CODE_PAGES.get(language)) and _try(data, own) is not None:
        return own
    # Western code pages differ in so few letters that a guess among them is chance: the one in use wins
    if _is_mostly_ascii(data) and _try(data, "cp1252") is not None:
        return "cp1252"
    matches = (match.encoding for match in from_bytes(data))
    return next((encoding for encoding in matches if not encoding.startswith("utf_")), None)


def _guess_wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, if that makes writing of the bytes.

    Almost any bytes are *valid* UTF-16, and junk comes out as Chinese: so what comes out must look like somebody's
    writing, and hold spaces or line ends, whose NULs no other encoding has.
    """
    if b"\0" not in data:
        return None
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is not None and any(character in text for character in " \n\u3000") and _is_writing(text):
            return encoding
    return None


def _is_writing(text: str) -> bool:
    """Whether most characters are letters, digits, marks and spaces, and the letters of one script (or two)."""
    sample = text[:20_000]
    kinds = Counter(unicodedata.category(character)[0] for character in sample if character not in "\t\n\r\f\x1b")
    if kinds["C"] * 50 > len(sample) + 50:  # control, format, private and unassigned ones
        return False
    scripts = Counter(_script(character) for character in sample if character.isalpha())
    return sum(count for _, count in scripts.most_common(2)) * 20 >= scripts.total() * 19


def _script(letter: str) -> str:
    """The first word of the letter's Unicode name, which is its script; one for all that Japanese mixes."""
    script = unicodedata.name(letter, "?").partition(" ")[0]
    return "CJK" if script in _EAST_ASIAN else script


def _is_mostly_ascii(data: bytes) -> bool:
    """Whether it is text in Latin letters, most of which are ASCII, and no text in another script."""
    return len(_HIGH_BYTE.findall(data)) < len(_ASCII_LETTER.findall(data)) / 2


def _try(data: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding).name
        return str(data, "cp1252" if name in _LATIN1 else name)
    except (LookupError, UnicodeError, ValueError):  # ValueError: a name with a NUL in it
        return None


def _is_binary(data: bytes) -> bool:
    """More than one control character in a hundred bytes: a stray NUL does not make a text binary."""
    sample = data[:65536]
    return len(_CONTROL.findall(sample)) * 100 > len(sample)


def _no_text(source: str) -> ReadError:
    return ReadError(
        f"{source}: this is not text in any encoding that can be recognised.",
        "Export the article as plain text (UTF-8), HTML or JSON.",
    )
