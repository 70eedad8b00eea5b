"""Records that came: received, looked at by a person, done without, or somebody else's."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.document import Document
from coordinator.domain.errors import Refused
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Kind, Known, Recorded, already, said
from coordinator.domain.facts.hearing import heard, imply_receipt
from coordinator.domain.facts.memory import remember
from coordinator.domain.facts.obligations import ask, finish
from coordinator.domain.facts.reading import FoundItem
from coordinator.domain.facts.registry import fact, needed
from coordinator.domain.record_request import SETTLED, RecordItem, RecordRequest
from coordinator.domain.words import ItemStatus, RecordType, RequestStatus, WorkItemKind

NOT_HERE = (
    ItemStatus.NEEDED, ItemStatus.REQUESTED, ItemStatus.ACKNOWLEDGED, ItemStatus.NOT_AVAILABLE, ItemStatus.REFUSED,
)  # fmt: skip
"""Items that may still arrive: an office that found nothing, or refused, sometimes sends after all."""

QUARANTINED = "quarantined"


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
    needed("item", Kind.ITEM, "the item, by id or record type"),
    usually="records", says="A person looked at the record: it is this patient's and it is what was asked for.",
)  # fmt: skip
def document_verified(case: Case, act: Act, known: Known, item: FoundItem) -> Recorded:
    """Needs no document. What was never recorded as received is so with this."""
    wanted, request = item
    ids = {"item": wanted.id, "request": request.id}
    if wanted.status is ItemStatus.VERIFIED:
        return already(**ids)
    if wanted.status in SETTLED:
        raise Refused("item.settled", wanted.status)
    if wanted.status in NOT_HERE:
        _arrive(case, request, [wanted], act)
    wanted.status, wanted.settled_at = ItemStatus.VERIFIED, act.at
    event = case.note("document_verified", act, **ids)
    for document in case.documents:
        if document.item_id == wanted.id and document.status != QUARANTINED:
            document.status = "verified"
            finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
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
    if wanted.status in (ItemStatus.VERIFIED, ItemStatus.SUPERSEDED):
        raise Refused("item.settled", wanted.status)
    wanted.status, wanted.settled_at = ItemStatus.WAIVED, act.at
    wanted.waived_reason, wanted.waived_by = reason, agreed_by
    event = case.note("item_waived", act, **ids, agreed_by=agreed_by)
    case.write_down(event, "text", reason)
    request.refresh_status()
    finish(case, WorkItemKind.CALL_PATIENT, act, wanted.id)
    return said(event, **ids)


def _waive_without_source(case: Case, act: Act, wanted: RecordType, reason: str, agreed_by: str) -> Recorded:
    name = f"waived.{wanted}"
    if case.answers.get(name) == agreed_by:
        return already(item=wanted.value)
    remember(case, name, agreed_by)
    event = case.note("item_waived", act, item=wanted, agreed_by=agreed_by)
    case.write_down(event, "text", reason)
    return said(event, item=wanted.value)


@fact(
    needed("document", Kind.DOCUMENT, "the document"),
    usually="records", says="The document is about somebody else: nobody opens it again, its sender is told.",
)  # fmt: skip
def wrong_patient_found(case: Case, act: Act, known: Known, document: Document) -> Recorded:
    """Quarantine (``domain.md`` §1.4). What the patient is told says nothing about the other person."""
    if document.status == QUARANTINED:
        return already(document=document.id)
    document.status = QUARANTINED
    event = case.note("wrong_patient_found", act, document=document.id)
    finish(case, WorkItemKind.CHECK_DOCUMENT, act, document.id)
    ask(case, WorkItemKind.CHECK_DOCUMENT, act, about=document.id, code="wrong_patient")
    return said(event, document=document.id)


def _arrive(case: Case, request: RecordRequest, items: list[RecordItem], act: Act) -> None:
    """The office sent these: its receipt, its promise and its unread answer are settled with them."""
    imply_receipt(case, request, act)
    for item in items:
        item.status, item.received_at = ItemStatus.RECEIVED, act.at
    if items:
        request.promised_on = None
        if request.status is RequestStatus.RETURNED:
            request.returned_cause = None
    request.refresh_status()
    heard(case, request, act)
