"""Who pays: network, prior authorization with its own ladder, the good-faith estimate (``domain.md`` §1.5, §12)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from scheduling_stage import booked, chosen, codes, fitting, in_scheduling, open_codes, shown
from stage import Stage

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.estimate import for_visit, owed_days
from coordinator.services.views.explained_date import explained_date

MARCH = BusinessCalendar(frozenset())


def _explained(stage: Stage, ref: str, name: str) -> list[str]:
    with stage.world.database.reading() as session:
        return explained_date(session, ref, name, stage.world.book(session), stage.now)


def _on(stage: Stage, month: int, day: int, hour: int = 20) -> None:
    stage.advance_to(datetime(2026, month, day, hour, tzinfo=UTC))


@pytest.mark.rule("1.5-coverage")
def test_a_case_waits_until_it_is_clear_who_pays(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)
    assert codes(stage, ref) == ["cost.not_agreed"]

    stage.fact(ref, "cost_agreed", amount_minor=70000)

    assert shown(stage, ref)["stage"] == "consultation"


@pytest.mark.rule("1.5-coverage")
def test_a_plan_that_the_directory_lists_pays(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    diallo = next(e for e in fitting(stage, ref) if e["name"].endswith("Diallo"))
    stage.fact(ref, "provider_chosen", provider=diallo["provider"])
    stage.fact(ref, "referral_accepted")
    assert "cost.not_agreed" not in codes(stage, ref)

    stage.fact(ref, "coverage_checked", network="out")

    assert "cost.not_agreed" in codes(stage, ref)


@pytest.mark.rule("1.5-not-covered")
def test_out_of_network_shows_price_and_options(stage: Stage) -> None:
    ref = in_scheduling(stage, "0003")
    chosen(stage, ref)

    stage.fact(ref, "coverage_checked", network="out")

    cost = shown(stage, ref)["cost"]
    assert (cost["amount_minor"], cost["network"], cost["settled"]) == (80000, "out", False)
    assert cost["options"] == [
        "self_pay_price", "assistance", "financial_counselling", "record_review", "other_provider",
    ]  # fmt: skip
    assert "t05-cost-options" in open_codes(stage, ref, "call_patient")
    stage.fact(ref, "cost_agreed", amount_minor=80000)
    assert shown(stage, ref)["cost"]["options"] == []


@pytest.mark.rule("12-prior-authorization")
def test_a_prior_authorization_is_called_for_until_it_is_answered(stage: Stage) -> None:
    ref = in_scheduling(stage, "0003")
    booked(stage, ref)
    stage.fact(ref, "prior_authorization", status="asked", reference="PA-77")
    calls: list[str] = []
    for month, day in ((11, 26), (11, 27), (12, 2), (12, 3), (12, 7), (12, 8)):  # the 26th is a holiday
        _on(stage, month, day)
        due = [w for w in stage.case(ref).work_items if w.code == "t07-prior-authorization"]
        calls.append(f"{month}-{day}: {len(due)}")
        if due and due[-1].open:
            stage.fact(ref, "call_logged", work_item=due[-1].id, outcome="promised")

    assert calls == ["11-26: 0", "11-27: 1", "12-2: 1", "12-3: 2", "12-7: 2", "12-8: 3"]
    assert codes(stage, ref) == ["cost.not_agreed"]
    stage.fact(ref, "prior_authorization", status="approved", visits=1)
    assert shown(stage, ref)["stage"] == "consultation"
    assert stage.case(ref).waits_of("prior-authorization") == []


@pytest.mark.rule("12-prior-authorization")
def test_an_approval_holds_for_its_days_and_its_visits(stage: Stage) -> None:
    ref = in_scheduling(stage, "0003")
    booked(stage, ref)  # on 5 January
    stage.fact(ref, "prior_authorization", status="approved", to="2026-12-31", visits=1, **{"from": "2026-12-01"})
    [reason] = shown(stage, ref)["missing"]
    assert reason == {
        "code": "prior_authorization.outside_window", "detail": "approved from 2026-12-01 to 2026-12-31",
    }  # fmt: skip

    stage.fact(ref, "prior_authorization", status="approved", visits=0, to="2027-02-28")
    assert codes(stage, ref) == ["prior_authorization.visits_used"]
    told = shown(stage, ref)["prior_authorizations"]
    assert [(p["status"], p["from"], p["to"], p["visits"]) for p in told] == [
        ("approved", "2026-12-01", "2027-02-28", 0),
    ]  # fmt: skip

    stage.fact(ref, "prior_authorization", status="approved", visits=1)
    assert shown(stage, ref)["stage"] == "consultation"


@pytest.mark.rule("12-prior-authorization", "1.5-not-covered")
def test_a_denial_shows_the_options_and_its_last_day_to_appeal(stage: Stage) -> None:
    ref = in_scheduling(stage, "0003")
    chosen(stage, ref)
    stage.fact(ref, "prior_authorization", status="asked")

    stage.fact(ref, "prior_authorization", status="denied", appeal_by="2026-12-20")

    assert "t05-cost-options" in open_codes(stage, ref, "call_patient")
    assert shown(stage, ref)["cost"]["options"]
    assert "appeal_by is 2026-12-20" in _explained(stage, ref, "appeal_by")[0]
    _on(stage, 12, 10)
    assert "t08-appeal" not in open_codes(stage, ref, "call_patient")
    _on(stage, 12, 11)  # seven days before is a Sunday
    assert "t08-appeal" in open_codes(stage, ref, "call_patient")


def test_an_appeal_that_was_made_needs_no_reminder(stage: Stage) -> None:
    ref = in_scheduling(stage, "0003")
    chosen(stage, ref)
    stage.fact(ref, "prior_authorization", status="denied", appeal_by="2026-12-20")
    stage.fact(ref, "prior_authorization", status="appealed")

    _on(stage, 12, 19)

    assert "t08-appeal" not in open_codes(stage, ref, "call_patient")


@pytest.mark.rule("12-estimate")
@pytest.mark.parametrize(("ahead", "days"), [(0, None), (2, None), (3, 1), (4, 1), (9, 1), (10, 3), (40, 3)])
def test_the_estimate_is_owed_by_how_far_ahead_the_visit_was_booked(ahead: int, days: int | None) -> None:
    assert owed_days(ahead) == days
    booked_on = date(2027, 3, 5)  # a Friday
    owed = for_visit("p", booked_on, MARCH.add(booked_on, ahead), MARCH)
    assert (owed.by if owed else None) == (MARCH.add(booked_on, days) if days else None)


@pytest.mark.rule("12-estimate")
def test_an_estimate_that_is_due_is_called_for_until_it_is_given(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)  # on the 23rd, for 29 December
    [sentence] = _explained(stage, ref, "estimate_by")
    assert sentence == (
        "estimate_by is 2026-11-27: 3 business days after the booking on 2026-11-23, because the visit is 24 "
        "business days ahead (10 or more) (45 CFR 149.610)."
    )
    assert shown(stage, ref)["cost"]["estimate"]["estimate_by"] == "2026-11-27"
    _on(stage, 11, 26)
    assert "t06-estimate" not in open_codes(stage, ref, "call_provider")
    _on(stage, 11, 27)
    assert "t06-estimate" in open_codes(stage, ref, "call_provider")

    stage.fact(ref, "estimate_given", amount_minor=72000, on="2026-11-27")

    assert "t06-estimate" not in open_codes(stage, ref, "call_provider")
    given = shown(stage, ref)["cost"]["estimate"]
    assert (given["given_on"], given["amount_minor"]) == ("2026-11-27", 72000)
    assert stage.case(ref).waits_of("estimate") == []
    assert "It was given on 2026-11-27." in _explained(stage, ref, "estimate_by")


@pytest.mark.rule("12-estimate")
def test_an_estimate_asked_for_is_owed_in_three_business_days(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")

    stage.fact(ref, "estimate_requested", provider=fitting(stage, ref)[0]["provider"])

    [sentence] = _explained(stage, ref, "estimate_by")
    assert sentence.startswith("estimate_by is 2026-11-27: 3 business days after the patient asked on 2026-11-23")


def test_nobody_is_chased_for_an_estimate_when_the_plan_pays(stage: Stage) -> None:
    ref = in_scheduling(stage, "0001")
    diallo = next(e for e in fitting(stage, ref) if e["name"].endswith("Diallo"))
    stage.fact(ref, "provider_chosen", provider=diallo["provider"])
    stage.fact(ref, "referral_accepted")
    stage.fact(ref, "appointment_booked", slot=diallo["slots"][0]["id"])

    _on(stage, 12, 3)

    assert "t06-estimate" not in [w.code for w in stage.case(ref).work_items]
    assert "nobody is chased" in _explained(stage, ref, "estimate_by")[1]
