"""One record request as ``case show`` prints it: its clocks, its fee, what was denied, and what its desk taught us."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.directory import Desk
from coordinator.domain.fee import expected_minor
from coordinator.domain.guards import aged
from coordinator.domain.paper_form import categories_of, why_not_covered
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.record_types import loinc_of, months_of
from coordinator.services.views.plain import Json


def request_shown(case: Case, request: RecordRequest, today: date) -> Json:
    """Every key a person or a script needs of one request."""
    held = why_not_covered(case, request, today) if request.open and request.outstanding() else []
    return {
        "id": request.id,
        "organization": request.organization_name,
        "department": request.department,
        "legal_basis": request.legal_basis,
        "status": request.status,
        "sent_at": request.sent_at,
        "received_at": request.received_at,
        "receipt_evidence": request.receipt_evidence,
        "attempts": _attempts(request),
        "due_on": request.due_on,
        "limit": request.details.get("limit"),
        "extended": request.extended,
        "promised_on": request.promised_on,
        "returned_cause": request.returned_cause,
        "answered_at": request.answered_at,
        "channel": request.channel,
        "desk": request.desk.id if request.desk else None,
        "time_zone": request.desk.time_zone if request.desk else None,
        "own_form_required": bool(request.desk and request.desk.own_form_required),
        "desk_answers": desk_answers(request.desk) if request.desk else None,
        "authorization": request.authorization_id,
        "sensitive": sorted(categories_of(request)),
        "held_by": [{"code": reason.code, "detail": reason.detail} for reason in held],
        "fee_status": request.fee_status,
        "fee": _fee(request),
        "denial": _denial(request),
        "items": [
            {
                "id": item.id,
                "record_type": item.record_type,
                "loinc": loinc_of(item.record_type, case.specialty),
                "essential": item.essential,
                "status": item.status,
                "dated_on": item.dated_on,
                "months": months_of(item.record_type, case.specialty),
                "too_old": aged(case, item),
                "asked_again": item.asked_again,
                "waived": {"reason": item.waived_reason, "by": item.waived_by} if item.waived_by else None,
            }
            for item in request.items
        ],
    }


def desk_answers(desk: Desk) -> dict[str, Any]:
    """How fast this desk answers, with the number of answers behind it; ``expected_days`` is what we count on."""
    return {
        "n": desk.answers,
        "median_days": desk.median_answer_days,
        "p75_days": desk.learned_p75_days,
        "told_p75_days": desk.p75_response_days,
        "expected_days": desk.expected_days,
    }


def _attempts(request: RecordRequest) -> list[dict[str, Any]]:
    """Every sending, the latest last, each with the proof of its receipt."""
    found: list[dict[str, Any]] = [
        {
            "sent_at": told["sent_at"],
            "channel": told["channel"],
            "received_at": told.get("received_at"),
            "evidence": told.get("evidence"),
        }
        for told in request.attempts
    ]
    latest = request.sent_at.isoformat() if request.sent_at else None
    if latest is not None and all(told["sent_at"] != latest for told in found):
        found.append(
            {
                "sent_at": request.sent_at,
                "channel": request.channel,
                "received_at": request.received_at,
                "evidence": request.receipt_evidence,
            }
        )
    return found


def _fee(request: RecordRequest) -> dict[str, Any] | None:
    if request.fee_status is None:
        return None
    return {
        "status": request.fee_status,
        "quoted_minor": request.fee_quoted_minor,
        "fee_expected_minor": expected_minor(request),
        "basis_claimed": request.details.get("fee_claimed") or [],
        "per_page": request.details.get("fee_per_page"),
        "doubts": request.details.get("fee_doubts") or [],
    }


def _denial(request: RecordRequest) -> dict[str, Any] | None:
    """What was denied and on what ground; ``reviewable`` is empty where nobody knows the ground."""
    denial = request.details.get("denial")
    if not denial:
        return None
    reviewable = {"reviewable": True, "unreviewable": False, "not_valid": False}.get(denial["ground"])
    return {**denial, "reviewable": reviewable}
