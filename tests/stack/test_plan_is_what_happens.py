"""The send plan equals what a quiet simulation sends: "if nobody does anything", this is what leaves."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import Stage

DAYS = 40


def _planned(stage: Stage, ref: str) -> list[tuple[str, str, str]]:
    return sorted(
        (entry["at"][:16], entry["name"], entry["channel"])
        for entry in stage.plan(ref, DAYS)
        if entry["would_send"] and entry["kind"] in ("message", "letter")
    )


def _lived(stage: Stage, ref: str, before: int) -> list[tuple[str, str, str]]:
    rows = stage.sent(ref)[before:]
    return sorted((row.made_at.isoformat()[:16], row.name, row.channel) for row in rows)


@pytest.mark.parametrize(
    ("number", "signed"), [("0001", True), ("0001", False), ("0004", True), ("0005", True), ("0006", False)]
)
def test_a_quiet_case_sends_what_its_plan_says(stage: Stage, number: str, signed: bool) -> None:
    ref = stage.intake(number)
    stage.accept(ref)
    if signed:
        stage.sign_all(ref)
    before = len(stage.sent(ref))
    planned = _planned(stage, ref)
    stage.advance(days=DAYS)

    assert planned
    assert _lived(stage, ref, before) == planned


FACTS = st.lists(st.sampled_from(["received", "promised", "partial", "reply", "fee", "hold", "release"]), max_size=4)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(facts=FACTS, gaps=st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_plan_and_life_agree_whatever_happened_before(stage: Stage, facts: list[str], gaps: list[int]) -> None:
    number = len(stage.refs)
    ref = stage.intake("0006", external_id=f"PLAN-{number}", patient=_patient(number))
    stage.refs[f"PLAN-{number}"] = ref
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=30)
    for fact, gap in zip(facts, gaps, strict=False):
        _do(stage, ref, fact)
        stage.advance(days=gap)
    before = len(stage.sent(ref))
    planned = _planned(stage, ref)
    stage.advance(days=DAYS)

    assert _lived(stage, ref, before) == planned


def _do(stage: Stage, ref: str, fact: str) -> None:
    request = stage.request(ref, "records_office").id
    today: datetime = stage.now
    if fact == "received":
        stage.fact(ref, "request_received", request=request, evidence="call")
    elif fact == "promised":
        stage.fact(ref, "office_promised", request=request, on=today.date().replace(day=28).isoformat())
    elif fact == "partial":
        stage.fact(ref, "records_received", request=request, items="CONSULT_NOTE")
    elif fact == "reply":
        stage.fact(ref, "reply_arrived", request=request)
    elif fact == "fee":
        stage.fact(ref, "fee_quoted", request=request, amount_minor=2500)
    elif fact == "hold" and not stage.case(ref).on_hold:
        stage.fact(ref, "placed_on_hold", reason="travelling", review_on="2027-06-01")
    elif fact == "release" and stage.case(ref).on_hold:
        stage.fact(ref, "hold_ended")


def _patient(number: int) -> dict[str, object]:
    return {
        "legal_name": {"given": f"Plan{chr(65 + number)}", "family": "Fischer"},
        "birth_date": "1979-10-25",
        "address": {"line": ["29 Fern Way"], "city": "Eugene", "state": "OR", "postal_code": "97401", "country": "US"},
        "email": f"plan{number}@patients.example",
        "language": "en",
        "time_zone": "America/Los_Angeles",
    }
