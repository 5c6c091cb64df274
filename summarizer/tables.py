"""What was read, as tables: a row for each quote, event, stance, figure, fact, name, article and story.

Rows are dictionaries whose values are texts, whole numbers, numbers and truth values, for `pandas.DataFrame(rows)`,
spreadsheets and Parquet alike. Names stand beside ids, so that a row can be read alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from summarizer.schema import ArticleReading, Evidence, Story

_REPORT = re.compile(r"\{([^{}]+)\}")
"""How a line names a report: by the id of its article."""
Value = str | int | float | bool | None
Row = dict[str, Value]
COLUMNS: dict[str, dict[str, type]] = {
    "articles": {
        "article": str, "story": str, "outlet": str, "published": str, "language": str, "title": str, "url": str,
        "byline": str, "gist": str, "quotes": int, "events": int, "stances": int, "figures": int, "dropped": int,
    },
    "quotes": {
        "article": str, "story": str, "outlet": str, "published": str, "quote": str, "speakers": str,
        "on_behalf_of": str, "via": str, "cue": str, "kind": str, "text": str, "told": str, "said": str,
        "occasion": str, "start": int, "end": int,
    },
    "events": {
        "article": str, "story": str, "outlet": str, "published": str, "event": str, "description": str, "date": str,
        "status": str, "participants": str, "places": str, "attributed_to": str, "background": bool, "start": int,
        "end": int,
    },
    "stances": {
        "article": str, "story": str, "outlet": str, "published": str, "stance": str, "holder": str, "target": str,
        "position": str, "verb": str, "basis": str, "ascribed_by": str, "text": str, "start": int, "end": int,
    },
    "figures": {
        "article": str, "story": str, "outlet": str, "published": str, "figure": str, "counted": str, "text": str,
        "value": float, "unit": str, "qualifier": str, "start": int, "end": int,
    },
    "facts": {
        "article": str, "story": str, "outlet": str, "published": str, "fact": str, "text": str, "start": int,
        "end": int,
    },
    "names": {
        "article": str, "story": str, "outlet": str, "published": str, "entity": str, "name": str, "kind": str,
        "role": str, "affiliation": str,
    },
    "stories": {
        "story": str, "headline": str, "first_day": str, "last_day": str, "articles": int, "read": str, "model": str,
        "gist": str,
    },
}  # fmt: skip
"""The columns of each table, and what is in them."""


def tables(summaries: Iterable[ArticleReading], stories: Iterable[Story] = ()) -> dict[str, list[Row]]:
    """All tables by their names: articles, quotes, events, stances, figures, facts, names and stories.

    Several names in one cell are joined by “; ”. `start` and `end` count code points of the article's text, from the
    first to one past the last, and take in all parts of an item that has several.
    """
    stories = list(stories)
    told_in = {one.article.id: story.id for story in stories for one in story.articles}
    found: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for summary in summaries:
        for name, rows in rows_of(summary, told_in.get(summary.article.id)).items():
            found[name] += rows
    found["stories"] = [story_row(story) for story in stories]
    return found


def rows_of(summary: ArticleReading, story: str | None) -> dict[str, list[Row]]:
    """The rows of one article, by table.

    Args:
        story: id of the story that it is told in, where there is one.
    """
    article = summary.article
    origin: Row = {"article": article.id, "story": story, "outlet": article.outlet, "published": article.published}
    names = {one.id: one.name for one in summary.entities}

    def named(*ids: str | None) -> str | None:
        return "; ".join(names[one] for one in ids if one in names) or None

    def rows(item: Callable[[], Iterator[Row]]) -> list[Row]:
        return [origin | row for row in item()]

    def quotes() -> Iterator[Row]:
        for one in summary.quotes:
            yield {
                "quote": one.id,
                "speakers": named(*one.speakers),
                "on_behalf_of": named(one.on_behalf_of),
                "via": named(*one.via),
                "cue": one.cue.exact if one.cue else None,
                "kind": one.kind,
                "text": one.text,
                "told": one.told,
                "said": one.said.edtf if one.said else None,
                "occasion": one.occasion,
                **_place(one.evidence),
            }

    def events() -> Iterator[Row]:
        for one in summary.events:
            yield {
                "event": one.id,
                "description": one.description,
                "date": one.time.edtf if one.time else None,
                "status": one.status,
                "participants": named(*one.participants),
                "places": named(*one.places),
                "attributed_to": named(one.attributed_to),
                "background": one.background,
                **_place(one.evidence),
            }

    def stances() -> Iterator[Row]:
        for one in summary.stances:
            yield {
                "stance": one.id,
                "holder": named(one.holder),
                "target": one.target,
                "position": one.position,
                "verb": one.verb,
                "basis": one.basis,
                "ascribed_by": named(one.ascribed_by),
                "text": " … ".join(each.exact for each in one.evidence),
                **_place(one.evidence),
            }

    def figures() -> Iterator[Row]:
        for one in summary.figures:
            yield {
                "figure": one.id,
                "counted": one.counted,
                "text": one.text,
                "value": one.value,
                "unit": one.unit,
                "qualifier": one.qualifier,
                **_place(one.evidence[:1]),
            }

    def facts() -> Iterator[Row]:
        for one in summary.facts:
            yield {"fact": one.id, "text": one.text, **_place(one.evidence)}

    def entities() -> Iterator[Row]:
        for one in summary.entities:
            known: Row = {"entity": one.id, "name": one.name, "kind": one.kind, "role": one.role}
            yield known | {"affiliation": named(one.affiliation)}

    def articles() -> Iterator[Row]:
        yield {
            "language": article.language,
            "title": article.title,
            "url": article.url,
            "byline": article.byline,
            "gist": summary.gist,
            "quotes": len(summary.quotes),
            "events": len(summary.events),
            "stances": len(summary.stances),
            "figures": len(summary.figures),
            "dropped": len(summary.dropped),
        }

    made = {"articles": articles, "quotes": quotes, "events": events, "stances": stances, "figures": figures}
    return {name: rows(item) for name, item in (made | {"facts": facts, "names": entities}).items()}


def story_row(story: Story) -> Row:
    """The row of a story."""
    first, last = (story.published[0], story.published[-1]) if story.published else (None, None)
    outlets = {one.article.id: one.article.outlet for one in story.articles if one.article.outlet}
    return {
        "story": story.id,
        "headline": story.headline,
        "first_day": first,
        "last_day": last,
        "articles": len(story.articles),
        "read": story.read,
        "model": story.model,
        "gist": " ".join(
            _REPORT.sub(lambda found: outlets.get(found[1], "one report"), one.text) for one in story.gist
        ),
    }


def cell(value: object) -> object:
    """What a spreadsheet would take for a formula is text: articles come from anybody."""
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in tuple("=+-@\t\r") else value


def _place(evidence: Iterable[Evidence]) -> Row:
    found = list(evidence)
    if not found:
        return {"start": None, "end": None}
    return {"start": min(one.start for one in found), "end": max(one.end for one in found)}
