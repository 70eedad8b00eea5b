"""The scheduling tab: reasons for whom was left out, facts without a score, and openings that only one can have."""

from __future__ import annotations

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from stage import Stage
from stage_walk import in_scheduling

from coordinator.domain.words import AppointmentStatus


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def fitting(stage: Stage, ref: str) -> list[dict[str, object]]:
    return [one for one in stage.case(ref).shortlist if not one["excluded"]]


def test_providers_are_shown_with_facts_and_those_left_out_with_the_reason(stage: Stage, nora: Browser) -> None:
    ref = in_scheduling(stage)
    out = next(one for one in stage.case(ref).shortlist if one["excluded"])

    page = nora.get(f"/cases/{ref}/scheduling").text

    assert "In the patient's order: the earliest opening." in page
    assert str(fitting(stage, ref)[0]["name"]) in page
    assert out["excluded"][0]["reason"] in page
    assert "unknown" in page
    for banned in ("score", "points", "rank "):
        assert banned not in page.lower().split('id="providers"')[1]
    assert " best " not in page


def test_the_patient_chooses_the_order_and_the_provider(stage: Stage, nora: Browser) -> None:
    ref = in_scheduling(stage)
    here = f"/cases/{ref}/scheduling"
    nora.get(here)

    nora.post(f"/cases/{ref}/facts/shortlist_order", by="lowest_cost", back=here)
    page = nora.get(here).text
    nora.post(f"/cases/{ref}/facts/provider_chosen", provider=fitting(stage, ref)[0]["provider"], back=here)
    stage.rest()

    assert "In the patient's order: the lowest cost." in page
    asked = nora.get(here).text
    assert "offered, no answer yet" in asked
    assert "To answer by" in asked


def test_an_opening_is_kept_booked_and_shown_by_both_clocks(stage: Stage, nora: Browser) -> None:
    ref = in_scheduling(stage)
    here = f"/cases/{ref}/scheduling"
    entry = next(one for one in fitting(stage, ref) if one["slots"])
    slot = entry["slots"][0]["id"]  # type: ignore[index]
    nora.get(here)

    assert "kept for this case" in nora.post(f"{here}/openings/{slot}/hold").text
    stage.fact(ref, "provider_chosen", provider=entry["provider"])
    stage.fact(ref, "referral_accepted")
    shown = nora.post(f"{here}/openings/{slot}/book").text

    booked = stage.case(ref).appointment()
    assert booked is not None
    assert (booked.slot_id, booked.status) == (slot, AppointmentStatus.BOOKED)
    assert "Recorded: appointment booked" in shown
    assert "for the patient; " in shown
    assert " for the provider." in shown


def test_who_loses_a_race_for_an_opening_is_told_and_sees_what_is_still_free(stage: Stage, nora: Browser) -> None:
    ref, other = in_scheduling(stage), in_scheduling(stage, "0006", external_id="OTHER-1")
    entry = next(one for one in fitting(stage, ref) if len(one["slots"]) > 1)  # type: ignore[arg-type]
    wanted, free = (one["id"] for one in entry["slots"][:2])  # type: ignore[index]
    nora.get(f"/cases/{ref}/scheduling")
    stage.fact(other, "slot_held", slot=wanted)

    lost = nora.post(f"/cases/{ref}/scheduling/openings/{wanted}/hold")

    assert lost.status_code == 409
    assert "Somebody else was quicker" in lost.text
    assert f"/openings/{wanted}/" not in lost.text
    assert f"/openings/{free}/hold" in lost.text


def test_cost_and_the_good_faith_estimate_say_what_is_owed_and_why(stage: Stage, nora: Browser) -> None:
    ref = in_scheduling(stage)
    stage.fact(ref, "provider_chosen", provider=fitting(stage, ref)[0]["provider"])
    stage.fact(ref, "estimate_requested")

    page = nora.get(f"/cases/{ref}/scheduling").text

    assert "owed by" in page
    assert "45 CFR 149.610" in page
    stage.fact(ref, "coverage_checked", network="out")
    assert "The plan does not pay. What may be offered:" in nora.get(f"/cases/{ref}/scheduling").text


def test_before_the_stage_there_is_no_list_yet(stage: Stage, nora: Browser) -> None:
    from stage_walk import accepted

    ref = accepted(stage)

    assert "Nobody to choose from yet" in nora.get(f"/cases/{ref}/scheduling").text
