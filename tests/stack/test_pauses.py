"""Pauses, emergencies, a patient who cannot decide any more (``domain.md`` §1.8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from stage import Stage

from coordinator.domain.words import Stop, StopClass
from coordinator.playbook.schema import MessageRule
from coordinator.playbook.stops import outlives


def _reviews(stage: Stage, ref: str) -> list[str]:
    return [w.code for w in stage.case(ref).work_items if w.open and w.code == "hold-review"]


def test_a_pause_comes_back_before_a_person_on_its_day(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "placed_on_hold", reason="a journey", review_on="2026-12-07")
    stage.advance_to(datetime(2026, 12, 6, 20, tzinfo=UTC))
    assert _reviews(stage, ref) == []

    stage.advance_to(datetime(2026, 12, 7, 20, tzinfo=UTC))
    assert _reviews(stage, ref) == ["hold-review"]
    assert stage.case(ref).on_hold


def test_a_pause_with_another_day_comes_back_on_that_day(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "placed_on_hold", reason="a journey", review_on="2026-12-07")
    stage.fact(ref, "placed_on_hold", reason="a longer journey", review_on="2026-12-14")
    stage.advance_to(datetime(2026, 12, 8, 20, tzinfo=UTC))
    assert _reviews(stage, ref) == []

    stage.advance_to(datetime(2026, 12, 14, 20, tzinfo=UTC))
    assert _reviews(stage, ref) == ["hold-review"]


@pytest.mark.rule("12-R7")
def test_after_a_pause_the_latest_reminder_goes_once(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.advance(days=1)
    stage.fact(ref, "placed_on_hold", reason="a journey", review_on="2026-12-14")
    stage.advance(days=14)
    before = [e.id for e in stage.effects(ref)]

    stage.fact(ref, "hold_ended")
    stage.advance(hours=20)

    asked = [e for e in stage.effects(ref) if e.id not in before and e.name == "m06-sign-authorization"]
    assert len([e for e in asked if e.status == "done"]) <= 1


@pytest.mark.rule("1.8-emergency")
def test_an_emergency_rests_the_case_and_comes_back_in_three_days(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    heard = len(stage.names(ref))
    stage.fact(ref, "emergency")
    stage.advance(days=2)
    assert len(stage.names(ref)) == heard
    assert _reviews(stage, ref) == []

    stage.advance(days=3)  # the third day is Thanksgiving: the day after it
    assert _reviews(stage, ref) == ["hold-review"]
    assert len(stage.names(ref)) == heard

    stage.fact(ref, "missing_answered", field="screening.emergency_now", value="no")
    stage.advance(days=2)
    assert len(stage.names(ref)) > heard


@pytest.mark.rule("1.8-emergency")
def test_only_what_says_that_a_visit_is_off_is_told_during_a_pause() -> None:
    assert Stop.ON_HOLD in outlives(MessageRule("m23", "message", StopClass.CARE, during_hold=True))
    assert Stop.ON_HOLD not in outlives(MessageRule("m20", "message", StopClass.CARE))


@pytest.mark.rule("1.8-capacity-lost")
def test_nothing_goes_to_the_patient_alone_until_somebody_with_authority_acts(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    heard = len(stage.names(ref, to_role="patient"))
    stage.fact(ref, "capacity_lost")
    stage.advance(days=12)

    assert len(stage.names(ref, to_role="patient")) == heard
    assert "capacity_lost" in {w.code for w in stage.case(ref).work_items if w.open}
