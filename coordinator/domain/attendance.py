"""Visits that did not take place, and what speaks for calling before the next one (``domain.md`` §1.6, §4.2)."""

from __future__ import annotations

from datetime import timedelta

from coordinator.domain.case import Case
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, VisitMode

FAR_AHEAD = timedelta(days=28)
"""A visit booked longer ahead is forgotten more easily."""


def missed(case: Case) -> list[Appointment]:
    """Visits that were booked and did not take place, without those called off."""
    return [a for a in case.appointments if a.status is AppointmentStatus.MISSED]


def cancelled_late(case: Case) -> list[Appointment]:
    """Visits that the patient called off less than 24 hours ahead: counted apart from missed ones."""
    return [a for a in case.appointments if a.cancelled_late]


def needs_a_call(case: Case, appointment: Appointment) -> bool:
    """True when somebody should confirm this visit by telephone. A record review asks nobody to come."""
    if appointment.mode is VisitMode.RECORD_REVIEW:
        return False
    if missed(case):
        return True
    if appointment.confirmed_at is not None:
        return False
    far = appointment.booked_at is not None and appointment.starts_at - appointment.booked_at > FAR_AHEAD
    reachable = any(point.verified_at and point.open for point in case.patient.contact_points)
    return far or case.patient.interpreter or not reachable
