"""What stands over every page of a case: whose it is, where it stands, who has the ball, and how long there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coordinator.domain import back_plan
from coordinator.domain.business_days import calendar_of
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.words import DeadlineRisk, Stage
from coordinator.services.desk.waiting_words import Ball, balls
from coordinator.services.federal_holidays import federal_holidays
from coordinator.services.views.readiness import readiness

STAGES = {
    Stage.REQUEST: "Request",
    Stage.RECORDS: "Records",
    Stage.SCHEDULING: "Scheduling",
    Stage.CONSULTATION: "Consultation",
    Stage.COMPARISON: "Comparison",
    Stage.CLOSED: "Closed",
}
RISKS = {
    DeadlineRisk.NONE: "in time",
    DeadlineRisk.WATCH: "tight: fewer than three business days in hand",
    DeadlineRisk.BREACH_LIKELY: "likely too late: a planned day has passed",
    DeadlineRisk.BREACHED: "passed",
}
PLANNED = {
    "request_records_by": "Records asked for by",
    "packet_by": "Records with the second provider by",
    "consult_by": "Visit by",
    "report_by": "Written opinion by",
    "share_by": "Comparison shared by",
}
"""The plan back from the deadline, in the order in which the days come (``domain.md`` §1.8)."""


@dataclass(frozen=True)
class Step:
    """One stage. ``place`` is -1 for one that is behind, 0 for where the case stands, 1 for one ahead."""

    name: str
    place: int


@dataclass(frozen=True)
class Planned:
    """One day of the plan back from the deadline. ``late`` when the day has passed and still counts."""

    name: str
    on: date
    why: str
    passed: bool


@dataclass(frozen=True)
class Head:
    """The header. ``balls``: the longest wait first. ``percent`` of the essential records settled."""

    name: str
    ref: str
    question: str
    zone: str
    steps: list[Step]
    deadline_on: date | None
    fixed: bool
    days_left: int
    risk: DeadlineRisk
    risk_words: str
    plan: list[Planned]
    balls: list[Ball]
    percent: int
    expected_on: str | None


def case_head(case: Case, now: datetime) -> Head:
    """The header of a case that was loaded whole. No statement."""
    today = local(now, case.patient.time_zone).date()
    ready = readiness(case, today)
    return Head(
        name=case.patient.full_name,
        ref=case.ref,
        question=((case.intake.get("question") or {}).get("text") or "").strip(),
        zone=case.patient.time_zone,
        steps=_steps(case),
        deadline_on=case.deadline_on,
        fixed=case.deadline_fixed,
        days_left=(case.deadline_on - today).days if case.deadline_on else 0,
        risk=case.deadline_risk,
        risk_words=RISKS[case.deadline_risk],
        plan=_plan(case, today),
        balls=balls(case),
        percent=ready["percent"],
        expected_on=ready["expected_on"],
    )


def _steps(case: Case) -> list[Step]:
    """A closed case shows how far it came: nobody reads "comparison done" of a patient who withdrew."""
    order = list(Stage)
    reached = order.index(case.stage if case.open else case.closed_from or Stage.COMPARISON)
    journey = [Step(STAGES[stage], _place(number, reached, open_=case.open)) for number, stage in enumerate(order[:-1])]
    return [*journey, Step(STAGES[Stage.CLOSED], 1 if case.open else 0)]


def _place(number: int, reached: int, *, open_: bool) -> int:
    if number < reached or (number == reached and not open_):
        return -1
    return 0 if number == reached else 1


def _plan(case: Case, today: date) -> list[Planned]:
    if case.deadline_on is None:
        return []
    referral = case.referral()
    known = [request.desk.p75_days for request in case.requests if request.desk and request.desk.p75_days]
    told = (
        case.deadline_on,
        case.priority,
        referral.provider.lead_business_days if referral else None,
        max(known, default=None),
        calendar_of(federal_holidays()),
    )
    made = back_plan.plan(*told)
    why = {sentence.split(" ", 1)[0]: sentence for sentence in back_plan.explain(*told)}
    return [
        Planned(words, on := getattr(made, name), _reason(why[name]), passed=on < today)
        for name, words in PLANNED.items()
    ]


def _reason(sentence: str) -> str:
    """What follows the date in a sentence of the plan, with the names of other days in words."""
    reason = sentence.partition(": ")[2]
    for name, words in PLANNED.items():
        reason = reason.replace(name, f"“{words.lower()}”")
    return reason
