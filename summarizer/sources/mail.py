"""E-mails: press releases, newsletters, what an agency sends."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parseaddr

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Raw
from summarizer.sources.html import fragment_text, page
from summarizer.sources.mail_threads import own_words
from summarizer.sources.plain_text import decode
from summarizer.sources.published import as_iso

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?:[ \t]|\r?$)")
_OF_MAIL = {"from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "delivered-to"}
_MAILBOX = re.compile(rb"From \S+@\S+ .*\r?\n[A-Za-z-]+:")


def looks_like_mail(text: str) -> bool:
    """Whether `text` begins with the headers of a mail: its sender, and two more that mails have."""
    names: set[str] = set()
    for line in text[:50_000].splitlines():
        if line.startswith((" ", "\t")) and names:
            continue
        header = _HEADER.match(line)
        if not header:
            return not line.strip() and "from" in names and len(names & _OF_MAIL) >= 3
        names.add(header[1].lower())
    return False


def mail(data: bytes, source: str, language: str | None) -> Raw:
    """The text of a mail: its plain version, else the marked-up one; attachments are not read.

    Args:
        data: the mail as it was sent.
        source: what errors call it.
        language: BCP-47, for text that is not in Unicode and does not say in what.

    Raises:
        ReadError: there is no text in it, or it is a whole mailbox.
    """
    if _MAILBOX.match(data):
        raise ReadError(f"{source}: this is a mailbox with mails, not one mail.", "Save each mail as .eml.")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        own = own_words(_text(message, source, language), _header(message, "subject"))
        raw = Raw(source, own.text, title=own.title, notes=list(own.notes))
        name, address = parseaddr(_header(message, "from") or "")
        attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except ReadError:
        raise
    # the parser of the standard library fails in many ways at mails that were made to break it
    except Exception as error:
        raise ReadError(f"{source}: this mail is broken ({error}).", "Save its text as .txt.") from error
    raw.byline = own.byline or name or address or None
    raw.published = own.published if own.published and as_iso(own.published, None) else _header(message, "date")
    if attached:
        raw.notes.append(f"attachments are not read: {', '.join(attached[:3])}{', …' if len(attached) > 3 else ''}")
    return raw


def _header(message: EmailMessage, name: str) -> str | None:
    value = message.get(name)
    return " ".join(str(value).split()) if value else None


def _text(message: EmailMessage, source: str, language: str | None) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        raise ReadError(f"{source}: there is no text in this mail.", "Save what is attached to it as a file.")
    data = body.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise ReadError(f"{source}: there is no text in this mail.", "Save what is attached to it as a file.")
    text = decode(data, source, body.get_content_charset(), language).text.replace("\r\n", "\n")
    if body.get_content_subtype() == "html":
        return _marked_up(text, source)
    return _unwrapped(text) if str(body.get_param("format", "")).lower() == "flowed" else text


def _marked_up(html: str, source: str) -> str:
    html = _quotations_as_in_plain_text(html)
    try:
        return page(html, source).text
    except ReadError:  # few lines, no page
        return fragment_text(html)


def _quotations_as_in_plain_text(html: str) -> str:
    """Marked-up text in which each line of the mail that is answered begins with `>`."""
    if "<blockquote" not in html.lower():
        return html
    from lxml import html as markup

    tree = markup.document_fromstring(html)
    for quotation in tree.xpath("//blockquote[@type='cite' or contains(@class, 'gmail_quote')]"):
        lines = fragment_text(markup.tostring(quotation, encoding="unicode", with_tail=False)).split("\n")
        quotation.clear(keep_tail=True)
        for line in lines:
            paragraph = markup.Element("p")
            paragraph.text = f"> {line}"
            quotation.append(paragraph)
        quotation.tag = "div"
    return str(markup.tostring(tree, encoding="unicode"))


def _unwrapped(text: str) -> str:
    """Text without the line ends that its mail program has put in (RFC 3676: after a space)."""
    return re.sub(r"(?<!^--) \n(?=\S)", " ", text, flags=re.MULTILINE)
