"""Reasons of the scheduling guard that concern one booked visit (``domain.md`` §1.5, §12)."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Reason
from coordinator.domain.prior_authorization import PriorAuthorization
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import AppointmentStatus, PriorStatus, ReferralStatus


def approval(case: Case) -> PriorAuthorization | None:
    """The insurer's latest approval; ``None`` when the latest answer is another one."""
    latest = case.prior_authorizations[-1] if case.prior_authorizations else None
    return latest if latest is not None and latest.status is PriorStatus.APPROVED else None


def approval_gaps(case: Case, appointment: Appointment) -> list[Reason]:
    """Why the insurer's approval does not cover this visit. A price the patient agreed to needs no approval."""
    approved = approval(case)
    if approved is None or case.cost_agreed_minor is not None:
        return []
    reasons = []
    if not approved.covers(local(appointment.starts_at, appointment.time_zone).date()):
        window = f"approved from {approved.valid_from or 'any day'} to {approved.valid_to or 'any day'}"
        reasons.append(Reason("prior_authorization.outside_window", window))
    if approved.visits is not None and _visits(case, approved) > approved.visits:
        reasons.append(Reason("prior_authorization.visits_used", f"approved for {approved.visits}"))
    return reasons


def _visits(case: Case, approved: PriorAuthorization) -> int:
    """Visits that took place or are booked, those before the approval was asked for left out."""
    counted = (AppointmentStatus.BOOKED, AppointmentStatus.ATTENDED)
    return sum(a.status in counted and a.starts_at >= approved.asked_at for a in case.appointments)


def records_too_late(case: Case, appointment: Appointment, today: date) -> list[Reason]:
    """The packet reaches the office by its lead, or the office accepted the gap."""
    needed_by = appointment.records_needed_by
    referral = case.referral()
    if needed_by is None or today <= needed_by or referral is None:
        return []
    if referral.packet_sent_at is not None or referral.gap_accepted:
        return []
    return [Reason("records.too_late", f"the office wants them by {needed_by}")]


def wanted_before_visit(referral: Referral) -> list[str]:
    """What this office must have before it sees anybody, and has not."""
    return [w["what"] for w in referral.office_wants or [] if w["before_visit"] and not w["settled_on"]]


def open_wants(case: Case) -> list[str]:
    """What the office that has the case still wants, whether it holds the visit or not."""
    referral = case.referral()
    if referral is None or referral.status is not ReferralStatus.ACCEPTED:
        return []
    return [w["what"] for w in referral.office_wants or [] if not w["settled_on"]]
