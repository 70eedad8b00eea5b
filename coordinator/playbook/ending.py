"""The end of a case and of a request, and the beginning of a stage: what every way there has in common."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AppointmentStatus, CloseReason, RequestStatus, Stage, WorkItemKind

CANCELLED_FROM = "cancelled_from"
"""Under this name a cancelled request keeps the status it had."""


def close(case: Case, reason: CloseReason, act: Act) -> None:
    """Enter ``closed``: open requests and the visit are cancelled, open work items end."""
    if not case.open:
        return
    for item in [w for w in case.work_items if w.open]:
        item.end(act.now, act.by)
    for loan in case.custody:
        if loan.out:
            case.ask(WorkItemKind.SUPERVISOR_REVIEW, act, about=loan.id, code="material_out")
    if not reason.completed:
        for request in list(case.requests):
            if request.open:
                cancel(case, request, act, tell=reason is CloseReason.WITHDRAWN_BY_PATIENT)
        _call_off(case, act)
    case.closed_from, case.close_reason, case.closed_at = case.stage, reason, act.now
    enter(case, Stage.CLOSED, act)
    case.stopped_seq = case.seq


def enter(case: Case, stage: Stage, act: Act) -> None:
    """Move to ``stage`` and say so; a stage entered again counts its visits."""
    visits = case.answers.setdefault("stage_visits", {})
    visits = {**visits, stage.value: int(visits.get(stage.value, 0)) + 1}
    case.answers = {**case.answers, "stage_visits": visits}
    case.stage, case.stage_visit, case.stage_entered_at = stage, visits[stage.value], act.now
    case.note("stage_entered", act, stage=stage, visit=case.stage_visit, reason=case.close_reason)


def _call_off(case: Case, act: Act) -> None:
    """The visit, or the offer of the case, is over: a person tells the provider's office."""
    appointment, referral = case.appointment(), case.referral()
    if appointment is not None:
        appointment.status = AppointmentStatus.CANCELLED
        case.note("appointment_released", act, appointment=appointment.id)
        case.ask(WorkItemKind.CALL_PROVIDER, act, about=appointment.id, code="visit_cancelled")
    elif referral is not None and referral.packet_sent_at is not None and not case.visited():
        case.ask(WorkItemKind.CALL_PROVIDER, act, about=referral.id, code="case_ended")


def cancel(case: Case, request: RecordRequest, act: Act, *, tell: bool = True) -> None:
    """Ask nothing more of an office; one that has our letter and owes something is told, once a desk (L09).

    The status before is kept, so that a case that is opened again goes on where it stood.
    """
    was_sent = request.sent_at is not None and bool(request.outstanding())
    request.details = {**request.details, CANCELLED_FROM: request.status.value}
    request.status = RequestStatus.CANCELLED
    if was_sent and tell and request.desk is not None and request.desk.id not in _told(case):
        case.note("request_cancelled", act, request=request.id)


def _told(case: Case) -> set[str]:
    """The desks told in this very act that something was called off."""
    told = {str(e.data["request"]) for e in case.noted if e.name == "request_cancelled"}
    return {r.desk.id for r in case.requests if r.id in told and r.desk is not None}
