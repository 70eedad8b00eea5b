"""What an office's answer does to a request, whichever fact tells of it."""

from __future__ import annotations

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading import zone_of
from coordinator.domain.legal_deadline import legal_due_on
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ItemStatus, ReceiptEvidence, RequestStatus, WorkItemKind


def heard(case: Case, request: RecordRequest, act: Act) -> None:
    """Somebody looked at the office's answer: nothing of it is unread."""
    request.reply_unread = False
    finish(case, WorkItemKind.REPLY_UNREAD, act, request.id)


def answered(case: Case, request: RecordRequest, act: Act) -> None:
    """The office did its part: how long it took, from our letter on, teaches us what to expect of it."""
    if request.outstanding() or request.answered_at is not None or request.sent_at is None or act.at < request.sent_at:
        return
    request.answered_at = act.at
    zone = zone_of(case, request)
    days = (local(act.at, zone).date() - local(request.sent_at, zone).date()).days
    case.note("request_answered", act, request=request.id, days=days)


def take_receipt(case: Case, request: RecordRequest, evidence: ReceiptEvidence, act: Act) -> None:
    """Put the office's receipt at ``act.at``. The legal date is 30 calendar days after it, by the office's own date.

    An assumed receipt only stops the question whether the letter arrived.
    """
    request.received_at, request.receipt_evidence = act.at, evidence
    if evidence is ReceiptEvidence.ASSUMED:
        return
    if request.legal_basis is not None and request.legal_basis.deadline_applies:
        request.due_on = legal_due_on(local(act.at, zone_of(case, request)).date())
    if request.status is RequestStatus.SENT:
        request.status = RequestStatus.RECEIVED
    for item in request.items:
        if item.status is ItemStatus.REQUESTED:
            item.status = ItemStatus.ACKNOWLEDGED


def imply_receipt(case: Case, request: RecordRequest, act: Act) -> None:
    """An office that answered has our letter (interface.md, "More on facts"). Without a letter nothing is implied."""
    if request.sent_at is None or request.receipt_evidenced or act.at < request.sent_at:
        return
    take_receipt(case, request, ReceiptEvidence.ANSWER, act)
    case.note("request_received", act, request=request.id, evidence=ReceiptEvidence.ANSWER, due_on=request.due_on)
