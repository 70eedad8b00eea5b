"""Counting back from the decision deadline, and how close a case runs to it."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.domain.back_plan import BackPlan, deadline_risk, explain, infeasible, plan
from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.words import DeadlineRisk, Priority, Stage

FEDERAL = BusinessCalendar(frozenset(holidays.country_holidays("US", years=range(2025, 2030), categories=("public",))))
DEADLINE = date(2027, 1, 11)

ROUTINE = BackPlan(
    share_by=date(2027, 1, 7),
    report_by=date(2027, 1, 5),
    consult_by=date(2026, 12, 28),
    packet_by=date(2026, 12, 18),
    request_records_by=date(2026, 12, 4),
)
EXPEDITED = BackPlan(
    share_by=date(2027, 1, 7),
    report_by=date(2027, 1, 5),
    consult_by=date(2026, 12, 31),
    packet_by=date(2026, 12, 29),
    request_records_by=date(2026, 12, 19),
)
URGENT = BackPlan(
    share_by=date(2027, 1, 7),
    report_by=date(2027, 1, 5),
    consult_by=date(2027, 1, 4),
    packet_by=date(2026, 12, 30),
    request_records_by=date(2026, 12, 25),
)

priorities = st.sampled_from(Priority)
leads = st.none() | st.integers(min_value=0, max_value=20)
deadlines = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def risk(
    stage: Stage, today: date, *, visited: bool = False, filed: bool = False, shared: bool = False
) -> DeadlineRisk:
    return deadline_risk(ROUTINE, stage, DEADLINE, today, FEDERAL, visited=visited, opinion_filed=filed, shared=shared)


def test_a_routine_plan_worked_out_by_hand() -> None:
    assert plan(DEADLINE, Priority.ROUTINE, None, None, FEDERAL) == ROUTINE


def test_an_expedited_plan_allows_less_for_everybody() -> None:
    assert plan(DEADLINE, Priority.EXPEDITED, None, None, FEDERAL) == EXPEDITED


def test_a_known_provider_and_a_known_office_replace_the_usual_times() -> None:
    assert plan(DEADLINE, Priority.URGENT, 2, 7, FEDERAL) == URGENT


def test_a_provider_who_needs_no_time_gets_none() -> None:
    made = plan(DEADLINE, Priority.ROUTINE, 0, 0, FEDERAL)
    assert made.request_records_by == made.packet_by == made.consult_by


@pytest.mark.parametrize(("p75", "shortened"), [(10, 7), (14, 10), (1, 1), (30, 21), (0, 0)])
def test_a_pressing_case_allows_the_office_seven_tenths_rounded_up(p75: int, shortened: int) -> None:
    made = plan(DEADLINE, Priority.EXPEDITED, None, p75, FEDERAL)
    assert made.packet_by - made.request_records_by == timedelta(days=shortened)


@given(deadlines, priorities, leads, leads)
@settings(deadline=None)
def test_the_dates_of_a_plan_stand_in_the_order_of_the_journey(
    deadline_on: date, priority: Priority, provider_lead: int | None, p75: int | None
) -> None:
    made = plan(deadline_on, priority, provider_lead, p75, FEDERAL)
    ordered = [made.request_records_by, made.packet_by, made.consult_by, made.report_by, made.share_by, deadline_on]
    assert ordered == sorted(ordered)
    assert all(FEDERAL.is_business_day(day) for day in ordered[1:-1])


@given(deadlines, leads, leads)
@settings(deadline=None)
def test_a_faster_priority_never_asks_for_anything_earlier(
    deadline_on: date, provider_lead: int | None, p75: int | None
) -> None:
    starts = [plan(deadline_on, priority, provider_lead, p75, FEDERAL).request_records_by for priority in Priority]
    assert starts == sorted(starts)


def test_a_plan_is_feasible_up_to_the_day_on_which_records_must_be_asked_for() -> None:
    assert not infeasible(ROUTINE, date(2026, 12, 4))
    assert infeasible(ROUTINE, date(2026, 12, 5))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 1), DeadlineRisk.NONE),
        (date(2026, 12, 2), DeadlineRisk.WATCH),
        (date(2026, 12, 4), DeadlineRisk.WATCH),
        (date(2026, 12, 5), DeadlineRisk.BREACH_LIKELY),
        (date(2027, 1, 11), DeadlineRisk.BREACH_LIKELY),
        (date(2027, 1, 12), DeadlineRisk.BREACHED),
    ],
)
def test_the_risk_grows_as_the_first_planned_date_comes_and_goes(today: date, expected: DeadlineRisk) -> None:
    assert risk(Stage.REQUEST, today) is expected


def test_a_planned_weekend_day_that_is_past_is_past() -> None:
    saturday = EXPEDITED.request_records_by
    assert saturday.isoweekday() == 6
    on_sunday = deadline_risk(EXPEDITED, Stage.REQUEST, DEADLINE, saturday + timedelta(days=1), FEDERAL)
    assert on_sunday is DeadlineRisk.BREACH_LIKELY


@pytest.mark.parametrize(
    ("stage", "counts"),
    [
        (Stage.REQUEST, ROUTINE.request_records_by),
        (Stage.RECORDS, ROUTINE.packet_by),
        (Stage.SCHEDULING, ROUTINE.packet_by),
        (Stage.CONSULTATION, ROUTINE.consult_by),
        (Stage.COMPARISON, ROUTINE.share_by),
    ],
)
def test_only_dates_that_the_stage_has_not_passed_count(stage: Stage, counts: date) -> None:
    assert risk(stage, FEDERAL.before(counts, 3)) is DeadlineRisk.NONE
    assert risk(stage, FEDERAL.before(counts, 2)) is DeadlineRisk.WATCH
    assert risk(stage, counts) is DeadlineRisk.WATCH
    assert risk(stage, counts + timedelta(days=1)) is DeadlineRisk.BREACH_LIKELY


def test_a_visit_that_took_place_leaves_the_report_to_wait_for() -> None:
    late_for_the_visit = ROUTINE.consult_by + timedelta(days=1)
    assert risk(Stage.CONSULTATION, late_for_the_visit, visited=True) is DeadlineRisk.NONE
    late_for_the_report = ROUTINE.report_by + timedelta(days=1)
    assert risk(Stage.CONSULTATION, late_for_the_report, visited=True) is DeadlineRisk.BREACH_LIKELY
    assert risk(Stage.CONSULTATION, late_for_the_report, visited=True, filed=True) is DeadlineRisk.WATCH


def test_an_opinion_that_was_filed_ends_the_wait_for_a_visit_nobody_recorded() -> None:
    late_for_the_visit = ROUTINE.consult_by + timedelta(days=1)
    assert risk(Stage.CONSULTATION, late_for_the_visit, filed=True) is DeadlineRisk.NONE


def test_a_comparison_that_was_shared_in_time_is_no_risk_while_the_patient_thinks() -> None:
    late_for_sharing = ROUTINE.share_by + timedelta(days=1)
    assert risk(Stage.COMPARISON, late_for_sharing, filed=True) is DeadlineRisk.BREACH_LIKELY
    assert risk(Stage.COMPARISON, late_for_sharing, filed=True, shared=True) is DeadlineRisk.NONE


def test_two_planned_dates_that_fall_together_are_told_apart() -> None:
    together = plan(DEADLINE, Priority.ROUTINE, 0, None, FEDERAL)
    late = together.consult_by + timedelta(days=1)
    assert deadline_risk(together, Stage.RECORDS, DEADLINE, late, FEDERAL, visited=True) is DeadlineRisk.BREACH_LIKELY


def test_without_a_deadline_and_after_closing_there_is_no_risk() -> None:
    far = date(2027, 6, 1)
    assert deadline_risk(None, Stage.RECORDS, None, far, FEDERAL) is DeadlineRisk.NONE
    assert risk(Stage.CLOSED, far) is DeadlineRisk.NONE


def test_a_deadline_without_a_plan_can_still_be_breached() -> None:
    assert deadline_risk(None, Stage.RECORDS, DEADLINE, DEADLINE, FEDERAL) is DeadlineRisk.NONE
    assert deadline_risk(None, Stage.RECORDS, DEADLINE, date(2027, 1, 12), FEDERAL) is DeadlineRisk.BREACHED


def test_each_date_is_explained_in_one_sentence() -> None:
    assert explain(DEADLINE, Priority.EXPEDITED, None, None, FEDERAL) == [
        "share_by is 2027-01-07: 2 business days before the decision deadline (2027-01-11), time to think.",
        "report_by is 2027-01-05: 2 business days before share_by (2027-01-07), time to compare and check.",
        (
            "consult_by is 2026-12-31: 2 business days before report_by (2027-01-05), the time a written report takes "
            "when the case is expedited (holidays passed over: 2027-01-01)."
        ),
        (
            "packet_by is 2026-12-29: 2 business days before consult_by (2026-12-31), the usual time to read a packet "
            "before the visit."
        ),
        (
            "request_records_by is 2026-12-19: 10 calendar days before packet_by (2026-12-29), assumed for an office "
            "whose answering time is unknown (14), shortened to seven tenths because the case is expedited."
        ),
    ]


def test_an_explanation_names_what_the_provider_and_the_office_are_known_to_need() -> None:
    *_, packet, records = explain(DEADLINE, Priority.ROUTINE, 1, 9, FEDERAL)
    assert "1 business day before consult_by" in packet
    assert "the time this provider asks" in packet
    assert "9 calendar days before packet_by" in records
    assert "from the 9 within which three of four of its answers came" in records


@given(deadlines, priorities, leads, leads)
@settings(deadline=None)
def test_the_explanation_gives_the_dates_of_the_plan(
    deadline_on: date, priority: Priority, provider_lead: int | None, p75: int | None
) -> None:
    made = plan(deadline_on, priority, provider_lead, p75, FEDERAL)
    told = [sentence.split(":")[0] for sentence in explain(deadline_on, priority, provider_lead, p75, FEDERAL)]
    assert told == [f"{name} is {day}" for name, day in made._asdict().items()]
