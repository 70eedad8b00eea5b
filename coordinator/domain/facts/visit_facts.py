"""The visit itself: it took place or it did not."""

from __future__ import annotations

from coordinator.domain.attendance import missed
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.visit import Appointment
from coordinator.domain.words import AppointmentStatus, MissedCause


@fact(
    maybe("present", Kind.TEXT, "who was there"),
    usually="consultation", says="The visit took place; for a record review: the reviewer is done.",
    after_acceptance=True,
)  # fmt: skip
def visit_attended(case: Case, act: Act, known: Known, present: str | None = None) -> Recorded:
    """From the appointment's start on."""
    appointment = _begun(case, act, AppointmentStatus.ATTENDED)
    if appointment.status is AppointmentStatus.ATTENDED:
        return already(appointment=appointment.id)
    act = _not_before(appointment, act)
    appointment.status, appointment.attended_at = AppointmentStatus.ATTENDED, act.at
    event = case.note("visit_attended", act, appointment=appointment.id)
    if present:
        case.write_down(event, "present", present)
    return said(event, appointment=appointment.id)


@fact(
    needed("cause", Kind.TEXT, f"why, as far as it is known: {', '.join(MissedCause)}, or in words"),
    usually="consultation", says="The visit did not take place although it was booked.", after_acceptance=True,
)  # fmt: skip
def visit_missed(case: Case, act: Act, known: Known, cause: str) -> Recorded:
    """Nobody is blamed; a new time is looked for (``domain.md`` §1.6)."""
    appointment = _begun(case, act, AppointmentStatus.MISSED)
    if appointment.status is AppointmentStatus.MISSED:
        return already(appointment=appointment.id)
    act = _not_before(appointment, act)
    appointment.status = AppointmentStatus.MISSED
    appointment.missed_cause = MissedCause(cause) if cause in list(MissedCause) else MissedCause.OTHER
    event = case.note(
        "visit_missed", act, appointment=appointment.id, cause=appointment.missed_cause, number=len(missed(case))
    )
    case.write_down(event, "text", cause)
    return said(event, appointment=appointment.id)


def _begun(case: Case, act: Act, outcome: AppointmentStatus) -> Appointment:
    """The booked visit that has begun, or the latest one where this outcome is on record."""
    appointment = case.appointment()
    if appointment is None:
        latest = case.appointments[-1] if case.appointments else None
        if latest is not None and latest.status is outcome:
            return latest
        raise Refused("appointment.missing", "no visit is booked")
    if act.now < appointment.starts_at:
        raise Refused("appointment.not_yet", f"it begins at {appointment.starts_at.isoformat()}")
    zone = appointment.time_zone
    if local(act.at, zone).date() < local(appointment.starts_at, zone).date():
        raise Refused("appointment.not_yet", f"it began at {appointment.starts_at.isoformat()}", field="at")
    return appointment


def _not_before(appointment: Appointment, act: Act) -> Act:
    """A bare date stands for noon, and the visit may have begun later that day."""
    return act._replace(happened_at=max(act.at, appointment.starts_at))
