"""What becomes of a record request when the office does not simply send the records (``domain.md`` §1.4, §3)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from lived import lived
from stage import Stage

from coordinator.services.limits import disable, limits_listed, verify
from coordinator.services.views.case_show import case_show
from coordinator.store import communications

FAX_ONLY = "image_library"


@lived
def begun(stage: Stage, number: str = "0006") -> str:
    ref = stage.intake(number)
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    return ref


def letters(stage: Stage, ref: str, request: str) -> list[str]:
    return [row.name for row in stage.sent(ref, kind="letter") if row.request_id == request]


def text_of(stage: Stage, ref: str, name: str) -> str:
    """The latest letter of this name as the office reads it."""
    row = next(row for row in reversed(stage.sent(ref, kind="letter")) if row.name == name)
    with stage.world.database.reading() as session:
        kept = communications.get(session, row.id)
    document = pypdfium2.PdfDocument(io.BytesIO(kept.letter or kept.bytes))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def shown(stage: Stage, ref: str, request: str) -> dict[str, Any]:
    with stage.world.database.reading() as session:
        found = case_show(session, ref, stage.world.book(session), stage.world.now(session))
    return next(r for r in found["record_requests"] if r["id"] == request)


def received(stage: Stage, ref: str, request: str) -> None:
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-08:00", evidence="portal")


@pytest.mark.rule("1.4-never-got-it")
def test_a_letter_that_got_lost_leaves_by_another_channel_and_both_proofs_are_shown(stage: Stage) -> None:
    ref = begun(stage)
    request = stage.request(ref, FAX_ONLY).id
    stage.fact(ref, "request_received", request=request, evidence="fax_confirmed")
    stage.advance(days=2)
    stage.fact(ref, "call_logged", request=request, outcome="never_received")
    stage.advance(days=4)

    assert [(row.name, row.channel) for row in stage.sent(ref, kind="letter") if row.request_id == request] == [
        ("l01-request", "fax"),
        ("l01-request", "print"),
    ]
    assert shown(stage, ref, request)["due_on"] is None
    stage.fact(ref, "request_received", request=request, evidence="delivery_scan")
    first, second = shown(stage, ref, request)["attempts"]
    assert (first["channel"], first["evidence"]) == ("fax", "fax_confirmed")
    assert (second["channel"], second["evidence"]) == ("print", "delivery_scan")

    stage.advance(days=30)
    reminder = text_of(stage, ref, "l03-reminder-2")
    assert "delivery scanned by the carrier" in reminder
    assert "by fax" in reminder
    assert "confirmed by your machine" in reminder


@pytest.mark.rule("1.4-own-form", "1.4-bad-authorization")
def test_own_form_and_rejected_paper_are_signed_anew(stage: Stage) -> None:
    ref = begun(stage)
    form, paper = stage.request(ref, "records_office").id, stage.request(ref, FAX_ONLY).id
    stage.fact(ref, "request_returned", request=form, cause="own_form")
    stage.fact(ref, "request_returned", request=paper, cause="authorization")

    waiting = [a for a in stage.case(ref).authorizations if a.status == "waiting"]
    assert waiting
    stage.advance(days=12)
    assert letters(stage, ref, form) == letters(stage, ref, paper) == ["l01-request"]
    assert "m06-sign-authorization" in stage.names(ref)
    assert shown(stage, ref, form)["own_form_required"]

    stage.sign_all(ref)
    stage.advance(days=4)
    assert letters(stage, ref, paper) == ["l01-request", "l01-request"]
    assert letters(stage, ref, form) == ["l01-request"]
    assert "send_own_form" in [w.code for w in stage.case(ref).work_items if w.open and w.about == form]

    stage.fact(ref, "request_sent_again", request=form, channel="fax")
    stage.advance(days=4)
    assert letters(stage, ref, form) == ["l01-request", "l01-request"]


@pytest.mark.rule("1.4-fee", "3.4-fee-rules")
def test_a_fee_waits_for_the_patient_and_is_challenged_by_letter(stage: Stage) -> None:
    ref = begun(stage)
    request = stage.request(ref, "records_office").id
    received(stage, ref, request)
    stage.fact(ref, "fee_quoted", request=request, amount_minor=8800, basis_claimed="retrieval", per_page="75")
    stage.advance(days=12)

    (asked,) = [w for w in stage.case(ref).work_items if w.kind == "approve_fee"]
    assert asked.code == "challenge_proposed"
    assert letters(stage, ref, request) == ["l01-request"]
    told = shown(stage, ref, request)
    assert told["due_on"] == "2026-12-24"
    assert told["fee"]["fee_expected_minor"] == 650
    assert told["fee"]["doubts"] == ["search_or_retrieval", "per_page_for_electronic_copy", "above_threshold"]
    mails = [mail.content.decode() for mail in stage.sink.mails if b"question about a fee" in mail.content]
    assert mails
    assert not any("$88" in mail or "Willamette" in mail for mail in mails)

    stage.fact(ref, "fee_challenged", request=request)
    stage.advance(days=3)
    letter = text_of(stage, ref, "l07-fee-challenge")
    assert "$88.00" in letter
    assert "45 CFR 164.524(c)(4)" in letter
    assert "retrieving" in letter


@pytest.mark.rule("1.4-fee")
def test_a_fee_of_nothing_needs_nobodys_decision(stage: Stage) -> None:
    ref = begun(stage)
    request = stage.request(ref, "records_office").id
    stage.fact(ref, "fee_quoted", request=request, amount_minor=0)

    assert shown(stage, ref, request)["fee_status"] == "approved"
    assert [w.kind for w in stage.case(ref).work_items if w.kind == "approve_fee"] == []


@pytest.mark.rule("1.4-denied", "1.4-no-record")
def test_what_cannot_be_had_is_a_question_to_the_patient_and_a_look_by_a_supervisor(stage: Stage) -> None:
    ref = begun(stage)
    office, images = stage.request(ref, "records_office").id, stage.request(ref, FAX_ONLY).id
    stage.fact(ref, "request_refused", request=office, basis="unpaid_bill", items="CONSULT_NOTE")
    stage.fact(ref, "no_record_found", request=images)
    stage.advance(days=5)

    told = shown(stage, ref, office)
    assert (told["denial"]["ground"], told["denial"]["reviewable"]) == ("not_valid", False)
    assert told["status"] == "received"
    codes = [(w.kind, w.code) for w in stage.case(ref).work_items if w.open]
    assert ("supervisor_review", "denied: not_valid") in codes
    assert "m13-gap-decision" in stage.names(ref)
    rest = text_of(stage, ref, "l06-partial-receipt")
    assert "do not release: Consultation note" in rest
    assert "Operative" in rest
    assert [item["status"] for item in shown(stage, ref, images)["items"]] == ["acknowledged", "acknowledged"]

    stage.fact(ref, "no_record_found", request=images, tried="former_names,date_range,sister_site")
    assert {item["status"] for item in shown(stage, ref, images)["items"]} == {"not_available"}
    assert "m13-gap-decision" in [w.code for w in stage.case(ref).work_items if w.open and w.kind == "call_patient"]


@pytest.mark.rule("1.4-office-closed")
def test_the_successor_of_a_closed_office_is_asked_for_the_same(stage: Stage) -> None:
    ref = begun(stage)
    images = stage.request(ref, FAX_ONLY).id
    stage.fact(ref, "office_closed", request=images)
    stage.advance(days=10)
    assert letters(stage, ref, images) == ["l01-request"]
    assert any(w.kind == "find_source" and w.about == images and w.open for w in stage.case(ref).work_items)

    stage.fact(
        ref, "source_added", organization="Coastal Imaging Center", department=FAX_ONLY, items="IMG_DICOM,IMG_REPORT"
    )
    assert {item["status"] for item in shown(stage, ref, images)["items"]} == {"superseded"}
    assert not any(w.kind == "find_source" and w.open for w in stage.case(ref).work_items)
    new = [r for r in stage.case(ref).requests if r.organization_name == "Coastal Imaging Center"]
    assert [item.essential for item in new[0].items] == [True, True]


@pytest.mark.rule("1.4-unreadable-disc", "1.4-partial")
def test_an_unreadable_disc_is_asked_for_again_as_dicom(stage: Stage) -> None:
    ref = begun(stage)
    images = stage.request(ref, FAX_ONLY).id
    stage.fact(ref, "records_received", request=images, items="IMG_DICOM,IMG_REPORT")
    stage.fact(ref, "document_verified", item="IMG_REPORT")
    stage.advance(days=7)
    assert letters(stage, ref, images) == ["l01-request"]

    stage.fact(ref, "item_unusable", item="IMG_DICOM", cause="unreadable")
    stage.advance(days=2)
    letter = text_of(stage, ref, "l06-partial-receipt")
    assert "DICOMDIR" in letter
    assert "the disc could not be read" in letter
    stage.advance(days=12)
    assert letters(stage, ref, images) == ["l01-request", "l06-partial-receipt", "l02-reminder-1"]


@pytest.mark.rule("3.3-state-limit")
def test_a_verified_state_limit_moves_the_letters_and_an_unverified_one_does_not(stage: Stage) -> None:
    ref = begun(stage, "0004")
    request = stage.request(ref, "records_office").id
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-07:00", evidence="portal")
    listed = {limit["id"]: limit for limit in limits_listed(stage.world)}
    assert not any(limit["enabled"] for limit in listed.values())
    assert shown(stage, ref, request)["due_on"] == "2026-12-24"

    with_any = "wa-copies"
    verify(stage.world, with_any, "Wash. Rev. Code 70.02.080")
    stage.rest()
    assert shown(stage, ref, request)["due_on"] == "2026-12-24"

    _move_desk(stage, request, ref, "WA")
    stage.fact(ref, "note_added", text="the office moved")
    told = shown(stage, ref, request)
    assert (told["due_on"], told["limit"]["id"]) == ("2026-12-16", with_any)
    planned = {e["name"]: e["local_time"][:10] for e in stage.plan(ref) if e["request"] == request}
    assert planned["l04-pre-deadline"] == "2026-12-11"

    stage.advance_to(datetime(2026, 12, 14, 20, tzinfo=UTC))
    letter = text_of(stage, ref, "l04-pre-deadline")
    assert "The 15 business days for an answer (Wash. Rev. Code 70.02.080) end on December 16, 2026" in letter
    assert "30 days" not in letter

    disable(stage.world, with_any, "repealed")
    stage.rest()
    assert shown(stage, ref, request)["due_on"] == "2026-12-24"
    assert [entry["what"] for entry in limits_listed(stage.world)[5]["history"]] == ["verified", "disabled: repealed"]


def _move_desk(stage: Stage, request: str, ref: str, state: str) -> None:
    with stage.world.database.transaction() as session:
        from coordinator.store import cases

        desk = next(r for r in cases.by_ref(session, ref).requests if r.id == request).desk
        assert desk is not None
        desk.organization.address = {**desk.organization.address, "state": state}


def test_what_a_desk_taught_us_counts_from_five_answers_on(stage: Stage) -> None:
    ref = begun(stage)
    request = stage.request(ref, "records_office")
    items = ",".join(item.id for item in request.items)
    stage.advance(days=9)
    stage.fact(ref, "records_received", request=request.id, items=items)
    told = shown(stage, ref, request.id)
    assert told["desk_answers"] == {
        "n": 1, "median_days": 9, "p75_days": 9, "told_p75_days": None, "expected_days": None,
    }  # fmt: skip

    for number in range(2, 6):
        other = stage.intake("0006", external_id=f"again-{number}")
        stage.accept(other)
        stage.sign_all(other)
        stage.advance(days=4)
        asked = stage.request(other, "records_office")
        stage.fact(other, "records_received", request=asked.id, items=",".join(item.id for item in asked.items))
    answers = shown(stage, ref, request.id)["desk_answers"]
    assert answers["n"] == 5
    assert answers["expected_days"] == answers["median_days"] < 9


@pytest.mark.rule("3.1-own-letter")
def test_an_urgent_case_asks_provider_to_provider_and_the_first_request_is_withdrawn(stage: Stage) -> None:
    ref = begun(stage, "0005")
    case = stage.case(ref)
    assert case.urgent
    request = stage.request(ref, "records_office").id
    provider = next(e["provider"] for e in _shortlist(stage, ref) if not e["excluded"])
    stage.fact(ref, "provider_chosen", provider=provider)
    stage.fact(ref, "legal_basis_changed", request=request, basis="treatment")
    stage.advance(days=4)

    office = [r for r in stage.case(ref).requests if r.department == "records_office"]
    assert [(r.legal_basis, r.status) for r in office] == [("access_self", "cancelled"), ("treatment", "sent")]
    letter = text_of(stage, ref, "l01-request")
    assert "45 CFR 164.506(c)" in letter
    assert "within 30 days" not in letter


def _shortlist(stage: Stage, ref: str) -> list[dict[str, Any]]:
    stage.fact(ref, "shortlist_wanted")
    return list(stage.case(ref).shortlist)


def test_what_the_patient_holds_is_asked_for_three_times_and_then_by_telephone(stage: Stage) -> None:
    ref = stage.intake("0003")
    stage.accept(ref)
    stage.advance(days=14)

    sent = [row for row in stage.sent(ref) if "m08-upload-records" in (row.name, *row.parts)]
    assert len(sent) == 3
    held = stage.request(ref, "patient", "").id
    assert any(w.kind == "call_patient" and w.about == held for w in stage.case(ref).work_items)
