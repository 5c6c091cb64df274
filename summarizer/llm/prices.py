"""What a batch may take, what it has taken, and what it would take: tokens, and money where a price is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from summarizer.errors import BudgetError, UsageError
from summarizer.usage import Usage

CHARACTERS_A_TOKEN = 4.0
"""Characters of English text in one token, with the tokenizers in use; other languages have fewer."""
OUTPUT_SHARE = 3.3
"""Tokens of an answer for each token of its article: 3.0 to 3.9 in the bundled recordings, 2.4 in longer reports."""


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens."""

    input: float
    output: float

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """Dollars for so many tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / 1e6

    @property
    def halved(self) -> Price:
        """What the Batch API takes, by OpenAI's own account."""
        return Price(self.input / 2, self.output / 2)


@dataclass(slots=True)
class Estimate:
    """What a batch would take.

    Attributes:
        articles: how many there are, each counted once.
        cached: those of them that the cache has the answer to.
        written: those that an earlier run has written to the folder.
        batched: those whose requests are in batches at the endpoint, or come back from there.
    """

    articles: int = 0
    unreadable: int = 0
    cached: int = 0
    written: int = 0
    batched: int = 0
    requests: int = 0
    input_tokens: float = 0.0
    output_tokens: float = 0.0

    def ask(self, requests: int, shown: int, article: int) -> None:
        """Counts one article: its requests, and the characters shown to the model, those of the article among them."""
        self.requests += requests
        self.input_tokens += shown / CHARACTERS_A_TOKEN
        self.output_tokens += OUTPUT_SHARE * article / CHARACTERS_A_TOKEN

    def plus(self, other: Estimate, times: int = 1) -> Estimate:
        """This and so many of another."""
        return replace(
            self,
            requests=self.requests + times * other.requests,
            input_tokens=self.input_tokens + times * other.input_tokens,
            output_tokens=self.output_tokens + times * other.output_tokens,
        )


@dataclass(slots=True)
class Budget:
    """What a batch may take, and has taken.

    Args:
        max_tokens: input and output together.
        max_cost: dollars.
        price: of the model; needed for `max_cost`.
        batch_price: of the same by the Batch API.
        batched: what was answered by the Batch API, of all that is paid.
    """

    max_tokens: int | None = None
    max_cost: float | None = None
    price: Price | None = None
    batch_price: Price | None = None
    batched: Usage = field(default_factory=Usage)
    input_tokens: int = 0
    output_tokens: int = 0
    paid: int = 0

    def pay(self, input_tokens: int, output_tokens: int) -> None:
        """Counts what one article took."""
        self.input_tokens += input_tokens
        self.output_tokens += output_tokens
        self.paid += 1

    @property
    def cost(self) -> float | None:
        """Dollars so far; None when nobody knows the price."""
        return self._cost(self.input_tokens, self.output_tokens)

    @property
    def is_limited(self) -> bool:
        """Whether there is any limit."""
        return self.max_tokens is not None or self.max_cost is not None

    def spent(self, under_way: int, guess: Estimate) -> BudgetError | None:
        """Why no further article may be asked about.

        Args:
            under_way: articles that are yet to be paid for.
            guess: what the next one takes, for as long as nothing is paid.
        """
        each_in = self.input_tokens / self.paid if self.paid else guess.input_tokens
        each_out = self.output_tokens / self.paid if self.paid else guess.output_tokens
        input_tokens = self.input_tokens + (under_way + 1) * each_in
        output_tokens = self.output_tokens + (under_way + 1) * each_out
        return self._over(input_tokens + output_tokens, self._cost(input_tokens, output_tokens))

    def planned(self, estimate: Estimate) -> BudgetError | None:
        """Why no more requests than estimated may be sent to the Batch API."""
        cost = self.batch_price.of(estimate.input_tokens, estimate.output_tokens) if self.batch_price else None
        return self._over(estimate.input_tokens + estimate.output_tokens, cost)

    def _cost(self, input_tokens: float, output_tokens: float) -> float | None:
        if self.price is None:
            return None
        batched = self.batched
        online = self.price.of(input_tokens - batched.input_tokens, output_tokens - batched.output_tokens)
        return online + (self.batch_price or self.price).of(batched.input_tokens, batched.output_tokens)

    def _over(self, tokens: float, cost: float | None) -> BudgetError | None:
        what = None
        if self.max_tokens is not None and tokens > self.max_tokens:
            what = f"{self.max_tokens:,} tokens"
        if cost is not None and self.max_cost is not None and cost > self.max_cost:
            what = f"${self.max_cost:,.2f}"
        if what is None:
            return None
        return BudgetError(
            f"The budget of {what} has no room for another article.",
            "Raise it and run the same command again: it goes on from here.",
        )


def known_price(model: str, *, batch: bool = False) -> Price | None:
    """What OpenAI takes for a model, as the genai-prices package has it; None when it knows none.

    Rebates, as for cached input, are not counted: it costs this much at most.

    Args:
        batch: whether by the Batch API.
    """
    from genai_prices import Usage, calc_price

    million, context = 1_000_000, {"processing": "batch"} if batch else None
    try:
        costs = [
            calc_price(usage, model_ref=model, provider_id="openai", price_context=context).total_price
            for usage in (Usage(input_tokens=million), Usage(output_tokens=million))
        ]
    except LookupError:
        return None
    return Price(*map(float, costs))


def given_price(text: str) -> Price:
    """The price that a user writes as INPUT/OUTPUT, dollars for a million tokens.

    Raises:
        UsageError: it is not written like that.
    """
    parts = text.split("/")
    try:
        price = Price(*map(float, parts))
    except (ValueError, TypeError):
        price = Price(-1, -1)
    if not (len(parts) == 2 and 0 <= price.input < float("inf") and 0 <= price.output < float("inf")):
        raise UsageError(
            f"--price {text}: this is no price.", "Write dollars for a million tokens, input/output: 0.25/2."
        )
    return price
