"""Who is offered, as facts in the patient's order, and what may be set aside (``domain.md`` §6, §12)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scheduling_stage import chosen, fitting, in_scheduling, open_codes, said, shown
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.paths import examples_dir
from coordinator.services.directory_loading import load_directory


def _directory(stage: Stage, **changes: Any) -> None:
    """The example directory, with one provider changed by name."""
    told = json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8"))
    for provider in told["providers"]:
        provider.update(changes.get(provider["name"].split()[-1], {}))
    file = stage.folder / "directory.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    load_directory(stage.world, [file])
    stage.rest()


def _entry(stage: Stage, ref: str, name: str) -> dict[str, Any]:
    return next(e for e in shown(stage, ref)["shortlist"] if e["name"].endswith(name))


def _failed(stage: Stage, ref: str, name: str) -> list[str]:
    return [e["filter"] for e in _entry(stage, ref, name)["excluded"]]


@pytest.mark.rule("12-no-score")
def test_providers_are_facts_with_source_and_date_in_the_patients_order(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    assert [e["name"] for e in fitting(stage, ref)] == ["Dr. Ingrid Solberg", "Dr. Hugo Brandt"]

    said(stage, ref, "shortlist_order", by="lowest_cost")

    told = shown(stage, ref)
    assert [e["name"] for e in fitting(stage, ref)] == ["Dr. Hugo Brandt", "Dr. Ingrid Solberg"]
    assert told["shortlist_order"] == "lowest_cost"
    assert told["shortlist_note"] == "These two providers are all we know of who fit. There may be others."
    assert told["shortlist_shown"] == [e["provider"] for e in fitting(stage, ref)]
    names = {fact["name"] for fact in told["shortlist"][0]["facts"]}
    assert {"yearly_volume", "published_outcomes", "patient_reviews", "cost", "recommended_by"} <= names
    assert all({"value", "source", "as_of"} <= fact.keys() for fact in told["shortlist"][0]["facts"])
    words = json.dumps(told["shortlist"]).lower()
    assert "best" not in words
    assert "score" not in words


def test_the_order_holds_when_the_list_is_made_again(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    said(stage, ref, "shortlist_order", by="most_experience")

    said(stage, ref, "recommendation_noted", provider=fitting(stage, ref)[1]["provider"], by="treating_doctor")

    assert [e["name"] for e in fitting(stage, ref)] == ["Dr. Hugo Brandt", "Dr. Ingrid Solberg"]


@pytest.mark.rule("12-no-score")
def test_a_recommendation_and_a_register_are_shown_and_move_nobody(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    brandt = _entry(stage, ref, "Brandt")["provider"]

    said(stage, ref, "recommendation_noted", provider=brandt, by="family")
    said(stage, ref, "recommendation_noted", provider=brandt, by="group", note="knee forum")
    stage.fact(ref, "credential_checked", provider=brandt, board="Orthopaedic board", status="certified",
               source="https://register.example", on="2026-11-20")  # fmt: skip

    facts = {fact["name"]: fact for fact in _entry(stage, ref, "Brandt")["facts"]}
    assert facts["recommended_by"]["value"] == "family, group"
    looked = facts["credential_check"]
    assert (looked["value"], looked["source"], looked["as_of"]) == (
        "Orthopaedic board: certified", "https://register.example", "2026-11-20",
    )  # fmt: skip
    assert [e["name"] for e in fitting(stage, ref)] == ["Dr. Ingrid Solberg", "Dr. Hugo Brandt"]
    assert facts["patient_reviews"]["value"].startswith("https://reviews.example")


def test_a_sanction_found_in_a_register_leaves_out_for_good(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    brandt = _entry(stage, ref, "Brandt")["provider"]

    stage.fact(ref, "credential_checked", provider=brandt, board="State board", status="sanctioned", source="register")

    assert _failed(stage, ref, "Brandt") == ["H1"]
    assert "register, checked on 2026-11-23" in _entry(stage, ref, "Brandt")["excluded"][0]["reason"]
    with pytest.raises(Refused):
        stage.fact(ref, "filter_overridden", provider=brandt, filter="H1", note="he is fine")


def test_a_navigator_may_set_aside_what_is_policy_with_a_note(stage: Stage) -> None:
    _directory(stage, Brandt={"accepts_second_opinions": False})
    ref = in_scheduling(stage, "0006")
    brandt = _entry(stage, ref, "Brandt")["provider"]
    assert _failed(stage, ref, "Brandt") == ["H5"]
    with pytest.raises(Refused) as refused:
        stage.fact(ref, "filter_overridden", provider=brandt, filter="H7", note="x")
    assert refused.value.code == "filter.not_failed"

    stage.fact(ref, "filter_overridden", provider=brandt, filter="H5", note="agreed by telephone")

    assert _failed(stage, ref, "Brandt") == []
    assert [e["filter"] for e in _entry(stage, ref, "Brandt")["overridden"]] == ["H5"]
    said(stage, ref, "recommendation_noted", provider=brandt, by="family")  # made again: still set aside
    assert _failed(stage, ref, "Brandt") == []
    assert stage.fact(ref, "provider_chosen", provider=brandt).recorded


def test_whom_the_patient_refuses_and_who_has_a_conflict_is_left_out(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    first, second = fitting(stage, ref)

    stage.fact(ref, "provider_refused", provider=first["provider"])
    stage.fact(ref, "conflict_declared", provider=second["provider"])

    told = {e["provider"]: e["excluded"] for e in shown(stage, ref)["shortlist"]}
    assert told[first["provider"]][0]["reason"] == "the patient does not want this provider"
    assert "conflict" in told[second["provider"]][0]["reason"]
    assert open_codes(stage, ref, "no_provider") == [""]


def test_the_patient_may_allow_the_institution_of_the_first_opinion(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    assert _failed(stage, ref, "Marsh") == ["H3", "H4"]

    stage.fact(ref, "same_institution_allowed")

    assert _failed(stage, ref, "Marsh") == ["H3"]


def test_a_child_is_offered_nobody_who_sees_adults_only(stage: Stage) -> None:
    _directory(stage, Lund={"age_groups": ["adult"]})
    ref = in_scheduling(stage, "0005")

    assert stage.case(ref).patient.is_minor(stage.now.date())
    assert _failed(stage, ref, "Lund") == ["H2"]


@pytest.mark.rule("1.5-license")
def test_without_a_licence_where_the_patient_sits_no_video_is_offered(stage: Stage) -> None:
    _directory(stage, Solberg={"licensed_in": ["MN"]}, Brandt={"licensed_in": ["CA"], "modes": ["video", "in_person"]})
    ref = in_scheduling(stage, "0006")  # the patient sits in Oregon

    assert _failed(stage, ref, "Solberg") == ["H6"]
    assert {slot["mode"] for slot in _entry(stage, ref, "Brandt")["slots"]} == {"in_person"}


@pytest.mark.rule("1.5-cannot-travel")
def test_a_patient_who_cannot_travel_is_seen_from_home_and_shown_help(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    stage.fact(ref, "travel_limited", can="no")

    slots = [slot["mode"] for entry in fitting(stage, ref) for slot in entry["slots"]]
    assert "in_person" not in slots
    assert slots
    travel = shown(stage, ref)["travel"]
    assert (travel["can"], travel["options"]) == ("no", ["video", "record_review", "transport", "lodging"])
    assert {"air-charity", "hope-lodge"} <= set(travel["help"])

    stage.fact(ref, "travel_limited", can="with_help")
    assert "in_person" in [slot["mode"] for entry in fitting(stage, ref) for slot in entry["slots"]]
    assert shown(stage, ref)["travel"]["options"] == ["transport", "lodging"]


def test_every_option_has_a_cost_card(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")

    assert _entry(stage, ref, "Diallo")["cost"] == {
        "amount_minor": 95000, "includes": "visit and written opinion", "assistance": "sliding scale", "network": "in",
    }  # fmt: skip
    assert _entry(stage, ref, "Weber")["cost"]["network"] == "unknown"


@pytest.mark.rule("1.5-slot-after-deadline")
def test_a_visit_later_than_the_plan_shows_what_else_can_be_done(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    entry = chosen(stage, ref)
    options = "cancellation_list,video,other_provider,ask_if_deadline_can_move"
    stage.fact(ref, "appointment_booked", starts_at="2027-01-05T10:00:00-06:00", mode="video")
    assert open_codes(stage, ref, "plan_infeasible") == [options]
    assert "risk.not_acknowledged" in [m["code"] for m in shown(stage, ref)["missing"]]

    stage.fact(ref, "appointment_rescheduled", slot=entry["slots"][0]["id"])

    assert open_codes(stage, ref, "plan_infeasible") == []


@pytest.mark.rule("1.5-deadline-risk")
def test_a_visit_later_than_the_plan_goes_on_when_the_patient_knows_the_risk(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    chosen(stage, ref)
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "cost_agreed", amount_minor=0)
    stage.fact(ref, "appointment_booked", starts_at="2027-01-05T10:00:00-06:00", mode="video")
    assert [m["code"] for m in shown(stage, ref)["missing"]] == ["risk.not_acknowledged"]

    stage.fact(ref, "risk_acknowledged")

    assert shown(stage, ref)["stage"] == "consultation"
    assert open_codes(stage, ref, "plan_infeasible") == []


@pytest.mark.rule("1.5-deadline-risk")
def test_a_risk_accepted_for_one_day_is_not_accepted_for_a_later_one(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    chosen(stage, ref)
    stage.fact(ref, "appointment_booked", starts_at="2027-01-05T10:00:00-06:00", mode="video")
    stage.fact(ref, "risk_acknowledged")

    stage.fact(ref, "appointment_rescheduled", starts_at="2027-01-07T10:00:00-06:00")
    assert "risk.not_acknowledged" in [m["code"] for m in shown(stage, ref)["missing"]]

    stage.fact(ref, "risk_acknowledged")
    stage.fact(ref, "appointment_rescheduled", starts_at="2027-01-04T10:00:00-06:00")
    assert "risk.not_acknowledged" not in [m["code"] for m in shown(stage, ref)["missing"]]


@pytest.mark.rule("1.5-records-in-time")
def test_records_reach_the_office_by_its_lead_or_the_office_accepts_the_gap(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    stage.advance_to(stage.now.replace(hour=23))  # the office is closed: the packet cannot leave today
    chosen(stage, ref)
    stage.fact(ref, "cost_agreed", amount_minor=0)
    stage.fact(ref, "appointment_booked", starts_at="2026-11-25T10:00:00-06:00", mode="video")
    stage.fact(ref, "referral_accepted")
    assert [m["code"] for m in shown(stage, ref)["missing"]] == ["records.too_late"]
    assert shown(stage, ref)["appointments"][0]["records_needed_by"] == "2026-11-18"

    stage.fact(ref, "referral_accepted", gap_accepted="PT_REHAB")

    assert shown(stage, ref)["stage"] == "consultation"
