"""The desk as a person uses it, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.browser.conftest import WIDTHS, browser, serious_findings
from tests.service.conftest import Running, until
from tests.service.test_api import done, given, story_of
from tests.store.stories import article, articles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def client(served: Running) -> Iterator[httpx2.Client]:
    with served.client() as client:
        done(client, client.post("/v1/articles", json=[given(one) for one in articles()]).json()["id"])
        yield client


@pytest.fixture
def page(browser: Browser, served: Running, client: httpx2.Client) -> Iterator[Page]:
    context = browser.new_context(base_url=str(client.base_url))
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults
    assert served.processes


def test_from_the_list_to_a_sentence_and_back(page: Page, client: httpx2.Client) -> None:
    page.goto("/")
    headline = client.get(f"/v1/stories/{story_of(client, 'ferry')}").json()["headline"]
    page.get_by_role("link", name=headline, exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == headline
    page.locator("a.cite").first.click()
    page.locator("#evidence mark").first.wait_for()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Stories").click()
    page.get_by_role("searchbox").fill("“no warning”")
    page.get_by_role("button", name="Search").click()
    assert page.locator("blockquote").count() == 3


def test_an_edit_and_its_undoing(page: Page, client: httpx2.Client) -> None:
    story = story_of(client, "budget")
    page.goto(f"/stories/{story}")
    page.get_by_text("Change something").click()
    page.get_by_label("Headline").fill("No budget for Lisbon")
    page.get_by_role("button", name="Change the headline").click()
    assert page.get_by_role("heading", level=1).inner_text() == "No budget for Lisbon"
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_role("heading", level=1).inner_text() != "No budget for Lisbon"
    assert "undone by" in page.locator("main").inner_text()


def test_what_is_new_since_the_last_visit(page: Page, client: httpx2.Client) -> None:
    page.goto("/")
    page.goto("/")
    assert page.locator(".new").count() == 0
    corrected = article("strike", 1, more="A correction: nobody was fined.")
    done(client, client.post("/v1/articles", json=given(corrected)).json()["id"])
    page.goto("/")
    assert page.locator(".new").count() == 1
    story = story_of(client, "strike")
    page.goto(f"/articles/{corrected.id}")
    assert page.get_by_role("heading", name="Version 1").count() == 1
    assert page.locator("ins").inner_text().strip() == "A correction: nobody was fined."
    assert "said Urs Frey. A correction" in page.locator("main").inner_text()
    assert page.locator("del").count() == 0
    until(lambda: "nobody was fined" in client.get(f"/v1/stories/{story}").text, 30)


def test_a_story_that_is_open_says_when_there_is_more(page: Page, client: httpx2.Client) -> None:
    story = story_of(client, "budget")
    with page.expect_response(f"**/v1/stories/{story}/events"):
        page.goto(f"/stories/{story}")
    headline = page.get_by_role("heading", level=1).inner_text()
    edit = {"kind": "headline", "text": "<b>Costa</b> stays"}
    client.post(f"/v1/stories/{story}/edits", json=edit)
    page.locator(".live").wait_for()
    assert "<b>Costa</b> stays" in page.locator(".live").inner_text()
    assert page.get_by_role("heading", level=1).inner_text() == headline, "it stays until it is asked for"
    page.get_by_role("link", name="show it").click()
    page.get_by_role("heading", level=1, name="<b>Costa</b> stays").wait_for()


def test_from_a_story_to_a_person(page: Page, client: httpx2.Client) -> None:
    page.goto(f"/stories/{story_of(client, 'ferry')}")
    page.get_by_role("link", name="Jan Novak", exact=True).click()
    page.get_by_role("heading", level=1, name="Jan Novak").wait_for()
    assert page.locator("blockquote").all_inner_texts() == ["“We had no warning”"]
    page.get_by_role("link", name="the report").click()
    assert "We had no warning" in page.locator("main").inner_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_at_every_width(page: Page, client: httpx2.Client, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    story = story_of(client, "ferry")
    report = f"/articles/{article('ferry', 0).id}"
    if not client.get("/v1/watches").json():
        client.post("/v1/watches", json={"name": "Ferry", "query": {"words": "aurora"}})
        channel = {"kind": "webhook", "target": f"https://{'long' * 12}.example/hook"}
        client.post("/v1/watches/1/channels", json=channel)
    entity = "/entities/jan-novak"
    for path in ("/", "/?q=ferry", f"/stories/{story}", report, entity, "/jobs", "/feeds", "/watches", "/spending"):
        page.goto(path)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
        assert not serious_findings(page), path
