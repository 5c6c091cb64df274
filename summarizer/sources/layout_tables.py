"""Pages whose columns are cells of a table, as they were before style sheets and as newsletters still are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "article", "section", "form", "table", "hr"}
_INLINE = {
    "a", "abbr", "b", "big", "br", "cite", "code", "em", "font", "i", "img", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u",
}  # fmt: skip
_OF_DATA = {"th", "caption", "thead"}
_PARAGRAPH = 200  # characters: more than a figure, a name, a masthead or a copyright
_MOSTLY = 0.5  # share of a cell's letters in links that makes it a menu


def open_layout_tables(page: HtmlElement) -> None:
    """Turns the tables that lay a page out into plain blocks, without their menus; those that hold data stay.

    Else all columns of a page, and all paragraphs of a column, come out as one row.
    """
    for table in reversed(list(page.iter("table"))):  # those within others first
        if _lays_out(table):
            for part in list(_parts(table)):
                if part.tag in ("td", "th") and _is_menu(part):
                    _empty(part)
                elif part.tag == "td" and len(part.text_content()) > _PARAGRAPH:
                    _wrap_loose_text(part)
                part.tag = "div"
            table.tag = "div"


def _parts(table: HtmlElement) -> list[HtmlElement]:
    """The rows and cells of a table, and what groups them; not those of tables within it."""
    parts = []
    open_ = list(table)
    while open_:
        element = open_.pop()
        if element.tag in ("tbody", "tfoot", "tr", "td", "center", "form"):
            parts.append(element)
            if element.tag != "td":
                open_ += list(element)
    return parts


def _lays_out(table: HtmlElement) -> bool:
    if table.get("role") in ("presentation", "none"):
        return True
    if any(element.tag in _OF_DATA for element in table.iter() if _table_of(element) is table):
        return False
    for cell in (part for part in _parts(table) if part.tag == "td"):
        inside = [element.tag for element in cell.iterdescendants()]
        if _BLOCKS.intersection(inside) or inside.count("br") > 2 or len(cell.text_content()) > _PARAGRAPH:
            return True
    return all(len(row.findall("td")) <= 1 for row in table.iter("tr"))


def _table_of(element: HtmlElement) -> HtmlElement | None:
    return next(iter(element.iterancestors("table")), None)


def _is_menu(cell: HtmlElement) -> bool:
    letters = len("".join(cell.text_content().split()))
    links = list(cell.iter("a"))
    linked = sum(len("".join(link.text_content().split())) for link in links)
    return len(links) > 0 and linked > letters * _MOSTLY


def _wrap_loose_text(cell: HtmlElement) -> None:
    """Puts what stands in a cell outside of any block into paragraphs, as a browser shows it: two `<br>` end one."""
    children, text = list(cell), cell.text
    cell.text = None
    for child in children:
        cell.remove(child)
    paragraph = _paragraph(cell, text)
    breaks = 0
    for child in children:
        tail, child.tail = child.tail, None
        breaks = breaks + 1 if child.tag == "br" else 0
        if child.tag in _INLINE and breaks < 2:
            paragraph.append(child)
            child.tail = tail
        else:
            if child.tag != "br":
                cell.append(child)
            paragraph = _paragraph(cell, tail)
        breaks = 0 if tail and tail.strip() else breaks


def _paragraph(cell: HtmlElement, text: str | None) -> HtmlElement:
    paragraph = cell.makeelement("p")
    paragraph.text = text
    cell.append(paragraph)
    return paragraph


def _empty(cell: HtmlElement) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = None
