"""The JSON Schema of an answer as it goes over the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

_UNSUPPORTED = ("title", "maxLength", "minLength", "maxItems", "minItems", "default")


def _slim(node: Any, *, properties: bool = False) -> Any:
    if isinstance(node, dict):
        return {
            key: _slim(value, properties=key in ("properties", "$defs") and not properties)
            for key, value in node.items()
            if properties or key not in _UNSUPPORTED
        }
    if isinstance(node, list):
        return [_slim(value) for value in node]
    return node


def wire_schema(reply: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of `reply` as strict mode takes it: no titles, no lengths, every key required."""
    return _slim(reply.model_json_schema())  # type: ignore[no-any-return]
