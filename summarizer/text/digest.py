"""A short name for a value: its hash."""

from __future__ import annotations

import hashlib
import json


def digest(value: object) -> str:
    """A short hash of a JSON value, the same in every process."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]
