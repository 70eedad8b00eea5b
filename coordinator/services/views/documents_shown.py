"""Documents, the packet and loans as ``case show`` prints them. For staff: it says what is held back, and why."""

from __future__ import annotations

from datetime import date

from coordinator.correspondence.labels import LABELS
from coordinator.domain.case import Case
from coordinator.domain.custody import Custody
from coordinator.domain.document import Document
from coordinator.domain.packet_index import INDEX, packet_index, withheld
from coordinator.domain.words import RecordType
from coordinator.services.views.plain import Json


def documents_shown(case: Case, today: date) -> Json:
    """The keys ``documents``, ``packet`` and ``custody``."""
    made = case.answers.get(INDEX)
    return {
        "documents": [_document(document) for document in case.documents],
        "packet": {
            "indexed_at": made["at"] if isinstance(made, dict) else None,
            "entries": [
                {
                    "number": entry.number,
                    "record_type": entry.record_type,
                    "document": entry.document_id,
                    "item": entry.item_id,
                    "dated": entry.dated,
                    "pages": entry.pages,
                    "files": entry.files,
                }
                for entry in packet_index(case, today)
            ],
            "withheld": [
                {"document": one.document_id, "code": one.code, "detail": one.detail} for one in withheld(case, today)
            ],
        },
        "custody": [_loan(loan) for loan in case.custody],
    }


def _document(document: Document) -> Json:
    return {
        "id": document.id,
        "item": document.item_id,
        "request": document.request_id,
        "kind": document.kind,
        "loinc": LABELS[RecordType(document.kind)].loinc if document.kind in list(RecordType) else "",
        "sha256": document.sha256,
        "status": document.status,
        "filed_at": document.filed_at,
        "filed_by": document.filed_by,
        "came_by": document.came_by,
        "format": document.format,
        "pages": document.pages,
        "pieces": document.pieces,
        "dated": document.dated,
        "labels": document.labels,
        "legible": document.legible,
        "sealed": document.sealed,
        "matched": document.matched,
        "verified_by": document.verified_by,
        "verified_at": document.verified_at,
        "study": document.study,
    }


def _loan(loan: Custody) -> Json:
    return {
        "id": loan.id,
        "item": loan.item_id,
        "kind": loan.kind,
        "status": loan.status,
        "moved_at": loan.moved_at,
        "count": loan.count,
        "returned_count": loan.returned_count,
        "accessions": loan.accessions,
        "stains": loan.stains,
        "recuts": loan.recuts,
        "courier": loan.courier,
        "tracking": loan.tracking,
        "return_by": loan.return_by,
        "laboratory": loan.desk.organization.name if loan.desk else None,
        "history": loan.history,
    }
