"""Why the dates around a referral and a visit are what they are."""

from __future__ import annotations

from datetime import datetime

from coordinator.domain import estimate
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.choosing import holds, running_holds
from coordinator.domain.errors import Refused
from coordinator.domain.guards import plan_pays
from coordinator.playbook.referring import ACCEPT_WITHIN

SCHEDULING_DATES = ("accept_by", "estimate_by", "appeal_by", "records_needed_by", "held_until")
"""What ``case why --date`` can explain of scheduling."""


def scheduling_date(case: Case, asked: str, now: datetime) -> list[str]:
    """The sentences for one of ``SCHEDULING_DATES``; ``date.none`` where the case has none."""
    explained = {
        "accept_by": _accept_by,
        "estimate_by": _estimate_by,
        "appeal_by": _appeal_by,
        "records_needed_by": _records_needed_by,
    }
    sentences = _held_until(case, now) if asked == "held_until" else explained[asked](case)
    if not sentences:
        raise Refused("date.none", "the case has no such date yet", field="date")
    return sentences


def _accept_by(case: Case) -> list[str]:
    return [
        f"{r.provider.name}: accept_by is {r.accept_by}: {ACCEPT_WITHIN} business days after the offer of "
        f"{local(r.chosen_at, r.provider.time_zone).date()}, by the office's own days; now it is {r.status}."
        for r in case.referrals
        if r.accept_by is not None and r.chosen_at is not None
    ]


def _estimate_by(case: Case) -> list[str]:
    kept = estimate.estimate_of(case)
    if kept is None:
        return []
    sentences = [estimate.explain(kept)]
    if kept.given_on is not None:
        sentences.append(f"It was given on {kept.given_on}.")
    elif plan_pays(case):
        sentences.append("The plan pays, so nobody is chased for it.")
    return sentences


def _appeal_by(case: Case) -> list[str]:
    return [
        f"appeal_by is {p.appeal_by}: the insurer named it with its denial; somebody calls seven days before."
        for p in case.prior_authorizations
        if p.appeal_by is not None
    ]


def _records_needed_by(case: Case) -> list[str]:
    appointment = case.appointment()
    if appointment is None or appointment.records_needed_by is None:
        return []
    lead = appointment.provider.lead_business_days
    whose = "the usual lead" if lead is None else f"the {lead} business days this provider asks"
    visit_on = local(appointment.starts_at, appointment.provider.time_zone).date()
    return [f"records_needed_by is {appointment.records_needed_by}: {whose} before the visit on {visit_on}."]


def _held_until(case: Case, now: datetime) -> list[str]:
    kept = holds(case)
    return [
        f"The opening of {kept[s]['starts_at']} is held until {kept[s]['until']}." for s in running_holds(case, now)
    ]
