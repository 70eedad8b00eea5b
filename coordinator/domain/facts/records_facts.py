"""Records that came: received, looked at by a person, done without, or somebody else's."""

from __future__ import annotations

from datetime import date

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.asking_again import UNREADABLE, unreadable_as, want_again
from coordinator.domain.facts.document_check import MATCHES, matching, verify_documents
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import answered, heard, imply_receipt
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.obligations import finish
from coordinator.domain.facts.reading import FoundItem
from coordinator.domain.facts.registry import fact, maybe, needed
from coordinator.domain.guards import aged
from coordinator.domain.record_request import SETTLED, RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RecordType, RequestStatus, WorkItemKind

NOT_HERE = (
    ItemStatus.NEEDED, ItemStatus.REQUESTED, ItemStatus.ACKNOWLEDGED, ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED,
)  # fmt: skip
"""Items that may still arrive: an office that found nothing, or refused, sometimes sends after all."""

UNUSABLE = ("unreadable", "viewer_only", "too_old", "incomplete", "illegible")
"""Why something that came is asked for again: it does not open, or only with the office's own viewer, and so on."""


@fact(
    needed("request", Kind.REQUEST, "the record request"),
    needed("items", Kind.ITEMS, "what came: ids or record types of this request, with commas"),
    usually="records", says="Records came and wait for a person's look.",
)  # fmt: skip
def records_received(case: Case, act: Act, known: Known, request: RecordRequest, items: list[RecordItem]) -> Recorded:
    """Implies the office's receipt where none was recorded. Items received before change nothing."""
    fresh = [item for item in items if item.status in NOT_HERE]
    ids = {"request": request.id, "items": ",".join(item.id for item in items)}
    if not fresh and not request.reply_unread:
        return already(**ids)
    _arrive(case, request, fresh, act)
    event = case.note("records_received", act, request=request.id, items=[item.id for item in items])
    return said(event, **ids)


@fact(
    maybe("item", Kind.ITEM, "the item, by id or record type; left out for a document that answers none"),
    maybe("document", Kind.DOCUMENT, "the document that was looked at"),
    maybe("matched", Kind.LIST, "what of the patient stands on it: name, birth date and one more", MATCHES),
    maybe("dated", Kind.DATE, "the date of service on it; one that is too old stays open until it is waived"),
    usually="records", says="A person looked at the record: it is this patient's and it is what was asked for.",
)  # fmt: skip
def document_verified(
    case: Case, act: Act, known: Known, item: FoundItem | None = None, document: Document | None = None,
    matched: list[str] | None = None, dated: date | None = None,
) -> Recorded:  # fmt: skip
    """The second of two steps (``domain.md`` §1.4). Of a document three things must match; an item needs no document.

    What was never recorded as received is so with this.
    """
    if dated is not None and dated > local(act.now, case.patient.time_zone).date():
        raise Refused("moment.in_future", "a record cannot be dated ahead", field="dated")
    found = matching(case, item, document, matched)
    if found is None and document is not None:
        if not verify_documents(case, [document], matched or [], act):
            return already(document=document.id)
        return said(case.note("document_verified", act, document=document.id, matched=matched), document=document.id)
    if found is None:
        raise Refused("key.missing", "the item, or a document", field="item")
    wanted, request = found
    ids = {"item": wanted.id, "request": request.id} | ({"document": document.id} if document else {})
    looked_at_before = document is None or document.status == ItemStatus.VERIFIED
    if wanted.status is ItemStatus.VERIFIED and looked_at_before and dated in (None, wanted.dated_on):
        return already(**ids)
    if wanted.status in SETTLED and wanted.status is not ItemStatus.VERIFIED:
        raise Refused("item.settled", wanted.status)
    if wanted.status in NOT_HERE:
        _arrive(case, request, [wanted], act)
    if wanted.status is not ItemStatus.VERIFIED or dated is not None:
        wanted.status, wanted.settled_at, wanted.dated_on = ItemStatus.VERIFIED, act.at, dated
    event = case.note("document_verified", act, **ids, matched=matched, dated=dated)
    looked_at = [document] if document else [d for d in case.documents if d.item_id == wanted.id]
    verify_documents(case, looked_at, matched or [], act)
    request.refresh_status()
    return said(event, **ids)


@fact(
    needed("item", Kind.ITEM_OR_TYPE, "the item, by id or record type, or a record type that has no source"),
    needed("reason", Kind.TEXT, "why it can be done without"),
    needed("agreed_by", Kind.CHOICE, "who agreed: the second provider's office, or the patient with us",
           ("provider", "patient")),
    usually="records", says="The case goes on without this record.", after_acceptance=True,
)  # fmt: skip
def item_waived(
    case: Case, act: Act, known: Known, item: FoundItem | RecordType, reason: str, agreed_by: str
) -> Recorded:
    """Only a verified or waived essential item lets the records stage end (``domain.md`` §1.4)."""
    if isinstance(item, RecordType):
        return _waive_without_source(case, act, item, reason, agreed_by)
    wanted, request = item
    ids = {"item": wanted.id, "request": request.id}
    if wanted.status is ItemStatus.WAIVED and wanted.waived_by == agreed_by:
        return already(**ids)
    if wanted.status in (ItemStatus.VERIFIED, ItemStatus.SUPERSEDED) and not aged(case, wanted):
        raise Refused("item.settled", wanted.status)
    wanted.status, wanted.settled_at = ItemStatus.WAIVED, act.at
    wanted.waived_reason, wanted.waived_by = reason, agreed_by
    event = case.note("item_waived", act, **ids, agreed_by=agreed_by)
    case.write_down(event, "text", reason)
    request.refresh_status()
    finish(case, WorkItemKind.CALL_PATIENT, act, wanted.id)
    if all(i.status is not ItemStatus.NOT_AVAILABLE for i in request.items) and not request.outstanding():
        finish(case, WorkItemKind.FIND_SOURCE, act, request.id)
    return said(event, **ids)


@fact(
    needed("item", Kind.ITEM, "the item that came, by id or record type"),
    needed("cause", Kind.CHOICE, "why it cannot be used", UNUSABLE),
    usually="records", says="What came cannot be used; the office is asked for that item again.",
)  # fmt: skip
def item_unusable(case: Case, act: Act, known: Known, item: FoundItem, cause: str) -> Recorded:
    """``domain.md`` §1.4: an unreadable disc is asked for again as DICOM. Only this item is wanted again."""
    wanted, request = item
    ids = {"item": wanted.id, "request": request.id}
    if request.status is RequestStatus.CANCELLED:
        raise Refused("request.ended", request.status)
    why = unreadable_as(wanted) if cause == UNREADABLE else cause
    if wanted.asked_again == why and wanted.status not in (ItemStatus.RECEIVED, ItemStatus.VERIFIED):
        return already(**ids)
    if wanted.status not in (ItemStatus.RECEIVED, ItemStatus.VERIFIED):
        raise Refused("item.not_here", wanted.status)
    event = case.note("item_unusable", act, **ids, cause=cause)
    wanted.dated_on = None
    want_again(case, wanted, request, why, act)
    for document in case.documents:
        if document.item_id == wanted.id:
            finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    return said(event, **ids)


def _waive_without_source(case: Case, act: Act, wanted: RecordType, reason: str, agreed_by: str) -> Recorded:
    name = f"waived.{wanted}"
    if case.answers.get(name) == agreed_by:
        return already(item=wanted.value)
    remember(case, name, agreed_by)
    event = case.note("item_waived", act, item=wanted, agreed_by=agreed_by)
    case.write_down(event, "text", reason)
    return said(event, item=wanted.value)


def _arrive(case: Case, request: RecordRequest, items: list[RecordItem], act: Act) -> None:
    """The office sent these: its receipt, its promise and its unread answer are settled with them."""
    imply_receipt(case, request, act)
    for item in items:
        item.status, item.received_at, item.asked_again = ItemStatus.RECEIVED, act.at, None
    if items:
        request.promised_on = None
        if request.status is RequestStatus.RETURNED:
            request.returned_cause = None
    request.refresh_status()
    heard(case, request, act)
    answered(case, request, act)
