"""A case's timeline by kind, time and page; and the packet that proves what was asked and received."""

from __future__ import annotations

import hashlib
import html
import io
import re

import pypdfium2
import pytest
from desk_people import NAVIGATOR
from lived import lived
from own_cases import accepted, signed_in
from sqlalchemy import text
from stage import Stage

from coordinator.domain.facts import FACTS
from coordinator.services.desk.event_words import SAYS
from coordinator.services.desk.timeline_page import ON_A_PAGE
from coordinator.store import communications


@pytest.fixture
@lived
def asked(stage: Stage) -> str:
    """A case whose first letters left, one of them confirmed, with a call and a note."""
    ref = accepted(stage)
    stage.sign_all(ref)
    stage.advance(hours=2)
    request = stage.request(ref, "records_office")
    stage.fact(ref, "request_received", by=NAVIGATOR, request=request.id, evidence="fax_confirmed")
    stage.fact(ref, "call_logged", by=NAVIGATOR, request=request.id, outcome="has_it", note="Ms. Price has <it>.")
    stage.fact(ref, "note_added", by=NAVIGATOR, text="Her worry is private.")
    return ref


def says(page: str) -> list[str]:
    """The sentences of the entries, the latest first."""
    listed = page.partition("case-timeline")[2].partition("</ol>")[0]
    found = re.findall(r"</p>\s*<div><p>(.*?)</p>", listed, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def text_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def test_each_entry_is_a_sentence_with_who_and_when(stage: Stage, asked: str) -> None:
    page = signed_in(stage).get(f"/cases/{asked}/timeline").text

    assert says(page)[0].startswith("A note for colleagues.")
    assert "Mon 23 Nov 2026, 11:00 CST" in page
    assert "Nora Navigator" in page
    assert "Her worry is private." in page
    assert "Office: Lakeview General Hospital, records office" in page
    assert "How we know: the fax was confirmed" in page
    assert "Request for records to Lakeview General Hospital, records office, by fax: sent." in says(page)
    assert f'href="/cases/{asked}/correct/' in page


def test_kinds_and_days_narrow_it(stage: Stage, asked: str) -> None:
    nora = signed_in(stage)

    calls = says(nora.get(f"/cases/{asked}/timeline?kind=calls").text)
    messages = says(nora.get(f"/cases/{asked}/timeline?kind=messages").text)
    later = nora.get(f"/cases/{asked}/timeline?from=2026-11-24").text
    same_day = says(nora.get(f"/cases/{asked}/timeline?from=2026-11-23&to=2026-11-23").text)

    assert calls == ["Somebody telephoned."]
    assert len(messages) == len(stage.sent(asked))
    assert "Nothing of this kind happened then." in later
    assert "The case was opened from its intake." in same_day
    assert nora.get(f"/cases/{asked}/timeline?from=soon").status_code == 400


def test_a_correction_stands_with_what_it_put_right(stage: Stage, asked: str) -> None:
    nora = signed_in(stage)
    page = nora.get(f"/cases/{asked}/timeline").text
    call = re.findall(rf'/cases/{asked}/correct/(\d+)"', page)[1]

    stage.fact(asked, "corrected", seq=call, outcome="left_message")

    page = nora.get(f"/cases/{asked}/timeline").text
    assert f'id="entry-{call}" class="case-timeline--corrected"' in page
    assert "A fact that was recorded wrongly was put right." in says(
        nora.get(f"/cases/{asked}/timeline?kind=corrections").text
    )


def test_pages_follow_one_another_and_leave_nothing_out(stage: Stage, asked: str) -> None:
    nora = signed_in(stage)
    for number in range(ON_A_PAGE + 5):
        stage.fact(asked, "note_added", text=f"Note {number}.")
    page, seen = nora.get(f"/cases/{asked}/timeline?kind=facts").text, []

    while True:
        seen += re.findall(r'id="entry-(\d+)"', page)
        onward = re.search(r'href="([^"]+)">Next page', page)
        if onward is None:
            break
        page = nora.get(html.unescape(onward[1])).text

    assert len(seen) == len(set(seen)) > ON_A_PAGE
    assert [int(seq) for seq in seen] == sorted(map(int, seen), reverse=True)


def test_the_packet_proves_what_was_asked_when_and_how_we_know(stage: Stage, asked: str) -> None:
    nora, request = signed_in(stage), stage.request(asked, "records_office")

    made = nora.client.get(f"/cases/{asked}/evidence.json?office={request.id}").json()
    paper = nora.client.get(f"/cases/{asked}/evidence.pdf?office={request.id}")

    (one,) = made["requests"]
    assert made["chain"]["unbroken"] is True
    assert one["sendings"][0]["proof"] == "the fax was confirmed"
    assert one["due_on"] == "2026-12-23"
    assert [event["text"] for event in one["events"] if event["name"] == "call_logged"] == ["Ms. Price has <it>."]
    with stage.world.database.reading() as session:
        kept = communications.get(session, one["letters"][0]["id"])
    assert one["letters"][0]["sha256"] == hashlib.sha256(kept.bytes).hexdigest()
    pages = text_of(paper.content)
    assert f"Page 1 of {len(pages)}" in pages[0]
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    words = re.sub(r"\s+", "", "".join(pages))
    assert one["letters"][0]["sha256"] in words
    assert "Ms.Pricehas<it>." in words
    assert "imagelibrary" not in words
    assert paper.headers["content-disposition"] == f'attachment; filename="{asked}-evidence.pdf"'


def test_no_opinion_no_note_and_nothing_for_the_patient_is_in_the_packet(stage: Stage, asked: str) -> None:
    nora = signed_in(stage)

    made = nora.client.get(f"/cases/{asked}/evidence.json").text
    words = "".join(text_of(nora.client.get(f"/cases/{asked}/evidence.pdf").content))

    first = stage.case(asked).intake["first_opinion"]
    for told in (first["recommendation"], first["diagnosis"]["label"], "Her worry is private.", "m01-welcome"):
        assert told not in made
        assert told not in words
    assert "Ms. Price" in made


def test_a_changed_journal_is_said_in_the_packet(stage: Stage, asked: str) -> None:
    with stage.world.database.transaction() as session:
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE event SET by = 'x' WHERE name = 'call_logged'"))

    made = signed_in(stage).client.get(f"/cases/{asked}/evidence.json").json()

    assert made["chain"]["unbroken"] is False


def test_an_office_of_another_case_is_not_there(stage: Stage, asked: str) -> None:
    other = accepted(stage, "0006")
    request = stage.request(asked, "records_office")

    assert signed_in(stage).get(f"/cases/{other}/evidence.json?office={request.id}").status_code == 404


def test_no_fact_says_itself_twice() -> None:
    assert set(SAYS) & set(FACTS) <= {"corrected"}
