"""What the documents say of backing up and restoring, done."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.store import Store
from tests.service.conftest import Running
from tests.service.test_api import done, given
from tests.store.conftest import _BIN
from tests.store.stories import article, articles


def copy(running: Running, folder: Path, request: pytest.FixtureRequest) -> str:
    """A backup of a store that is in use, restored elsewhere."""
    if "postgresql" not in running.place:
        place = str(folder / "restored.sqlite")
        with sqlite3.connect(running.place) as source, sqlite3.connect(place) as target:
            source.backup(target)  # what `sqlite3 news.sqlite ".backup copy.sqlite"` does
        source.close()
        target.close()
        return place
    place = str(request.getfixturevalue("postgresql")).format(name="restored")
    host = place.partition("host=")[2]
    common = ["-h", host, "-U", "tester"]
    dump = folder / "dump"
    subprocess.run([f"{_BIN[-1]}/pg_dump", *common, "-Fc", "-f", str(dump), _name(running.place)], check=True)
    subprocess.run([f"{_BIN[-1]}/createdb", *common, "restored"], check=True)
    subprocess.run([f"{_BIN[-1]}/pg_restore", *common, "-d", "restored", str(dump)], check=True)
    return place


def _name(place: str) -> str:
    return place.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Running]:
    service = Running("", tmp_path / "restored.bills")
    try:
        yield service
    finally:
        service.stop()


def test_what_was_backed_up_is_served_and_goes_on(
    running: Running, restored: Running, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    running.start()
    with running.client() as client:
        done(client, client.post("/v1/articles", json=[given(one) for one in articles()[:3]]).json()["id"])
    restored.place = copy(running, tmp_path, request)
    running.stop()
    with Store(restored.place) as after:
        before = [(one.id, one.headline, one.articles) for one in after.stories()]
    assert sum(one[2] for one in before) == 3
    restored.start()
    with restored.client() as client:
        found = client.get("/v1/stories").json()["stories"]
        assert [(one["id"], one["headline"], one["articles"]) for one in found] == before
        job = client.post("/v1/articles", json=given(article("strike", 0))).json()["id"]
        assert done(client, job)["state"] == "done"
    assert restored.bills() == [article("strike", 0).id], "what had been paid for is not paid again"
