"""The JSON Schemas of what goes in and what comes out: files in `schemas/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from summarizer.schema import Article, ArticleSummary, Story

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def json_schemas(answers: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each public schema by its name, and those of `answers`: what a model fills in."""
    public = {
        shape.__name__: shape.model_json_schema(mode="serialization") for shape in (Article, ArticleSummary, Story)
    }
    return {name: _DIALECT | schema for name, schema in (public | dict(answers)).items()}
