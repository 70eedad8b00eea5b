"""When letters to records offices leave, and when they do not (``domain.md`` §3.7, §12)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lived import lived
from stage import Stage

from coordinator.store import reference


@lived
def _requested(stage: Stage) -> tuple[str, str]:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    return ref, stage.request(ref, "records_office").id


def _letters(stage: Stage, ref: str, request: str) -> list[str]:
    return [row.name for row in stage.sent(ref, kind="letter") if row.request_id == request]


def test_a_request_does_not_leave_before_the_patient_signed(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.advance(days=3)

    assert stage.names(ref, kind="letter") == []
    assert [order.name for order in stage.effects(ref) if order.kind == "letter"] == []


def test_a_promised_date_ahead_silences_the_follow_up(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.fact(ref, "office_promised", request=request, on="2026-12-16")
    planned = [e for e in stage.plan(ref) if e["request"] == request and e["name"].startswith("l02")]
    assert [(e["reason"], e["local_time"][:10]) for e in planned] == [("promised_date_ahead", "2026-12-17")]

    stage.advance_to(datetime(2026, 12, 16, 23, tzinfo=UTC))
    assert _letters(stage, ref, request) == ["l01-request"]
    assert [order.name for order in stage.effects(ref) if order.subject == request] == ["l01-request"]
    stage.advance(days=1)
    assert _letters(stage, ref, request) == ["l01-request", "l02-reminder-1"]


def test_a_reply_that_nobody_read_silences_the_ladder_until_it_is_understood(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.fact(ref, "reply_arrived", request=request)
    stage.advance(days=20)
    assert _letters(stage, ref, request) == ["l01-request"]
    assert any(e["reason"] == "reply_unread" for e in stage.plan(ref) if e["request"] == request)


@pytest.mark.rule("1.4-partial", "12-R3")
def test_a_partial_answer_asks_for_the_rest_and_absorbs_the_next_reminder(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-08:00", evidence="portal")
    stage.advance_to(datetime(2026, 12, 3, 20, tzinfo=UTC))
    stage.fact(ref, "records_received", request=request, items="CONSULT_NOTE,HP_NOTE")
    stage.advance_to(datetime(2026, 12, 12, 20, tzinfo=UTC))

    assert _letters(stage, ref, request) == ["l01-request", "l06-partial-receipt"]
    assert ("l02-reminder-1", "absorbed") in stage.not_sent(ref)


@pytest.mark.rule("12-R3", "12-laboratory")
def test_letters_about_one_patient_to_one_desk_keep_three_business_days_apart(stage: Stage) -> None:
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.fact(ref, "reviewing_laboratory_chosen", organization="Northern Lights Cancer Center")
    stage.advance(days=10)

    days = [row.local_on.isoformat() for row in stage.sent(ref, kind="letter") if row.name == "l01-request"]
    pathology = {r.id for r in stage.case(ref).requests if r.department == "pathology"}
    apart = [r.local_on.isoformat() for r in stage.sent(ref, kind="letter") if r.request_id in pathology]
    assert len(days) == 4
    assert apart[0] == "2026-11-23"
    assert apart[1] in ("2026-11-27", "2026-11-30")


@pytest.mark.rule("1.4-no-reply")
def test_the_overdue_letter_leaves_only_after_a_person_let_it_go(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-08:00", evidence="call")
    stage.advance_to(datetime(2026, 12, 29, 3, tzinfo=UTC))
    assert "l05-overdue" not in _letters(stage, ref, request)

    (approval,) = [w for w in stage.case(ref).work_items if w.kind == "approve_letter" and w.open]
    stage.fact(ref, "letter_approved", work_item=approval.id)
    assert "l05-overdue" not in _letters(stage, ref, request)
    stage.advance(days=1)
    (letter,) = [row for row in stage.sent(ref, kind="letter") if row.name == "l05-overdue"]
    assert letter.local_on.isoformat() == "2026-12-29"


def test_no_letter_to_a_desk_that_is_not_marked_secure_leaves_as_plain_mail(stage: Stage) -> None:
    ref, _ = _requested(stage)

    channels = {row.channel for row in stage.sent(ref, kind="letter")}
    assert channels == {"secure_email", "fax"}
    assert {mail.rcpt_tos[0].rpartition("@")[2] for mail in stage.sink.mails} == {
        "patients.example",
        "fax.example",
        "wbj.example",
    }


def test_the_shortlist_tells_how_far_a_provider_is(stage: Stage) -> None:
    with stage.world.database.transaction() as session:
        rows = [
            ("97401", "OR", 44.06, -123.11, "America/Los_Angeles"),
            ("94143", "CA", 37.76, -122.46, "America/Los_Angeles"),
        ]
        reference.fill(session, [], rows)
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "shortlist_wanted")

    brandt = next(entry for entry in stage.case(ref).shortlist if entry["name"] == "Dr. Hugo Brandt")
    assert any("km" in str(fact["value"]) for fact in brandt["facts"])
