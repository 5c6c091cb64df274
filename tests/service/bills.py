"""An endpoint on loopback that says when it has answered what, as its bill would."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from summarizer.text.digest import digest
from tests.endpoint import QuietHandler, completion, listening


@dataclass
class Bills:
    """When each request was asked and answered, by what was asked."""

    address: str = ""
    asked: int = 0
    exchanges: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def again(self, kills: Sequence[float]) -> tuple[int, list[int]]:
        """Requests that were answered more than once.

        Returns:
            How many were on their way to the process when it was killed, and of the others how many milliseconds
            before the kill the answer had been sent.
        """
        under_way, arrived = 0, []
        for exchanges in self.exchanges.values():
            for asked, answered in sorted(exchanges)[:-1]:
                kill = min((at for at in kills if at >= asked), default=float("inf"))
                if kill <= answered:
                    under_way += 1
                else:
                    arrived.append(round(1000 * (kill - answered)))
        return under_way, sorted(arrived)


@contextmanager
def endpoint(least: float, most: float) -> Iterator[Bills]:
    """An endpoint that answers after so many seconds."""
    chance, bills = random.Random(0), Bills()
    answer = completion('{"g": "It was sold.", "n": [], "e": [], "s": [], "q": [], "c": []}')

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802
            asked = time.monotonic()
            bills.asked += 1
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(chance.uniform(least, most))
            self.respond(answer)
            bills.exchanges[digest(body)].append((asked, time.monotonic()))

    with listening(Handler) as bills.address:
        yield bills
