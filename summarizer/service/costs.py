"""What reading costs: by day, story and feed, and a budget for each day that stops work until the next.

Days are those of UTC. What stories cost is exact where one is read at a time; of several read side by side each is
noted with what was paid since the one before it was done.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select

from summarizer.llm.prices import Price, known_price
from summarizer.store import Store
from summarizer.store.tables import articles, feeds, members, spending, stories, versions

DAY = 24 * 3600.0
_REMEMBERED = 2.0  # seconds that today's sum is not asked for again


class Cost(BaseModel):
    """What something took."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    dollars: float | None = Field(default=0.0, description="at most; none where nobody knows a model's price")


class DayOut(Cost):
    """What a day took."""

    day: str
    model: str
    what: str


class StoryCost(Cost):
    """What a story took, its articles included."""

    story: str
    headline: str


class FeedCost(Cost):
    """What the articles of a feed took, without the stories that they are in."""

    feed: str
    title: str


class SpendingOut(BaseModel):
    """What reading has cost, and how much of today's budget is left."""

    days: list[DayOut] = Field(description="the latest first")
    stories: list[StoryCost] = Field(description="the dearest first")
    feeds: list[FeedCost] = Field(description="the dearest first")
    tokens_today: int
    max_tokens_per_day: int | None
    dollars_today: float | None
    max_cost_per_day: float | None
    stopped: str | None = Field(description="why no model is asked any more today; none while it is")


@dataclass(slots=True)
class DailyBudget:
    """What a day may take, over all processes that work on a store; what is under way when it is used up is finished.

    Args:
        max_tokens: input and output together.
        max_cost: dollars.
        price: of the model, where it is not one whose price is known.
    """

    max_tokens: int | None = None
    max_cost: float | None = None
    price: Price | None = None
    _asked: float = 0.0
    _reason: str | None = field(default=None, repr=False)

    def used_up(self, store: Store) -> str | None:
        """Why no model may be asked any more today, in words; nothing while it may."""
        if self.max_tokens is None and self.max_cost is None:
            return None
        if time.monotonic() - self._asked > _REMEMBERED:
            self._reason = self._used_up(store)
            self._asked = time.monotonic()
        return self._reason

    def _used_up(self, store: Store) -> str | None:
        tokens, dollars = today(store, self.price)
        if self.max_tokens is not None and tokens >= self.max_tokens:
            return f"Today's {self.max_tokens:,} tokens are used up; work goes on at midnight UTC."
        if self.max_cost is not None and dollars is None:
            return "Today's cost is not known, for the price of a model is not: give --price."
        if self.max_cost is not None and dollars is not None and dollars >= self.max_cost:
            return f"Today's ${self.max_cost:,.2f} are used up; work goes on at midnight UTC."
        return None


def today(store: Store, price: Price | None = None) -> tuple[int, float | None]:
    """Tokens and dollars of today so far."""
    asked = select(spending.c.model, *_SUMS).where(spending.c.at >= _midnight(time.time())).group_by(spending.c.model)
    cost = Cost()
    with store.database.reading() as connection:
        for row in connection.execute(asked):
            cost = _plus(cost, _cost(row, price))
    return cost.input_tokens + cost.output_tokens, cost.dollars


def overview(store: Store, budget: DailyBudget, days: int = 14, most: int = 50) -> SpendingOut:
    """What the last days, the dearest stories and the feeds took."""
    tokens, dollars = today(store, budget.price)
    return SpendingOut(
        days=_days(store, budget.price, days),
        stories=_stories(store, budget.price, most),
        feeds=_feeds(store, budget.price, most),
        tokens_today=tokens,
        max_tokens_per_day=budget.max_tokens,
        dollars_today=dollars,
        max_cost_per_day=budget.max_cost,
        stopped=budget.used_up(store),
    )


def _days(store: Store, price: Price | None, count: int) -> list[DayOut]:
    first, found = _midnight(time.time()), []
    c = spending.c
    for begun in (first - DAY * number for number in range(count)):
        asked = select(c.model, c.what, *_SUMS).where(c.at >= begun, c.at < begun + DAY).group_by(c.model, c.what)
        with store.database.reading() as connection:
            rows = connection.execute(asked.order_by(c.model, c.what)).all()
        day = dt.datetime.fromtimestamp(begun, dt.UTC).date().isoformat()
        found += [DayOut(day=day, model=row.model, what=row.what, **_cost(row, price).model_dump()) for row in rows]
    return found


def _stories(store: Store, price: Price | None, most: int) -> list[StoryCost]:
    c, m, s = spending.c, members.c, stories.c
    of_articles = (
        select(m.story.label("it"), c.model, *_SUMS)
        .join(members, m.article == c.article)
        .where(m.current)
        .group_by(m.story, c.model)
    )
    of_groups = (
        select(s.id.label("it"), c.model, *_SUMS)
        .join(stories, s.group_number == c.group_number)
        .where(s.became.is_(None))
        .group_by(s.id, c.model)
    )
    costs = _by_thing(store, price, of_articles, of_groups)
    with store.database.reading() as connection:
        asked = select(s.id, s.headline).where(s.id.in_([one for one, _ in costs[:most]]))
        names: dict[str, str] = dict(connection.execute(asked).all())
    return [
        StoryCost(story=one, headline=names[one], **cost.model_dump()) for one, cost in costs[:most] if one in names
    ]


def _feeds(store: Store, price: Price | None, most: int) -> list[FeedCost]:
    c, v, f = spending.c, versions.c, feeds.c
    asked = (
        select(f.url.label("it"), c.model, *_SUMS)
        .join(articles, articles.c.number == c.article)
        .join(versions, (v.article == articles.c.number) & (v.version == 1))
        .join(feeds, f.url == v.source)
        .group_by(f.url, c.model)
    )
    costs = _by_thing(store, price, asked)
    with store.database.reading() as connection:
        titles: dict[str, str] = dict(connection.execute(select(f.url, f.title)).all())
    return [FeedCost(feed=one, title=titles.get(one, ""), **cost.model_dump()) for one, cost in costs[:most]]


_SUMS = tuple(func.sum(spending.c[name]).label(name) for name in ("requests", "input_tokens", "output_tokens"))


def _by_thing(store: Store, price: Price | None, *asked: Select[Any]) -> list[tuple[str, Cost]]:
    costs: dict[str, Cost] = defaultdict(Cost)
    with store.database.reading() as connection:
        for one in asked:
            for row in connection.execute(one):
                costs[row.it] = _plus(costs[row.it], _cost(row, price))
    return sorted(costs.items(), key=lambda item: (-(item[1].input_tokens + item[1].output_tokens), item[0]))


def _cost(row: Any, price: Price | None) -> Cost:
    known = price or known_price(row.model)
    used = int(row.requests), int(row.input_tokens), int(row.output_tokens)
    dollars = known.of(used[1], used[2]) if known else (None if used[1] or used[2] else 0.0)
    return Cost(requests=used[0], input_tokens=used[1], output_tokens=used[2], dollars=dollars)


def _plus(one: Cost, other: Cost) -> Cost:
    dollars = None if one.dollars is None or other.dollars is None else one.dollars + other.dollars
    return Cost(
        requests=one.requests + other.requests,
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        dollars=dollars,
    )


def _midnight(at: float) -> float:
    return at - at % DAY
