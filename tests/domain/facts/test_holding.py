"""The holder ledger: who has the ball, since when, what ends it, and how many days it was whose."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW, World, a_world

from coordinator.domain.holding import days_by_holder, holders, keep_ledger, open_obligations
from coordinator.domain.words import CloseReason, Holder, RequestStatus, Stage, WorkItemKind


def _held(world: World) -> dict[str, Holder]:
    return {one.subject: one.holder for one in open_obligations(world.case)}


def test_every_open_obligation_has_a_holder_a_beginning_and_a_fact_that_ends_it() -> None:
    world = a_world()
    world.asked(WorkItemKind.CALL_DESK, "req-1")

    found = {one.subject: one for one in open_obligations(world.case)}

    assert {s: o.holder for s, o in found.items() if not s.startswith("work_item")} == {
        "paper/auth-1": Holder.PATIENT,
        "request/req-1": Holder.OFFICE,
        "request/req-3": Holder.PATIENT,
    }
    assert all(one.ends_by for one in found.values())
    assert found["request/req-1"].ends_by == "records_received"


def test_an_office_that_wants_money_hands_the_ball_to_us_and_back() -> None:
    world = a_world()
    keep_ledger(world.case, NOW)
    world.record("fee_quoted", request="req-1", amount_minor=650)
    keep_ledger(world.case, NOW + timedelta(days=2))
    assert _held(world)["request/req-1"] is Holder.US

    world.record("fee_approved", request="req-1")
    keep_ledger(world.case, NOW + timedelta(days=5))

    (back,) = [o for o in holders(world.case) if o.subject == "request/req-1"]
    assert (back.holder, back.since) == (Holder.OFFICE, NOW + timedelta(days=5))
    assert days_by_holder(world.case, NOW + timedelta(days=6))["us"] == 3.0


def test_days_count_once_however_many_balls_somebody_has() -> None:
    world = a_world()
    keep_ledger(world.case, NOW)

    days = days_by_holder(world.case, NOW + timedelta(days=4))

    assert days == {"office": 4.0, "patient": 4.0}


def test_nothing_is_written_while_nobody_hands_a_ball_on() -> None:
    world = a_world()
    keep_ledger(world.case, NOW)
    kept = world.case.holding

    keep_ledger(world.case, NOW + timedelta(days=3))

    assert world.case.holding is kept


def test_what_began_before_the_ledger_keeps_its_beginning() -> None:
    world = a_world()
    keep_ledger(world.case, NOW)

    (office,) = [o for o in holders(world.case) if o.holder is Holder.OFFICE]
    assert office.since == world.letter.sent_at


def test_a_closed_case_waits_only_for_borrowed_material() -> None:
    world = a_world()
    world.record("custody_moved", item="s-1", status="released")
    world.case.stage, world.case.close_reason = Stage.CLOSED, CloseReason.DUPLICATE
    for request in world.case.requests:
        request.status = RequestStatus.CANCELLED

    assert [one.waiting_for for one in open_obligations(world.case)] == ["the return of borrowed material"]


def test_a_pause_and_a_hand_over_are_somebodys_ball_too() -> None:
    world = a_world()
    world.record("placed_on_hold", reason="a journey", review_on="2026-12-20")
    world.record("navigator_changed", to="lee@clinic.example")

    assert {"hold", "handover"} <= set(_held(world))
