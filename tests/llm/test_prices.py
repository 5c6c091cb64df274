"""What a batch would take is estimated from the length of its articles."""

from __future__ import annotations

from summarizer.llm.prices import Estimate


def test_an_article_of_a_thousand_tokens_is_expected_to_be_answered_with_3300() -> None:
    estimate = Estimate()
    estimate.ask(requests=2, shown=8_000, article=4_000)
    assert (estimate.requests, estimate.input_tokens, estimate.output_tokens) == (2, 2_000, 3_300)
