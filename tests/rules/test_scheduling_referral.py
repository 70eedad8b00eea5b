"""The offer of a case: declined, silent, asked in parallel, taken back (``domain.md`` §1.5)."""

from __future__ import annotations

import pytest
from scheduling_stage import booked, chosen, codes, events, fitting, in_scheduling, open_codes, shown
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.services.views.explained_date import explained_date
from coordinator.store import cases


def _status(stage: Stage, ref: str) -> list[str]:
    return [referral["status"] for referral in shown(stage, ref)["referrals"]]


@pytest.mark.rule("1.5-provider-accepted")
def test_a_case_waits_for_the_provider_to_accept(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = chosen(stage, ref)
    stage.fact(ref, "appointment_booked", slot=entry["slots"][0]["id"])
    stage.fact(ref, "cost_agreed", amount_minor=70000)

    assert codes(stage, ref) == ["referral.not_accepted"]

    stage.fact(ref, "referral_accepted")
    assert shown(stage, ref)["stage"] == "consultation"


@pytest.mark.rule("1.5-declined", "1.5-packet-revoked")
def test_a_decline_takes_the_packet_back_and_offers_the_next_provider_the_same_day(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    first = chosen(stage, ref)
    assert shown(stage, ref)["referrals"][0]["packet_access"] == "open"
    stage.advance(days=2)
    assert "l12-referral-packet" in stage.names(ref)
    today = stage.now.date()

    stage.fact(ref, "referral_declined", reason="no_capacity", note="full until spring")

    told = shown(stage, ref)
    assert (told["referrals"][0]["decline_reason"], told["referrals"][0]["packet_access"]) == ("no_capacity", "revoked")
    assert [e["reason"] for e in events(stage, ref, "referral_declined")] == ["no_capacity"]
    assert len(events(stage, ref, "packet_access_revoked")) == 1
    assert open_codes(stage, ref, "call_provider") == ["packet_recalled"]
    assert open_codes(stage, ref, "ask_next_provider") == ["declined"]
    assert first["provider"] not in [e["provider"] for e in fitting(stage, ref)]
    offered = events(stage, ref, "shortlist_offered")
    assert len(offered) == 2
    assert stage.case(ref).waits_of("choose-provider")[0].started_at.date() == today


def test_no_letter_is_asked_back_from_an_office_that_never_had_it(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    stage.advance_to(stage.now.replace(hour=23))
    chosen(stage, ref)

    stage.fact(ref, "referral_declined", reason="out_of_scope")

    assert open_codes(stage, ref, "call_provider") == []
    stage.advance(days=3)
    assert "l12-referral-packet" not in stage.names(ref)


@pytest.mark.rule("1.5-declined")
def test_after_two_declines_a_supervisor_looks(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    chosen(stage, ref)
    stage.fact(ref, "referral_declined", reason="no_capacity")
    assert open_codes(stage, ref, "supervisor_review") == []

    chosen(stage, ref)
    stage.fact(ref, "referral_declined", reason="they have no room at all")

    assert open_codes(stage, ref, "supervisor_review") == ["two_declines"]
    assert [r["decline_reason"] for r in shown(stage, ref)["referrals"]] == ["no_capacity", "other"]
    assert open_codes(stage, ref, "no_provider") == [""]


def test_a_conflict_leaves_the_provider_out_for_good(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    first = chosen(stage, ref)

    stage.fact(ref, "referral_declined", reason="conflict")

    entry = next(e for e in shown(stage, ref)["shortlist"] if e["provider"] == first["provider"])
    assert [e["filter"] for e in entry["excluded"]] == ["H9"]
    assert "conflict" in entry["excluded"][0]["reason"]


@pytest.mark.rule("1.5-silent-provider")
def test_a_silent_office_is_called_twice_and_then_the_next_is_asked_beside_it(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    chosen(stage, ref)

    stage.advance_to(stage.now.replace(day=25, hour=20))  # Wednesday, business day 2
    assert open_codes(stage, ref, "call_provider") == ["referral/call-1"]
    stage.advance_to(stage.now.replace(day=30, hour=20))  # Monday, business day 4: Thursday was a holiday
    assert open_codes(stage, ref, "call_provider") == ["referral/call-1", "referral/call-2"]
    assert open_codes(stage, ref, "ask_next_provider") == []
    stage.advance_to(stage.now.replace(month=12, day=1, hour=20))
    assert open_codes(stage, ref, "ask_next_provider") == ["referral/next"]

    chosen(stage, ref, 1)
    assert _status(stage, ref) == ["sent", "sent"]
    assert open_codes(stage, ref, "ask_next_provider") == []

    first = shown(stage, ref)["referrals"][0]["id"]
    stage.fact(ref, "referral_accepted", referral=first)
    assert _status(stage, ref) == ["accepted", "lapsed"]
    assert [r["packet_access"] for r in shown(stage, ref)["referrals"]] == ["open", "revoked"]
    with pytest.raises(Refused) as refused:
        stage.fact(ref, "referral_accepted", referral=shown(stage, ref)["referrals"][1]["id"])
    assert refused.value.code == "referral.accepted_elsewhere"


@pytest.mark.rule("1.5-silent-provider")
def test_an_unanswered_offer_lapses_after_its_day_and_may_still_be_accepted(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    chosen(stage, ref)
    stage.advance_to(stage.now.replace(month=12, day=1, hour=23))
    assert _status(stage, ref) == ["sent"]

    stage.advance(days=1)
    assert _status(stage, ref) == ["lapsed"]
    assert events(stage, ref, "shortlist_offered")[1:] != []

    stage.fact(ref, "referral_accepted")
    assert _status(stage, ref) == ["accepted"]


def test_an_offer_to_whom_the_patient_does_not_want_ends(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = chosen(stage, ref)

    stage.fact(ref, "provider_refused", provider=entry["provider"])

    assert _status(stage, ref) == ["lapsed"]
    assert shown(stage, ref)["referrals"][0]["packet_access"] == "revoked"


def test_a_conflict_found_after_acceptance_is_a_supervisors(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = chosen(stage, ref)
    stage.fact(ref, "referral_accepted")

    stage.fact(ref, "conflict_declared", provider=entry["provider"])

    assert _status(stage, ref) == ["accepted"]
    assert open_codes(stage, ref, "supervisor_review") == ["unwanted_after_acceptance"]


def test_an_office_that_declines_after_it_gave_a_time_is_asked_about_the_visit(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)

    stage.fact(ref, "referral_declined", reason="no_capacity")

    assert "declined_after_booking" in open_codes(stage, ref, "call_provider")


def test_another_choice_before_any_silence_ends_the_first_offer(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    chosen(stage, ref)

    chosen(stage, ref, 1)

    assert _status(stage, ref) == ["lapsed", "sent"]
    assert shown(stage, ref)["referrals"][0]["packet_access"] == "revoked"


def test_the_day_to_answer_is_explained(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = chosen(stage, ref)

    with stage.world.database.reading() as session:
        [sentence] = explained_date(session, ref, "accept_by", stage.world.book(session), stage.now)

    assert sentence.startswith(f"{entry['name']}: accept_by is 2026-12-01: 5 business days after the offer")


def test_what_the_office_still_wants_is_shown_until_it_is_settled(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    entry = next(e for e in fitting(stage, ref) if e["name"] == "Dr. Amara Diallo")
    stage.fact(ref, "provider_chosen", provider=entry["provider"])
    [wanted] = shown(stage, ref)["referrals"][0]["office_wants"]
    assert (wanted["what"], wanted["before_visit"], wanted["settled_on"]) == ("insurance card copy", False, None)
    stage.fact(ref, "referral_accepted")
    assert {"code": "office.wants", "detail": "insurance card copy"} in shown(stage, ref)["hints"]
    assert "office.wants" not in codes(stage, ref)

    stage.fact(ref, "office_want_settled", what="Insurance card copy")

    assert [hint["code"] for hint in shown(stage, ref)["hints"]] == []
    with pytest.raises(Refused) as refused:
        stage.fact(ref, "office_want_settled", what="own form")
    assert "insurance card copy" in refused.value.detail


def test_what_an_office_must_have_first_holds_the_visit(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    entry = booked(stage, ref)
    stage.fact(ref, "interpreter_booked")
    with stage.world.database.transaction() as session:
        case = cases.lock(session, cases.id_of(session, ref))
        case.referrals[0].office_wants = [{"what": "own form", "before_visit": True, "settled_on": None}]
    assert entry["provider"]
    assert "office.wants" in codes(stage, ref)

    stage.fact(ref, "office_want_settled", what="own form")

    assert "office.wants" not in codes(stage, ref)
