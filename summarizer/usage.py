"""What requests to a model cost: how many there were, and their tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What asking a model took: HTTP requests, those among them that asked again for a better answer, and tokens."""

    requests: int = 0
    re_asks: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.re_asks + other.re_asks,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )
