"""What can go wrong, each with what to do about it.

SummarizerError
├── UsageError           the call itself is wrong
├── ReadError            a file or address is no article
│   └── FieldError           one of its fields holds what it cannot
├── RecordingError       in replay, a request was not recorded
├── StoreError           the store cannot be opened, read or written
│   └── MissingError         it does not hold what is asked of it
├── BudgetError          a batch has used what it may
└── ModelError           no usable answer
    ├── EndpointError    it cannot be reached, fails, or is no model
    │   ├── UnknownError     it does not know a batch or file
    │   └── UndoneError      a batch ended without this answer
    ├── AccessError      wrong key, no quota
    │   └── RateLimitError   it asks to wait for too long
    ├── RefusalError     the model declined
    ├── FilterError      a content filter stopped it
    ├── TruncatedError   cut off at the output limit
    ├── ContextError     longer than the model's context
    └── AnswerError      not what the schema asks for
"""

from __future__ import annotations

from summarizer.scrubbing import scrub
from summarizer.usage import Usage


class SummarizerError(Exception):
    """Base of all errors that this package raises on purpose.

    Args:
        problem: what is wrong, naming the file, line or article.
        remedy: what the user can do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        problem, remedy = scrub(problem), scrub(remedy)  # an endpoint may repeat the key that it was asked with
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class UsageError(SummarizerError):
    """The call itself is wrong: no key, no model, options that exclude each other."""


class ReadError(SummarizerError):
    """A file or address cannot be read as an article."""


class FieldError(ReadError):
    """A field of an article holds what it cannot: a day that is none.

    Args:
        field: its key, as the article has it.
    """

    def __init__(self, field: str, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.field = field


class ModelError(SummarizerError):
    """The model gave no usable answer. `usage` counts what was sent and paid for all the same."""

    usage: Usage = Usage()


class EndpointError(ModelError):
    """The endpoint cannot be reached, or fails, or what answers is no model."""


class UnknownError(EndpointError):
    """The endpoint does not know what it is asked for: a batch, a file, or the Batch API itself."""


class UndoneError(EndpointError):
    """A batch at the endpoint ended without an answer to this request: nothing was paid, and it can be sent again."""


class AccessError(ModelError):
    """The endpoint lets nobody in for now (a wrong key, no quota): every further call would fail alike."""


class RateLimitError(AccessError):
    """The endpoint asks to be left alone for longer than this program waits."""


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


class StoreError(SummarizerError):
    """The store cannot be opened, read or written."""


class MissingError(StoreError):
    """The store does not hold what is asked of it."""


class RecordingError(SummarizerError):
    """In replay: there is no recording of this request."""


class BudgetError(SummarizerError):
    """The budget of a batch is spent."""
