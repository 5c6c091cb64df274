"""Pages and fragments of HTML."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from html.parser import HTMLParser

from summarizer.errors import ReadError
from summarizer.sources.article_fields import Raw

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
_LINKED_DATA = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.I | re.S)
_ITEMPROP = re.compile(r"""<\w+(\s[^<>]*\bitemprop\s*=\s*["']?datePublished\b[^<>]*>)""", re.I)
_TITLE = re.compile(r"<title\b.*?</title>", re.I | re.S)  # may have the date of what it reports
_TIME = re.compile(r"<time\b.*?</time>", re.I | re.S)
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
    import trafilatura

    _quieten()
    try:
        document = trafilatura.bare_extraction(
            html.replace("\0", ""),  # libxml2 stops at a NUL
            url=url,
            with_metadata=True,
            include_comments=False,
            date_extraction_params=dict(_DATES),
        )
    except Exception as error:
        raise _no_article(source) from error
    if document is None or isinstance(document, dict):
        raise _no_article(source)
    text = document.text or ""
    if not _SENTENCE_END.search(text):  # a menu
        raise _no_article(source)
    language = _LANGUAGE.search(html)
    raw = Raw(
        source=source,
        text=text,
        title=document.title,
        url=document.url or url,
        outlet=document.sitename or document.hostname,
        byline=(document.author or "").replace("; ", ", "),
        language=language[1] or language[2] if language else None,
        published=_published(html, url),
    )
    if document.date and not raw.published:
        raw.notes.append(
            f"{document.date} on the page is not marked as its date: not used, unless by a line of its own"
        )
    if len(text) < _SHORT:
        raw.notes.append(f"only {len(text)} characters of article text on the page: check that it is the article")
    return raw


def fragment_text(fragment: str) -> str:
    """The text of marked-up text without page furniture, such as a feed's body, one blank line between blocks."""
    parser = _Blocks()
    parser.feed(fragment)
    parser.close()
    blocks = ("\n".join(" ".join(line.split()) for line in block.split("\n")) for block in parser.blocks)
    return "\n\n".join(block.strip() for block in blocks if block.strip())


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self._left_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag == "br":
            self.blocks[-1] += "\n"
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out = max(0, self._left_out - 1)
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self.blocks[-1] += data.replace("\n", " ")


def _published(html: str, url: str | None) -> str | None:
    """When the page says for machines that it was published.

    What is only printed on it is left aside: htmldate takes the year in a footer for want of a better one, and a
    wrong date is worse than none, as every “Tuesday” is counted from it. htmldate finds the day; the time of that
    day is looked for beside it.
    """
    head = _TITLE.sub("", re.split(r"<body\b", html, maxsplit=1, flags=re.IGNORECASE)[0])
    properties = (f"<meta{attributes}" for attributes in _ITEMPROP.findall(html))  # htmldate reads those of meta alone
    article = re.split(r"</article\b", html, maxsplit=1, flags=re.IGNORECASE)[0]
    time = _TIME.search(article)
    day = _day("".join([head, *properties, *_LINKED_DATA.findall(html)]), url) or (_day(time[0], url) if time else None)
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
