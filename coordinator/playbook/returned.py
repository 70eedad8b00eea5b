"""When an office sends a request back, asks for money, or is asked on another ground: what follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.event import Act, Event
from coordinator.domain.facts.search_facts import OFFICE_CLOSED
from coordinator.domain.facts.source_facts import send_again
from coordinator.domain.fee import OVER_EXPECTED, WITHIN_EXPECTED, doubts
from coordinator.domain.legal_basis import one_basis_an_item
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, LegalBasis, RequestStatus, WorkItemKind
from coordinator.playbook.book import Book
from coordinator.playbook.papers import issue_again
from coordinator.playbook.requests import make_ready, put_under_paper, weigh_items

OWN_FORM, BAD_PAPER, IDENTITY, UNCLEAR = "own_form", "authorization", "identity", "unclear"
SEND_OWN_FORM, PAY_FEE = "send_own_form", "pay_fee"


def request_returned(case: Case, event: Event, book: Book, act: Act) -> None:
    """``domain.md`` §1.4: the patient signs once more; a rejected paper is issued anew, never used again here."""
    request = case.request(event["request"])
    if request is None or request.status is not RequestStatus.RETURNED:
        return
    cause = event["cause"]
    if cause in (OWN_FORM, BAD_PAPER) and request.authorization_id is not None:
        issue_again(case, request, act)
    elif cause == IDENTITY:
        case.ask(WorkItemKind.CALL_PATIENT, act, about=request.id, code="identity_for_office")
    elif cause in (OWN_FORM, BAD_PAPER, UNCLEAR):
        case.ask(WorkItemKind.CALL_DESK, act, about=request.id, code=f"returned: {cause}")


def signed_again(case: Case, request: RecordRequest, act: Act) -> None:
    """A new paper leaves by itself; the office's own form is sent by a person, who has it in hand."""
    if request.status is not RequestStatus.RETURNED:
        return
    if request.returned_cause == BAD_PAPER and request.channel is not None:
        send_again(case, request, request.channel, act)
    elif request.returned_cause == OWN_FORM:
        case.ask(WorkItemKind.CALL_DESK, act, about=request.id, code=SEND_OWN_FORM)


def fee_quoted(case: Case, event: Event, book: Book, act: Act) -> None:
    """Nothing is paid without approval; what the law does not expect is proposed to be challenged (§3.4)."""
    request = case.request(event["request"])
    if request is None or request.fee_status != "quoted" or request.fee_quoted_minor is None:
        return
    limits = book.playbook.limits
    request.keep(fee_doubts=doubts(request, limits.challenge_above_minor) or None)
    if request.fee_quoted_minor <= limits.approved_without_asking_minor and not request.details.get("fee_doubts"):
        request.fee_status = "approved"
        case.note("fee_within_limit", act, request=request.id)
        if request.fee_quoted_minor:
            case.ask(WorkItemKind.CALL_DESK, act, about=request.id, code=PAY_FEE)
        return
    code = OVER_EXPECTED if request.details.get("fee_doubts") else WITHIN_EXPECTED
    case.ask(WorkItemKind.APPROVE_FEE, act, about=request.id, code=code)


def legal_basis_changed(case: Case, event: Event, book: Book, act: Act) -> None:
    """The old request ends, what it still wanted is asked for in a new one: one letter, one basis."""
    request = case.request(event["request"])
    basis = LegalBasis(event["basis"])
    if request is None or not request.open or not request.outstanding():
        return
    if not one_basis_an_item(case, request, basis):
        return
    wanted = request.outstanding()
    again = RecordRequest(
        id=act.new_id(),
        organization_name=request.organization_name,
        department=request.department,
        legal_basis=basis,
        desk=request.desk,
        items=[RecordItem(act.new_id(), item.record_type) for item in wanted],
        details={key: request.details[key] for key in ("dates", "mrn", "sensitive") if request.details.get(key)},
    )
    told = request.sent_at is not None and request.desk is not None
    for item in wanted:
        item.status, item.essential = ItemStatus.SUPERSEDED, False
    request.status = RequestStatus.CANCELLED if len(wanted) == len(request.items) else RequestStatus.DONE
    case.requests.append(again)
    case.note("request_made", act, request=again.id, legal_basis=basis)
    if basis is not LegalBasis.TREATMENT:
        put_under_paper(case, again, act)
    elif any(item.record_type.physical for item in again.items):
        again.laboratory_desk_id = case.laboratory_desk_id
    weigh_items(case)
    make_ready(case, again, act)
    if told and request.status is RequestStatus.CANCELLED:
        case.note("request_cancelled", act, request=request.id)
    elif told:
        case.ask(WorkItemKind.CALL_DESK, act, about=request.id, code="asked_on_another_basis")


def found_elsewhere(case: Case, source: Mapping[str, Any], act: Act) -> None:
    """What one office does not have, or will not give, is asked of another: the first item asks nobody any more."""
    types = set(source.get("items") or [])
    for request in case.requests:
        for item in request.items:
            if item.record_type.value in types and item.status in (ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED):
                item.status, item.essential = ItemStatus.SUPERSEDED, False
                case.finish(WorkItemKind.CALL_PATIENT, act, item.id)
        searched = any(w.code.startswith(OFFICE_CLOSED) for w in case.open_items(WorkItemKind.FIND_SOURCE, request.id))
        if searched and not any(item.status is ItemStatus.NOT_AVAILABLE for item in request.items):
            case.finish(WorkItemKind.FIND_SOURCE, act, request.id)
