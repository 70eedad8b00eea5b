"""Every page of the desk in a real browser: nothing that axe-core finds, nothing wider than a phone (WCAG 2.2 AA).

With ``COORDINATOR_TEST_PICTURES=FOLDER`` each page is kept as a picture at each width, for whoever looks at them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from browser import browser
from browsing import Browser
from desk_people import PASSWORD
from every_page import Town, Walk, email_of
from playwright.sync_api import Page, Route
from serving import serving

WIDTHS = (390, 768, 1440)
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")

WRONG = (
    "/cases/{ref}/facts/records_received", "/cases/{ref}/facts/call_logged", "/cases/{ref}/consultation/opinion",
    "/people",
)  # fmt: skip
"""Forms that are sent with nothing filled in, to look at what they say."""


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with serving(town.app) as where:
        yield where


@pytest.fixture(scope="module")
def tab(address: str, eve: Browser) -> Iterator[Page]:
    with browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{"name": k, "value": v, "url": address} for k, v in eve.client.cookies.items()])
        yield context.new_page()


def looked_at(tab: Page, name: str) -> list[str]:
    """What is wrong with the page that is open."""
    wrong = violations(tab)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 844})
        across = tab.evaluate("document.documentElement.scrollWidth")
        wrong += [f"scrolls sideways at {width}: {across}"] if across > width else []
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            tab.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    return wrong


def named(route: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", route).strip("-") or "today"


@pytest.mark.timeout(600)
def test_every_page_can_be_used_by_everybody_at_every_width(
    town: Town, full_walk: Walk, address: str, tab: Page
) -> None:
    complaints: list[str] = []
    tab.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    found = {}
    for route, path in full_walk.of_each_kind(town.app).items():
        tab.goto(address + path)
        wrong = looked_at(tab, named(route))
        if wrong or complaints:
            found[route] = [*wrong, *complaints]
        complaints.clear()
    assert not found, "\n".join(f"{route}: {wrong}" for route, wrong in found.items())


@pytest.mark.timeout(600)
def test_so_can_the_places_of_an_empty_house(town: Town, empty_walk: Walk, address: str, tab: Page) -> None:
    shown = {route: empty_walk.pages[path].text for route, path in empty_walk.of_each_kind(town.app).items()}
    assert shown
    found = {route: wrong for route, html in shown.items() if (wrong := as_answered(tab, address, html, route))}
    assert not found, "\n".join(f"{route}: {wrong}" for route, wrong in found.items())


def test_so_can_a_form_that_was_filled_in_wrongly(town: Town, eve: Browser, address: str, tab: Page) -> None:
    for path in WRONG:
        at = path.replace("{ref}", town.refs["records"])
        eve.get(f"/cases/{town.refs['records']}/facts/note_added")
        answer = eve.post(at, note="Typed before")
        assert answer.status_code == 422, path
        assert as_answered(tab, address, answer.text, f"wrong-{named(path)}") == [], path


def test_so_can_the_door_and_what_is_said_to_those_who_find_nothing(town: Town, address: str, tab: Page) -> None:
    nobody = Browser.of(town.stage)
    answers = {
        "missing": nobody.get("/nothing"),
        "signed-off": nobody.get("/sign-in?off=here"),
        "wrong-password": nobody.sign_in("nobody@beacon.example", "not the right words"),
        "second-step": nobody.sign_in(email_of("admin"), PASSWORD),
    }
    assert [answer.status_code for answer in answers.values()] == [404, 200, 401, 200]
    found = {name: wrong for name, said in answers.items() if (wrong := as_answered(tab, address, said.text, name))}
    assert not found, "\n".join(f"{name}: {wrong}" for name, wrong in found.items())


def as_answered(tab: Page, address: str, html: str, name: str) -> list[str]:
    """Look at a page that was answered to somebody else, under the same styles."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    tab.route(f"{address}/as-answered", answer)
    tab.goto(f"{address}/as-answered")
    wrong = looked_at(tab, f"empty-{named(name)}")
    tab.unroute(f"{address}/as-answered")
    return wrong
