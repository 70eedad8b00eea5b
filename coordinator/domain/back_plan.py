"""Back-planning: the dates a case must keep so that the patient can decide in time (``domain.md`` §1.8, §12).

Business days are those of the US federal calendar, whichever office or provider is meant.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.words import DeadlineRisk, Priority, Stage

_SHARE_LEAD = 2
_COMPARISON_LEAD = 2
_REPORT_LEAD = {Priority.ROUTINE: 5, Priority.EXPEDITED: 2, Priority.URGENT: 1}
_PACKET_LEAD = {Priority.ROUTINE: 5, Priority.EXPEDITED: 2, Priority.URGENT: 1}
_P75_WHERE_UNKNOWN = 14
_COMFORTABLE_SLACK = 3

_JOURNEY = tuple(Stage)


class BackPlan(NamedTuple):
    """The latest date for each act, counted back from the deadline; ``request_records_by`` may be a day off."""

    share_by: date
    report_by: date
    consult_by: date
    packet_by: date
    request_records_by: date


@lru_cache(maxsize=1 << 12)  # a case asks again whenever anything happens to it
def plan(
    deadline_on: date,
    priority: Priority,
    provider_lead_business_days: int | None,
    office_p75_days: int | None,
    calendar: BusinessCalendar,
) -> BackPlan:
    """Count back from the deadline. None stands for a lead or an office's answering time that nobody knows yet.

    ``office_p75_days``: calendar days within which three of four requests to the slowest office are answered.
    """
    share_by = calendar.before(deadline_on, _SHARE_LEAD)
    report_by = calendar.before(share_by, _COMPARISON_LEAD)
    consult_by = calendar.before(report_by, _REPORT_LEAD[priority])
    packet_by = calendar.before(consult_by, packet_lead(priority, provider_lead_business_days))
    request_records_by = packet_by - timedelta(days=_answer_days(priority, office_p75_days))
    return BackPlan(share_by, report_by, consult_by, packet_by, request_records_by)


def infeasible(plan: BackPlan, today: date) -> bool:
    """True when the plan asks for something yesterday: asked at intake, where all of it is still to come.

    The first date of a plan is ``request_records_by``, so it alone decides.
    """
    return plan.request_records_by < today


@lru_cache(maxsize=1 << 12)  # weighed after nearly every fact, and hardly ever another
def deadline_risk(
    plan: BackPlan | None,
    stage: Stage,
    deadline_on: date | None,
    today: date,
    calendar: BusinessCalendar,
    *,
    visited: bool = False,
    opinion_filed: bool = False,
    shared: bool = False,
) -> DeadlineRisk:
    """How close the case runs to its deadline, from the planned dates that are still to come in this stage.

    ``breached`` once the deadline itself has passed, ``breach_likely`` once a planned date has, ``watch`` with fewer
    than 3 business days in hand. A closed case has no risk. ``today`` is the patient's local date.
    """
    if deadline_on is None or stage is Stage.CLOSED:
        return DeadlineRisk.NONE
    if today > deadline_on:
        return DeadlineRisk.BREACHED
    ahead = [] if plan is None else _still_to_come(plan, stage, visited, opinion_filed, shared)
    if any(day < today for day in ahead):
        return DeadlineRisk.BREACH_LIKELY
    if ahead and min(ahead) < calendar.add(today, _COMFORTABLE_SLACK):
        return DeadlineRisk.WATCH
    return DeadlineRisk.NONE


def explain(
    deadline_on: date,
    priority: Priority,
    provider_lead_business_days: int | None,
    office_p75_days: int | None,
    calendar: BusinessCalendar,
) -> list[str]:
    """Why each date is what it is: one sentence a date, which begins with its name, from ``share_by`` backwards."""
    made = plan(deadline_on, priority, provider_lead_business_days, office_p75_days, calendar)
    lead = packet_lead(priority, provider_lead_business_days)
    whose = "the usual time to read a packet" if provider_lead_business_days is None else "the time this provider asks"
    steps = (
        ("share_by", made.share_by, _SHARE_LEAD, "the decision deadline", deadline_on, "time to think"),
        ("report_by", made.report_by, _COMPARISON_LEAD, "share_by", made.share_by, "time to compare and check"),
        (
            "consult_by",
            made.consult_by,
            _REPORT_LEAD[priority],
            "report_by",
            made.report_by,
            f"the time a written report takes when the case is {priority}",
        ),
        ("packet_by", made.packet_by, lead, "consult_by", made.consult_by, f"{whose} before the visit"),
    )
    sentences = [
        f"{name} is {day}: {_counted(lead, 'business')} before {of} ({counted_from}), {why}"
        f"{_passing_over(calendar, day, counted_from)}."
        for name, day, lead, of, counted_from, why in steps
    ]
    sentences.append(
        f"request_records_by is {made.request_records_by}: "
        f"{_counted(_answer_days(priority, office_p75_days), 'calendar')} before packet_by ({made.packet_by}), "
        f"{_why_answer_days(priority, office_p75_days)}."
    )
    return sentences


def _still_to_come(plan: BackPlan, stage: Stage, visited: bool, opinion_filed: bool, shared: bool) -> list[date]:
    """The planned dates that the case has not put behind it, by its stage and by what happened within the stage."""
    reached = _JOURNEY.index(stage)
    consultation = _JOURNEY.index(Stage.CONSULTATION)
    dates = (
        (plan.request_records_by, stage is Stage.REQUEST),
        (plan.packet_by, reached < consultation),
        (plan.consult_by, reached <= consultation and not visited and not opinion_filed),
        (plan.report_by, reached <= consultation and not opinion_filed),
        (plan.share_by, not shared),
    )
    return [day for day, counts in dates if counts]


def packet_lead(priority: Priority, provider_lead_business_days: int | None) -> int:
    """Business days before a visit on which the records must be there: the provider's own lead, else by priority."""
    return _PACKET_LEAD[priority] if provider_lead_business_days is None else provider_lead_business_days


def _answer_days(priority: Priority, office_p75_days: int | None) -> int:
    """Calendar days to allow the office: seven tenths when the case presses, rounded up (whole numbers, no float)."""
    days = _P75_WHERE_UNKNOWN if office_p75_days is None else office_p75_days
    return days if priority is Priority.ROUTINE else -(-days * 7 // 10)


def _why_answer_days(priority: Priority, office_p75_days: int | None) -> str:
    known = (
        f"assumed for an office whose answering time is unknown ({_P75_WHERE_UNKNOWN})"
        if office_p75_days is None
        else f"from the {office_p75_days} within which three of four of its answers came"
    )
    return (
        known if priority is Priority.ROUTINE else f"{known}, shortened to seven tenths because the case is {priority}"
    )


def _counted(n: int, kind: str) -> str:
    return f"{n} {kind} day{'' if n == 1 else 's'}"


def _passing_over(calendar: BusinessCalendar, start: date, end: date) -> str:
    days = (start + timedelta(days=n) for n in range(1, (end - start).days))
    holidays = [str(day) for day in days if day.isoweekday() <= 5 and calendar.is_holiday(day)]
    return f" (holidays passed over: {', '.join(holidays)})" if holidays else ""
