"""Mail systems that open every link before a person does (``reliability.md``, "Links"): by GET and HEAD, by sending the
forms they find, and with scripts running. None of them sees anything personal or uses anything up.
"""

from __future__ import annotations

import itertools

import pytest
from browser import browser, pressed
from playwright.sync_api import Browser
from portal_reader import MailReader, Page
from serving import serving

VISITS = 200
WAYS = ("GET", "HEAD", "GET", "forms", "HEAD", "GET", "HEAD", "GET", "HEAD", "scripts")


def _sends_forms(reader: MailReader, link: str, guess: str) -> list[str]:
    """Sends the form of the page, and that of the page behind it with a guess for a code."""
    scanner = reader.another_browser()
    seen = [scanner.get(link), scanner.get("/static/portal.js")]
    seen += [scanner.post(action, data=fields) for action, fields in Page(seen[0].text).forms]
    seen += [scanner.post(action, data={**fields, "code": guess}) for action, fields in Page(seen[-1].text).forms]
    return [answer.text for answer in seen]


def _runs_scripts(chromium: Browser, address: str) -> list[str]:
    """Opens the link as a browser does, presses each button it finds, and types a guess where one is asked."""
    sandbox = chromium.new_context()
    tab = sandbox.new_page()
    tab.goto(address, wait_until="networkidle")
    seen = [tab.content()]
    for _ in range(2):
        for field in tab.locator("main input:visible").all():
            field.fill("000000")
        if tab.locator("main button[type=submit]").count():
            pressed(tab.locator("main button[type=submit]").first)
        seen.append(tab.content())
    sandbox.close()
    return seen


@pytest.mark.timeout(600)
def test_programs_that_open_every_link_press_every_button_and_run_scripts_leave_the_way_open(
    reader: MailReader,
) -> None:
    links, secrets, visited = sorted(set(reader.links())), reader.personal(), dict.fromkeys(WAYS, 0)
    with serving(reader.app) as address, browser() as chromium:
        every_way_by_every_link = itertools.cycle(itertools.product(links, WAYS))
        for number, (link, way) in zip(range(VISITS), every_way_by_every_link, strict=False):
            if way == "scripts":
                seen = _runs_scripts(chromium, address + link)
            elif way == "forms":
                seen = _sends_forms(reader, link, ("test", "000000")[number // 20 % 2])
            else:
                answer = reader.another_browser().request(way, link)
                assert answer.status_code == 200
                seen = [answer.text]
            visited[way] += 1
            assert not [secret for secret in secrets for page in seen if secret in page], (way, link)
    reader.stage.rest()

    page = reader.enter()

    assert "Please sign your papers" in page.text
    assert reader.codes() <= 3 * len(links)
    assert visited == {"GET": 80, "HEAD": 80, "forms": 20, "scripts": 20}
