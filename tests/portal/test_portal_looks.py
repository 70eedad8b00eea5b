"""Every page of the portal in a browser, in both languages: nothing that axe-core finds, nothing wider than a phone.

Also not with letters twice as large, which many readers of it have set.
"""

from __future__ import annotations

import os
from pathlib import Path

from axe import violations
from browser import browser
from playwright.sync_api import Page, Route
from portal_reader import MailReader
from portal_stages import book, file_opinion, verify
from serving import serving

from coordinator.domain.words import RequestStatus

WIDTHS = (390, 768, 1440)
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")
"""A folder for pictures of each page at each width, for whoever looks at them; none are made without it."""


LARGE = "225%"
"""Of the letters of a browser: twice what the portal has by itself."""


def _looked_at(reader: MailReader, pages: dict[str, str], answered: dict[str, str] | None = None) -> None:
    """Opens each page as the one who is in, at each width and in both languages; and what was answered before."""
    with serving(reader.app) as address, browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{"name": k, "value": v, "url": address} for k, v in reader.browser.cookies.items()])
        tab = context.new_page()
        for name, path in pages.items():
            for language in ("en", "es"):
                answer = tab.goto(f"{address}{path}?lang={language}")
                assert answer is not None
                assert answer.status == 200, path
                _fits(tab, f"{name}-{language}")
        for name, html in (answered or {}).items():
            _shown_as_answered(tab, address, html)
            _fits(tab, name)


def _fits(tab: Page, name: str) -> None:
    assert violations(tab) == [], name
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 844})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name
        if PICTURES:
            tab.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    tab.set_viewport_size({"width": WIDTHS[0], "height": 844})
    tab.evaluate("size => { document.documentElement.style.fontSize = size }", LARGE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= WIDTHS[0], f"{name} in large type"


def _shown_as_answered(tab: Page, address: str, html: str) -> None:
    """Show a page that another browser was answered, under the same styles."""

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    where = f"{address}/p/as-answered"
    tab.route(where, answer)
    tab.goto(where)
    tab.unroute(where)


def test_papers_messages_files_and_a_fee(reader: MailReader) -> None:
    paper = reader.stage.case(reader.ref).authorizations[0].id
    reader.stage.sign_all(reader.ref)
    reader.stage.advance(days=4)
    request = next(r for r in reader.stage.case(reader.ref).requests if r.status is RequestStatus.SENT)
    reader.stage.fact(reader.ref, "fee_quoted", request=request.id, amount_minor=4150)
    link = reader.link()
    answered = {"dead": reader.get(f"/p/{'A' * 43}").text, "cut": reader.get(link[:20]).text}
    answered["entry"] = reader.get(link).text
    reader.ask(link)
    answered["wrong-code"] = reader.send(f"{link}/code", f"{link}/enter", code="12").text
    message = str(reader.enter().url.path)
    answered["used"] = reader.get(link).text
    answered["refused"] = reader.browser.post("/p/ask", data={"text": "Hello"}).text
    answered["empty"] = reader.send("/p/ask", "/p/ask", text=" ").text

    pages = {"message": message, "home": "/p/home", "fee": f"/p/fees/{request.id}", "ask": "/p/ask"}
    _looked_at(reader, {**pages, "upload": "/p/upload", "signed": f"/p/papers/{paper}/signed"}, answered)


def test_the_visit(reader: MailReader) -> None:
    book(reader)
    reader.enter()
    _looked_at(reader, {"visit": "/p/visit", "home-visit": "/p/home"})


def test_the_comparison_before_and_after_the_first_look(reader: MailReader) -> None:
    file_opinion(reader)
    verify(reader)
    reader.stage.fact(reader.ref, "comparison_shared")
    reader.enter()
    _looked_at(reader, {"comparison-button": "/p/comparison"})
    reader.send("/p/comparison", "/p/comparison")
    _looked_at(reader, {"comparison": "/p/comparison"})
