"""What people must do, and how far an order to the outside came."""

from __future__ import annotations

from enum import StrEnum


class WorkItemKind(StrEnum):
    """What a person must do (interface.md names these)."""

    CALL_DESK = "call_desk"
    CALL_PATIENT = "call_patient"
    CALL_PROVIDER = "call_provider"
    APPROVE_LETTER = "approve_letter"
    CHOOSE_REVIEWING_LABORATORY = "choose_reviewing_laboratory"
    FIND_SOURCE = "find_source"
    FIND_OFFICE_ADDRESS = "find_office_address"
    COPY_INTO_OFFICE_PORTAL = "copy_into_office_portal"
    ANSWER_MISSING = "answer_missing"
    APPROVE_FEE = "approve_fee"
    CHECK_DOCUMENT = "check_document"
    DUPLICATE_PROPOSED = "duplicate_proposed"
    NO_PROVIDER = "no_provider"
    ASK_NEXT_PROVIDER = "ask_next_provider"
    CHOOSE_WORDING = "choose_wording"
    CLASSIFY_AGREEMENT = "classify_agreement"
    VERIFY_COMPARISON = "verify_comparison"
    ASK_BACK = "ask_back"
    NEXT_STEP = "next_step"
    PLAN_INFEASIBLE = "plan_infeasible"
    STAGE_LATE = "stage_late"
    SUPERVISOR_REVIEW = "supervisor_review"
    ADDRESS_BOUNCED = "address_bounced"
    REPLY_UNREAD = "reply_unread"
    STUCK = "stuck"
    UNCERTAIN_SEND = "uncertain_send"


class EffectStatus(StrEnum):
    """How far an order to the outside world has come."""

    PENDING = "pending"
    HELD = "held"
    RELEASED = "released"
    DONE = "done"
    NEVER = "never"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


class StopClass(StrEnum):
    """What stops a message outlives (``domain.md`` §12): care nothing, the others what their name says."""

    CARE = "care"
    CLOSING = "closing"
    CUSTODY = "custody"
    LEGAL = "legal"
