"""A story that many reports come to is not read anew at each of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from summarizer import Summarizer
from summarizer.service import work as working
from summarizer.service.answers import job_out
from summarizer.service.work import Work
from summarizer.sources.fetch import fetch
from summarizer.store import Store
from summarizer.store.tables import groups
from tests.service.conftest import until
from tests.service.test_api import given
from tests.store.stories import article


def test_a_story_is_read_at_most_so_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "_LOOK_AFTER", 0.1)
    with (
        Store(tmp_path / "s.sqlite") as store,
        Summarizer("builtin") as summarizer,
        Work(store, summarizer, partial(fetch, public_only=True), concurrency=2, rest=3600) as work,
    ):

        def hand_in(at: int) -> int:
            job = work.hand_in([given(article("ferry", at))], who="test")
            until(lambda: job_out(store, job).state == "done", 30)
            return store.stories()[0].articles

        assert hand_in(0) == 1, "the first report is told at once"
        assert hand_in(1) == 1, "the next one waits, and its job does not"
        with store.database.writing() as connection:
            connection.execute(update(groups).values(tried=groups.c.tried - 3600))
        until(lambda: store.stories()[0].articles == 2, 30)
        assert not store.count_due()
