"""What a records office does with our letter: it has it, promises, asks for time, refuses, finds nothing."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard, take_receipt
from coordinator.domain.facts.obligations import ask, finish_one
from coordinator.domain.facts.reading import zone_of
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.legal_deadline import extended_due_on, legal_due_on
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import ReceiptEvidence, WorkItemKind

EVIDENCE = tuple(e.value for e in ReceiptEvidence if e is not ReceiptEvidence.ANSWER)
ANSWERS = (ReceiptEvidence.CALL, ReceiptEvidence.PORTAL, ReceiptEvidence.EMAIL_ACK)
"""Evidence in which somebody at the office, or its machine, answered us."""

RECEIPT_CALL = "t01-receipt-call"

REQUEST = needed("request", Kind.REQUEST, "the record request")


@fact(
    REQUEST,
    needed("evidence", Kind.CHOICE, "how we know; an assumed receipt carries no legal date", EVIDENCE),
    usually="records", says="The office has our letter.",
)  # fmt: skip
def request_received(case: Case, act: Act, known: Known, request: RecordRequest, evidence: str) -> Recorded:
    """Evidence starts the legal clock on legal bases A and B (``domain.md`` §3.7); it replaces an assumption."""
    how = ReceiptEvidence(evidence)
    zone = zone_of(case, request)
    if request.sent_at is None:
        raise Refused("request.not_sent", "no letter of ours has left for this office")
    if local(act.at, zone).date() < local(request.sent_at, zone).date():
        raise Refused("moment.before_sending", f"sent on {local(request.sent_at, zone).date()}", field="at")
    answers_us = how in ANSWERS and request.reply_unread
    assumed_again = how is ReceiptEvidence.ASSUMED and request.received_at is not None
    if (request.receipt_evidenced or assumed_again) and not answers_us:
        return already(request=request.id)
    if not request.receipt_evidenced:
        take_receipt(case, request, how, act)
    event = case.note("request_received", act, request=request.id, evidence=how, due_on=request.due_on)
    if answers_us:
        heard(case, request, act)
    if how is ReceiptEvidence.CALL:
        for item in case.open_items(WorkItemKind.CALL_DESK, request.id):
            if item.code == RECEIPT_CALL:
                finish_one(case, item, act)
    return said(event, request=request.id)


@fact(
    REQUEST,
    needed("on", Kind.DATE, "the day the office named"),
    usually="records", says="The office promised the records for a day; reminders keep silent until the day after.",
)  # fmt: skip
def office_promised(case: Case, act: Act, known: Known, request: RecordRequest, on: date) -> Recorded:
    """A later promise takes the place of an earlier one."""
    if request.promised_on == on and not request.reply_unread:
        return already(request=request.id)
    request.promised_on = on
    event = case.note("office_promised", act, request=request.id, on=on)
    heard(case, request, act)
    return said(event, request=request.id)


@fact(
    REQUEST,
    maybe("until", Kind.DATE, "the day the office named; 60 days after receipt"),
    maybe("written_on", Kind.DATE, "the date of the notice; the day it is recorded"),
    maybe("reason", Kind.TEXT, "the office's reason"),
    usually="records", says="The office gave written notice that it needs longer.",
)  # fmt: skip
def office_extended(
    case: Case, act: Act, known: Known, request: RecordRequest, until: date | None = None,
    written_on: date | None = None, reason: str | None = None,
) -> Recorded:  # fmt: skip
    """``domain.md`` §12 R6: one notice in time moves the legal date; a second is refused, a late one only flagged."""
    zone = zone_of(case, request)
    if not request.receipt_evidenced or request.received_at is None:
        raise Refused("request.receipt_missing", "an extension counts from an evidenced receipt")
    if request.due_on is None:
        raise Refused("request.no_legal_date", "on this legal basis there is no date to extend")
    written = written_on or local(act.at, zone).date()
    if written > local(act.now, zone).date():
        raise Refused("moment.in_future", "the notice cannot be dated ahead", field="written_on")
    received_on = local(request.received_at, zone).date()
    if request.extended:
        if _same_notice(request.due_on, received_on, until):
            return already(request=request.id)
        raise Refused("extension.second", f"the date is {request.due_on} since the first notice")
    answer = extended_due_on(received_on, request.due_on, until, written, already_extended=False)
    if answer.why == "extension.not_later":
        raise Refused("extension.not_later", f"the date is {request.due_on} already", field="until")
    late = None if answer.accepted else written.isoformat()
    if late and request.details.get("late_extension") == late and not request.reply_unread:
        return already(request=request.id)
    if answer.accepted:
        request.extended, request.due_on = True, answer.due_on
    else:
        request.details = {**request.details, "late_extension": late}
    event = case.note(
        "office_extended", act, request=request.id, written_on=written, due_on=request.due_on, why=answer.why,
        late=True if late else None,
    )  # fmt: skip
    if reason:
        case.write_down(event, "text", reason)
    heard(case, request, act)
    return said(event, request=request.id)


@fact(
    REQUEST,
    usually="records", says="An answer of the office waits for us to look at it; reminders keep silent until then.",
)  # fmt: skip
def reply_arrived(case: Case, act: Act, known: Known, request: RecordRequest) -> Recorded:
    """Ended by whatever fact tells what the office answered."""
    if request.reply_unread:
        return already(request=request.id)
    request.reply_unread = True
    event = case.note("reply_arrived", act, request=request.id)
    ask(case, WorkItemKind.REPLY_UNREAD, act, about=request.id)
    return said(event, request=request.id)


def _same_notice(due_on: date, received_on: date, until: date | None) -> bool:
    """True when the date that holds is the one this notice gives: it is the first notice, told once more."""
    first_limit = legal_due_on(received_on)
    return extended_due_on(received_on, first_limit, until, first_limit, already_extended=False).due_on == due_on
