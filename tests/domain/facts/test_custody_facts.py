"""Borrowed slides, blocks and discs on their way (``domain.md`` §2.4)."""

from __future__ import annotations

from datetime import date

import pytest
from builders import World

from coordinator.domain.custody import MOVES, STATUSES
from coordinator.domain.words import WorkItemKind

WAYS_TO = {
    "requested": ("requested",),
    "released": ("released",),
    "in_transit": ("in_transit",),
    "received_by_reviewer": ("received_by_reviewer",),
    "returning": ("received_by_reviewer", "returning"),
    "returned": ("received_by_reviewer", "returned"),
    "lost": ("released", "lost"),
}


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_material_moves_only_as_it_can(world: World, before: str, after: str) -> None:
    for status in WAYS_TO[before]:
        world.record("custody_moved", item="s-1", status=status)
    if before == after:
        assert not world.record("custody_moved", item="s-1", status=after).recorded
    elif after in MOVES[before]:
        assert world.record("custody_moved", item="s-1", status=after).recorded
    elif before == "returned" and after not in ("returning", "lost"):
        assert world.record("custody_moved", item="s-1", status=after).recorded
        assert len(world.case.custody) == 2
    else:
        refusal = world.refused("custody_moved", item="s-1", status=after)
        assert refusal.code in ("custody.impossible", "custody.not_lent")
        assert refusal.detail


def test_what_was_never_lent_does_not_come_back(world: World) -> None:
    assert world.refused("custody_moved", item="s-1", status="returned").code == "custody.not_lent"


def test_a_loan_is_due_back_sixty_days_after_the_reviewer_got_it_unless_the_lender_named_a_day(world: World) -> None:
    world.record("custody_moved", item="s-1", status="received_by_reviewer")
    assert world.case.custody[0].return_by == date(2027, 1, 30)

    world.record("custody_moved", item="i-2", status="released", return_by="2027-01-04")
    world.record("custody_moved", item="i-2", status="received_by_reviewer")
    assert world.case.custody[1].return_by == date(2027, 1, 4)
    assert [c.kind for c in world.case.custody] == ["slides", "discs"]


def test_what_comes_back_is_counted(world: World) -> None:
    world.record("custody_moved", item="s-1", status="released", count=12, accessions="S26-1")

    world.record("custody_moved", item="s-1", status="returned", count=11)

    (loan,) = world.case.custody
    assert (loan.count, loan.returned_count) == (12, 11)
    assert [(w.kind, w.code) for w in world.case.work_items if w.open] == [
        (WorkItemKind.SUPERVISOR_REVIEW, "custody_count_differs")
    ]


def test_nobody_asks_when_all_came_back_and_somebody_asks_when_nobody_counted(world: World) -> None:
    world.record("custody_moved", item="s-1", status="released", count=12)
    world.record("custody_moved", item="s-1", status="returned")
    assert [(w.kind, w.code) for w in world.case.work_items if w.open] == [
        (WorkItemKind.CALL_DESK, "custody_count_unknown")
    ]

    world.record("custody_moved", item="i-2", status="released", count=1)
    world.record("custody_moved", item="i-2", status="returned", count=1)
    assert len(world.open_kinds()) == 1


def test_lost_material_is_loud(world: World) -> None:
    world.record("custody_moved", item="s-1", status="in_transit", tracking="1Z 5")

    world.record("custody_moved", item="s-1", status="lost")

    assert [(w.kind, w.code) for w in world.case.work_items if w.open] == [
        (WorkItemKind.SUPERVISOR_REVIEW, "custody_lost"),
        (WorkItemKind.CALL_DESK, "custody_lost"),
    ]


def test_the_history_of_a_loan_is_kept(world: World) -> None:
    for status in ("requested", "released", "in_transit"):
        world.record("custody_moved", item="s-1", status=status, tracking="1Z 5")

    assert [step["status"] for step in world.case.custody[0].history] == ["requested", "released", "in_transit"]


def test_the_reviewing_laboratory_holds_the_loan(world: World) -> None:
    world.record("reviewing_laboratory_chosen", organization="Bayview")
    world.record("custody_moved", item="s-1", status="released")

    assert world.case.custody[0].desk is not None
    assert world.case.custody[0].desk.id == "desk-lab"
