"""Why a computed date of a case is what it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from coordinator.domain import back_plan
from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ReceiptEvidence
from coordinator.playbook.book import Book
from coordinator.services.views.computed_dates import COMPUTED, recorded
from coordinator.services.views.scheduling_dates import SCHEDULING_DATES, scheduling_date
from coordinator.services.views.why import next_steps
from coordinator.store import cases

BACK_PLAN = ("share_by", "report_by", "consult_by", "packet_by", "request_records_by")
NAMES = (*BACK_PLAN, "due_on", "received_at", *COMPUTED, *SCHEDULING_DATES, "next")
"""What can be asked for: the plan back from the deadline, dates of requests and of the visit, and the rungs ahead."""


def explained_date(session: Session, ref: str, name: str, book: Book, now: datetime) -> list[str]:
    """The sentences for one of ``NAMES``; ``date.unknown`` for another name, ``date.none`` where the case has none."""
    case = cases.by_ref(session, ref)
    book = book.of(case)
    asked = name.strip().lower()
    if asked in BACK_PLAN:
        return _back_plan(case, asked, book)
    if asked in ("due_on", "received_at"):
        sentence = due_on_words if asked == "due_on" else received_at_words
        found = [sentence(case, request) for request in case.requests if not request.from_patient]
        if not found:
            raise Refused("date.none", "no record was asked for yet", field="date")
        return found
    if asked in SCHEDULING_DATES:
        return scheduling_date(case, asked, now)
    if asked in COMPUTED:
        sentences = COMPUTED[asked](case, book, now)
        if not sentences:
            raise Refused("date.none", "the case has no such date", field="date")
        return sentences
    if asked == "next":
        return next_steps(case, book, now)
    if recorded(asked):
        return [f"{asked} is not computed: it is {recorded(asked)}."]
    raise Refused("date.unknown", f"one of {', '.join(NAMES)}", field="date")


def _back_plan(case: Case, asked: str, book: Book) -> list[str]:
    if case.deadline_on is None:
        raise Refused("date.none", "the patient named no date to decide by", field="date")
    referral = case.referral()
    lead = referral.provider.lead_business_days if referral else None
    known = [r.desk.p75_days for r in case.requests if r.desk and r.desk.p75_days]
    sentences = back_plan.explain(case.deadline_on, case.priority, lead, max(known, default=None), book.calendar())
    upto = 1 + next(n for n, sentence in enumerate(sentences) if sentence.startswith(f"{asked} "))
    return [*reversed(sentences[:upto]), f"The patient decides by {case.deadline_on.isoformat()}."]


def due_on_words(case: Case, request: RecordRequest) -> str:
    """Why the legal date of one request is what it is, or why there is none."""
    desk = f"{request.organization_name} ({request.department})"
    if request.legal_basis is None or not request.legal_basis.deadline_applies:
        return f"{desk}: no legal due date, because basis {request.legal_basis} has none; we ask as a courtesy."
    if request.due_on is None:
        return f"{desk}: no legal due date yet; it starts with a receipt of our letter that can be shown."
    received = _received_on(case, request)
    if request.extended:
        return f"{desk}: due on {request.due_on}: receipt on {received} and the office's one extension."
    return f"{desk}: due on {request.due_on}: 30 calendar days after the receipt on {received} (45 CFR 164.524(b)(2))."


def received_at_words(case: Case, request: RecordRequest) -> str:
    """How we know that the office has our letter."""
    desk = f"{request.organization_name} ({request.department})"
    if request.sent_at is None:
        return f"{desk}: our letter has not left."
    if request.received_at is None:
        left_on = local(request.sent_at, _zone(case, request)).date()
        return f"{desk}: our letter left on {left_on}; nobody confirmed it."
    received = _received_on(case, request)
    if request.receipt_evidence is ReceiptEvidence.ASSUMED:
        return f"{desk}: taken as received on {received} (sending and 5 days); it carries no legal date."
    return f"{desk}: received on {received}, shown by {request.receipt_evidence}."


def _received_on(case: Case, request: RecordRequest) -> str:
    return f"{local(request.received_at, _zone(case, request)):%Y-%m-%d}" if request.received_at else "an unknown day"


def _zone(case: Case, request: RecordRequest) -> str:
    return request.desk.time_zone if request.desk else case.patient.time_zone
