"""What does not get on, and what did not leave, can be read across all cases (``lessons.md`` rules 4 and 12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, update
from stage import Stage

from coordinator.services import operate
from coordinator.services.views.doctor import stuck_sends_check
from coordinator.services.views.outbound_report import outbound_report
from coordinator.services.views.stuck import stuck_effects
from coordinator.store.effects import table as effect_table


def _waiting(stage: Stage) -> tuple[str, str]:
    """A case with one order that is pending and due."""
    operate.pause(stage.world, "so that it waits")
    ref = stage.intake("0001")
    operate.resume(stage.world, "now it is due")
    (order,) = [e for e in stage.effects(ref) if e.name == "m01-welcome"]
    return ref, order.id


def _set(stage: Stage, order: str, **values: object) -> None:
    with stage.world.database.transaction() as session:
        session.execute(update(effect_table).where(effect_table.c.id == order).values(**values))


def _stuck(stage: Stage) -> dict[str, str]:
    with stage.world.database.reading() as session:
        found = stuck_effects(session, stage.world.now(session))
    return {one["id"]: one["stuck"] for one in found}


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("unclaimed", {"due": -HOUR}),
        ("unsettled", {"due": -HOUR, "status": "released"}),
        ("process_died", {"deaths": 2}),
        ("uncertain", {"status": "uncertain", "done": -30 * HOUR}),
        ("dead", {"status": "dead", "reason": "tries_exhausted"}),
    ],
)
def test_what_does_not_get_on_by_itself_is_listed_with_what_to_do(
    stage: Stage, why: str, values: dict[str, object]
) -> None:
    _, order = _waiting(stage)
    assert _stuck(stage) == {}
    moved = dict(values)
    for key, column in (("due", "due_at"), ("done", "done_at")):
        if key in moved:
            moved[column] = stage.now + moved.pop(key)  # type: ignore[operator]
    _set(stage, order, **moved)

    assert _stuck(stage) == {order: why}
    with stage.world.database.reading() as session:
        now = stage.world.now(session)
        assert stuck_effects(session, now)[0]["what_to_do"]
        # a clock that stands still is not late, and the dead have a line of their own
        assert stuck_sends_check(session, now)["ok"] is (why in ("unclaimed", "unsettled", "dead"))


def test_what_a_worker_holds_is_not_stuck(stage: Stage) -> None:
    _, order = _waiting(stage)
    _set(stage, order, due_at=stage.now - HOUR, lease_until=func.clock_timestamp() + HOUR, status="released")

    assert _stuck(stage) == {}


def test_the_report_counts_sends_by_channel_and_non_sends_by_reason(stage: Stage) -> None:
    ref, order = _waiting(stage)
    operate.cancel(stage.world, order, "not this one")
    other = stage.intake("0006")
    stage.advance(hours=4)
    with stage.world.database.reading() as session:
        report = outbound_report(session, stage.now, days=1)

    sent = {(row["name"], row["channel"], row["status"]): row["count"] for row in report["sent"]}
    assert sent == {("m01-welcome", "email", "sent"): 1, ("m02-verify-contact", "email", "sent"): 1}
    assert report["not_sent"] == [{"name": "m01-welcome", "reason": "cancelled", "count": 1}]
    assert report["totals"]["sent"] == 2
    assert len(stage.sent(ref)) + len(stage.sent(other)) == 2
    with stage.world.database.reading() as session:
        assert outbound_report(session, stage.now + timedelta(days=9), days=1)["sent"] == []
