"""`summarizer search`: articles of a store by words, and the stories that they are told in."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from summarizer.cli.options import add_command, speaking_options, store_options, whole_number
from summarizer.cli.outcome import ALL_DONE, say
from summarizer.errors import UsageError

if TYPE_CHECKING:
    from summarizer.store import FoundQuote, Hit


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the parser."""
    command = add_command(
        commands,
        "search",
        "find articles, and what was said in them, by words",
        'summarizer search aurora "coast guard" --store news.sqlite',
        "summarizer search --in quotes gates --store out | jq .quotes",
        parents=[store_options(), speaking_options()],
    )
    command.add_argument("words", nargs="+", help='all of them, in any order; "a phrase" in quotation marks')
    fields = ("title", "names", "quotes", "text")
    command.add_argument("--in", dest="fields", action="append", choices=fields, help="only there; may be repeated")
    command.add_argument("--outlet", help="only what it published")
    command.add_argument("--language", help="only articles in it (BCP-47)")
    command.add_argument("--since", metavar="DATE", help="published on this day or later")
    command.add_argument("--until", metavar="DATE", help="published on this day or before")
    command.add_argument("--limit", type=whole_number(1), default=20, metavar="N", help="at most (default: 20)")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from summarizer.store import Store
    from summarizer.store.full_text import FIELDS

    # A phrase in the shell's quotation marks comes as one word with spaces in it.
    words = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in options.words)
    with Store(options.store, make=False) as store:
        hits = store.search(
            words,
            fields=options.fields or FIELDS,
            outlet=options.outlet,
            language=options.language,
            since=_day(options.since),
            until=_day(options.until),
            limit=options.limit,
        )
    for hit in hits:
        print(_told(hit) if sys.stdout.isatty() else _json(hit))
    if not hits:
        say("Nothing was found. All words have to stand in an article; fewer of them, or without --in, find more.")
    return ALL_DONE


def _day(given: str | None) -> int | None:
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given).toordinal()
    except ValueError:
        raise UsageError(f"“{given}” is not a day.", "Write 2022-04-22.") from None


def _told(hit: Hit) -> str:
    article = hit.article.article
    head = "  ".join(part for part in (article.published, article.outlet, article.title) if part)
    quotes = "".join(f"\n    {_said(quote)}" for quote in hit.quotes)
    return f"{head or article.id}  [story {hit.article.story}]\n    {hit.excerpt}{quotes}"


def _said(quote: FoundQuote) -> str:
    words = f"“{quote.text}”" if quote.kind == "direct" else quote.text
    words = f"({quote.disowned.replace('_', ' ')}) {words}" if quote.disowned else words
    return f"{', '.join(quote.speakers)}: {words}" if quote.speakers else words


def _json(hit: Hit) -> str:
    known = json.loads(hit.article.article.info.model_dump_json())
    found = {
        "story": hit.article.story,
        "excerpt": hit.excerpt,
        "quotes": [dataclasses.asdict(one) for one in hit.quotes],
    }
    return json.dumps(known | found, ensure_ascii=False)
