"""The choice of a provider, the booked visit, and whether it took place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOW, VISIT_AT, World

from coordinator.domain.words import AppointmentStatus, ReferralStatus, VisitMode, WorkItemKind


@pytest.mark.parametrize("provider", ["p-3", "p-9"])
def test_only_who_is_on_the_shortlist_and_not_excluded_may_be_chosen(world: World, provider: str) -> None:
    assert world.refused("provider_chosen", provider=provider).code == "provider.not_on_shortlist"


def test_choosing_whom_the_case_is_offered_to_changes_nothing(world: World) -> None:
    world.offered()

    assert not world.record("provider_chosen", provider="p-1").recorded
    assert world.record("provider_chosen", provider="p-2").recorded


def test_without_an_offer_there_is_nothing_to_answer(world: World) -> None:
    for name, values in (
        ("referral_accepted", {}),
        ("referral_declined", {"reason": "full"}),
        ("packet_sent", {}),
        ("packet_acknowledged", {}),
    ):
        assert world.refused(name, **values).code == "referral.missing"


def test_an_answer_ends_the_calls_about_the_offer(world: World) -> None:
    world.offered()
    world.asked(WorkItemKind.CALL_PROVIDER, "ref-1")
    world.asked(WorkItemKind.ASK_NEXT_PROVIDER, "ref-1")

    world.record("referral_accepted", gap_accepted="i-1,path_slides")

    assert world.case.referrals[0].gap_accepted == ["i-1", "PATH_SLIDES"]
    assert world.open_kinds() == []


def test_a_gap_that_names_nothing_is_refused(world: World) -> None:
    world.offered()

    assert world.refused("referral_accepted", gap_accepted="everything").code == "key.wrong"


def test_booking_takes_the_slot_and_chooses_its_provider(world: World) -> None:
    recorded = world.record("appointment_booked", slot="slot-1", place="room 4")

    appointment = world.case.appointment()
    assert appointment is not None
    assert (appointment.starts_at, appointment.minutes, appointment.mode) == (VISIT_AT, 60, VisitMode.VIDEO)
    assert appointment.time_zone == "America/New_York"
    assert world.known.slots["slot-1"][0].taken_by == recorded.ids["appointment"]
    assert world.event("provider_chosen") == {"provider": "p-1"}


def test_whoever_is_chosen_already_is_not_chosen_again_by_booking(world: World) -> None:
    world.offered()

    world.record("appointment_booked", slot="slot-1")

    assert "provider_chosen" not in world.events()


def test_a_listed_slot_is_taken_by_its_time_too(world: World) -> None:
    world.offered()

    world.record("appointment_booked", starts_at="2026-12-10T10:00:00-05:00", mode="video")

    appointment = world.case.appointment()
    assert appointment is not None
    assert appointment.slot_id == "slot-1"
    assert not world.record("appointment_booked", slot="slot-1").recorded


def test_a_visit_agreed_by_telephone_needs_no_slot(world: World) -> None:
    world.record("appointment_booked", starts_at="2026-12-11T09:00:00-08:00", mode="in_person", provider="p-2")

    appointment = world.case.appointment()
    assert appointment is not None
    assert (appointment.slot_id, appointment.minutes, appointment.provider.id) == (None, 45, "p-2")


def test_a_slot_that_another_visit_has_is_refused(world: World) -> None:
    world.known.slots["slot-1"][0].taken_by = "somebody-else"

    assert world.refused("appointment_booked", slot="slot-1").code == "slot.taken"
    by_time = world.refused("appointment_booked", starts_at=VISIT_AT, mode="video", provider="p-1")
    assert by_time.code == "slot.taken"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"slot": "slot-3", "provider": "p-1"}, "slot.other_provider"),
        ({"slot": "slot-old"}, "moment.in_past"),
        ({"starts_at": "2026-12-01T15:00:00Z", "mode": "video", "provider": "p-1"}, "moment.in_past"),
        ({"slot": "slot-1", "starts_at": "2026-12-10T15:00:00Z"}, "key.wrong"),
        ({"slot": "slot-1", "mode": "in_person"}, "key.wrong"),
        ({"slot": "slot-9"}, "key.wrong"),
        ({"starts_at": "2026-12-10", "mode": "video", "provider": "p-1"}, "key.wrong"),
        ({"starts_at": "2026-12-10T15:00:00Z", "mode": "video", "provider": "p-9"}, "key.wrong"),
        ({"starts_at": "2026-12-10T15:00:00Z", "provider": "p-1"}, "key.missing"),
        ({"starts_at": "2026-12-10T15:00:00Z", "mode": "video"}, "key.missing"),
        ({}, "key.missing"),
    ],
)
def test_a_time_that_cannot_be_booked_is_refused(world: World, values: dict[str, str], code: str) -> None:
    assert world.refused("appointment_booked", **values).code == code


def test_the_chosen_providers_slot_is_meant_unless_another_is_named(world: World) -> None:
    world.offered()

    assert world.refused("appointment_booked", slot="slot-3").code == "slot.other_provider"
    assert world.record("appointment_booked", slot="slot-3", provider="p-2").recorded


def test_a_new_booking_supersedes_under_the_same_calendar_entry(world: World) -> None:
    first = world.booked()

    recorded = world.record("appointment_rescheduled", slot="slot-2")

    second = world.case.appointment()
    assert second is not None
    assert second.id == recorded.ids["appointment"] != first.id
    assert first.status is AppointmentStatus.SUPERSEDED
    assert (second.calendar_uid, second.sequence) == (first.calendar_uid, first.sequence + 1)
    assert world.known.slots["slot-1"][0].taken_by is None
    assert world.event("appointment_booked")["supersedes"] == first.id


def test_another_time_needs_another_interpreter(world: World) -> None:
    world.booked()
    world.record("interpreter_booked")

    world.record("appointment_rescheduled", starts_at="2026-12-12T15:00:00Z")

    appointment = world.case.appointment()
    assert appointment is not None
    assert appointment.mode is VisitMode.VIDEO
    assert not appointment.interpreter_booked


def test_without_a_visit_there_is_nothing_to_move_confirm_or_attend(world: World) -> None:
    for name, values in (
        ("appointment_rescheduled", {"slot": "slot-1"}),
        ("appointment_cancelled", {"reason": "x", "by": "patient"}),
        ("appointment_confirmed", {}),
        ("interpreter_booked", {}),
        ("visit_attended", {}),
        ("visit_missed", {"cause": "flu"}),
    ):
        assert world.refused(name, **values).code == "appointment.missing"


def test_a_visit_called_off_frees_its_slot_and_says_by_whom(world: World) -> None:
    appointment = world.booked()

    world.record("appointment_cancelled", reason="ill", by="provider")

    assert appointment.status is AppointmentStatus.CANCELLED
    assert world.known.slots["slot-1"][0].taken_by is None
    assert world.event("appointment_cancelled") == {"appointment": appointment.id, "by_whom": "provider"}


def test_no_visit_takes_place_before_it_begins(world: World) -> None:
    world.booked()
    assert world.refused("visit_attended").code == "appointment.not_yet"
    assert world.refused("visit_missed", cause="flu").code == "appointment.not_yet"

    world.now = VISIT_AT - timedelta(minutes=1)
    assert world.refused("visit_attended").code == "appointment.not_yet"

    world.now = VISIT_AT + timedelta(days=2)

    assert world.refused("visit_attended", at="2026-12-09").code == "appointment.not_yet"
    assert world.record("visit_attended", at="2026-12-10").recorded


def test_noon_of_an_afternoon_visit_means_the_visit(world: World) -> None:
    world.record("appointment_booked", starts_at="2026-12-10T16:00:00-05:00", mode="video", provider="p-1")
    world.now = VISIT_AT + timedelta(days=2)

    world.record("visit_attended", at="2026-12-10")

    attended = world.case.attended()
    assert attended is not None
    assert attended.attended_at == attended.starts_at


def test_after_a_missed_visit_another_is_booked_anew(world: World) -> None:
    first = world.booked()
    world.now = VISIT_AT + timedelta(minutes=30)
    world.record("visit_missed", cause="flu")

    world.record("appointment_booked", slot="slot-2")

    appointment = world.case.appointment()
    assert appointment is not None
    assert first.status is AppointmentStatus.MISSED
    assert (appointment.sequence, appointment.calendar_uid == first.calendar_uid) == (0, False)


def test_a_shortlist_that_names_somebody_is_not_made_again_by_asking(world: World) -> None:
    assert not world.record("shortlist_wanted").recorded

    world.case.shortlist = [{"provider": "p-3", "excluded": [{"filter": "H2", "reason": "x"}]}]

    assert world.record("shortlist_wanted").recorded


def test_an_approval_has_its_days_in_order(world: World) -> None:
    refusal = world.refused("prior_authorization", status="approved", **{"from": "2026-12-10", "to": "2026-12-01"})

    assert refusal.field == "to"
    world.record("prior_authorization", status="asked")
    world.record("prior_authorization", status="approved", **{"from": "2026-12-01", "to": "2027-03-01", "visits": "2"})
    assert world.case.prior_authorization == "approved"
    assert world.event("prior_authorization")["from"] == "2026-12-01"


def test_a_packet_is_sent_once(world: World) -> None:
    world.offered(ReferralStatus.ACCEPTED)
    world.record("packet_sent", at="2026-11-30")

    assert not world.record("packet_sent").recorded
    assert world.case.referrals[0].packet_sent_at is not None
    assert world.case.referrals[0].packet_sent_at < NOW


def test_questions_are_counted_and_kept_beside_the_journal(world: World) -> None:
    world.record("question_added", text="Will I walk again?")
    world.record("question_added", text="Must it be now?")

    assert world.event("question_added") == {"number": 2}
    assert [text for _, _, text in world.case.texts] == ["Will I walk again?", "Must it be now?"]
