"""The options of a session, checked and opened: model and key, cache, recordings, limits."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from pydantic import JsonValue

from summarizer.errors import UsageError
from summarizer.extraction.reader import ArticleReader
from summarizer.llm.cache import Cache, DiskCache, default_folder
from summarizer.llm.client import Structured
from summarizer.text.languages import known_language

if TYPE_CHECKING:
    from summarizer.llm.recordings import Cassette

BUILTIN = "builtin"
"""The model that is the reader by rules."""

_log = logging.getLogger(__name__)


class Options(TypedDict, total=False):
    """Keyword arguments of `AsyncSummarizer` and `Summarizer`."""

    base_url: str | None
    api_key: str | None
    structured: Structured
    into: str | None
    parameters: Mapping[str, JsonValue] | None
    timeout: float
    concurrency: int
    requests_per_minute: float | None
    tokens_per_minute: float | None
    link: bool
    near_pairs: bool
    embedding_model: str | None
    cache: Cache | str | os.PathLike[str] | bool
    record: str | os.PathLike[str] | None
    replay: str | os.PathLike[str] | None


def builtin_reader(*, asked_for: bool) -> ArticleReader:
    """The reader by rules; where nobody asked for it, a warning says why it reads."""
    from summarizer.rules_reader import BuiltinReader

    if not asked_for:
        _log.warning(
            "No model is configured: the built-in reader reads the articles, by rules and in English. "
            "For a model, give --model and OPENAI_API_KEY or --base-url."
        )
    return BuiltinReader()


def check_amounts(concurrency: int, timeout: float, *per_minute: float | None) -> None:
    """Checks what limits requests.

    Raises:
        UsageError: an amount with which nothing would ever be read.
    """
    if concurrency < 1:
        raise UsageError(f"concurrency is {concurrency}, so that nothing would ever be read.", "Give 1 or more.")
    if not all(0 < amount < math.inf for amount in (timeout, *per_minute) if amount is not None):
        raise UsageError("timeout, requests_per_minute and tokens_per_minute must be numbers above 0.")


def checked_language(into: str | None) -> str | None:
    """The code of a language to write in, as BCP-47 spells it; None for none.

    Raises:
        UsageError: there is no such language.
    """
    if into is None:
        return None
    if (known := known_language(into)) is None:
        raise UsageError(f"{into} is no language that is known.", "Write a BCP-47 code for it, such as en or pt-BR.")
    return known


def open_cassette(
    record: str | os.PathLike[str] | None, replay: str | os.PathLike[str] | None, connections: int
) -> Cassette | None:
    """The recordings to write to or to replay; None without either.

    Raises:
        UsageError: both are asked for.
        RecordingError: what is to be replayed cannot be read.
    """
    if record and replay:
        raise UsageError("Recording and replaying exclude each other.", "Recording replays what it has already.")
    if not (record or replay):
        return None
    import httpx2

    from summarizer.llm.recordings import Cassette
    from summarizer.llm.transport import CappedTransport

    if replay:
        return Cassette(replay)
    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    return Cassette(record or "", network=CappedTransport(httpx2.AsyncHTTPTransport(limits=limits)))


def recorded_model(cassette: Cassette | None, replay: object) -> str:
    """The one model that the recordings are of.

    Raises:
        UsageError: there are none, or they are of several models.
    """
    models = cassette.models() if cassette and replay else []
    if len(models) == 1:
        return models[0]
    if models:
        raise UsageError(f"The recordings are of several models: {', '.join(models)}.", "Name one with --model.")
    raise UsageError(
        "No model is given.", "Name one with --model or SUMMARIZER_MODEL, or replay recordings with --replay."
    )


def find_api_key(api_key: str | None, base_url: str | None, replay: object, model: str | None) -> str:
    """The key to ask an endpoint with: the one given, else that of the environment.

    Raises:
        UsageError: there is none, and OpenAI would be asked.
    """
    key = api_key or os.environ.get("OPENAI_API_KEY")
    if key:
        return key
    if base_url or replay:
        return "none"  # endpoints of one's own ask for none, and the client sends one whatever it is
    raise UsageError(
        f"No API key is given, which the model {model} is asked with.",
        "Set OPENAI_API_KEY, or name an endpoint of your own with --base-url or OPENAI_BASE_URL; "
        f"without either, --model {BUILTIN} reads by rules.",
    )


def open_cache(cache: Cache | str | os.PathLike[str] | bool) -> Cache | None:
    """Where answers are kept: in the default folder, in the one named, wherever the given object does, or nowhere."""
    if cache is False:
        return None
    if cache is True:
        return DiskCache(default_folder())
    if isinstance(cache, (str, os.PathLike)):
        return DiskCache(cache)
    return cache
