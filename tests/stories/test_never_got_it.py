"""We never got it: an office denies a fax that was confirmed, at Thanksgiving, while our own processes die.

A whole stack of real processes; what Nora does is done on the real pages, at the keyboard alone.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
import redis
from axe import violations
from browser import browser
from desk.desk_people import NAVIGATOR, PASSWORD
from keyboard import Keyboard
from playwright.sync_api import Locator, Page, expect
from processes.running_stack import RunningStack, running_stack, until

from coordinator.paths import examples_dir
from coordinator.services import clock
from coordinator.services.intake_loading import load_files
from coordinator.services.record import record
from coordinator.services.staff import add_user
from coordinator.store import cases, communications

OFFICE = "Lakeview General Hospital, records office"
PICTURES = os.environ.get("COORDINATOR_TEST_PICTURES")


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    with running_stack() as running:
        add_user(running.world, NAVIGATOR, "Nora Navigator", ["navigator"], "north", PASSWORD)
        yield running


def accepted(stack: RunningStack) -> str:
    """Maria Okafor's case, taken on by Nora and signed on the Monday before Thanksgiving."""
    world = stack.world
    told = json.loads((examples_dir() / "intake" / "intake-0001.json").read_text(encoding="utf-8"))
    file = stack.data_dir.parent / "never.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    ref = load_files(world, [file])[0].ref
    clock.rest(world)
    record(world, ref, "identity_verified", {})
    record(world, ref, "terms_accepted", {})
    with world.database.reading() as session:
        point = cases.by_ref(session, ref).patient.points_of(None)[0].id
    record(world, ref, "contact_verified", {"contact": point})
    record(world, ref, "case_accepted", {"navigator": NAVIGATOR})
    clock.rest(world)
    with world.database.reading() as session:
        papers = [paper.id for paper in cases.by_ref(session, ref).authorizations]
    for paper in papers:
        record(world, ref, "authorization_signed", {"authorization": paper})
    clock.rest(world)
    return ref


def live_until(stack: RunningStack, moment: str) -> None:
    """Let the stack live, from due moment to due moment."""
    clock.advance(stack.world, datetime.fromisoformat(moment) - clock.show(stack.world).now)


def office(tab: Page) -> Locator:
    """What the page says of the records office."""
    return tab.get_by_role("region", name=OFFICE)


def says(tab: Page, words: str) -> None:
    """The page says so of the records office."""
    expect(office(tab)).to_contain_text(re.compile(words, re.IGNORECASE))


def opened(keys: Keyboard, words: str) -> Locator:
    """One of the office's forms, unfolded under its name."""
    form = office(keys.tab).locator("details", has=keys.tab.locator("summary", has_text=words))
    keys.unfold(form.locator("summary"))
    return form


def pdf_words(content: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(content)) as made:
        return "\n".join(page.get_textpage().get_text_range() for page in made)


def letters(stack: RunningStack, ref: str, name: str) -> list[str]:
    """The words of each letter of this name to the records office, the oldest first."""
    with stack.world.database.reading() as session:
        case = cases.by_ref(session, ref)
        request = next(r for r in case.requests if r.department == "records_office")
        rows = [
            row for row in communications.of_case(session, case.id)
            if row.name.startswith(name) and row.request_id == request.id
        ]  # fmt: skip
        return [pdf_words(bytes(communications.get(session, row.id).letter)) for row in rows]


def looked_at(tab: Page, name: str) -> None:
    assert violations(tab) == [], name
    if PICTURES:
        tab.screenshot(path=Path(PICTURES) / f"never-{name}.png", full_page=True)


@pytest.mark.timeout(600)
def test_we_never_got_it(stack: RunningStack) -> None:
    ref = accepted(stack)
    live_until(stack, "2026-11-23T17:00:00+00:00")
    with browser() as chromium:
        tab = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
        tab.goto(f"{stack.world.web_url}/cases/{ref}/records")
        keys = Keyboard(tab)
        keys.write(tab.get_by_label("E-mail address"), NAVIGATOR)
        keys.write(tab.get_by_label("Password"), PASSWORD)
        keys.press(tab.get_by_label("Password"))

        # the letter left by fax on Monday, and the gateway confirmed it: the reminder passes over Thanksgiving and the
        # Friday on which this office is closed
        says(tab, r"left Mon 23 Nov 2026")
        says(tab, r"receipt not shown")
        keys.press(office(tab).get_by_role("button", name="The fax was confirmed"))
        says(tab, r"Wed 23 Dec 2026")
        says(tab, r"Fri 4 Dec 2026")
        looked_at(tab, "confirmed")

        # a week later they say that they never got it; our worker dies over it, and the broker forgets everything
        live_until(stack, "2026-12-01T16:00:00+00:00")
        tab.reload()
        call = opened(keys, "We called them")
        keys.choose(call.get_by_label("What came of it"), "They never got it")
        keys.write(call.get_by_label("Who, and what was said"), "Mr. Dunn: no fax of that day in their queue")
        keys.press(call.get_by_role("button", name="Log the call"))
        expect(tab.get_by_text("Recorded: call logged")).to_be_visible()
        stack.kill("coordinator", "worker")
        redis.Redis.from_url(stack.world.broker_url).flushall()
        until(lambda: bool(stack.members("coordinator", "worker")))
        live_until(stack, "2026-12-04T17:00:00+00:00")

        # it went out again, once, by another way; both sendings stand there with their proofs
        tab.reload()
        says(tab, r"Our letter, sending 2")
        says(tab, r"the fax was confirmed")
        says(tab, r"left .* by post; receipt not shown")
        assert len(letters(stack, ref, "l01")) == 2

        # the carrier delivered it on the 7th; half of the records come on the 10th
        live_until(stack, "2026-12-07T18:00:00+00:00")
        tab.reload()
        receipt = opened(keys, "It was received")
        keys.choose(receipt.get_by_label("How we know"), "The carrier delivered it")
        keys.press(receipt.get_by_role("button", name="Record the receipt"))
        says(tab, r"Wed 6 Jan 2027")
        live_until(stack, "2026-12-10T18:00:00+00:00")
        tab.reload()
        part = opened(keys, "Some of it came")
        for record_type in ("Laboratory results", "Medication list"):
            keys.tick(part.get_by_label(record_type))
        keys.press(part.get_by_role("button", name="Record what came"))
        expect(office(tab).get_by_text("received, not checked")).to_have_count(2)
        looked_at(tab, "partial")

        # the next letters ask for the other two only, and the one after them passes over Christmas Eve and Day
        live_until(stack, "2026-12-17T18:00:00+00:00")
        for name in ("l06", "l02"):
            (words,) = (one.partition("Still missing")[2] for one in letters(stack, ref, name))
            assert "Consultation notes" in words, name
            assert "Progress notes" in words, name
            assert "Laboratory results" not in words, name
            assert "Medication list" not in words, name
        tab.reload()
        says(tab, r"Tue 29 Dec 2026")

        # all of it in one packet
        keys.press(tab.get_by_role("link", name="Timeline"))
        keys.choose(tab.get_by_label("Of which office"), OFFICE)
        with tab.expect_download() as saving:
            keys.press(tab.get_by_role("button", name="Save as PDF"), leads=False)
        packet = re.sub(r"\s+", " ", pdf_words(Path(saving.value.path()).read_bytes()))
        looked_at(tab, "timeline")

    for told in (
        "Mon 23 Nov 2026", "the fax was confirmed", "the carrier scanned the delivery", "by post",
        "never received", "Mr. Dunn: no fax of that day in their queue",
        "Page 1 of ", "The chain was checked and is unbroken",
    ):  # fmt: skip
        assert told in packet, told
    assert packet.count("SHA-256, ") == len(letters(stack, ref, "l"))
    assert "image library" not in packet
