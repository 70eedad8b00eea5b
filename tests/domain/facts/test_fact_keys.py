"""How the keys of a fact are read, and what is said about those that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import NOW, World

from coordinator.domain.facts import FACTS


def test_the_facts_stand_in_the_order_of_the_contract() -> None:
    names = list(FACTS)

    assert names[:3] == ["identity_verified", "terms_accepted", "contact_verified"]
    assert names[-3:] == ["letter_posted", "letter_taken_back", "handover_declined"]


def test_an_unknown_fact_is_refused_with_the_nearest_name(world: World) -> None:
    refusal = world.refused("record_received", request="req-1")

    assert refusal.code == "fact.unknown"
    assert "records_received" in refusal.detail


def test_a_correction_needs_what_facts_changed_to_be_kept(world: World) -> None:
    assert world.refused("corrected", seq=3).code == "correction.not_kept"


def test_all_keys_that_are_wrong_are_told_at_once(world: World) -> None:
    refusal = world.refused("item_waived", item="NOTHING", agreed_by="neighbour", agreedby="patient")

    assert {reason.code for reason in refusal.reasons} == {"key.unknown", "key.wrong", "key.missing"}
    assert {reason.detail.split(":")[0] for reason in refusal.reasons} == {"agreedby", "item", "agreed_by", "reason"}


def test_a_missing_key_is_named(world: World) -> None:
    refusal = world.refused("office_promised", request="req-1")

    assert (refusal.code, refusal.field) == ("key.missing", "on")


def test_an_empty_value_counts_as_missing(world: World) -> None:
    assert world.refused("note_added", text="  ").code == "key.missing"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("office_promised", {"request": "req-1", "on": "20.12.2026"}),
        ("office_promised", {"request": "req-1", "on": "20261220"}),
        ("office_promised", {"request": "case-1", "on": "2026-12-20"}),
        ("fee_quoted", {"request": "req-1", "amount_minor": "6.50"}),
        ("fee_quoted", {"request": "req-1", "amount_minor": -5}),
        ("fee_quoted", {"request": "req-1", "amount_minor": True}),
        ("fee_quoted", {"request": "req-1", "amount_minor": "²"}),
        ("request_received", {"request": "req-1", "evidence": "answer"}),
        ("records_received", {"request": "req-1", "items": "s-1"}),
        ("records_received", {"request": "req-1", "items": "i-1,,i-2"}),
        ("copy_to_treating", {"agreed": "perhaps"}),
        ("note_added", {"text": "hello", "at": "2026-11-30T10:00"}),
        ("note_added", {"text": "hello", "at": "yesterday"}),
        ("navigator_changed", {"to": "nobody@clinic.example"}),
        ("opinion_filed", {"file": "OPINION.json"}),
        ("source_added", {"organization": "X", "department": "records_office", "items": "LAB"}),
        ("source_added", {"organization": "X", "department": "pathology", "items": "LAB_REPORT", "fax": "12"}),
        ("address_changed", {"contact": "mail-1", "value": "a@b.example, c@d.example"}),
        ("address_changed", {"contact": "tel-1", "value": "maria@mail.example"}),
        ("missing_answered", {"field": "question.decision_deadline", "value": "soon"}),
        ("missing_answered", {"field": "screening.emergency_now", "value": "perhaps"}),
        ("missing_answered", {"field": "sources", "value": "Mercy"}),
        ("placed_on_hold", {"reason": "rest", "review_on": "2026-11-30"}),
        ("call_logged", {"request": "req-1", "contact": "patient", "outcome": "reached"}),
        ("letter_approved", {"work_item": "new-9"}),
        ("case_closed", {"reason": "deceased"}),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(world: World, name: str, values: dict[str, object]) -> None:
    refusal = world.refused(name, **values)

    assert refusal.code == "key.wrong"
    assert refusal.detail


def test_what_happened_cannot_lie_ahead_of_the_clock(world: World) -> None:
    refusal = world.refused("terms_accepted", at="2026-12-01T15:00:01Z")

    assert (refusal.code, refusal.field) == ("moment.in_future", "at")
    assert world.refused("terms_accepted", at="2026-12-02").code == "moment.in_future"


def test_the_event_bears_the_moment_at_which_the_fact_happened(world: World) -> None:
    world.record("terms_accepted", at="2026-11-30T10:00:00-05:00")

    assert world.case.noted[-1].at == world.case.terms_accepted_at == datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert world.case.wake_at == NOW


def test_a_bare_date_is_noon_where_the_fact_happened(world: World) -> None:
    world.record("request_received", request="req-1", evidence="call", at="2026-11-25")
    world.record("terms_accepted", at="2026-11-25")

    assert world.letter.received_at == datetime(2026, 11, 25, 18, tzinfo=UTC)  # Chicago
    assert world.case.terms_accepted_at == datetime(2026, 11, 25, 17, tzinfo=UTC)  # New York


def test_a_bare_date_of_today_is_never_later_than_now(world: World) -> None:
    world.record("terms_accepted", at="2026-12-01")

    assert world.case.terms_accepted_at == NOW


def test_work_items_end_when_it_is_recorded_not_when_it_happened(world: World) -> None:
    world.record("reply_arrived", request="req-1")
    world.record("office_promised", request="req-1", on="2026-12-20", at="2026-11-25")

    assert world.case.work_items[0].done_at == NOW
    assert next(e for e in world.case.noted if e.name == "work_item_ended").at == NOW


def test_an_item_is_named_by_id_or_record_type_in_any_case(world: World) -> None:
    recorded = world.record("records_received", request="req-1", items=["path_report", "i-2", "i-1"])

    assert recorded.ids == {"request": "req-1", "items": "i-1,i-2"}


def test_a_record_type_that_two_requests_ask_for_needs_an_id(world: World) -> None:
    world.case.requests[2].items[0].record_type = world.letter.items[0].record_type

    refusal = world.refused("document_verified", item="PATH_REPORT")

    assert refusal.code == "key.wrong"
    assert "i-1" in refusal.detail
    assert "h-1" in refusal.detail


def test_before_acceptance_nothing_is_booked_or_waived(world: World) -> None:
    world.case.accepted_at = None

    for name, values in (
        ("provider_chosen", {"provider": "p-1"}),
        ("appointment_booked", {"slot": "slot-1"}),
        ("shortlist_wanted", {}),
        ("item_waived", {"item": "LAB_REPORT", "reason": "x", "agreed_by": "patient"}),
    ):
        assert world.refused(name, **values).code == "case.not_accepted"


def test_recorded_carries_the_number_of_its_event(world: World) -> None:
    recorded = world.record("office_promised", request="req-1", on="2026-12-20")

    assert world.case.noted[(recorded.seq or 0) - 1].name == "office_promised"
    assert recorded.ids == {"request": "req-1"}


def test_a_list_in_a_json_column_is_replaced_and_never_changed_in_place(world: World) -> None:
    answers, intake, sources = world.case.answers, world.case.intake, world.case.intake["sources"]

    world.record("question_added", text="Will I walk again?")
    world.record("source_added", organization="Other", department="records_office", items="LAB_REPORT")

    assert answers == {}
    assert sources == []
    assert world.case.answers is not answers
    assert world.case.intake is not intake


def test_a_moment_before_the_year_one_is_refused(world: World) -> None:
    assert world.refused("terms_accepted", at="0001-01-01T00:00:00+14:00").code == "key.wrong"


def test_an_old_moment_is_taken_as_it_is(world: World) -> None:
    world.record("terms_accepted", at=NOW - timedelta(days=400))

    assert world.case.terms_accepted_at == NOW - timedelta(days=400)
