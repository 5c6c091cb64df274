"""Other people's text made safe to print: one line, no control characters, nothing that turns the line around."""

from __future__ import annotations

import re

# What `str.splitlines` and terminals take for a line break or a tab, and runs of spaces. No-break spaces stay.
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029 ]+")
# C0 and C1 controls (escape sequences start with one) and lone surrogates, which no encoding can write.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters without a shape: bidirectional controls, zero-width spaces and joiners (but not U+200C and U+200D, which
# Persian and emoji are spelt with), annotation anchors, and tags, in which text can be hidden.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)

# Whether any of these is there, or two spaces in a row: most texts have none, and stay as they are.
_UNUSUAL = re.compile(f"  |(?! ){_BREAKS.pattern[:-1]}|{_CONTROLS.pattern}|{_INVISIBLE.pattern}")


def printable(text: str) -> str:
    """`text` on one line, control characters shown as U+FFFD, invisible ones left out, and else as it is."""
    if _UNUSUAL.search(text):
        text = _BREAKS.sub(" ", _CONTROLS.sub("\ufffd", _INVISIBLE.sub("", _BREAKS.sub(" ", text))))
    return text.strip()


def printable_part(text: str) -> str:
    """As `printable`, for a part of a line: a space at an edge, which parts it from its neighbour, stays."""
    return printable(f"|{text}|")[1:-1]
