"""At the keyboard alone: nothing is out of reach, long lists can be skipped, and the focus is not lost.

The three stories (``tests/stories``) are told at the keyboard too; here is what they do not come past.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import browser
from desk_people import NAVIGATOR, PASSWORD, SUPERVISOR
from keyboard import Keyboard
from playwright.sync_api import expect
from rules.filed import pdf
from serving import serving
from stage import Stage

from coordinator.web.app import create_app

LOOK = "window.dispatchEvent(new Event('focus'))"
CASES = 12


@pytest.fixture(scope="module")
def refs(house: Stage) -> list[str]:
    """Cases that nobody has, each with something to do."""
    return [house.intake("0005", external_id=f"keys-{n}") for n in range(CASES)]


@pytest.fixture(scope="module")
def keys(house: Stage, refs: list[str]) -> Iterator[Keyboard]:
    """Nora at the keyboard, signed in, on Today."""
    with serving(create_app(house.world)) as address, browser() as chromium:
        tab = chromium.new_page(base_url=address)
        tab.goto("/sign-in")
        made = Keyboard(tab)
        made.write(tab.get_by_label("E-mail address"), NAVIGATOR)
        made.write(tab.get_by_label("Password"), PASSWORD)
        made.press(tab.get_by_label("Password"))
        yield made


@pytest.mark.timeout(600)
def test_a_long_list_is_passed_in_one_step(keys: Keyboard, refs: list[str]) -> None:
    tab = keys.tab
    tab.goto("/")
    rows = tab.locator(".today-now .desk-row")
    assert rows.count() >= CASES
    before = keys.stops

    keys.press(tab.get_by_role("link", name="Skip what needs you now"), leads=False)
    expect(tab.locator("#late-title")).to_be_focused()
    keys.reach(tab.get_by_label("Reference"))

    assert keys.stops - before < CASES, "fewer stops than rows"


@pytest.mark.timeout(600)
def test_the_focus_stays_when_a_page_takes_in_what_happened(house: Stage, keys: Keyboard, refs: list[str]) -> None:
    tab, ref = keys.tab, refs[-1]
    tab.goto("/")
    row = tab.locator(".today-now .desk-row", has_text=ref).first
    fold = row.locator("summary")
    keys.unfold(fold)

    house.fact(refs[0], "note_added", text="A word from a colleague")
    tab.evaluate(LOOK)
    expect(tab.locator("#live-quiet")).to_have_text("This page was brought up to date.")
    expect(fold).to_be_focused()
    assert fold.evaluate("one => one.parentElement.open"), "what was unfolded stays unfolded"

    keys.reach(row.get_by_role("button", name="Take the case"))
    tab.evaluate("document.getElementById('live-quiet').textContent = ''")
    house.fact(ref, "navigator_changed", to=SUPERVISOR)
    house.rest()
    tab.evaluate(LOOK)
    expect(tab.locator("#live-quiet")).to_have_text("This page was brought up to date.")
    expect(row).to_have_count(0)
    expect(tab.locator("#now-title")).to_be_focused()


@pytest.mark.timeout(600)
def test_paper_is_logged_and_a_day_is_named(keys: Keyboard, refs: list[str], tmp_path: Path) -> None:
    tab, scan = keys.tab, tmp_path / "scan.pdf"
    scan.write_bytes(pdf(1))
    tab.goto("/")
    keys.press(tab.get_by_role("link", name="Inbox", exact=True))
    keys.press(tab.get_by_role("link", name="Log what came by post"))
    keys.write(tab.get_by_label("Case, if you know it"), refs[0])
    with tab.expect_file_chooser() as choosing:
        keys.press(tab.get_by_label("Scan or photograph"), leads=False)
    choosing.value.set_files(scan)
    keys.press(tab.get_by_role("button", name="Take it in"))
    assert "/inbox/" in tab.url or "/documents/" in tab.url

    tab.goto(f"/cases/{refs[1]}/facts/placed_on_hold")
    keys.write(tab.locator("[name='reason']"), "a journey")
    keys.write(tab.locator("[name='review_on']"), "2026-12-08")
    keys.press(tab.get_by_role("button", name="Record"))
    assert "done=" in tab.url
