"""A case's records: items, clocks, calls, fees and papers by office, and the facts that one click records."""

from __future__ import annotations

import html
import re

import pytest
from browsing import Browser
from desk_people import NAVIGATOR
from lived import lived
from own_cases import accepted, signed_in
from stage import Stage

from coordinator.domain.facts import FACTS
from coordinator.domain.words import ItemStatus
from coordinator.services.desk.case_words import BASES, ITEMS, RECEIPTS, REQUESTS
from coordinator.web.desk.case_records import OTHER, OUTCOMES


@pytest.fixture
@lived
def asked(stage: Stage) -> str:
    """A case whose first letters to the offices left."""
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=2)
    return ref


def section(page: str, request_id: str) -> str:
    """What the page says of one request."""
    return html.unescape(page.partition(f'id="request-{request_id}"')[2].partition("</section>")[0])


def press(browser: Browser, page: str, label: str) -> str:
    """Press the button with this label, the way a browser does; the page that follows."""
    forms = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL)
    action, inside = next(form for form in forms if f">{label}<" in form[1])
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', inside)}
    fields.pop("form_token")
    return browser.post(action, **fields).text


def test_received_is_not_verified(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    stage.fact(asked, "records_received", request=request.id, items="LAB_REPORT,MED_LIST")
    stage.fact(asked, "document_verified", item="LAB_REPORT")

    shown = section(nora.get(f"/cases/{asked}/records").text, request.id)

    assert re.search(r"Laboratory results</strong>.*?checked, it is right", shown, re.DOTALL)
    assert re.search(r"Medication list</strong>.*?received, not checked", shown, re.DOTALL)
    assert re.search(r"Progress notes</strong>.*?asked for", shown, re.DOTALL)


def test_everything_came_is_one_click(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "image_library")
    shown = section(nora.get(f"/cases/{asked}/records").text, request.id)

    page = press(nora, shown, "Everything came")

    assert {item.status for item in stage.request(asked, "image_library").items} == {ItemStatus.RECEIVED}
    assert 'aria-current="page">Records' in page, "back where one was"


def test_some_of_it_came_is_ticked_and_recorded(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    nora.get(f"/cases/{asked}/records")
    came = [item.id for item in request.items[:2]]

    nora.post(f"/cases/{asked}/facts/records_received", request=request.id, items=came, back=f"/cases/{asked}/records")

    status = {item.id: item.status for item in stage.request(asked, "records_office").items}
    assert [status[item.id] for item in request.items[:2]] == [ItemStatus.RECEIVED] * 2
    assert ItemStatus.RECEIVED not in [status[item.id] for item in request.items[2:]]


def test_the_legal_date_comes_with_a_receipt_that_can_be_shown_and_is_explained(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    before = section(nora.get(f"/cases/{asked}/records").text, request.id)

    after = section(press(nora, before, "The fax was confirmed"), request.id)

    assert "receipt not shown" in before
    assert "no legal due date yet" in before
    assert "there Mon 23 Nov 2026, " in after
    assert "<strong>Wed 23 Dec 2026</strong>, in 30 days" in after
    assert "30 calendar days after the receipt on 2026-11-23 (45 CFR 164.524(b)(2))" in after
    assert "First reminder to the office" in after


def test_what_was_said_on_the_telephone_stands_with_its_office(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    other = stage.request(asked, "image_library")
    stage.fact(asked, "call_logged", by=NAVIGATOR, request=request.id, outcome="has_it", note="Ms. Price <has> it")

    page = nora.get(f"/cases/{asked}/records").text

    assert "<strong>They have our letter</strong>: Ms. Price <has> it" in section(page, request.id)
    assert "Ms. Price &lt;has&gt; it" in page
    assert "Ms. Price" not in section(page, other.id)


def test_a_letter_sent_again_keeps_both_sendings(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    stage.fact(asked, "request_received", request=request.id, evidence="fax_confirmed")
    nora.get(f"/cases/{asked}/records")

    nora.post(f"/cases/{asked}/facts/request_sent_again", request=request.id, channel="print")
    stage.advance(days=7)

    shown = section(nora.get(f"/cases/{asked}/records").text, request.id)
    assert "Our letter, sending 1" in shown
    assert "the fax was confirmed" in shown
    assert re.search(r"Our letter, sending 2</dt><dd>left [^<]* by post", shown)


def test_a_fee_is_shown_beside_what_may_be_asked(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")
    stage.fact(asked, "fee_quoted", request=request.id, amount_minor=4200, basis_claimed="search,copying")

    shown = section(nora.get(f"/cases/{asked}/records").text, request.id)
    press(nora, shown, "Challenge it")

    assert "They ask for $42.00; we expect $6.50 at most." in shown
    assert "Doubtful: search or retrieval." in shown
    assert stage.request(asked, "records_office").fee_status == "challenged"


def test_papers_and_loans_say_when_they_end(stage: Stage, asked: str) -> None:
    nora = signed_in(stage)
    stage.fact(asked, "reviewing_laboratory_chosen", organization="Northern Lights Cancer Center")
    stage.fact(asked, "custody_moved", item="PATH_SLIDES", status="in_transit", tracking="1Z-7", return_by="2026-12-20")

    page = nora.get(f"/cases/{asked}/records").text

    assert "Ends Sat 22 May 2027" in page
    assert "on its way to the reviewer" in page
    assert "Back by Sun 20 Dec 2026" in page


def test_an_essential_record_without_a_source_is_named_with_a_way_out(stage: Stage) -> None:
    nora, ref = signed_in(stage), accepted(stage, "0006")

    page = nora.get(f"/cases/{ref}/records").text.partition('id="wanted"')[2]

    assert "nobody was named who has it" in page.lower()


def test_the_words_cover_what_can_be() -> None:
    call = FACTS["call_logged"].key("outcome")
    assert call is not None
    assert set(OUTCOMES) == set(call.options)
    assert set(OTHER) <= set(FACTS)
    for words in (ITEMS, REQUESTS, RECEIPTS, BASES):
        assert set(words) == set(type(next(iter(words)))), words


def test_nothing_that_was_recorded_shows_a_button_that_would_be_refused(stage: Stage, asked: str) -> None:
    stage.fact(asked, "withdrawn")

    page = signed_in(stage).get(f"/cases/{asked}/records").text

    assert "What happened?" not in page
    assert "It came" not in page
