"""The JSON Schemas of what goes in, what comes out and what a model fills in: the files in `schemas/`."""

from __future__ import annotations

from typing import Any

from summarizer import answer
from summarizer.schema import Article, ArticleSummary, Story

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Each public schema by its name."""
    public = {
        shape.__name__: shape.model_json_schema(mode="serialization") for shape in (Article, ArticleSummary, Story)
    }
    return {
        name: _DIALECT | schema
        for name, schema in (public | {"Answer": answer.ANSWER_SCHEMA, "Repair": answer.REPAIR_SCHEMA}).items()
    }
