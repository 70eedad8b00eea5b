"""To which desk or officer a letter goes that is neither about a record request nor to a provider."""

from __future__ import annotations

from coordinator.domain.case import Case
from coordinator.domain.custody import Custody
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.document import Document
from coordinator.domain.record_request import RecordRequest
from coordinator.domain.words import Channel, ToRole

DOCUMENT, CUSTODY = "document", "custody"


def letter_role(case: Case, subject: str, subject_kind: str) -> ToRole | None:
    """Misdelivered documents go to the sender's privacy officer, borrowed material is asked back of who holds it."""
    if subject_kind == DOCUMENT:
        return ToRole.PRIVACY_OFFICER
    if subject_kind == CUSTODY:
        loan = custody_of(case, subject)
        return ToRole.DESK if loan is not None and loan.desk is not None else ToRole.PROVIDER
    return None


def desk_of(case: Case, subject: str) -> Desk | None:
    """The desk of the record request or of the loan with this id."""
    request = case.request(subject)
    if request is not None:
        return request.desk
    loan = custody_of(case, subject)
    return loan.desk if loan else None


def custody_of(case: Case, custody_id: str) -> Custody | None:
    """The loan with this id."""
    return next((c for c in case.custody if c.id == custody_id), None)


def document_of(case: Case, document_id: str) -> Document | None:
    """The document with this id."""
    return next((d for d in case.documents if d.id == document_id), None)


def sender_of(case: Case, document: Document) -> RecordRequest | None:
    """The request that a document answers; ``None`` where nobody said whose answer it was."""
    found = case.item_and_request(document.item_id or "")
    return case.request(document.request_id or "") or (found[1] if found else None)


def sending_office(case: Case, document_id: str) -> Organization | None:
    """The organization whose office sent this document; ``None`` for the patient and for unknown senders."""
    document = document_of(case, document_id)
    request = sender_of(case, document) if document else None
    return request.desk.organization if request is not None and request.desk is not None else None


def officer_channel(organization: Organization, *, secured: bool) -> tuple[Channel, str] | None:
    """The privacy officer's own fax, else a letter to the organization."""
    if organization.privacy_officer_fax and secured:
        return Channel.FAX, organization.privacy_officer_fax
    if organization.address:
        return Channel.PRINT, ""
    return None
