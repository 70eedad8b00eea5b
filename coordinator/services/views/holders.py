"""Who has the ball: everybody the case waits for, since when, and for what."""

from __future__ import annotations

from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.paper_form import initials_wanted
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import AuthorizationStatus, Holder, ReferralStatus, RequestStatus, Stage

PATIENT_LADDERS = {
    "need-info": "answers that the intake left open",
    "choose-provider": "the choice of a provider",
    "read-comparison": "reading the comparison",
    "missed-visit": "a new time after the missed visit",
    "verify-contact": "confirming an address or number",
}
"""Ladders that run while the patient is asked something, and what for."""

Line = dict[str, str | None]


def holders(case: Case) -> list[Line]:
    """``[{holder, since, waiting_for}]``, the longest wait first. One entry a thing waited for."""
    found: list[tuple[Holder, datetime | None, str]] = []
    if case.open:
        found += _patient(case) + _offices(case) + _providers(case) + _ours(case)
        found += [(Holder.NAVIGATOR, w.opened_at, f"work item {w.kind}") for w in case.work_items if w.open]
        if case.stage is Stage.REQUEST and case.accepted_at is None:
            found.append((Holder.NAVIGATOR, case.opened_at, "identity check and acceptance"))
    found += _borrowed(case)
    found.sort(key=lambda one: (one[1] is None, one[1].isoformat() if one[1] else "", one[0], one[2]))
    return [
        {"holder": who.value, "since": since.isoformat() if since else None, "waiting_for": what}
        for who, since, what in found
    ]


def leading_holder(case: Case) -> str | None:
    """Who has had the ball longest; ``None`` when nobody is waited for."""
    lines = holders(case)
    return lines[0]["holder"] if lines else None


def _patient(case: Case) -> list[tuple[Holder, datetime | None, str]]:
    found: list[tuple[Holder, datetime | None, str]] = [
        (Holder.PATIENT, paper.asked_at, f"a signature for {paper.organization_name}")
        for paper in case.authorizations
        if paper.status is AuthorizationStatus.WAITING
    ]
    found += [
        (Holder.PATIENT, paper.signed_at, f"initials for {paper.organization_name}")
        for paper in case.authorizations
        if paper.status is AuthorizationStatus.SIGNED and initials_wanted(case, paper)
    ]
    found += [
        (Holder.PATIENT, wait.started_at, PATIENT_LADDERS[wait.ladder])
        for wait in case.waits
        if wait.running and wait.ladder in PATIENT_LADDERS
    ]
    if case.stage is Stage.REQUEST and case.terms_accepted_at is None:
        found.append((Holder.PATIENT, case.opened_at, "accepting the terms"))
    found += [
        (Holder.PATIENT, request.sent_at or case.accepted_at, _items(request))
        for request in case.requests
        if request.from_patient and request.open and request.outstanding()
    ]
    return found


def _offices(case: Case) -> list[tuple[Holder, datetime | None, str]]:
    asked = (RequestStatus.SENT, RequestStatus.RECEIVED, RequestStatus.PARTIAL)
    return [
        (Holder.OFFICE, request.sent_at, f"{_items(request)} from {request.organization_name}")
        for request in case.requests
        if request.sent_at
        and not request.from_patient
        and request.status in asked
        and request.outstanding()
        and not request.ball_with_us
        and not request.reply_unread
    ]


def _providers(case: Case) -> list[tuple[Holder, datetime | None, str]]:
    found: list[tuple[Holder, datetime | None, str]] = [
        (Holder.PROVIDER, referral.packet_sent_at or referral.chosen_at, f"an answer from {referral.provider.name}")
        for referral in case.referrals
        if referral.status is ReferralStatus.SENT
    ]
    found += [
        (Holder.PROVIDER, one.asked_at, "the insurer's prior authorization")
        for one in case.prior_authorizations[-1:]
        if one.waiting
    ]
    attended, booked = case.attended(), case.appointment()
    if attended is not None and case.visited() and not case.second_opinion_filed():
        found.append((Holder.PROVIDER, attended.attended_at, f"the written opinion of {attended.provider.name}"))
    if booked is not None:
        found.append((Holder.PROVIDER, booked.booked_at, f"the visit with {booked.provider.name}"))
    return found


def _ours(case: Case) -> list[tuple[Holder, datetime | None, str]]:
    found: list[tuple[Holder, datetime | None, str]] = []
    for request in case.requests:
        if request.status is RequestStatus.READY:
            paper = case.authorization(request.authorization_id or "")
            since = paper.signed_at if paper else case.accepted_at
            found.append((Holder.US, since, f"our letter to {request.organization_name}"))
        elif request.open and request.ball_with_us:
            found.append((Holder.US, None, f"our answer to {request.organization_name}"))
    return found


def _borrowed(case: Case) -> list[tuple[Holder, datetime | None, str]]:
    return [
        (
            Holder.COURIER if loan.on_the_road else Holder.PROVIDER,
            loan.moved_at,
            "the return of borrowed material",
        )
        for loan in case.custody
        if loan.out
    ]


def _items(request: RecordRequest) -> str:
    return ", ".join(item.record_type.value for item in request.outstanding())
