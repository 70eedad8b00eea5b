"""A real browser for tests of pages: Chromium, driven by Playwright. ``tests/browser.py`` prints which one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = [
    "--no-sandbox",  # as root, which is what CI is
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000
"""Milliseconds until what is expected of a page has to be there: a loaded machine is no failure."""


def chromium(fetched: str) -> Path | None:
    """The browser to use: the one named in the environment, the system's, or ``fetched`` (Playwright's own)."""
    named = os.environ.get("COORDINATOR_TEST_BROWSER")
    places = [named] if named else [*map(shutil.which, NAMES), fetched]
    return next((Path(place) for place in places if place and Path(place).is_file()), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium that asks nobody for anything; raises where ``make test`` was not used to install one."""
    with sync_playwright() as playwright:
        found = chromium(playwright.chromium.executable_path)
        if found is None:
            raise RuntimeError("no Chromium here: run .ci/browser")
        expect.set_options(timeout=PATIENCE)
        opened = playwright.chromium.launch(executable_path=found, args=QUIET)
        try:
            yield opened
        finally:
            opened.close()


def pressed(control: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone returns before it comes."""
    with control.page.expect_navigation():
        control.click()


if __name__ == "__main__":
    with sync_playwright() as driver:
        place = chromium(driver.chromium.executable_path)
    print(place or "none")
    raise SystemExit(0 if place else 1)
