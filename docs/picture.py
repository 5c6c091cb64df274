"""Makes `docs/story.png`, the picture in the README, from the bundled story: `python docs/picture.py`.

Needs Chromium (Debian's package) and the extra `dev`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Reads the story from its recordings and takes a picture of the top of its page."""
    with tempfile.TemporaryDirectory() as folder:
        story = ["tests/articles/visit", "--replay", "cassettes/visit", "-o", folder, "--quiet"]
        subprocess.run([sys.executable, "-m", "summarizer", "batch", *story], cwd=ROOT, check=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.goto(Path(folder, "report.html").as_uri())
            page.screenshot(path=ROOT / "docs" / "story.png")
            browser.close()


if __name__ == "__main__":
    main()
