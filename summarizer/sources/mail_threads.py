"""What in a mail is its sender's own: without the mail that it answers, and out of the covers that it was forwarded in.

Libraries for this (mail-parser-reply, email-reply-parser) rewrite the text, cut at “Best regards”, and search in ways
that a long mail never comes to an end of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parseaddr

_PREFIX = re.compile(r"(?:(?:re|aw|sv|vs|odp|antw|res|fwd?|wg|tr|rv|doorst|enc|pd)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_FORWARDING = re.compile(r"(?:fwd?|wg|tr|rv|doorst|enc|pd)(?:\[\d+\])?\s*:", re.IGNORECASE)
_LABELS = {
    "from": "from von de da van od från fra expéditeur remitente mittente",
    "date": "date sent gesendet datum envoyé enviado fecha data inviato verzonden skickat sendt wysłano",
    "to": "to an à para a aan till til do cc kopie copie cópia reply-to antwort",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp ämne emne temat",
}
_NAMES = {name: field for field, names in _LABELS.items() for name in names.split()}
_HEADER = re.compile(r"\*{0,2}([^\W\d_][\w-]{0,14})(?: el| le)?[ \u00a0]?:\*{0,2}[ \u00a0]+(\S.*)\Z")
_MARKER = re.compile(r"[-_*= ]{3,}|[-_ ]{2,}[^-_]{4,60}[-_ ]{2,}|begin forwarded message:", re.IGNORECASE)
_FORWARDED = re.compile(
    r"forwarded|weitergeleitete|transféré|reenviado|inoltrato|doorgestuurd|encaminhada", re.IGNORECASE
)
_QUOTED = re.compile(r"[ \t]*>")
_WHEN = re.compile(r"(?:on|am|le|el|il|em|op|den|w dniu)\b.*\d", re.IGNORECASE)
_WROTE = re.compile(r"\d|@|\b(?:wrote|schrieb|écrit|escribió|escreveu|scritto|schreef|skrev)\b", re.IGNORECASE)
_COVERS = 20  # forwards within each other
_LONGEST = 200  # characters of a line in front of quoted lines


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The article in a mail. Of a forwarded mail what that one says of itself; none of it where it says nothing."""

    text: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    notes: tuple[str, ...] = ()


def own_words(text: str, title: str | None) -> OwnWords:
    """What a mail itself says, without what it answers; of a forwarded mail what that one says.

    Args:
        text: the text of the mail.
        title: its subject.
    """
    found = OwnWords(text, title)
    for _ in range(_COVERS):
        forwarded = _forwarded(found)
        if forwarded is None:
            break
        found = forwarded
    found = _without_quoted(found)
    return replace(found, title=_PREFIX.sub("", found.title, count=1) or None if found.title else None)


def _forwarded(mail: OwnWords) -> OwnWords | None:
    """The mail that this one forwards, or this one without the mail that it answers; none where it does neither."""
    lines = mail.text.split("\n")
    end = 0
    while end < len(lines):
        start = end
        fields, end = _block(lines, start)
        if "from" not in fields or not {"subject", "date"} & fields.keys():
            end = max(end, start + 1)
            continue
        above = start
        while above and (not lines[above - 1].strip(" >") or _MARKER.fullmatch(lines[above - 1].strip(" >"))):
            above -= 1
        marker = " ".join(lines[above:start])
        if _FORWARDED.search(marker) or _FORWARDING.match(mail.title or ""):
            below = lines[end:]
            if _QUOTED.match(lines[start]):
                below = [_unquoted(line) for line in below]
            if not "".join(below).strip():
                return None
            name, address = parseaddr(fields["from"])
            cover = len("\n".join(lines[:above]).strip())
            note = f"a forwarded mail: what stands above it ({cover} characters) is left out"
            return OwnWords(
                "\n".join(below).strip("\n") + "\n",
                fields.get("subject", mail.title),
                name or address or fields["from"],
                fields.get("date"),
                (*mail.notes, note) if cover else mail.notes,
            )
        own = "\n".join(lines[:above]).rstrip()
        if not own:
            return None
        return replace(mail, text=f"{own}\n", notes=(*mail.notes, "the mail that this one answers is left out"))
    return None


def _block(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The headers of a mail that stand from this line on, and where they end."""
    fields: dict[str, str] = {}
    at = start
    while at < len(lines):
        header = _HEADER.match(_unquoted(lines[at]).strip())
        field = _NAMES.get(header[1].lower()) if header else None
        if not header or not field:
            break
        fields.setdefault(field, header[2].strip())
        at += 1
    return fields, at


def _without_quoted(mail: OwnWords) -> OwnWords:
    lines = mail.text.split("\n")
    quoted = {at for at, line in enumerate(lines) if _QUOTED.match(line)}
    if not quoted:
        return mail
    others = quoted | _attributions(lines, quoted)
    own = [line for at, line in enumerate(lines) if at not in others]
    if not any(character.isalnum() for line in own for character in line):  # all of it was forwarded like this
        return replace(mail, text="\n".join(map(_unquoted, lines)))
    note = f"{len(quoted)} quoted lines of another mail are left out"
    return replace(mail, text="\n".join(own).strip("\n") + "\n", notes=(*mail.notes, note))


def _attributions(lines: list[str], quoted: set[int]) -> set[int]:
    """The lines in front of quoted ones that say who wrote them (“On … Mara Lind wrote:”), which may be broken."""
    found: set[int] = set()
    for first in (at for at in quoted if at - 1 not in quoted):
        at = first - 1
        while at >= 0 and not lines[at].strip():
            at -= 1
        if at < 0 or len(lines[at]) > _LONGEST or not lines[at].rstrip().endswith(":"):
            continue
        if at and not _WHEN.match(lines[at]) and _WHEN.match(lines[at - 1][:_LONGEST]):
            found |= {at - 1, at}
        elif _WROTE.search(lines[at]):
            found.add(at)
    return found


def _unquoted(line: str) -> str:
    return re.sub(r"\A[ \t]*>[ ]?", "", line)
