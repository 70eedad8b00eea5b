"""Conditions of the playbook around a visit: told, interpreted, confirmed, estimated, approved."""

from __future__ import annotations

from collections.abc import Callable

from coordinator.domain.attendance import needs_a_call
from coordinator.domain.case import Case
from coordinator.domain.estimate import is_awaited
from coordinator.domain.guards import plan_pays
from coordinator.domain.words import AppointmentStatus, PriorStatus, VisitMode


def change_untold(case: Case, subject: str) -> bool:
    """This appointment is the booked one, or it was called off and nothing is booked instead."""
    found = next((a for a in case.appointments if a.id == subject), None)
    if found is None or found.status is AppointmentStatus.BOOKED:
        return found is not None
    return found.status is AppointmentStatus.CANCELLED and case.appointment() is None


def interpreter_settled(case: Case, subject: str) -> bool:
    """No interpreter is needed for this appointment, one is booked, or the appointment is over."""
    found = next((a for a in case.appointments if a.id == subject), None)
    needed = found is not None and found.status is AppointmentStatus.BOOKED and case.patient.interpreter
    return not needed or (found is not None and found.interpreter_booked)


def visit_needs_call(case: Case, subject: str) -> bool:
    """The visit is likely enough to be missed that a person confirms it by telephone."""
    appointment = case.appointment()
    return appointment is not None and appointment.id == subject and needs_a_call(case, appointment)


def visit_by_video(case: Case, subject: str) -> bool:
    """This appointment is the booked one, and it is by video."""
    appointment = case.appointment()
    return appointment is not None and appointment.id == subject and appointment.mode is VisitMode.VIDEO


def estimate_settled(case: Case, subject: str) -> bool:
    """No estimate is owed, or it came, or the plan pays."""
    return not is_awaited(case) or plan_pays(case)


def prior_authorization_answered(case: Case, subject: str) -> bool:
    """The insurer answered this request, or it is no longer the latest."""
    return _prior_status(case, subject) is not PriorStatus.ASKED


def prior_authorization_not_denied(case: Case, subject: str) -> bool:
    """This denial was appealed or taken back, or the price is agreed."""
    return case.cost_agreed_minor is not None or _prior_status(case, subject) is not PriorStatus.DENIED


def _prior_status(case: Case, subject: str) -> PriorStatus | None:
    latest = case.prior_authorizations[-1] if case.prior_authorizations else None
    return latest.status if latest is not None and latest.id == subject else None


VISIT_CONDITIONS: tuple[Callable[[Case, str], bool], ...] = (
    change_untold,
    interpreter_settled,
    visit_needs_call,
    visit_by_video,
    estimate_settled,
    prior_authorization_answered,
    prior_authorization_not_denied,
)
"""They join ``CONDITIONS``."""
