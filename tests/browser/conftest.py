"""A browser for tests that look at the report as people do.

It is Debian's Chromium, driven by Playwright. Where it is missing the tests are skipped, but not where CI is set: there
they have to run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDTHS = (390, 1440)


def missing(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI is set", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if not CHROMIUM.exists():
        missing(f"there is no {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def serious_findings(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds seriously wrong for people who do not see or point: rules, and where they are broken."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (found["id"], [node["html"][:200] for node in found["nodes"]])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@dataclass
class Opened:
    """A page, and all that it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def quiet(self) -> bool:
        return not self.requests and not self.complaints


Open = Callable[..., Opened]


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report from disk, as its reader does; with `bare` without its policy, so that a test can add to it."""
    contexts = []

    def opened(
        report: str | Path, *, width: int = 1440, scheme: Literal["light", "dark"] = "light", bare: bool = False
    ) -> Opened:
        path = report if isinstance(report, Path) else tmp_path / "report.html"
        if isinstance(report, str):
            path.write_text(report, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=bare
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
        found.page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else found.requests.append(request.url),
        )
        found.page.goto(path.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()
