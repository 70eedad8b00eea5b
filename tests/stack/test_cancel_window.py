"""A letter to an office can be taken back for a quarter of an hour before it leaves (``lessons.md`` rule 12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stage import Stage

from coordinator.services import operate
from coordinator.services.views.effects import effects_list


def _signed(stage: Stage, **changes: object) -> str:
    ref = stage.intake("0006", **changes)
    stage.accept(ref)
    stage.advance_to(datetime(2026, 11, 24, 20, tzinfo=UTC))  # noon in Oregon, a Tuesday
    stage.sign_all(ref)
    return ref


def test_a_request_waits_fifteen_minutes_and_then_leaves(stage: Stage) -> None:
    ref = _signed(stage)
    signed_at = stage.now
    assert stage.names(ref, kind="letter") == []
    with stage.world.database.reading() as session:
        waiting = [e for e in effects_list(session, status="pending", ref=ref) if e["kind"] == "letter"]
    assert {(e["reason"], datetime.fromisoformat(e["due_at"])) for e in waiting} == {
        ("cancel_window", signed_at + timedelta(minutes=15))
    }

    stage.advance(minutes=14)
    assert stage.names(ref, kind="letter") == []
    stage.advance(minutes=1)
    assert set(stage.names(ref, kind="letter")) == {"l01-request"}


def test_the_plan_names_the_minute_at_which_it_leaves(stage: Stage) -> None:
    ref = _signed(stage)
    planned = [e for e in stage.plan(ref) if e["name"] == "l01-request" and e["would_send"]]

    assert planned
    assert {(datetime.fromisoformat(e["at"]) - stage.now, e["reason"]) for e in planned} == {
        (timedelta(minutes=15), "cancel_window")
    }


def test_within_the_window_it_can_be_cancelled_and_never_leaves(stage: Stage) -> None:
    ref = _signed(stage)
    (letter, *_) = [e for e in stage.effects(ref) if e.name == "l01-request"]
    operate.cancel(stage.world, letter.id, "the wrong years are asked for")
    stage.advance(days=2)

    assert letter.subject not in [row.request_id for row in stage.sent(ref, kind="letter")]
    assert ("l01-request", "cancelled") in stage.not_sent(ref)


def test_an_urgent_case_does_not_wait(stage: Stage) -> None:
    ref = _signed(stage, treatment_scheduled={"what": "surgery", "on": "2026-12-04"})

    assert stage.case(ref).urgent
    assert "l01-request" in stage.names(ref, kind="letter")


def test_a_letter_that_a_person_let_go_does_not_wait(stage: Stage) -> None:
    ref = _signed(stage)
    stage.advance(hours=1)
    request = stage.request(ref, "records_office").id
    stage.fact(ref, "request_received", request=request, evidence="call")
    stage.fact(ref, "identity_verified", level=3)
    while not (held := [e for e in stage.effects(ref) if e.name == "l05-overdue" and e.status == "held"]):
        stage.advance(days=1)
    (item,) = [w.id for w in stage.case(ref).work_items if w.effect_id == held[0].id]
    stage.fact(ref, "letter_approved", work_item=item)

    assert "l05-overdue" in stage.names(ref, kind="letter")


def test_the_window_never_costs_a_day(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.advance_to(datetime(2026, 11, 24, 23, 50, tzinfo=UTC))  # the office closes in ten minutes
    stage.sign_all(ref)

    assert "l01-request" in stage.names(ref, kind="letter")


def test_a_mail_to_the_patient_is_not_delayed(stage: Stage) -> None:
    ref = stage.intake("0001")
    assert stage.names(ref) == ["m01-welcome"]
