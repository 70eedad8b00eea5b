"""Pauses, stops, the end of a case and its beginning again, and the desk's own work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from builders import NOW, World

from coordinator.domain.facts.reaching import looked_for
from coordinator.domain.words import CloseReason, Stage, Stop, WorkItemKind


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("withdrawn", {}),
        ("patient_died", {"on": "2026-11-30", "source": "daughter"}),
        ("case_closed", {"reason": "transferred"}),
        ("case_declined", {"reason": "legal dispute"}),
        ("authorization_revoked", {"authorization": "auth-1"}),
        ("placed_on_hold", {"reason": "holiday", "review_on": "2026-12-20"}),
        ("capacity_lost", {}),
        ("emergency", {}),
        ("channel_opted_out", {"contact": "mail-1"}),
        ("missing_answered", {"field": "screening.emergency_now", "value": "yes"}),
    ],
)
def test_a_stop_is_known_by_its_number(world: World, name: str, values: dict[str, str]) -> None:
    recorded = world.record(name, **values)

    assert world.case.stopped_seq == recorded.seq


def test_a_pause_has_a_day_on_which_somebody_looks_again(world: World) -> None:
    world.record("placed_on_hold", reason="holiday", review_on="2026-12-20")
    assert world.case.stops() == {Stop.ON_HOLD}
    assert world.event("placed_on_hold") == {"review_on": "2026-12-20"}

    world.record("hold_ended")
    assert (world.case.hold_reason, world.case.hold_review_on) == (None, None)


@pytest.mark.rule("1.8-unreachable")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("patient_reached", {}),
        ("call_logged", {"contact": "patient", "outcome": "reached"}),
        ("call_logged", {"contact": "tel-1", "outcome": "reached"}),
        ("call_logged", {"contact": "con-1", "outcome": "reached"}),
        ("authorization_signed", {"authorization": "auth-1"}),
        ("question_added", {"text": "will it hurt"}),
        ("terms_accepted", {}),
    ],
)
def test_whatever_the_patient_does_ends_the_search_for_them(world: World, name: str, values: dict[str, str]) -> None:
    world.record("unreachable")
    world.case.hold_reason, world.case.hold_review_on = "unreachable", date(2026, 12, 31)

    world.record(name, **values)

    assert not world.case.on_hold
    assert "patient_reached" in world.events()
    assert not looked_for(world.case)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("call_logged", {"contact": "patient", "outcome": "left_message"}),
        ("call_logged", {"contact": "con-2", "outcome": "reached"}),
        ("call_logged", {"request": "req-1", "outcome": "reached"}),
        ("office_promised", {"request": "req-1", "on": "2026-12-20"}),
        ("note_added", {"text": "the neighbour has not seen her"}),
    ],
)
def test_what_others_say_does_not_end_it(world: World, name: str, values: dict[str, str]) -> None:
    world.record("unreachable")

    world.record(name, **values)

    assert looked_for(world.case)


def test_who_cannot_be_reached_is_looked_for_before_the_case_rests(world: World) -> None:
    world.record("unreachable")

    assert not world.case.on_hold
    assert not world.record("unreachable").recorded


def test_reaching_the_patient_ends_no_other_pause(world: World) -> None:
    world.record("placed_on_hold", reason="holiday", review_on="2026-12-20")

    world.record("patient_reached")

    assert world.case.on_hold


def test_an_emergency_is_looked_at_again_in_three_days(world: World) -> None:
    world.record("emergency")

    assert world.case.hold_review_on == date(2026, 12, 4)
    assert world.case.answers["screening.emergency_now"] == "yes"


def test_a_death_lies_not_ahead_and_stops_everything(world: World) -> None:
    refusal = world.refused("patient_died", on="2026-12-02", source="daughter")
    assert (refusal.code, refusal.field) == ("moment.in_future", "on")

    world.record("patient_died", on="2026-11-30", source="daughter")

    assert world.case.stops() == {Stop.DECEASED}
    assert world.case.patient.deceased_recorded_at == NOW


def test_a_death_known_from_another_case_of_the_person_is_still_recorded_here(world: World) -> None:
    world.case.patient.deceased_on = date(2026, 11, 30)

    assert world.record("patient_died", on="2026-11-30", source="daughter").recorded


def test_success_is_not_a_matter_of_saying_so(world: World) -> None:
    world.finished()

    refusal = world.refused("case_closed", reason="completed_no_decision")
    assert refusal.code == "guard.not_met"
    assert [r.code for r in refusal.reasons] == ["decision.missing"]

    world.record("decision_recorded", text="surgery")
    other = world.refused("case_closed", reason="completed_no_decision")
    assert [r.code for r in other.reasons] == ["decision.other"]
    assert world.record("case_closed", reason="completed_decision_recorded").recorded


def test_success_needs_the_stage_too(world: World) -> None:
    assert [r.code for r in world.refused("case_closed", reason="completed_no_decision").reasons] == [
        "comparison.not_made", "stage.not_comparison",
    ]  # fmt: skip


def test_a_case_goes_on_where_it_ended(world: World) -> None:
    world.record("withdrawn")
    world.shut("withdrawn_by_patient")
    world.now = NOW + timedelta(days=180)

    world.record("case_reopened", reason="changed her mind")

    assert (world.case.stage, world.case.stage_visit) == (Stage.RECORDS, 2)
    assert world.case.stops() == set()
    assert world.case.close_reason is None
    assert world.event("stage_entered") == {"stage": "records", "visit": 2}


def test_after_half_a_year_a_case_stays_closed(world: World) -> None:
    world.closed()
    world.now = NOW + timedelta(days=181)

    assert world.refused("case_reopened", reason="x").code == "case.closed_too_long"


def test_a_death_recorded_wrongly_is_undone_by_a_supervisor_only(world: World) -> None:
    world.record("patient_died", on="2026-11-30", source="mixed up")
    world.shut("deceased")
    assert world.refused("case_reopened", reason="alive").code == "role.missing"

    world.record("case_reopened", reason="alive", roles=("supervisor",))

    assert world.case.patient.deceased_on is None
    assert world.case.stops() == set()


def test_a_case_may_end_again_after_it_was_opened_again(world: World) -> None:
    world.closed("duplicate")
    world.record("case_reopened", reason="it was none")

    assert world.record("case_closed", reason="duplicate").recorded


def test_a_withdrawal_told_as_a_reason_to_close_is_a_withdrawal(world: World) -> None:
    world.record("case_closed", reason="withdrawn_by_patient")

    assert world.case.withdrawn_at == NOW


def test_a_declined_case_is_left_to_the_engine(world: World) -> None:
    world.record("case_declined", reason="a matter for a court")

    assert world.case.open
    world.shut("not_eligible")
    assert world.case.close_reason is CloseReason.NOT_ELIGIBLE
    assert not world.record("case_declined", reason="a matter for a court").recorded


def test_a_letter_is_decided_on_once_and_its_effect_is_named(world: World) -> None:
    item = world.asked(WorkItemKind.APPROVE_LETTER, "req-1", "l05-overdue", "eff-1")

    recorded = world.record("letter_approved", work_item=item)

    assert recorded.ids == {"work_item": item, "effect": "eff-1"}
    assert world.event("letter_approved")["effect"] == "eff-1"
    assert world.refused("letter_withheld", work_item=item, reason="no").code == "work_item.done"


def test_only_letters_are_approved(world: World) -> None:
    item = world.asked(WorkItemKind.STAGE_LATE)

    assert world.refused("letter_approved", work_item=item).code == "key.wrong"


@pytest.mark.parametrize("kind", list(WorkItemKind))
def test_a_work_item_is_ended_by_hand_only_where_no_fact_ends_it(world: World, kind: WorkItemKind) -> None:
    item = world.asked(kind, effect="eff-1")
    by_hand = {
        "plan_infeasible",
        "stage_late",
        "supervisor_review",
        "choose_wording",
        "stuck",
        "copy_into_office_portal",
        "check_document",
        "find_office_address",
        "next_step",
    }

    if kind not in by_hand:
        assert world.refused("work_item_done", work_item=item).code == "work_item.ended_by_its_fact"
        return
    world.record("work_item_done", work_item=item, note="seen")

    assert world.open_kinds() == []
    assert world.event("work_item_done")["effect"] == "eff-1"


def test_notes_calls_and_work_items_go_on_after_the_end(world: World) -> None:
    world.closed()
    item = world.asked(WorkItemKind.CHOOSE_WORDING)

    assert world.record("note_added", text="the daughter called").recorded
    assert world.record("call_logged", outcome="reached").recorded
    assert world.record("work_item_done", work_item=item).recorded
