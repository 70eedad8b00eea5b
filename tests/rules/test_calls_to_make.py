"""Calls as work items: what to say is at hand, filled in with the case (``domain.md`` §3.7, §4.1, §12)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from stage import Stage

from coordinator.domain.errors import NotFound
from coordinator.paths import examples_dir
from coordinator.services.views.calls import scripts_of
from coordinator.services.views.case_show import case_show
from coordinator.services.views.why import why
from coordinator.store.case_tables import patient


def patient_of(number: str, **changes: object) -> dict[str, object]:
    told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text("utf-8"))
    return {**told["patient"], **changes}


def test_the_receipt_call_says_what_left_when_and_how_to_record_the_answer(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=4)

    calls = [c for c in scripts_of(stage.world, ref) if c["script"] == "t01-receipt-call"]

    request = next(r for r in stage.case(ref).requests if r.id == calls[0]["about"])
    text = calls[0]["text"]
    assert request.organization_name in text
    assert "by fax" in text
    assert f"request_received request={request.id} evidence=call" in text
    assert f"call_logged work_item={calls[0]['work_item']}" in text
    with stage.world.database.reading() as session:
        book, now = stage.world.book(session), stage.world.now(session)
        shown = case_show(session, ref, book, now)["work_items"]
        said = why(session, ref, book, now)["sections"]
    assert {w["script"] for w in shown if w["id"] == calls[0]["work_item"]} == {"t01-receipt-call"}
    assert any(
        str(calls[0]["work_item"]) in line for s in said if s["title"] == "Calls to make" for line in s["sentences"]
    )


def test_a_patient_without_email_and_address_is_called_for_every_message_that_asks(stage: Stage) -> None:
    ref = stage.intake("0006", patient=patient_of("0006", email=None))
    stage.fact(ref, "identity_verified")
    stage.fact(ref, "terms_accepted")
    case = stage.case(ref)
    with stage.world.database.transaction() as session:
        session.execute(patient.update().where(patient.c.id == case.patient.id).values(details={}))
    phone = next(p for p in case.patient.contact_points if p.kind == "phone")
    stage.fact(ref, "contact_verified", contact=phone.id)
    stage.fact(ref, "case_accepted")
    stage.advance(days=1)

    called = {c["script"]: c["text"] for c in scripts_of(stage.world, ref)}

    assert "m06-sign-authorization" in called
    assert case.patient.full_name in called["m06-sign-authorization"]
    assert stage.sent(ref, kind="message") == []


def test_a_script_is_found_by_its_short_name_before_its_call_is_due(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.accept(ref)

    assert scripts_of(stage.world, ref, "t09")[0]["script"] == "t09-new-time"
    with pytest.raises(NotFound) as refused:
        scripts_of(stage.world, ref, "t99")
    assert refused.value.code == "script.unknown"


def test_a_voicemail_is_offered_only_where_the_intake_allows_one(stage: Stage) -> None:
    phones = [{"number": "+16125550123", "kind": "mobile", "may_text": False, "may_leave_voicemail": True}]
    allowed = stage.intake("0006", external_id="allowed", patient=patient_of("0006", phones=phones))
    quiet = [{**phones[0], "may_leave_voicemail": False}]
    refused = stage.intake("0006", external_id="refused", patient=patient_of("0006", phones=quiet))
    stage.advance_to(stage.now + timedelta(minutes=1))

    assert "with a message for" in scripts_of(stage.world, allowed, "t03-call")[0]["text"]
    assert "Leave none" in scripts_of(stage.world, refused, "t03-call")[0]["text"]
