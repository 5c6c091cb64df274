"""A day in the life of a store: reports come in portions and in any order, one is corrected, one forgotten, two stories
are joined by hand. What it tells at the end is what one pass over all would tell, but for the edit."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from summarizer import Article, Summarizer
from summarizer.schema import Story
from summarizer.store import Store, Update

_TOWNS = ("Ostrava", "Lisbon", "Zurich", "Tampere", "Graz", "Cork")
_STORIES: tuple[tuple[str, Sequence[str]], ...] = (
    (
        "The ferry Aurora sank off {town} harbour",
        ("Captain Jan Novak was rescued.", "Eleven passengers are missing.", "Divers search the wreck of the Aurora."),
    ),
    (
        "Parliament in {town} rejected the budget of Ana Costa",
        ("The vote was lost by two voices.", "Ana Costa may resign.", "The opposition asks for a new election."),
    ),
    (
        "Train drivers in {town} walked out over night shifts",
        ("Union leader Urs Frey spoke of a last warning.", "The railway offered talks.", "Trains stood still at noon."),
    ),
    (
        "A paper mill near {town} is to close",
        ("Three hundred workers lose their jobs.", "The owner Aino Virta blamed costs.", "The mayor was not asked."),
    ),
    (
        "A flood of the river Mur cut off {town}",
        ("Bridges were closed at dawn.", "Rescue teams took Karl Huber from a roof.", "Rain is to go on for days."),
    ),
    (
        "The museum of {town} gave back two stolen masks",
        ("Director Nora Walsh handed them over.", "They came from Benin.", "A court had ordered it in spring."),
    ),
)


def reports() -> list[Article]:
    """Forty reports of six stories."""
    return [report(number) for number in range(40)]


def report(number: int, *, more: str = "") -> Article:
    """One of them; `more` is a correction at its end."""
    story, outlet = number % 6, number // 6
    lead, details = _STORIES[story]
    lead = lead.format(town=_TOWNS[story])
    told = [details[(outlet + step) % 3] for step in range(2)]
    text = " ".join([f"{lead}, the Outlet {outlet} reports.", *told, f"{lead} on Monday.", more]).strip()
    return Article(
        text=text,
        title=lead,
        url=f"https://outlet{outlet}.example/{story}",
        outlet=f"Outlet {outlet}",
        published="2024-05-06",
        language="en",
    )


def told(store: Store) -> set[str]:
    """What the stories say, whatever they are called and whatever was edited."""
    return {_plain(store.story(line.id)) for line in store.stories()}


def _plain(story: Story) -> str:
    """The story without what depends on how it grew: ids stay, so that those of items are in another order."""
    plain = story.model_dump(mode="json", exclude={"id", "formerly", "edits", "key"})
    told_of = [*plain["entities"], *plain["events"], *plain["figures"], *plain["facts"], *plain["quotes"]]
    told_of += [one for target in plain["stances"] for one in (target, *target["stances"])]
    ids = {one["id"]: f"#{number}" for number, one in enumerate(told_of)}

    def renamed(value: Any, *, is_mention: bool = False) -> Any:
        if isinstance(value, dict):
            return {
                name: one if is_mention else renamed(one, is_mention=name in ("mention", "mentions", "articles"))
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [renamed(one, is_mention=is_mention) for one in value]
        return ids.get(value, value) if not is_mention and isinstance(value, str) else value

    return json.dumps(renamed(plain))


@pytest.fixture
def summarizer() -> Iterator[Summarizer]:
    with Summarizer("builtin") as reader:
        yield reader


@pytest.mark.parametrize("seed", range(2))
def test_a_day(place: str, tmp_path: Path, summarizer: Summarizer, seed: int) -> None:
    given = reports()
    random.Random(seed).shuffle(given)
    portions = [given[at : at + 5] for at in range(0, 40, 5)]
    correction = report(7, more="A correction: the vote was lost by three voices.")
    updates: list[Update] = []
    with Store(place) as store:
        updates += [store.add(portion, summarizer) for portion in portions]
        assert sum(len(one.put) for one in updates) == 40
        updates.append(store.add([correction], summarizer))
        store.forget(report(20).id)
        updates.append(store.add([], summarizer))
        ferry, flood = (store.article(report(number).id).story for number in (0, 4))
        assert ferry and flood
        edit = store.join(ferry, flood, who="ana", why="one storm")
        updates.append(store.add([], summarizer))
        assert len(store.stories()) == 5
        joined = store.story(flood)
        assert {ferry, flood} <= {joined.id, *joined.formerly}
        assert [one.who for one in joined.edits] == ["ana"]
        day = told(store)
        store.undo(edit.number, who="ana")
        store.add([], summarizer)
        undone = told(store)

    once = [correction if one.id == report(7).id else one for one in reports() if one.id != report(20).id]
    with Store(tmp_path / "once.sqlite") as store:
        store.add(once, summarizer)
        assert undone == told(store)
        ferry, flood = (store.article(report(number).id).story for number in (0, 4))
        assert ferry and flood
        store.join(ferry, flood, who="ana", why="one storm")
        store.add([], summarizer)
        assert day == told(store)


def test_every_change_is_told_of_once(tmp_path: Path, summarizer: Summarizer) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        seen = 0
        for one in reports()[:12]:
            new = [change.number for change in store.add([one], summarizer).revisions]
            assert [change.number for change in store.changes(seen)] == new
            seen = new[-1]
