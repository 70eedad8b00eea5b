"""Pages follow what they show; whoever leaves is signed off; and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from browser import browser
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from playwright.sync_api import BrowserContext, Page, expect
from serving import serving
from sqlalchemy import Interval, literal, select, update
from stage import Stage

from coordinator.services.sign_in.here import IDLE
from coordinator.store.sign_in_tables import sign_in
from coordinator.web.app import create_app

_numbers = count(1)
LOOK = "window.dispatchEvent(new Event('focus'))"


@pytest.fixture(scope="module")
def nora(house: Stage) -> Browser:
    """The navigator, signed in, without scripts."""
    made = Browser.of(house)
    made.sign_in(NAVIGATOR, PASSWORD)
    return made


@pytest.fixture(scope="module")
def address(house: Stage) -> Iterator[str]:
    with serving(create_app(house.world)) as where:
        yield where


@pytest.fixture(scope="module")
def context(address: str) -> Iterator[BrowserContext]:
    """Nora's browser, with scripts."""
    with browser() as chromium:
        made = chromium.new_context()
        sign_in_at(made.new_page(), address)
        yield made


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    yield made
    made.close()


def sign_in_at(tab: Page, address: str) -> None:
    tab.goto(f"{address}/sign-in")
    tab.fill("#email", NAVIGATOR)
    tab.fill("#password", PASSWORD)
    with tab.expect_navigation():
        tab.click("main button[type=submit]")


def a_case(stage: Stage) -> str:
    return stage.intake("0006", external_id=f"live-{next(_numbers)}")


def idle(stage: Stage, ago: timedelta = IDLE + timedelta(seconds=1)) -> None:
    """Everybody has left their desk."""
    with stage.world.database.transaction() as session:
        session.execute(update(sign_in).values(seen_at=sign_in.c.seen_at - literal(ago, Interval)))


def follows(html: str) -> str:
    return html.partition('data-follows="')[2].partition('"')[0]


def test_a_page_learns_cheaply_that_nothing_or_something_happened(house: Stage, nora: Browser) -> None:
    ref = a_case(house)
    for page in ("/", "/cases", f"/cases/{ref}"):
        asks = follows(nora.get(page).text)
        assert nora.client.get(asks).status_code == 204, page
        house.fact(ref, "note_added", text="A word")
        moved = nora.client.get(asks)
        assert (moved.status_code, moved.text) == (200, ""), page
    assert nora.client.get("/live/case/SO-XXXX-XX?since=1").status_code == 404


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(house: Stage) -> None:
    me = Browser.of(house)
    me.sign_in(NAVIGATOR, PASSWORD)
    idle(house, IDLE - timedelta(minutes=1))

    def seen() -> object:
        with house.world.database.reading() as session:
            return session.execute(select(sign_in.c.seen_at).order_by(sign_in.c.begun_at.desc())).scalars().first()

    before = seen()
    assert me.client.get("/live/cases?since=x", headers={"X-Following": "1"}).status_code == 200
    assert me.client.get("/", headers={"X-Following": "1"}).status_code == 200
    assert seen() == before
    me.client.get("/")
    assert seen() != before, "a click does"
    idle(house)
    assert me.client.get("/live/cases", headers={"X-Following": "1"}).status_code == 401


def test_a_page_without_a_click_for_long_says_why_it_asks_again(house: Stage) -> None:
    me, ref = Browser.of(house), a_case(house)
    me.sign_in(NAVIGATOR, PASSWORD)
    idle(house)

    asked = me.get(f"/cases/{ref}")

    assert "You were signed off" in asked.text
    assert asked.url.params["next"] == f"/cases/{ref}"


def test_a_form_sent_after_the_sign_off_is_not_lost(house: Stage) -> None:
    me, ref = Browser.of(house), a_case(house)
    me.client.headers["origin"] = "https://testserver"
    me.sign_in(NAVIGATOR, PASSWORD)
    me.get(f"/cases/{ref}/facts/note_added")
    idle(house)

    lost = me.post(f"/cases/{ref}/facts/note_added", text="Three <b>lines</b>\nof a call")
    other = Browser(me.client)  # the new window
    old_token, me.token = me.token, ""
    other.sign_in(NAVIGATOR, PASSWORD)
    again = me.client.post(
        f"/cases/{ref}/facts/note_added", data={"form_token": old_token, "text": "Three <b>lines</b>\nof a call"}
    )
    seq = house.case(ref).seq
    me._seen(again)
    sent = me.post(f"/cases/{ref}/facts/note_added", text="Three <b>lines</b>\nof a call")

    assert lost.status_code == 401
    assert "You were signed off" in lost.text
    assert "Three &lt;b&gt;lines&lt;/b&gt;\nof a call</textarea>" in lost.text
    assert again.status_code == 403
    assert "Send it now" in again.text
    assert house.case(ref).seq > seq
    assert "Recorded: note added." in sent.text


def test_an_old_form_of_another_site_is_not_offered_again(house: Stage) -> None:
    me, ref = Browser.of(house), a_case(house)
    me.sign_in(NAVIGATOR, PASSWORD)

    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = me.client.post(
            f"/cases/{ref}/facts/note_added", data={"form_token": "0" * 64, "text": "Planted"}, headers=headers
        )
        assert answer.status_code == 403
        assert "Planted" not in answer.text


def test_an_open_case_follows_and_one_with_something_typed_waits_to_be_asked(
    house: Stage, address: str, context: BrowserContext, tab: Page
) -> None:
    ref = a_case(house)
    tab.goto(f"{address}/cases/{ref}")
    typing = context.new_page()
    typing.goto(f"{address}/cases")
    typing.fill("#words", "Fisch")

    house.fact(ref, "note_added", text="A word from the colleague")
    house.fact(ref, "identity_verified")
    tab.evaluate(LOOK)
    typing.evaluate(LOOK)

    expect(tab.locator("#live-quiet")).to_have_text("This page was brought up to date.")
    expect(typing.locator("#live-said")).to_contain_text("Something moved on here.")
    expect(typing.locator("#words")).to_have_value("Fisch")
    typing.get_by_role("button", name="Show it, and drop what is typed").click()
    expect(typing.locator("#live-said")).to_be_hidden()
    typing.close()


def test_a_page_left_alone_closes_itself_and_one_with_something_typed_says_how_to_keep_it(
    house: Stage, address: str, context: BrowserContext, tab: Page
) -> None:
    ref = a_case(house)
    sign_in_at(tab, address)
    typing = context.new_page()
    typing.goto(f"{address}/cases")
    typing.fill("#words", "Fisch")
    tab.goto(f"{address}/cases/{ref}")
    idle(house)

    typing.evaluate(LOOK)
    expect(typing.locator("#live-said")).to_contain_text("What you typed is still here")
    tab.evaluate(LOOK)
    expect(tab).to_have_url(f"{address}/sign-in?off=1&next=%2Fcases%2F{ref}")
    expect(tab.locator("body")).not_to_contain_text("Fischer")
    typing.close()
