"""Interpreters, visits that need a call before, and visits that do not take place (``domain.md`` §1.6, §4.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lived import lived
from scheduling_stage import booked, codes, events, in_scheduling, open_codes, said, shown
from stage import Stage

from coordinator.domain.calendar import local
from coordinator.paths import templates_dir


def _to(stage: Stage, moment: str) -> None:
    stage.advance_to(datetime.fromisoformat(moment).astimezone(UTC))


@lived
def _agreed(stage: Stage, number: str = "0006") -> str:
    ref = in_scheduling(stage, number)
    booked(stage, ref)
    stage.fact(ref, "cost_agreed", amount_minor=70000)
    return ref


def _book(stage: Stage, ref: str, days: int, mode: str = "video") -> None:
    stage.fact(ref, "appointment_booked", starts_at=(stage.now + timedelta(days=days)).isoformat(), mode=mode)


def _miss(stage: Stage, ref: str, cause: str = "transport") -> None:
    visit = stage.case(ref).appointment()
    assert visit is not None
    stage.advance_to(visit.starts_at + timedelta(hours=1))
    stage.fact(ref, "visit_missed", cause=cause)


def _codes(stage: Stage, ref: str) -> list[str]:
    return open_codes(stage, ref, "call_patient")


@pytest.mark.rule("1.5-interpreter")
def test_who_needs_an_interpreter_has_one_for_this_very_time(stage: Stage) -> None:
    ref = in_scheduling(stage, "0002")
    entry = booked(stage, ref)
    stage.fact(ref, "cost_agreed", amount_minor=0)
    assert codes(stage, ref) == ["interpreter.not_booked"]
    assert open_codes(stage, ref, "call_provider") == ["t05-book-interpreter"]

    stage.fact(ref, "interpreter_booked", reference="INT-1")
    assert shown(stage, ref)["stage"] == "consultation"
    assert shown(stage, ref)["appointments"][0]["interpreter"] == "booked"

    stage.fact(ref, "appointment_rescheduled", slot=entry["slots"][1]["id"])
    assert shown(stage, ref)["appointments"][1]["interpreter"] == "not_booked"
    assert {"code": "interpreter.not_booked", "detail": shown(stage, ref)["appointments"][1]["id"]} in shown(
        stage, ref
    )["hints"]
    assert open_codes(stage, ref, "call_provider") == ["t05-book-interpreter"]


@pytest.mark.rule("1.6-no-show-first")
def test_a_first_missed_visit_is_answered_with_a_kind_call_the_same_day(stage: Stage) -> None:
    ref = _agreed(stage)
    _miss(stage, ref)
    today = stage.now.date()

    [call] = [w for w in stage.case(ref).work_items if w.open and w.code == "missed-visit/call"]
    assert (call.kind, call.due_at.date()) == ("call_patient", today)
    assert shown(stage, ref)["stage"] == "scheduling"
    assert shown(stage, ref)["attendance"] == {"missed": 1, "late_cancelled": 0, "patient_led": False}
    assert [e["cause"] for e in events(stage, ref, "visit_missed")] == ["transport"]
    assert open_codes(stage, ref, "supervisor_review") == []

    stage.fact(ref, "call_logged", contact="patient", outcome="reached")
    _to(stage, "2027-01-06T12:00:00-08:00")  # business day 5 after 29 December: 1 January is a holiday
    assert "t09-new-time" in _codes(stage, ref)
    _book(stage, ref, 4)
    assert stage.case(ref).waits_of("missed-visit") == []


def test_nothing_is_chased_once_a_new_time_is_booked(stage: Stage) -> None:
    ref = _agreed(stage)
    _miss(stage, ref)
    _book(stage, ref, 3)

    stage.advance(days=2)

    assert "m24-missed-visit" not in stage.names(ref)


@pytest.mark.rule("1.6-no-show-first")
@pytest.mark.parametrize("file", ["subject.txt", "body.txt", "body.html"])
def test_the_words_about_a_missed_visit_blame_nobody(file: str) -> None:
    text = (templates_dir() / "messages" / "m24-missed-visit" / "en" / file).read_text(encoding="utf-8").lower()

    for word in ("you missed", "missed", "fail", "did not come", "did not show", "no-show", "must", "fault"):
        assert word not in text


@pytest.mark.rule("1.6-no-show-second")
def test_after_a_second_missed_visit_a_supervisor_looks_and_the_next_is_confirmed_by_telephone(stage: Stage) -> None:
    ref = _agreed(stage)
    _miss(stage, ref)
    _book(stage, ref, 3)
    _miss(stage, ref, "was afraid")
    assert open_codes(stage, ref, "supervisor_review") == ["second_missed_visit"]

    stage.fact(ref, "appointment_booked", starts_at="2027-01-11T10:00:00-08:00", mode="video")  # a Monday
    stage.fact(ref, "appointment_confirmed")
    _to(stage, "2027-01-07T23:00:00-08:00")
    assert "t04-confirm-visit" not in _codes(stage, ref)
    _to(stage, "2027-01-08T12:00:00-08:00")  # the business day before: the Friday
    assert "t04-confirm-visit" in _codes(stage, ref)


@pytest.mark.rule("1.6-no-show-third")
def test_after_a_third_missed_visit_the_case_rests_until_the_patient_wants_it(stage: Stage) -> None:
    ref = _agreed(stage)
    _miss(stage, ref)
    for _ in range(2):
        _book(stage, ref, 3)
        _miss(stage, ref, "felt_too_ill")

    told = shown(stage, ref)
    review = local(stage.now, "America/Los_Angeles").date() + timedelta(days=30)
    assert (told["hold"]["reason"], told["hold"]["review_on"]) == ("patient_led", review.isoformat())
    assert told["attendance"] == {"missed": 3, "late_cancelled": 0, "patient_led": True}
    assert "patient_led" in _codes(stage, ref)
    before = stage.names(ref)
    stage.advance(days=10)
    assert stage.names(ref) == before

    stage.fact(ref, "hold_ended")
    _book(stage, ref, 4)
    assert shown(stage, ref)["appointments"][-1]["status"] == "booked"


@pytest.mark.rule("1.6-late-cancel")
def test_a_visit_called_off_late_is_counted_apart(stage: Stage) -> None:
    ref = _agreed(stage)
    _to(stage, "2026-12-28T07:00:00-08:00")  # 25 hours ahead
    said(stage, ref, "appointment_cancelled", reason="work", by="patient")
    assert shown(stage, ref)["attendance"]["late_cancelled"] == 0

    _book(stage, ref, 1)
    stage.advance(hours=2)
    said(stage, ref, "appointment_cancelled", reason="work", by="patient")

    assert shown(stage, ref)["attendance"] == {"missed": 0, "late_cancelled": 1, "patient_led": False}
    assert [e.get("late") for e in events(stage, ref, "appointment_cancelled")] == [None, "yes"]
    _book(stage, ref, 1)
    stage.advance(hours=2)
    said(stage, ref, "appointment_cancelled", reason="closed", by="provider")
    assert shown(stage, ref)["attendance"]["late_cancelled"] == 1


@pytest.mark.rule("1.6-attended")
def test_the_comparison_waits_for_a_visit_that_took_place(stage: Stage) -> None:
    ref = _agreed(stage)
    assert "visit.not_attended" in codes(stage, ref)
    _to(stage, "2026-12-29T09:00:00-08:00")

    stage.fact(ref, "visit_attended")

    assert codes(stage, ref) == ["opinion.not_filed"]


@pytest.mark.parametrize(("number", "days", "called"), [("0006", 20, False), ("0006", 40, True), ("0002", 20, True)])
def test_a_visit_at_risk_is_confirmed_by_telephone_the_business_day_before(
    stage: Stage, number: str, days: int, called: bool
) -> None:
    ref = in_scheduling(stage, number)
    booked(stage, ref)
    starts_at = stage.now + timedelta(days=days)
    _book(stage, ref, days)

    stage.advance_to(starts_at - timedelta(hours=2))

    assert ("t04-confirm-visit" in _codes(stage, ref)) is called


def test_who_confirmed_a_visit_far_ahead_is_not_called(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)
    starts_at = stage.now + timedelta(days=40)
    _book(stage, ref, 40)
    stage.advance(days=30)
    stage.fact(ref, "appointment_confirmed")

    stage.advance_to(starts_at - timedelta(hours=2))

    assert "t04-confirm-visit" not in _codes(stage, ref)


def test_a_record_review_asks_nobody_to_come(stage: Stage) -> None:
    ref = in_scheduling(stage, "0006")
    booked(stage, ref)
    values: dict[str, Any] = {"starts_at": (stage.now + timedelta(days=40)).isoformat(), "mode": "record_review"}
    stage.fact(ref, "appointment_booked", **values)

    assert not shown(stage, ref)["appointments"][-1]["call_before"]
