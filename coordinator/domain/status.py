"""The sub-status of a case within its stage (``domain.md`` §1.1): derived, never stored."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.guards import aged, unanswered
from coordinator.domain.words import (
    AppointmentStatus,
    AuthorizationStatus,
    ItemStatus,
    ReferralStatus,
    RequestStatus,
    Stage,
)


def status_of(case: Case) -> str:
    """One word of §1.1; a closed case shows its close reason."""
    if case.stage is Stage.CLOSED:
        return case.close_reason.value if case.close_reason else "closed"
    return {
        Stage.REQUEST: _request,
        Stage.RECORDS: _records,
        Stage.SCHEDULING: _scheduling,
        Stage.CONSULTATION: _consultation,
        Stage.COMPARISON: _comparison,
    }[case.stage](case)


def _request(case: Case) -> str:
    if case.accepted_at is not None:
        return "accepted"
    if unanswered(case):
        return "needs_info"
    return "screening" if case.identity_level or case.terms_accepted_at else "submitted"


def _records(case: Case) -> str:
    items = [item for item in case.items() if item.essential]
    done = (ItemStatus.VERIFIED, ItemStatus.WAIVED)
    if items and all(item.status in done and not aged(case, item) for item in items):
        waived = any(item.status is ItemStatus.WAIVED for item in items)
        return "ready_with_gaps" if waived else "ready"
    if any(item.status is ItemStatus.RECEIVED for item in case.items()):
        return "under_review"
    if any(r.status is RequestStatus.PARTIAL for r in case.requests):
        return "partially_received"
    if any(r.sent_at for r in case.requests):
        return "requesting"
    if any(a.status is AuthorizationStatus.WAITING for a in case.authorizations):
        return "awaiting_authorization"
    return "planning"


def _scheduling(case: Case) -> str:
    if case.appointment() is not None:
        return "booked"
    referral = case.referral()
    if referral is None:
        if case.referrals and case.referrals[-1].status is ReferralStatus.DECLINED:
            return "provider_declined"
        return "shortlist_sent" if case.shortlist else "matching"
    if referral.status is ReferralStatus.ACCEPTED:
        return "slot_offered"
    return "referral_sent" if referral.packet_sent_at else "provider_selected"


def _consultation(case: Case) -> str:
    if case.visited():
        return "report_received" if case.second_opinion_filed() else "report_pending"
    appointment = case.appointment()
    if appointment is None:
        missed = any(a.status is AppointmentStatus.MISSED for a in case.appointments)
        return "no_show" if missed else "rescheduling"
    if appointment.confirmed_at is not None:
        return "confirmed"
    return "prep"


def _comparison(case: Case) -> str:
    comparison = case.comparison()
    if comparison is None:
        return "extracting"
    if case.third_opinion_wanted and case.opinion(3) is None:
        return "third_opinion_considered"
    if comparison.shared_at is not None:
        return "decision_recorded" if case.decision_at else "shared_with_patient"
    if comparison.clarification_offered_at is not None and comparison.verified_at is None:
        return "clarifying"
    return "draft" if comparison.verified_at else "verify_extraction"
