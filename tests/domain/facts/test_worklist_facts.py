"""Work that is put off, calls agreed for a time, and printed letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import NOW, World

from coordinator.domain.facts import record
from coordinator.domain.facts.past import PastInMemory
from coordinator.domain.words import WorkItemKind


def put_off(world: World, until: str = "2026-12-04") -> str:
    item = world.asked(WorkItemKind.CALL_DESK, "req-1", "t01-receipt-call")
    world.record("work_snoozed", work_item=item, until=until, reason="They are closed this week")
    return item


def until(world: World, item: str) -> datetime | None:
    return next(w.snoozed_until for w in world.case.work_items if w.id == item)


def test_work_that_is_put_off_stays_open_and_comes_back_on_the_morning_of_its_day(world: World) -> None:
    item = put_off(world)

    assert until(world, item) == datetime(2026, 12, 4, 13, tzinfo=UTC), "08:00 where the patient lives"
    assert WorkItemKind.CALL_DESK in world.open_kinds()


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("office_promised", {"request": "req-1", "on": "2026-12-20"}),
        ("patient_replied", {"contact": "mail-1"}),
        ("call_logged", {"contact": "patient", "outcome": "left_message"}),
    ],
)
def test_work_that_is_put_off_comes_back_early_when_something_happens_on_the_case(
    world: World, fact: str, values: dict[str, str]
) -> None:
    item = put_off(world)

    world.record(fact, **values)

    assert until(world, item) is None


def test_a_note_or_another_snooze_is_no_news(world: World) -> None:
    item = put_off(world)
    other = world.asked(WorkItemKind.CALL_PATIENT)

    world.record("note_added", text="Their fax machine is being repaired.")
    world.record("work_snoozed", work_item=other, until="2026-12-05", reason="She is travelling")

    assert until(world, item) is not None


def test_putting_off_is_taken_back_by_undo(world: World) -> None:
    past = PastInMemory()
    item = world.asked(WorkItemKind.CALL_DESK, "req-1", "t01-receipt-call")
    values = {"work_item": item, "until": "2026-12-04", "reason": "x"}
    done = record(world.case, "work_snoozed", values, world.act(), world.known, past)

    record(world.case, "corrected", {"seq": done.seq}, world.act(), world.known, past)

    assert until(world, item) is None


def test_a_wrong_click_that_is_undone_leaves_put_off_what_it_had_brought_back(world: World) -> None:
    past = PastInMemory()
    item = put_off(world)
    wrong = record(
        world.case, "office_promised", {"request": "req-1", "on": "2026-12-20"}, world.act(), world.known, past
    )
    assert until(world, item) is None

    record(world.case, "corrected", {"seq": wrong.seq}, world.act(), world.known, past)

    assert until(world, item) is not None


@pytest.mark.parametrize(
    ("day", "code"), [("2026-12-01", "moment.in_past"), ("2027-01-01", "snooze.too_long"), ("soon", "key.wrong")]
)
def test_work_is_put_off_to_a_day_ahead_and_not_for_ever(world: World, day: str, code: str) -> None:
    item = world.asked(WorkItemKind.CALL_DESK, "req-1")

    assert world.refused("work_snoozed", work_item=item, until=day, reason="x").code == code


def test_work_that_is_done_cannot_be_put_off(world: World) -> None:
    item = world.asked(WorkItemKind.CALL_DESK, "req-1")
    world.record("call_logged", request="req-1", outcome="has_it")

    assert world.refused("work_snoozed", work_item=item, until="2026-12-04", reason="x").code == "work_item.done"


def test_a_call_agreed_for_a_time_is_due_then_and_another_time_takes_its_place(world: World) -> None:
    first = world.record("call_back_agreed", who="office", request="req-1", when="2026-12-03T16:00:00Z")
    again = world.record("call_back_agreed", who="office", request="req-1", when="2026-12-04T16:00:00Z")

    assert first.ids == again.ids
    (item,) = [w for w in world.case.work_items if w.open]
    assert (item.kind, item.about, item.code) == (WorkItemKind.CALL_DESK, "req-1", "call_back")
    assert item.due_at == datetime(2026, 12, 4, 16, tzinfo=UTC)


def test_the_call_itself_ends_it(world: World) -> None:
    world.record("call_back_agreed", who="patient", when="2026-12-03T16:00:00Z")

    world.record("call_logged", contact="patient", outcome="reached")

    assert WorkItemKind.CALL_PATIENT not in world.open_kinds()


def test_a_call_back_lies_ahead_and_names_whom_it_is_for(world: World) -> None:
    late = (NOW - timedelta(minutes=1)).isoformat()

    assert world.refused("call_back_agreed", who="patient", when=late).code == "moment.in_past"
    ahead = "2026-12-03T16:00:00Z"
    assert world.refused("call_back_agreed", who="office", when=ahead).field == "request"
    assert world.refused("call_back_agreed", who="patient", request="req-1", when=ahead).field == "request"
    assert world.refused("call_back_agreed", who="provider", when=ahead).code == "referral.none"


def test_a_letter_is_posted_or_taken_back_not_both(world: World) -> None:
    world.record("letter_posted", letter="com-1", on="2026-11-30")
    assert world.event("letter_posted")["on"] == "2026-11-30"
    assert world.refused("letter_taken_back", letter="com-1", reason="x").code == "letter.posted"

    world.record("letter_taken_back", letter="com-2", reason="wrong enclosure")
    assert world.refused("letter_posted", letter="com-2").code == "letter.taken_back"


def test_nothing_is_posted_tomorrow(world: World) -> None:
    assert world.refused("letter_posted", letter="com-1", on="2026-12-02").code == "moment.in_future"
