"""One document of a case, as somebody looks at it and says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coordinator.domain.case import Case
from coordinator.domain.document import GONE, PAGED, Document, DocumentStatus, locked
from coordinator.domain.errors import NotFound
from coordinator.domain.facts.document_check import MATCHES
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import RecordType, StaffRole
from coordinator.domain.words.sensitivity import Sensitivity
from coordinator.services.desk.case_words import ITEMS, desk_words, type_words
from coordinator.services.desk.day_in_words import in_days
from coordinator.services.desk.fact_fields import Option

SEEN = {
    "name": "Name",
    "birth_date": "Birth date",
    "mrn": "Record number",
    "address": "Address",
    "phone": "Telephone number",
    "accession": "Accession number",
    "physician": "Name of their physician",
}
STANDING = {
    DocumentStatus.RECEIVED: "Nobody has checked it yet.",
    DocumentStatus.VERIFIED: "It is checked: it is this patient's, and what was asked for.",
    DocumentStatus.QUARANTINED: "It is locked away: it may be somebody else's.",
    DocumentStatus.UNREADABLE: "It cannot be read, and was asked for again.",
    DocumentStatus.SPLIT: "It was split: its parts are documents of their own.",
    DocumentStatus.MERGED: "It was put together with others.",
    DocumentStatus.RETURNED: "It went back to its sender.",
    DocumentStatus.DESTROYED: "It was destroyed.",
}
PICTURED = ("pdf", "jpeg", "png", "tiff")
"""Formats whose pages are shown as pictures (``services/page_pictures.py``)."""


@dataclass(frozen=True)
class DocumentPage:
    """``drawn``: how many pages can be shown; ``on_demand``: locked, and this person may open it with a reason."""

    id: str
    title: str
    status: str
    standing: str
    live: bool
    locked: bool
    gone: bool
    drawn: int
    on_demand: bool
    kind: str
    format: str
    pages: int | None
    size: int
    item: str
    item_id: str
    sender: str
    request_id: str
    document: Document
    verified_at: datetime | None
    items: list[Option]
    kinds: list[Option]
    labels: list[Option]
    matches: list[Option]
    splits: bool
    mates: list[Option]


def document_page(case: Case, document_id: str, viewer: Viewer) -> DocumentPage:
    """Everything on its page. Raises ``NotFound``. No statement."""
    document = next((d for d in case.documents if d.id == document_id), None)
    if document is None:
        raise NotFound("document.not_found")
    barred, gone = locked(document, case.documents), document.status in GONE
    named = {item.id: (item, request) for request in case.requests for item in request.items}
    item, _ = named.get(document.item_id or "", (None, None))
    request = case.request(document.request_id or "")
    return DocumentPage(
        id=document.id,
        title=type_words(document.kind),
        status=document.status,
        standing=STANDING.get(DocumentStatus(document.status), ""),
        live=document.live,
        locked=barred,
        gone=gone,
        drawn=0 if barred or gone or document.format not in PICTURED else document.pages or 1,
        on_demand=barred and not gone and StaffRole.SUPERVISOR in viewer.roles,
        kind=document.kind,
        format=(document.format or "").upper(),
        pages=document.pages,
        size=document.size,
        item=type_words(item.record_type) if item else "",
        item_id=document.item_id or "",
        sender=desk_words(request) if request and not request.from_patient else "the patient" if request else "",
        request_id=document.request_id or "",
        document=document,
        verified_at=document.verified_at,
        items=[
            Option(one.id, f"{type_words(one.record_type)}, {asked.organization_name} ({ITEMS[one.status]})")
            for one, asked in named.values()
        ],
        kinds=[Option(kind.value, type_words(kind)) for kind in RecordType],
        labels=[Option(label.value, label.value.replace("_", " ").lower()) for label in Sensitivity],
        matches=[Option(name, SEEN[name]) for name in MATCHES],
        splits=document.live and document.format in PAGED and (document.pages or 2) > 1,
        mates=_mates(case, document),
    )


def _mates(case: Case, document: Document) -> list[Option]:
    """Other documents that may be one with it: PDF files people work with, of the same item or of none."""
    if not document.live or document.format not in PAGED:
        return []
    return [
        Option(d.id, in_days(f"{type_words(d.kind)}, {_pages(d)}filed {d.filed_at:%Y-%m-%d}"))
        for d in case.documents
        if d is not document
        and d.live
        and d.format in PAGED
        and (not d.item_id or not document.item_id or d.item_id == document.item_id)
    ]


def _pages(document: Document) -> str:
    return f"{document.pages} page{'s' if document.pages != 1 else ''}, " if document.pages else ""
