"""Every page of the portal in a browser, in both languages: nothing that axe-core finds, nothing wider than a phone."""

from __future__ import annotations

import os
from pathlib import Path

from axe import violations
from browser import browser
from portal_reader import MailReader
from portal_stages import book, file_opinion, verify
from serving import serving

from coordinator.domain.words import RequestStatus

WIDTHS = (390, 768, 1440)
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")
"""A folder for pictures of each page at each width, for whoever looks at them; none are made without it."""


def _looked_at(reader: MailReader, pages: dict[str, str]) -> None:
    """Opens each page as the one who is in, at each width and in both languages."""
    with serving(reader.app) as address, browser() as chromium:
        context = chromium.new_context()
        context.add_cookies([{"name": k, "value": v, "url": address} for k, v in reader.browser.cookies.items()])
        tab = context.new_page()
        for name, path in pages.items():
            for language in ("en", "es"):
                answer = tab.goto(f"{address}{path}?lang={language}")
                assert answer is not None
                assert answer.status == 200, path
                assert violations(tab) == [], path
                for width in WIDTHS:
                    tab.set_viewport_size({"width": width, "height": 844})
                    assert tab.evaluate("document.documentElement.scrollWidth") <= width, (path, language)
                    if PICTURES:
                        tab.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)


def test_papers_messages_files_and_a_fee(reader: MailReader) -> None:
    paper = reader.stage.case(reader.ref).authorizations[0].id
    reader.stage.sign_all(reader.ref)
    reader.stage.advance(days=4)
    request = next(r for r in reader.stage.case(reader.ref).requests if r.status is RequestStatus.SENT)
    reader.stage.fact(reader.ref, "fee_quoted", request=request.id, amount_minor=4150)
    message = str(reader.enter().url.path)

    pages = {"message": message, "home": "/p/home", "fee": f"/p/fees/{request.id}", "ask": "/p/ask"}
    _looked_at(reader, {**pages, "upload": "/p/upload", "signed": f"/p/papers/{paper}/signed"})


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
