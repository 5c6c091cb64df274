"""Keeps finished readings, so that an article that was read before is not numbered and grounded again.

The cache of answers, by what the model was shown, saves the money; this one saves the time. Its key holds all that can
change a reading: the article with all that is known of it, who answers, and `versions.READING`.
"""

from __future__ import annotations

from pydantic import JsonValue, ValidationError
from pydantic_core import PydanticSerializationError

from summarizer import versions
from summarizer.llm.cache import Cache
from summarizer.schema import Article, ArticleSummary
from summarizer.text.digest import digest


class KeptReadings:
    """Summaries by article.

    Args:
        cache: where they are kept.
        basis: what can change an answer beside the article: model, parameters, prompts, schemas.
    """

    def __init__(self, cache: Cache, basis: JsonValue) -> None:
        self._cache = cache
        self._basis = digest([versions.READING, basis])

    def get(self, article: Article) -> ArticleSummary | None:
        """The summary of the article, if it is kept; it says of itself that it is `cached`."""
        kept = self._cache.get(self._key(article))
        try:
            return ArticleSummary.model_validate_json(kept) if kept is not None else None
        except ValidationError:
            return None

    def set(self, article: Article, summary: ArticleSummary) -> None:
        """Keeps a summary."""
        cached = summary.model_copy(update={"run": summary.run.model_copy(update={"cached": True})})
        try:
            text = cached.model_dump_json()
        except PydanticSerializationError:  # half a surrogate pair in the text, which JSON cannot hold
            return
        self._cache.set(self._key(article), text)

    def _key(self, article: Article) -> str:
        return f"reading-{digest([self._basis, article.model_dump()])}"
