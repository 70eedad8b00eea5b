"""What lists show of a waiting case: when somebody has had a ball too long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from coordinator.playbook.outlook import late_at

WAITING = {"patient": timedelta(days=7), "office": timedelta(days=21)}
SENT, ASKED = "2026-11-02T15:00:00+00:00", "2026-11-20T15:00:00+00:00"


def ledger(**balls: tuple[str, str]) -> dict[str, object]:
    return {"open": {subject.replace("_", "/"): list(ball) for subject, ball in balls.items()}}


def test_the_first_ball_that_is_too_long_with_somebody_counts() -> None:
    held = ledger(request_1=("office", SENT), request_2=("office", ASKED), paper_1=("patient", ASKED))

    assert late_at(held, WAITING) == datetime(2026, 11, 23, 15, tzinfo=UTC), "21 days after the first letter"


def test_our_own_work_stands_elsewhere_and_a_booked_visit_waits_for_its_day() -> None:
    assert late_at(ledger(work_item=("navigator", SENT)), WAITING) is None
    assert late_at({"open": {"visit/1": ["office", SENT]}}, WAITING) is None


def test_a_case_of_which_nobody_knows_who_has_the_ball_is_not_late() -> None:
    assert late_at(None, WAITING) is None
    assert late_at({"open": {}}, WAITING) is None
