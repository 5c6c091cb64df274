"""Makes `docs/schema.md`: each field of what comes out, with an example out of the bundled recordings.

python -m docs.make_schema_page
"""

from __future__ import annotations

import json
import re
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from summarizer import Article, ArticleSummary, Store, Story, Summarizer, read
from summarizer.schema import Record
from tests.endpoint import completion, serving

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "schema.md"
_LONGEST = 110  # characters of an example
_PARTS: dict[type[BaseModel], str] = {
    Article: "What goes in",
    ArticleSummary: "What one article says",
    Story: "What several articles say",
}
_WHAT = {
    "id": "its id within the article or story",
    "title": "the headline as published",
    "url": "where it was published, without a user and password",
    "outlet": "who published it",
    "byline": "who wrote it",
    "published_basis": "where the day of publication is from: what the source says beside the text, the text, nowhere",
    "gist": "what the article says in a sentence or two, in the model's words",
    "exact": "the words, always `text[start:end]`",
    "article": "id of the article",
    "articles": "the articles",
    "position": "coarse: where the holder stands",
    "basis": "how it is known: the holder said it, showed it by doing something, or others tell it",
    "model": "who answered",
    "output_tokens": "over all requests, as the endpoint counts them",
    "reason": "why",
    "name": "the name that it goes by",
    "roles": "as the reports state them",
    "places": "ids of story entities",
    "counted": "what is counted or measured",
    "value": "none where the words give no single number",
    "unit": "%, $, tonnes, people",
    "on_behalf_of": "id of the entity that a spokesman relays",
    "told": "outlet, agency or audience that it was said to",
    "occasion": "at what it was said: a press conference, an interview",
    "target": "what people stand for or against",
    "part": "the part of the story that it was to stand in",
    "number": "counts all edits of a store",
    "who": "who made it",
    "why": "the reason that was given",
    "after": "what stands there now",
    "text": "the words themselves",
    "kind": "which of these it is",
}
"""What fields are that say nothing themselves."""
_HEAD = """# The schema, field by field

<!-- Made by `python -m docs.make_schema_page`; do not edit by hand. -->

All that comes out is JSON of these shapes, closed (no unknown keys); `summarizer schema Story` prints the JSON Schema,
and in Python they are frozen Pydantic objects of the same names. Offsets count code points of the article's text. Dates
are [EDTF](https://www.loc.gov/standards/datetime/), languages BCP-47, evidence the text position and text quote of the
[W3C Web Annotation](https://www.w3.org/TR/annotation-model/#selectors) model. Ids (`q3`, `e1`) count within their
article or story.

The examples come out of the bundled reports, read from their recordings; what these do not hold, out of a report made
up for it. Long ones are cut at “…”.
"""


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(examples()), "utf-8")


def page(found: dict[tuple[type, str], str]) -> str:
    """The page, with these examples by class and field."""
    parts = [_HEAD]
    seen: set[type] = set()
    for root, title in _PARTS.items():
        parts.append(f"## {title}\n")
        for shape in _shapes(root):
            if shape in seen:
                continue
            seen.add(shape)
            told = (shape.__doc__ or "").strip().splitlines()[0]
            parts.append(
                f"### {shape.__name__}\n\n{told}\n\n| field | type | what it is | example |\n| --- | --- | --- | --- |"
            )
            for name, field in shape.model_fields.items():
                key = field.alias or name
                what = field.description or _told(field) or _WHAT.get(name, "")
                example = found.get((shape, name), "–")
                parts.append(f"| `{key}` | {_type(field.annotation)} | {_escaped(what)} | {example} |")
            parts.append("")
    return "\n".join(parts)


def examples() -> dict[tuple[type, str], str]:
    """An example of each field, as far as the bundled reports and a few edits by hand have one."""
    found: dict[tuple[type, str], str] = {}
    for name in ("visit", "strike", "trilingual", "injection"):
        articles = [one.article for one in read([str(ROOT / "tests/articles" / name)])]
        with Summarizer(replay=ROOT / "cassettes" / name) as summarizer:
            summaries = [one for one in summarizer.summarize_many(articles) if isinstance(one, ArticleSummary)]
            for story in summarizer.merge(summaries):
                _collect(story, found)
        for record in (*articles, *summaries):
            _collect(record, found)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "store")) as store:
        with Summarizer("builtin") as summarizer:
            store.add(read([str(ROOT / "tests/articles/strike")]), summarizer)
            store.add(read([str(ROOT / "tests/articles/visit")]), summarizer)
            id_, *others = [one.id for one in store.stories()]
            for other in others:
                store.join(id_, other, who="ana", why="one story")
            store.add((), summarizer)
        id_ = store.stories(limit=1)[0].id
        store.correct(id_, store.story(id_).quotes[0].id, "Ask the desk before quoting.", who="ana", why="house style")
        _collect(store.story(id_), found)
    made_up = _with_an_invented_quote()
    for record in (made_up, made_up.reading, *Summarizer("builtin").merge([made_up])):
        _collect(record, found)
    return found


def _with_an_invented_quote() -> ArticleSummary:
    """What becomes of an answer that points at a quotation which the article does not have, beside one that it has."""
    invented = {"s": "n1", "c": "said", "p": ["it will … never end"], "a": "1", "o": []}
    held = {"s": "n1", "c": "said", "p": ["It rains … in Ostrava"], "a": "1", "o": ["k a press conference"]}
    nothing: dict[str, list[object]] = {"n": [], "e": [], "s": [], "q": [], "c": []}
    person = {"i": "n1", "n": "Jan Novak", "k": "person", "r": "mayor", "a": ""}
    answer = nothing | {"g": "It rains.", "n": [person], "q": [held, invented]}
    text = "It rains in Ostrava, mayor Jan Novak said at a press conference. Nobody minds."
    with (
        serving(completion(json.dumps(answer)), completion(json.dumps(nothing))) as endpoint,
        Summarizer("scripted", base_url=endpoint.base_url, cache=False) as summarizer,
    ):
        return summarizer.summarize(Article(text=text))


def _shapes(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield root
    for field in root.model_fields.values():
        for one in _records(field.annotation):
            yield from _shapes(one)


def _records(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for one in get_args(annotation):
        yield from _records(one)


def _told(field: FieldInfo) -> str:
    """What the class of a field says of itself."""
    first = next(_records(field.annotation), None)
    return (first.__doc__ or "").strip().splitlines()[0].rstrip(".") if first else ""


def _collect(value: object, found: dict[tuple[type, str], str]) -> None:
    if isinstance(value, tuple):
        for one in value:
            _collect(one, found)
    if not isinstance(value, Record):
        return
    for name, field in type(value).model_fields.items():
        here = getattr(value, name)
        if here not in (None, (), ""):
            found.setdefault((type(value), name), _example(here, field))
        _collect(here, found)


def _example(value: object, _field: FieldInfo) -> str:
    if isinstance(value, tuple):
        value = value[:2]
    shown = value.model_dump(by_alias=True, exclude_defaults=True) if isinstance(value, BaseModel) else value
    if isinstance(value, tuple) and isinstance(value[0], BaseModel):
        return f"[{_example(value[0], _field)}, …]"
    text = json.dumps(shown, ensure_ascii=False, default=str)
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rstrip() + "…"
    return f"`{_escaped(text.replace('`', '’'))}`"


def _escaped(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation is type(None):
        return "nothing"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(one) for one in inner)
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return "object"
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if origin is not None and hasattr(annotation, "__metadata__"):
        return _type(inner[0])
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(annotation, str(annotation))


if __name__ == "__main__":
    main()
