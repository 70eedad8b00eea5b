"""Words of the program as people at the desk say them."""

from __future__ import annotations

from coordinator.correspondence.labels import LABELS
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import (
    ContactRole,
    Department,
    ItemStatus,
    LegalBasis,
    MayBeTold,
    ReceiptEvidence,
    RecordType,
    RequestStatus,
)

DEPARTMENTS = {
    Department.RECORDS_OFFICE: "records office",
    Department.IMAGE_LIBRARY: "image library",
    Department.PATHOLOGY: "pathology",
    Department.PHYSICIAN_OFFICE: "physician's office",
    Department.PATIENT: "the patient",
}
BASES = {
    LegalBasis.ACCESS_SELF: "the patient's own right of access; the office must answer within 30 days",
    LegalBasis.ACCESS_DIRECTIVE: "the patient's right, sent on to us; the office must answer within 30 days",
    LegalBasis.AUTHORIZATION: "a permission to disclose; the office may answer, and no law says by when",
    LegalBasis.TREATMENT: "provider to provider, for treatment; no law says by when",
}
REQUESTS = {
    RequestStatus.WAITING: "cannot leave yet",
    RequestStatus.READY: "letter on its way out",
    RequestStatus.SENT: "sent, receipt not shown",
    RequestStatus.RECEIVED: "the office has our letter",
    RequestStatus.PARTIAL: "some of it came",
    RequestStatus.RETURNED: "the office sent it back",
    RequestStatus.REFUSED: "refused",
    RequestStatus.DONE: "done",
    RequestStatus.CANCELLED: "called off",
}
ITEMS = {
    ItemStatus.NEEDED: "not asked for yet",
    ItemStatus.REQUESTED: "asked for",
    ItemStatus.ACKNOWLEDGED: "the office has our letter",
    ItemStatus.RECEIVED: "received, not checked",
    ItemStatus.VERIFIED: "checked, it is right",
    ItemStatus.NOT_AVAILABLE: "the office has none",
    ItemStatus.REFUSED: "refused",
    ItemStatus.WAIVED: "done without",
    ItemStatus.SUPERSEDED: "replaced by another",
}
RECEIPTS = {
    ReceiptEvidence.FAX_CONFIRMED: "the fax was confirmed",
    ReceiptEvidence.CALL: "they said so on the telephone",
    ReceiptEvidence.PORTAL: "their portal says so",
    ReceiptEvidence.EMAIL_ACK: "they confirmed the e-mail",
    ReceiptEvidence.DELIVERY_SCAN: "the carrier scanned the delivery",
    ReceiptEvidence.ANSWER: "records came",
    ReceiptEvidence.ASSUMED: "assumed from ordinary mail; it carries no legal date",
}
CHANNELS = {
    "fax": "fax",
    "print": "post",
    "secure_email": "secured e-mail",
    "email": "e-mail",
    "office_portal": "the office's portal",
    "call": "telephone",
}
ROLES = {
    ContactRole.PATIENT: "patient",
    ContactRole.REPRESENTATIVE: "representative",
    ContactRole.COMPANION: "companion",
    ContactRole.FAMILY: "family",
}
TOLD = {
    MayBeTold.LOGISTICS: "times and places only",
    MayBeTold.RECORDS: "how the records come along, too",
    MayBeTold.ALL: "everything",
}


def type_words(word: str) -> str:
    """``Pathology report`` for ``PATH_REPORT``; other words as they are."""
    return LABELS[RecordType(word)].name if word in list(RecordType) else word.replace("_", " ").capitalize()


def desk_words(request: RecordRequest) -> str:
    """``Mercy Hospital, records office``."""
    return f"{request.organization_name}, {DEPARTMENTS[request.department]}"


def item_words(item: RecordItem, request: RecordRequest) -> str:
    """``Pathology report from Mercy Hospital, pathology``."""
    whose = "the patient" if request.from_patient else desk_words(request)
    return f"{type_words(item.record_type)} from {whose}"


def with_types(text: str) -> str:
    """A sentence of the program in which record types stand by their codes, with their names."""
    return " ".join(_word(part) for part in text.split(" "))


def _word(part: str) -> str:
    bare = part.rstrip(",.;:")
    return type_words(bare).lower() + part[len(bare) :] if bare in list(RecordType) else part.replace("_", " ")


def money(minor: int | None) -> str:
    """``$6.50`` for 650 cents."""
    return "" if minor is None else f"${minor / 100:,.2f}"
