"""What ``case show`` prints around the choice of a provider and the visit: order, cost, office, attendance, zones."""

from __future__ import annotations

from datetime import date, datetime

from coordinator.domain import choosing
from coordinator.domain.attendance import cancelled_late, missed, needs_a_call
from coordinator.domain.booking_guards import open_wants
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.estimate import awaited, estimate_of
from coordinator.domain.guards import coverage_settled, plan_pays
from coordinator.domain.matching import SHOWN, openness, restored
from coordinator.domain.visit import Appointment, Referral
from coordinator.domain.words import AppointmentStatus, PacketAccess, PriorStatus, VisitMode
from coordinator.services.views import resources
from coordinator.services.views.plain import Json

COST_OPTIONS = ("self_pay_price", "assistance", "financial_counselling", "record_review", "other_provider")
"""What a person may offer when the plan does not pay (``domain.md`` §1.5)."""

TRAVEL_OPTIONS = ("video", "record_review", "transport", "lodging")


def choosing_shown(case: Case, now: datetime) -> Json:
    """The keys of the whole case."""
    today = local(now, case.patient.time_zone).date()
    fitting = [entry for entry in case.shortlist if not entry["excluded"]]
    return {
        "shortlist_order": choosing.order_of(case),
        "shortlist_shown": [entry["provider"] for entry in fitting[:SHOWN]],
        "shortlist_note": openness(restored(case.shortlist)) if case.shortlisted_at else "",
        "slots_held": [{"slot": slot, **choosing.holds(case)[slot]} for slot in choosing.running_holds(case, now)],
        "prior_authorizations": [
            {
                "id": p.id,
                "status": p.status,
                "reference": p.reference,
                "asked_at": p.asked_at,
                "answered_at": p.answered_at,
                "from": p.valid_from,
                "to": p.valid_to,
                "visits": p.visits,
                "appeal_by": p.appeal_by,
            }
            for p in case.prior_authorizations
        ],
        "cost": _cost(case),
        "travel": _travel(case, today),
        "resources": resources.of_case(case, today),
        "attendance": {
            "missed": len(missed(case)),
            "late_cancelled": len(cancelled_late(case)),
            "patient_led": case.hold_reason == "patient_led",
        },
        "hints": [{"code": code, "detail": detail} for code, detail in _hints(case)],
    }


def referral_shown(referral: Referral) -> Json:
    """What is known of one offer."""
    access = PacketAccess.OPEN if referral.live else PacketAccess.REVOKED
    return {
        "decline_reason": referral.decline_reason,
        "gap_accepted": referral.gap_accepted,
        "packet_access": referral.packet_access or access,
        "office_wants": referral.office_wants or [],
    }


def appointment_shown(case: Case, appointment: Appointment) -> Json:
    """The hour on both clocks, and what the visit still needs."""
    zones = {"patient": case.patient.time_zone, "provider": appointment.provider.time_zone}
    return {
        "starts_local": {who: local(appointment.starts_at, zone).isoformat() for who, zone in zones.items()},
        "zones": zones,
        "patient_time": _wall(appointment, zones["patient"]),
        "provider_time": _wall(appointment, zones["provider"]),
        "place": appointment.place,
        "calendar_uid": appointment.calendar_uid,
        "confirmed_at": appointment.confirmed_at,
        "interpreter": _interpreter(case, appointment),
        "call_before": appointment.status is AppointmentStatus.BOOKED and needs_a_call(case, appointment),
        "records_needed_by": appointment.records_needed_by,
        "cancelled_by": appointment.cancelled_by,
        "cancelled_late": appointment.cancelled_late,
        "missed_cause": appointment.missed_cause,
    }


def _wall(appointment: Appointment, zone: str) -> str:
    return f"{local(appointment.starts_at, zone):%Y-%m-%d %H:%M} {zone}"


def _interpreter(case: Case, appointment: Appointment) -> str:
    if not case.patient.interpreter:
        return "not_needed"
    return "booked" if appointment.interpreter_booked else "not_booked"


def _cost(case: Case) -> Json | None:
    """The cost card of the provider the case is offered to; ``None`` while there is none."""
    referral = case.referral()
    if referral is None:
        return None
    entry = next((e for e in case.shortlist if e["provider"] == referral.provider.id), {})
    estimate, denied = estimate_of(case), case.prior_authorization == PriorStatus.DENIED
    unpaid = denied or case.coverage_network == "out"
    card = entry.get("cost") or {}
    return {
        "provider": referral.provider.id,
        "amount_minor": card.get("amount_minor"),
        "includes": card.get("includes"),
        "assistance": card.get("assistance"),
        "network": case.coverage_network or card.get("network") or "unknown",
        "agreed_minor": case.cost_agreed_minor,
        "settled": coverage_settled(case),
        "estimate": {
            "estimate_by": estimate.by,
            "why": estimate.why,
            "given_on": estimate.given_on,
            "amount_minor": estimate.amount_minor,
        }
        if estimate is not None
        else None,
        "options": list(COST_OPTIONS) if unpaid and case.cost_agreed_minor is None else [],
    }


def _travel(case: Case, today: date) -> Json:
    can = choosing.travel(case)
    offered = TRAVEL_OPTIONS if can == "no" else TRAVEL_OPTIONS[2:] if can == "with_help" else ()
    return {"can": can, "options": list(offered), "help": resources.travel_help(case, today) if offered else []}


def _hints(case: Case) -> list[tuple[str, str]]:
    """What is open and holds nothing up."""
    found = [("office.wants", want) for want in open_wants(case)]
    estimate, booked = awaited(case), case.appointment()
    if estimate is not None and not plan_pays(case):
        found.append(("estimate.awaited", f"owed by {estimate.by}"))
    if booked is not None and case.patient.interpreter and not booked.interpreter_booked:
        found.append(("interpreter.not_booked", booked.id))
    if booked is not None and booked.mode is not VisitMode.RECORD_REVIEW and needs_a_call(case, booked):
        found.append(("visit.call_before", booked.id))
    return found
