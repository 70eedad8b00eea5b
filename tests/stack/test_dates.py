"""The worked dates of the record-request ladder (``domain.md`` §3.7, §12 R1–R3, R6), lived through and planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from stage import Stage

from coordinator.domain.calendar import local


def _requested(stage: Stage) -> tuple[str, str]:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    return ref, stage.request(ref, "records_office").id


def _letters(stage: Stage, ref: str, request: str) -> list[tuple[str, str]]:
    return [
        (row.name[:3], row.local_on.isoformat()) for row in stage.sent(ref, kind="letter") if row.request_id == request
    ]


@pytest.mark.rule("1.4-no-reply", "12-R1", "12-R2")
def test_receipt_in_november_gives_the_december_letters(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-08:00", evidence="fax_confirmed")

    stage.advance_to(datetime(2027, 1, 4, 20, tzinfo=UTC))

    assert _letters(stage, ref, request) == [
        ("l01", "2026-11-23"),
        ("l02", "2026-12-04"),
        ("l03", "2026-12-15"),
        ("l04", "2026-12-21"),
    ]
    held = [e for e in stage.effects(ref) if e.name == "l05-overdue" and e.subject == request]
    assert [(e.status, local(e.created_at, "America/Los_Angeles").date().isoformat()) for e in held] == [
        ("held", "2026-12-28")
    ]


def test_the_plan_names_the_same_dates(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))
    stage.fact(ref, "request_received", request=request, at="2026-11-24T10:00:00-08:00", evidence="fax_confirmed")

    entries = [e for e in stage.plan(ref) if e["request"] == request and e["kind"] == "letter"]

    assert [(e["name"][:3], e["local_time"][:10], e["would_send"], e["reason"]) for e in entries] == [
        ("l02", "2026-12-04", True, None),
        ("l03", "2026-12-15", True, None),
        ("l04", "2026-12-21", True, None),
        ("l05", "2026-12-28", False, "needs_approval"),
    ]


@pytest.mark.rule("12-R3")
def test_receipt_on_a_friday_in_january_slides_the_last_letter(stage: Stage) -> None:
    ref, request = _requested(stage)
    stage.advance(hours=9)
    stage.fact(ref, "office_promised", request=request, on="2027-01-08")
    stage.advance_to(datetime(2027, 1, 8, 20, tzinfo=UTC))
    before = len(_letters(stage, ref, request))
    stage.fact(ref, "request_received", request=request, at="2027-01-08T10:00:00-08:00", evidence="call")

    stage.advance(days=35)

    assert _letters(stage, ref, request)[before:] == [
        ("l02", "2027-01-20"),
        ("l03", "2027-01-29"),
        ("l04", "2027-02-04"),
    ]
    held = [e for e in stage.effects(ref) if e.name == "l05-overdue" and e.subject == request]
    assert [(e.status, e.reason, e.created_at.date().isoformat()) for e in held] == [("held", "distance", "2027-02-09")]
    assert held[0].created_at - datetime(2027, 2, 9, tzinfo=UTC) < timedelta(days=1)
