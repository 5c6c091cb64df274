"""Pages and fragments of HTML."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Raw
from summarizer.sources.layout_tables import open_layout_tables

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_OPENING = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_LANGUAGE = re.compile(
    r"""<html\b[^>]*?\blang\s*=\s*["']?([\w-]+)|property\s*=\s*["']og:locale["']\s+content\s*=\s*["']([\w-]+)""", re.I
)
# Moments of publication, as Open Graph, schema.org (attributes and JSON-LD) and Parse.ly have them
_MOMENT = re.compile(
    r"""(?:published_time|datePublished|parsely-pub-date)["']?\s*(?::|\bcontent\s*=|\bdatetime\s*=)\s*["']"""
    r"""(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)["']""",
    re.I,
)
# Where the body of a page states its date for machines: linked data, schema.org attributes, and the first <time> of
# the article, as those below it belong to other articles
_LINKED_DATA = re.compile(r"<script\b[^<>]*ld\+json[^<>]*>", re.I)
_DEPTH = 6  # of linked data: a graph, a list in it, an article, its part
_ITEMPROP = re.compile(r"""<\w+(\s[^<>]*\bitemprop\s*=\s*["']?datePublished\b[^<>]*>)""", re.I)
_TITLE = re.compile(r"<title\b", re.I)  # may have the date of what it reports
_TIME = re.compile(r"<time\b", re.I)
# Control characters and halves of surrogate pairs, as such or by number: at some libxml2 stops, at others trafilatura
_UNFIT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][\da-f]{2}));",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]")
_SHORT = 250  # characters; trafilatura itself looks a second time below this
_DATES = {
    "original_date": True,
    "extensive_search": False,
    "max_date": "2100-01-01",  # else a date in the future is passed over for another one on the page
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_LOOKS = ("b", "em", "font", "i", "small", "span", "strong", "u")
_MOST_LOOKS = 2000  # elements; a long article that an office program has written has some hundreds
_LEFT_OUT = {"figure", "head", "noscript", "script", "style", "template"}


def looks_like_page(text: str) -> bool:
    """Whether `text` begins as an HTML document does."""
    return _OPENING.match(text) is not None


def page(html: str, source: str, url: str | None = None) -> Raw:
    """The article on a page, without what surrounds it, by trafilatura.

    Args:
        html: the whole page.
        source: what errors call it.
        url: where it was fetched from; the page's own canonical address goes before it.

    Raises:
        ReadError: there is no article on the page.
    """
    _quieten()
    try:
        document = _extract(html, url)
    except Exception as error:  # whatever lxml and trafilatura stumble over
        raise _no_article(source) from error
    text = document.text or "" if document else ""
    if not _SENTENCE_END.search(text):  # a menu
        text = ""
    linked = _linked_article(html)
    # A page that a script fills holds a teaser at most, and the whole text for search engines; trafilatura, where it
    # turns to that itself, loses the paragraphs.
    body = _text_of_value(linked.get("articleBody"))
    if len(text) * 2 < len(body) or text.split() == body.split():
        text = body
    if not text:
        raise _no_article(source)
    language = _LANGUAGE.search(html)
    raw = Raw(
        source=source,
        text=text,
        title=(document.title if document else None) or _text_of_value(linked.get("headline")),
        url=(document.url if document else None) or url,
        outlet=(document.sitename or document.hostname if document else None) or _names(linked.get("publisher")),
        byline=((document.author if document else None) or "").replace("; ", ", ") or _names(linked.get("author")),
        language=(language[1] or language[2] if language else None) or _text_of_value(linked.get("inLanguage")),
        published=_published(html, url),
    )
    if document and document.date and not raw.published:
        raw.notes.append(
            f"{document.date} on the page is not marked as its date: not used, unless by a line of its own"
        )
    if len(text) < _SHORT:
        raw.notes.append(f"only {len(text)} characters of article text on the page: check that it is the article")
    return raw


def _extract(html: str, url: str | None) -> Document | None:
    import trafilatura
    from trafilatura.utils import load_html

    tree = load_html(_UNFIT.sub("", html))
    if tree is None:
        return None
    open_layout_tables(tree)
    _thin_out(tree)
    document = trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params=dict(_DATES),
    )
    return None if isinstance(document, dict) else document


def _thin_out(tree: HtmlElement) -> None:
    """Takes out marks that say only how words look, where there are more than anybody writes: time grows with them."""
    from lxml.etree import strip_tags

    if sum(1 for _ in tree.iter(*_LOOKS)) > _MOST_LOOKS:
        strip_tags(tree, *_LOOKS)


def _linked_article(html: str) -> dict[str, Any]:
    """What linked data (JSON-LD) says of the article on a page; of several the one with the longest text."""
    found: list[dict[str, Any]] = []
    for element in _elements(html, _LINKED_DATA, "</script"):
        try:
            found += _with_body(json.loads(element.partition(">")[2].strip(), strict=False), 0)
        except (ValueError, RecursionError):  # written by hand as often as not
            continue
    return max(found, key=lambda each: len(each["articleBody"]), default={})


def _elements(html: str, opening: re.Pattern[str], closing: str) -> Iterator[str]:
    """The elements of a kind, without their end tags; one that is never closed ends the search, which stays linear."""
    small, end = html.lower(), 0
    if len(small) != len(html):  # some letters have no small one of the same length
        small = html
    while (match := opening.search(html, end)) and (end := small.find(closing, match.end())) >= 0:
        yield html[match.start() : end]


def _with_body(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(value.get("articleBody"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _with_body(each, depth + 1)


def _text_of_value(value: object) -> str:
    """A text of linked data, which some sites mark up and some escape."""
    if not isinstance(value, str):
        return ""
    return fragment_text(value) if "<" in value or "&" in value else value.strip()


def _names(value: object) -> str:
    each = value if isinstance(value, list) else [value]
    names = [one.get("name") if isinstance(one, dict) else one for one in each]
    return ", ".join(name for name in names if isinstance(name, str))


def fragment_text(fragment: str) -> str:
    """The text of marked-up text without page furniture, such as a feed's body, one blank line between blocks."""
    from lxml import etree

    # libxml2, as what is open and never closed costs the parser of the standard library the square of its length
    reader = _Blocks()
    parser = etree.HTMLParser(target=reader, huge_tree=True, encoding="utf-8")
    parser.feed(_UNFIT.sub("", fragment).encode("utf-8", "replace"))
    with contextlib.suppress(etree.XMLSyntaxError):  # nothing in it
        parser.close()
    blocks = ("\n".join(" ".join(line.split()) for line in block.split("\n")) for block in reader.blocks())
    return "\n\n".join(block.strip() for block in blocks if block.strip())


class _Blocks:
    """What a parser tells of: pieces of text, None where a block ends."""

    def __init__(self) -> None:
        self._pieces: list[str | None] = []
        self._left_out = 0

    def start(self, tag: str, attributes: object) -> None:  # noqa: ARG002
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._pieces.append(None)

    def end(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out -= 1
        elif tag in _BLOCKS:
            self._pieces.append(None)

    def data(self, data: str) -> None:
        if not self._left_out:
            self._pieces.append(data.replace("\n", " "))

    def close(self) -> None:
        """Nothing is built."""

    def blocks(self) -> Iterator[str]:
        for is_end, pieces in itertools.groupby(self._pieces, lambda piece: piece is None):
            if not is_end:
                yield "".join(piece for piece in pieces if piece)


def _published(html: str, url: str | None) -> str | None:
    """When the page says for machines that it was published.

    What is only printed on it is left aside: htmldate takes the year in a footer for want of a better one, and a
    wrong date is worse than none, as every “Tuesday” is counted from it. htmldate finds the day; the time of that
    day is looked for beside it.
    """
    head = re.split(r"<body\b", html, maxsplit=1, flags=re.IGNORECASE)[0]
    for title in _elements(head, _TITLE, "</title"):
        head = head.replace(title, "")
    properties = (f"<meta{attributes}" for attributes in _ITEMPROP.findall(html))  # htmldate reads those of meta alone
    article = re.split(r"</article\b", html, maxsplit=1, flags=re.IGNORECASE)[0]
    time = next(_elements(article, _TIME, "</time"), None)
    linked = (f"{element}</script>" for element in _elements(html, _LINKED_DATA, "</script"))
    day = _day("".join([head, *properties, *linked]), url) or (_day(f"{time}</time>", url) if time else None)
    moments = (match[1] for match in _MOMENT.finditer(html))
    return next((moment for moment in moments if day is None or moment.startswith(day)), day)


def _day(html: str, url: str | None) -> str | None:
    from trafilatura.metadata import extract_metadata

    page = f"<html>{html}</html>".replace("\0", "")
    return extract_metadata(page, default_url=url, date_config=dict(_DATES)).date


@lru_cache(maxsize=1)
def _quieten() -> None:
    """Without a handler of their own, these two print their warnings to stderr. Our errors say it better."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _no_article(source: str) -> ReadError:
    return ReadError(
        f"{source}: no article was found on the page.",
        "It may be an overview, a login or a page that a script fills: save the article's text as .txt.",
    )
