"""What can go wrong, each with what to do about it."""

from __future__ import annotations

from summarizer.usage import Usage


class SummarizerError(Exception):
    """Base of all errors that this package raises on purpose.

    Args:
        problem: what is wrong, naming the file, line or article.
        remedy: what the user can do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class UsageError(SummarizerError):
    """The call itself is wrong: no key, no model, options that exclude each other."""


class ReadError(SummarizerError):
    """A file or address cannot be read as an article."""


class ModelError(SummarizerError):
    """The model gave no usable answer. `usage` counts what was sent and paid for all the same."""

    usage: Usage = Usage()


class EndpointError(ModelError):
    """The endpoint cannot be reached, or fails, or what answers is no model."""


class AccessError(ModelError):
    """The key is wrong, or there is no quota left: every further call would fail alike."""


class RefusalError(ModelError):
    """The model declined to answer."""


class FilterError(ModelError):
    """The endpoint's content filter stopped the answer."""


class TruncatedError(ModelError):
    """The answer was cut off at the model's output limit."""


class ContextError(ModelError):
    """The request is longer than the model's context."""


class AnswerError(ModelError):
    """The answer is not what the schema asks for, and stayed so when asked again."""


class RecordingError(SummarizerError):
    """In replay: there is no recording of this request."""
