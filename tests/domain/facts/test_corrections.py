"""A wrong fact is put right: what it changed is taken back, both events stay (``domain.md`` §12, "Correction")."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from builders import NOW, OPINION, World, a_world
from test_facts_twice import ALWAYS_NEW, REVIEWER, TABLE

from coordinator.domain.errors import Refused
from coordinator.domain.facts import FACTS, Recorded, record
from coordinator.domain.facts.change import plain_state
from coordinator.domain.facts.correction import LASTING
from coordinator.domain.facts.past import PastInMemory
from coordinator.domain.question import listed
from coordinator.domain.wait import Wait
from coordinator.domain.words import AppointmentStatus, ItemStatus, WorkItemKind

TAKEN_BACK = sorted(set(TABLE) - set(LASTING) - {"corrected"})


@pytest.fixture
def past() -> PastInMemory:
    return PastInMemory()


def say(world: World, past: PastInMemory, name: str, **values: Any) -> Recorded:
    """Record a fact, keeping what it changed."""
    staff, roles = values.pop("staff", "nav@clinic.example"), values.pop("roles", ("navigator",))
    return record(world.case, name, values, world.act(staff, roles), world.known, past)


def refusal(world: World, past: PastInMemory, **values: Any) -> Refused:
    """The refusal of a correction, after making sure that it changed nothing."""
    before, changes = world.everything(), list(past.changes)
    with pytest.raises(Refused) as caught:
        say(world, past, "corrected", **values)
    assert world.everything() == before
    assert past.changes == changes
    return caught.value


@pytest.mark.rule("12-correction")
@pytest.mark.parametrize("name", TAKEN_BACK)
def test_a_fact_that_is_taken_back_leaves_the_case_as_it_was(past: PastInMemory, name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)
    before, slots = plain_state(world.case), repr(world.known.slots)
    wrong = say(world, past, name, **dict(values))
    if name in ("opinion_filed", "no_written_opinion", "case_accepted"):
        world.case.comparisons.clear()

    who = {key: values[key] for key in ("staff", "roles") if key in values}
    taken_back = say(world, past, "corrected", seq=wrong.seq, **who)

    assert taken_back.recorded
    in_error = {d.id for d in world.case.documents if d.status == "entered_in_error"}  # its ended check names it
    after = plain_state(world.case)
    assert {p: v for p, v in after.items() if p[0] != "documents" or p[1] not in in_error} == before
    assert repr(world.known.slots) == slots
    assert {name, "corrected"} <= set(world.events())


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_a_fact_recorded_anew_with_the_same_keys_changes_the_case_as_the_first_time(
    past: PastInMemory, name: str
) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)
    wrong = say(world, past, name, **dict(values))
    places = set(plain_state(world.case))
    who = {key: values[key] for key in ("staff", "roles") if key in values}

    again = say(world, past, "corrected", seq=wrong.seq, at=world.now.isoformat(), **who)

    assert again.ids["fact"] == name
    assert again.ids["anew_seq"]
    assert {p for p in places if "new-" not in repr(p)} <= set(plain_state(world.case))


def test_every_fact_that_cannot_be_taken_back_is_declared_with_what_is_done_instead() -> None:
    assert set(FACTS) >= set(LASTING)
    assert all(reason for reason in LASTING.values())
    assert set(FACTS) == set(TAKEN_BACK) | set(LASTING) | ALWAYS_NEW | {"corrected"}


@pytest.mark.rule("12-correction")
def test_a_promise_with_the_wrong_day_is_put_right_and_both_events_stay(world: World, past: PastInMemory) -> None:
    wrong = say(world, past, "office_promised", request="req-1", on="2026-12-20")

    done = say(world, past, "corrected", seq=wrong.seq, on="2026-12-10")

    assert world.letter.promised_on == date(2026, 12, 10)
    assert world.events() == ["office_promised", "corrected", "office_promised"]
    assert world.event("corrected")["fact"] == "office_promised"
    assert (done.ids["was_seq"], done.ids["anew_seq"]) == (str(wrong.seq), str(world.case.seq))


def test_free_text_is_carried_over_and_stays_out_of_the_journal(world: World, past: PastInMemory) -> None:
    wrong = say(world, past, "item_waived", item="i-1", reason="Zyxwv said so", agreed_by="patient")

    say(world, past, "corrected", seq=wrong.seq, agreed_by="provider")

    item = world.letter.items[0]
    assert (item.waived_by, item.waived_reason) == ("provider", "Zyxwv said so")
    assert "Zyxwv" not in repr([dict(e.data) for e in world.case.noted])


def test_the_moment_at_which_it_happened_is_kept_unless_it_is_what_was_wrong(world: World, past: PastInMemory) -> None:
    wrong = say(world, past, "request_received", request="req-1", evidence="portal", at="2026-11-24")
    world.now = NOW + timedelta(days=2)

    again = say(world, past, "corrected", seq=wrong.seq, evidence="call")
    assert world.letter.due_on == date(2026, 12, 24)

    say(world, past, "corrected", seq=again.ids["anew_seq"], at="2026-11-26")
    assert world.letter.due_on == date(2026, 12, 26)


@pytest.mark.rule("12-correction")
def test_what_a_later_fact_changed_is_corrected_first(world: World, past: PastInMemory) -> None:
    first = say(world, past, "office_promised", request="req-1", on="2026-12-20")
    later = say(world, past, "office_promised", request="req-1", on="2026-12-22")

    told = refusal(world, past, seq=first.seq, on="2026-12-10")

    assert told.code == "correction.overtaken"
    assert f"office_promised first, entry {later.seq}" in told.detail


def test_a_correction_that_is_refused_leaves_everything_as_it_was(world: World, past: PastInMemory) -> None:
    world.offered()
    wrong = say(world, past, "appointment_booked", slot="slot-1")

    assert refusal(world, past, seq=wrong.seq, slot="slot-old").code == "moment.in_past"
    assert refusal(world, past, seq=wrong.seq, slott="slot-2").code == "key.unknown"
    assert refusal(world, past, seq=99).code == "correction.no_fact"
    assert world.known.slots["slot-1"][0].taken_by == wrong.ids["appointment"]


def test_a_fact_is_corrected_once_and_its_correction_may_be_corrected(world: World, past: PastInMemory) -> None:
    wrong = say(world, past, "cost_agreed", amount_minor=25000)
    right = say(world, past, "corrected", seq=wrong.seq, amount_minor=2500)

    assert not say(world, past, "corrected", seq=wrong.seq, amount_minor=2500).recorded
    assert refusal(world, past, seq=wrong.seq, amount_minor=1).code == "correction.done"
    say(world, past, "corrected", seq=right.ids["anew_seq"])
    assert world.case.cost_agreed_minor is None


@pytest.mark.parametrize("name", sorted(LASTING))
def test_a_stop_is_taken_back_by_reopening_not_by_correcting(past: PastInMemory, name: str) -> None:
    world = a_world()
    prepare, values = TABLE[name]
    prepare(world)
    wrong = say(world, past, name, **dict(values))

    assert refusal(world, past, seq=wrong.seq).code == "correction.not_possible"


def test_a_visit_booked_by_a_wrong_click_ends_where_the_engine_has_built_on_it(
    world: World, past: PastInMemory
) -> None:
    world.offered()
    earlier = say(world, past, "appointment_booked", slot="slot-1").ids["appointment"]
    wrong = say(world, past, "appointment_booked", slot="slot-2")
    world.case.waits.append(Wait("w-1", "appointment", wrong.ids["appointment"], NOW, 1))

    say(world, past, "corrected", seq=wrong.seq)

    standing, ended = world.case.appointment(), world.case.appointments[-1]
    assert standing is not None
    assert standing.id == earlier
    assert (ended.status, ended.cancelled_by) == (AppointmentStatus.CANCELLED, "entered_in_error")
    assert world.known.slots["slot-1"][0].taken_by == earlier
    assert world.known.slots["slot-2"][0].taken_by is None


def test_a_visit_that_lost_its_opening_meanwhile_does_not_stand_again(world: World, past: PastInMemory) -> None:
    world.offered()
    say(world, past, "appointment_booked", slot="slot-1")
    wrong = say(world, past, "appointment_booked", slot="slot-2")
    world.known.slots["slot-1"][0].taken_by = "another visit"

    assert refusal(world, past, seq=wrong.seq).code == "slot.taken"


def test_a_corrected_time_reaches_the_calendar_as_a_newer_version(world: World, past: PastInMemory) -> None:
    world.offered()
    wrong = say(world, past, "appointment_booked", slot="slot-1")
    first = world.case.appointments[0]
    world.case.waits.append(Wait("w-1", "appointment", first.id, NOW, 1))

    say(world, past, "corrected", seq=wrong.seq, slot="slot-2")

    standing = world.case.appointment()
    assert standing is not None
    assert standing.calendar_uid == first.calendar_uid
    assert standing.sequence > first.sequence


def test_a_work_item_that_the_wrong_fact_ended_is_open_again(world: World, past: PastInMemory) -> None:
    world.asked(WorkItemKind.CALL_DESK, "req-1")
    wrong = say(world, past, "call_logged", request="req-1", outcome="reached")

    say(world, past, "corrected", seq=wrong.seq)

    assert world.open_kinds() == [WorkItemKind.CALL_DESK]


def test_of_two_questions_either_can_be_taken_back(world: World, past: PastInMemory) -> None:
    first = say(world, past, "question_added", text="one")
    say(world, past, "question_added", text="two")

    say(world, past, "corrected", seq=first.seq)

    assert len(listed(world.case)) == 1
    assert say(world, past, "question_added", text="one").recorded


def test_records_that_never_came_are_asked_for_again(world: World, past: PastInMemory) -> None:
    wrong = say(world, past, "records_received", request="req-1", items="PATH_REPORT")
    assert world.letter.receipt_evidenced

    say(world, past, "corrected", seq=wrong.seq, items="IMG_DICOM")

    assert world.at("PATH_REPORT") is ItemStatus.ACKNOWLEDGED
    assert world.at("IMG_DICOM") is ItemStatus.RECEIVED


def test_a_role_that_a_fact_needs_is_needed_to_correct_it(world: World, past: PastInMemory) -> None:
    world.compared()
    values = {"diagnosis": "changed", "treatment": "major_change", "cause": "different_reading"}
    wrong = say(world, past, "agreement_classified", **values, **REVIEWER)

    assert refusal(world, past, seq=wrong.seq, diagnosis="refined").code == "role.missing"
    assert refusal(world, past, seq=wrong.seq).code == "role.missing"
    assert say(world, past, "corrected", seq=wrong.seq, diagnosis="refined", **REVIEWER).recorded


def test_an_opinion_that_a_comparison_is_made_of_is_replaced_not_taken_back(world: World, past: PastInMemory) -> None:
    world.compared()
    right = {**OPINION, "author": {"name": "Dr. Ada Wong"}}
    wrong = say(world, past, "opinion_filed", file=right)

    assert refusal(world, past, seq=wrong.seq).code == "correction.not_possible"
    say(world, past, "corrected", seq=wrong.seq, file=OPINION)
    opinion = world.case.opinion(2)
    assert opinion is not None
    assert opinion.author == "Dr. Hugo Brandt"


def test_a_closed_case_keeps_its_facts_but_for_those_that_outlive_it(world: World, past: PastInMemory) -> None:
    promised = say(world, past, "office_promised", request="req-1", on="2026-12-20")
    lent = say(world, past, "custody_moved", item="s-1", status="released")
    world.closed()

    assert refusal(world, past, seq=promised.seq).code == "case.closed"
    say(world, past, "corrected", seq=lent.seq, status="in_transit")
    assert [c.status for c in world.case.custody] == ["in_transit"]


def test_without_a_past_nothing_is_kept_and_nothing_corrected(world: World) -> None:
    assert world.refused("corrected", seq=1).code == "correction.not_kept"
