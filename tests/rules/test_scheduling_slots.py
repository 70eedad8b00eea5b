"""One opening, one visit: holds, races on a real database, zones, and what an end gives back (``domain.md`` §1.5)."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from scheduling_stage import booked, chosen, codes, events, fitting, in_scheduling, said, shown, waive_all
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.paths import examples_dir
from coordinator.services.record import record
from coordinator.services.views.explained_date import explained_date
from coordinator.store import communications


def _another(stage: Stage, number: str, name: str) -> str:
    """A second case like an example, of somebody else."""
    told = json.loads((examples_dir() / "intake" / f"intake-{number}.json").read_text(encoding="utf-8"))
    patient = {**told["patient"], "legal_name": {"given": name, "family": "Vance"}, "email": f"{name}@patients.example"}
    ref = stage.intake(number, external_id=f"INTAKE-{name}", patient=patient)
    stage.accept(ref)
    stage.sign_all(ref)
    waive_all(stage, ref)
    return ref


@pytest.mark.rule("1.5-no-double-booking")
def test_of_cases_that_race_for_one_opening_exactly_one_gets_it(stage: Stage) -> None:
    names = ("ada", "bela", "cleo", "dora")
    refs = [_another(stage, "0006", name) for name in names]
    slot = fitting(stage, refs[0])[0]["slots"][0]["id"]
    start, outcomes = threading.Barrier(len(refs)), {}

    def book(ref: str) -> None:
        start.wait(60)
        try:
            record(stage.world, ref, "appointment_booked", {"slot": slot})
            outcomes[ref] = "booked"
        except Refused as refusal:
            outcomes[ref] = refusal.code

    threads = [threading.Thread(target=book, args=(ref,)) for ref in refs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    stage.rest()

    assert sorted(outcomes.values()) == ["booked", *["slot.taken"] * 3]
    assert [len(shown(stage, ref)["appointments"]) for ref in refs if outcomes[ref] == "booked"] == [1]


@pytest.mark.rule("1.5-no-double-booking")
def test_of_two_holds_on_one_opening_exactly_one_stands(stage: Stage) -> None:
    refs = [_another(stage, "0006", name) for name in ("ada", "bela")]
    slot = fitting(stage, refs[0])[0]["slots"][0]["id"]
    start, outcomes = threading.Barrier(2), {}

    def hold(ref: str, fact: str) -> None:
        start.wait(60)
        try:
            record(stage.world, ref, fact, {"slot": slot})
            outcomes[ref] = "mine"
        except Refused as refusal:
            outcomes[ref] = refusal.code

    threads = [
        threading.Thread(target=hold, args=(ref, fact))
        for ref, fact in zip(refs, ("slot_held", "appointment_booked"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes.values()) == ["mine", "slot.taken"]


@pytest.mark.rule("1.5-no-double-booking")
def test_a_held_opening_is_for_its_case_alone_until_the_hold_lapses(stage: Stage) -> None:
    mine, other = (_another(stage, "0006", name) for name in ("ada", "bela"))
    entry = fitting(stage, mine)[0]
    slot = entry["slots"][0]["id"]
    stage.fact(mine, "slot_held", slot=slot)

    [held] = shown(stage, mine)["slots_held"]
    assert (held["slot"], held["until"]) == (
        slot,
        "2026-11-25T23:00:00+00:00",
    )  # 17:00 in Chicago
    for fact in ("appointment_booked", "slot_held"):
        with pytest.raises(Refused) as refused:
            stage.fact(other, fact, slot=slot)
        assert refused.value.code == "slot.taken"
    stage.fact(other, "travel_limited", can="with_help")  # a list made now
    assert slot not in [s["id"] for e in fitting(stage, other) for s in e["slots"]]
    stage.fact(mine, "travel_limited", can="with_help")
    assert slot in [s["id"] for e in fitting(stage, mine) for s in e["slots"]]

    stage.advance_to(datetime(2026, 11, 25, 23, 1, tzinfo=UTC))
    assert shown(stage, mine)["slots_held"] == []
    assert stage.fact(other, "appointment_booked", slot=slot).recorded


def test_booking_gives_back_what_else_was_held(stage: Stage) -> None:
    mine, other = (_another(stage, "0006", name) for name in ("ada", "bela"))
    first, second = fitting(stage, mine)[0]["slots"]
    stage.fact(mine, "slot_held", slot=second["id"])

    stage.fact(mine, "appointment_booked", slot=first["id"])

    assert stage.fact(other, "slot_held", slot=second["id"]).recorded


def test_a_hold_given_up_and_one_in_the_past_are_no_holds(stage: Stage) -> None:
    mine, other = (_another(stage, "0006", name) for name in ("ada", "bela"))
    slot = fitting(stage, mine)[0]["slots"][0]["id"]
    with pytest.raises(Refused) as refused:
        stage.fact(mine, "slot_held", slot=slot, until="2026-11-22T10:00:00-06:00")
    assert refused.value.code == "moment.in_past"

    stage.fact(mine, "slot_held", slot=slot, until="2026-12-20T10:00:00-06:00")
    with stage.world.database.reading() as session:
        [sentence] = explained_date(session, mine, "held_until", stage.world.book(session), stage.now)
    assert "2026-12-20" in sentence
    stage.fact(mine, "slot_released", slot=slot)

    assert stage.fact(other, "appointment_booked", slot=slot).recorded


def test_a_case_that_ends_gives_its_openings_back(stage: Stage) -> None:
    mine, other = (_another(stage, "0006", name) for name in ("ada", "bela"))
    first, second = fitting(stage, mine)[0]["slots"]
    stage.fact(mine, "appointment_booked", slot=first["id"])
    stage.fact(mine, "slot_held", slot=second["id"])

    stage.fact(mine, "withdrawn")

    assert stage.fact(other, "slot_held", slot=second["id"]).recorded
    assert stage.fact(other, "appointment_booked", slot=first["id"]).recorded


@pytest.mark.rule("1.5-booked", "1.5-patient-accepted")
def test_without_a_booked_visit_the_case_stays(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = chosen(stage, ref)
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=70000)
    assert codes(stage, ref) == ["appointment.not_booked"]

    stage.fact(ref, "appointment_booked", slot=entry["slots"][0]["id"], place="12 Hill St, room 4")

    [visit] = shown(stage, ref)["appointments"]
    assert shown(stage, ref)["stage"] == "consultation"
    assert (visit["mode"], visit["place"], visit["status"]) == ("video", "12 Hill St, room 4", "booked")
    assert visit["starts_local"] == {"patient": "2026-12-29T08:00:00-08:00", "provider": "2026-12-29T10:00:00-06:00"}
    assert visit["zones"] == {"patient": "America/Los_Angeles", "provider": "America/Chicago"}


@pytest.mark.rule("1.5-reschedule")
def test_a_new_time_supersedes_under_one_calendar_entry_and_the_patient_is_told(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = booked(stage, ref)
    stage.advance(days=1)
    stage.fact(ref, "appointment_rescheduled", slot=entry["slots"][1]["id"])
    stage.advance(days=1)

    old, new = shown(stage, ref)["appointments"]
    assert (old["status"], new["status"]) == ("superseded", "booked")
    assert (new["calendar_uid"], new["sequence"]) == (old["calendar_uid"], old["sequence"] + 1)
    [mail] = [c for c in stage.sent(ref) if "m23-changed-or-cancelled" in (c.name, *c.parts)]
    words, calendar = _opened(stage, mail.id)
    assert "Your visit has a new time" in words
    assert "SEQUENCE:1" in calendar
    assert "METHOD:REQUEST" in calendar
    assert f"UID:{new['calendar_uid']}" in calendar
    assert len([c for c in stage.sent(ref) if "m18-booked" in (c.name, *c.parts)]) == 1


@pytest.mark.rule("12-outside-budget")
def test_a_cancelled_visit_is_told_at_once_whatever_the_budget_and_leaves_the_calendar(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)
    stage.advance(days=1, hours=4)
    before = len(stage.sent(ref, kind="message"))
    said(stage, ref, "appointment_cancelled", reason="clinic closed", by="provider")

    sent = stage.sent(ref, kind="message")[before:]
    assert [c.name for c in sent] == ["m23-changed-or-cancelled"]
    words, calendar = _opened(stage, sent[0].id)
    assert "do not go there" in " ".join(words.split())
    assert "METHOD:CANCEL" in calendar
    assert "STATUS:CANCELLED" in calendar
    assert "SEQUENCE:1" in calendar
    assert not sent[0].budgeted


def test_a_visit_that_is_lost_leads_back_to_scheduling_when_nothing_else_is_booked(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = booked(stage, ref)
    stage.fact(ref, "cost_agreed", amount_minor=70000)
    assert shown(stage, ref)["stage"] == "consultation"

    stage.fact(ref, "appointment_rescheduled", slot=entry["slots"][1]["id"])
    assert shown(stage, ref)["stage"] == "consultation"
    said(stage, ref, "appointment_cancelled", reason="ill", by="patient")

    assert shown(stage, ref)["stage"] == "scheduling"
    assert events(stage, ref, "stage_entered")[-1]["visit"] == 2
    assert "appointment.not_booked" in codes(stage, ref)
    stage.advance(days=2)
    assert "t09-new-time" in [w.code for w in stage.case(ref).work_items if w.open]
    stage.fact(ref, "appointment_booked", slot=entry["slots"][0]["id"])
    assert shown(stage, ref)["stage"] == "consultation"


def _opened(stage: Stage, communication_id: str) -> tuple[str, str]:
    """The words of a mail, and its calendar file."""
    with stage.world.database.reading() as session:
        mail = message_from_bytes(communications.get(session, communication_id).bytes)
    found = {part.get_content_type(): part.get_payload(decode=True) for part in mail.walk()}
    words, calendar = found["text/plain"], found["text/calendar"]
    assert isinstance(words, bytes)
    assert isinstance(calendar, bytes)
    return words.decode(), calendar.decode()
