"""A real browser for tests of pages: Chromium, driven by Playwright. ``tests/browser.py`` prints which one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = [
    "--no-sandbox",  # as root, which is what CI is
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 90_000
"""Milliseconds until a page has to be there, and on it what is expected: a loaded machine is no failure."""


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
        opened = playwright.chromium.launch(executable_path=found, args=QUIET, timeout=PATIENCE)
        opened.new_context = _patient(opened.new_context)  # type: ignore[method-assign]
        opened.new_page = _patient(opened.new_page)  # type: ignore[method-assign]
        try:
            yield opened
        finally:
            opened.close()


def _patient(opening: Callable[..., Any]) -> Callable[..., Any]:
    """Acts and navigation in what it opens get as long as what is expected."""

    def opens(**told: Any) -> Any:
        made = opening(**told)
        made.set_default_timeout(PATIENCE)
        return made

    return opens


def pressed(control: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone returns before it comes."""
    with control.page.expect_navigation():
        control.click()


if __name__ == "__main__":
    with sync_playwright() as driver:
        place = chromium(driver.chromium.executable_path)
    print(place or "none")
    raise SystemExit(0 if place else 1)
